"""The closures of a file that is tried: each setting, how long it is closed and whom it reaches."""

from __future__ import annotations

from ehcp_desk.domain.dates import day_count, in_words
from ehcp_desk.services.oversight.closures import Reach, Reached
from ui.models.columns import Column, Kind
from ui.models.row_model import RowModel
from ui.widgets.panel import Panel
from ui.widgets.row_table import RowTable

ROW, SHOWN = 26, 6
Numbered = tuple[int, Reached]


class ClosedPanel(Panel):
    """Hidden where a file holds none."""

    def __init__(self) -> None:
        super().__init__(
            "Settings closed", note="a closure moves no date; it lifts a limit where its ground is claimed"
        )
        self.rows: RowModel[Numbered] = RowModel(
            (
                Column("setting", "Setting", lambda r: r[1].closure.setting, 220, Kind.STRONG, stretch=True, narrow=True),
                Column("days", "Closed", lambda r: days_words(r[1]), 400, narrow=True),
                Column("cases", "Would get it", lambda r: _count(r[1].cases), 120, right=True, narrow=True),
                Column("already", "Have it already", lambda r: _count(r[1].already), 130, right=True),
                Column("evidence", "What says so", lambda r: r[1].closure.evidence, 240, Kind.SECOND),
            ),
            lambda r: f"{r[1].closure.setting}, closed {days_words(r[1])}, {_count(r[1].cases)} would get it, "
                      f"{_count(r[1].already)} have it already",
            row_id=lambda r: r[0],
        )  # fmt: skip
        self.table: RowTable[Numbered] = RowTable(self.rows, "Settings closed", two_line=False, row_height=ROW,
                                                  start_selected=False)  # fmt: skip
        self.add(self.table)

    def show_reach(self, reach: Reach) -> None:
        """Show each closure of a file."""
        self.rows.set_rows(list(enumerate(reach.closures, 1)))
        self.table.fit_height(SHOWN)
        self.setVisible(bool(reach.closures))


def days_words(one: Reached) -> str:
    """``23 July 2026 to 2 September 2026, 42 days``; under four weeks it says that it lifts nothing."""
    closure = one.closure
    short = "" if closure.opens_a_ground else ": lifts no limit"
    return f"{in_words(closure.first)} to {in_words(closure.last)}, {day_count(closure.days)}{short}"


def _count(cases: int) -> str:
    return f"{cases} case{'' if cases == 1 else 's'}" if cases else "no case"
