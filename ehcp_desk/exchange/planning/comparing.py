"""Holding every row of a file against its case on the desk, without importing anything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from ehcp_desk.clock.model import Fact
from ehcp_desk.domain.comparing import SHOWN, Agreement, Comparison, Difference, FieldTally
from ehcp_desk.domain.importing import KnownCase, KnownCases
from ehcp_desk.exchange.cells import Book, blank_row, text_of
from ehcp_desk.exchange.planning.case_register import CaseRegister
from ehcp_desk.exchange.planning.mapping import ColumnMatch, Mapping, Proposal
from ehcp_desk.exchange.planning.profiles import Profile
from ehcp_desk.exchange.planning.row_reading import CHILD_PARTS, RowReading
from ehcp_desk.exchange.planning.rows import RowReader, child_named
from ehcp_desk.exchange.planning.targets import DATED_FACTS, Target
from ehcp_desk.exchange.planning.words import folded

_PEOPLE = {Target.CASEWORKER: "owner", Target.PSYCHOLOGIST: "psychologist", Target.TEAM: "team"}
_ATTRS = {Target.SOURCE: ("request_received", "source"), Target.DECISION: ("assess_decision_notified", "outcome")}
_MANY = frozenset({Target.ASKED_OTHER, Target.GOT_OTHER})  # several columns feed these: any day of the case will do


def compare(
    book: Book, proposal: Proposal, known: KnownCases, today: date, profile: Profile | None = None
) -> Comparison:
    """Every row against the desk.  A case is found as an import finds it: by reference, else by the child."""
    counting = _Counting(known, today, profile or Profile("unnamed"))
    for sheet, mapping in proposal.cases:
        reader = RowReader(mapping, counting.profile, today)
        for number in range(mapping.heading_row + 1, sheet.last_used_row + 1):
            cells = sheet.rows[number - 1]
            counting.rows += 1
            if blank_row(cells) or reader.is_headings_again(cells):
                counting.no_case += 1
            else:
                counting.row(sheet.name, number, reader.read(cells), mapping)
    return counting.finish(book)


class _Counting:
    def __init__(self, known: KnownCases, today: date, profile: Profile) -> None:
        self.profile, self.today = profile, today
        self._register = CaseRegister(known)
        self.rows = self.no_case = 0
        self._repeats = 0
        self._seen: set[str] = set()
        self._missing: list[tuple[int, str]] = []
        self._tallies: dict[str, Counter[Agreement]] = {}
        self._differences: list[Difference] = []

    def row(self, sheet: str, number: int, reading: RowReading, mapping: Mapping) -> None:
        """One row that is about something."""
        case = self._case_of(reading)
        if case is None:
            if reading.ref or child_named(reading):
                self._missing.append((number, reading.ref))
            else:
                self.no_case += 1
            return
        if case.ref in self._seen:
            self._repeats += 1
            return
        before = len(self._seen)
        self._seen.add(case.ref)
        compared: set[str] = set()
        for match in mapping.columns:
            for field, theirs, ours in _pairs(match, reading, case):
                if field in compared:
                    continue
                compared.add(field)
                how = _agreement(theirs, ours, _not_read(match, reading))
                self._tally(field, before)[how] += 1
                if how in SHOWN:
                    written, dated = _written(theirs, match, reading), _dated(theirs, ours)
                    self._differences.append(
                        Difference(number, sheet, case.ref, field, how, written, _said(ours), dated)
                    )
        for field, counts in self._tallies.items():
            if field not in compared:  # another sheet has the column, this one has not
                counts[Agreement.NEITHER] += 1

    def _tally(self, field: str, before: int) -> Counter[Agreement]:
        if field not in self._tallies:
            self._tallies[field] = Counter({Agreement.NEITHER: before})
        return self._tallies[field]

    def _case_of(self, reading: RowReading) -> KnownCase | None:
        found = self._register.with_ref(reading.ref) if reading.ref else None
        if found is None:
            alike = self._register.of_child(reading.identity())
            same = [case for case in alike if reading.requested is None or reading.requested in case.requested]
            found = same[0] if same else None
        return found.known if found is not None else None

    def finish(self, book: Book) -> Comparison:
        """The whole of it."""
        return Comparison(
            file=book.file,
            sha256=book.sha256,
            rows_in=self.rows,
            compared=len(self._seen),
            repeats=self._repeats,
            no_case=self.no_case,
            not_on_desk=tuple(self._missing),
            fields=tuple(FieldTally(field, counts) for field, counts in self._tallies.items()),
            differences=tuple(self._differences),
            seen=frozenset(self._seen),
        )


Value = object
_NONE = (None, "")


def _pairs(match: ColumnMatch, reading: RowReading, case: KnownCase) -> Iterable[tuple[str, Value, list[Value]]]:
    """(field, what the file says, what the desk has) for a column; several days on the desk are one list."""
    target = match.target
    if target is Target.FULL_NAME:
        for part in ("surname", "forenames"):
            yield part, reading.child.get(part), _one(getattr(case.child, part))
    elif target.value in CHILD_PARTS:
        yield target.value, reading.child.get(target.value), _one(getattr(case.child, target.value))
    elif target in _PEOPLE:
        yield target.value, getattr(reading, _PEOPLE[target]), _one(getattr(case, _PEOPLE[target]))
    elif target in _ATTRS:
        kind, attr = _ATTRS[target]
        theirs = reading.source if target is Target.SOURCE else reading.outcome
        yield target.value, theirs, [f.attrs[attr] for f in _standing(case) if f.kind == kind and f.attrs.get(attr)]
    elif target in DATED_FACTS:
        kind, body = DATED_FACTS[target]
        days = [f.on for f in _standing(case) if f.kind == kind and f.attrs.get("body", "") == body]
        if target in _MANY:
            read = next((fact.on for fact, heading, _ in reading.others if heading == match.heading), None)
            yield f"{target.value}: {match.heading}", read, list(days)
        else:
            yield target.value, reading.dates.get(target), list(days)


def _one(value: Value) -> list[Value]:
    return [] if value in _NONE else [value]


def _standing(case: KnownCase) -> tuple[Fact, ...]:
    return case.standing or case.facts


def _agreement(theirs: Value, ours: list[Value], not_read: bool) -> Agreement:
    if theirs in _NONE:
        if not_read:
            return Agreement.NOT_READ
        return Agreement.DESK_ONLY if ours else Agreement.NEITHER
    if not ours:
        return Agreement.FILE_ONLY
    return Agreement.SAME if any(_equal(theirs, one) for one in ours) else Agreement.DIFFERS


def _equal(one: Value, other: Value) -> bool:
    return folded(one) == folded(other) if isinstance(one, str) and isinstance(other, str) else one == other


def _not_read(match: ColumnMatch, reading: RowReading) -> bool:
    return any(remark.heading == match.heading and remark.kept for remark in reading.remarks)


def _written(theirs: Value, match: ColumnMatch, reading: RowReading) -> str:
    """What the file says; what stands in the cell where it could not be read."""
    if theirs not in _NONE:
        return _said([theirs])
    cell = reading.written[match.column] if match.column < len(reading.written) else ""
    return text_of(cell)


def _dated(theirs: Value, ours: list[Value]) -> bool:
    """True where what was read in the file, or what the desk has, are days."""
    return any(isinstance(one, date) for one in (theirs, *ours))


def _said(values: list[Value]) -> str:
    return ", ".join(value.isoformat() if isinstance(value, date) else str(value) for value in values)
