"""Verifying: the chain, the deadlines worked out again, the documents, and papers this program issued."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime

from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.domain.access import Act
from ehcp_desk.domain.amounts import so_many
from ehcp_desk.domain.deadlines import same_deadlines
from ehcp_desk.domain.errors import DeskError
from ehcp_desk.domain.journal import (
    JournalEntry,
    canonical,
    digest,
    first_broken,
    is_strange,
    payload_of,
    said_in,
    seal_words,
)
from ehcp_desk.domain.record import DocumentRow, RecordedFact, in_ranges, line_of
from ehcp_desk.domain.terms import fact_title
from ehcp_desk.domain.worklist import CaseRow
from ehcp_desk.ports.work import Progress, ReadWork
from ehcp_desk.services.casework.deriving import derive_recorded, law_text
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.law_of_record import law_in_force
from ehcp_desk.services.upkeep.told_checks import GARBLED, Check, some, told_checks

__all__ = ["GARBLED", "Check", "Seals", "as_filed", "documents_filed", "verify_record"]

OPENINGS = ("case_opened", "case_loaded", "taken_out")


def verify_record(desk: Desk, progress: Progress | None = None) -> list[Check]:
    """Every check of the record: the database's own, the journal's chain, every fact against its seal, every deadline
    worked out again, every document, and that each case is owned or on the Unassigned list."""
    desk.need(Act.VERIFY)
    checks = list(desk.store.check())
    with desk.store.read(as_found=True) as work:
        checks.append(_chain(work))
        if not desk.may(Act.VIEW):  # what is said of cases is left out for an administrator, and was not emptied
            return [*checks, ("cases", True, "not looked into: your account may not look at cases")]
        unopened = work.closed_cases()[1]
        rows, garbled = _rows(work)
        rows = [row for row in rows if row.id not in unopened]
        checks += _cases(work, rows, garbled, progress)
        checks += told_checks(work, _lines(work), {row.id: row.ref for row in rows})
        checks.append(_documents(work, rows, progress))
        closed = sum(map(len, work.closed_cases()))
    if closed:  # what is closed keeps its place in the chain; somebody named on it can check the rest
        checks.append(("restricted", True, f"{closed} not looked into: they are closed to {desk.user}"))
    return checks


def _chain(work: ReadWork) -> Check:
    last = 0

    def counted() -> Iterator[JournalEntry]:
        nonlocal last
        for entry in work.journal():
            yield entry
            last = entry.seq

    try:
        broken = first_broken(counted())
    except GARBLED:
        broken = last + 1
    if broken is None:
        seq, head, _ = work.journal_head()
        return "journal", True, f"{seq} entries, unbroken, sealed {seal_words(head)}"
    return "journal", False, f"the chain breaks at entry {broken}; entries from there on cannot be relied on"


def _lines(work: ReadWork) -> Iterator[JournalEntry]:
    """The journal but for the lines whose time cannot be read, where the chain breaks."""
    last = 0
    while True:
        try:
            for entry in work.journal(last):
                yield entry
                last = entry.seq
        except GARBLED:
            last += 1
        else:
            return


def _rows(work: ReadWork) -> tuple[list[CaseRow], list[int]]:
    """Every line of the lists, and the numbers of the cases whose line cannot be read."""
    with suppress(*GARBLED):
        return list(work.every_row()), []
    rows, garbled = list[CaseRow](), list[int]()
    for number in sorted({entry.case_id for entry in _lines(work) if entry.case_id is not None}):
        try:
            rows += work.case_rows([number])
        except GARBLED:
            garbled.append(number)
    return rows, garbled


def _cases(work: ReadWork, rows: list[CaseRow], garbled: list[int], progress: Progress | None) -> list[Check]:
    """Each case read once: its facts against what the journal sealed, its deadlines against its facts."""
    strange = list[str]()
    seals, deadlines, owners = Seals(_noting(_lines(work), strange)), _Deadlines(law_in_force(work)), _Owners(work)
    for number in garbled:
        deadlines.unreadable(seals.unreadable(number))
    for done, row in enumerate(rows, 1):
        try:
            facts = work.facts(row.id)
        except GARBLED:
            seals.unreadable(row.id)
            continue
        seals.look(row, facts)
        deadlines.look(work, row, facts)
        owners.look(row, facts)
        if progress is not None and done % 200 == 0:
            progress(done, len(rows), "Checking facts and deadlines")
    found = [seals.check(), deadlines.check(len(rows)), owners.check()]
    if undated := work.born_on_no_day():
        said = f"the date of birth of {so_many(len(undated), 'child', 'children')} is no day, and passes for not known"
        found.append(
            ("children", False, f"{said}: {some(list(undated.values()))}; put it right in the details of the child")
        )
    if strange:
        which = f"what another program wrote there cannot be read, and nothing goes by it: entry {some(strange)}"
        found.append(("lines", False, f"{so_many(len(strange), 'line')} of the journal: {which}"))
    return found


def _noting(entries: Iterable[JournalEntry], strange: list[str]) -> Iterator[JournalEntry]:
    """The same lines; the number and kind of each that no desk wrote goes to ``strange``."""
    for entry in entries:
        if is_strange(entry):
            strange.append(f"{entry.seq} ({entry.kind.replace('_', ' ')})")
        yield entry


class Seals:
    """Facts against the journal, or one case's part of it: nothing changed, nothing taken away, nothing slipped in."""

    def __init__(self, entries: Iterable[JournalEntry]) -> None:
        self._sealed: dict[int, list[tuple[list[int], str, int]]] = {}
        self._told: dict[int, dict[int, tuple[int, str]]] = {}
        self._refs: dict[int, str] = {}
        self._emptied: set[int] = set()
        self._garbled: set[int] = set()
        self._wrong: list[str] = []
        self._count = 0
        self._seen: set[int] = set()
        for entry in entries:
            if entry.case_id is None:
                continue
            if entry.payload is None:
                self._emptied.add(entry.case_id)
                continue
            try:
                self._hear(entry.case_id, entry)
            except GARBLED:  # the chain says which entry
                self._garbled.add(entry.case_id)

    def _hear(self, case_id: int, entry: JournalEntry) -> None:
        told = said_in(entry.payload)
        if entry.kind in OPENINGS:
            self._refs[case_id] = told["ref"]
        if (seal := told.get("sealed")) is not None:
            self._sealed.setdefault(case_id, []).append((in_ranges(seal["facts"]), seal["digest"], entry.seq))
        if isinstance(number := told.get("fact"), int):
            self._told.setdefault(case_id, {})[number] = entry.seq, str(told.get("kind", ""))

    def unreadable(self, case_id: int) -> str:
        """A case of which something cannot be read is not as it was sealed; gives its reference."""
        self._seen.add(case_id)
        ref = self._refs.get(case_id, f"case number {case_id}")
        self._wrong.append(ref)
        return ref

    def look(self, row: CaseRow, facts: Sequence[RecordedFact]) -> None:
        """Compare the facts of one case with their seals."""
        self._seen.add(row.id)
        lines = {f.id: line_of(f) for f in facts}
        self._count += len(lines)
        unsealed = set(lines)
        fits, gone = True, dict[int, int]()
        for numbers, kept, line in self._sealed.get(row.id, []):
            unsealed.difference_update(numbers)
            here = [lines[n] for n in numbers if n in lines]
            fits = fits and digest(canonical({"facts": here})) == kept
            gone |= {number: line for number in numbers if number not in lines}
        told = self._told.get(row.id, {})
        gone |= {number: line for number, (line, _) in told.items() if number not in lines}
        renamed = self._refs.get(row.id, row.ref) != row.ref
        fits = fits and not gone and not renamed and row.id not in self._garbled
        if not fits or (unsealed and row.id not in self._emptied):
            self._wrong.append(row.ref + _gone(gone, told))

    def check(self) -> Check:
        """What was found."""
        if self._wrong:
            return (
                "facts",
                False,
                f"{len(self._wrong)} cases hold facts that are not as the journal sealed them: {some(self._wrong)}",
            )
        gone = sorted((self._sealed.keys() | self._garbled) - self._seen)
        if gone:
            return (
                "facts",
                False,
                f"{len(gone)} cases of the journal are on no list: number {some([str(n) for n in gone])}",
            )
        emptied = f"; {len(self._emptied)} cases have emptied entries" if self._emptied else ""
        return "facts", True, f"{self._count} facts are as the journal sealed them{emptied}"


