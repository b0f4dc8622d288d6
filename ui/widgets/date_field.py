"""A date that is typed (``3/11``, ``3 nov``, ``today``, ``fri``, ``+14``) and shown back in full with its weekday."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QCalendarWidget, QLineEdit, QVBoxLayout, QWidget

from ehcp_desk.domain.date_text import PAST, Aim, read_date
from ehcp_desk.domain.dates import with_weekday
from ehcp_desk.domain.errors import BadInput
from ui.a11y import announce
from ui.theme.appearance import current
from ui.theme.sheet import grown
from ui.theme.type_scale import Role
from ui.widgets.buttons import IconButton
from ui.widgets.notices import ErrorLine
from ui.widgets.text import repolish

WIDTH = 264
LONGEST = date(2026, 9, 30)
"""A Wednesday in September: no date is written longer."""
MARGINS = 56
"""Pixels beside the words: the edges, the calendar button and what the field keeps free."""


class DateField(QWidget):
    """``day`` is the date, None while empty or unreadable; ``changed`` is emitted when it changes.

    It is read on leaving the field or on Enter, never while typing.  ``today`` is the desk's day; ``aim`` says which
    way a date without a year looks.  ``earliest`` and ``latest`` bound it, each with the sentence to show.
    Set a label's buddy to ``field.line``; name it with ``setAccessibleName`` there.
    """

    changed = Signal(object)

    def __init__(
        self,
        today: date,
        name: str,
        day: date | None = None,
        aim: Aim = PAST,
        required: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._today, self._aim, self._required = today, aim, required
        self._day: date | None = None
        self._bounds: tuple[date | None, date | None, str] = (None, None, "")
        self.line = _DateLine(self)
        self.line.setAccessibleName(name)
        self._size()
        current().changed.connect(self._size)
        self.problem = ErrorLine()
        self._button = IconButton("calendar-blank", f"Calendar for {name[:1].lower()}{name[1:]}", self._open_calendar)
        self._button.setParent(self.line)
        self._button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.line.setTextMargins(0, 0, 26, 0)
        self.line.editingFinished.connect(self.read)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.line)
        box.addWidget(self.problem)
        self.setFocusProxy(self.line)
        if day is not None:
            self.set_day(day)

    def _size(self) -> None:
        """As wide as the longest date at the text size of now, which is never cut."""
        widest = QFontMetrics(current().font(Role.BODY)).horizontalAdvance(with_weekday(LONGEST))
        needed = widest + MARGINS
        self.line.setMinimumWidth(needed)
        self.line.setMaximumWidth(max(needed, grown(WIDTH, current().percent)))

    @property
    def day(self) -> date | None:
        """The date as it was last read."""
        return self._day

    @property
    def sentence(self) -> str:
        """What is wrong with it now; empty while it is right."""
        return self.problem.sentence

    def bound(self, earliest: date | None, latest: date | None, sentence: str) -> None:
        """Refuse days outside these bounds, saying ``sentence``."""
        self._bounds = (earliest, latest, sentence)

    def set_day(self, day: date | None) -> None:
        """Show a date."""
        self.line.setText(with_weekday(day) if day is not None else "")
        self._take(day)

    def read(self) -> date | None:
        """Read what was typed; shows it back in full, or says in a sentence what to do."""
        typed = self.line.text().strip()
        if not typed and not self._required:
            self._take(None)
            return None
        try:
            found = read_date(typed, self._today, self._aim)
            earliest, latest, sentence = self._bounds
            if (earliest is not None and found < earliest) or (latest is not None and found > latest):
                raise BadInput(sentence)
        except BadInput as problem:
            self._refuse(str(problem))
            return None
        self.line.setText(with_weekday(found))
        self._take(found)
        return found

    def _take(self, day: date | None) -> None:
        self._mark("")
        if day != self._day:
            self._day = day
            self.changed.emit(day)

    def _refuse(self, sentence: str) -> None:
        if sentence != self.sentence:
            announce(self, sentence)
        self._mark(sentence)
        if self._day is not None:
            self._day = None
            self.changed.emit(None)

    def _mark(self, sentence: str) -> None:
        self.problem.say(sentence)
        self.line.setAccessibleDescription(sentence)
        if bool(self.line.property("wrong")) != bool(sentence):
            self.line.setProperty("wrong", bool(sentence))
            repolish(self.line)

    def _open_calendar(self) -> None:
        calendar = QCalendarWidget(self)
        calendar.setWindowFlag(Qt.WindowType.Popup)
        calendar.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        shown = self._day or self._today
        calendar.setSelectedDate(QDate(shown.year, shown.month, shown.day))
        calendar.activated.connect(lambda picked: self._picked(calendar, picked))
        calendar.clicked.connect(lambda picked: self._picked(calendar, picked))
        calendar.move(self.line.mapToGlobal(QPoint(0, self.line.height() + 2)))
        calendar.show()
        calendar.setFocus()

    def _picked(self, calendar: QCalendarWidget, picked: QDate) -> None:
        calendar.close()
        self.line.setText(with_weekday(date(picked.year(), picked.month(), picked.day())))
        self.read()
        self.line.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the calendar button inside the line, at its right."""
        super().resizeEvent(event)
        self.place_button()

    def place_button(self) -> None:
        """Stand the button at the right end of the line."""
        width = min(self.width(), self.line.maximumWidth())
        self._button.move(width - 30, (self.line.sizeHint().height() - self._button.height()) // 2)

    def open_calendar(self) -> None:
        """Alt+Down: the calendar, which is a help and never the only way."""
        self._open_calendar()


def read_days(form: QWidget) -> DateField | None:
    """Read every day of a form that can be typed in now; the first that says it cannot be right."""
    asked = [day for day in form.findChildren(DateField) if day.isVisibleTo(form) and day.isEnabled()]
    for day in asked:
        day.read()
    return next((day for day in asked if day.sentence), None)


class _DateLine(QLineEdit):
    """Selects all on arriving, so that typing replaces; Alt+Down opens the calendar; up and down move a day."""

    def __init__(self, field: DateField) -> None:
        super().__init__(field)
        self._field = field

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Typing replaces what stands there."""
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.MouseFocusReason:
            self.selectAll()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The button keeps its place."""
        super().resizeEvent(event)
        self._field.place_button()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt+Down opens the calendar."""
        if event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._field.open_calendar()
        else:
            super().keyPressEvent(event)
