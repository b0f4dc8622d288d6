"""Names, addresses and numbers found in free text however they were typed, and their places in the text as it stands.

Text is folded first: case, accents, kinds of hyphen and apostrophe, invisible signs and a word broken at the end of a
line make no difference.  Every place found is a place in the original, so that exactly these letters are taken out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

_LETTERS = {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
_HYPHENS = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d"
_APOSTROPHES = "'\u2018\u2019\u02bc\u2032`\u00b4\uff07"
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
# A PDF is read with \x02 in the place of the hyphen and of the end of the line, or of the hyphen alone.
_BROKEN = re.compile(r"(?<=[^\W\d_])(?:\x02\s*|-[^\S\n]*\n\s*)(?=[^\W\d_])")
_QUOTED = re.compile(r"(?<=\n)[>|][>| ]*")
_SEPARATE = r"[\s._,\-]*"
_TITLE = r"(?:mr|mrs|ms|miss|mx|dr|prof|professor|sir|lady|master|mister)"
_BEFORE, _AFTER = r"(?<![^\W_])", r"(?:'?s'?|')?(?![^\W_])"
_NO_LETTER, _ENDED = r"(?<![^\W\d_])", r"(?:'?s'?|')?(?![^\W\d_])"
_NAME = r"((?:[^\W\d_][-'])?[^\W\d_][^\W\d_]+(?:[-'][^\W\d_]+)*)"
_TITLED = re.compile(rf"{_BEFORE}{_TITLE}\.?\s+(?:[^\W\d_]\.?\s+)?{_NAME}")
_PARTICLES = r"(?:(?:van|der|den|de|von|la|le|di|da|bin|al|el)[^\S\n]+){0,2}"
_NEXT_NAME = re.compile(rf"(?:[^\S\n]+{_PARTICLES}|[^\S\n]*\n[^\S\n]*|[^\S\n]+[^\W\d_]\.\s*){_NAME}")
_MOST_NAMES = 3
_RUN = re.compile(r"[^\W\d_]{4,}")
_BEGUN = frozenset({"Mc", "Mac", "Fitz", "De", "Du", "La", "Le", "Di", "Da", "Van", "Von", "Al", "El", "O", "D"})
"""What a capital letter may follow inside one name: ``McDonald``, ``DeSouza``."""
_CLANS = re.compile(r"(?:mac|mc|m')[\s'-]*(?=[^\W\d_]{3})")
EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
PHONE = re.compile(
    r"(?<![\w+])(?!\d\d[.-]\d\d[.-]\d{2,4}\b)(?:\+44[\s.-]?(?:\(0\))?|0044|\(?0)(?:[\s().-]*\d){8,10}(?!\d)"
)
POSTCODE = re.compile(rf"{_BEFORE}[a-z]{{1,2}}\d[a-z\d]?\s*\d[a-z]{{2}}(?![^\W_])")
TEN_DIGITS = re.compile(r"(?<![\d+])\d{3}[\s-]?\d{3}[\s-]?\d{4}(?!\d)")
UPN = re.compile(rf"{_BEFORE}[a-hj-np-rt-z]\d{{11}}[\da-z](?![^\W_])")


@dataclass(frozen=True, slots=True)
class Folded:
    """A text and its folded form; ``places[i]`` is where the folded letter ``i`` stands in the text."""

    text: str
    plain: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The place in the text of folded letters ``start`` to ``end``, end not included."""
        last = self.places[end - 1] + 1
        # An accent or invisible sign after the last letter belongs to it.
        while last < len(self.text) and (unicodedata.combining(self.text[last]) or self.text[last] in _INVISIBLE):
            last += 1
        return self.places[start], last


def fold(text: str) -> Folded:
    """The text as it is compared, a word broken at the end of a line put together.  A page is asked about for one reader
    after another."""
    return _read(text)[0]


def hyphened(text: str) -> Folded | None:
    """The other reading of breaks at the end of a line, in which the hyphen was there anyhow, as in a double name; None
    for none."""
    return _read(text)[1]


