"""The clock strip's geometry, against the rows of the design's picture of every state."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.strip import END, SIX, SIXTEEN, TWENTY, Strip, StripFacts, gone_words, strip
from ehcp_desk.domain.wording import Mark

TODAY = date(2026, 10, 30)
FACTS = ("decided_on", "plan_decided_on", "no_plan_on", "draft_on", "final_on", "withdrawn_on")


def drawn(now: int, assess: bool | None = True, relieved: bool = False, **days: int) -> Strip:
    """The strip of a case received ``now`` days ago, with its events given as days from receipt."""
    received = TODAY - timedelta(days=now)
    on = {name: received + timedelta(days=day) for name, day in days.items()}
    return strip(StripFacts(received, TODAY, decided_to_assess=assess if "decided_on" in on else None,
                            twenty_relieved=relieved, **on))  # type: ignore[arg-type]  # fmt: skip


def fills(made: Strip) -> list[tuple[int, int, Mark]]:
    return [(s.start, s.end, s.mark) for s in made.segments]


def test_running_with_no_decision_yet() -> None:
    made = drawn(25)
    assert fills(made) == [(0, 25, Mark.RUNNING)]
    assert (made.today, made.week) == (25, 4)
    assert made.sentence == "Week 4 of 20. Decision to assess due Monday 16 November 2026, 17 days left."


def test_maisie_is_in_week_19_with_twelve_days_left() -> None:
    made = drawn(128, decided_on=37, plan_decided_on=107)
    assert fills(made) == [(0, SIX, Mark.MET), (SIX, SIXTEEN, Mark.MET), (SIXTEEN, 128, Mark.DUE_SOON)]
    assert [ring.day for ring in made.rings] == [37, 107]
    assert [(limit.mark, limit.words) for limit in made.limits] == [
        (Mark.MET, "met 5 days early"),
        (Mark.MET, "met 5 days early"),
        (Mark.DUE_SOON, "12 days left"),
    ]
    assert made.sentence == (
        "Week 19 of 20. Decision to assess met 5 days early. Decision on a plan met 5 days early. "
        "Final plan due Wednesday 11 November 2026, 12 days left."
    )


def test_a_plan_decided_on_after_week_sixteen_says_the_day_with_its_year() -> None:
    made = drawn(300, decided_on=37, plan_decided_on=217)
    day = TODAY - timedelta(days=300 - 217)
    assert made.limits[1].words == f"decided {in_words(day)}"


def test_a_decision_told_late_is_red_from_the_limit_to_the_day_it_was_told() -> None:
    made = drawn(80, decided_on=54)
    assert fills(made) == [(0, SIX, Mark.MET), (SIX, 54, Mark.OVERDUE), (54, 80, Mark.RUNNING)]
    assert (made.limits[0].mark, made.limits[0].words) == (Mark.MET_LATE, "met 12 days late")


def test_six_weeks_gone_without_a_decision_is_red_to_today() -> None:
    assert fills(drawn(50)) == [(0, SIX, Mark.RUNNING), (SIX, 50, Mark.OVERDUE)]


def test_week_sixteen_binds_only_a_no_so_passing_it_undecided_is_not_red() -> None:
    made = drawn(122, decided_on=40)
    assert fills(made) == [(0, SIX, Mark.MET), (SIX, 122, Mark.RUNNING)]
    assert made.limits[1].mark is None
    assert "Decision on a plan" not in made.sentence


def test_week_sixteen_is_due_soon_while_it_is_still_ahead() -> None:
    assert fills(drawn(108, decided_on=40))[-1] == (SIX, 108, Mark.DUE_SOON)


def test_a_no_told_after_week_sixteen_is_late_and_ends_the_case() -> None:
    made = drawn(130, decided_on=40, no_plan_on=118)
    assert fills(made)[-1] == (SIXTEEN, 118, Mark.OVERDUE)
    assert (made.stop, made.today) == (118, None)
    assert "Decision not to make a plan met 6 days late" in made.sentence


def test_overdue_from_the_limit_to_today() -> None:
    made = drawn(169, decided_on=38, draft_on=104)
    assert fills(made)[-2:] == [(SIXTEEN, TWENTY, Mark.RUNNING), (TWENTY, 169, Mark.OVERDUE)]
    assert made.sentence.endswith("Final plan overdue by 29 days, was due 1 October 2026.")


def test_past_week_26_is_torn_and_today_is_not_drawn() -> None:
    made = drawn(240, decided_on=36, draft_on=110)
    assert (made.torn, made.today, made.week) == (True, None, 35)
    assert not drawn(END, decided_on=36, draft_on=110).torn


def test_a_lifted_limit_is_hatched_as_relieved_and_its_date_stays() -> None:
    made = drawn(162, relieved=True, decided_on=40, draft_on=111)
    assert fills(made)[-1] == (TWENTY, 162, Mark.RELIEVED)
    assert made.limits[2].words == "limit lifted"
    assert made.sentence.endswith("Final plan: limit lifted, was due 8 October 2026.")


def test_sent_on_time_stops_the_clock() -> None:
    made = drawn(160, decided_on=37, draft_on=103, final_on=139)
    assert fills(made)[-1] == (SIXTEEN, TWENTY, Mark.MET)
    assert (made.today, made.week, made.limits[2].words) == (None, None, "met 1 day early")
    assert made.rings[-1].day == 139


@pytest.mark.parametrize(("day", "late", "words"), [(140, 0, "met on the day"), (141, 1, "met 1 day late")])
def test_day_140_is_the_last_lawful_day(day: int, late: int, words: str) -> None:
    made = drawn(160, decided_on=37, draft_on=103, final_on=day)
    assert made.limits[2].words == words
    assert sum(s.end - s.start for s in made.segments if s.mark is Mark.OVERDUE) == late


@pytest.mark.parametrize(("now", "week"), [(0, 1), (7, 1), (8, 2), (140, 20), (141, 21)])
def test_weeks_are_counted_as_the_contract_has_them(now: int, week: int) -> None:
    assert drawn(now, decided_on=0, draft_on=0).week == week


def test_sent_late_is_red_to_the_day_it_was_sent() -> None:
    made = drawn(300, decided_on=41, draft_on=108, final_on=174)
    assert fills(made)[-1] == (TWENTY, 174, Mark.OVERDUE)
    assert made.limits[2].words == "met 34 days late"


def test_refused_stops_at_the_decision() -> None:
    made = drawn(100, assess=False, decided_on=40)
    assert (fills(made), made.stop, made.today) == ([(0, 40, Mark.MET)], 40, None)
    assert made.sentence == "Ended: assessment refused 31 August 2026. Decision met 2 days early."


def test_withdrawn_is_drawn_as_ended_and_never_red() -> None:
    made = drawn(200, decided_on=40, withdrawn_on=150)
    assert made.stop == 150
    assert Mark.OVERDUE not in {s.mark for s in made.segments}


def test_without_a_request_date_nothing_is_drawn() -> None:
    made = strip(StripFacts(None, TODAY))
    assert (made.known, made.segments, made.sentence) == (False, (), "20-week clock not known: no request date.")


def test_a_decision_nobody_dated_is_drawn_as_not_known() -> None:
    made = drawn(60, draft_on=50)
    assert fills(made)[0] == (0, SIX, Mark.UNKNOWN)
    assert "Decision to assess not known: no date recorded." in made.sentence


def test_what_is_dated_after_the_day_asked_about_has_not_happened_yet() -> None:
    assert fills(drawn(20, decided_on=30)) == [(0, 20, Mark.RUNNING)]


def test_an_approximate_date_makes_dashed_rings() -> None:
    made = strip(StripFacts(date(2026, 6, 24), TODAY, decided_on=date(2026, 7, 31), decided_to_assess=True,
                            approximate=True))  # fmt: skip
    assert all(ring.approximate for ring in made.rings)


@given(
    now=st.integers(0, 400),
    assess=st.booleans(),
    relieved=st.booleans(),
    days=st.dictionaries(st.sampled_from(FACTS), st.integers(-5, 400), max_size=6),
)
def test_fills_never_overlap_run_backwards_or_pass_the_day_asked_about(
    now: int, assess: bool, relieved: bool, days: dict[str, int]
) -> None:
    made = drawn(now, assess, relieved, **days)
    edges = [(s.start, s.end) for s in made.segments]
    assert edges == sorted(edges)
    assert all(start < end for start, end in edges)
    assert all(before[1] <= after[0] for before, after in pairwise(edges))
    assert all(start >= 0 for start, _ in edges)
    late = [s.end for s in made.segments if s.mark in (Mark.OVERDUE, Mark.RELIEVED, Mark.RUNNING, Mark.DUE_SOON)]
    assert all(end <= now for end in late)
    assert made.sentence


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "0 weeks gone"),
        (3, "3 days gone"),
        (7, "1 week gone"),
        (8, "1 week 1 day gone"),
        (128, "18 weeks 2 days gone"),
    ],
)
def test_the_time_gone_in_words(days: int, words: str) -> None:
    assert gone_words(TODAY - timedelta(days=days), TODAY) == words
