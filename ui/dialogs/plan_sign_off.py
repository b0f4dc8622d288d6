"""Sign a version of the plan off: the checklist, worked out; who approves; and why, in spite of what is red."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from ehcp_desk.domain.plan_checklist import Check, red
from ehcp_desk.domain.wording import Mark
from ehcp_desk.services.casework.planning import sign_off
from ehcp_desk.services.desk import Changes
from ehcp_desk.services.records.case_view import CaseView, case_view_by_id
from ui.context import PageContext
from ui.dialogs.changed_fields import keep_fields
from ui.dialogs.fields import Field, line_edit, text_edit
from ui.dialogs.frame import DeskDialog
from ui.models.cells import StateCell, TwoLine
from ui.models.columns import Column, Kind
from ui.models.row_model import RowModel
from ui.theme.type_scale import Role
from ui.widgets.row_table import RowTable
from ui.widgets.text import label


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One question of the checklist."""

    id: int
    check: Check

    @property
    def cell(self) -> StateCell:
        """Met or not, in words as well as by mark."""
        return StateCell(Mark.MET, "yes") if self.check.fine else StateCell(Mark.OVERDUE, "no")


class SignOffPlan(DeskDialog):
    """Nothing here is ticked by hand.  What is red needs a reason, which prints with the plan."""

    def __init__(self, context: PageContext, parent: QWidget | None, case_id: int) -> None:
        super().__init__(context, "Sign the plan off", parent, QSize(820, 640))
        self._view: CaseView | None = None
        self.red: tuple[Check, ...] = ()
        self.heading = label("", Role.QUESTION, wrap=True)
        columns: list[Column[CheckRow]] = [
            Column("fine", "Met", lambda r: r.cell, 80, Kind.STATE, narrow=True),
            Column("what", "Question, and what was found", lambda r: TwoLine(r.check.title, r.check.found, bold=True),
                   kind=Kind.TWO_LINE, stretch=True, narrow=True),
        ]  # fmt: skip
        self.rows: RowModel[CheckRow] = RowModel(
            columns, lambda r: f"{r.check.title}: {r.cell.words}. {r.check.found}", parent=self
        )
        self.table: RowTable[CheckRow] = RowTable(self.rows, "Checklist", start_selected=False)
        self.table.setProperty("framed", True)
        self.by = line_edit("Approved by", 360)
        self.by_field = Field("&Approved by", self.by, key="Alt+A")
        self.reason = text_edit(2)
        self.reason_field = Field("&Why, in spite of what is not met", self.reason, "It prints with the plan.", "Alt+W")
        self.form.addWidget(self.heading)
        self.form.addWidget(self.table, 1)
        self.form.addWidget(self.by_field)
        self.form.addWidget(self.reason_field)
        self.set_primary("Sign it off", "check")
        self.note.setText("The version is closed from then on; changes go into a new one.")
        keep_fields(self, f"sign_off.{case_id}", case_id, by=self.by, reason=self.reason)
        self.by_field.take_focus()
        desk = context.desk
        context.dispatcher.read(self, lambda _progress: case_view_by_id(desk, case_id), self.show_view, self.refused)

    def show_view(self, view: CaseView) -> None:
        """The checklist of the version being written."""
        self._view = view
        newest = view.plan.newest if view.plan is not None else None
        if view.plan is None or newest is None:
            self.heading.setText(f"{view.case.child.name} has no plan to sign off yet.")
            if self.primary is not None:
                self.primary.setEnabled(False)
            return
        checks = view.plan.checklist(newest.number)
        self.red = red(checks)
        self.rows.set_rows([CheckRow(n, check) for n, check in enumerate(checks, 1)])
        found = f"{len(self.red)} of {len(checks)} not met" if self.red else "everything is met"
        self.heading.setText(f"{newest.title}, for {view.case.child.name}: {found}")
        self.reason_field.setVisible(bool(self.red))

    def problems(self) -> list[tuple[Field, str]]:
        """A name; and a reason where something is red."""
        found = []
        if not self.by.text().strip():
            found.append((self.by_field, "Write the name of the person who approves the plan."))
        if self.red and not self.reason.toPlainText().strip():
            found.append((self.reason_field, "Say why it is signed off in spite of what is not met."))
        return found

    def submit(self) -> None:
        """Sign it."""
        view, desk, by, reason = self._view, self.context.desk, self.by.text(), self.reason.toPlainText()
        if view is None:
            return

        def work() -> Changes:
            return sign_off(desk, view.case.ref, by, reason if self.red else "", view.case.version)

        self.run(work, lambda changes: self.saved(changes, f"The plan is signed off by {by.strip()}", undo=True))


def make(context: PageContext, parent: QWidget | None = None, case_id: int = 0) -> SignOffPlan:
    """The dialog, about one case."""
    return SignOffPlan(context, parent, case_id)
