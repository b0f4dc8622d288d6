"""The appeal of a case: its dates with where each comes from, and the log of what was sent, written and who attends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from ehcp_desk.domain.appeals import Appeal, appeal_of
from ehcp_desk.domain.case_kinds import said_words
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.record import RecordedFact
from ehcp_desk.domain.wording import Mark
from ehcp_desk.services.records.case_view import CaseView
from ui.models.cells import TwoLine
from ui.models.columns import Column, Kind
from ui.pages.case.acts import CaseActs
from ui.pages.case.tables import TableTab
from ui.theme.type_scale import Role
from ui.widgets.buttons import ActionButton
from ui.widgets.notices import EmptyState
from ui.widgets.page import TIGHT, room
from ui.widgets.text import label


@dataclass(frozen=True, slots=True)
class AppealRow:
    """One line of the calendar or the log: its day, what it is, and where it comes from; ``entry`` is 0 for a limit."""

    id: int
    on: date
    what: str
    second: str
    source: str
    entry: int = 0
    mark: Mark | None = None


class AppealTab(QWidget):
    """The response's date with its sources on top; then the calendar, and what was sent, written and who attends."""

    response_asked = Signal()
    working_asked = Signal(bool)
    subject_asked = Signal()
    record_asked = Signal(str)
    entry_opened = Signal(int)
    stacked_height = 760

    def __init__(self) -> None:
        super().__init__()
        self.there = False
        self.words = label("", Role.BODY, wrap=True)
        columns: list[Column[AppealRow]] = [
            Column(
                "on",
                "Day",
                lambda r: TwoLine(in_words(r.on), r.second, bold=True, mark=r.mark),
                190,
                Kind.TWO_LINE,
                narrow=True,
            ),
            Column("what", "What", lambda r: TwoLine(r.what, r.source), stretch=True, kind=Kind.TWO_LINE, narrow=True),
        ]
        empty = EmptyState(
            "scales", "No appeal is on the record", "Record that the Tribunal registered one; its dates stand here."
        )
        self.calendar: TableTab[AppealRow] = TableTab()
        acts = [
            ActionButton("The response", self.response_asked.emit, "file-text", dense=True),
            ActionButton("Working document", partial(self.working_asked.emit, False), "pencil-simple-line", dense=True),
            ActionButton("File a working document", partial(self.working_asked.emit, True), "paperclip", dense=True),
            ActionButton("Copy the email subject", self.subject_asked.emit, "copy", dense=True),
        ]
        self.calendar.build("Directions and dates", columns, 42, empty, acts, row_id=lambda r: r.id)
        self.log: TableTab[AppealRow] = TableTab()
        adds = (("Appeal registered", "appeal_registered"), ("Direction", "tribunal_direction"), ("Hearing", "hearing_listed"),
                ("Attendance", "attendance_named"), ("Sent", "sent_to_tribunal"))  # fmt: skip
        buttons = [
            ActionButton(words, partial(self.record_asked.emit, kind), "plus", dense=True) for words, kind in adds
        ]
        nothing = EmptyState(
            "paper-plane-tilt", "Nothing was sent, filed or named yet", "What is recorded of the appeal stands here."
        )
        self.log.build("Sent, filed and attending", columns, 42, nothing, buttons, row_id=lambda r: r.id)
        for tab in (self.calendar, self.log):
            tab.table.opened.connect(partial(self._open, tab))
        stack = QVBoxLayout(self)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(8)
        stack.addWidget(self.words)
        self._beside = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._beside.setSpacing(8)
        self._beside.addWidget(self.calendar, 1)
        self._beside.addWidget(self.log, 1)
        stack.addLayout(self._beside, 1)

    def connect_acts(self, acts: CaseActs) -> None:
        """What the buttons ask for is done by the acts of the case."""
        self.response_asked.connect(lambda: acts.ask("response"))
        self.working_asked.connect(acts.working_document)
        self.subject_asked.connect(acts.email_subject)
        self.record_asked.connect(acts.record_fact)

    def show_case(self, view: CaseView) -> None:
        """Fill it."""
        appeal = appeal_of(view.facts, view.timeline)
        self.there = appeal.there
        due = "\n".join(appeal.due.lines)
        self.words.setText(f"{_number(appeal)}. " + (f"{appeal.due.heading}\n{due}" if due else _nothing(appeal)))
        dates = [
            AppealRow(n, d.on, d.what, d.state or _ahead(d.on, view.as_at), d.source, d.entry or 0, d.mark)
            for n, d in enumerate(appeal.dates, 1)
        ]
        self.calendar.show_rows(dates, "earliest first")
        kept = sorted((*appeal.sent, *appeal.working, *appeal.attendance), key=lambda f: f.order, reverse=True)
        self.log.show_rows([_kept(n, entry) for n, entry in enumerate(kept, 1)], "newest first")

    def panes(self) -> list[QWidget]:
        """What F6 moves between."""
        return [*self.calendar.panes(), *self.log.panes()]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """With the largest text on a small screen the log stands below the calendar."""
        super().resizeEvent(event)
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._beside.setDirection(down if room(self) < TIGHT else across)

    def _open(self, tab: TableTab[AppealRow], _number: int) -> None:
        row = tab.table.row_now()
        if row is not None and row.entry:
            self.entry_opened.emit(row.entry)


def _number(appeal: Appeal) -> str:
    if not appeal.there:
        return "No appeal is on the record"
    hearing = f"hearing {in_words(appeal.hearing)}" if appeal.hearing else "no hearing listed"
    return ", ".join(
        part
        for part in (
            f"Appeal {appeal.number}" if appeal.number else "The appeal’s number is not on the record",
            appeal.type_words,
            hearing,
        )
        if part
    )


def _nothing(appeal: Appeal) -> str:
    if not appeal.there:
        return "Record the appeal when the Tribunal sends it, with the number and the dates of its letter."
    return "Record the day the Tribunal sent the appeal, and the date its letter gives for the response."


def _ahead(on: date, today: date) -> str:
    days = (on - today).days
    if days == 0:
        return "today"
    many = f"{abs(days)} day{'' if abs(days) == 1 else 's'}"
    return f"in {many}" if days > 0 else f"{many} ago"


def _kept(number: int, entry: RecordedFact) -> AppealRow:
    fact = entry.fact
    attrs = fact.attrs
    if fact.kind == "working_document":
        said = (
            f"Working document {attrs['number']}, by {attrs['by']}",
            f"of version {attrs['plan']}",
            entry.source,
        )
    elif fact.kind == "attendance_named":
        side = said_words(fact.kind, "side", attrs["side"])
        said = (f"{attrs['name']}, {attrs['role']}", f"for {side[:1].lower()}{side[1:]}", attrs.get("days", ""))
    else:
        how = said_words(fact.kind, "how", attrs["how"]).lower()
        digest = f"document {attrs['document']}, digest {attrs['digest'][:12]}" if attrs.get("digest") else entry.source
        said = (f"{attrs['what'][:1].upper()}{attrs['what'][1:]}, to {attrs['to']}", how, digest)
    return AppealRow(number, fact.on, *said, entry.id)
