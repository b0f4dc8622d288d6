"""The tabs of the work itself: advice, and the plan with the settings consulted."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ehcp_desk.clock.model import Deadline, State
from ehcp_desk.domain.advice import AdviceLine
from ehcp_desk.domain.dates import short
from ehcp_desk.domain.duties import duty_words, law_short
from ehcp_desk.domain.terms import fact_title
from ehcp_desk.domain.wording import Mark
from ehcp_desk.services.records.case_view import CaseView
from ui.models.cells import StateCell, TwoLine
from ui.models.columns import Column, Kind
from ui.pages.case.acts import CaseActs
from ui.pages.case.deadline_words import state_cell
from ui.pages.case.overview import AdviceRow, advice_cells
from ui.pages.case.tables import TableTab
from ui.widgets.buttons import ActionButton
from ui.widgets.notices import EmptyState
from ui.widgets.text import Link


class AdviceTab(TableTab[AdviceRow]):
    """Every adviser: when asked, chased, due and in."""

    chase_asked = Signal(object)
    received_asked = Signal(object)
    chaser_asked = Signal(object)
    escalation_asked = Signal(object)
    about_asked = Signal(str, str)
    request_asked = Signal()
    name_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._view: CaseView | None = None
        columns: list[Column[AdviceRow]] = [
            Column("from", "From", lambda r: r[2][0], 180, Kind.STRONG, narrow=True),
            Column("asked", "Asked", lambda r: self._day(r, "asked_on"), 110),
            Column("chased", "Chased", self._chased, 130, Kind.SECOND, stretch=True),
            Column("due", "Due", lambda r: r[2][1], 110, narrow=True),
            Column("came", "Arrived", lambda r: self._day(r, "received_on"), 110),
            Column("author", "Written by", lambda r: r[1].author or "–", 140),
            Column("age", "Dated", self._age, 190, Kind.SECOND),
            Column("state", "State", lambda r: r[2][2] if r[1].received_on is None else self._stood(r), 170, Kind.STATE,
                   narrow=True),
        ]  # fmt: skip
        acts = [
            ActionButton("It arrived", lambda: self.received_asked.emit(self._line()), "check", dense=True),
            ActionButton("Chased it", lambda: self.chase_asked.emit(self._line()), "paper-plane-tilt", dense=True),
            ActionButton("Copy a chaser", lambda: self.chaser_asked.emit(self._line()), "copy", dense=True),
            ActionButton("Copy to their head", lambda: self.escalation_asked.emit(self._line()), "copy", dense=True),
            ActionButton("About the report", lambda: self._about("advice_report"), "file-text", dense=True),
            ActionButton("Send it back", lambda: self._about("advice_returned"), "x", dense=True),
            ActionButton("Ask for advice", self.request_asked.emit, "plus", dense=True),
            ActionButton("Name the psychologist", self.name_asked.emit, "brain", dense=True),
        ]
        empty = EmptyState("file-text", "No advice has been asked for",
                           "Advice is asked for once the council has decided to assess.")  # fmt: skip
        self.build("Advice", columns, 30, empty, acts, row_id=lambda r: r[0])

    def connect_acts(self, acts: CaseActs) -> None:
        """What the buttons ask for is done by the acts of the case."""
        self.chase_asked.connect(acts.chase)
        self.received_asked.connect(acts.received)
        self.chaser_asked.connect(acts.chaser)
        self.escalation_asked.connect(acts.escalation)
        self.about_asked.connect(lambda kind, body: acts.record_fact(kind, **({"body": body} if body else {})))
        self.request_asked.connect(lambda: acts.record_fact("advice_requested"))
        self.name_asked.connect(lambda: acts.ask("psychologist"))

    def show_case(self, view: CaseView) -> None:
        """Fill it."""
        self._view = view
        came = sum(line.in_hand for line in view.advice)
        named = f"Educational psychologist: {view.case.psychologist or 'nobody yet'}"
        rows = [(n, line, advice_cells(line, view.as_at)) for n, line in enumerate(view.advice, 1)]
        self.show_rows(rows, f"{came} of {len(rows)} in · {named}" if rows else named)

    def _line(self) -> AdviceLine | None:
        row = self.table.row_now()
        return row[1] if row is not None else None

    def _day(self, row: AdviceRow, which: str) -> str:
        day = getattr(row[1], which)
        return short(day, self._view.as_at) if day is not None and self._view is not None else "–"

    def _chased(self, row: AdviceRow) -> str:
        if self._view is None or not row[1].chased:
            return "–"
        return ", ".join(short(day, self._view.as_at) for day in row[1].chased)

    def _about(self, kind: str) -> None:
        line = self._line()
        self.about_asked.emit(kind, line.body if line is not None else "")

    def _age(self, row: AdviceRow) -> str:
        line, view = row[1], self._view
        months = line.months_old(view.as_at) if view is not None else None
        if months is None or line.written_on is None or view is None:
            return "–"
        return f"{short(line.written_on, view.as_at)}, {months} month{'' if months == 1 else 's'} old"

    def _stood(self, row: AdviceRow) -> StateCell:
        line, view = row[1], self._view
        limit = line.deadline
        if line.returned_on is not None and view is not None:
            return StateCell(Mark.DUE_SOON, f"sent back {short(line.returned_on, view.as_at)}")
        if limit is None or view is None:
            return StateCell(Mark.MET, "in, no limit")
        cell = state_cell(view, limit)
        return StateCell(cell.mark, cell.words)


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One step towards the plan: the duty or the setting, what is recorded, and how it stands."""

    id: int
    what: TwoLine
    done: str
    due: str
    state: StateCell | None


