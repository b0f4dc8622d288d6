"""What a review found of each outcome: met, partly, not, or no longer relevant, with a word where it helps."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from ehcp_desk.domain.case_kinds import CASE_KINDS
from ehcp_desk.domain.plan_content import PlanLine
from ehcp_desk.domain.plan_sections import OUTCOMES
from ehcp_desk.services.casework.planning import judge_outcomes
from ehcp_desk.services.desk import Changes
from ehcp_desk.services.records.case_view import CaseView, case_view_by_id
from ui.context import PageContext
from ui.dialogs.changed_fields import ChangedFields
from ui.dialogs.controls import Control
from ui.dialogs.fields import Field, line_edit
from ui.dialogs.frame import DeskDialog
from ui.theme.type_scale import Role
from ui.widgets.date_field import DateField
from ui.widgets.segments import Segments
from ui.widgets.text import label

RESULTS = list(((CASE_KINDS["outcome_result"].attrs or {})["result"]).values.items())


class JudgeOutcomes(DeskDialog):
    """A row for each outcome of the newest version; one left unjudged is not recorded."""

    def __init__(self, context: PageContext, parent: QWidget | None, case_id: int) -> None:
        super().__init__(context, "Results of a review", parent, QSize(720, 600))
        today = context.desk.today()
        self._view: CaseView | None = None
        self.rows: dict[str, tuple[Segments, QLineEdit]] = {}
        self.judged: ChangedFields | None = None
        self.heading = label("", Role.QUESTION, wrap=True)
        self.on = DateField(today, "Day of the review", today)
        self.on.bound(None, today, "That day has not come yet. Record it on the day.")
        self.on_field = Field("&Day of the review", self.on, key="Alt+D", focus_on=self.on.line)
        self._stack = QVBoxLayout()
        self._stack.setSpacing(14)
        self.form.addWidget(self.heading)
        self.form.addWidget(self.on_field)
        self.form.addLayout(self._stack)
        self.form.addStretch(1)
        self.set_primary("Record the results")
        self.on_field.take_focus()
        desk = context.desk
        context.dispatcher.read(self, lambda _progress: case_view_by_id(desk, case_id), self.show_view, self.refused)

    def show_view(self, view: CaseView) -> None:
        """A row for each outcome."""
        self._view = view
        newest = view.plan.newest if view.plan is not None else None
        lines = view.plan.lines(newest.number) if view.plan is not None and newest is not None else ()
        outcomes = [line for line in lines if line.section in OUTCOMES]
        self.heading.setText(f"What the review found of the outcomes for {view.case.child.name}" if outcomes
                             else "The plan has no outcomes yet; they are written in section E.")  # fmt: skip
        if self.primary is not None:
            self.primary.setEnabled(bool(outcomes))
        for line in outcomes:
            self._add(line)
        self.order_tabs()
        if newest is not None:
            self._keep(f"outcomes.{view.case.id}.{newest.number}", view.case.id)

    def _keep(self, key: str, case_id: int) -> None:
        results: dict[str, Control] = {f"{name}.result": row for name, (row, _) in self.rows.items()}
        words: dict[str, Control] = {f"{name}.words": line for name, (_, line) in self.rows.items()}
        self.hold(on=self.on)
        self.judged = ChangedFields(self, results | words)
        self.judged.filled(key, case_id)

    def typed(self) -> Mapping[str, str]:
        """What a draft keeps."""
        return self.judged.changed() if self.judged is not None else {}

    def _add(self, line: PlanLine) -> None:
        result = Segments(RESULTS, name=f"{line.id}: {line.text}", unchosen=True)
        words = line_edit(f"{line.id}, in a few words")
        words.setPlaceholderText("In a few words, where it helps")
        self.rows[line.id] = result, words
        box = QVBoxLayout()
        box.setSpacing(4)
        box.addWidget(label(f"{line.id}  {line.text}", Role.STRONG, wrap=True))
        measure = line.part("measure")
        if measure:
            box.addWidget(label(f"Measured by: {measure}", Role.SMALL, wrap=True))
        box.addWidget(result)
        box.addWidget(words)
        self._stack.addLayout(box)

    def found(self) -> dict[str, tuple[str, str]]:
        """What was judged: outcome -> (result, words)."""
        return {name: (row.chosen, words.text().strip()) for name, (row, words) in self.rows.items() if row.chosen}

    def check(self) -> bool:
        """The day, a result beside all that was written, and at least one result."""
        if not super().check():
            return False
        if self.on.read() is None:
            self.on.setFocus(Qt.FocusReason.OtherFocusReason)
            return False
        lacking = next(
            (name for name, (row, words) in self.rows.items() if words.text().strip() and not row.chosen), ""
        )
        if lacking:
            self.rows[lacking][0].setFocus(Qt.FocusReason.OtherFocusReason)
            self.say_trouble(f"Choose the result of {lacking} beside the words about it, or empty the words.")
            return False
        if not self.found():
            self.say_trouble("Choose the result of at least one outcome.")
            return False
        return True

    def submit(self) -> None:
        """Record them in one act."""
        view, desk, day, found = self._view, self.context.desk, self.on.day, self.found()
        if view is None or day is None:
            return

        def work() -> Changes:
            return judge_outcomes(desk, view.case.ref, day, found, view.case.version)

        many = "1 outcome" if len(found) == 1 else f"{len(found)} outcomes"
        self.run(work, lambda changes: self.saved(changes, f"Recorded the result of {many}", undo=True))


def make(context: PageContext, parent: QWidget | None = None, case_id: int = 0) -> JudgeOutcomes:
    """The dialog, about one case."""
    return JudgeOutcomes(context, parent, case_id)
