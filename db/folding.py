"""Text folded for searching and sorting, the same on every database (DESIGN.md, Known traps: case folding differs)."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import lru_cache

from ehcp_desk.domain.folding import fold, folded

_APOSTROPHES = str.maketrans("", "", "'’‘`ʼ")
_AT_APOSTROPHES = str.maketrans(dict.fromkeys("'’‘`ʼ", " "))
_UNWRITTEN = frozenset({"Mn", "Mc", "Me", "Cf"})  # vowel signs and other marks, joiners
_DIGITS = re.compile(r"\d+")
_WORD = re.compile(r"[^\W_]+")
_RUN = re.compile(r"(?<!\S)[\d+(][\d\s()./+-]*\d(?!\S)")
_BORN = re.compile(r"(?<!\S)(?:(\d{1,2})([/.-])(\d{1,2})\2(\d{4})|(\d{4})-(\d{1,2})-(\d{1,2}))(?!\S)")
_SEVERAL_PHONES = re.compile(r"[^\d\s+().-]+")
_LEAST_DIGITS, _PHONE_DIGITS, _FROM_THE_END, _ABROAD_DIGITS = 5, 9, 4, 12
_LONGEST_WORD = 60  # a line of code pasted into a note is no word, and a server refuses one of 2,046 bytes
BACKWARDS = "<"
"""Begins the word of a telephone number written backwards, so that it is found by its last digits too."""


def natural(text: str) -> str:
    """A key under which ``WM-9`` stands before ``WM-10``: folded, each number padded to ten digits."""
    return _DIGITS.sub(lambda found: found.group().zfill(10), fold(text))


@lru_cache(maxsize=65536)
def words(text: str) -> tuple[str, ...]:
    """The folded words of a name: ``O'Neill-Grant`` gives ``oneill`` and ``grant``."""
    return tuple(text_words(text))


def text_words(text: str) -> list[str]:
    """The folded words of a longer text, in order, repeats included.

    Marks above and below letters go, in every script, so that a word is never cut at its vowel signs.
    """
    plain = folded(text.translate(_APOSTROPHES))
    if not plain.isascii():
        plain = "".join(c for c in plain if unicodedata.category(c) not in _UNWRITTEN)
    return [word[:_LONGEST_WORD] for word in _WORD.findall(plain)]


def name_words(name: str) -> set[str]:
    """What a name is found by however it is typed: ``O'Neill-Grant`` also gives ``neill`` and ``oneillgrant``."""
    found = {*words(name), *words(name.translate(_AT_APOSTROPHES))}
    found.update("".join(words(chunk)) for chunk in name.split())
    return {word for word in found if word}


def reference_words(ref: str) -> tuple[str, ...]:
    """What a case is found by: ``SEN/26118`` gives ``sen26118`` and ``26118``."""
    parts = words(ref)
    return ("".join(parts), *(p for p in parts[1:] if any(c.isdigit() for c in p)))


def phone_word(phone: str) -> str:
    """The digits of a telephone number, a leading ``+44`` or ``0044`` said as ``0``."""
    digits = "".join(_DIGITS.findall(phone))
    for abroad in ("0044", "44"):
        said = abroad == "0044" or len(digits) == _ABROAD_DIGITS or phone.strip().startswith(("+", "(+"))
        if said and digits.startswith(abroad):
            return "0" + digits[len(abroad) :].removeprefix("0")
    return digits


def phone_words(phones: str) -> set[str]:
    """What the telephone numbers in a field are found by: each from its beginning and from its end."""
    parts = _SEVERAL_PHONES.split(phones)
    several = [part for part in parts if sum(c.isdigit() for c in part) >= _PHONE_DIGITS]
    found = {phone_word(part) for part in several or [phones]} - {""}
    return found | {BACKWARDS + number[::-1] for number in found}


def email_words(email: str) -> tuple[str, ...]:
    """What an address is found by: what stands before the ``@``, because too many people share the rest."""
    return words(email.partition("@")[0])


def born_word(born: date) -> str:
    """What a date of birth is found by."""
    return f"{born:%Y%m%d}"


def search_terms(text: str) -> tuple[str, ...]:
    """What somebody typed, as prefixes that must all be found: a telephone number is one term, so is a reference."""
    terms: list[str] = []

    def born(found: re.Match[str]) -> str:
        day, _, month, year, year_first, month_next, day_last = found.groups()
        terms.append(f"{year or year_first}{int(month or month_next):02}{int(day or day_last):02}")
        return " "

    def number(found: re.Match[str]) -> str:
        digits = phone_word(found.group())
        if len(digits) < _LEAST_DIGITS:
            return found.group()
        terms.append(digits)
        return " "

    for chunk in _RUN.sub(number, _BORN.sub(born, text)).split():
        parts = email_words(chunk) if "@" in chunk else words(chunk)
        if any(c.isdigit() for c in chunk):
            terms.append("".join(parts))
        else:
            terms.extend(parts)
    return tuple(dict.fromkeys(t for t in terms if t))


def term_starts(term: str) -> tuple[str, ...]:
    """The words a term is looked for as the beginning of: digits are also the end of a telephone number."""
    if term.isascii() and term.isdigit() and len(term) >= _FROM_THE_END:
        return (term, BACKWARDS + term[::-1])
    return (term,)
