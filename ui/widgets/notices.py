"""Where messages are seen: the banner that stays, the done bar with Undo, empty pages, and lines of error."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ehcp_desk.domain.wording import Mark
from ui.messages import Banner, Done
from ui.theme import icons, marks
from ui.theme.appearance import current
from ui.theme.type_scale import Role
from ui.widgets.buttons import ActionButton, IconButton, draw_key_cap, key_cap_width
from ui.widgets.text import Link, label

DONE_FOR_MS = 60_000
DONE_HIGH, DONE_BELOW = 32, 10


class MarkIcon(QWidget):
    """An icon by itself beside words that say the same: decoration, so it has no name."""

    def __init__(self, icon: str, size: int = 16, weight: str = icons.REGULAR, mark: Mark | None = None) -> None:
        super().__init__()
        self._icon, self._size, self._weight, self._mark = icon, size, weight, mark
        self.setFixedSize(size, size)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """In the state's colour, or in that of labels."""
        tokens = current().tokens
        colour = tokens.ink2 if self._mark is None else marks.colours(self._mark, tokens).text
        icons.paint(QPainter(self), self._icon, 0, 0, self._size, colour, self._weight)


class BannerBar(QFrame):
    """Trouble at the top of the content: stays until it is over, may be mended, and can be copied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("part", "banner")
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 6, 6, 6)
        line.setSpacing(10)
        self._icon = MarkIcon("warning-octagon", 16, icons.FILL, Mark.OVERDUE)
        self._words = label("", Role.BODY, wrap=True)
        self._act = ActionButton("", dense=True)
        self._copy = ActionButton("Copy details", self._copy_details, dense=True)
        self._act.clicked.connect(self._run)
        self._banner: Banner | None = None
        line.addWidget(self._icon)
        line.addWidget(self._words, 1)
        line.addWidget(self._act)
        line.addWidget(self._copy)
        line.addWidget(IconButton("x", "Close this message", lambda: self.show_banner(None)))
        self.hide()

    def show_banner(self, banner: Banner | None) -> None:
        """Show trouble, or take it away."""
        self._banner = banner
        self.setVisible(banner is not None)
        if banner is None:
            return
        self._words.setText(banner.sentence)
        self.setAccessibleName(banner.sentence)
        self._act.set_words(banner.act_words)
        self._act.setVisible(banner.act is not None)
        self._copy.setVisible(bool(banner.details))

    def _run(self) -> None:
        if self._banner is not None and self._banner.act is not None:
            self._banner.act()

    def _copy_details(self) -> None:
        if self._banner is not None:
            QGuiApplication.clipboard().setText(f"{self._banner.sentence}\n{self._banner.details}")


class DoneBar(QFrame):
    """An accent bar at the foot of the content: what was done, and Undo, until the next act or a minute."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("part", "done")
        self.setFixedHeight(DONE_HIGH + DONE_BELOW)
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 0, 12, 0)
        line.setSpacing(10)
        self._words = QLabel()
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._undo = Link("Undo", self.undo)
        self._done: Done | None = None
        line.addSpacing(20)
        line.addWidget(self._words, 1)
        line.addWidget(self._undo)
        line.addSpacing(44)
        self._timer = QTimer(self, singleShot=True, interval=DONE_FOR_MS)
        self._timer.timeout.connect(lambda: self.show_done(None))
        self.hide()

    @property
    def can_undo(self) -> bool:
        """True where the last act can be taken back."""
        return self._done is not None and self._done.undo is not None

    def show_done(self, done: Done | None) -> None:
        """Say what was done, or take the bar away."""
        self._done = done
        self.setVisible(done is not None)
        self._timer.stop()
        if done is not None:
            self._words.setText(done.sentence)
            self.setAccessibleName(done.sentence)
            self._undo.setVisible(done.undo is not None)
            self._undo.setStyleSheet(f"color: {current().tokens.on_accent};")
            self._timer.start()

    def undo(self) -> None:
        """Take the last act back (also Ctrl+Z)."""
        act = self._done.undo if self._done is not None else None
        if act is not None:
            self.show_done(None)
            act()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The tick at the left and the key cap at the right."""
        super().paintEvent(event)
        tokens = current().tokens
        painter = QPainter(self)
        icons.paint(painter, "check", 11, (DONE_HIGH - 14) / 2, 14, tokens.on_accent, icons.BOLD)
        if self.can_undo:
            left = self.width() - 12 - key_cap_width("Ctrl+Z")
            draw_key_cap(painter, left, DONE_HIGH / 2, "Ctrl+Z", tokens.on_accent, tokens, True)


class EmptyState(QWidget):
    """Icon 32, a heading, one sentence that says the good or the cause, and one useful button."""

    def __init__(
        self,
        icon: str,
        heading: str,
        sentence: str,
        act_words: str = "",
        act: Callable[[], object] | None = None,
        mark: Mark | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        line = QHBoxLayout(self)
        line.setContentsMargins(16, 14, 16, 14)
        line.setSpacing(14)
        line.addWidget(MarkIcon(icon, 32, icons.REGULAR, mark), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(2)
        self.heading = label(heading, Role.HEADING, wrap=True)
        self.sentence = label(sentence, "second", wrap=True)
        words.addWidget(self.heading)
        words.addWidget(self.sentence)
        self.button: ActionButton | None = None
        if act is not None:
            self.button = ActionButton(act_words, act, dense=True)
            words.addSpacing(8)
            words.addWidget(self.button)
        words.addStretch(1)
        line.addLayout(words, 1)
        self._acts = words

    def add_act(self, act_words: str, act: Callable[[], object]) -> ActionButton:
        """Another button under the first."""
        button = ActionButton(act_words, act, dense=True)
        self._acts.insertSpacing(self._acts.count() - 1, 8)
        self._acts.insertWidget(self._acts.count() - 1, button)
        return button


class ErrorLine(QWidget):
    """One sentence under a field that says what to do, with the octagon; hidden while all is well."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 2, 0, 0)
        line.setSpacing(5)
        self._words = label("", Role.SMALL, wrap=True)
        line.addWidget(MarkIcon("warning-octagon", 14, icons.FILL, Mark.OVERDUE), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._words, 1)
        current().changed.connect(self._colour)
        self._colour()
        self.hide()

    @property
    def sentence(self) -> str:
        """What is said now; empty while all is well."""
        return self._words.text()

    def say(self, sentence: str) -> None:
        """Say what is wrong; an empty sentence takes it away."""
        if sentence != self.sentence:
            self._words.setText(sentence)
            self.setVisible(bool(sentence))
            self.changed.emit()

    def _colour(self) -> None:
        self._words.setStyleSheet(f"color: {current().tokens.overdue.text};")
