"""Alerts of mine: what is due, overdue or was given to me; Enter opens the case, and what was read is remembered."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog, QWidget

from ehcp_desk.services.oversight.news import News, news
from ui.alerts import KIND, mark_read, read_keys
from ui.context import PageContext
from ui.dialogs.frame import DeskDialog
from ui.models.columns import Column, Kind
from ui.models.row_model import RowModel
from ui.theme.type_scale import Role
from ui.widgets.row_table import RowTable
from ui.widgets.text import label

Row = tuple[int, News, bool]


def make(context: PageContext, parent: QWidget) -> QDialog:
    """The dialog, for the window."""
    return MyAlerts(context, parent)


class MyAlerts(DeskDialog):
    """Unread first; opening a case reads its alerts."""

    def __init__(self, context: PageContext, parent: QWidget | None) -> None:
        super().__init__(context, "Alerts", parent, QSize(760, 520))
        self._found: tuple[News, ...] = ()
        self.heading = label("Looking for what is yours…", Role.QUESTION, wrap=True)
        self.form.addWidget(self.heading)
        self.rows: RowModel[Row] = RowModel(
            (
                Column(
                    "state", "", lambda r: "read" if r[2] else "new", 56, Kind.SECOND, spoken_title="State", narrow=True
                ),
                Column("ref", "Case", lambda r: r[1].ref, 130, Kind.STRONG, narrow=True),
                Column("what", "What", lambda r: r[1].words, 300, stretch=True, narrow=True),
            ),
            lambda r: f"{r[1].ref}: {r[1].words}, {'read' if r[2] else 'not read'}",
            row_id=lambda r: r[0],
        )
        self.table: RowTable[Row] = RowTable(self.rows, "Alerts", two_line=False, row_height=26)
        self.table.opened.connect(self._open)
        self.form.addWidget(self.table, 1)
        self.set_primary("Mark all as read")
        self.rename_cancel("Close")
        self.note.setText("Enter opens the case. What was read is remembered on this computer.")
        desk = context.desk
        context.dispatcher.read(self, lambda _progress: news(desk), self._show, self.say_error)

    def _show(self, found: tuple[News, ...]) -> None:
        read = read_keys(self.context.settings, self.context.desk.user)
        self._found = found
        ordered = sorted(found, key=lambda one: one.key in read)
        self.rows.set_rows([(n, one, one.key in read) for n, one in enumerate(ordered, 1)])
        unread = sum(one.key not in read for one in found)
        of = f" of {len(found)}" if found else ""
        self.heading.setText(
            f"{unread}{of} not read" if found else "Nothing is due from you, and nothing new was given to you"
        )
        if self.primary is not None:
            self.primary.setEnabled(bool(unread))
        if found:
            self.table.select_row(0)
            self.table.setFocus()

    def submit(self) -> None:
        """All of them are read."""
        self._read(list(self._found))
        self.accept()

    def _read(self, some: list[News]) -> None:
        there = [one.key for one in self._found]
        mark_read(self.context.settings, self.context.desk.user, [one.key for one in some], there)
        self.context.events.tell(frozenset({KIND}), frozenset(), self)

    def _open(self, number: int) -> None:
        place = self.rows.find(number)
        row = self.rows.row_at(place) if place is not None else None
        if row is not None:
            self._read([one for one in self._found if one.case_id == row[1].case_id])
            self.accept()
            self.context.open_case(row[1].case_id)