PLAN_RULES = ("A_DECIDE_NOT_ISSUE", "A_DRAFT_TARGET", "A_DRAFT_REPS", "A_SCHOOL_CONSULT", "A_FINAL_PLAN")
PLAN_FACTS = ("plan_decision_notified", "draft_plan_served", "representations_received", "setting_consulted",
              "setting_replied", "final_plan_sent")  # fmt: skip


class PlanTab(QWidget):
    """Towards the plan: decision, draft, comments, settings consulted, final plan."""

    record_asked = Signal(str)
    wording_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        columns: list[Column[PlanRow]] = [
            Column("what", "Step", lambda r: r.what, stretch=True, kind=Kind.TWO_LINE, narrow=True),
            Column("done", "On the record", lambda r: r.done, 300),
            Column("due", "Due", lambda r: r.due, 150, narrow=True),
            Column("state", "State", lambda r: r.state, 180, Kind.STATE, narrow=True),
        ]
        acts = [ActionButton(words, partial(self.record_asked.emit, kind), icon, dense=True)
                for words, kind, icon in (("Draft served", "draft_plan_served", "file-text"),
                                          ("Setting consulted", "setting_consulted", "paper-plane-tilt"),
                                          ("Setting replied", "setting_replied", "buildings"),
                                          ("Final plan sent", "final_plan_sent", "check"))]  # fmt: skip
        empty = EmptyState("file-text", "There is no plan to write yet",
                           "Steps stand here once the council is assessing.")  # fmt: skip
        self._tab: TableTab[PlanRow] = TableTab()
        self._tab.build("Plan", columns, 42, empty, acts, row_id=lambda r: r.id)
        self._tab.panel.add_to_heading(Link("Check wording", self.wording_asked.emit))
        stack = QVBoxLayout(self)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.addWidget(self._tab)

    def show_case(self, view: CaseView) -> None:
        """Fill it."""
        found = [d for d in view.timeline.deadlines if d.rule in PLAN_RULES]
        found.sort(key=lambda d: (PLAN_RULES.index(d.rule), d.due, d.subject))
        self._tab.show_rows([plan_row(view, n, d) for n, d in enumerate(found, 1)], "the steps in order")

    def panes(self) -> list[QWidget]:
        """What F6 moves between."""
        return self._tab.panes()


def plan_row(view: CaseView, number: int, d: Deadline) -> PlanRow:
    """One step as the table shows it."""
    done = ""
    if d.met_on is not None:
        entry = next((f for f in view.facts if f.stands and f.fact.on == d.met_on and f.fact.kind in PLAN_FACTS
                      and (not d.subject or d.subject in f.fact.attrs.values())), None)  # fmt: skip
        done = f"{fact_title(entry.fact.kind)}, {short(d.met_on, view.as_at)}" if entry else short(d.met_on, view.as_at)
    cell = state_cell(view, d)
    quiet = d.state is State.ENDED
    return PlanRow(number, TwoLine(duty_words(d), law_short(d.law)), done or "nothing yet", short(d.due, view.as_at),
                   None if quiet else StateCell(cell.mark, cell.words))  # fmt: skip
