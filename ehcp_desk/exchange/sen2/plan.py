"""From a return that was read to an import plan: what each row will do to the record, and the certificate of it all."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from ehcp_desk.domain.amounts import so_many
from ehcp_desk.domain.importing import (
    CellOutcome,
    Certificate,
    CertificateRow,
    ChildIdentity,
    ImportPlan,
    KeptCell,
    KnownCase,
    KnownCases,
    Outcome,
    PlannedRow,
    name_key,
)
from ehcp_desk.domain.sen2 import Node
from ehcp_desk.exchange.planning.case_register import provisional_ref
from ehcp_desk.exchange.planning.names import two_numbers
from ehcp_desk.exchange.sen2.as_facts import AsFacts, request_facts
from ehcp_desk.exchange.sen2.otherwise import held_against
from ehcp_desk.services.oversight.sen2.profiles import census_days

_SEXES = {"M": "M", "F": "F", "1": "M", "2": "F"}


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the file: its sheet (or module) and number."""

    sheet: str
    number: int


@dataclass(slots=True)
class PersonRead:
    """A Person with the rows it came from: one for each of its Requests, and the rows each of those is made of.

    ``own`` are rows about the Person alone.
    """

    node: Node
    rows: list[Row]
    parts: list[list[Row]] = field(default_factory=list)
    own: list[Row] = field(default_factory=list)


