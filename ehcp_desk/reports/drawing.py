"""Putting the icons, lines, boxes and rings of a piece on a page."""

from __future__ import annotations

from io import BytesIO

from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ehcp_desk.reports.marks import BOX_GAP, BOX_HEIGHT, BOX_WIDTH, BOXES, SIDE, UNITS, box_fill, box_of, outline
from ehcp_desk.reports.pieces import Drawn, Picture, Ring, Shape, Sign
from ehcp_desk.reports.styles import CONTROL, ink


def draw_shape(canvas: Canvas, drawn: Drawn, top: float) -> None:
    """Draws one thing of a piece whose top stands ``top`` points above the foot of the page."""
    match drawn:
        case Sign():
            _sign(canvas, drawn, top)
        case Ring():
            canvas.setFillColorRGB(1, 1, 1)
            canvas.setStrokeColorRGB(*ink(drawn.ink))
            canvas.setLineWidth(drawn.thickness)
            canvas.circle(drawn.x, top - drawn.y, drawn.radius, stroke=1, fill=1)
        case Picture():
            reader = ImageReader(BytesIO(drawn.content))
            canvas.drawImage(reader, drawn.x, top - drawn.y - drawn.height, drawn.width, drawn.height, mask="auto")
        case Shape():
            _shape(canvas, drawn, top)


def _shape(canvas: Canvas, shape: Shape, top: float) -> None:
    if shape.ink:
        canvas.setStrokeColorRGB(*ink(shape.ink))
        canvas.setLineWidth(shape.thickness)
        if shape.dash:
            canvas.setDash(list(shape.dash))
        else:
            canvas.setDash()
    if len(shape.points) == 2:
        (x1, y1), (x2, y2) = shape.points
        canvas.line(x1, top - y1, x2, top - y2)
        return
    if shape.fill:
        canvas.setFillColorRGB(*ink(shape.fill))
    path = canvas.beginPath()
    path.moveTo(shape.points[0][0], top - shape.points[0][1])
    for x, y in shape.points[1:]:
        path.lineTo(x, top - y)
    if shape.closed:
        path.close()
    canvas.drawPath(path, stroke=1 if shape.ink else 0, fill=1 if shape.fill else 0)
    if shape.hatch:
        _hatch(canvas, shape, top)


def _hatch(canvas: Canvas, shape: Shape, top: float) -> None:
    """White lines across a filled box, so that late and lifted are told apart from the rest in grey."""
    (x1, y1), (x2, _), (_, y2) = shape.points[0], shape.points[1], shape.points[2]
    tall = y2 - y1
    canvas.saveState()
    path = canvas.beginPath()
    path.rect(x1, top - y2, x2 - x1, tall)
    canvas.clipPath(path, stroke=0, fill=0)
    canvas.setStrokeColorRGB(1, 1, 1)
    canvas.setLineWidth(1.1)
    canvas.setDash()
    x = x1 - tall
    while x < x2:
        low, high = (top - y2, top - y1) if shape.hatch == "/" else (top - y1, top - y2)
        canvas.line(x, low, x + tall, high)
        x += 4.0
    canvas.restoreState()


def _sign(canvas: Canvas, sign: Sign, top: float) -> None:
    filled = box_of(sign.icon)
    base = top - sign.y
    if filled:
        _boxes(canvas, sign, base, filled)
        return
    side = sign.size * SIDE
    unit = side / UNITS
    x0, y0 = sign.x, base - sign.size * 0.2 + side
    path = canvas.beginPath()
    for command, numbers in outline(sign.icon):
        points = [y0 - n * unit if i % 2 else x0 + n * unit for i, n in enumerate(numbers)]
        if command == "M":
            path.moveTo(*points)
        elif command == "L":
            path.lineTo(*points)
        elif command == "C":
            path.curveTo(*points)
        else:
            path.close()
    canvas.setFillColorRGB(*ink(sign.ink))
    canvas.drawPath(path, stroke=0, fill=1, fillMode=1)


def _boxes(canvas: Canvas, sign: Sign, base: float, filled: int) -> None:
    size = sign.size
    canvas.setLineWidth(0.5)
    canvas.setDash()
    for place in range(1, BOXES + 1):
        chosen = place == filled
        colour = ink(box_fill(filled) if chosen else CONTROL)
        canvas.setStrokeColorRGB(*colour)
        canvas.setFillColorRGB(*colour)
        x = sign.x + (place - 1) * (BOX_WIDTH + BOX_GAP) * size
        canvas.rect(x, base - size * 0.05, BOX_WIDTH * size, BOX_HEIGHT * size, stroke=1, fill=1 if chosen else 0)
