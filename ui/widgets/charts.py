"""Painted charts and their table, one key apart (T).  The table is the accessible form (design.md section 12)."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QKeySequence, QPainter, QPaintEvent, QPen, QPolygonF, QShortcut
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QWidget

from ui.models.columns import Column
from ui.models.row_model import RowModel
from ui.theme import marks
from ui.theme.appearance import current
from ui.theme.tokens import Pattern, Tokens
from ui.theme.type_scale import Role
from ui.widgets.cell_painting import Brush, width_of
from ui.widgets.chart_values import Chart, Point, ticks
from ui.widgets.drawn import Drawn
from ui.widgets.patterns import fill
from ui.widgets.picture_key import BETWEEN, Item, dashes, key_width, paint_key, ring, shade, square
from ui.widgets.pictures import Picture
from ui.widgets.row_table import RowTable


class ChartFace(Drawn):
    """Draws a chart as columns (``line`` False) or as a line.  Focusable, and says the chart's sentence."""

    def __init__(self, chart: Chart, line: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chart, self._line = chart, line
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        current().changed.connect(self.update)
        self.take_along = Picture(
            self, lambda: self._chart.title, self._titled, lambda: table_of(self._chart), lambda: _line_high() + 8
        )
        self.show_chart(chart)

    def show_chart(self, chart: Chart) -> None:
        """Draw another chart."""
        self._chart = chart
        self.tell(chart.title, chart.sentence)
        self.update()

    def sizeHint(self) -> QSize:
        """Room for the axis and a little height."""
        return QSize(280, 160)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The chart, in the whole of it."""
        self._draw(QPainter(self), QRectF(self.rect()))

    def _titled(self, painter: QPainter, box: QRectF) -> None:
        """The chart as it leaves the page: under its title."""
        brush, high = Brush(painter, current().tokens, current().percent), _line_high()
        brush.line(QRectF(8, 4, box.width() - 16, high), self._chart.title, Role.STRONG, current().tokens.ink)
        self._draw(painter, box.adjusted(0, 8 + high, 0, 0))

    def _draw(self, painter: QPainter, box: QRectF) -> None:
        """Axis, then columns or line."""
        look = current()
        brush = Brush(painter, look.tokens, look.percent)
        brush.painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self._chart.every_point:
            return
        drawing = _Drawing(self._chart, box, brush, self._line)
        if self._line:
            drawing.paint_line()
        else:
            drawing.paint_columns()


def table_of(chart: Chart) -> list[tuple[str, str]]:
    """The chart's table: its heads, then a line for each point."""
    return [(chart.places, chart.values), *((point.name, point.said) for point in chart.every_point)]


def signs_of(chart: Chart) -> list[Item]:
    """What the signs of a line mean."""
    said: list[Item] = [(ring, "as it was")]
    said += [(square, "forecast, the middle"), (shade, "8 of 10 runs")] if chart.forecast else []
    return said + ([(dashes, "target")] if chart.target is not None else [])


def _line_high() -> int:
    """The height of a line of small words at the size of text chosen."""
    return QFontMetrics(current().font(Role.SMALL)).height() + 2


class _Drawing:
    """One painting of one chart."""

    def __init__(self, chart: Chart, box: QRectF, brush: Brush, line: bool) -> None:
        self.chart, self.brush = chart, brush
        metrics = QFontMetrics(current().font(Role.SMALL))
        figures = [f"{tick:g}{chart.unit}" for tick in ticks(chart.top)]
        left = max(metrics.horizontalAdvance(words) for words in figures) + 10 if line else 0
        right = metrics.horizontalAdvance(chart.target_words) + 12 if line and chart.target_words else 8
        if line and chart.forecast:
            right = max(right, metrics.horizontalAdvance("100%") + 12)
        self.high = _line_high()
        self.items = signs_of(chart) if line else []
        key = key_width(self.items, brush.percent)
        said = width_of(chart.axes, current().font(Role.SMALL)) + 2 * BETWEEN
        lines = 2 if self.items and said + key > box.width() - 8 else 1
        self.head = QRectF(box.left() + 4, box.top() + 2, box.width() - 8, self.high)
        self.key = QRectF(self.head).translated(0 if lines == 2 else self.head.width() - key, (lines - 1) * self.high)
        above = lines * self.high + (14 if line else self.high + 10)
        self.plot = box.adjusted(left, above, -right, -self.high - 6)
        self.points = chart.every_point

    @property
    def tokens(self) -> Tokens:
        return self.brush.tokens

    def x(self, number: int, spread: bool) -> float:
        """The middle of a place; ``spread`` puts the first and last at the edges."""
        count = len(self.points)
        if spread:
            return self.plot.left() + 8 + (self.plot.width() - 16) * (number / (count - 1) if count > 1 else 0.5)
        return self.plot.left() + self.plot.width() * (number + 0.5) / count

    def y(self, value: float) -> float:
        """The height of a value."""
        return self.plot.bottom() - self.plot.height() * value / self.chart.top

    def _say_axes(self) -> None:
        """What stands on the axes, and at the right, or beneath where there is less room, what the signs mean."""
        self.brush.line(self.head, self.chart.axes, Role.SMALL, self.tokens.ink2)
        paint_key(self.brush, self.key, self.items)

    def paint_columns(self) -> None:
        """One column a place, its figure above; the current one in the accent."""
        self._say_axes()
        width = min(28.0, self.plot.width() / len(self.points) * 0.6)
        state = marks.colours(self.chart.mark, self.tokens)
        for number, point in enumerate(self.points):
            middle = round(self.x(number, False))
            if point.value is not None:
                top = round(self.y(point.value))
                bar = QRectF(middle - width / 2, top, width, self.plot.bottom() - top)
                if point.current:
                    self.brush.painter.fillRect(bar, QColor(self.tokens.accent))
                else:
                    fill(self.brush.painter, bar, state, self.tokens, Pattern.SOLID)
                above = QRectF(middle - 40, top - self.high - 2, 80, self.high)
                self._words(above, f"{point.value:g}", Role.SMALL_STRONG, self.tokens.ink)
            below = QRectF(middle - 40, self.plot.bottom() + 4, 80, self.high)
            self._words(below, point.label, Role.SMALL, self.tokens.ink3)
        self._baseline()

    def paint_line(self) -> None:
        """Axes and key, grid, target, forecast range and line, actual line with open rings."""
        self._say_axes()
        self._grid()
        actual = [(n, p) for n, p in enumerate(self.chart.points) if p.value is not None]
        ahead = [(n + len(self.chart.points), p) for n, p in enumerate(self.chart.forecast) if p.value is not None]
        if ahead:
            self._forecast(actual[-1:] + ahead)
        self._target()
        colour = QColor(self.tokens.running.text)
        places = [QPointF(self.x(n, True), self.y(p.value or 0)) for n, p in actual]
        self.brush.painter.setPen(QPen(colour, 2.5))
        self.brush.painter.drawPolyline(QPolygonF(places))
        self.brush.painter.setBrush(QColor(self.tokens.surface))
        self.brush.painter.setPen(QPen(colour, 1.8))
        for place in places:
            self.brush.painter.drawEllipse(place, 3.5, 3.5)
        if actual:
            self._last(actual[-1], places[-1])

    def _last(self, last: tuple[int, Point], place: QPointF) -> None:
        """The last actual value with its whole."""
        first, _, second = last[1].said.partition(", ")
        lines = [(words, role, colour) for words, role, colour in (
            (first, Role.SMALL_STRONG, self.tokens.ink), (second, Role.SMALL, self.tokens.ink3)) if words]  # fmt: skip
        tall = self.high * len(lines)
        below = place.y() + tall + 10 < self.plot.bottom() and not self.chart.forecast  # the forecast goes on beneath
        top = place.y() + 6 if below else place.y() - tall - 6
        for number, (words, role, colour) in enumerate(lines):
            wide = QFontMetrics(current().font(role)).horizontalAdvance(words) + 6
            box = QRectF(place.x() - wide / 2, top + number * self.high, wide, self.high)
            box.moveRight(min(box.right(), self.plot.right() + 8))
            self.brush.painter.fillRect(box, QColor(self.tokens.surface))  # no line of the grid goes through the words
            self._words(box, words, role, colour)

    def _grid(self) -> None:
        painter = self.brush.painter
        for tick in ticks(self.chart.top):
            y = round(self.y(tick))
            painter.fillRect(QRectF(self.plot.left(), y, self.plot.width(), 1), QColor(self.tokens.line))
            box = QRectF(self.head.left() - 4, y - self.high / 2, self.plot.left() - self.head.left() - 4, self.high)
            self.brush.line(box, f"{tick:g}{self.chart.unit}", Role.SMALL, self.tokens.ink3, True)
        every = max(1, -(-len(self.points) * 44 // max(1, int(self.plot.width()))))
        for number, point in enumerate(self.points):
            if number % every == 0:
                box = QRectF(self.x(number, True) - 40, self.plot.bottom() + 4, 80, self.high)
                self._words(box, point.label, Role.SMALL, self.tokens.ink3)
        self._baseline()

    def _forecast(self, run: list[tuple[int, Point]]) -> None:
        painter = self.brush.painter
        upper = [QPointF(self.x(n, True), self.y(p.high if p.high is not None else p.value or 0)) for n, p in run]
        lower = [QPointF(self.x(n, True), self.y(p.low if p.low is not None else p.value or 0)) for n, p in run]
        painter.setPen(QPen(QColor(self.tokens.running.fill), 1, Qt.PenStyle.DashLine))
        painter.setBrush(QColor(self.tokens.running.tint))
        painter.drawPolygon(QPolygonF([*upper, *reversed(lower)]))
        middle = [QPointF(self.x(n, True), self.y(p.value or 0)) for n, p in run]
        painter.setPen(QPen(QColor(self.tokens.running.text), 2, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(middle))
        painter.setBrush(QColor(self.tokens.surface))
        painter.setPen(QPen(QColor(self.tokens.running.text), 1.6))
        for place in middle[1:]:
            painter.drawRect(QRectF(place.x() - 3, place.y() - 3, 6, 6))
        for figure, place in ((run[-1][1].high, upper[-1]), (run[-1][1].low, lower[-1])):
            if figure is not None:
                box = QRectF(place.x() + 12, place.y() - self.high / 2, 60, self.high)
                self.brush.line(box, f"{figure:g}{self.chart.unit}", Role.SMALL, self.tokens.ink3)

    def _target(self) -> None:
        if self.chart.target is None:
            return
        y, painter = round(self.y(self.chart.target)) + 0.5, self.brush.painter
        painter.setPen(QPen(QColor(self.tokens.ink), 1.4, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(self.plot.left(), y), QPointF(self.plot.right(), y))
        box = QRectF(self.plot.right() + 6, y - self.high / 2, 200, self.high)
        self.brush.line(box, self.chart.target_words, Role.SMALL, self.tokens.ink)

    def _baseline(self) -> None:
        y = round(self.plot.bottom())
        self.brush.painter.fillRect(QRectF(self.plot.left(), y, self.plot.width(), 1), QColor(self.tokens.control))

    def _words(self, box: QRectF, words: str, role: Role, colour: str) -> None:
        painter = self.brush.painter
        painter.setFont(current().font(role))
        painter.setPen(QColor(colour))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)


class ChartPanel(QStackedWidget):
    """A chart and its table; T goes from one to the other."""

    def __init__(self, chart: Chart, line: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chart = chart
        self.face = ChartFace(chart, line)
        self._model: RowModel[tuple[int, Point]] = RowModel(
            [
                Column("place", chart.places, lambda row: row[1].name, 140, stretch=True),
                Column("value", chart.values, lambda row: row[1].said, 160, right=True),
            ],
            lambda row: f"{row[1].name}: {row[1].said}",
            row_id=lambda row: row[0],
        )
        self.table: RowTable[tuple[int, Point]] = RowTable(self._model, f"{chart.title}, as a table", two_line=False)
        turn = QShortcut(QKeySequence("T"), self)
        turn.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        turn.activated.connect(self.turn)
        self.addWidget(self.face)
        self.addWidget(self.table)
        self.show_chart(chart)

    def show_chart(self, chart: Chart) -> None:
        """Draw another chart, and fill its table."""
        self._chart = chart
        self.face.show_chart(chart)
        self._model.set_rows(list(enumerate(chart.every_point, 1)))

    def turn(self) -> None:
        """From the drawing to the table, or back."""
        self.setCurrentIndex(1 - self.currentIndex())
        shown = self.table if self.currentIndex() else self.face
        shown.setFocus(Qt.FocusReason.OtherFocusReason)
