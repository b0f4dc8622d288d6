"""From inspection lists that were read to an import plan: what each row does to the record, every row in one outcome.

A list names no child: a row goes to the case of its Unique ID, else to the only case of its UPN and date of birth; else it
makes a case of that reference.  On a case that is known, what its record tells already is left as it stands.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from datetime import date

from ehcp_desk.clock.model import Fact
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
    ref_key,
)
from ehcp_desk.exchange.annex_reading import ListedRow, ListsRead, Told, sheets_of, told_by
from ehcp_desk.exchange.cells import text_of
from ehcp_desk.exchange.planning.dates import DateReader
from ehcp_desk.ports.trackers import ColumnLook, TrackerLook

TARGET = "annex_a"
# What a list tells without its day is left out where the record has an entry of one of these kinds.
_TOLD_BETTER: Mapping[str, frozenset[str]] = {
    "without_plan": frozenset({"request_received", "became_responsible", "final_plan_sent", "plan_transferred_in"}),
    "last_review": frozenset({"review_decision_notified"}),
    "home_education": frozenset({"education_status", "placement"}),
    "social_care": frozenset({"care_status", "safeguarding"}),
    "social_care_team": frozenset({"care_status"}),
    "suspensions": frozenset({"exclusion"}),
    "permanent": frozenset({"exclusion"}),
    "absence": frozenset({"attendance"}),
}
_SAME_DAY_MATTERS = ("final_plan_sent", "amended_plan_sent")
_PLACES = frozenset({"placement", "setting_named"})


def look_at_lists(read: ListsRead) -> TrackerLook:
    """How a file of lists reads: its lists with how many rows each; there are no columns to send elsewhere."""
    columns = tuple(ColumnLook(title, f"{count:,} rows", TARGET, "read whole", "read")
                    for title, count in sheets_of(read.rows).items())  # fmt: skip
    return TrackerLook(read.name, "Inspection lists", len(read.rows), columns, ((TARGET, "An inspection list"),))


def plan_lists(read: ListsRead, known: KnownCases, as_at: date) -> ImportPlan:
    """What the lists would do to the record.  Pure: the same file, record and day give the same plan."""
    return _Planner(read, known, as_at).plan()


class _Planner:
    def __init__(self, read: ListsRead, known: KnownCases, as_at: date) -> None:
        self._read, self._known, self._as_at = read, known, as_at
        self._day = min(read.day or as_at, as_at)
        self._dates = DateReader(as_at)
        self._rows: list[PlannedRow] = []
        self._lines: list[CertificateRow] = []
        self._taken: dict[str, int] = {}

    def plan(self) -> ImportPlan:
        """The plan with its certificate."""
        for row in self._read.rows:
            self._row(row)
        counts = Counter(row.outcome for row in self._rows)
        remarks = self._read.not_read
        if self._read.day is None:
            remarks = (*remarks, f"the file does not say its day; what has none is told as of {self._day.isoformat()}")
        certificate = Certificate(
            self._read.name, self._read.sha256, len(self._rows), counts[Outcome.CREATED], counts[Outcome.UPDATED],
            counts[Outcome.MERGED], counts[Outcome.HELD], counts[Outcome.REJECTED], counts[Outcome.UNCHANGED],
            tuple(self._lines), remarks,
        )  # fmt: skip
        return ImportPlan(self._read.name, self._read.sha256, self._as_at, tuple(self._rows), (), certificate)

    def _row(self, row: ListedRow) -> None:
        ref = row.said("ref")
        if not ref:
            self._put(row, Outcome.REJECTED, reason="no Unique ID: nothing says whose row it is")
            return
        digest, told = _digest(row, self._day), told_by(row, self._day, self._dates)
        known = self._known.by_ref(ref) or self._by_number(told.child)
        case = known.ref if known is not None else ref
        if ref_key(case) in self._taken:
            earlier = self._taken[ref_key(case)]
            self._put(row, Outcome.REJECTED, reason=f"row {earlier} tells of {case} already: keep one of the two")
            return
        self._taken[ref_key(case)] = row.number
        if self._known.imported(digest):
            self._put(row, Outcome.UNCHANGED, case, reason="imported before", digest=digest)
        elif known is not None:
            self._join(row, known, told, digest)
        elif reason := self._known.refused(ref, told.child):
            self._put(row, Outcome.REJECTED, reason=reason)
        else:
            self._create(row, ref, told, digest)

    def _by_number(self, child: ChildIdentity) -> KnownCase | None:
        cases = (
            [c for c in self._known.by_upn(child.upn) if c.child.born == child.born] if child.upn and child.born else []
        )
        return cases[0] if len(cases) == 1 else None

    def _create(self, row: ListedRow, ref: str, told: Told, digest: str) -> None:
        undated = row.table.of == "plan" and not any(f.kind == "final_plan_sent" for f in told.facts)
        outcome = Outcome.HELD if undated else Outcome.CREATED
        reason = "a plan without the day it was issued" if undated else "the list names no child"
        self._put(row, outcome, ref, told, reason, digest, new_case=True)

    def _join(self, row: ListedRow, known: KnownCase, told: Told, digest: str) -> None:
        if known.child.born and told.child.born and known.child.born != told.child.born:
            self._put(row, Outcome.REJECTED, reason=f"{known.ref} is a child with another date of birth on the record")
            return
        kinds = {fact.kind for fact in known.facts}
        told.facts = [fact for fact in told.facts if _new(fact, kinds, known)]
        told.kept = [cell for cell in told.kept if (cell[0], cell[1]) not in known.kept]
        self._say_clashes(row, known)
        told.child = _blanks(known.child, told.child)
        fresh = told.facts or told.kept or not told.child.empty
        self._put(row, Outcome.UPDATED if fresh else Outcome.UNCHANGED, known.ref, told, "", digest)

    def _say_clashes(self, row: ListedRow, known: KnownCase) -> None:
        """Days of a plan that the record has otherwise: it stands, and the row says so."""
        for fact in told_by(row, self._day, self._dates).facts:
            days = {f.on for f in known.facts if f.kind == fact.kind}
            if fact.kind in _SAME_DAY_MATTERS and days and fact.on not in days:
                self._lines.append(CertificateRow(
                    row.number, CellOutcome.FLAGGED.value, known.ref, fact.kind, fact.on.isoformat(),
                    "the record says another day; the record stands", row.sheet,
                ))  # fmt: skip

    def _put(
        self, row: ListedRow, outcome: Outcome, case: str = "", told: Told | None = None, reason: str = "",
        digest: str = "", new_case: bool = False,
    ) -> None:  # fmt: skip
        said = told or Told(self._day)
        kept = tuple(KeptCell(*cell) for cell in said.kept)
        child = None if said.child.empty else said.child
        planned = PlannedRow(
            row.number, outcome, case, child, tuple(said.facts), kept=kept, reasons=(reason,) if reason else (),
            digest=digest, sheet=row.sheet, new_case=new_case,
        )  # fmt: skip
        self._rows.append(planned)
        value = row.said("ref") if outcome is Outcome.REJECTED else ""
        self._lines.append(CertificateRow(row.number, outcome.value, case, "", value, reason, row.sheet))
        self._lines += [
            CertificateRow(row.number, CellOutcome.KEPT.value, case, cell.heading, cell.value, cell.reason, row.sheet)
            for cell in kept
        ]


def _new(fact: Fact, kinds: set[str], known: KnownCase) -> bool:
    """Whether the record does not tell already what a fact of a list says."""
    if fact.kind == "told_in_return":
        item = fact.attrs["item"]
        told = {f.attrs.get("item") for f in known.facts if f.kind == "told_in_return"}
        return item not in told and not _TOLD_BETTER[item] & kinds
    if fact.kind == "placement":
        return not _PLACES & kinds
    return fact.kind not in kinds


def _blanks(on_record: ChildIdentity, said: ChildIdentity) -> ChildIdentity:
    """What fills a blank of the child on record."""
    names = ("born", "sex", "upn", "uln", "ethnicity")
    return ChildIdentity(**{n: getattr(said, n) for n in names if getattr(said, n) and not getattr(on_record, n)})


def _digest(row: ListedRow, day: date) -> str:
    said = json.dumps([row.table.id, day.isoformat(), {key: text_of(cell) for key, cell in row.cells.items()}],
                      sort_keys=True, ensure_ascii=False)  # fmt: skip
    return hashlib.blake2b(said.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
