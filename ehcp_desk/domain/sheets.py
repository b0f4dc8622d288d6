"""A sheet: a list or a table over all cases as one value, for the window, for paper, for a spreadsheet and for JSON.

Numbers that are small are kept back where a sheet leaves the team, by the rule of ``suppressing.py`` and no other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import accumulate, chain, compress, pairwise, takewhile

from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.people import only_of
from ehcp_desk.domain.return_papers import LEFT_OUT
from ehcp_desk.domain.small_papers import ListSection
from ehcp_desk.domain.suppressing import USUAL_THRESHOLD, Equation, Table, Told, suppress

Cell = str | int | float | date | None


@dataclass(frozen=True, slots=True)
class Head:
    """A column.

    ``width`` is pixels at 100 %.  ``number`` marks counts; ``part`` is the key of the column that a count and its like add
    up to, ``within`` of one it is some of.  ``share`` names the two counts a percentage is made of.  ``under`` puts the
    words beneath those of the column before, in a window; ``state`` shows them with the mark of late or in time; ``side``
    keeps them out of the window.  ``inside`` keeps a count out of what is for outside, where other sheets give it.
    """

    key: str
    title: str
    width: int = 130
    number: bool = False
    part: str = ""
    within: str = ""
    share: tuple[str, str] | None = None
    under: bool = False
    state: bool = False
    side: bool = False
    inside: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line: a cell for each head, the cases it counts or is about, and the entry of a case it rests on.

    ``late`` is past its day, ``done`` needs nobody any more.  ``group`` is what its counts add up within; the line of a
    group that is ``total`` is the sum of the others.
    """

    cells: tuple[Cell, ...]
    cases: tuple[int, ...] = ()
    late: bool = False
    entry: int | None = None
    done: bool = False
    group: str = ""
    total: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """Heads and lines under a title; ``sentence`` says what is listed, ``none`` what is said of an empty one.

    ``children`` is True where a line is about one child; ``kept_back`` once small numbers are left out."""

    key: str
    title: str
    sentence: str
    heads: tuple[Head, ...]
    lines: tuple[Line, ...]
    none: str = "Nothing stands on this list today."
    children: bool = False
    kept_back: bool = False

    @property
    def late(self) -> int:
        """How many lines are past their day."""
        return sum(line.late for line in self.lines)

    def section(self) -> ListSection:
        """The sheet on a paper, without the columns in which no line says anything."""
        said = [any(line.cells[n] not in (None, "") for line in self.lines) for n in range(len(self.heads))]
        kept = [n for n, says in enumerate(said) if says or not self.lines]
        heads = [self.heads[n] for n in kept]
        rows = tuple(tuple(words_of(line.cells[n]) for n in kept) for line in self.lines)
        right = tuple(head.number or head.share is not None for head in heads)
        words = self.sentence if rows else self.none
        return ListSection(self.title, words, tuple(head.title for head in heads), right, rows)

    def of_team(self, team: str) -> Sheet:
        """The sheet, said to be of one team's cases alone; as it is where no team is named."""
        if not team:
            return self
        said = only_of(team)
        return replace(
            self, title=f"{self.title}, {team}", sentence=f"{self.sentence} {said}", none=f"{self.none} {said}"
        )


def words_of(cell: Cell) -> str:
    """A cell as people read it: a day in words, a number with its commas, a dash for nothing."""
    if isinstance(cell, date):
        return in_words(cell)
    if isinstance(cell, int | float):
        return f"{cell:,}"
    return cell or "–"


def plain(cell: Cell) -> str | int | float:
    """A cell for a spreadsheet or a program: an ISO day, a number, empty for nothing."""
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None else cell


def percent(top: int, under: int) -> str:
    """``12.5%``; empty where there is nothing to divide by."""
    return f"{100 * top / under:.1f}%" if under else ""


def for_outside(sheet: Sheet, threshold: int = USUAL_THRESHOLD, together: Sequence[Sheet] = (),
                told: Told | None = None) -> Sheet:  # fmt: skip
    """The sheet without small numbers, and without the cases behind any.

    ``together`` are the sheets, this one among them and always in the same order, that count the same cases under the same
    heads: whoever reads all of them can work nothing out either.  ``told`` hears how far it is, see ``suppress``.

    Raises BadInput for a sheet that names children, and for a threshold under 3, which would keep nothing back.
    """
    if threshold < 3:
        raise BadInput(f"A threshold of {threshold} keeps nothing back; give 3 or more, usually {USUAL_THRESHOLD}.")
    if sheet.children:
        raise BadInput(
            f"{sheet.title} is about single children, so it is not for outside; take one of the tables of numbers."
        )
    sheet = _without_inside(sheet)
    first = sum(len(one.lines) for one in takewhile(lambda one: one.key != sheet.key, together))
    out = _together(together, threshold, told) if together else suppress(table_of(sheet), threshold, told)
    lines = tuple(replace(_without(sheet, place, line, out), cases=()) for place, line in enumerate(sheet.lines, first))
    words = (f"{sheet.sentence} Numbers from 1 to {threshold - 1} are left out, and others with them so that they cannot be "
             f"worked out: {LEFT_OUT}.")  # fmt: skip
    return replace(sheet, sentence=words, lines=lines, kept_back=True)


