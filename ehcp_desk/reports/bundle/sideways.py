"""Pages of words that lie on their side or upside down, found by the way their letters run."""

from __future__ import annotations

from math import degrees
from pathlib import Path
from typing import TYPE_CHECKING

from ehcp_desk.reports.bundle.looking import box_of
from ehcp_desk.reports.page_reading import PDFIUM

if TYPE_CHECKING:
    import pikepdf
    import pypdfium2

_FEWEST, _MOST, _NEARLY_ALL = 40, 400, 0.9
"""Letters a page must have to be judged by them, how many are looked at, and the share that must run one way: a table
printed on its side below an upright heading is turned, a label up the edge of a drawing turns nothing."""


def turn_upright(pdf: pikepdf.Pdf, path: Path) -> int:
    """Turn each page of an open PDF whose letters nearly all run another way than across; gives how many were.

    ``path`` is the file it was opened from.  A page whose letters cannot be read stays as it is.
    """
    turned = 0
    for page, way in zip(pdf.pages, _ways(path), strict=False):
        if way is not None and way != box_of(page.obj).turn:
            page.rotate(way, relative=False)
            turned += 1
    return turned


def _ways(path: Path) -> list[int | None]:
    """Degrees clockwise each page, as it is stored, is to be turned for its letters to run across; None where too few
    say so."""
    import pypdfium2

    with PDFIUM:
        try:
            opened = pypdfium2.PdfDocument(path)
        except pypdfium2.PdfiumError:
            return []
        with opened:
            return [_way(opened, number) for number in range(len(opened))]


def _way(opened: pypdfium2.PdfDocument, number: int) -> int | None:
    import pypdfium2
    from pypdfium2 import raw

    try:
        page = opened[number]
        text = page.get_textpage()
    except pypdfium2.PdfiumError:  # a page nobody can read is bound as it is
        return None
    try:
        counts = dict.fromkeys((0, 90, 180, 270), 0)
        letters = 0
        for place in range(min(text.count_chars(), _MOST)):
            if raw.FPDFText_GetUnicode(text, place) <= 32 or raw.FPDFText_IsGenerated(text, place) == 1:
                continue
            letters += 1
            angle = -round(degrees(raw.FPDFText_GetCharAngle(text, place))) % 360  # pdfium counts clockwise
            if angle in counts:
                counts[angle] += 1
    finally:
        text.close()
        page.close()
    way = max(counts, key=counts.__getitem__)
    return way if letters >= _FEWEST and counts[way] >= _NEARLY_ALL * letters else None
