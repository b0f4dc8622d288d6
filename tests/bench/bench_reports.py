"""A long chronology against the leanest code that sets the same rows: canvas primitives and ``simpleSplit``.

Both sides break the same words into the same four columns in the same embedded faces, draw the same hairlines and
repeat a head row on every page.  The lean side has no icons, no key, no page totals and no care for odd letters.
"""

from __future__ import annotations

from io import BytesIO
from statistics import median
from time import perf_counter
from typing import Any

from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.papers import Chronology
from ehcp_desk.reports.chronology import chronology_document
from ehcp_desk.reports.fonts import REGULAR, SEMIBOLD, faces
from ehcp_desk.reports.pdf import render_pdf
from tests.reports.sample_chronology import long_chronology

_LINES = 660
_ROUNDS = 5
_COLUMNS = ((42.5, 28.0), (75.0, 98.0), (181.0, 245.0), (434.0, 118.0))
_TOP, _FOOT = 780.0, 60.0


def run() -> list[dict[str, Any]]:
    """Medians of both sides in seconds, measured turn by turn; the goal is a ratio of 2 at most."""
    value = long_chronology(_LINES)
    faces()
    ours: list[float] = []
    lean: list[float] = []
    pages = 0
    for _ in range(_ROUNDS):
        start = perf_counter()
        pages = render_pdf(chronology_document(value), BytesIO())
        ours.append(perf_counter() - start)
        start = perf_counter()
        _lean(value)
        lean.append(perf_counter() - start)
    ratio = median(ours) / median(lean)
    row = {"name": f"chronology of {pages} pages", "ours": round(median(ours), 4), "limit": round(median(lean), 4)}
    return [row | {"ratio": round(ratio, 3), "unit": "s", "n": _LINES, "goal": 2.0}]


def _lean(value: Chronology) -> bytes:
    out = BytesIO()
    canvas = Canvas(out, invariant=1, pageCompression=1)
    y = _head(canvas)
    for line in value.lines:
        cells = [
            simpleSplit(str(line.number), REGULAR, 10, _COLUMNS[0][1]),
            simpleSplit(in_words(line.on), SEMIBOLD, 10, _COLUMNS[1][1]),
            simpleSplit(line.event, REGULAR, 10, _COLUMNS[2][1]),
            [*simpleSplit(line.source, REGULAR, 10, _COLUMNS[3][1]), line.page],
        ]
        if line.recorded_on is not None:
            later = f"Written up on {in_words(line.recorded_on)}, by {line.recorded_by}."
            cells[2] += simpleSplit(later, REGULAR, 9, _COLUMNS[2][1])
        height = 13.5 * max(map(len, cells)) + 6.4
        if y - height < _FOOT:
            canvas.showPage()
            y = _head(canvas)
        for (x, _), face, lines in zip(_COLUMNS, (REGULAR, SEMIBOLD, REGULAR, REGULAR), cells, strict=True):
            canvas.setFont(face, 10)
            base = y - 13.5
            for text in lines:
                canvas.drawString(x, base, text)
                base -= 13.5
        y -= height
        canvas.setLineWidth(0.5)
        canvas.line(42.5, y, 552.0, y)
    canvas.save()
    return out.getvalue()


def _head(canvas: Canvas) -> float:
    canvas.setFont(SEMIBOLD, 9)
    for (x, _), title in zip(_COLUMNS, ("No.", "Date", "Event", "Source and page"), strict=True):
        canvas.drawString(x, _TOP, title)
    canvas.line(42.5, _TOP - 4, 552.0, _TOP - 4)
    return _TOP - 6


if __name__ == "__main__":
    print(run())
