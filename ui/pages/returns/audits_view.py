"""File audits on the Returns page: samples drawn by chance, their files and grades, what recurs, and what was agreed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from ehcp_desk.domain.amounts import so_many
from ehcp_desk.domain.file_audits import AuditForm, AuditTally
from ehcp_desk.ports.work import Progress
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.audit_form import form_in
from ehcp_desk.services.oversight.audit_paper import print_audit
from ehcp_desk.services.oversight.file_audits import audits, report
from ui.context import PageContext
from ui.dialogs.files import Files, file_name
from ui.models.columns import Column
from ui.models.row_model import RowModel
from ui.pages.returns import audit_rows as rows
from ui.pages.returns.register_view import RegisterView
from ui.widgets.buttons import ActionButton, Kind
from ui.widgets.panel import PAD, PageHeader, Panel
from ui.widgets.row_table import RowTable
from ui.widgets.segments import Segments
from ui.widgets.text import label

FILES, THEMES, ACTIONS, LEFT_OUT = "files", "themes", "actions", "left"
PARTS = ((FILES, "Files"), (THEMES, "What recurs"), (ACTIONS, "Actions"), (LEFT_OUT, "Left out"))
AUDITS_SHARE, PART_SHARE = 6, 14
ROW, TWO_ROWS = 25, 44
Read = tuple[dict[str, Any], AuditForm]


@dataclass(frozen=True, slots=True)
class _Part:
    """One table of the chosen audit and its model."""

    model: RowModel[rows.Told]
    table: RowTable[rows.Told]


class AuditsView(RegisterView[list[AuditTally]]):
    """``load`` reads the audits; the chosen one's report is worked out from the answers as they stand."""

    kinds = ("audits", "facts")

    def __init__(self, context: PageContext, files: Files) -> None:
        super().__init__(context, files)
        self._found: dict[int, AuditTally] = {}
        self._good: dict[str, bool] = {}
        self.report: dict[str, Any] = {}
        self.header = PageHeader("File audits", " ")
        self.questions = ActionButton("Questions", lambda: context.ask("audit_questions"), "list-checks")
        self.paper = ActionButton("Print what recurs", self.print_report, "printer", "Ctrl+P")
        self.audit = ActionButton("Audit this file", self.audit_file, "note-pencil")
        self.draw = ActionButton("Draw a sample", lambda: context.ask("audit_draw"), "plus", kind=Kind.PRIMARY)
        for action in (self.questions, self.paper, self.audit, self.draw):
            self.header.add_action(action)
        self.stack.addWidget(self.header)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self._make_audits(), AUDITS_SHARE)
        line.addWidget(self._make_parts(), PART_SHARE)
        self.stack.addLayout(line, 1)

    def _make_audits(self) -> Panel:
        panel = Panel("Audits", note="newest first")
        self.rows: RowModel[rows.Listed] = RowModel(rows.audit_columns(), rows.audit_sentence, row_id=lambda r: r[0])
        self.table: RowTable[rows.Listed] = RowTable(self.rows, "File audits", row_height=TWO_ROWS)
        self.table.current_changed.connect(lambda _number: self._read_report())
        panel.add(self.table, 1)
        return panel

    def _make_parts(self) -> Panel:
        self.panel = Panel("Sample", note=" ")
        self.part = Segments(PARTS, FILES, lambda _part: self._turn(), "What to look at", dense=True)
        self.panel.add_to_heading(self.part)
        self.said = label("", "second", wrap=True)
        self.said.setContentsMargins(PAD, 8, PAD, 8)
        self.panel.add(self.said)
        self.parts = {
            FILES: self._make_part("Files of the sample", rows.file_columns(self._good), ROW, self._audit_row),
            THEMES: self._make_part("What recurs", rows.theme_columns(), TWO_ROWS, None),
            ACTIONS: self._make_part("Actions agreed", rows.action_columns(), TWO_ROWS, self._open_row),
            LEFT_OUT: self._make_part("Files left out", rows.left_columns(), ROW, None),
        }
        self._stack = QStackedWidget()
        for made in self.parts.values():
            self._stack.addWidget(made.table)
        self.panel.add(self._stack, 1)
        return self.panel

    def _make_part(
        self, name: str, columns: tuple[Column[rows.Told], ...], height: int, go: Callable[[rows.Told], object] | None
    ) -> _Part:
        model: RowModel[rows.Told] = RowModel(columns, row_id=lambda r: r[0])
        table: RowTable[rows.Told] = RowTable(model, name, two_line=height == TWO_ROWS, row_height=height)

        def with_row(number: int, act: Callable[[rows.Told], object]) -> None:
            place = model.find(number)
            row = model.row_at(place) if place is not None else None
            if row is not None:
                act(row)

        if go is not None:
            table.opened.connect(lambda number: with_row(number, go))
        table.acted.connect(lambda number, _key: with_row(number, self._open_row))
        return _Part(model, table)

    # -- what the page asks ------------------------------------------------------------------------------------

    def read(self, desk: Desk) -> list[AuditTally]:
        """The samples, the newest first."""
        return audits(desk)

    def panes(self) -> list[QWidget]:
        """What F6 moves between."""
        return [self.table, self.parts[self.part.chosen].table]

    def write_files(self) -> None:
        """The report of the chosen audit on paper."""
        self.print_report()

    # -- showing -----------------------------------------------------------------------------------------------

    @property
    def chosen(self) -> AuditTally | None:
        """The audit under the keys."""
        number = self.table.current_id()
        return self._found.get(number) if number is not None else None

    def show_read(self, found: list[AuditTally]) -> None:
        """Show the audits, the one chosen before still chosen."""
        before = self.chosen.sample.name if self.chosen is not None else ""
        self._found = dict(enumerate(found, 1))
        waiting = sum(one.waiting for one in found)
        self.header.set_sentence(
            f"{so_many(len(found), 'audit')}; {so_many(waiting, 'action')} not done yet."
            if found
            else "No sample was drawn yet. A sample is drawn by chance, and its seed draws the same files again."
        )
        self.rows.set_rows(self._found.items())
        place = next((n for n, one in self._found.items() if one.sample.name == before), 1)
        if found:
            self.table.select_id(place)
        self._read_report()

    def _read_report(self) -> None:
        one, desk = self.chosen, self._context.desk
        for action in (self.paper, self.audit):
            action.setEnabled(one is not None)
        if one is None:
            self.report = {}
            self._turn()
            return
        name, version = one.sample.name, one.sample.form_version

        def read(_progress: Progress) -> Read:
            with desk.store.read() as work:
                form = form_in(work, version)
            return report(desk, name), form

        self._context.dispatcher.read(self, read, self._show_report, self._context.messages.failed)

    def _show_report(self, read: Read) -> None:
        found, form = read
        if self.chosen is None or self.chosen.sample.name != found["name"]:
            return  # another audit was chosen while this one was read
        self.report = found
        self._good.clear()
        self._good.update(form.grades)
        for part, listed in ((FILES, found["files"]), (THEMES, found["themes"]), (ACTIONS, found["actions"]),
                             (LEFT_OUT, found["excluded"])):  # fmt: skip
            self.parts[part].model.set_rows(enumerate(listed, 1))
        self._turn()

    def _turn(self) -> None:
        part, one, found = self.part.chosen, self.chosen, self.report
        self._stack.setCurrentWidget(self.parts[part].table)
        if one is None or not found:
            self.said.setText("Draw a sample to begin." if one is None else "")
            self.panel.set_note("")
            for made in self.parts.values():
                made.model.set_rows(())
            return
        self.panel.set_note(one.sample.name)
        self.said.setText(self._words(part, one))

    def _words(self, part: str, one: AuditTally) -> str:
        if part == FILES:
            return f"{rows.drawn_words(one)} Enter audits a file; its reference goes to the case."
        if part == THEMES:
            shares = (f"{q['quarter']}: {q['good_or_better']} of {q['of']} good or better, {q['percent']}%"
                      for q in self.report["by_quarter"])  # fmt: skip
            return "; ".join(shares) + "." if self.report["by_quarter"] else "No file of it is graded yet."
        if part == ACTIONS:
            return "Each action is a promise on its case and is kept there. Enter goes to the case."
        hidden = one.sample.hidden
        kept = f" {hidden} more are kept from {one.sample.by} and cannot be named." if hidden else ""
        gone = so_many(len(one.sample.excluded), "file was", "files were")
        return f"{gone} left out of what was drawn from.{kept}"

    # -- acting ------------------------------------------------------------------------------------------------

    def audit_file(self) -> None:
        """The form for the file under the keys."""
        number = self.parts[FILES].table.current_id()
        place = self.parts[FILES].model.find(number) if number is not None else None
        row = self.parts[FILES].model.row_at(place) if place is not None else None
        if row is None:
            self._context.messages.status("Choose a file of the sample first.")
        else:
            self._audit_row(row)

    def _audit_row(self, row: rows.Told) -> None:
        self._context.ask("audit_answer", name=self.report["name"], ref=row[1]["ref"])

    def _open_row(self, row: rows.Told) -> None:
        case = row[1].get("case_id")
        if case is not None:
            self._context.open_case(int(case))

    def print_report(self) -> None:
        """What recurs, the grades, the actions and what was left out, on paper."""
        one = self.chosen
        if one is None:
            self._context.messages.status("Draw a sample first; what recurs is told of one.")
            return
        path = self._files.save_as(self, "Print what recurs", file_name("File audit", one.sample.name))
        if path is not None:
            desk, name, messages = self._context.desk, one.sample.name, self._context.messages
            self._context.dispatcher.read(
                self, lambda _p: print_audit(desk, name, [path]), lambda _n: messages.done(f"The report is in {path}."),
                messages.failed, title=f"Printing {name}",
            )  # fmt: skip
