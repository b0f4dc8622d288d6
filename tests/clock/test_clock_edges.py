"""The edges: first and last days, tables built afresh, and what a change of one sign would break unseen."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from ehcp_desk.clock.calendars import FIRST_DAY, LAST_DAY, DayTable, in_tribunal_recess, tribunal_closed_days
from ehcp_desk.clock.cautious import cautious_date
from ehcp_desk.clock.counting import Period, Unit, before, beginning_with, fixed_in_year, within
from ehcp_desk.clock.lean import due_states, rows_of
from ehcp_desk.clock.model import Fact
from ehcp_desk.clock.program import Base
from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.clock.status import days_of, met_on_day, state_on, week_of
from tests.support.clock_facts import LAW, day, deadlines, fact, only, timeline

DUE = date(2026, 7, 21)
ONE = timedelta(days=1)


# Tables, built here and not taken from the ruleset's cache.


def test_a_table_leaves_out_weekends_and_the_days_it_is_told_and_nothing_else() -> None:
    skipped = {date(2026, 4, 3).toordinal(), date(2026, 4, 6).toordinal()}
    table = DayTable(skipped)
    for ordinal in range(date(2026, 3, 28).toordinal(), date(2026, 4, 12).toordinal()):
        weekday = date.fromordinal(ordinal).weekday()
        assert table.counts(ordinal) == (weekday < 5 and ordinal not in skipped)
    assert table.after(date(2026, 4, 2).toordinal(), 1) == date(2026, 4, 7).toordinal()
    assert table.between(date(2026, 4, 2).toordinal(), date(2026, 4, 8).toordinal()) == 2


def test_a_table_reaches_from_its_first_day_to_its_last() -> None:
    table = DayTable(())
    assert date.fromordinal(FIRST_DAY) == date(1980, 1, 1) and table.counts(FIRST_DAY)
    assert table.beginning(FIRST_DAY, 1) == FIRST_DAY
    assert table.roll(LAST_DAY) == LAST_DAY == date(2070, 12, 31).toordinal()
    with pytest.raises(IndexError):
        table.after(LAST_DAY, 1)


def test_the_tribunal_s_closed_days_are_august_and_the_eight_days_of_christmas_every_year() -> None:
    closed = tribunal_closed_days()
    every = (date.fromordinal(ordinal) for ordinal in range(FIRST_DAY, LAST_DAY + 1))
    assert {found for found in closed if FIRST_DAY <= found <= LAST_DAY} == {
        found.toordinal() for found in every if in_tribunal_recess(found)
    }
    assert [in_tribunal_recess(date(2025, 12, n)) for n in (24, 25, 31)] == [False, True, True]
    assert [in_tribunal_recess(date(2026, 1, n)) for n in (1, 2)] == [True, False]
    assert [in_tribunal_recess(date(2026, m, d)) for m, d in ((7, 31), (8, 1), (8, 31), (9, 1))] == [
        False, True, True, False,
    ]  # fmt: skip


def test_the_calendar_knows_its_years_and_lists_holidays_with_both_ends() -> None:
    calendar = Ruleset.load().calendar
    assert calendar.knows(date(2011, 1, 1), date(2040, 12, 31))
    assert not calendar.knows(date(2010, 12, 31), date(2020, 1, 1))
    assert not calendar.knows(date(2020, 1, 1), date(2041, 1, 1))
    assert calendar.holidays_between(date(2026, 4, 3), date(2026, 4, 6)) == (date(2026, 4, 3), date(2026, 4, 6))
    assert calendar.holidays_between(date(2026, 4, 4), date(2026, 4, 5)) == ()


def test_each_phrase_counts_each_unit() -> None:
    start = date(2026, 3, 31)
    assert within(start, Period(Unit.MONTHS, 2)) == date(2026, 5, 31)
    assert within(start, Period(Unit.DAYS, 15)) == date(2026, 4, 15)
    assert within(start, Period(Unit.WORKING_DAYS, 0)) == start
    assert before(start, Period(Unit.WEEKS, 2)) == date(2026, 3, 17)
    assert beginning_with(start, Period(Unit.WEEKS, 1)) == date(2026, 4, 6)
    assert fixed_in_year(start, Period(Unit.FIXED, 12, 2, 15, 1)) == date(2025, 11, 22)
    for phrase in (beginning_with, before):
        with pytest.raises(ValueError, match="Counting working days needs a calendar"):
            phrase(start, Period(Unit.WORKING_DAYS, 3))


# Where a limit stands, whatever put it there.


@pytest.mark.parametrize(
    ("base", "on_the_day", "day_after"),
    [
        (Base.OPEN, "running", "overdue"), (Base.SOFT, "running", "not_a_limit"), (Base.WINDOW, "running", "ended"),
        (Base.FLOOR, "running", "met"), (Base.HELD, "running", "running"), (Base.MET, "met", "met"),
        (Base.MET_LATE, "met_late", "met_late"), (Base.RELIEVED, "relieved", "relieved"),
        (Base.ENDED, "ended", "ended"), (Base.NOT_A_LIMIT, "not_a_limit", "not_a_limit"),
    ],
)  # fmt: skip
def test_a_base_becomes_a_state_on_a_day(base: Base, on_the_day: str, day_after: str) -> None:
    assert (state_on(base, DUE, DUE), state_on(base, DUE, DUE + ONE)) == (on_the_day, day_after)


def test_a_period_that_ran_its_course_is_met_on_its_last_day_once_that_is_past() -> None:
    assert met_on_day(Base.FLOOR, DUE, None, DUE) is None
    assert met_on_day(Base.FLOOR, DUE, None, DUE + ONE) == DUE
    assert met_on_day(Base.OPEN, DUE, None, DUE + ONE) is None
    assert met_on_day(Base.MET, DUE, DUE - ONE, DUE) == DUE - ONE


def test_days_are_left_late_or_to_spare_and_never_negative() -> None:
    def days(base: Base, as_at: date, met_on: date | None = None) -> int:
        return days_of(state_on(base, DUE, as_at), DUE, met_on, as_at)

    assert (days(Base.OPEN, DUE - 3 * ONE), days(Base.OPEN, DUE), days(Base.OPEN, DUE + ONE)) == (3, 0, 1)
    assert (days(Base.ENDED, DUE + 9 * ONE), days(Base.HELD, DUE + 9 * ONE)) == (0, 0)
    assert (days(Base.MET, DUE, DUE - 4 * ONE), days(Base.MET, DUE, DUE + 4 * ONE), days(Base.MET, DUE)) == (4, 0, 0)
    assert days(Base.MET_LATE, DUE + 20 * ONE, DUE + 2 * ONE) == 2
    assert (days(Base.RELIEVED, DUE - 5 * ONE), days(Base.NOT_A_LIMIT, DUE + 5 * ONE)) == (5, 5)


def test_there_is_no_week_before_receipt_and_always_of_twenty() -> None:
    assert week_of(DUE, DUE - ONE) is None
    week = week_of(DUE, DUE)
    assert week is not None and (week.elapsed, week.ordinal, week.of) == (0, 1, 20)


@pytest.mark.parametrize(
    ("rule", "limb", "earlier"),
    [("A_FINAL_PLAN", "", 1), ("R_FIRST_REVIEW", "", 1), ("P_FEB15", "", 1), ("P_POST16_5M", "", 1),
     ("R_NOTICE", "", 1),
     ("M_CONTACT", "", 1), ("A_DRAFT_REPS", "", 0), ("C_STAY", "", 0), ("D_TRANSFER_LATE", "", 0),
     ("T_RESPONSE", "", 0), ("M_CERT_AFTER", "", 0), ("A_DRAFT_TARGET", "", 0), ("A_ADVICE_REQUEST", "", 0),
     ("M_AGREE_ICB_TELL", "", 1)],
)  # fmt: skip
def test_the_strictest_reading_is_a_day_earlier_only_where_words_allow_two(rule: str, limb: str, earlier: int) -> None:
    found = next(version for version in LAW.versions(rule) if version.limb == limb)
    assert cautious_date(found, DUE) == DUE - earlier * ONE


# Days on which two things meet.


def test_a_final_plan_on_the_last_day_for_comments_is_before_they_are_up() -> None:
    draft = fact("draft_plan_served", "2026-06-01")
    on_the_last = timeline("2026-07-01", draft, fact("final_plan_sent", "2026-06-15"))
    assert only(on_the_last, "A_DRAFT_REPS").state == "ended"
    the_day_after = only(timeline("2026-07-01", draft, fact("final_plan_sent", "2026-06-16")), "A_DRAFT_REPS")
    assert (the_day_after.state, str(the_day_after.met_on)) == ("met", "2026-06-15")


def test_an_appeal_on_the_last_day_keeps_the_plan_and_one_a_day_later_does_not() -> None:
    cease = fact("cease_decision_notified", "2026-03-02")
    assert only(timeline("2026-09-01", cease, fact("appeal_received", "2026-05-05")), "C_STAY").state == "running"
    assert only(timeline("2026-09-01", cease, fact("appeal_received", "2026-05-06")), "C_STAY").state == "met"
    sent_on = only(timeline("2026-09-01", cease, fact("appeal_sent_to_la", "2026-05-06")), "C_STAY")
    assert sent_on.state == "running", "of this one nobody knows that it came late"


def test_an_appeal_on_the_last_day_of_an_older_window_meets_it_too() -> None:
    older, newer = fact("decision_notice_sent", "2026-03-09"), fact("decision_notice_sent", "2026-04-13")
    found = timeline("2026-06-01", older, newer, fact("appeal_received", "2026-05-11"))
    assert [d.state.value for d in deadlines(found, "T_APPEAL_2M")] == ["met", "met"]
    assert [str(d.due) for d in deadlines(found, "T_APPEAL_2M")] == ["2026-05-11", "2026-06-15"]


def test_a_certificate_carries_the_stay_while_it_lasts_and_once_it_ran_out_but_not_once_the_plan_has_ceased() -> None:
    cease = fact("cease_decision_notified", "2026-03-02")
    on_the_last = timeline("2026-05-20", cease, fact("mediation_certificate_issued", "2026-05-05"))
    assert len(deadlines(on_the_last, "C_STAY")) == 2
    after_it = [cease, fact("mediation_certificate_issued", "2026-05-06")]
    assert [(str(d.due), d.state.value) for d in deadlines(timeline("2026-05-20", *after_it), "C_STAY")] == [
        ("2026-05-05", "not_a_limit"), ("2026-06-08", "running"),
    ]  # fmt: skip
    ceased = timeline("2026-05-20", *after_it, fact("plan_ceased", "2026-05-06"))
    assert [d.state.value for d in deadlines(ceased, "C_STAY")] == ["met"], (
        "the two months were over, and so was the plan"
    )
    nothing_to_stay = timeline("2026-05-20", fact("mediation_certificate_issued", "2026-05-06"))
    assert not deadlines(nothing_to_stay, "C_STAY")


def test_a_second_final_plan_starts_no_second_first_review() -> None:
    made, again = fact("final_plan_sent", "2025-01-10"), fact("final_plan_sent", "2025-06-10")
    assert str(only(timeline("2025-12-01", made, again), "R_FIRST_REVIEW").due) == "2026-01-10"
    reviewed = fact("review_decision_notified", "2025-05-01", outcome="keep")
    found = timeline("2025-12-01", made, reviewed, again)
    assert [str(d.due) for d in deadlines(found, "R_FIRST_REVIEW")] == ["2026-01-10"]
    after_ceasing = timeline(
        "2026-12-01", made, fact("plan_ceased", "2025-09-01"), fact("final_plan_sent", "2026-06-10")
    )
    assert [str(d.due) for d in deadlines(after_ceasing, "R_FIRST_REVIEW")] == ["2026-01-10", "2027-06-10"]


def test_the_first_day_of_the_law_counts() -> None:
    assert (
        str(only(timeline("2014-10-01", fact("final_plan_sent", "2014-09-01")), "R_FIRST_REVIEW").due) == "2015-09-01"
    )
    assert not deadlines(timeline("2014-10-01", fact("final_plan_sent", "2014-08-31")), "R_FIRST_REVIEW")


def test_ceasing_is_undone_by_an_appeal_and_the_reviews_go_on() -> None:
    reviewed = fact("review_decision_notified", "2026-01-12", outcome="keep")
    cease = fact("cease_decision_notified", "2026-03-02")
    assert only(timeline("2026-06-01", reviewed, cease), "R_NEXT_REVIEW").state == "ended"
    appealed = timeline("2026-06-01", reviewed, cease, fact("appeal_received", "2026-04-01"))
    assert only(appealed, "R_NEXT_REVIEW").state == "running"


def test_what_ended_late_or_never_happened_carries_no_day() -> None:
    request = fact("request_received", "2026-03-03")
    late_draft = timeline("2026-08-01", request, fact("draft_plan_served", "2026-07-01"))
    assert only(late_draft, "A_DECIDE_NOT_ISSUE").met_on is None
    for facts, rule in (
        ([fact("tribunal_direction", "2026-05-01", rule="T_RESPONSE", date="2026-09-01")], "T_RESPONSE"),
        ([fact("review_meeting_planned", "2026-09-20")], "R_NOTICE"),
    ):
        assert only(timeline("2026-08-01", *facts), rule).met_on is None
        [(_, lean)] = due_states([(1, rows_of(facts))], LAW, day("2026-08-01"))
        assert {limit.met_on for limit in lean} == {None}


def test_a_direction_relieves_only_a_limit_the_tribunal_may_move() -> None:
    request = fact("request_received", "2026-03-03")
    direction = fact("tribunal_direction", "2026-05-01", rule="A_FINAL_PLAN", date="2026-09-01")
    computed, directed = deadlines(timeline("2026-08-01", request, direction), "A_FINAL_PLAN")
    assert (computed.state, computed.relief, directed.state, directed.subject) == (
        "overdue",
        None,
        "running",
        "directed",
    )


def test_a_direction_about_a_limit_with_limbs_touches_those_that_run() -> None:
    agreed = fact("mediation_agreement", "2026-04-13", about="contents")
    direction = fact("tribunal_direction", "2026-04-20", rule="M_AGREE_APPEALABLE", date="2026-06-01")
    assert len(deadlines(timeline("2026-05-01", agreed, direction), "M_AGREE_APPEALABLE", "directed")) == 1
    assert len(deadlines(timeline("2026-05-01", direction), "M_AGREE_APPEALABLE", "directed")) == 1


def test_hardening_waits_for_the_decision_and_touches_nothing_settled() -> None:
    meeting, amend = (
        fact("review_meeting_held", "2026-01-12"),
        fact("review_decision_notified", "2026-02-20", outcome="amend"),
    )
    sent = fact("amendment_notice_sent", "2026-02-02")
    found = timeline("2026-08-01", meeting, sent, amend, fact("amended_plan_sent", "2026-03-20"))
    assert (only(found, "R_AMEND_NOTICE").state, only(found, "R_OVERALL_12W").state) == ("met", "met")


# Pairs among several.


def _appeal_dates(*facts: Fact) -> list[tuple[str, str, str]]:
    found = timeline("2026-06-20", *facts)
    return [(d.rule[-2:], str(d.due), d.state.value) for d in found.deadlines if d.rule.startswith("T_APPEAL")]


def test_a_certificate_belongs_to_the_last_decision_before_it() -> None:
    first, second = fact("decision_notice_sent", "2026-01-05"), fact("decision_notice_sent", "2026-05-05")
    assert _appeal_dates(first, second, fact("mediation_certificate_issued", "2026-06-10")) == [
        ("2M", "2026-03-05", "ended"), ("2M", "2026-07-06", "not_a_limit"), ("1M", "2026-07-10", "running"),
    ]  # fmt: skip
    assert _appeal_dates(first, second, fact("mediation_certificate_issued", "2026-02-20")) == [
        ("2M", "2026-03-05", "not_a_limit"), ("1M", "2026-03-20", "ended"), ("2M", "2026-07-06", "running"),
    ]  # fmt: skip
    on_the_day = fact("mediation_certificate_issued", "2026-05-05")
    assert _appeal_dates(first, second, on_the_day)[1:] == [
        ("1M", "2026-06-05", "not_a_limit"), ("2M", "2026-07-06", "running"),
    ]  # fmt: skip


def test_limits_that_end_on_one_day_both_stand() -> None:
    decision, certificate = (
        fact("decision_notice_sent", "2026-04-22"),
        fact("mediation_certificate_issued", "2026-05-22"),
    )
    assert _appeal_dates(decision, certificate) == [("2M", "2026-06-22", "running"), ("1M", "2026-06-22", "running")]


# School days.


def _excluded(*closures: tuple[str, str]) -> str:
    closed = [fact("setting_closed", first, from_=first, to=last) for first, last in closures]
    return str(only(timeline("2026-06-08", fact("permanently_excluded", "2026-06-08"), *closed), "G_EXCL_6").due)


def test_school_days_step_over_every_closure() -> None:
    assert _excluded() == "2026-06-15"
    assert _excluded(("2026-06-10", "2026-06-10")) == "2026-06-16"
    assert _excluded(("2026-06-12", "2026-06-12"), ("2026-06-10", "2026-06-10")) == "2026-06-17"
    assert _excluded(("2026-06-01", "2026-06-08")) == "2026-06-16"
    assert _excluded(("2026-06-01", "2026-06-05")) == "2026-06-15"
    assert _excluded(("2026-05-01", "2026-05-05"), ("2026-06-09", "2026-06-09")) == "2026-06-16"
    assert _excluded(("2026-06-15", "2026-06-15")) == "2026-06-16"
    assert _excluded(("2026-06-16", "2026-07-31")) == "2026-06-15"
    assert _excluded(("2026-06-09", "2027-06-10")) == "2027-06-17"
    assert _excluded(("2026-06-09", "2027-06-11")) == "2026-06-15", "more than a year closed is a slip of the pen"


def test_a_certificate_belongs_to_the_last_decision_though_a_date_was_directed_for_another() -> None:
    first, second = fact("decision_notice_sent", "2026-01-05"), fact("decision_notice_sent", "2026-05-05")
    directed = fact("tribunal_direction", "2026-02-02", rule="T_APPEAL_2M", date="2026-09-15")
    assert _appeal_dates(first, directed, second, fact("mediation_certificate_issued", "2026-06-10")) == [
        ("2M", "2026-03-05", "ended"), ("2M", "2026-07-06", "not_a_limit"), ("1M", "2026-07-10", "running"),
        ("2M", "2026-09-15", "running"),
    ]  # fmt: skip


def test_a_certificate_before_every_decision_belongs_to_the_first_of_them() -> None:
    certificate, decision = (
        fact("mediation_certificate_issued", "2026-05-01"),
        fact("decision_notice_sent", "2026-05-05"),
    )
    directed = fact("tribunal_direction", "2026-05-04", rule="T_APPEAL_2M", date="2026-05-20")
    assert _appeal_dates(certificate, directed, decision) == [
        ("2M", "2026-05-20", "not_a_limit"), ("1M", "2026-06-01", "ended"), ("2M", "2026-07-06", "running"),
    ]  # fmt: skip


# The year counted from the day a plan that moved in was made.


def _year_of(*facts: Fact) -> list[tuple[str, str]]:
    found = timeline("2026-11-23", *facts)
    return [(str(d.due), str(d.trigger.on)) for d in deadlines(found, "D_REVIEW_12M")]


def test_a_day_the_plan_was_made_is_believed_from_the_first_day_of_the_law_to_the_day_of_the_move() -> None:
    assert _year_of(fact("plan_transferred_in", "2026-08-03", made_on="2014-09-01")) == [("2015-09-01", "2026-08-03")]
    assert _year_of(fact("plan_transferred_in", "2026-08-03", made_on="2026-08-03")) == [("2027-08-03", "2026-08-03")]


def test_a_day_the_move_states_gives_way_to_a_plan_on_record_of_the_year_before_it() -> None:
    sent = fact("final_plan_sent", "2025-03-03")
    within = fact("plan_transferred_in", "2026-08-03", made_on="2026-03-04")
    assert _year_of(sent, within) == [("2026-03-03", "2025-03-03")]
    beyond = fact("plan_transferred_in", "2026-08-03", made_on="2026-03-05")
    assert _year_of(sent, beyond) == [("2027-03-05", "2026-08-03")]


def test_of_two_moves_the_later_day_stated_counts_and_a_day_stated_twice_was_stated_first() -> None:
    first, away = (
        fact("plan_transferred_in", "2026-03-02", made_on="2025-09-01"),
        fact("plan_transferred_out", "2026-05-01"),
    )
    again = fact("plan_transferred_in", "2026-08-03", made_on="2025-09-01")
    assert _year_of(first, away, again) == [("2026-09-01", "2026-03-02"), ("2026-09-01", "2026-03-02")]
    next_day = fact("plan_transferred_in", "2026-08-03", made_on="2025-09-02")
    assert _year_of(first, away, next_day) == [("2026-09-01", "2026-03-02"), ("2026-09-02", "2026-08-03")]
    straight = fact("plan_transferred_in", "2026-08-03", made_on="2025-10-01")
    assert _year_of(first, straight)[-1] == ("2026-10-01", "2026-08-03"), "without a day away between them too"
