"""What a team's roles are called.  Roles belong to the whole server, so each database's carry its name."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ehcp_desk.domain.access import Act, why_not
from ehcp_desk.domain.errors import NotAllowed

if TYPE_CHECKING:
    from sqlalchemy import Connection

ROLES = ("caseworker", "manager", "data_officer", "tribunal_officer", "auditor", "administrator")
"""What a person may be (``team add-user --role``)."""

_LONGEST = 63  # bytes of a name, to PostgreSQL
_OWNER, _ALL = "desk_owner", "desk"


@dataclass(frozen=True, slots=True)
class Names:
    """The roles of one database."""

    database: str

    @property
    def owner(self) -> str:
        """Owns every table; nobody signs in as it."""
        return f"{self.database}_{_OWNER}"

    @property
    def everybody(self) -> str:
        """Has what all who sign in have: the way in, and nothing on any table."""
        return f"{self.database}_{_ALL}"

    def group(self, role: str) -> str:
        """The role whose members have the rights of ``role``."""
        return f"{self.database}_{role}"

    @property
    def all(self) -> tuple[str, ...]:
        """Every role of the database."""
        return (self.owner, self.everybody, *map(self.group, ROLES))

    @property
    def too_long(self) -> bool:
        """True where PostgreSQL would cut a name short, and two of them might become one."""
        return any(len(name.encode()) > _LONGEST for name in self.all)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who a connection belongs to on a team's server: the name the journal carries, and the person's roles.

    ``owner`` is whoever looks after the server: may stand in for the owner of the tables and sees everything.
    """

    name: str
    roles: frozenset[str] = field(default_factory=frozenset)
    owner: bool = False


def is_team(connection: Connection) -> bool:
    """Whether this database was set up for a team."""
    asked = "SELECT count(*) FROM pg_roles WHERE rolname = current_database() || :what"
    return bool(connection.exec_driver_sql(asked.replace(":what", f"'_{_OWNER}'")).scalar())


def signed_in(connection: Connection) -> SignedIn | None:
    """Who is signed in; None where the database was not set up for a team."""
    if not is_team(connection):
        return None
    rows = connection.exec_driver_sql(
        "SELECT session_user::text, substr(rolname, length(current_database()) + 2) FROM pg_roles "
        "WHERE starts_with(rolname, current_database() || '_') AND pg_has_role(session_user, oid, 'MEMBER')"
    ).all()
    name = str(connection.exec_driver_sql("SELECT session_user::text").scalar_one())
    held = {str(role) for _, role in rows}
    return SignedIn(name, frozenset(held & set(ROLES)), _OWNER in held)


def refuse_members(who: SignedIn | None) -> None:
    """Raise NotAllowed for somebody of the team, who sees a part of the record and would carry it off as the whole."""
    if who is not None and not who.owner:
        raise NotAllowed(why_not(Act.BACKUP))


BECOME_OWNER = (
    "SELECT set_config('role', rolname, false) FROM pg_roles "
    f"WHERE rolname = current_database() || '_{_OWNER}' AND pg_has_role(session_user, oid, 'MEMBER')"
)
"""Said once on every new connection: whoever looks after a team's server works as the owner of its tables, so that
what a migration makes belongs to the owner and nobody but the owner passes the rules.  On any other it does nothing."""
