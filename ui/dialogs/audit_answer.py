"""Auditing one file of a sample: the answers, the grade, what was thin, and what is to be done by when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QComboBox, QWidget

from ehcp_desk.domain.date_text import AHEAD
from ehcp_desk.domain.file_audits import AuditForm
from ehcp_desk.services.oversight.audit_form import form_in
from ehcp_desk.services.oversight.file_audits import answer, report, sample_of
from ui.context import PageContext
from ui.dialogs.fields import Field, choice, chosen, line_edit, text_edit
from ui.dialogs.frame import DeskDialog
from ui.theme.type_scale import Role
from ui.widgets.date_field import DateField
from ui.widgets.text import label

Read = tuple[AuditForm, dict[str, Any] | None]
"""The form of the sample, and what was answered on the file already."""
_ANSWER = "answer."


class AuditAnswer(DeskDialog):
    """Only what is answered is written; a later answer takes the place of an earlier, which stays in the history."""

    def __init__(self, context: PageContext, parent: QWidget | None, name: str, ref: str) -> None:
        super().__init__(context, f"Audit {ref}", parent, QSize(720, 660))
        self._name, self._ref = name, ref
        self._before: dict[str, str] = {}
        self._grade_before = ""
        self.answers: dict[str, QComboBox] = {}
        self.form.addWidget(label(f"{name}: {ref}", Role.QUESTION, wrap=True))
        self.grade = choice([("", "Not graded yet")], 260)
        self.comment = text_edit(3)
        self.what = line_edit("What is to be done")
        self.due = DateField(context.desk.today(), "By when", None, AHEAD, required=False)
        self.due.bound(context.desk.today(), None, "An action is due today or later.")
        self._kept = self.keep_under(f"audit.{name}.{ref}", ref)
        self.comment.setPlainText(self._kept.get("comment", ""))
        self.what.setText(self._kept.get("action", ""))
        self.due.line.setText(self._kept.get("due", ""))
        self.due.read()
        self.comment.textChanged.connect(self.touched)
        self.what.textChanged.connect(self.touched)
        self.due.line.textEdited.connect(self.touched)
        self.due.changed.connect(self.touched)
        self.set_primary("Save the audit of this file")
        self._set_busy(True)
        desk = context.desk

        def read(_progress: object) -> Read:
            with desk.store.read() as work:
                form = form_in(work, sample_of(work, name).form_version)
            return form, next((one for one in report(desk, name)["files"] if one["ref"] == ref), None)

        context.dispatcher.read(self, read, self._show, self.say_error, title="Reading the file")

    def _show(self, read: Read) -> None:
        form, before = read
        self._before = dict(before["answers"]) if before else {}
        for question, asks in form.questions.items():
            box = choice([("", "Not answered"), *((a, words_of(a)) for a in form.answers)], 260)
            said = self._kept.get(_ANSWER + question) or self._before.get(question, "")
            box.setCurrentIndex(max(0, box.findData(said)))
            box.currentIndexChanged.connect(self.touched)
            self.answers[question] = box
            self.form.addWidget(Field(asks, box))
        for grade in form.grades:
            self.grade.addItem(words_of(grade), grade)
        self._grade_before = before["grade"] if before else ""
        self.grade.setCurrentIndex(max(0, self.grade.findData(self._kept.get("grade") or self._grade_before)))
        self.grade.currentIndexChanged.connect(self.touched)
        self.grade_field = Field("&Grade", self.grade)
        self.form.addWidget(self.grade_field)
        self.form.addWidget(
            Field("&Comment", self.comment, "Goes with the grade. It is never on a chronology or a copy for others.")
        )
        self.what_field = Field("&Action", self.what, "What is to be done about it; it becomes a promise on the case.")
        self.form.addWidget(self.what_field)
        self.due_field = Field("&By when", self.due, focus_on=self.due.line)
        self.form.addWidget(self.due_field)
        self._set_busy(False)
        self.order_tabs()
        self.give_keys(next(iter(self.answers.values())))

    def _changed(self) -> dict[str, str]:
        told = {question: chosen(box) for question, box in self.answers.items()}
        return {question: said for question, said in told.items() if said and said != self._before.get(question)}

    @property
    def _action(self) -> list[tuple[str, date]]:
        what = self.what.text().strip()
        return [(what, self.due.day)] if what and self.due.day is not None else []

    def problems(self) -> list[tuple[Field, str]]:
        """An action needs its day and a day its action; a comment goes with a grade."""
        if self.comment.toPlainText().strip() and not chosen(self.grade):
            return [(self.grade_field, "Choose the grade the comment goes with, or empty the comment.")]
        what = bool(self.what.text().strip())
        if what and self.due.day is None:
            return [(self.due_field, "Say by when the action is to be done.")]
        if self.due.day is not None and not what:
            return [(self.what_field, "Say what is to be done by that day, or empty the day.")]
        return []

    def typed(self) -> Mapping[str, str]:
        """What was written and chosen, where the record does not have it."""
        if not self.answers:  # the file is still being read
            return self._kept
        grade = chosen(self.grade)
        return {
            "comment": self.comment.toPlainText(), "action": self.what.text(), "due": self.due.line.text(),
            "grade": grade if grade != self._grade_before else "",
            **{_ANSWER + question: said for question, said in self._changed().items()},
        }  # fmt: skip

    def submit(self) -> None:
        """Write the answers, the grade and the action in one act."""
        desk, name, ref, answers = self.context.desk, self._name, self._ref, self._changed()
        comment, actions, grade = self.comment.toPlainText().strip(), self._action, chosen(self.grade)
        graded = grade if grade != self._grade_before or comment else ""
        self.run(lambda: answer(desk, name, ref, answers, graded, comment, actions),
                 lambda changes: self.saved(changes, f"{ref} is audited for {name}."))  # fmt: skip


def words_of(code: str) -> str:
    """A grade or an answer as a person reads it."""
    return code.replace("_", " ").capitalize()


def make(context: PageContext, parent: QWidget | None = None, name: str = "", ref: str = "") -> AuditAnswer:
    """The dialog about one file of an audit."""
    return AuditAnswer(context, parent, name, ref)
