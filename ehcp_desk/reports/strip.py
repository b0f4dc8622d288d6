"""The clock strip on paper: 26 weeks from receipt, its limits, what was done, today, and the words beneath."""

from __future__ import annotations

from ehcp_desk.domain.papers import StripFigure, StripPart
from ehcp_desk.domain.wording import Mark
from ehcp_desk.reports.breaking import Breaker, SetLine
from ehcp_desk.reports.model import Line, Run, Tone, words
from ehcp_desk.reports.pieces import Piece, Ring, Shape, Words, box, line
from ehcp_desk.reports.styles import CONTROL, FILLS, TONES, Sheet, Type

# The scale of the strip: 26 weeks, with the limits at 6, 16 and 20 (design.md section 8).
STRIP_DAYS = 182
_LIMITS = ((42, "6", 1.2), (112, "16", 1.2), (140, "20", 2.2))
_STAGES = ((0, 42), (42, 112), (112, 140))
_INK = TONES[Tone.INK]
_QUIET = TONES[Tone.QUIET]


def strip_piece(figure: StripFigure, sheet: Sheet, breaker: Breaker, x: float, width: float) -> Piece:
    """The strip at medium size: stages, limits with their numbers, rings, today, and its captions beneath."""
    scale = sheet.scale
    left, usable = x + 3 * scale, width - 6 * scale
    track, tall = 9.0 * scale, 8.0 * scale

    def at(day: float) -> float:
        return left + min(max(day, 0), STRIP_DAYS) / STRIP_DAYS * usable

    piece = Piece(track + tall, gap=8 * scale)
    for start, end in _STAGES:
        piece.drawn.append(box(at(start), track, at(end) - at(start), tall, ink=CONTROL))
    piece.drawn.append(box(at(140), track, at(STRIP_DAYS) - at(140), tall, ink=CONTROL, dash=(1.5, 1.5)))
    piece.drawn.extend(_filled(part, at(part.start), at(part.end), track, tall) for part in figure.parts)
    kind = sheet.small
    number_base = track + tall + 3 * scale + kind.size
    for day, number, thickness in _LIMITS:
        reach = 5.0 if day == 140 else 2.5
        top, foot = track - reach * scale, track + tall + reach * scale
        piece.drawn.append(line(at(day), top, at(day), foot, thickness + 1.4, "#FFFFFF"))
        piece.drawn.append(line(at(day), top, at(day), foot, thickness, _INK))
        _centred(piece.labels, breaker, number, at(day), number_base, kind.size, _QUIET)
    middle = track + tall / 2
    piece.drawn.extend(Ring(at(day), middle, 2.6 * scale, TONES[Mark.MET]) for day in figure.rings)
    if figure.today is not None:
        here = at(figure.today)
        piece.drawn.append(line(here, track - 4 * scale, here, track + tall + 1, 1.2, _INK))
        tip = ((here - 4 * scale, 0), (here + 4 * scale, 0), (here, 5 * scale))
        piece.drawn.append(Shape(tip, fill=_INK, closed=True))
    piece.height = number_base + kind.size * 0.4
    _captions(piece, figure.captions, sheet, breaker, x, width)
    return piece


def _filled(part: StripPart, start: float, end: float, track: float, tall: float) -> Shape:
    hatch = "" if not part.hatched else "\\" if part.mark is Mark.RELIEVED else "/"
    return box(start, track, end - start, tall, fill=FILLS[part.mark], hatch=hatch)


def _centred(to: list[Words], breaker: Breaker, text: str, middle: float, base: float, size: float, ink: str) -> None:
    for set_line in breaker.lines(words(text), size, 1000.0)[:1]:
        for offset, face, _, run in set_line.spans:
            to.append((middle - set_line.width / 2 + offset, base, face, size, ink, run))


def _captions(piece: Piece, captions: tuple[str, ...], sheet: Sheet, breaker: Breaker, x: float, width: float) -> None:
    """One row from edge to edge where they fit, else running on; the last one is the limit that governs, in bold."""
    kind = sheet.small
    last = len(captions) - 1
    single = [breaker.lines(words(c, strong=n == last), kind.size, width) for n, c in enumerate(captions)]
    wide = sum(lines[0].width for lines in single) + 12 * last
    if captions and wide <= width and all(len(lines) == 1 for lines in single):
        between = (width - wide) / last + 12 if last else 0.0
        left = x
        for (set_line,) in single:
            _write(piece, set_line, left, kind)
            left += set_line.width + between
        piece.height += kind.leading
        return
    runs = tuple(Run(c if n == last else f"{c}  ·  ", strong=n == last) for n, c in enumerate(captions))
    for set_line in breaker.lines(Line(runs), kind.size, width):
        _write(piece, set_line, x, kind)
        piece.height += kind.leading


def _write(piece: Piece, set_line: SetLine, left: float, kind: Type) -> None:
    base = piece.height + kind.leading * 0.85
    piece.words.extend((left + o, base, face, kind.size, ink, text) for o, face, ink, text in set_line.spans)
