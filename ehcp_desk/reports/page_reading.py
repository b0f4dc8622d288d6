"""What can be read on a page of a filed PDF: its letters with their boxes, and what only a person can judge."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from ctypes import addressof, c_double, c_int
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from typing import Any

from ehcp_desk.domain.redaction_rules import Action
from ehcp_desk.ports.redacting import Box, Picture

PDFIUM = RLock()
"""pdfium may be used by one thread at a time."""
DPI = 200
MOST_PIXELS = 20_000_000
FEWEST = 3
"""A page with fewer letters has no words."""
_SMALL, _WHOLE = 0.05, 0.8
SCAN = "all of page {} is a scan: its words were read by a machine"


_CURVES, _CLOSE, _LONG, _LARGE = 60, 0.4, 3.0, 40.0
"""Curves of shapes in a line that may be letters (a word of six has about eighty), the least share of the line they
fill, how many times longer than high it is, and from how many points high it may be several lines."""
LEAST_CONTRAST = 40
"""Between the lightest and the darkest point of a word's box; below it nobody can see the word."""

Points = tuple[float, float, float, float]
"""Left, top, right and bottom in points from the top left corner of the page as it is shown."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter of a page, its box, and the font it is drawn in; words drawn unseen count as a font of their own."""

    sign: str
    box: Points | None
    font: str = ""


def page_words(path: Path) -> list[str]:
    """The words of each page of a PDF as they can be read; none of a file that cannot be."""
    import pypdfium2

    with PDFIUM:
        try:
            pdf = pypdfium2.PdfDocument(path)
        except pypdfium2.PdfiumError:
            return []
        with pdf:
            return [_words_of(page) for page in pdf]


def _words_of(page: Any) -> str:
    text = page.get_textpage()
    try:
        return str(text.get_text_bounded())
    finally:
        text.close()
        page.close()


def scale_for(width: float, height: float) -> float:
    """Pixels a point: 200 dpi, less for a very large page."""
    return float(min(DPI / 72, (MOST_PIXELS / max(1.0, width * height)) ** 0.5))


def letters_of(page: Any) -> list[Letter]:
    """Every letter pdfium reads, those it supplies itself (blanks, ends of lines) without a box."""
    import pypdfium2.raw as raw

    text = page.get_textpage()
    turned = _turned(page)
    found = []
    left, right, bottom, top = c_double(), c_double(), c_double(), c_double()
    loose = raw.FS_RECTF()
    for at in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text, at)
        sign = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else " "
        sign = "\n" if sign == "\r" else sign
        box = None
        if raw.FPDFText_GetCharBox(text, at, left, right, bottom, top) and right.value > left.value:
            corners = [(left.value, top.value), (right.value, bottom.value)]
            if raw.FPDFText_GetLooseCharBox(text, at, loose):
                corners += [(loose.left, loose.top), (loose.right, loose.bottom)]
            box = turned.box(corners)
        found.append(Letter(sign, box, _font_of(raw.FPDFText_GetTextObject(text, at)) if box else ""))
    text.close()
    return found


def _font_of(drawn: Any) -> str:
    """What tells the font of a passage from every other of the document, which keeps them as long as it is open."""
    import pypdfium2.raw as raw

    font = raw.FPDFTextObj_GetFont(drawn) if drawn else None
    unseen = bool(drawn) and raw.FPDFTextObj_GetTextRenderMode(drawn) == raw.FPDF_TEXTRENDERMODE_INVISIBLE
    return f"{addressof(font.contents) if font else 0}{' unseen' if unseen else ''}"


def can_be_seen(image: Any, box: Points, scale: float) -> bool:
    """True where the picture of a word's place, in greys, has light and dark in it."""
    left, top = max(0, int(box[0] * scale)), max(0, int(box[1] * scale))
    right, bottom = min(image.width, int(box[2] * scale) + 1), min(image.height, int(box[3] * scale) + 1)
    if right <= left or bottom <= top:
        return False
    low, high = image.crop((left, top, right, bottom)).getextrema()
    return bool(high - low >= LEAST_CONTRAST)


def made_out(image: Any, scale: float) -> list[Letter]:
    """The letters of a picture of a page, each with its share of the box of its word."""
    from ehcp_desk.reports.machine_reading import words_in

    found: list[Letter] = []
    line: tuple[str, ...] = ()
    for word, box, stands in words_in(image):
        found.append(Letter("\n" if found and stands != line else " ", None))
        line = stands
        left, top, right, bottom = (side / scale for side in box)
        step = (right - left) / len(word)
        found += [Letter(c, (left + n * step, top, left + (n + 1) * step, bottom)) for n, c in enumerate(word)]
    return found


