"""Plan the move to the next school of many children at once: which move, on which day, and what follows from it (reg 18)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from ehcp_desk.domain.amounts import so_many
from ehcp_desk.domain.date_text import AHEAD
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.phases import PHASES
from ehcp_desk.services.oversight.moves import MovesToPlan, moves_to_plan, plan_moves
from ui.context import PageContext
from ui.dialogs.fields import Field, choice, chosen
from ui.dialogs.frame import DeskDialog
from ui.theme.type_scale import Role
from ui.widgets.date_field import DateField
from ui.widgets.text import label

SHOWN = 4


class PlanMoves(DeskDialog):
    """The move after the year most of the children are in is proposed; whoever has one planned already is left out."""

    def __init__(self, context: PageContext, parent: QWidget | None, case_ids: Sequence[int]) -> None:
        super().__init__(context, "Plan the moves", parent, QSize(620, 430))
        self._cases = tuple(case_ids)
        self._told: MovesToPlan | None = None
        self._proposed = self._dated = False
        today = context.desk.today()
        self.heading = label("Plan the moves", Role.QUESTION, wrap=True)
        self.phase = choice(list(PHASES.items()), 360)
        self.phase.setEnabled(False)
        self.on = DateField(today, "Day of the move", None, AHEAD)
        self.on.bound(today + timedelta(1), None, "A move is planned for a day to come. Type the day of the move.")
        self.sentence = label(" ", wrap=True)
        self.left_out = label("", "second", wrap=True)
        self.form.addWidget(self.heading)
        self.form.addWidget(Field("&Which move", self.phase, key="Alt+W"))
        self.form.addWidget(Field("&Day of the move", self.on, key="Alt+D", focus_on=self.on.line))
        self.form.addWidget(self.sentence)
        self.form.addWidget(self.left_out)
        self.form.addStretch(1)
        self.set_primary("Plan the moves")
        self.note.setText("Each is an entry of its case; withdraw it where a child stays.")
        self.phase.activated.connect(lambda _n: self._look())
        self.on.changed.connect(lambda _day: self._look())
        self._look()

    def _look(self) -> None:
        """Say what it would do, as it is chosen now; until that is said, nothing can be planned."""
        desk, cases, day = self.context.desk, self._cases, self.on.day
        phase = chosen(self.phase) if self._proposed else ""
        self._told = None
        if self.primary is not None:
            self.primary.setEnabled(False)
        read = self.context.dispatcher.latest
        read(self, lambda _progress: moves_to_plan(desk, cases, phase, day), self._show, self._not_said, about="moves")

    def _not_said(self, error: Exception) -> None:
        """No move could be proposed: whoever sits here chooses it."""
        if not self._proposed:
            self._proposed = True
            self.phase.setEnabled(True)
            self.phase.setCurrentIndex(-1)
            self.phase.setFocus()
        self.say_error(error)

    def _show(self, told: MovesToPlan) -> None:
        first, self._told, self._proposed = not self._proposed, told, True
        self.trouble.say("")
        if first:
            self.phase.setEnabled(True)
            self.phase.setCurrentIndex(self.phase.findData(told.phase))
            self.phase.setFocus()
        if not self._dated:
            self._dated = True
            self.on.blockSignals(True)
            self.on.set_day(told.on)
            self.on.blockSignals(False)
        self.sentence.setText(told.said)
        self.context.messages.spoken.emit(told.said)
        several = [f"{row.name}, {row.ref}: {why}" for row, why in told.left_out[:SHOWN]]
        more = len(told.left_out) - SHOWN
        several += [f"and {so_many(more, 'more child', 'more children')}"] if more > 0 else []
        self.left_out.setText("Left out: " + "; ".join(several) + "." if several else "")
        named = f"Plan {len(told.cases)} of {so_many(len(self._cases), 'move')}"
        self.heading.setText(named)
        if self.primary is not None:
            self.primary.set_words(named)
            self.primary.setEnabled(bool(told.cases))

    def submit(self) -> None:
        """Plan them, all or none."""
        told, desk = self._told, self.context.desk
        if told is None or (told.phase, told.on) != (chosen(self.phase), self.on.day):
            return
        day, phase = told.on, told.phase
        cases = [row.id for row in told.cases]
        words = f"{so_many(len(cases), 'move')} planned for {in_words(day)}"
        self.run_long(lambda progress: plan_moves(desk, cases, phase, day, progress),
                      lambda changes: self.saved(changes, words, undo=True), "Planning the moves")  # fmt: skip


def make(context: PageContext, parent: QWidget | None = None, case_ids: Sequence[int] = ()) -> PlanMoves:
    """The dialog, about these cases."""
    return PlanMoves(context, parent, case_ids)
