"""Reviews: overdue, due by month, without a date, under way; moves between phases; from year 9.  Every figure is a list."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QScrollArea, QVBoxLayout, QWidget

from ehcp_desk.domain.worklist import CaseQuery, Scope
from ehcp_desk.ports.work import Progress
from ehcp_desk.services.oversight.figure import Figure
from ehcp_desk.services.oversight.not_held import NOT_HELD
from ehcp_desk.services.oversight.review_paper import print_reviews
from ehcp_desk.services.oversight.reviewing import (
    DUE,
    FROM_NINE,
    MOVES,
    NO_DATE,
    NOT_IN,
    OVERDUE,
    UNDER_WAY,
    ReviewBoard,
    review_board,
)
from ui.commands import Command
from ui.context import PageContext
from ui.dialogs.files import Files, file_name
from ui.dialogs.team_choice import EVERY, TeamChoice
from ui.events import Changed
from ui.widgets.buttons import ActionButton
from ui.widgets.figures import FigurePanel
from ui.widgets.page import MIDDLE, Page, room
from ui.widgets.panel import PageHeader

COLUMNS: tuple[tuple[str, ...], ...] = ((OVERDUE, MOVES, NOT_HELD), (NO_DATE, UNDER_WAY, FROM_NINE), (DUE, NOT_IN))
"""The panels of each column, as they stand on a wide window; one column holds them in this order."""


def make(context: PageContext) -> ReviewsPage:
    """The page, for the window."""
    return ReviewsPage(context)


class ReviewsPage(Page):
    """The reviews board.  Enter on a figure opens its cases; F8 shares them out."""

    title = "Reviews"

    def __init__(self, context: PageContext, files: Files | None = None, parent: QWidget | None = None) -> None:
        super().__init__("Reviews", parent)
        self._context, self.files = context, files or Files()
        self._team = EVERY
        self._moves: tuple[Figure, ...] = ()
        self.header = PageHeader("Reviews", " ")
        self.header.add_action(ActionButton("Print", self._print, "printer", "Ctrl+P"))
        self.teams = TeamChoice(self._reread)
        self.header.add_action(self.teams)
        self.content.addWidget(self.header)
        self.panels = {
            group: FigurePanel(group, self._open, *(("Plan the moves", self._plan_moves) if group == MOVES else ()))
            for column in COLUMNS
            for group in column
        }
        inside = QWidget()
        inside.setProperty("ground", "canvas")
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight, inside)
        self._columns.setContentsMargins(0, 0, 0, 0)
        self._columns.setSpacing(8)
        for groups in COLUMNS:
            column = QVBoxLayout()
            column.setSpacing(8)
            for group in groups:
                column.addWidget(self.panels[group])
            column.addStretch(1)
            self._columns.addLayout(column, 1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(inside)
        scroll.setAccessibleName("Figures of the reviews board")
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        self.content.addWidget(scroll, 1)
        context.events.changed.connect(self._changed)

    # -- what the window asks --------------------------------------------------------------------------------

    def arrive(self, **_kw: Any) -> None:
        """Read anew."""
        self._reread()

    def panes(self) -> list[QWidget]:
        """The lists in reading order."""
        return [panel.table for panel in self.panels.values()]

    def commands(self) -> list[Command]:
        """What can be done to the figure in the line, and to the board."""
        return [
            Command("assign", "Assign the cases of the figure", "Case", "F8", self._assign),
            Command("plan_moves", "Plan the moves to the next school", "Case", "", self._plan_moves),
            Command("print", "Print the reviews board", "Desk", "Ctrl+P", self._print),
        ]

    def show_changes(self) -> None:
        """F5: read anew."""
        self._reread()

    def help_words(self) -> str:
        """What this page is for."""
        return ("Every plan’s review: past its day, due month by month, without a date for the meeting, or held and waiting. "
                "Moves between phases with their day, what is missing from year 9, and meetings cancelled or moved, by reason "
                "and setting. Enter on a figure opens its cases, F8 shares them out, Ctrl+P prints the board.")  # fmt: skip

    # -- reading and showing ----------------------------------------------------------------------------------

    @property
    def _chosen_team(self) -> int | None:
        return None if self._team == EVERY else int(self._team)

    def _changed(self, changed: Changed) -> None:
        if self.isVisible() and changed.about("cases", "facts", "owners"):
            self._reread()

    def _reread(self, team: str = "") -> None:
        self._team = team or self._team
        wanted, desk = self._chosen_team, self._context.desk
        self._context.dispatcher.latest(
            self, lambda progress: review_board(desk, wanted, progress), self._show, self._context.messages.failed,
            title="Counting the reviews",
        )  # fmt: skip

    def _show(self, board: ReviewBoard) -> None:
        self.teams.offer(board.teams, self._team)
        free = sum(len(figure.cases) for figure in board.of(NO_DATE) if figure.key not in ("no_limit", "bring_forward"))
        self.header.set_sentence(
            f"{board.plans:,} plans in place, <b>{board.overdue:,} reviews past their day</b>, "
            f"{free:,} due within 12 weeks or late with no date for the meeting.",
            rich=True,
        )
        self._moves = board.of(MOVES)
        for group, panel in self.panels.items():
            panel.show_figures(board.of(group))

    # -- acts ------------------------------------------------------------------------------------------------

    def _open(self, figure: Figure) -> None:
        query = CaseQuery(self._context.desk.today(), Scope.ALL, only=figure.cases)
        self._context.navigate("cases", query=query, words=f"{figure.group}, {figure.title}")

    def _assign(self) -> None:
        """F8: share out the cases of the figure in the line."""
        panel = next((panel for panel in self.panels.values() if panel.table.hasFocus()), None)
        figure = panel.figure_now() if panel is not None else None
        if figure is None or not figure.cases:
            self._context.messages.status("Choose a figure that counts a case first.")
            return
        self._context.ask("assign", case_ids=figure.cases)

    def _plan_moves(self) -> None:
        """Plan the move of every child of the figure in the line, or else of the first year that has some without."""
        without = [figure for figure in self._moves if figure.key.startswith("unplanned_") and figure.cases]
        chosen = self.panels[MOVES].figure_now()
        if not without:
            self._context.messages.status("Every child in the last year of a phase has a move planned.")
            return
        self._context.ask("plan_moves", case_ids=(chosen if chosen in without else without[0]).cases)

    def _print(self) -> None:
        day = str(self._context.desk.today())
        path = self.files.save_as(self, "Save the reviews board", file_name("Reviews", day))
        if path is None:
            return
        desk, team = self._context.desk, self._chosen_team

        def work(_progress: Progress) -> Path:
            print_reviews(desk, [path], team)
            return path

        def done(made: Path) -> None:
            self._context.messages.done(f"The reviews board is in {made.name}.")
            self.files.show(made)

        self._context.dispatcher.read(
            self, work, done, self._context.messages.failed, title="Printing the reviews board"
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """One column on a narrow window."""
        super().resizeEvent(event)
        wide = room(self) >= MIDDLE
        self._columns.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
