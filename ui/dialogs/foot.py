"""The foot of a dialog: its acts in a row with a note beside them, or wrapped with the note below."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QSizePolicy, QWidget

from ui.widgets.buttons import ActionButton, Kind
from ui.widgets.flow import Flow
from ui.widgets.text import NoteLabel

SIDE, EDGE, GAP = 16, 10, 8


class Acts(QWidget):
    """Buttons in one row that is never squeezed; ``folded``, they run on to further rows."""

    def __init__(self) -> None:
        super().__init__()
        self.folded = False
        self.flow = Flow(self, (), GAP)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    @property
    def in_a_row(self) -> int:
        """Pixels the buttons need beside each other."""
        wide = [button.sizeHint().width() for button in self.flow.shown]
        return sum(wide) + GAP * max(0, len(wide) - 1)

    def sizeHint(self) -> QSize:
        """One row."""
        return QSize(self.in_a_row, self.height())

    def minimumSizeHint(self) -> QSize:
        """One row; folded, the widest button."""
        widest = max((button.sizeHint().width() for button in self.flow.shown), default=0)
        return QSize(widest if self.folded else self.in_a_row, self.height())

    def fold(self, folded: bool) -> None:
        """Let the buttons wrap, or not."""
        self.folded = folded
        self.updateGeometry()


class DialogFoot(QFrame):
    """``acts`` are in reading order, Cancel last; ``note`` says what the acts leave as it is."""

    def __init__(self, on_cancel: Callable[[], object]) -> None:
        super().__init__()
        self.setProperty("part", "dialog_foot")
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._line.setContentsMargins(SIDE, EDGE, SIDE, EDGE)
        self._line.setSpacing(GAP)
        self._row = Acts()
        self.cancel = self.add(ActionButton("Cancel", on_cancel, kind=Kind.QUIET), 0)
        self._line.addWidget(self._row)
        self.note = NoteLabel(self)
        self._line.addWidget(self.note, 2)
        self._align()

    @property
    def acts(self) -> list[ActionButton]:
        """The buttons, in reading order."""
        return [button for button in self._row.flow.widgets if isinstance(button, ActionButton)]

    def add(self, button: ActionButton, place: int) -> ActionButton:
        """Put an act at this place of the row."""
        button.setAutoDefault(False)
        self._row.flow.add(button, place)
        return button

    def arrange(self, width: int, narrow: bool) -> None:
        """Stand in this width: the note goes below where it is ``narrow``; acts that need more than it has wrap."""
        down = narrow or self._row.in_a_row + 2 * SIDE > width
        if down == self._row.folded:
            return
        self._row.fold(down)
        self._line.setDirection(QBoxLayout.Direction.TopToBottom if down else QBoxLayout.Direction.LeftToRight)
        self._align()

    def height_in(self, width: int) -> int:
        """Pixels it takes where the acts wrap in this width and the note stands below."""
        inside = width - 2 * SIDE
        note = self.note.heightForWidth(inside) + GAP if self.note.text() else 0
        return self._row.flow.height_in(inside) + note + 2 * EDGE

    def _align(self) -> None:
        side = Qt.AlignmentFlag.AlignLeft if self._row.folded else Qt.AlignmentFlag.AlignRight
        self.note.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
