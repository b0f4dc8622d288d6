"""Every rule: an ordinary day, leap days, the year's end, Easter and midsummer; the boundary day; a day late.

The dates are counted in `tests/support/clock_rules.py`, which shares nothing with the clock.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from ehcp_desk.clock.dates import with_weekday
from ehcp_desk.clock.explain import describe
from ehcp_desk.clock.model import Deadline, Fact
from ehcp_desk.clock.rules import Match
from tests.support.clock_facts import LAW, deadlines, fact, only, timeline
from tests.support.clock_rules import FIRST_ROWS, ROWS, Row, answers

ORDINARY = date(2025, 3, 11)
LEAP_DAY = date(2024, 2, 29)
STARTS = {
    "ordinary": ORDINARY,
    "on-a-leap-day": LEAP_DAY,
    "forward-through-a-leap-day": date(2024, 2, 28),
    "back-through-a-leap-day": date(2024, 3, 4),
    "from-year-end-to-a-leap-day": date(2023, 12, 31),
    "from-year-end": date(2025, 12, 31),
    "from-christmas": date(2026, 12, 20),
    "from-new-year": date(2027, 1, 5),
    "into-easter": date(2027, 3, 22),
    "into-august": date(2023, 7, 14),
}
ONE_DAY = timedelta(days=1)
PLANNING = frozenset(rule.id for rule in LAW.rules if not rule.binds)


def named(row: Row) -> str:
    return "-".join(filter(None, [row.rule, row.subject, row.trigger, *row.said.values()]))


each_rule = pytest.mark.parametrize("row", ROWS, ids=named)
each_limb = pytest.mark.parametrize("row", FIRST_ROWS, ids=named)
each_start = pytest.mark.parametrize("start", STARTS.values(), ids=STARTS.keys())


def the_one(row: Row, facts: list[Fact], as_at: date) -> Deadline:
    found = deadlines(timeline(as_at, *facts), row.rule, row.subject)
    started = [found_one for found_one in found if found_one.due == row.count(found_one.trigger.on)]
    assert started, f"{row.rule} has no date counted from its trigger: {[(d.due, d.subject) for d in found]}"
    return started[0]


def _says(match: Match) -> set[tuple[str, ...]]:
    """A trigger or an answer of the rule files, once for each value it takes."""
    values = [value for wanted in match.when.values() for value in wanted]
    return {(match.fact, value) for value in values} or {(match.fact,)}


def _tells(kind: str, said: dict[str, str], wanted: set[tuple[str, ...]]) -> set[tuple[str, ...]]:
    return {(kind, value) for value in said.values()} & wanted or {(kind,)} & wanted


def test_the_table_covers_every_rule_and_limb() -> None:
    assert {(row.rule, row.limb) for row in ROWS} == {(rule.id, rule.limb) for rule in LAW.rules}
    assert len(LAW.ids) == 71


@pytest.mark.parametrize("part", ["trigger", "met_by"])
def test_the_table_covers_everything_that_starts_or_answers_a_limb_and_nothing_else(part: str) -> None:
    for rule in LAW.rules:
        rows = [row for row in ROWS if (row.rule, row.limb) == (rule.id, rule.limb)]
        wanted = {said for match in getattr(rule, part) for said in _says(match)}
        given = [(row.trigger, row.said) for row in rows]
        if part == "met_by":
            given = [(kind, said) for row in rows for kind, said, _ in answers(row)]
        assert set().union(*(_tells(kind, said, wanted) for kind, said in given)) == wanted, (rule.id, rule.limb)
        assert {kind for kind, _ in given} == {said[0] for said in wanted}, (rule.id, rule.limb)


def test_the_days_chosen_try_every_limit_across_a_leap_day_and_across_the_year_s_end() -> None:
    for row in FIRST_ROWS:
        spans = [sorted((start, row.count(start))) for start in STARTS.values() if start != LEAP_DAY]
        if all(first == last for first, last in spans):
            continue
        assert any(first < LEAP_DAY <= last for first, last in spans), row.rule
        named_day = row.rule in ("P_FEB15", "P_MAR31", "P_LATEST_MEETING")
        assert named_day or any(first.year < last.year for first, last in spans), row.rule


@each_rule
@each_start
def test_the_date_is_counted_as_the_law_says(row: Row, start: date) -> None:
    due = row.count(start)
    found = the_one(row, row.started(start), max(start, due))
    assert found.due == due
    assert found.trigger.kind == (row.trigger if not row.lead else row.context(start)[0].kind)
    assert with_weekday(due) in " ".join(found.derivation)


@each_rule
@each_start
def test_a_limit_runs_to_the_end_of_its_day_and_not_beyond(row: Row, start: date) -> None:
    due, facts = row.count(start), row.started(start)
    if due > start + timedelta(days=row.lead):
        on_the_day = the_one(row, facts, due)
        assert on_the_day.state == ("not_a_limit" if row.rule in PLANNING else "running")
        assert on_the_day.days == 0
    after = due + timedelta(days=400 if due < start else 1)
    past = the_one(row, facts, after)
    assert past.state == row.unmet
    if row.unmet == "overdue":
        assert past.days == (after - due).days


@each_limb
@each_start
def test_done_on_the_day_is_in_time_and_a_day_later_is_late(row: Row, start: date) -> None:
    due, facts = row.count(start), row.started(start)
    as_at = max(start, due) + timedelta(days=60)
    for kind, said, when_late in answers(row):
        in_time = the_one(row, [*facts, fact(kind, due, **said)], as_at)
        assert (in_time.state, in_time.met_on, in_time.days) == ("met", due, 0), kind
        late = the_one(row, [*facts, fact(kind, due + ONE_DAY, **said)], as_at)
        assert late.state == when_late, kind
        if when_late == "met_late":
            assert (late.met_on, late.days) == (due + ONE_DAY, 1)


@pytest.mark.parametrize("kind", ["amended_plan_sent", "final_plan_sent"])
@pytest.mark.parametrize(
    ("phase", "rule"),
    [("infant_to_junior", "P_FEB15"), ("secondary_to_post16", "P_MAR31"), ("post16_to_post16", "P_POST16_5M")],
)
def test_a_plan_that_does_not_say_it_names_the_next_school_counts_from_1_september(
    kind: str, phase: str, rule: str
) -> None:
    move = fact("phase_transfer_planned", "2027-09-01", phase=phase)

    def state(on: str, **said: str) -> str:
        return only(timeline("2026-12-01", move, fact(kind, on, **said)), rule).state

    assert [state(on) for on in ("2026-08-31", "2026-09-01")] == ["running", "met"]
    assert [state("2026-08-31", names_next=said) for said in ("no", "yes")] == ["running", "met"]
    assert [state("2026-09-01", names_next=said) for said in ("no", "yes")] == ["running", "met"]


def test_a_move_out_of_season_takes_a_plan_sent_since_the_last_1_september_before_its_date() -> None:
    """Five months before a move in March is in October, so the 1 September before it is that same year's; before one in
    February it is 1 September itself, and the one before that is a year back."""

    def state(moved: str, on: str) -> str:
        move = fact("phase_transfer_planned", moved, phase="post16_to_post16")
        return only(timeline("2026-08-31", move, fact("amended_plan_sent", on)), "P_POST16_5M").state

    assert [state("2027-02-01", on) for on in ("2026-08-31", "2026-05-01")] == ["met", "met"]

    def later(on: str) -> str:
        move = fact("phase_transfer_planned", "2027-03-01", phase="post16_to_post16")
        return only(timeline("2026-09-30", move, fact("amended_plan_sent", on)), "P_POST16_5M").state

    assert [later(on) for on in ("2026-08-31", "2026-09-01")] == ["running", "met"]


MEETING = fact("review_meeting_held", "2026-03-10")
NEXT_SCHOOL = fact("phase_transfer_planned", "2027-09-01", phase="primary_to_secondary")


@pytest.mark.parametrize(
    ("rule", "trigger", "due", "answer", "taken"),
    [
        ("R_DECISION", MEETING, "2026-04-07", fact("review_decision_notified", "2026-03-09", outcome="keep"), False),
        ("R_DECISION", MEETING, "2026-04-07", fact("review_decision_notified", "2026-03-10", outcome="keep"), True),
        ("R_DECISION", MEETING, "2026-04-07", fact("review_decision_notified", "2026-05-01", outcome="keep"), True),
        ("R_DECISION", MEETING, "2026-04-07", fact("review_report_sent", "2026-03-20"), False),
        ("P_FEB15", NEXT_SCHOOL, "2027-02-15", fact("amended_plan_sent", "2026-05-20", names_next="yes"), False),
        ("P_FEB15", NEXT_SCHOOL, "2027-02-15", fact("amended_plan_sent", "2026-05-21", names_next="yes"), True),
        ("P_FEB15", NEXT_SCHOOL, "2027-02-15", fact("amended_plan_sent", "2026-08-31"), False),
        ("P_FEB15", NEXT_SCHOOL, "2027-02-15", fact("amended_plan_sent", "2026-09-01"), True),
        ("P_FEB15", NEXT_SCHOOL, "2027-02-15", fact("amended_plan_sent", "2027-02-01", names_next="no"), False),
        ("P_FEB15", NEXT_SCHOOL, "2027-02-15", fact("amended_plan_sent", "2027-03-01"), True),
    ],
    ids=lambda value: f"{value.kind} {value.on}" if isinstance(value, Fact) else str(value),
)
def test_what_a_return_counts_as_the_answer_is_what_the_clock_takes_for_it(
    rule: str, trigger: Fact, due: str, answer: Fact, taken: bool
) -> None:
    found = only(timeline("2027-04-01", trigger, answer), rule)
    assert (str(found.due), found.met_on == answer.on) == (due, taken)
    assert LAW.versions(rule)[0].meets(answer, trigger.on, found.due) is taken


@pytest.mark.parametrize("rule", ["R_NOTICE", "R_CIRCULATE"])
def test_a_meeting_held_before_the_day_for_the_invitations_leaves_them_due(rule: str) -> None:
    """The day planned is still to come; from the last day for the invitations on, a meeting held ends the matter."""
    planned = fact("review_meeting_planned", "2026-06-30")
    states = [only(timeline("2026-06-16", planned, fact("review_meeting_held", on)), rule).state
              for on in ("2026-06-15", "2026-06-16")]  # fmt: skip
    assert states == ["running", "ended"]


def test_a_trigger_is_told_by_its_title_and_the_words_of_what_it_must_say() -> None:
    def told(kind: str, **when: str | tuple[str, ...]) -> str:
        return describe(
            Match(kind, {name: (said,) if isinstance(said, str) else said for name, said in when.items()}, {})
        )

    assert told("final_plan_sent") == "Final plan sent"
    assert told("review_decision_notified", outcome=("keep", "cease")) == (
        "Review decision notified (keep the plan as it is or cease the plan)"
    )
    assert told("setting_consulted", setting="Harbour Academy") == "Setting consulted (harbour academy)"
