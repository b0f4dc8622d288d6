"""The log of requests to see what is held: written, listed with their clock, and answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ehcp_desk.domain.access_requests import KINDS, REQUEST, AccessRequest, access_requests
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.record import NewFact
from ehcp_desk.ports.work import ReadWork
from ehcp_desk.services.casework.recording import find, record
from ehcp_desk.services.desk import Changes, Desk


@dataclass(frozen=True, slots=True)
class ListedRequest:
    """A request with the case it stands on."""

    ref: str
    child: str
    request: AccessRequest


def log_request(desk: Desk, ref: str, by: str, on: date, how: str = "other", on_behalf_of: str = "") -> Changes:
    """Keep that somebody asked to see what is held.  A request by word of mouth counts like any other."""
    if not by.strip():
        raise BadInput("Say who asks.")
    said = {"by": by.strip(), "how": how, "identity": "no", **({"for": on_behalf_of} if on_behalf_of else {})}
    return record(desk, ref, NewFact(REQUEST, on, said))


def every_request(desk: Desk, ref: str = "") -> list[ListedRequest]:
    """Every request of the record, or of the child of one case, those not answered first and the soonest due first."""
    with desk.store.read() as work:
        if ref:
            cases = [case.id for case in work.cases_of_child(work.case(find(work, ref)).child.id)]
        else:
            cases = [number for number, _, _ in work.every_identity()]
        found = list(access_requests(work.standing_of(KINDS, cases), desk.law.calendar, desk.today()))
        heads = {one.case_id: work.case(one.case_id) for one in found}
    listed = [ListedRequest(heads[one.case_id].ref, heads[one.case_id].child.name, one) for one in found]
    return sorted(listed, key=lambda one: (one.request.answered_on is not None, one.request.due, one.ref))


def request_by(work: ReadWork, desk: Desk, case_id: int, name: str) -> AccessRequest | None:
    """The newest request of the case that somebody made and that is not answered."""
    found = access_requests(work.standing_of(KINDS, [case_id]), desk.law.calendar, desk.today())
    wanted = " ".join(name.split()).casefold()
    return next((one for one in reversed(list(found))
                 if one.answered_on is None and one.by.casefold() == wanted), None)  # fmt: skip
