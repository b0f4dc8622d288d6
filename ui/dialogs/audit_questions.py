"""The questions of file audits: the council's own words, a new version each time, used from the next sample on."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.file_audits import AuditForm
from ehcp_desk.services.desk import Changes
from ehcp_desk.services.oversight.audit_form import form_in, use_form
from ui.context import PageContext
from ui.dialogs.changed_fields import keep_fields
from ui.dialogs.fields import Field, line_edit, text_edit
from ui.dialogs.frame import DeskDialog
from ui.widgets.text import label


class AuditQuestions(DeskDialog):
    """One question a line, its id before a colon.  Answers and grades stay those of the form in force."""

    def __init__(self, context: PageContext, parent: QWidget | None) -> None:
        super().__init__(context, "Questions of file audits", parent, QSize(760, 560))
        self._before: AuditForm | None = None
        self.form.addWidget(
            label("Samples drawn already keep the questions they were drawn under.", "second", wrap=True)
        )
        self.version = line_edit("Version", 200, 40)
        self.version_field = Field("&Version", self.version, "A name of its own for every change, such as 2026.2.")
        self.form.addWidget(self.version_field)
        self.text = text_edit(14)
        self.text_field = Field(
            "&Questions, one a line", self.text,
            "A short name, a colon, the question. Keep the short name of a question asked before: its answers stand under it.",
        )  # fmt: skip
        self.form.addWidget(self.text_field, 1)
        self.set_primary("Use these questions")
        self._set_busy(True)
        desk = context.desk

        def read(_progress: object) -> AuditForm:
            with desk.store.read() as work:
                return form_in(work)

        context.dispatcher.read(self, read, self._show, self.say_error)

    def _show(self, form: AuditForm) -> None:
        self._before = form
        self.version.setText(form.version)
        self.text.setPlainText("\n".join(f"{name}: {asks}" for name, asks in form.questions.items()))
        self.note.setText(f"Answers: {', '.join(form.answers)}. Grades: {', '.join(form.grades)}.".replace("_", " "))
        keep_fields(self, "audit_questions", version=self.version, text=self.text)
        self._set_busy(False)
        self.text.setFocus()

    def problems(self) -> list[tuple[Field, str]]:
        """A new version, and questions that can be read."""
        try:
            made = self._made()
        except BadInput as wrong:
            return [(self.text_field, str(wrong))]
        if self._before is not None and made.version == self._before.version and made != self._before:
            return [(self.version_field, "The questions are changed, so give them a version of their own.")]
        return []

    def _made(self) -> AuditForm:
        questions: dict[str, str] = {}
        for line in filter(None, (line.strip() for line in self.text.toPlainText().splitlines())):
            name, sign, asks = (part.strip() for part in line.partition(":"))
            if not sign or not name.isidentifier() or not asks:
                raise BadInput(
                    f"“{line}” is not a short name, a colon and a question. Write it as views: Are the views on the file?"
                )
            if name in questions:
                raise BadInput(f"Two questions have the short name {name}; give each its own.")
            questions[name] = asks
        if not questions:
            raise BadInput("Write at least one question.")
        assert self._before is not None
        return replace(self._before, version=self.version.text().strip(), questions=questions)

    def submit(self) -> None:
        """Keep them as the form in force."""
        desk, form = self.context.desk, self._made()
        self.run(lambda: use_form(desk, form), lambda changes: self._used(changes, form.version))

    def _used(self, changes: Changes, version: str) -> None:
        self.saved(changes, f"Questions {version} are asked from the next sample on.")


def make(context: PageContext, parent: QWidget | None = None) -> AuditQuestions:
    """The dialog."""
    return AuditQuestions(context, parent)
