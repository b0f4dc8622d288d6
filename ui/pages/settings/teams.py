"""Teams and who manages them."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from ehcp_desk.domain.people import Role as Post
from ehcp_desk.domain.people import Team
from ehcp_desk.domain.wording import Mark
from ehcp_desk.services.desk import Changes
from ehcp_desk.services.oversight.staffing import StaffView, add_team, set_manager, staff_view
from ui.context import PageContext
from ui.dialogs.fields import Field, choice, chosen, line_edit
from ui.dialogs.frame import DeskDialog
from ui.models.cells import StateCell
from ui.models.columns import Column, Kind
from ui.models.row_model import RowModel
from ui.pages.settings.section import Section
from ui.theme.type_scale import Role
from ui.widgets.buttons import ActionButton
from ui.widgets.panel import Panel
from ui.widgets.row_table import RowTable
from ui.widgets.text import label

VACANT = "nobody: the post is vacant"
Numbered = tuple[int, Team, str, int, int]
"""The team's id, the team, its manager's name, people in post, and live cases they hold."""


class TeamsSection(Section):
    """Every deadline comes to a named person: where a case has no owner, its team's manager."""

    title = "Teams"
    sentence = "A case without an owner comes to its team’s manager, and past a vacant post to the service manager."
    kinds = ("staff", "owners")

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._view: StaffView | None = None
        panel = Panel("Teams")
        self.add = ActionButton("Add a team", self.add_team, "plus", dense=True)
        self.manager = ActionButton("Change the manager", self.change_manager, "user-circle-gear", dense=True)
        panel.add_to_heading(self.manager)
        panel.add_to_heading(self.add)
        self.rows: RowModel[Numbered] = RowModel(
            (
                Column("name", "Team", lambda r: r[1].name, 220, Kind.STRONG, stretch=True),
                Column("manager", "Manager", _manager, 240, Kind.STATE),
                Column("people", "People in post", lambda r: str(r[3]), 110, right=True),
                Column("cases", "Cases they hold", lambda r: f"{r[4]:,}", 124, right=True),
            ),
            lambda r: f"{r[1].name}: managed by {r[2] or 'nobody'}, {r[3]} people, {r[4]} cases.",
            row_id=lambda r: r[0],
        )
        self.table: RowTable[Numbered] = RowTable(self.rows, "Teams", two_line=False)
        self.table.opened.connect(lambda _team: self.change_manager())
        panel.add(self.table, 1)
        self.body.addWidget(panel, 1)

    def panes(self) -> list[QWidget]:
        """The table."""
        return [self.table]

    def reread(self) -> None:
        """Read the teams anew."""
        desk = self.context.desk
        self.context.dispatcher.read(self, lambda _p: staff_view(desk), self._show, self.context.messages.failed)

    def _show(self, view: StaffView) -> None:
        self._view = view
        people, held = view.people, view.held
        rows = []
        for team in sorted(people.teams.values(), key=lambda t: t.name.casefold()):
            members = [o for o in people.officers.values() if o.team_id == team.id]
            manager = people.officers.get(team.manager_id or 0)
            rows.append((team.id, team, manager.name if manager else "", sum(not view.has_left(o) for o in members),
                         sum(held.get(o.id, 0) for o in members)))  # fmt: skip
        self.rows.set_rows(rows)
        self.manager.setEnabled(bool(rows))

    def add_team(self) -> TeamDialog:
        """Open the dialog that makes a team."""
        dialog = TeamDialog(self.context, self)
        dialog.open()
        return dialog

    def change_manager(self) -> ManagerDialog | None:
        """Open the dialog that says who manages the team under the keys."""
        team_id = self.table.current_id()
        if self._view is None or team_id is None:
            return None
        dialog = ManagerDialog(self.context, self, self._view.people.teams[team_id], self._view)
        dialog.open()
        return dialog


class TeamDialog(DeskDialog):
    """A new team."""

    def __init__(self, context: PageContext, section: TeamsSection) -> None:
        super().__init__(context, "Add a team", section, QSize(460, 230))
        self._section = section
        self.name = line_edit(width=300, most=120)
        self.field = Field("&Name of the team", self.name, "Its manager is named afterwards.")
        self.form.addWidget(self.field)
        self.form.addStretch(1)
        self.set_primary("Add the team")
        self.field.take_focus()

    def problems(self) -> list[tuple[Field, str]]:
        """No name yet."""
        return [] if self.name.text().strip() else [(self.field, "Give the team a name.")]

    def submit(self) -> None:
        """Add it."""
        self.run(partial(add_team, self.context.desk, self.name.text()), self._done)

    def _done(self, changes: Changes) -> None:
        self.finished_with()
        self._section.saved(changes, f"The team {self.name.text().strip()} is added.")


class ManagerDialog(DeskDialog):
    """Who manages a team."""

    def __init__(self, context: PageContext, section: TeamsSection, team: Team, view: StaffView) -> None:
        super().__init__(context, f"Manager of {team.name}", section, QSize(480, 260))
        self._section, self._team = section, team
        here = [o for o in view.in_order() if not view.has_left(o)]
        managers = [o for o in here if o.role in (Post.MANAGER, Post.SERVICE_MANAGER)]
        others = [o for o in here if o not in managers]
        self.who = choice([("", VACANT), *((str(o.id), o.name) for o in (*managers, *others))], width=320)
        self.who.setCurrentIndex(max(0, self.who.findData(str(team.manager_id or ""))))
        self.form.addWidget(label(f"Who manages {team.name}?", Role.QUESTION))
        self.form.addWidget(Field("&Manager", self.who, "Cases of this team that nobody holds come to this person."))
        self.form.addStretch(1)
        self.set_primary("Save the manager")
        self.who.setFocus()

    def submit(self) -> None:
        """Save it."""
        picked = chosen(self.who)
        self.run(partial(set_manager, self.context.desk, self._team.id, int(picked) if picked else None), self._done)

    def _done(self, changes: Changes) -> None:
        self.finished_with()
        self._section.saved(changes, f"{self._team.name}: the manager is saved.")


def _manager(row: Numbered) -> StateCell | str:
    return row[2] or StateCell(Mark.UNASSIGNED, "nobody")
