"""Applying an import plan: all of it or none of it, with every row accounted for (contract section 4)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ehcp_desk.clock.model import Fact
from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.domain.access import Act
from ehcp_desk.domain.case import Case, Child
from ehcp_desk.domain.dates import local
from ehcp_desk.domain.errors import Conflict
from ehcp_desk.domain.importing import (
    NOBODY_NAMED,
    ChildIdentity,
    ImportPlan,
    KnownCase,
    KnownCases,
    PersonSeed,
    PlannedRow,
    name_key,
    ref_key,
)
from ehcp_desk.domain.journal import NewEntry
from ehcp_desk.domain.near_children import Alike, NearIndex
from ehcp_desk.domain.people import Officer, Role
from ehcp_desk.domain.record import NewFact, standing
from ehcp_desk.domain.sen2 import Node
from ehcp_desk.ports.work import Progress, ReadWork, WriteWork
from ehcp_desk.services.casework.deriving import derive
from ehcp_desk.services.casework.recording import settle
from ehcp_desk.services.desk import Changes, Desk
from ehcp_desk.services.oversight.law_of_record import law_in_force
from ehcp_desk.services.oversight.sen2.own import own_return, year_returned
from ehcp_desk.services.oversight.sen2.requests import Year
from ehcp_desk.services.oversight.sen2.settings import read_settings
from ehcp_desk.services.upkeep.bulk import BulkCase
from ehcp_desk.services.upkeep.import_children import Children, Fresh, Told, changed, filled
from ehcp_desk.services.upkeep.import_marks import ADDED, MADE, NOTHING_BEFORE, OUT, Before, mark


class OnRecord(KnownCases):
    """What the record already holds, looked up as an import of ``day`` needs it; facts are read only for cases that match."""

    def __init__(self, work: ReadWork, day: date) -> None:
        self._work = work
        self._day = day
        self._refs: dict[str, int] = {}
        self._upns: dict[str, list[int]] = {}
        self._names: dict[tuple[str, date], list[int]] = {}
        self._near = NearIndex()
        self._years: dict[int, Year] = {}
        self._digests = work.imported_digests()
        self._disposed = {ref_key(one.ref) for one in work.disposals()}
        self._officers = work.officer_names()
        staff = work.staff()
        self._teams = {t.id: t.name for t in staff.teams.values()}
        self._left = {o.name.casefold() for o in staff.officers.values() if o.left_on is not None and o.left_on < day}
        self._left -= {o.name.casefold() for o in staff.officers.values() if o.left_on is None or o.left_on >= day}
        self._out = out = {m.case_id: m.fact.attrs for m in work.import_marks() if m.fact.kind == OUT}
        self._unopened = work.closed_cases()[1]
        self._shut: set[object] = set()
        for case_id, ref, child in work.every_identity():
            if case_id in out:
                continue
            if case_id in self._unopened:  # as if it were hidden: what it holds cannot be told from a row's news
                self._shut.update((ref_key(ref), *_known_by(_identity(child, day))))
                continue
            self._refs[ref_key(ref)] = case_id
            self._near.add(ref, _identity(child, day))
            if child.upn:
                self._upns.setdefault(child.upn, []).append(case_id)
            if child.born is not None:
                self._names.setdefault((name_key(child.surname, child.forenames), child.born), []).append(case_id)
        for said in out.values():  # a row of a case that turned out to be another belongs to that one
            into = self._refs.get(ref_key(said.get("into", "")))
            if into is not None:
                self._refs.setdefault(ref_key(said["ref"]), into)

    def by_ref(self, ref: str) -> KnownCase | None:
        """The case with this reference, compared without case or outer spaces."""
        case_id = self._refs.get(ref_key(ref))
        return self._known(case_id) if case_id is not None else None

    def refused(self, ref: str, child: ChildIdentity = NOBODY_NAMED) -> str:
        """Why no new case may have this reference or be this child's; of what is closed nothing is said but that."""
        if ref_key(ref) in self._disposed:
            return f"{ref} was the reference of a case that was disposed of; give the row another"
        if ref_key(ref) in self._shut or self._work.taken_unseen(ref):
            return _CLOSED.format(what=ref)
        if self._shut and not self._shut.isdisjoint(_known_by(child)):  # not a second case, open to everybody
            return _CLOSED.format(what="the child")
        return ""

    def by_upn(self, upn: str) -> Sequence[KnownCase]:
        """Every case of the child with this UPN, oldest first."""
        return [self._known(i) for i in self._upns.get(upn, ())]

    def by_name(self, name: str, born: date) -> Sequence[KnownCase]:
        """Every case of a child with this name key and date of birth, oldest first."""
        return [self._known(i) for i in self._names.get((name, born), ())]

    def imported(self, digest: str) -> bool:
        """True when a row with this digest was imported before."""
        return digest in self._digests

    def refs(self) -> Iterator[str]:
        """The references of every case that was not taken out, and is not closed."""
        left_out = self._unopened | self._out.keys()
        return (ref for case_id, ref, _ in self._work.every_identity() if case_id not in left_out)

    def has_left(self, name: str) -> bool:
        """True for somebody on record who is no longer in post, and nobody of the name is."""
        return name.casefold() in self._left

    def alike(self, child: ChildIdentity, most: int, leave_out: Collection[str] = ()) -> tuple[list[Alike], str]:
        """The likeliest cases of this child."""
        return self._near.alike(child, most, leave_out)

    def choice(self, point: str) -> str:
        """What the council chose about a disputed point of SEN2."""
        return read_settings(self._work).choices.get(point, "")

    def returned(self, ref: str, year: int) -> Node:
        """What the record itself returns of a case in SEN2 of a year."""
        if year not in self._years:
            self._years[year] = year_returned(self._work, year)
        return own_return(self._work, self._refs[ref_key(ref)], self._years[year])

    def _known(self, case_id: int) -> KnownCase:
        case, every = self._work.case(case_id), self._work.facts(case_id)
        undone = {f.supersedes for f in every if f.fact.kind == "withdrawn_entry" and f.fact.attrs.get("undone")}
        recorded = [f for f in every if f.id not in undone]
        kept = frozenset(
            (f.fact.attrs.get("heading", ""), f.fact.note) for f in recorded if f.fact.kind == "kept_from_import"
        )
        return KnownCase(
            ref=case.ref,
            child=_identity(case.child, self._day),
            facts=tuple(f.fact for f in recorded),
            owner=self._officers.get(case.owner_id) if case.owner_id is not None else None,
            psychologist=case.psychologist,
            team=self._teams.get(case.team_id, "") if case.team_id is not None else "",
            held=bool(case.held),
            kept=kept,
            standing=standing(every),
        )  # fmt: skip


