"""One person's due dates for a calendar: references and duties, never a child's name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ehcp_desk.clock.model import State
from ehcp_desk.domain.appeals import DAY_KINDS, calendar_days
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.deadlines import COUNCIL
from ehcp_desk.domain.errors import BadInput, KnownFault
from ehcp_desk.domain.record import RecordedFact
from ehcp_desk.domain.wording import state_words
from ehcp_desk.domain.worklist import CaseQuery, CaseRow, Scope
from ehcp_desk.ports.papers import DueDay
from ehcp_desk.ports.work import ReadWork
from ehcp_desk.services.desk import Desk


def due_days(desk: Desk, name: str) -> list[DueDay]:
    """Every open limit that binds the council on one person's cases, and every hearing, earliest first.

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
                if limit.actor not in COUNCIL or state not in (State.RUNNING, State.OVERDUE):
                    continue
                duty = desk.duties.get(limit.rule, limit.rule)
                key = f"{row.ref}.{limit.rule}.{limit.subject}".replace(" ", "-").casefold()
                words = f"{duty} by {in_words(limit.due)}; {state_words(state, days)} on {in_words(day)}."
                found.append(DueDay(key, limit.due, f"{row.ref}: {duty}", words))
        found += _at_the_tribunal(desk, work, rows)
    return sorted(found, key=lambda entry: (entry.on, entry.key))


def _at_the_tribunal(desk: Desk, work: ReadWork, rows: Sequence[CaseRow]) -> list[DueDay]:
    """Hearings, and what the tribunal directed that is no limit of the clock."""
    refs = {row.id: row.ref for row in rows}
    found = []
    told: dict[int, list[RecordedFact]] = {}
    for entry in work.standing_of(DAY_KINDS, list(refs)):
        told.setdefault(entry.case_id, []).append(entry)
    for case, entries in told.items():
        for number, day, what in calendar_days(entries, desk.law.ids):
            ref = refs[case]
            found.append(DueDay(f"{ref}.tribunal.{number}".replace(" ", "-").casefold(), day, f"{ref}: {what}"))
    return [entry for entry in found if entry.on >= desk.today()]


def write_due_days(desk: Desk, name: str, path: Path) -> int:
    """Write them as an iCalendar file; how many there are.  Raises KnownFault where the file cannot be written."""
    if desk.calendars is None:
        raise KnownFault("Calendars are not set up on this computer; ask whoever installed the desk.")
    found = due_days(desk, name)
    desk.calendars(path, f"Due dates of {name}", found, desk.now())
    return len(found)
