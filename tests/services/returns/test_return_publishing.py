"""The published return: nobody with the published numbers and a solver can tell one that was left out (X10)."""

from __future__ import annotations

from datetime import date

import pytest

from ehcp_desk.domain.errors import BadInput, Cancelled
from ehcp_desk.domain.returns import FigureKind, MonthlyReturn
from ehcp_desk.domain.suppressing import bounds
from ehcp_desk.services.oversight.publishing import LEFT_OUT, publish, published_table
from tests.services.returns.asking import month
from tests.support.memory_store import MemoryStore, day, fact


@pytest.fixture
def result(store: MemoryStore) -> MonthlyReturn:
    """A small council: requests from all sides, plans early and late, two of them excused, a few refusals."""
    for number in range(90):
        received = date.fromordinal(day("2026-03-01").toordinal() + 3 * number)
        facts = [fact("request_received", received.isoformat(), source=("parent", "school", "health")[number % 7 % 3])]
        if number % 3 == 0:
            facts.append(fact("assess_decision_notified", "2026-10-12", outcome=("refuse", "assess")[number % 4 > 0]))
        if number % 3 == 1 and number < 60:
            facts.append(fact("final_plan_sent", "2026-10-20"))
        if number in (4, 7):
            facts.append(fact("relief_claimed", "2026-09-01", relief="EX_PERSONAL", rule="A_FINAL_PLAN", evidence="1"))
        store.add(*facts, unassigned_since=received)
    return month(store)


@pytest.mark.parametrize("threshold", [5, 10])
def test_no_number_left_out_can_be_told_from_all_that_is_published(result: MonthlyReturn, threshold: int) -> None:
    table, told = published_table(result), publish(result, threshold)
    assert told.out
    for name in told.out:
        least, most = bounds(table, told.out, name)
        assert least <= table.cells[name] <= most
        assert most - least >= threshold - 1e-6, (name, least, most)
    for name in table.implied:
        if 0 < table.cells[name] < threshold:
            least, most = bounds(table, told.out, name)
            assert most - least >= threshold - 1e-6, (name, least, most)


def test_without_the_second_step_a_small_number_would_come_back(result: MonthlyReturn) -> None:
    table = published_table(result)
    first = frozenset(n for n in table.cells if n not in table.implied and table.small(n, 5))
    exact = [name for name in first if bounds(table, first, name)[0] == bounds(table, first, name)[1]]
    assert exact, "the case is too tame to prove anything"
    assert first < publish(result, 5).out


def test_two_plans_with_an_exception_are_not_the_difference_of_two_figures(result: MonthlyReturn) -> None:
    before, after = (result.line(code).figure.denominator for code in ("K02", "K01"))
    assert before is not None and after is not None and before - after == 2
    shown = {one.code: one for one in publish(result, 5).paper.indicators}
    assert LEFT_OUT in (shown["K01"].absent, shown["K02"].absent)


def test_what_is_printed_holds_no_note_no_list_and_no_small_number(result: MonthlyReturn) -> None:
    paper = publish(result, 5).paper
    assert not paper.lists and not paper.delays
    for one in paper.indicators:
        assert one.note == "" and one.same_period_last_year is None
        if one.unit.value == "cases" and one.numerator is not None:
            assert not 0 < one.numerator < 5, one.code
    for row in paper.flow:
        for number in (row.opening, row.came_in, row.went_out, row.closing):
            assert number is None or not 0 < number < 5, row.stage


def test_every_number_that_is_given_is_one_the_solver_knows_of(result: MonthlyReturn) -> None:
    """A count’s denominator is another figure’s number, which may have been left out there."""
    cells = published_table(result).cells
    told = publish(result, 5)
    seen = 0
    for one, line in zip(told.paper.indicators, result.lines, strict=True):
        if line.definition.kind is FigureKind.COUNT and one.numerator is not None:
            assert one.denominator is None and one.numerator == cells[f"{one.code}.n"], one.code
            seen += 1
        if line.definition.kind is FigureKind.RATE and not line.definition.over and one.numerator is not None:
            assert (one.numerator, one.denominator) == (cells[f"{one.code}.n"], cells[f"{one.code}.of"])
    assert seen > 20


def test_a_threshold_that_keeps_nothing_back_is_refused(result: MonthlyReturn) -> None:
    with pytest.raises(BadInput, match="keeps nothing back"):
        publish(result, 2)


def test_leaving_out_small_numbers_says_how_far_it_is_and_can_be_stopped(result: MonthlyReturn) -> None:
    heard: list[tuple[int, int, str]] = []
    told = publish(result, 5, lambda *said: heard.append(said))
    assert heard[-1][0] == len(told.out) < heard[-1][1]
    assert heard[-1][2] == f"Leaving out small numbers, {len(told.out)} so far"

    def stop(gone: int, _printed: int, _what: str) -> None:
        if gone > heard[0][0]:
            raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        publish(result, 5, stop)
