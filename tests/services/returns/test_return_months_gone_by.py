"""The figures of months gone by inside a return: those the return of each month gave when it was made, and no list for them."""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest

from ehcp_desk.clock.counting import add_months
from ehcp_desk.services.oversight import returns
from ehcp_desk.services.oversight.population import Population
from tests.services.returns.asking import month
from tests.support.memory_store import MemoryStore, fact

OCTOBER = date(2026, 10, 1)


def _a_year(store: MemoryStore) -> None:
    """Children whose plans, reviews, advice, replies, caseworkers and causes of delay change in the course of a year."""
    for back, ref in enumerate(("A", "B", "C", "D", "E", "F")):
        asked = f"2025-{7 + back % 3:02d}-0{2 + back}"
        store.add(
            fact("request_received", asked, source="school"),
            fact("assess_decision_notified", "2025-10-20", outcome="refuse" if ref == "F" else "assess"),
            fact("assigned", "2025-11-12", to="Joy Addo", from_=""),
            fact("advice_requested", "2025-10-22", body="psychology"),
            fact("advice_received", f"2026-01-1{back}", body="psychology"),
            fact("contact", "2025-10-15", direction="in", reply_by="2025-10-20", with_="Parent"),
            fact("reply_sent", f"2026-02-0{1 + back}"),
            fact("delay", "2026-01-20", cause="psychology", party="health"),
            fact("unassigned", "2026-03-03"),
            fact("draft_plan_served", "2026-03-09"),
            *(
                ()
                if back % 2
                else (fact("final_plan_sent", "2026-04-13"), fact("plan_ceased", f"2026-0{6 + back // 2}-10"))
            ),
            ref=ref,
            unassigned_since=date(2026, 3, 3),
        )
    for back, ref in enumerate(("G", "H", "I")):
        store.add(
            fact("request_received", "2023-09-04"),
            fact("final_plan_sent", f"2024-02-1{back}"),
            fact("placement", "2025-09-03", setting="Oak", type="independent", to="2026-05-31"),
            fact("review_meeting_held", f"2025-1{back}-03"),
            fact("review_decision_notified", ("2025-10-20", "2026-02-16", "2026-05-18")[back], outcome="keep"),
            fact("tribunal_order", "2026-06-01", order="maintain"),
            ref=ref,
        )


@pytest.fixture
def year(store: MemoryStore) -> MemoryStore:
    _a_year(store)
    return store


def test_a_month_gone_by_has_the_figures_its_own_return_had(year: MemoryStore) -> None:
    result = month(year)
    first = date(2025, 10, 1)
    then = {add_months(first, n): month(year, add_months(first, n), f"{add_months(first, n + 1)}") for n in range(13)}
    moved = set()
    for trend in result.trends:
        for point in trend.points:
            assert point.figure == then[point.month].line(trend.code).figure, (trend.code, point.month)
        moved |= {trend.code} if len({point.figure for point in trend.points}) > 2 else set()
    # The record is one in which they differ from month to month, or this would say nothing.
    assert {"K14", "U01", "A01", "K18", "K23", "K29", "K30", "K26"} <= moved
    for line in result.lines:
        assert line.last_year == then[first].line(line.code).figure, line.code


def test_no_list_is_made_for_a_month_that_is_only_counted(year: MemoryStore, monkeypatch: pytest.MonkeyPatch) -> None:
    made: set[object] = set()
    once = Population.once

    def counted(people: Population, key, make):  # type: ignore[no-untyped-def]
        return once(people, key, lambda: (made.add(key), make())[1])

    monkeypatch.setattr(Population, "once", counted)
    month(year)
    assert ("plan rows", date(2026, 10, 31)) in made and ("plans", date(2025, 10, 31)) in made
    assert ("plan rows", date(2025, 10, 31)) not in made


def test_what_it_was_counted_from_is_gone_before_the_collector_works_again(
    year: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    there: list[weakref.ref[Population]] = []
    begun = Population.__init__

    def watched(people: Population, *given: object) -> None:
        there.append(weakref.ref(people))
        begun(people, *given)  # type: ignore[arg-type]

    @contextmanager
    def resting() -> Iterator[None]:
        yield
        assert [one() for one in there] == [None]

    monkeypatch.setattr(Population, "__init__", watched)
    monkeypatch.setattr(returns, "collector_resting", resting)
    month(year)
    assert there