@dataclass(frozen=True, slots=True)
class _Turned:
    """From the page's own measure to points from the top left corner of the page as it is shown, turned or cropped."""

    origin: tuple[float, float]
    across: tuple[float, float]
    up: tuple[float, float]

    def box(self, corners: Sequence[tuple[float, float]]) -> tuple[float, float, float, float]:
        """Corners as one box: left, top, right, bottom."""
        xs = [self.origin[0] + x * self.across[0] + y * self.up[0] for x, y in corners]
        ys = [self.origin[1] + x * self.across[1] + y * self.up[1] for x, y in corners]
        return min(xs), min(ys), max(xs), max(ys)


def _turned(page: Any) -> _Turned:
    from pypdfium2 import raw

    width, height = page.get_size()
    fine, far = 100, 1000.0
    x, y = c_int(), c_int()
    found = []
    for left, top in ((0.0, 0.0), (far, 0.0), (0.0, far)):
        raw.FPDF_PageToDevice(page, 0, 0, round(width * fine), round(height * fine), 0, left, top, x, y)
        found.append((x.value / fine, y.value / fine))
    (x0, y0), (x1, y1), (x2, y2) = found
    return _Turned((x0, y0), ((x1 - x0) / far, (y1 - y0) / far), ((x2 - x0) / far, (y2 - y0) / far))


def pictures_of(page: Any, letters: Sequence[Letter], number: int, by_machine: str) -> Iterator[Picture]:
    """What a person must look at: a page without words, or with words nobody can be sure of, its pictures, and shapes.

    ``by_machine`` says why the words of the page were read by a machine, empty where they were not.
    """
    signs = [x.sign for x in letters if not x.sign.isspace()]
    whole: Box = (0.0, 0.0, 1.0, 1.0)
    strange = sum(1 for s in signs if s == "\ufffd" or "\ue000" <= s <= "\uf8ff" or (s < " " and s != "\x02"))
    if by_machine:
        yield Picture(by_machine.format(number), whole, Action.REMOVE)
    elif len(signs) < FEWEST:
        yield Picture(f"all of page {number}: it has no words to read", whole, Action.REMOVE)
    elif strange * 20 > len(signs):
        yield Picture(f"all of page {number}: its letters are not what they look like", whole, Action.REMOVE)
    else:
        yield from _parts(page, number)


def _parts(page: Any, number: int) -> Iterator[Picture]:
    import pypdfium2.raw as raw

    width, height = page.get_size()
    turned = _turned(page)
    places = [found.get_bounds() for found in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=6)]
    named = [(place, f"picture {count} on page {number}") for count, place in enumerate(places, 1)]
    named += [(place, f"shapes on page {number} that may be words") for place in _drawn_letters(page)]
    for (left, bottom, right, top), what in named:
        box = turned.box([(left, top), (right, bottom)])
        share = max(0.0, (box[2] - box[0]) * (box[3] - box[1]) / (width * height))
        if share > _WHOLE and what.startswith("picture"):
            what = SCAN.format(number)
        proposed = Action.KEEP if share > _WHOLE or share < _SMALL else Action.REMOVE
        yield Picture(what, (box[0] / width, box[1] / height, box[2] / width, box[3] / height), proposed)


def _drawn_letters(page: Any) -> Iterator[tuple[float, float, float, float]]:
    """Where shapes with many curves stand close together in a line, or are large, in the page's own measure: they may be
    words.  A sign or two beside words are none."""
    shapes = sorted(_curved(page), key=lambda shape: -shape[3])
    while shapes:
        left, bottom, right, top, _ = shapes[0]
        line = [shapes[0]]
        for shape in shapes[1:]:
            if shape[3] > bottom:
                line.append(shape)
                bottom = min(bottom, shape[1])
        shapes = [shape for shape in shapes if shape not in line]
        left, right = min(s[0] for s in line), max(s[2] for s in line)
        close = sum(s[2] - s[0] for s in line) >= _CLOSE * (right - left)
        long = right - left >= _LONG * (top - bottom) or top - bottom >= _LARGE
        if sum(s[4] for s in line) >= _CURVES and close and long:
            yield left, bottom, right, top


def _curved(page: Any) -> Iterator[tuple[float, float, float, float, int]]:
    """Shapes with curves: left, bottom, right, top, and how many curves."""
    import pypdfium2.raw as raw

    for found in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=6):
        steps = min(raw.FPDFPath_CountSegments(found), 20 * _CURVES)
        kinds = (raw.FPDFPathSegment_GetType(raw.FPDFPath_GetPathSegment(found, n)) for n in range(steps))
        curves = sum(kind == raw.FPDF_SEGMENT_BEZIERTO for kind in kinds)
        if curves:
            yield (*found.get_bounds(), curves)
