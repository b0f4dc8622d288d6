"""The tabs that list what is on the record: contacts, people and documents."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal

from ehcp_desk.domain.case import Contactable
from ehcp_desk.domain.dates import day_count, short
from ehcp_desk.domain.record import CHANNELS, RecordedFact, said
from ehcp_desk.services.records.case_view import CaseView
from ui.models.cells import TwoLine
from ui.models.columns import DATE_FIRST, TELLING, Column, Kind
from ui.pages.case.overview import PersonRow, person_cells
from ui.pages.case.tables import TableTab
from ui.pages.case.timeline_words import brief
from ui.widgets.buttons import ActionButton
from ui.widgets.notices import EmptyState

BEGINS = 200
"""Characters of an email's words a list shows."""
Contact = tuple[int, RecordedFact, CaseView]


class ContactsTab(TableTab[Contact]):
    """Every call, letter and meeting, newest first; Enter reads one whole."""

    asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        columns: list[Column[Contact]] = [
            Column("when", "When", lambda r: short(r[1].fact.on, r[2].as_at), DATE_FIRST, narrow=True),
            Column("how", "How", lambda r: contact_way(r[1]), 130, Kind.SECOND),
            Column("who", "Who", lambda r: r[1].fact.attrs.get("with") or "the family", 190, Kind.STRONG),
            Column("said", "What was said", lambda r: _said(r[1]), stretch=True, kind=Kind.TWO_LINE, narrow=True,
                   least=TELLING, text=lambda r: whole(r[1])),
            Column("reply", "Reply owed", lambda r: reply_words(r[1], r[2]), 150),
            Column("by", "Written by", lambda r: TwoLine(r[1].told_by, wrap=True), 150, Kind.TWO_LINE),
        ]  # fmt: skip
        record = ActionButton("Record a contact", self.asked.emit, "phone", "F2", dense=True)
        empty = EmptyState("phone", "Nobody has rung or written yet", "The first contact recorded stands here.")
        self.build("Contacts", columns, 42, empty, [record], row_id=lambda r: r[0])

    def show_case(self, view: CaseView) -> None:
        """Fill it."""
        self.show_rows([(f.id, f, view) for f in view.contacts], f"newest first; {in_touch_words(view)}")


def in_touch_words(view: CaseView) -> str:
    """``with the child 40 days ago, with the family today``: two things that must not pass for one (needs.md D7)."""
    child, family = view.in_touch
    return f"with the child {_ago(view, child)}, with the family {_ago(view, family)}"


def _ago(view: CaseView, on: date | None) -> str:
    if on is None:
        return "not yet"
    days = (view.as_at - on).days
    return f"{day_count(days)} ago" if days else "today"


def _said(entry: RecordedFact) -> TwoLine:
    """What was noted; of an email its subject, and below it how it begins."""
    if not entry.fact.attrs.get("subject"):
        return TwoLine(brief(entry.fact.note), wrap=True)
    begins = " ".join(entry.fact.note[:BEGINS].split())
    return TwoLine(said(entry.fact), f"{begins}…" if len(entry.fact.note) > BEGINS else begins)


def whole(entry: RecordedFact) -> str:
    """All that was said, for a tool tip, a screen reader and the clipboard; of an email its subject first."""
    subject = entry.fact.attrs.get("subject", "")
    return "\n".join(filter(None, (subject, entry.fact.note))) or "–"


def contact_way(entry: RecordedFact) -> str:
    """``Phone, they rang us``."""
    attrs = entry.fact.attrs
    channel = CHANNELS.get(attrs.get("channel", ""), "Contact")
    way = {"in": "to us", "out": "from us"}.get(attrs.get("direction", ""), "")
    return f"{channel}, {way}" if way else channel


def reply_words(entry: RecordedFact, view: CaseView) -> str:
    """Whether a reply is owed, and by when."""
    if not entry.fact.attrs.get("reply_by"):
        return "–"
    owed = next((m for m in view.matters if m.fact_id == entry.id), None)
    return f"by {short(owed.due, view.as_at)}" if owed is not None and owed.due is not None else "answered"


class PeopleTab(TableTab[PersonRow]):
    """Everybody to ring about the child, those who hold parental responsibility marked, and those before them."""

    add_asked = Signal()
    change_asked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        columns: list[Column[PersonRow]] = [
            Column("who", "Who", lambda r: r[1][0], 290, Kind.TWO_LINE, narrow=True),
            Column("phone", "How to reach them", lambda r: TwoLine(r[2].reach or "–", wrap=True), 250, Kind.TWO_LINE,
                   narrow=True, stretch=True),
            Column("speaks", "Language", lambda r: TwoLine(r[2].speaks or "–", wrap=True), 150, Kind.TWO_LINE),
            Column("address", "Address", lambda r: _where(r[2]), 190, Kind.TWO_LINE),
            Column("last", "Last contact", lambda r: r[1][2], 190, Kind.SECOND),
        ]  # fmt: skip
        acts = [
            ActionButton("Add somebody", self.add_asked.emit, "plus", dense=True),
            ActionButton("Change this person", self._change, "pencil-simple-line", dense=True),
        ]
        empty = EmptyState("users", "Nobody to ring is on the record", "Add the parents first, with how they like it.")
        self.build("People", columns, 42, empty, acts, row_id=lambda r: r[0])

    def show_case(self, view: CaseView) -> None:
        """Fill it: whoever is to be rung now, then those who no longer are."""
        everybody = (*view.people, *view.people_before)
        gone = len(view.people_before)
        note = f"{gone} no longer to be rung, at the foot" if gone else "Enter rings somebody"
        self.show_rows([(n, person_cells(p, view), p) for n, p in enumerate(everybody, 1)], note)

    def person_now(self) -> Contactable | None:
        """The person under the keys."""
        row = self.table.row_now()
        return row[2] if row is not None else None

    def _change(self) -> None:
        person = self.person_now() or (self.table.model_of_rows.row_at(0) or (0, None, None))[2]
        if person is not None:
            self.change_asked.emit(person.id)


def _where(person: Contactable) -> TwoLine:
    return TwoLine(person.address or "–", "do not disclose" if person.hidden else "")
