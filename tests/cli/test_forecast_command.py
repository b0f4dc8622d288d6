"""forecast and rescue as a script calls them: the same bytes for the same seed, papers, sentences and exit codes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Desk

BASE = "[[change]]\n"


@pytest.fixture
def demo(desk: Desk) -> Desk:
    assert desk("demo", "--cases", "300", "--seed", "4").code == 0
    return desk


def test_the_same_seed_is_the_same_byte_for_byte(demo: Desk, tmp_path: Path) -> None:
    first, again = (demo("forecast", "--runs", "30", "--months", "3", "--seed", "5", "--json") for _ in range(2))
    assert first.code == 0 and first.out == again.out
    assert demo("forecast", "--runs", "30", "--months", "3", "--seed", "6", "--json").out != first.out
    found = first.json["forecasts"][0]
    assert [m["month"] for m in found["months"]] == ["2026-11", "2026-12", "2027-01"]
    assert set(found["months"][0]["finals"]) == {"median", "low", "high"}
    assert {"rule", "month", "likely", "duty"} == set(
        found["breaks_first"] or {"rule": 0, "month": 0, "likely": 0, "duty": 0}
    )
    assert all(a["source"] for a in found["assumptions"]) and first.json["back_test"] is None


def test_papers_carry_their_day_and_seal_and_are_the_same_twice(demo: Desk, tmp_path: Path) -> None:
    scenario = tmp_path / "winter.toml"
    scenario.write_text(f'title = "A hard winter"\n{BASE}psychologists = -1\nfrom = "2026-11"\n', encoding="utf-8")
    papers = []
    for name in ("one", "two"):
        pdf, html = tmp_path / f"{name}.pdf", tmp_path / f"{name}.html"
        said = demo(
            "forecast",
            "--runs",
            "20",
            "--scenario",
            str(scenario),
            "--back-test",
            "--out",
            str(pdf),
            "--html",
            str(html),
        )
        assert said.code == 0 and "A hard winter" in said.out and "Tested against the last year" in said.out
        papers.append((pdf.read_bytes(), html.read_text(encoding="utf-8")))
    assert papers[0] == papers[1]
    page = papers[0][1]
    for words in ("As at Friday 30 October 2026", "Seal ", "A hard winter", "What this rests on", "Left out:"):
        assert words in page


@pytest.mark.parametrize("text", ["", "x = 1", f"{BASE}requests = 'a'", f"{BASE}psychologists = -90\nfrom = '2026-11'"])
def test_a_bad_scenario_is_one_sentence_and_exit_2(demo: Desk, tmp_path: Path, text: str) -> None:
    scenario = tmp_path / "bad.toml"
    scenario.write_text(text, encoding="utf-8")
    answer = demo("forecast", "--scenario", str(scenario))
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.count("\n") == 1 and answer.err.startswith("ehcp-desk: ")


def test_a_scenario_that_is_not_there_or_no_text(demo: Desk, tmp_path: Path) -> None:
    assert demo("forecast", "--scenario", str(tmp_path / "none.toml")).code == 2
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe\x00")
    assert "not text" in demo("forecast", "--scenario", str(tmp_path / "bytes.toml")).err


def test_an_empty_record_is_answered_and_names_its_defaults(desk: Desk) -> None:
    assert desk("demo", "--cases", "1").code == 0
    answer = desk("forecast", "--runs", "20", "--json")
    assert answer.code == 0
    assert any(a["default"] and "default used" in a["source"] for a in answer.json["forecasts"][0]["assumptions"])


def test_rescue_answers_with_its_rule_and_keeps_to_the_hours(demo: Desk) -> None:
    answer = demo("rescue", "--hours", "12", "--json")
    found = answer.json
    assert answer.code == 0 and found["day"] == "2026-11-02" and found["used"] <= 12
    assert found["saved"] == sum(line["saves"] for line in found["order"]) > 0
    assert found["rule"] and found["acts"]["A_DRAFT"]["hours"] > 0
    ref = found["order"][-1]["ref"]
    assert demo("rescue", "--first", ref, "--hours", "12").code == 2
    assert demo("rescue", "--first", ref, "--reason", "Promised").code == 0
    first = demo("rescue", "--hours", "12", "--json").json["order"][0]
    assert (first["ref"], first["reason"]) == (ref, "Promised")
    assert "put first: Promised" in demo("rescue", "--hours", "12").out


@pytest.mark.parametrize(
    "words",
    [(), ("--hours", "-1"), ("--hours", "nan"), ("--hours", "5", "--on", "2020-01-01"), ("--hours-of", "Nobody=3"),
     ("--hours", "3", "--hours-of", "Joy Addo=3"), ("--set-hours", "NO_RULE=2"), ("--reason", "x", "--hours", "3")],
)  # fmt: skip
def test_rescue_refuses_in_one_sentence(demo: Desk, words: tuple[str, ...]) -> None:
    answer = demo("rescue", *words)
    assert (answer.code, answer.out) == (2, "") and answer.err.count("\n") == 1
