"""A day's hours: which cases to touch to save most dates, what does not fit, and what cannot be saved."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ehcp_desk.domain.dates import narrow
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.rescue import MOST_HOURS, RULE, Act, Candidate, Pick, Rescue
from ehcp_desk.services.oversight.rescue_paper import not_saved, order_words
from ui.dialogs.fields import Field, choice, chosen, line_edit
from ui.models.cells import TwoLine
from ui.models.columns import Column, Kind
from ui.models.row_model import RowModel
from ui.theme.type_scale import Role
from ui.widgets.buttons import ActionButton
from ui.widgets.panel import PAD, Panel
from ui.widgets.row_table import RowTable
from ui.widgets.text import label

ROW = 25
ALL = ""
Apart = tuple[str, Candidate]


class Hours(QWidget):
    """``asked`` reads the fields; ``show_order`` fills the lists."""

    def __init__(
        self, work_out: Callable[[], object], put_first: Callable[[int], object], open_case: Callable[[int], None]
    ) -> None:
        super().__init__()
        self.setProperty("ground", "canvas")
        self._put_first = put_first
        self.hours = line_edit(width=90, most=8)
        self.hours.setText("14")
        self.hours.returnPressed.connect(work_out)
        self.whose = choice([(ALL, "All together")], 220)
        self.fields = {"hours": Field("&Hours there are", self.hours), "whose": Field("&Whose", self.whose)}
        self.order, self._order = self._make_order()
        self.apart, self._apart = self._make_apart()
        self.takes, self._takes = self._make_takes()
        self.order.opened.connect(open_case)
        self.apart.opened.connect(open_case)
        self.first = ActionButton("Put this case first", self._first)
        self.sentence = label("", Role.BODY, wrap=True)
        stack = QVBoxLayout(self)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(8)
        stack.addWidget(self._ask(work_out))
        stack.addWidget(self._lists())
        side = QHBoxLayout()
        side.setSpacing(8)
        side.addWidget(_held("Not saved that day", self.apart), 7)
        side.addWidget(_held("What an act takes", self.takes, "hours and harm, 1 to 5"), 5)
        stack.addLayout(side)
        stack.addStretch(1)

    def _ask(self, work_out: Callable[[], object]) -> Panel:
        panel = Panel(padded=True)
        line = QHBoxLayout()
        line.setSpacing(14)
        for field in self.fields.values():
            line.addWidget(field, 0, Qt.AlignmentFlag.AlignTop)
        said = QVBoxLayout()
        said.addWidget(self.sentence)
        said.addWidget(label(RULE, Role.SMALL, wrap=True))
        line.addLayout(said, 1)
        line.addWidget(ActionButton("Work out the order", work_out))
        panel.body.addLayout(line)
        return panel

    def _lists(self) -> Panel:
        panel = Panel("The order", note="Enter opens the case")
        panel.add_to_heading(self.first)
        panel.add(self.order)
        self._nothing = label("Nothing can be saved with these hours.", "second")
        self._nothing.setContentsMargins(PAD, 8, PAD, 10)
        panel.add(self._nothing)
        return panel

    def panes(self) -> list[QWidget]:
        """The order, the fields, what is not saved, what acts take."""
        return [self.order, self.hours, self.apart, self.takes]

    def asked(self) -> tuple[float, dict[str, float]]:
        """The hours, and by person where one is chosen.  Raises BadInput, said at the field."""
        self.fields["hours"].set_wrong("")
        try:
            hours = float(self.hours.text().strip().replace(",", "."))
        except ValueError:
            hours = -1.0
        if not 0 <= hours <= MOST_HOURS:
            sentence = "Type the hours as a number, like 14 or 7.5."
            self.fields["hours"].set_wrong(sentence)
            self.fields["hours"].take_focus()
            raise BadInput(sentence)
        name = chosen(self.whose)
        return hours, ({name: hours} if name else {})

    def offer(self, people: list[str]) -> None:
        """Whose hours they may be."""
        kept = chosen(self.whose)
        self.whose.clear()
        for value, words in ((ALL, "All together"), *((name, name) for name in people)):
            self.whose.addItem(words, value)
        self.whose.setCurrentIndex(max(0, self.whose.findData(kept)))

    def show_order(self, found: Rescue, acts: dict[str, Act]) -> None:
        """Fill the lists and say what they come to."""
        self.sentence.setText(order_words(found))
        self._order.set_rows([(n, pick) for n, pick in enumerate(found.picks, 1)])
        self.order.fit_height(12)
        self.order.setVisible(bool(found.picks))
        self._nothing.setVisible(not found.picks)
        self._apart.set_rows(not_saved(found))
        self.apart.fit_height(10)
        self._takes.set_rows(list(enumerate(acts.items(), 1)))
        self.takes.fit_height(10)

    def _first(self) -> None:
        table = self.apart if self.apart.hasFocus() else self.order
        case_id = table.current_id()
        if case_id is not None:
            self._put_first(case_id)

    def _make_order(self) -> tuple[RowTable[tuple[int, Pick]], RowModel[tuple[int, Pick]]]:
        rows: RowModel[tuple[int, Pick]] = RowModel(
            (
                Column("place", "", lambda r: str(r[0]), 34, right=True, spoken_title="Place"),
                Column("case", "Case", lambda r: r[1].candidate.ref, 120, Kind.STRONG, narrow=True),
                Column("act", "What to do", lambda r: r[1].candidate.act, 260, stretch=True, narrow=True),
                Column("hours", "Hours", lambda r: f"{r[1].candidate.hours:g}", 60, right=True, narrow=True),
                Column("harm", "Harm", lambda r: str(r[1].candidate.harm), 54, right=True),
                Column("due", "Due", lambda r: narrow(r[1].candidate.due), 78, right=True, narrow=True),
                Column("who", "Who", lambda r: r[1].candidate.person, 150),
                Column("why", "Put first because", lambda r: r[1].reason or "–", 200),
            ),
            lambda r: f"{r[0]}: {r[1].candidate.ref}, {r[1].candidate.act}",
            row_id=lambda r: r[1].candidate.case_id,
        )
        return RowTable(rows, "The order", two_line=False, row_height=ROW), rows

    def _make_apart(self) -> tuple[RowTable[Apart], RowModel[Apart]]:
        rows: RowModel[Apart] = RowModel(
            (
                Column("case", "Case", lambda r: r[1].ref, 120, Kind.STRONG, narrow=True),
                Column("due", "Due", lambda r: narrow(r[1].due), 78, right=True, narrow=True),
                Column("why", "What it wants", lambda r: r[0], 260, stretch=True, narrow=True),
            ),
            lambda r: f"{r[1].ref}: {r[0]}",
            row_id=lambda r: r[1].case_id,
        )
        return RowTable(rows, "Not saved that day", two_line=False, row_height=ROW, start_selected=False), rows

    def _make_takes(self) -> tuple[RowTable[tuple[int, tuple[str, Act]]], RowModel[tuple[int, tuple[str, Act]]]]:
        rows: RowModel[tuple[int, tuple[str, Act]]] = RowModel(
            (
                Column(
                    "act",
                    "Act",
                    lambda r: TwoLine(r[1][1].words),
                    240,
                    Kind.TWO_LINE,
                    stretch=True,
                    narrow=True,
                ),
                Column("hours", "Hours", lambda r: f"{r[1][1].hours:g}", 60, right=True, narrow=True),
                Column("harm", "Harm", lambda r: str(r[1][1].harm), 54, right=True, narrow=True),
            ),
            lambda r: f"{r[1][1].words}: {r[1][1].hours:g} hours, harm {r[1][1].harm}",
            row_id=lambda r: r[0],
        )
        return RowTable(rows, "What an act takes", start_selected=False), rows


def _held(title: str, table: QWidget, aside: str = "") -> Panel:
    panel = Panel(title, aside=aside)
    panel.add(table)
    panel.body.addStretch(1)
    return panel
