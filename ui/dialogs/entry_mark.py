"""Marking entries of the chronology: agreed, disputed, alleged, or a mark taken back; who says so, and why."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from ehcp_desk.domain.chronology_marks import Stance
from ehcp_desk.services.casework.marking import mark_entries
from ehcp_desk.services.desk import Changes
from ui.context import PageContext
from ui.dialogs.fields import Field, choice, chosen, line_edit, text_edit
from ui.dialogs.frame import DeskDialog
from ui.theme.type_scale import Role
from ui.widgets.segments import Segments
from ui.widgets.text import label

WORDS = {
    Stance.AGREED: "Agreed",
    Stance.DISPUTED: "Disputed",
    Stance.ALLEGED: "Alleged",
    Stance.CLEARED: "Take back",
}
PARTIES = ("The parents", "The young person", "The school", "The council")


class MarkEntries(DeskDialog):
    """One mark on one entry or several; the newest mark of each party counts, and earlier ones stay on the record."""

    def __init__(
        self, context: PageContext, parent: QWidget | None, ref: str, entries: tuple[int, ...], about: str
    ) -> None:
        super().__init__(context, "Mark in the chronology", parent, QSize(600, 560))
        self._ref, self._entries = ref, entries
        self.stance = Segments([(s.value, words) for s, words in WORDS.items()], name="Mark", unchosen=True)
        self.by = choice([(words, words) for words in PARTIES], 320, typed=True)
        self.says, self.why = text_edit(3), text_edit(2)
        self.source = line_edit(most=300)
        self.form.addWidget(label(about, Role.QUESTION, wrap=True))
        self.stance_field = Field("&Mark", self.stance)
        self.by_field = Field("&Who says so", self.by)
        self.form.addWidget(self.stance_field)
        self.form.addWidget(self.by_field)
        self.form.addWidget(
            Field("What &they say happened", self.says, "Printed beside our words where it is disputed.")
        )
        self.form.addWidget(Field("What they &rest it on", self.source))
        self.form.addWidget(Field("Wh&y it is marked so", self.why, "Stays on the record; it is not printed."))
        self.form.addStretch(1)
        self.set_primary("Mark")
        self._go_on(self.keep_under(f"mark.{'-'.join(map(str, sorted(entries)))[:80]}", ref))
        self.stance_field.take_focus()

    def _go_on(self, kept: Mapping[str, str]) -> None:
        """Show what was written last time and not saved, and whose it was; from now on it is kept."""
        self.hold(stance=self.stance, by=self.by)
        self.choose_again(kept)
        for name, field in (("says", self.says), ("why", self.why)):
            field.setPlainText(kept.get(name, ""))
            field.textChanged.connect(self.touched)
        self.source.setText(kept.get("source", ""))
        self.source.textEdited.connect(self.touched)

    def typed(self) -> dict[str, str]:
        """The words a draft keeps."""
        return {"says": self.says.toPlainText(), "why": self.why.toPlainText(), "source": self.source.text()}

    def problems(self) -> list[tuple[Field, str]]:
        """A mark and a party."""
        wrong = [] if self.stance.chosen else [(self.stance_field, "Choose a mark.")]
        return wrong if chosen(self.by) else [*wrong, (self.by_field, "Write whose mark it is.")]

    def submit(self) -> None:
        """Record it."""
        desk, ref, entries = self.context.desk, self._ref, self._entries
        stance, by = self.stance.chosen, chosen(self.by)
        says, source, why = self.says.toPlainText(), self.source.text(), self.why.toPlainText()

        def work() -> Changes:
            return mark_entries(desk, ref, entries, stance, inside_a_sentence(by), why, says, source)

        many = "1 entry" if len(entries) == 1 else f"{len(entries)} entries"
        self.run(work, lambda changes: self.saved(changes, f"Marked {many}", undo=True))


def inside_a_sentence(by: str) -> str:
    """``the parents`` of ``The parents``: a party stands inside a sentence.  A name keeps its capital."""
    return by[:1].lower() + by[1:] if by in PARTIES else by


def mark_dialog(
    context: PageContext, parent: QWidget | None = None, ref: str = "", entries: tuple[int, ...] = (), about: str = ""
) -> MarkEntries:
    """The dialog, about some entries of a case."""
    return MarkEntries(context, parent, ref, entries, about)
