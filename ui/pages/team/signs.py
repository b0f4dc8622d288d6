"""The two figures a manager looks at first: cases nobody holds, and those among them already late."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QWidget

from ehcp_desk.domain.dates import day_count
from ehcp_desk.domain.wording import Mark
from ehcp_desk.services.oversight.team import TeamView
from ui.theme import marks
from ui.theme.appearance import current
from ui.theme.type_scale import Role
from ui.widgets.panel import PAD
from ui.widgets.text import label

Figure = tuple[QPushButton, QLabel]


class Signs(QWidget):
    """Large figures that open their lists."""

    def __init__(self, open_unassigned: Callable[[], object], open_late: Callable[[], object]) -> None:
        super().__init__()
        self.setAccessibleName("Nobody is moving these")
        grid = QGridLayout(self)
        grid.setContentsMargins(PAD, 10, PAD, 12)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(1)
        grid.setColumnStretch(1, 1)
        self._unassigned = self._figure(grid, 0, "Unassigned", open_unassigned)
        grid.setRowMinimumHeight(2, 12)
        self._late = self._figure(grid, 1, "Already overdue", open_late)
        current().changed.connect(self._colour)

    def _figure(self, grid: QGridLayout, row: int, title: str, act: Callable[[], object]) -> Figure:
        number = QPushButton("0")
        number.setProperty("kind", "figure")
        number.setAccessibleName(title)
        number.clicked.connect(lambda: act())
        words = label("", Role.SMALL, wrap=True)
        grid.addWidget(number, row * 3, 0, 2, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(label(title, Role.STRONG), row * 3, 1)
        grid.addWidget(words, row * 3 + 1, 1)
        return number, words

    def show_counts(self, view: TeamView) -> None:
        """Show a team's figures."""
        self._set(
            self._unassigned,
            view.unassigned,
            f"longest {day_count(view.longest_unassigned)}" if view.unassigned else "none",
        )
        self._set(self._late, view.unassigned_overdue, "of those nobody holds")
        self._colour()

    def _set(self, pair: Figure, count: int, words: str) -> None:
        number, line = pair
        number.setText(f"{count:,}")
        number.setAccessibleName(f"{number.accessibleName().split(':')[0]}: {count:,}, {words}")
        line.setText(words)

    def _colour(self) -> None:
        look = current()
        for (number, _), mark in ((self._unassigned, Mark.UNASSIGNED), (self._late, Mark.OVERDUE)):
            colour = marks.colours(mark, look.tokens).text if number.text() != "0" else look.tokens.ink
            size = look.font(Role.FIGURE).pixelSize()
            number.setStyleSheet(
                f"QPushButton {{ color: {colour}; font-size: {size}px; font-weight: 600; border: none;"
                " background: transparent; padding: 0; }"
            )
