"""Looking at a PDF before it goes into a bundle: how many pages, which are pictures without words, what its text shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ehcp_desk.domain.bundles import Looked

if TYPE_CHECKING:
    import pikepdf

A4 = (595.276, 841.89)
_SHOWN = re.compile(rb"[)>]\s*['\"]\s")
_OUTLINES = 4_000
"""Bytes of drawing without a letter: more is words made into outlines, which cannot be searched either."""
_DEEPEST, _PAGES_READ = 3, 40
_NUMBERED = re.compile(r"(?m)^\s*(?:\d{1,3}[.)]|\d{1,2}\.\d{1,3}\.?|\(\d{1,3}\))\s+\S")
_SUMMARY = re.compile(r"(?im)^\W*(?:\d+[.)]?\s*)?(?:executive\s+|short\s+)?summary\b")
_AFTER_SUMMARY = re.compile(
    r"(?im)^\W*(?:\d+[.)]?\s*)?(introduction|background|referral|reason for|assessment|history|instructions)\b"
)


@dataclass(frozen=True, slots=True)
class PageBox:
    """Where a page's visible part is and how it is turned: left, foot, width, height in points, and degrees clockwise."""

    left: float
    foot: float
    width: float
    height: float
    turn: int

    @property
    def seen(self) -> tuple[float, float]:
        """Width and height as a reader sees them."""
        return (self.height, self.width) if self.turn in (90, 270) else (self.width, self.height)


def look(pdf: pikepdf.Pdf, path: Path, kind: str) -> Looked:
    """What an open PDF holds.  ``kind`` ``report`` or ``statement`` has its words read too."""
    wordless, loose = [], []
    for number, page in enumerate(pdf.pages, 1):
        words, drawn, balanced = _page(page.obj)
        if drawn and not words:
            wordless.append(number)
        if not balanced:
            loose.append(number)
    count = len(pdf.pages)
    numbered, summary, summary_pages = _read(path, count) if kind in ("report", "statement") else (None, None, 0)
    return Looked(count, tuple(wordless), "", (), numbered, summary, summary_pages, tuple(loose))


def box_of(page: Any) -> PageBox:
    """The visible part of a page; A4 where it says nothing that can be used."""
    raw = page.get("/CropBox") or page.get("/MediaBox")
    try:
        a, b, c, d = (float(n) for n in raw)
        left, foot, width, height = min(a, c), min(b, d), abs(c - a), abs(d - b)
    except (TypeError, ValueError):
        left, foot, width, height = 0.0, 0.0, *A4
    if width < 1 or height < 1:
        left, foot, width, height = 0.0, 0.0, *A4
    try:
        turn = int(page.get("/Rotate", 0)) % 360
    except (TypeError, ValueError):
        turn = 0
    return PageBox(left, foot, width, height, turn if turn % 90 == 0 else 0)


def fits(box: PageBox) -> bool:
    """True where the page is A4, upright or on its side, within two points."""
    wide, tall = sorted(box.seen)
    return abs(wide - A4[0]) < 2 and abs(tall - A4[1]) < 2


def _page(page: Any) -> tuple[bool, bool, bool]:
    """Whether a page shows words, whether it shows anything, and whether what it saves it restores."""
    data = b"\n".join(_streams(page.get("/Contents")))
    marks = data.split()
    words, pictured = _shows(data), b"Do" in marks or b"BI" in marks
    if not words and pictured:
        words = _in_forms(page.get("/Resources"), 0)
    return words, pictured or len(data) > _OUTLINES, marks.count(b"q") == marks.count(b"Q")


def _shows(data: bytes) -> bool:
    """True where a stream shows words; the two operators nearly all use are looked for first."""
    return b"Tj" in data or b"TJ" in data or _SHOWN.search(data) is not None


def _streams(contents: Any) -> Iterator[bytes]:
    import pikepdf

    if contents is None:
        return
    listed = contents if isinstance(contents, pikepdf.Array) else [contents]
    for stream in listed:
        try:
            yield stream.read_bytes()
        except (pikepdf.PdfError, AttributeError, TypeError, ValueError):
            continue


def _in_forms(resources: Any, depth: int) -> bool:
    """True where a form drawn on the page shows words."""
    if resources is None or depth > _DEEPEST:
        return False
    for thing in dict(resources.get("/XObject") or {}).values():
        if thing.get("/Subtype") != "/Form":
            continue
        if any(_shows(data) for data in _streams(thing)) or _in_forms(thing.get("/Resources"), depth + 1):
            return True
    return False


def _read(path: Path, count: int) -> tuple[bool | None, bool | None, int]:
    """(paragraphs numbered, a summary is there, its pages) from the words of the first pages; a rule of thumb."""
    from pypdf import PdfReader

    try:
        with path.open("rb") as file:
            reader = PdfReader(file)
            pages = [reader.pages[n].extract_text() for n in range(min(count, _PAGES_READ))]
    except Exception:  # noqa: BLE001 - a damaged file makes its reader fail in any way there is
        return None, None, 0
    if not any(text.strip() for text in pages):
        return None, None, 0
    numbered = len(_NUMBERED.findall("\n".join(pages))) >= max(2, count)
    starts = next((n for n, text in enumerate(pages[:3]) if _SUMMARY.search(text)), None)
    if starts is None:
        return numbered, False, 0
    rest = pages[starts][_SUMMARY.search(pages[starts]).end() :]  # type: ignore[union-attr]
    for place, text in enumerate([rest, *pages[starts + 1 :]], 1):
        if _AFTER_SUMMARY.search(text):
            return numbered, True, place if text is rest or _AFTER_SUMMARY.search(text).start() > 40 else place - 1  # type: ignore[union-attr]
    return numbered, True, 0
