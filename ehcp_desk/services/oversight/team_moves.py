"""Moving cases to another team, all or none in one act: who holds them stays, who answers above them changes.

See ``docs/decisions/team-of-a-case.md``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ehcp_desk.domain.access import Act
from ehcp_desk.domain.amounts import so_many
from ehcp_desk.domain.errors import BadInput, Conflict
from ehcp_desk.domain.journal import NewEntry
from ehcp_desk.domain.people import Staff, Team
from ehcp_desk.domain.record import NewFact, RecordedFact
from ehcp_desk.domain.responsibility import Responsible, responsible_for
from ehcp_desk.domain.worklist import CaseRow
from ehcp_desk.ports.work import Progress, ReadWork, WriteWork
from ehcp_desk.services.casework.recording import find, settle
from ehcp_desk.services.desk import Changes, Desk
from ehcp_desk.services.oversight.act_numbers import TO_TEAM

CHANGED = "team_changed"
_NAMED = 3


@dataclass(frozen=True, slots=True)
class TeamMove:
    """What moving cases to a team would do.  ``left_out`` are those that belong to it already; ``answers`` is who answers
    for one of the team that nobody holds; ``elsewhere`` how many each person holds who is of another team."""

    team: str
    cases: tuple[CaseRow, ...]
    versions: tuple[int, ...]
    left_out: tuple[CaseRow, ...]
    answers: Responsible
    free: int
    elsewhere: tuple[tuple[str, int], ...]
    warnings: tuple[str, ...]

    @property
    def said(self) -> str:
        """Who answers afterwards, in one or two sentences."""
        one = len(self.cases) == 1
        which = "it where nobody holds it, or its caseworker" if one else "each that nobody holds, or whose caseworker"
        now = f"; {self.free} {'has' if self.free == 1 else 'have'} nobody now" if self.free else ""
        parts = [f"{self.answers.name} answers for {which} is not there{now}."]
        if self.elsewhere:
            held = ", ".join(f"{name} ({count})" for name, count in self.elsewhere[:_NAMED])
            more = len(self.elsewhere) - _NAMED
            who = f"{held} and {so_many(more, 'other')}" if more > 0 else held
            parts.append(f"Held by people of other teams, and still theirs until somebody else is named: {who}.")
        return " ".join(parts)


def team_move(desk: Desk, case_ids: Sequence[int], team: str) -> TeamMove:
    """What moving these cases to a team would do.  Reads only.  Raises BadInput for a team there is none of."""
    day = desk.today()
    with desk.store.read() as work:
        staff = work.staff()
        to = team_called(staff, team)
        rows = work.case_rows(list(dict.fromkeys(case_ids)))
        moving = tuple(row for row in rows if row.team_id != to.id)
        versions = tuple(work.case(row.id).version for row in moving)
        warnings = _warnings(work, staff, to, [(row.id, row.ref) for row in moving], day)
    holders = Counter(
        officer.name for row in moving if row.owner_id is not None and (officer := staff.officers[row.owner_id])
        and officer.team_id != to.id and officer.works_on(day)
    )  # fmt: skip
    return TeamMove(
        team=to.name,
        cases=moving,
        versions=versions,
        left_out=tuple(row for row in rows if row.team_id == to.id),
        answers=responsible_for(None, to.id, staff, day),
        free=sum(row.owner_id is None for row in moving),
        elsewhere=tuple(sorted(holders.items(), key=lambda one: (-one[1], one[0]))),
        warnings=warnings,
    )


def move_to_team(
    desk: Desk,
    refs: Sequence[str],
    team: str,
    reason: str,
    seen_versions: Sequence[int] = (),
    progress: Progress | None = None,
) -> Changes:
    """Move cases to a team, all or none, with the reason; ``act`` of the answer is the number it is taken back by.

    Nobody else holds them for it.  Warnings say where nobody manages the team, and who of it does not see a restricted one.
    Raises BadInput without a reason, for a team there is none of or a case that belongs to it already; Conflict where
    somebody else changed a case since the version that was seen.
    """
    desk.need(Act.RECORD)
    if not reason.strip():
        raise BadInput("Say why the cases go to another team; the reason stays with each case.")
    if not refs:
        raise BadInput("Name at least one case to move.")
    day, told = desk.today(), []
    wanted = list(dict.fromkeys(refs))
    with desk.store.write(desk.user, desk.now()) as work:
        staff = work.staff()
        to = team_called(staff, team)
        work.hold_cases(*(find(work, ref) for ref in wanted))
        for place, ref in enumerate(wanted):
            if progress is not None:
                progress(place, len(wanted), "Moving the cases")
            seen = seen_versions[place] if seen_versions else None
            told.append(_move(work, staff, find(work, ref), to.id, reason.strip(), day, seen))
        work.append(NewEntry(TO_TEAM, None, {"on": day, "team": to.id, "moves": told}))
        warnings = _warnings(work, staff, to, [(one["case"], one["ref"]) for one in told], day)
    cases = frozenset(one["case"] for one in told)
    return Changes(frozenset({"owners", "facts"}), cases, warnings=warnings, act=work.sealed_line(TO_TEAM).seq)


def team_called(staff: Staff, name: str) -> Team:
    """The team of a name.  Raises BadInput, with the teams there are, for one there is none of."""
    found = next((t for t in staff.teams.values() if t.name.casefold() == " ".join(name.split()).casefold()), None)
    if found is None:
        there = ", ".join(sorted(t.name for t in staff.teams.values())) or "none yet; add them in Settings, Teams"
        raise BadInput(f"There is no team called {name}; there are: {there}.")
    return found


def give_back(
    work: WriteWork, said: Mapping[str, Any], reason: str, day: date, progress: Progress | None = None
) -> list[int]:
    """Take a move to a team back inside a unit of work: every case to the team it had, or to none of its own.

    Raises Conflict, which names the case, where one has gone to another team since.
    """
    for one in said["moves"]:
        last = _newest(work, one["case"])
        if last is None or last.id != one["fact"] or work.case(one["case"]).team_id != one["to"]:
            raise Conflict(
                f"{one['ref']} has gone to another team since, so nothing was taken back; move the other cases by themselves.",
                who=last.recorded_by if last is not None else "",
            )
    staff = work.staff()
    back = list[int]()
    for one in said["moves"]:
        if progress is not None:
            progress(len(back), len(said["moves"]), "Moving the cases")
        back.append(_move(work, staff, one["case"], one["from"], reason, day, None)["case"])
    return back


def changed_since(work: ReadWork, case_id: int, fact: int) -> bool:
    """Whether a case went to another team after an entry."""
    last = _newest(work, case_id)
    return last is not None and last.id > fact


def _move(
    work: WriteWork, staff: Staff, case_id: int, to: int | None, reason: str, day: date, seen: int | None
) -> dict[str, Any]:
    """One case to a team inside a unit of work: its entry, its line in the journal, and the team it has."""
    case = work.case(case_id)
    if case.team_id == to:
        raise BadInput(f"{case.ref} belongs to {staff.team_name(to)} already; nothing was changed.")
    said = {"to": staff.team_name(to), "from": staff.team_name(case.team_id), "reason": reason}
    fact = work.add_fact(case.id, NewFact(CHANGED, day, said))
    work.append(NewEntry(CHANGED, case.id, said))
    settle(work, replace(case, team_id=to, version=case.version if seen is None else seen))
    return {"case": case.id, "ref": case.ref, "from": case.team_id, "to": to, "fact": fact.id}


def _newest(work: ReadWork, case_id: int) -> RecordedFact | None:
    return next((f for f in reversed(work.facts(case_id)) if f.stands and f.fact.kind == CHANGED), None)


def _warnings(work: ReadWork, staff: Staff, to: Team, cases: Sequence[tuple[int, str]], day: date) -> tuple[str, ...]:
    """What whoever moves cases to a team should know: nobody manages it, or its manager does not see one of them."""
    manager = staff.officers.get(to.manager_id) if to.manager_id is not None else None
    if manager is None or not manager.works_on(day):
        above = responsible_for(None, to.id, staff, day).name
        return (
            f"Nobody manages {to.name} now, so {above} answers for what nobody there holds; name a manager in Settings.",
        )
    sights = work.sights()
    shut = [ref for number, ref in cases if number in sights and not sights[number].of(manager)]
    if not shut:
        return ()
    return (
        f"{manager.name}, who manages {to.name}, does not see {', '.join(shut)}; what is due there goes to those who do.",
    )
