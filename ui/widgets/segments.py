"""Two to five choices in a row, one chosen: one radio group to the keys and to a screen reader (design.md 11)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPainterPath, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QButtonGroup, QGridLayout, QRadioButton, QSizePolicy, QWidget

from ui.as_written import said
from ui.theme import icons
from ui.theme.appearance import current
from ui.theme.sheet import CONTROL, DENSE, grown
from ui.theme.type_scale import Role
from ui.widgets.page import Page

Choice = tuple[str, str] | tuple[str, str, str]
"""A key, its words and, where there is one, its icon."""
_SIDE, _ICON, _GAP = 12, 16, 7
MANY = 5
"""Choices up to so many stand in one column where they do not fit in one row."""


class Segments(QWidget):
    """``chosen`` is the key of the choice; ``changed`` carries it.  ``on_change`` is called with it as well.

    ``unchosen`` starts with no choice made, for a decision that must never be made by default.
    Left and Right move the choice, as in any radio group; Tab goes past the row.
    """

    changed = Signal(str)

    def __init__(
        self,
        choices: Sequence[Choice],
        chosen: str = "",
        on_change: Callable[[str], object] | None = None,
        name: str = "",
        dense: bool = False,
        unchosen: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._page: Page | None = None
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(0)
        self._across = len(choices)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, _Segment] = {}
        for number, choice in enumerate(choices):
            button = _Segment(choice, number == 0, number == len(choices) - 1, dense)
            button.setAccessibleDescription(name)
            self._buttons[choice[0]] = button
            self._group.addButton(button)
            self._grid.addWidget(button, 0, number)
        self.choose(chosen or (choices[0][0] if choices and not unchosen else ""))
        self._group.buttonToggled.connect(self._toggled)
        if on_change is not None:
            self.changed.connect(on_change)

    @property
    def chosen(self) -> str:
        """The key of the choice."""
        return next((key for key, button in self._buttons.items() if button.isChecked()), "")

    @property
    def words(self) -> str:
        """The words of the choice; empty where none is made."""
        return next((said(button.text()) for button in self._buttons.values() if button.isChecked()), "")

    def choose(self, key: str) -> None:
        """Make a choice; keys that are not in the row are passed over."""
        if key in self._buttons:
            self._buttons[key].setChecked(True)

    def fold(self, room: int) -> None:
        """Stand below each other where the row is wider than ``room`` (pixels); many of them as many beside each other as
        there is room for."""
        wide = [button.sizeHint().width() for button in self._buttons.values()]
        down = sum(wide) > room
        across = len(wide) if not down else max(1, room // max(wide)) if len(wide) > MANY else 1
        if across == self._across:
            return
        self._across = across
        for number, button in enumerate(self._buttons.values()):
            self._grid.removeWidget(button)
            self._grid.addWidget(button, number // across, number % across)
            button.stand_alone(down)

    def showEvent(self, event: QShowEvent) -> None:
        """On a page it folds by the page's width from now on; a dialog folds its own."""
        super().showEvent(event)
        page = next((above for above in _above(self) if isinstance(above, Page)), None)
        if page is not None and page is not self._page:
            self._page = page
            page.width_changed.connect(self._fold_on_page)
        self._fold_on_page()

    def _fold_on_page(self) -> None:
        if self._page is not None:
            between = [
                layout.contentsMargins() for one in _above(self, self._page) if (layout := one.layout()) is not None
            ]
            self.fold(self._page.width() - sum(one.left() + one.right() for one in between) - _beside(self))

    def _toggled(self, _button: object, on: bool) -> None:
        if on:
            self.changed.emit(self.chosen)


def _above(widget: QWidget, last: QWidget | None = None) -> Iterator[QWidget]:
    """The widgets one stands in, the nearest first, as far as ``last`` or its window."""
    above = widget.parentWidget()
    while above is not None:
        yield above
        above = None if above is last or above.isWindow() else above.parentWidget()


def _beside(widget: QWidget) -> int:
    """The pixels that what stands beside a widget in its line cannot do without."""
    above = widget.parentWidget()
    line = above.layout() if above is not None else None
    if (
        not isinstance(line, QBoxLayout)
        or line.direction() != QBoxLayout.Direction.LeftToRight
        or line.indexOf(widget) < 0
    ):
        return 0
    others = [item for n in range(line.count()) if (item := line.itemAt(n)) is not None and item.widget() is not widget]
    return sum(item.minimumSize().width() + line.spacing() for item in others)


class _Segment(QRadioButton):
    """One choice: the accent when chosen, surface otherwise, with the row's edge around it."""

    def __init__(self, choice: Choice, first: bool, last: bool, dense: bool) -> None:
        super().__init__(choice[1])
        self._icon = choice[2] if len(choice) == 3 else ""
        self._first, self._last, self._dense = first, last, dense
        self._alone = False
        self.setAccessibleName(said(choice[1]))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def stand_alone(self, alone: bool) -> None:
        """Be drawn as a box of its own, as wide as its neighbours above and below."""
        self._alone = alone
        across = QSizePolicy.Policy.Preferred if alone else QSizePolicy.Policy.Fixed
        self.setSizePolicy(across, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Wide enough for its words at weight 600, so that choosing moves nothing."""
        look = current()
        width = QFontMetrics(look.font(Role.STRONG)).horizontalAdvance(said(self.text())) + 2 * _SIDE
        width += _ICON + _GAP if self._icon else 0
        return QSize(width, grown(DENSE if self._dense else CONTROL, look.percent))

    def minimumSizeHint(self) -> QSize:
        """Never squeezed."""
        return self.sizeHint()

    def hitButton(self, _place: QPoint) -> bool:
        """The whole segment answers the mouse."""
        return True

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Ground and edge with the row's round corners, then icon and words."""
        painter = QPainter(self)
        look = current()
        tokens, on = look.tokens, self.isChecked()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = tokens.control if self.isEnabled() else tokens.disabled_edge
        painter.setPen(QPen(QColor(edge), 1))
        painter.setBrush(QColor(tokens.accent if on else tokens.surface))
        painter.drawPath(self._outline())
        colour = tokens.on_accent if on else (tokens.ink if self.isEnabled() else tokens.disabled)
        role = Role.STRONG if on else Role.BODY
        words = said(self.text())
        width = QFontMetrics(look.font(role)).horizontalAdvance(words)
        left = (self.width() - width - (_ICON + _GAP if self._icon else 0)) / 2
        if self._icon:
            weight = icons.FILL if on and icons.exists(self._icon, icons.FILL) else icons.REGULAR
            icons.paint(painter, self._icon, round(left), (self.height() - _ICON) / 2, _ICON, colour, weight)
            left += _ICON + _GAP
        painter.setFont(look.font(role))
        painter.setPen(QColor(colour))
        box = QRectF(left, 0, width + 2, self.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)

    def _outline(self) -> QPainterPath:
        """A box whose outer corners alone are round; neighbours share an edge."""
        right = 0.5 if self._last or self._alone else -0.5
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -right, -0.5)
        path = QPainterPath()
        path.setFillRule(Qt.FillRule.WindingFill)
        path.addRoundedRect(box, 4, 4)
        if not self._first and not self._alone:
            path.addRect(box.adjusted(0, 0, -box.width() / 2, 0))
        if not self._last and not self._alone:
            path.addRect(box.adjusted(box.width() / 2, 0, 0, 0))
        return path.simplified()
