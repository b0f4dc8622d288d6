"""How a newcomer begins: the fictional authority in a window of its own, and the tour at the foot of this one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QProcess

if TYPE_CHECKING:
    from ehcp_desk.ports.work import Progress
    from ui.main_window import MainWindow
    from ui.tour import TourBar

TOUR_SEEN = "tour/seen"
"""The window's setting that says the tour was taken or declined."""


class Beginning(QObject):
    """``make_demo`` builds the authority and gives the program and words that open it; None where nothing can."""

    make_demo: Callable[[Progress], Sequence[str]] | None = None

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.tour: TourBar | None = None

    def try_demo(self) -> None:
        """Build the fictional authority in a file of its own, with progress, and open it in a window of its own."""
        window = self._window
        if self.make_demo is None:
            window.messages.trouble("The fictional authority is built with: ehcp-desk --db demo.db demo")
            return

        def opened(words: Sequence[str]) -> None:
            QProcess.startDetached(words[0], list(words[1:]))
            window.messages.status("The fictional authority opens in a window of its own.")

        window.dispatcher.read(
            self, self.make_demo, opened, window.messages.failed, title="Building the fictional authority"
        )

    def offer_tour(self) -> None:
        """Show the tour at the foot of the window, from its first stop."""
        from ui.tour import TourBar

        self.end_tour()
        self.tour = TourBar(self._window, self.end_tour)
        self._window.at_the_foot(self.tour)
        self.tour.go(0)

    def end_tour(self) -> None:
        """Take the tour away, and do not offer it again."""
        if self.tour is not None:
            self._window.settings.put(TOUR_SEEN, True)
            self.tour.hide()
            self.tour.deleteLater()
            self.tour = None
