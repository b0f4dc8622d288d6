"""Correct an entry: what is right instead, and why.  The old one stays on the record, marked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from ehcp_desk.domain.case import Stage
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.happenings import happened
from ehcp_desk.domain.record import NewFact, RecordedFact
from ehcp_desk.domain.terms import fact_title
from ehcp_desk.services.casework.recording import correct
from ehcp_desk.services.desk import Changes
from ehcp_desk.services.records.case_view import CaseView
from ui.context import PageContext
from ui.dialogs.fields import Field, line_edit
from ui.dialogs.record_fact import FactForm
from ui.widgets.text import label


class CorrectFact(FactForm):
    """The form filled with an entry as it stands; saving supersedes it."""

    def __init__(self, context: PageContext, parent: QWidget | None, case_id: int, fact_id: int) -> None:
        super().__init__(context, parent, "Correct an entry", case_id, size=QSize(900, 620))
        self._fact_id = fact_id
        self._old: RecordedFact | None = None
        self.kind.offer(Stage.UNKNOWN)
        self._standing = label("", "second", wrap=True)
        self.form.insertWidget(1, self._standing)
        self._filled: dict[str, str] = {}
        self.reason = line_edit("Why it is corrected")
        self.reason.textEdited.connect(self.touched)
        self.reason_field = Field(
            "Wh&y it is corrected", self.reason, "It stays with the entry for whoever reads it.", "Alt+Y"
        )
        self.form.insertWidget(2, self.reason_field)  # the form below it is longer than a small window shows
        self.attach.hide()
        self.attached.hide()
        self.set_primary("Correct the entry")
        self.note.setText("The old entry stays on the record, marked as corrected.")
        self.read()

    @property
    def instead_of(self) -> int | None:
        """The entry that is corrected."""
        return self._fact_id

    def show_view(self, view: CaseView) -> None:
        """Fill the form from the entry."""
        super().show_view(view)
        old = next((f for f in view.facts if f.id == self._fact_id), None)
        if old is None or not old.stands:
            self.say_trouble("That entry has already been corrected; close this and change the newer one.")
            return
        self._old = old
        self._standing.setText(
            f"Now on the record, by {old.recorded_by}: {happened(old.fact)}, {in_words(old.fact.on)}."
        )
        self.kind.choose(old.fact.kind)
        if not self.kind.kind:
            self.kind.addItem(fact_title(old.fact.kind), old.fact.kind)
        self.fill(old.fact.kind, old.fact.attrs, old.fact.on)
        self.words.setPlainText(old.fact.note)
        self.source.setText(old.source)
        self.about_when.setChecked(old.fact.approximate)
        self._filled = self.as_it_stands()
        self._go_on(self.keep_under(f"correct.{self._fact_id}", view.case.id))
        self.reason_field.take_focus()  # the first that is empty; a day already there is not typed over

    def _go_on(self, kept: Mapping[str, str]) -> None:
        """Show what was written last time and not saved."""
        if kept:
            self._said, kind = self._said_in(kept), kept.get("kind", "")
            self.fill(kind, self._said.get(kind, {}))
            self.words.setPlainText(kept.get("note", ""))
            self.source.setText(kept.get("source", ""))
            self.reason.setText(kept.get("reason", ""))
            self.choose_again(kept)

    def typed(self) -> Mapping[str, str]:
        """What a draft keeps."""
        return {**super().typed(), "reason": self.reason.text()}

    def has_words(self) -> bool:
        """True where it differs from the entry as it stands."""
        return bool(self._filled) and self.as_it_stands() != self._filled

    def problems(self) -> list[tuple[Field, str]]:
        """A correction needs a reason."""
        found = super().problems()
        if not self.reason.text().strip():
            found.append((self.reason_field, "Say why, so that whoever reads the record later knows."))
        return found

    def new_fact(self) -> NewFact:
        """What is typed; what the form has no field for (who rang, an email's subject) stays as it was."""
        right, old = super().new_fact(), self._old
        if old is None or old.fact.kind != right.kind:
            return right
        hidden = {k: v for k, v in old.fact.attrs.items() if k not in self.attrs.fields}
        return replace(right, attrs={**hidden, **right.attrs}, document_id=old.document_id)

    def submit(self) -> None:
        """Supersede the entry."""
        desk, right, reason, fact_id = self.context.desk, self.new_fact(), self.reason.text(), self._fact_id

        def done(changes: Changes) -> None:
            self.saved(changes, f"Corrected: {happened(right.as_fact())}")

        self.run(lambda: correct(desk, fact_id, right, reason), done)


def make(context: PageContext, parent: QWidget | None = None, case_id: int = 0, fact_id: int = 0) -> CorrectFact:
    """The dialog, about one entry of a case."""
    return CorrectFact(context, parent, case_id, fact_id)
