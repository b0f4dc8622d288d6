"""How the council works: kinds of note, templates, decisions by two people, moves between schools (C13, C15, F10, H3)."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.practice import Practice, last_years_of, last_years_text, named_lines, templates_text
from ehcp_desk.services.desk import Changes
from ehcp_desk.services.upkeep.practice import change_practice, practice
from ui.context import PageContext
from ui.dialogs.controls import CLEAR, TICKED
from ui.dialogs.fields import Field, text_edit
from ui.pages.settings.filled import Filled
from ui.pages.settings.section import FORM_WIDE, Section
from ui.theme.type_scale import Role
from ui.widgets.buttons import ActionButton
from ui.widgets.buttons import Kind as ButtonKind
from ui.widgets.panel import Panel
from ui.widgets.text import label

_TWO_STEPS = (
    "From the day this is ticked, every decision waits on the Team page until a manager who neither took nor wrote it has "
    "authorised it. Until then no letter tells the family, and none can be recorded as told."
)


class PracticeSection(Section):
    """Three choices, one act; the journal keeps what stood before."""

    title = "Notes and decisions"
    sentence = "How notes are kept, what people start from, who authorises a decision, and when children change school."
    kinds = ("settings",)

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.note_kinds, self.templates, self.last_years = text_edit(6), text_edit(14), text_edit(4)
        self.kinds_field = Field(
            "&Kinds of note", self.note_kinds, "One a line. Registers, Notes counts and lists them."
        )
        self.years_field = Field(
            "Children change &school after",
            self.last_years,
            "One a line: the last year of a phase, and the move after it.",
        )
        self.templates_field = Field(
            "&Templates",
            self.templates,
            "A line “# Home visit” names a template; its words follow until the next name.",
        )
        self.two_step = QCheckBox("A second person &authorises every decision")
        self.filled = Filled({"note_kinds": self.note_kinds, "templates": self.templates, "two_step": self.two_step,
                              "last_years": self.last_years})  # fmt: skip
        self.since = label(_TWO_STEPS, Role.SMALL, wrap=True)
        self.save = ActionButton("Save these", self._save, kind=ButtonKind.PRIMARY)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(
            self._panel(
                "Decisions, and kinds of note",
                (self.two_step, self.since, self.kinds_field, self.years_field, self.save),
            ),
            50,
        )
        line.addWidget(self._panel("Templates for notes and contacts", (self.templates_field,)), 50)
        line.addStretch(1)  # what the panels have no use for, so that they begin where every other does
        self.body.addLayout(line, 1)

    def _panel(self, title: str, inside: tuple[QWidget, ...]) -> QWidget:
        panel = Panel(title, padded=True)
        panel.setMaximumWidth(FORM_WIDE)
        panel.body.setSpacing(8)
        for widget in inside:
            if widget is self.save:
                panel.body.addWidget(widget, 0, Qt.AlignmentFlag.AlignLeft)
            else:
                panel.add(widget)
        panel.body.addStretch(1)
        return panel

    def panes(self) -> list[QWidget]:
        """The tick, the kinds, the moves, the templates."""
        return [self.two_step, self.note_kinds, self.last_years, self.templates]

    def reread(self) -> None:
        """Read anew; what is being changed stays."""
        desk = self.context.desk
        self.context.dispatcher.read(self, lambda _p: practice(desk), self._show, self.context.messages.failed)

    def _show(self, kept: Practice) -> None:
        self.filled.fill({name: getattr(kept, name) for name in _words(kept)}, _words(kept))
        self.since.setText(f"{_TWO_STEPS} So since {in_words(kept.two_step)}." if kept.two_step else _TWO_STEPS)

    def _typed(self) -> tuple[str, str, bool, str]:
        kinds, templates = self.note_kinds.toPlainText(), self.templates.toPlainText()
        return kinds, templates, self.two_step.isChecked(), self.last_years.toPlainText()

    def _save(self) -> None:
        desk, typed, seen = self.context.desk, self._typed(), Practice(**self.filled.seen)
        for field in (self.kinds_field, self.templates_field, self.years_field):
            field.set_wrong("")
        self.context.dispatcher.write(self, lambda _p: change_practice(desk, *typed, seen), self._saved, self._refused)

    def _saved(self, changes: Changes) -> None:
        self.saved(changes, "Notes and decisions are saved.")

    def _refused(self, error: Exception) -> None:
        if not isinstance(error, BadInput):
            self.failed(error)
            return
        field = self._wrong_field()
        field.set_wrong(str(error))
        field.take_focus()
        self.context.messages.say(str(error))

    def _wrong_field(self) -> Field:
        """The field whose words cannot be read."""
        for read, text, field in ((named_lines, self.note_kinds, self.kinds_field),
                                  (last_years_of, self.last_years, self.years_field)):  # fmt: skip
            try:
                read(text.toPlainText())
            except BadInput:
                return field
        return self.templates_field


def _words(kept: Practice) -> dict[str, str]:
    return {"note_kinds": "\n".join(kept.note_kinds), "templates": templates_text(kept.templates),
            "two_step": TICKED if kept.two_step else CLEAR, "last_years": last_years_text(kept.last_years)}  # fmt: skip
