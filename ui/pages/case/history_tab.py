"""The history of a case: each field of each act, who, when, before, after and why; filtered by field."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox

from ehcp_desk.domain.dates import in_words
from ehcp_desk.services.records.history import HistoryLine, fields_in
from ui.dialogs.fields import choice, chosen
from ui.models.cells import TwoLine
from ui.models.columns import TELLING, Column, Kind
from ui.pages.case.tables import TableTab
from ui.theme.type_scale import Role
from ui.widgets.notices import EmptyState
from ui.widgets.text import label

ALL = "Everything"
CORRECTED, LATE = "corrected", "late"
ALSO = ((CORRECTED, "Corrections and withdrawals"), (LATE, "Late entries"))


class HistoryTab(TableTab[HistoryLine]):
    """Every change of every field, newest first.  Nothing here can be changed."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: tuple[HistoryLine, ...] = ()
        columns: list[Column[HistoryLine]] = [
            Column("when", "When", lambda r: TwoLine(in_words(r.at.date()), f"{r.at:%H:%M}"), 140, Kind.TWO_LINE, narrow=True),
            Column("who", "Who", lambda r: r.who, 140, Kind.STRONG, narrow=True),
            Column("what", "What", lambda r: TwoLine(r.what, second_line(r), wrap=not second_line(r)), stretch=True,
                   kind=Kind.TWO_LINE, least=TELLING),
            Column("before", "Before", lambda r: TwoLine(r.before or "–", wrap=True), 190, Kind.TWO_LINE),
            Column("after", "After", lambda r: TwoLine(r.after or "–", wrap=True), 190, Kind.TWO_LINE),
            Column("seal", "Seal", lambda r: r.seal, 90, Kind.SECOND, right=True),
        ]  # fmt: skip
        empty = EmptyState("clock-counter-clockwise", "No history", "Nothing of this field was ever changed.")
        self.field: QComboBox = choice([("", ALL)], 320)
        self.field.setAccessibleName("Show the history of")
        self.field.currentIndexChanged.connect(lambda _place: self._filter())
        words = label("&Show", Role.SMALL)
        words.setBuddy(self.field)
        self.build("History", columns, 42, empty, [words, self.field], row_id=lambda r: r.number)

    def show_history(self, lines: tuple[HistoryLine, ...]) -> None:
        """Fill it, keeping the field chosen where there is still something of it."""
        kept = chosen(self.field)
        self._lines = lines
        self.field.blockSignals(True)
        self.field.clear()
        for value, words in (("", ALL), *ALSO, *((name, name) for name in fields_in(lines))):
            self.field.addItem(words, value)
        self.field.setCurrentIndex(max(0, self.field.findData(kept)))
        self.field.blockSignals(False)
        self._filter()

    def _filter(self) -> None:
        wanted = chosen(self.field)
        shown = [line for line in self._lines if _answers(line, wanted)]
        counted = f"{len(shown)} of {len(self._lines)}, " if wanted else ""
        self.show_rows(shown, f"{counted}newest first; nothing here can be changed")


def _answers(line: HistoryLine, wanted: str) -> bool:
    if wanted == CORRECTED:
        return line.corrected
    return bool(line.late_words) if wanted == LATE else not wanted or line.field == wanted


def second_line(line: HistoryLine) -> str:
    """The field, the reason, and whether it was written up late."""
    because = f"Because: {line.reason}" if line.reason else ""
    said = line.field if line.field and line.field not in line.what else ""
    detail = line.detail if not line.before and not line.after else ""
    return " · ".join(part for part in (said, detail, because, line.late_words, line.act) if part)
