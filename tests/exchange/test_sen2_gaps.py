"""A gap in a record is an error of its case, and never a message that no program loads."""

from __future__ import annotations

from pathlib import Path

import pytest

from ehcp_desk.domain.sen2 import Need, Node, Person, Severity
from ehcp_desk.exchange.sen2.message import write_message
from ehcp_desk.exchange.sen2.schema import schema_faults
from ehcp_desk.services.oversight.sen2.checks.whole import Checker
from ehcp_desk.services.oversight.sen2.profiles import load_profile
from ehcp_desk.services.oversight.sen2.returning import header_of
from tests.support.records import NOW
from tests.support.sen2 import SETTINGS, SOUND, at, changed, findings, told, year_of

A = ("Requests", 0)
N = (*A, "Assessment", "NamedPlan")
V = (*A, "ActivePlans")
WHERE: dict[str, tuple[str | int, ...]] = {
    "Person": (), "Requests": A, "Assessment": (*A, "Assessment"), "NamedPlan": N, "PlanDetail": (*N, "PlanDetail", 0),
    "PlacementDetail": (*V, "PlacementDetail", 0), "SENneed": (*V, "SENneed", 0),
}  # fmt: skip
MUST = [
    (module, item.tag)
    for module, items in load_profile(2026).modules.items()
    for item in items
    if item.need is Need.YES and module in WHERE
]


def a_person(node: Node) -> Person:
    return Person(node, ("SEN/1",), (1,))


def faults(path: Path, node: Node, year: int) -> list[tuple[int, str]]:
    profile = load_profile(year)
    write_message(path, profile, header_of(profile, SETTINGS, NOW), [a_person(node)])
    return schema_faults(path, profile)


@pytest.mark.parametrize(("module", "tag"), MUST)
def test_what_must_be_there_is_missed_by_a_rule_and_not_by_the_schema(tmp_path: Path, module: str, tag: str) -> None:
    node = changed(lambda n: at(n, *WHERE[module]).pop(tag))
    assert faults(tmp_path / "a.xml", node, 2026) == []
    assert any(f.severity is Severity.ERROR for f in findings(node)), (module, tag)
    assert not any(f.severity is Severity.ERROR for f in findings(SOUND))


def test_there_is_something_of_every_part_to_miss() -> None:
    assert {module for module, _ in MUST} == WHERE.keys()
    assert ("PlacementDetail", "PlacementRank") in MUST


def test_the_header_is_the_program_s_own_and_must_be_whole(tmp_path: Path) -> None:
    profile, path = load_profile(2026), tmp_path / "a.xml"
    header = header_of(profile, SETTINGS, NOW)
    del header["Source"]["LEA"]
    write_message(path, profile, header, [])
    assert {place for place, _ in schema_faults(path, profile)} == {-1}


@pytest.mark.parametrize(("year", "sent"), [(2024, None), (2025, "DS"), (2026, "DS")])
def test_a_need_the_year_has_no_code_for_is_told_of_and_not_sent(tmp_path: Path, year: int, sent: str | None) -> None:
    facts = [("request_received", f"{year - 1}-03-03", {"source": "parent"}), ("final_plan_sent", f"{year - 1}-07-18"),
             ("needs_recorded", f"{year - 1}-07-18", {"primary": "DS", "secondary": "SLCN"})]  # fmt: skip
    person = told(*facts, year=year_of(year))
    assert person is not None
    needs = person.node["Requests"][0]["ActivePlans"]["SENneed"]
    assert [need.get("SENtype") for need in needs] == [sent, "SLCN"]
    assert not [words for _, words in faults(tmp_path / "a.xml", person.node, year) if "SENtype" in words]
    said = [f for f in Checker(load_profile(year), SETTINGS).person(person) if f.rule == "D-V21"]
    assert [f.message.endswith("(DS)") for f in said] == ([] if sent else [True])


def test_the_school_year_of_the_record_is_held_against_the_date_of_birth() -> None:
    for held, asked in ((3, False), (4, False), (6, True)):  # born in May 2016: year 3 in January 2024
        node = changed(lambda n, held=held: n.update(_school_year=held))  # type: ignore[misc]
        found = {f.rule for f in Checker(load_profile(2024), SETTINGS).person(a_person(node))}
        assert ("D-F07" in found) is asked