def _without_inside(sheet: Sheet) -> Sheet:
    kept = [not head.inside for head in sheet.heads]
    lines = tuple(replace(line, cells=tuple(compress(line.cells, kept))) for line in sheet.lines)
    return replace(sheet, heads=tuple(compress(sheet.heads, kept)), lines=lines)


def _together(every: Sequence[Sheet], threshold: int, told: Told | None) -> frozenset[str]:
    """What is left out of several sheets at once, their lines counted through.

    First of each by itself, until the same goes from the totals of all; then what all of them together would still tell.
    To begin with all of them together leaves out three times as much.
    """
    lines = [replace(line, group=f"{one.key}.{line.group}") for one in every for line in one.lines]
    totals = {str(number) for number, line in enumerate(lines) if line.total}
    firsts = accumulate((len(one.lines) for one in every), initial=0)
    tables = [table_of(one, first) for one, first in zip(every, firsts, strict=False)]
    keys: set[str] | None = None
    out: frozenset[str] = frozenset()
    while keys != (now := {key for row, _, key in (name.partition(".") for name in out) if row in totals}):
        keys = now
        begun = {f"{row}.{key}" for row in totals for key in keys}
        alone = (suppress(table, threshold, told, begun & table.cells.keys()) for table in tables)
        out = frozenset(chain.from_iterable(alone))
    return suppress(table_of(replace(every[0], lines=tuple(lines))), threshold, told, out)


def table_of(sheet: Sheet, first: int = 0) -> Table:
    """Every count of a sheet, with the equations between them: parts and their whole, lines and the total of a group, and
    the totals of all groups, which count the same.  ``first`` is the number of its first line."""
    made = _Table()
    lines = tuple(enumerate(sheet.lines, first))
    keys = [(place, head) for place, head in enumerate(sheet.heads) if head.number]
    for number, line in lines:
        for place, head in keys:
            cell = line.cells[place]
            made.cells[f"{number}.{head.key}"] = cell if isinstance(cell, int) else 0
        for whole in dict.fromkeys(head.part for _, head in keys if head.part):
            made.adds_up(f"{number}.{whole}", [f"{number}.{head.key}" for _, head in keys if head.part == whole])
        for _, head in keys:
            if head.within:
                made.adds_up(f"{number}.{head.within}", [f"{number}.{head.key}"])
    for total, line in lines:
        if line.total:
            others = [n for n, one in lines if one.group == line.group and not one.total]
            for _, head in keys:
                made.adds_up(f"{total}.{head.key}", [f"{n}.{head.key}" for n in others])
    for one, other in pairwise(number for number, line in lines if line.total):
        made.equations += [{f"{one}.{head.key}": 1, f"{other}.{head.key}": -1} for _, head in keys]
    return Table(made.cells, tuple(made.equations), frozenset(made.rests))


@dataclass(slots=True)
class _Table:
    cells: dict[str, int] = field(default_factory=dict)
    equations: list[Equation] = field(default_factory=list)
    rests: set[str] = field(default_factory=set)

    def adds_up(self, whole: str, parts: Sequence[str]) -> None:
        """Parts of a whole; what they leave is a number nobody prints and anybody can work out."""
        rest = self.cells[whole] - sum(self.cells[part] for part in parts)
        equation = {whole: -1} | dict.fromkeys(parts, 1)
        if rest > 0:
            name = f"rest {len(self.equations)}"
            self.cells[name] = rest
            self.rests.add(name)
            equation[name] = 1
        if rest >= 0:
            self.equations.append(equation)


def _without(sheet: Sheet, number: int, line: Line, out: frozenset[str]) -> Line:
    gone = {head.key for head in sheet.heads if f"{number}.{head.key}" in out}
    cells = tuple(LEFT_OUT if head.key in gone or set(head.share or ()) & gone else cell
                  for head, cell in zip(sheet.heads, line.cells, strict=True))  # fmt: skip
    return replace(line, cells=cells)
