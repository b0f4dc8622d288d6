"""The reviews board: every figure is the length of a list, and what changes a case moves it between lists."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from ehcp_desk.domain.case import Child, YearGroup
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.orphans import Orphan
from ehcp_desk.domain.record import NewFact
from ehcp_desk.services.casework.recording import NewRequest, open_request, record
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.orphans import forgotten
from ehcp_desk.services.oversight.review_paper import reviews_paper
from ehcp_desk.services.oversight.reviewing import DUE, MOVES, NOT_IN, OVERDUE, review_board
from ehcp_desk.services.oversight.staffing import add_team, staff

DAY = date(2026, 10, 30)


def plan(desk: Desk, number: int, final: date, year: int | None = 5, team: str = "North") -> str:
    """A case whose final plan was sent on a day."""
    ref = f"SEN/{number}"
    team_id = next(t.id for t in staff(desk).teams.values() if t.name == team)
    asked = final - timedelta(130)
    told = None if year is None else YearGroup.said_on(year, DAY)
    about = Child(0, f"Child{number}", "Robin", year_group=told)
    open_request(desk, NewRequest(ref, about, asked, "parent", team_id=team_id))
    record(desk, ref, [NewFact("assess_decision_notified", asked + timedelta(30), {"outcome": "assess"}),
                       NewFact("final_plan_sent", final)])  # fmt: skip
    return ref


def cases(desk: Desk, key: str) -> list[str]:
    with desk.store.read() as work:
        return [row.ref for row in work.case_rows(review_board(desk).named(key).cases)]


def test_a_review_is_overdue_by_its_months_or_due_in_its_month(team: Desk) -> None:
    late = {plan(team, 1, date(2025, 10, 20)): "overdue_1", plan(team, 2, date(2025, 9, 1)): "overdue_3",
            plan(team, 3, date(2025, 5, 5)): "overdue_6", plan(team, 4, date(2025, 1, 5), 8): "overdue_12",
            plan(team, 5, date(2024, 9, 1), None): "overdue_more"}  # fmt: skip
    today, soon = plan(team, 6, date(2025, 10, 30)), plan(team, 7, date(2025, 12, 7))
    for ref, key in late.items():
        assert cases(team, key) == [ref]
    board = review_board(team)
    assert (board.plans, board.overdue) == (7, 5)
    assert cases(team, "due_2026-10") == [today], "due today is not overdue"
    assert cases(team, "due_2026-12") == [soon]
    assert cases(team, "overdue_secondary") == ["SEN/4"] and cases(team, "overdue_no_year") == ["SEN/5"]
    by_phase = sum(len(f.cases) for f in board.of(OVERDUE) if f.title.startswith("of these"))
    assert by_phase == board.overdue, "every overdue review is of one phase, or its year is not known"
    everything = [case for figure in (*board.of(DUE), *(f for f in board.of(OVERDUE) if not f.title.startswith("of these")))
                  for case in figure.cases]  # fmt: skip
    assert len(everything) == len(set(everything)) == board.plans, "each plan stands in one age or one month"


def test_a_meeting_with_a_date_is_on_no_list_of_those_without(team: Desk) -> None:
    late, soon, later, far = (plan(team, n, date(2025, 10, 30) + timedelta(days))
                              for n, days in ((1, -3), (2, 28), (3, 29), (4, 85)))  # fmt: skip
    assert (cases(team, "no_date_overdue"), cases(team, "no_date_4"), cases(team, "no_date_8")) == (
        [late],
        [soon],
        [later],
    )
    assert cases(team, "no_date_12") == [], "a review in more than 12 weeks need have no date yet"
    assert far not in cases(team, "no_date_12")
    assert {one.kind for one in forgotten(team, (Orphan.REVIEW,))} == {Orphan.REVIEW}
    record(team, soon, NewFact("review_meeting_planned", date(2026, 11, 12)))
    assert cases(team, "no_date_4") == []
    record(team, late, NewFact("review_meeting_planned", date(2026, 10, 20)))
    assert cases(team, "no_date_overdue") == [late], "a meeting planned for a day that has passed is no date"
    record(team, late, NewFact("review_meeting_held", date(2026, 10, 29)))
    assert cases(team, "no_date_overdue") == []


def test_a_review_held_lacks_its_decision_and_no_date_however_long_ago_it_was(team: Desk) -> None:
    ref = plan(team, 1, date(2025, 6, 1))
    assert cases(team, "no_date_overdue") == [ref] and len(forgotten(team, (Orphan.REVIEW,))) == 1
    for held in (date(2026, 5, 20), date(2026, 6, 3)):
        record(team, ref, NewFact("review_meeting_held", held))
    assert (cases(team, "no_date_overdue"), cases(team, "decision")) == ([], [ref])
    assert forgotten(team, (Orphan.REVIEW,)) == []
    assert review_board(team).overdue == 1, "the review is not finished while its decision is not told"
    told = date(2025, 9, 20)
    other = plan(team, 2, date(2024, 10, 1))
    record(team, other, NewFact("review_meeting_held", date(2025, 9, 1)))
    record(team, other, NewFact("review_meeting_held", date(2025, 9, 8)))
    record(team, other, NewFact("review_decision_notified", told, {"outcome": "keep"}))
    assert cases(team, "no_date_overdue") == [other], "a meeting whose decision was told is none of the next review"
    assert len(forgotten(team, (Orphan.REVIEW,))) == 1


def test_a_review_held_since_is_on_no_list_of_weeks_without_a_date(team: Desk) -> None:
    ref = plan(team, 1, date(2025, 11, 10))
    assert cases(team, "no_date_4") == [ref]
    record(team, ref, NewFact("review_meeting_held", date(2026, 8, 20)))
    assert (cases(team, "no_date_4"), cases(team, "decision")) == ([], [ref])


def test_a_review_under_way_goes_from_decision_to_notice_to_plan(team: Desk) -> None:
    ref = plan(team, 1, date(2025, 12, 1))
    record(team, ref, NewFact("review_meeting_held", date(2026, 9, 14)))
    assert (cases(team, "decision"), review_board(team).named("decision").late) == ([ref], 1)
    assert cases(team, "notice") == [], "nobody has decided to amend"
    record(team, ref, NewFact("review_decision_notified", date(2026, 10, 9), {"outcome": "amend"}))
    assert (cases(team, "decision"), cases(team, "notice")) == ([], [ref])
    record(team, ref, NewFact("amendment_notice_sent", date(2026, 10, 12), {"basis": "review"}))
    assert (cases(team, "notice"), cases(team, "final")) == ([], [ref])
    record(team, ref, NewFact("amended_plan_sent", date(2026, 10, 29)))
    assert cases(team, "final") == []


def test_moves_have_their_day_and_the_last_years_of_a_phase_are_asked_for(team: Desk) -> None:
    six, eleven = plan(team, 1, date(2026, 1, 9), 6), plan(team, 2, date(2026, 1, 9), 11)
    assert (cases(team, "unplanned_6"), cases(team, "unplanned_11")) == ([six], [eleven])
    record(team, six, NewFact("phase_transfer_planned", date(2027, 9, 1), {"phase": "primary_to_secondary"}))
    record(team, eleven, NewFact("phase_transfer_planned", date(2027, 9, 1), {"phase": "secondary_to_post16"}))
    found = {f.key: len(f.cases) for f in review_board(team).of(MOVES)}
    assert found == {"move_2027-02-15": 1, "move_2027-03-31": 1, "unplanned_-1": 0, "unplanned_6": 0, "unplanned_11": 0}
    passed = plan(team, 3, date(2025, 1, 9), 6)
    record(team, passed, NewFact("phase_transfer_planned", date(2026, 9, 1), {"phase": "primary_to_secondary"}))
    gone = review_board(team).named("move_2026-02-15")
    assert (len(gone.cases), gone.late) == (1, 1)


def test_from_year_nine_each_thing_missing_is_a_list_until_it_is_recorded(team: Desk) -> None:
    ref = plan(team, 1, date(2026, 1, 9), 13)
    plan(team, 2, date(2026, 1, 9), 8)
    for key in ("no_worker", "no_topics", "no_adult", "no_destination"):
        assert cases(team, key) == [ref]
    record(team, ref, [NewFact("transition_lead", DAY, {"role": "worker", "name": "Imogen Stell"}),
                       NewFact("transition_lead", DAY, {"role": "adult_health", "name": "Aled Morwood"}),
                       NewFact("adulthood_discussed", DAY, {"work": "Animals"}),
                       NewFact("destination", date(2026, 9, 1), {"status": "neet"})])  # fmt: skip
    for key in ("no_worker", "no_topics", "no_adult", "no_destination"):
        assert cases(team, key) == []
    assert cases(team, "neet") == [ref]
    record(team, ref, NewFact("destination", DAY, {"status": "college"}))
    assert cases(team, "neet") == [], "the newest counts"


def test_who_is_not_in_full_time_education_and_since_when(team: Desk) -> None:
    ref, other = plan(team, 1, date(2026, 1, 9)), plan(team, 2, date(2026, 1, 9))
    record(team, ref, NewFact("education_status", date(2026, 9, 7), {"status": "awaiting", "source": "Mother"}))
    record(team, other, NewFact("education_status", date(2026, 9, 7), {"status": "attending", "source": "School"}))
    figure = review_board(team).named("status_awaiting")
    assert list(figure.days.values()) == [date(2026, 9, 7)] and cases(team, "status_awaiting") == [ref]
    record(team, ref, NewFact("education_status", date(2026, 10, 1), {"status": "attending", "source": "School"}))
    assert cases(team, "status_awaiting") == []
    assert sum(len(f.cases) for f in review_board(team).of(NOT_IN)) == 0


def test_an_exclusion_asks_whether_the_review_is_brought_forward(team: Desk) -> None:
    ref = plan(team, 1, date(2026, 1, 9))
    assert cases(team, "bring_forward") == []
    record(team, ref, NewFact("exclusion", date(2026, 10, 5), {"type": "suspension", "days": "2", "by": "School"}))
    assert cases(team, "bring_forward") == [ref]
    record(team, ref, NewFact("review_meeting_planned", date(2026, 11, 20)))
    assert cases(team, "bring_forward") == []


def test_a_team_has_its_own_board_and_an_unknown_figure_is_a_sentence(team: Desk) -> None:
    add_team(team, "South")
    plan(team, 1, date(2025, 9, 1)), plan(team, 2, date(2025, 9, 1), team="South")
    south = next(t.id for t in staff(team).teams.values() if t.name == "South")
    assert (review_board(team).plans, review_board(team, south).plans) == (2, 1)
    with pytest.raises(BadInput, match="no figure called late; there are: overdue_1"):
        review_board(team).named("late")


def test_the_paper_says_what_the_board_says(team: Desk) -> None:
    ref = plan(team, 1, date(2025, 9, 1))
    paper = reviews_paper(team)
    glance, overdue = paper.sections[0], paper.sections[1]
    assert ("Reviews overdue", "1 to 3 months", "1", "1") in glance.rows
    assert overdue.rows[0] == ("1 to 3 months: 1",)
    assert overdue.rows[1][:4] == ("Robin Child1", ref, "5", "1 September 2026")
    assert overdue.rows[1][5] == "Ruth Castellan", "nobody holds it, so the team's manager answers for it"
