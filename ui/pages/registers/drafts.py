"""The steps from the decision to assess to the final plan: each counted, with what it means; Enter opens its cases (F4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from ehcp_desk.domain.amounts import so_many
from ehcp_desk.domain.dates import short
from ehcp_desk.domain.worklist import CaseQuery, Scope
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.drafts import GROUP, ISSUED, draft_steps, meaning, print_drafts
from ehcp_desk.services.oversight.figure import Figure
from ui.context import PageContext
from ui.dialogs.files import Files
from ui.models.cells import TwoLine
from ui.models.columns import Column, Kind
from ui.models.row_model import RowModel
from ui.pages.registers.register import Register
from ui.widgets.panel import Panel
from ui.widgets.row_table import RowTable

StepRow = tuple[int, Figure]


class DraftsRegister(Register):
    """One row a step."""

    sentence = (
        "Every open assessment is in one step. Each step has one published meaning, and every count opens its cases."
    )

    paper = "Assessments by step"

    def __init__(self, context: PageContext, files: Files, parent: QWidget | None = None) -> None:
        super().__init__(context, files, parent)
        self.panel = Panel(GROUP, note=" ")
        self.rows: RowModel[StepRow] = RowModel(
            (
                Column("step", "Step, and what it means", lambda r: TwoLine(r[1].heading, meaning(r[1].key), bold=True), 500,
                       Kind.TWO_LINE, stretch=True, narrow=True),
                Column("cases", "Cases", lambda r: f"{len(r[1].cases):,}", 90, Kind.STRONG, right=True, narrow=True),
                Column("longest", "Longest", self._longest, 190),
            ),
            lambda r: f"{r[1].heading}: {len(r[1].cases)}. {meaning(r[1].key)}",
            row_id=lambda r: r[0],
        )  # fmt: skip
        self.table = RowTable(self.rows, GROUP, settings=context.settings)
        self.table.opened.connect(self._open)
        self.panel.add(self.table, 1)
        self.body.addWidget(self.panel, 1)

    def panes(self) -> list[QWidget]:
        """The steps."""
        return [self.table]

    def load(self) -> None:
        """Read anew."""
        desk = self.context.desk
        self.context.dispatcher.latest(
            self, lambda progress: draft_steps(desk, progress=progress), self._show, self.context.messages.failed,
            title="Counting the steps",
        )  # fmt: skip

    def printer(self) -> Callable[[Desk, Sequence[Path]], object]:
        """The steps as they stand."""
        return print_drafts

    def _show(self, figures: tuple[Figure, ...]) -> None:
        going = sum(len(figure.cases) for figure in figures if figure.key != ISSUED)
        self.panel.set_note(f"{so_many(going, 'open assessment')}, each in one step")
        self.rows.set_rows(list(enumerate(figures, 1)))

    def _longest(self, row: StepRow) -> str:
        since = next((on for on in row[1].days.values() if on is not None), None)
        word = "the first on" if row[1].key == ISSUED else "since"
        return f"{word} {short(since, self.context.desk.today())}" if since is not None else "–"

    def _open(self, number: int) -> None:
        place = self.rows.find(number)
        row = self.rows.row_at(place) if place is not None else None
        if row is not None and row[1].cases:
            query = CaseQuery(self.context.desk.today(), Scope.ALL, only=row[1].cases)
            self.context.navigate("cases", query=query, words=row[1].heading)
