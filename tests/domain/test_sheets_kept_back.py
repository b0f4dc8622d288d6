"""Small numbers of a table are left out, and nobody can work them out again from what is left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.return_papers import LEFT_OUT
from ehcp_desk.domain.sheets import Head, Line, Sheet, for_outside, percent, plain, table_of, words_of
from ehcp_desk.domain.suppressing import Equation, Table, bounds, suppress

HEADS = (Head("group", "Group"), Head("boys", "Boys", number=True, part="all"), Head("girls", "Girls", number=True, part="all"),
         Head("all", "All", number=True), Head("late", "Late", number=True, within="all"),
         Head("share", "Late, %", share=("late", "all")))  # fmt: skip


def line(group: str, boys: int, girls: int, late: int, total: bool = False, by: str = "need") -> Line:
    whole = boys + girls
    return Line((group, boys, girls, whole, late, percent(late, whole)), (1, 2), group=by, total=total)


SHEET = Sheet("k", "Plans", "Plans.", HEADS, (line("Autism", 40, 20, 30), line("Hearing", 12, 2, 8), line("Sight", 9, 11, 19),
                                              line("All", 61, 33, 57, total=True)))  # fmt: skip


def test_a_small_number_is_left_out_with_enough_others_and_its_share() -> None:
    out = for_outside(SHEET)
    cells = {line.cells[0]: line.cells for line in out.lines}
    assert cells["Hearing"][2] == LEFT_OUT and cells["Hearing"][1] == LEFT_OUT, "2 girls of 14 follow from 12 boys"
    assert [row[2] for row in cells.values()].count(LEFT_OUT) >= 2, "or the total would give it away"
    assert cells["Sight"][4] == LEFT_OUT and cells["Sight"][5] == LEFT_OUT, "19 of 20 late says that one was not"
    assert cells["All"][3] == 94 and "left out" in out.sentence and out.kept_back
    assert all(line.cases == () for line in out.lines), "no case stands behind a published number"
    assert SHEET.lines[1].cells[2] == 2, "the sheet itself stays whole"


def test_what_is_left_out_can_be_anything_in_a_range_of_the_threshold() -> None:
    table = table_of(SHEET)
    out = suppress(table, 5)
    for name in out:
        low, high = bounds(table, out, name)
        assert high - low >= 5, name


def test_the_totals_of_two_groups_are_one_number() -> None:
    """What one breakdown prints as its total may not uncover another that left its total out."""
    sex = (
        line("A", 30, 1, 1, by="sex"),
        line("B", 31, 32, 56, by="sex"),
        line("All", 61, 33, 57, total=True, by="sex"),
    )
    table = table_of(replace(SHEET, lines=(*SHEET.lines, *sex)))
    assert {"3.all": 1, "6.all": -1} in table.equations
    out = suppress(table, 5)
    assert all(bounds(table, out, name)[1] - bounds(table, out, name)[0] >= 5 for name in out)


def plans_by(key: str, of: Sequence[tuple[str, str, int]]) -> Sheet:
    """(group, kind of place, how many) as a table with its line of all plans."""
    kinds = ("mainstream", "special", "college", "elsewhere")
    counted: dict[str, Counter[str]] = {}
    for group, kind, many in of:
        counted.setdefault(group, Counter())[kind] += many
        counted.setdefault("All plans", Counter())[kind] += many
    names = [*(name for name in counted if name != "All plans"), "All plans"]
    heads = (Head("group", "Group"), *(Head(kind, kind, number=True, part="all") for kind in kinds),
             Head("all", "All", number=True))  # fmt: skip
    lines = (Line((name, *(counted[name][kind] for kind in kinds), counted[name].total()), group="all",
                  total=name == "All plans") for name in names)  # fmt: skip
    return Sheet(key, key, "Plans.", heads, tuple(lines))


NEEDS = plans_by("need", [("Autism", "mainstream", 14), ("Autism", "special", 11), ("Hearing", "mainstream", 8),
                          ("Hearing", "special", 8), ("Hearing", "college", 5), ("Autism", "elsewhere", 4)])  # fmt: skip
YEARS = plans_by("year", [("Year 1", "mainstream", 9), ("Year 2", "mainstream", 13), ("Year 1", "special", 12),
                          ("Year 2", "special", 7), ("Year 12", "college", 5), ("Year 12", "elsewhere", 4)])  # fmt: skip


def proved(sheets: Sequence[Sheet], shown: Sequence[Sheet]) -> list[tuple[str, int, float, float]]:
    """What a reader of all these sheets at once can prove of a small number that was left out, within a range of 5."""
    cells: dict[str, int] = {}
    equations: list[Equation] = []
    gone = set[str]()
    for whole, out in zip(sheets, shown, strict=True):
        table = table_of(whole)
        assert not table.implied
        cells |= {f"{whole.key} {name}": value for name, value in table.cells.items()}
        equations += [{f"{whole.key} {name}": by for name, by in one.items()} for one in table.equations]
        gone |= {f"{whole.key} {row}.{head.key}" for row, one in enumerate(out.lines)
                 for head, cell in zip(out.heads, one.cells, strict=True) if cell == LEFT_OUT}  # fmt: skip
    first, *others = ((whole, len(whole.lines) - 1) for whole in sheets)
    equations += [{f"{first[0].key} {first[1]}.{head.key}": 1, f"{other.key} {last}.{head.key}": -1}
                  for other, last in others for head in first[0].heads if head.number]  # fmt: skip
    joint = Table(cells, tuple(equations))
    reach = [(name, cells[name], *bounds(joint, gone, name)) for name in sorted(gone)]
    assert reach and len(gone) < len(cells) and all(least <= value <= most for _, value, least, most in reach)
    return [one for one in reach if 0 < one[1] < 5 and one[3] - one[2] < 5]


def test_sheets_that_count_the_same_give_nothing_away_together_that_one_of_them_keeps_back() -> None:
    sheets = (NEEDS, YEARS)
    assert NEEDS.lines[-1].cells == YEARS.lines[-1].cells
    alone = [for_outside(one) for one in sheets]
    assert proved(sheets, alone), "the case is too tame to prove anything"
    together = [for_outside(one, together=sheets) for one in sheets]
    assert proved(sheets, together) == []
    last = [one.lines[-1].cells for one in together]
    assert last[0] == last[1] and LEFT_OUT in last[0]


def test_a_list_of_children_is_never_for_outside_and_a_threshold_must_keep_something_back() -> None:
    with pytest.raises(BadInput, match="about single children"):
        for_outside(replace(SHEET, children=True))
    with pytest.raises(BadInput, match="keeps nothing back"):
        for_outside(SHEET, 2)


def test_cells_are_words_for_people_and_plain_for_programs() -> None:
    day = date(2026, 10, 30)
    assert [words_of(cell) for cell in (1204, day, None, "", "so")] == ["1,204", "30 October 2026", "–", "–", "so"]
    assert [plain(cell) for cell in (1204, day, None, "so")] == [1204, "2026-10-30", "", "so"]
    section = SHEET.section()
    assert section.right == (False, True, True, True, True, True) and section.rows[0][-1] == "50.0%"
    assert replace(SHEET, lines=()).section().sentence == SHEET.none
