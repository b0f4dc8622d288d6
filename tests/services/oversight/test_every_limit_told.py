"""Nothing is told by a case's earliest limit alone, and nothing promised is lost because a case closed: the morning's
messages, the bell, Today and the Monday list tell every limit and every promise that is late or near."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from ehcp_desk.domain.case import Child
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.record import NewFact
from ehcp_desk.ports.today import Calendar
from ehcp_desk.services.casework.recording import NewRequest, open_request, record
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.clinic import clinic_pack, monday_lists
from ehcp_desk.services.oversight.my_day import Today, today
from ehcp_desk.services.oversight.news import news
from ehcp_desk.services.oversight.notifying import morning
from ehcp_desk.services.oversight.ownership import assign, unassign
from ehcp_desk.services.oversight.staffing import staff
from ehcp_desk.services.oversight.worklist import WorkRow, rows
from ehcp_desk.services.records.case_view import case_view

DAY = date(2026, 10, 30)
REF, JOY = "SEN/1", "Joy Addo"
RESPOND = "Respond to the appeal"


def opened(desk: Desk, ref: str, received: date) -> None:
    team_id = next(iter(staff(desk).teams))
    open_request(desk, NewRequest(ref, Child(0, "Farrowdale", "Maisie"), received, "parent", team_id=team_id))


def on(desk: Desk, day: date) -> Desk:
    return replace(desk, days=Calendar(day))


def number(desk: Desk, ref: str) -> int:
    with desk.store.read() as work:
        return work.find_case(ref) or 0


@pytest.fixture
def appealed(team: Desk) -> Desk:
    """Joy's plan whose first review is long late, and an appeal sent to the council today."""
    opened(team, REF, date(2024, 9, 2))
    record(team, REF, NewFact("assess_decision_notified", date(2024, 9, 30), {"outcome": "assess"}))
    record(team, REF, NewFact("final_plan_sent", date(2025, 1, 10)))
    assign(team, [REF], JOY, "starting")
    record(team, REF, NewFact("appeal_received", DAY - timedelta(1)))
    record(team, REF, NewFact("appeal_sent_to_la", DAY))
    assert case_view(team, REF).row.case.summary.next_rule == "R_FIRST_REVIEW"
    return team


def response_due(desk: Desk) -> date:
    [limit] = [d for d in case_view(desk, REF).timeline.deadlines if d.rule == "T_RESPONSE"]
    return limit.due


def message(desk: Desk, to: str = JOY) -> str:
    return next((letter.body for letter in morning(desk) if letter.to == to), "")


def test_the_message_tells_the_limit_behind_an_earlier_one_from_28_days_before(appealed: Desk) -> None:
    due = response_due(appealed)
    assert RESPOND not in message(on(appealed, due - timedelta(29)))
    told = message(on(appealed, due - timedelta(28)))
    assert f"{REF}  {RESPOND}, due {in_words(due)}, 28 days left" in told
    assert told.count(REF) == 2, "the review that is late is told as before"
    assert "Farrowdale" not in told and "Maisie" not in told
    late = on(appealed, due + timedelta(20))
    assert f"{RESPOND}, due {in_words(due)}, overdue by 20 days" in message(late)
    for above in ("Ruth Castellan", "Imre Vantongeren"):
        assert RESPOND in message(late, above), "each limit climbs the ladder by its own days"
    assert [letter.cases.count(REF) for letter in morning(late)] == [1, 1, 1], "a case is counted once"
    record(late, REF, NewFact("la_response_sent", late.today()))
    assert RESPOND not in message(late)


def test_a_case_nobody_holds_is_counted_once_and_its_other_limit_told(appealed: Desk) -> None:
    unassign(appealed, [REF], "moving on")
    near = on(appealed, response_due(appealed) - timedelta(3))
    [letter] = [one for one in morning(near) if one.to == "Ruth Castellan"]
    assert "1 without a caseworker" in letter.subject and "1 in the next 7 days" in letter.subject
    assert f"{REF}  {RESPOND}" in letter.body


def test_the_bell_rings_for_the_limit_behind_as_it_nears_falls_and_passes(appealed: Desk) -> None:
    due = response_due(appealed)
    keys = {}
    for days in (-8, -7, 0, 1):
        keys[days] = [one.key for one in news(on(appealed, due + timedelta(days))) if "T_RESPONSE" in one.key]
    assert [[key.split()[-1] for key in found] for found in keys.values()] == [[], ["soon"], ["today"], ["overdue"]]
    words = [one.words for one in news(on(appealed, due))]
    assert words[0].startswith("Finish the first review") and words[1].startswith(RESPOND), "most urgent by law first"


def line(day: Today) -> WorkRow:
    [row] = [row for _, group in day.groups for row in group]
    return row


