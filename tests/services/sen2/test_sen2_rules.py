"""Every rule that can fail has a Person it fails on, and a sound Person it does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from ehcp_desk.domain.sen2 import Counts, Node, Severity
from ehcp_desk.services.oversight.sen2.checks.whole import Checker
from ehcp_desk.services.oversight.sen2.profiles import load_points, load_profile, load_rules
from ehcp_desk.services.oversight.sen2.returning import header_of
from tests.support.records import NOW
from tests.support.sen2 import CHOICES, SETTINGS, SOUND, at, changed, findings

Change = Callable[[Node], object]


def put(tag: str, value: Any, *path: str | int) -> Change:
    return lambda node: at(node, *path).update({tag: value})


def drop(tag: str, *path: str | int) -> Change:
    return lambda node: at(node, *path).pop(tag, None)


R = ("Requests", 0)
A = (*R, "Assessment")
N = (*A, "NamedPlan")
D = (*N, "PlanDetail", 0)
V = (*R, "ActivePlans")
P = (*V, "PlacementDetail", 0)
CASES: tuple[tuple[str, tuple[Change, ...]], ...] = (
    ("D-P01", (drop("Surname"),)), ("D-P02", (drop("Forename"),)), ("D-P03", (put("PersonBirthDate", "2016-02-31"),)),
    ("D-P04", (put("PersonBirthDate", "2026-01-16"),)), ("D-P05", (put("PersonBirthDate", "1999-08-01"),)),
    ("D-P06", (put("Sex", "Q"),)), ("D-P08", (put("Ethnicity", "MARS"),)), ("D-P10", (put("PostCode", "nowhere"),)),
    ("D-P11", (drop("UPN"),)), ("D-P12", (put("UPNunknown", "UN2"),)), ("D-P13", (put("UPN", "A330400121017"),)),
    ("D-P13", (put("UPN", "Q999000012101"),)), ("D-P15", (put("UniqueLearnerNumber", "1234567890"),)),
    ("D-P17", (drop("UPN"), put("UPNunknown", "UN4"))), ("D-P18", (drop("UPN"), put("UPNunknown", "UN1"))),
    ("D-P19", (drop("UPN"), put("UPNunknown", "UN8"))), ("D-P20", (drop("UPN"), put("UPNunknown", "UN9"))),
    ("D-P21", (drop("UPN"), put("UPNunknown", "UN10"))), ("D-P22", (put("Requests", []),)),
    ("D-F07", (put("_school_year", 11),)),
    ("D-R01", (drop("ReceivedDate", *R),)), ("D-R02", (put("ReceivedDate", "2026-01-16", *R),)),
    ("D-R03", (put("ReceivedDate", "2016-05-03", *R),)), ("D-R04", (drop("RequestSource", *R),)),
    ("D-R06", (drop("RYA", *R),)), ("D-R07", (put("RYA", "1", *R),)), ("D-R08", (put("RequestOutcome", "T", *R),)),
    ("D-R09", (drop("RequestOutcomeDate", *R),)), ("D-R10", (put("RequestOutcome", "W", *R),)),
    ("D-R11", (put("RequestOutcomeDate", "2025-03-02", *R),)), ("D-R12", (put("RequestOutcomeDate", "2026-01-16", *R),)),
    ("D-R13", (put("RequestOutcomeDate", "2025-04-15", *R),)), ("D-R14", (drop("RequestMediation", *R),)),
    ("D-R15", (put("RequestTribunal", "1", *R),)), ("D-R16", (put("Exported", "330", *R),)),
    ("D-R17", (put("Exported", "331", *R),)), ("D-R18", (put("RequestOutcome", "A", *R),)),
    ("D-R19", (put("RequestOutcome", "N", *R),)), ("D-R20", (put("RequestOutcome", "A", *R),)),
    ("D-R21", (put("RequestOutcome", "H", *R),)), ("D-R22", (put("RequestOutcomeDate", "2024-12-31", *R),)),
    ("D-R23", (lambda n: n["Requests"].append(dict(n["Requests"][0])),)),
    ("D-R24", (lambda n: n["Requests"].append(dict(n["Requests"][0])),)), ("D-R25", (drop("Assessment", *R),)),
    ("D-R26", (lambda n: n["Requests"].append({"ReceivedDate": "2025-03-03", "RequestOutcome": "W"}),)),
    ("D-A01", (put("AssessmentOutcome", "S", *A),)), ("D-A02", (drop("AssessmentOutcomeDate", *A),)),
    ("D-A03", (drop("AssessmentOutcomeDate", *A), drop("NamedPlan", *A))), ("D-A04", (put("AssessmentOutcome", "A", *A),)),
    ("D-A05", (put("AssessmentOutcomeDate", "2025-03-01", *A),)), ("D-A06", (put("AssessmentOutcomeDate", "2026-02-01", *A),)),
    ("D-A07", (put("AssessmentOutcomeDate", "2025-07-17", *A),)), ("D-A08", (put("AssessmentOutcome", "H", *A),)),
    ("D-A09", (put("TransferLA", "331", *V),)), ("D-A10", (put("AssessmentOutcome", "W", *A),)),
    ("D-A11", (put("AssessmentOutcome", "N", *A),)), ("D-A12", (drop("OtherTribunal", *A),)),
    ("D-A13", (put("AssessmentMediation", "1", *A),)), ("D-A14", (drop("Week20", *A),)), ("D-A15", (put("Week20", "1", *A),)),
    ("D-A16", (put("Week20", "1", *A),)), ("D-A17", (put("AssessmentOutcome", "N", *A),)),
    ("D-A18", (put("AssessmentOutcome", "A", *A),)), ("D-A19", (put("ReceivedDate", "2023-03-03", *R),)),
    ("D-N01", (drop("StartDate", *N),)), ("D-N02", (put("StartDate", "2014-08-31", *N),)),
    ("D-N03", (put("StartDate", "2026-01-16", *N),)), ("D-N04", (put("StartDate", "2025-03-02", *N),)),
    ("D-N05", (put("StartDate", "2016-05-03", *N),)), ("D-N06", (drop("PlanDetail", *N),)),
    ("D-N06", (drop("NamedPlan", *A),)), ("D-N07", (put("StartDate", "2026-02-01", *N),)),
    ("D-N08", (lambda n: at(n, *N)["PlanDetail"].extend([dict(at(n, *D)), dict(at(n, *D))]),)),
    ("D-N09", (put("UKPRN", "10000001", *D),)), ("D-N10", (drop("URN", *D),)), ("D-N11", (put("URN", "EY12345", *D),)),
    ("D-N12", (put("UKPRN", "1000001", *D),)), ("D-N13", (put("SENsetting", "NEET", *D),)),
    ("D-N14", (put("SENsetting", "OTH", *D),)), ("D-N15", (put("SENSettingOther", "a barn", *D),)),
    ("D-N16", (put("PlacementRank", "3", *D),)), ("D-N17", (put("PlacementRank", "2", *D),)),
    ("D-N18", (drop("SENunitIndicator", *D),)), ("D-N19", (put("SENunitIndicator", "1", *D),)),
    ("D-N21", (put("PlanRes", "C", *N),)), ("D-N22", (put("PlanWBP", "A", *N),)), ("D-N23", (drop("PB", *N),)),
    ("D-N24", (put("OA", "1", *N),)), ("D-N25", (put("PB", "1", *N),)), ("D-N26", (put("DP", "X", *N),)),
    ("D-N27", (put("CeaseReason", "2", *N),)), ("D-N28", (put("CeaseDate", "2025-07-01", *N),)),
    ("D-N29", (put("CeaseDate", "2026-01-16", *N),)), ("D-N30", (put("CeaseDate", "2024-12-31", *N),)),
    ("D-N29", (put("CeaseDate", "2025-10-01", *N), put("_cease_decided", "2025-10-01", *N))),
    ("D-N31", (put("CeaseDate", "2025-10-01", *N), put("CeaseReason", "1", *N))),
    ("D-N32", (put("CeaseDate", "2025-10-01", *N), put("CeaseReason", "3", *N))), ("D-N34", (drop("ActivePlans", *R),)),
    ("D-N35", (put("CeaseDate", "2025-10-30", *N), put("_cease_decided", "2025-09-01", *N))),
    ("D-V01", (put("TransferLA", "330", *V),)), ("D-V02", (drop("PlacementDetail", *V),)),
    ("D-V03", (drop("PlacementDetail", *V), put("TransferLA", "331", *V))), ("D-V04", (drop("URN", *P),)),
    ("D-V05", (put("SENsetting", "XYZ", *P),)), ("D-V06", (put("SENsetting", "NIEO", *P),)),
    ("D-V07", (put("SENsetting", "NEET", *P),)), ("D-V08", (drop("PlacementRank", *P),)), ("D-V09", (drop("EntryDate", *P),)),
    ("D-V10", (put("EntryDate", "2026-02-01", *P),)), ("D-V11", (put("LeavingDate", "2025-09-02", *P),)),
    ("D-V12", (put("LeavingDate", "2025-12-01", *P),)), ("D-V13", (drop("SENunitIndicator", *P),)),
    ("D-V17", (put("Res", "C", *P),)), ("D-V18", (put("WBP", "X", *P),)), ("D-V20", (put("PlanRes", "A", *N),)),
    ("D-V21", (put("SENneed", [{"SENtype": "XXX", "SENtypeRank": "1"}], *V),)),
    ("D-V22", (put("SENneed", [{"SENtype": "ASD", "SENtypeRank": "2"}], *V),)),
    ("D-V23", (put("SENneed", [{"SENtype": "ASD", "SENtypeRank": str(n)} for n in (1, 2)], *V),)),
    ("D-V24", (put("ReviewMeeting", "2026-02-01", *V),)), ("D-V25", (put("ReviewMeeting", "2024-12-01", *V),)),
    ("D-V26", (put("ReviewMeeting", "2025-12-01", *V), put("LastReview", "2025-11-30", *V))),
    ("D-V27", (put("ReviewMeeting", "2025-12-01", *V),)), ("D-V28", (put("LastReview", "2025-12-01", *V),)),
    ("D-V29", (put("ReviewDraft", "2025-12-01", *V),)),
    ("D-V30", (put("ReviewDraft", "2025-11-01", *V), put("ReviewMeeting", "2025-12-01", *V))),
    ("D-V31", (put("PhaseTransferDueDate", "2025-05-01", *V),)), ("D-V32", (put("PhaseTransferFinalDate", "2025-02-20", *V),)),
)  # fmt: skip
ELSEWHERE = {
    "D-H01", "D-H02", "D-H03", "D-H04", "D-H05", "D-H06", "D-H07", "D-H08", "D-H09", "D-H10", "D-H11", "D-H12", "D-H13",
    "D-P09", "D-P14", "D-P16", "D-P23", "D-R05", "D-N33", "D-F02", "D-F04", "D-F05",
}  # fmt: skip
"""Rules about the header, several people or the whole return, and the schema's: tested below and with the files."""


