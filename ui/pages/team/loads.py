"""Who carries what, by count and by weight; and what falls due for whom in four weeks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from ehcp_desk.domain.dates import narrow
from ehcp_desk.domain.wording import Mark
from ehcp_desk.services.oversight.team import Load, TeamView
from ehcp_desk.services.oversight.worklist import NOBODY
from ui.models.cells import Bar, StateCell
from ui.models.columns import Column, Kind
from ui.models.row_model import RowModel
from ui.pages.team.ages import ROW
from ui.widgets.panel import Panel
from ui.widgets.row_table import RowTable

ALL = "All"
LEFT = "left"
"""Said of somebody who has left and still holds cases, in the column that says how much of a post they fill."""
MOST = 16
NAME = 150
"""Pixels a caseworker's name keeps, whatever else there is no room for."""
DUE_LAST_TO_GO, LOADS_LAST_TO_GO = ("off",), ("weight", "fte", "each", "overdue", "bar")
Numbered = tuple[int, Load, float, float]
"""A row: its number, somebody's load, and the most of what its two kinds of bar show."""
OpenPerson = Callable[[Load, bool], object]
"""Opens somebody's cases; True for those with a limit in the next 28 days."""


class DuePanel(Panel):
    """Legal limits of the next 28 days, person by person."""

    def __init__(self, open_person: OpenPerson) -> None:
        super().__init__("Due in the next 28 days", aside="legal limits, week starting")
        self.rows: RowModel[Numbered] = RowModel(
            (
                Column("who", "Caseworker", lambda r: _who(r[1]), kind=Kind.STATE, stretch=True, least=NAME,
                       text=lambda r: _spoken(r[1]), spoken=lambda r: _spoken(r[1])),
                *(Column(f"week{n}", f"Week {n + 1}", partial(_week_bar, week=n), 60, Kind.BAR) for n in range(4)),
                Column("days14", "14 days", lambda r: f"{r[1].within[1]:,}", 56, right=True),
                Column("days28", "28 days", lambda r: f"{r[1].within[2]:,}", 56, right=True),
                Column("off", "Not in", lambda r: LEFT if r[1].left else f"{r[1].not_there:,}", 62, right=True,
                       spoken_title="On a day they are not at work"),
            ),
            row_id=lambda r: r[0],
        )  # fmt: skip
        self.table = _table(self.rows, "Due in the next 28 days", open_person, DUE_LAST_TO_GO, due=True)
        self.add(self.table)
        self.body.addStretch(1)

    def show_loads(self, view: TeamView) -> None:
        """Show a team's figures."""
        most = max((w for load in view.loads for w in load.weeks), default=1) or 1
        self.rows.set_rows([(n, load, most, 0.0) for n, load in enumerate((*view.loads, everybody(view.loads)), 1)])
        for n, start in enumerate(view.week_starts):
            self.rows.set_title(1 + n, narrow(start))
        self.table.fit_height(MOST)


class LoadsPanel(Panel):
    """Count and weight side by side, with what each is divided by."""

    def __init__(self, open_person: OpenPerson) -> None:
        super().__init__("Caseload", aside="open cases and their limit; weight of open cases and plans")
        self.rows: RowModel[Numbered] = RowModel(
            (
                Column(
                    "who",
                    "Caseworker",
                    lambda r: _who(r[1]),
                    kind=Kind.STATE,
                    stretch=True,
                    least=NAME,
                    text=lambda r: _spoken(r[1]),
                    spoken=lambda r: _spoken(r[1]),
                ),
                Column("fte", "Posts", lambda r: _posts(r[1]), 44, right=True),
                Column("bar", "Open cases", _load_bar, 102, Kind.BAR),
                Column("plans", "Plans", lambda r: f"{r[1].plans:,}", 46, right=True),
                Column("weight", "Weight", lambda r: f"{r[1].weight:,.1f}", 52, right=True),
                Column("each", "Weight a post", _each_bar, 98, Kind.BAR),
                Column("overdue", "Overdue", lambda r: f"{r[1].overdue:,}", 72, right=True),
            ),
            row_id=lambda r: r[0],
        )
        self.table = _table(self.rows, "Caseload", open_person, LOADS_LAST_TO_GO, due=False)
        self.add(self.table)
        self.body.addStretch(1)

    def show_loads(self, view: TeamView) -> None:
        """Show a team's figures."""
        most = max((max(load.open_cases, load.limit or 0) for load in view.loads), default=1) or 1
        heaviest = max((load.per_post or 0.0 for load in view.loads), default=1.0) or 1.0
        everyone = (*view.loads, everybody(view.loads))
        self.rows.set_rows([(n, load, most, heaviest) for n, load in enumerate(everyone, 1)])
        self.table.fit_height(MOST)


def everybody(loads: Sequence[Load]) -> Load:
    """The sum of everybody, which is why the columns can be trusted to add up."""
    within = [sum(load.within[n] for load in loads) for n in range(3)]
    weeks = [sum(load.weeks[n] for load in loads) for n in range(4)]
    return Load(None, ALL, sum(load.fte for load in loads), sum(load.open_cases for load in loads),
                sum(load.plans for load in loads), sum(load.overdue for load in loads),
                (within[0], within[1], within[2]), (weeks[0], weeks[1], weeks[2], weeks[3]), None,
                round(sum(load.weight for load in loads), 1), sum(load.not_there for load in loads if not load.left))  # fmt: skip


def _table(
    rows: RowModel[Numbered], name: str, open_person: OpenPerson, last_to_go: Sequence[str], due: bool
) -> RowTable[Numbered]:
    table = RowTable(rows, name, two_line=False, row_height=ROW, start_selected=False, last_to_go=last_to_go)

    def opened(number: int) -> None:
        place = rows.find(number)
        row = rows.row_at(place) if place is not None else None
        if row is not None:
            open_person(row[1], due)

    table.opened.connect(opened)
    return table


def _who(load: Load) -> StateCell | str:
    if load.left:
        return StateCell(Mark.UNASSIGNED, load.name)
    return StateCell(Mark.UNASSIGNED, NOBODY) if load.name == NOBODY else load.name


def _spoken(load: Load) -> str:
    return f"{load.name}, {LEFT}" if load.left else load.name


def _posts(load: Load) -> str:
    return LEFT if load.left else f"{load.fte:.1f}" if load.fte else "–"


def _week_bar(row: Numbered, week: int) -> Bar:
    count = row[1].weeks[week]
    if row[1].name == ALL:
        return Bar(0, row[2], words=f"{count:,}")
    return Bar(count, row[2], words=f"{count:,}")


def _load_bar(row: Numbered) -> Bar:
    load = row[1]
    words = f"{load.open_cases:,} of {load.limit}" if load.limit else f"{load.open_cases:,}"
    if load.name == ALL:
        return Bar(0, row[2], words=words)
    return Bar(load.open_cases, row[2], limit=load.limit, words=words)


def _each_bar(row: Numbered) -> Bar:
    """Weight for each full-time post: the same measure for everybody, whatever their hours."""
    each = row[1].per_post
    words = "–" if each is None else f"{each:.1f}"
    return Bar(0 if each is None or row[1].name == ALL else each, row[3], words=words)
