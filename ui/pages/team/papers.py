"""The clinic pack and the Monday lists, printed in one click."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from ehcp_desk.services.oversight.clinic import print_monday, print_pack
from ui.context import PageContext
from ui.dialogs.files import Files
from ui.widgets.buttons import ActionButton


class PackButtons:
    """``team`` gives the team chosen on the page, None for all."""

    def __init__(
        self, context: PageContext, page: QWidget, team: Callable[[], int | None], files: Files | None = None
    ) -> None:
        self._context, self._page, self._team = context, page, team
        self.files = files or Files()
        self.buttons = (
            ActionButton("Clinic pack", self.print_pack, "printer"),
            ActionButton("Monday lists", self.print_monday, "list-checks"),
        )

    def print_pack(self) -> None:
        """Everything a clinic of overdue cases needs, in one paper."""
        path = self.files.save_as(self._page, "Save the clinic pack", "Clinic pack.pdf")
        if path is not None:
            self._print(path, "Printing the clinic pack", print_pack)

    def print_monday(self) -> None:
        """What is due this week, one page a person."""
        path = self.files.save_as(self._page, "Save the Monday lists", "Monday lists.pdf")
        if path is not None:
            self._print(path, "Printing the Monday lists", print_monday)

    def _print(self, path: Path, title: str, work: Callable[..., object]) -> None:
        context, desk, team = self._context, self._context.desk, self._team()
        context.dispatcher.read(self._page, lambda _p: work(desk, [path], team), lambda _n: self._printed(path),
                                context.messages.failed, title=title)  # fmt: skip

    def _printed(self, path: Path) -> None:
        self._context.messages.done(f"{path.name} is written.")
        self.files.show(path)