def test_a_sound_person_fails_no_rule() -> None:
    assert findings(SOUND) == []


@pytest.mark.parametrize(("rule", "changes"), CASES, ids=[f"{rule}-{n}" for n, (rule, _) in enumerate(CASES)])
def test_a_rule_fails_where_it_should(rule: str, changes: tuple[Change, ...]) -> None:
    found = [f for f in findings(changed(*changes)) if f.rule == rule]
    assert found
    assert found[0].severity is load_rules()[rule].severity
    assert found[0].message


def test_every_rule_that_can_fail_is_tested() -> None:
    can = {r.id for r in load_rules().values() if not r.never and r.needs in ("", "last")}
    # Those that look a school up are in test_sen2_schools.py.
    assert can == {rule for rule, _ in CASES} | ELSEWHERE


@pytest.mark.parametrize(
    ("days", "found"),
    [
        ({"StartDate": "2023-05-29"}, True),
        ({"StartDate": "2026-01-09"}, False),
        ({"StartDate": "2023-05-29", "_moved_in": "2026-01-09"}, False),
        ({"StartDate": "2026-01-09", "_made_on": "2023-05-29"}, True),
    ],
)
def test_who_came_in_the_last_week_is_told_by_a_plan_where_no_request_is_sent(
    days: dict[str, str], found: bool
) -> None:
    node = changed(drop("UPN"), put("UPNunknown", "UN8"), drop("ReceivedDate", *R))
    at(node, *N).update(days)
    assert ("D-P19" in {f.rule for f in findings(node)}) is found


