"""Applying an import plan: all of it or none of it, with every row accounted for (contract section 4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ehcp_desk.clock.model import Fact
from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.domain.access import Act
from ehcp_desk.domain.case import Case, Child, YearGroup
from ehcp_desk.domain.dates import local
from ehcp_desk.domain.importing import (
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
from ehcp_desk.domain.near_children import NearIndex
from ehcp_desk.domain.people import Officer, Role
from ehcp_desk.domain.record import NewFact, standing
from ehcp_desk.ports.work import Progress, ReadWork, WriteWork
from ehcp_desk.services.casework.deriving import derive
from ehcp_desk.services.casework.recording import settle
from ehcp_desk.services.desk import Changes, Desk
from ehcp_desk.services.oversight.law_of_record import law_in_force
from ehcp_desk.services.oversight.sen2.settings import read_settings
from ehcp_desk.services.upkeep.bulk import BulkCase
from ehcp_desk.services.upkeep.import_marks import ADDED, MADE, OUT, Before, mark


class OnRecord(KnownCases):
    """What the record already holds, looked up as an import of ``day`` needs it; facts are read only for cases that match."""

    def __init__(self, work: ReadWork, day: date) -> None:
        self._work = work
        self._day = day
        self._refs: dict[str, int] = {}
        self._upns: dict[str, list[int]] = {}
        self._names: dict[tuple[str, date], list[int]] = {}
        self._near = NearIndex()
        self._digests = work.imported_digests()
        self._disposed = {ref_key(one.ref) for one in work.disposals()}
        self._officers = work.officer_names()
        self._teams = {t.id: t.name for t in work.staff().teams.values()}
        self._out = out = {m.case_id: m.fact.attrs for m in work.import_marks() if m.fact.kind == OUT}
        for case_id, ref, child in work.every_identity():
            if case_id in out:
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

    def refused(self, ref: str) -> str:
        """Why no new case may have this reference; of one that is taken out of sight nothing is said but that."""
        if ref_key(ref) in self._disposed:
            return f"{ref} was the reference of a case that was disposed of; give the row another"
        if self._work.taken_unseen(ref):
            return (
                f"{ref} is in the record already where you cannot look; ask somebody who sees every file to bring it in"
            )
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
        """The references of every case that was not taken out."""
        return (ref for case_id, ref, _ in self._work.every_identity() if case_id not in self._out)

    def near(self, child: ChildIdentity) -> Iterable[tuple[str, ChildIdentity]]:
        """(reference, identity) of cases whose child is worth comparing with this one."""
        return self._near.near(child)

    def choice(self, point: str) -> str:
        """What the council chose about a disputed point of SEN2."""
        return read_settings(self._work).choices.get(point, "")

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


def apply_plan(desk: Desk, plan: ImportPlan, progress: Progress | None = None) -> Changes:
    """Write everything a plan says, in one unit of work; an interruption leaves nothing behind.

    People the file names are made first, then new cases, then additions to cases already here.  The answer's ``act`` is
    the number by which the whole import can be taken back.
    """
    desk.need(Act.IMPORT)
    with desk.store.write(desk.user, desk.now()) as work:
        number = _take_number(work, plan.file)
        people, teams = _people(work, plan.people)
        how = _Applying(desk, work, plan, number, law_in_force(work), people, teams)
        fresh = _Fresh.of(plan.rows)
        work.add_cases_in_bulk(_new_cases(how, fresh), progress)
        touched = {_add(how, row) for row in plan.rows if row.writes and row.case not in fresh.rows}
        work.add_imported_digests((row.digest for row in plan.rows if row.digest), number)
        summary = plan.certificate.summary() | {"import": number, "certificate": plan.certificate.digest}
        work.append(NewEntry("file_imported", None, summary))
    return Changes(frozenset({"cases", "facts", "owners", "staff"}), frozenset(touched), act=number)


def _take_number(work: WriteWork, file: str) -> int:
    """The number of this import.  The setting written first makes a second import on a server wait for this one."""
    work.set_setting("import.last_file", file)
    return 1 + sum(1 for _ in work.journal(kind="file_imported"))


@dataclass(frozen=True, slots=True)
class _Fresh:
    """The new cases of a plan: the places of the rows that tell of each, and the cases another one names as the same
    child's.  The rows themselves stay packed in the plan."""

    rows: Mapping[str, tuple[int, ...]]
    named: frozenset[str]

    @classmethod
    def of(cls, rows: Sequence[PlannedRow]) -> _Fresh:
        fresh: dict[str, tuple[int, ...]] = {row.case: () for row in rows if row.new_case}
        named: set[str] = set()
        for place, row in enumerate(rows):
            if row.case in fresh:
                fresh[row.case] += (place,)
            if row.same_child_as:
                named.add(row.same_child_as)
        return cls(fresh, frozenset(named))


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


