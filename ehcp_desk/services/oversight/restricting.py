"""Restricted files: kept to named people, opened with a reason, and every opening kept."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from ehcp_desk.domain.access import SEEN_BY_MANAGERS, Act, Opening, Restriction
from ehcp_desk.domain.amounts import so_many
from ehcp_desk.domain.case import Case
from ehcp_desk.domain.errors import BadInput, Conflict, NotAllowed
from ehcp_desk.domain.journal import NewEntry
from ehcp_desk.domain.people import Officer
from ehcp_desk.domain.worklist import CaseQuery, Scope, Sort
from ehcp_desk.ports.work import ReadWork, WriteWork
from ehcp_desk.services.casework.details import held
from ehcp_desk.services.casework.recording import find
from ehcp_desk.services.desk import Changes, Desk

RESTRICTED = frozenset({"restricted", "cases"})


@dataclass(frozen=True, slots=True)
class RestrictionView:
    """How a case stands: its restriction, None where there is none, and who opened it."""

    ref: str
    restriction: Restriction | None
    openings: tuple[Opening, ...]


def restrict(desk: Desk, ref: str, to: Sequence[str], reason: str) -> Changes:
    """Keep the file of a case's child to these people and whoever restricts it.

    With it go all cases of the child, now and later.  Managers see it too, unless the council has said otherwise.
    A warning names each case whose holder no longer sees it.
    Raises BadInput without a reason or for a name that nobody in post has.
    """
    desk.need(Act.RESTRICT)
    if not reason.strip():
        raise BadInput(f"Say why {ref} is restricted; the reason stays with the file.")
    with desk.store.write(desk.user, desk.now()) as work:
        case = _opened(work, ref, reason)
        names = _names(work, desk, to)
        work.restrict(case.child.id, names, reason.strip())
        cases = work.cases_of_child(case.child.id)
        for one in cases:
            work.append(NewEntry("restricted", one.id, {"to": names, "reason": reason.strip()}))
        work.log_opening([one.id for one in cases], reason.strip())
        shut = shut_out(work, desk.today(), [one.id for one in cases])
    return Changes(RESTRICTED, frozenset(one.id for one in cases), warnings=shut)


def unrestrict(desk: Desk, ref: str, reason: str) -> Changes:
    """Open a file again to everybody who sees cases.  Raises BadInput without a reason, or where it is open already."""
    desk.need(Act.RESTRICT)
    if not reason.strip():
        raise BadInput(f"Say why {ref} is no longer restricted; the reason stays with the file.")
    with desk.store.write(desk.user, desk.now()) as work:
        case = _opened(work, ref, reason)
        if work.restriction(case.child.id) is None:
            raise BadInput(f"{ref} is not restricted; everybody who sees cases sees it.")
        cases = work.cases_of_child(case.child.id)
        for one in cases:
            work.append(NewEntry("unrestricted", one.id, {"reason": reason.strip()}))
        work.unrestrict(case.child.id)
    return Changes(RESTRICTED, frozenset(one.id for one in cases))


def open_restricted(desk: Desk, ref: str, reason: str) -> Changes:
    """Keep why somebody opens a restricted case; for the rest of the working day it opens without asking again.

    On a case that is not restricted nothing is kept.  Raises BadInput without a reason.
    """
    if not reason.strip():
        raise BadInput(f"Say why you open {ref}; the reason is kept.")
    with desk.store.read() as work:
        case_id = find(work, ref)
        wanted = case_id in work.closed_cases()[1]
    if wanted:
        with desk.store.write(desk.user, desk.now()) as work:
            work.log_opening([case_id], reason.strip())
    return Changes(frozenset({"restricted"}), frozenset({case_id}))


def open_whole(desk: Desk, reason: str) -> None:
    """Before something that must rest on every case: keep that the restricted ones were read for it, and why.

    Raises NotAllowed where some are not open to this person, because a figure without them would be wrong.
    """
    with desk.store.read() as work:
        hidden = work.closed_cases()[0]
    if hidden:
        number = "1 restricted case is" if len(hidden) == 1 else f"{len(hidden)} restricted cases are"
        raise NotAllowed(f"{number} not open to you, so this would be incomplete; ask somebody named on them.")
    open_seen(desk, reason)


def open_seen(desk: Desk, reason: str) -> None:
    """Keep that the restricted cases this person may see were read for something, and why."""
    with desk.store.read() as work:
        shut = work.closed_cases()[1]
    if shut:
        with desk.store.write(desk.user, desk.now()) as work:
            work.log_opening(shut, reason)


def unopened(desk: Desk, team_id: int | None = None) -> int:
    """How many restricted cases whoever looks may see and has not opened today, of all or of a team: what they hold is not
    read for a list."""
    with desk.store.read() as work:
        shut = tuple(work.closed_cases()[1])
        return work.count(CaseQuery(desk.today(), Scope.ALL, team_id=team_id, only=shut)) if shut else 0


def not_opened(number: int) -> str:
    """How a sentence about those begins: ``1 restricted case was not opened and is``."""
    many = number != 1
    return f"{so_many(number, 'restricted case')} {'were not opened and are' if many else 'was not opened and is'}"


def not_read(number: int) -> str:
    """The sentence about those, to stand after another; empty where there are none."""
    them = "it" if number == 1 else "them"
    return f" {not_opened(number)} not read here; who may see {them} opens {them} in the desk first." if number else ""


def restriction_view(desk: Desk, ref: str) -> RestrictionView:
    """How a case stands, without opening it."""
    with desk.store.read() as work:
        case = work.case(find(work, ref))
        return RestrictionView(case.ref, work.restriction(case.child.id), tuple(work.openings(case.id)))


def let_managers_see(desk: Desk, see: bool, reason: str) -> Changes:
    """Say whether every manager sees restricted files; on a team's server an administrator's act."""
    desk.need(Act.SETTINGS)
    if not reason.strip():
        raise BadInput("Say why this changes; the reason stays in the journal.")
    with desk.store.write(desk.user, desk.now()) as work:
        work.set_setting(SEEN_BY_MANAGERS, "on" if see else "off")
        work.append(NewEntry("restricted_managers", None, {"see": see, "reason": reason.strip()}))
        shut = shut_out(work, desk.today())
    return Changes(RESTRICTED, warnings=shut)


def shut_out(work: ReadWork, day: date, cases: Collection[int] | None = None) -> tuple[str, ...]:
    """A sentence for each live case, of these or of all, whose holder does not see it."""
    sights, staff = work.sights(), work.staff()
    only = tuple(number for number in sights if cases is None or number in cases)
    told = []
    for row in work.case_rows(work.case_ids(CaseQuery(day, Scope.LIVE, only=only, sort=Sort.REF))) if only else ():
        owner = staff.officers.get(row.owner_id) if row.owner_id is not None else None
        if owner is not None and not sights[row.id].of(owner):
            told.append(f"{owner.name} holds {row.ref} and does not see it now; give it to somebody named on it.")
    return tuple(told)


def refuse_closed_to(work: ReadWork, case: Case, officer: Officer) -> None:
    """Raises BadInput where a case is restricted and would go to somebody who does not see it."""
    sight = work.sights().get(case.id)
    if sight is not None and not sight.of(officer):
        raise BadInput(
            f"{case.ref} is restricted and {officer.name} does not see it; give it to one of {', '.join(sight.names)}, "
            f"or restrict it again with {officer.name} among those named."
        )


def _opened(work: WriteWork, ref: str, reason: str) -> Case:
    """The case, opened for this act where it had not been, once nobody else is restricting its file or opening it again.
    Raises Conflict that says who did meanwhile, for what they said is not to be written over unseen."""
    number = find(work, ref)
    if number in work.closed_cases()[1]:
        work.log_opening([number], reason.strip())
    before = work.restriction(work.case(number).child.id)
    (case,) = held(work, ref)
    now = work.restriction(case.child.id)
    if now != before:
        lifted = [] if now is not None else list(work.journal(case_id=case.id, kind="unrestricted"))
        who = now.by if now is not None else lifted[-1].actor if lifted else "Somebody"
        did = "restricted" if now is not None else "lifted the restriction of"
        raise Conflict(
            f"{who} {did} {ref} at the same moment, so nothing was saved; look at it again before you save.", who
        )
    return case


def _names(work: ReadWork, desk: Desk, to: Sequence[str]) -> list[str]:
    """The names as they stand in Settings, with whoever restricts."""
    staff, found = work.staff(), {desk.user}
    for name in to:
        officer = staff.named(name)
        if officer is None or not officer.works_on(desk.today()):
            raise BadInput(f"Nobody in post is called {name}; add them in Settings, People, first.")
        found.add(officer.name)
    return sorted(found)
