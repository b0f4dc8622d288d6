"""The words of a state are exactly those of the design, and the same everywhere."""

from datetime import date

import pytest

from ehcp_desk.clock.engine import compute
from ehcp_desk.clock.model import Fact, State
from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.domain.case import Stage
from ehcp_desk.domain.dates import in_words, short, with_weekday
from ehcp_desk.domain.wording import Mark, deadline_mark, deadline_words, lasting_words, mark_of, state_words
from ehcp_desk.domain.worklist import Summary, next_deadline, week_on

DAY = date(2026, 10, 30)


@pytest.mark.parametrize(
    ("state", "days", "words"),
    [
        (State.RUNNING, 20, "20 days left"),
        (State.RUNNING, 1, "1 day left"),
        (State.RUNNING, 0, "due today"),
        (State.OVERDUE, 3, "overdue by 3 days"),
        (State.OVERDUE, 1, "overdue by 1 day"),
        (State.MET, 0, "met on the day"),
        (State.MET, 5, "met 5 days early"),
        (State.MET_LATE, 14, "met 14 days late"),
        (State.RELIEVED, 0, "limit lifted"),
        (State.ENDED, 0, "ended"),
    ],
)
def test_state_words(state: State, days: int, words: str) -> None:
    assert state_words(state, days) == words


def test_planning_dates_never_say_overdue() -> None:
    assert state_words(State.NOT_A_LIMIT, 0, date(2026, 10, 20), DAY) == "10 days ago"
    assert state_words(State.NOT_A_LIMIT, 0, date(2026, 11, 4), DAY) == "5 days left"


def test_what_was_done_after_a_date_that_is_no_breach_is_not_said_to_be_in_time() -> None:
    due, after = date(2026, 6, 24), date(2026, 7, 10)
    assert state_words(State.MET, 0, due, DAY, after) == "done 16 days after the date"
    assert state_words(State.MET, 0, due, DAY, due) == "met on the day"
    facts = [
        Fact("request_received", date(2026, 3, 3), {"source": "parent"}),
        Fact("assess_decision_notified", date(2026, 4, 10), {"outcome": "assess"}),
        Fact("draft_plan_served", date(2026, 6, 9)),
        Fact("representations_received", after),
    ]
    limit = next(d for d in compute(facts, Ruleset.load(), DAY).deadlines if d.rule == "A_DRAFT_REPS")
    assert deadline_words(limit, DAY) == f"done {(after - limit.due).days} days after the date"


def test_of_two_dates_of_which_the_later_holds_the_other_is_not_said_to_be_missed() -> None:
    """An appeal within a month of the certificate was told as "331 days ago" beside the two months from the decision."""
    facts = [
        Fact("no_plan_decision_notified", date(2026, 1, 5)),
        Fact("mediation_certificate_issued", date(2026, 2, 20)),
        Fact("appeal_received", date(2026, 3, 19)),
    ]
    limits = {d.rule: d for d in compute(facts, Ruleset.load(), DAY).deadlines}
    assert deadline_words(limits["T_APPEAL_2M"], DAY) == "not the date that holds"
    assert deadline_words(limits["T_APPEAL_1M"], DAY) == "met 1 day early"


def test_due_soon_is_the_council_s_own_fortnight() -> None:
    assert mark_of(State.RUNNING, 14, "A_FINAL_PLAN") is Mark.DUE_SOON
    assert mark_of(State.RUNNING, 15, "A_FINAL_PLAN") is Mark.RUNNING
    assert mark_of(State.RUNNING, 3, "A_DRAFT_REPS") is Mark.RUNNING, "parents' time is never due soon"


@pytest.mark.parametrize(
    ("days", "ordinal", "elapsed"), [(0, 1, 0), (7, 1, 1), (8, 2, 1), (140, 20, 20), (141, 21, 20), (297, 43, 42)]
)
def test_week_of_twenty(days: int, ordinal: int, elapsed: int) -> None:
    received = date(2018, 9, 24)
    week = week_on(received, date.fromordinal(received.toordinal() + days))
    assert week is not None
    assert (week.ordinal, week.elapsed) == (ordinal, elapsed)


def test_no_week_before_the_request() -> None:
    assert week_on(DAY, date(2026, 10, 29)) is None
    assert week_on(None, DAY) is None


def test_week_sixteen_is_the_next_duty_only_until_it_has_passed() -> None:
    row = Summary(Stage.ASSESSING, date(2026, 7, 14), next_rule="A_FINAL_PLAN", next_due=date(2026, 12, 1),
                  plan_decision_due=date(2026, 11, 3))  # fmt: skip
    duties = {"A_FINAL_PLAN": "Send the final plan", "A_DECIDE_NOT_ISSUE": "Decide on a plan"}
    before = next_deadline(row, duties, date(2026, 11, 3))
    after = next_deadline(row, duties, date(2026, 11, 4))
    assert before and (before.duty, before.words) == ("Decide on a plan", "due today")
    assert after and (after.duty, after.words) == ("Send the final plan", "27 days left")


def test_dates_as_people_write_them() -> None:
    assert in_words(date(2026, 3, 3)) == "3 March 2026"
    assert with_weekday(date(2026, 3, 3)) == "Tuesday 3 March 2026"
    assert short(date(2026, 3, 3), DAY) == "3 March"
    assert short(date(2025, 3, 3), DAY) == "3 March 2025"


CEASE = Fact("cease_decision_notified", date(2026, 1, 12))
APPEAL = Fact("appeal_received", date(2026, 2, 16))


def kept_words(as_at: date, *facts: Fact) -> tuple[str, Mark]:
    found = [d for d in compute([CEASE, *facts], Ruleset.load(), as_at).deadlines if d.rule == "C_STAY"]
    limit = next((d for d in found if d.state is not State.NOT_A_LIMIT), found[0])
    return deadline_words(limit, as_at), deadline_mark(limit)


def test_what_a_caseworker_reads_of_a_plan_that_is_to_cease_day_by_day() -> None:
    """Fault: it was "met on the day" in the gap before a certificate or an appeal that carried the plan further."""
    contact = Fact("mediation_adviser_contacted", date(2026, 3, 5))
    certificate = Fact("mediation_certificate_issued", date(2026, 3, 26))
    last, gap = date(2026, 3, 12), date(2026, 3, 13)
    assert kept_words(date(2026, 3, 11)) == ("1 day left", Mark.RUNNING), "nothing is due on that day"
    assert kept_words(last) == ("due today", Mark.RUNNING)
    assert kept_words(gap) == ("over, as far as is recorded", Mark.ENDED)
    assert kept_words(gap, APPEAL) == ("goes on past its date", Mark.RUNNING)
    assert kept_words(gap, contact) == ("goes on past its date", Mark.RUNNING)
    assert kept_words(date(2026, 3, 26), contact, certificate) == ("32 days left", Mark.RUNNING)
    assert kept_words(date(2026, 4, 28), contact, certificate) == ("over, as far as is recorded", Mark.ENDED)


def test_a_plan_kept_by_an_order_is_said_to_have_been_kept_until_it() -> None:
    order = Fact("tribunal_order", date(2026, 9, 2), {"order": "maintain"})
    assert kept_words(DAY, APPEAL, order) == ("lasted until 2 September 2026", Mark.ENDED)
    assert lasting_words("A_FINAL_PLAN", State.MET, DAY, DAY) == ""
