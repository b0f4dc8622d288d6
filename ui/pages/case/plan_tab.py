"""The Plan tab: the steps towards it, its versions and lines, what is open, amendments, section I and outcomes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QStackedWidget, QVBoxLayout, QWidget

from ehcp_desk.domain.amounts import so_many
from ehcp_desk.services.records.case_view import CaseView
from ehcp_desk.services.records.plan_view import PlanView
from ui.models.cells import TwoLine
from ui.models.columns import DATE_FIRST, Column, Kind
from ui.pages.case.plan_rows import (
    AmendmentRow,
    GapRow,
    LineRow,
    OutcomeRow,
    PlaceRow,
    amendment_rows,
    gap_rows,
    line_rows,
    outcome_rows,
    place_rows,
    version_words,
)
from ui.pages.case.tables import TableTab
from ui.pages.case.work_tabs import PlanTab
from ui.widgets.buttons import ActionButton
from ui.widgets.notices import EmptyState
from ui.widgets.view_tabs import ViewTabs

STEPS, LINES, OPEN, ASKED, PLACE, OUTCOMES = "steps", "lines", "open", "asked", "place", "outcomes"
_TITLES = {STEPS: "Steps", LINES: "The plan", OPEN: "To look at", ASKED: "Amendments", PLACE: "Section I",
           OUTCOMES: "Outcomes"}  # fmt: skip
_PLACE_ACTS: tuple[tuple[str, str, dict[str, str], str], ...] = (
    ("Setting asked for", "setting_preferred", {}, "flag"),
    ("Consulted", "setting_consulted", {}, "paper-plane-tilt"),
    ("Replied", "setting_replied", {}, "buildings"),
    ("Met the family", "setting_met", {}, "users"),
    ("Place offered", "place_offered", {}, "handshake"),
    ("Decided", "decision", {"about": "placement"}, "check"),
)
_NOT_YET = "Start a version first; it is written section by section."


class WholePlan(QWidget):
    """Everything about the plan, one view at a time.

    ``asked`` carries a dialog's key and what it is opened with; ``record_asked`` a kind of entry and what it says;
    ``print_asked`` the version to print; ``entry_opened`` an entry of the timeline.
    """

    asked = Signal(str, dict)
    record_asked = Signal(str, dict)
    print_asked = Signal(int)
    entry_opened = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._plan: PlanView | None = None
        self._case_id = 0
        self.views = ViewTabs("Views of the plan", self._chosen)
        self.steps = PlanTab()
        self.steps.record_asked.connect(lambda kind: self.record_asked.emit(kind, {}))
        self.steps.wording_asked.connect(lambda: self.asked.emit("provision_wording", {}))
        self.lines = self._lines_view()
        self.open = self._open_view()
        self.amendments = self._amendments_view()
        self.place = self._place_view()
        self.outcomes = self._outcomes_view()
        self.stack = QStackedWidget()
        for view in (self.steps, self.lines, self.open, self.amendments, self.place, self.outcomes):
            self.stack.addWidget(view)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(6)
        inside.addWidget(self.views)
        inside.addWidget(self.stack, 1)
        self.views.show_views([(key, title, "") for key, title in _TITLES.items()])

    # -- the views --------------------------------------------------------------------------------------------

    def _lines_view(self) -> TableTab[LineRow]:
        columns: list[Column[LineRow]] = [
            Column("line", "Line", lambda r: r.line.id, 60, Kind.STRONG, narrow=True),
            Column("words", "What it says", lambda r: r.words, kind=Kind.TWO_LINE, stretch=True, narrow=True),
            Column("given", "Who, how often, how long; by when", lambda r: r.given, 300, Kind.SECOND),
            Column("look", "To look at", lambda r: r.state, 200, Kind.STATE, narrow=True),
        ]
        self.version = QComboBox()
        self.version.setProperty("dense", True)
        self.version.setAccessibleName("Version shown")
        self.version.currentIndexChanged.connect(lambda _place: self._show_version())
        self.write = ActionButton("Write a section", self._write_section, "note-pencil", dense=True)
        self.start = self._act("Start a version", "plan_version", "plus")
        self.compare = self._act("Compare", "plan_compare", "columns")
        self.sign = self._act("Sign off", "plan_sign_off", "check")
        self.print = ActionButton("Print", lambda: self.print_asked.emit(self.shown_version), "printer", dense=True)
        who = ActionButton("Who contributed", lambda: self.record_asked.emit("plan_contributor", self._section_now()),
                           "users", dense=True)  # fmt: skip
        acts = [self.version, self.write, self.start, self.compare, self.sign, self.print, who]
        empty = EmptyState("file-text", "No plan is written here yet", _NOT_YET)
        view: TableTab[LineRow] = TableTab()
        view.build("The plan", columns, 42, empty, acts, row_id=lambda r: r.id)
        view.table.opened.connect(lambda _id: self._write_line())
        return view

    def _open_view(self) -> TableTab[GapRow]:
        columns: list[Column[GapRow]] = [
            Column("line", "Line", lambda r: r.gap.line.id, 60, Kind.STRONG, narrow=True),
            Column("what", "What is open", lambda r: TwoLine(r.gap.kind.value, r.gap.why), kind=Kind.TWO_LINE, stretch=True,
                   narrow=True),
            Column("words", "The line", lambda r: r.gap.line.text, 420, Kind.SECOND),
        ]  # fmt: skip
        empty = EmptyState(
            "check-circle", "Nothing is left open", "Every need has provision, and provision says its terms."
        )
        view: TableTab[GapRow] = TableTab()
        view.build("To look at", columns, 42, empty, row_id=lambda r: r.id)
        view.table.opened.connect(lambda _id: self._write_gap())
        return view

    def _amendments_view(self) -> TableTab[AmendmentRow]:
        columns: list[Column[AmendmentRow]] = [
            Column("when", "Asked", lambda r: r.when, DATE_FIRST, narrow=True),
            Column("by", "By", lambda r: TwoLine(r.asked.by, r.asked.source), 200, Kind.TWO_LINE),
            Column("what", "What they ask, and the answer", lambda r: TwoLine(
                f"{r.asked.about}: {r.asked.words}" if r.asked.about else r.asked.words, r.asked.reasons),
                kind=Kind.TWO_LINE, stretch=True, narrow=True),
            Column("answer", "Answer", lambda r: r.answer, 180, Kind.STATE, narrow=True),
        ]  # fmt: skip
        acts = [
            ActionButton("Answer it", self._answer, "check", dense=True),
            ActionButton("Somebody asks for an amendment", lambda: self.record_asked.emit("amendment_requested", {}), "plus",
                         dense=True),
        ]  # fmt: skip
        empty = EmptyState(
            "file-text", "Nobody has asked for an amendment", "Each request stands here until it is answered."
        )
        view: TableTab[AmendmentRow] = TableTab()
        view.build("Amendments", columns, 42, empty, acts, row_id=lambda r: r.id)
        view.table.opened.connect(lambda _id: self._answer())
        return view

    def _place_view(self) -> TableTab[PlaceRow]:
        columns: list[Column[PlaceRow]] = [
            Column("when", "When", lambda r: r.when, DATE_FIRST, narrow=True),
            Column("what", "What happened, and the reasons", lambda r: TwoLine(r.step.what, r.step.reasons),
                   kind=Kind.TWO_LINE, stretch=True, narrow=True),
            Column("setting", "Setting", lambda r: r.step.setting or "–", 220, Kind.SECOND),
        ]  # fmt: skip
        acts = [ActionButton(words, partial(self.record_asked.emit, kind, attrs), icon, dense=True)
                for words, kind, attrs, icon in _PLACE_ACTS]  # fmt: skip
        empty = EmptyState(
            "buildings", "Nothing about the placement yet", "Preferences, consultations, offers and the decision."
        )
        view: TableTab[PlaceRow] = TableTab()
        view.build("Section I", columns, 42, empty, acts, row_id=lambda r: r.id)
        view.table.opened.connect(self.entry_opened.emit)
        return view

    def _outcomes_view(self) -> TableTab[OutcomeRow]:
        columns: list[Column[OutcomeRow]] = [
            Column("name", "Line", lambda r: r.name, 60, Kind.STRONG, narrow=True),
            Column(
                "words",
                "Outcome, and how it is measured",
                lambda r: r.words,
                kind=Kind.TWO_LINE,
                stretch=True,
                narrow=True,
            ),
            Column("target", "Target", lambda r: r.target, 140),
            Column("result", "At the last review", lambda r: r.result, 190, Kind.STATE, narrow=True),
            Column("before", "Before that", lambda r: r.before, 200, Kind.SECOND),
        ]
        acts = [self._act("Results of a review", "plan_outcomes", "list-checks")]
        empty = EmptyState("flag", "The plan has no outcomes yet", "They are written in section E.")
        view: TableTab[OutcomeRow] = TableTab()
        view.build("Outcomes", columns, 42, empty, acts, row_id=lambda r: r.id)
        return view

    def _act(self, words: str, dialog: str, icon: str) -> ActionButton:
        return ActionButton(words, lambda: self.asked.emit(dialog, {}), icon, dense=True)

    # -- filling ----------------------------------------------------------------------------------------------

    def show_case(self, view: CaseView) -> None:
        """Fill every view.  Another case begins with its plan, or with the steps where it has none."""
        self.steps.show_case(view)
        plan = self._plan = view.plan
        if plan is None:
            return
        self._fill_versions(plan)
        self.amendments.show_rows(amendment_rows(plan), "those not answered first")
        steps, settings = place_rows(plan)
        self.place.show_rows(steps, "what is missing of each setting stands in its heading", settings)
        met, judged = plan.outcomes_met
        self.outcomes.show_rows(
            outcome_rows(plan), f"{met} of {judged} met, by the newest result of each" if judged else ""
        )
        waiting = sum(a.open for a in plan.amendments)
        gaps = len(plan.gaps(plan.versions[-1].number)) if plan.versions else 0
        counts: Mapping[str, int] = {OPEN: gaps, ASKED: waiting}
        self.views.show_views(
            [(key, title, str(counts[key]) if counts.get(key) else "") for key, title in _TITLES.items()]
        )
        if view.case.id != self._case_id:
            self._case_id = view.case.id
            self.show_view(LINES if plan.versions else STEPS)

    def _fill_versions(self, plan: PlanView) -> None:
        count, place = self.version.count(), self.version.currentIndex()
        self.version.blockSignals(True)
        self.version.clear()
        for version in reversed(plan.versions):
            self.version.addItem(version_words(version), version.number)
        # The newest unless an earlier one was being looked at, and no version was begun since.
        self.version.setCurrentIndex(place if place >= 0 and count == len(plan.versions) else 0)
        self.version.blockSignals(False)
        newest = plan.newest
        writing = newest is not None and newest.open
        for act, on in ((self.write, writing), (self.sign, writing), (self.compare, len(plan.versions) > 1),
                        (self.print, newest is not None)):  # fmt: skip
            act.setEnabled(on)
        self.version.setVisible(newest is not None)
        self._show_version()

    def _show_version(self) -> None:
        plan, number = self._plan, self.shown_version
        if plan is None or not number:
            self.lines.show_rows([])
            self.open.show_rows([])
            return
        rows, groups = line_rows(plan, number)
        self.lines.show_rows(rows, so_many(len(rows), "line"), groups)
        found = gap_rows(plan, number)
        self.open.show_rows(found, f"version {number}; a reader’s aid, it stops nobody")

    # -- going about ------------------------------------------------------------------------------------------

    @property
    def shown_version(self) -> int:
        """The version shown; 0 where there is none."""
        return int(self.version.currentData() or 0)

    def show_view(self, key: str) -> None:
        """Go to one of the views."""
        self.views.setCurrentIndex(list(_TITLES).index(key))
        self._chosen(key)

    def panes(self) -> list[QWidget]:
        """What F6 moves between."""
        inside = self.stack.currentWidget()
        return [self.views, *(inside.panes() if isinstance(inside, PlanTab | TableTab) else [])]

    def _chosen(self, key: str) -> None:
        self.stack.setCurrentIndex(list(_TITLES).index(key))

    def _section_now(self) -> dict[str, str]:
        """The section under the keys, for the form of a contributor."""
        row = self.lines.table.row_now()
        return {"section": row.line.section} if row is not None else {}

    def _write_section(self) -> None:
        row = self.lines.table.row_now()
        if row is None:
            self.asked.emit("plan_section", {})
        else:
            self._write(row.line.section, row.line.id)

    def _write_line(self) -> None:
        row = self.lines.table.row_now()
        if row is not None:
            self._write(row.line.section, row.line.id)

    def _write_gap(self) -> None:
        row = self.open.table.row_now()
        if row is not None:
            self._write(row.gap.line.section, row.gap.line.id)

    def _write(self, section: str, line: str) -> None:
        if self.write.isEnabled():
            self.asked.emit("plan_section", {"section": section, "line": line})

    def _answer(self) -> None:
        row = self.amendments.table.row_now()
        attrs = {"request": str(row.id)} if row is not None else {}
        self.record_asked.emit("amendment_answered", attrs)
