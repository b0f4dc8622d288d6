"""Facts and documents."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import msgspec

from db.shape import Shape
from ehcp_desk.clock.model import NOTHING, Fact
from ehcp_desk.clock.vocabulary import AttrType
from ehcp_desk.domain.case_kinds import CASE_KINDS
from ehcp_desk.domain.entry_links import LINKS, links_now
from ehcp_desk.domain.errors import BadInput, Unreadable
from ehcp_desk.domain.kind_types import types_of
from ehcp_desk.domain.record import DocumentRow, NewFact, RecordedFact

FACT = Shape(
    "id case_id kind happened_on:day attrs approximate:flag note recorded_at:moment recorded_by source supersedes "
    "document_id"
)
CASE, KIND, ATTRS, AT, BY, SUPERSEDES = 1, 2, 4, 7, 8, 10  # their places in FACT
BEFORE = Shape("f.id o.id o.recorded_at:moment o.recorded_by")
Before = Mapping[int, tuple[int, datetime, str]]
"""The number of a correction -> the number of what it put right, and when and by whom that was written."""
WITHDRAWN = "withdrawn_entry"
_NOT_CORRECTED: Mapping[int, int] = MappingProxyType({})
_CORRECTS_NONE: Before = MappingProxyType({})
DOCUMENT = Shape(
    "d.id d.case_id d.filename d.media_type d.size d.sha256 d.filed_at:moment d.filed_by coalesce(t.unread,'')"
)
STORED = (
    "case_id", "kind", "happened_on", "attrs", "approximate", "note", "source", "recorded_at", "recorded_by",
    "supersedes", "document_id",
)  # fmt: skip


_decode = msgspec.json.Decoder(dict[str, str]).decode
_TYPED = (AttrType.TEXT, AttrType.WORDS)
# Attributes that hold words of people's own; the others hold a date, a number or one of a few fixed choices.
_WORDED = frozenset({
    "with", "to", "who", "setting", "heading", "reason", "evidence", "impractical", "from_authority", "number", "officer",
    "representative",
}) | {
    attr.name
    for kind in CASE_KINDS.values()
    for attr in (kind.attrs or {}).values()
    if attr.type in _TYPED and attr.name != "body"
}  # fmt: skip

_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def attrs_text(attrs: Mapping[str, str]) -> str | None:
    """Attributes as canonical JSON; None where there are none, which keeps the table small."""
    return _encode(dict(attrs)) if attrs else None


@lru_cache(maxsize=16384)
def _parsed(text: str) -> Mapping[str, str]:
    try:
        return MappingProxyType(_decode(text))
    except msgspec.DecodeError as wrong:
        raise Unreadable("what an entry says") from wrong


def attrs(text: str | None) -> Mapping[str, str]:
    """Attributes from their text; one frozen mapping is shared by all facts with the same text.  Raises Unreadable."""
    return NOTHING if text is None else _parsed(text)


_READ: Mapping[AttrType, Callable[[str], object]] = {
    AttrType.DATE: date.fromisoformat,
    AttrType.NUMBER: float,
    AttrType.ENTRY: int,
}
"""How pages read a value of an entry that is more than words."""


@lru_cache(maxsize=16384)
def typed(kind: str, text: str | None) -> Mapping[str, str]:
    """The attributes of an entry of a kind.  Unreadable where one is no day or no number and pages read it as one."""
    said = attrs(text)
    if said:
        asked = types_of(kind)
        try:
            for name, value in said.items():
                if value and asked.get(name) in _READ:
                    _READ[asked[name]](value)
        except ValueError as wrong:
            raise Unreadable("what an entry says") from wrong
    return said


def of_its_columns(row: Sequence[Any]) -> bool:
    """Whether the words of a fact from ``FACT`` are words: a file lets another program put in anything."""
    _, _, kind, _, _, _, note, _, by, source, _, _ = row
    return type(kind) is type(note) is type(by) is type(source) is str and "\ufffd" not in f"{kind}{by}{source}{note}"


def recorded(
    row: Sequence[Any], superseded_by: int | None, later: Mapping[int, int], before: Before = _CORRECTS_NONE
) -> RecordedFact:
    """A fact from ``FACT``, with the entries it names by number turned to those ``later`` says took their place.  ``before``
    has what each correction put right."""
    number, case_id, kind, on, text, approximate, note, at, by, source, supersedes, document = row
    written = typed(kind, text)
    now = links_now(kind, written, later) if later else written
    first, first_at, first_by = number, None, None
    while first in before:
        first, first_at, first_by = before[first]
    fact = Fact(kind, on, now, approximate, note, number, None if first == number else first)
    if kind == WITHDRAWN:  # an act of its own, and not that of whoever wrote what it takes back
        first_at = first_by = None
    return RecordedFact(number, case_id, fact, at, by, source, supersedes, superseded_by, document,
                        None if now is written else written, None if first in (number, supersedes) else first,
                        first_at, first_by)  # fmt: skip


def standing(rows: Sequence[Sequence[Any]], later: Mapping[int, Mapping[int, int]],
             before: Before = _CORRECTS_NONE) -> tuple[RecordedFact, ...]:  # fmt: skip
    """Facts that stand, from ``FACT``; ``later`` is by case."""
    return tuple(recorded(row, None, later.get(row[CASE], _NOT_CORRECTED), before) for row in rows)


def raw_now(row: Sequence[Any], later: Mapping[int, int]) -> tuple[Any, ...]:
    """A row of kind, day, attributes as JSON and what follows, its links turned to what took the place of what they name."""
    kind, on, text, *rest = row
    return (kind, on, attrs_text(links_now(kind, attrs(text), later)) if kind in LINKS else text, *rest)


def searched(note: str, attrs: Mapping[str, str]) -> str:
    """The words a fact is found by: its note, and whom and what it names."""
    told = [note, *(value for name, value in attrs.items() if name in _WORDED)] if attrs else [note]
    return " · ".join(words for words in told if words)


def refuse_unstorable(fact: NewFact) -> None:
    """BadInput for a note with a NUL character: a file would keep it and a server would not, and a record must be able
    to move between them."""
    if "\x00" in fact.note or "\x00" in fact.source:
        raise BadInput("A note holds a character that cannot be stored; type it again instead of pasting it.")


def fact_values(case_id: int, fact: NewFact, at: datetime, by: str) -> dict[str, Any]:
    """What is stored of a new fact, without the id."""
    refuse_unstorable(fact)
    return {
        "case_id": case_id, "kind": fact.kind, "happened_on": fact.on, "attrs": attrs_text(fact.attrs),
        "approximate": fact.approximate, "note": fact.note, "source": fact.source, "recorded_at": at,
        "recorded_by": by, "supersedes": fact.supersedes, "document_id": fact.document_id,
    }  # fmt: skip


def document(row: Sequence[Any]) -> DocumentRow:
    """A document from ``DOCUMENT``."""
    return DocumentRow(*row)
