"""Who holds a case: assigning, taking off, and moving many in one act."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from ehcp_desk.domain.case import Case
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.journal import NewEntry
from ehcp_desk.domain.people import Officer, Role, Staff
from ehcp_desk.domain.record import NewFact, RecordedFact
from ehcp_desk.ports.work import WriteWork
from ehcp_desk.services.casework.recording import find, settle
from ehcp_desk.services.desk import Changes, Desk
from ehcp_desk.services.oversight.restricting import refuse_closed_to


def assign(
    desk: Desk,
    refs: Sequence[str],
    to: str,
    reason: str,
    on: date | None = None,
    handover: str = "",
    seen_versions: Sequence[int] = (),
) -> Changes:
    """Give cases to a named person, all or none, with the reason and where one is given a handover note.

    A warning says where their last day is recorded: the weeks before it are real work, but somebody must come after.

    Raises BadInput for a name nobody has, somebody who has left, an empty reason, a case they already hold or one that
    is closed to them.
    """
    if not reason.strip():
        raise BadInput("Say why the case is moving; the reason stays with the case.")
    if not refs:
        raise BadInput("Name at least one case to assign.")
    day = on or desk.today()
    if day > desk.today():
        raise BadInput("A case cannot be assigned from a day that has not come yet.")
    with desk.store.write(desk.user, desk.now()) as work:
        work.hold_people()
        officer = caseworker(work.staff(), to, day)
        work.hold_cases(*(find(work, ref) for ref in refs))
        cases = [wanted(work, ref, officer) for ref in dict.fromkeys(refs)]
        for place, case in enumerate(cases):
            if seen_versions and seen_versions[place] != case.version:
                case = replace(case, version=seen_versions[place])
            give(work, case, officer, reason.strip(), day, handover.strip())
        leaving = last_days(work.staff(), [officer.id], day)
    return Changes(frozenset({"owners", "facts"}), frozenset(c.id for c in cases), warnings=leaving)


def unassign(desk: Desk, refs: Sequence[str], reason: str, on: date | None = None) -> Changes:
    """Take cases off whoever holds them: they go to the Unassigned list, and their deadlines to the manager."""
    if not reason.strip():
        raise BadInput("Say why nobody holds the case now; the reason stays with the case.")
    day = on or desk.today()
    changed = []
    with desk.store.write(desk.user, desk.now()) as work:
        work.hold_cases(*(find(work, ref) for ref in refs))
        for ref in dict.fromkeys(refs):
            case = work.case(find(work, ref))
            if case.owner_id is None:
                raise BadInput(f"{ref} has no caseworker to take off; it is already on the Unassigned list.")
            was = work.officer_names().get(case.owner_id, "")
            work.add_fact(case.id, NewFact("unassigned", day, {"from": was, "reason": reason.strip()}))
            work.append(NewEntry("unassigned", case.id, {"from": was, "reason": reason.strip()}))
            free = replace(case, owner_id=None, owned_since=None, unassigned_since=day)
            changed.append(settle(work, free)[0].id)
    return Changes(frozenset({"owners", "facts"}), frozenset(changed))


def name_psychologist(desk: Desk, ref: str, to: str) -> Changes:
    """Name the educational psychologist of an assessment, apart from its caseworker (needs.md A5)."""
    name = " ".join(to.split())
    if not name:
        raise BadInput("Write the psychologist’s name.")
    with desk.store.write(desk.user, desk.now()) as work:
        case = work.case(find(work, ref))
        work.add_fact(case.id, NewFact("psychologist_named", desk.today(), {"to": name}))
        work.append(NewEntry("psychologist_named", case.id, {"to": name, "before": case.psychologist}))
        settle(work, replace(case, psychologist=name))
    return Changes(frozenset({"owners", "facts"}), frozenset({case.id}))


def caseworker(staff: Staff, name: str, day: date) -> Officer:
    """The person a case can be given to.  Raises BadInput where nobody has that name or they have left."""
    officer = staff.named(name)
    if officer is None:
        in_post = sorted(o.name for o in staff.officers.values() if o.role is Role.CASEWORKER and o.works_on(day))
        known = f"; people in post: {', '.join(in_post[:12])}" if in_post else "; add them in Settings first"
        raise BadInput(f"Nobody here is called {name}{known}.")
    if not officer.works_on(day):
        raise BadInput(f"{officer.name} is not in post on that day; choose somebody who is.")
    return officer


def last_days(staff: Staff, officer_ids: Iterable[int], day: date) -> tuple[str, ...]:
    """A sentence about each of these people in post on a day whose last one is recorded, by name."""
    people = (staff.officers[number] for number in set(officer_ids) if number in staff.officers)
    leaving = sorted((o.name, o.left_on) for o in people if o.left_on is not None and o.works_on(day))
    return tuple(
        f"{name}’s last day is {in_words(last)}. What they hold after it is on the list of leavers, so it needs another owner."
        for name, last in leaving
    )


def wanted(work: WriteWork, ref: str, officer: Officer) -> Case:
    """The case that is to go to somebody.  Raises BadInput where they hold it already, or do not see it."""
    case = work.case(find(work, ref))
    if case.owner_id == officer.id:
        raise BadInput(f"{officer.name} already holds {ref}; nothing was changed.")
    refuse_closed_to(work, case, officer)
    return case


def give(work: WriteWork, case: Case, officer: Officer, reason: str, day: date, handover: str) -> RecordedFact:
    """Give a case to somebody inside a unit of work: the facts, of which it gives the one that says so, the journal entry
    and the new owner."""
    was = work.officer_names().get(case.owner_id, "") if case.owner_id is not None else ""
    if handover:
        work.add_fact(case.id, NewFact("handover_note", day, {"to": officer.name}, handover))
    given = work.add_fact(case.id, NewFact("assigned", day, {"to": officer.name, "from": was, "reason": reason}))
    work.append(NewEntry("assigned", case.id, {"to": officer.name, "from": was, "reason": reason}))
    team = case.team_id if case.team_id is not None else officer.team_id
    settle(work, replace(case, owner_id=officer.id, owned_since=day, unassigned_since=None, team_id=team))
    return given
