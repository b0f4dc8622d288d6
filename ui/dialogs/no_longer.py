"""Say that something about the child is no longer so: its last day, and why.  It stays in the history."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from ehcp_desk.services.casework.details import no_longer
from ehcp_desk.services.records.case_view import CaseView, case_view_by_id
from ui.context import PageContext
from ui.dialogs.changed_fields import keep_fields
from ui.dialogs.fields import Field, text_edit
from ui.dialogs.frame import DeskDialog
from ui.theme.type_scale import Role
from ui.widgets.date_field import DateField
from ui.widgets.text import label


class NoLonger(DeskDialog):
    """The last day of an address, a care status, a banner or the like."""

    def __init__(self, context: PageContext, parent: QWidget | None, case_id: int, entry: int) -> None:
        super().__init__(context, "No longer so", parent, QSize(560, 400))
        self._entry = entry
        today = context.desk.today()
        self.heading = label("", Role.QUESTION, wrap=True)
        self.last = DateField(today, "Last day", today)
        self.last.bound(None, today, "That day has not come yet. Record it on the day.")
        self.reason = text_edit(3)
        self.reason_field = Field("&Why it ends", self.reason, key="Alt+W")
        self.form.addWidget(self.heading)
        self.form.addWidget(Field("&Last day", self.last, key="Alt+L", focus_on=self.last.line))
        self.form.addWidget(self.reason_field, 1)
        self.set_primary("It is no longer so")
        self.note.setText("It stays in the history with its days.")
        self.hold(last=self.last)
        keep_fields(self, f"no_longer.{entry}", case_id, reason=self.reason)
        self.reason_field.take_focus()
        desk = context.desk
        context.dispatcher.read(self, lambda _progress: case_view_by_id(desk, case_id), self._show, self.refused)

    def _show(self, view: CaseView) -> None:
        found = next((s for s in view.profile.statements if s.entry == self._entry), None)
        self.heading.setText(f"{found.title}: {found.said}" if found is not None else "This entry can no longer end.")
        if found is None and self.primary is not None:
            self.primary.setEnabled(False)

    def problems(self) -> list[tuple[Field, str]]:
        """A reason is needed."""
        words = "Say why it ends, so that whoever reads the record later knows."
        return [] if self.reason.toPlainText().strip() else [(self.reason_field, words)]

    def submit(self) -> None:
        """End it."""
        desk, entry, on = self.context.desk, self._entry, self.last.day or self.context.desk.today()
        reason = self.reason.toPlainText().strip()
        self.run(
            lambda: no_longer(desk, entry, on, reason), lambda changes: self.saved(changes, "No longer so", undo=True)
        )


def make(context: PageContext, parent: QWidget | None = None, case_id: int = 0, entry: int = 0) -> NoLonger:
    """The dialog, about one entry of a child."""
    return NoLonger(context, parent, case_id, entry)