_CLOSED = "{what} is in the record already where you cannot look; ask somebody who sees every file to bring it in"


def _known_by(child: ChildIdentity) -> tuple[object, ...]:
    """What tells that two rows name one child: any two of the UPN, the whole name and the birth."""
    upn, name, born = child.upn, child.name if child.surname and child.forenames else "", child.born
    return tuple(pair for pair in ((upn, name), (upn, born), (name, born)) if all(pair))


def _identity(child: Child, day: date) -> ChildIdentity:
    return ChildIdentity(child.surname, child.forenames, child.born, child.sex, child.upn, child.uln, child.year_on(day),
                         child.setting, child.ethnicity)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Applying:
    """What every row of a plan is applied with: the people and teams it names are made already."""

    desk: Desk
    work: WriteWork
    plan: ImportPlan
    number: int
    law: Ruleset
    people: Mapping[str, Officer]
    teams: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Planned:
    """What the record was when a file was planned, and how the file is planned again where it is so no more."""

    seq: int
    closed: tuple[frozenset[int], frozenset[int]]
    again: Callable[[KnownCases], ImportPlan]

    @classmethod
    def over(cls, work: ReadWork, again: Callable[[KnownCases], ImportPlan]) -> Planned:
        """As the record is now."""
        return cls(work.journal_head()[0], work.closed_cases(), again)

    def refuse_stale(self, work: ReadWork, plan: ImportPlan) -> None:
        """Raises Conflict where the file would do something else to the record today than ``plan`` says."""
        if (work.journal_head()[0], work.closed_cases()) == (self.seq, self.closed):
            return
        now = self.again(OnRecord(work, plan.as_at))
        if (now.sha256, len(now.rows)) != (plan.sha256, len(plan.rows)):
            raise Conflict(f"{plan.file} reads otherwise than when it was tried; try it again, and look at it again.")
        for was, row in zip(plan.rows, now.rows, strict=True):
            if was != row:
                raise _overtaken(plan, was)


