"""Which team a page is about: a row of choices for a few teams, a list to choose from for more."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QHBoxLayout, QRadioButton, QWidget

from ui.a11y import tab_in_order
from ui.as_written import caption
from ui.dialogs.fields import choice, chosen
from ui.widgets.segments import Segments
from ui.widgets.text import label

EVERY = "all"
MOST_IN_A_ROW = 4
WIDE = 260


class TeamChoice(QWidget):
    """``on_change`` is called with the team chosen: its number, or ``EVERY``.  With one team there is nothing to choose.

    ``row`` is there for a few teams, ``box`` shows for more.
    """

    def __init__(self, on_change: Callable[[str], object]) -> None:
        super().__init__()
        self._on_change = on_change
        self._teams: tuple[tuple[int, str], ...] = ()
        self.row: Segments | None = None
        # Made with the page, so that the keys come to it where it stands and not after everything else.
        self.box = choice([], WIDE)
        self.box.setAccessibleName("Team")
        self.box.activated.connect(lambda _place: on_change(chosen(self.box)))
        self._label = label("&Team", "second")
        self._label.setBuddy(self.box)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(6)
        self._line.addWidget(self._label)
        self._line.addWidget(self.box)
        self.hide()

    def offer(self, teams: Sequence[tuple[int, str]], now: str = EVERY) -> None:
        """Offer these teams, with ``now`` chosen; what is offered already stays as it is."""
        if tuple(teams) == self._teams:
            return
        self._teams = tuple(teams)
        values = [(EVERY, "All teams"), *((str(number), name) for number, name in teams)]
        many = len(teams) > MOST_IN_A_ROW
        self._label.setVisible(many)
        self.box.setVisible(many)
        self.box.clear()
        for value, words in values:
            self.box.addItem(words, value)
        self.box.setCurrentIndex(max(0, self.box.findData(now)))
        if self.row is not None:
            self.row.hide()
            self.row.deleteLater()
        self.row = None if many else self._in_a_row(values, now)
        self.setVisible(len(teams) > 1)

    def _in_a_row(self, values: Sequence[tuple[str, str]], now: str) -> Segments:
        row = Segments([(value, caption(words)) for value, words in values], now, self._on_change, "Team")
        self._line.addWidget(row)
        tab_in_order([self.box, *row.findChildren(QRadioButton)])
        return row
