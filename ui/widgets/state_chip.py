"""A state as a chip: its mark and exact words on its tint; in high contrast outlined (design.md sections 2 and 3)."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ehcp_desk.domain.wording import Mark
from ui.theme import icons, marks
from ui.theme.appearance import current
from ui.theme.sheet import grown
from ui.theme.type_scale import Role, font
from ui.widgets.cell_painting import width_of

ICON, GAP, SIDE, HIGH = 14, 8, 8, 22


class StateChip(QWidget):
    """Shows a mark and its words; ``plain`` leaves the tint away, for a state in a line of text."""

    def __init__(self, mark: Mark = Mark.UNKNOWN, words: str = "", plain: bool = False) -> None:
        super().__init__()
        self._mark, self._words, self._plain = mark, words, plain
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        current().changed.connect(self._restyle)
        self.setAccessibleName(words)

    def show_state(self, mark: Mark, words: str) -> None:
        """Show another state."""
        self._mark, self._words = mark, words
        self.setAccessibleName(words)
        self._restyle()

    @property
    def words(self) -> str:
        """What it says."""
        return self._words

    def sizeHint(self) -> QSize:
        """As wide as its words."""
        side = 0 if self._plain else SIDE
        width = width_of(self._words, font(self._role, current().percent)) + ICON + GAP + 2 * side + 2
        return QSize(round(width), grown(18 if self._plain else HIGH, current().percent))

    @property
    def _role(self) -> Role:
        return Role.BODY if self._plain and not marks.look(self._mark).bold else Role.STRONG

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Tint, icon, words."""
        look, painter = current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours, mark = marks.colours(self._mark, look.tokens), marks.look(self._mark)
        left = 0 if self._plain else SIDE
        if not self._plain:
            edged = look.tokens.contrast
            painter.setPen(QPen(QColor(colours.text), 1) if edged else QPen(QColor(colours.tint), 0))
            painter.setBrush(QColor(colours.tint))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        icons.paint(painter, mark.icon, left, round((self.height() - ICON) / 2), ICON, colours.text, mark.weight)
        painter.setPen(QColor(colours.text))
        painter.setFont(font(self._role, look.percent))
        words = QRectF(left + ICON + GAP - 2, 0, self.width(), self.height())
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self._words)

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()