def test_today_keeps_one_line_a_case_and_says_the_next_other_limit(appealed: Desk) -> None:
    due = response_due(appealed)
    assert line(today(on(appealed, due - timedelta(29)))).also == ""
    near = today(on(appealed, due - timedelta(3)))
    assert near.groups[0][0] == "Overdue" and near.count == 1
    assert line(near).also == f"Also by {due.day} {due:%B}: respond to the appeal, 3 days left"
    assert [count for _, count in near.weeks] == [1, 0, 0, 0], "the weeks ahead count every deadline"
    past = on(appealed, due + timedelta(2))
    assert line(today(past)).also == f"Also overdue since {due.day} {due:%B}: respond to the appeal"
    record(past, REF, NewFact("permanently_excluded", past.today() - timedelta(1)))
    assert line(today(past)).also.endswith(", and 1 more")


def test_the_monday_list_has_a_line_for_each_limit(appealed: Desk) -> None:
    due = response_due(appealed)
    [far] = monday_lists(on(appealed, due - timedelta(7)), person=JOY).sections
    assert not any(RESPOND in cell for row in far.rows for cell in row)
    [near] = monday_lists(on(appealed, due - timedelta(6)), person=JOY).sections
    assert "1 due this week, 1 overdue" in near.sentence
    [said] = [row for row in near.rows if len(row) > 1 and RESPOND in row[2]]
    assert (said[1], said[3], said[4]) == (REF, "6 days left", RESPOND), "its step is its own, not the review's"
    [review] = [row for row in near.rows if len(row) > 1 and "review" in row[2]]
    assert review[4] == "Hold the review"


def test_the_next_step_of_a_refused_case_is_what_is_owed(team: Desk) -> None:
    opened(team, REF, DAY - timedelta(40))
    record(team, REF, NewFact("assess_decision_notified", DAY - timedelta(5), {"outcome": "refuse"}))
    record(team, REF, NewFact("mediation_requested", DAY - timedelta(2)))
    [row] = rows(team, [number(team, REF)])
    assert row.next is not None and (row.next.rule, row.next_step) == ("M_ARRANGE", "Arrange mediation")


def test_the_next_step_of_a_plan_under_appeal_is_the_response(team: Desk) -> None:
    opened(team, REF, DAY - timedelta(140))
    record(team, REF, NewFact("assess_decision_notified", DAY - timedelta(110), {"outcome": "assess"}))
    record(team, REF, NewFact("final_plan_sent", DAY - timedelta(20)))
    [row] = rows(team, [number(team, REF)])
    assert row.next_step == "Hold the review"
    record(team, REF, NewFact("appeal_sent_to_la", DAY))
    [row] = rows(team, [number(team, REF)])
    assert (row.next and row.next.rule, row.next_step) == ("T_RESPONSE", RESPOND)


@pytest.fixture
def promised(team: Desk) -> Desk:
    """A request of Joy's that was refused, with a promise made at mediation whose day has passed; no limit is open."""
    opened(team, REF, DAY - timedelta(60))
    assign(team, [REF], JOY, "starting")
    record(team, REF, NewFact("assess_decision_notified", DAY - timedelta(30), {"outcome": "refuse"}))
    said = {"due": (DAY - timedelta(3)).isoformat(), "to": "Ms Farrowdale", "source": "mediation"}
    record(team, REF, NewFact("promise_made", DAY - timedelta(9), said, "EP review"))
    assert case_view(team, REF).row.next is None
    return team


def test_a_promise_on_a_closed_case_is_on_today_the_monday_list_and_the_clinic_pack(promised: Desk) -> None:
    assert f"{REF}  1 late" in message(promised)
    assert [(m.what, ref) for m, _, ref in today(promised).matters] == [("EP review", REF)]
    [mine] = monday_lists(promised, person=JOY).sections
    assert "0 due this week, 0 overdue, 1 promised or waiting" in mine.sentence
    assert ("Maisie Farrowdale", REF, "EP review", "overdue by 3 days, 27 October", "Promise") in mine.rows
    pack = {section.title: section.rows for section in clinic_pack(promised).sections}
    [row] = pack["Promises, answers and replies overdue"]
    assert (row[0], row[2], row[6]) == ("EP review", REF, JOY)
    assert today(replace(promised, user="Thandi Mbeki")).matters == (), "what is Joy's is on nobody else's list"


def test_the_monday_list_tells_what_is_promised_by_the_end_of_the_week_and_not_after(promised: Desk) -> None:
    for days, what in ((6, "Ring"), (7, "Write")):
        said = {"due": (DAY + timedelta(days)).isoformat(), "to": "Ms Farrowdale"}
        record(promised, REF, NewFact("promise_made", DAY, said, what))
    [mine] = monday_lists(promised, person=JOY).sections
    assert [row[2] for row in mine.rows if len(row) > 1] == ["EP review", "Ring"]
