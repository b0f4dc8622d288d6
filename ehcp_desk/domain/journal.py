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

GENESIS = "0" * 64
PAPER_ISSUED = "paper_issued"
FIGURE_GIVEN = "figure_given"
RETURN_ISSUED = "return_issued"
EXPORT_CONFIRMED = "export_confirmed"
RECORD_COUNTED = "record_counted"
EXCHANGE_SENT, EXCHANGE_READ = "exchange_sent", "exchange_read"
HOUSEKEEPING = (
    PAPER_ISSUED,
    "digest_sent",
    FIGURE_GIVEN,
    RETURN_ISSUED,
    EXPORT_CONFIRMED,
    RECORD_COUNTED,
    EXCHANGE_SENT,
)
"""Kinds of line that tell what the desk sent or printed, not what is on the record: a paper is sealed by the newest line
of any other kind, so that printing it again gives the same bytes."""


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
    """What an entry says; nothing where its payload has lawfully been emptied."""
    said: dict[str, Any] = json.loads(entry.payload) if entry.payload is not None else {}
    return said


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
