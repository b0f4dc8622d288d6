"""The School and reviews tab: reviews, places and education status, moves between phases, mediation and orders."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from ehcp_desk.services.records.case_view import CaseView
from ui.models.columns import Column, Kind
from ui.pages.case.acts import CaseActs
from ui.pages.case.school_rows import (
    Rows,
    SchoolRow,
    mediation_note,
    mediation_rows,
    review_note,
    review_rows,
    school_note,
    school_rows,
    transition_note,
    transition_rows,
)
from ui.pages.case.tables import TableTab
from ui.widgets.buttons import ActionButton
from ui.widgets.notices import EmptyState
from ui.widgets.view_tabs import ViewTabs

REVIEWS, SCHOOL, NEXT, AGREED = "reviews", "school", "next", "agreed"
_TITLES = {REVIEWS: "Reviews", SCHOOL: "School and status", NEXT: "Moving on", AGREED: "Mediation and orders"}
_Acts = tuple[tuple[str, str, dict[str, str], str], ...]
_RECORDS: dict[str, _Acts] = {
    REVIEWS: (
        ("Meeting planned", "review_meeting_planned", {}, "calendar-blank"),
        ("Invited", "review_invitations_sent", {}, "envelope-simple"),
        ("Contribution", "review_contribution", {}, "note-pencil"),
        ("Not brought forward", "decision", {"did": "not_to", "what": "Bring the review forward"}, "minus-circle"),
        ("Not held", "meeting", {"kind": "review", "held": "moved"}, "x"),
        ("Held", "review_meeting_held", {}, "users"),
        ("Decision told", "review_decision_notified", {}, "scales"),
        ("Amended plan sent", "amended_plan_sent", {}, "file-text"),
    ),
    SCHOOL: (
        ("Placement began", "placement", {}, "buildings"),
        ("It ended", "placement_ended", {}, "check"),
        ("Transport, funding, review", "placement_terms", {}, "buildings"),
        ("Status changed", "education_status", {}, "house-line"),
        ("Is it suitable?", "placement_suitability", {}, "question"),
        ("At risk?", "placement_risk", {}, "flag"),
        ("Type expected", "placement_expected", {}, "plus"),
    ),
    NEXT: (
        ("Move planned", "phase_transfer_planned", {}, "plus"),
        ("Somebody named", "transition_lead", {}, "user-check"),
        ("Where next", "destination", {}, "flag"),
        ("Talked about at a review", "adulthood_discussed", {}, "users"),
    ),
    AGREED: (
        ("Mediation asked for", "mediation_requested", {}, "handshake"),
        ("Certificate", "mediation_certificate_issued", {}, "file-text"),
        ("Agreement", "mediation_agreement", {}, "check"),
        ("Order", "tribunal_order", {}, "scales"),
    ),
}
_EMPTY = {
    REVIEWS: ("calendar-blank", "No review is on the record", "The first is due within a year of the final plan."),
    SCHOOL: (
        "buildings",
        "No placement and no status is recorded",
        "Say where the child is taught, and how they stand.",
    ),
    NEXT: ("flag", "Nothing about moving on yet", "A move between phases and preparing for adult life stand here."),
    AGREED: (
        "handshake",
        "No mediation, order or obligation",
        "What was agreed or ordered stands here until it is done.",
    ),
}


class SchoolTab(QWidget):
    """One view at a time.  ``record_asked`` carries a kind of entry and what it says; ``why_asked`` a limit."""

    record_asked = Signal(str, dict)
    entry_opened = Signal(int)
    why_asked = Signal(object)
    promise_asked = Signal()
    kept = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.views = ViewTabs("Views of school and reviews", self._chosen)
        self.tables: dict[str, TableTab[SchoolRow]] = {key: self._view(key) for key in _TITLES}
        self.stack = QStackedWidget()
        for table in self.tables.values():
            self.stack.addWidget(table)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(6)
        inside.addWidget(self.views)
        inside.addWidget(self.stack, 1)
        self.views.show_views([(key, title, "") for key, title in _TITLES.items()])

    def _view(self, key: str) -> TableTab[SchoolRow]:
        columns: list[Column[SchoolRow]] = [
            Column("when", "When", lambda r: r.when, 170, Kind.TWO_LINE, narrow=True),
            Column("what", "What", lambda r: r.what, kind=Kind.TWO_LINE, stretch=True, narrow=True),
            Column("about", "About it", lambda r: r.about, 300, Kind.TWO_LINE),
            Column("state", "State", lambda r: r.state, 210, Kind.STATE, narrow=True),
        ]
        acts: list[QWidget] = [
            ActionButton(words, partial(self._record, key, kind, attrs), icon, dense=True)
            for words, kind, attrs, icon in _RECORDS[key]
        ]
        if key == AGREED:
            acts += [ActionButton("Obligation", self.promise_asked.emit, "plus", dense=True),
                     ActionButton("It was kept", self._kept, "check", dense=True)]  # fmt: skip
        view: TableTab[SchoolRow] = TableTab()
        view.build(_TITLES[key], columns, 42, EmptyState(*_EMPTY[key]), acts, row_id=lambda r: r.id)
        view.table.opened.connect(lambda _id: self._open(key))
        view.table.keyed[Qt.Key.Key_F4] = lambda _id: self._why(key)
        return view

    def connect_acts(self, acts: CaseActs) -> None:
        """What the buttons ask for is done by the acts of the case."""
        self.record_asked.connect(lambda kind, attrs: acts.record_fact(kind, **attrs))
        self.promise_asked.connect(lambda: acts.ask("promise"))
        self.kept.connect(acts.keep)

    def show_case(self, view: CaseView) -> None:
        """Fill every view."""
        agreed = mediation_rows(view)
        filled: dict[str, tuple[Rows, str]] = {
            REVIEWS: (review_rows(view), review_note(view)),
            SCHOOL: (school_rows(view), school_note(view)),
            NEXT: (transition_rows(view), transition_note(view)),
            AGREED: (agreed, mediation_note(agreed.rows)),
        }
        for key, (rows, note) in filled.items():
            self.tables[key].show_rows(rows.rows, note, rows.groups)

    def panes(self) -> list[QWidget]:
        """What F6 moves between."""
        return [self.views, *self.tables[self.views.chosen or REVIEWS].panes()]

    def show_view(self, key: str) -> None:
        """Go to one of the views."""
        self.views.choose(key)

    def _chosen(self, key: str) -> None:
        self.stack.setCurrentWidget(self.tables[key])

    def _row(self, key: str) -> SchoolRow | None:
        return self.tables[key].table.row_now()

    def _record(self, key: str, kind: str, attrs: dict[str, str]) -> None:
        """The form for a kind of entry; of a place's end or terms, with the setting under the keys or the present one."""
        more: dict[str, str] = {}
        if kind in ("placement_ended", "placement_terms", "placement_risk"):
            chosen = self._row(key)
            rows = self.tables[key].table.model_of_rows
            every = [row for n in range(rows.rowCount()) if (row := rows.row_at(n)) is not None and row.setting]
            here = chosen if chosen is not None and chosen.setting else next(iter(every), None)
            more = {"setting": here.setting} if here is not None else {}
        self.record_asked.emit(kind, {**attrs, **more})

    def _open(self, key: str) -> None:
        """Enter: the proof of a limit, or the entry in the timeline."""
        row = self._row(key)
        if row is not None and row.limit is not None:
            self.why_asked.emit(row.limit)
        elif row is not None and row.entry:
            self.entry_opened.emit(row.entry)

    def _why(self, key: str) -> None:
        row = self._row(key)
        if row is not None and row.limit is not None:
            self.why_asked.emit(row.limit)

    def _kept(self) -> None:
        row = self._row(AGREED)
        self.kept.emit(row.promise if row is not None else 0)
