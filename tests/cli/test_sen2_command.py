"""``return sen2`` as a script runs it: files, findings, settings, the list of the year round, and what it refuses."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Answer

Desk = Callable[..., Answer]


def test_the_return_is_written_checked_and_verified(demo: Desk, tmp_path: Path) -> None:
    out = tmp_path / "out" / "sen2.xml"
    answer = demo("return", "sen2", "--year", "2026", "--out", str(out), "--check", "--json")
    document = answer.json
    assert answer.code == 1 and document["errors"] > 0
    assert [Path(name).name for name in document["files"]] == ["sen2.xml", "sen2.xsd", "sen2.json"]
    finding = document["findings"][0]
    assert set(finding) == {"rule", "severity", "ref", "item", "message", "owner"}
    assert demo("verify", str(tmp_path / "out" / "sen2.json"), "--json").json["ok"] is True
    out.write_bytes(out.read_bytes().replace(b"<Sex>F", b"<Sex>M", 1))
    assert demo("verify", str(tmp_path / "out" / "sen2.json"), "--json").code == 1


def test_without_check_errors_are_no_failure(demo: Desk, tmp_path: Path) -> None:
    answer = demo("return", "sen2", "--year", "2026", "--out", str(tmp_path / "a.xml"))
    assert answer.code == 0 and "errors" in answer.out


def test_findings_name_no_child(demo: Desk, tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    demo("return", "sen2", "--year", "2026", "--out", str(path))
    text = demo("return", "sen2", "--year", "2026", "--check", "--json").out
    surnames = {part.split("<")[0] for part in path.read_text(encoding="utf-8").split("<Surname>")[1:]}
    assert surnames and not any(f'"{name}' in text or f" {name} " in text for name in surnames)


def test_the_twenty_weeks_both_ways(demo: Desk) -> None:
    timely = demo("return", "sen2", "--year", "2026", "--timeliness", "--json").json["timeliness"]
    plans = timely["plans"]
    assert timely["including"]["of"] == len(plans)
    assert timely["including"]["on_time"] == sum(p["days"] <= 140 for p in plans)
    assert timely["excluding"]["of"] == sum(not p["exception"] for p in plans)
    assert timely["monthly"]["words"]


def test_settings_are_said_with_their_effect_and_changed(demo: Desk) -> None:
    document = demo("return", "sen2", "--settings", "--json").json
    assert document["settings"]["la"] == "999"
    point = next(p for p in document["points"] if p["name"] == "setting_tag")
    assert point["chosen"] == point["default"] == "SENsetting" and len(point["choices"]) == 2
    assert demo("return", "sen2", "--set", "setting_tag=SENSetting", "--set", "dmo=N").code == 0
    after = demo("return", "sen2", "--settings", "--json").json
    assert after["settings"]["dmo"] == "N"
    assert next(p for p in after["points"] if p["name"] == "setting_tag")["chosen"] == "SENSetting"


def test_the_record_today_by_owner_with_its_trend(demo: Desk) -> None:
    document = demo("return", "sen2", "--quality", "--months", "2", "--json").json
    assert document["next_census"] == "2027-01-21" and document["rules_of"] == 2026
    assert [t["month"] for t in document["trend"]] == ["2026-08", "2026-09", "2026-10"]
    assert sum(o["errors"] for o in document["owners"]) == document["errors"] == document["trend"][-1]["errors"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--year", "2022", "--check"), "no SEN2 profile for 2022"),
        (("--year", "2027", "--check"), "no SEN2 profile for 2027"),
        (("--check",), "Which year"),
        (("--year", "2026"), "Where to"),
        (("--set", "la"), "no equals sign"),
        (("--set", "la=abc"), "not the code of a council"),
        (("--set", "shoes=4"), "no setting called shoes"),
        (("--set", "residential=weeks_1"), "is one of weeks_52, weeks_39"),
        (("--quality", "--months", "40"), "0 to 13 months"),
        (("--year", "2026", "--out", "a.xsd"), "must end in .xml"),
    ],
)
def test_bad_usage_is_one_sentence(demo: Desk, words: tuple[str, ...], said: str) -> None:
    answer = demo("return", "sen2", *words)
    assert answer.code == 2 and said in answer.err and answer.out == ""


def test_before_its_census_a_return_cannot_be_made(desk: Desk) -> None:
    desk("demo", "--cases", "60", "--seed", "7", today="2026-01-05")
    answer = desk("return", "sen2", "--year", "2026", "--check", today="2026-01-05")
    assert answer.code == 2 and "15 January 2026" in answer.err


def test_a_return_comes_in_as_any_file_does(demo: Desk, desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    demo("return", "sen2", "--year", "2026", "--out", str(path))
    other = str(tmp_path / "other.db")
    certificate = desk("import", str(path), "--json", db=other).json
    assert certificate["rows_in"] == certificate["created"] > 50
    assert desk("import", str(path), "--json", db=other).json["unchanged"] == certificate["rows_in"]
    (tmp_path / "bad.xml").write_text("<Persons/>", encoding="utf-8")
    refused = desk("import", str(tmp_path / "bad.xml"), db=other)
    assert refused.code == 2 and "begins with Persons" in refused.err


def test_what_the_return_lacks_is_recorded_like_any_fact(demo: Desk) -> None:
    wrong = [f for f in demo("return", "sen2", "--year", "2026", "--check", "--json").json["findings"]
             if f["rule"] == "D-P11"]  # fmt: skip
    ref = wrong[0]["ref"]
    done = demo("record", ref, "upn_unknown", "--on", "2026-01-10", "--set", "reason=UN3")
    assert done.code == 0, done.err
    after = demo("return", "sen2", "--year", "2026", "--check", "--json").json["findings"]
    assert not [f for f in after if f["rule"] == "D-P11" and f["ref"] == ref]
