"""People: who works here, in which post, who is away and who covers, and who has left."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QWidget

from ehcp_desk.domain.dates import between, short
from ehcp_desk.domain.people import Officer, days_words
from ehcp_desk.domain.wording import Mark
from ehcp_desk.services.oversight.leaving import held_by
from ehcp_desk.services.oversight.staffing import ROLE_WORDS, StaffView, staff_view
from ui.context import PageContext
from ui.models.cells import StateCell, TwoLine
from ui.models.columns import Column, Kind
from ui.models.row_model import RowModel
from ui.pages.settings.person_dialogs import AwayDialog, LeavingDialog, PersonDialog
from ui.pages.settings.section import Section
from ui.theme.type_scale import Role
from ui.widgets.buttons import ActionButton
from ui.widgets.panel import PAD, Panel
from ui.widgets.row_table import RowTable
from ui.widgets.text import label

TO_MATCH = "to be matched"
Numbered = tuple[int, Officer, StaffView]


class PeopleSection(Section):
    """Everybody who holds cases or works beside those who do."""

    title = "People"
    sentence = "Who works here and who covers for whom. Somebody can leave once every case they hold has another owner."
    kinds = ("staff", "owners")

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.view: StaffView | None = None
        panel = Panel("People", note=" ")
        self._panel = panel
        self.change = ActionButton("Change", self.change_person, "pencil-simple-line", dense=True)
        self.away = ActionButton("Days away", self.record_absence, "calendar-blank", dense=True)
        self.leaving = ActionButton("Record a last day", self.record_leaving, "minus-circle", dense=True)
        self.new = ActionButton("Add a person", self.add_person, "plus", dense=True)
        for act in (self.change, self.away, self.leaving, self.new):
            panel.add_to_heading(act)
        self.rows: RowModel[Numbered] = RowModel(_columns(), _sentence, row_id=lambda r: r[0])
        self.table: RowTable[Numbered] = RowTable(self.rows, "People", settings=context.settings)
        self.table.opened.connect(lambda _person: self.change_person())
        self.table.current_changed.connect(lambda _person: self._name_acts())
        panel.add(self.table, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(PAD, 5, PAD, 6)
        self._chosen = label("", Role.SMALL, wrap=True)
        foot.addWidget(self._chosen)
        panel.body.addLayout(foot)
        self.body.addWidget(panel, 1)

    def panes(self) -> list[QWidget]:
        """The table."""
        return [self.table]

    def reread(self) -> None:
        """Read the staff anew."""
        desk = self.context.desk
        self.context.dispatcher.read(self, lambda _p: staff_view(desk), self._show, self.context.messages.failed)

    def _show(self, view: StaffView) -> None:
        self.view = view
        everybody = view.in_order()
        here = [o for o in everybody if not view.has_left(o)]
        unmatched = sum(o.placeholder for o in here)
        matched = f", {unmatched} to be matched" if unmatched else ""
        left = f", {len(everybody) - len(here)} who left" if len(everybody) > len(here) else ""
        self._panel.set_note(f"{len(here)} in post{matched}{left}")
        self.rows.set_rows([(o.id, o, view) for o in everybody])
        self._name_acts()

    @property
    def person(self) -> Officer | None:
        """The person under the keys."""
        return self.view.people.officers.get(self.table.current_id() or 0) if self.view else None

    def _name_acts(self) -> None:
        person = self.person
        gone = person is not None and self.view is not None and self.view.has_left(person)
        self.change.setEnabled(person is not None)
        held = self.view.held.get(person.id, 0) if person and self.view else 0
        self.away.setEnabled(person is not None and not gone)
        self.leaving.setEnabled(person is not None and (not gone or bool(held)))
        self.leaving.set_words("Spread their cases" if gone else "Record a last day")
        if person is None:
            self._chosen.setText("Choose a person to change them.")
        elif person.placeholder:
            self._chosen.setText(f"{person.name} is a name from a file. Change makes it a person: give the whole name.")
        else:
            holds = f"holds {held:,} case{'s' if held != 1 else ''}" if held else "holds no cases"
            self._chosen.setText(f"{person.name} {holds}. Enter changes the entry.")

    # -- acts --------------------------------------------------------------------------------------------------

    def add_person(self) -> PersonDialog | None:
        """Open the dialog for somebody new."""
        return self._open(None)

    def change_person(self) -> PersonDialog | None:
        """Open the dialog for the person under the keys."""
        return self._open(self.person) if self.person is not None else None

    def _open(self, person: Officer | None) -> PersonDialog | None:
        if self.view is None:
            return None
        dialog = PersonDialog(self.context, self, self.view, person, self.saved)
        dialog.open()
        return dialog

    def record_absence(self) -> AwayDialog | None:
        """Open the dialog for days away, new or put right."""
        if self.view is None or self.person is None:
            return None
        dialog = AwayDialog(self.context, self, self.view, self.person, self.saved)
        dialog.open()
        return dialog

    def record_leaving(self) -> LeavingDialog | None:
        """Open the dialog for a last day; for somebody who has left, share out what they still hold."""
        if self.view is None or self.person is None:
            return None
        if self.view.has_left(self.person):
            self._spread(self.person)
            return None
        held = self.view.held.get(self.person.id, 0)
        dialog = LeavingDialog(self.context, self, self.person, held, self.saved)
        dialog.open()
        return dialog

    def _spread(self, person: Officer) -> None:
        context, desk, name = self.context, self.context.desk, person.name
        context.dispatcher.read(self, lambda _p: held_by(desk, name), lambda ids: context.ask("assign", case_ids=ids),
                                context.messages.failed)  # fmt: skip


def _columns() -> tuple[Column[Numbered], ...]:
    return (
        Column("name", "Name", _name, 176, Kind.TWO_LINE, stretch=True, narrow=True),
        Column("role", "Role", lambda r: ROLE_WORDS[r[1].role], 148, narrow=True),
        Column("team", "Team", _team, 110),
        Column("posts", "Posts", lambda r: f"{r[1].fte:g}", 60, right=True),
        Column("days", "Days", lambda r: days_words(r[1]), 146),
        Column("cases", "Cases", lambda r: f"{r[2].held.get(r[1].id, 0):,}", 64, right=True, narrow=True),
        Column("since", "Started", lambda r: _day(r, r[1].started_on), 134, right=True),
        Column("away", "Away or left", _away, 270, Kind.TWO_LINE),
    )


def _name(row: Numbered) -> TwoLine | StateCell:
    officer = row[1]
    if officer.placeholder:
        return StateCell(Mark.UNKNOWN, officer.name, TO_MATCH)
    return TwoLine(officer.name, officer.email, bold=True)


def _team(row: Numbered) -> str:
    team = row[2].people.teams.get(row[1].team_id or 0)
    return team.name if team else "–"


def _day(row: Numbered, day: date | None) -> str:
    return short(day, row[2].as_at) if day is not None else "not known"


def _away(row: Numbered) -> TwoLine | str:
    _, officer, view = row
    if officer.left_on is not None:
        said = "left" if view.has_left(officer) else "leaves"
        return f"{said} {short(officer.left_on, view.as_at)}"
    absence = view.next_absence(officer)
    if absence is None:
        return "–"
    cover = view.people.officers.get(absence.cover_id or 0)
    covers = f"{cover.name} covers" if cover else "nobody covers: it goes to the manager"
    return TwoLine(f"away {between(absence.first_day, absence.last_day, view.as_at)}", covers)


def _sentence(row: Numbered) -> str:
    _, officer, view = row
    held = view.held.get(officer.id, 0)
    unmatched = f", {TO_MATCH}" if officer.placeholder else ""
    away = _away(row)
    told = f" {away.top}, {away.bottom}." if isinstance(away, TwoLine) else "" if away == "–" else f" {away}."
    return f"{officer.name}{unmatched}, {ROLE_WORDS[officer.role]}, {officer.fte:g} of full time, {held} cases.{told}"
