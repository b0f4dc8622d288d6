"""A return as it was issued against the same return made again: which figures changed, by which cases.

Both sides are rows as the case lists print them, so that what is compared is what was given out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

ListedRow = tuple[str, ...]
"""A row of a case list: the reference, 1 where it counts, then the dates and words that decided it."""
CAME, WENT, COUNTS, COUNTS_NOT, OTHERWISE = (
    "on the list now", "on the list no longer", "counts now", "counts no longer", "listed with other dates or words",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class IssuedLine:
    """One indicator: its figure as printed and its list."""

    code: str
    title: str
    version: str
    numerator: Decimal | None
    denominator: Decimal | None
    value: Decimal | None
    rows: tuple[ListedRow, ...]

    @property
    def numbers(self) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
        """Numerator, denominator and value."""
        return self.numerator, self.denominator, self.value


@dataclass(frozen=True, slots=True)
class Issued:
    """A frozen return: what it counted, on which day, and how far the journal had got.  ``known`` says what the record
    knows of the copy it was read from; ``running`` that it was made before its last day was over."""

    month: date
    as_at: date
    extracted_at: str
    seq: int
    head: str
    lines: tuple[IssuedLine, ...]
    known: str = ""
    running: bool = False


@dataclass(frozen=True, slots=True)
class ActBehind:
    """An entry of the journal written since: when, by whom, what and why."""

    seq: int
    at: datetime
    who: str
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class CaseChange:
    """One case whose place in a list changed, and what was written on it since."""

    ref: str
    how: str
    before: ListedRow | None
    after: ListedRow | None
    acts: tuple[ActBehind, ...] = ()


@dataclass(frozen=True, slots=True)
class LineChange:
    """One indicator that is not what it was; ``definition`` names the two versions where they differ."""

    before: IssuedLine
    after: IssuedLine | None
    cases: tuple[CaseChange, ...]
    definition: str = ""


@dataclass(frozen=True, slots=True)
class Restatement:
    """Every indicator that changed since the return was issued, and those counted now that it did not have."""

    issued: Issued
    made_on: date
    changes: tuple[LineChange, ...]
    new_codes: tuple[str, ...]
    unchanged: int


def changed_lines(issued: Sequence[IssuedLine], now: Mapping[str, IssuedLine]) -> list[LineChange]:
    """The lines whose figure or list is not what it was, in the order in which they were issued."""
    found = []
    for line in issued:
        other = now.get(line.code)
        definition = ""
        if other is not None and other.version != line.version:
            definition = f"definition {line.version} then, {other.version} now"
        cases = changed_cases(line.rows, other.rows if other is not None else ())
        if other is None or definition or cases or other.numbers != line.numbers:
            found.append(LineChange(line, other, tuple(cases), definition))
    return found


def changed_cases(before: Sequence[ListedRow], after: Sequence[ListedRow]) -> list[CaseChange]:
    """The cases whose rows differ, by reference; a case may stand in a list more than once."""
    gone, new = Counter(before), Counter(after)
    left, came = _by_ref(gone - new), _by_ref(new - gone)
    found = []
    for ref in sorted(left.keys() | came.keys()):
        was, now = left.get(ref, []), came.get(ref, [])
        for place in range(max(len(was), len(now))):
            one = was[place] if place < len(was) else None
            other = now[place] if place < len(now) else None
            found.append(CaseChange(ref, _how(one, other), one, other))
    return found


def _by_ref(rows: Counter[ListedRow]) -> dict[str, list[ListedRow]]:
    found: dict[str, list[ListedRow]] = {}
    for row in sorted(rows.elements()):
        found.setdefault(row[0], []).append(row)
    return found


def _how(before: ListedRow | None, after: ListedRow | None) -> str:
    if before is None:
        return CAME
    if after is None:
        return WENT
    if before[1] != after[1]:
        return COUNTS if after[1] == "1" else COUNTS_NOT
    return OTHERWISE
