"""What each word of an entry is, kind by kind: more than words where pages read a day, a number or another entry in it."""

from __future__ import annotations

from collections.abc import Mapping

from ehcp_desk.clock.vocabulary import AttrType
from ehcp_desk.domain.case_kinds import attrs_of

_OF_ACTS: Mapping[str, Mapping[str, AttrType]] = {
    "imported": {"import": AttrType.ENTRY, "added": AttrType.ENTRY},
    "promise_made": {"due": AttrType.DATE},
}
"""What an act writes of its own and nobody by hand."""


def types_of(kind: str) -> Mapping[str, AttrType]:
    """What each word of a kind of fact is, by its name."""
    return _OF_ACTS.get(kind) or {name: attr.type for name, attr in attrs_of(kind).items()}
