"""Information rights: how long files are kept, what was disposed of, who asked to see what is held."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.context import PageContext
from ui.dialogs.files import Files
from ui.events import Changed
from ui.pages.rights.gone import GoneView
from ui.pages.rights.keeping import KeepingView
from ui.pages.rights.requests import RequestsView
from ui.widgets.page import Page
from ui.widgets.panel import PageHeader
from ui.widgets.segments import Segments

KEEPING, GONE, REQUESTS = "keeping", "gone", "requests"
VIEWS = ((KEEPING, "Retention"), (GONE, "Disposed of"), (REQUESTS, "Requests"))
View = KeepingView | GoneView | RequestsView
SENTENCES = {
    KEEPING: "Files whose period has run out. A named person disposes of each, with a reason.",
    GONE: "What is left of a file: its reference, who decided and why. Enter saves its certificate.",
    REQUESTS: "Who asked to see what is held, by when they must have it, and the pack that answers them.",
}


def make(context: PageContext) -> RightsPage:
    """The page, for the window."""
    return RightsPage(context)


class RightsPage(Page):
    """One view at a time, each with its own acts above its list."""

    title = "Information rights"

    def __init__(self, context: PageContext, files: Files | None = None, parent: QWidget | None = None) -> None:
        super().__init__("Information rights", parent)
        self.header = PageHeader("Information rights", " ")
        self.keeping = KeepingView(context)
        self.gone = GoneView(context, files or Files())
        self.requests = RequestsView(context, files or Files())
        self.views: dict[str, View] = {KEEPING: self.keeping, GONE: self.gone, REQUESTS: self.requests}
        self.tabs = Segments(VIEWS, KEEPING, self._turn, "Parts of information rights")
        self._stack = QStackedWidget()
        for view in self.views.values():
            self._stack.addWidget(view)
        self.content.addWidget(self.header)
        self.content.addWidget(self.tabs)
        self.content.addWidget(self._stack, 1)
        context.events.changed.connect(self._changed)

    # -- what the window asks --------------------------------------------------------------------------------

    def arrive(self, **kw: Any) -> None:
        """Read the view anew; ``view`` goes to one by its key."""
        self.tabs.choose(str(kw.get("view", "")) or self.tabs.chosen)
        self._turn(self.tabs.chosen)

    def panes(self) -> list[QWidget]:
        """The parts, then the list."""
        return [self.tabs, *self._view().panes()]

    def show_changes(self) -> None:
        """F5: read anew."""
        self._view().load()

    def help_words(self) -> str:
        """What this page is for."""
        return ("How long files are kept is the council’s choice. A file whose period has run out is kept while a case of the "
                "child is open, a hold stands or something is in dispute; else a named person may dispose of it, with a "
                "reason, and save the certificate. Nobody can undo that; older backups keep a copy. Requests: look over a pack, "
                "decide on what is about others with Enter, then write it into an empty folder.")  # fmt: skip

    def _view(self) -> View:
        return self.views[self.tabs.chosen or KEEPING]

    def _turn(self, key: str) -> None:
        self._stack.setCurrentWidget(self.views[key])
        self.header.set_sentence(SENTENCES[key])
        self.views[key].load()

    def _changed(self, changed: Changed) -> None:
        if self.isVisible() and changed.about("cases", "facts", "settings"):
            self._view().load()
