"""The three steps of an import, as words in a row: done, here, to come."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import icons
from ui.theme.appearance import current
from ui.theme.type_scale import Role, font
from ui.widgets.cell_painting import width_of
from ui.widgets.drawn import Drawn

DISC, GAP, LINE = 22, 8, 30


class Steps(Drawn):
    """Painted, and spoken as ``Step 2 of 3: Match the columns``."""

    def __init__(self, titles: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._titles, self._step = tuple(titles), 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        current().changed.connect(self.update)
        self.show_step(0)

    def show_step(self, step: int) -> None:
        """Say which step is under way; one past the last means all are done."""
        self._step = step
        here = min(step, len(self._titles) - 1)
        parts = (
            ("Done", self._titles[:step]),
            ("Here", self._titles[step : step + 1]),
            ("To come", self._titles[step + 1 :]),
        )
        words = " ".join(f"{what}: {', '.join(titles)}." for what, titles in parts if titles)
        self.tell(f"Step {here + 1} of {len(self._titles)}: {self._titles[here]}", words)
        self.update()

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(480, 28)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Disc, words, line, disc, words."""
        look, painter = current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens, left, middle = look.tokens, 0.0, self.height() / 2
        for place, title in enumerate(self._titles):
            done, here = place < self._step, place == self._step
            box = QRectF(left + 0.5, middle - DISC / 2 + 0.5, DISC - 1, DISC - 1)
            painter.setPen(QPen(QColor(tokens.accent if done or here else tokens.control), 1))
            painter.setBrush(QColor(tokens.accent) if done or here else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(box)
            if done:
                icons.paint(painter, "check", left + 4, middle - 7, 14, tokens.on_accent, icons.BOLD)
            else:
                painter.setFont(font(Role.SMALL_STRONG, look.percent))
                painter.setPen(QColor(tokens.on_accent if here else tokens.ink2))
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(place + 1))
            left += DISC + GAP
            words = font(Role.STRONG if here else Role.BODY, look.percent)
            painter.setFont(words)
            painter.setPen(QColor(tokens.ink if here or done else tokens.ink2))
            width = width_of(title, words)
            painter.drawText(QRectF(left, 0, width + 2, self.height()), Qt.AlignmentFlag.AlignVCenter, title)
            left += width + GAP + 2
            if place < len(self._titles) - 1:
                painter.setPen(QPen(QColor(tokens.control), 1))
                painter.drawLine(QPointF(left, middle), QPointF(left + LINE, middle))
                left += LINE + GAP + 2
