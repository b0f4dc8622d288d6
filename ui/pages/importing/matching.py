"""The columns of a file: where each goes, and how it reads.  A person may send any of them elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from ehcp_desk.domain.wording import Mark
from ehcp_desk.ports.trackers import ColumnLook, TrackerLook
from ui.as_written import caption
from ui.models.cells import StateCell
from ui.models.columns import Column, Kind
from ui.models.row_model import RowModel
from ui.widgets.panel import Panel
from ui.widgets.row_table import RowTable

Numbered = tuple[int, ColumnLook, str]
MARKS = {"read": Mark.MET, "look": Mark.DUE_SOON, "left_out": Mark.ENDED, "nobody": Mark.UNASSIGNED}


STYLES = (("day_first", "Read its dates day first"), ("month_first", "Read its dates month first"))


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a person chose about a file, by heading: where columns go where that differs from what was proposed, what words
    mean, and how dates are written."""

    targets: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    styles: Mapping[str, str] = field(default_factory=dict)


class MatchingPanel(Panel):
    """``on_change`` is given the choices as they would be; they are shown, and stand, once the file is read by them."""

    def __init__(self, on_change: Callable[[Chosen], object]) -> None:
        super().__init__("The file", note=" ", aside=" ")
        self._on_change = on_change
        self.file = ""
        self.chosen = Chosen()
        self._look: TrackerLook | None = None
        self.rows: RowModel[Numbered] = RowModel(
            (
                Column("heading", "Column in the file", lambda r: r[1].heading, 160, Kind.STRONG, narrow=True),
                Column("first", "First value", lambda r: r[1].first_value or "–", 142, Kind.SECOND),
                Column("target", "Goes to", lambda r: r[2], 190, Kind.ACTION, narrow=True),
                Column("remark", "How it reads", _remark, 240, Kind.STATE, stretch=True),
            ),
            lambda r: f"{r[1].heading}: goes to {r[2]}. {r[1].remark}.",
            row_id=lambda r: r[0],
        )
        self.table = RowTable(self.rows, "Columns of the file", two_line=False)
        self.table.opened.connect(self._choose)
        self.table.acted.connect(lambda number, _key: self._choose(number))
        self.add(self.table, 1)

    def show_look(self, look: TrackerLook, chosen: Chosen) -> None:
        """Show a file; ``chosen`` are the choices it was read by."""
        self._look, self.file, self.chosen = look, look.file, chosen
        if self.title_label is not None:
            self.title_label.setText(look.file)
        self.set_note(
            f"sheet{'s' if ' and ' in look.sheet else ''} {look.sheet}, {look.rows:,} rows, {len(look.columns)} columns"
        )
        self.set_aside(f"profile: {look.profile}" if look.profile else "")
        words = dict(look.choices)
        self.rows.set_rows(
            [(n, c, words.get(self._goes_to(c), c.target)) for n, c in enumerate(look.columns, 1)],
        )

    def _goes_to(self, column: ColumnLook) -> str:
        return self.chosen.targets.get(column.heading, column.target)

    def _choose(self, number: int) -> None:
        if self._look is None:
            return
        column = self._look.columns[number - 1]
        menu = QMenu(self)
        menu.setAccessibleName(f"Where {column.heading} goes")
        now = self._goes_to(column)
        for target, words in self._look.choices:
            action = QAction(caption(words), menu, checkable=True, checked=target == now)
            action.triggered.connect(lambda _on, target=target: self._send(column, target))
            menu.addAction(action)
        self._add_words(menu, column)
        self._add_styles(menu, column)
        place = self.rows.find(number) or 0
        index = self.rows.index(place, 2)
        menu.popup(self.table.viewport().mapToGlobal(self.table.visualRect(index).bottomLeft()))

    def _add_words(self, menu: QMenu, column: ColumnLook) -> None:
        """What each word of the column means, where the column goes to something that has words of ours."""
        if self._look is None or not column.words:
            return
        target = self._goes_to(column)
        words = menu.addMenu("What its words mean")
        for word in column.words:
            meaning = words.addMenu(caption(f"{word.theirs}  ({word.count})"))
            for ours, said in (*self._look.meanings[target], ("", "Nothing: keep it as written")):
                action = QAction(caption(said), meaning, checkable=True, checked=bool(ours) and ours == word.ours)
                action.triggered.connect(lambda _on, one=word.theirs, ours=ours: self.say(column, one, ours))
                meaning.addAction(action)

    def say(self, column: ColumnLook, theirs: str, ours: str) -> None:
        """Keep what a word of a column means, and read the file again."""
        earlier = self.chosen.values
        said = {**earlier.get(column.heading, {}), theirs: ours}
        self._on_change(replace(self.chosen, values={**earlier, column.heading: said}))

    def _add_styles(self, menu: QMenu, column: ColumnLook) -> None:
        """How the dates of the column are written, where it goes to a date."""
        if not column.style:
            return
        menu.addSeparator()
        for style, said in STYLES:
            action = QAction(said, menu, checkable=True, checked=style == column.style)
            action.triggered.connect(lambda _on, style=style: self.read_dates(column, style))
            menu.addAction(action)

    def read_dates(self, column: ColumnLook, style: str) -> None:
        """Keep how the dates of a column are written, and read the file again."""
        self._on_change(replace(self.chosen, styles={**self.chosen.styles, column.heading: style}))

    def _send(self, column: ColumnLook, target: str) -> None:
        """Send a column elsewhere: what was said of its words was said of where it went before."""
        targets = {heading: sent for heading, sent in self.chosen.targets.items() if heading != column.heading}
        if target != column.target:
            targets[column.heading] = target
        values = {heading: said for heading, said in self.chosen.values.items() if heading != column.heading}
        self._on_change(replace(self.chosen, targets=targets, values=values))


def _remark(row: Numbered) -> StateCell:
    return StateCell(MARKS.get(row[1].state, Mark.MET), row[1].remark)
