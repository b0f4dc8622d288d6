"""``words``: the field's words explained, with no record."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Desk


def test_a_word_is_explained_without_a_record(desk: Desk, tmp_path: Path) -> None:
    answer = desk("words", "amendment", "notice", "--json", db=str(tmp_path / "none" / "no.db"))
    assert answer.code == 0
    first = answer.json["words"][0]
    assert (first["word"], first["source"]) == ("Amendment notice", "Regulation 22")
    assert not (tmp_path / "none").exists()


def test_a_word_nobody_explains_is_one_sentence(desk: Desk) -> None:
    answer = desk("words", "zzz")
    assert answer.code == 2
    assert answer.err.strip() == "ehcp-desk: No word explained here is like 'zzz'. `ehcp-desk words` lists them all."
