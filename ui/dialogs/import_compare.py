"""A file held against the desk: how often each field agrees, and where it does not.  Nothing is changed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from ehcp_desk.domain.amounts import so_many
from ehcp_desk.domain.comparing import WORDS, Agreement, Comparison, Difference, FieldTally
from ehcp_desk.services.upkeep.bringing import compare_by_name
from ui.context import PageContext
from ui.dialogs.frame import DeskDialog
from ui.models.columns import Column, Kind
from ui.models.row_model import RowModel
from ui.theme.type_scale import Role
from ui.widgets.row_table import RowTable
from ui.widgets.text import label

MOST = 2_000
SHORT = {
    Agreement.SAME: "Same", Agreement.DIFFERS: "Differs", Agreement.FILE_ONLY: "File only",
    Agreement.DESK_ONLY: "Desk only", Agreement.NEITHER: "Neither", Agreement.NOT_READ: "Not read",
}  # fmt: skip
"""The heads of the counts; each is called by its whole words."""
Tallied = tuple[int, FieldTally]
Numbered = tuple[int, Difference]


class ImportCompare(DeskDialog):
    """Two tables: fields with their counts, and the differences case by case."""

    def __init__(
        self,
        context: PageContext,
        parent: QWidget | None,
        path: Path,
        targets: Mapping[str, str],
        values: Mapping[str, Mapping[str, str]],
        styles: Mapping[str, str],
        profile: str,
    ) -> None:
        super().__init__(context, "Held against the desk", parent, QSize(980, 660))
        self.heading = label(f"Comparing {path.name}…", Role.QUESTION, wrap=True)
        self.form.addWidget(self.heading)
        self.words = label("", "second", wrap=True)
        self.form.addWidget(self.words)
        self.fields_model: RowModel[Tallied] = RowModel(
            (
                Column("field", "Field", lambda r: r[1].title, 210, Kind.STRONG, stretch=True),
                *(_counted(how) for how in Agreement),
            ),
            row_id=lambda r: r[0],
        )  # fmt: skip
        self.fields_table = RowTable(self.fields_model, "How often each field agrees", two_line=False, row_height=26)
        self.fields_table.setMinimumHeight(200)
        self.form.addWidget(self.fields_table, 1)
        self.differences: RowModel[Numbered] = RowModel(
            (
                Column("case", "Case", lambda r: r[1].ref, 110, Kind.STRONG),
                Column("field", "Field", lambda r: r[1].title, 150),
                Column("theirs", "In the file", lambda r: r[1].theirs_words or "–", 200, stretch=True),
                Column("ours", "On the desk", lambda r: r[1].ours_words or "–", 190),
                Column("row", "Row", lambda r: str(r[1].row), 50, right=True),
            ),
            row_id=lambda r: r[0],
        )
        self.table = RowTable(self.differences, "Where they differ", two_line=False, row_height=26)
        self.table.setMinimumHeight(200)
        self.form.addWidget(self.table, 2)
        self.rename_cancel("Close")
        desk = context.desk
        context.dispatcher.read(self, lambda _p: compare_by_name(desk, path, targets, profile, values, styles), self._show,
                                self.say_error, title=f"Comparing {path.name}")  # fmt: skip

    def _show(self, found: Comparison) -> None:
        differ = len({one.ref for one in found.differences})
        verb = "differs" if differ == 1 else "differ"
        self.heading.setText(f"{so_many(found.compared, 'case')} compared, {differ:,} {verb} in something")
        more = f" The first {MOST:,} differences are shown." if len(found.differences) > MOST else ""
        left = f" Not compared: {', '.join(found.not_compared)}." if found.not_compared else ""
        self.words.setText(
            f"{so_many(found.rows_in, 'row')}: {so_many(found.compared, 'case')}, {so_many(found.repeats, 'repeat')}, "
            f"{found.no_case:,} about no case, {len(found.not_on_desk):,} not on the desk. "
            f"Of the desk, {so_many(len(found.not_in_file), 'case is', 'cases are')} not in the file.{left}{more}"
        )
        self.fields_model.set_rows(list(enumerate(found.fields, 1)))
        self.differences.set_rows(list(enumerate(found.differences[:MOST], 1)))


def _counted(how: Agreement) -> Column[Tallied]:
    """A narrow column of counts: a short head, which is said whole."""
    return Column(how.value, SHORT[how], lambda row: f"{row[1].counts[how]:,}", 76, right=True, spoken_title=WORDS[how])


def make(
    context: PageContext,
    parent: QWidget | None = None,
    path: str = "",
    targets: Mapping[str, str] | None = None,
    values: Mapping[str, Mapping[str, str]] | None = None,
    styles: Mapping[str, str] | None = None,
    profile: str = "",
) -> ImportCompare:
    """The dialog, about one file; ``targets``, ``values`` and ``styles`` are what a person said of its columns, words and
    dates, ``profile`` the name of the saved one it is read by."""
    return ImportCompare(context, parent, Path(path), targets or {}, values or {}, styles or {}, profile)
