"""The ways an address is written: whole, by its line, its street, its postcode; full and short street words both ways.

People type an address in one line without commas, with ``No.`` before it or as ``12-14``.  Whatever they typed, it is cut
after its street words, so that the paper that has only part of it is found out too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ehcp_desk.domain.redaction_text import POSTCODE, Form, fold, part_pattern, places_form

_SAME = (
    ("road", "rd"), ("street", "str", "st"), ("saint", "st"), ("avenue", "ave", "av"), ("lane", "ln", "la"),
    ("close", "clo", "cl"), ("drive", "drv", "dr"), ("terrace", "terr", "ter"), ("crescent", "cresc", "cres", "cr"),
    ("court", "crt", "ct"), ("place", "pl"), ("gardens", "gdns", "gdn"), ("square", "sq"), ("grove", "grv", "gr"),
    ("park", "pk"), ("walk", "wlk"), ("house", "hse"), ("cottage", "cott"), ("building", "bldg"), ("buildings", "bldgs"),
    ("estate", "est"), ("green", "grn"), ("parade", "pde"), ("boulevard", "blvd"), ("mount", "mt"), ("hill", "hl"),
    ("view", "vw"), ("upper", "upr"), ("lower", "lwr"), ("great", "gt"), ("north", "n"), ("south", "s"), ("east", "e"),
    ("west", "w"), ("and", "&"), ("flat", "apartment", "apt"),
)  # fmt: skip
_LONG = frozenset(group[0] for group in _SAME)
_ENDS = frozenset(word for group in _SAME[:28] for word in group if word not in ("saint", "mount", "mt")) | {
    "way", "rise", "mews", "row", "yard", "wharf", "quay", "vale", "meadow", "meadows", "fields", "farm", "lodge", "villas",
    "mansions", "barn", "circus", "passage", "ropewalk", "steps", "hollow", "common", "approach", "path", "gate", "bungalow",
}  # fmt: skip
"""Words that end a street or the name of a house."""
_SEPARATE = r"[\s,.;:/\-]*"
_NUMBERED = re.compile(
    r"(?P<flat>(?:flat|unit|apartment|apt|room)\s*\w{1,4}[\s,/-]+)?(?P<called>(?:no|nr|number)\b[.\s]*|#\s*)?"
    r"(?P<first>\d+[a-z]?)(?:\s*(?:-|/|&|to|and)\s*(?P<last>\d+[a-z]?))?(?![^\W_])[\s,.-]*(?=\D)(?P<street>.+)"
)
_INSIDE = re.compile(r"(?<=[a-z'.])\s+(?=(?:(?:no|nr|number)\b[.\s]*|#\s*)?\d+[a-z]?(?:\s*[-/&]\s*\d+[a-z]?)?\s+[a-z])")
_FLAT = re.compile(r"(?:flat|unit|apartment|apt|room)\.?(?:\s*\w{1,4})?|(?:.*\s)?(?:no|nr|number)\.?")


def address_forms(address: str) -> list[tuple[Form, str]]:
    """An address whole and in parts, each with how much it tells: ``whole``, ``line``, ``street``, ``code``, ``town``."""
    text = fold(address).plain
    codes = [m.group() for m in POSTCODE.finditer(text)]
    pieces = [part for piece in re.split(r"[,;\n]", POSTCODE.sub(",", text)) for part in _cut(" ".join(piece.split()))]
    found = [(places_form(_SEPARATE.join(_line(p) for p in pieces)), "whole")] if len(pieces) > 1 else []
    for place, piece in enumerate(pieces):
        last = place == len(pieces) - 1
        found += _piece_forms(piece, _rest([*pieces[place + 1 :], *codes]), place == 0, last)
    return [*found, *((_code_form(code), "code") for code in codes)]


def words_pattern(words: Iterable[str]) -> str:
    """Words that stand for a place, as :func:`address_forms` reads them: ``St`` is ``Saint``."""
    return r"[\s,.\-]+".join(_word(word.strip(".:")) for word in words)


def address_key(address: str) -> str:
    """An address as one is held against another: ``14 Larch Rd.`` and ``No 14, Larch Road`` are one."""
    words = re.sub(r"[^\w\s&-]", " ", fold(address).plain.replace("'", "")).split()
    return " ".join(_FULL.get(word, word) for word in words if word not in ("no", "nr", "number"))


_FULL = {short: group[0] for group in reversed(_SAME) for short in group[1:]}


def _cut(piece: str) -> Iterator[str]:
    """A piece cut before a house number inside it and after each word that ends a street: ``14 larch road ferryham``."""
    parts = _INSIDE.split(piece)
    while len(parts) > 1 and _FLAT.fullmatch(parts[0]):  # "flat b 14 larch road" is one
        parts[:2] = [f"{parts[0]} {parts[1]}"]
    for part in parts:
        words, begun = part.split(), 0
        for at, word in enumerate(words[:-1]):
            before = words[begun:at]
            numbers = [n for n, w in enumerate(before) if w[:1].isdigit()]
            named = before[numbers[-1] + 1 :] if numbers else before
            if named and _ends(word) and not _ends(words[at + 1]):
                yield " ".join(words[begun : at + 1])
                begun = at + 1
        if begun < len(words):
            yield " ".join(words[begun:])


def _ends(word: str) -> bool:
    return word.strip(".") in _ENDS


def _piece_forms(piece: str, rest: str, first: bool, last: bool) -> list[tuple[Form, str]]:
    """What one piece may be found by; the pieces after it belong to it where they follow."""
    numbered = _NUMBERED.match(piece)
    if numbered is None:
        town = " " not in piece or (last and not first and not any(map(_ends, piece.split())))
        return [(places_form(_line(piece) + rest), "town" if town else "street")]
    street = numbered["street"]
    number = rf"(?:(?:no|nr|number)\b{_SEPARATE}|#\s*)?(?:{_numbers(numbered)})"
    flat = _line(numbered["flat"].strip(" ,/-")) + _SEPARATE if numbered["flat"] else ""
    begun = f"(?:{flat})?{number}{_SEPARATE}"
    found = [(places_form(begun + _line(street) + rest), "line")]
    if first and last and " " in street and not _ends(street.split()[-1]):
        # Nobody can say where the street ends and the town begins: "14 Broadway Ferryham".
        one, other = _halves(street)
        found += [(places_form(begun + _line(one), named=True), "line"), (places_form(_line(one), named=True), "town"),
                  (places_form(_line(other)), "town")]  # fmt: skip
    return [*found, *_street_forms(street, rest)] if len(street) > 3 else found


def _street_forms(street: str, rest: str) -> list[tuple[Form, str]]:
    """A street by itself; ``The Close`` is one only with its capital, and the close is to be looked at."""
    words = street.split()
    if words[0] == "the" and len(words) == 2:
        return [(places_form(_line(street) + rest, named=True), "street"), (places_form(_line(street)), "town")]
    return [(places_form(_line(street) + rest), "street")]


def _halves(street: str) -> tuple[str, str]:
    words = street.split()
    first = 2 if words[0].strip(".") in ("the", "st", "saint", "upper", "lower", "old", "new", "great", "little") else 1
    first = min(first, len(words) - 1)
    return " ".join(words[:first]), " ".join(words[first:])


def _numbers(numbered: re.Match[str]) -> str:
    ends = [re.escape(n) for n in (numbered["first"], numbered["last"]) if n]
    whole = rf"{ends[0]}\s*(?:-|/|&|to|and)\s*{ends[1]}|" if len(ends) > 1 else ""
    return whole + "|".join(ends)


def _rest(pieces: list[str]) -> str:
    """The pieces after one, as far as they follow it."""
    told = ""
    for piece in reversed(pieces):
        words = r"\s*".join(re.escape(c) for c in piece.replace(" ", "")) if POSTCODE.fullmatch(piece) else _line(piece)
        told = f"(?:{_SEPARATE}{words}{told})?"
    return told


def _code_form(code: str) -> Form:
    return places_form(r"\s*".join(re.escape(c) for c in re.sub(r"\s", "", code)))


def _line(piece: str) -> str:
    return _SEPARATE.join(_word(word.strip(".:")) for word in piece.split() if word.strip(".:-/"))


def _word(word: str) -> str:
    """A word of an address, long or short; an apostrophe may stand where none was typed: ``Johns``, ``John's``."""
    same = {w for group in _SAME if word in group for w in group}
    if same:
        return (
            "(?:" + "|".join(w if w == "&" else rf"{w}\b" if w in _LONG else rf"{w}\b\.?" for w in sorted(same)) + ")"
        )
    return f"{part_pattern(word[:-1])}'?s" if len(word) > 3 and word.endswith("s") else part_pattern(word)
