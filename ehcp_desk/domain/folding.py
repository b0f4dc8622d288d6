"""A word as it is matched, the same on every database and wherever two spellings are held against each other."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# Letters that no decomposition reaches, as people type them without a special keyboard.
_PLAIN = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"})


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Lower case without accents: ``É`` and ``e`` are one letter, ``Łukasz`` is found as ``lukasz``."""
    return folded(text)


def folded(text: str) -> str:
    """The same for a text too long to remember."""
    if text.isascii():
        return text.lower()
    # Taken apart before the case goes and again after: a capital of mathematics becomes a plain one, and some small letters
    # come apart only then.
    split = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(c for c in split if not unicodedata.combining(c)).translate(_PLAIN)
