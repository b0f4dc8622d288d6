"""The cases behind one figure as a table: the columns its definition names, as wide as the dates in it need."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from ehcp_desk.domain.returns import ListedCase, ReturnLine
from ui.models.columns import Column, Kind
from ui.models.row_model import RowModel
from ui.models.row_source import Order
from ui.pages.returns import words
from ui.tasks import Dispatcher
from ui.widgets.row_table import RowTable

ROW = 24
SHORT_DATE, LONG_DATE = 104, 134
"""Pixels of ``30 September`` and of ``30 September 2025``: dates are never cut."""
SHORT_HEAD = 9
Numbered = tuple[int, ListedCase]


class CasesBehind:
    """Gives a table the cases of one figure: numbers for ids, since a case may be asked about more than once."""

    def __init__(self, cases: Sequence[ListedCase]) -> None:
        self._cases = cases

    def ids(self, filter: object, order: Order) -> Sequence[int]:  # noqa: ARG002 - a list has one order
        """One number for each row of the list."""
        return range(1, len(self._cases) + 1)

    def rows(self, ids: Sequence[int]) -> list[Numbered]:
        """The rows with these numbers."""
        return [(number, self._cases[number - 1]) for number in ids]


class CaseList(RowTable[Numbered]):
    """``case_at`` gives the case behind a row's number, which ``opened`` carries."""

    def __init__(
        self, line: ReturnLine, as_at: date, dispatcher: Dispatcher, failed: Callable[[Exception], object]
    ) -> None:
        self._cases = words.listed(line)
        model: RowModel[Numbered] = RowModel(columns_for(line, self._cases, as_at), _sentence, row_id=lambda r: r[0])
        super().__init__(model, f"Cases behind {line.code}", two_line=False, row_height=ROW, start_selected=False)
        model.setParent(self)
        model.failed.connect(failed)
        model.set_source(CasesBehind(self._cases), dispatcher)
        model.load()

    def case_at(self, number: int) -> ListedCase | None:
        """The case in a row."""
        return self._cases[number - 1] if 0 < number <= len(self._cases) else None


def columns_for(line: ReturnLine, cases: Sequence[ListedCase], as_at: date) -> list[Column[Numbered]]:
    """The columns the definition names.  Child, what decided it and whether it counts stay in a narrow window."""
    heads, definition = line.definition.headings, line.definition

    def day(key: str, head: str, pick: Callable[[ListedCase], date | None], stays: bool) -> Column[Numbered]:
        other_year = any((found := pick(c)) is not None and found.year != as_at.year for c in cases)
        return Column(key, head.capitalize(), lambda r: words.day_words(pick(r[1]), as_at),
                      LONG_DATE if other_year else SHORT_DATE, right=True, narrow=stays)  # fmt: skip

    reference: Column[Numbered] = Column("ref", "Reference", lambda r: r[1].ref, 100, Kind.SECOND)
    why: Column[Numbered] = Column("why", heads.why.capitalize(), lambda r: r[1].why or "–", 150)
    shown: list[Column[Numbered]] = [Column("child", "Child", lambda r: r[1].child, 150, Kind.STRONG, narrow=True)]
    if heads.end:
        shown.append(reference)
    if heads.start:
        shown.append(day("start", heads.start, lambda c: c.start, not heads.end))
    if heads.due and heads.end:
        shown.append(day("due", heads.due, lambda c: c.due, False))
    if heads.end:
        shown.append(day("end", heads.end, lambda c: c.end, True))
    if heads.days:
        title = heads.days.capitalize() if len(heads.days) <= SHORT_HEAD else "Days"
        shown.append(Column("days", title, lambda r: "–" if r[1].days is None else f"{r[1].days:,}", 74, right=True,
                            narrow=True, spoken_title=heads.days))  # fmt: skip
    shown.append(Column("counted", "In the figure", lambda r: words.in_figure(r[1], definition, as_at), 132, Kind.STATE,
                        narrow=True))  # fmt: skip
    if heads.why:
        shown.append(why)
    if heads.due and not heads.end:  # of things still open, what they wait for says more than the day
        shown.append(day("due", heads.due, lambda c: c.due, False))
    return shown if heads.end else [*shown, reference]


def _sentence(row: Numbered) -> str:
    case = row[1]
    days = f" {case.days} days." if case.days is not None else ""
    return f"{case.child}, {case.ref}: {'counted' if case.counted else 'not counted'}.{days} {case.why}".strip()
