"""The manager's papers: supervision of one caseworker, the cases that decide next month's figures, the Monday meeting."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from ehcp_desk.domain.case import Child
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.record import NewFact
from ehcp_desk.domain.small_papers import ListSection, ListsPaper
from ehcp_desk.ports.today import Calendar
from ehcp_desk.services.casework.recording import NewRequest, open_request, record
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.clinic import clinic_pack, monday_lists
from ehcp_desk.services.oversight.overdue import late_of
from ehcp_desk.services.oversight.ownership import assign
from ehcp_desk.services.oversight.staffing import add_team, staff
from ehcp_desk.services.oversight.supervision import OUTCOME, supervision_pack
from ehcp_desk.services.records.case_view import case_view

DAY = date(2026, 10, 30)
JOY, THANDI = "Joy Addo", "Thandi Mbeki"


def days_ago(days: int) -> date:
    return DAY - timedelta(days)


@pytest.fixture
def office(team: Desk) -> Desk:
    """Ruth’s desk.  Joy holds a request of week 30 (20 weeks over), one of week 4, and a plan with nothing due; Thandi holds
    one whose 20 weeks end in December; nobody holds one whose six weeks ended on Wednesday."""
    north = next(iter(staff(team).teams))
    held = (("SEN/1", "Maisie", 7 * 29 + 1, JOY), ("SEN/2", "Otis", 7 * 3 + 1, JOY), ("SEN/4", "Umar", 140 - 40, THANDI),
            ("SEN/5", "Wren", 44, ""))  # fmt: skip
    for ref, child, age, holder in held:
        open_request(team, NewRequest(ref, Child(0, "Farrowdale", child), days_ago(age), "parent", team_id=north))
        if age > 60:
            record(team, ref, NewFact("assess_decision_notified", days_ago(age - 40), {"outcome": "assess"}))
        if holder:
            assign(team, [ref], holder, "starting", on=days_ago(20))
    open_request(team, NewRequest("SEN/3", Child(0, "Farrowdale", "Pia"), days_ago(200), "parent", team_id=north))
    record(team, "SEN/3", NewFact("assess_decision_notified", days_ago(170), {"outcome": "assess"}))
    record(team, "SEN/3", NewFact("final_plan_sent", days_ago(100)))
    assign(team, ["SEN/3"], JOY, "starting")
    return replace(team, user="Ruth Castellan")


def on(desk: Desk, day: date) -> Desk:
    """The desk on another day."""
    return replace(desk, days=Calendar(day))


def sections(paper: ListsPaper) -> dict[str, ListSection]:
    return {section.title: section for section in paper.sections}


def line(section: ListSection, ref: str) -> dict[str, str]:
    """The line of a case, by the heads of its columns."""
    (found,) = [row for row in section.rows if ref in row]
    return dict(zip(section.columns, found, strict=True))


def test_the_supervision_pack_has_every_open_case_and_room_for_the_outcome(office: Desk) -> None:
    record(
        office,
        "SEN/1",
        NewFact("contact", days_ago(12), {"channel": "phone", "direction": "out", "with": "Jo Farrowdale"}, "Rang"),
    )
    record(
        office, "SEN/1", NewFact("promise_made", days_ago(9), {"due": "2026-10-23", "to": "the family"}, "Ring back.")
    )
    paper = supervision_pack(office, "joy addo")
    assert paper.title == "Supervision pack, Joy Addo" and "Joy Addo holds only" in paper.sentence
    told = sections(paper)["Open cases"]
    assert {row[1] for row in told.rows} == {"SEN/1", "SEN/2"} and told.room == OUTCOME
    late, young = line(told, "SEN/1"), line(told, "SEN/2")
    assert (late["Where it stands"], young["Where it stands"]) == (
        "Gathering advice, week 30 of 20", "Deciding whether to assess, week 4 of 20")  # fmt: skip
    assert late["Overdue"] == "Send the final plan, overdue by 64 days; Ring back, overdue by 7 days"
    assert late["Last contact"] == "family 18 October 2026, child never" and late["Last oversight"] == "none recorded"
    assert (
        young["Overdue"] == "nothing" and young["Next limit"] == "Decide whether to assess, 19 November, 20 days left"
    )
    plans = sections(paper)[next(title for title in sections(paper) if title.startswith("Plans with"))]
    assert plans.rows == () and "The other 1 of 1 plans have nothing late" in plans.sentence


def test_a_plan_is_gone_through_where_something_was_promised_and_is_late(office: Desk) -> None:
    record(office, "SEN/3", NewFact("promise_made", days_ago(9), {"due": "2026-10-23", "to": "the family"}, "Ring"))
    (plans,) = [s for s in supervision_pack(office, JOY).sections if s.title.startswith("Plans with")]
    assert line(plans, "SEN/3")["Overdue"] == "Ring, overdue by 7 days" and plans.sentence.startswith(
        "1. The other 0 of 1"
    )


def test_the_outcome_is_a_fact_that_the_next_pack_the_team_and_the_timeline_tell(office: Desk) -> None:
    said = {"occasion": "supervision", "next": "Send the draft", "who": JOY}
    record(office, "SEN/1", NewFact("management_note", days_ago(3), said, "The report is promised for Friday"))
    pack = sections(supervision_pack(office, JOY))
    assert line(pack["Open cases"], "SEN/1")["Last oversight"] == (
        "27 October, 3 days ago: Supervision, Ruth Castellan. The report is promised for Friday; next: Send the draft (Joy Addo)"
    )
    glance = {row[0]: row[1] for row in pack["At a glance"].rows}
    assert glance["Open cases"] == "2" and glance["Looked at by a manager in the last 4 weeks"] == "1"
    view = case_view(office, "SEN/1")
    assert (late := late_of(office, view.case.id)) is not None and late.next_step == "Send the draft"
    with pytest.raises(BadInput):
        record(office, "SEN/1", NewFact("management_note", DAY, {"occasion": "lunch"}, "Talked"))
    with pytest.raises(BadInput):
        record(office, "SEN/1", NewFact("management_note", DAY, {"occasion": "supervision"}))


def test_nobody_of_the_name_and_nobody_s_cases_are_said_in_a_sentence(office: Desk) -> None:
    with pytest.raises(BadInput, match="Nobody here is called Nina"):
        supervision_pack(office, "Nina")
    with pytest.raises(BadInput, match="Imre Vantongeren holds no case"):
        supervision_pack(office, "Imre Vantongeren")


def test_the_clinic_pack_has_the_cases_that_decide_next_month_with_reason_action_owner_and_day(office: Desk) -> None:
    cause = {"cause": "health", "party": "Health service", "next": "Ring the clinic", "from": "2026-10-20"}
    record(office, "SEN/4", NewFact("delay", days_ago(5), cause))
    (decide,) = [s for s in clinic_pack(office).sections if s.title.startswith("Will decide")]
    assert decide.title == "Will decide the figures of November 2026", "next month is November: the six weeks of SEN/2"
    assert decide.rows[0] == ("Decisions whether to assess told within 6 weeks, November 2026: 1",)
    assert line(decide, "SEN/2")["By"] == "19 November, 20 days left" and len(decide.rows) == 2
    assert "1 past 20 weeks already counts against" in decide.sentence
    later = on(office, date(2026, 11, 2))
    (decide,) = [s for s in clinic_pack(later).sections if s.title.startswith("Will decide")]
    told = line(decide, "SEN/4")
    assert (told["By"], told["Reason for delay"], told["Action"], told["Who does it"]) == (
        "9 December, 37 days left", "Health advice awaited: Health service", "Ring the clinic", THANDI)  # fmt: skip
    assert ("Plans sent within 20 weeks, December 2026: 1",) in decide.rows


def test_the_clinic_pack_of_one_person_or_team_has_their_cases_and_no_other(office: Desk) -> None:
    whole, joy_s = str(clinic_pack(office).sections), clinic_pack(office, worker="joy addo")
    assert joy_s.title == "Clinic pack, Joy Addo" and THANDI in whole and "SEN/5" in whole
    words = str(joy_s.sections)
    assert "SEN/1" in words and "SEN/2" in words and not any(other in words for other in ("SEN/4", "SEN/5", THANDI))
    assert "Nobody holds them" not in sections(joy_s)
    glance = {row[0]: row[1] for row in joy_s.sections[0].rows}
    assert glance["Open assessments"] == "2" and glance["Past 20 weeks"] == "1" and "No caseworker" not in glance
    assert [row[0] for row in sections(joy_s)["Caseload"].rows] == [JOY]
    add_team(office, "South")
    south = next(t.id for t in staff(office).teams.values() if t.name == "South")
    other = clinic_pack(office, south)
    assert "SEN/" not in str(other.sections) and other.title == "Clinic pack, South"
    with pytest.raises(BadInput, match="Nobody here is called Nina"):
        clinic_pack(office, worker="Nina")


def test_the_monday_lists_begin_with_changes_newly_overdue_unassigned_and_data_errors(office: Desk) -> None:
    record(office, "SEN/4", NewFact("draft_plan_served", days_ago(2)))
    first = monday_lists(office).sections[:4]
    changes, new, free, errors = first
    assert [s.title for s in first] == ["Changes since last week", "Newly overdue", "Nobody holds them", "Data errors"]
    counted = {row[0]: row[1:] for row in changes.rows}
    assert counted["Draft plans sent"] == ("1", "SEN/4") and counted["Final plans sent"] == ("0", "none")
    assert [row[1] for row in new.rows] == ["SEN/5"], "SEN/1 has been late for nine weeks"
    assert (
        line(new, "SEN/5")["When"] == "overdue by 2 days" and line(new, "SEN/5")["Answers for it"] == "Ruth Castellan"
    )
    assert [row[1] for row in free.rows] == ["SEN/5"]
    wrong = {row[0]: row[2:] for row in errors.rows}
    count, which = wrong["The date of birth is missing or is no date"]
    assert count == "5" and "SEN/1 (Joy Addo)" in which and "SEN/5 (nobody)" in which


def test_what_happened_today_or_eight_days_ago_is_no_change_of_last_week_unless_written_down_in_it(
    office: Desk,
) -> None:
    def drafts(desk: Desk) -> str:
        return next(row[1] for row in monday_lists(desk).sections[0].rows if row[0] == "Draft plans sent")

    record(office, "SEN/4", NewFact("draft_plan_served", DAY))
    assert drafts(office) == "0"
    record(office, "SEN/1", NewFact("draft_plan_served", days_ago(8)))
    assert drafts(office) == "0"
    tomorrow = on(office, DAY + timedelta(1))
    assert drafts(tomorrow) == "2", "one happened yesterday, the other was written down yesterday"


def test_a_person_s_own_page_parts_what_is_newly_overdue_from_what_was(office: Desk) -> None:
    assign(office, ["SEN/5"], JOY, "taken on")
    (mine,) = monday_lists(office, person=JOY).sections
    heads = [row[0] for row in mine.rows if len(row) == 1]
    assert heads == ["Newly overdue, since last week: 1", "Overdue: 1"] and "2 overdue (1 newly)" in mine.sentence


def test_the_front_pages_are_of_the_team_asked_for(office: Desk) -> None:
    add_team(office, "South")
    south = next(t.id for t in staff(office).teams.values() if t.name == "South")
    assert "SEN/" not in str(monday_lists(office, south).sections)
