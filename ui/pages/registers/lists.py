"""Lists and tables over all cases, one chosen at a time: complaints, challenges, placements, exclusions, numbers of places.

A line about one child opens its case; a line of numbers opens the cases it counts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from ehcp_desk.domain.amounts import so_many
from ehcp_desk.domain.sheets import Head, Line, Sheet, words_of
from ehcp_desk.domain.suppressing import USUAL_THRESHOLD
from ehcp_desk.domain.wording import Mark
from ehcp_desk.domain.worklist import CaseQuery, Scope
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.sheets.escalation_pack import print_escalation_pack
from ehcp_desk.services.oversight.sheets.registry import SHEETS, print_sheet, sheet
from ui.context import PageContext
from ui.dialogs.files import Files, file_name
from ui.models.cells import StateCell, TwoLine
from ui.models.columns import Column, Kind
from ui.models.row_model import RowModel
from ui.pages.registers.register import Register
from ui.theme.type_scale import Role
from ui.widgets.buttons import ActionButton
from ui.widgets.flow import Flow
from ui.widgets.notices import EmptyState
from ui.widgets.panel import PAD, Panel
from ui.widgets.row_table import RowTable
from ui.widgets.segments import Segments
from ui.widgets.text import label

INSIDE, OUTSIDE = "inside", "outside"
DISPUTED = ("complaints", "challenges", "themes")
"""The lists whose monthly meeting has a paper of its own: the escalation pack."""
SheetRow = tuple[int, Line]
KEY = int(Qt.ItemDataRole.UserRole)


class ListsRegister(Register):
    """Choose a list; the table beneath has its columns."""

    sentence = "Lists and tables over all cases. A line about one child opens its case; a line of numbers opens what it counts."

    def __init__(self, context: PageContext, files: Files, parent: QWidget | None = None) -> None:
        super().__init__(context, files, parent)
        self.made: Sheet | None = None
        self.table: RowTable[SheetRow] | None = None
        self.which = _which()
        self.which.activated.connect(lambda _place: self.load())
        self.whole = Segments(
            ((INSIDE, "Whole"), (OUTSIDE, "For outside")), INSIDE, lambda _key: self.load(), "For whom"
        )
        self.save = ActionButton("Save as a spreadsheet", self.save_it, "export")
        self.pack = ActionButton("Escalation pack", self.print_pack, "printer")
        across = QWidget()
        Flow(across, (self.which, self.whole, self.save, self.pack))
        self.panel = Panel("Lists", note=" ")
        self.said = label(" ", Role.SMALL, wrap=True)
        self.said.setContentsMargins(PAD, 8, PAD, 8)
        self.panel.add(self.said)
        self.empty = EmptyState("check-circle", "Nothing stands on this list", " ")
        self._place = QWidget()
        QVBoxLayout(self._place).setContentsMargins(0, 0, 0, 0)
        self.panel.add(self._place, 1)
        self.panel.add(self.empty, 1)
        self.body.addWidget(across)
        self.body.addWidget(self.panel, 1)
        self.empty.hide()

    @property
    def key(self) -> str:
        """The key of the list chosen."""
        return str(self.which.currentData(KEY))

    @property
    def paper(self) -> str:  # type: ignore[override]  # the others print one paper each
        """The title of the list chosen."""
        return SHEETS[self.key].title

    @property
    def outside(self) -> int:
        """Under which number counts are left out; 0 for none."""
        return USUAL_THRESHOLD if self.whole.chosen == OUTSIDE and not self.whole.isHidden() else 0

    def choose(self, key: str) -> None:
        """Go to a list by its key."""
        place = next((n for n in range(self.which.count()) if self.which.itemData(n, KEY) == key), -1)
        if place >= 0:
            self.which.setCurrentIndex(place)
            self.load()

    def panes(self) -> list[QWidget]:
        """Which list, and its lines."""
        return [self.which, *([self.table] if self.table is not None else [])]

    def load(self) -> None:
        """Read anew the list chosen."""
        desk, key = self.context.desk, self.key
        if self.made is not None and self.made.key != key:
            self.whole.blockSignals(True)  # it would read a second time
            self.whole.choose(INSIDE)
            self.whole.blockSignals(False)
        outside = self.outside
        self.context.dispatcher.latest(
            self, lambda progress: sheet(desk, key, progress=progress, outside=outside), partial(self._show, outside=outside),
            self.context.messages.failed, title=f"Reading: {SHEETS[key].title}",
        )  # fmt: skip

    def printer(self) -> Callable[[Desk, Sequence[Path]], object]:
        """The list as it is shown."""
        key, outside = self.key, self.outside
        return lambda desk, files: print_sheet(desk, files, sheet(desk, key, outside=outside))

    def print_pack(self) -> None:
        """The escalation pack of every open dispute."""
        path = self.files.save_as(
            self, "Save: Escalation pack", file_name("Escalation pack", str(self.context.desk.today()))
        )
        if path is None:
            return
        desk = self.context.desk

        def done(_paper: object) -> None:
            self.context.messages.done(f"The escalation pack is in {path.name}.")
            self.files.show(path)

        self.context.dispatcher.read(
            self, lambda _progress: print_escalation_pack(desk, [path]), done, self.context.messages.failed,
            title="Printing: Escalation pack",
        )  # fmt: skip

    def save_it(self) -> None:
        """As a spreadsheet, once it is said for whom and why."""
        from ui.dialogs.list_leaving import export_table  # when it is wanted: a dialog

        if self.made is None:
            return
        name = file_name(self.made.title, str(self.context.desk.today())).removesuffix(".pdf") + ".xlsx"
        path = self.files.save_any(self, f"Save: {self.made.title}", name)
        if path is not None:
            export_table(self, self.context, self.made, self.outside, path)

    # -- showing ---------------------------------------------------------------------------------------------

    def _show(self, made: Sheet, outside: int) -> None:
        if made.key != self.key or outside != self.outside:
            return  # another was chosen meanwhile
        fresh = self.made is None or self.made.key != made.key
        self.made = made
        if fresh or self.table is None:
            self._make_table(made)
        rows = list(enumerate(made.lines, 1))
        self._rows.set_rows(rows)
        late = f", {made.late} past their day" if made.late else ""
        self.panel.set_title(made.title)
        self.panel.set_note(f"{so_many(len(rows), 'line')}{late}" if rows else "")
        self.said.setText(made.sentence)
        self.whole.setVisible(not made.children and made.key not in ALWAYS_OUTSIDE)
        self.pack.setVisible(made.key in DISPUTED)
        self.save.setEnabled(bool(rows))
        for widget in (self._place, self.said):
            widget.setVisible(bool(rows))
        self.empty.sentence.setText(made.none)
        self.empty.setVisible(not rows)

    def _make_table(self, made: Sheet) -> None:
        layout = self._place.layout()
        if self.table is not None and layout is not None:
            layout.removeWidget(self.table)
            self.table.deleteLater()
        self._rows: RowModel[SheetRow] = RowModel(
            columns_of(made.heads), partial(_spoken, made.heads), row_id=lambda row: row[0]
        )
        two = any(head.under for head in made.heads)
        self.table = RowTable(self._rows, made.title, two_line=two, settings=self.context.settings)
        self.table.opened.connect(self._open)
        if layout is not None:
            layout.addWidget(self.table)

    def _open(self, number: int) -> None:
        place = self._rows.find(number)
        row = self._rows.row_at(place) if place is not None else None
        if row is None or self.made is None or not row[1].cases:
            return
        line = row[1]
        if self.made.children:
            self.context.navigate("case", case_id=line.cases[0], **({"entry": line.entry} if line.entry else {}))
            return
        query = CaseQuery(self.context.desk.today(), Scope.ALL, only=tuple(line.cases))
        self.context.navigate("cases", query=query, words=f"{self.made.title}: {words_of(line.cells[0])}")


ALWAYS_OUTSIDE = ("complainants", "groups")
"""Tables that never show a small number to anybody."""


def _which() -> QComboBox:
    """Every list under its heading."""
    box = QComboBox()
    box.setAccessibleName("Which list")
    box.setMinimumContentsLength(34)
    box.setMaxVisibleItems(30)
    model = QStandardItemModel(box)
    heading = ""
    for key, kind in SHEETS.items():
        if kind.group != heading:
            heading = kind.group
            title = QStandardItem(heading)
            title.setFlags(Qt.ItemFlag.NoItemFlags)
            model.appendRow(title)
        item = QStandardItem(kind.title)
        item.setData(key, KEY)
        model.appendRow(item)
    box.setModel(model)
    box.setCurrentIndex(1)
    return box


def columns_of(heads: Sequence[Head]) -> tuple[Column[SheetRow], ...]:
    """The columns a window shows: a head that goes under another gives it its second line."""
    shown = [(place, head) for place, head in enumerate(heads) if not head.side and not head.under]
    widest = max((head for _, head in shown if not head.number), key=lambda head: head.width)
    made = []
    for place, head in shown:
        below = place + 1 if place + 1 < len(heads) and heads[place + 1].under else None
        kind = (
            Kind.STATE
            if head.state
            else Kind.TWO_LINE
            if below is not None
            else Kind.STRONG
            if place == 0
            else Kind.TEXT
        )
        made.append(Column(head.key, head.title, partial(_cell, head, place, below), head.width, kind,
                           right=head.number or head.share is not None, stretch=head is widest,
                           narrow=place == 0 or head.state or head is widest))  # fmt: skip
    return tuple(made)


def _cell(head: Head, place: int, below: int | None, row: SheetRow) -> str | TwoLine | StateCell:
    line = row[1]
    words = words_of(line.cells[place])
    if head.state:
        first, _, second = words.partition(": ")
        return StateCell(Mark.OVERDUE if line.late else Mark.MET if line.done else Mark.RUNNING, first, second)
    if below is not None:
        under = line.cells[below]
        return TwoLine(words, words_of(under) if under is not None else "", bold=place == 0)
    return words


def _spoken(heads: Sequence[Head], row: SheetRow) -> str:
    said = ((head.title, words_of(cell)) for head, cell in zip(heads, row[1].cells, strict=True))
    return ", ".join(f"{title}: {words}" for title, words in said)
