"""Reading back the chronology the other side filled in: what each row would do is shown before anything is recorded."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from ehcp_desk.domain.chronology_exchange import Merged, MergedRow
from ehcp_desk.services.desk import Changes
from ehcp_desk.services.records.exchanging import merge_exchange
from ui.context import PageContext
from ui.dialogs.entry_mark import PARTIES, inside_a_sentence
from ui.dialogs.fields import Field, choice, chosen
from ui.dialogs.frame import DeskDialog
from ui.models.cells import TwoLine
from ui.models.columns import Column, Kind
from ui.models.row_model import RowModel
from ui.theme.type_scale import Role
from ui.widgets.row_table import RowTable
from ui.widgets.text import label


class ReadBack(DeskDialog):
    """Every row of the file with what becomes of it; the file itself is kept as a document."""

    def __init__(self, context: PageContext, parent: QWidget | None, case_id: int, ref: str, path: Path) -> None:
        super().__init__(context, "Read back the chronology", parent, QSize(860, 600))
        self._case_id, self._ref, self._path = case_id, ref, path
        self.heading = label(f"Reading {path.name}", Role.QUESTION, wrap=True)
        self.by = choice([(words, words) for words in PARTIES[:3]], 320, typed=True)
        self.by.currentTextChanged.connect(lambda _words: self._try())
        columns: list[Column[MergedRow]] = [
            Column("row", "Row", lambda r: str(r.row), 60, right=True, narrow=True),
            Column("entry", "Entry", lambda r: str(r.entry or "–"), 70, right=True),
            Column("outcome", "What becomes of it", lambda r: r.outcome.capitalize(), 160, Kind.STRONG, narrow=True),
            Column("why", "Why, and what they say", lambda r: TwoLine(r.says or r.reason or "–", r.reason if r.says else ""),
                   stretch=True, kind=Kind.TWO_LINE, narrow=True),
        ]  # fmt: skip
        self.rows: RowModel[MergedRow] = RowModel(columns, row_id=lambda r: r.row, parent=self)
        self.table: RowTable[MergedRow] = RowTable(self.rows, "Rows of the file", start_selected=False)
        self.table.setProperty("framed", True)
        self.form.addWidget(self.heading)
        self.form.addWidget(Field("&Who filled it in", self.by))
        self.form.addWidget(self.table, 1)
        self.set_primary("Record the answers")
        self._try()

    def _try(self) -> None:
        """What would become of it, by whoever is named now."""
        desk, ref, path, by = (
            self.context.desk,
            self._ref,
            self._path,
            inside_a_sentence(chosen(self.by) or "the other side"),
        )
        self.context.dispatcher.read(
            self, lambda _progress: merge_exchange(desk, ref, path, by, dry_run=True), self._show, self.refused
        )

    def _show(self, merged: Merged) -> None:
        self.rows.set_rows(merged.rows)
        said = ", ".join(f"{count} {outcome}" for outcome, count in merged.counts.items())
        missing = f" {len(merged.not_returned)} entries did not come back." if merged.not_returned else ""
        self.heading.setText(f"{merged.file}: {said}.{missing}")

    def submit(self) -> None:
        """Record it in one act."""
        desk, ref, path, by = (
            self.context.desk,
            self._ref,
            self._path,
            inside_a_sentence(chosen(self.by) or "the other side"),
        )

        def done(merged: Merged) -> None:
            kinds = frozenset({"facts", "documents"})
            self.saved(Changes(kinds, frozenset({self._case_id})), f"Read {len(merged.rows)} rows of {merged.file}")

        self.run(lambda: merge_exchange(desk, ref, path, by), done)


def read_one_back(
    context: PageContext, parent: QWidget | None = None, case_id: int = 0, ref: str = "", path: Path | None = None
) -> ReadBack:
    """The dialog, about one file."""
    return ReadBack(context, parent, case_id, ref, path or Path())
