"""A child's year group moves on with every 1 September from the school year in which it was said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ehcp_desk.domain.case import Child, YearGroup, year_words
from ehcp_desk.domain.record import NewFact
from ehcp_desk.domain.worklist import CaseQuery, Scope, Sort
from ehcp_desk.ports.today import Calendar
from ehcp_desk.services.casework.details import change_child
from ehcp_desk.services.casework.recording import NewRequest, open_request, record
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.reviewing import review_board
from ehcp_desk.services.oversight.transfers import transfer_forecast
from ehcp_desk.services.records.case_view import case_view
from ehcp_desk.services.records.chronology import chronology

REF, SAID, NOW = "SEN/5", date(2025, 9, 12), date(2026, 11, 23)


def on(desk: Desk, day: date) -> Desk:
    return replace(desk, days=Calendar(day))


def plan(desk: Desk, year: int = 5) -> Desk:
    """A child told of in September 2025, with a plan; the desk of more than a year later."""
    then = on(desk, SAID)
    child = Child(0, "Farrowdale", "Robin", date(2016, 3, 14), year_group=YearGroup.said_on(year, SAID))
    open_request(then, NewRequest(REF, child, SAID, "parent"))
    record(on(desk, NOW), REF, [NewFact("assess_decision_notified", SAID + timedelta(30), {"outcome": "assess"}),
                                NewFact("final_plan_sent", date(2026, 1, 20))])  # fmt: skip
    return on(desk, NOW)


def year_of(desk: Desk) -> int | None:
    return case_view(desk, REF).case.child.year_on(desk.today())


def test_year_5_of_last_autumn_is_year_6_and_is_to_move_next_september(desk: Desk) -> None:
    now = plan(desk)
    assert year_of(now) == 6
    assert len(review_board(now).named("unplanned_6").cases) == 1
    assert [line.september for line in transfer_forecast(now)] == [2027]
    with now.store.read() as work:
        assert [len(work.case_ids(CaseQuery(NOW, Scope.PLANS, years=(year, year)))) for year in (5, 6, 7)] == [0, 1, 0]


def test_a_child_kept_back_stays_behind_and_the_history_says_of_which_school_year_it_was(desk: Desk) -> None:
    now = plan(desk)
    child = case_view(now, REF).case.child
    change_child(now, REF, child, replace(child, year_group=child.in_year(5, NOW)), "Repeats Year 5")
    assert (year_of(now), year_of(on(desk, date(2027, 9, 1)))) == (5, 6)
    assert "5 (2025/26) became 5 (2026/27)" in case_view(now, REF).facts[-1].fact.note
    assert child.in_year(6, NOW) == child.year_group and child.in_year(None, NOW) is None


def test_a_paper_of_a_past_day_tells_the_year_of_that_day(desk: Desk) -> None:
    now = plan(desk)
    child = case_view(now, REF).case.child
    change_child(now, REF, child, replace(child, year_group=child.in_year(4, NOW)))
    for day, year in ((SAID, 5), (date(2026, 9, 1), 6), (NOW, 4)):
        assert f", {year_words(year)}" in dict(chronology(now, REF, as_at=day).about)["Born"]


def test_the_list_by_year_stands_in_the_order_of_the_years(desk: Desk) -> None:
    for number, (year, since) in enumerate(((7, 2026), (3, 2021), (-1, 2026), (5, 2026)), 1):
        child = Child(0, f"Child{number}", "Robin", year_group=YearGroup(year, since))
        open_request(on(desk, NOW), NewRequest(f"SEN/{number}", child, NOW, "parent"))
    with desk.store.read() as work:
        rows = work.case_rows(work.case_ids(CaseQuery(NOW, sort=Sort.YEAR)))
    assert [row.year_on(NOW) for row in rows] == [-1, 5, 7, 8]


@given(st.integers(-5, 20), st.dates(date(1990, 1, 1), date(2060, 1, 1)), st.integers(0, 9000))
def test_a_year_group_goes_up_by_one_on_each_first_of_september_and_on_no_other_day(
    group: int, said: date, more: int
) -> None:
    told = YearGroup.said_on(group, said)
    assert told.on(said) == group and YearGroup.read(str(told)) == told
    day = said + timedelta(more)
    for before, after in pairwise((day, day + timedelta(1))):
        assert told.on(after) - told.on(before) == ((after.month, after.day) == (9, 1))


def test_a_year_group_kept_without_its_school_year_stays_as_it_was_written() -> None:
    told = YearGroup.read("-1")
    assert told == YearGroup(-1) and told.on(SAID) == told.on(NOW) == -1 and str(told) == "-1"
    assert YearGroup.read("") is None and YearGroup.read("six") is None
