"""Lists 1 and 2 and the dataset from a child's facts: who is on which, what each column holds, what each check finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from ehcp_desk.domain.case import Child, YearGroup
from ehcp_desk.domain.people_kinds import PEOPLE_KINDS
from ehcp_desk.domain.schools import School
from ehcp_desk.domain.sen2 import Finding
from ehcp_desk.services.oversight.annex import definitions
from ehcp_desk.services.oversight.annex.checks import DUPLICATE, FAILS, NO_CASEWORKER, check_row, whole_list
from ehcp_desk.services.oversight.annex.definitions import AnnexError, load_lists, read_lists
from ehcp_desk.services.oversight.annex.rows import Ground, list_rows
from ehcp_desk.services.oversight.annex.tables import ssd_rows
from ehcp_desk.services.oversight.schools import NO_SCHOOLS
from ehcp_desk.services.oversight.sen2.reading import person
from tests.support.sen2 import ROWAN, FactLine, rows_of, year_of

DAY = date(2026, 7, 22)
ASKED: FactLine = ("request_received", "2026-06-01", {"source": "parent"})
PLAN: tuple[FactLine, ...] = (("request_received", "2023-01-09"), ("final_plan_sent", "2023-05-29"))
SCHOOL: FactLine = ("placement", "2023-09-04", {"setting": "Elm Bank", "urn": "100001", "rank": "1"})
CHILD = replace(ROWAN, year_group=YearGroup(5), uln="")


def ground(schools: Mapping[str, School] = NO_SCHOOLS) -> Ground:
    year = year_of()
    running = replace(year, first="2026-01-01", last=DAY.isoformat(), year_end="2026-12-31")
    return Ground.of(running, DAY, load_lists(), schools)


def rows(*facts: FactLine, child: Child = CHILD) -> list[tuple[str, dict[str, str]]]:
    """(kind of row, values) of one child with one case."""
    cases = [(1, "SEN/1", rows_of(*facts))]
    found = person(child, cases, ground().year)
    assert found is not None
    return [(of, values) for of, _, _, values in list_rows(child, cases, found, ground())]


def only(*facts: FactLine, child: Child = CHILD) -> dict[str, str]:
    ((_, values),) = rows(*facts, child=child)
    return values


def test_a_plan_in_place_is_on_list_1_and_a_request_under_way_on_list_2() -> None:
    assert [of for of, _ in rows(*PLAN)] == ["plan"]
    assert [of for of, _ in rows(ASKED)] == ["asked"]
    assert [of for of, _ in rows(ASKED, ("assess_decision_notified", "2026-07-01", {"outcome": "assess"}))] == ["asked"]


@pytest.mark.parametrize(
    "ended",
    [
        ("assess_decision_notified", "2026-07-01", {"outcome": "refuse"}),
        ("request_withdrawn", "2026-07-01"),
        ("moved_away", "2026-07-01"),
        ("no_plan_decision_notified", "2026-07-01"),
    ],
)
def test_a_request_that_ended_without_a_plan_is_on_neither(ended: FactLine) -> None:
    assert rows(ASKED, ended) == []


def test_a_plan_that_ended_is_on_neither() -> None:
    assert rows(*PLAN, ("plan_ceased", "2026-02-01", {"reason": "5"})) == []


def test_what_happens_after_the_day_is_not_told() -> None:
    values = only(*PLAN, ("amended_plan_sent", "2026-08-01"), ("exclusion", "2026-08-02", {"type": "suspension"}))
    assert values["updated"] == "" and "suspensions" not in values


def test_the_days_of_the_plan() -> None:
    values = only(
        *PLAN,
        ("amended_plan_sent", "2024-06-03"),
        ("amended_plan_sent", "2025-06-02"),
        ("review_meeting_held", "2026-05-01"),
        ("review_decision_notified", "2026-05-20", {"outcome": "keep"}),
    )
    assert (values["initial"], values["updated"], values["reviewed"]) == ("2023-05-29", "2025-06-02", "2026-05-20")


def test_a_review_under_way_takes_nothing_from_the_last_decision() -> None:
    values = only(*PLAN, ("review_meeting_held", "2025-05-01"),
                  ("review_decision_notified", "2025-05-20", {"outcome": "keep"}),
                  ("review_meeting_held", "2026-07-01"))  # fmt: skip
    assert values["reviewed"] == "2025-05-20"


CEASED: FactLine = ("plan_ceased", "2025-08-31", {"reason": "6"})


@pytest.mark.parametrize(
    ("later", "of"),
    [
        ((CEASED, ASKED), "asked"),
        ((CEASED, ASKED, ("final_plan_sent", "2026-07-20")), "plan"),
        ((CEASED, ("tribunal_order", "2026-02-01", {"order": "maintain"})), "plan"),
        ((("moved_away", "2026-02-01", {"to_authority": "Kent"}),), "plan"),
    ],
)
def test_a_child_whose_case_went_on_after_a_plan_is_still_listed(later: tuple[FactLine, ...], of: str) -> None:
    assert [kind for kind, _ in rows(*PLAN, *later)] == [of]


@pytest.mark.parametrize("kind", ["tribunal_order", "appeal_not_opposed"])
def test_a_refused_plan_that_is_to_be_made_after_all_is_under_way(kind: str) -> None:
    refused = ("no_plan_decision_notified", "2026-06-20")
    said = {"order" if kind == "tribunal_order" else "about": "make_plan"}
    assert [of for of, _ in rows(ASKED, refused, (kind, "2026-07-10", said))] == ["asked"]


def test_the_days_of_a_second_plan_are_its_own() -> None:
    reviewed: FactLine = ("review_decision_notified", "2024-05-20", {"outcome": "keep"})
    values = only(
        *PLAN, reviewed, ("amended_plan_sent", "2024-06-03"), CEASED, ASKED, ("final_plan_sent", "2026-07-20")
    )
    assert (values["initial"], values["updated"], values["reviewed"]) == ("2026-07-20", "", "")


def test_a_plan_that_moved_in_was_issued_by_the_other_council() -> None:
    values = only(("plan_transferred_in", "2026-02-02", {"from_authority": "Kent", "made_on": "2021-03-04"}))
    assert values["initial"] == "2021-03-04"


def test_where_the_child_is_and_the_phase_of_the_school_year() -> None:
    second: FactLine = ("placement", "2024-01-08", {"setting": "The Hub", "urn": "100002", "rank": "2"})
    values = only(*PLAN, SCHOOL, second)
    assert (values["urn"], values["phase"], values["second_phase"], values["home"]) == (
        "100001",
        "Primary",
        "Primary",
        "No",
    )
    assert only(*PLAN, SCHOOL, child=replace(CHILD, year_group=YearGroup(7)))["phase"] == "Secondary"
    assert only(*PLAN, SCHOOL, child=replace(CHILD, year_group=YearGroup(-1)))["phase"] == "Nursery"


def test_without_a_placement_section_i_says_where() -> None:
    named: FactLine = ("setting_named", "2023-05-29", {"setting": "Elm Bank", "urn": "100003", "rank": "1"})
    assert only(*PLAN, named)["urn"] == "100003"
    assert only(*PLAN, named, SCHOOL)["urn"] == "100001"


def test_without_either_the_school_of_the_child_is_found_in_the_register() -> None:
    there = replace(CHILD, setting="elm bank ")

    def urn(*facts: FactLine, schools: dict[str, School]) -> str:
        cases = [(1, "SEN/1", rows_of(*facts))]
        made = ground(schools)
        found = person(there, cases, made.year)
        assert found is not None
        ((_, _, _, values),) = list_rows(there, cases, found, made)
        return values["urn"]

    held = {"100009": School("100009", "Elm Bank")}
    assert urn(ASKED, schools=held) == "100009"
    assert urn(*PLAN, SCHOOL, schools=held) == "100001"
    assert urn(ASKED, schools={}) == ""
    assert urn(ASKED, schools=held | {"100010": School("100010", "Elm Bank")}) == "", "two schools of one name"


def test_home_education_is_what_was_recorded_last() -> None:
    at_home: FactLine = ("education_status", "2026-03-02", {"status": "home", "source": "Parent"})
    back: FactLine = ("education_status", "2026-06-01", {"status": "attending", "source": "School"})
    assert only(*PLAN, at_home)["home"] == "Yes"
    assert only(*PLAN, at_home, back)["home"] == "No"
    assert only(*PLAN)["home"] == ""


def test_a_child_at_home_against_the_parents_wish_is_not_in_elective_home_education() -> None:
    assert only(*PLAN, ("education_status", "2026-06-10", {"status": "home_not_by_choice"}))["home"] == "No"


def test_of_two_main_placements_that_run_the_newest_is_where_the_child_is() -> None:
    moved: FactLine = ("placement", "2026-04-20", {"setting": "New School", "urn": "100009", "rank": "1"})
    unranked: FactLine = ("placement", "2026-05-20", {"setting": "Elsewhere", "urn": "100008"})
    second: FactLine = ("placement", "2026-06-20", {"setting": "The Hub", "urn": "100002", "rank": "2"})
    assert only(*PLAN, SCHOOL, moved)["urn"] == "100009"
    assert only(*PLAN, SCHOOL, moved, unranked, second)["urn"] == "100009"
    assert only(*PLAN, unranked, second)["urn"] == "100008"


def test_a_permanent_exclusion_counts_whichever_way_it_was_written_and_once() -> None:
    signal: FactLine = ("exclusion", "2026-06-10", {"type": "permanent"})
    step: FactLine = ("permanently_excluded", "2026-06-10")
    assert only(*PLAN, SCHOOL, step)["permanent"] == "1"
    assert only(*PLAN, SCHOOL, signal, step)["permanent"] == "1"
    assert only(*PLAN, SCHOOL, signal, ("permanently_excluded", "2026-01-10"))["permanent"] == "2"
    assert "permanent" not in only(*PLAN, SCHOOL, ("permanently_excluded", "2025-06-10"))


def test_suspensions_and_absence_of_the_last_twelve_months_only() -> None:
    values = only(
        *PLAN,
        ("exclusion", "2025-07-22", {"type": "suspension"}),
        ("exclusion", "2025-07-23", {"type": "suspension"}),
        ("exclusion", "2026-03-03", {"type": "suspension"}),
        ("exclusion", "2026-03-04", {"type": "sent_home"}),
        ("exclusion", "2026-05-05", {"type": "permanent"}),
        ("attendance", "2026-06-30", {"percent": "83", "by": "School"}),
    )
    assert (values["suspensions"], values["permanent"], values["absence"]) == ("2", "1", "17")


@pytest.mark.parametrize(("percent", "absence"), [("87.5", "12.5"), ("87.50", "12.5"), ("90.0", "10"), ("100", "0")])
def test_attendance_need_not_be_a_whole_number(percent: str, absence: str) -> None:
    assert only(*PLAN, ("attendance", "2026-06-30", {"percent": percent, "by": "School"}))["absence"] == absence


def test_what_nobody_recorded_is_empty_and_never_no() -> None:
    values = only(*PLAN)
    unsaid = ("home", "disability", "premium", "suspensions", "absence", "social_care", "team")
    assert {key: values.get(key, "") for key in unsaid} == dict.fromkeys(unsaid, "")


@pytest.mark.parametrize(
    ("facts", "said", "team"),
    [
        (
            (("care_status", "2025-01-06", {"status": "in_care", "team": "Looked-after team"}),),
            "Yes",
            "Looked-after team",
        ),
        ((("care_status", "2025-01-06", {"status": "in_care", "to": "2025-12-31"}),), "No", ""),
        ((("care_status", "2025-01-06", {"status": "adopted"}),), "", ""),
        ((("care_status", "2025-01-06", {"status": "in_care"}), ("no_longer", "2026-01-05", {"entry": "3"})), "No", ""),
        ((("safeguarding", "2026-01-05", {"marker": "protection"}),), "Yes", ""),
        ((("safeguarding", "2026-01-05", {"marker": "concern"}),), "", ""),
        (
            (("safeguarding", "2026-01-05", {"marker": "need"}), ("safeguarding", "2026-04-05", {"marker": "ended"})),
            "No",
            "",
        ),
        (
            (
                ("care_status", "2023-06-01", {"status": "in_care", "to": "2024-05-01"}),
                ("safeguarding", "2026-01-12", {"marker": "protection"}),
                ("safeguarding", "2026-06-01", {"marker": "concern"}),
            ),
            "Yes",
            "",
        ),
        (
            (
                ("safeguarding", "2026-01-05", {"marker": "ended"}),
                ("safeguarding", "2026-04-05", {"marker": "concern"}),
            ),
            "No",
            "",
        ),
    ],
)
def test_known_to_childrens_social_care(facts: tuple[FactLine, ...], said: str, team: str) -> None:
    values = only(*PLAN, *facts)
    assert (values.get("social_care", ""), values.get("team", "")) == (said, team)


def test_disability_and_pupil_premium_are_what_was_recorded() -> None:
    values = only(
        *PLAN, ("disability", "2026-01-05", {"has": "yes"}), ("pupil_premium", "2026-01-05", {"eligible": "no"})
    )
    assert (values["disability"], values["premium"]) == ("Yes", "No")
    ended = only(*PLAN, ("disability", "2026-01-05", {"has": "yes", "to": "2026-02-01"}))
    assert ended["disability"] == ""


def test_the_dataset_hangs_together_by_its_ids() -> None:
    cases = [(1, "SEN/1", rows_of(*PLAN, ("needs_recorded", "2023-05-29", {"primary": "ASD", "secondary": "SLCN"})))]
    found = person(CHILD, cases, ground().year)
    assert found is not None
    made = {}
    for of, _, _, values in ssd_rows(CHILD, found):
        made.setdefault(of, []).append(values)
    assert {of: len(listed) for of, listed in made.items()} == {
        "person": 1, "request": 1, "assessment": 1, "named_plan": 1, "active_plan": 1, "need": 2,
    }  # fmt: skip
    assert made["request"][0]["person_id"] == made["person"][0]["person_id"]
    assert made["assessment"][0]["request_id"] == made["request"][0]["request_id"]
    assert made["named_plan"][0]["assessment_id"] == made["assessment"][0]["assessment_id"]
    assert made["need"][1]["active_plan_id"] == made["active_plan"][0]["active_plan_id"]
    assert made["named_plan"][0]["StartDate"] == "2023-05-29" and made["need"][1]["SENtype"] == "SLCN"


def test_the_ids_of_a_request_are_the_same_in_the_dataset_of_every_year() -> None:
    facts: tuple[FactLine, ...] = (
        ("request_received", "2024-02-01"),
        ("assess_decision_notified", "2024-03-10", {"outcome": "refuse"}),
        ("request_received", "2024-10-01"),
        ("assess_decision_notified", "2025-11-10", {"outcome": "assess"}),
    )

    def ids(year: int) -> list[str]:
        found = person(CHILD, [(1, "SEN/1", rows_of(*facts))], year_of(year))
        assert found is not None
        return [values["request_id"] for of, _, _, values in ssd_rows(CHILD, found) if of == "request"]

    assert ids(2025) == ["SEN/1", "SEN/1.2"]
    assert ids(2026) == ["SEN/1.2"]


# -- checks ------------------------------------------------------------------------------------------------------------

SOUND = {
    "born": "2015-05-04", "gender": "Female", "ethnicity": "WBRI", "need": "ASD", "disability": "Yes", "upn": "P330400121017",
    "initial": "2023-05-29", "updated": "2025-06-02", "reviewed": "2026-05-20", "urn": "100001",
}  # fmt: skip


def found(table: str, **changes: str) -> set[str]:
    made = load_lists()
    checks = [c for c in made.checks if c.table == table]
    return {f.rule for f in check_row(SOUND | changes, made.table(table), checks, DAY.isoformat(), 1, "SEN/1")}


@pytest.mark.parametrize(
    ("changes", "rules"),
    [
        ({}, set()),
        ({"born": ""}, {"101a"}),
        ({"gender": ""}, {"101b"}),
        ({"ethnicity": ""}, {"101c"}),
        ({"need": ""}, {"101d"}),
        ({"born": "2001-07-22"}, {"102a"}),
        ({"born": "2000-07-23"}, {"102a"}),
        ({"born": "2000-07-22"}, {"102b"}),
        ({"disability": ""}, {"103"}),
        ({"born": "2026-07-23"}, {"105a"}),
        ({"initial": "2026-07-23", "updated": "", "reviewed": ""}, {"105b"}),
        ({"updated": "2026-07-23"}, {"105c"}),
        ({"reviewed": "2026-07-23"}, {"105d"}),
        ({"initial": "2025-06-03"}, {"106a"}),
        ({"initial": "2026-05-21", "updated": ""}, {"106b"}),
        ({"upn": ""}, {"107"}),
        ({"upn": "", "uln": "1234567890"}, set()),
        ({"upn": "", "upn_unknown": "UN3"}, set()),
        ({"upn": "", "born": "2020-07-23"}, set()),
        ({"urn": ""}, {"108a"}),
        ({"urn": "", "second_phase": "Primary"}, {"108b"}),
        ({"urn": "", "born": "2010-07-22"}, set()),
    ],
)
def test_each_check_finds_what_it_says(changes: dict[str, str], rules: set[str]) -> None:
    assert found("list-1", **changes) == {f"AXA-{rule}" for rule in rules}
    of_list_2 = {f"AXA-2{rule[1:]}" for rule in rules if rule not in ("105b", "105c", "105d", "106a", "106b")}
    assert found("list-2", **changes) == of_list_2


def test_rows_with_one_upn_name_each_other_and_cases_nobody_holds_are_said() -> None:
    made = load_lists()
    listed = [(1, "SEN/1", "A"), (2, "SEN/2", "A"), (3, "SEN/3", "B"), (4, "SEN/4", ""), (5, "SEN/5", "")]
    checks = [c for c in made.checks if c.table == "list-1"]
    findings: list[Finding] = list(whole_list(listed, frozenset({3}), made.table("list-1"), checks))
    assert [(f.rule, f.ref) for f in findings] == [("AXA-104", "SEN/3"), ("AXA-109", "SEN/1"), ("AXA-109", "SEN/2")]
    assert findings[1].message.endswith("SEN/2.") and findings[1].item == "UPN"


def test_every_check_is_run_or_says_why_it_cannot_fail() -> None:
    made = load_lists()
    assert len(made.checks) == 31
    for check in made.checks:
        assert check.check in FAILS or check.check in (DUPLICATE, NO_CASEWORKER) or check.never, check.id


def test_every_column_has_a_value_and_the_headings_are_those_of_the_tool() -> None:
    made = load_lists()
    assert [len(made.table(name).columns) for name in ("list-1", "list-2")] == [21, 17]
    known = set(only(*PLAN, SCHOOL)) | {"suspensions", "permanent", "absence", "social_care", "team", "second_phase"}
    for name in ("list-1", "list-2"):
        assert {c.key for c in made.table(name).columns} <= known


@pytest.mark.parametrize(
    ("part", "was", "becomes"),
    [
        ("lists.toml", b'certainty = "ours"', b'certainty = "sure"'),
        ("lists.toml", b'of = "plan"', b'of = "plans"'),
        ("checks.toml", b'table = "list-1"', b'table = "list-9"'),
        ("checks.toml", b'severity = "error"', b'severity = "grave"'),
        ("ssd.toml", b"[[table]]", b"[[table]"),
        ("lists.toml", b"version = ", b"no_version = "),
    ],
)
def test_data_that_cannot_be_used_is_refused(part: str, was: bytes, becomes: bytes) -> None:
    contents = {name: definitions.files(definitions.ROOM).joinpath(name).read_bytes() for name in definitions.PARTS}
    contents[part] = contents[part].replace(was, becomes, 1)
    with pytest.raises(AnnexError):
        read_lists(contents)


def test_the_new_kinds_stand_with_the_child() -> None:
    assert {"disability", "pupil_premium"} <= PEOPLE_KINDS.keys()
    assert "team" in PEOPLE_KINDS["care_status"].attrs
