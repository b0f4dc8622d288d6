"""Unassigned: who has nobody, who might take them, and who has room."""

from __future__ import annotations

from html import escape
from typing import Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ehcp_desk.domain.amounts import so_many
from ehcp_desk.domain.dates import day_count, short
from ehcp_desk.domain.wording import Mark
from ehcp_desk.services.oversight.suggestions import Free, Room, UnassignedView, unassigned_view
from ui.commands import Command
from ui.context import PageContext
from ui.events import Changed
from ui.models import case_columns
from ui.models.cells import Bar, StateCell, TwoLine
from ui.models.columns import Column, Kind
from ui.models.row_model import RowModel
from ui.theme.type_scale import Role
from ui.widgets.buttons import ActionButton
from ui.widgets.buttons import Kind as ButtonKind
from ui.widgets.notices import EmptyState
from ui.widgets.page import Page, put_side
from ui.widgets.panel import PAD, PageHeader, Panel
from ui.widgets.row_table import RowTable
from ui.widgets.text import label

SIDE = 300
Numbered = tuple[int, Room, float]


def make(context: PageContext) -> UnassignedPage:
    """The page, for the window."""
    return UnassignedPage(context)


class UnassignedPage(Page):
    """The list every case without a caseworker is on, longest first."""

    title = "Unassigned"

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__("Unassigned", parent)
        self._context = context
        self._view: UnassignedView | None = None
        self.header = PageHeader("Unassigned")
        self.suggest = ActionButton("Take the suggestions", self._take_suggestions, "magic-wand")
        self.team = ActionButton("Change team", self._move_team, "users-three")
        self.assign = ActionButton("Assign", self._assign, "user-circle-gear", "F8", ButtonKind.PRIMARY)
        self.header.add_action(self.suggest)
        self.header.add_action(self.team)
        self.header.add_action(self.assign)
        self.content.addWidget(self.header)
        self._columns = QHBoxLayout()
        self._columns.setSpacing(8)
        self.content.addLayout(self._columns, 1)
        self.table = self._make_table()
        self._panel = Panel()
        self._panel.add(self.table, 1)
        self._empty = EmptyState("user-check", "Everybody has somebody", "Every open case and every plan has a named caseworker.",
                                 "See all cases", lambda: context.navigate("cases"), Mark.MET)  # fmt: skip
        self._panel.add(self._empty)
        self._empty.hide()
        self._columns.addWidget(self._panel, 1)
        self._side = self._make_side()
        self._columns.addWidget(self._side)
        context.events.changed.connect(self._changed)

    def _make_table(self) -> RowTable[Free]:
        self.rows: RowModel[Free] = RowModel(
            (
                Column("pick", "", lambda f: f.row.case.name, 40, Kind.CHECK, spoken_title="Choose", narrow=True),
                Column("child", "Child", lambda f: TwoLine(f.row.case.name, f.row.case.ref, bold=True), case_columns.CHILD,
                       Kind.TWO_LINE, narrow=True),
                Column("since", "Unassigned for", lambda f: StateCell(Mark.UNASSIGNED, _days(f.days), f.since), 148,
                       Kind.STATE),
                Column("week", "Week", lambda f: str(f.row.week.ordinal) if f.row.week else "–", 48, right=True),
                Column("duty", "Next duty", _duty, kind=Kind.TWO_LINE, stretch=True, least=112),
                Column("state", "State", lambda f: case_columns.state_cell(f.row), 160, Kind.STATE, narrow=True),
                Column("to", "Suggested", lambda f: TwoLine(f.to or "nobody has room", f.because), 146, Kind.TWO_LINE),
            ),
            lambda f: case_columns.sentence(f.row),
            row_id=lambda f: f.row.id,
        )  # fmt: skip
        self.rows.chosen_changed.connect(lambda _count: self._name_buttons())
        table = RowTable(self.rows, "Unassigned", settings=self._context.settings, last_to_go=("duty", "since", "to"))
        table.opened.connect(self._context.open_case)
        return table

    def _make_side(self) -> QWidget:
        panel = Panel("Who has room", aside="cases, and the limit")
        panel.setFixedWidth(SIDE)
        self._rooms: RowModel[Numbered] = RowModel(
            (
                Column("who", "Caseworker", lambda n: TwoLine(n[1].name, _fte(n[1].fte), bold=True), 128, Kind.TWO_LINE,
                       stretch=True),
                Column("bar", "Cases", _bar, 144, Kind.BAR),
            ),
            row_id=lambda n: n[0],
        )  # fmt: skip
        self.room_table = RowTable(self._rows_of_rooms(), "Who has room", headed=False)
        panel.add(self.room_table)
        self._average = label("", Role.SMALL, wrap=True)
        self._average.setContentsMargins(PAD, 8, PAD, 10)
        panel.add(self._average)
        panel.body.addStretch(1)
        return panel

    def _rows_of_rooms(self) -> RowModel[Numbered]:
        return self._rooms

    # -- what the window asks --------------------------------------------------------------------------------

    def arrive(self, **_kw: Any) -> None:
        """Read anew."""
        self._reread()

    def panes(self) -> list[QWidget]:
        """The list, then who has room."""
        return [self.table, self.room_table]

    def show_changes(self) -> None:
        """F5: read anew."""
        self._reread()

    def commands(self) -> list[Command]:
        """What can be done to the cases of the list."""
        return [
            Command("assign", "Assign", "Case", "F8", self._assign),
            Command("move_team", "Change team", "Case", "", self._move_team),
            Command("why", "Why this date", "Case", "F4", self._why),
        ]

    def help_words(self) -> str:
        """What this page is for."""
        return ("Every open case and plan that nobody holds, longest first. Space ticks a case; F8 assigns the ticked ones. "
                "Until somebody is named, their deadlines go to the team manager.")  # fmt: skip

    def _changed(self, changed: Changed) -> None:
        if self.isVisible() and changed.about("owners", "cases", "staff", "facts"):
            self._reread()

    def _reread(self) -> None:
        desk = self._context.desk
        self._context.dispatcher.latest(
            self, lambda _p: unassigned_view(desk), self._show, self._context.messages.failed
        )

    # -- showing -----------------------------------------------------------------------------------------------

    def _show(self, view: UnassignedView) -> None:
        self._view = view
        self.rows.set_rows(view.free)
        self.table.setVisible(bool(view.free))
        self._empty.setVisible(not view.free)
        count = len(view.free)
        if count:
            whose = "Until someone is named, their deadlines come to"
            words = f"<b>{so_many(count, 'case has', 'cases have')} nobody yet.</b> {whose} {escape(view.fallback)}."
        else:
            words = "Every case has a named caseworker."
        self.header.set_sentence(words, rich=True)
        self._context.shell.set_count("unassigned", count)
        most = max((max(r.cases, r.limit or 0) for r in view.rooms), default=1) or 1
        self._rooms.set_rows([(n, room, most) for n, room in enumerate(view.rooms, 1)])
        self.room_table.fit_height(9)
        self._average.setText(_average(view))
        self._name_buttons()

    def _name_buttons(self) -> None:
        chosen = len(self.rows.chosen)
        self.assign.set_words(f"Assign {chosen} case{'s' if chosen != 1 else ''}" if chosen else "Assign")
        self.assign.setEnabled(bool(chosen or self.table.selected_ids()))
        self.team.setEnabled(self.assign.isEnabled())
        self.suggest.setEnabled(bool(self._view and any(f.to for f in self._view.free)))

    # -- acts ----------------------------------------------------------------------------------------------------

    def _ids(self) -> list[int]:
        picked = self.rows.chosen
        ordered = [f.row.id for f in self._view.free if f.row.id in picked] if self._view else []
        return ordered or self.table.selected_ids()

    def _assign(self) -> None:
        if ids := self._ids():
            self._context.ask("assign", case_ids=ids)

    def _move_team(self) -> None:
        if ids := self._ids():
            self._context.ask("move_team", case_ids=ids)

    def _why(self) -> None:
        """F4: the proof of the date in the line."""
        case_id = self.table.current_id()
        if case_id is not None:
            self._context.navigate("case", case_id=case_id, tab="Clock")

    def _take_suggestions(self) -> None:
        if self._view is None:
            return
        wanted = self.rows.chosen or frozenset(f.row.id for f in self._view.free)
        suggested = {f.row.id: f.to for f in self._view.free if f.to and f.row.id in wanted}
        first = next(iter(suggested.values()), "")
        self._context.ask("assign", case_ids=[i for i, to in suggested.items() if to == first], to=first)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Who has room stands where there is room for it."""
        super().resizeEvent(event)
        put_side(self, self._columns, self._panel, self._side, SIDE)


def _days(days: int) -> str:
    return "since today" if days == 0 else day_count(days)


def _duty(free: Free) -> TwoLine:
    due = free.row.next
    return TwoLine(due.duty, short(due.due, free.row.as_at)) if due else TwoLine("No limit running", "")


def _fte(fte: float) -> str:
    return "full time" if fte >= 1 else f"{fte:g} of full time"


def _bar(numbered: Numbered) -> Bar:
    _, room, most = numbered
    words = f"{room.cases} of {room.limit}" if room.limit else str(room.cases)
    return Bar(room.cases, most, limit=room.limit, words=words)


def _average(view: UnassignedView) -> str:
    if not view.posts:
        return "No caseworker is on the staff list; add people in Settings."
    each = view.held / view.posts
    return f"{so_many(view.held, 'open case')} over {view.posts:g} posts: {each:.1f} for each full-time post."
