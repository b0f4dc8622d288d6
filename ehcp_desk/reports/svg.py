"""The drawings of a paper as SVG for its web twin: the same pieces that the PDF draws, so both show the same."""

from __future__ import annotations

from html import escape

from ehcp_desk.reports.fonts import BOLD, SEMIBOLD
from ehcp_desk.reports.marks import BOX_GAP, BOX_WIDTH, BOXES, box_fill, box_of, path_of
from ehcp_desk.reports.model import Icon
from ehcp_desk.reports.pieces import Drawn, Piece, Ring, Shape
from ehcp_desk.reports.plain_text import clean
from ehcp_desk.reports.styles import CONTROL


def symbol(icon: Icon) -> str:
    """An icon defined once; :func:`used` draws it in the ink of the words beside it."""
    filled = box_of(icon)
    if not filled:
        return f'<symbol id="{icon.value}" viewBox="0 0 256 256"><path d="{path_of(icon)}"/></symbol>'
    wide = BOXES * (BOX_WIDTH + BOX_GAP) * 100
    boxes = "".join(
        f'<rect x="{place * (BOX_WIDTH + BOX_GAP) * 100 + 3:.0f}" y="12" width="{BOX_WIDTH * 100:.0f}" height="76" '
        f'fill="{box_fill(filled) if place == filled - 1 else "none"}" stroke="{CONTROL}" stroke-width="5"/>'
        for place in range(BOXES)
    )
    return f'<symbol id="{icon.value}" viewBox="0 0 {wide:.0f} 100">{boxes}</symbol>'


def used(icon: Icon) -> str:
    """The icon where it stands; hidden from assistive technology, for the words beside it say the same."""
    kind = "boxes" if box_of(icon) else "icon"
    return f'<svg class="{kind}" aria-hidden="true" focusable="false"><use href="#{icon.value}"/></svg>'


def picture(piece: Piece, width: float) -> str:
    """A piece as one SVG picture, hidden from assistive technology: words or a table beside it say the same."""
    parts = [_drawn(drawn) for drawn in piece.drawn]
    for x, y, face, size, ink, text in (*piece.labels, *piece.words):
        weight = ' font-weight="600"' if face in (SEMIBOLD, BOLD) else ""
        parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" fill="{ink}"{weight}>{escape(clean(text))}</text>'
        )
    view = f"0 0 {width:.0f} {piece.height:.0f}"
    return f'<svg class="picture" viewBox="{view}" aria-hidden="true" focusable="false">{"".join(parts)}</svg>'


def _drawn(drawn: Drawn) -> str:
    match drawn:
        case Ring():
            return (
                f'<circle cx="{drawn.x:.1f}" cy="{drawn.y:.1f}" r="{drawn.radius:.1f}" fill="#FFFFFF" '
                f'stroke="{drawn.ink}" stroke-width="{drawn.thickness:g}"/>'
            )
        case Shape():
            return _shape(drawn)
        case _:
            return ""


def _shape(shape: Shape) -> str:
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in shape.points)
    dash = f' stroke-dasharray="{" ".join(f"{d:g}" for d in shape.dash)}"' if shape.dash else ""
    edge = f' stroke="{shape.ink}" stroke-width="{shape.thickness:g}"{dash}' if shape.ink else ""
    kind = "polygon" if shape.closed else "polyline"
    drawn = f'<{kind} points="{points}" fill="{shape.fill or "none"}"{edge}/>'
    return drawn + _hatched(shape) if shape.hatch else drawn


def _hatched(shape: Shape) -> str:
    """White lines across a box, clipped by starting and ending inside it."""
    (left, top), (right, _), (_, foot) = shape.points[0], shape.points[1], shape.points[2]
    tall = foot - top
    lines: list[str] = []
    x = left
    while x + tall <= right:
        first, last = (foot, top) if shape.hatch == "/" else (top, foot)
        lines.append(f"M{x:.1f},{first:.1f}L{x + tall:.1f},{last:.1f}")
        x += 4.0
    return f'<path d="{"".join(lines)}" fill="none" stroke="#FFFFFF" stroke-width="1.1"/>' if lines else ""
