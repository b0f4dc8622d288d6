"""What every page is: margins, a width that stops growing at 1600, and the acts the window asks of it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from ui.a11y import focus_first
from ui.commands import Command
from ui.theme.appearance import current
from ui.theme.sheet import grown

MARGIN, TOP, WIDEST = 20, 14, 1600
TIGHT, NARROW, MIDDLE = 420, 1024, 1280
"""Widths of the window under which words and acts stand one under another, a page goes to one column, and its side
column drops below the list."""
_BESIDES, _QT_MOST = 320, 16777215
"""What of the window's height a list leaves to all else; as wide as Qt lets anything be."""


def room(widget: QWidget) -> int:
    """The width of the widget's window, smaller by as much as its text is larger: what the breaks are measured in."""
    return round(widget.window().width() * 100 / max(100, current().percent))


def put_side(page: QWidget, columns: QBoxLayout, main: QWidget, side: QWidget, width: int) -> None:
    """Stand a page's side column, so wide with text of the usual size, beside its list; under 1280, and with much larger
    text, below the list, which keeps most of the height."""
    beside = page.window().width() >= MIDDLE and room(page) >= NARROW
    columns.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)
    main.setMinimumHeight(0 if beside else max(0, page.window().height() - _BESIDES))
    grows = grown(width, current().percent)
    side.setMinimumWidth(grows if beside else 0)
    side.setMaximumWidth(grows if beside else _QT_MOST)


class Page(QWidget):
    """A room.  Build into ``self.content``; override the acts the page can do.

    ``title`` names the room to screen readers and in Back.  ``panes`` are what F6 moves between, in order.
    ``commands_changed`` tells the window that another view of the page has other commands, ``width_changed`` rows of choices
    that they have another room.  Ctrl+P prints the lists of a page without a paper of its own (``ui.printed_page``);
    ``no_paper`` is what it says where there is no list, ``about_cases`` False for a page that tells of no case.
    """

    title = ""
    no_paper = "There is nothing to print here."
    about_cases = True
    commands_changed = Signal()
    width_changed = Signal()

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = title or self.title
        self.setProperty("ground", "canvas")
        self.setAccessibleName(self.title)
        self.content = QVBoxLayout(self)
        self.content.setContentsMargins(MARGIN, TOP, MARGIN, 14)
        self.content.setSpacing(8)
        current().changed.connect(self._look_changed)

    def _look_changed(self) -> None:
        """Larger text leaves less room: what was laid out for the width is laid out anew."""
        self.resizeEvent(QResizeEvent(self.size(), self.size()))

    def arrive(self, **kw: Any) -> None:
        """Called each time the page is gone to, with what ``navigate`` was given; read anew here."""

    def panes(self) -> list[QWidget]:
        """What F6 moves between."""
        return []

    def commands(self) -> list[Command]:
        """Commands this page adds to the menus and the keys while it is shown."""
        return []

    def focusNextPrevChild(self, onwards: bool) -> bool:
        """Tab; and where a list the keys were in went away because it is empty, they stay on the page."""
        here = self.window().focusWidget()
        pane = next((pane for pane in self.panes() if pane.isVisibleTo(self)), None)
        if pane is not None and here is not None and self.isAncestorOf(here) and not here.isVisibleTo(self):
            focus_first(pane)
            return True
        return super().focusNextPrevChild(onwards)

    def show_changes(self) -> None:
        """F5: show what others have changed."""

    def focus_filter(self) -> None:
        """Ctrl+F: go to the filter of this page's list."""

    def help_words(self) -> str:
        """F1: a few plain sentences on what this page is for."""
        return ""

    def paper_title(self) -> tuple[str, str]:
        """What its lists are called on paper, and the reference of the case they are about, if they are about one."""
        return self.title, ""

    def narrowed(self) -> str:
        """How its lists are narrowed, for paper; empty where what stands above them says it."""
        return ""

    def minimumSizeHint(self) -> QSize:
        """Never wider than a small laptop at 200 %; as high as its parts need at the least, then it scrolls."""
        layout = self.content
        high = (
            layout.minimumHeightForWidth(self.width()) if layout.hasHeightForWidth() else layout.minimumSize().height()
        )
        return QSize(320, max(200, high))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the content at the left and at most 1600 wide."""
        spare = max(0, self.width() - WIDEST - MARGIN)
        margins = self.content.contentsMargins()
        if margins.right() != MARGIN + spare:
            self.content.setContentsMargins(MARGIN, margins.top(), MARGIN + spare, margins.bottom())
        super().resizeEvent(event)
        self.width_changed.emit()
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()


def put_in(stack: QStackedWidget, page: Page) -> None:
    """Put a page into a window's stack, where it scrolls if the window is lower than its least height (a small laptop at
    200 %)."""
    stand = QScrollArea()
    stand.setWidgetResizable(True)
    stand.setFrameShape(QFrame.Shape.NoFrame)
    stand.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    stand.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    stack.addWidget(stand)
    stand.setWidget(page)  # last: each taking in asks everything inside how it stands


def scroll_area_of(page: Page) -> QWidget:
    """The scroll area a page stands in: its viewport's parent."""
    viewport = page.parentWidget()
    stand = viewport.parentWidget() if viewport is not None else None
    return stand if stand is not None else page
