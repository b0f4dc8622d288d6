"""Entries that name another entry of their case by its number, and what such a number means once that one was corrected.

A correction is a new entry with a number of its own.  What was said of the one before goes on being said of it: a promise
kept stays kept whatever becomes of the promise's words (docs/decisions/case-kinds.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ehcp_desk.clock.vocabulary import AttrType
from ehcp_desk.domain.case_kinds import CASE_KINDS

OF_THE_WORDS = frozenset({"authorisation", "entry_mark"})
"""Kinds that judge the very words they name, not the matter: corrected words wait to be judged again, and who reads these
asks for that (``authorising``, ``chronology_marks``)."""
LINKS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    **{kind.id: names for kind in CASE_KINDS.values() if kind.id not in OF_THE_WORDS
       and (names := tuple(a.name for a in (kind.attrs or {}).values() if a.type is AttrType.ENTRY))},
    # Kinds whose own acts check what they say, and links that may be left out.
    "promise_made": ("item",), "promise_kept": ("promise",), "notice_sent": ("entry",), "no_longer": ("entry",),
    "document_filed": ("entries",),
})  # fmt: skip
"""Kind of entry -> the attributes that name other entries by number, several of them with commas between."""


def in_its_place(number: int, later: Mapping[int, int]) -> int:
    """The number of the entry that stands in the place of this one, by ``later``: number -> that of its correction.  Its own
    where none corrected it; the last that was said where that was withdrawn, under which nothing stands."""
    while number in later:
        number = later[number]
    return number


def links_now(kind: str, attrs: Mapping[str, str], later: Mapping[int, int]) -> Mapping[str, str]:
    """The attributes of an entry with each number in the place of the one it was corrected to; the very same mapping where
    nothing it names was corrected."""
    changed = {}
    for name in LINKS.get(kind, ()):
        said = attrs.get(name, "")
        now = [in_its_place(int(n), later) if n.isdecimal() else n for n in said.split(",")]
        if (text := ",".join(map(str, now))) != said:
            changed[name] = text
    return MappingProxyType({**attrs, **changed}) if changed else attrs
