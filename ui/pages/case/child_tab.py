"""The child: numbers, language and needs, and everything that is so from a day to a day, what holds now first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial

from PySide6.QtCore import Signal

from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.ethnicities import ethnicity_words
from ehcp_desk.domain.profile import Statement
from ehcp_desk.services.casework.details import FIELD_WORDS, NUMBERS
from ehcp_desk.services.records.case_view import CaseView
from ui.models.cells import TwoLine
from ui.models.columns import Column, Kind
from ui.pages.case.tables import TableTab
from ui.widgets.buttons import ActionButton
from ui.widgets.notices import EmptyState

SHOWN = ("known_as", "upn", "uln", "nhs", "sex", "ethnicity", "language", "communication", "need")
DETAIL = 2**40
"""Lines that are no entry of the record are numbered from here; a list keeps numbers below 1 for its headings."""
SEXES = {"F": "Female", "M": "Male"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line about the child; ``id`` is the number of the entry it comes from, or above ``DETAIL``."""

    id: int
    title: str
    said: str
    second: str = ""
    since: str = ""
    until: str = ""
    statement: Statement | None = None


def lines_of(view: CaseView) -> list[Line]:
    """Who decides, the details, and every statement: those that hold first."""
    decider = Line(DETAIL, "Who decides", view.decider.words, view.decider.law)
    details = [Line(DETAIL + n, FIELD_WORDS[name], said, _fault(view, name))
               for n, name in enumerate(SHOWN, 1) if (said := _detail(view, name))]  # fmt: skip
    listed = view.profile.listed(view.as_at)
    now = [_line(s, view.as_at) for s in listed if s.holds_on(view.as_at)]
    past = [_line(s, view.as_at) for s in listed if not s.holds_on(view.as_at)]
    banners = [line for line in now if line.statement is not None and line.statement.kind == "sensitivity"]
    shared = [*_consents(view, holding=True), *_asked_to_see(view)]
    return [*banners, decider, *details, *(line for line in now if line not in banners), *shared, *past,
            *_consents(view, holding=False)]  # fmt: skip


def _consents(view: CaseView, holding: bool) -> list[Line]:
    """Consents that hold, or those refused, withdrawn or run out."""
    day = view.as_at
    return [
        Line(c.entry, "Consent", f"{c.scope}: {c.words(day)}", f"asked of {c.by} · written by {c.recorded_by}", in_words(c.on),
             in_words(c.last_day) if c.last_day else "")
        for c in view.consents if c.holds_on(day) is holding
    ]  # fmt: skip


def _asked_to_see(view: CaseView) -> list[Line]:
    """Requests to see what is held about the child, each with its day."""
    return [
        Line(r.entry, "Asked to see what is held", f"{r.by}: {r.words}",
             f"answer by {in_words(r.due)}{f' · on behalf of {r.on_behalf_of}' if r.on_behalf_of else ''}", in_words(r.received),
             in_words(r.answered_on) if r.answered_on else "")
        for r in view.access
    ]  # fmt: skip


def _detail(view: CaseView, name: str) -> str:
    value = str(getattr(view.case.child, name) or "")
    if name == "sex":
        return SEXES.get(value, value)
    return ethnicity_words(value) if name == "ethnicity" else value


def _fault(view: CaseView, name: str) -> str:
    value = str(getattr(view.case.child, name) or "")
    return NUMBERS[name](value) if name in NUMBERS and value else ""


def _line(s: Statement, day: date) -> Line:
    ended = f"ended: {s.ended_because}" if s.ended_because else ""
    look = f"look at it again on {in_words(s.review)}" if s.review and s.holds_on(day) else ""
    rests = f"rests on {s.source}" if s.source else ""
    second = " · ".join(part for part in (look, rests, f"written by {s.by}", ended) if part)
    return Line(s.entry, s.title, s.said, second, in_words(s.since), in_words(s.until) if s.until else "", s)


class ChildTab(TableTab[Line]):
    """What is known of the child.  Enter corrects what the keys are on; the acts add, end and compare."""

    add_asked = Signal(str)
    end_asked = Signal(int)
    details_asked = Signal()
    duplicates_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        columns: list[Column[Line]] = [
            Column("what", "What", lambda r: r.title, 230, Kind.STRONG, narrow=True),
            Column("says", "What the record says", lambda r: TwoLine(r.said, r.second, wrap=not r.second), stretch=True,
                   kind=Kind.TWO_LINE, narrow=True),
            Column("since", "From", lambda r: r.since or "–", 150),
            Column("until", "Last day", lambda r: r.until or "–", 150),
        ]  # fmt: skip
        acts = [
            ActionButton("Add to it", self._add, "plus", dense=True),
            ActionButton("No longer so", self._end, "check", dense=True),
            ActionButton("Change the details", self.details_asked.emit, "pencil-simple-line", dense=True),
            ActionButton("Consent", partial(self.add_asked.emit, "consent"), "handshake", dense=True),
            ActionButton(
                "Asked to see the file", partial(self.add_asked.emit, "access_request"), "folder-open", dense=True
            ),
            ActionButton("On the record twice?", self.duplicates_asked.emit, "users", dense=True),
        ]
        empty = EmptyState("users", "Nothing is known of the child", "Add an address, a care status or a banner.")
        self.build("Child", columns, 42, empty, acts, row_id=lambda r: r.id)

    def show_case(self, view: CaseView) -> None:
        """Fill it."""
        known = view.case.child.known_as
        self.show_rows(lines_of(view), f"known as {known}" if known else "what holds today first")

    def _add(self) -> None:
        row = self.table.row_now()
        self.add_asked.emit(row.statement.kind if row is not None and row.statement is not None else "address")

    def _end(self) -> None:
        row = self.table.row_now()
        self.end_asked.emit(row.id if row is not None and row.statement is not None else 0)
