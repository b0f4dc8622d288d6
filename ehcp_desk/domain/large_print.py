"""Who needs large print, as the record says it; whatever is made for them comes in it without being asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ehcp_desk.domain.case import Child, Contactable

_SAID = re.compile(r"\b(?:large|larger|big|bigger)[\s-]+(?:print|type|text|letters|font)\b", re.IGNORECASE)
_NOT = re.compile(r"\b(?:no|not|without|no longer)\b[^.;,]*\b(?:large|larger|big|bigger)\b", re.IGNORECASE)
POINTS = 16


def reads_large_print(*said: str) -> bool:
    """True where words about how somebody is reached or understood say large print, and not that it is not needed."""
    return any(_SAID.search(part) and not _NOT.search(part) for text in said for part in re.split(r"[.;,\n]", text))


def needing_large_print(child: Child, child_reads: bool, people: Iterable[Contactable]) -> str:
    """The names of those who read a paper and need it in large print; empty for nobody."""
    found = [child.name] if child_reads and reads_large_print(child.communication) else []
    found += [p.name for p in people if reads_large_print(p.preference, p.interpreter)]
    return " and ".join(found)


def letter_note(names: str, ordinary: bool) -> str:
    """What is said of a letter before it goes to somebody who needs large print."""
    verb = "need" if " and " in names else "needs"
    if ordinary:
        return f"{names} {verb} large print, and this letter is in ordinary print because that was asked for."
    return f"{names} {verb} large print: this letter is set in type of at least {POINTS} points, in PDF, Word and HTML."


def copy_note(names: str, large: bool) -> str:
    """The same of a copy made for them."""
    verb = "need" if " and " in names else "needs"
    if large:
        return f"{names} {verb} large print: this copy is set in type of at least {POINTS} points."
    return f"{names} {verb} large print, and this copy is in ordinary print because that was asked for."


def pages_note(names: str) -> str:
    """The same of a copy of a filed document, whose pages are pictures."""
    verb = "need" if " and " in names else "needs"
    return (f"{names} {verb} large print: the pages of this copy are pictures of the original and cannot be set larger. "
            "Print it on A3, or have it typed.")  # fmt: skip
