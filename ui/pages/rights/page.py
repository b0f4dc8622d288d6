"""Information rights: how long files are kept, what was disposed of, who asked to see what is held."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.context import PageContext
from ui.dialogs.files import Files
from ui.pages.rights.gone import GoneView
from ui.pages.rights.keeping import KeepingView
from ui.pages.rights.requests import RequestsView
from ui.widgets.views_page import ViewsPage

KEEPING, GONE, REQUESTS = "keeping", "gone", "requests"
VIEWS = ((KEEPING, "Retention"), (GONE, "Disposed of"), (REQUESTS, "Requests"))
View = KeepingView | GoneView | RequestsView


def make(context: PageContext) -> RightsPage:
    """The page, for the window."""
    return RightsPage(context)


class RightsPage(ViewsPage[View]):
    """One view at a time, each with its own acts above its list."""

    title = "Information rights"
    kinds = ("cases", "facts", "settings")

    def __init__(self, context: PageContext, files: Files | None = None, parent: QWidget | None = None) -> None:
        self.keeping = KeepingView(context)
        self.gone = GoneView(context, files or Files())
        self.requests = RequestsView(context, files or Files())
        held: dict[str, View] = {KEEPING: self.keeping, GONE: self.gone, REQUESTS: self.requests}
        super().__init__(context, "Information rights", "Parts of information rights", VIEWS, held, parent=parent)

    def help_words(self) -> str:
        """What this page is for."""
        return ("How long files are kept is the council’s choice. A file whose period has run out is kept while a case of the "
                "child is open, a hold stands or something is in dispute; else a named person may dispose of it, with a "
                "reason, and save the certificate. Nobody can undo that; older backups keep a copy. Requests: look over a pack, "
                "decide on what is about others with Enter, then write it into an empty folder.")  # fmt: skip
