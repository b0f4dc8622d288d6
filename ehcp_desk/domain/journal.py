"""The journal's entries and the chain that seals them.

Each entry's hash covers the digest of its payload, not the payload, so that a payload lawfully emptied later does
not break the chain (DESIGN.md, Promises of the store).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ehcp_desk.domain.journal_shapes import of_its_kind

GENESIS = "0" * 64
PAPER_ISSUED = "paper_issued"
FIGURE_GIVEN = "figure_given"
RETURN_ISSUED = "return_issued"
RETURN_PUBLISHED = "return_published"
EXPORT_CONFIRMED = "export_confirmed"
RECORD_COUNTED = "record_counted"
ACTS_ON_MANY = ("cases_reassigned", "cases_moved_to_team", "reassignment_taken_back")
"""Cases moved to people, cases moved to a team, and either of them taken back.  The line of such an act says which cases
and nothing of why: that is in the line of each case, which is kept as the case is."""
EXCHANGE_SENT, EXCHANGE_READ = "exchange_sent", "exchange_read"
HOUSEKEEPING = (
    PAPER_ISSUED,
    "digest_sent",
    FIGURE_GIVEN,
    RETURN_ISSUED,
    RETURN_PUBLISHED,
    EXPORT_CONFIRMED,
    RECORD_COUNTED,
    EXCHANGE_SENT,
)
"""Kinds of line that tell what the desk sent or printed, not what is on the record: a paper is sealed by the newest line
of any other kind, so that printing it again gives the same bytes."""


ROWS = "sealed_rows"
"""What a line says of rows that are no facts and that its act changed: their names and digests (``db/kept.py``)."""


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One line of the journal as it is kept.  ``payload`` is None once it has lawfully been emptied."""

    seq: int
    at: datetime
    actor: str
    case_id: int | None
    kind: str
    payload: str | None
    payload_digest: str
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class NewEntry:
    """A line about to be written: what kind of act, on which case, with what was said (before and after)."""

    kind: str
    case_id: int | None
    payload: Mapping[str, Any]


def payload_of(entry: JournalEntry) -> dict[str, Any]:
    """What an entry says; nothing where its payload has lawfully been emptied, or is none that this program writes."""
    said = said_in(entry.payload)
    return said if of_its_kind(entry.kind, said) else {}


def is_strange(entry: JournalEntry) -> bool:
    """Whether a line says what this program writes in none of its kind, so that what reads lines back passes over it."""
    return entry.payload is not None and not of_its_kind(entry.kind, said_in(entry.payload))


def said_in(payload: str | None) -> dict[str, Any]:
    """The same of a payload: another program may have put in words that are no JSON, and they must be in nobody's way."""
    try:
        said = json.loads(payload or "{}")
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def canonical(payload: Mapping[str, Any]) -> str:
    """The payload as text, the same text for the same payload every time."""
    return json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def digest(text: str) -> str:
    """SHA-256 of a text, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def seal(seq: int, at: datetime, actor: str, case_id: int | None, kind: str, payload_digest: str, previous: str) -> str:
    """The hash of an entry: everything in it but the payload itself, and the hash before it."""
    parts = (str(seq), at.isoformat(), actor, "" if case_id is None else str(case_id), kind, payload_digest, previous)
    return digest("\x1f".join(parts))


def seal_words(head: str) -> str:
    """The head as people read it out: ``7F3A 91C2``."""
    return f"{head[:4]} {head[4:8]}".upper()


def first_broken(entries: Iterable[JournalEntry]) -> int | None:
    """The sequence number of the first entry that does not fit the chain, or None where all do."""
    previous, expected = GENESIS, 1
    for entry in entries:
        fits = entry.seq == expected and entry.previous == previous
        fits = fits and (entry.payload is None or digest(entry.payload) == entry.payload_digest)
        resealed = seal(entry.seq, entry.at, entry.actor, entry.case_id, entry.kind, entry.payload_digest, previous)
        if not fits or resealed != entry.hash:
            return entry.seq
        previous, expected = entry.hash, entry.seq + 1
    return None