def _overtaken(plan: ImportPlan, row: PlannedRow) -> Conflict:
    about = f" ({row.case})" if row.case else ""
    return Conflict(
        f"{plan.file}, row {row.row}{about}: the record was changed since the file was tried, so nothing was brought in; "
        "try it again, and look at it again."
    )


def apply_plan(
    desk: Desk, plan: ImportPlan, progress: Progress | None = None, planned: Planned | None = None
) -> Changes:
    """Write everything a plan says, in one unit of work; an interruption leaves nothing behind.

    People the file names are made first, then new cases, then additions to cases already here.  The answer's ``act`` is
    the number by which the whole import can be taken back.  Raises Conflict where the record has changed since it was
    ``planned`` in a way that the file would do something else; nobody else writes between that look and the last word.
    """
    desk.need(Act.IMPORT)
    with desk.store.write(desk.user, desk.now(), alone=True) as work:
        if planned is not None:
            planned.refuse_stale(work, plan)
        number = _take_number(work, plan.file)
        people, teams = _people(work, plan.people)
        how = _Applying(desk, work, plan, number, law_in_force(work), people, teams)
        fresh = Fresh.of(plan.rows)
        children = Children(work, plan.rows, fresh, plan.as_at)
        work.add_cases_in_bulk(_new_cases(how, fresh, children), progress)
        touched = {_tell(how, told) for told in children.told}
        touched |= {_add(how, row) for row in plan.rows if row.writes and row.case not in fresh.rows}
        work.add_imported_digests((row.digest for row in plan.rows if row.digest), number)
        summary = plan.certificate.summary() | {"import": number, "certificate": plan.certificate.digest}
        work.append(NewEntry("file_imported", None, summary))
    return Changes(frozenset({"cases", "facts", "owners", "staff"}), frozenset(filter(None, touched)), act=number)


def _take_number(work: WriteWork, file: str) -> int:
    """The number of this import.  The setting written first makes a second import on a server wait for this one."""
    work.set_setting("import.last_file", file)
    return 1 + sum(1 for _ in work.journal(kind="file_imported"))


def _people(work: WriteWork, seeds: Sequence[PersonSeed]) -> tuple[dict[str, Officer], dict[str, int]]:
    staff = work.staff()
    teams = {t.name.casefold(): t.id for t in staff.teams.values()}
    known = {o.name.casefold(): o for o in staff.officers.values()}
    for seed in seeds:
        if seed.team and seed.team.casefold() not in teams:
            teams[seed.team.casefold()] = work.add_team(seed.team).id
        if seed.role == "psychologist" or seed.name.casefold() in known:
            continue
        officer = work.add_officer(seed.name, Role.CASEWORKER, teams.get(seed.team.casefold()), seed.fte or 1.0,
                                   placeholder=seed.placeholder)  # fmt: skip
        work.append(NewEntry("officer_added", None, {"officer": officer.id, "name": officer.name, "note": seed.note}))
        known[seed.name.casefold()] = officer
    return known, teams


def _new_cases(how: _Applying, fresh: Fresh, children: Children) -> Iterator[BulkCase]:
    for number, (ref, places) in enumerate(fresh.rows.items(), 1):
        rows = [how.plan.rows[place] for place in places]
        child, told = children.child_of(ref, rows, -number)
        yield _new_case(how, ref, rows, child, told)


def _new_case(how: _Applying, ref: str, rows: Sequence[PlannedRow], child: Child, told: Told | None) -> BulkCase:
    """One case from the rows that tell of it; the earliest row wins where they differ."""
    head, now, plan = rows[0], how.desk.now(), how.plan
    owner = next((how.people[r.owner.casefold()] for r in rows if r.owner), None)
    facts = [fact for row in rows for fact in _facts_of(row, plan)]
    if owner is not None:
        facts.append(NewFact("assigned", plan.as_at, {"to": owner.name, "reason": f"As in {plan.file}"}))
    derived = derive(0, tuple(f.as_fact() for f in facts), how.law, local(now).date())
    received = derived.summary.received or plan.as_at
    before = NOTHING_BEFORE if told is None else Before(changed(told.before, told.child))
    facts.append(mark(how.number, MADE, plan.as_at, len(facts), _source(plan, head), before))
    return BulkCase(
        ref=ref,
        child=child,
        team_id=how.teams.get(head.team.casefold()) if head.team else owner.team_id if owner else None,
        owner_id=owner.id if owner else None,
        owned_since=plan.as_at if owner else None,
        unassigned_since=None if owner else min(received, plan.as_at),
        psychologist=next((r.psychologist for r in rows if r.psychologist), ""),
        held="; ".join(dict.fromkeys(reason for row in rows if row.outcome == "held" for reason in row.reasons)),
        facts=[(fact, now, how.desk.user) for fact in facts],
        summary=derived.summary,
        deadlines=derived.deadlines,
    )


