"""Welcome: what an empty record asks of the first person who opens it."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from ui.context import PageContext
from ui.theme.type_scale import Role
from ui.widgets.buttons import ActionButton, Kind
from ui.widgets.page import MIDDLE, Page, room
from ui.widgets.panel import PageHeader, Panel
from ui.widgets.text import label

CARD_LEAST = 240


def make(context: PageContext) -> WelcomePage:
    """The page, for the window."""
    return WelcomePage(context)


class WelcomePage(Page):
    """Three ways to begin.  It is shown while the record holds no case and no council, and cannot be gone to otherwise."""

    title = "Welcome"

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__("Welcome", parent)
        self._context = context
        header = PageHeader("Welcome to EHCP Desk")
        self.content.addWidget(header)
        self.content.addWidget(
            label("This record is empty. Begin in one of three ways; you can come back for the others.", wrap=True)
        )
        self.demo = ActionButton("Open the fictional authority", context.shell.try_demo, kind=Kind.PRIMARY)
        self.bring = ActionButton("Bring in a tracker", lambda: context.navigate("importing"))
        self.empty = ActionButton("Name the council and its people", lambda: context.navigate("settings"))
        self._cards = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._cards.setSpacing(8)
        for title, words, act in (
            ("Try it first", "Westmarsh, a council that does not exist, with 3,300 invented cases in a file of its own. "
             "Nothing of it comes near this record. A tour of ten minutes goes with it.", self.demo),
            ("Bring in what you have", "Your spreadsheet or the export of another system. It is tried before anything is "
             "saved, and every row is accounted for.", self.bring),
            ("Start empty", "Say what the council is called, who works there and who leads the team. Then Ctrl+N opens "
             "the first request.", self.empty),
        ):  # fmt: skip
            self._cards.addWidget(_card(title, words, act), 1)
        self.content.addLayout(self._cards)
        self.content.addStretch(1)

    def arrive(self, **_kw: Any) -> None:
        """The first way has the keys."""
        self.demo.setFocus()

    def panes(self) -> list[QWidget]:
        """The three ways."""
        return [self.demo]

    def help_words(self) -> str:
        """F1."""
        return (
            "An empty record asks how to begin. The fictional authority opens in a window of its own; bringing in a tracker "
            "and starting empty work on this record."
        )

    def resizeEvent(self, event: Any) -> None:
        """The ways stand beside each other where there is room."""
        super().resizeEvent(event)
        wide = room(self) >= MIDDLE - 200
        self._cards.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)


def _card(title: str, words: str, act: ActionButton) -> Panel:
    panel = Panel(title, padded=True)
    panel.setMinimumWidth(CARD_LEAST)
    stack = QVBoxLayout()
    stack.setSpacing(14)
    stack.addWidget(label(words, Role.BODY, wrap=True))
    stack.addStretch(1)
    stack.addWidget(act)
    panel.body.addLayout(stack)
    return panel
