"""A made-up team of four at one record, with an open case and one to be restricted; each reads it at a desk of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from db.store import open_store
from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.domain.case import Child
from ehcp_desk.domain.people import Officer, Role
from ehcp_desk.domain.record import NewFact
from ehcp_desk.ports.today import Calendar
from ehcp_desk.services.casework.recording import NewRequest, open_request, record
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.ownership import assign
from ehcp_desk.services.oversight.restricting import let_managers_see, restrict
from ehcp_desk.services.oversight.staffing import add_officer, add_team, set_manager, staff

DAY = date(2026, 10, 30)
OPEN, SHUT, WORD = "SEN/1", "SEN/2", "Hushaby"
JOY, THANDI, RUTH, IMRE = "Joy Addo", "Thandi Mbeki", "Ruth Castellan", "Imre Vantongeren"
PEOPLE = ((JOY, Role.CASEWORKER), (THANDI, Role.CASEWORKER), (RUTH, Role.MANAGER), (IMRE, Role.SERVICE_MANAGER))
Seat = Callable[[str], Desk]


@contextmanager
def seats(database: str) -> Iterator[Seat]:
    """Everybody's desk over one record: Joy holds two late cases, on each of which a promise is late too."""
    opened: list[Desk] = []

    def as_seen_by(name: str) -> Desk:
        opened.append(Desk(open_store(database, user=name), Ruleset.load(), name, Calendar(DAY)))
        return opened[-1]

    ruth = as_seen_by(RUTH)
    add_team(ruth, "North")
    team = next(iter(staff(ruth).teams))
    for number, (name, role) in enumerate(PEOPLE, 1):
        add_officer(ruth, Officer(number, name, role, team))
    set_manager(ruth, team, number_of(ruth, RUTH))
    for ref, surname in ((OPEN, "Plain"), (SHUT, WORD)):
        received = DAY - timedelta(7 * 30)
        open_request(ruth, NewRequest(ref, Child(0, surname, "Maisie"), received, "parent", team_id=team))
        record(ruth, ref, NewFact("assess_decision_notified", received + timedelta(40), {"outcome": "assess"}))
        record(
            ruth, ref, NewFact("promise_made", DAY - timedelta(9), {"due": "2026-10-23", "to": "the family"}, "Ring")
        )
        assign(ruth, [ref], JOY, "starting")
    yield as_seen_by
    for desk in opened:
        desk.store.close()


def number_of(desk: Desk, name: str) -> int:
    officer = staff(desk).named(name)
    assert officer is not None
    return officer.id


def shut(at: Seat, *to: str, managers: bool = False) -> tuple[str, ...]:
    """Restrict one of them; the warnings of the answer."""
    if not managers:
        let_managers_see(at(RUTH), False, "Only those named")
    return restrict(at(RUTH), SHUT, to, "Her grandmother works here").warnings
