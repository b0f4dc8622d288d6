"""A page of several views, one shown at a time, each with a sentence of its own under the title."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Generic, Protocol, TypeVar, cast

from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.context import PageContext
from ui.events import Changed
from ui.widgets.buttons import ActionButton
from ui.widgets.page import Page
from ui.widgets.panel import PageHeader
from ui.widgets.segments import Segments


class View(Protocol):
    """A widget that is one view of such a page."""

    sentence: str

    def load(self) -> None:
        """Read anew."""

    def panes(self) -> list[QWidget]:
        """What F6 moves between."""


V = TypeVar("V", bound=View)


class ViewsPage(Page, Generic[V]):
    """``names`` are the views' keys and titles in order; a change of one of ``kinds`` reads the view shown again."""

    kinds: tuple[str, ...] = ()

    def __init__(
        self, context: PageContext, title: str, parts: str, names: Sequence[tuple[str, str]], views: Mapping[str, V],
        acts: Sequence[ActionButton] = (), parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(title, parent)
        self.header = PageHeader(title, " ")
        for act in acts:  # before the header is in its place, so that Tab comes to them before the views
            self.header.add_action(act)
        self.views = dict(views)
        self.tabs = Segments(names, names[0][0], self._turn, parts)
        self._first = names[0][0]
        self._stack = QStackedWidget()
        for view in self.views.values():
            self._stack.addWidget(cast(QWidget, view))
        self.content.addWidget(self.header)
        self.content.addWidget(self.tabs)
        self.content.addWidget(self._stack, 1)
        context.events.changed.connect(self._changed)

    @property
    def view(self) -> V:
        """The view that is shown."""
        return self.views[self.tabs.chosen or self._first]

    def arrive(self, **kw: Any) -> None:
        """Read the view anew; ``view`` goes to one by its key."""
        self.tabs.choose(str(kw.get("view", "")) or self.tabs.chosen)
        self._turn(self.tabs.chosen)

    def panes(self) -> list[QWidget]:
        """The views, then what is in the one shown."""
        return [self.tabs, *self.view.panes()]

    def show_changes(self) -> None:
        """F5: read anew."""
        self.view.load()

    def _turn(self, key: str) -> None:
        view = self.views[key]
        self._stack.setCurrentWidget(cast(QWidget, view))
        self.header.set_sentence(view.sentence)
        view.load()

    def _changed(self, changed: Changed) -> None:
        if self.isVisible() and changed.about(*self.kinds):
            self.view.load()
