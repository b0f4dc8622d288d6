"""Text folded for searching and sorting, the same on every database (DESIGN.md, Known traps: case folding differs)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Letters that no decomposition reaches, as people type them without a special keyboard.
_PLAIN = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"})
_APOSTROPHES = str.maketrans("", "", "'’‘`ʼ")
_DIGITS = re.compile(r"\d+")
_WORD = re.compile(r"[^\W_]+")
_PHONE = re.compile(r"[\d\s+()-]{5,}")


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Lower case without accents: ``É`` and ``e`` are one letter, ``Łukasz`` is found as ``lukasz``."""
    if text.isascii():
        return text.lower()
    split = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in split if not unicodedata.combining(c)).translate(_PLAIN)


def natural(text: str) -> str:
    """A key under which ``WM-9`` stands before ``WM-10``: folded, each number padded to ten digits."""
    return _DIGITS.sub(lambda found: found.group().zfill(10), fold(text))


@lru_cache(maxsize=65536)
def words(text: str) -> tuple[str, ...]:
    """The folded words of a name: ``O'Neill-Grant`` gives ``oneill`` and ``grant``."""
    return tuple(_WORD.findall(fold(text.translate(_APOSTROPHES))))


def reference_words(ref: str) -> tuple[str, ...]:
    """What a case is found by: ``SEN/26118`` gives ``sen26118`` and ``26118``."""
    parts = words(ref)
    return ("".join(parts), *(p for p in parts[1:] if any(c.isdigit() for c in p)))


def phone_word(phone: str) -> str:
    """The digits of a telephone number, a leading ``+44`` or ``0044`` said as ``0``."""
    digits = "".join(_DIGITS.findall(phone))
    for abroad in ("0044", "44"):
        if digits.startswith(abroad) and (phone.strip().startswith("+") or abroad == "0044"):
            return "0" + digits[len(abroad) :].removeprefix("0")
    return digits


def search_terms(text: str) -> tuple[str, ...]:
    """What somebody typed as prefixes that must all be found: a telephone number is one term, so is a reference."""
    if _PHONE.fullmatch(text.strip()) and len("".join(_DIGITS.findall(text))) >= 5:
        return (phone_word(text),)
    terms: list[str] = []
    for chunk in text.split():
        parts = words(chunk)
        if any(c.isdigit() for c in chunk):
            terms.append("".join(parts))
        else:
            terms.extend(parts)
    return tuple(dict.fromkeys(t for t in terms if t))
