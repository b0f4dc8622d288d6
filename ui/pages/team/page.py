"""Team: who has nobody, what is past 20 weeks and why, which advice waits, what falls due for whom, who carries what."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QScrollArea, QWidget

from ehcp_desk.domain.amounts import so_many
from ehcp_desk.domain.case import OPEN_STAGES
from ehcp_desk.domain.orphans import TITLES, Forgotten, Orphan
from ehcp_desk.domain.worklist import CaseQuery, Scope
from ehcp_desk.services.oversight.orphans import forgotten
from ehcp_desk.services.oversight.team import Load, TeamView, team_view
from ehcp_desk.services.oversight.worklist import NOBODY
from ui.commands import Command
from ui.context import PageContext
from ui.dialogs.team_choice import EVERY, TeamChoice
from ui.events import Changed
from ui.models.columns import Column, Kind
from ui.models.row_model import RowModel
from ui.pages.team.ages import ROW, AgesPanel
from ui.pages.team.late import LatePanel
from ui.pages.team.loads import ALL, DuePanel, LoadsPanel, Numbered
from ui.pages.team.papers import PackButtons
from ui.pages.team.queues import AdvicePanel
from ui.pages.team.signs import Signs
from ui.widgets.not_read import NotRead
from ui.widgets.page import MIDDLE, Page, room
from ui.widgets.panel import PageHeader, Panel, link_line
from ui.widgets.row_table import RowTable
from ui.widgets.text import Link, label

NO_ONE = "Overdue, with nobody"
OrphanRow = tuple[int, Orphan, tuple[int, ...]]
LISTED = tuple(kind for kind in Orphan if kind is not Orphan.UNASSIGNED)
"""The lists beside the cases nobody holds, which have a page of their own."""


def make(context: PageContext) -> TeamPage:
    """The page, for the window."""
    return TeamPage(context)


class TeamPage(Page):
    """The manager's week.  Every number opens the cases it counts."""

    title = "Team"

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__("Team", parent)
        self._context = context
        self._team = EVERY
        self._view: TeamView | None = None
        self.header = PageHeader("Team")
        self._picked = ""
        self.papers = PackButtons(context, self, lambda: self._chosen_team, lambda: self._picked)
        for button in self.papers.buttons:
            self.header.add_action(button)
        self.teams = TeamChoice(self._reread)
        self.header.add_action(self.teams)
        self.content.addWidget(self.header)
        self.not_read = NotRead(context, self)
        self.content.addWidget(self.not_read)
        self.signs = Signs(
            self._open_unassigned, lambda: self._open(self._asked(unassigned=True, overdue=True), NO_ONE)
        )
        self.orphans, self._orphan_rows = self._make_orphans()
        self._none_forgotten = label("Every other case has somebody who moves it.", "second", wrap=True)
        self._none_forgotten.setContentsMargins(14, 8, 14, 10)
        self._none_forgotten.hide()
        self._ages = AgesPanel(self._open_cases)
        self._advice = AdvicePanel(self._open_cases, context.open_case)
        self._late = LatePanel(context.open_case, lambda case_id: context.ask("manager_review", case_id=case_id))
        self._due, self._loads = DuePanel(self._open_person), LoadsPanel(self._open_person)
        for link in self.papers.links:
            self._loads.body.addLayout(link_line(link))
        self.bands, self.queue, self.late = self._ages.bands, self._advice.queue, self._late.table
        self.due, self.loads = self._due.table, self._loads.table
        for panel in (self._due, self._loads):
            panel.table.current_changed.connect(partial(self._pick, panel.rows))
        self._panels = (self._make_nobody(), self._ages, self._advice, self._late, self._due, self._loads)
        inside = QWidget()
        inside.setProperty("ground", "canvas")
        self._grid = QGridLayout(inside)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(8)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(inside)
        scroll.setAccessibleName("Team figures")
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self.content.addWidget(scroll, 1)
        self._lay_out(wide=True)
        context.events.changed.connect(self._changed)

    # -- building ----------------------------------------------------------------------------------------------

    def _make_nobody(self) -> Panel:
        nobody = Panel("Nobody is moving these", link="Assign", on_link=lambda: self._context.navigate("unassigned"))
        nobody.add(self.signs)
        nobody.add(self.orphans)
        nobody.add(self._none_forgotten)
        nobody.body.addLayout(link_line(Link("The action register", lambda: self._context.navigate("actions"))))
        nobody.body.addStretch(1)
        return nobody

    def _make_orphans(self) -> tuple[RowTable[OrphanRow], RowModel[OrphanRow]]:
        rows: RowModel[OrphanRow] = RowModel(
            (
                Column("list", "Could be forgotten", lambda r: TITLES[r[1]], 200, stretch=True),
                Column("cases", "Cases", lambda r: f"{len(r[2]):,}", 62, Kind.STRONG, right=True),
            ),
            lambda r: f"{TITLES[r[1]]}: {len(r[2])}",
            row_id=lambda r: r[0],
        )
        table = RowTable(rows, "Cases that could be forgotten", two_line=False, row_height=ROW, start_selected=False)
        table.opened.connect(self._open_orphans)
        return table, rows

    # -- what the window asks --------------------------------------------------------------------------------

    def arrive(self, **_kw: Any) -> None:
        """Read anew."""
        self._reread()
        self.not_read.look()

    def panes(self) -> list[QWidget]:
        """The tables in reading order."""
        return [self.signs, self.orphans, self.bands, self.queue, self.late, self.due, self.loads]

    def commands(self) -> list[Command]:
        """What can be done to the list or the case in the line, and the papers of the team."""
        return [
            Command("assign", "Assign the cases of the list", "Case", "F8", self._assign_list),
            Command("actions", "The action register", "Go", "", lambda: self._context.navigate("actions")),
            Command("clinic_pack", "Clinic pack", "Desk", "Ctrl+P", self.papers.print_pack),
            Command(
                "clinic_pack_of_one",
                "Clinic pack of the caseworker in the line",
                "Desk",
                "",
                self.papers.print_pack_of_one,
            ),
            Command(
                "supervision_pack",
                "Supervision pack of the caseworker in the line",
                "Desk",
                "",
                self.papers.print_supervision,
            ),
            Command("monday_lists", "Monday lists", "Desk", "", self.papers.print_monday),
            Command("review", "Record a manager’s review", "Case", "Ctrl+R", self._late.review_current),
        ]

    def show_changes(self) -> None:
        """F5: read anew."""
        self._reread()

    def help_words(self) -> str:
        """What this page is for."""
        return ("The team at a glance: cases nobody holds, open cases past 20 weeks by age and cause, advice still waiting, "
                "legal limits in the next 28 days and who carries what. Enter on a row opens the cases it counts; F8 shares "
                "out the list in the line; Ctrl+R records a review of the overdue case in the line; Ctrl+P prints the clinic "
                "pack. The supervision pack, and a clinic pack of one person, are of the caseworker in the line of "
                "Caseload.")  # fmt: skip

    def _changed(self, changed: Changed) -> None:
        if self.isVisible() and changed.about("owners", "cases", "staff", "facts"):
            self._reread()

    @property
    def _chosen_team(self) -> int | None:
        return None if self._team == EVERY else int(self._team)

    def _reread(self, team: str = "") -> None:
        self._team = team or self._team
        wanted, desk = self._chosen_team, self._context.desk
        self._context.dispatcher.latest(
            self, lambda _p: team_view(desk, wanted), self._show, self._context.messages.failed
        )
        self._context.dispatcher.latest(
            self,
            lambda _p: forgotten(desk, LISTED, wanted),
            self._show_orphans,
            self._context.messages.failed,
            about="forgotten",
        )

    # -- showing -----------------------------------------------------------------------------------------------

    def _show(self, view: TeamView) -> None:
        self._view = view
        self.teams.offer(view.teams, self._team)
        soon = sum(load.within[0] for load in view.loads)
        self.header.set_sentence(
            f"{so_many(view.open_cases, 'open case')}, <b>{view.past_20_weeks:,} past 20 weeks</b>, "
            f"<b>{view.unassigned:,} with nobody</b>. {so_many(soon, 'legal limit')} {'falls' if soon == 1 else 'fall'} "
            "in the next 7 days.",
            rich=True,
        )
        self.signs.show_counts(view)
        self._ages.show_ages(view)
        self._advice.show_queues(view.queues)
        self._late.show_late(view.late)
        self._due.show_loads(view)
        self._loads.show_loads(view)

    def _show_orphans(self, found: list[Forgotten]) -> None:
        cases: dict[Orphan, list[int]] = {}
        for one in found:
            cases.setdefault(one.kind, []).append(one.case_id)
        listed = [(n, kind, tuple(dict.fromkeys(cases[kind]))) for n, kind in enumerate(LISTED, 1) if kind in cases]
        self._orphan_rows.set_rows(listed)
        self.orphans.fit_height(len(LISTED))
        self.orphans.setVisible(bool(listed))
        self._none_forgotten.setVisible(not listed)

    def _orphan_row(self, number: int | None) -> OrphanRow | None:
        place = self._orphan_rows.find(number) if number is not None else None
        return self._orphan_rows.row_at(place) if place is not None else None

    def _open_orphans(self, number: int) -> None:
        row = self._orphan_row(number)
        if row is not None:
            self._open_cases(row[2], TITLES[row[1]])

    def _assign_list(self) -> None:
        """F8: share out the cases of the list in the line."""
        row = self._orphan_row(self.orphans.current_id())
        if row is not None:
            self._context.ask("assign", case_ids=row[2])

    def _pick(self, rows: RowModel[Numbered], number: int | None) -> None:
        """The person of the line, for the papers of one; whoever was picked stays so while the page is read anew."""
        place = rows.find(number) if number is not None else None
        if place is not None and (row := rows.row_at(place)) is not None:
            self._picked = row[1].name if row[1].officer_id is not None else ""
            self.papers.show_person()

    # -- opening -----------------------------------------------------------------------------------------------

    def _asked(self, scope: Scope = Scope.LIVE, **asked: Any) -> CaseQuery:
        """A question about the team that is shown, as its figures are counted."""
        return CaseQuery(self._context.desk.today(), scope, team_id=self._chosen_team, **asked)

    def _open(self, query: CaseQuery, words: str) -> None:
        teams = dict(self._view.teams) if self._view is not None else {}
        team = teams.get(query.team_id, "") if query.team_id is not None else ""
        self._context.navigate("cases", query=query, words=f"{words}, {team}" if team else words)

    def _open_cases(self, case_ids: Sequence[int], words: str) -> None:
        self._open(CaseQuery(self._context.desk.today(), Scope.ALL, only=tuple(case_ids)), words)

    def _open_unassigned(self) -> None:
        """Their own page, or of one team the list: the page is about everybody."""
        if self._chosen_team is None:
            self._context.navigate("unassigned")
        else:
            self._open(self._asked(unassigned=True), "Unassigned")

    def _open_person(self, load: Load, due: bool) -> None:
        asked: dict[str, Any] = {"due_within": 27} if due else {"stages": OPEN_STAGES}
        scope = Scope.LIVE if due else Scope.OPEN
        if load.name == ALL:
            self._open(self._asked(scope, **asked), "Everybody")
            return
        owners = (load.officer_id,) if load.officer_id is not None else ()
        query = self._asked(scope, owners=owners, unassigned=not owners, **asked)
        self._open(query, load.name.capitalize() if load.name == NOBODY else load.name)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """One column on a narrow window, and with larger text."""
        super().resizeEvent(event)
        self._lay_out(room(self) >= MIDDLE)

    def _lay_out(self, wide: bool) -> None:
        nobody, ages, advice, late, due, loads = self._panels
        places = (
            ((nobody, 0, 0, 4), (ages, 0, 4, 3), (advice, 0, 7, 5), (late, 1, 0, 12), (due, 2, 0, 6), (loads, 2, 6, 6))
            if wide
            else tuple((panel, n, 0, 12) for n, panel in enumerate(self._panels))
        )
        for column in range(12):
            self._grid.setColumnStretch(column, 1)
        for panel, row, column, span in places:
            self._grid.addWidget(panel, row, column, 1, span)
        self._grid.setRowStretch(len(places), 1)
