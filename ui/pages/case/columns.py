"""Three columns that become two, then one, as the window narrows (design.md section 5)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

GAP = 8
Plan = Sequence[tuple[int, Sequence[tuple[QWidget, int]]]]
"""For each column: its share of the width, and its panels with their shares of the height."""


class Columns(QWidget):
    """Lays the same panels out by one of three plans."""

    def __init__(self, three: Plan, two: Plan, one: Plan) -> None:
        super().__init__()
        self._plans = {3: three, 2: two, 1: one}
        self._shown = 0
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(GAP)
        for _, panels in three:
            for panel, _share in panels:
                panel.setParent(self)
        self.arrange(3)

    @property
    def shown(self) -> int:
        """How many columns there are now."""
        return self._shown

    def arrange(self, columns: int) -> None:
        """Lay the panels out in so many columns."""
        if columns == self._shown:
            return
        self._shown = columns
        while (item := self._row.takeAt(0)) is not None:
            layout = item.layout()
            while layout is not None and layout.takeAt(0) is not None:
                continue
            if layout is not None:
                layout.deleteLater()
        for share, panels in self._plans[columns]:
            stack = QVBoxLayout()
            stack.setSpacing(GAP)
            for panel, height in panels:
                stack.addWidget(panel, height)
            self._row.addLayout(stack, share)
