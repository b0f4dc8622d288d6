"""What an import means to do, as values: the plan, its certificate, and what is already on record.

A file is read and planned by the exchange room; the plan is then applied by a service.  Both speak these values, so
neither needs to see the other.  Nothing here reads a file, asks for today's date or touches the record.

Promises (contract section 4): every data row of the file ends in exactly one outcome; a cell that could not be read is
kept word for word as a :class:`KeptCell`; a plan holds only what is *new* to the record, so applying every row of a
plan and planning the same file again gives a plan with nothing to write.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import ClassVar, Protocol

from ehcp_desk.clock.model import Fact
from ehcp_desk.domain.folding import fold
from ehcp_desk.domain.journal import canonical
from ehcp_desk.domain.near_children import Alike, NearIndex
from ehcp_desk.domain.sen2 import Node

_NO_ROWS = '"rows":[]'
"""How an empty account reads in the canonical text; no other text can read so, for a quotation mark in one is escaped."""


class Outcome(StrEnum):
    """Where a row of the file ended.  Every data row ends in exactly one of these."""

    CREATED = "created"
    UPDATED = "updated"
    MERGED = "merged"
    HELD = "held"
    REJECTED = "rejected"
    UNCHANGED = "unchanged"


class CellOutcome(StrEnum):
    """What became of one cell that needs a remark: kept as a note instead of read, or read but worth a look."""

    KEPT = "kept"
    FLAGGED = "flagged"


@dataclass(frozen=True, slots=True)
class ChildIdentity:
    """Who the child or young person is, as far as the file says.  Empty text means the file does not say.

    ``sex`` is ``F``, ``M`` or empty; ``year_group`` is the national curriculum year (0 Reception, negative before);
    ``ethnicity`` a code of the SEN2 return.
    """

    surname: str = ""
    forenames: str = ""
    born: date | None = None
    sex: str = ""
    upn: str = ""
    uln: str = ""
    year_group: int | None = None
    setting: str = ""
    ethnicity: str = ""
    known_as: ClassVar[str] = ""
    nhs: ClassVar[str] = ""
    """No file has a column for these two; a child on record has them (:class:`~ehcp_desk.domain.likeness.Named`)."""

    @property
    def name(self) -> str:
        """The name as it is compared."""
        return name_key(self.surname, self.forenames)

    @property
    def empty(self) -> bool:
        """True when the file says nothing at all about who this is."""
        return self == NOBODY_NAMED


NOBODY_NAMED = ChildIdentity()


@dataclass(frozen=True, slots=True)
class KeptCell:
    """A cell kept word for word on the case as an unverified note, with its heading and why it was kept."""

    heading: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class PersonSeed:
    """Somebody the file names who may have to be made.

    ``role`` is ``caseworker`` or ``psychologist``.  ``fte`` is a fraction of full time (1.0 is full time), ``None``
    when the file does not say.  ``placeholder`` is True for a name met only beside cases: a person to be matched
    later, as opposed to one listed on a sheet of officers or matched in the profile.  ``note`` keeps what the sheet of
    officers said beside the name that could not be read, word for word.
    """

    name: str
    role: str = "caseworker"
    fte: float | None = None
    team: str = ""
    placeholder: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """What one row of the file will do to the record.  Only what is new to the record is in it.

    ``case`` is the reference the row goes to (empty when rejected).  For a created or newly held row ``child`` is the
    whole identity; for other rows only what fills a blank on the record, or ``None``.  ``owner`` is a caseworker to
    assign, ``None`` for nobody named (the case goes on the Unassigned list) or no change; ``psychologist`` and
    ``team`` are empty for the same.  ``same_child_as`` is the reference of another case of the same child, when this
    one is a new request.  ``digest`` identifies what the row said: store it, so that the row is known next time.
    """

    row: int
    outcome: Outcome
    case: str = ""
    child: ChildIdentity | None = None
    facts: tuple[Fact, ...] = ()
    owner: str | None = None
    kept: tuple[KeptCell, ...] = ()
    reasons: tuple[str, ...] = ()
    psychologist: str = ""
    team: str = ""
    same_child_as: str = ""
    digest: str = ""
    sheet: str = ""
    new_case: bool = False

    @property
    def writes(self) -> bool:
        """True when applying this row changes the record."""
        people = self.owner or self.psychologist or self.team
        return bool(self.new_case or self.facts or self.kept or self.child or people)


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """One line of a certificate: a row's outcome (``field`` empty) or one cell that needs a remark.

    ``outcome`` is an :class:`Outcome` for a row and a :class:`CellOutcome` for a cell, so counting lines by row
    outcome gives the totals.
    """

    row: int
    outcome: str
    case: str = ""
    field: str = ""
    value: str = ""
    reason: str = ""
    sheet: str = ""

    def as_json(self) -> dict[str, object]:
        """The line as the contract writes it, with the sheet's name added."""
        return {
            "row": self.row,
            "outcome": self.outcome,
            "case": self.case,
            "field": self.field,
            "value": self.value,
            "reason": self.reason,
            "sheet": self.sheet,
        }


