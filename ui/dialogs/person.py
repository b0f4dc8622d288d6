"""Add somebody to ring: who they are, how to reach them, and how they like to be reached."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLineEdit, QWidget

from ehcp_desk.domain.case import Contactable
from ehcp_desk.services.casework.details import add_person
from ehcp_desk.services.records.case_view import CaseView, case_view_by_id
from ui.context import PageContext
from ui.dialogs.fields import Field, choice, chosen, line_edit
from ui.dialogs.frame import DeskDialog
from ui.theme.type_scale import Role
from ui.widgets.text import label
from ui.widgets.tick import Tick

RELATIONS = ("Mother", "Father", "Carer", "Young person", "SENCO", "Teacher", "Social worker", "Therapist", "Advocate")


class AddPerson(DeskDialog):
    """Name and relation, phone and email, preference, parental responsibility."""

    def __init__(self, context: PageContext, parent: QWidget | None, case_id: int) -> None:
        super().__init__(context, "Add somebody to ring", parent, QSize(520, 560))
        self._view: CaseView | None = None
        self.heading = label("", Role.QUESTION, wrap=True)
        self.name = line_edit("Name", 360)
        self.relation = choice([(r, r) for r in RELATIONS], 360, typed=True)
        self.relation.setEditText("")
        self.responsible = Tick("Has &parental responsibility")
        self.phone = line_edit("Phone", 220, 40)
        self.email = line_edit("Email", 360)
        self.preference = line_edit("How they like to be reached", 360)
        self.name_field = Field("&Name", self.name, key="Alt+N")
        self.form.addWidget(self.heading)
        self.form.addWidget(self.name_field)
        self.form.addWidget(Field("&Who they are to the child", self.relation, key="Alt+W"))
        self.form.addWidget(self.responsible)
        self.form.addWidget(Field("P&hone", self.phone, key="Alt+H"))
        self.form.addWidget(Field("&Email", self.email, key="Alt+E"))
        hint = "Text first, email only, after four: what the next person should know."
        self.form.addWidget(Field("H&ow they like to be reached", self.preference, hint, "Alt+O"))
        self.form.addStretch(1)
        self.set_primary("Add this person")
        self.name_field.take_focus()
        kept = self.keep_under(f"person.{case_id}")
        for key, line in self._lines().items():
            line.setText(kept.get(key, ""))
            line.textEdited.connect(self.touched)
        desk = context.desk
        context.dispatcher.read(self, lambda _progress: case_view_by_id(desk, case_id), self._show, self.refused)

    def _lines(self) -> dict[str, QLineEdit]:
        return {"name": self.name, "phone": self.phone, "email": self.email, "how": self.preference}

    def _show(self, view: CaseView) -> None:
        self._view = view
        self.heading.setText(f"Somebody to ring about {view.case.child.name}")

    def typed(self) -> Mapping[str, str]:
        """The words a draft keeps."""
        return {name: line.text() for name, line in self._lines().items()}

    def problems(self) -> list[tuple[Field, str]]:
        """A name is needed."""
        return [] if self.name.text().strip() else [(self.name_field, "Write the person’s name.")]

    def submit(self) -> None:
        """Put them on the record."""
        view, desk = self._view, self.context.desk
        if view is None:
            return
        said = {name: line.text().strip() for name, line in self._lines().items()}
        person = Contactable(0, view.case.child.id, said["name"], chosen(self.relation), said["phone"], said["email"],
                             self.responsible.isChecked(), said["how"])  # fmt: skip
        words = f"{person.name} is on the list to ring about {view.case.child.name}"
        self.run(lambda: add_person(desk, view.case.ref, person), lambda changes: self.saved(changes, words))


def make(context: PageContext, parent: QWidget | None = None, case_id: int = 0) -> AddPerson:
    """The dialog, about one case."""
    return AddPerson(context, parent, case_id)
