"""The rail: rooms in groups with their counts, long work at its foot, and who you are (design.md section 6)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QAbstractButton, QFrame, QSizePolicy, QVBoxLayout, QWidget

from ui.as_written import tip
from ui.theme import icons
from ui.theme.appearance import current
from ui.theme.sheet import grown
from ui.theme.type_scale import Role
from ui.widgets.cell_painting import Brush
from ui.widgets.focus_frame import NO_RING
from ui.widgets.text import label

WIDE, SLIM = 168, 56
ITEM, ICON, BRAND, GROUP_LABEL, PERSON = 32, 18, 48, 29, 53


@dataclass(frozen=True, slots=True)
class RailEntry:
    """A room in the rail.  ``weighty`` shows its count in the unassigned colour while above 0."""

    key: str
    title: str
    icon: str
    group: str = ""
    weighty: bool = False


class RailItem(QAbstractButton):
    """One room: icon, word, count; chosen it is surface with an accent bar and a filled icon."""

    def __init__(self, entry: RailEntry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entry = entry
        self._count: int | None = None
        self.slim = False
        self.setCheckable(True)
        self.setProperty(NO_RING, True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._name()

    def set_count(self, count: int | None) -> None:
        """The plain number at the right."""
        self._count = count
        self._name()
        self.update()

    def set_slim(self, slim: bool) -> None:
        """Show the icon alone, with the word as a tool tip, or both."""
        self.slim = slim
        self._name()
        self.update()

    def _name(self) -> None:
        self.setAccessibleName(f"{self.entry.title}, {self._count}" if self._count else self.entry.title)
        self.setToolTip(self.accessibleName() if self.slim else "")

    def sizeHint(self) -> QSize:
        """32 high, more with larger text."""
        return QSize(SLIM, grown(ITEM, current().percent))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Ground, accent bar, icon, word, count, and a ring inside the edge."""
        painter = QPainter(self)
        look = current()
        tokens, on = look.tokens, self.isChecked()
        box = QRectF(self.rect())
        if on:
            tokens = tokens.selected if tokens.contrast else tokens
            painter.fillRect(box, QColor(tokens.surface))
            if not tokens.contrast:
                painter.fillRect(QRectF(0, 0, 3, box.height()), QColor(tokens.accent))
        elif self.underMouse():
            painter.fillRect(box, QColor(tokens.sunk))
        side = grown(ICON, look.percent)
        left = (self.width() - side) / 2 if self.slim else 14
        colour = tokens.ink if on else tokens.ink2
        weight = icons.FILL if on and icons.exists(self.entry.icon, icons.FILL) else icons.REGULAR
        icons.paint(painter, self.entry.icon, left, round((box.height() - side) / 2), side, colour, weight)
        if not self.slim:
            self._paint_words(Brush(painter, tokens, look.percent), box, on, colour)
        if self.hasFocus():
            painter.setPen(QPen(QColor(look.tokens.focus), 2))
            painter.drawRect(box.adjusted(1, 1, -1, -1))

    def _paint_words(self, brush: Brush, box: QRectF, on: bool, colour: str) -> None:
        words = box.adjusted(23 + grown(ICON, brush.percent), 0, -40, 0)
        brush.line(words, self.entry.title, Role.STRONG if on else Role.BODY, colour)
        if not self._count:
            return
        heavy = self.entry.weighty and not (on and brush.tokens.contrast)
        shade = brush.tokens.unassigned.text if heavy else brush.tokens.ink3
        brush.line(
            box.adjusted(80, 0, -13, 0), f"{self._count:,}", Role.SMALL_STRONG if heavy else Role.SMALL, shade, True
        )


class Brand(QWidget):
    """The product mark: three bars, 6, 16 and 20 long, on an accent square; and the name."""

    slim = False

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(BRAND)
        self.setAccessibleName("EHCP Desk")

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Square, bars, name."""
        painter = QPainter(self)
        look = current()
        paint_mark(painter, (self.width() - 22) / 2 if self.slim else 14, 13, 22)
        if not self.slim:
            box = QRectF(45, 0, self.width() - 50, BRAND)
            Brush(painter, look.tokens, look.percent).line(box, "EHCP Desk", Role.HEADING, look.tokens.ink)


def paint_mark(painter: QPainter, left: float, top: float, side: float) -> None:
    """The mark on its square."""
    tokens = current().tokens
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tokens.accent))
    painter.drawRoundedRect(QRectF(left, top, side, side), side * 0.18, side * 0.18)
    for number, weeks in enumerate((6, 16, 20)):
        length = weeks / 20 * side * 0.64
        bar = QRectF(left + side * 0.18, top + side * (0.2 + 0.23 * number), length, side * 0.14)
        painter.fillRect(bar, QColor(tokens.on_accent))
    painter.restore()


def mark_icon() -> QIcon:
    """The mark for the window's frame and the task bar, sharp at each size they ask for."""
    icon = QIcon()
    for side in (16, 24, 32, 48, 64, 256):
        picture = QPixmap(side, side)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        paint_mark(painter, 0, 0, side)
        painter.end()
        icon.addPixmap(picture)
    return icon


