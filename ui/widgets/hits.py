"""What a search found, as a list: a child with what tells it apart, or a passage with the words marked in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ehcp_desk.domain.finding import Snippet
from ui.theme.appearance import current
from ui.theme.sheet import grown
from ui.theme.type_scale import Role, font, line_height
from ui.widgets.cell_painting import Brush, width_of

LEAST_WIDTH, SIDE, ABOVE = 640, 12, 5
_HIT = int(Qt.ItemDataRole.UserRole)
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Hit:
    """A line of the list: the case, its words ("Maisie Farrowdale") and what tells it apart ("SEN/26118, Year 2").

    ``snippet`` is the passage found, ``tab`` and ``entry`` where on the case it stands.  Without a case it is a
    heading, or with ``everything`` the way to the page that shows everything found.
    """

    case_id: int
    words: str
    second: str = ""
    snippet: Snippet = ()
    tab: str = ""
    entry: int = 0
    everything: bool = False

    @property
    def is_heading(self) -> bool:
        """True for a line that cannot be chosen."""
        return not self.case_id and not self.everything

    @property
    def spoken(self) -> str:
        """The line as one sentence."""
        return ", ".join(part for part in (self.words, self.second, "".join(p for p, _ in self.snippet)) if part)


class HitList(QListWidget):
    """The list; Enter or a click chooses (``itemActivated``, ``itemClicked``), Esc shuts it where it is a popup."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("framed", True)
        self.setAccessibleName(name)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setItemDelegate(_HitDelegate(self))
        current().changed.connect(self.doItemsLayout)

    def fill(self, hits: Sequence[Hit], nobody: str) -> None:
        """Show hits, or a sentence where there are none."""
        self.clear()
        for hit in hits or (Hit(0, nobody),):
            item = QListWidgetItem(hit.spoken)
            item.setData(_HIT, hit)
            if hit.is_heading:
                item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.addItem(item)

    def hits(self) -> list[Hit]:
        """What was found, with its headings; empty where nothing was."""
        held = [hit for row in range(self.count()) if (hit := hit_of(self.item(row))) is not None]
        return held if any(not hit.is_heading for hit in held) else []

    def hit_now(self) -> Hit | None:
        """The hit under the keys."""
        item = self.currentItem()
        return hit_of(item) if item is not None else None

    def take_keys(self) -> None:
        """Move the keys into the list, to the first line that can be chosen."""
        if not self.isVisible():
            return
        for row in range(self.count()):
            if self.item(row).flags() & Qt.ItemFlag.ItemIsSelectable:
                self.setFocus(Qt.FocusReason.OtherFocusReason)
                self.setCurrentRow(row)
                return


class HitPopup(HitList):
    """The list under a search line, over whatever stands there."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Found", parent.window())
        self.hide()

    def show_under(self, line: QLineEdit, hits: Sequence[Hit], nobody: str) -> None:
        """Show hits under a line, as many as there is room for."""
        window = line.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        self.fill(hits, nobody)
        place = line.mapTo(window, QPoint(0, line.height() + 2))
        wanted = sum(self.sizeHintForRow(row) for row in range(self.count())) + 6
        width = min(max(line.width(), grown(LEAST_WIDTH, current().percent)), window.width() - place.x() - SIDE)
        self.setGeometry(place.x(), place.y(), width, min(wanted, window.height() - place.y() - SIDE))
        self.show()
        self.raise_()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc shuts the list."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)


def hit_of(item: QListWidgetItem) -> Hit | None:
    """The hit of a line."""
    hit = item.data(_HIT)
    return hit if isinstance(hit, Hit) else None


class _HitDelegate(QStyledItemDelegate):
    """Two lines: who and what, then what tells them apart or the passage, with the words found in bold."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002
        """One line for a heading, two for a hit."""
        percent, hit = current().percent, index.data(_HIT)
        high = line_height(Role.BODY, percent)
        if isinstance(hit, Hit) and not hit.is_heading and not hit.everything:
            high += line_height(Role.SMALL, percent)
        return QSize(200, high + 2 * ABOVE)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground and words."""
        hit, look = index.data(_HIT), current()
        if not isinstance(hit, Hit):
            return
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        tokens = look.tokens.selected if chosen else look.tokens
        painter.save()
        painter.fillRect(option.rect, QColor(tokens.surface))
        brush = Brush(painter, tokens, look.percent)
        box = QRectF(option.rect).adjusted(SIDE, ABOVE, -SIDE, -ABOVE)
        first = QRectF(box.left(), box.top(), box.width(), line_height(Role.BODY, look.percent))
        second = QRectF(box.left(), first.bottom(), box.width(), line_height(Role.SMALL, look.percent))
        if hit.is_heading:
            brush.line(first, hit.words, Role.SMALL_STRONG if hit.second == "" else Role.SMALL, tokens.ink2)
        elif hit.everything:
            brush.line(first, hit.words, Role.BODY, tokens.accent)
        elif hit.snippet:
            taken = min(first.width(), width_of(hit.words, font(Role.STRONG, look.percent)) + 10)
            brush.line(first, hit.words, Role.STRONG, tokens.ink)
            brush.line(first.adjusted(taken, 0, 0, 0), hit.second, Role.SMALL, tokens.ink2)
            _passage(brush, second, hit.snippet)
        else:
            brush.line(first, hit.words, Role.STRONG, tokens.ink)
            brush.line(second, hit.second, Role.SMALL, tokens.ink2)
        painter.restore()


def _passage(brush: Brush, box: QRectF, snippet: Snippet) -> None:
    left, tokens = box.left(), brush.tokens
    for words, marked in snippet:
        role = Role.SMALL_STRONG if marked else Role.SMALL
        room = QRectF(left, box.top(), box.right() - left, box.height())
        if room.width() < 8:
            return
        brush.line(room, words, role, tokens.ink if marked else tokens.ink2)
        left += width_of(words, font(role, brush.percent))
