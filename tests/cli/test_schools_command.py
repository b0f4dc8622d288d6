"""``return schools``: a register is brought in whole, listed, and looked at by the rules of SEN2."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Desk

REGISTER = ("URN,EstablishmentName,TypeOfEstablishment (name),CommissionedPlaces,ExpectedPlaced\n"
            "100001,Larkspur Primary,Community school,,\n100002,Briarfield,Community special school,120,9999\n")  # fmt: skip


@pytest.fixture
def demo(desk: Desk) -> Desk:
    assert desk("demo", "--cases", "60", "--seed", "7").code == 0
    return desk


def test_a_register_is_brought_in_and_its_rules_run(demo: Desk, tmp_path: Path) -> None:
    path = tmp_path / "schools.csv"
    path.write_text(REGISTER, encoding="utf-8")
    before = demo("return", "sen2", "--year", "2026", "--check", "--json").json
    assert {one["rule"] for one in before["not_run"]} == {"D-V16", "D-F04", "D-F05"}
    held = demo("return", "schools", "--json").json
    assert held["total"] > 20 and held["commissioned_places"] is None
    told = demo("return", "schools", str(path), "--json").json
    assert (told["total"], told["commissioned_places"]) == (2, 120)
    assert told["schools"][1] == {"urn": "100002", "name": "Briarfield", "type": "Community special school",
                                  "places": 120, "expected": 9999}  # fmt: skip
    after = demo("return", "sen2", "--year", "2026", "--check", "--json").json
    assert {one["rule"] for one in after["not_run"]} == {"D-F04", "D-F05"}
    expected = [one for one in after["findings"] if one["rule"] == "D-V16"]
    assert len(expected) == 1 and "Briarfield" in expected[0]["message"] and "9999 expected" in expected[0]["message"]


@pytest.mark.parametrize(
    ("text", "said"),
    [("URN,Town\n1,Westmarsh\n", "no columns URN"), ("URN,Name\n", "no school in the file"),
     ("URN,Name\n1,A\n1,B\n", "twice"), ("URN,Name\nx,A\n", "row 2")],
)  # fmt: skip
def test_a_bad_register_leaves_the_one_there_is(demo: Desk, tmp_path: Path, text: str, said: str) -> None:
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text(REGISTER, encoding="utf-8")
    bad.write_text(text, encoding="utf-8")
    assert demo("return", "schools", str(good)).code == 0
    answer = demo("return", "schools", str(bad))
    assert answer.code == 2 and said in answer.err
    assert demo("return", "schools", "--json").json["total"] == 2
    assert demo("return", "schools", str(tmp_path / "none.csv")).code == 2
