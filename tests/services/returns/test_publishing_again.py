"""Published returns of two months, read side by side, tell no small number that the earlier one left out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ehcp_desk.domain.return_papers import Published
from ehcp_desk.domain.returns import MonthlyReturn
from ehcp_desk.domain.suppressing import Equation, Table, bounds
from ehcp_desk.services.oversight.publishing import publish, published_table
from ehcp_desk.services.oversight.publishing_again import Earlier, earlier_of, held_and_told
from tests.services.returns.asking import month
from tests.support.memory_store import MemoryStore, fact
from tests.support.sen2 import empty_desk

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
BEFORE = {OCTOBER: "2026-09", NOVEMBER: "2026-10"}


def council(late: int, new: int, sent: int) -> MemoryStore:
    """Open requests past their 20 weeks, requests of October, and plans sent in November."""
    store = MemoryStore()
    for _ in range(late):
        store.add(fact("request_received", "2026-04-06"))
    for _ in range(new):
        store.add(fact("request_received", "2026-10-12"))
    for _ in range(sent):
        store.add(fact("request_received", "2026-07-20"), fact("final_plan_sent", "2026-11-16"))
    return store


def one_name(name: str, of: date) -> str:
    """The name of a number whichever return prints it: what stood at the end of a month stood at the start of the next."""
    head, _, last = name.rpartition(".")
    if name.startswith("rest "):
        return f"{of} {name}"
    if last in ("opening", "closing"):
        return f"{head} at the end of {BEFORE[of] if last == 'opening' else f'{of:%Y-%m}'}"
    return name if "@" in head else f"{head}@{of:%Y-%m}.{last}"


def side_by_side(results: Mapping[date, MonthlyReturn], told: Mapping[date, Published], threshold: int) -> list[str]:
    """The small numbers left out of both that a reader of both places in a range under the threshold."""
    cells: dict[str, int] = {}
    equations: list[Equation] = []
    implied, printed = set[str](), set[str]()
    for of, result in results.items():
        table = published_table(result)
        names = {name: one_name(name, of) for name in table.cells}
        assert all(cells.get(names[name], value) == value for name, value in table.cells.items()), (
            "one number has one value"
        )
        cells |= {names[name]: value for name, value in table.cells.items()}
        equations += [{names[cell]: by for cell, by in one.items()} for one in table.equations]
        implied |= {names[name] for name in table.implied}
        printed |= {names[name] for name in table.cells.keys() - table.implied - told[of].out}
    out = cells.keys() - implied - printed
    both = Table(cells, tuple(equations), frozenset(implied))
    found = []
    for name in sorted(cells):
        if 0 < cells[name] < threshold:
            least, most = bounds(both, out, name) if name not in printed else (cells[name], cells[name])
            if most - least < threshold - 1e-6:
                found.append(name)
    return found


def published(store: MemoryStore, threshold: int = 5, again: bool = True) -> list[str]:
    """What two published returns of this council tell; the second knows of the first where it is ``again``."""
    results = {of: month(store, of, "2026-12-02") for of in (OCTOBER, NOVEMBER)}
    first = publish(results[OCTOBER], threshold)
    before = [Earlier(OCTOBER, threshold, first.out)] if again else []
    told = {OCTOBER: first, NOVEMBER: publish(results[NOVEMBER], threshold, earlier=before)}
    return side_by_side(results, told, threshold)


@pytest.mark.parametrize(("late", "new", "sent"), [(20, 2, 0), (12, 0, 3)])
def test_what_an_earlier_published_return_left_out_is_not_told_by_the_next(late: int, new: int, sent: int) -> None:
    store = council(late, new, sent)
    assert published(store, again=False), "the case is too tame to prove anything"
    assert published(store) == []


FEW = st.one_of(st.integers(0, 6), st.integers(5, 20))


@given(FEW, FEW, FEW)
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_two_published_returns_side_by_side_tell_no_small_number(late: int, new: int, sent: int) -> None:
    assert published(council(late, new, sent)) == []


def test_a_month_published_again_leaves_out_at_least_what_it_did() -> None:
    result = month(council(20, 2, 0), NOVEMBER, "2026-12-02")
    first = publish(result)
    name = min(published_table(result).cells.keys() - published_table(result).implied - first.out)
    assert name in publish(result, earlier=[Earlier(NOVEMBER, 5, first.out | {name})]).out
    tried = publish(result, earlier=[Earlier(NOVEMBER, 50, first.out | {name})])
    assert name not in tried.out, "what was tried under a high threshold is not held back for ever"


def test_what_was_left_out_is_a_line_of_the_journal_and_names_no_number(tmp_path: Path) -> None:
    desk = empty_desk(tmp_path / "a.db", date(2026, 12, 2))
    out = frozenset({"K12.n", "K21@2026-09.n", "flow.Gathering advice.closing"})
    with desk.store.write(desk.user, desk.now()) as work:
        work.append(Earlier(OCTOBER, 5, out).entry())
    with desk.store.read() as work:
        (kept,) = earlier_of(work)
    assert kept == Earlier(OCTOBER, 5, out)
    table = Table(dict.fromkeys(("K12@2026-10.n", "K21@2026-09.n", "flow.Gathering advice.opening", "K21@2026-10.n",
                                 "K21@2025-09.n", "K12.n", "flow.Gathering advice.closing"), 9), ())  # fmt: skip
    held, told = held_and_told(table, NOVEMBER, 5, [kept])
    assert held == {"K12@2026-10.n", "K21@2026-09.n", "flow.Gathering advice.opening"}
    assert told == {"K21@2026-10.n"}, "its own run began in October of the year before"
