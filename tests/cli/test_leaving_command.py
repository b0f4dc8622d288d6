"""``leaving FILE --for WHO``: one sentence, exit code 1 until somebody confirms, and the confirmation kept."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Desk


def test_a_file_is_looked_through_and_confirmed(westmarsh: Desk, tmp_path: Path) -> None:
    with_names = tmp_path / "list.csv"
    case = westmarsh("cases", "--json").json["cases"][0]
    with_names.write_text(f"Name,Due\r\n{case['name']},4\r\n", encoding="utf-8")
    look = westmarsh("leaving", str(with_names), "--for", "a school", "--json")
    assert (look.code, look.json["confirmed"]) == (1, [])
    (one,) = look.json["files"]
    assert one["children"] == 1 and one["sentence"].startswith("list.csv, for a school, names 1 child")
    done = westmarsh("leaving", str(with_names), "--for", "a school", "--confirm", "The head asked for it")
    assert done.code == 0 and "Confirmed" in done.out
    assert westmarsh("verify", "--json").json["ok"] is True


def test_a_file_that_says_nothing_of_anybody_passes(westmarsh: Desk, tmp_path: Path) -> None:
    path = tmp_path / "plain.csv"
    path.write_text("Need,Children\r\nHearing,12\r\n", encoding="utf-8")
    assert westmarsh("leaving", str(path), "--for", "the public").code == 0
    refused = westmarsh("leaving", str(tmp_path / "none.csv"), "--for", "the public")
    assert (refused.code, "is not a file" in refused.err) == (2, True)
