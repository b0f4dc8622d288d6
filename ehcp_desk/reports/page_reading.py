"""What can be read on a page of a filed PDF: its letters with their boxes, and what only a person can judge."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from ctypes import c_double, c_int
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
_SCAN = "all of page {} is a scan: its words were read by a machine"


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter of a page and its box in points from the top left corner of the page as it is shown."""

    sign: str
    box: tuple[float, float, float, float] | None


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
        found.append(Letter(sign, box))
    text.close()
    return found


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


def pictures_of(page: Any, letters: Sequence[Letter], number: int, by_machine: bool) -> Iterator[Picture]:
    """What a person must look at: a page without words, or with words nobody can be sure of, and its pictures."""
    import pypdfium2.raw as raw

    signs = [x.sign for x in letters if not x.sign.isspace()]
    whole: Box = (0.0, 0.0, 1.0, 1.0)
    strange = sum(1 for s in signs if s == "\ufffd" or "\ue000" <= s <= "\uf8ff" or (s < " " and s != "\x02"))
    if by_machine:
        yield Picture(_SCAN.format(number), whole, Action.REMOVE)
        return
    if len(signs) < FEWEST:
        yield Picture(f"all of page {number}: it has no words to read", whole, Action.REMOVE)
        return
    if strange * 20 > len(signs):
        yield Picture(f"all of page {number}: its letters are not what they look like", whole, Action.REMOVE)
        return
    width, height = page.get_size()
    turned = _turned(page)
    for count, found in enumerate(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=6), 1):
        left, bottom, right, top = found.get_bounds()
        box = turned.box([(left, top), (right, bottom)])
        share = max(0.0, (box[2] - box[0]) * (box[3] - box[1]) / (width * height))
        what = f"picture {count} on page {number}"
        if share > _WHOLE:
            what = _SCAN.format(number)
        proposed = Action.KEEP if share > _WHOLE or share < _SMALL else Action.REMOVE
        yield Picture(what, (box[0] / width, box[1] / height, box[2] / width, box[3] / height), proposed)
