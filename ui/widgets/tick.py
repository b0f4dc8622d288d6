"""A tick box whose letter answers at once."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QShortcutEvent
from PySide6.QtWidgets import QCheckBox


class Tick(QCheckBox):
    """Qt holds a box down for a tenth of a second after its letter, and what is typed meanwhile goes to the box."""

    def event(self, event: QEvent) -> bool:
        """Alt and the letter: tick now, so that the next key already goes where ticking leads."""
        if isinstance(event, QShortcutEvent) and not event.isAmbiguous() and self.isEnabled():
            self.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.click()
            return True
        return super().event(event)
