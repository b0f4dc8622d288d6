"""The laws of the clock (anchors 4.3), over histories nobody would think of."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ehcp_desk.clock.counting import Period, Phrase, Unit, beginning_with, within
from ehcp_desk.clock.dates import MONTHS
from ehcp_desk.clock.engine import compute
from ehcp_desk.clock.lean import base_deadlines, due_states, rows_of
from ehcp_desk.clock.model import Deadline, Fact, State
from ehcp_desk.clock.proof import proof
from tests.support.clock_facts import LAW, fact
from tests.support.clock_histories import ANY_DAY, DAYS, histories
from tests.support.clock_rules import FIRST_ROWS, Row, nth, rolled, sits, works

RULES = {(rule.id, rule.limb): rule for rule in LAW.rules}
MOVED_BY_RELIEF = {"relief_claimed"}


def shape(deadline: Deadline) -> tuple[object, ...]:
    """What a deadline says, without the fact it hangs on."""
    return (deadline.rule, deadline.subject, deadline.due, deadline.state, deadline.days, deadline.met_on)


@given(histories(), DAYS, st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_the_order_of_the_facts_makes_no_difference(history: list[Fact], as_at: date, random: object) -> None:
    shuffled = list(history)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = compute(history, LAW, as_at), compute(shuffled, LAW, as_at)
    assert list(map(shape, one.deadlines)) == list(map(shape, other.deadlines))
    assert (one.week, one.unknown, one.warnings) == (other.week, other.unknown, other.warnings)


@given(histories(), DAYS)
@settings(max_examples=60)
def test_saying_everything_twice_changes_no_date(history: list[Fact], as_at: date) -> None:
    once, twice = compute(history, LAW, as_at), compute(history * 2, LAW, as_at)
    assert list(map(shape, once.deadlines)) == list(map(shape, twice.deadlines))


@given(histories(), DAYS)
@settings(max_examples=60)
def test_the_lean_path_says_what_the_full_one_says(history: list[Fact], as_at: date) -> None:
    full = sorted(map(shape, compute(history, LAW, as_at).deadlines), key=repr)
    [(key, lean)] = due_states([("case", rows_of(history))], LAW, as_at)
    assert key == "case"
    said = [(d.rule, d.subject, d.due, d.state(as_at), d.days(as_at), d.met(as_at)) for d in lean]
    assert sorted(said, key=repr) == full
    assert lean.states() == [line[:4] for line in said]
    cached, _ = base_deadlines(history, LAW, as_at)
    assert sorted(cached, key=repr) == sorted((d._replace(trigger_id=None) for d in lean), key=repr)


@given(histories(ANY_DAY), ANY_DAY)
@settings(max_examples=150)
def test_no_history_makes_the_clock_raise_or_invent(history: list[Fact], as_at: date) -> None:
    found = compute(history, LAW, as_at)
    given_facts = {(f.kind, f.on) for f in history}
    for deadline in found.deadlines:
        assert (deadline.trigger.kind, deadline.trigger.on) in given_facts
        assert deadline.days >= 0
        assert deadline.met_on is None or deadline.met_on <= as_at or deadline.state is State.RUNNING
        assert deadline.derivation and all(step.endswith(".") for step in deadline.derivation)
        if deadline.state in (State.OVERDUE, State.MET_LATE):
            assert deadline.binds and deadline.due < as_at
    assert all(warning.endswith(".") for warning in found.warnings)
    assert {unknown.rule for unknown in found.unknown} <= set(LAW.ids)


@given(histories(), DAYS)
@settings(max_examples=60)
def test_a_claim_moves_no_date_and_touches_no_other_limit(history: list[Fact], as_at: date) -> None:
    without = [f for f in history if f.kind != "relief_claimed"]
    plain, claimed = compute(without, LAW, as_at), compute(history, LAW, as_at)
    named = {f.attrs["rule"] for f in history if f.kind == "relief_claimed"}
    for before, after in zip(plain.deadlines, claimed.deadlines, strict=True):
        assert (before.rule, before.subject, before.due) == (after.rule, after.subject, after.due)
        assert before.state == after.state or (after.rule in named and after.state is State.RELIEVED)


@given(st.sampled_from(LAW.rules), DAYS, st.integers(0, 400))
def test_a_later_start_never_gives_an_earlier_date(rule: object, start: date, more: int) -> None:
    from ehcp_desk.clock.engine import program_for

    compiled = next(item for item in program_for(LAW).compiled if item.rule is rule)
    assert compiled.due[start.toordinal()] <= compiled.due[start.toordinal() + more]


@given(DAYS, st.integers(1, 30))
def test_weeks_keep_the_weekday_and_plain_days_their_number(start: date, n: int) -> None:
    assert within(start, Period(Unit.WEEKS, n)) - start == timedelta(days=7 * n)
    assert beginning_with(start, Period(Unit.DAYS, n)) - start == timedelta(days=n - 1)


@given(histories(), DAYS, st.sampled_from(["direct_payment_started", "complaint_matter_known"]))
@settings(max_examples=40)
def test_an_unrelated_fact_changes_no_other_limit(history: list[Fact], as_at: date, kind: str) -> None:
    before = [f for f in history if f.kind != kind]
    plain = compute(before, LAW, as_at)
    more = compute([*before, fact(kind, as_at)], LAW, as_at)
    assert list(map(shape, plain.deadlines)) == [shape(d) for d in more.deadlines if d.trigger.kind != kind]


COUNTED = re.compile(r"(\d+) (working days|tribunal days|school days|weeks|days|months|week|day|month)\b")
DATE = re.compile(rf"(\d{{1,2}}) ({'|'.join(MONTHS)}) (\d{{4}})")


def _dates(text: str) -> list[date]:
    return [date(int(year), MONTHS.index(month) + 1, int(number)) for number, month, year in DATE.findall(text)]


def replay(steps: tuple[str, ...]) -> date:
    """The date a reader comes to by following the sentences: start, count, arithmetic, days left out, roll."""
    start, told = _dates(steps[0])[0], " ".join(steps)
    if "No days are counted" in told:
        return start
    counted = COUNTED.search(steps[1]) or COUNTED.search(steps[2])  # between them: that the day is approximate
    assert counted, steps
    n, unit = int(counted[1]), counted[2]
    back, first_counts = "At least" in told, "beginning with that day" in told
    if unit == "tribunal days":
        return nth(n, sits)(start)
    if unit in ("working days", "school days"):
        return nth(n, works, first_counts, -1 if back else 1)(start)
    if unit.startswith("month"):
        due = start + relativedelta(months=-n if back else n)
        rolls = "a last day that the tribunal does not count moves on to the next" in told
        return rolled(lambda day: day)(due) if rolls else due
    stated = re.search(r"(?:× 7|- 1) = (\d+) days|: (\d+) days?\.", told)
    assert stated, steps
    days = int(stated[1] or stated[2])
    return start + timedelta(days=-days if back else days)


@given(histories(), DAYS)
@settings(max_examples=120)
def test_replaying_the_derivation_gives_the_date(history: list[Fact], as_at: date) -> None:
    closed = any(f.kind == "setting_closed" for f in history)
    for deadline in compute(history, LAW, as_at).deadlines:
        told = " ".join(deadline.derivation)
        assert deadline.due in _dates(told)
        rule = RULES.get((deadline.rule, deadline.subject)) or RULES.get((deadline.rule, ""))
        if rule is None or deadline.subject in ("directed", "agreed") or rule.phrase is Phrase.FIXED:
            continue
        if rule.period.unit is not Unit.SCHOOL_DAYS or not closed:
            assert replay(deadline.derivation) == deadline.due, deadline.derivation


@pytest.mark.parametrize("row", FIRST_ROWS, ids=lambda row: f"{row.rule} {row.subject}".strip())
def test_replaying_the_derivation_of_every_limit_gives_its_date(row: Row) -> None:
    rule = RULES[row.rule, row.limb]
    for start in (date(2024, 2, 29), date(2025, 12, 31), date(2026, 6, 27)):
        found = compute(row.started(start), LAW, start + timedelta(days=60)).deadlines
        steps = next(d.derivation for d in found if (d.rule, d.subject) == (row.rule, row.subject))
        if rule.phrase is Phrase.FIXED:
            assert row.count(start) == _dates(steps[1])[-1]
        else:
            assert replay(steps) == row.count(start), steps


@given(histories(), DAYS)
@example([fact("plan_transferred_in", "2024-01-02", made_on="2023-01-01")], date(2024, 1, 2))
@settings(max_examples=25)
def test_every_date_can_be_proved_and_its_drawing_counts_to_the_same_day(history: list[Fact], as_at: date) -> None:
    for deadline in compute(history, LAW, as_at).deadlines:
        proved = proof(history, LAW, as_at, deadline.rule, deadline.subject, deadline.due)
        assert (proved.due, proved.state) == (deadline.due, deadline.state)
        assert len(proved.steps) == 6 and all(step.lines for step in proved.steps)
        drawn = [day for row in proved.rows for day in row.days]
        assert not drawn or sum(day.governing for day in drawn) == 1
        rule = RULES.get((deadline.rule, deadline.subject)) or RULES.get((deadline.rule, ""))
        last = proved.trigger.on if rule and rule.phrase is Phrase.BEFORE else deadline.due
        assert all(day.number > 0 or day.why_not or day.day > last for day in drawn)
