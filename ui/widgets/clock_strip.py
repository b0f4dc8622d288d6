"""The clock strip as a widget: medium or large by its width; focusable, spoken, and F4 opens the proof."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.strip import Strip
from ehcp_desk.domain.wording import Mark
from ui.theme.appearance import current
from ui.theme.type_scale import Role, line_height
from ui.widgets.cell_painting import Brush
from ui.widgets.drawn import Drawn
from ui.widgets.picture_key import Item, block, done, paint_key
from ui.widgets.pictures import Picture
from ui.widgets.strip_painter import height_for, paint_strip

NAME = "20-week clock"
HEADS = ("What", "Day", "How it stands")
SAID = {Mark.MET: "done in time", Mark.RUNNING: "running", Mark.DUE_SOON: "due soon", Mark.OVERDUE: "late",
        Mark.RELIEVED: "late, the limit lifted", Mark.UNKNOWN: "not known when"}  # fmt: skip
"""What the fills mean, for the key of its picture."""


class ClockStrip(Drawn):
    """Give it a strip with ``show_strip``; it says the strip's sentence to a screen reader.

    ``why_asked`` is emitted by F4, Enter or a double click.
    """

    why_asked = Signal()

    def __init__(self, strip: Strip | None = None, focusable: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._strip: Strip | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if focusable else Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(NAME)
        self._whose = ""
        self.take_along = Picture(self, self._title, self._titled, self.table, self._above)
        current().changed.connect(self._restyle)
        if strip is not None:
            self.show_strip(strip)

    def show_strip(self, strip: Strip, whose: str = "") -> None:
        """Draw another strip; ``whose`` is the reference its picture is called by."""
        self._strip, self._whose = strip, whose
        self.tell(NAME, strip.sentence)
        self.setToolTip(strip.sentence)
        self.update()

    def heightForWidth(self, width: int) -> int:
        """18, 40 or 106 pixels, more with larger text."""
        return height_for(width, current().percent)

    def sizeHint(self) -> QSize:
        """The height its width now asks for."""
        return QSize(420, height_for(max(self.width(), 420), current().percent))

    def minimumSizeHint(self) -> QSize:
        """The smallest strip."""
        return QSize(96, 18)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """One painter for every size."""
        self._draw(QPainter(self), QRectF(self.rect()))

    def _draw(self, painter: QPainter, box: QRectF) -> None:
        if self._strip is not None:
            paint_strip(painter, box, self._strip, current().tokens, current().percent)

    def table(self) -> list[tuple[str, str, str]]:
        """What it is drawn from: the request, each limit and each thing done, with its day and how it stands."""
        strip = self._strip
        if strip is None or strip.received is None:
            return [HEADS, ("Request received", "not known", "")]
        start = strip.received
        lines = [(0, "Request received", "")]
        lines += [(limit.day, f"{limit.weeks} weeks", limit.words) for limit in strip.limits]
        lines += [(one.day, one.words, "about that day" if one.approximate else "done") for one in strip.rings]
        told = [
            (what, in_words(start + timedelta(day)), how) for day, what, how in sorted(lines, key=lambda one: one[0])
        ]
        return [HEADS, *told, ("As at", in_words(strip.as_at), strip.sentence)]

    def _title(self) -> str:
        return f"{NAME}, {self._whose}" if self._whose else NAME

    def _above(self) -> int:
        return 2 * round(line_height(Role.SMALL, current().percent)) + 12

    def _titled(self, painter: QPainter, box: QRectF) -> None:
        """The strip as it leaves the page: under its title and the day it is as at, with what its signs mean."""
        if self._strip is None:
            return
        look, high = current(), line_height(Role.SMALL, current().percent)
        brush = Brush(painter, look.tokens, look.percent)
        words = f"{self._title()}, as at {in_words(self._strip.as_at)}"
        brush.line(QRectF(8, 4, box.width() - 16, high), words, Role.STRONG, look.tokens.ink)
        paint_key(brush, QRectF(8, 6 + high, box.width() - 16, high), signs_of(self._strip))
        self._draw(painter, box.adjusted(0, self._above(), 0, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F4 and Enter ask why."""
        if event.key() in (Qt.Key.Key_F4, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.why_asked.emit()
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        """A date is a door."""
        self.why_asked.emit()

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()


def signs_of(strip: Strip) -> list[Item]:
    """The key: the fills there are, and the ring of what was done."""
    there = {segment.mark for segment in strip.segments}
    late = (Mark.OVERDUE, Mark.RELIEVED)
    said: list[Item] = [(block(mark, mark not in late), SAID[mark]) for mark in SAID if mark in there]
    return said + ([(done, "done on that day")] if strip.rings else [])
