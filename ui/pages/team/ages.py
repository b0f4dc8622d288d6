"""Past 20 weeks: how many of each age, why they are late, and how many wait for a manager's review."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from ehcp_desk.domain.bands import AgeBand
from ehcp_desk.domain.wording import Mark
from ehcp_desk.services.oversight.overdue import NO_CAUSE, Late
from ehcp_desk.services.oversight.team import TeamView
from ui.models.cells import Bar
from ui.models.columns import Column, Kind
from ui.models.row_model import RowModel
from ui.theme.type_scale import Role
from ui.widgets.bars_picture import bars_picture
from ui.widgets.panel import PAD, Panel, rule
from ui.widgets.row_table import RowTable
from ui.widgets.text import label

ROW = 25
CAUSES = 5
FILLS = 100
"""How much more of a panel's room a list takes than the space below it."""
OpenCases = Callable[[Sequence[int], str], object]
"""Opens a list of cases, by number, under these words."""
Counted = tuple[int, str, tuple[int, ...], int, Mark]
"""A row: its number, its words, its cases, the most any row has, and the colour of its bar."""


class AgesPanel(Panel):
    """Two short charts with their figures; every row opens its cases."""

    def __init__(self, open_cases: OpenCases) -> None:
        super().__init__("Past 20 weeks, by age", aside=" ")
        self._open_cases = open_cases
        self.bands, self._bands = self._chart("Past 20 weeks, by age")
        self.add(self.bands)
        self.add(rule())
        why = label("Why, as recorded", Role.SMALL_STRONG)
        why.setContentsMargins(PAD, 7, PAD, 3)
        self.add(why)
        self.causes, self._causes = self._chart("Causes of delay")
        self.add(self.causes, FILLS)
        self.body.addStretch(1)

    def _chart(self, name: str) -> tuple[RowTable[Counted], RowModel[Counted]]:
        rows: RowModel[Counted] = RowModel(
            (
                Column("what", "What", lambda r: r[1], stretch=True, least=150),
                Column("bar", "Cases", _bar, 78, Kind.BAR),
            ),
            lambda r: f"{r[1]}: {len(r[2])}",
            row_id=lambda r: r[0],
        )
        table = RowTable(rows, name, two_line=False, headed=False, row_height=ROW)
        bars_picture(table, rows)

        def opened(number: int) -> None:
            place = rows.find(number)
            row = rows.row_at(place) if place is not None else None
            if row is not None:
                self._open_cases(row[2], row[1])

        table.opened.connect(opened)
        return table, rows

    def show_ages(self, view: TeamView) -> None:
        """Show a team's figures."""
        self.set_aside(f"{view.relieved:,} lifted")
        self._bands.set_rows(_banded(view.bands))
        self.bands.fit_height()
        self._causes.set_rows(_by_cause(view.late))
        self.causes.fit_height(CAUSES, grows=True)


def first_large(words: str) -> str:
    """Words as they begin a row of a chart: ``Over 20 weeks``, ``No cause recorded``."""
    return words[:1].upper() + words[1:]


def _banded(bands: Sequence[AgeBand]) -> list[Counted]:
    most = max((band.count for band in bands), default=1) or 1
    return [(n, band.words, band.cases, most, Mark.OVERDUE) for n, band in enumerate(bands, 1)]


def _by_cause(late: Sequence[Late]) -> list[Counted]:
    """The commonest cause first; where none is recorded stands at the top, for that is what to mend."""
    counts = Counter(one.cause_words for one in late)
    order = sorted(counts, key=lambda cause: (cause != NO_CAUSE, -counts[cause], cause))
    most = max(counts.values(), default=1)
    return [(n, first_large(cause), tuple(one.id for one in late if one.cause_words == cause), most,
             Mark.UNKNOWN if cause == NO_CAUSE else Mark.RUNNING) for n, cause in enumerate(order, 1)]  # fmt: skip


def _bar(row: Counted) -> Bar:
    return Bar(len(row[2]), row[3], mark=row[4], hatched=row[4] is Mark.OVERDUE, words=f"{len(row[2]):,}")
