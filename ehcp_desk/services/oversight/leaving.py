"""Somebody leaves: every case they hold, and with it every task and promise on it, needs an owner first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from ehcp_desk.domain.access import Act
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.journal import NewEntry
from ehcp_desk.domain.matters import MATTER_KINDS, open_matters
from ehcp_desk.domain.people import Officer, Role
from ehcp_desk.domain.signals import signals_of
from ehcp_desk.domain.worklist import CaseQuery, Scope
from ehcp_desk.ports.work import Progress, ReadWork
from ehcp_desk.services.casework.entry_days import AHEAD
from ehcp_desk.services.desk import Changes, Desk
from ehcp_desk.services.oversight.moving import MOVED, Move, answer, check_move, move_within

_STAFF = frozenset({"staff"})
FIRST_PLANS = date(2014, 9, 1)
"""Before the first EHC plans (CFA 2014, in force on that day) nobody held a case here that they could leave."""


def left_to_give(
    work: ReadWork, officer_id: int, day: date
) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
    """What somebody still holds: live cases, most urgent first, closed ones on which something still waits, and closed
    restricted ones that were not opened, on which something may.

    Promises, answers and signals are owed by whoever holds the case they stand on.
    """
    live = tuple(work.case_ids(CaseQuery(day, Scope.LIVE, owners=(officer_id,))))
    closed = work.case_ids(CaseQuery(day, Scope.CLOSED, owners=(officer_id,)))
    waiting = open_matters(work.standing_of(MATTER_KINDS, closed), signals_of(work.setting))
    shut = work.closed_cases()[1]
    return live, tuple(dict.fromkeys(matter.case_id for matter in waiting)), tuple(n for n in closed if n in shut)


def held_by(desk: Desk, name: str) -> list[int]:
    """Every case of somebody, in post or not, that needs another owner before or after they leave.

    Raises BadInput where nobody has that name.
    """
    with desk.store.read() as work:
        officer = work.staff().named(name)
        if officer is None:
            raise BadInput(f"Nobody here is called {name}; see the names with: staff")
        held = left_to_give(work, officer.id, desk.today())
    return [number for some in held for number in some]


def leave(
    desk: Desk,
    officer_id: int,
    last_day: date,
    moves: Sequence[Move] = (),
    reason: str = "",
    first_call: bool = False,
    progress: Progress | None = None,
) -> Changes:
    """Record that somebody leaves, and with ``moves`` give their cases away in the same act.

    Refused while a case, one not open to this person too, or a promise on a closed one, would be left with them
    (needs.md A6).  Nobody is given a case meanwhile.  ``act`` of the answer takes both back where cases moved.
    """
    desk.need(Act.PEOPLE)
    _refuse_day(last_day, desk.today())
    if moves:
        check_move(desk, moves, reason)
    with desk.store.write(desk.user, desk.now()) as work:
        work.hold_people(alone=True)
        officer = work.staff().officers[officer_id]
        if officer.started_on is not None and last_day < officer.started_on:
            raise BadInput(f"{officer.name}: {in_words(last_day)} is before their first day, {in_words(officer.started_on)}; "
                           "check both days.")  # fmt: skip
        told = move_within(work, desk, moves, reason, desk.today(), first_call, progress) if moves else None
        _refuse_holding(work, officer, desk.today())
        work.save_officer(replace(officer, left_on=last_day))
        if told is not None:
            told["left"] = {"officer": officer_id, "before": officer.left_on}
            work.append(NewEntry(MOVED, None, told))
        work.append(NewEntry("officer_left", None, {"officer": officer_id, "last_day": last_day.isoformat()}))
        notes = _vacancies(work, officer, last_day)
        changes = answer(work, told) if told is not None else Changes(frozenset())
    changes = replace(changes, kinds=changes.kinds | _STAFF, warnings=(*notes, *changes.warnings))
    return changes if told is None else replace(changes, act=work.sealed_line(MOVED).seq)


def _refuse_day(last_day: date, today: date) -> None:
    if last_day < FIRST_PLANS:
        raise BadInput(f"{in_words(last_day)} is too long ago to be right; check the year.")
    if last_day > today + AHEAD:
        raise BadInput(f"{in_words(last_day)} is too far ahead to be right; check the year.")


def _refuse_holding(work: ReadWork, officer: Officer, day: date) -> None:
    if work.hidden_held(officer.id):
        raise BadInput(
            f"{officer.name} still holds a restricted case that is not open to you; "
            "ask a manager named on it to give it another owner first."
        )
    live, closed, shut = left_to_give(work, officer.id, day)
    held = [_cases(len(live), "case")] if live else []
    held += [f"{_cases(len(closed), 'closed case')} with something still owed"] if closed else []
    if held:
        raise BadInput(f"{officer.name} still holds {' and '.join(held)}; give each one an owner first.")
    if shut:
        raise BadInput(
            f"{officer.name} still holds {_cases(len(shut), 'closed restricted case')} that you have not opened, so nobody "
            f"has looked whether something is owed there; open {'it' if len(shut) == 1 else 'each'} first: "
            f"{', '.join(row.ref for row in work.case_rows(shut))}."
        )


def _cases(count: int, what: str) -> str:
    return f"1 {what}" if count == 1 else f"{count} {what}s"


def _vacancies(work: ReadWork, officer: Officer, last_day: date) -> tuple[str, ...]:
    """What goes to somebody above once they are gone, which whoever records it should know."""
    staff = work.staff()
    managed = [f"{team.name} has no manager after that day" for team in staff.teams.values()
               if team.manager_id == officer.id]  # fmt: skip
    covered = [f"{staff.officers[a.officer_id].name}’s absence from {a.first_day.isoformat()} has no cover"
               for a in staff.absences if a.cover_id == officer.id and a.last_day > last_day]  # fmt: skip
    above = Role.SERVICE_MANAGER
    alone = officer.role is above and not any(
        o.role is above and o.id != officer.id and not o.placeholder and o.works_on(last_day)
        and (o.left_on is None or o.left_on > last_day) for o in staff.officers.values()
    )  # fmt: skip
    service = (
        ["Nobody is service manager after that day, and everything without a manager ends with them"] if alone else []
    )
    told = tuple(f"{words}; name somebody in Settings." for words in (*service, *managed, *covered))
    hidden = len(work.closed_cases()[0])
    if not hidden:
        return told
    cases = "1 restricted case is" if hidden == 1 else f"{hidden} restricted cases are"
    return (*told, f"{cases} not open to you; {officer.name} may hold some: ask somebody named on them.")
