"""The line over a list that rests on what cases hold: how many restricted ones were not opened, and so are not read."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ehcp_desk.services.oversight.restricting import not_read, unopened
from ui.context import PageContext
from ui.events import Changed
from ui.widgets.text import NoteLabel


class NotRead(NoteLabel):
    """There only where such a case is.  A page that shows it calls ``look`` whenever somebody comes to it."""

    def __init__(self, context: PageContext, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        context.events.changed.connect(self._changed)

    def look(self) -> None:
        """Count them anew."""
        desk = self._context.desk
        self._context.dispatcher.latest(self, lambda _p: unopened(desk), self._show, self._context.messages.failed)

    def _changed(self, changed: Changed) -> None:
        page = self.parentWidget()
        if page is not None and page.isVisible() and changed.about("restricted", "cases"):
            self.look()

    def _show(self, number: int) -> None:
        self.setText(not_read(number).strip())