def _gone(lines: Mapping[int, int], told: Mapping[int, tuple[int, str]]) -> str:
    """Which entries are not there that lines of the journal tell of, in words; nothing where none is missing."""
    kinds = {number: f", {fact_title(kind).lower()}" for number, (_, kind) in told.items() if kind}
    said = [f"entry {n}{kinds.get(n, '')}, of line {line} of the journal" for n, line in sorted(lines.items())]
    return f" (gone: {some(said)})" if said else ""


class _Deadlines:
    """Every deadline and list line worked out again from the facts."""

    def __init__(self, law: Ruleset) -> None:
        self._law, self._text = law, law_text(law)
        self._wrong: list[str] = []
        self._count = self._older = 0

    def look(self, work: ReadWork, row: CaseRow, facts: Sequence[RecordedFact]) -> None:
        """Compare one case with its facts."""
        try:
            kept, derived = work.deadlines(row.id), derive_recorded(row.id, facts, self._law)
        except GARBLED:
            self.unreadable(row.ref)
            return
        self._count += len(kept)
        self._older += sum(d.ruleset != self._text for d in kept)
        if not same_deadlines(kept, derived.deadlines) or row.summary != derived.summary:
            self._wrong.append(row.ref)

    def unreadable(self, ref: str) -> None:
        """What is derived of a case cannot be read."""
        self._wrong.append(ref)

    def check(self, cases: int) -> Check:
        """What was found."""
        if self._wrong:
            cause = (
                "the law they were worked out under has changed" if self._older else "if the program was updated since"
            )
            why = f"; {cause}: run migrate"
            return (
                "deadlines",
                False,
                f"{len(self._wrong)} of {cases} cases differ from their facts: {some(self._wrong)}{why}",
            )
        other = (
            f"; {self._older} were worked out under another text of the law, with the same dates" if self._older else ""
        )
        return "deadlines", True, f"{self._count} deadlines of {cases} cases agree with their facts{other}"