class Person(QWidget):
    """Who you are: initials in a circle, name and role."""

    slim = False

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._who, self._role = "", ""
        self.setMinimumHeight(PERSON)

    def show_person(self, name: str, role: str) -> None:
        """Say who is at the desk."""
        self._who, self._role = name, role
        self.setAccessibleName(f"{name}, {role}" if role else name)
        self.setToolTip(tip(self.accessibleName()))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Circle and two lines."""
        if not self._who:
            return
        painter = QPainter(self)
        look = current()
        tokens = look.tokens
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left = (self.width() - 28) / 2 if self.slim else 14
        circle = QRectF(left, (self.height() - 28) / 2, 28, 28)
        painter.setPen(QPen(QColor(tokens.accent if not tokens.contrast else tokens.ink), 1))
        painter.setBrush(QColor(tokens.surface if tokens.contrast else tokens.accent))
        painter.drawEllipse(circle)
        brush = Brush(painter, tokens, look.percent)
        initials = "".join(part[0] for part in self._who.split()[:2]).upper()
        painter.setFont(look.font(Role.SMALL_STRONG))
        painter.setPen(QColor(tokens.ink if tokens.contrast else tokens.on_accent))
        painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, initials)
        if not self.slim:
            first, second = brush.pair(QRectF(50, 0, self.width() - 53, self.height()))
            brush.line(first, self._who, Role.STRONG, tokens.ink)
            brush.line(second, self._role, Role.SMALL, tokens.ink3)


class Rail(QFrame):
    """``go`` is called with a room's key.  The foot of the rail, ``foot``, takes the long-work line."""

    def __init__(self, entries: Sequence[RailEntry], below: Sequence[RailEntry], go: Callable[[str], object]) -> None:
        super().__init__()
        self.setProperty("part", "rail")
        self.setAccessibleName("Rooms")
        self._items: dict[str, RailItem] = {}
        self._labels: dict[str, QWidget] = {}
        self.brand, self.person = Brand(), Person()
        line = QVBoxLayout(self)
        line.setContentsMargins(0, 0, 1, 0)
        line.setSpacing(0)
        line.addWidget(self.brand)
        group = ""
        for entry in entries:
            if entry.group != group:
                group = entry.group
                line.addWidget(self._group_label(group))
            line.addWidget(self._item(entry, go))
        line.addStretch(1)
        self.foot = QVBoxLayout()
        line.addLayout(self.foot)
        for entry in below:
            line.addWidget(self._item(entry, go))
        line.addSpacing(6)
        edge = QFrame()
        edge.setProperty("part", "rule")
        edge.setFixedHeight(1)
        line.addWidget(edge)
        line.addWidget(self.person)
        self.set_slim(False)
        current().changed.connect(self._resize)

    def _group_label(self, words: str) -> QWidget:
        made = label(words, "group")
        made.setContentsMargins(14, 8, 0, 0)
        made.setFixedHeight(grown(GROUP_LABEL, current().percent))
        self._labels[words] = made
        return made

    def _item(self, entry: RailEntry, go: Callable[[str], object]) -> RailItem:
        item = RailItem(entry)
        item.clicked.connect(lambda _on, key=entry.key: go(key))
        self._items[entry.key] = item
        return item

    def only(self, keys: Collection[str]) -> None:
        """Have no other rooms than these, and no group without one."""
        for key in [key for key in self._items if key not in keys]:
            self._items.pop(key).hide()
        groups = {item.entry.group for item in self._items.values()}
        for group in [group for group in self._labels if group not in groups]:
            self._labels.pop(group).hide()

    def choose(self, key: str) -> None:
        """Mark the room that is shown."""
        for name, item in self._items.items():
            item.setChecked(name == key)

    def set_count(self, key: str, count: int | None) -> None:
        """The number beside a room."""
        if key in self._items:
            self._items[key].set_count(count)

    def _resize(self) -> None:
        for words in self._labels.values():
            words.setFixedHeight(grown(GROUP_LABEL, current().percent))
        for item in self._items.values():
            item.updateGeometry()
        self.set_slim(self.brand.slim)

    def set_slim(self, slim: bool) -> None:
        """168 wide with words, or 56 with icons only."""
        self.brand.slim = self.person.slim = slim
        self.brand.update()
        self.person.update()
        for item in self._items.values():
            item.set_slim(slim)
        for words in self._labels.values():
            words.setVisible(not slim)
        self.setFixedWidth(SLIM if slim else grown(WIDE, current().percent))
