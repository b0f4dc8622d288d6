"""Move one case or many to another team: which, and why; whoever holds them keeps them, and it can be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from ehcp_desk.domain.amounts import so_many
from ehcp_desk.domain.people import Staff
from ehcp_desk.services.desk import Changes
from ehcp_desk.services.oversight.staffing import staff
from ehcp_desk.services.oversight.team_moves import TeamMove, move_to_team, team_move
from ui.context import PageContext
from ui.dialogs.changed_fields import keep_fields
from ui.dialogs.fields import Field, choice, chosen, text_edit
from ui.dialogs.frame import DeskDialog
from ui.dialogs.taking_back import move_back, numbered
from ui.theme.type_scale import Role
from ui.widgets.text import label

SHOWN = 4
NO_OTHER = "There is no other team to choose; teams are made in Settings, Teams."


class MoveTeam(DeskDialog):
    """``case_ids`` are the cases; those that belong to the team chosen already are left out, and said."""

    def __init__(self, context: PageContext, parent: QWidget | None, case_ids: Sequence[int]) -> None:
        super().__init__(context, "Change team", parent, QSize(620, 460))
        self._ids = tuple(case_ids)
        self._told: TeamMove | None = None
        self.heading = label("Which team should have these cases?", Role.QUESTION, wrap=True)
        self.team = choice([], 360)
        self.team.currentIndexChanged.connect(lambda _place: self._look())
        self.team_field = Field("&Team", self.team, key="Alt+T")
        self.sentence = label(" ", wrap=True)
        self.left_out = label("", "second", wrap=True)
        self.reason = text_edit(3)
        self.reason_field = Field("&Reason, kept on every case", self.reason, key="Alt+R")
        self.form.addWidget(self.heading)
        self.form.addWidget(self.team_field)
        self.form.addWidget(self.sentence)
        self.form.addWidget(self.left_out)
        self.form.addWidget(self.reason_field, 1)
        self.set_primary("Move")
        if self.primary is not None:
            self.primary.setEnabled(False)
        keep_fields(self, f"move_team.{'-'.join(map(str, sorted(self._ids)))[:80]}", *self._ids, reason=self.reason)
        desk = context.desk
        context.dispatcher.read(self, lambda _progress: staff(desk), self._offer, self.say_error)

    def _offer(self, people: Staff) -> None:
        """The teams there are, each with who manages it; the first that most of the cases do not belong to is chosen."""
        self.team.blockSignals(True)
        for team in sorted(people.teams.values(), key=lambda one: one.name.casefold()):
            manager = people.officers.get(team.manager_id) if team.manager_id is not None else None
            self.team.addItem(f"{team.name}, {manager.name if manager else 'with no manager'}", team.name)
        self.team.setCurrentIndex(-1)
        self.team.blockSignals(False)
        if self.team.count() < 2:
            self.sentence.setText(NO_OTHER)
            return
        self.sentence.setText("Choose the team. Whoever holds a case keeps it until somebody else is named.")
        self.team.setFocus()

    def _look(self) -> None:
        """Say what it would do, as it is chosen now; until that is said, nothing can be moved."""
        desk, ids, team = self.context.desk, self._ids, chosen(self.team)
        self._told = None
        if self.primary is not None:
            self.primary.setEnabled(False)
        if team:
            read = self.context.dispatcher.latest
            read(self, lambda _progress: team_move(desk, ids, team), self._show, self.say_error, about="team")

    def _show(self, told: TeamMove) -> None:
        self._told = told
        count = len(told.cases)
        whose = told.cases[0].name if count == 1 else so_many(count, "case")
        self.heading.setText(
            f"Move {whose} to {told.team}?" if count else f"All of these belong to {told.team} already"
        )
        self.sentence.setText(" ".join((told.said, *told.warnings)) if count else "Choose another team.")
        self.context.messages.spoken.emit(self.sentence.text())
        named = [f"{row.name}, {row.ref}" for row in told.left_out[:SHOWN]]
        more = len(told.left_out) - SHOWN
        named += [f"and {so_many(more, 'more case')}"] if more > 0 else []
        self.left_out.setText(f"There already, and left as they are: {'; '.join(named)}." if named and count else "")
        if self.primary is not None:
            self.primary.set_words("Move the case" if count == 1 else f"Move {so_many(count, 'case')}")
            self.primary.setEnabled(bool(count))

    def problems(self) -> list[tuple[Field, str]]:
        """A team and a reason are needed."""
        found = [] if chosen(self.team) else [(self.team_field, "Choose the team.")]
        if not self.reason.toPlainText().strip():
            found.append((self.reason_field, "Say why; the reason stays with each case."))
        return found

    def submit(self) -> None:
        """Move them, all or none."""
        told, desk, reason = self._told, self.context.desk, self.reason.toPlainText()
        if told is None or not told.cases or told.team != chosen(self.team):
            return
        refs = [row.ref for row in told.cases]
        words = f"{refs[0] if len(refs) == 1 else so_many(len(refs), 'case')} moved to {told.team}"
        self.run_long(
            lambda progress: move_to_team(desk, refs, told.team, reason, told.versions, progress),
            partial(self._moved, words), "Moving the cases",
        )  # fmt: skip

    def refused(self, error: Exception) -> None:
        """Somebody wrote to one of the cases meanwhile: it is said, and they are looked at as they stand now."""
        super().refused(error)
        self._look()

    def _moved(self, words: str, changes: Changes) -> None:
        context = self.context
        self.finished_with()
        context.events.tell(changes.kinds, changes.cases, self)
        context.messages.done(numbered(words, changes), lambda: move_back(context, changes))
        if changes.warnings:
            context.messages.trouble(" ".join(changes.warnings))


def make(
    context: PageContext, parent: QWidget | None = None, case_ids: Sequence[int] = (), case_id: int = 0
) -> MoveTeam:
    """The dialog, about one case or many."""
    return MoveTeam(context, parent, case_ids or (case_id,))
