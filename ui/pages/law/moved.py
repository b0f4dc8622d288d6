"""The live dates a change would move: the list a council looks at before it applies anything."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from ehcp_desk.clock.model import State
from ehcp_desk.domain.dates import day_count, in_words
from ehcp_desk.domain.duties import short_duty
from ehcp_desk.domain.terms import value_words
from ehcp_desk.domain.wording import Mark, mark_of
from ehcp_desk.services.oversight.law_preview import MovedDate, Preview
from ui.models.cells import StateCell, TwoLine
from ui.models.columns import Column, Kind
from ui.models.row_model import RowModel
from ui.models.row_source import Group
from ui.widgets.notices import EmptyState
from ui.widgets.panel import Panel
from ui.widgets.row_table import RowTable

Numbered = tuple[int, MovedDate]
WORDS = {State.RUNNING: "running", State.MET: "met", State.MET_LATE: "met late", State.OVERDUE: "overdue",
         State.RELIEVED: "limit lifted", State.ENDED: "ended", State.NOT_A_LIMIT: "planning date"}  # fmt: skip


class MovedPanel(Panel):
    """``on_open`` is given the id of a case gone to with Enter."""

    def __init__(self, on_open: Callable[[int], object]) -> None:
        super().__init__("Dates that would move", note=" ", aside="the date that bites first is at the top")
        self._on_open = on_open
        self.rows: RowModel[Numbered] = RowModel(
            (
                Column("child", "Child", lambda r: TwoLine(r[1].child, r[1].ref, bold=True), 200, Kind.TWO_LINE,
                       narrow=True),
                Column("duty", "Duty", _duty, 230, Kind.TWO_LINE, stretch=True),
                Column("now", "Due now", lambda r: _day(r[1].due_now), 140, right=True),
                Column("then", "Would be due", lambda r: _day(r[1].due_then), 140, right=True, narrow=True),
                Column("days", "Moves", lambda r: move_words(r[1]), 120, right=True, narrow=True),
                Column("state", "Would be", _state, 150, Kind.STATE),
                Column("who", "Answers for it", lambda r: r[1].responsible, 150),
            ),
            lambda r: f"{r[1].child}, {r[1].duty}, from {_day(r[1].due_now)} to {_day(r[1].due_then)}, "
                      f"{move_words(r[1])}, {r[1].responsible}",
            row_id=lambda r: r[0],
        )  # fmt: skip
        self.table: RowTable[Numbered] = RowTable(self.rows, "Dates that would move")
        self.table.opened.connect(self._open)
        self.add(self.table, 1)
        self.nothing = EmptyState("check-circle", "No live date would move",
                                  "Every open limit of every live case stays where it is.")  # fmt: skip
        self.add(self.nothing)
        self.body.addStretch(0)

    def show_preview(self, found: Preview) -> None:
        """Show what a change would do."""
        self.set_note(f"{len(found.moved)} on {found.moved_cases} of {found.cases} live cases")
        self.table.setVisible(bool(found.moved))
        self.nothing.setVisible(not found.moved)
        rows = list(enumerate(found.moved, 1))
        parts = (("Still open", [n for n, m in rows if m.open]), ("Met or ended, would read otherwise",
                 [n for n, m in rows if not m.open]))  # fmt: skip
        self.rows.set_rows(rows, [Group(title, tuple(numbers), noun="date") for title, numbers in parts if numbers])

    def _open(self, number: int) -> None:
        place = self.rows.find(number)
        row = self.rows.row_at(place) if place is not None else None
        if row is not None:
            self._on_open(row[1].case_id)


def move_words(line: MovedDate) -> str:
    """``14 days earlier``; a date one law does not know is new or falls away."""
    if line.days is None:
        return "new" if line.due_now is None else "falls away"
    if line.days == 0:
        return "same day"
    return f"{day_count(abs(line.days))} {'later' if line.days > 0 else 'earlier'}"


def _day(day: date | None) -> str:
    return in_words(day) if day else "–"


def _duty(row: Numbered) -> TwoLine:
    line = row[1]
    return TwoLine(short_duty(line.rule, line.duty), value_words(line.subject) if line.subject else line.rule)


def _state(row: Numbered) -> StateCell:
    now, then = row[1].state_now, row[1].state_then
    if then is None:
        return StateCell(Mark.ENDED, "no date")
    second = f"now {WORDS[now]}" if now is not None and now is not then else ""
    return StateCell(mark_of(then, 99), WORDS[then], second)
