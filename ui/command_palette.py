"""Ctrl+K: type what you want to do, or a word you do not know.  Every command, every room, the field's words, the search."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ehcp_desk.domain.field_words import ranked, words_matching
from ui.a11y import announce
from ui.theme.appearance import current
from ui.theme.sheet import grown
from ui.theme.type_scale import Role, font, line_height
from ui.widgets.buttons import draw_key_cap, key_cap_width
from ui.widgets.cell_painting import Brush

if TYPE_CHECKING:
    from ui.commands import Command
    from ui.main_window import MainWindow

SIDE, ABOVE, WIDTH, HEIGHT, FROM_TOP = 12, 6, 620, 440, 56
MOST_WORDS = 6
"""How many explained words are offered below the commands."""
_LINE = int(Qt.ItemDataRole.UserRole)
_MOVES = (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the palette: its words, what is under them, its key, and what choosing it does."""

    words: str
    second: str
    key: str
    run: Callable[[], object] | None


def lines_for(typed: str, commands: Sequence[Command], search: Callable[[str], object]) -> list[Line]:
    """What typing this offers: commands first, then the record's search, then words that are explained."""
    fit = ranked(typed, ((command, (command.words,)) for command in commands if command.key != "palette"))
    lines = [Line(one.words, one.refused or one.menu, one.shortcut, None if one.refused else one.run) for one in fit]
    if not typed.strip():
        return lines
    lines.append(
        Line(f"Search the record for “{typed.strip()}”", "Children, notes, documents", "", lambda: search(typed))
    )
    words = words_matching(typed)[:MOST_WORDS]
    lines += [Line(word.word, " ".join(filter(None, (word.means, word.source))), "", None) for word in words]
    return lines


class Palette(QDialog):
    """A line to type in over a list.  Down and Up move in the list, Enter does, Esc closes."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._commands = window.book.everything()
        self.setWindowTitle("Do something")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(12, 12, 12, 12)
        outer.setSpacing(8)
        self.typed = QLineEdit()
        self.typed.setPlaceholderText("What do you want to do? Or a word to explain")
        self.typed.setAccessibleName("What do you want to do, or a word to explain")
        self.list = QListWidget()
        self.list.setAccessibleName("What can be done")
        self.list.setProperty("framed", True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setItemDelegate(_LineDelegate(self.list))
        outer.addWidget(self.typed)
        outer.addWidget(self.list, 1)
        self.typed.textChanged.connect(self._fill)
        self.typed.returnPressed.connect(self._choose)
        self.list.itemActivated.connect(lambda _item: self._choose())
        self.list.itemClicked.connect(lambda _item: self._choose())
        self._place()
        self._fill("")

    def _place(self) -> None:
        percent, window = current().percent, self._window
        self.resize(min(grown(WIDTH, percent), window.width() - 24), min(grown(HEIGHT, percent), window.height() - 80))
        corner = window.mapToGlobal(window.rect().topLeft())
        self.move(corner.x() + (window.width() - self.width()) // 2, corner.y() + FROM_TOP)

    def _fill(self, typed: str) -> None:
        self.list.clear()
        for line in lines_for(typed, self._commands, self._window.search_for):
            item = QListWidgetItem(", ".join(filter(None, (line.words, line.second, line.key))))
            item.setData(_LINE, line)
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    def line_now(self) -> Line | None:
        """The line Enter would choose."""
        item = self.list.currentItem()
        line = item.data(_LINE) if item is not None else None
        return line if isinstance(line, Line) else None

    def _choose(self) -> None:
        line = self.line_now()
        if line is None:
            return
        if line.run is None:
            announce(self, f"{line.words}: {line.second}")
            return
        # Closed first, so that what the command opens is not under this.
        self.accept()
        line.run()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The list is moved in from the line: what is typed stays where it is."""
        if event.key() in _MOVES and self.typed.hasFocus():
            self.list.keyPressEvent(event)
            item = self.list.currentItem()
            if item is not None:
                announce(self, item.text())
        else:
            super().keyPressEvent(event)


class _LineDelegate(QStyledItemDelegate):
    """A command on one line with its key at the right; an explained word over what it means."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """One line for a command; as many as the meaning needs for a word."""
        line, percent = index.data(_LINE), current().percent
        high = line_height(Role.BODY, percent)
        if isinstance(line, Line) and line.run is None:
            high += self._meaning_height(line, option)
        return QSize(200, high + 2 * ABOVE)

    def _meaning_height(self, line: Line, option: QStyleOptionViewItem) -> int:
        view = option.widget or self.parent()
        width = view.viewport().width() - 2 * SIDE if isinstance(view, QListWidget) else WIDTH
        metrics = QFontMetrics(font(Role.SMALL, current().percent))
        return metrics.boundingRect(0, 0, max(100, width), 1000, int(Qt.TextFlag.TextWordWrap), line.second).height()

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Ground, words, key."""
        line, look = index.data(_LINE), current()
        if not isinstance(line, Line):
            return
        tokens = look.tokens.selected if option.state & QStyle.StateFlag.State_Selected else look.tokens
        painter.save()
        painter.fillRect(option.rect, QColor(tokens.surface))
        brush = Brush(painter, tokens, look.percent)
        box = QRectF(option.rect).adjusted(SIDE, ABOVE, -SIDE, -ABOVE)
        first = QRectF(box.left(), box.top(), box.width(), line_height(Role.BODY, look.percent))
        brush.line(first, line.words, Role.STRONG if line.run is None else Role.BODY, tokens.ink)
        if line.run is None:
            painter.setPen(QColor(tokens.ink2))
            painter.setFont(font(Role.SMALL, look.percent))
            painter.drawText(box.adjusted(0, first.height(), 0, 0), int(Qt.TextFlag.TextWordWrap), line.second)
        elif line.key:
            left = box.right() - key_cap_width(line.key)
            draw_key_cap(painter, left, first.center().y(), line.key, tokens.ink2, tokens, False)
        painter.restore()