@dataclass(slots=True)
class FileRead:
    """A whole return as rows: its year, its people, and rows that belong to nobody with the reason."""

    name: str
    sha256: str
    year: int
    people: list[PersonRead]
    orphans: list[tuple[Row, str, str]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


class Planner:
    """Plans one file against what is on the record.  Pure: the same file, record and day give the same plan."""

    def __init__(self, read: FileRead, known: KnownCases, as_at: date) -> None:
        self._read, self._known, self._as_at = read, known, as_at
        self._census = census_days()[read.year]
        self._rows: list[PlannedRow] = []
        self._lines: list[CertificateRow] = []
        self._taken: set[str] = set()

    def plan(self) -> ImportPlan:
        """The plan with its certificate, every row of the file in one outcome."""
        for person in self._read.people:
            self._person(person)
        for row, value, reason in self._read.orphans:
            self._reject(row, reason, value)
        counts = Counter(row.outcome for row in self._rows)
        certificate = Certificate(
            self._read.name, self._read.sha256, len(self._rows), counts[Outcome.CREATED], counts[Outcome.UPDATED],
            counts[Outcome.MERGED], counts[Outcome.HELD], counts[Outcome.REJECTED], counts[Outcome.UNCHANGED],
            tuple(self._lines), tuple(self._read.remarks),
        )  # fmt: skip
        return ImportPlan(self._read.name, self._read.sha256, self._as_at, tuple(self._rows), (), certificate)

    def _person(self, person: PersonRead) -> None:
        node = person.node
        child, doubts = _identity(node)
        requests: Sequence[Node] = node.get("Requests", ())
        if not (child.surname or child.forenames or child.upn) or not requests:
            why = "a person without a request" if not requests else "a request of nobody who is named"
            for row in [*person.own, *person.rows, *(r for part in person.parts for r in part)]:
                self._reject(row, why)
            return
        first_ref, outcome = "", Outcome.CREATED
        for place, request in enumerate(requests):
            said = request_facts(request, node, self._read.year, self._census, place == 0)
            if place == 0:
                said.remarks += doubts
            alike = list(requests[:place]).count(request)
            planned = self._request(person.rows[place], request, node, child, said, first_ref, alike)
            first_ref, outcome = first_ref or planned.case, planned.outcome
            for row in person.parts[place] if person.parts else ():
                self._part(row, planned)
        for row in person.own:
            self._part(row, replace(self._rows[-1], case=first_ref, outcome=outcome))

    def _part(self, row: Row, of: PlannedRow) -> None:
        """A row that is part of a case another row made."""
        same = of.outcome if of.outcome in (Outcome.UNCHANGED, Outcome.REJECTED) else Outcome.MERGED
        self._put(PlannedRow(row.number, same, of.case, sheet=row.sheet, reasons=("part of the request",)))

    def _request(
        self, row: Row, request: Node, person: Node, child: ChildIdentity, said: AsFacts, first_ref: str, alike: int
    ) -> PlannedRow:
        digest = _digest(self._read.year, {**person, "Requests": [request]}, alike)
        known = self._matching(child, said, not first_ref)
        if self._known.imported(digest):
            seen = known.ref if known is not None else ""
            return self._put(PlannedRow(row.number, Outcome.UNCHANGED, seen, sheet=row.sheet, digest=digest,
                                        reasons=("imported before",)))  # fmt: skip
        if known is not None:
            return self._joining(row, known, child, said, digest, not first_ref)
        kept = tuple(KeptCell(tag, value, reason) for tag, value, reason in said.remarks)
        kept += () if first_ref else _otherwise(self._cases(child), child)
        ref = self._new_ref(child, said, digest)
        if reason := self._known.refused(ref, child):
            return self._put(PlannedRow(row.number, Outcome.REJECTED, reasons=(reason,), sheet=row.sheet))
        reasons = (f"another request of {first_ref}",) if first_ref else ()
        doubt = () if first_ref else self._doubted(child)
        return self._put(PlannedRow(
            row.number, Outcome.HELD if doubt else Outcome.CREATED, ref, child, tuple(said.facts), kept=kept,
            reasons=(*doubt, *reasons), same_child_as=first_ref or self._same_child(child), digest=digest,
            sheet=row.sheet, new_case=True,
        ))  # fmt: skip

    def _new_ref(self, child: ChildIdentity, said: AsFacts, digest: str) -> str:
        received = next((f.on for f in said.facts if f.kind == "request_received"), None)
        ref = provisional_ref(child, received, "" if received else digest)
        if ref in self._taken or self._known.by_ref(ref) is not None:
            ref = provisional_ref(child, received, digest)
        self._taken.add(ref)
        return ref

    def _cases(self, child: ChildIdentity) -> Sequence[KnownCase]:
        """The cases on record of what is plainly the same child."""
        if child.born is None:
            return ()
        name = name_key(child.surname, child.forenames)
        by_name = self._known.by_name(name, child.born)
        if one := [c for c in by_name if not two_numbers(c.child.upn, child.upn)]:
            return one
        return [c for c in self._known.by_upn(child.upn) if c.child.born == child.born] if child.upn else ()

    def _doubted(self, child: ChildIdentity) -> tuple[str, ...]:
        """Why somebody should look whether a new case's child is new: another has the name and birth, and another UPN."""
        if child.born is None:
            return ()
        alike = self._known.by_name(name_key(child.surname, child.forenames), child.born)
        two = next((c.ref for c in alike if two_numbers(c.child.upn, child.upn)), "")
        return (f"may be the same child as {two}: the same name and date of birth, another UPN",) if two else ()

    def _same_child(self, child: ChildIdentity) -> str:
        cases = self._cases(child)
        return cases[0].ref if cases else ""

    def _matching(self, child: ChildIdentity, said: AsFacts, first: bool) -> KnownCase | None:
        """The case on record this request is: of several the one whose own return says the very same, else the one received
        that day, else the one of the plan, else the only one."""
        cases = [case for case in self._cases(child) if case.ref not in self._taken]
        kind = "request_received" if any(f.kind == "request_received" for f in said.facts) else "final_plan_sent"
        days = {f.on for f in said.facts if f.kind == kind}
        alike = [c for c in cases if days & {f.on for f in c.facts if f.kind == kind}]
        if len(cases) == 1 and (alike or kind == "final_plan_sent"):
            return cases[0]
        same = (c for c in cases if any(one.facts == said.facts for one in self._own(c, first)))
        return next(same, alike[0] if alike else None)

    def _own(self, known: KnownCase, first: bool = True) -> list[AsFacts]:
        """What the record's own return of the year tells of a case, request by request."""
        person, year = self._known.returned(known.ref, self._read.year), self._read.year
        return [request_facts(request, person, year, self._census, first) for request in person.get("Requests", ())]

    def _joining(
        self, row: Row, known: KnownCase, child: ChildIdentity, said: AsFacts, digest: str, first: bool
    ) -> PlannedRow:
        """A case on record: kinds of fact it has none of are added, and what the file says otherwise is remarked on."""
        own: list[AsFacts] = []
        fresh, flags = held_against(known, said, ())
        if fresh or flags or said.remarks:
            own = self._own(known)
            fresh, flags = held_against(known, said, [fact for one in own for fact in one.facts])
        self._lines += [
            CertificateRow(row.number, CellOutcome.FLAGGED.value, known.ref, field, value, why, row.sheet)
            for field, value, why in flags
        ]
        kept = tuple(KeptCell(tag, value, why) for tag, value, why in said.remarks
                     if all((tag, value, why) not in one.remarks for one in own))  # fmt: skip
        kept += _otherwise((known,), child) if first else ()
        kept = tuple(cell for cell in kept if (cell.heading, cell.value) not in known.kept)
        blanks = _blanks(known.child, child)
        outcome = Outcome.UPDATED if fresh or kept or blanks else Outcome.UNCHANGED
        differ = (f"the record says otherwise in {so_many(len(flags), 'place')} and stands",) if flags else ()
        return self._put(PlannedRow(row.number, outcome, known.ref, blanks, fresh, kept=kept, reasons=differ,
                                    digest=digest, sheet=row.sheet))  # fmt: skip

    def _reject(self, row: Row, reason: str, value: str = "") -> None:
        self._put(PlannedRow(row.number, Outcome.REJECTED, reasons=(reason,), sheet=row.sheet), value)

    def _put(self, planned: PlannedRow, value: str = "") -> PlannedRow:
        self._rows.append(planned)
        reason = "; ".join(planned.reasons)
        self._lines.append(
            CertificateRow(planned.row, planned.outcome.value, planned.case, "", value, reason, planned.sheet)
        )
        self._lines += [
            CertificateRow(planned.row, CellOutcome.KEPT.value, planned.case, cell.heading, cell.value, cell.reason,
                           planned.sheet)
            for cell in planned.kept
        ]  # fmt: skip
        return planned


def _identity(node: Node) -> tuple[ChildIdentity, list[tuple[str, str, str]]]:
    """Who the Person is, and what of it the record has no place for."""
    doubts: list[tuple[str, str, str]] = []
    born, text = None, node.get("PersonBirthDate", "")
    try:
        born = date.fromisoformat(text) if text else None
    except ValueError:
        doubts.append(("PersonBirthDate", text, "not a day"))
    sex = node.get("Sex") or node.get("GenderCurrent", "")
    if sex and sex not in _SEXES:
        doubts.append(("Sex" if "Sex" in node else "GenderCurrent", sex, "a code the record does not know"))
    child = ChildIdentity(
        node.get("Surname", ""), node.get("Forename", ""), born, _SEXES.get(sex, ""), node.get("UPN", ""),
        node.get("UniqueLearnerNumber", ""), ethnicity=node.get("Ethnicity", ""),
    )  # fmt: skip
    return child, doubts


def _blanks(on_record: ChildIdentity, said: ChildIdentity) -> ChildIdentity | None:
    """What fills a blank of the child on record; None where nothing does."""
    filled = {
        name: getattr(said, name)
        for name in ("sex", "upn", "uln", "ethnicity", "born")
        if getattr(said, name) and not getattr(on_record, name)
    }
    return ChildIdentity(**filled) if filled else None


_TAGS = {
    "surname": "Surname",
    "forenames": "Forename",
    "sex": "Sex",
    "upn": "UPN",
    "uln": "UniqueLearnerNumber",
    "ethnicity": "Ethnicity",
}


def _otherwise(cases: Sequence[KnownCase], said: ChildIdentity) -> tuple[KeptCell, ...]:
    """What a return says of a child on record otherwise than the record does."""
    return tuple(
        KeptCell(tag, ours, f"the record has {theirs}, which stands")
        for case in cases[:1]
        for name, tag in _TAGS.items()
        if (ours := getattr(said, name))
        and (theirs := getattr(case.child, name))
        and name_key(ours, "") != name_key(theirs, "")
    )


def _digest(year: int, node: Node, alike: int) -> str:
    """What a row is known by next time; ``alike`` tells apart requests of one person that say the very same."""
    said = json.dumps([year, node, alike], sort_keys=True, ensure_ascii=False)
    return hashlib.blake2b(said.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
