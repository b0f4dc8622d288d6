"""The published return: nobody with the published numbers and a solver can tell one that was left out (X10)."""

from __future__ import annotations

from datetime import date

import pytest

from ehcp_desk.domain.errors import BadInput, Cancelled
from ehcp_desk.domain.people import Officer, Role
from ehcp_desk.domain.return_papers import Published
from ehcp_desk.domain.returns import FigureKind, MonthlyReturn
from ehcp_desk.domain.suppressing import Table, bounds
from ehcp_desk.services.oversight.publishing import LEFT_OUT, publish, published_table
from tests.services.returns.asking import month
from tests.support.memory_store import MemoryStore, day, fact

HELD = {"owner_id": 1, "owner": "Ruth Castellan"}


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


# ---- one table of the publication against another ------------------------------------------------------------------------


@pytest.fixture
def varied(store: MemoryStore) -> MonthlyReturn:
    """Plans sent, moved in and ended, reviews decided, and a few that nobody holds: each told by two tables at once."""
    old = (fact("request_received", "2023-01-09"), fact("final_plan_sent", "2023-05-22"))
    met = fact("review_meeting_held", "2026-09-24")
    for number in range(10):
        outcome = "keep" if number < 8 else "cease"
        store.add(*old, met, fact("review_decision_notified", "2026-10-08", outcome=outcome), **HELD)
    for _ in range(7):
        asked, sent = fact("request_received", "2026-06-08"), fact("final_plan_sent", "2026-10-20")
        store.add(asked, sent, **HELD)
    for _ in range(3):
        store.add(fact("plan_transferred_in", "2026-10-08"), **HELD)
        store.add(*old, fact("plan_ceased", "2026-10-09", reason="2"), **HELD)
    for _ in range(6):
        store.add(*old, fact("plan_transferred_out", "2026-10-12"), **HELD)
    for _ in range(3):
        store.add(*old, unassigned_since=day("2026-01-05"))
    for _ in range(24):
        store.add(fact("request_received", "2026-10-05"), **HELD)
    for _ in range(6):
        store.add(fact("request_received", "2026-10-05"), unassigned_since=day("2026-10-05"))
    store.officers.append(Officer(1, "Ruth Castellan", Role.CASEWORKER, None))
    return month(store)


TOLD_TWICE = (
    (("K12.n",), ("M01.of",)), (("M01.of",), ("K12.n",)), (("K12.n",), ("T04.of",)), (("T05.of",), ("K12.n",)),
    (("K26.n",), ("K21.n", "K41-in.n")), (("K26.went",), ("K25.n", "K41-out.n")),
    (("K33-keep.n", "K33-amend.n", "K33-cease.n", "K33-other.n"), ("K32.of",)),
    (("K12.n", "K23.n"), ("K45-all.n", "U01.n", "U03.n")), (("K03-up-to-20.n",), ("K02.n",)),
)  # fmt: skip
"""What a reader of two tables knows: the first numbers, added up, are at least the second ones."""


def printed(told: Published) -> set[str]:
    """The numbers of K26 and K45-all, where the paper gives them."""
    lines = {one.code: one for one in told.paper.indicators}
    given = {code for code in ("K26", "K45-all") if lines[code].numerator is not None}
    return {name for name in ("K26.n", "K26.went", "K45-all.n") if name.partition(".")[0] in given}


def counted(result: MonthlyReturn) -> dict[str, int]:
    """The same numbers, as they were counted."""
    moves, held = result.line("K26").figure, result.line("K45-all").figure
    assert moves.numerator is not None and moves.denominator is not None and held.numerator is not None
    return {"K26.n": int(moves.numerator), "K26.went": int(moves.denominator - moves.numerator),
            "K45-all.n": int(held.numerator)}  # fmt: skip


@pytest.mark.parametrize("threshold", [5, 10])
@pytest.mark.parametrize("which", ["result", "varied"])
def test_one_table_does_not_tell_what_another_of_the_same_publication_leaves_out(
    which: str, threshold: int, request: pytest.FixtureRequest
) -> None:
    published: MonthlyReturn = request.getfixturevalue(which)
    table, told = published_table(published), publish(published, threshold)
    cells, equations = table.cells | counted(published), list(table.equations)
    unknown = counted(published).keys() - printed(told)
    for number, (more, less) in enumerate(TOLD_TWICE):
        rest = sum(cells[name] for name in more) - sum(cells[name] for name in less)
        assert rest >= 0, (more, less)
        left = {f"left {number}": -1} if rest else {}
        cells |= dict.fromkeys(left, rest)
        equations.append(dict.fromkeys(more, 1) | dict.fromkeys(less, -1) | left)
    unknown |= {name for name in cells if name.startswith("left ")}
    known = Table(cells, tuple(equations), table.implied | unknown)
    for name in sorted(told.out):
        if cells[name] > 0:
            least, most = bounds(known, told.out, name)
            assert least <= cells[name] <= most and most - least >= threshold - 1e-6, (name, least, most)


def test_what_is_one_number_is_given_in_both_tables_or_in_neither(varied: MonthlyReturn) -> None:
    out = publish(varied, 5).out
    assert len({name in out for name in ("K12.n", "M01.of", "T04.of", "T05.of")}) == 1
