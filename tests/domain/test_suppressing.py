"""Nobody can work out again what was left out: tried by counting every table that fits what is printed."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ehcp_desk.domain.suppressing import Table, bounds, suppress

THRESHOLD = 5


def grid(rows: list[list[int]]) -> Table:
    """A table with totals of rows, of columns and of all."""
    cells, equations = {}, []
    for r, row in enumerate(rows):
        cells |= {f"{r},{c}": value for c, value in enumerate(row)} | {f"{r},all": sum(row)}
        equations.append({f"{r},all": -1} | {f"{r},{c}": 1 for c in range(len(row))})
    for c in range(len(rows[0])):
        cells[f"all,{c}"] = sum(row[c] for row in rows)
        equations.append({f"all,{c}": -1} | {f"{r},{c}": 1 for r in range(len(rows))})
    cells["all"] = sum(map(sum, rows))
    equations.append({"all": -1} | {f"{r},all": 1 for r in range(len(rows))})
    equations.append({"all": -1} | {f"all,{c}": 1 for c in range(len(rows[0]))})
    return Table(cells, tuple(equations))


def every_fit(table: Table, out: Collection[str], most: int) -> Iterator[dict[str, int]]:
    """Every way to fill in what was left out, up to ``most`` a cell: no solver, only counting."""
    unknown = sorted(out | table.implied)
    for values in product(range(most + 1), repeat=len(unknown)):
        tried = dict(table.cells) | dict(zip(unknown, values, strict=True))
        if all(sum(f * tried[c] for c, f in e.items()) == 0 for e in table.equations):
            yield tried


def reach(table: Table, out: Collection[str], most: int) -> dict[str, tuple[int, int]]:
    fits = list(every_fit(table, out, most))
    assert fits
    return {name: (min(f[name] for f in fits), max(f[name] for f in fits)) for name in sorted(out)}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.integers(0, 9), min_size=2, max_size=2), min_size=2, max_size=2))
def test_no_number_left_out_of_a_small_grid_can_be_told(rows: list[list[int]]) -> None:
    table = grid(rows)
    out = suppress(table, THRESHOLD)
    assert {n for n, v in table.cells.items() if 0 < v < THRESHOLD} <= out
    if 0 < len(out) <= 5:
        most = max(table.cells.values()) + THRESHOLD
        for name, (least, highest) in reach(table, out, most).items():
            assert highest - least >= THRESHOLD, (name, least, highest, sorted(out))


@settings(max_examples=80, deadline=None)
@given(st.lists(st.lists(st.integers(0, 30), min_size=3, max_size=4), min_size=3, max_size=4).filter(
    lambda rows: len({len(row) for row in rows}) == 1))  # fmt: skip
def test_no_number_left_out_of_a_larger_grid_can_be_bounded_within_the_threshold(rows: list[list[int]]) -> None:
    table = grid(rows)
    out = suppress(table, THRESHOLD)
    for name in out:
        least, most = bounds(table, out, name)
        assert least <= table.cells[name] <= most
        assert most - least >= THRESHOLD - 1e-6, name


def test_the_solver_and_the_count_of_every_table_agree() -> None:
    table = grid([[3, 8], [9, 2]])
    out = frozenset({"0,0", "0,1", "1,0", "1,1"})
    counted = reach(table, out, 12)
    assert {name: bounds(table, out, name) for name in out} == counted
    assert counted["0,0"] == (1, 11)


def test_rows_left_out_of_the_source_papers_came_back_from_their_total() -> None:
    """X10: four rows of 3, 3, 0 and 1 were removed and the total kept; here the total does not give them back."""
    parts = {"a": 3, "b": 3, "c": 0, "d": 1, "e": 40, "f": 52}
    table = Table({**parts, "all": sum(parts.values())}, ({"all": -1, **dict.fromkeys(parts, 1)},))
    out = suppress(table, THRESHOLD)
    assert {"a", "b", "d"} <= out
    for name in out:
        least, most = bounds(table, out, name)
        assert most - least >= THRESHOLD


def test_one_small_part_takes_another_with_it_and_nothing_small_takes_nothing() -> None:
    table = Table({"a": 2, "b": 30, "c": 60, "all": 92}, ({"all": -1, "a": 1, "b": 1, "c": 1},))
    assert suppress(table, THRESHOLD) == {"a", "b"}
    even = Table({"a": 0, "b": 32, "all": 32}, ({"all": -1, "a": 1, "b": 1},))
    assert suppress(even, THRESHOLD) == frozenset()


def test_a_small_rest_is_protected_though_it_is_never_printed() -> None:
    table = Table({"n": 166, "of": 169, "rest": 3}, ({"of": -1, "n": 1, "rest": 1},), frozenset({"rest"}))
    assert suppress(table, THRESHOLD) == {"n"}


def test_a_nought_that_nothing_can_hide_leaves_no_other_number_unprotected() -> None:
    """The cause "drafting" is 0 whatever is left out beside it, because two figures are twins; the ages come after it."""
    ages = {"K23-under-5": 3, "K23-5-10": 14, "K23-11-15": 17, "K23-16-19": 9, "K23-20-over": 6, "K23-unknown": 0}
    late = {"D01-drafting": 0, "D01-unexplained": 3, "K14": 3, "K14-before": 46, "K14-since": 49}
    table = Table(
        {**late, **ages, "K23": 49},
        (
            {"K14": -1, "D01-drafting": 1, "D01-unexplained": 1},
            {"K14": 1, "D01-unexplained": -1},
            {"K14-since": -1, "K14-before": 1, "K14": 1},
            {"K23": -1, **dict.fromkeys(ages, 1)},
        ),
    )
    out = suppress(table, THRESHOLD)
    assert bounds(table, out, "D01-drafting") == (0, 0), "the case is too tame to prove anything"
    for name in out - {"D01-drafting"}:
        least, most = bounds(table, out, name)
        assert most - least >= THRESHOLD, (name, least, most)


@pytest.mark.parametrize("threshold", [3, 10])
def test_the_threshold_is_the_council_s(threshold: int) -> None:
    table = Table({"a": 6, "b": 30, "all": 36}, ({"all": -1, "a": 1, "b": 1},))
    assert bool(suppress(table, threshold)) is (threshold == 10)


def test_the_search_says_how_far_it_is_and_can_be_stopped_at_any_cell() -> None:
    table = grid([[3, 20, 17], [12, 9, 30], [4, 25, 8]])
    heard: list[tuple[int, int]] = []
    out = suppress(table, THRESHOLD, lambda gone, printed: heard.append((gone, printed)))
    assert out == suppress(table, THRESHOLD) and len(out) > 2
    gone = [number for number, _ in heard]
    assert gone == sorted(gone) and gone[0] == 2 and gone[-1] == len(out)
    assert {printed for _, printed in heard} == {len(table.cells)}

    def stop(_gone: int, _printed: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        suppress(table, THRESHOLD, stop)
