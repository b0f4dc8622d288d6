"""Filling a bar: solid, or with the pattern that tells a state apart without colour (design.md sections 2 and 8)."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from ui.theme.tokens import Pattern, StateColours, Tokens

PITCH, LINE = 5.0, 1.4


def fill(painter: QPainter, rect: QRectF, state: StateColours, tokens: Tokens, pattern: Pattern | None = None) -> None:
    """Fill ``rect`` in a state's colours; ``pattern`` overrides the state's own."""
    if rect.width() <= 0:
        return
    wanted = pattern or state.pattern
    if wanted is Pattern.SOLID:
        painter.fillRect(rect, QColor(state.fill))
        return
    if wanted is Pattern.RISING:
        painter.fillRect(rect, QColor(state.fill))
        _lines(painter, rect, wanted, tokens.surface, LINE)
        return
    painter.fillRect(rect, QColor(state.tint))
    _lines(painter, rect, wanted, state.fill, 1.8 if wanted is Pattern.FALLING else 2.0)


def _lines(painter: QPainter, rect: QRectF, pattern: Pattern, colour: str, width: float) -> None:
    painter.save()
    painter.setClipRect(rect, Qt.ClipOperation.IntersectClip)
    pen = QPen(QColor(colour), width)
    slanted = pattern in (Pattern.RISING, Pattern.FALLING)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, slanted)
    if pattern is Pattern.DOTTED:
        pen.setStyle(Qt.PenStyle.DotLine)
    elif pattern is Pattern.DASHED:
        pen.setStyle(Qt.PenStyle.DashLine)
    painter.setPen(pen)
    painter.drawLines(_runs(rect, pattern))
    painter.restore()


def _runs(rect: QRectF, pattern: Pattern) -> list[QLineF]:
    """The lines of a pattern over a rectangle, in step with its left edge so that rows agree."""
    left, top, height = rect.left(), rect.top(), rect.height()
    if pattern is Pattern.LEVEL:
        return [QLineF(left, top + y, rect.right(), top + y) for y in _steps(1, height, 3)]
    if pattern in (Pattern.DOTTED, Pattern.DASHED):
        return [QLineF(left, rect.center().y(), rect.right(), rect.center().y())]
    if pattern is Pattern.UPRIGHT:
        return [QLineF(left + x, top, left + x, rect.bottom()) for x in _steps(1, rect.width(), 4)]
    lean = height if pattern is Pattern.RISING else -height
    start = -height if pattern is Pattern.RISING else 0.0
    stop = rect.width() if pattern is Pattern.RISING else rect.width() + height
    return [QLineF(left + x, rect.bottom(), left + x + lean, top) for x in _steps(start, stop, PITCH)]


def _steps(start: float, stop: float, step: float) -> list[float]:
    count = max(0, int((stop - start) / step) + 1)
    return [start + n * step for n in range(count)]