@lru_cache(maxsize=16)
def _read(text: str) -> tuple[Folded, Folded | None]:
    letters: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        if sign in _INVISIBLE:
            continue
        for one in _folded(sign):
            letters.append(one)
            places.append(place)
    # Marks of a quoted email are blanks: a name or an address goes on behind them.
    plain = _QUOTED.sub(lambda marks: " " * len(marks.group()), "".join(letters))
    breaks = [match.span() for match in _BROKEN.finditer(plain)]
    if not breaks:
        return Folded(text, plain, tuple(places)), None
    gone = {n for start, end in breaks for n in range(start, end)}
    hyphens = {start for start, _ in breaks}
    joined = [n for n in range(len(plain)) if n not in gone]
    apart = [n for n in range(len(plain)) if n not in gone or n in hyphens]
    return (
        Folded(text, "".join(plain[n] for n in joined), tuple(places[n] for n in joined)),
        Folded(text, "".join("-" if n in hyphens else plain[n] for n in apart), tuple(places[n] for n in apart)),
    )


@lru_cache(maxsize=16)
def glued(text: str) -> Folded | None:
    """The words of a text in which a capital letter begins a new one (``QuillReport.docx``), taken apart; None for none."""
    letters: list[str] = []
    places: list[int] = []
    for run in _RUN.finditer(text):
        word = run.group()
        if word.islower() or word.isupper() or word[1:].islower():
            continue
        begun = 0
        for at, sign in enumerate(word):
            if at and sign.isupper() and word[at - 1].islower() and word[begun:at] not in _BEGUN:
                letters.append(" ")
                places.append(run.start() + at)
                begun = at
            for one in _folded(sign):
                letters.append(one)
                places.append(run.start() + at)
        letters.append("|")  # no name goes on from one such word to the next
        places.append(run.end() - 1)
    return Folded(text, "".join(letters), tuple(places)) if letters else None


@lru_cache(maxsize=4096)
def _folded(sign: str) -> str:
    if sign in _HYPHENS:
        return "-"
    if sign in _APOSTROPHES:
        return "'"
    if sign.isspace():
        return "\n" if sign in "\n\r\v\f\u2028\u2029" else " "
    low = unicodedata.normalize("NFKD", sign.casefold())
    return "".join(_LETTERS.get(c, c) for c in low if not unicodedata.combining(c))


@dataclass(frozen=True, slots=True)
class Form:
    """One way a thing is written, as a pattern over folded text.

    ``sure`` is False where it may be something else.  ``capitals`` asks that the original be in capital letters,
    ``named`` that its last word begin with one.
    """

    pattern: re.Pattern[str]
    sure: bool = True
    capitals: bool = False
    named: bool = False

    def found(self, folded: Folded) -> Iterator[tuple[int, int]]:
        """The places of this form in the original text."""
        for match in self.pattern.finditer(folded.plain):
            if match.end() > match.start():
                start, end = folded.span(match.start(), match.end())
                words = folded.text[start:end]
                if (not self.capitals or words.isupper()) and (not self.named or _named(words)):
                    yield start, end


def _named(words: str) -> bool:
    """True where the last word begins with a capital."""
    return next((c.isupper() for c in words.split()[-1] if c.isalpha()), False)


def plain(text: str) -> str:
    """Words folded for comparing one name with another."""
    return " ".join(fold(text).plain.split())


def name_parts(name: str) -> list[str]:
    """The parts of a name without its title: ``["anne-marie", "harrow"]``; ``O Brien`` and ``Mac Donald`` are one part each."""
    typed = re.sub(r"\bO(?=[A-Z][a-z])", "O'", re.sub(r'[,()"&/]', " ", name))
    words = re.sub(r"(?<!\S)(?:(o)'?|(mac|mc))\s+(?=[^\W\d_]{3})", _clan, plain(typed)).split()
    return [w.strip(".") for w in words if w.strip(".") and w != "and" and not re.fullmatch(rf"{_TITLE}\.?", w)]


def _clan(begun: re.Match[str]) -> str:
    return "o'" if begun[1] else str(begun[2])


