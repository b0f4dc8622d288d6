"""Tells the record which case this window shows, and says who else shows it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer

from ehcp_desk.services.records.presence import BEAT, also_open, look_in, new_desk
from ui.context import PageContext

if TYPE_CHECKING:
    from ui.pages.case.page import CasePage


class CasePresence(QObject):
    """Beats while the page is seen.  That it cannot be told is no trouble of the person's: the next beat tries again."""

    def __init__(self, context: PageContext, page: CasePage, say: Callable[[str], None]) -> None:
        super().__init__(page)
        self._context, self._page, self._say = context, page, say
        self._window = new_desk()
        self._timer = QTimer(self, interval=int(BEAT.total_seconds() * 1000))
        self._timer.timeout.connect(self.beat)
        page.installEventFilter(self)

    def beat(self) -> None:
        """Say what is shown, and show who else has it."""
        case = self._page.file.view.case.id if self._page.file is not None and self._page.isVisible() else None
        desk, window = self._context.desk, self._window

        def told(words: str) -> None:
            shown = self._page.file
            if case is None or (shown is not None and shown.view.case.id == case):
                self._say(words)

        self._context.dispatcher.read(
            self, lambda _progress: also_open(look_in(desk, window, case)), told, lambda _error: None
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A page that is left is said to be closed, once."""
        if event.type() == QEvent.Type.Hide and self._timer.isActive():
            self._timer.stop()
            self.beat()
        return super().eventFilter(watched, event)

    def shown(self) -> None:
        """A case was read onto the page."""
        if not self._timer.isActive():
            self._timer.start()
        self.beat()
