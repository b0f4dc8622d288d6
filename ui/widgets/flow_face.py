"""The stage flow drawn: for each stage what stood there and came in, over what stands there now and went out.

Both bars of a stage are equally long where it balances, so that one sees at once where it does not.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ehcp_desk.domain.returns import FlowLine
from ehcp_desk.domain.wording import Mark
from ui.theme import marks
from ui.theme.appearance import current
from ui.theme.tokens import Pattern
from ui.theme.type_scale import Role, font, line_height
from ui.widgets.cell_painting import Brush, width_of
from ui.widgets.drawn import Drawn
from ui.widgets.patterns import fill
from ui.widgets.picture_key import Item, block, paint_key
from ui.widgets.pictures import Picture

NAME = "Stage flow"
HEADS = ("Stage", "At the opening", "In", "Out", "At the close", "How they went out")
PAD, BETWEEN = 10, 4
STOOD: Item = (block(Mark.RUNNING, pattern=Pattern.SOLID), "stood, stands")
CAME: Item = (block(Mark.MET, pattern=Pattern.UPRIGHT), "came in")
WENT: Item = (block(Mark.OVERDUE, pattern=Pattern.RISING), "went out")
PATTERNS = {Mark.RUNNING: Pattern.SOLID, Mark.MET: Pattern.UPRIGHT, Mark.OVERDUE: Pattern.RISING}
"""Each piece of a bar has a pattern of its own in every theme: green beside blue tells nothing to many."""


class FlowFace(Drawn):
    """Give it the lines of a balance with ``show_flow``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[FlowLine, ...] = ()
        self._when = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(NAME)
        self.take_along = Picture(self, self._title, self._titled, self.table, lambda: _high() + 8)
        current().changed.connect(self.updateGeometry)

    def show_flow(self, lines: Sequence[FlowLine], when: str) -> None:
        """Draw another; ``when`` says between which days."""
        self._lines, self._when = tuple(lines), when
        self.tell(f"{NAME}, {when}", " ".join(f"{one.stage}: {_sum(one)}." for one in self._lines))
        self.updateGeometry()
        self.update()

    def table(self) -> list[tuple[str, ...]]:
        """The table behind it."""
        return [HEADS, *((one.stage, str(one.opening), str(one.came_in), str(one.went_out), str(one.closing),
                          ", ".join(f"{many} {words}" for words, many in one.ways)) for one in self._lines)]  # fmt: skip

    def sizeHint(self) -> QSize:
        """Two lines of words a stage, and one for the key."""
        return QSize(280, (2 * len(self._lines) + 1) * _high() + BETWEEN * len(self._lines) + 8)

    def minimumSizeHint(self) -> QSize:
        """As high as its stages."""
        return QSize(200, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The whole of it."""
        self._draw(QPainter(self), QRectF(self.rect()))

    def _title(self) -> str:
        return f"{NAME}, {self._when}" if self._when else NAME

    def _titled(self, painter: QPainter, box: QRectF) -> None:
        look = current()
        brush = Brush(painter, look.tokens, look.percent)
        brush.line(QRectF(PAD, 4, box.width() - 2 * PAD, _high()), self._title(), Role.STRONG, look.tokens.ink)
        self._draw(painter, box.adjusted(0, _high() + 8, 0, 0))

    def _draw(self, painter: QPainter, box: QRectF) -> None:
        """The key, then each stage: its name and its sum in words, its two bars beneath."""
        look, high = current(), _high()
        brush = Brush(painter, look.tokens, look.percent)
        inner = box.adjusted(PAD, 2, -PAD, 0)
        paint_key(brush, QRectF(inner.left(), inner.top(), inner.width(), high), (STOOD, CAME, WENT))
        most = max((one.opening + one.came_in for one in self._lines), default=1) or 1
        top = inner.top() + high + BETWEEN
        for one in self._lines:
            said = width_of(_sum(one), font(Role.SMALL_STRONG, look.percent)) + 4
            brush.line(
                QRectF(inner.left(), top, inner.width() - said - PAD, high), one.stage, Role.SMALL, look.tokens.ink
            )
            brush.line(
                QRectF(inner.right() - said, top, said, high), _sum(one), Role.SMALL_STRONG, look.tokens.ink, True
            )
            bar = QRectF(inner.left(), top + high, inner.width(), (high - 3) / 2)
            _bar(brush, bar, (one.opening, Mark.RUNNING), (one.came_in, Mark.MET), most)
            _bar(
                brush,
                bar.translated(0, bar.height() + 1),
                (one.closing, Mark.RUNNING),
                (one.went_out, Mark.OVERDUE),
                most,
            )
            top += 2 * high + BETWEEN


def _bar(brush: Brush, box: QRectF, first: tuple[int, Mark], second: tuple[int, Mark], most: int) -> None:
    """Two pieces end to end, each in its own fill, with an edge."""
    left = box.left()
    for many, mark in (first, second):
        piece = QRectF(left, box.top(), box.width() * many / most, box.height())
        if many:
            fill(brush.painter, piece, marks.colours(mark, brush.tokens), brush.tokens, PATTERNS[mark])
            brush.painter.setPen(QPen(QColor(brush.tokens.surface), 1))
            brush.painter.drawLine(piece.topRight(), piece.bottomRight())
        left = piece.right()


def _sum(one: FlowLine) -> str:
    """``8 + 1 - 0 = 9``, as the table has it."""
    return f"{one.opening:,} + {one.came_in:,} \N{MINUS SIGN} {one.went_out:,} = {one.closing:,}"


def _high() -> int:
    return round(line_height(Role.SMALL, current().percent)) + 2
