"""Holding every row of a file against its case on the desk, without importing anything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from ehcp_desk.clock.model import Fact
from ehcp_desk.domain.case import STAGE_WORDS, Stage, stage_of, year_words
from ehcp_desk.domain.comparing import ANOTHER, SHOWN, Agreement, Comparison, Difference, FieldTally
from ehcp_desk.domain.importing import KnownCase, KnownCases
from ehcp_desk.exchange.cells import Book, blank_row, text_of
from ehcp_desk.exchange.planning.case_register import CaseRegister
from ehcp_desk.exchange.planning.mapping import ColumnMatch, Mapping, Proposal
from ehcp_desk.exchange.planning.profiles import Profile
from ehcp_desk.exchange.planning.row_reading import CHILD_PARTS, RowReading
from ehcp_desk.exchange.planning.rows import RowReader, child_named
from ehcp_desk.exchange.planning.targets import DATED_FACTS, LABELS, Target
from ehcp_desk.exchange.planning.value_maps import OURS
from ehcp_desk.exchange.planning.words import folded

_PEOPLE = {Target.CASEWORKER: "owner", Target.PSYCHOLOGIST: "psychologist", Target.TEAM: "team"}
_ATTRS = {Target.SOURCE: ("request_received", "source"), Target.DECISION: ("assess_decision_notified", "outcome")}
_MANY = frozenset({Target.ASKED_OTHER, Target.GOT_OTHER})  # several columns feed these: any day of the request will do
_OF_A_REQUEST = frozenset({*_ATTRS, *DATED_FACTS, Target.STAGE})
_COMPARED = (
    _OF_A_REQUEST | _PEOPLE.keys() | {Target.REF, Target.FULL_NAME, *(t for t in Target if t.value in CHILD_PARTS)}
)
_TITLES = {"stage": "Stage", ANOTHER: "Another request"}
_OF_ONE_REQUEST = (Agreement.NEITHER, Agreement.DESK_ONLY, Agreement.SAME, Agreement.FILE_ONLY, Agreement.NOT_READ,
                   Agreement.DIFFERS)  # fmt: skip
"""Which of two rows about one request counts, the last of these: what one leaves empty the other may say."""
_OF_ALL_REQUESTS = (Agreement.NEITHER, Agreement.SAME, Agreement.DESK_ONLY, Agreement.FILE_ONLY, Agreement.NOT_READ,
                    Agreement.DIFFERS)  # fmt: skip
"""Which of several requests counts for their case."""


def compare(
    book: Book, proposal: Proposal, known: KnownCases, today: date, profile: Profile | None = None
) -> Comparison:
    """Every row against the desk.  A case is found as an import finds it: by reference, else by the child."""
    counting = _Counting(known, today, profile or Profile("unnamed"))
    for sheet, mapping in proposal.cases:
        reader = RowReader(mapping, counting.profile, today)
        counting.columns(mapping)
        for number in range(mapping.heading_row + 1, sheet.last_used_row + 1):
            cells = sheet.rows[number - 1]
            counting.rows += 1
            if blank_row(cells) or reader.is_headings_again(cells):
                counting.no_case += 1
            else:
                counting.row(sheet.name, number, reader.read(cells), mapping)
    return counting.finish(book)


Key = tuple[str, date | None]
"""A field, and the day of the request it is of; None where it is the child's or the case's."""


@dataclass(slots=True)
class _Seen:
    """A case some row names: the row, how each field stands so far, and the requests on the desk no row has named."""

    row: int
    sheet: str
    unnamed: set[date]
    several: bool
    stands: dict[Key, Agreement] = field(default_factory=dict)


class _Counting:
    def __init__(self, known: KnownCases, today: date, profile: Profile) -> None:
        self.profile, self.today = profile, today
        self._register = CaseRegister(known)
        self.rows = self.no_case = 0
        self._repeats = 0
        self._seen: dict[str, _Seen] = {}
        self._missing: list[tuple[int, str]] = []
        self._fields: dict[str, None] = {}
        self._not_compared: dict[str, None] = {}
        self._differences: dict[tuple[str, Key, Agreement, str], Difference] = {}

    def columns(self, mapping: Mapping) -> None:
        """Take note of the columns of a sheet that hold something and are held against nothing."""
        self._not_compared |= dict.fromkeys(
            match.heading for match in mapping.columns if match.first_value and match.target not in _COMPARED
        )

    def row(self, sheet: str, number: int, reading: RowReading, mapping: Mapping) -> None:
        """One row that is about something."""
        case = self._case_of(reading)
        if case is None:
            if reading.ref or child_named(reading):
                self._missing.append((number, reading.ref))
            else:
                self.no_case += 1
            return
        part = _Round(case, reading.requested)
        if case.ref in self._seen:
            self._repeats += 1
        else:
            self._seen[case.ref] = _Seen(number, sheet, set(part.starts), len(part.starts) > 1)
        seen = self._seen[case.ref]
        seen.unnamed.discard(part.start)
        compared: set[str] = set()
        for match in mapping.columns:
            for name, theirs, ours in self._pairs(match, reading, case, part):
                if name in compared:
                    continue
                compared.add(name)
                self._fields.setdefault(name)
                of = part.start if match.target in _OF_A_REQUEST else None
                how = _agreement(theirs, ours, _not_read(match, reading))
                key = (name, of)
                seen.stands[key] = max(how, seen.stands.get(key, how), key=_OF_ONE_REQUEST.index)
                if how in SHOWN:
                    said = _written(theirs, match, reading), _said(ours), _dated(theirs, ours), title(name)
                    words = _in_words(match, reading, ours) if match.target in OURS else ()
                    self._differences.setdefault(
                        (case.ref, key, how, said[0]), Difference(number, sheet, case.ref, name, how, *said, *words)
                    )

    def _pairs(
        self, match: ColumnMatch, reading: RowReading, case: KnownCase, part: _Round
    ) -> Iterable[tuple[str, Value, list[Value]]]:
        if match.target is Target.STAGE:
            ours = stage_of(part.so_far, self.today)
            theirs = STAGE_WORDS[reading.stage] if reading.stage is not None else None
            return [("stage", theirs, [STAGE_WORDS[ours]] if ours is not Stage.UNKNOWN else [])]
        return _pairs(match, reading, case, part.facts)

    def _case_of(self, reading: RowReading) -> KnownCase | None:
        found = self._register.with_ref(reading.ref) if reading.ref else None
        if found is None:
            alike = self._register.of_child(reading.identity())
            same = [case for case in alike if reading.requested is None or reading.requested in case.requested]
            found = same[0] if same else None
        return found.known if found is not None else None

    def finish(self, book: Book) -> Comparison:
        """The whole of it: what one row leaves empty and another of its request says is only the other's to answer for."""
        found = [
            one
            for (ref, key, how, _), one in self._differences.items()
            if how is not Agreement.DESK_ONLY or self._seen[ref].stands[key] is how
        ]
        found += [
            Difference(
                seen.row,
                seen.sheet,
                ref,
                ANOTHER,
                Agreement.DESK_ONLY,
                "",
                _said(sorted(seen.unnamed)),
                True,
                title(ANOTHER),
            )
            for ref, seen in self._seen.items()
            if seen.unnamed
        ]
        return Comparison(
            file=book.file,
            sha256=book.sha256,
            rows_in=self.rows,
            compared=len(self._seen),
            repeats=self._repeats,
            no_case=self.no_case,
            not_on_desk=tuple(self._missing),
            fields=self._tallies(),
            differences=tuple(found),
            seen=frozenset(self._seen),
            not_compared=tuple(self._not_compared),
        )

    def _tallies(self) -> tuple[FieldTally, ...]:
        """Every field with its cases, each counted once by what agrees least of its rows and requests."""
        counts = {name: Counter[Agreement]() for name in self._fields}
        for seen in self._seen.values():
            worst: dict[str, Agreement] = {}
            for (name, _), how in seen.stands.items():
                worst[name] = max(how, worst.get(name, how), key=_OF_ALL_REQUESTS.index)
            for name, counted in counts.items():
                counted[worst.get(name, Agreement.NEITHER)] += 1
        if any(seen.several for seen in self._seen.values()):
            counts[ANOTHER] = Counter(_other_requests(seen) for seen in self._seen.values())
        return tuple(FieldTally(name, counted, title(name)) for name, counted in counts.items())


