"""The top bar: search at the left, the date in words, and Record a contact, which is on every page."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QListWidgetItem, QSizePolicy, QWidget

from ui.theme import icons
from ui.theme.appearance import current
from ui.theme.sheet import grown
from ui.widgets.bell import Bell
from ui.widgets.buttons import ActionButton, IconButton, Kind, draw_key_cap, key_cap_width
from ui.widgets.hits import Hit, HitPopup, hit_of
from ui.widgets.text import ElidingLabel, label

HEIGHT, SEARCH_WIDTH = 48, 400
WAIT_MS = 150
"""How long typing must pause before the record is searched."""
PASSES_MS = 60_000
"""How long a passing line of the status line stays."""


class SearchField(QLineEdit):
    """A line with a magnifying glass and the key that reaches it; Down goes to what was found."""

    down_pressed = Signal()

    def __init__(self, hint: str, key: str, icon: str = "magnifying-glass", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key, self._icon = key, icon
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)
        self.setTextMargins(22, 0, key_cap_width(key) + 4 if key else 0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The line itself, then icon and key cap."""
        super().paintEvent(event)
        tokens = current().tokens
        painter = QPainter(self)
        icons.paint(painter, self._icon, 9, (self.height() - 15) / 2, 15, tokens.ink2)
        if self._key and not self.text():
            left = self.width() - key_cap_width(self._key) - 8
            draw_key_cap(painter, left, self.height() / 2, self._key, tokens.ink3, tokens, False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down leaves for the list; Esc empties the line."""
        if event.key() == Qt.Key.Key_Down:
            self.down_pressed.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)


class TopBar(QFrame):
    """``search_asked`` carries what was typed, after a pause; ``search_entered`` when Enter was pressed on it;
    ``hit_chosen`` the :class:`Hit` that was picked from what ``show_hits`` gave."""

    search_asked = Signal(str)
    search_entered = Signal(str)
    hit_chosen = Signal(object)

    def __init__(
        self, record_contact: Callable[[], object], menu: Callable[[], object], alerts: Callable[[], object]
    ) -> None:
        super().__init__()
        self.setProperty("part", "topbar")
        self.resize_bar()
        line = QHBoxLayout(self)
        line.setContentsMargins(20, 0, 20, 0)
        line.setSpacing(12)
        self.menu_button = IconButton("list", "Rooms", menu)
        self.menu_button.hide()
        self.search = SearchField("Find a child, parent, phone number or words", "F3")
        self.search.setMaximumWidth(SEARCH_WIDTH)
        self.search.setMinimumWidth(120)
        self.search.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.date = label("", "second")
        self.contact = ActionButton("Record a contact", record_contact, icon="phone", key="F2", kind=Kind.PRIMARY,
                                    icon_weight=icons.FILL)  # fmt: skip
        line.addWidget(self.menu_button)
        line.addWidget(self.search, 10)
        line.addStretch(1)
        line.addWidget(self.date)
        self.bell = Bell(alerts)
        line.addWidget(self.bell)
        line.addWidget(self.contact)
        self._hits = HitPopup(self)
        self._hits.itemActivated.connect(self._pick)
        self._hits.itemClicked.connect(self._pick)
        self._pause = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._pause.timeout.connect(lambda: self.search_asked.emit(self.search.text().strip()))
        self.search.textEdited.connect(self._typed)
        self.search.returnPressed.connect(self._entered)
        self.search.down_pressed.connect(self._hits.take_keys)
        self.search.installEventFilter(self)
        current().changed.connect(self.resize_bar)

    def resize_bar(self) -> None:
        """48 high, more with larger text."""
        self.setFixedHeight(grown(HEIGHT, current().percent))

    def set_narrow(self, narrow: bool, hidden_rail: bool, tight: bool = False) -> None:
        """On a narrow window the date goes, and the menu button comes when the rail is hidden; on a ``tight`` one the
        button keeps its key and one word, and its whole name to a screen reader."""
        words = "Record a contact"
        self.contact.set_words("Contact" if tight else words)
        self.contact.setAccessibleName(words)
        self.date.setVisible(not narrow)
        self.menu_button.setVisible(hidden_rail)

    def show_hits(self, typed: str, hits: Sequence[Hit], nobody: str = "Nothing found.") -> None:
        """What was found for what was typed; ignored where the person has typed on."""
        if typed != self.search.text().strip() or not self.search.hasFocus():
            return
        self._hits.show_under(self.search, hits, nobody)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leaving the line shuts the list, unless the keys went into it."""
        if watched is self.search and event.type() == QEvent.Type.FocusOut and not self._hits.hasFocus():
            self._hits.hide()
        return super().eventFilter(watched, event)

    def _typed(self, words: str) -> None:
        if words.strip():
            self._pause.start()
        else:
            self._pause.stop()
            self._hits.hide()

    def _entered(self) -> None:
        self._hits.hide()
        self._pause.stop()
        self.search_entered.emit(self.search.text().strip())

    def hit_now(self) -> Hit | None:
        """The hit under the keys, where they are in the list."""
        return self._hits.hit_now() if self._hits.isVisible() and self._hits.hasFocus() else None

    def _pick(self, item: QListWidgetItem) -> None:
        hit = hit_of(item)
        if hit is None or hit.is_heading:
            return
        if hit.everything:
            self._entered()
            return
        self._hits.hide()
        self.search.clear()
        self.hit_chosen.emit(hit)


class StatusLine(QFrame):
    """Council, where the record is kept, what was saved; at the right the rules in force and the last seal."""

    HEIGHT = 26

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("part", "statusbar")
        self.resize_line()
        self.setAccessibleName("Status")
        line = QHBoxLayout(self)
        line.setContentsMargins(14, 0, 14, 0)
        line.setSpacing(18)
        self.council, self.kept, self.saved, self.passing = (ElidingLabel("", "small") for _ in range(4))
        self.rules, self.seal = ElidingLabel("", "small"), ElidingLabel("", "small")
        self._passes = QTimer(self, singleShot=True, interval=PASSES_MS)
        self._passes.timeout.connect(self.passing.clear)
        current().changed.connect(self.resize_line)
        self._kept_icon, self._saved_icon = _SmallIcon("database"), _SmallIcon("check", icons.BOLD)
        line.addWidget(self.council)
        line.addLayout(_beside(self._kept_icon, self.kept))
        line.addLayout(_beside(self._saved_icon, self.saved))
        line.addWidget(self.passing)
        line.addStretch(1)
        line.addWidget(self.rules)
        line.addWidget(self.seal)
        self._saved_icon.hide()
        self._kept_icon.hide()

    def resize_line(self) -> None:
        """26 high, more with larger text."""
        self.setFixedHeight(grown(self.HEIGHT, current().percent))

    def show_record(self, council: str, kept: str, rules: str, seal: str) -> None:
        """Fill the parts that last."""
        self.council.setText(council)
        self.kept.setText(kept)
        self._kept_icon.setVisible(bool(kept))
        self.rules.setText(rules)
        self.seal.setText(seal)

    def show_saved(self, time_words: str) -> None:
        """``Everything saved, 09:47``."""
        self.saved.setText(f"Everything saved, {time_words}")
        self._saved_icon.show()
        self.passing.clear()

    def show_passing(self, sentence: str) -> None:
        """A passing line: for a minute, until the next or until another page is gone to; empty takes it away."""
        self.passing.setText(sentence)
        self._passes.start()

    def set_narrow(self, narrow: bool) -> None:
        """On a narrow window only what was saved stays."""
        for part in (self.council, self.rules, self.seal):
            part.setVisible(not narrow)


class _SmallIcon(QWidget):
    def __init__(self, name: str, weight: str = icons.REGULAR) -> None:
        super().__init__()
        self._name, self._weight = name, weight
        self.setFixedSize(14, 14)

    def paintEvent(self, _event: QPaintEvent) -> None:
        icons.paint(QPainter(self), self._name, 0, 0, 14, current().tokens.ink2, self._weight)


def _beside(icon: QWidget, words: QWidget) -> QHBoxLayout:
    pair = QHBoxLayout()
    pair.setSpacing(4)
    pair.addWidget(icon)
    pair.addWidget(words)
    return pair
