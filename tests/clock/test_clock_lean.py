"""The lean path: rows in, limits out, the same answers as the full one, one case at a time."""

from __future__ import annotations

from datetime import date

import pytest

from ehcp_desk.clock.facts import BadFact
from ehcp_desk.clock.lean import base_deadlines, due_states, rows_of
from ehcp_desk.clock.model import Force
from ehcp_desk.clock.program import Base
from tests.support.clock_facts import LAW, fact, timeline

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
