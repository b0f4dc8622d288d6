"""From a read file and a mapping to a plan: what each row will do to the record, and the certificate of it all.

Pure: the same file, mapping, record and day always give the same plan, so a dry run and the real run agree.  What
becomes of repeated rows, new references and rows that must be checked first is decided in
``docs/decisions/import.md``.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from itertools import islice
from operator import itemgetter

from ehcp_desk.domain.errors import Cancelled
from ehcp_desk.domain.importing import (
    Certificate,
    CertificateRow,
    ChildIdentity,
    ImportPlan,
    KnownCases,
    Outcome,
    PersonSeed,
    PlannedRow,
)
from ehcp_desk.domain.likeness import LIKELY
from ehcp_desk.domain.packed_plans import packed_lines, packed_rows
from ehcp_desk.exchange.cells import Book, Cell, Sheet, blank_row
from ehcp_desk.exchange.planning.case_register import PROVISIONAL, CaseRegister, CaseSoFar, provisional_ref
from ehcp_desk.exchange.planning.joining import Place, joining_row, new_case_row, seen_row, share_child
from ehcp_desk.exchange.planning.mapping import Mapping, Proposal
from ehcp_desk.exchange.planning.officers import People, read_officers
from ehcp_desk.exchange.planning.profiles import Profile
from ehcp_desk.exchange.planning.row_reading import RowReading
from ehcp_desk.exchange.planning.rows import RowReader, child_named, something_written
from ehcp_desk.exchange.planning.sheet_notes import notes_on, said_of_crowds
from ehcp_desk.exchange.planning.targets import Target, fold_heading
from ehcp_desk.exchange.planning.words import folded
from ehcp_desk.services.collector import collector_resting

Progress = Callable[[int, int], None]
_EVERY = 500
_NAMED_ALIKE = 3  # candidates a held row names; the hold queue lists them all
_WORDS = {outcome: outcome.value for outcome in Outcome}
_LEFT_OUT = (Target.WORKED_OUT, Target.IGNORED)


def make_plan(
    book: Book,
    proposal: Proposal,
    known: KnownCases,
    today: date,
    profile: Profile | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> ImportPlan:
    """Plan the import of every sheet of cases in ``proposal``.

    ``progress`` is told rows done and rows in all; when ``cancelled`` answers True, :class:`Cancelled` is raised and
    nothing has happened.  A blank row between rows of data counts as a row (rejected); rows after the last do not.
    """
    with collector_resting():  # what only the planning needs is gone before the collector looks again
        return _planned(book, proposal, _Planner(known, today, profile or Profile("unnamed")), progress, cancelled)


def _planned(
    book: Book,
    proposal: Proposal,
    planner: _Planner,
    progress: Progress | None,
    cancelled: Callable[[], bool] | None,
) -> ImportPlan:
    planner.people.add_listed(seed for sheet, mapping in proposal.officers for seed in read_officers(sheet, mapping))
    total = sum(max(0, sheet.last_used_row - mapping.heading_row) for sheet, mapping in proposal.cases)
    for sheet, mapping in proposal.cases:
        planner.plan_sheet(sheet, mapping, total, progress, cancelled)
    if progress is not None:
        progress(total, total)
    return planner.finish(book, proposal.not_read)


class _Planner:
    def __init__(self, known: KnownCases, today: date, profile: Profile) -> None:
        self._known = known
        self._today = today
        self._profile = profile
        self._register = CaseRegister(known)
        self.people = People(profile)
        self._rows = packed_rows()
        self._lines = packed_lines()
        self._notes: list[str] = []
        self._counts: Counter[Outcome] = Counter()

    def plan_sheet(
        self,
        sheet: Sheet,
        mapping: Mapping,
        total: int,
        progress: Progress | None,
        cancelled: Callable[[], bool] | None,
    ) -> None:
        reader = RowReader(mapping, self._profile, self._today)
        self._notes += notes_on(sheet, mapping)
        digest = row_digests(mapping, self._profile)
        below = islice(sheet.below(mapping.heading_row), max(0, sheet.last_used_row - mapping.heading_row))
        for number, cells in enumerate(below, mapping.heading_row + 1):
            if (done := len(self._rows)) % _EVERY == 0:
                if cancelled is not None and cancelled():
                    raise Cancelled("The import was stopped; nothing was changed.")
                if progress is not None:
                    progress(done, total)
            planned, lines = self._plan_row(sheet.name, number, cells, reader, digest)
            self._rows.append(planned)
            self._counts[planned.outcome] += 1
            outcome, reason = _WORDS[planned.outcome], "; ".join(planned.reasons)
            value = " | ".join(something_written(cells)) if planned.outcome is Outcome.REJECTED else ""
            self._lines.append(CertificateRow(number, outcome, planned.case, "", value, reason, sheet.name))
            if lines:
                self._lines.extend(lines)

    def _plan_row(
        self, sheet: str, number: int, cells: Sequence[Cell], reader: RowReader, digest: Callable[[Sequence[Cell]], str]
    ) -> tuple[PlannedRow, list[CertificateRow]]:
        if blank_row(cells):
            return _rejected(sheet, number, "blank row"), []
        reading = reader.read(cells)
        at = Place(sheet, number, digest(cells))
        if reason := self._why_no_case(cells, reader, reading, at):
            return _rejected(sheet, number, reason, _as_rejected(at.digest)), []
        child = reading.identity()
        ref = reading.ref or self._provisional(child, reading, at, "" if child_named(reading) else reader.words(cells))
        case = self._register.with_ref(ref)
        others: list[CaseSoFar] = []
        if case is not None and not self._register.belongs(case, child):
            taken = case
            others = self._register.of_child(child)
            ref, case = self._register.next_ref(taken.ref, child)
            if case is None or case.held:  # once somebody has decided, next month's row is one like any other
                reading.holds.append(f"{taken.ref} is also the reference of another child ({taken.place})")
        elif case is None:
            others = self._register.of_child(child)
            case = self._same_request(reading, others)
        if self._known.imported(at.digest):
            return seen_row(case, reading, at), []
        if case is None and (reason := self._known.refused(ref, child)):
            return _rejected(sheet, number, reason), []
        self._leave_out_leaver(reading, case)
        self.people.meet(reading)
        if case is None:
            case, say = self._new_case(reading, child, ref, at, others)
            return new_case_row(case, reading, at, say)
        planned = joining_row(case, reading, child, at)
        self._register.enter_child(case)
        return planned

    def _why_no_case(self, cells: Sequence[Cell], reader: RowReader, reading: RowReading, at: Place) -> str:
        """Why a row is not about a case at all; empty when it is."""
        if reader.is_headings_again(cells):
            return "the headings again"
        if child_named(reading):
            return ""
        continues = reading.ref != "" and self._register.with_ref(reading.ref) is not None
        about_a_case = len(something_written(cells)) > 1 and (continues or bool(reading.facts))
        rejected_before = self._known.imported(_as_rejected(at.digest)) and not self._known.imported(at.digest)
        if about_a_case and not rejected_before:
            return ""
        return "no child and no dates: not a case"

    def _leave_out_leaver(self, reading: RowReading, case: CaseSoFar | None) -> None:
        """Nobody is given a case who has left: the name is kept as a note, and the case has whom it has or nobody."""
        name = reading.owner
        if name and self._known.has_left(name) and (case is None or folded(case.owner) != folded(name)):
            reading.keep(reading.owner_heading, name, "has left the council, so nobody is named")
            reading.owner = ""

    def _provisional(self, child: ChildIdentity, reading: RowReading, at: Place, words: str) -> str:
        """A reference for a row without one; of a row that names nobody by its words, whatever the order of its columns.

        Such rows once went by their digest: what came in under that keeps its reference.
        """
        before = provisional_ref(child, reading.requested, at.digest) if words else ""
        known = before and self._register.with_ref(before) is not None
        return before if known else provisional_ref(child, reading.requested, words)

    def _same_request(self, reading: RowReading, others: list[CaseSoFar]) -> CaseSoFar | None:
        """Among cases of the same child under other references, the one of the same request; None without one.

        A row without a reference that brings the day is of the child's only case, made when the day was missing.
        """
        for case in others:
            if reading.requested is None:
                break
            undated = not reading.ref and not case.requested and case.ref.startswith(PROVISIONAL) and len(others) == 1
            if reading.requested in case.requested or undated:
                if reading.ref:
                    reason = f"another reference for {case.ref}, the same request"
                    reading.keep(reading.ref_heading, reading.ref, reason)
                return case
        return None

    def _new_case(
        self, reading: RowReading, child: ChildIdentity, ref: str, at: Place, others: list[CaseSoFar]
    ) -> tuple[CaseSoFar, str]:
        """A new case for the row and what to say about it; the row is held when who or when is in doubt."""
        say = earlier = ""
        if others:
            earlier = others[0].ref
            share_child(others[0], reading, child, at)
            self._register.enter_child(others[0])
            if reading.requested is None or not others[0].requested:
                reading.holds.append(f"the same child as {earlier}, and no dates to tell a new request by")
            else:
                say = f"a new request for the same child as {earlier}"
        if not child_named(reading):
            reading.holds.append("no child is named")
        for one in self._register.alike(child, _NAMED_ALIKE, {case.ref for case in others}):
            if one.score >= LIKELY:
                reading.holds.append(one.words)
            else:
                reading.flag(reading.ref_heading or "Name", reading.ref, one.words)
        case = CaseSoFar(ref, child, row=at.row, same_child_as=earlier)
        self._register.add(case)
        return case, say

    def finish(self, book: Book, not_read: tuple[str, ...]) -> ImportPlan:
        counts = self._counts
        certificate = Certificate(
            file=book.file,
            sha256=book.sha256,
            rows_in=len(self._rows),
            created=counts[Outcome.CREATED],
            updated=counts[Outcome.UPDATED],
            merged=counts[Outcome.MERGED],
            held=counts[Outcome.HELD],
            rejected=counts[Outcome.REJECTED],
            unchanged=counts[Outcome.UNCHANGED],
            rows=self._lines,
            sheets_not_read=not_read,
            notes=(*self._notes, *said_of_crowds(self._register.crowds)),
        )
        people: tuple[PersonSeed, ...] = self.people.seeds()
        return ImportPlan(book.file, book.sha256, self._today, self._rows, people, certificate)


def _rejected(sheet: str, number: int, reason: str, digest: str = "") -> PlannedRow:
    return PlannedRow(number, Outcome.REJECTED, reasons=(reason,), digest=digest, sheet=sheet)


def _as_rejected(digest: str) -> str:
    """The digest a row is remembered by when it was no case, so that a later import does not think otherwise."""
    return f"rejected {digest}"


def row_digests(mapping: Mapping, profile: Profile | None = None) -> Callable[[Sequence[Cell]], str]:
    """A function from a row to the digest of what it says in the columns that are brought in, and of how it is read.

    Columns the desk works out itself are left out, so a tracker that counts days does not look new every morning.
    """
    used = [match for match in mapping.columns if match.target not in _LEFT_OUT]
    base = hashlib.blake2b(digest_size=16)
    base.update(repr([(fold_heading(m.heading), m.target.value, m.style.value) for m in used]).encode())
    said = {m.heading: sorted(profile.values_of(m.heading).items()) for m in used} if profile and profile.values else {}
    if any(said.values()):  # words that mean something else now are news
        base.update(repr(said).encode())
    columns = [match.column for match in used]
    wanted: Callable[[Sequence[Cell]], object] = itemgetter(*columns) if columns else tuple
    width = max(columns, default=-1) + 1

    def digest(cells: Sequence[Cell]) -> str:
        if len(cells) < width:
            cells = [*cells, *[""] * (width - len(cells))]
        hasher = base.copy()
        hasher.update(repr(wanted(cells)).encode("utf-8", "surrogatepass"))
        return hasher.hexdigest()

    return digest
