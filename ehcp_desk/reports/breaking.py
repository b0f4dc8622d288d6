"""Breaking runs into lines that fit a width.

Most text is one run that its face holds whole: that takes the short way, with remembered word widths.  Mixed weights,
icons, other scripts and words too long for their column take the careful one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ehcp_desk.reports.fonts import FALLBACK, REGULAR, SEMIBOLD, Face, faces
from ehcp_desk.reports.marks import advance
from ehcp_desk.reports.model import Icon, Line, Run
from ehcp_desk.reports.plain_text import clean
from ehcp_desk.reports.scripts import drawn_order, runs_right_to_left
from ehcp_desk.reports.styles import TONES

_TOKENS = re.compile(r"\n|[ \t]+|[^ \t\n]+")

# x from the start of the line, face, ink, words
Span = tuple[float, str, str, str]
# x from the start of the line, icon, ink
Sign = tuple[float, Icon, str]


@dataclass(frozen=True, slots=True)
class SetLine:
    """One line as it will be drawn: how wide it is, its words and its icons."""

    width: float
    spans: tuple[Span, ...]
    signs: tuple[Sign, ...] = ()


@dataclass(slots=True)
class _Atom:
    """What is never parted: a word, perhaps in several faces, perhaps opened by an icon.  Widths are points."""

    parts: list[tuple[str, str, str, float]]
    icon: Icon | None = None
    icon_ink: str = ""
    icon_width: float = 0.0
    space: float = 0.0
    backwards: bool = False

    @property
    def width(self) -> float:
        return self.icon_width + sum(part[3] for part in self.parts)


@dataclass(slots=True)
class Breaker:
    """Breaks lines, and remembers in ``missing`` every letter that no face holds."""

    missing: set[str] = field(default_factory=set)
    _faces: dict[str, Face] = field(default_factory=faces)

    def lines(self, line: Line, size: float, width: float, strong: str = SEMIBOLD) -> list[SetLine]:
        """The lines a paragraph makes in ``width`` points at ``size``; ``strong`` is the face of bold words."""
        if len(line.runs) == 1 and line.runs[0].icon is None:
            run = line.runs[0]
            face = self._faces[strong if run.strong else REGULAR]
            plain = _plain(clean(run.text), face, size, width)
            if plain is not None:
                tone = TONES[run.tone]
                return [SetLine(w, ((0.0, face.name, tone, text),)) for w, text in plain]
        return list(self._careful(line, size, width, strong))

    def longest_word(self, line: Line, size: float, strong: str = SEMIBOLD) -> float:
        """The width of the widest thing in a line that should not be parted, in points."""
        return max((atom.width for atom in self._atoms(line.runs, size, strong) if atom is not None), default=0.0)

    def _careful(self, line: Line, size: float, width: float, strong: str) -> Iterator[SetLine]:
        pending: list[_Atom] = []
        used = 0.0
        for atom in self._atoms(line.runs, size, strong):
            if atom is None:
                yield _assemble(pending)
                pending, used = [], 0.0
                continue
            for piece in _fitting(atom, width, size, self._faces):
                if pending and used + piece.space + piece.width > width:
                    yield _assemble(pending)
                    pending, used = [], 0.0
                used += (piece.space if pending else 0.0) + piece.width
                pending.append(piece)
        if pending:
            yield _assemble(pending)

    def _atoms(self, runs: tuple[Run, ...], size: float, strong: str) -> Iterator[_Atom | None]:
        """Atoms in order; None is a line break asked for in the text."""
        held: _Atom | None = None
        space = 0.0
        for run in runs:
            face = self._faces[strong if run.strong else REGULAR]
            tone = TONES[run.tone]
            if run.icon is not None:
                if held is not None:
                    yield held
                held = _Atom([], run.icon, tone, advance(run.icon) * size, space)
                space = 0.0
            for token in _TOKENS.findall(clean(run.text)):
                if token == "\n" or token[0] in " \t":
                    if held is not None and (held.parts or token == "\n"):
                        yield held
                        held = None
                    space = face.advances[32] * size / 1000
                    if token == "\n":
                        yield None
                        space = 0.0
                    continue
                backwards = runs_right_to_left(token)
                parts = self._parts(drawn_order(token) if backwards else token, face, tone, size)
                if held is None:
                    held = _Atom(parts, space=space, backwards=backwards)
                    space = 0.0
                else:
                    held.parts.extend(parts)
        if held is not None:
            yield held

    def _parts(self, token: str, face: Face, tone: str, size: float) -> list[tuple[str, str, str, float]]:
        """A word cut where its face changes; letters nobody holds become code points in brackets."""
        whole = face.width(token)
        if whole is not None:
            return [(face.name, tone, token, whole * size / 1000)]
        spare = self._faces[FALLBACK]
        parts: list[tuple[str, str, str, float]] = []
        for holder, text in _stretches(token, face, spare):
            if holder is None:
                self.missing.update(text)
                shown = "[U+" + " ".join(f"{ord(c):04X}" for c in text) + "]"
                parts.append((face.name, tone, shown, (face.width(shown) or 0.0) * size / 1000))
            else:
                parts.append((holder.name, tone, text, (holder.width(text) or 0.0) * size / 1000))
        return parts


def _stretches(token: str, face: Face, spare: Face) -> list[tuple[Face | None, str]]:
    out: list[tuple[Face | None, str]] = []
    for letter in token:
        holder = face if face.holds(letter) else spare if spare.holds(letter) else None
        if out and out[-1][0] is holder:
            out[-1] = (holder, out[-1][1] + letter)
        else:
            out.append((holder, letter))
    return out


def _plain(text: str, face: Face, size: float, width: float) -> list[tuple[float, str]] | None:
    """(width, words) of each line, or None where the careful way is needed."""
    scale = size / 1000
    room = width / scale
    gap = face.advances[32]
    measure = face.width
    out: list[tuple[float, str]] = []
    for paragraph in text.split("\n"):
        here: list[str] = []
        used = 0.0
        for word in paragraph.replace("\t", " ").split(" "):
            if not word:
                continue
            wide = measure(word)
            if wide is None or wide > room:
                return None
            if here and used + gap + wide > room:
                out.append((used * scale, " ".join(here)))
                here, used = [word], wide
            else:
                used += gap + wide if here else wide
                here.append(word)
        out.append((used * scale, " ".join(here)))
    return out


def _fitting(atom: _Atom, width: float, size: float, known: dict[str, Face]) -> Iterator[_Atom]:
    """The atom itself where it fits the width, else as many pieces of it as it needs."""
    if atom.width <= width:
        yield atom
        return
    piece = _Atom([], atom.icon, atom.icon_ink, atom.icon_width, atom.space, atom.backwards)
    used = atom.icon_width
    for name, tone, text, _ in atom.parts:
        start = 0
        begun = 0.0
        for at, letter in enumerate(text):
            wide = known[name].advances[ord(letter)] * size / 1000
            if used + begun + wide > width and (begun or piece.parts):
                if at > start:
                    piece.parts.append((name, tone, text[start:at], begun))
                yield piece
                piece, used, start, begun = _Atom([], backwards=atom.backwards), 0.0, at, 0.0
            begun += wide
        piece.parts.append((name, tone, text[start:], begun))
        used += begun
    yield piece


def _assemble(atoms: list[_Atom]) -> SetLine:
    """Atoms side by side; neighbours in one face and ink become one span, spaces and all."""
    spans: list[Span] = []
    signs: list[Sign] = []
    x = 0.0
    joins = False
    for place, atom in enumerate(_in_drawn_order(atoms)):
        if place:
            space = atom.space
            if spans and space:
                last = spans[-1]
                spans[-1] = (last[0], last[1], last[2], last[3] + " ")
            x += space
            joins = bool(spans) and atom.icon is None
        if atom.icon is not None:
            signs.append((x, atom.icon, atom.icon_ink))
            x += atom.icon_width
            joins = False
        for name, tone, text, wide in atom.parts:
            last = spans[-1] if spans else (0.0, "", "", "")
            if joins and last[1] == name and last[2] == tone:
                spans[-1] = (last[0], name, tone, last[3] + text)
            else:
                spans.append((x, name, tone, text))
            joins = True
            x += wide
    return SetLine(x, tuple(spans), tuple(signs))


def _in_drawn_order(atoms: list[_Atom]) -> list[_Atom]:
    """Stretches of right-to-left words turned round, each keeping the space that stood before its place."""
    if not any(atom.backwards for atom in atoms):
        return atoms
    out: list[_Atom] = []
    stretch: list[_Atom] = []
    for atom in [*atoms, None]:
        if atom is not None and atom.backwards:
            stretch.append(atom)
            continue
        spaces = [a.space for a in stretch]
        out.extend(
            _Atom(a.parts, a.icon, a.icon_ink, a.icon_width, space)
            for a, space in zip(reversed(stretch), spaces, strict=True)
        )
        stretch = []
        if atom is not None:
            out.append(atom)
    return out
