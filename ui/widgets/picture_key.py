"""The key of a drawing: for each sign the sign itself and its words, so that no colour has to be known by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from ehcp_desk.domain.wording import Mark
from ui.theme import marks
from ui.theme.tokens import Pattern, Tokens
from ui.theme.type_scale import Role, font
from ui.widgets.cell_painting import Brush, width_of
from ui.widgets.patterns import fill

SIGN, GAP, BETWEEN = 18, 5, 14
Sign = Callable[[QPainter, QRectF, Tokens], None]
Item = tuple[Sign, str]


def paint_key(brush: Brush, box: QRectF, items: Sequence[Item]) -> float:
    """The signs with their words from the left of a line; what has no room is left out.  Gives where it ended."""
    x, face = box.left(), font(Role.SMALL, brush.percent)
    for sign, words in items:
        wide = SIGN + GAP + width_of(words, face) + 2
        if x + wide > box.right() + 1:
            break
        brush.painter.save()
        sign(brush.painter, QRectF(x, box.center().y() - 5, SIGN, 10), brush.tokens)
        brush.painter.restore()
        brush.line(
            QRectF(x + SIGN + GAP, box.top(), wide - SIGN - GAP + 2, box.height()), words, Role.SMALL, brush.tokens.ink2
        )
        x += wide + BETWEEN
    return x


def key_width(items: Sequence[Item], percent: int) -> float:
    """The pixels a whole key takes."""
    face = font(Role.SMALL, percent)
    return sum(SIGN + GAP + width_of(words, face) + 2 + BETWEEN for _, words in items)


def block(mark: Mark, plain: bool = False, pattern: Pattern | None = None) -> Sign:
    """A piece of a bar in a state's colours; ``plain`` without its pattern, but where colours are few; or in a ``pattern``."""

    def sign(painter: QPainter, box: QRectF, tokens: Tokens) -> None:
        wanted = Pattern.SOLID if plain and not tokens.contrast else pattern
        fill(painter, box, marks.colours(mark, tokens), tokens, wanted)
        painter.setPen(QPen(QColor(tokens.control), 1))
        painter.drawRect(box)

    return sign


def ring(painter: QPainter, box: QRectF, tokens: Tokens) -> None:
    """A line through an open ring."""
    _through(painter, box, QPen(QColor(tokens.running.text), 2.5))
    painter.setBrush(QColor(tokens.surface))
    painter.setPen(QPen(QColor(tokens.running.text), 1.8))
    painter.drawEllipse(box.center(), 3.5, 3.5)


def square(painter: QPainter, box: QRectF, tokens: Tokens) -> None:
    """A broken line through an open square."""
    _through(painter, box, QPen(QColor(tokens.running.text), 2, Qt.PenStyle.DashLine))
    painter.setBrush(QColor(tokens.surface))
    painter.setPen(QPen(QColor(tokens.running.text), 1.6))
    painter.drawRect(QRectF(box.center().x() - 3, box.center().y() - 3, 6, 6))


def shade(painter: QPainter, box: QRectF, tokens: Tokens) -> None:
    """The shade of a range, within its broken edge."""
    painter.setPen(QPen(QColor(tokens.running.fill), 1, Qt.PenStyle.DashLine))
    painter.setBrush(QColor(tokens.running.tint))
    painter.drawRect(box)


def dashes(painter: QPainter, box: QRectF, tokens: Tokens) -> None:
    """The broken line of a target."""
    painter.setPen(QPen(QColor(tokens.ink), 1.4, Qt.PenStyle.DashLine))
    painter.drawLine(QPointF(box.left(), box.center().y()), QPointF(box.right(), box.center().y()))


def done(painter: QPainter, box: QRectF, tokens: Tokens) -> None:
    """The ring with a tick of what was done on a day."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(QColor(tokens.surface))
    painter.setPen(QPen(QColor(tokens.met.text), 1.6))
    middle = box.center()
    painter.drawEllipse(middle, 5.5, 5.5)
    painter.drawPolyline([middle + QPointF(-2.6, 0.2), middle + QPointF(-0.8, 2), middle + QPointF(2.8, -2)])


def _through(painter: QPainter, box: QRectF, pen: QPen) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(pen)
    painter.drawLine(QPointF(box.left(), box.center().y()), QPointF(box.right(), box.center().y()))
