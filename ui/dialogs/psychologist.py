"""Name the educational psychologist of an assessment, apart from its caseworker."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from ehcp_desk.domain.people import Role as Post
from ehcp_desk.domain.people import Staff
from ehcp_desk.services.desk import Changes
from ehcp_desk.services.oversight.ownership import name_psychologist
from ehcp_desk.services.oversight.staffing import staff
from ehcp_desk.services.records.case_view import CaseView, case_view_by_id
from ui.context import PageContext
from ui.dialogs.changed_fields import keep_fields
from ui.dialogs.fields import Field, choice, chosen
from ui.dialogs.frame import DeskDialog
from ui.theme.type_scale import Role
from ui.widgets.text import label


class NamePsychologist(DeskDialog):
    """One field: a psychologist of the service, or a name typed."""

    def __init__(self, context: PageContext, parent: QWidget | None, case_id: int) -> None:
        super().__init__(context, "Name the psychologist", parent, QSize(480, 250))
        self._view: CaseView | None = None
        self.heading = label("", Role.QUESTION, wrap=True)
        self.name = choice([], 360, typed=True)
        self.name_field = Field("&Educational psychologist", self.name, "Choose from the service, or type a name.")
        self.form.addWidget(self.heading)
        self.form.addWidget(self.name_field)
        self.form.addStretch(1)
        self.set_primary("Name the psychologist")
        self.name_field.take_focus()
        desk = context.desk

        def work(_progress: object) -> tuple[CaseView, Staff]:
            return case_view_by_id(desk, case_id), staff(desk)

        context.dispatcher.read(self, work, self._show, self.refused)

    def _show(self, answer: tuple[CaseView, Staff]) -> None:
        self._view, everybody = answer
        self.heading.setText(f"Who is the psychologist for {self._view.case.child.name}?")
        day = self._view.as_at
        for officer in sorted(everybody.officers.values(), key=lambda o: o.name):
            if officer.role is Post.PSYCHOLOGIST and officer.works_on(day):
                self.name.addItem(officer.name, officer.name)
        self.name.setEditText(self._view.case.psychologist)
        keep_fields(self, f"psychologist.{self._view.case.id}", self._view.case.id, name=self.name)

    def problems(self) -> list[tuple[Field, str]]:
        """A name is needed."""
        return [] if chosen(self.name) else [(self.name_field, "Write the psychologist’s name.")]

    def submit(self) -> None:
        """Put it on the record."""
        view, desk, name = self._view, self.context.desk, chosen(self.name)
        if view is None:
            return

        def work() -> Changes:
            return name_psychologist(desk, view.case.ref, name)

        self.run(work, lambda changes: self.saved(changes, f"{name} is the psychologist for {view.case.child.name}"))


def make(context: PageContext, parent: QWidget | None = None, case_id: int = 0) -> NamePsychologist:
    """The dialog, about one case."""
    return NamePsychologist(context, parent, case_id)
