"""Team: who has nobody, what is past 20 weeks and how old, what falls due for whom, and who carries what."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QScrollArea, QWidget

from ehcp_desk.domain.dates import day_count, narrow
from ehcp_desk.domain.orphans import TITLES, Forgotten, Orphan
from ehcp_desk.domain.wording import Mark
from ehcp_desk.domain.worklist import CaseQuery, Scope
from ehcp_desk.services.oversight.orphans import forgotten
from ehcp_desk.services.oversight.team import NOBODY, AgeBand, Load, TeamView, team_view
from ui.context import PageContext
from ui.events import Changed
from ui.models.cells import Bar, StateCell
from ui.models.columns import Column, Kind
from ui.models.row_model import RowModel
from ui.pages.team.signs import Signs
from ui.widgets.page import MIDDLE, Page
from ui.widgets.panel import PageHeader, Panel
from ui.widgets.row_table import RowTable
from ui.widgets.segments import Segments
from ui.widgets.text import label

EVERY = "all"
OrphanRow = tuple[int, Orphan, tuple[int, ...]]
LISTED = tuple(kind for kind in Orphan if kind is not Orphan.UNASSIGNED)
"""The lists beside the cases nobody holds, which have a page of their own."""
ALL = "All"
ROW = 25


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
        self._segments: Segments | None = None
        self.header = PageHeader("Team")
        self.content.addWidget(self.header)
        self.signs = Signs(
            lambda: context.navigate("unassigned"), lambda: self._open(CaseQuery(self._day(), unassigned=True))
        )
        self.orphans, self._orphan_rows = self._make_orphans()
        self._none_forgotten = label("Every other case has somebody who moves it.", "second", wrap=True)
        self._none_forgotten.setContentsMargins(14, 8, 14, 10)
        self._none_forgotten.hide()
        self.bands, self._band_rows = self._make_bands()
        self.psychology, self._psychology_rows = self._make_psychology()
        self.due, self._due_rows = self._make_due()
        self.loads, self._load_rows = self._make_loads()
        self._panels = self._make_panels()
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

    def _make_panels(self) -> tuple[Panel, ...]:
        nobody = Panel("Nobody is moving these", link="Assign", on_link=lambda: self._context.navigate("unassigned"))
        nobody.add(self.signs)
        nobody.add(self.orphans)
        nobody.add(self._none_forgotten)
        nobody.body.addStretch(1)
        ages = Panel("Past 20 weeks, by age")
        ages.add(self.bands)
        ages.body.addStretch(1)
        psychology = Panel("Psychology advice", aside="open assessments still waiting")
        psychology.add(self.psychology)
        psychology.body.addStretch(1)
        due = Panel("Due in the next 28 days", aside="legal limits, week starting")
        due.add(self.due)
        due.body.addStretch(1)
        loads = Panel("Caseload", aside="cases, and the limit for their hours")
        loads.add(self.loads)
        loads.body.addStretch(1)
        self._ages_panel = ages
        return nobody, ages, psychology, due, loads

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

    def _make_bands(self) -> tuple[RowTable[tuple[int, AgeBand, int]], RowModel[tuple[int, AgeBand, int]]]:
        rows: RowModel[tuple[int, AgeBand, int]] = RowModel(
            (
                Column("band", "Age", lambda b: b[1].words, 116),
                Column("bar", "Cases", _band_bar, 200, Kind.BAR, stretch=True),
            ),
            row_id=lambda b: b[0],
        )
        table = RowTable(rows, "Past 20 weeks, by age", two_line=False, headed=False, row_height=ROW)
        table.opened.connect(lambda _band: self._open(CaseQuery(self._day(), overdue=True), "Past a legal limit"))
        return table, rows

    def _make_psychology(self) -> tuple[RowTable[Any], RowModel[Any]]:
        rows: RowModel[tuple[int, str, str, str, str]] = RowModel(
            (
                Column("who", "Psychologist", lambda r: _who(r[1]), 130, Kind.STATE, stretch=True),
                Column("waiting", "Waiting", lambda r: r[2], 62, right=True),
                Column("late", "Over 6 weeks", lambda r: r[3], 92, right=True),
                Column("oldest", "Oldest", lambda r: r[4], 72, right=True),
            ),
            row_id=lambda r: r[0],
        )
        table = RowTable(rows, "Psychology advice", two_line=False, row_height=ROW, start_selected=False)
        table.opened.connect(
            lambda _row: self._open(CaseQuery(self._day(), awaiting="psychology"), "Awaiting psychology")
        )
        return table, rows

    def _make_due(self) -> tuple[RowTable[Any], RowModel[Any]]:
        rows: RowModel[tuple[int, Load, int]] = RowModel(
            (
                Column("who", "Caseworker", lambda r: _who(r[1].name), 128, Kind.STATE, stretch=True),
                *(Column(f"week{n}", f"Week {n + 1}", partial(_week_bar, week=n), 78, Kind.BAR) for n in range(4)),
                Column("days14", "14 days", lambda r: str(r[1].within[1]), 62, right=True),
                Column("days28", "28 days", lambda r: str(r[1].within[2]), 62, right=True),
            ),
            row_id=lambda r: r[0],
        )
        table = RowTable(rows, "Due in the next 28 days", two_line=False, row_height=ROW, start_selected=False)
        table.opened.connect(lambda number: self._open_person(rows, number, due=True))
        return table, rows

    def _make_loads(self) -> tuple[RowTable[Any], RowModel[Any]]:
        rows: RowModel[tuple[int, Load, int]] = RowModel(
            (
                Column("who", "Caseworker", lambda r: _who(r[1].name), 128, Kind.STATE, stretch=True),
                Column("fte", "Posts", lambda r: f"{r[1].fte:.1f}" if r[1].fte else "–", 48, right=True),
                Column("bar", "Open cases", _load_bar, 168, Kind.BAR),
                Column("plans", "Plans", lambda r: str(r[1].plans), 52, right=True),
                Column("overdue", "Overdue", lambda r: str(r[1].overdue), 76, right=True),
            ),
            row_id=lambda r: r[0],
        )
        table = RowTable(rows, "Caseload", two_line=False, row_height=ROW, start_selected=False)
        table.opened.connect(lambda number: self._open_person(rows, number, due=False))
        return table, rows

    # -- what the window asks --------------------------------------------------------------------------------

    def arrive(self, **_kw: Any) -> None:
        """Read anew."""
        self._reread()

    def panes(self) -> list[QWidget]:
        """The tables in reading order."""
        return [self.signs, self.orphans, self.bands, self.psychology, self.due, self.loads]

    def show_changes(self) -> None:
        """F5: read anew."""
        self._reread()

    def help_words(self) -> str:
        """What this page is for."""
        return ("The team at a glance: cases nobody holds, open cases past 20 weeks by age, advice still waiting, legal limits "
                "in the next 28 days and who carries what. Enter on a row opens the cases it counts.")  # fmt: skip

    def _changed(self, changed: Changed) -> None:
        if self.isVisible() and changed.about("owners", "cases", "staff", "facts"):
            self._reread()

    def _reread(self, team: str = "") -> None:
        self._team = team or self._team
        wanted = None if self._team == EVERY else int(self._team)
        desk = self._context.desk
        self._context.dispatcher.read(
            self, lambda _p: team_view(desk, wanted), self._show, self._context.messages.failed
        )
        self._context.dispatcher.read(
            self, lambda _p: forgotten(desk, LISTED, wanted), self._show_orphans, self._context.messages.failed
        )

    # -- showing -----------------------------------------------------------------------------------------------

    def _show(self, view: TeamView) -> None:
        self._view = view
        self._offer_teams(view)
        soon = sum(load.within[0] for load in view.loads)
        self.header.set_sentence(
            f"{view.open_cases} open cases, <b>{view.past_20_weeks} past 20 weeks</b>, <b>{view.unassigned} with nobody</b>. "
            f"{soon} legal limit{'s' if soon != 1 else ''} {'fall' if soon != 1 else 'falls'} in the next 7 days.",
            rich=True,
        )
        self.signs.show_counts(view)
        most = max((b.count for b in view.bands), default=1) or 1
        self._band_rows.set_rows([(n, band, most) for n, band in enumerate(view.bands, 1)])
        self.bands.fit_height()
        self._ages_panel.set_aside(f"{view.past_20_weeks}, and {view.relieved} with the limit lifted")
        self._show_people(view)

    def _show_orphans(self, found: list[Forgotten]) -> None:
        cases: dict[Orphan, list[int]] = {}
        for one in found:
            cases.setdefault(one.kind, []).append(one.case_id)
        listed = [(n, kind, tuple(dict.fromkeys(cases[kind]))) for n, kind in enumerate(LISTED, 1) if kind in cases]
        self._orphan_rows.set_rows(listed)
        self.orphans.fit_height(len(LISTED))
        self.orphans.setVisible(bool(listed))
        self._none_forgotten.setVisible(not listed)

    def _open_orphans(self, number: int) -> None:
        place = self._orphan_rows.find(number)
        row = self._orphan_rows.row_at(place) if place is not None else None
        if row is not None:
            self._open(CaseQuery(self._day(), Scope.ALL, only=row[2]), TITLES[row[1]])

    def _show_people(self, view: TeamView) -> None:
        waiting = [(n, *_psychologist(line)) for n, line in enumerate(view.psychology, 1)]
        self._psychology_rows.set_rows(waiting[:8])
        self.psychology.fit_height()
        week_most = max((w for load in view.loads for w in load.weeks), default=1) or 1
        everybody = (*view.loads, _all(view))
        self._due_rows.set_rows([(n, load, week_most) for n, load in enumerate(everybody, 1)])
        for n, start in enumerate(view.week_starts):
            self._due_rows.set_title(1 + n, narrow(start))
        self.due.fit_height(16)
        load_most = max((max(load.open_cases, load.limit or 0) for load in view.loads), default=1) or 1
        self._load_rows.set_rows([(n, load, load_most) for n, load in enumerate(everybody, 1)])
        self.loads.fit_height(16)

    def _offer_teams(self, view: TeamView) -> None:
        if self._segments is not None or len(view.teams) < 2 or len(view.teams) > 4:
            return
        choices = [(EVERY, "All teams"), *((str(number), name) for number, name in view.teams)]
        self._segments = Segments(choices, EVERY, self._reread, "Team")
        self.header.add_action(self._segments)

    # -- opening -----------------------------------------------------------------------------------------------

    def _day(self) -> Any:
        return self._context.desk.today()

    def _open(self, query: CaseQuery, words: str = "") -> None:
        self._context.navigate("cases", query=query, words=words)

    def _open_person(self, rows: RowModel[Any], number: int, due: bool) -> None:
        place = rows.find(number)
        row = rows.row_at(place) if place is not None else None
        if row is None:
            return
        load: Load = row[1]
        if load.name == ALL:
            self._open(
                CaseQuery(self._day(), Scope.LIVE if due else Scope.OPEN, due_within=27 if due else None), "Everybody"
            )
            return
        owners = (load.officer_id,) if load.officer_id is not None else ()
        scope = Scope.LIVE if due else Scope.OPEN
        query = CaseQuery(self._day(), scope, owners=owners, unassigned=not owners, due_within=27 if due else None)
        self._open(query, load.name.capitalize() if load.name == NOBODY else load.name)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """One column on a narrow window."""
        super().resizeEvent(event)
        self._lay_out(self.window().width() >= MIDDLE)

    def _lay_out(self, wide: bool) -> None:
        nobody, ages, psychology, due, loads = self._panels
        places = (
            ((nobody, 0, 0, 4), (ages, 0, 4, 4), (psychology, 0, 8, 4), (due, 1, 0, 6), (loads, 1, 6, 6))
            if wide
            else tuple((panel, n, 0, 12) for n, panel in enumerate(self._panels))
        )
        for column in range(12):
            self._grid.setColumnStretch(column, 1)
        for panel, row, column, span in places:
            self._grid.addWidget(panel, row, column, 1, span)
        self._grid.setRowStretch(len(places), 1)


def _band_bar(row: tuple[int, AgeBand, int]) -> Bar:
    return Bar(row[1].count, row[2], mark=Mark.OVERDUE, hatched=True, words=str(row[1].count))


def _all(view: TeamView) -> Load:
    """The sum of everybody, which is why the columns can be trusted to add up."""
    loads = view.loads
    within = [sum(load.within[n] for load in loads) for n in range(3)]
    weeks = [sum(load.weeks[n] for load in loads) for n in range(4)]
    return Load(None, ALL, sum(load.fte for load in loads), sum(load.open_cases for load in loads),
                sum(load.plans for load in loads), sum(load.overdue for load in loads),
                (within[0], within[1], within[2]), (weeks[0], weeks[1], weeks[2], weeks[3]), None)  # fmt: skip


def _who(name: str) -> StateCell | str:
    return StateCell(Mark.UNASSIGNED, NOBODY) if name == NOBODY else name


def _week_bar(row: tuple[int, Load, int], week: int) -> Bar:
    count = row[1].weeks[week]
    if row[1].name == ALL:
        return Bar(0, row[2], words=str(count))
    return Bar(count, row[2], words=str(count))


def _load_bar(row: tuple[int, Load, int]) -> Bar:
    load = row[1]
    words = f"{load.open_cases} of {load.limit}" if load.limit else str(load.open_cases)
    if load.name == ALL:
        return Bar(0, row[2], words=words)
    return Bar(load.open_cases, row[2], limit=load.limit, words=words)


def _psychologist(line: tuple[str, int, int, int]) -> tuple[str, str, str, str]:
    name, waiting, late, oldest = line
    return name, str(waiting), str(late), day_count(oldest)
