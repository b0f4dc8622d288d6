"""``return``: publishing, restating, the other packs and the register, as scripts call them; every paper verifies."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.cli.conftest import Desk


@pytest.fixture
def demo(desk: Desk) -> Desk:
    """A small authority with a few months behind it."""
    assert desk("demo", "--cases", "120", "--seed", "7").code == 0
    return desk


def papers(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.suffix in (".pdf", ".html"))


@pytest.mark.parametrize(
    "words",
    [
        ("monthly", "--month", "2026-09", "--publish"),
        ("weekly", "--week-of", "2026-10-14"),
        ("quarterly", "--quarter", "2026-Q3"),
        ("board", "--month", "2026-09"),
    ],
)
def test_every_paper_of_a_pack_is_known_to_verify(demo: Desk, tmp_path: Path, words: tuple[str, ...]) -> None:
    out = tmp_path / "pack"
    made = demo("return", *words, "--out", str(out), "--json")
    assert made.code == 0, made.err
    assert all(Path(name).exists() for name in made.json["files"])
    assert {path.suffix for path in papers(out)} == {".pdf", ".html"}
    for path in papers(out):
        checked = demo("verify", str(path), "--json")
        assert checked.json["ok"], (path.name, [c for c in checked.json["checks"] if not c["ok"]])


def test_the_run_of_a_published_return_leaves_out_what_an_earlier_one_did(demo: Desk, tmp_path: Path) -> None:
    for month in ("2026-08", "2026-09"):
        assert demo("return", "monthly", "--month", month, "--publish", "--out", str(tmp_path)).code == 0

    def rows(name: str) -> dict[str, dict[str, str]]:
        with (tmp_path / name).open(encoding="utf-8-sig", newline="") as file:
            return {row["title"]: row for row in csv.DictReader(file)}

    august, runs = rows("published-2026-08.csv"), rows("published-2026-09-months.csv")
    gone = [title for title in runs if august[title]["state"] == "left out"]
    assert gone and [runs[title]["2026-08"] for title in gone] == [""] * len(gone)


def test_a_quarter_there_is_none_of_ends_in_one_stop(desk: Desk, tmp_path: Path) -> None:
    answer = desk("return", "quarterly", "--quarter", "2026-Q9", "--out", str(tmp_path / "pack"))
    assert answer.code == 2 and "2026-Q9 is not a quarter; write it as 2026-Q4." in answer.err
    assert ".." not in answer.err


def test_a_frozen_return_says_who_changed_what_since(demo: Desk, tmp_path: Path) -> None:
    out, told = tmp_path / "september", tmp_path / "restated"
    assert demo("return", "monthly", "--month", "2026-09", "--out", str(out)).code == 0
    frozen = str(out / "monthly-2026-09.json")
    again = demo("return", "monthly", "--month", "2026-09", "--restate", frozen, "--json")
    assert again.code == 0, again.err
    late = demo("request", "SEN/LATE", "--received", "2026-09-14", "--source", "parent", "--set", "surname=Thornbury",
                "--set", "forenames=Idris", "--set", "born=2019-09-03")  # fmt: skip
    assert late.code == 0, late.err
    changed = demo("return", "monthly", "--month", "2026-09", "--restate", frozen, "--out", str(told), "--json")
    assert changed.code == 1, changed.err
    assert "SEN/LATE" in changed.out
    assert "Bea Tindall" in changed.out
    assert list(told.iterdir())


def test_a_figure_given_out_stands_in_the_register_with_its_cases(demo: Desk, tmp_path: Path) -> None:
    given = demo("return", "given", "--code", "K02", "--month", "2026-09", "--to", "A reader", "--for", "foi", "--json")
    assert given.code == 0, given.err
    listed = tmp_path / "cases.csv"
    one = demo("return", "given", "--number", str(given.json["number"]), "--out", str(listed), "--json")
    assert one.code == 0, one.err
    assert (
        len(one.json["cases"]) == given.json["listed"] == len(listed.read_text(encoding="utf-8-sig").splitlines()) - 1
    )
    assert [row["to"] for row in demo("return", "given", "--json").json["given"]] == ["A reader"]
    assert f"{given.json['value']}%, {given.json['numerator']} of " in demo("return", "given").out
    count = demo("return", "given", "--code", "k21", "--month", "2026-09", "--to", "A reader")
    assert "September 2026: 2 plans.\nIt tells of fewer than 5 cases" in count.out
    for words in (
        ("--number", "99"),
        ("--code", "K99", "--month", "2026-09", "--to", "A"),
        ("--code", "K02", "--to", "A"),
        ("--month", "2026-09"),
        ("--out", str(listed)),
        ("--number", str(given.json["number"]), "--to", "A"),
    ):
        refused = demo("return", "given", *words)
        assert refused.code == 2, refused.out
        assert "Traceback" not in refused.err


def test_a_figure_says_beside_it_whether_it_is_provisional_final_or_revised(demo: Desk, tmp_path: Path) -> None:
    def states(name: str, month: str = "2026-09") -> dict[str, str]:
        out = tmp_path / name
        assert demo("return", "monthly", "--month", month, "--out", str(out)).code == 0
        frozen = json.loads((out / f"monthly-{month}.json").read_text(encoding="utf-8"))
        page = (out / f"monthly-{month}.html").read_text(encoding="utf-8")
        told = {line["code"]: line["state"] for line in frozen["indicators"]}
        beside = {"provisional": "month running", "final": "month closed"}
        assert beside.get(told["K07"], told["K07"]) in page
        head = "provisional" if month == "2026-10" else "month over, not yet signed"
        assert head in page and ">final" not in page, "nothing is final before it is signed"
        return told

    assert states("running", "2026-10")["K07"] == "provisional"
    assert states("first")["K07"] == "final"
    late = demo("request", "SEN/LATE", "--received", "2026-09-14", "--source", "parent", "--set", "surname=Thornbury",
                "--set", "forenames=Idris", "--set", "born=2019-09-03")  # fmt: skip
    assert late.code == 0, late.err
    again = states("again")
    assert again["K07"] == "revised" and again["K02"] == "final"
    assert states("once more")["K07"] == "revised", "a second issue does not make the first one right"
