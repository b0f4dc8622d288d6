"""Why this date?  Every date on the case at the left; the proof of the one under the keys at the right."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from ehcp_desk.clock.model import Deadline, Unknown
from ehcp_desk.domain.wording import Mark
from ehcp_desk.services.records.case_view import CaseView
from ehcp_desk.services.records.proofs import DateProof, proof_of, why_unknown
from ui.context import PageContext
from ui.models.cells import Entry, StateCell
from ui.models.columns import Column, Kind
from ui.pages.case.deadline_words import every_entry
from ui.pages.case.lists import ShortList
from ui.pages.case.overview import Numbered
from ui.pages.case.proof_panel import ProofPanel
from ui.theme.type_scale import Role
from ui.widgets.panel import Panel, rule
from ui.widgets.text import label

LIST_WIDTH, NARROW = 350, 820
HINT = "Up and Down move through the dates. The proof on the right follows."


class ClockTab(QWidget):
    """``choose`` goes to a date; ``proof`` is the one shown."""

    print_asked = Signal(str, tuple, str)
    document_asked = Signal(int)
    stacked_height = 560

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._context = context
        self._view: CaseView | None = None
        self.proof: DateProof | None = None
        column: Column[Numbered] = Column(
            "entry", "Every date on this case", lambda row: row.entry, kind=Kind.ENTRY, stretch=True
        )
        self.dates: ShortList[Numbered] = ShortList([column], "Every date on this case", 42, lasting=True)
        self.panel = Panel("Every date on this case", aside=" ")
        self.panel.add(self.dates, 1)
        self.panel.add(rule())
        hint = label(HINT, Role.SMALL, wrap=True)
        hint.setContentsMargins(14, 8, 14, 8)
        self.panel.add(hint)
        self.shown = ProofPanel()
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(8)
        self._line.addWidget(self.panel)
        self._line.addWidget(self.shown, 1)
        self.panel.setFixedWidth(LIST_WIDTH)
        self.dates.current_changed.connect(lambda _id: self._follow())
        self.dates.opened.connect(lambda _id: self.shown.copy.setFocus(Qt.FocusReason.TabFocusReason))
        self.shown.copy_asked.connect(self.copy)
        self.shown.print_asked.connect(self.print_proof)
        self.shown.document_asked.connect(self._open_document)

    def show_case(self, view: CaseView) -> None:
        """List every date, those that cannot be known last."""
        self._view = view
        every = sorted(view.timeline.deadlines, key=lambda d: (d.due, not d.binds, d.rule, d.subject))
        rows = [Numbered(n, every_entry(view, d), d) for n, d in enumerate(every, 1)]
        for unknown in view.timeline.unknown:
            duty, why = why_unknown(self._context.desk, unknown)
            cell = StateCell(Mark.UNKNOWN, "not known", why)
            rows.append(Numbered(len(rows) + 1, Entry(duty, "", state=cell), unknown))
        self.panel.set_aside(str(len(rows)))
        self.dates.show_rows(rows)
        if self.dates.row_now() is None:
            self.proof = None  # never that of the child shown before
            self._start()
        else:
            self._follow()

    def showEvent(self, event: QShowEvent) -> None:
        """A proof is there from the first look, and worked out no sooner."""
        super().showEvent(event)
        self._start()

    def _start(self) -> None:
        """With no date chosen yet, and the tab in sight: the duty that bites next, else the first date."""
        if self._view is None or not self.isVisible() or self.dates.row_now() is not None:
            return
        if self._view.next is not None:
            self.choose(self._view.next.rule, due=self._view.next.due)
        if self.dates.row_now() is None and self.dates.model_of_rows.rowCount():
            self.dates.select_row(0)

    def choose(self, rule_id: str, subject: str | None = None, due: date | None = None) -> None:
        """Go to the last date of a rule, of those about ``subject`` and on ``due`` where these are given."""
        rows = [self.dates.model_of_rows.row_at(n) for n in range(self.dates.model_of_rows.rowCount())]
        for row in reversed([r for r in rows if r is not None]):
            limit = row.value
            if (
                isinstance(limit, Deadline)
                and limit.rule == rule_id
                and subject in (None, limit.subject)
                and due in (None, limit.due)
            ):
                self.dates.select_id(row.id)
                return

    def panes(self) -> list[QWidget]:
        """What F6 moves between."""
        return [self.dates, self.shown]

    def copy(self) -> None:
        """The proof on the clipboard, as text."""
        if self.proof is not None:
            QGuiApplication.clipboard().setText(self.proof.as_text())
            self._context.messages.status("The proof is on the clipboard.")

    def _follow(self) -> None:
        row = self.dates.row_now()
        if row is None or self._view is None:
            return
        if isinstance(row.value, Deadline):
            self._prove(row.value)
        elif isinstance(row.value, Unknown):
            self.proof = None
            self.shown.show_unknown(*why_unknown(self._context.desk, row.value))

    def _prove(self, deadline: Deadline) -> None:
        """The proof is pure and quick; it is worked out on a reader all the same, as everything is."""
        desk, view = self._context.desk, self._view
        if view is None:
            return

        def show(proof: DateProof) -> None:
            row = self.dates.row_now()
            if row is not None and row.value is deadline:
                self.proof = proof
                self.shown.show_proof(proof)

        work = self._context.dispatcher.read
        work(self, lambda _progress: proof_of(desk, view, deadline), show, self._context.messages.failed)

    def print_proof(self) -> None:
        """The proof that is shown, on paper."""
        if self.proof is not None:
            about = f"{self.proof.about}. {self.proof.child}, {self.proof.ref}"
            self.print_asked.emit(self.proof.title, self.proof.paper_lines(), about)

    def _open_document(self) -> None:
        if self.proof is not None and self.proof.document_id is not None:
            self.document_asked.emit(self.proof.document_id)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """One above the other on a narrow window."""
        super().resizeEvent(event)
        narrow = self.width() < NARROW
        self._line.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        self.panel.setMinimumWidth(0 if narrow else LIST_WIDTH)
        self.panel.setMaximumWidth(16777215 if narrow else LIST_WIDTH)
        self.panel.setMaximumHeight(220 if narrow else 16777215)