def _new_cases(how: _Applying, fresh: _Fresh) -> Iterator[BulkCase]:
    children: dict[str, Child] = {}
    for number, (ref, places) in enumerate(fresh.rows.items(), 1):
        rows = [how.plan.rows[place] for place in places]
        child = _child(how.work, rows, -number, children, how.plan.as_at)
        if ref in fresh.named:
            children[ref] = child
        yield _new_case(how, ref, rows, child)


def _new_case(how: _Applying, ref: str, rows: Sequence[PlannedRow], child: Child) -> BulkCase:
    """One case from the rows that tell of it; the earliest row wins where they differ."""
    head, now, plan = rows[0], how.desk.now(), how.plan
    owner = next((how.people[r.owner.casefold()] for r in rows if r.owner), None)
    facts = [fact for row in rows for fact in _facts_of(row, plan)]
    if owner is not None:
        facts.append(NewFact("assigned", plan.as_at, {"to": owner.name, "reason": f"As in {plan.file}"}))
    derived = derive(0, tuple(f.as_fact() for f in facts), how.law, local(now).date())
    received = derived.summary.received or plan.as_at
    facts.append(mark(how.number, MADE, plan.as_at, len(facts), _source(plan, head)))
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


def _child(work: ReadWork, rows: Sequence[PlannedRow], number: int, made: Mapping[str, Child], day: date) -> Child:
    """The child of a new case: one already on the record, one an earlier row of this file made, or a new one.

    A number below 0 stands for a child this file makes, so that two of its cases can be one child's.
    """
    same = rows[0].same_child_as
    if same in made:
        return made[same]
    linked = work.find_case(same) if same else None
    if linked is not None:
        return work.case(linked).child
    child = Child(number, "", "")
    for row in rows:
        child = _filled(child, row.child or ChildIdentity(), day)
    return child


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
        raise LookupError(f"The plan names {row.case}, which is not on the record.")
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
    filled = {name: str(getattr(now.child, name)) for name in Child.__dataclass_fields__
              if getattr(now.child, name) != getattr(was.child, name)}  # fmt: skip
    since = str(was.unassigned_since or "") if now.owner_id != was.owner_id else None
    return Before(filled, since, now.psychologist != was.psychologist,
                  now.team_id != was.team_id, was.held if now.held != was.held else None)  # fmt: skip


def _changed(how: _Applying, case: Case, row: PlannedRow) -> Case:
    if row.child is not None:
        case = replace(case, child=_filled(case.child, row.child, how.plan.as_at))
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


def _filled(child: Child, said: ChildIdentity, day: date) -> Child:
    """The child with its blanks filled by a file of ``day``; what is already known is never overwritten by a file."""
    year = None if said.year_group is None else YearGroup.said_on(said.year_group, day)
    return replace(
        child,
        surname=child.surname or said.surname,
        forenames=child.forenames or said.forenames,
        born=child.born or said.born,
        sex=child.sex or said.sex,
        upn=child.upn or said.upn,
        uln=child.uln or said.uln,
        year_group=year if child.year_group is None else child.year_group,
        setting=child.setting or said.setting,
        ethnicity=child.ethnicity or said.ethnicity,
    )
