"""What changed since a return was issued: which figures, through which cases, who wrote what on them, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from ehcp_desk.domain.amounts import so_many
from ehcp_desk.domain.dates import at_time, in_words, month_words
from ehcp_desk.domain.restating import CaseChange, IssuedLine, LineChange, Restatement
from ehcp_desk.ports.work import Progress
from ehcp_desk.services.oversight.return_writing import Written, restate_file, write_restatement
from ehcp_desk.services.records.heads import local
from ui.context import PageContext
from ui.dialogs.files import Files
from ui.dialogs.frame import DeskDialog
from ui.models.cells import TwoLine
from ui.models.columns import Column, Kind
from ui.models.row_model import RowModel
from ui.tasks import Job
from ui.theme.type_scale import Role
from ui.widgets.row_table import RowTable
from ui.widgets.text import label

NOBODY = "Nothing was written on the case since: the day, the posts, the law or the definition changed."


@dataclass(frozen=True, slots=True)
class Row:
    """One act behind one case of one figure; a case nobody wrote on, or a figure no case moved, has a row too."""

    id: int
    figure: str
    numbers: str
    ref: str
    how: str
    who: str
    what: str


class ReturnRestated(DeskDialog):
    """Counts the month again as at the day of the frozen copy.  The return that was issued is never touched."""

    def __init__(self, context: PageContext, parent: QWidget | None, path: Path, files: Files | None = None) -> None:
        super().__init__(context, "What changed since it was issued", parent, QSize(1080, 660))
        self._files = files or Files()
        self.told: Restatement | None = None
        self.heading = label(f"Counting {path.name} again…", Role.QUESTION, wrap=True)
        self.form.addWidget(self.heading)
        self.words = label("", "second", wrap=True)
        self.form.addWidget(self.words)
        self.rows: RowModel[Row] = RowModel(
            (
                Column("figure", "Figure", lambda r: TwoLine(r.figure, r.numbers), 300, Kind.TWO_LINE),
                Column("case", "Case", lambda r: TwoLine(r.ref, r.how), 200, Kind.TWO_LINE),
                Column("who", "Who, and when", lambda r: TwoLine(r.who, wrap=True), 190, Kind.TWO_LINE),
                Column(
                    "what", "What was written, and why", lambda r: TwoLine(r.what, wrap=True), 320, Kind.TWO_LINE,
                    stretch=True,
                ),
            )
        )  # fmt: skip
        self.table = RowTable(self.rows, "What changed", row_height=44)
        self.table.setMinimumHeight(240)
        self.table.opened.connect(self._open)
        self.form.addWidget(self.table, 1)
        self.save = self.set_primary("Save what changed", "export")
        self.save.setEnabled(False)
        self.rename_cancel("Close")
        desk = context.desk
        self._job: Job | None = context.dispatcher.read(
            self, lambda progress: restate_file(desk, path, progress), self._show, self._failed,
            lambda _done, _of, what: self.words.setText(f"{what}."), title=f"Counting {path.name} again",
        )  # fmt: skip

    def _show(self, told: Restatement) -> None:
        self._job, self.told = None, told
        issued, changed = told.issued, len(told.changes)
        many = f"{so_many(changed, 'figure or list', 'figures or lists')} changed"
        self.heading.setText(f"{month_words(issued.month)}: {many if changed else 'nothing changed'}")
        new = f" Counted now and not then: {', '.join(told.new_codes)}." if told.new_codes else ""
        self.words.setText(
            f"Issued as at {in_words(issued.as_at)}, counted again today from the record as it stands. "
            f"{told.unchanged} figures are as they were.{new} The copy: {issued.known}."
        )
        self.rows.set_rows(list(_rows(told)))
        self.save.setEnabled(bool(changed))
        self.table.setFocus()

    def _failed(self, error: Exception) -> None:
        self._job = None
        self.heading.setText("This return could not be counted again")
        self.words.setText("")
        self.say_error(error)

    def _open(self, number: int) -> None:
        place = self.rows.find(number)
        row = self.rows.row_at(place) if place is not None else None
        if row is None or not row.ref:
            return
        desk, ref = self.context.desk, row.ref

        def find(_progress: Progress) -> int | None:
            with desk.store.read() as work:
                return work.find_case(ref)

        def go(found: int | None) -> None:
            if found is not None:
                self.accept()
                self.context.open_case(found)

        self.context.dispatcher.read(self, find, go, self.say_error)

    def submit(self) -> None:
        """Write the table and the page of what changed."""
        told, desk = self.told, self.context.desk
        folder = self._files.folder(self, "Where to write what changed") if told is not None else None
        if told is None or folder is None:
            return
        self.run(lambda: write_restatement(desk, told, folder), lambda made: self._saved(folder, made))

    def _saved(self, folder: Path, made: Written) -> None:
        self.context.messages.done(f"What changed is in {folder}: {' and '.join(f.name for f in made.files)}.")
        self.finished_with()

    def reject(self) -> None:
        """Stop counting where it has not ended, and close."""
        if self._job is not None:
            self._job.cancel()
        super().reject()


def _rows(told: Restatement) -> Iterator[Row]:
    number = 0
    for change in told.changes:
        for case in change.cases or (None,):
            for who, what in _acts(case):
                number += 1
                yield Row(number, f"{change.before.code} {change.before.title}", _numbers(change),
                          case.ref if case else "", case.how if case else "no case of its list", who, what)  # fmt: skip


def _numbers(change: LineChange) -> str:
    now = _said(change.after) if change.after is not None else "no longer counted"
    definition = f"; {change.definition}" if change.definition else ""
    return f"{_said(change.before)} then, {now} now{definition}"


def _said(line: IssuedLine) -> str:
    top, under, value = ("none" if n is None else f"{n:,f}" for n in line.numbers)
    return value if value == top else f"{value} ({top} of {under})"


def _acts(case: CaseChange | None) -> list[tuple[str, str]]:
    if case is None or not case.acts:
        return [("–", NOBODY)]
    return [(f"{a.who}, {at_time(local(a.at))}", f"{a.what}{f'. Reason: {a.why}' if a.why else ''}") for a in case.acts]


def make(context: PageContext, parent: QWidget | None = None, path: str = "") -> ReturnRestated:
    """The dialog about one frozen copy (``monthly-2026-09.json``)."""
    return ReturnRestated(context, parent, Path(path))
