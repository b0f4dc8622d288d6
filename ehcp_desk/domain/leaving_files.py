"""What a file about to leave the council holds: whom it names, what it hides, numbers so small that they name somebody."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ehcp_desk.domain.amounts import so_many
from ehcp_desk.domain.case import Child
from ehcp_desk.domain.redaction_text import fold

SMALL = 5
"""A number under it, but 0, may tell of a child in what names nobody; the return for outside uses the same."""
_WORD = re.compile(r"[^\W\d_]+")
_JOINT = re.compile(r"(?:(?<=[^\W\d_])-|(?<=\bo)[- ]+|(?<=\bmc)[- ]+|(?<=\bmac)[- ]+)(?=[^\W\d_])")
_CAPITAL = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])")
_NUMBER = re.compile(r"-?\d[\d,]{0,15}(?:\.\d{1,15})?")
_ROOM = 12
"""Words a line has room for."""
_POSSESSIVE = re.compile(r"'s(?![^\W\d_])")


@dataclass(frozen=True, slots=True)
class Part:
    """A sheet, or the words of a paper: its rows as words, its numbers, and what it hides, in words."""

    name: str
    rows: tuple[str, ...]
    numbers: tuple[float, ...] = ()
    hidden: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LeavingFile:
    """A file with what can be read of it; ``unread`` says why some or all of it cannot be."""

    name: str
    sha256: str
    parts: tuple[Part, ...]
    unread: str = ""


@dataclass(frozen=True, slots=True)
class Warned:
    """What somebody must know before a file goes: how many children it names, what it hides, how many small numbers."""

    file: str
    sha256: str
    to: str
    children: int
    hidden: tuple[str, ...]
    small: int
    unread: str = ""

    @property
    def harmless(self) -> bool:
        """True where there is nothing to say."""
        return not (self.children or self.hidden or self.small or self.unread)

    @property
    def sentence(self) -> str:
        """All of it in one sentence."""
        said = (
            [f"names {so_many(self.children, 'child', 'children')}"]
            if self.children
            else ["names no child of this record"]
        )
        if self.hidden:
            said.append(f"hides {'; '.join(self.hidden)}")
        if self.small:
            said.append(f"has {so_many(self.small, 'number')} under {SMALL}, by which a child may be known")
        if self.unread:
            said.append(f"could not be read whole ({self.unread})")
        return f"{self.file}, for {self.to}, {', '.join(said[:-1])}{' and ' if said[1:] else ''}{said[-1]}."


class Children:
    """The children of a record, to be found in rows of words by surname and first name, by UPN or by a reference.

    Case, accents, kinds of hyphen and apostrophe make no difference, and a hyphen may be a blank or missing.
    """

    def __init__(self, known: Iterable[tuple[int, str, Child]]) -> None:
        self._by_surname: defaultdict[str, list[tuple[int, frozenset[str]]]] = defaultdict(list)
        self._by_sign: dict[str, int] = {}
        for _case, ref, child in known:
            for last in _spellings(child.surname):
                for first in {way[0] for name in (child.forenames, child.known_as) for way in _spellings(name)}:
                    self._by_surname[last[-1]].append((child.id, frozenset((*last, first))))
            self._by_sign.update(dict.fromkeys(filter(None, (ref.casefold(), child.upn.casefold())), child.id))

    def named_in(self, rows: Iterable[str]) -> set[int]:
        """Who is named in the rows, each row by itself: a surname here and a first name there are nobody."""
        found: set[int] = set()
        for row in rows:
            words = _words(row)
            signs = {part.strip(".,;:()") for part in row.casefold().split()}
            found.update(self._by_sign[sign] for sign in signs & self._by_sign.keys())
            for word in words & self._by_surname.keys():
                found.update(number for number, name in self._by_surname[word] if name <= words)
        return found


def _spellings(name: str) -> list[list[str]]:
    """A name as words, and with what a hyphen or an ``O`` joins as one word: ``anne marie``, ``annemarie``."""
    typed = _plain(name).replace("'", "")
    ways = (_WORD.findall(typed), _WORD.findall(_JOINT.sub("", typed)))
    return [list(way) for way in dict.fromkeys(map(tuple, ways)) if way]


def _words(text: str) -> set[str]:
    """The words of a row: alone, joined at their hyphens, and taken apart where a capital letter begins a new one."""
    words: set[str] = set()
    for told in dict.fromkeys((text, _CAPITAL.sub(" ", text))):
        typed = _plain(told)
        # A possessive goes before the other apostrophes, or "Ella's" would be another name.
        for form in dict.fromkeys((typed.replace("'", ""), _POSSESSIVE.sub("", typed).replace("'", ""))):
            words.update(_WORD.findall(form))
            words.update(_WORD.findall(_JOINT.sub("", form)))
    return words


def _plain(text: str) -> str:
    return text.casefold().replace("`", "'") if text.isascii() else fold(text).plain


def warned_of(file: LeavingFile, to: str, children: Children) -> Warned:
    """What to say of a file; small numbers count only on parts that name nobody, where they stand for children."""
    named: set[int] = set()
    small = 0
    for part in file.parts:
        here = children.named_in(part.rows)
        named |= here
        small += 0 if here else sum(0 < number < SMALL and number == int(number) for number in part.numbers)
    hidden = tuple(f"{said} ({part.name})" if part.name else said for part in file.parts for said in part.hidden)
    return Warned(file.name, file.sha256, to, len(named), hidden, small, file.unread)


def as_rows(text: str) -> tuple[str, ...]:
    """Words of a paper as rows: two lines at a time, so that a name broken at the end of a line is one.

    Of short lines there are more to a row, as where a form has a word a line.
    """
    lines: Sequence[str] = [line for line in text.splitlines() if line.strip()]
    return tuple(_row_from(lines[place : place + _ROOM]) for place in range(len(lines)))


def _row_from(lines: Sequence[str]) -> str:
    """The first two lines, and more until there are as many words as one line has room for."""
    row, *after = lines
    for number, line in enumerate(after):
        if number and len(row.split()) >= _ROOM:
            break
        row = f"{row} {line}"
    return row


def whole_number(text: str) -> float | None:
    """The number a text is wholly made of, as a spreadsheet shows one; None for any other text."""
    return float(text.replace(",", "")) if _NUMBER.fullmatch(text.strip()) else None
