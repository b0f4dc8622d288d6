"""Panels on the canvas and the header of a page (design.md section 6)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from ui.theme.appearance import current
from ui.theme.sheet import grown
from ui.theme.type_scale import Role
from ui.widgets.page import TIGHT, room
from ui.widgets.text import ElidingLabel, Link, label

HEADING_ROW = 36
GAP = 8
PAD = 13
"""Inside a panel, from its hairline: words stand 14 from its edge."""
WORDS_LEAST = 240
"""What the words of a header keep beside its actions, in pixels."""


class Panel(QFrame):
    """A surface with a hairline, a heading row and a body.  ``body`` is the layout to add to.

    ``note`` stands after the title in small type ("newest first"), ``aside`` at the right ("22 deadlines"), and one
    link at most takes the aside's place.  ``padded`` gives the body its 14 px sides; tables go in unpadded.
    """

    def __init__(
        self,
        title: str = "",
        note: str = "",
        aside: str = "",
        link: str = "",
        on_link: Callable[[], object] | None = None,
        padded: bool = False,
        ruled: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("part", "panel")
        self.setObjectName(title or "panel")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.setSpacing(0)
        self.title_label: QLabel | None = None
        self.note_label: QLabel | None = None
        self.aside_label: QLabel | None = None
        self.link: Link | None = None
        self._heading_line: QHBoxLayout | None = None
        if title:
            outer.addWidget(self._heading(title, note, aside, link, on_link))
            if ruled:
                outer.addWidget(rule())
            self.setAccessibleName(title)
        self.body = QVBoxLayout()
        self.body.setSpacing(0)
        self.body.setContentsMargins(*((PAD, GAP, PAD, GAP) if padded else (0, 0, 0, 0)))
        outer.addLayout(self.body, 1)

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        """Put a widget into the body, under what is there."""
        self.body.addWidget(widget, stretch)

    def add_to_heading(self, widget: QWidget) -> None:
        """Put something at the right of the heading row."""
        if self._heading_line is not None:
            self._heading_line.addWidget(widget)

    def set_title(self, words: str) -> None:
        """Change the title, which is its accessible name too."""
        if self.title_label is not None:
            self.title_label.setText(words)
            self.setAccessibleName(words)

    def set_note(self, words: str) -> None:
        """Change the small words after the title."""
        if self.note_label is not None:
            self.note_label.setText(words)

    def set_aside(self, words: str) -> None:
        """Change the words at the right of the heading row."""
        if self.aside_label is not None:
            self.aside_label.setText(words)

    def _heading(self, title: str, note: str, aside: str, link: str, on_link: Callable[[], object] | None) -> QWidget:
        row = QWidget()
        row.setMinimumHeight(grown(HEADING_ROW, current().percent) - 1)
        self._heading_line = line = QHBoxLayout(row)
        line.setContentsMargins(PAD, 0, PAD, 0)
        line.setSpacing(GAP)
        self.title_label = label(title, Role.HEADING)
        self.note_label = ElidingLabel(note, Role.SMALL)
        self.aside_label = ElidingLabel(aside, Role.SMALL)
        line.addWidget(self.title_label)
        line.addWidget(self.note_label)
        line.addStretch(1)
        line.addWidget(self.aside_label)
        if link:
            self.link = Link(link, on_link)
            self.link.setStyleSheet("padding: 0;")
            self.link.setAccessibleName(f"{link}: {title}")
            line.addWidget(self.link)
        return row


class PageHeader(QWidget):
    """The title of a page, one sentence with the counts that matter, and five actions at most."""

    def __init__(self, title: str, sentence: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._line = line = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(GAP)
        words = QVBoxLayout()
        words.setSpacing(0)
        self.title = label(title, Role.TITLE)
        self.sentence = label(sentence, "second", wrap=True)
        words.addWidget(self.title)
        words.addWidget(self.sentence)
        line.addLayout(words, 1)
        self._actions = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._actions.setSpacing(GAP)
        line.addLayout(self._actions)
        line.setAlignment(self._actions, Qt.AlignmentFlag.AlignBottom)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The actions stand where there is room for them."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Where the words would be squeezed the actions stand beneath them; with the largest text on a small screen one under
        another."""
        tight = room(self) < TIGHT
        beneath = tight or self.width() - self._actions.sizeHint().width() < WORDS_LEAST
        row, column = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        across, down = column if tight else row, column if beneath else row
        if (self._actions.direction(), self._line.direction()) != (across, down):
            self.title.setWordWrap(tight)
            self._line.setDirection(down)
            self._actions.setDirection(across)
            self._line.setAlignment(
                self._actions, Qt.AlignmentFlag.AlignLeft if beneath else Qt.AlignmentFlag.AlignBottom
            )
            self.updateGeometry()

    def set_sentence(self, sentence: str, rich: bool = False) -> None:
        """Change the sentence.  ``rich`` lets ``<b>`` carry the count that matters; escape names yourself."""
        sentence = sentence.replace("<b>", '<span style="font-weight:600">').replace("</b>", "</span>")
        self.sentence.setTextFormat(Qt.TextFormat.RichText if rich else Qt.TextFormat.PlainText)
        self.sentence.setText(sentence)
        self._arrange()

    def add_action(self, widget: QWidget) -> None:
        """Add an action; the primary one goes last, at the right."""
        self._actions.addWidget(widget)


def link_line(link: Link) -> QHBoxLayout:
    """A link under a table, where the words of its first column begin."""
    line = QHBoxLayout()
    line.setContentsMargins(PAD, 3, PAD, 5)
    link.setStyleSheet("padding: 0;")
    line.addWidget(link)
    line.addStretch(1)
    return line


def rule(strong: bool = False) -> QFrame:
    """A hairline across; ``strong`` under the head of a table."""
    made = QFrame()
    made.setProperty("part", "rule_strong" if strong else "rule")
    made.setFixedHeight(1)
    return made
