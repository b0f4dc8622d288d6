"""What only the return's table draws: the five boxes against target, the arrow since last year, the officer note."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPen

from ehcp_desk.domain.returns import Comparison, TargetStatus
from ui.models.columns import Column
from ui.theme import icons
from ui.theme.tokens import Tokens
from ui.theme.type_scale import Role, font
from ui.widgets.cell_delegate import CellDelegate
from ui.widgets.cell_painting import Brush, width_of

STEPS = (TargetStatus.WELL_BELOW, TargetStatus.BELOW, TargetStatus.ON, TargetStatus.ABOVE, TargetStatus.WELL_ABOVE)
BOX_WIDE, BOX_HIGH, BOX_STEP = 7, 10, 9
_ARROWS = {
    Comparison.IMPROVED: "arrow-up",
    Comparison.SAME: "equals",
    Comparison.WORSENED: "arrow-down",
}


@dataclass(frozen=True, slots=True)
class Against:
    """A figure against its target: one of five boxes filled, and the word."""

    status: TargetStatus

    @property
    def sentence(self) -> str:
        """``Well below``, ``not judged``."""
        words = str(self.status)
        return words.capitalize() if self.status in STEPS else words


@dataclass(frozen=True, slots=True)
class SinceLastYear:
    """Better or worse than the same month last year, whichever way the figure moved."""

    comparison: Comparison

    @property
    def sentence(self) -> str:
        """``improved``; a dash where the two cannot be compared."""
        return str(self.comparison) or "–"


@dataclass(frozen=True, slots=True)
class NoteCell:
    """``written`` where there is a note; ``wanted`` where there should be one.  Either is a link."""

    written: bool
    wanted: bool

    @property
    def sentence(self) -> str:
        """What the link says."""
        return "written" if self.written else "write" if self.wanted else ""

    def __bool__(self) -> bool:
        """Whether anything is drawn."""
        return self.written or self.wanted


class ReturnDelegate(CellDelegate):
    """The cells of every table, and the return's own three."""

    def _paint_value(self, brush: Brush, box: QRectF, column: Column[object], value: object) -> None:
        match value:
            case Against():
                paint_against(brush, box, value)
            case SinceLastYear():
                _paint_since(brush, box, value)
            case NoteCell():
                _paint_note(brush, box, value)
            case _:
                super()._paint_value(brush, box, column, value)


def box_colour(status: TargetStatus, tokens: Tokens) -> str:
    """The fill of the one box: red well below, amber below, ink on target, green above."""
    if status is TargetStatus.WELL_BELOW:
        return tokens.overdue.fill
    if status is TargetStatus.BELOW:
        return tokens.due_soon.fill
    return tokens.ink if status is TargetStatus.ON else tokens.met.fill


def paint_against(brush: Brush, box: QRectF, cell: Against) -> None:
    """Five small boxes, one filled, then the word; words alone where there is no target."""
    tokens, painter = brush.tokens, brush.painter
    if cell.status not in STEPS:
        brush.line(box, cell.sentence, Role.BODY, tokens.ink3)
        return
    top = round(box.center().y() - BOX_HIGH / 2)
    for number, step in enumerate(STEPS):
        shape = QRectF(round(box.left()) + number * BOX_STEP + 0.5, top + 0.5, BOX_WIDE, BOX_HIGH)
        filled = step is cell.status
        painter.setPen(QPen(QColor(box_colour(step, tokens) if filled else tokens.control), 1))
        painter.fillRect(shape, QColor(box_colour(step, tokens) if filled else tokens.surface))
        painter.drawRect(shape)
    left = box.left() + len(STEPS) * BOX_STEP + 6
    role = Role.STRONG if cell.status is TargetStatus.WELL_BELOW else Role.BODY
    brush.line(QRectF(left, box.top(), box.right() - left, box.height()), cell.sentence, role, tokens.ink)


def _paint_since(brush: Brush, box: QRectF, cell: SinceLastYear) -> None:
    arrow = _ARROWS.get(cell.comparison)
    if arrow is None:
        brush.line(box, cell.sentence, Role.BODY, brush.tokens.ink3)
        return
    side = brush.icon - 2
    icons.paint(brush.painter, arrow, round(box.left()), round(box.center().y() - side / 2), side, brush.tokens.ink,
                icons.BOLD)  # fmt: skip
    brush.line(box.adjusted(side + 5, 0, 0, 0), cell.sentence, Role.BODY, brush.tokens.ink)


def _paint_note(brush: Brush, box: QRectF, cell: NoteCell) -> None:
    tokens = brush.tokens
    if cell.written:
        top = round(box.center().y() - brush.icon / 2)
        icons.paint(brush.painter, "note-pencil", round(box.left()), top, brush.icon, tokens.ink2)
        brush.line(box.adjusted(brush.icon + 4, 0, 0, 0), cell.sentence, Role.BODY, tokens.ink2)
    elif cell.wanted:
        brush.line(box, cell.sentence, Role.BODY, tokens.link)
        width = width_of(cell.sentence, font(Role.BODY, brush.percent))
        brush.painter.fillRect(QRectF(box.left(), round(box.center().y()) + 8, width, 1), QColor(tokens.link))
