"""Somebody to ring, added or changed: who they are, every way to reach them, what they hold and how they like it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QComboBox, QWidget

from ehcp_desk.domain.case import Contactable
from ehcp_desk.services.casework.details import add_person, change_person
from ehcp_desk.services.desk import Changes
from ehcp_desk.services.records.case_view import CaseView, case_view_by_id
from ui.context import PageContext
from ui.dialogs.changed_fields import ChangedFields
from ui.dialogs.controls import Control
from ui.dialogs.fields import Field, choice, chosen, line_edit, text_edit
from ui.dialogs.frame import DeskDialog
from ui.theme.type_scale import Role
from ui.widgets.date_field import DateField
from ui.widgets.field_grid import FieldGrid
from ui.widgets.text import label
from ui.widgets.tick import Tick

RELATIONS = ("Mother", "Father", "Carer", "Young person", "SENCO", "Teacher", "Social worker", "Therapist", "Advocate",
             "Representative", "Solicitor")  # fmt: skip
AGENCIES = ("Education", "Health", "Social care", "Youth justice", "Advocacy service", "Voluntary service")
RESTS_ON = ("Birth", "Birth certificate", "Agreement", "Court order", "Special guardianship order", "Adoption",
            "Care order")  # fmt: skip
PREFERENCES = ("Text first", "Email only", "Do not leave messages", "Letters only", "Mornings", "After 4 pm")
LANGUAGES = ("English", "Arabic", "Bengali", "British Sign Language", "Panjabi", "Polish", "Portuguese", "Romanian",
             "Somali", "Turkish", "Ukrainian", "Urdu")  # fmt: skip


class AddPerson(DeskDialog):
    """Add somebody, or with a number change them; their last day takes them off the list without losing them."""

    def __init__(self, context: PageContext, parent: QWidget | None, case_id: int, person_id: int = 0) -> None:
        title = "Change somebody to ring" if person_id else "Add somebody to ring"
        super().__init__(context, title, parent, QSize(760, 690))
        self._view: CaseView | None = None
        self._person_id = person_id
        self._seen: Contactable | None = None
        self.heading = label("", Role.QUESTION, wrap=True)
        self.form.addWidget(self.heading)
        self._make_controls()
        self.form.addLayout(self._laid_out())
        self.form.addStretch(1)
        self.set_primary("Save the changes" if person_id else "Add this person")
        if person_id:
            self.note.setText("What stood before is kept in the history.")
        self.name_field.take_focus()
        self.changes = ChangedFields(self, self._fields())
        self._case_id, self._key = case_id, f"person.{case_id}.{person_id}" if person_id else f"person.{case_id}"
        if not person_id:
            self.changes.filled(self._key, self._case_id)
        desk = context.desk
        context.dispatcher.read(self, lambda _progress: case_view_by_id(desk, case_id), self._show, self.refused)

    def _make_controls(self) -> None:
        today = self.context.desk.today()
        self.name = line_edit("Name")
        self.relation = _offered(RELATIONS)
        self.agency = _offered(AGENCIES)
        self.responsible = Tick("Has &parental responsibility")
        self.rests_on = _offered(RESTS_ON)
        self.rests_on.setEnabled(False)
        self.responsible.toggled.connect(self.rests_on.setEnabled)
        self.phone = line_edit("Phone", 0, 40)
        self.email = line_edit("Email")
        self.more = text_edit(2)
        self.preference = _offered(PREFERENCES)
        self.language = _offered(LANGUAGES)
        self.interpreter = line_edit("Interpreter")
        self.address = line_edit("Address")
        self.hidden = Tick("&Do not disclose this address")
        self.since = DateField(today, "From", required=False)
        self.until = DateField(today, "Last day", required=False)
        self.why = line_edit("Why")

    def _laid_out(self) -> FieldGrid:
        self.name_field = Field("&Name", self.name, key="Alt+N")
        self.why_field = Field("Wh&y it changes", self.why)
        self.until_field = Field("Last day", self.until, focus_on=self.until.line)
        rows: tuple[tuple[QWidget, QWidget], ...] = (
            (self.name_field, Field("&Who they are to the child", self.relation, key="Alt+W")),
            (Field("P&hone", self.phone, key="Alt+H"), Field("&Email", self.email, key="Alt+E")),
            (Field("&More numbers and addresses, one a line", self.more), Field("H&ow they like to be reached",
                   self.preference, "Email only, do not leave messages: what the next person should know.", "Alt+O")),
            (self.responsible, Field("What it rests on", self.rests_on)),
            (Field("&Agency, for a professional", self.agency), Field("&Language", self.language)),
            (Field("&Interpreter they need", self.interpreter), Field("Add&ress", self.address)),
            (Field("From", self.since, focus_on=self.since.line), self.hidden),
            (self.until_field, self.why_field),
        )  # fmt: skip
        self.why_field.setVisible(bool(self._person_id))
        return FieldGrid(rows)

    def _fields(self) -> dict[str, Control]:
        return {
            "name": self.name, "relation": self.relation, "agency": self.agency, "responsible": self.responsible,
            "rests_on": self.rests_on, "phone": self.phone, "email": self.email, "more": self.more,
            "preference": self.preference, "language": self.language, "interpreter": self.interpreter,
            "address": self.address, "hidden": self.hidden, "since": self.since, "until": self.until, "why": self.why,
        }  # fmt: skip

    def _show(self, view: CaseView) -> None:
        self._view = view
        self.heading.setText(f"Somebody to ring about {view.case.child.name}")
        person = next((p for p in (*view.people, *view.people_before) if p.id == self._person_id), None)
        if person is not None and self._seen is None:
            self._seen = person
            self._fill(person)
            self.changes.filled(self._key, self._case_id)

    def _fill(self, person: Contactable) -> None:
        self.heading.setText(person.name)
        for line, words in ((self.name, person.name), (self.phone, person.phone), (self.email, person.email),
                            (self.interpreter, person.interpreter), (self.address, person.address)):  # fmt: skip
            line.setText(words)
        for box, words in ((self.relation, person.relation), (self.agency, person.agency), (self.rests_on, person.rests_on),
                           (self.preference, person.preference), (self.language, person.language)):  # fmt: skip
            box.setEditText(words)
        self.more.setPlainText(person.more)
        self.responsible.setChecked(person.parental_responsibility)
        self.hidden.setChecked(person.hidden)
        self.since.set_day(person.since)
        self.until.set_day(person.until)

    def typed(self) -> Mapping[str, str]:
        """What a draft keeps."""
        return self.changes.changed()

    def problems(self) -> list[tuple[Field, str]]:
        """A name is needed, and a last day that is not before the first."""
        found = [] if self.name.text().strip() else [(self.name_field, "Write the person’s name.")]
        if self.since.day and self.until.day and self.until.day < self.since.day:
            found.append((self.until_field, "The last day is before the first. Check both."))
        return found

    def check(self) -> bool:
        """The fields, then the days, which say for themselves what is wrong."""
        days = [day for day in (self.since, self.until) if day.line.text().strip()]
        return super().check() and all(day.read() is not None for day in days)

    def wanted(self, seen: Contactable) -> Contactable:
        """The person as typed."""
        rests_on = _kept(self.rests_on, seen.rests_on) if self.responsible.isChecked() else ""
        return replace(
            seen, name=self.name.text().strip(), relation=_kept(self.relation, seen.relation), phone=self.phone.text().strip(),
            email=self.email.text().strip(), parental_responsibility=self.responsible.isChecked(),
            preference=_kept(self.preference, seen.preference), more=_one_a_line(self.more.toPlainText()), rests_on=rests_on,
            language=_kept(self.language, seen.language), interpreter=self.interpreter.text().strip(),
            address=self.address.text().strip(), hidden=self.hidden.isChecked(), agency=_kept(self.agency, seen.agency),
            since=self.since.day, until=self.until.day,
        )  # fmt: skip

    def submit(self) -> None:
        """Put them on the record."""
        view, desk, seen = self._view, self.context.desk, self._seen
        if view is None or (self._person_id and seen is None):
            return
        ref, why = view.case.ref, self.why.text().strip()
        person = self.wanted(seen or Contactable(0, view.case.child.id, "", ""))

        def work() -> Changes:
            return add_person(desk, ref, person) if seen is None else change_person(desk, ref, seen, person, why)

        words = f"{person.name} is on the list to ring about {view.case.child.name}"
        done = f"What is known of {person.name} was changed" if seen is not None else words
        self.run(work, lambda changes: self.saved(changes, done))


def _offered(values: tuple[str, ...]) -> QComboBox:
    box = choice([(value, value) for value in values], typed=True)
    box.setEditText("")
    return box


def _kept(box: QComboBox, before: str) -> str:
    """What is chosen or typed; the words as they were where only their capitals would change."""
    now = chosen(box)
    return before if now.casefold() == before.casefold() else now


def _one_a_line(text: str) -> str:
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def make(context: PageContext, parent: QWidget | None = None, case_id: int = 0, person_id: int = 0) -> AddPerson:
    """The dialog, about one case; ``person_id`` changes somebody instead of adding them."""
    return AddPerson(context, parent, case_id, person_id)
