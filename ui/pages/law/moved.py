"""The live dates a change would move or lift: the list a council looks at before it applies anything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from ehcp_desk.clock.model import State
from ehcp_desk.domain.dates import day_count, in_words
from ehcp_desk.domain.duties import short_duty
from ehcp_desk.domain.terms import value_words
from ehcp_desk.domain.wording import Mark, mark_of
from ehcp_desk.services.oversight.law_preview import MovedDate, NotTouched, Preview
from ui.models.cells import StateCell, TwoLine
from ui.models.columns import Column, Kind
from ui.models.row_model import RowModel
from ui.models.row_source import Group
from ui.widgets.notices import EmptyState
from ui.widgets.panel import Panel
from ui.widgets.row_table import RowTable

WORDS = {State.RUNNING: "running", State.MET: "met", State.MET_LATE: "met late", State.OVERDUE: "overdue",
         State.RELIEVED: "limit lifted", State.ENDED: "ended", State.NOT_A_LIMIT: "planning date"}  # fmt: skip
STAYS = "Every open limit of every live case stays where it is."
CLOSED = "Every limit of every child there stays where it is; the closure goes on their cases."


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the list, in words: a date and what becomes of it, or a child no closure can touch."""

    case_id: int
    child: str
    ref: str
    duty: TwoLine
    now: str
    then: str
    moves: str
    state: StateCell
    who: str


Numbered = tuple[int, Line]


class MovedPanel(Panel):
    """``on_open`` is given the id of a case gone to with Enter."""

    def __init__(self, on_open: Callable[[int], object]) -> None:
        super().__init__(
            "Dates that would move or be lifted", note=" ", aside="the date that bites first is at the top"
        )
        self._on_open = on_open
        self.rows: RowModel[Numbered] = RowModel(
            (
                Column("child", "Child", lambda r: TwoLine(r[1].child, r[1].ref, bold=True), 200, Kind.TWO_LINE,
                       narrow=True),
                Column("duty", "Duty", lambda r: r[1].duty, 230, Kind.TWO_LINE, stretch=True),
                Column("now", "Due now", lambda r: r[1].now, 140, right=True),
                Column("then", "Would be due", lambda r: r[1].then, 140, right=True, narrow=True),
                Column("days", "Moves", lambda r: r[1].moves, 120, right=True, narrow=True),
                Column("state", "Would be", lambda r: r[1].state, 150, Kind.STATE),
                Column("who", "Answers for it", lambda r: r[1].who, 150),
            ),
            lambda r: f"{r[1].child}, {r[1].duty.top}, from {r[1].now} to {r[1].then}, {r[1].moves}, "
                      f"{r[1].state.words}, {r[1].who}",
            row_id=lambda r: r[0],
        )  # fmt: skip
        self.table: RowTable[Numbered] = RowTable(self.rows, "Dates that would move")
        self.table.opened.connect(self._open)
        self.add(self.table, 1)
        self.nothing = EmptyState("check-circle", "No live date would move", STAYS)
        self.add(self.nothing)
        self.body.addStretch(0)

    def show_preview(self, found: Preview) -> None:
        """Show what a change would do."""
        self.set_note(f"{len(found.moved):,} on {found.moved_cases:,} of {found.cases:,} live cases")
        parts = (
            ("Still open", "date", [_of_moved(m) for m in found.moved if m.open]),
            ("Met or ended, would read otherwise", "date", [_of_moved(m) for m in found.moved if not m.open]),
            ("The ground would be open, and nobody has claimed it", "limit", [_of_ground(m) for m in found.claimable]),
            ("Not touched: no setting is recorded", "child", [_of_not_touched(one) for one in found.not_touched]),
        )
        rows: list[Numbered] = []
        groups: list[Group] = []
        for title, noun, lines in parts:
            numbered = list(enumerate(lines, len(rows) + 1))
            rows += numbered
            if lines:
                groups.append(Group(title, tuple(number for number, _ in numbered), noun=noun))
        self.table.setVisible(bool(rows))
        self.nothing.setVisible(not rows)
        self.nothing.sentence.setText(CLOSED if found.reach.closures else STAYS)
        self.rows.set_rows(rows, groups)

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


def _of_moved(line: MovedDate) -> Line:
    return Line(line.case_id, line.child, line.ref, _duty(line), _day(line.due_now), _day(line.due_then),
                move_words(line), _state(line), line.responsible)  # fmt: skip


def _of_ground(line: MovedDate) -> Line:
    """A limit somebody could claim the ground for: what it is now is what it stays until they do."""
    state = line.state_now or State.RUNNING
    cell = StateCell(mark_of(state, 99), WORDS[state], "could be claimed")
    return Line(line.case_id, line.child, line.ref, _duty(line), _day(line.due_now), _day(line.due_now), "same day",
                cell, line.responsible)  # fmt: skip


def _of_not_touched(one: NotTouched) -> Line:
    duty, cell = TwoLine("Record the child’s setting"), StateCell(Mark.UNKNOWN, "not touched")
    return Line(one.case_id, one.child, one.ref, duty, "–", "–", "–", cell, one.responsible)


def _day(day: date | None) -> str:
    return in_words(day) if day else "–"


def _duty(line: MovedDate) -> TwoLine:
    return TwoLine(short_duty(line.rule, line.duty), value_words(line.subject) if line.subject else line.rule)


def _state(line: MovedDate) -> StateCell:
    now, then = line.state_now, line.state_then
    if then is None:
        return StateCell(Mark.ENDED, "no date")
    second = f"now {WORDS[now]}" if now is not None and now is not then else ""
    return StateCell(mark_of(then, 99), WORDS[then], second)
