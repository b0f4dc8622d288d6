"""What a file says about itself, read back: its words, the digest and the seal printed on it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_REACH, _SHORT, _NEAR = 4000, 5, 60


@dataclass(frozen=True, slots=True)
class Carried:
    """``content`` and ``seal`` (``7F3A 91C2``) are what the file claims, empty where it claims nothing.

    ``words`` are the words found in it without any white space, ``found`` their digest.  ``trouble`` says why it could
    not be read.
    """

    content: str = ""
    seal: str = ""
    words: str = ""
    found: str = ""
    trouble: str = ""


def squeezed(lines: Iterable[str]) -> str:
    """Lines as one text without any white space."""
    return "".join("".join(line.split()) for line in lines)


def digest_of(lines: Iterable[str]) -> str:
    """SHA-256 of the words, in hexadecimal, however their lines are broken."""
    return hashlib.sha256(squeezed(lines).encode("utf-8")).hexdigest()


def differences(expected: Sequence[str], words: str) -> list[str]:
    """How the words found differ from the lines that were issued, a sentence for each place."""
    said = []
    at = 0
    for line in expected:
        bare = squeezed([line])
        place = words.find(bare, at, at + (_NEAR if len(bare) < _SHORT else _REACH))
        if place < 0:
            said.append(f"missing or altered: “{line}”")
            continue
        if place > at and not (said and said[-1].startswith("missing")):
            said.append(f"added before “{line}”: “{words[at:place][:80]}”")
        elif place > at:
            said[-1] += f", where the file has “{words[at:place][:80]}”"
        at = place + len(bare)
    if words[at:]:
        said.append(f"added at the end: “{words[at:][:80]}”")
    return said
