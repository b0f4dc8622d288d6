"""What stands on every letter: the council's address and contacts, who signs, and who helps families."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from ehcp_desk.services.desk import Changes
from ehcp_desk.services.letters.letterhead import (
    LONGEST,
    TITLES,
    Letterhead,
    change_letterhead,
    change_logo,
    letterhead,
)
from ui.context import PageContext
from ui.dialogs.fields import Field, line_edit, text_edit
from ui.dialogs.files import Files
from ui.pages.settings.filled import Filled
from ui.pages.settings.section import FORM_WIDE, Section
from ui.theme.type_scale import Role
from ui.widgets.buttons import ActionButton
from ui.widgets.buttons import Kind as ButtonKind
from ui.widgets.panel import Panel
from ui.widgets.text import label

OWN = ("letter_address", "contact_name", "contact", "signatory", "signatory_role", "leaflet", "health_body")
HELPERS = ("mediation_adviser", "mediation_contact", "disagreement_service", "disagreement_contact", "advice_service",
           "advice_contact", "local_offer", "schools_list")  # fmt: skip
_HINTS = {
    "letter_address": "One line of the address a line.",
    "contact": "A sentence, as it prints: Ring 01632 960100, or write to send@westmarsh.example.",
    "leaflet": "Such as: Our leaflet “If you disagree with us”.",
    "health_body": "The integrated care board that is told of decisions.",
}


class LettersSection(Section):
    """A letter whose contacts are empty here is not issued, so nothing of a family's rights can be left out."""

    title = "Letters"
    sentence = "What stands on every letter. A notice is not issued while something the law asks for is empty here."
    kinds = ("settings",)

    def __init__(self, context: PageContext, parent: QWidget | None = None, files: Files | None = None) -> None:
        super().__init__(context, parent)
        self._files = files or Files()
        self.controls: dict[str, QLineEdit | QPlainTextEdit] = {}
        self.save = ActionButton("Save the letterhead", self._save, kind=ButtonKind.PRIMARY)
        self.logo = ActionButton("Choose a logo", self._choose_logo)
        self.no_logo = ActionButton("No logo", lambda: self._set_logo(b"", "The logo is taken off."))
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self._panel("The council and who signs", OWN, True), 1)
        line.addWidget(self._panel("Who helps families", HELPERS, False), 1)
        self.body.addLayout(line, 1)
        self.filled = Filled(self.controls)

    def _panel(self, title: str, names: tuple[str, ...], acts: bool) -> QWidget:
        panel = Panel(title, padded=True)
        panel.setMaximumWidth(FORM_WIDE)
        stack = QVBoxLayout()
        stack.setSpacing(11)
        for name in names:
            control = text_edit(4) if name == "letter_address" else line_edit(most=LONGEST)
            self.controls[name] = control
            stack.addWidget(Field(TITLES[name], control, _HINTS.get(name, "")))
        if acts:
            stack.addWidget(
                label("The name of the council and its service stand under Council.", Role.SMALL, wrap=True)
            )
            buttons = QHBoxLayout()
            buttons.setSpacing(8)
            for button in (self.save, self.logo, self.no_logo):
                buttons.addWidget(button)
            buttons.addStretch(1)
            stack.addLayout(buttons)
        stack.addStretch(1)
        panel.body.addLayout(stack)
        return panel

    def panes(self) -> list[QWidget]:
        """The two forms."""
        return [self.controls[OWN[0]], self.controls[HELPERS[0]]]

    def reread(self) -> None:
        """Read anew; what is being typed stays."""
        desk = self.context.desk
        self.context.dispatcher.read(self, lambda _p: letterhead(desk), self._show, self.context.messages.failed)

    def typed(self) -> Letterhead:
        """What stands in the form."""
        return Letterhead(**{
            name: c.text() if isinstance(c, QLineEdit) else c.toPlainText() for name, c in self.controls.items()
        })  # fmt: skip

    def _show(self, kept: Letterhead) -> None:
        self.filled.fill(asdict(kept), asdict(kept))

    def _save(self) -> None:
        desk, wanted, seen = self.context.desk, self.typed(), Letterhead(**self.filled.seen)
        self.context.dispatcher.write(self, lambda _p: change_letterhead(desk, wanted, seen), self._saved, self.failed)

    def _saved(self, changes: Changes) -> None:
        self.saved(changes, "The letterhead is saved.")

    def _choose_logo(self) -> None:
        for path in self._files.open_files(self, "Choose a logo")[:1]:
            self._set_logo(path, f"{path.name} stands at the head of every letter.")

    def _set_logo(self, picture: Path | bytes, sentence: str) -> None:
        desk = self.context.desk

        def work(_progress: object) -> Changes:
            return change_logo(desk, picture if isinstance(picture, bytes) else picture.read_bytes())

        self.context.dispatcher.write(
            self, work, lambda changes: self.saved(changes, sentence), self.context.messages.failed
        )
