"""What every register of the page is: a reading on a worker, a list, and a way to paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ehcp_desk.ports.work import Progress
from ehcp_desk.services.desk import Desk
from ui.context import PageContext
from ui.dialogs.files import Files, file_name


class Register(QWidget):
    """Build into ``body``.  ``sentence`` stands under the title of the page while it is shown; ``paper`` names what is
    printed."""

    sentence = ""
    paper = ""

    def __init__(self, context: PageContext, files: Files, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context, self.files = context, files
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(8)

    def load(self) -> None:
        """Read anew."""
        raise NotImplementedError

    def panes(self) -> list[QWidget]:
        """What F6 moves between."""
        raise NotImplementedError

    def printer(self) -> Callable[[Desk, Sequence[Path]], object]:
        """What prints the register as it stands; called with the desk and the files."""
        raise NotImplementedError

    def print_it(self) -> None:
        """Ask for a place, and print there."""
        path = self.files.save_as(self, f"Save: {self.paper}", file_name(self.paper, str(self.context.desk.today())))
        if path is None:
            return
        desk, make = self.context.desk, self.printer()

        def work(_progress: Progress) -> Path:
            make(desk, [path])
            return path

        def done(made: Path) -> None:
            self.context.messages.done(f"{self.paper} is in {made.name}.")
            self.files.show(made)

        self.context.dispatcher.read(self, work, done, self.context.messages.failed, title=f"Printing: {self.paper}")
