"""Asked before words somebody typed are thrown away."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QWidget

from ui.context import PageContext
from ui.dialogs.frame import DeskDialog
from ui.theme.type_scale import Role
from ui.widgets.text import label


class KeepWords(DeskDialog):
    """Three answers: keep for later, throw away, or go on writing (which is what Esc does)."""

    kept = Signal()
    thrown_away = Signal()

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, "Not saved yet", parent, QSize(520, 170))
        self.form.addWidget(label("What you wrote is not saved yet", Role.QUESTION))
        self.form.addWidget(label("Keep it, and it will be here when you open this again.", "second", wrap=True))
        self.form.addStretch(1)
        self.set_primary("Keep it for later")
        self.add_act("Throw it away", self._throw)
        self.rename_cancel("Go on writing")

    def submit(self) -> None:
        """Keep the draft and close both."""
        self.accept()
        self.kept.emit()

    def _throw(self) -> None:
        self.accept()
        self.thrown_away.emit()
