"""One person's due dates for a calendar: references and duties, never a child's name."""

from __future__ import annotations

from pathlib import Path

from ehcp_desk.clock.model import State
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.errors import BadInput, KnownFault
from ehcp_desk.domain.wording import state_words
from ehcp_desk.domain.worklist import CaseQuery, Scope
from ehcp_desk.ports.papers import DueDay
from ehcp_desk.services.desk import Desk

COUNCIL = "LA"


def due_days(desk: Desk, name: str) -> list[DueDay]:
    """Every open limit that binds the council on one person's cases, earliest first.

    Raises BadInput where nobody of that name works here.
    """
    day = desk.today()
    found = []
    with desk.store.read() as work:
        officer = work.staff().named(name)
        if officer is None:
            raise BadInput(f"Nobody here is called {name}; the names are under Settings, People.")
        rows = work.case_rows(work.case_ids(CaseQuery(day, Scope.LIVE, owners=(officer.id,))))
        for row in rows:
            for limit in work.deadlines(row.id):
                state, days = limit.on(day)
                if limit.actor != COUNCIL or state not in (State.RUNNING, State.OVERDUE):
                    continue
                duty = desk.duties.get(limit.rule, limit.rule)
                key = f"{row.ref}.{limit.rule}.{limit.subject}".replace(" ", "-").casefold()
                words = f"{duty} by {in_words(limit.due)}; {state_words(state, days)} on {in_words(day)}."
                found.append(DueDay(key, limit.due, f"{row.ref}: {duty}", words))
    return sorted(found, key=lambda entry: (entry.on, entry.key))


def write_due_days(desk: Desk, name: str, path: Path) -> int:
    """Write them as an iCalendar file; how many there are.  Raises KnownFault where the file cannot be written."""
    if desk.calendars is None:
        raise KnownFault("Calendars are not set up on this computer; ask whoever installed the desk.")
    found = due_days(desk, name)
    desk.calendars(path, f"Due dates of {name}", found, desk.now())
    return len(found)
