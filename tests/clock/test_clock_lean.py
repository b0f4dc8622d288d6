"""The lean path: rows in, limits out, the same answers as the full one, one case at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType

import pytest

from ehcp_desk.clock.calendars import Calendar
from ehcp_desk.clock.engine import compute
from ehcp_desk.clock.facts import BadFact
from ehcp_desk.clock.lean import base_deadlines, due_states, rows_of
from ehcp_desk.clock.model import Force
from ehcp_desk.clock.program import Base
from ehcp_desk.clock.proof import proof
from tests.support.clock_facts import LAW, fact, timeline
from tests.support.clock_rules import ROWS as RULE_ROWS
from tests.support.clock_rules import Row

AS_AT = date(2026, 7, 22)
ROWS = [
    ("request_received", "2026-03-03", '{"source": "parent"}', 11),
    ("assess_decision_notified", date(2026, 4, 10).toordinal(), '{"outcome": "assess"}', 12),
    ("contact", "2026-04-11", "not even JSON", 13),
    ("advice_requested", "2026-04-10", '{"body":"psychology", "note": null}', 14),
]


def test_rows_from_a_database_give_the_limits_with_the_record_that_started_them() -> None:
    [(key, found)] = due_states([("SEN/1", ROWS)], LAW, AS_AT)
    assert key == "SEN/1"
    by_rule = {limit.rule: limit for limit in found}
    assert by_rule["A_FINAL_PLAN"] == (
        "A_FINAL_PLAN", "", date(2026, 7, 21), Base.OPEN, None, 11, Force.STATUTE, "LA",
    )  # fmt: skip
    advice = by_rule["A_ADVICE_RESPONSE"]
    assert (advice.subject, advice.due, advice.trigger_id, advice.actor) == (
        "psychology", date(2026, 5, 22), 14, "advice body",
    )  # fmt: skip
    assert (by_rule["A_DECIDE_ASSESS"].base, by_rule["A_DECIDE_ASSESS"].met_on) == (Base.MET, date(2026, 4, 10))


@pytest.mark.parametrize(
    ("as_at", "state", "days"),
    [("2026-07-20", "running", 1), ("2026-07-21", "running", 0), ("2026-07-25", "overdue", 4)],
)
def test_a_cached_limit_is_completed_by_the_day_it_is_read(as_at: str, state: str, days: int) -> None:
    [(_, found)] = due_states([("SEN/1", ROWS)], LAW, AS_AT)
    final = next(limit for limit in found if limit.rule == "A_FINAL_PLAN")
    day = date.fromisoformat(as_at)
    assert (final.state(day), final.days(day)) == (state, days)


def test_limits_are_equal_where_they_say_the_same_whatever_law_they_come_from() -> None:
    [(_, found)] = due_states([(1, ROWS)], LAW, AS_AT)
    [(_, strict)] = due_states([(1, ROWS)], LAW.read_strictly(), AS_AT)
    [(_, fewer)] = due_states([(1, ROWS[:-1])], LAW, AS_AT)
    [(_, elsewhere)] = due_states([(1, [(*row[:3], row[3] + 1) for row in ROWS])], LAW, AS_AT)
    assert found == strict and found == list(found) and len(found) == len(list(found))
    assert found != fewer and found != elsewhere and found != []
    assert next(iter(found)) in found and next(iter(elsewhere)) not in found


def test_the_facts_of_a_case_may_come_one_by_one() -> None:
    [(_, told)] = due_states([(1, (row for row in ROWS))], LAW, AS_AT)
    [(_, listed)] = due_states([(1, ROWS)], LAW, AS_AT)
    assert list(told) == list(listed)


def test_the_strictest_reading_of_the_law_goes_by_a_name_and_digest_of_its_own() -> None:
    strict = LAW.read_strictly()
    assert (strict.name, strict.digest) == (f"{LAW.name}+strict-before", f"{LAW.digest}+strict-before")


def test_cases_are_worked_out_one_at_a_time() -> None:
    taken: list[int] = []

    def cases() -> object:
        for key in range(1000):
            taken.append(key)
            yield key, ROWS

    found = due_states(cases(), LAW, AS_AT)  # type: ignore[arg-type]
    assert next(found)[0] == 0
    assert taken == [0]


def test_facts_to_come_are_not_yet_known() -> None:
    sent = ("final_plan_sent", "2026-07-23", None, 15)
    [(_, found)] = due_states([(1, [*ROWS, sent])], LAW, AS_AT)
    assert {limit.base for limit in found if limit.rule == "A_FINAL_PLAN"} == {Base.OPEN}
    planned = ("review_meeting_planned", "2026-09-01", None, 16)
    [(_, found)] = due_states([(1, [planned])], LAW, AS_AT)
    assert {limit.rule for limit in found} == {"R_NOTICE", "R_CIRCULATE"}


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (("final_plan_sent", "2026-02-31", None, 1), "31 February 2026 does not exist"),
        (("final_plan_sent", "2026-07-01", "[1]", 1), "not a JSON object"),
    ],
)
def test_a_row_that_cannot_be_read_says_why(row: tuple[str, str, str | None, int], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        list(due_states([(1, [row])], LAW, AS_AT))
    assert issubclass(BadFact, ValueError)


def test_the_cache_of_one_case_carries_the_warnings_too() -> None:
    facts = [fact("request_received", "2026-03-03"), fact("final_plan_sent", "2026-01-05")]
    found, warnings = base_deadlines(facts, LAW)
    assert {(limit.rule, limit.due) for limit in found} == {(d.rule, d.due) for d in timeline(AS_AT, *facts).deadlines}
    assert any("cannot be" in warning for warning in warnings)
    [(_, lean)] = due_states([(1, rows_of(facts))], LAW, AS_AT)
    assert sorted(lean) == sorted(found)


@pytest.mark.parametrize("row", RULE_ROWS, ids=lambda row: f"{row.rule} {row.subject} {' '.join(row.said.values())}")
def test_every_rule_comes_out_the_same_both_ways(row: Row) -> None:
    start = date(2025, 3, 11)
    due = row.count(start)
    for answered in (due, due + timedelta(days=1)):
        facts = [*row.started(start), fact(row.met_by, answered, **row.met_said)]
        for as_at in (due, due + timedelta(days=1), max(start, due) + timedelta(days=90)):
            full = {(d.rule, d.subject, d.due, d.state, d.days, d.met_on) for d in timeline(as_at, *facts).deadlines}
            [(_, lean)] = due_states([(1, rows_of(facts))], LAW, as_at)
            assert {(d.rule, d.subject, d.due, d.state(as_at), d.days(as_at), d.met(as_at)) for d in lean} == full
            assert set(base_deadlines(facts, LAW, as_at)[0]) == set(lean)


def test_another_calendar_moves_working_days_both_ways() -> None:
    extra = {**LAW.calendar.holidays, date(2026, 5, 6): "A day proclaimed late"}
    calendar = Calendar(MappingProxyType(extra), LAW.calendar.known_from, LAW.calendar.known_to)
    declined = [fact("mediation_declined", "2026-05-05")]
    for chosen, due in ((None, date(2026, 5, 8)), (calendar, date(2026, 5, 11))):
        assert [d.due for d in compute(declined, LAW, AS_AT, chosen).deadlines] == [due]
        assert [d.due for _, found in due_states([(1, rows_of(declined))], LAW, AS_AT, chosen) for d in found] == [due]
        proved = proof(declined, LAW, AS_AT, "M_CERT_DECLINE", calendar=chosen)
        assert proved.due == due
    assert any(day.why_not == "A day proclaimed late" for row in proved.rows for day in row.days)


def test_rows_are_written_the_same_whatever_the_order_of_what_they_say() -> None:
    one = fact("relief_claimed", "2026-05-05", relief="EX_PERSONAL", rule="A_FINAL_PLAN")
    other = fact("relief_claimed", "2026-05-05", rule="A_FINAL_PLAN", relief="EX_PERSONAL")
    assert rows_of([one]) == rows_of([other])
    assert rows_of([fact("final_plan_sent", "2026-05-05")]) == [
        ("final_plan_sent", date(2026, 5, 5).toordinal(), None, None)
    ]


def test_numbers_and_yes_or_no_in_a_row_are_read_as_text() -> None:
    rows = [("advice_requested", "2026-05-05", '{"body": 7}', 1), ("advice_received", "2026-05-06", '{"body": "7"}', 2),
            ("advice_requested", "2026-05-05", '{"body": true}', 3),
            ("advice_received", "2026-05-06", '{"body": "true"}', 4)]  # fmt: skip
    [(_, found)] = due_states([(1, rows)], LAW, AS_AT)
    assert {(d.subject, d.base) for d in found} == {("7", Base.MET), ("true", Base.MET)}


def test_days_no_living_case_can_have_are_left_out() -> None:
    for wrong in ("1926-03-03", "2060-03-03"):
        [(_, found)] = due_states([(1, [("review_meeting_planned", wrong, None, 1)])], LAW, AS_AT)
        assert found == []


def test_the_states_of_many_cases_are_those_of_each_limit_on_the_day_asked() -> None:
    for as_at in (date(2026, 7, 21), AS_AT):
        [(_, found)] = due_states([(1, ROWS)], LAW, as_at)
        assert found.states() == [(limit.rule, limit.subject, limit.due, limit.state(as_at)) for limit in found]
        final = next(state for rule, _, _, state in found.states() if rule == "A_FINAL_PLAN")
        assert final == ("running" if as_at.day == 21 else "overdue")


def test_the_cache_says_which_record_started_each_limit() -> None:
    facts = [replace(fact("request_received", "2026-03-03"), id=11),
             replace(fact("advice_requested", "2026-04-10", body="health"), id=14)]  # fmt: skip
    found, _ = base_deadlines(facts, LAW)
    assert {(limit.rule, limit.trigger_id) for limit in found} >= {("A_FINAL_PLAN", 11), ("A_ADVICE_RESPONSE", 14)}


def test_no_is_read_as_no() -> None:
    rows = [("advice_requested", "2026-05-05", '{"body": false}', 1)]
    [(_, found)] = due_states([(1, rows)], LAW, AS_AT)
    assert [limit.subject for limit in found] == ["false"]


def test_the_first_and_the_last_day_a_living_case_can_have_are_counted_and_no_day_beyond_them() -> None:
    def born(on: str) -> int:
        rows = [("born", on, None, 1), ("final_plan_sent", on, None, 2)]
        [(_, found)] = due_states([(1, rows)], LAW, date(2055, 12, 25))
        return len(found)

    assert born("2055-12-20") > 0 and born("2055-12-21") == 0
    moved = ("plan_transferred_in", "2026-03-02", None, 2)
    for made, year_counted in (("1981-01-01", True), ("1980-12-31", False), ("1926-03-03", False)):
        [(_, found)] = due_states([(1, [("final_plan_sent", made, None, 1), moved])], LAW, AS_AT)
        assert ("D_REVIEW_12M" in {limit.rule for limit in found}) is year_counted