def _tell(how: _Applying, told: Told) -> int | None:
    """Save what a new case knew of a child on the record, with a line in the journal of the case it was known by."""
    how.work.save_child(told.child)
    case_id = how.work.find_case(told.ref)
    said = {"import": how.number, "file": how.plan.file, "outcome": "updated", "facts": 0, "kept": 0}
    how.work.append(NewEntry("row_imported", case_id, said | {"fields": changed(told.before, told.child)}))
    return case_id


def _source(plan: ImportPlan, row: PlannedRow) -> str:
    return f"{plan.file}, row {row.row}"


def _facts_of(row: PlannedRow, plan: ImportPlan) -> list[NewFact]:
    source = _source(plan, row)
    facts = [_new(fact, source) for fact in row.facts]
    facts += [
        NewFact(
            "kept_from_import", plan.as_at, {"heading": cell.heading, "reason": cell.reason}, cell.value, source=source
        )
        for cell in row.kept
    ]
    if row.psychologist:
        facts.append(NewFact("psychologist_named", plan.as_at, {"to": row.psychologist}, source=source))
    return facts


def _new(fact: Fact, source: str) -> NewFact:
    return NewFact(fact.kind, fact.on, fact.attrs, fact.note, fact.approximate, source)


def _add(how: _Applying, row: PlannedRow) -> int:
    work, plan = how.work, how.plan
    case_id = work.find_case(row.case)
    if case_id is None:
        raise _overtaken(plan, row)
    was = work.case(case_id)
    here = {(f.kind, f.on, tuple(sorted(f.attrs.items())), f.note) for f in standing(work.facts(case_id))}
    new = [f for f in _facts_of(row, plan) if (f.kind, f.on, tuple(sorted(f.attrs.items())), f.note) not in here]
    case = _changed(how, was, row)
    if case.owner_id != was.owner_id:
        owner = how.people[(row.owner or "").casefold()]
        new.append(NewFact("assigned", plan.as_at, {"to": owner.name, "reason": f"As in {plan.file}"}))
    for fact in new:
        work.add_fact(case_id, fact)
    work.add_fact(case_id, mark(how.number, ADDED, plan.as_at, len(new), _source(plan, row), _before(was, case)))
    said = {"import": how.number, "file": plan.file, "row": row.row, "outcome": row.outcome.value}
    work.append(NewEntry("row_imported", case_id, said | {"facts": len(row.facts), "kept": len(row.kept)}))
    return settle(work, case)[0].id


def _before(was: Case, now: Case) -> Before:
    """What the head of a case was before a row changed it."""
    since = str(was.unassigned_since or "") if now.owner_id != was.owner_id else None
    return Before(changed(was.child, now.child), since, now.psychologist != was.psychologist,
                  now.team_id != was.team_id, was.held if now.held != was.held else None)  # fmt: skip


def _changed(how: _Applying, case: Case, row: PlannedRow) -> Case:
    if row.child is not None:
        case = replace(case, child=filled(case.child, row.child, how.plan.as_at))
        how.work.save_child(case.child)
    if row.owner and case.owner_id is None:
        officer = how.people[row.owner.casefold()]
        case = replace(case, owner_id=officer.id, owned_since=how.plan.as_at, unassigned_since=None)
    return replace(
        case,
        psychologist=case.psychologist or row.psychologist,
        team_id=case.team_id if case.team_id is not None else how.teams.get(row.team.casefold()),
        held="; ".join(dict.fromkeys(filter(None, (case.held, *row.reasons)))) if row.outcome == "held" else case.held,
    )
