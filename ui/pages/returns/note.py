"""The note an officer writes on one figure of one month."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from ehcp_desk.domain.dates import month_words
from ehcp_desk.domain.returns import OfficerNote, ReturnLine
from ehcp_desk.services.oversight.return_settings import LONGEST_NOTE, note_key, read_note, write_note
from ui.context import PageContext
from ui.dialogs.fields import Field, text_edit
from ui.dialogs.frame import DeskDialog
from ui.pages.returns import words
from ui.theme.type_scale import Role
from ui.widgets.text import label

Saved = Callable[[str, OfficerNote | None], object]


class NoteDialog(DeskDialog):
    """Why the figure is what it is, in the words of whoever answers for it.  ``on_saved`` is given code and note."""

    def __init__(
        self, context: PageContext, parent: QWidget, line: ReturnLine, month: date, on_saved: Saved, more: int = 0
    ) -> None:
        super().__init__(context, f"Note on {line.code}", parent, QSize(600, 380))
        self._line, self._month, self._on_saved = line, month, on_saved
        whole = words.whole_words(line)
        figure = f"{words.figure_words(line.figure)}{f', {whole}' if whole else ''}"
        judged = line.target is not None
        target = f"Target {words.target_words(line)}: {line.status}." if judged else "It has no target."
        self.form.addWidget(label(f"{line.definition.title}, {month_words(month)}", Role.QUESTION, wrap=True))
        self.form.addWidget(label(f"{figure}. {target}", "second", wrap=True))
        self.text = text_edit(5)
        hint = "It is printed on the return and kept with your name. What happened, and what is being done."
        self.field = Field("&Note", self.text, hint)
        self.form.addWidget(self.field)
        self.form.addStretch(1)
        kept = self.keep_under(f"note.{line.code}.{month:%Y-%m}").get("note", "")
        self.text.setPlainText(kept or (line.note.text if line.note else ""))
        self.text.textChanged.connect(self.touched)
        self.set_primary("Save the note" if more < 1 else "Save, and write the next")
        if line.note is not None:
            self.note.setText(f"Written by {line.note.author}. Save it empty to take it away.")
        elif more > 0:
            self.note.setText(f"{more} more to write." if more > 1 else "1 more to write.")
        self.text.setFocus()

    def problems(self) -> list[tuple[Field, str]]:
        """Nothing written yet, or too much."""
        typed = self.text.toPlainText().strip()
        if not typed and self._line.note is None:
            return [(self.field, "Write the note first, or press Esc to leave it for later.")]
        if len(typed) > LONGEST_NOTE:
            return [(self.field, f"A note has room for {LONGEST_NOTE:,} characters; this one has {len(typed):,}.")]
        return []

    def typed(self) -> Mapping[str, str]:
        """What a draft keeps."""
        before = self._line.note.text if self._line.note else ""
        now = self.text.toPlainText()
        return {"note": now if now.strip() != before.strip() else ""}

    def submit(self) -> None:
        """Write it down."""
        desk, code, month, typed = self.context.desk, self._line.code, self._month, self.text.toPlainText()

        def work() -> OfficerNote | None:
            write_note(desk, code, month, typed)
            with desk.store.read() as reading:
                return read_note(reading.setting(note_key(code, month.replace(day=1))))

        self.run(work, self._saved)

    def _saved(self, note: OfficerNote | None) -> None:
        self.finished_with()
        self._on_saved(self._line.code, note)
