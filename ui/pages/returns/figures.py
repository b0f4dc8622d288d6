"""The table of indicators: the front page's lines first, every other figure and the parts when asked for."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ehcp_desk.domain.dates import MONTHS
from ehcp_desk.domain.returns import MonthlyReturn, ReturnLine, state_words
from ui.models.columns import Column, Kind
from ui.models.row_model import RowModel
from ui.pages.returns import words
from ui.pages.returns.cells import Against, NoteCell, ReturnDelegate, SinceLastYear
from ui.theme.type_scale import Role
from ui.widgets.panel import PAD, Panel
from ui.widgets.row_table import RowTable
from ui.widgets.text import Link, label

ROW = 25
TITLE = 500
"""Wide enough that two thirds of it still tell including from excluding exceptions."""
MOST = 14
"""Rows shown before the table scrolls within itself."""
MONTH_COLUMN = 3
Numbered = tuple[int, ReturnLine]


class FiguresPanel(Panel):
    """``chosen`` carries the line under the keys; ``note_asked`` a line whose note is to be written;
    ``opened`` a line whose cases are to be gone to."""

    chosen = Signal(object)
    note_asked = Signal(object)
    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setAccessibleName("The figures of the month")
        self._result: MonthlyReturn | None = None
        self._every = False
        self._sent: ReturnLine | None = None
        self._lines: dict[int, ReturnLine] = {}
        self.rows: RowModel[Numbered] = RowModel(_columns(), lambda r: words.line_sentence(r[1]), row_id=lambda r: r[0])
        self.table: RowTable[Numbered] = RowTable(self.rows, "The figures of the month", two_line=False, row_height=ROW)
        self.table.setItemDelegate(ReturnDelegate(self.table))
        self.table.current_changed.connect(self._current)
        self.table.opened.connect(lambda number: self._send(number, to_note=False))
        self.table.acted.connect(lambda number, _key: self._send(number, to_note=True))
        self.add(self.table)
        self.add(self._make_foot())

    def _make_foot(self) -> QWidget:
        foot = QWidget()
        line = QHBoxLayout(foot)
        line.setContentsMargins(PAD - 8, 2, PAD, 3)
        self.more = Link("Show every figure", self.show_more)
        self._count = label("", Role.SMALL)
        line.addWidget(self.more)
        line.addStretch(1)
        line.addWidget(self._count)
        return foot

    @property
    def line(self) -> ReturnLine | None:
        """The line under the keys."""
        return self._lines.get(self.table.current_id() or 0)

    def show_return(self, result: MonthlyReturn) -> None:
        """Show a month; the indicator under the keys stays there where the month has it."""
        kept = self.line.code if self.line is not None else ""
        self._result = result
        self._lines = dict(enumerate(result.lines, 1))
        self.rows.set_title(MONTH_COLUMN, MONTHS[result.month.month - 1])
        self._fill(kept)

    def show_more(self) -> None:
        """Every figure with its parts, or the front page alone again."""
        kept = self.line.code if self.line is not None else ""
        self._every = not self._every
        self._fill(kept)

    def choose(self, code: str) -> bool:
        """Go to a line by its code, showing every figure where it is not on the front page."""
        number = next((n for n, line in self._lines.items() if line.code == code), None)
        if number is None:
            return False
        if not self.table.select_id(number):
            self._every = True
            self._fill(code)
        return True

    def _fill(self, kept: str) -> None:
        shown = [(n, x) for n, x in _in_order(self._lines) if self._every or x.definition.main]
        self.rows.set_rows(shown)
        self.table.fit_height(MOST)
        front = sum(line.definition.main for line in self._lines.values())
        every = f"Show all {len(self._lines)} figures, with their parts"
        self.more.setText("Show the front page only" if self._every else every)
        self._count.setText(f"{len(shown)} of {len(self._lines)} figures")
        self.more.setVisible(front < len(self._lines))
        number = next((n for n, line in shown if line.code == kept), shown[0][0] if shown else 0)
        self.table.select_id(number)
        self._current(number)

    def _current(self, number: object) -> None:
        line = self._lines.get(number) if isinstance(number, int) else None
        if line is not None and line is not self._sent:
            self._sent = line
            self.chosen.emit(line)

    def _send(self, number: int, to_note: bool) -> None:
        line = self._lines.get(number)
        if line is not None:
            (self.note_asked if to_note else self.opened).emit(line)


def _columns() -> tuple[Column[Numbered], ...]:
    return (
        Column("code", "Code", lambda r: r[1].definition.of or r[1].code, 62, Kind.SECOND, narrow=True,
               text=lambda r: r[1].code),
        Column("title", "Indicator", lambda r: words.title_words(r[1]), TITLE, stretch=True, narrow=True),
        Column("polarity", "+/−", lambda r: words.polarity_sign(r[1].definition.polarity), 40,
               spoken_title="Which way is better", spoken=lambda r: _better(r[1])),
        Column("value", "This month", lambda r: words.figure_words(r[1].figure), 82, Kind.STRONG, right=True,
               narrow=True),
        Column("whole", "", lambda r: words.whole_words(r[1]), 96, Kind.SECOND, spoken_title="Of how many"),
        Column("target", "Target", lambda r: words.target_words(r[1]), 66, right=True),
        Column("against", "Against target", lambda r: Against(r[1].status), 140, narrow=True),
        Column("last", "Last year", lambda r: words.figure_words(r[1].last_year), 82, Kind.SECOND, right=True),
        Column("since", "Since last year", lambda r: SinceLastYear(r[1].comparison), 108),
        Column("note", "Officer note", _note_cell, 104, Kind.ACTION, narrow=True),
        Column("state", "How sure", lambda r: state_words(r[1]) or "–", 104, Kind.SECOND),
    )  # fmt: skip


def _in_order(lines: dict[int, ReturnLine]) -> list[Numbered]:
    """The order of print, each part after its whole where the whole has a line of its own."""
    codes = {line.code for line in lines.values()}
    parts: dict[str, list[Numbered]] = {}
    for number, line in lines.items():
        if line.definition.of in codes:
            parts.setdefault(line.definition.of, []).append((number, line))
    ordered: list[Numbered] = []
    for number, line in lines.items():
        if line.definition.of not in codes:
            ordered += [(number, line), *parts.get(line.code, ())]
    return ordered


def _note_cell(numbered: Numbered) -> NoteCell:
    line = numbered[1]
    return NoteCell(line.note is not None, line.note_wanted)


def _better(line: ReturnLine) -> str:
    return {"+": "higher is better", "-": "lower is better"}.get(line.definition.polarity.value, "neither")
