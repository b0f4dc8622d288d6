"""Who else has a case open: told by each desk while it shows one, and believed for a little while."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from ehcp_desk.domain.access import Presence
from ehcp_desk.domain.people import Role
from ehcp_desk.services.desk import Desk

BEAT = timedelta(seconds=20)
"""How often a desk says that it still shows a case."""
BELIEVED = 3 * BEAT
"""How long it is believed: a desk that was cut off is gone after this."""


def new_desk() -> str:
    """A name for one window, nobody's in particular."""
    return uuid4().hex


def look_in(desk: Desk, window: str, case_id: int | None) -> tuple[Presence, ...]:
    """Say that this window shows a case, None for none, and give who else shows it, the earliest first.

    The time is the computer's own, whatever day the desk works on.  An auditor looks on and is not shown,
    nor is whoever looks at a copy.
    """
    now = datetime.now(UTC)
    if desk.store.copied is not None:
        return ()
    if desk.roles != frozenset({Role.AUDITOR}):
        with desk.store.write(desk.user, now) as work:
            work.say_open(case_id, window, now - BELIEVED)
            return () if case_id is None else tuple(work.others_on(case_id, window, now - BELIEVED))
    with desk.store.read() as reading:
        return () if case_id is None else tuple(reading.others_on(case_id, window, now - BELIEVED))


def also_open(others: tuple[Presence, ...]) -> str:
    """The same in words: ``Also open: Joy Addo since 10:14``; empty where nobody has it open."""
    first: dict[str, datetime] = {}
    for one in others:
        first.setdefault(one.name, one.since)
    named = [f"{name} since {since.astimezone():%H:%M}" for name, since in first.items()]
    return f"Also open: {', '.join(named)}" if named else ""
