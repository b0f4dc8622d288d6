"""The number at the foot of a page: one embedded font for the whole bundle, and the few bytes that draw a label."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from ehcp_desk.reports.fonts import SEMIBOLD, faces

if TYPE_CHECKING:
    import pikepdf

FONT_NAME = "/EhcpDeskNo"
_SIZE, _FROM_EDGE, _BASE, _PAD = 11.0, 30.0, 17.0, 4.0
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


def number_font(pdf: pikepdf.Pdf) -> Any:
    """The face of page numbers, embedded once: taken from a page that shows every letter a label can have."""
    import pikepdf
    from reportlab.pdfgen.canvas import Canvas

    faces()
    held = BytesIO()
    settings: dict[str, Any] = {"invariant": 1, "initialFontName": SEMIBOLD}
    canvas = Canvas(held, **settings)
    canvas.setFont(SEMIBOLD, _SIZE)
    canvas.drawString(20, 20, _LETTERS)
    canvas.save()
    held.seek(0)
    with pikepdf.Pdf.open(held) as page:
        fonts = page.pages[0].obj.Resources.Font
        font = next(font for name, font in fonts.items() if "/BaseFont" in font and "Semi" in str(font.BaseFont))
        _own_data(font)
        return pdf.copy_foreign(font)


def _own_data(font: Any) -> None:
    """Hold the font's bytes in memory, for the page they came from is closed before the bundle is written."""
    program = font.FontDescriptor.FontFile2
    program.write(program.read_bytes())
    if "/ToUnicode" in font:
        font.ToUnicode.write(font.ToUnicode.read_bytes())


def stamp(label: str, width: float) -> bytes:
    """The label at the right of the foot of a page of this width, on white so that it can be read over anything."""
    wide = (faces()[SEMIBOLD].width(label) or 0.0) * _SIZE / 1000
    left = width - _FROM_EDGE - wide
    box = f"{left - _PAD:.2f} {_BASE - _PAD:.2f} {wide + 2 * _PAD:.2f} {_SIZE + _PAD:.2f} re f"
    return f"q 1 g {box} 0 g BT {FONT_NAME} {_SIZE:g} Tf {left:.2f} {_BASE:.2f} Td ({label}) Tj ET Q\n".encode()
