"""The one team a command is asked about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.people import only_of

if TYPE_CHECKING:
    from ehcp_desk.services.desk import Desk


@dataclass(frozen=True, slots=True)
class OneTeam:
    """The team a command was asked for; no number and no name for every team's cases."""

    id: int | None = None
    name: str = ""

    @property
    def told(self) -> dict[str, str | None]:
        """The same in a JSON document."""
        return {"team": self.name or None}

    @property
    def said(self) -> str:
        """What stands over figures of this team's cases alone."""
        return f"{only_of(self.name)}\n" if self.name else ""


def team_named(desk: Desk, name: str) -> OneTeam:
    """The team of a name, every team where none is named.  Raises BadInput, with the teams there are, for an unknown one."""
    if not name:
        return OneTeam()
    with desk.store.read() as work:
        teams = work.staff().teams.values()
    found = next((OneTeam(t.id, t.name) for t in teams if t.name.casefold() == name.casefold()), None)
    if found is None:
        raise BadInput(f"There is no team called {name}; there are: {', '.join(sorted(t.name for t in teams))}.")
    return found
