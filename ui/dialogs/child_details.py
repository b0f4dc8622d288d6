"""Change a child's details: what two people both changed is chosen side by side, the rest fits by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLineEdit, QWidget

from ehcp_desk.domain.case import Child, year_words
from ehcp_desk.domain.errors import Clash, Conflict
from ehcp_desk.domain.ethnicities import ETHNICITIES
from ehcp_desk.domain.identifiers import plain_identifier
from ehcp_desk.services.casework.details import FIELD_WORDS, NUMBERS, change_child
from ehcp_desk.services.records.case_view import CaseView, case_view_by_id
from ehcp_desk.services.records.heads import local
from ui.context import PageContext
from ui.dialogs.changed_fields import ChangedFields
from ui.dialogs.conflict import ConflictDialog, Meeting
from ui.dialogs.fields import Field, choice, chosen, line_edit
from ui.dialogs.frame import DeskDialog
from ui.dialogs.person import LANGUAGES
from ui.dialogs.year_choice import YEARS
from ui.widgets.date_field import DateField
from ui.widgets.field_grid import FieldGrid

TYPED = ("surname", "forenames", "known_as", "upn", "uln", "nhs", "setting", "communication", "need", "before_you_ring")
SEXES = (("", "not known"), ("F", "Female"), ("M", "Male"))


LABELS = {
    "forenames": "&First names", "surname": "&Surname", "known_as": "&Known as", "born": "Date of &birth",
    "year_group": "Year &group", "sex": "Se&x", "upn": "&UPN", "uln": "U&LN", "nhs": "&NHS number",
    "ethnicity": "&Ethnicity", "language": "First langu&age", "setting": "Se&tting",
    "communication": "&Communication needs", "need": "&Main need", "before_you_ring": "Befo&re you ring",
}  # fmt: skip
"""The words of the history, with the letter that goes to each with Alt."""


class ChildDetails(DeskDialog):
    """Names, birth, numbers, school and what to know before ringing."""

    def __init__(self, context: PageContext, parent: QWidget | None, case_id: int) -> None:
        super().__init__(context, "Change the child’s details", parent, QSize(760, 680))
        self._case_id = case_id
        self._view: CaseView | None = None
        self.lines: dict[str, QLineEdit] = {name: line_edit(FIELD_WORDS[name]) for name in TYPED}
        self.sex = choice(list(SEXES), 200)
        self.ethnicity = choice([("", "not known"), *ETHNICITIES.items()])
        self.ethnicity.setMinimumContentsLength(20)
        self.language = choice([(words, words) for words in LANGUAGES], typed=True)
        self.why = line_edit("Why")
        self.born = DateField(context.desk.today(), "Date of birth", required=False)
        self.year = choice(list(YEARS), 200)
        self.named = {name: Field(LABELS[name], line) for name, line in self.lines.items()}
        self.form.addLayout(self._laid_out())
        self.form.addStretch(1)
        self.set_primary("Save the details")
        self.note.setText("What stood before is kept in the history.")
        self.changes = ChangedFields(self, {**self.lines, "sex": self.sex, "ethnicity": self.ethnicity, "born": self.born,
                                            "language": self.language, "year": self.year, "why": self.why})  # fmt: skip
        self._read(self._fill)

    def _laid_out(self) -> FieldGrid:
        named = self.named
        named["forenames"].set_hint("The legal names.")
        named["before_you_ring"].set_hint("Shown at the top of the case and on every call, before anybody dials.")
        rows: tuple[tuple[QWidget, ...], ...] = (
            (named["forenames"], named["surname"], named["known_as"]),
            (Field(LABELS["born"], self.born, focus_on=self.born.line), Field(LABELS["year_group"], self.year),
             Field(LABELS["sex"], self.sex)),
            (named["upn"], named["uln"], named["nhs"]),
            (Field(LABELS["ethnicity"], self.ethnicity), Field(LABELS["language"], self.language), named["setting"]),
            (named["communication"],), (named["need"],), (named["before_you_ring"],),
            (Field("Wh&y it changes (if there is a reason)", self.why),),
        )  # fmt: skip
        return FieldGrid(rows, top=True)

    def _read(self, then: Any) -> None:
        desk, case_id = self.context.desk, self._case_id
        self.context.dispatcher.read(self, lambda _progress: case_view_by_id(desk, case_id), then, self.say_error)

    def _fill(self, view: CaseView) -> None:
        self._view = view
        child = view.case.child
        for name, line in self.lines.items():
            line.setText(str(getattr(child, name)))
        self.born.set_day(child.born)
        year = child.year_on(view.as_at)
        if year is not None and self.year.findData(str(year)) < 0:
            self.year.addItem(year_words(year), str(year))
        self.year.setCurrentIndex(max(0, self.year.findData(year_value(year))))
        self.sex.setCurrentIndex(max(0, self.sex.findData(child.sex)))
        if child.ethnicity and self.ethnicity.findData(child.ethnicity) < 0:
            self.ethnicity.addItem(child.ethnicity, child.ethnicity)
        self.ethnicity.setCurrentIndex(max(0, self.ethnicity.findData(child.ethnicity)))
        self.language.setEditText(child.language)
        self.changes.filled(f"child.{self._case_id}", self._case_id)
        self.named["forenames"].take_focus()

    def typed(self) -> Mapping[str, str]:
        """What a draft keeps."""
        return self.changes.changed()

    def wanted(self, seen: Child) -> Child:
        """The child as typed."""
        year, today = chosen(self.year), self.context.desk.today()
        typed = {name: line.text().strip() for name, line in self.lines.items()}
        for name in NUMBERS:
            typed[name] = plain_identifier(typed[name])
        return replace(seen, **typed, born=self.born.day, year_group=seen.in_year(int(year) if year else None, today),  # type: ignore[arg-type]
                       sex=chosen(self.sex), ethnicity=chosen(self.ethnicity), language=chosen(self.language))  # fmt: skip

    def problems(self) -> list[tuple[Field, str]]:
        """A surname, and numbers that can be ones; a number that stood there before is left alone."""
        found = []
        if not self.lines["surname"].text().strip():
            found.append((self.named["surname"], "The surname cannot be empty."))
        seen = self._view.case.child if self._view is not None else None
        for name, fault_of in NUMBERS.items():
            number = plain_identifier(self.lines[name].text())
            if number and (seen is None or number != getattr(seen, name)) and fault_of(number):
                found.append((self.named[name], fault_of(number)))
        return found

    def submit(self) -> None:
        """Save what changed."""
        if self._view is not None:
            self._save(self._view.case.child, self.wanted(self._view.case.child))

    def _save(self, seen: Child, wanted: Child) -> None:
        view, desk, why = self._view, self.context.desk, self.why.text().strip()
        if view is not None:
            self.run(
                lambda: change_child(desk, view.case.ref, seen, wanted, why),
                lambda changes: self.saved(changes, f"Details of {wanted.name} changed"),
            )

    def refused(self, error: Exception) -> None:
        """Both changed one field: show both, theirs chosen first."""
        if isinstance(error, Conflict) and error.clashes:
            self._read(lambda now: self._meet(error.clashes, now))
        else:
            self.say_error(error)

    def _meet(self, clashes: Sequence[Clash], now: CaseView) -> None:
        view = self._view
        if view is None:
            return
        mine = changed(view.case.child, self.wanted(view.case.child))
        clashing = {c.field for c in clashes}
        kept = tuple((words, str(value)) for words, value in mine.items() if words not in clashing)
        newest = max((f.id for f in view.facts), default=0)
        theirs = [f for f in now.facts if f.id > newest and f.fact.kind == "child_changed"]
        who = theirs[-1].recorded_by if theirs else ""
        when = f"{local(theirs[-1].recorded_at):%H:%M}" if theirs else ""
        asking = ConflictDialog(
            self.context, self, Meeting(now.case.child.name, now.case.ref, who, when, tuple(clashes), kept)
        )
        asking.decided.connect(lambda chosen_mine: self._settle(now, mine, clashing, chosen_mine))
        asking.open()

    def _settle(self, now: CaseView, mine: Mapping[str, Any], clashing: set[str], chosen_mine: list[str]) -> None:
        """Save what is mine and does not clash, and what of mine was chosen."""
        fields = {words: name for name, words in FIELD_WORDS.items()}
        keep = {fields[words]: value for words, value in mine.items() if words not in clashing or words in chosen_mine}
        seen = now.case.child
        wanted = replace(seen, **keep)
        self._view = now
        if wanted == seen:
            self.context.messages.done("Theirs was kept; nothing of yours was left to save.")
            self.finished_with()
        else:
            self._save(seen, wanted)


def changed(seen: Child, wanted: Child) -> dict[str, Any]:
    """What differs, by the words of its field."""
    return {
        words: getattr(wanted, name)
        for name, words in FIELD_WORDS.items()
        if getattr(seen, name) != getattr(wanted, name)
    }


def year_value(year: int | None) -> str:
    """A year group as the choice holds it."""
    return "" if year is None else str(year)


def make(context: PageContext, parent: QWidget | None = None, case_id: int = 0) -> ChildDetails:
    """The dialog, about one case."""
    return ChildDetails(context, parent, case_id)