def _documents(work: ReadWork, rows: Iterable[CaseRow], progress: Progress | None) -> Check:
    count, seen = 0, set[str]()
    filed = documents_filed(_lines(work))
    total = sum(map(len, filed.values()))
    for row in rows:
        try:
            here = work.documents(row.id)
        except GARBLED:
            return "documents", False, f"{row.ref}: what is known of a document cannot be read"
        if gone := filed.get(row.id, set()) - set(map(as_filed, here)):
            which = some(f"document {number} ({name})" for number, _, name, _, _ in sorted(gone))
            return "documents", False, f"{row.ref}: gone or altered since the journal says it was filed: {which}"
        for document in here:
            try:
                if document.sha256 not in seen:
                    size = sum(map(len, work.document_pieces(document.id)))  # the digest is compared after the last
                    if size != document.size:
                        return "documents", False, f"{row.ref}: {document.filename} is not as long as is kept of it"
            except DeskError as problem:
                return "documents", False, f"{row.ref}: {problem}"
            seen.add(document.sha256)
            count += 1
            if progress is not None and count % 20 == 0:
                progress(count, total, "Checking documents")
    return "documents", True, f"{count} documents match their digests"


Filing = tuple[int, str, str, datetime, str]
"""A document's number, digest and name, when it was filed and by whom."""


def as_filed(row: DocumentRow) -> Filing:
    """What a document says of its filing."""
    return row.id, row.sha256, row.filename, row.filed_at, row.filed_by


def documents_filed(entries: Iterable[JournalEntry]) -> dict[int, set[Filing]]:
    """Every document these lines of the journal, whose time and author are sealed, say was filed, by case."""
    filed: dict[int, set[Filing]] = {}
    for entry in entries:
        if entry.kind == "document_filed" and entry.case_id is not None and entry.payload is not None:
            with suppress(*GARBLED):  # what says nothing that can be read breaks the chain, which names it
                said = payload_of(entry)
                one = (said["document"], said["sha256"], said["filename"], entry.at, entry.actor)
                filed.setdefault(entry.case_id, set()).add(one)
    return filed


class _Owners:
    """Every case is owned or on the Unassigned list, by whoever its own facts last said, and of the team they said."""

    def __init__(self, work: ReadWork) -> None:
        self._names = {number: {name} for number, name in work.officer_names().items()}
        for entry in _lines(work):
            if entry.kind == "officer_changed" and entry.payload is not None:
                with suppress(*GARBLED):
                    told = payload_of(entry)
                    self._names.setdefault(told["officer"], set()).update((told["before"], told["after"]))
        self._teams = {number: team.name for number, team in work.staff().teams.items()}
        self._lost: list[str] = []
        self._wrong: list[str] = []
        self._strayed: list[str] = []

    def look(self, row: CaseRow, facts: Sequence[RecordedFact]) -> None:
        """Compare who holds one case with the last fact about its owner."""
        if (row.owner_id is None) == (row.unassigned_since is None):
            self._lost.append(row.ref)
        told = [f.fact for f in facts if f.stands and f.fact.kind in ("assigned", "unassigned")]
        said = told[-1].attrs.get("to") if told and told[-1].kind == "assigned" else None
        held = self._names.get(row.owner_id, set()) if row.owner_id is not None else {None}
        if said not in held:
            self._wrong.append(row.ref)
        gone_to = [f.fact.attrs.get("to", "") for f in facts if f.stands and f.fact.kind == "team_changed"]
        if gone_to and gone_to[-1] != self._teams.get(row.team_id or 0, ""):
            self._strayed.append(row.ref)

    def check(self) -> Check:
        """What was found."""
        if self._lost:
            return (
                "owners",
                False,
                f"{len(self._lost)} cases are neither owned nor on the Unassigned list: {some(self._lost)}",
            )
        if self._wrong:
            return (
                "owners",
                False,
                f"{len(self._wrong)} cases are held by somebody their facts do not name: {some(self._wrong)}",
            )
        if self._strayed:
            return (
                "owners",
                False,
                f"{len(self._strayed)} cases are of another team than their facts say: {some(self._strayed)}",
            )
        return "owners", True, "every case is owned, by whom its facts say, or on the Unassigned list"
