"""The tabs that are one table in one panel: advice, contacts, people, documents, plan, history."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ui.models.columns import Column
from ui.models.row_source import Group
from ui.pages.case.lists import ShortList
from ui.widgets.flow import Flow
from ui.widgets.notices import EmptyState
from ui.widgets.panel import Panel

R = TypeVar("R")


class TableTab(QWidget, Generic[R]):
    """A panel with acts over a table; where there are no rows it says the good or the cause instead."""

    def build(
        self,
        title: str,
        columns: Sequence[Column[R]],
        row_height: int,
        empty: EmptyState,
        acts: Sequence[QWidget] = (),
        row_id: Callable[[R], int] | None = None,
    ) -> None:
        """Lay the tab out.  Called once, after the widget itself is there, so that acts can emit its signals."""
        self.table: ShortList[R] = ShortList(columns, title, row_height, row_id=row_id, headed=True)
        self.panel = Panel(title, " ", ruled=False)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.panel)
        if acts:
            row, holder = QWidget(), QWidget()
            Flow(row, acts)
            line = QHBoxLayout(holder)
            line.setContentsMargins(14, 0, 14, 8)
            line.addWidget(row)
            self.panel.add(holder)
        self._either = QStackedWidget()
        self._either.addWidget(self.table)
        self._either.addWidget(empty)
        self.panel.add(self._either, 1)

    def show_rows(self, rows: Sequence[R], note: str = "", groups: Sequence[Group] = ()) -> None:
        """Fill the table, under headings where ``groups`` are given; ``note`` stands after the title."""
        self.panel.set_note(note)
        self._either.setCurrentIndex(0 if rows else 1)
        self.table.show_rows(rows, groups)

    def panes(self) -> list[QWidget]:
        """What F6 moves between."""
        return [self.table if self._either.currentIndex() == 0 else self.panel]
