"""Section F in an editor that says, as one writes, which words leave open who, how often or how long."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QTextBlock, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from ehcp_desk.domain.provision_report import not_said, report, summary
from ehcp_desk.domain.provision_wording import CheckedLine, Flag
from ui.a11y import announce
from ui.models.cells import TwoLine
from ui.models.columns import Column, Kind
from ui.models.row_model import RowModel
from ui.theme.type_scale import Role
from ui.widgets.buttons import ActionButton
from ui.widgets.notices import EmptyState
from ui.widgets.provision_lines import LinesEdit, LiveCheck, units
from ui.widgets.row_table import RowTable
from ui.widgets.text import label

NEXT_KEY, PREVIOUS_KEY = "F11", "Shift+F11"
EDITOR_LINES, TABLE_HEIGHT = 7, 150
MOST_ROWS = 1_000
"""Flags in the list; the keys go on to those after them."""


@dataclass(frozen=True, slots=True)
class FlagRow:
    """One flag in the list under the lines."""

    id: int
    line: int
    flag: Flag

    @property
    def sentence(self) -> str:
        """What a screen reader says of it."""
        return f"Line {self.line}, “{self.flag.words}”. {self.flag.why} {not_said(self.flag)}".strip()


class ProvisionEditor(QWidget):
    """Lines to write in, and under them every flag in words.  F11 and Shift+F11 go from flag to flag.

    ``checked`` is emitted when every line has been read again after a change.
    """

    checked = Signal()

    def __init__(self, title: str = "Lines of Section F, one a line") -> None:
        super().__init__()
        self.edit = LinesEdit()
        self.edit.setMinimumHeight(EDITOR_LINES * self.edit.fontMetrics().lineSpacing())
        self.live = LiveCheck(self.edit.document(), self)
        self._lay_out(title)
        self.live.progressed.connect(self._tell_progress)
        self.live.checked.connect(self._show_flags)
        self.table.opened.connect(self._go_to_row)
        for keys, step in ((NEXT_KEY, 1), (PREVIOUS_KEY, -1)):
            shortcut = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda step=step: self.go_to_flag(step))
        self._show_flags()

    def _lay_out(self, title: str) -> None:
        head = label(title, Role.STRONG)
        head.setBuddy(self.edit)
        self.edit.setAccessibleName(title.replace("&", ""))
        self.edit.setAccessibleDescription(f"{NEXT_KEY} goes to the next words that leave something open.")
        columns: list[Column[FlagRow]] = [
            Column("line", "Line", lambda r: str(r.line), 56, right=True, narrow=True),
            Column(
                "words",
                "Words, and why they are underlined",
                lambda r: TwoLine(r.flag.words, r.flag.why, bold=True),
                kind=Kind.TWO_LINE,
                stretch=True,
                narrow=True,
            ),
            Column("missing", "Not said", lambda r: ", ".join(r.flag.missing) or "–", 190, narrow=True),
        ]
        self.rows: RowModel[FlagRow] = RowModel(columns, lambda r: r.sentence, parent=self)
        self.table: RowTable[FlagRow] = RowTable(self.rows, "Words that leave something open",
                                                 start_selected=False)  # fmt: skip
        self.table.setProperty("framed", True)
        self.summary = label("", "second", wrap=True)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.summary, 1)
        self.onward = ActionButton("Next", lambda: self.go_to_flag(1), "caret-down", NEXT_KEY, dense=True)
        foot.addWidget(self.onward)
        self._either = QStackedWidget()
        self._either.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._either.setMinimumHeight(TABLE_HEIGHT)
        self._either.addWidget(self.table)
        self.nothing = EmptyState("check-circle", "", "")
        self._either.addWidget(self.nothing)
        stack = QVBoxLayout(self)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(6)
        stack.addWidget(head)
        stack.addWidget(self.edit, 3)
        stack.addLayout(foot)
        stack.addWidget(self._either, 3)

    def sizeHint(self) -> QSize:
        """Room for some lines and their flags."""
        return QSize(760, 470)

    # -- what others ask ----------------------------------------------------------------------------------------

    def text(self) -> str:
        """The lines as they stand."""
        return self.edit.toPlainText()

    def set_text(self, text: str) -> None:
        """Put other lines there, and check them at once."""
        self.edit.setPlainText(text)
        self.live.begin()

    def lines(self) -> list[CheckedLine]:
        """Every line, checked."""
        return self.live.lines()

    def report(self) -> str:
        """What there is to say, as text for the clipboard."""
        return report(self.lines())

    def go_to_flag(self, step: int) -> None:
        """Select the words of the next flag (of the one before where ``step`` is -1), round the end, and say them."""
        found = self.live.next_flag(self.edit.textCursor(), step)
        if found is None:
            announce(self.edit, summary(self.lines()))
        else:
            self._go_to(*found)

    # -- the list ------------------------------------------------------------------------------------------------

    def _show_flags(self) -> None:
        lines = self.lines()
        flags = ((line.line, flag) for line in lines for flag in line.flags)
        rows = [FlagRow(number, line, flag) for number, (line, flag) in enumerate(islice(flags, MOST_ROWS), 1)]
        self.rows.set_rows(rows)
        written = any(line.text.strip() for line in lines)
        more = f" The list holds the first {MOST_ROWS:,} words." if len(rows) == MOST_ROWS else ""
        self.summary.setText(f"{summary(lines)}{more}" if written else "")
        self.onward.setEnabled(bool(rows))
        self._either.setCurrentIndex(0 if rows else 1)
        self.nothing.heading.setText("There is nothing to say" if written else "Write or paste lines of Section F")
        self.nothing.sentence.setText(
            "Each line of provision says what this check looks for."
            if written
            else "Words that leave open who, how often or how long are underlined, and explained here."
        )
        self.checked.emit()

    def _tell_progress(self, done: int, total: int) -> None:
        self.summary.setText(f"Reading the lines: {done:,} of {total:,}")

    def _go_to_row(self, row_id: int) -> None:
        place = self.rows.find(row_id)
        row = self.rows.row_at(place) if place is not None else None
        block = self.edit.document().findBlockByNumber(row.line - 1) if row is not None else None
        if row is not None and block is not None and block.isValid():
            self._go_to(block, row.flag)

    def _go_to(self, block: QTextBlock, flag: Flag) -> None:
        """Select the words, where they still stand there, and say what there is to say of them."""
        text, cursor = block.text(), QTextCursor(block)
        if text[flag.start : flag.end] == flag.words:
            cursor.setPosition(block.position() + units(text, flag.start))
            cursor.setPosition(block.position() + units(text, flag.end), QTextCursor.MoveMode.KeepAnchor)
        self.edit.setTextCursor(cursor)
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        shown = FlagRow(0, block.blockNumber() + 1, flag)
        place = next((n for n in range(self.rows.rowCount()) if self._same(n, shown)), None)
        if place is not None:
            self.table.select_row(place)
        announce(self.edit, shown.sentence)

    def _same(self, place: int, other: FlagRow) -> bool:
        row = self.rows.row_at(place)
        return row is not None and (row.line, row.flag) == (other.line, other.flag)
