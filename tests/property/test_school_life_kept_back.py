"""Of generated exclusions and statuses, nobody works out a small number that is left out for outside.

What a reader knows is said here anew, so that it is not merely what the sheets tie together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ehcp_desk.domain.return_papers import LEFT_OUT
from ehcp_desk.domain.schooling import NOT_FULL_TIME
from ehcp_desk.domain.sheets import Head, Line, Sheet, for_outside
from ehcp_desk.domain.suppressing import Equation, Table, bounds
from ehcp_desk.services.oversight.sheets.school_life import EXCLUSION_HEADS, STATUS_HEADS

TYPES = ("suspended", "permanent", "sent_home", "part_time")
STATUSES = tuple(head.key for head in STATUS_HEADS if head.part)
EXCLUSIONS_KNOWN: tuple[Equation, ...] = (
    {**dict.fromkeys(TYPES, 1), "of no type": 1, "times": -1}, {"children": 1, "repeats": 1, "times": -1},
    {"again": 1, "third and later": 1, "repeats": -1}, {"again": 1, "once": 1, "children": -1},
)  # fmt: skip
"""Each type is some of all times; each child was excluded once, and everything beyond that was again."""
STATUSES_KNOWN: tuple[Equation, ...] = (
    {**dict.fromkeys(STATUSES, 1), "all": -1}, {**dict.fromkeys(sorted(NOT_FULL_TIME), 1), "not_full_time": -1},
)  # fmt: skip
Cells = Mapping[str, int]
numbers = st.one_of(st.just(0), st.integers(1, 6), st.integers(0, 30))


@st.composite
def setting(draw: st.DrawFn) -> Cells:
    """The exclusions of one setting, by child."""
    by_child = draw(
        st.lists(st.lists(st.sampled_from((*TYPES, "of no type")), min_size=1, max_size=3), min_size=1, max_size=30)
    )
    types = [kind for some in by_child for kind in some]
    again = sum(len(some) > 1 for some in by_child)
    repeats = len(types) - len(by_child)
    return {**{kind: types.count(kind) for kind in (*TYPES, "of no type")}, "times": len(types), "children": len(by_child),
            "again": again, "once": len(by_child) - again, "repeats": repeats,
            "third and later": repeats - again}  # fmt: skip


@st.composite
def month(draw: st.DrawFn) -> Cells:
    """How many stood how at the end of a month."""
    counts = {key: draw(numbers) for key in STATUSES}
    return {**counts, "all": sum(counts.values()), "not_full_time": sum(counts[key] for key in NOT_FULL_TIME)}


def worked_out(
    heads: Sequence[Head], known: Sequence[Equation], lines: Sequence[Cells]
) -> list[tuple[str, int, float]]:
    """The small numbers a reader places in a range under 5: those left out, and those only implied.  Each with its range."""
    made = tuple(Line(("x", *(line[head.key] for head in heads[1:]))) for line in lines)
    shown = for_outside(Sheet("k", "Title", "Words.", tuple(heads), made))
    keys, found = [head.key for head in shown.heads], []
    for line, out in zip(lines, shown.lines, strict=True):
        printed = {key for key, cell in zip(keys, out.cells, strict=True) if cell != LEFT_OUT and key in line}
        hidden = line.keys() - printed
        table = Table(line, tuple(known), frozenset(hidden))
        for name in sorted(hidden):
            least, most = bounds(table, hidden, name)
            assert least <= line[name] <= most
            if 0 < line[name] < 5 and most - least < 5 - 1e-6:
                found.append((name, line[name], most - least))
    return found


@given(st.lists(setting(), min_size=1, max_size=3))
@settings(max_examples=80, deadline=None)
def test_no_small_number_of_exclusions_is_worked_out(lines: list[Cells]) -> None:
    found = worked_out(EXCLUSION_HEADS, EXCLUSIONS_KNOWN, lines)
    assert [one for one in found if one[0] not in ("again", "once", "third and later", "of no type")] == []
    assert [one for one in found if one[2] < 1] == [], "what no column gives is not known either"


@given(st.lists(month(), min_size=1, max_size=3))
@settings(max_examples=80, deadline=None)
def test_no_small_number_of_statuses_is_worked_out(lines: list[Cells]) -> None:
    found = worked_out(STATUS_HEADS, STATUSES_KNOWN, lines)
    assert [one for one in found if one[0] != "not_full_time"] == []
    assert [one for one in found if one[2] < 1] == []


@pytest.mark.parametrize(("heads", "known", "line"), [
    (EXCLUSION_HEADS, EXCLUSIONS_KNOWN, {**dict.fromkeys(TYPES, 0), "suspended": 13, "of no type": 0, "times": 13, "children": 12,
                                         "again": 1, "once": 11, "repeats": 1, "third and later": 0}),
    (STATUS_HEADS, STATUSES_KNOWN, {**dict.fromkeys(STATUSES, 0), "attending": 6, "part_time": 9, "not_attending": 2, "all": 17,
                                    "not_full_time": 11}),
])  # fmt: skip
def test_the_numbers_a_reviewer_worked_out_are_worked_out_no_more(
    heads: Sequence[Head], known: Sequence[Equation], line: Cells
) -> None:
    assert worked_out(heads, known, [line]) == []