def test_rules_about_two_people() -> None:
    twin = changed()
    rules = {f.rule for f in findings(SOUND, twin)}
    assert rules == {"D-P14"}
    learners = [changed(drop("UPN"), put("UniqueLearnerNumber", "9276308686"), put("Forename", n)) for n in ("A", "B")]
    assert {f.rule for f in findings(*learners)} == {"D-P16"}


def test_rules_about_large_shares() -> None:
    people = [
        changed(drop("UPN"), put("UPNunknown", "UN2"), put("Forename", str(n)), put("Ethnicity", "NOBT"),
                put("RequestSource", "5", *R))
        for n in range(20)
    ]  # fmt: skip
    assert {"D-P09", "D-R05"} <= {f.rule for f in findings(*people)}
    ended = [
        changed(drop("UPN"), put("UPNunknown", "UN2"), put("Forename", str(n)), drop("ActivePlans", *R),
                put("CeaseDate", "2025-10-01", *N), put("CeaseReason", "9", *N))
        for n in range(20)
    ]  # fmt: skip
    assert "D-N33" in {f.rule for f in findings(*ended)}
    assert "D-N33" not in {f.rule for f in findings(*ended[:19])}


def test_rules_about_the_last_return() -> None:
    checker = Checker(load_profile(2026), SETTINGS)
    assert {f.rule for f in checker.whole(Counts(live_plans=9, requests=9))} == {"D-H13", "D-F04", "D-F05"}
    assert {f.rule for f in checker.whole(Counts())} == {"D-H13"}


