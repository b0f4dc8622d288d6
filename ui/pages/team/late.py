"""Every assessment past its 20 weeks, oldest first: why, who holds the work, what is next, and the manager's review."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ehcp_desk.domain.wording import Mark
from ehcp_desk.services.oversight.overdue import Late
from ehcp_desk.services.oversight.worklist import NOBODY
from ui.models.case_columns import CHILD
from ui.models.cells import StateCell, TwoLine
from ui.models.columns import Column, Kind
from ui.models.row_model import RowModel
from ui.widgets.buttons import ActionButton
from ui.widgets.panel import Panel
from ui.widgets.row_table import RowTable

SHOWN = 9


class LatePanel(Panel):
    """Enter opens a case; the review of the line is recorded with the button."""

    def __init__(self, open_case: Callable[[int], object], review: Callable[[int], object]) -> None:
        super().__init__("Overdue, with cause and next step", note=" ")
        self._review = review
        self.act = ActionButton("Record a review", self.review_current, "note-pencil", "Ctrl+R", dense=True)
        self.add_to_heading(self.act)
        self.rows: RowModel[Late] = RowModel(
            (
                Column("child", "Child", lambda r: TwoLine(r.row.name, r.row.ref, bold=True), CHILD, Kind.TWO_LINE),
                Column("week", "Week", lambda r: str(r.week), 52, right=True),
                Column("owner", "Caseworker", _owner, 138, Kind.STATE),
                Column("cause", "Cause", _cause, 216, Kind.STATE),
                Column("party", "Who holds the work", lambda r: r.party or "–", 140),
                Column("next", "Next step", lambda r: TwoLine(r.next_step or "–", wrap=True), kind=Kind.TWO_LINE, stretch=True,
                       least=138),
                Column("review", "Manager’s review", _reviewed, 216, Kind.STATE),
            ),
            lambda r: f"{r.row.name}, week {r.week}: {r.cause_words}; {r.review_words}",
        )  # fmt: skip
        self.table = RowTable(self.rows, "Overdue, with cause and next step", start_selected=False,
                              last_to_go=("week", "review", "owner", "cause"))  # fmt: skip
        self.table.opened.connect(open_case)
        self.table.previewed.connect(review)
        self.table.current_changed.connect(lambda _id: self.act.setEnabled(self.table.current_id() is not None))
        self.act.setEnabled(False)
        self.add(self.table)
        self.body.addStretch(1)

    def show_late(self, late: Sequence[Late]) -> None:
        """Show a team's cases."""
        unknown = sum(not one.cause for one in late)
        waiting = sum(one.reviewed is None for one in late)
        self.set_note(f"{unknown:,} with no cause recorded, {waiting:,} waiting for a review" if late else "none")
        self.rows.set_rows(list(late))
        self.table.fit_height(SHOWN)
        self.table.setVisible(bool(late))

    def review_current(self) -> None:
        """Ask for the review of the case in the line."""
        number = self.table.current_id()
        if number is not None:
            self._review(number)


def _owner(one: Late) -> StateCell | str:
    return one.row.owner or StateCell(Mark.UNASSIGNED, NOBODY)


def _cause(one: Late) -> StateCell:
    return StateCell(Mark.ENDED if one.cause else Mark.UNKNOWN, one.cause_words)


def _reviewed(one: Late) -> StateCell:
    if one.reviewed is None:
        return StateCell(Mark.DUE_SOON, one.review_words)
    return StateCell(Mark.MET, one.review_words, one.reviewed.note)
