"""Read it: one entry of a case with all its words, who said and wrote them, when, and what they rest on."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from ehcp_desk.domain.dates import day_count, in_words, with_weekday
from ehcp_desk.domain.document_details import by_entry
from ehcp_desk.domain.happenings import happened
from ehcp_desk.domain.record import RecordedFact
from ehcp_desk.services.records.case_view import CaseView, case_view_by_id
from ehcp_desk.services.records.heads import local
from ehcp_desk.services.records.history import case_history, reasons
from ui.about_cases import note_about
from ui.context import PageContext
from ui.dialogs.fields import text_edit
from ui.dialogs.frame import DeskDialog
from ui.theme.type_scale import Role
from ui.widgets.text import label

LINES = 12


class ReadEntry(DeskDialog):
    """Nothing can be changed here.  The words can be selected, and copied whole with the lines above them (Ctrl+Enter)."""

    def __init__(self, context: PageContext, parent: QWidget | None, case_id: int, entry: int, elsewhere: bool) -> None:
        super().__init__(context, "Read an entry", parent, QSize(680, 520))
        self._case_id, self._entry = case_id, entry
        note_about(self, case_id)
        self.heading = label("", Role.QUESTION, wrap=True)
        self.about = label("", "second", wrap=True)
        self.words = text_edit(LINES)
        self.words.setAccessibleName("What was written")
        selectable = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        self.words.setTextInteractionFlags(selectable)
        for part in (self.heading, self.about):
            self.form.addWidget(part)
        self.form.addWidget(self.words, 1)
        self.set_primary("Copy it", "copy")
        if elsewhere:
            self.add_act("Show it in the timeline", self._show_there, "clock-counter-clockwise")
        self.rename_cancel("Close")
        self.rest_acts(True)
        desk = context.desk

        def work(_progress: object) -> tuple[CaseView, str]:
            return case_view_by_id(desk, case_id), reasons(case_history(desk, case_id)).get(entry, "")

        context.dispatcher.read(self, work, lambda found: self._show(*found), self.refused)

    def _show(self, view: CaseView, why: str) -> None:
        entry = next((f for f in view.facts if f.id == self._entry), None)
        if entry is None:
            self.say_trouble("That entry is no longer on this case; close this and open the case again.")
            return
        self.setWindowTitle(f"{view.case.child.name}, {view.case.ref}")
        self.setAccessibleName(self.windowTitle())
        self.heading.setText(heading(entry))
        self.about.setText("\n".join(about(view, entry, why)))
        self.words.setPlainText(words(entry))
        self.rest_acts(False)
        self.give_keys(self.words)

    def submit(self) -> None:
        """Copy what is read here, whole."""
        whole = "\n".join((self.heading.text(), self.about.text(), "", self.words.toPlainText()))
        QGuiApplication.clipboard().setText(whole)
        self.note.setText("On the clipboard, whole.")
        self.context.messages.say(self.note.text())

    def _show_there(self) -> None:
        self.accept()
        self.context.navigate("case", case_id=self._case_id, entry=self._entry)


def heading(entry: RecordedFact) -> str:
    """What happened, without the words noted of it: ``Jo rang``."""
    return happened(replace(entry.fact, note=""))


def words(entry: RecordedFact) -> str:
    """All that was noted; of an entry without a note, what happened."""
    return entry.fact.note or happened(entry.fact)


def about(view: CaseView, entry: RecordedFact, why: str = "") -> list[str]:
    """When it was and with whom, who first wrote it and who put it right, what it rests on, and ``why`` it was changed."""
    fact, filed = entry.fact, by_entry(view.filed).get(entry.id, ())
    wrote, right = local(entry.first_at or entry.recorded_at), local(entry.recorded_at)
    late = f", {day_count(entry.days_late)} later" if entry.days_late else ""
    rests = dict.fromkeys(filter(None, (entry.source, *(d.title for d in filed))))
    later = next((f for f in view.facts if f.id == entry.superseded_by), None)
    gone = later is not None and later.fact.kind == "withdrawn_entry"
    changed = f"{'Withdrawn' if gone else 'Corrected'}{f': {why}' if why else ''}" if later is not None else ""
    return list(filter(None, (
        f"When: {'about ' if fact.approximate else ''}{with_weekday(fact.on)}",
        f"With: {fact.attrs['with']}" if fact.attrs.get("with") else "",
        f"Written by: {entry.told_by}, {in_words(wrote.date())} at {wrote:%H:%M}{late}",
        f"Put right by: {entry.written_by}, {in_words(right.date())} at {right:%H:%M}" if entry.supersedes else "",
        f"Source: {'; '.join(rests)}" if rests else "",
        changed,
    )))  # fmt: skip


def make(
    context: PageContext, parent: QWidget | None = None, case_id: int = 0, entry: int = 0, elsewhere: bool = False
) -> ReadEntry:
    """The dialog, about one entry; opened ``elsewhere`` than on the timeline it can lead there."""
    return ReadEntry(context, parent, case_id, entry, elsewhere)
