"""Whether desks of a council may keep a copy of their person's cases for the time the server cannot be reached."""

from __future__ import annotations

from ehcp_desk.domain.access import Act
from ehcp_desk.domain.journal import NewEntry
from ehcp_desk.domain.last_copy import ALLOWED
from ehcp_desk.services.desk import Changes, Desk


def copies_allowed(desk: Desk) -> bool:
    """Whether they may; not, unless somebody said so."""
    with desk.store.read() as work:
        return work.setting(ALLOWED) == "on"


def allow_copies(desk: Desk, allowed: bool) -> Changes:
    """Say whether they may.  Where they may not any more, each desk takes its copy away when it next connects."""
    desk.need(Act.SETTINGS)
    with desk.store.write(desk.user, desk.now()) as work:
        work.set_setting(ALLOWED, "on" if allowed else "off")
        work.append(NewEntry("copies_allowed", None, {"allowed": allowed}))
    return Changes(frozenset({"settings"}))
