"""Every rule: an ordinary day, a leap day, the year's end and midsummer; the boundary day; late; relief; no trigger."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from ehcp_desk.clock.dates import with_weekday
from ehcp_desk.clock.model import Deadline, Fact
from tests.support.clock_facts import LAW, deadlines, fact, timeline
from tests.support.clock_rules import ROWS, Row

STARTS = tuple(map(date.fromisoformat, ("2025-03-11", "2024-02-29", "2025-12-31", "2023-07-14", "2026-12-20")))
ONE_DAY = timedelta(days=1)
PLANNING = frozenset(rule.id for rule in LAW.rules if not rule.binds)

each_rule = pytest.mark.parametrize("row", ROWS, ids=lambda row: "-".join([row.rule, row.subject, *row.said.values()]))
each_start = pytest.mark.parametrize("start", STARTS, ids=str)


def the_one(row: Row, facts: list[Fact], as_at: date) -> Deadline:
    found = deadlines(timeline(as_at, *facts), row.rule, row.subject)
    started = [found_one for found_one in found if found_one.due == row.count(_anchor(row, found_one))]
    assert started, f"{row.rule} has no date counted from its trigger: {[(d.due, d.subject) for d in found]}"
    return started[0]


def _anchor(row: Row, found: Deadline) -> date:
    return found.trigger.on


def test_the_table_covers_every_rule_and_limb() -> None:
    assert {(row.rule, row.subject) for row in ROWS} >= {(rule.id, rule.limb) for rule in LAW.rules if not rule.subject}
    assert {row.rule for row in ROWS} == set(LAW.ids)
    assert len(LAW.ids) == 71


@each_rule
@each_start
def test_the_date_is_counted_as_the_law_says(row: Row, start: date) -> None:
    due = row.count(start)
    found = the_one(row, row.started(start), max(start, due))
    assert found.due == due
    assert with_weekday(due) in " ".join(found.derivation)


@each_rule
@each_start
def test_a_limit_runs_to_the_end_of_its_day_and_not_beyond(row: Row, start: date) -> None:
    due, facts = row.count(start), row.started(start)
    on_the_day = the_one(row, facts, due) if row.count(start) > start else None
    if on_the_day is not None:
        assert on_the_day.state == ("not_a_limit" if row.rule in PLANNING else "running")
        assert on_the_day.days == 0
    after = due + timedelta(days=400 if due < start else 1)
    past = the_one(row, facts, after)
    assert past.state == row.unmet
    if row.unmet == "overdue":
        assert past.days == (after - due).days


@each_rule
@each_start
def test_done_on_the_day_is_in_time_and_a_day_later_is_late(row: Row, start: date) -> None:
    due, facts = row.count(start), row.started(start)
    as_at = max(start, due) + timedelta(days=60)
    in_time = the_one(row, [*facts, fact(row.met_by, due, **row.met_said)], as_at)
    assert (in_time.state, in_time.met_on, in_time.days) == ("met", due, 0)
    late = the_one(row, [*facts, fact(row.met_by, due + ONE_DAY, **row.met_said)], as_at)
    assert late.state == row.late
    if row.late == "met_late":
        assert (late.met_on, late.days) == (due + ONE_DAY, 1)


@each_rule
def test_without_its_trigger_there_is_no_date(row: Row) -> None:
    start = STARTS[0]
    answered = fact(row.met_by, start, **row.met_said)
    found = timeline(start + timedelta(days=300), *row.context(start), answered)
    same_kind = row.trigger == row.met_by
    assert same_kind or not [d for d in deadlines(found, row.rule, row.subject) if d.trigger.kind == row.trigger]


def _claim(relief: str, row: Row, start: date, due: date) -> list[Fact]:
    """A claim of this ground with everything the record needs to bear it out."""
    spell = {"from_": start.isoformat(), "to": (start + timedelta(days=28)).isoformat()}
    if relief == "EX_ABSENT_2W":
        spell["to"] = (start + timedelta(days=13)).isoformat()
    facts = [fact("relief_claimed", due, relief=relief, rule=row.rule, evidence="doc 1", impractical="why", **spell)]
    if relief == "EX_SCHOOL_CLOSED":
        facts.append(fact("advice_requested", start + ONE_DAY, body="education"))
    if relief == "EX_EY_CLOSED":
        facts.append(fact("advice_requested", start + ONE_DAY, body="early_years"))
    return facts


# Four weeks' absence cannot fall within a limit of two.
OFFERING = [
    (row, relief)
    for row in ROWS
    for relief in sorted(row.reliefs)
    if relief != "EX_ABSENT_4W" or (row.count(STARTS[0]) - STARTS[0]).days >= 28
]


@pytest.mark.parametrize(("row", "relief"), OFFERING, ids=lambda value: getattr(value, "rule", value))
def test_a_ground_the_law_offers_disapplies_the_limit_and_moves_no_date(row: Row, relief: str) -> None:
    start = STARTS[0]
    due, facts = row.count(start), row.started(start)
    found = timeline(due + ONE_DAY, *facts, *_claim(relief, row, start, due))
    relieved = [d for d in deadlines(found, row.rule, row.subject) if d.relief]
    assert [(d.due, d.state) for d in relieved] == [(due, "relieved")], found.warnings
    assert relieved[0].relief is not None
    assert (relieved[0].relief.relief.id, relieved[0].relief.evidence) == (relief, "doc 1")
    assert not [warning for warning in found.warnings if "refused" in warning]


@each_rule
def test_every_other_ground_is_refused_and_changes_nothing(row: Row) -> None:
    start = STARTS[0]
    due, facts = row.count(start), row.started(start)
    as_at = max(start, due) + ONE_DAY
    plain = the_one(row, facts, as_at)
    limbs = frozenset().union(*(other.reliefs for other in ROWS if other.rule == row.rule))
    for relief in sorted({*LAW.reliefs, "EP_SHORTAGE", "EX_PARENT_DISAGREED"} - limbs - {"EX_REG13_3"}):
        claim = fact("relief_claimed", max(start, due), relief=relief, rule=row.rule, evidence="doc 1")
        found = timeline(as_at, *facts, claim)
        assert any(relief in warning and "refused" in warning for warning in found.warnings), relief
        assert the_one(row, [*facts, claim], as_at) == plain