@dataclass(frozen=True, slots=True)
class Certificate:
    """The account of one file: every data row in one outcome, every cell that needs a remark (contract section 4)."""

    file: str
    sha256: str
    rows_in: int
    created: int = 0
    updated: int = 0
    merged: int = 0
    held: int = 0
    rejected: int = 0
    unchanged: int = 0
    rows: Sequence[CertificateRow] = ()
    sheets_not_read: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    """What a person should know about the file as a whole: what it hides, what is merged, which dates could be read
    two ways."""

    def __post_init__(self) -> None:
        """Refuse an account that does not balance: it would be a fault in the program, never in the file."""
        if not self.balances:
            raise ValueError(f"The certificate of {self.file} does not balance: {self.rows_in} rows in.")

    @property
    def balances(self) -> bool:
        """True when the outcomes add up to the rows of the file."""
        ended = self.created + self.updated + self.merged + self.held + self.rejected + self.unchanged
        return self.rows_in == ended

    @property
    def to_look_at(self) -> tuple[CertificateRow, ...]:
        """The rows a person should look at: held first, then rejected, each in file order."""
        look: dict[str, list[CertificateRow]] = {Outcome.HELD.value: [], Outcome.REJECTED.value: []}
        for line in self.rows if self.held or self.rejected else ():
            if line.outcome in look:
                look[line.outcome].append(line)
        return tuple(line for lines in look.values() for line in lines)

    @property
    def digest(self) -> str:
        """SHA-256 of the certificate's content: what is kept on the record, and what a data officer signs.

        It is that of the canonical text of :meth:`as_json`, which is never held whole.
        """
        before, after = canonical(self.summary() | {"rows": []}).split(_NO_ROWS)
        hasher = hashlib.sha256(f"{before}{_NO_ROWS[:-1]}".encode())
        for number, line in enumerate(self.rows):
            hasher.update(f"{',' if number else ''}{canonical(line.as_json())}".encode())
        hasher.update(f"]{after}".encode())
        return hasher.hexdigest()

    def summary(self) -> dict[str, object]:
        """What the certificate says without its lines."""
        return {
            "file": self.file,
            "sha256": self.sha256,
            "rows_in": self.rows_in,
            "created": self.created,
            "updated": self.updated,
            "merged": self.merged,
            "held": self.held,
            "rejected": self.rejected,
            "unchanged": self.unchanged,
            "sheets_not_read": list(self.sheets_not_read),
            "notes": list(self.notes),
        }

    def as_json(self) -> dict[str, object]:
        """The certificate as the contract writes it."""
        return self.summary() | {"rows": [line.as_json() for line in self.rows]}

    def written(self) -> Iterator[str]:
        """:meth:`as_json` as text to be read, line by line of the account, so that it is never held whole."""
        text = json.dumps(self.summary() | {"rows": []}, ensure_ascii=False, indent=2)
        yield text.removesuffix("]\n}")
        mark = ""
        for line in self.rows:
            told = json.dumps(line.as_json(), ensure_ascii=False, indent=2)
            yield f"{mark}\n    {told.replace(chr(10), chr(10) + '    ')}"
            mark = ","
        yield "\n  ]\n}" if mark else "]\n}"


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """Everything one file will do, ready to be shown, refused or applied.  ``as_at`` is the day it was planned for."""

    file: str
    sha256: str
    as_at: date
    rows: Sequence[PlannedRow]
    people: tuple[PersonSeed, ...]
    certificate: Certificate

    @property
    def writes(self) -> bool:
        """True when applying the plan would change the record."""
        return any(row.writes for row in self.rows)


@dataclass(frozen=True, slots=True)
class KnownCase:
    """A case already on record, as far as an import needs to know it.

    ``facts`` are all facts ever recorded on it, including ones since corrected, so that an old tracker is not taken
    for news.  ``held`` is True while a person still has to check it.  ``kept`` are the (heading, value) pairs of cells
    kept on it by earlier imports.
    """

    ref: str
    child: ChildIdentity = NOBODY_NAMED
    facts: tuple[Fact, ...] = ()
    owner: str | None = None
    psychologist: str = ""
    team: str = ""
    held: bool = False
    kept: frozenset[tuple[str, str]] = frozenset()
    standing: tuple[Fact, ...] = ()
    """The facts that stand; empty where nobody asked for them apart."""