def title(name: str) -> str:
    """A field as the page says where a column goes; of several columns that go there, with the heading of this one."""
    if name in _TITLES:
        return _TITLES[name]
    target, _, heading = name.partition(": ")
    return f"{LABELS[Target(target)]}: {heading}" if heading else LABELS[Target(target)]


def _in_words(match: ColumnMatch, reading: RowReading, ours: Sequence[Value]) -> tuple[str, str]:
    """What stands in the cell, and the words for the codes the desk holds."""
    words = OURS[match.target]
    held = [year_words(one) if isinstance(one, int) else words.get(str(one).replace("_", " ").casefold(), str(one))
            for one in ours]  # fmt: skip
    return _cell(match, reading), ", ".join(held)


def _other_requests(seen: _Seen) -> Agreement:
    if seen.unnamed:
        return Agreement.DESK_ONLY
    return Agreement.SAME if seen.several else Agreement.NEITHER


class _Round:
    """The request of a case that a row is about, the one received on its day or else the newest, with the facts from its
    day to the next; ``so_far`` are all up to then, by which the stage is told."""

    def __init__(self, case: KnownCase, requested: date | None) -> None:
        standing = case.standing or case.facts
        self.starts = sorted({f.on for f in standing if f.kind == "request_received"})
        self.start = requested if requested in self.starts else self.starts[-1] if self.starts else None
        later = [on for on in self.starts if self.start is not None and on > self.start]
        self.so_far = tuple(f for f in standing if not later or f.on < later[0])
        first = self.start is None or self.start == self.starts[0]
        self.facts = (
            self.so_far if first else tuple(f for f in self.so_far if self.start is not None and f.on >= self.start)
        )


Value = object
_NONE = (None, "")


def _pairs(
    match: ColumnMatch, reading: RowReading, case: KnownCase, facts: Sequence[Fact]
) -> Iterable[tuple[str, Value, list[Value]]]:
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
        yield target.value, theirs, [f.attrs[attr] for f in facts if f.kind == kind and f.attrs.get(attr)]
    elif target in DATED_FACTS:
        kind, body = DATED_FACTS[target]
        days = [f.on for f in facts if f.kind == kind and f.attrs.get("body", "") == body]
        if target in _MANY:
            read = next((fact.on for fact, heading, _ in reading.others if heading == match.heading), None)
            yield f"{target.value}: {match.heading}", read, list(days)
        else:
            yield target.value, reading.dates.get(target), list(days)


def _one(value: Value) -> list[Value]:
    return [] if value in _NONE else [value]


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
    return _cell(match, reading)


def _cell(match: ColumnMatch, reading: RowReading) -> str:
    return text_of(reading.written[match.column] if match.column < len(reading.written) else "")


def _dated(theirs: Value, ours: list[Value]) -> bool:
    """True where what was read in the file, or what the desk has, are days."""
    return any(isinstance(one, date) for one in (theirs, *ours))


def _said(values: Sequence[Value]) -> str:
    return ", ".join(value.isoformat() if isinstance(value, date) else str(value) for value in values)