def full_name_forms(name: str) -> list[Form]:
    """A name with its first and last part: in order and turned round, other names between them or not."""
    parts = name_parts(name)
    if len(parts) < 2:
        return []
    first, last = parts[0], parts[-1]
    between = "".join(rf"(?:{part_pattern(m)}|{re.escape(m[0])}\.?)?{_SEPARATE}" for m in parts[1:-1])
    return [
        _form(rf"{part_pattern(first)}{_SEPARATE}{between}{part_pattern(last)}"),
        _form(rf"{part_pattern(last)}\s*,\s*{part_pattern(first)}(?:\s+{between})?"),
        _form(rf"{part_pattern(last)}\s+{part_pattern(first)}"),
    ]


def initial_forms(name: str) -> list[Form]:
    """A name with initials for some of its parts, or for all of them; those that could be something else are not sure."""
    parts = name_parts(name)
    if len(parts) < 2:
        return []
    first, last = parts[0], parts[-1]
    letters = "".join(rf"(?:{re.escape(m[0])}\.?\s*)?" for m in parts[1:-1])
    initials = [re.escape(p[0]) for p in parts]
    return [
        _form(rf"{re.escape(first[0])}\b\.?\s*{letters}{part_pattern(last)}"),
        _form(rf"{part_pattern(first)}\s+{re.escape(last[0])}\b\.?(?=\W|$)", sure=False),
        Form(re.compile(_BEFORE + r"\.\s?".join(initials) + r"\.?(?![^\W_])"), capitals=True),
        Form(re.compile(_BEFORE + "".join(initials) + r"(?![^\W_])"), False, capitals=True),
    ]


def titled_forms(name: str, sure: bool = True) -> list[Form]:
    """A surname after a title: ``Mrs Harrow``, ``Ms Grace Harrow``."""
    parts = name_parts(name)
    return [_form(rf"{_TITLE}\.?\s+(?:{part_pattern(parts[0])}\s+)?{part_pattern(parts[-1])}", sure)] if parts else []


def word_form(word: str, sure: bool = True, named: bool = False) -> Form:
    """One part of a name by itself, with its possessive; ``named`` asks for its capital letter."""
    return replace(_form(part_pattern(word), sure), named=named)


def words_form(words: str) -> Form | None:
    """Words as they were typed, however the blanks between them fall; None where there are none."""
    parts = fold(words).plain.split()
    return places_form(r"\s+".join(part_pattern(part) for part in parts)) if parts else None


def titled_names(folded: Folded, not_names: Container[str] = ()) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Every name that stands after Mr, Mrs, Ms or Dr and begins with a capital letter: as far as its first word
    (``Dr Olu``), and with the capital words that follow it (``Dr Olu Banji``).  Words of ``not_names`` end a name."""
    for match in _TITLED.finditer(folded.plain):
        if folded.text[folded.places[match.start(1)]].isupper():
            end = match.end()
            for _ in range(_MOST_NAMES):
                more = _NEXT_NAME.match(folded.plain, end)
                if more is None or more[1] in not_names or not folded.text[folded.places[more.start(1)]].isupper():
                    break
                end = more.end()
            yield folded.span(match.start(), match.end()), folded.span(match.start(), end)


def places_form(pattern: str, sure: bool = True, named: bool = False) -> Form:
    """A form that no letter and no digit may go on: an address, a number, a passage."""
    return Form(re.compile(f"{_BEFORE}{pattern}{_AFTER}"), sure, named=named)


def _form(pattern: str, sure: bool = True) -> Form:
    """A form of a name: no letter may go on, but a digit or a line may (``Quill2026.pdf``)."""
    return Form(re.compile(f"{_NO_LETTER}{pattern}{_ENDED}"), sure)


def part_pattern(word: str) -> str:
    """A part of a name or a word: hyphens may be blanks or missing, an apostrophe too; ``Mac`` is ``Mc``."""
    clan = _CLANS.match(word)
    rest = word[clan.end() :] if clan else word
    pieces = [re.escape(piece).replace("'", r"'?\s?") for piece in rest.split("-") if piece]
    return (r"(?:mac|mc|m')[\s'\-]*" if clan else "") + r"[\s\-]*".join(pieces)
