"""The changes this record has applied, each with a way to take it back, and who has come too late for one; and the
dialog that asks for a reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QWidget

from ehcp_desk.domain.dates import in_words
from ehcp_desk.services.oversight.law_of_record import AppliedChange
from ui.context import PageContext
from ui.dialogs.reasoned import Reasoned
from ui.models.columns import Column, Kind
from ui.models.row_model import RowModel
from ui.theme.type_scale import Role
from ui.widgets.buttons import ActionButton
from ui.widgets.panel import GAP, PAD, Panel
from ui.widgets.row_table import RowTable
from ui.widgets.text import label

ROW = 26
Numbered = tuple[int, AppliedChange]


class AppliedPanel(Panel):
    """Hidden while the record works under the shipped rules alone."""

    def __init__(self, on_withdraw: Callable[[str], object], on_again: Callable[[AppliedChange, int], object]) -> None:
        super().__init__("Changes this record has applied", note=" ")
        self._on_withdraw, self._on_again = on_withdraw, on_again
        self.rows: RowModel[Numbered] = RowModel(
            (
                Column("name", "Change", lambda r: r[1].name, 200, Kind.STRONG, narrow=True),
                Column("reason", "Why", lambda r: r[1].reason, 300, Kind.SECOND, stretch=True),
                Column("by", "Who", lambda r: r[1].by, 150),
                Column("on", "Since", lambda r: in_words(date.fromisoformat(r[1].on)), 140, right=True),
                Column("back", "Take back", lambda _r: "Withdraw", 90, Kind.ACTION, narrow=True),
            ),
            lambda r: f"{r[1].name}, {r[1].reason}, {r[1].by}",
            row_id=lambda r: r[0],
        )
        self.table: RowTable[Numbered] = RowTable(self.rows, "Changes applied", two_line=False, row_height=ROW,
                                                  start_selected=False)  # fmt: skip
        self.table.opened.connect(self._withdraw)
        self.table.acted.connect(lambda number, _key: self._withdraw(number))
        self.add(self.table)
        self.later: list[QWidget] = []

    def show_changes(self, changes: tuple[AppliedChange, ...], lacking: Mapping[str, int]) -> None:
        """Show them, oldest first; ``lacking`` says how many cases have come since for which, by name."""
        self.rows.set_rows(list(enumerate(changes, 1)))
        self.table.fit_height(4)
        for line in self.later:
            line.deleteLater()
        self.later = [self._later(change, lacking[change.name]) for change in changes if change.name in lacking]
        for line in self.later:
            self.add(line)
        self.setVisible(bool(changes))

    def _later(self, change: AppliedChange, cases: int) -> QWidget:
        one = cases == 1
        words = (f"{cases} live case{'' if one else 's'} came to the settings of {change.name} since, and "
                 f"{'has' if one else 'have'} not got its closures.")  # fmt: skip
        line = QWidget()
        across = QHBoxLayout(line)
        across.setContentsMargins(PAD, GAP, PAD, GAP)
        across.setSpacing(GAP)
        across.addWidget(label(words, Role.BODY, wrap=True), 1)
        act = f"Record on {cases} case{'' if one else 's'}"
        across.addWidget(ActionButton(act, lambda: self._on_again(change, cases), dense=True))
        return line

    def _withdraw(self, number: int) -> None:
        place = self.rows.find(number)
        row = self.rows.row_at(place) if place is not None else None
        if row is not None:
            self._on_withdraw(row[1].name)


class ReasonFor(Reasoned):
    """Asks why the record's law changes; ``go`` is given the reason, and does it as long work that can be seen."""

    def __init__(
        self, context: PageContext, parent: QWidget, title: str, heading: str, explain: str, primary: str,
        go: Callable[[str], object],
    ) -> None:  # fmt: skip
        missing = "Say why, so that whoever asks about a date later knows which law it was worked out under."
        super().__init__(context, parent, title, heading, explain, "&Why, and who decided", missing, primary)
        self._go = go
        self.keep_words()

    def submit(self) -> None:
        """Hand the reason over and close."""
        reason = self.reason.toPlainText().strip()
        self.finished_with()
        self._go(reason)
