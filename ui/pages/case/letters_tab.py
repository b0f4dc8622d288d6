"""The letters of a case: what was sent to whom and when, what is known of its arrival, and what its reader needs."""

from __future__ import annotations

from PySide6.QtCore import Signal

from ehcp_desk.domain.dates import in_words, short
from ehcp_desk.domain.letter_log import SentLetter, letter_log
from ehcp_desk.domain.letters import METHODS
from ehcp_desk.services.records.case_view import CaseView
from ui.models.cells import TwoLine
from ui.models.columns import DATE_FIRST, Column, Kind
from ui.pages.case.acts import CaseActs
from ui.pages.case.tables import TableTab
from ui.widgets.buttons import ActionButton
from ui.widgets.notices import EmptyState

LetterRow = tuple[SentLetter, CaseView]


class LettersTab(TableTab[LetterRow]):
    """Enter opens the letter; a new one is compiled from its duty."""

    new_asked = Signal()
    document_asked = Signal(int)
    about_asked = Signal(str, dict)

    def __init__(self) -> None:
        super().__init__()
        columns: list[Column[LetterRow]] = [
            Column("on", "Sent", lambda r: short(r[0].on, r[1].as_at), DATE_FIRST, narrow=True),
            Column("what", "Letter", lambda r: TwoLine(r[0].title, r[0].way, bold=True), 230, Kind.TWO_LINE, narrow=True),
            Column("to", "To", lambda r: TwoLine(r[0].to, r[0].needs, wrap=True), stretch=True, kind=Kind.TWO_LINE),
            Column("again", "Sent again", lambda r: _again(r), 190, Kind.SECOND),
            Column("came", "Received", lambda r: TwoLine(in_words(r[0].received) if r[0].received else "–", r[0].proof), 200,
                   Kind.TWO_LINE),
            Column("by", "Issued by", lambda r: r[0].by, 150, Kind.SECOND),
        ]  # fmt: skip
        acts = [
            ActionButton("Write a letter", self.new_asked.emit, "envelope-simple", dense=True),
            ActionButton("It was received", lambda: self._about("notice_received"), "check", dense=True),
            ActionButton("It was sent again", lambda: self._about("notice_sent_again"), "paper-plane-tilt", dense=True),
        ]
        empty = EmptyState("envelope-simple", "No letter has been issued from the desk",
                           "A letter is compiled from the duty, and the family’s time runs from the day it is sent.")  # fmt: skip
        self.build("Letters", columns, 42, empty, acts, row_id=lambda r: r[0].entry)
        self.table.opened.connect(self._open)

    def connect_acts(self, acts: CaseActs) -> None:
        """What the buttons ask for is done by the acts of the case."""
        self.new_asked.connect(lambda: acts.ask("notice"))
        self.document_asked.connect(acts.open_document)
        self.about_asked.connect(lambda kind, attrs: acts.record_fact(kind, **attrs))

    def show_case(self, view: CaseView) -> None:
        """Fill it, the newest first."""
        self.show_rows([(letter, view) for letter in letter_log(view.facts)], "Enter opens one")

    def _open(self, _entry: int) -> None:
        row = self.table.row_now()
        if row is not None and row[0].document_id is not None:
            self.document_asked.emit(row[0].document_id)

    def _about(self, kind: str) -> None:
        row = self.table.row_now() or self.table.model_of_rows.row_at(0)
        if row is not None:
            attrs = {"letter": str(row[0].entry)}
            self.about_asked.emit(kind, attrs | ({"to": row[0].to} if kind == "notice_sent_again" else {}))


def _again(row: LetterRow) -> str:
    return ", ".join(f"{short(day, row[1].as_at)} {METHODS.get(how, how).lower()}" for day, how in row[0].again) or "–"
