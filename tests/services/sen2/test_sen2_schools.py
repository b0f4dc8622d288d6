"""The register of schools: brought in whole, looked at by five rules of SEN2, and never half read."""

from __future__ import annotations

from pathlib import Path

import pytest

from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.schools import School
from ehcp_desk.domain.sen2 import Node, Person
from ehcp_desk.exchange.schools_file import read_schools
from ehcp_desk.services.oversight.sen2.checks.whole import Checker, not_run
from ehcp_desk.services.oversight.sen2.profiles import load_profile, load_rules
from tests.services.sen2.test_sen2_rules import D, P, put
from tests.support.sen2 import SETTINGS, SOUND, at, changed

URN = at(SOUND, *P)["URN"]
NAMED = at(SOUND, *D)["URN"]
PLAIN = School(URN, "Larkspur Primary", "Community school", unit=True, resourced=True)


def found(node: Node, *schools: School) -> list[tuple[str, str]]:
    """(rule, item) of what one Person comes to under a register, with what the whole return says."""
    checker = Checker(load_profile(2026), SETTINGS, schools={school.urn: school for school in schools})
    told = checker.person(Person(node, ("SEN/1",), (1,))) + checker.whole()
    return [(finding.rule, finding.item) for finding in told]


def flagged(unit: str = "0", resourced: str = "0") -> Node:
    return changed(*(put(tag, value, *where) for where in (D, P)
                     for tag, value in (("SENunitIndicator", unit), ("ResourcedProvisionIndicator", resourced))))  # fmt: skip


def test_a_school_that_is_known_and_as_flagged_fails_nothing() -> None:
    assert URN == NAMED
    assert found(flagged(unit="1"), PLAIN) == []
    assert found(flagged(resourced="1"), PLAIN) == []
    assert found(flagged(unit="1")) == []  # and without a register nothing is looked up


@pytest.mark.parametrize(
    ("school", "unit", "resourced", "rules"),
    [
        (School("100009", "Another"), "0", "0", {("D-N11", "URN")}),
        (School(URN, "No unit", "Community school", resourced=True), "1", "0",
         {("D-N20", "SENunitIndicator"), ("D-V15", "SENunitIndicator")}),
        (School(URN, "No provision", "Community school", unit=True), "0", "1",
         {("D-N20", "ResourcedProvisionIndicator"), ("D-V15", "ResourcedProvisionIndicator")}),
        (School(URN, "Special", "Community special school", unit=True), "1", "0", {("D-N20", "SENunitIndicator")}),
        (School(URN, "Far away", "Online provider"), "0", "0", {("D-V14", "URN")}),
        (School(URN, "Full", expected=1), "0", "0", set()),
        (School(URN, "Emptier", expected=2), "0", "0", {("D-V16", "PlacementDetail")}),
    ],
)  # fmt: skip
def test_what_the_register_says_otherwise_is_found(
    school: School, unit: str, resourced: str, rules: set[tuple[str, str]]
) -> None:
    assert set(found(flagged(unit, resourced), school)) == rules


def test_a_placement_that_ended_fills_no_place() -> None:
    ended = changed(put("LeavingDate", "2025-12-19", *P))
    assert ("D-V16", "PlacementDetail") in found(ended, School(URN, "Larkspur", expected=1))


def test_what_is_not_run_is_said_with_why() -> None:
    wanting = {rule.id for rule in load_rules().values() if rule.needs}
    assert {rule for rule, _ in not_run({}, None)} == wanting == {"D-N20", "D-V14", "D-V15", "D-V16", "D-F04", "D-F05"}
    with_schools = dict(not_run({URN: PLAIN}, None))
    assert set(with_schools) == {"D-V16", "D-F04", "D-F05"} and "ExpectedPlaced" in with_schools["D-V16"]


GIAS = (
    "URN,EstablishmentName,TypeOfEstablishment (name),TypeOfResourcedProvision (name),CommissionedPlaces,ExpectedPlaced\n"
    "100001,Larkspur Primary,Community school,Resourced provision and SEN unit,,4\n"
    "\n"
    "100002,Briarfield,Community special school,Not applicable,120,\n"
)


def test_the_national_registers_columns_are_read_in_its_encoding(tmp_path: Path) -> None:
    path = tmp_path / "schools.csv"
    path.write_bytes(GIAS.replace("Briarfield", "Ysgol Tŷ Gwyn").encode("utf-8-sig"))
    one, two = read_schools(path)
    assert (one.unit, one.resourced, one.places, one.expected) == (True, True, None, 4)
    assert (two.name, two.special, two.unit, two.places) == ("Ysgol Tŷ Gwyn", True, False, 120)
    path.write_bytes(GIAS.replace("Briarfield", "École Verte").encode("cp1252"))
    assert read_schools(path)[1].name == "École Verte"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Name,Town\nLarkspur,Westmarsh\n", "no columns URN"),
        (GIAS.replace("100002", "1000002"), "row 4: the URN"),
        (GIAS.replace(",120,", ",many,"), "row 4: “many”"),
        ("", "no columns URN"),
    ],
)
def test_a_file_that_is_wrong_is_refused_with_its_row(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "schools.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=said):
        read_schools(path)
