"""The message, the schema and the frozen copy: sound by other people's reading, the same bytes twice, sealed."""

from __future__ import annotations

import json
import shutil
import subprocess
import tracemalloc
from datetime import date
from pathlib import Path

import pytest
from lxml import etree

from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.sen2 import Counts, Node, Person
from ehcp_desk.exchange.sen2.files import counts_of, is_frozen, made_and_checked, verify_sen2, write_sen2
from ehcp_desk.exchange.sen2.message import write_message
from ehcp_desk.exchange.sen2.schema import schema_faults, schema_text
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.sen2.profiles import load_profile, years
from ehcp_desk.services.oversight.sen2.returning import header_of
from ehcp_desk.services.oversight.sen2.settings import change_settings
from ehcp_desk.services.upkeep.demo import build_demo
from tests.bench.sen2_plans import YEAR, record_of_plans
from tests.support.records import NOW
from tests.support.sen2 import SETTINGS, SOUND, changed, empty_desk

TODAY = date(2026, 2, 10)


def write(path: Path, *nodes: Node, year: int = 2026) -> Path:
    profile = load_profile(year)
    write_message(path, profile, header_of(profile, SETTINGS, NOW), (Person(n, ("SEN/1",), (1,)) for n in nodes))
    return path


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    desk = empty_desk(tmp_path_factory.mktemp("demo") / "demo.db", TODAY)
    build_demo(desk, 250, 7)
    return desk


def test_the_sound_person_is_sound_by_every_reading(tmp_path: Path) -> None:
    message = write(tmp_path / "a.xml", SOUND)
    assert schema_faults(message, load_profile(2026)) == []
    root = etree.parse(str(message)).getroot()
    assert root.findtext("Persons/Person/Requests/Assessment/NamedPlan/StartDate") == "2025-07-18"
    order = [child.tag for child in root.find("Persons/Person/Requests/ActivePlans")]
    assert order == ["PlacementDetail", "SENneed"]


