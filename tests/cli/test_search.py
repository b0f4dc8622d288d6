"""``search``: words on the record for scripts, and ``verify`` and ``migrate`` of what it stands on."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.cli.conftest import Desk


def first(desk: Desk) -> str:
    return str(desk("cases", "--json").json["cases"][0]["ref"])


def test_search_answers_in_json_and_in_words(westmarsh: Desk, tmp_path: Path) -> None:
    ref = first(westmarsh)
    report = tmp_path / "report.txt"
    report.write_text("Nothing but zithers", encoding="utf-8")
    for note in ("A xylophone was promised", "The xylophone came"):
        assert westmarsh("record", ref, "note", "--on", "2026-10-29", "--note", note).code == 0
    assert westmarsh("record", ref, "note", "--on", "2026-10-29", "--attach", str(report)).code == 0
    answer = westmarsh("search", "XYLOPH", "--json")
    assert answer.code == 0 and not answer.json["more"]
    newest = answer.json["hits"][0]
    assert {key: newest[key] for key in ("ref", "on", "fact", "text", "found", "written_by", "corrected", "document")} == {
        "ref": ref, "on": "2026-10-29", "fact": "note", "text": "The xylophone came", "found": ["xylophone"],
        "written_by": "Bea Tindall", "corrected": False, "document": None,
    }  # fmt: skip
    assert [hit["text"] for hit in answer.json["hits"]] == ["The xylophone came", "A xylophone was promised"]
    one = westmarsh("search", "xylophone", "--limit", "1")
    assert "The [xylophone] came" in one.out and "there are more" in one.out
    (document,) = westmarsh("search", "zithers", "--case", ref, "--json").json["hits"]
    assert (document["filename"], document["fact"]) == ("report.txt", None)
    assert "Nothing on the record holds those words." in westmarsh("search", '"came xylophone" AND (').out
    for words in (("search", "a", "--case", "NOPE"), ("search", "a", "--limit", "0")):
        assert westmarsh(*words).code == 2


def test_an_index_that_differs_is_found_by_verify_and_mended_by_migrate(westmarsh: Desk, tmp_path: Path) -> None:
    assert westmarsh("record", first(westmarsh), "note", "--on", "2026-10-29", "--note", "xylophone").code == 0
    with closing(sqlite3.connect(tmp_path / "desk.db")) as raw:
        raw.execute("INSERT INTO fact_words (fact_words) VALUES ('delete-all')")
        raw.commit()
    assert westmarsh("search", "xylophone", "--json").json["hits"] == []
    checked = westmarsh("verify", "--json")
    assert checked.code == 1
    assert [c["check"] for c in checked.json["checks"] if not c["ok"]] == ["search"]
    assert westmarsh("migrate").code == 0
    assert westmarsh("verify").code == 0
    assert len(westmarsh("search", "xylophone", "--json").json["hits"]) == 1
