"""Dialogs about one person: the entry itself, days away with cover, and a last day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ehcp_desk.domain.date_text import AHEAD
from ehcp_desk.domain.dates import DAYS, between
from ehcp_desk.domain.errors import DeskError
from ehcp_desk.domain.people import WEEK, Absence, Officer
from ehcp_desk.domain.people import Role as Post
from ehcp_desk.domain.worklist import CaseQuery, Scope
from ehcp_desk.services.desk import Changes
from ehcp_desk.services.oversight.leaving import held_by, leave
from ehcp_desk.services.oversight.staffing import (
    ROLE_WORDS,
    StaffView,
    add_absence,
    add_officer,
    change_absence,
    change_officer,
)
from ui.context import PageContext
from ui.dialogs.assign import Leaving
from ui.dialogs.fields import Field, choice, chosen, line_edit
from ui.dialogs.frame import DeskDialog
from ui.theme.type_scale import Role
from ui.widgets.date_field import DateField
from ui.widgets.text import label
from ui.widgets.tick import Tick

Saved = Callable[[Changes, str], object]
WIDE = 320


class PersonDialog(DeskDialog):
    """Somebody new, or what has changed of somebody.  Changing a name from a file makes it a person."""

    def __init__(
        self, context: PageContext, parent: QWidget, view: StaffView, person: Officer | None, saved: Saved
    ) -> None:
        title = f"Change {person.name}" if person else "Add a person"
        super().__init__(context, title, parent, QSize(640, 500))
        self._person, self._after = person, saved
        officer = person or Officer(0, "", started_on=context.desk.today())
        self.name = line_edit(width=WIDE, most=120)
        self.name.setText(officer.name)
        self.role = choice([(str(role), words) for role, words in ROLE_WORDS.items()], width=WIDE)
        self.role.setCurrentIndex(self.role.findData(str(officer.role)))
        teams = sorted(view.people.teams.values(), key=lambda t: t.name.casefold())
        self.team = choice([("", "No team"), *((str(t.id), t.name) for t in teams)], width=200)
        self.team.setCurrentIndex(max(0, self.team.findData(str(officer.team_id or ""))))
        self.posts = line_edit(width=80, most=6)
        self.posts.setText(f"{officer.fte:g}")
        self.days = [Tick(name) for name in WEEK]
        for number, tick in enumerate(self.days):
            tick.setChecked(number not in officer.days_off)
            tick.setAccessibleName(f"Works {DAYS[number]}s")
        self.email = line_edit(width=WIDE, most=200)
        self.email.setText(officer.email)
        self.started = DateField(context.desk.today(), "Started", officer.started_on, required=False)
        self.name_field = Field("&Name", self.name, "As families know them. Every name on the list is different.")
        self.posts_field = Field("&Posts", self.posts, "1 is full time, 0.6 three days.")
        self.days_field = Field(
            "&Days worked",
            _in_a_row(self.days),
            "On other days the team manager answers for what falls due.",
            focus_on=self.days[0],
        )
        self._lay_out()
        self.set_primary("Save the change" if person else "Add the person")
        if person is not None and person.placeholder:
            self.note.setText("Saving makes this name from a file a person.")
        self.name_field.take_focus()

    def _lay_out(self) -> None:
        role, team, email = Field("&Role", self.role), Field("&Team", self.team), Field("&Email", self.email)
        started = Field("&Started", self.started, focus_on=self.started.line)
        for fields in ((self.name_field,), (role,), (team, self.posts_field), (email, started)):
            line = QHBoxLayout()
            line.setSpacing(16)
            for field in fields:
                line.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
            self.form.addLayout(line)
        self.form.addWidget(self.days_field)
        self.form.addStretch(1)

    def _days_off(self) -> frozenset[int]:
        return frozenset(number for number, tick in enumerate(self.days) if not tick.isChecked())

    def problems(self) -> list[tuple[Field, str]]:
        """A name that is missing, hours that are no number, no day worked."""
        found = []
        if not self.name.text().strip():
            found.append((self.name_field, "Give the person’s name."))
        if self._posts() is None:
            found.append((self.posts_field, "Type a number up to 1.2, such as 1 or 0.6."))
        if len(self._days_off()) == len(WEEK):
            found.append((self.days_field, "Tick at least one day."))
        return found

    def _posts(self) -> float | None:
        try:
            fte = float(self.posts.text().strip())
        except ValueError:
            return None
        return fte if 0 < fte <= 1.2 else None

    def submit(self) -> None:
        """Save."""
        team = chosen(self.team)
        wanted = replace(
            self._person or Officer(0, ""),
            name=self.name.text(),
            role=Post(chosen(self.role)),
            team_id=int(team) if team else None,
            fte=self._posts() or 1.0,
            email=self.email.text().strip(),
            placeholder=False,
            started_on=self.started.read(),
            days_off=self._days_off(),
        )
        desk, seen = self.context.desk, self._person
        self.run(
            partial(change_officer, desk, wanted, seen) if seen else partial(add_officer, desk, wanted), self._done
        )

    def refused(self, error: Exception) -> None:
        """Two people of one name, now or before: the sentence belongs under the name."""
        if isinstance(error, DeskError) and ("already somebody" in str(error) or "somebody else was" in str(error)):
            self.name_field.set_wrong(str(error))
            self.name_field.take_focus()
        else:
            super().refused(error)

    def _done(self, changes: Changes) -> None:
        self.finished_with()
        name = " ".join(self.name.text().split())
        self._after(changes, f"{name} is saved." if self._person else f"{name} is added.")


class AwayDialog(DeskDialog):
    """Days away and who covers: the cover's name stands on every case for those days.  Days that were recorded can be put
    right or taken away here, with the reason: somebody is back early, a day was mistyped."""

    def __init__(self, context: PageContext, parent: QWidget, view: StaffView, person: Officer, saved: Saved) -> None:
        super().__init__(context, f"{person.name} is away", parent, QSize(600, 470))
        self._person, self._after = person, saved
        today = context.desk.today()
        self._ahead = [a for a in view.people.absences if a.officer_id == person.id and a.last_day >= today]
        self.which = choice([("", "Days that are not recorded yet"), *((str(a.id), _away_words(a, view)) for a in self._ahead)],
                            width=420)  # fmt: skip
        self.first = DateField(today, "First day away", None, AHEAD)
        self.last = DateField(today, "Last day away", None, AHEAD)
        others = [o for o in view.in_order() if o.id != person.id and not view.has_left(o) and not o.placeholder]
        nobody = "nobody: it goes to the team manager"
        self.cover = choice([("", nobody), *((str(o.id), _cover_words(o, view)) for o in others)], width=WIDE)
        self.reason = line_edit(width=WIDE, most=200)
        self.first_field = Field("&First day", self.first, focus_on=self.first.line)
        self.last_field = Field("&Last day", self.last, "Both days are counted.", focus_on=self.last.line)
        self.reason_field = Field("&Reason", self.reason, "Leave, training; nothing about health.")
        self._lay_out()
        self.set_primary("Save the days away")
        if self._ahead:
            self.remove = self.add_act("Take them off the record", self._remove)
            self.which.currentIndexChanged.connect(lambda _row: self._show_chosen())
            self._show_chosen()
        self.first_field.take_focus()

    def _lay_out(self) -> None:
        self.form.addWidget(label(f"When is {self._person.name} away, and who covers?", Role.QUESTION))
        if self._ahead:
            self.form.addWidget(
                Field("&Which days", self.which, "Choose days that are recorded to change them or to take them off.")
            )
        line = QHBoxLayout()
        line.setSpacing(16)
        line.addWidget(self.first_field, 1, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.last_field, 1, Qt.AlignmentFlag.AlignTop)
        self.form.addLayout(line)
        self.form.addWidget(Field("&Cover", self.cover, "Their deadlines come to this person meanwhile."))
        self.form.addWidget(self.reason_field)
        self.form.addStretch(1)

    @property
    def _seen(self) -> Absence | None:
        """The recorded days that are chosen; None for new ones."""
        return next((a for a in self._ahead if str(a.id) == chosen(self.which)), None)

    def _show_chosen(self) -> None:
        seen = self._seen
        self.first.set_day(seen.first_day if seen else None)
        self.last.set_day(seen.last_day if seen else None)
        self.cover.setCurrentIndex(max(0, self.cover.findData(str(seen.cover_id or ""))) if seen else 0)
        self.remove.setVisible(seen is not None)

    def problems(self) -> list[tuple[Field, str]]:
        """Days that are missing or the wrong way round; of days that change, no reason."""
        first, last = self.first.read(), self.last.read()
        if first is None:
            return [(self.first_field, "Say the first day away.")]
        if last is None:
            return [(self.last_field, "Say the last day away; it may be the same day.")]
        if last < first:
            return [(self.last_field, "The last day comes before the first; check the days.")]
        return self._unreasoned()

    def _unreasoned(self) -> list[tuple[Field, str]]:
        silent = self._seen is not None and not self.reason.text().strip()
        return [(self.reason_field, "Say why they change; the reason stays in the journal.")] if silent else []

    def submit(self) -> None:
        """Save."""
        first, last, cover = self.first.day, self.last.day, chosen(self.cover)
        if first is None or last is None:
            return
        desk, seen, person, why = self.context.desk, self._seen, self._person.id, self.reason.text()
        covered_by = int(cover) if cover else None
        if seen is None:
            self.run(partial(add_absence, desk, person, first, last, covered_by, why), self._done)
        else:
            wanted = replace(seen, first_day=first, last_day=last, cover_id=covered_by)
            self.run(partial(change_absence, desk, seen, wanted, why), self._done)

    def _remove(self) -> None:
        seen, wrong = self._seen, self._unreasoned()
        self.reason_field.set_wrong(wrong[0][1] if wrong else "")
        if wrong:
            self.reason_field.take_focus()
        elif seen is not None:
            self.run(partial(change_absence, self.context.desk, seen, None, self.reason.text()), self._done)

    def _done(self, changes: Changes) -> None:
        self.finished_with()
        self._after(changes, f"The days {self._person.name} is away are saved.")


class LeavingDialog(DeskDialog):
    """A last day.  Nobody leaves with a case: each needs another owner, which is asked next and recorded with the day."""

    def __init__(self, context: PageContext, parent: QWidget, person: Officer, held: int, saved: Saved) -> None:
        super().__init__(context, f"{person.name} leaves", parent, QSize(560, 290))
        self._person, self._after = person, saved
        self.last = DateField(context.desk.today(), "Last working day", context.desk.today(), AHEAD)
        self.form.addWidget(label(f"When is {person.name}’s last working day?", Role.QUESTION, wrap=True))
        self.field = Field("&Last working day", self.last, "The record keeps the name on everything they did.",
                           focus_on=self.last.line)  # fmt: skip
        self.form.addWidget(self.field)
        self.form.addStretch(1)
        if held:
            cases = f"{held:,} case{'s' if held != 1 else ''}"
            self.set_primary(f"Spread the {cases}")
            self.add_act("Show them", self._show_cases)
        else:
            self.set_primary("Save the last day")
        self.field.take_focus()

    def problems(self) -> list[tuple[Field, str]]:
        """No day."""
        return [] if self.last.read() else [(self.field, "Say the last working day.")]

    def submit(self) -> None:
        """Save; while they hold a case, first ask who takes each, and record both in one act."""
        day, desk, name = self.last.day, self.context.desk, self._person.name
        if day is None:
            return
        self.run(partial(held_by, desk, name), lambda ids: self._spread(ids, day) if ids else self._save(day))

    def _save(self, day: date) -> None:
        self.run(partial(leave, self.context.desk, self._person.id, day), self._done)

    def _spread(self, case_ids: list[int], day: date) -> None:
        leaving = Leaving(self._person.id, self._person.name, day)
        context = self.context
        self.finished_with()
        context.ask("assign", case_ids=case_ids, leaving=leaving)

    def _show_cases(self) -> None:
        self.reject()
        query = CaseQuery(self.context.desk.today(), Scope.LIVE, owners=(self._person.id,))
        self.context.navigate("cases", query=query, words=self._person.name)

    def _done(self, changes: Changes) -> None:
        self.finished_with()
        self._after(changes, f"{self._person.name}’s last day is saved.")


def _in_a_row(ticks: list[Tick]) -> QWidget:
    box = QWidget()
    line = QHBoxLayout(box)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(14)
    for tick in ticks:
        line.addWidget(tick)
    line.addStretch(1)
    return box


def _cover_words(officer: Officer, view: StaffView) -> str:
    held = view.held.get(officer.id, 0)
    return f"{officer.name}, {held:,} cases" if held else officer.name


def _away_words(absence: Absence, view: StaffView) -> str:
    cover = view.people.officers.get(absence.cover_id or 0)
    return f"{between(absence.first_day, absence.last_day, view.as_at)}, {f'{cover.name} covers' if cover else 'nobody covers'}"
