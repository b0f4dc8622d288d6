"""Advice that assessments wait for: how long, and case by case when it was asked, promised for, and by whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ehcp_desk.domain.dates import narrow
from ehcp_desk.domain.wording import Mark
from ehcp_desk.services.oversight.queues import NOBODY_NAMED, Awaited, by_age, re_assessed
from ui.models.case_columns import CHILD
from ui.models.cells import Bar, StateCell
from ui.models.columns import Column, Kind
from ui.models.row_model import RowModel
from ui.pages.team.ages import FILLS, ROW, OpenCases, first_large
from ui.theme.type_scale import Role
from ui.widgets.bars_picture import bars_picture
from ui.widgets.panel import PAD, Panel, rule
from ui.widgets.row_table import RowTable
from ui.widgets.segments import Segments
from ui.widgets.text import label

LISTED = 6
Aged = tuple[int, str, tuple[int, ...], int]


class AdvicePanel(Panel):
    """One queue at a time, psychology first; a row of ages opens its cases, a row of the queue its case."""

    def __init__(self, open_cases: OpenCases, open_case: Callable[[int], object]) -> None:
        super().__init__("Advice awaited", note=" ")
        self._open_cases = open_cases
        self._queues: Mapping[str, Sequence[Awaited]] = {}
        self.body_of = Segments((("psychology", "Psychology"), ("health", "Health")), "psychology", self._show,
                                "Whose advice", dense=True)  # fmt: skip
        self.add_to_heading(self.body_of)
        self._ages: RowModel[Aged] = RowModel(
            (
                Column("age", "Waiting", lambda r: r[1], 130),
                Column("bar", "Cases", _bar, 150, Kind.BAR, stretch=True),
            ),
            lambda r: f"{r[1]}: {len(r[2])}",
            row_id=lambda r: r[0],
        )
        self.ages = RowTable(self._ages, "Advice awaited, by age", two_line=False, headed=False, row_height=ROW)
        self.ages.opened.connect(self._open_age)
        bars_picture(self.ages, self._ages)
        self._rows: RowModel[Awaited] = RowModel(
            (
                Column("child", "Longest", lambda a: a.child, stretch=True, least=CHILD),
                Column("asked", "Asked", lambda a: narrow(a.asked), 56, right=True),
                Column("weeks", "Weeks", lambda a: str(a.weeks), 50, right=True),
                Column("promised", "Promised", _promised, 66, right=True),
                Column("who", "Who", _who, 104, Kind.STATE),
            ),
            lambda a: f"{a.child}: asked {narrow(a.asked)}, {a.weeks} weeks, promised {_promised(a)}, {a.who}",
        )
        self.queue = RowTable(self._rows, "Advice awaited", two_line=False, row_height=ROW, start_selected=False,
                              last_to_go=("weeks", "promised", "who"))  # fmt: skip
        self.queue.opened.connect(open_case)
        self.add(self.ages)
        self.add(rule())
        self._told = label("", Role.SMALL, wrap=True)
        self._told.setContentsMargins(PAD, 7, PAD, 3)
        self.add(self._told)
        self.add(self.queue, FILLS)
        self.body.addStretch(1)

    def show_queues(self, queues: Mapping[str, Sequence[Awaited]]) -> None:
        """Show a team's queues."""
        self._queues = queues
        self._show()

    def _show(self, _chosen: str = "") -> None:
        waiting = self._queues.get(self.body_of.chosen, ())
        aged = by_age(waiting)
        most = max((len(cases) for _, cases in aged), default=1) or 1
        self._ages.set_rows([(n, first_large(words), cases, most) for n, (words, cases) in enumerate(aged, 1)])
        self.ages.fit_height()
        self._rows.set_rows(list(waiting))
        self.queue.fit_height(LISTED, grows=True)
        self.queue.setVisible(bool(waiting))
        unpromised = sum(one.promised is None for one in waiting)
        self.set_note(f"{len(waiting):,} wait" if waiting else "nobody waits")
        again = re_assessed(waiting)
        self._told.setText(f"{unpromised:,} with no day promised{again}.")
        self._told.setVisible(bool(waiting))

    def _open_age(self, number: int) -> None:
        place = self._ages.find(number)
        row = self._ages.row_at(place) if place is not None else None
        if row is not None:
            self._open_cases(row[2], f"Advice awaited {row[1][:1].lower()}{row[1][1:]}")


def _bar(row: Aged) -> Bar:
    in_time = row[0] == 1
    return Bar(len(row[2]), row[3], mark=Mark.RUNNING if in_time else Mark.OVERDUE, hatched=not in_time,
               words=f"{len(row[2]):,}")  # fmt: skip


def _promised(one: Awaited) -> str:
    return narrow(one.promised) if one.promised is not None else "none"


def _who(one: Awaited) -> StateCell | str:
    return StateCell(Mark.UNASSIGNED, NOBODY_NAMED) if one.who == NOBODY_NAMED else one.who