@pytest.mark.skipif(shutil.which("xmllint") is None, reason="xmllint is not here")
@pytest.mark.parametrize("year", years())
def test_another_reader_takes_our_schema_of_every_year(tmp_path: Path, year: int, demo: Desk) -> None:
    path = tmp_path / f"sen2-{year}.xml"
    made_and_checked(demo, year, path)
    xsd = tmp_path / "own.xsd"
    xsd.write_text(schema_text(load_profile(year)), encoding="utf-8")
    done = subprocess.run(["xmllint", "--noout", "--schema", str(xsd), str(path)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert schema_faults(path, load_profile(year)) == []


def test_the_last_items_stand_in_the_order_of_their_year() -> None:
    tails = {year: [i.tag for i in load_profile(year).modules["ActivePlans"]][3:] for year in years()}
    assert tails[2024] == ["ReviewMeeting", "ReviewOutcome", "LastReview"]
    assert tails[2025][:3] == ["ReviewMeeting", "LastReview", "ReviewOutcome"]
    assert tails[2026][-1] == "LastReview" and len(tails[2026]) == 6


def test_disputed_tags_are_written_as_chosen(tmp_path: Path) -> None:
    node = changed(lambda n: n["Requests"][0]["Assessment"]["NamedPlan"].update(
        PlanDetail=[{"SENsetting": "EHE", "PlacementRank": "1"}], PlanWBP="A"))  # fmt: skip
    profile = load_profile(2026, "SENSetting", "WPB")
    path = tmp_path / "a.xml"
    write_message(path, profile, header_of(profile, SETTINGS, NOW), [Person(node, ("SEN/1",), (1,))])
    text = path.read_text(encoding="utf-8")
    assert "<SENSetting>EHE</SENSetting>" in text and "<PlanWPB>A</PlanWPB>" in text
    assert schema_faults(path, profile) == [] and schema_faults(path, load_profile(2026)) != []


def test_names_are_kept_whatever_marks_they_hold(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xml", changed(lambda n: n.update(Surname="O’Neil & <Łoś>\x07", Forename="Zoë")))
    assert etree.parse(str(path)).findtext("Persons/Person/Surname") == "O’Neil & <Łoś>"


def test_a_fault_of_the_schema_is_put_on_the_person(tmp_path: Path) -> None:
    bad = changed(lambda n: n["Requests"][0].update(RequestSource="9"))
    assert [place for place, _ in schema_faults(write(tmp_path / "a.xml", SOUND, bad, SOUND), load_profile(2026))] == [
        1
    ]


def test_what_only_the_schema_sees_is_an_error_of_the_case(tmp_path: Path, demo: Desk) -> None:
    rules = {f.rule: f for f in made_and_checked(demo, 2024, tmp_path / "a.xml").findings}
    assert "D-F02" not in rules  # the demonstration’s faults are seen by the rules already


def test_the_demonstration_has_only_the_errors_planted_in_it(tmp_path: Path, demo: Desk) -> None:
    result = made_and_checked(demo, 2026, tmp_path / "a.xml")
    wrong = {f.rule for f in result.findings if f.severity == "error" and not f.ref.startswith("DEMO-")}
    late_first_review = "D-V24"  # a few families of the demonstration wait longer than a year for their first meeting
    assert wrong <= {"D-N06", "D-V02", "D-N16", "D-V08", "D-N18", "D-V13", "D-N27", late_first_review}
    assert result.counts.live_plans > 150 and result.counts.new_plans > 20


def test_the_same_record_gives_the_same_bytes(tmp_path: Path, demo: Desk) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        write_sen2(demo, 2026, tmp_path / name / "sen2.xml")
    for name in ("sen2.xml", "sen2.xsd", "sen2.json"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_the_frozen_copy_says_when_anything_was_changed(tmp_path: Path, demo: Desk) -> None:
    issued = write_sen2(demo, 2026, tmp_path / "sen2.xml")
    frozen = tmp_path / "sen2.json"
    assert is_frozen(frozen) and all(ok for _, ok, _ in verify_sen2(frozen))
    assert counts_of(frozen) == issued.result.counts
    message = tmp_path / "sen2.xml"
    message.write_text(message.read_text(encoding="utf-8").replace("<Sex>F", "<Sex>M", 1), encoding="utf-8")
    assert {check for check, ok, _ in verify_sen2(frozen) if not ok} == {"files"}
    body = json.loads(frozen.read_text(encoding="utf-8"))
    body["counts"]["persons"] += 1
    frozen.write_text(json.dumps(body), encoding="utf-8")
    assert {check for check, ok, _ in verify_sen2(frozen) if not ok} == {"seal", "files", "counts"}


def test_last_year_is_compared_with(tmp_path: Path, demo: Desk) -> None:
    found = made_and_checked(demo, 2026, tmp_path / "a.xml", last_return=Counts(live_plans=5, requests=5, ceased=5))
    assert {"D-F04", "D-F05"} <= {f.rule for f in found.findings}


def test_a_return_that_is_not_set_up_says_what_is_missing(tmp_path: Path) -> None:
    desk = empty_desk(tmp_path / "a.db", TODAY)
    change_settings(desk, {"dsco": "N"})
    with pytest.raises(BadInput, match="not the code of a council"):
        change_settings(desk, {"la": "1"})
    with desk.store.write("Data officer", NOW) as work:
        work.set_setting("sen2", "{}")
    with pytest.raises(BadInput, match="not set up yet: say la and dmo"):
        made_and_checked(desk, 2026, tmp_path / "a.xml")
    with pytest.raises(BadInput, match="no SEN2 profile for 2027"):
        made_and_checked(desk, 2027, tmp_path / "a.xml")


def test_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    peaks = []
    for plans in (150, 1200):
        desk = record_of_plans(tmp_path / f"{plans}.db", plans)
        made_and_checked(desk, YEAR, tmp_path / "warm.xml")
        tracemalloc.start()
        made_and_checked(desk, YEAR, tmp_path / "a.xml")
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        desk.store.close()
    size = (tmp_path / "a.xml").stat().st_size
    assert peaks[1] - peaks[0] < 0.4 * size, (peaks, size)
