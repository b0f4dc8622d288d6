"""Acts that change little and need a reason: one sentence of what will happen, one field, one button."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from ehcp_desk.services.desk import Changes
from ehcp_desk.services.records.case_view import CaseView, case_view_by_id
from ui.context import PageContext
from ui.dialogs.changed_fields import keep_fields
from ui.dialogs.controls import Control
from ui.dialogs.fields import Field, text_edit
from ui.dialogs.frame import DeskDialog
from ui.theme.type_scale import Role
from ui.widgets.text import label

Act = Callable[[str], Changes]


class Reasoned(DeskDialog):
    """``heading`` and ``explain`` say what will happen; ``act`` does it with the reason typed.

    ``ask`` is the label of the field, and ``missing`` the sentence where it was left empty.  ``about`` or ``keep_words`` is
    called once the form is whole: from then on what is typed is kept.
    """

    def __init__(
        self,
        context: PageContext,
        parent: QWidget | None,
        title: str,
        heading: str,
        explain: str,
        ask: str,
        missing: str,
        primary: str,
    ) -> None:
        super().__init__(context, title, parent, QSize(560, 330))
        self._missing, self._done = missing, ""
        self._change: Act | None = None
        self.heading = label(heading, Role.QUESTION, wrap=True)
        self.explain = label(explain, "second", wrap=True)
        self.form.addWidget(self.heading)
        self.form.addWidget(self.explain)
        self.reason = text_edit(3)
        self.reason_field = Field(ask, self.reason)
        self.form.addWidget(self.reason_field, 1)
        self.set_primary(primary)
        self.reason_field.take_focus()

    def will(self, change: Act, done: str) -> None:
        """What saving does, and the words for it once it is done."""
        self._change, self._done = change, done

    def keep_words(self, *about: int | str, entry: int | str = 0, **more: Control) -> None:
        """Keep the reason, and what is typed in ``more`` fields, under the name of the dialog, its cases by number or
        reference and the entry it is about."""
        key = ".".join(map(str, (self.windowTitle(), *about, entry)))
        keep_fields(self, key, *about, **more, reason=self.reason)

    def about(self, case_id: int, show: Callable[[CaseView], object], entry: int = 0, **more: Control) -> None:
        """Read the case, then ``show`` fills the words; what is typed is kept about it."""
        self.keep_words(case_id, entry=entry, **more)
        desk = self.context.desk
        work = self.context.dispatcher.read
        work(self, lambda _progress: case_view_by_id(desk, case_id), show, self.refused)

    def problems(self) -> list[tuple[Field, str]]:
        """A reason is needed."""
        return [] if self.reason.toPlainText().strip() else [(self.reason_field, self._missing)]

    def submit(self) -> None:
        """Do it."""
        change, reason, done = self._change, self.reason.toPlainText().strip(), self._done
        if change is not None:
            self.run(lambda: change(reason), lambda changes: self.saved(changes, done))
