"""The balance: each stage's cases at the opening, in, out and at the close, and whether they add up."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QWidget

from ehcp_desk.domain.dates import in_words, narrow
from ehcp_desk.domain.returns import FlowLine, MonthlyReturn
from ehcp_desk.domain.wording import Mark
from ui.models.cells import TwoLine
from ui.models.columns import Column, Kind
from ui.models.row_model import RowModel
from ui.pages.returns.words import MINUS, way_out_words
from ui.theme.appearance import current
from ui.theme.sheet import grown
from ui.theme.type_scale import Role
from ui.widgets.flow_face import FlowFace
from ui.widgets.panel import PAD, Panel
from ui.widgets.row_table import RowTable
from ui.widgets.state_chip import StateChip
from ui.widgets.text import Link, label

ROW, LEAST = 24, 454
DRAW, TABLE = "Draw it (T)", "As a table (T)"
OPENING, CLOSING = 1, 4
Numbered = tuple[int, FlowLine, bool]
"""A row's number, the stage, and whether it is the sum of all."""


class BalancePanel(Panel):
    """Opening and in, less out, is closing: on every row, or the panel says where not."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("It balances", ruled=False, parent=parent)
        self.setMinimumWidth(grown(LEAST, current().percent))
        self.check = StateChip(Mark.MET, "", plain=True)
        self.add_to_heading(self.check)
        self.rows: RowModel[Numbered] = RowModel(_columns(), _sentence, row_id=lambda r: r[0])
        self.table: RowTable[Numbered] = RowTable(
            self.rows, "The balance", two_line=False, row_height=ROW, start_selected=False
        )
        self.face = FlowFace()
        self.both = QStackedWidget()
        self.both.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.both.addWidget(self.table)
        self.both.addWidget(self.face)
        self.add(self.both)
        turn = QShortcut(QKeySequence("T"), self.both)
        turn.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        turn.activated.connect(self.turn)
        self.drawn = Link(DRAW, self.turn)
        self.drawn.setContentsMargins(PAD, 2, PAD, 0)
        self.add(self.drawn)
        self.ways = label("", Role.SMALL, wrap=True)
        self.ways.setContentsMargins(PAD, 8, PAD, 8)
        self.add(self.ways)
        self.body.addStretch(1)
        current().changed.connect(self._fit)

    def turn(self) -> None:
        """From the table to the drawing, or back (T)."""
        drawn = self.both.currentWidget() is self.table
        self.both.setCurrentWidget(self.face if drawn else self.table)
        self.drawn.setText(TABLE if drawn else DRAW)
        self._fit()
        (self.face if drawn else self.table).setFocus(Qt.FocusReason.OtherFocusReason)

    def _fit(self) -> None:
        table = self.both.currentWidget() is self.table
        self.both.setFixedHeight(self.table.height() if table else self.face.sizeHint().height())

    def show_return(self, result: MonthlyReturn) -> None:
        """Show a month's balance."""
        last = len(result.flow)
        self.rows.set_title(OPENING, narrow(result.month))
        self.rows.set_title(CLOSING, narrow(result.as_at))
        self.rows.set_rows([(n, line, n == last) for n, line in enumerate(result.flow, 1)])
        self.table.fit_height()
        self.face.show_flow(result.flow, f"{in_words(result.month)} to {in_words(result.as_at)}")
        self._fit()
        wrong = [line.stage for line in result.flow if not line.balances]
        if self.title_label is not None:
            self.title_label.setText("It does not balance" if wrong else "It balances")
        if wrong:
            self.check.show_state(Mark.OVERDUE, f"look at {', '.join(wrong)}")
        else:
            self.check.show_state(Mark.MET, f"opening + in {MINUS} out = closing")
        self.ways.setText(way_out_words(result.flow))


def _columns() -> tuple[Column[Numbered], ...]:
    return (
        Column("stage", "Stage", lambda r: TwoLine(r[1].stage, bold=r[2]), 170, Kind.TWO_LINE, stretch=True),
        Column("opening", "Opening", lambda r: TwoLine(f"{r[1].opening:,}", bold=r[2]), 66, Kind.TWO_LINE, right=True),
        Column("in", "In", lambda r: TwoLine(f"+ {r[1].came_in:,}", bold=r[2]), 56, Kind.TWO_LINE, right=True),
        Column("out", "Out", lambda r: TwoLine(f"{MINUS} {r[1].went_out:,}", bold=r[2]), 60, Kind.TWO_LINE, right=True),
        Column("closing", "Closing", lambda r: f"{r[1].closing:,}", 74, Kind.STRONG, right=True),
    )


def _sentence(row: Numbered) -> str:
    line = row[1]
    return (
        f"{line.stage}: {line.opening} at the opening, {line.came_in} in, {line.went_out} out, {line.closing} at the "
        f"close. {'It balances' if line.balances else 'It does not balance'}."
    )
