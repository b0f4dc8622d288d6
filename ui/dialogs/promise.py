"""Add a promise (F7): what we will do, for whom, by when."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from ehcp_desk.domain.date_text import AHEAD
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.matters import SOURCES
from ehcp_desk.domain.record import NewFact
from ehcp_desk.services.casework.recording import record
from ehcp_desk.services.records.case_view import CaseView, case_view_by_id
from ui.context import PageContext
from ui.dialogs.fields import Field, choice, chosen, line_edit
from ui.dialogs.frame import DeskDialog
from ui.theme.type_scale import Role
from ui.widgets.date_field import DateField
from ui.widgets.text import label


class AddPromise(DeskDialog):
    """Three fields; it is kept with Enter on the Promises list.  ``item`` is the matter of a panel it is a task of."""

    def __init__(self, context: PageContext, parent: QWidget | None, case_id: int, source: str = "",
                 item: int = 0) -> None:  # fmt: skip
        super().__init__(context, "Add a promise", parent, QSize(520, 440))
        self._item = item
        today = context.desk.today()
        self._view: CaseView | None = None
        self.heading = label("", Role.QUESTION, wrap=True)
        self.what = line_edit("What we promised")
        self.what.textEdited.connect(self.touched)
        self.what_field = Field("&What we promised", self.what, key="Alt+W")
        self.to = choice([], 360, typed=True)
        self.due = DateField(today, "By when", today, AHEAD)
        self.due.bound(today, None, "A promise is for today or later. Type a day to come.")
        self.form.addWidget(self.heading)
        self.form.addWidget(self.what_field)
        self.form.addWidget(Field("&To whom", self.to, key="Alt+T"))
        self.form.addWidget(Field("&By when", self.due, key="Alt+B", focus_on=self.due.line))
        self.source = choice(list(SOURCES.items()), 360)
        self.source.setCurrentIndex(max(0, self.source.findData(source)))
        self.form.addWidget(Field("Comes &from", self.source, key="Alt+F"))
        self.form.addStretch(1)
        self.set_primary("Add the promise")
        self.note.setText(f"It stands on {context.desk.user}’s list until it is kept.")
        self._kept = self.keep_under(f"promise.{case_id}", case_id)
        self.what.setText(self._kept.get("what", ""))
        self.what_field.take_focus()
        desk = context.desk
        context.dispatcher.read(self, lambda _progress: case_view_by_id(desk, case_id), self.show_view, self.refused)

    def show_view(self, view: CaseView) -> None:
        """Whose case, and the people it may be promised to."""
        self._view = view
        self.heading.setText(f"A promise about {view.case.child.name}")
        for person in view.people:
            self.to.addItem(person.name, person.name)
        self.hold(to=self.to, due=self.due, source=self.source)
        self.choose_again(self._kept)

    def typed(self) -> Mapping[str, str]:
        """The words a draft keeps."""
        return {"what": self.what.text()}

    def problems(self) -> list[tuple[Field, str]]:
        """It must say what."""
        return [] if self.what.text().strip() else [(self.what_field, "Write what was promised.")]

    def submit(self) -> None:
        """Put it on the record."""
        view, desk, due = self._view, self.context.desk, self.due.day
        if view is None or due is None:
            return
        attrs = {"due": due.isoformat(), "to": chosen(self.to) or "the family"}
        if chosen(self.source):
            attrs["source"] = chosen(self.source)
        if self._item:
            attrs["item"] = str(self._item)
        fact = NewFact("promise_made", desk.today(), attrs, self.what.text().strip())
        words = f"Promised by {in_words(due)}: {fact.note}"
        self.run(lambda: record(desk, view.case.ref, fact), lambda changes: self.saved(changes, words, undo=True))


def make(context: PageContext, parent: QWidget | None = None, case_id: int = 0, source: str = "",
         item: int = 0) -> AddPromise:  # fmt: skip
    """The dialog, about one case."""
    return AddPromise(context, parent, case_id, source, item)