class KnownCases(Protocol):
    """What is on record, looked up the three ways a tracker row can name a child, and which rows came before."""

    def by_ref(self, ref: str) -> KnownCase | None:
        """The case with this reference, compared without case or outer spaces."""

    def by_upn(self, upn: str) -> Sequence[KnownCase]:
        """Every case of the child with this UPN, oldest first."""

    def by_name(self, name: str, born: date) -> Sequence[KnownCase]:
        """Every case of a child with this :func:`name_key` and date of birth, oldest first."""

    def refused(self, ref: str, child: ChildIdentity = NOBODY_NAMED) -> str:  # noqa: ARG002 - where there is no record
        """Why no new case may have this reference, though :meth:`by_ref` finds none, or be this child's; empty where one
        may."""
        return ""

    def imported(self, digest: str) -> bool:
        """True when a row with this digest was imported before."""

    def has_left(self, name: str) -> bool:  # noqa: ARG002 - nobody is known where there is no record
        """True for somebody on record who is no longer in post, and nobody of the name is."""
        return False

    def alike(self, child: ChildIdentity, most: int, leave_out: Collection[str] = ()) -> tuple[list[Alike], str]:
        """The likeliest cases of this child (:meth:`~ehcp_desk.domain.near_children.NearIndex.alike`)."""

    def choice(self, point: str) -> str:  # noqa: ARG002 - nothing is set where there is no record
        """What the council chose about a disputed point of SEN2; empty where it chose nothing."""
        return ""

    def returned(self, ref: str, year: int) -> Node:  # noqa: ARG002 - nothing is returned where there is no record
        """What the record itself returns of a case in SEN2 of a year: its Person with that case's Requests; empty for none."""
        return {}


@dataclass(slots=True)
class KnownIndex(KnownCases):
    """Cases on record held in memory: the plain way to answer :class:`KnownCases`.  Built once for an import."""

    refs: dict[str, KnownCase] = field(default_factory=dict)
    upns: dict[str, list[KnownCase]] = field(default_factory=dict)
    names: dict[tuple[str, date], list[KnownCase]] = field(default_factory=dict)
    digests: frozenset[str] = frozenset()
    nearby: NearIndex = field(default_factory=NearIndex)

    @classmethod
    def of(cls, cases: Iterable[KnownCase], digests: Iterable[str] = ()) -> KnownIndex:
        """An index of these cases, which should come oldest first, and of the rows imported before."""
        index = cls(digests=frozenset(digests))
        for case in cases:
            child = case.child
            index.refs[ref_key(case.ref)] = case
            index.nearby.add(case.ref, child)
            if child.upn:
                index.upns.setdefault(child.upn, []).append(case)
            if child.born is not None:
                key = (name_key(child.surname, child.forenames), child.born)
                index.names.setdefault(key, []).append(case)
        return index

    def by_ref(self, ref: str) -> KnownCase | None:
        """The case with this reference, compared without case or outer spaces."""
        return self.refs.get(ref_key(ref))

    def by_upn(self, upn: str) -> Sequence[KnownCase]:
        """Every case of the child with this UPN, oldest first."""
        return self.upns.get(upn, ())

    def by_name(self, name: str, born: date) -> Sequence[KnownCase]:
        """Every case of a child with this name key and date of birth, oldest first."""
        return self.names.get((name, born), ())

    def imported(self, digest: str) -> bool:
        """True when a row with this digest was imported before."""
        return digest in self.digests

    def alike(self, child: ChildIdentity, most: int, leave_out: Collection[str] = ()) -> tuple[list[Alike], str]:
        """The likeliest cases of this child."""
        return self.nearby.alike(child, most, leave_out)


def ref_key(ref: str) -> str:
    """A reference as it is compared, as the store does: no outer spaces, letter case or accents."""
    return fold(ref.strip())


@lru_cache(maxsize=4096)
def name_key(surname: str, forenames: str) -> str:
    """A name as it is compared: no accents, letter case, hyphens, apostrophes or repeated spaces; surname first."""
    return f"{_folded(surname)} {_folded(forenames)}"


@lru_cache(maxsize=16_384)
def _folded(text: str) -> str:
    if text.isascii() and text.isalpha():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(c if c.isalnum() else " " if c.isspace() or c == "-" else "" for c in plain)
    return " ".join(letters.split())
