"""A view of the Returns page that stands on one list, whatever the month: read when gone to, and again when it changed."""

from __future__ import annotations

from typing import Generic, TypeVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ehcp_desk.services.desk import Desk
from ui.context import PageContext
from ui.dialogs.files import Files
from ui.events import Changed

T = TypeVar("T")


class RegisterView(QWidget, Generic[T]):
    """Override ``read`` (off the GUI thread), ``show_read`` and ``write_files``; ``kinds`` are the changes that matter."""

    kinds: tuple[str, ...] = ()

    def __init__(self, context: PageContext, files: Files) -> None:
        super().__init__()
        self._context, self._files = context, files
        self._stale = True
        self.stack = QVBoxLayout(self)
        self.stack.setContentsMargins(0, 0, 0, 0)
        self.stack.setSpacing(8)
        context.events.changed.connect(lambda changed: self._changed(changed))

    def read(self, desk: Desk) -> T:
        """What stands on the list."""
        raise NotImplementedError

    def show_read(self, read: T) -> None:
        """Show it."""
        raise NotImplementedError

    def panes(self) -> list[QWidget]:
        """What F6 moves between."""
        raise NotImplementedError

    def write_files(self) -> None:
        """What can be taken away of it."""
        raise NotImplementedError

    def load(self) -> None:
        """Read the list where that is wanted."""
        if self._stale:
            self.show_changes()

    def show_changes(self) -> None:
        """F5: read it again."""
        desk = self._context.desk
        self._stale = False
        self._context.dispatcher.read(self, lambda _p: self.read(desk), self.show_read, self._failed)

    def earlier(self) -> None:
        """One list has no month to go back to."""

    def later(self) -> None:
        """Nor on to."""

    def _failed(self, error: Exception) -> None:
        self._stale = True
        self._context.messages.failed(error)

    def _changed(self, changed: Changed) -> None:
        """It changed, here or elsewhere: read now where it is looked at."""
        if changed.about(*self.kinds):
            self._stale = True
            if self.isVisible():
                self.load()
