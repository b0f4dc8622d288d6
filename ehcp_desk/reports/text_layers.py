"""Whether the words a PDF says it holds are the words it shows: what is drawn is read by machine and held against them.

A font may say other letters than it draws, and words that nobody can see may lie over others drawn as shapes.  A page is
read by machine where it brings letters of a font that were not yet compared; a font is believed where what was read is
what it says.  Reading takes seconds a page, so that most pages of a report are not read again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from ehcp_desk.reports.page_reading import FEWEST, Letter, Points

_FRESH = 0.02
"""A page is compared where more of its letters than this share are new in their font."""
_AGREE, _LETTER_AGREES, _LETTER_OFTEN = 0.7, 0.3, 3
"""The least share of a font's words that must be read as they say, and of the places of one letter seen so often."""
_ALIKE = str.maketrans({"i": "l", "1": "l", "|": "l", "!": "l", "j": "l", "0": "o", "5": "s", "8": "b"})

LIES = "all of page {}: what it shows is not what its text says"


@dataclass
class Compared:
    """The fonts of a document whose letters were held against what is drawn, and those that are not believed."""

    letters: set[tuple[str, str]] = field(default_factory=set)
    lying: set[str] = field(default_factory=set)

    def wanted(self, letters: Sequence[Letter]) -> bool:
        """True where a page shows a new font, or many letters that were not compared yet."""
        shown = [(x.font, x.sign) for x in letters if x.box is not None and not x.sign.isspace()]
        new = [pair for pair in shown if pair not in self.letters]
        known = {font for font, _ in self.letters}
        fresh = Counter(font for font, _ in new if font not in known)
        return len(new) > _FRESH * len(shown) or any(many >= FEWEST for many in fresh.values())

    def hold(self, letters: Sequence[Letter], read: Sequence[Letter], shows: Callable[[Points], bool]) -> None:
        """Compare a page's letters with those a machine made out in its picture; ``shows`` is whether a place of the
        picture shows anything, for a word that nobody can see says nothing."""
        there = list(_words(read))
        pairs = [(said, _under(said, there)) for said in _words(letters) if shows(said.box)]
        self.letters |= {(x.font, x.sign) for x in letters if x.box is not None}
        for font in {said.font for said, _ in pairs}:
            own = [(said.text, under) for said, under in pairs if said.font == font]
            if _lies(own):
                self.lying.add(font)

    def believes(self, letters: Sequence[Letter]) -> bool:
        """True where no font of these letters was found to lie."""
        return not any(x.font in self.lying for x in letters if x.box is not None and not x.sign.isspace())


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    box: Points
    font: str


def _words(letters: Sequence[Letter]) -> Iterator[_Word]:
    """Words with their boxes, of letters and digits alone."""
    held: list[Letter] = []
    for letter in [*letters, Letter(" ", None)]:
        if letter.box is not None and not letter.sign.isspace() and (not held or letter.font == held[0].font):
            held.append(letter)
            continue
        if held:
            boxes = [x.box for x in held if x.box is not None]
            text = "".join(x.sign for x in held if x.sign.isalnum()).casefold().translate(_ALIKE)
            around = (
                min(b[0] for b in boxes),
                min(b[1] for b in boxes),
                max(b[2] for b in boxes),
                max(b[3] for b in boxes),
            )
            if text:
                yield _Word(text, around, held[0].font)
        held = [letter] if letter.box is not None and not letter.sign.isspace() else []


def _under(said: _Word, seen: Sequence[_Word]) -> str:
    """What was made out where a word stands: all whose middle is in its box, or the one its own middle is in."""
    left, top, right, foot = said.box
    inside = [
        w for w in seen if left <= (w.box[0] + w.box[2]) / 2 <= right and top <= (w.box[1] + w.box[3]) / 2 <= foot
    ]
    if inside:
        return "".join(w.text for w in sorted(inside, key=lambda w: w.box[0]))
    across, down = (left + right) / 2, (top + foot) / 2
    return next((w.text for w in seen if w.box[0] <= across <= w.box[2] and w.box[1] <= down <= w.box[3]), "")


def _lies(pairs: Sequence[tuple[str, str]]) -> bool:
    """True where too few words of a font, or too few places of one of its letters, are read as the font says."""
    right = sum(said == read or (len(said) > 2 and said in read) for said, read in pairs)
    if right < _AGREE * len(pairs):
        return True
    often, agreed = Counter[str](), Counter[str]()
    for said, read in pairs:
        if len(said) == len(read):
            often.update(said)
            agreed.update(a for a, b in zip(said, read, strict=True) if a == b)
    return any(many >= _LETTER_OFTEN and agreed[sign] < _LETTER_AGREES * many for sign, many in often.items())
