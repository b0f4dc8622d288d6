"""What every part of Settings is."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ehcp_desk.domain.errors import Conflict
from ehcp_desk.services.desk import Changes
from ui.context import PageContext
from ui.events import Changed
from ui.pages.settings.filled import Filled

FORM_WIDE = 560
"""Pixels a form grows to: fields are as wide as what goes in them."""


class Section(QWidget):
    """Build into ``body``.  ``title`` is its tab, ``sentence`` stands under the page's title while it is shown."""

    title = ""
    sentence = ""
    kinds: tuple[str, ...] = ()

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.filled = Filled({})
        self.setProperty("ground", "canvas")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 4, 0, 0)
        self.body.setSpacing(8)

    def reread(self) -> None:
        """Read anew from the record."""

    def panes(self) -> list[QWidget]:
        """What F6 moves between."""
        return [self]

    def cares(self, changed: Changed) -> bool:
        """True where the section should be read anew."""
        return changed.initiator is not self and bool(self.kinds) and changed.about(*self.kinds)

    def saved(self, changes: Changes, sentence: str) -> None:
        """It is on the record: say so and what it leaves open, tell the other pages, and read anew."""
        self.context.messages.done(sentence)
        if changes.warnings:
            self.context.messages.trouble(" ".join(changes.warnings))
        self.context.events.tell(changes.kinds, changes.cases, self)
        self.filled.forget()
        self.reread()

    def failed(self, error: Exception) -> None:
        """It was not saved: say so.  Where somebody else changed the same, saving again is meant to stand instead."""
        self.context.messages.failed(error)
        if isinstance(error, Conflict):
            self.filled.told()
            self.reread()
