"""The head of the return: the month with how final it is, the way to other months, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from ehcp_desk.clock.counting import add_months
from ehcp_desk.domain.dates import MONTHS, month_words
from ehcp_desk.domain.returns import MonthlyReturn
from ui.commands import Command
from ui.theme import icons
from ui.theme.appearance import current
from ui.theme.sheet import grown
from ui.theme.type_scale import Role
from ui.widgets.buttons import ActionButton, Kind
from ui.widgets.cell_painting import width_of
from ui.widgets.page import NARROW, room
from ui.widgets.panel import PageHeader

Act = Callable[[], object]


class ReturnHeading(PageHeader):
    """``show_month`` names the month at once; ``show_return`` fills in what was counted."""

    def __init__(
        self, earlier: Act, later: Act, paper: Act, files: Act, notes: Act, more: Callable[[], Sequence[Command]],
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__("Monthly return", " ", parent)
        self.standing = StandingChip()
        self._stand_beside_title()
        self.back = ActionButton("", earlier, "caret-left")
        self.on = ActionButton("", later, "caret-right")
        self.paper = ActionButton("Print", paper, "printer")
        self.paper.setAccessibleName("Print the return")
        self.files = ActionButton("Files", files, "export")
        self._more_acts = more
        self.more = ActionButton("More", self._show_more, "list")
        self.more.setAccessibleName("More to do with the return")
        self.notes = ActionButton("Write the notes", notes, "note-pencil", kind=Kind.PRIMARY)
        for action in (self.back, self.on, self.paper, self.files, self.more, self.notes):
            self.add_action(action)
        self.notes.hide()

    def _show_more(self) -> None:
        """A menu of what else can be done."""
        menu = QMenu(self)
        for command in self._more_acts():
            menu.addAction(command.words, command.run)
        menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def _stand_beside_title(self) -> None:
        """The chip after the title, on its line."""
        words = self.findChildren(QVBoxLayout)[0]
        words.removeWidget(self.title)
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(self.title)
        line.addWidget(self.standing, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addStretch(1)
        words.insertLayout(0, line)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Under 1024 the actions stand below the words."""
        super().resizeEvent(event)
        line = self.layout()
        if isinstance(line, QBoxLayout):
            wide = room(self) >= NARROW
            line.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)

    def show_month(self, month: date, today: date) -> None:
        """Name the month and its neighbours; there is no going beyond the month the desk is in."""
        before, after = add_months(month, -1), add_months(month, 1)
        self.title.setText(f"Monthly return, {month_words(month)}")
        self.back.set_words(_month_button(before, month))
        self.back.setAccessibleName(f"Go back to {month_words(before)}")
        self.on.set_words(_month_button(after, month))
        self.on.setAccessibleName(f"Go on to {month_words(after)}")
        self.on.setVisible(after <= today)

    def show_return(self, result: MonthlyReturn, sentence: str) -> None:
        """How final it is, the counts that matter, and how many notes are wanted."""
        self.set_sentence(sentence)
        self.standing.show_words(result.standing)
        wanted = sum(line.note_wanted for line in result.lines)
        self.notes.setVisible(bool(wanted))
        self.notes.set_words("Write 1 note" if wanted == 1 else f"Write {wanted} notes")


def _month_button(month: date, beside: date) -> str:
    return MONTHS[month.month - 1] if month.year == beside.year else month_words(month)


class StandingChip(QWidget):
    """How final the return is: a pencil and a word on a quiet tint, which is no state of the clock."""

    SIDE, GAP, ICON = 7, 5, 14

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        current().changed.connect(self.updateGeometry)
        self.hide()

    def show_words(self, words: str) -> None:
        """Say how final it is."""
        self._words = words
        self.setAccessibleName(words)
        self.setVisible(bool(words))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as its words."""
        look = current()
        width = width_of(self._words, look.font(Role.BODY)) + self.ICON + self.GAP + 2 * self.SIDE + 2
        return QSize(round(width), grown(21, look.percent))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Tint, pencil, words."""
        look, painter = current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        quiet = look.tokens.quiet
        painter.setPen(QPen(QColor(quiet.text if look.tokens.contrast else quiet.tint), 1))
        painter.setBrush(QColor(quiet.tint))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        top = round((self.height() - self.ICON) / 2)
        icons.paint(painter, "pencil-simple-line", self.SIDE, top, self.ICON, quiet.text)
        painter.setPen(QColor(quiet.text))
        painter.setFont(look.font(Role.BODY))
        left = self.SIDE + self.ICON + self.GAP
        words = QRectF(left, 0, self.width() - left, self.height())
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self._words)
