"""Requests to see what is held about somebody: when each must be answered, and how it stands.

One calendar month from the day of receipt, to the day of the same number or the last of a shorter month, and on to the next
working day; two months more where the request is complex and the person was told within the first (UK GDPR art 12(3), and
the Information Commissioner's guidance on counting; from memory, to be confirmed by the data protection officer).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ehcp_desk.clock.calendars import Calendar
from ehcp_desk.clock.counting import add_months
from ehcp_desk.domain.amounts import so_many
from ehcp_desk.domain.record import RecordedFact

REQUEST, EXTENDED, HARM, ANSWERED = "access_request", "access_extended", "access_harm", "access_answered"
KINDS = (REQUEST, EXTENDED, HARM, ANSWERED)
MONTHS, MORE = 1, 2


class AccessState(StrEnum):
    """How a request stands."""

    RUNNING = "running"
    OVERDUE = "overdue"
    ANSWERED = "answered"
    ANSWERED_LATE = "answered_late"


@dataclass(frozen=True, slots=True)
class AccessRequest:
    """A request: ``entry`` is the number of its fact, ``due`` the day by which it must be answered; ``harm`` is what was
    found when serious harm was considered, empty where nobody has."""

    entry: int
    case_id: int
    by: str
    on_behalf_of: str
    received: date
    due: date
    extended: bool
    known: bool
    harm: str
    answered_on: date | None
    state: AccessState
    days: int

    @property
    def words(self) -> str:
        """How it stands, in words."""
        many = so_many(self.days, "day")
        return {
            AccessState.RUNNING: f"{many} left" if self.days else "due today",
            AccessState.OVERDUE: f"{many} late",
            AccessState.ANSWERED: "answered in time",
            AccessState.ANSWERED_LATE: f"answered {many} late",
        }[self.state]


def due_on(received: date, extended: bool, calendar: Calendar) -> date:
    """The last day to answer."""
    day = add_months(received, MONTHS + (MORE if extended else 0))
    return date.fromordinal(calendar.working.roll(day.toordinal()))


def access_requests(facts: Iterable[RecordedFact], calendar: Calendar, today: date) -> Iterator[AccessRequest]:
    """The requests on some cases, the newest last, each with what was recorded of it since.  Of two things said of one, the
    later counts, whichever of them was put right since."""
    listed = sorted((f for f in facts if f.stands and f.fact.kind in KINDS), key=lambda f: f.order)
    later: dict[tuple[str, str], RecordedFact] = {(f.fact.kind, f.fact.attrs.get("request", "")): f for f in listed}
    for one in listed:
        if one.fact.kind != REQUEST:
            continue
        number = str(one.id)
        extension, answer, harm = (later.get((kind, number)) for kind in (EXTENDED, ANSWERED, HARM))
        # Told after the first month, it is no extension.
        first = due_on(one.fact.on, False, calendar)
        extended = extension is not None and date.fromisoformat(extension.fact.attrs["told_on"]) <= first
        due = due_on(one.fact.on, extended, calendar)
        answered = answer.fact.on if answer is not None else None
        late = (answered or today) > due
        state = (AccessState.OVERDUE if late else AccessState.RUNNING) if answered is None else (
            AccessState.ANSWERED_LATE if late else AccessState.ANSWERED)  # fmt: skip
        yield AccessRequest(
            one.id, one.case_id, one.fact.attrs["by"], one.fact.attrs.get("for", ""), one.fact.on, due, extended,
            one.fact.attrs.get("identity") == "yes", harm.fact.attrs["outcome"] if harm is not None else "", answered,
            state, abs(((answered or today) - due).days),
        )  # fmt: skip