@pytest.mark.parametrize(
    ("rule", "where", "tag", "value"),
    [
        ("D-H01", "CollectionDetails", "Collection", "CIN"), ("D-H02", "CollectionDetails", "Year", "2025"),
        ("D-H03", "CollectionDetails", "ReferenceDate", "2026-01-16"), ("D-H04", "Source", "SourceLevel", "S"),
        ("D-H05", "Source", "LEA", "111"), ("D-H06", "Source", "SoftwareCode", ""), ("D-H07", "Source", "SerialNo", "1"),
        ("D-H08", "Source", "DateTime", "today"), ("D-H09", "Source", "DMO", "X"), ("D-H10", "Source", "DCO", ""),
        ("D-H11", "Source", "DSCO", ""),
    ],
)  # fmt: skip
def test_rules_about_the_header(rule: str, where: str, tag: str, value: str) -> None:
    profile = load_profile(2026)
    header = header_of(profile, SETTINGS, NOW)
    checker = Checker(profile, SETTINGS)
    assert checker.header(header) == []
    header[where][tag] = value
    assert {f.rule for f in checker.header(header)} == {rule}


def test_neither_officer_is_a_query() -> None:
    none = replace(SETTINGS, dmo="N", dco="N")
    found = Checker(load_profile(2026), none).header(header_of(load_profile(2026), none, NOW))
    assert [(f.rule, f.severity) for f in found] == [("D-H12", Severity.QUERY)]


def test_disputed_points_change_what_is_found() -> None:
    both = changed(put("UKPRN", "10000001", *D))
    assert "D-N09" not in {
        f.rule for f in findings(both, settings=replace(SETTINGS, choices=CHOICES | {"one_identifier": "all"}))
    }
    early = changed(put("RequestOutcome", "A", *R))
    strict = replace(SETTINGS, choices=CHOICES | {"after_no_decision": "error"})
    assert [f.severity for f in findings(early, settings=strict) if f.rule == "D-R18"] == [Severity.ERROR]
    old = changed(put("RequestOutcome", "H", *R), drop("RequestSource", *R), drop("RequestOutcomeDate", *R))
    wanted = replace(SETTINGS, choices=CHOICES | {"source_with_h": "wanted"})
    assert "D-R04" in {f.rule for f in findings(old, settings=wanted)}
    assert "D-R04" not in {f.rule for f in findings(old)}


def test_every_disputed_point_has_a_default_and_says_its_effects() -> None:
    assert len(load_points()) == 11
    assert all(len(p.choices) > 1 and all(p.choices.values()) and p.asks for p in load_points().values())


def test_only_the_demonstration_may_use_invented_councils() -> None:
    upn = "Q999000012101"
    invented = replace(SETTINGS, la="999")
    from ehcp_desk.domain.identifiers import upn_check_letter

    rest = upn[1:]
    node = changed(put("UPN", upn_check_letter(rest) + rest))
    assert "D-P13" in {f.rule for f in findings(node)}
    assert "D-P13" not in {f.rule for f in findings(node, settings=invented)}
