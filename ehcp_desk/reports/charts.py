"""A run of months on paper: one line of points, a dashed target, the last figure labelled at its end."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from decimal import Decimal

from ehcp_desk.reports.breaking import Breaker
from ehcp_desk.reports.model import ChartBlock, Tone, words
from ehcp_desk.reports.pieces import Piece, Ring, Shape, line
from ehcp_desk.reports.styles import CONTROL, HAIRLINE, TONES, Sheet, Type

_INK = TONES[Tone.INK]
# Tops of an axis, from ten times a power of ten to a hundred times it, each with the steps it is cut into.
_CEILINGS = ((10, 2), (15, 3), (20, 4), (30, 3), (40, 4), (60, 3), (80, 4), (100, 2))


@dataclass(slots=True)
class _Frame:
    """The plot: where it stands in the piece and what its top is worth."""

    piece: Piece
    breaker: Breaker
    kind: Type
    left: float
    right: float
    top: float
    foot: float
    ceiling: Decimal

    def up(self, value: Decimal) -> float:
        """How far down the piece a figure stands."""
        return self.foot - float(value / self.ceiling) * (self.foot - self.top)

    def write(self, text: str, x: float, base: float, *, anchor: float = 0.0, strong: bool = False) -> None:
        """Words on one line; ``anchor`` 0 starts at x, 0.5 is centred on it, 1 ends there."""
        for set_line in self.breaker.lines(words(text, strong=strong), self.kind.size, 1000.0)[:1]:
            start = x - set_line.width * anchor
            for offset, face, ink, run in set_line.spans:
                self.piece.labels.append((start + offset, base, face, self.kind.size, ink, run))


def chart_piece(chart: ChartBlock, sheet: Sheet, breaker: Breaker, x: float, width: float) -> Piece:
    """The chart, as wide as it is given."""
    kind = sheet.small
    ranged = any(point.low is not None for point in chart.points)
    axis, label, tall = 30.0 * sheet.scale, (95.0 if ranged else 62.0) * sheet.scale, 62.0 * sheet.scale
    top = kind.size * 0.6
    piece = Piece(top + tall + kind.leading * 1.5, gap=5.0 * sheet.scale)
    figures = [figure for p in chart.points for figure in (p.value, p.high, p.aim) if figure is not None]
    ceiling, steps = _ceiling(figures, chart.target)
    frame = _Frame(piece, breaker, kind, x + axis, x + width - label, top, top + tall, ceiling)
    for step in range(steps + 1):
        value = ceiling * step / steps
        y = frame.up(value)
        thickness, ink = (0.5, HAIRLINE) if step else (0.75, CONTROL)
        piece.drawn.append(line(frame.left, y, frame.right, y, thickness, ink))
        frame.write(f"{_short(value)}{chart.suffix}", frame.left - 5, y + kind.size * 0.36, anchor=1.0)
    aims = [p.aim for p in chart.points]
    if any(aim is not None and aim != chart.target for aim in aims):
        _trajectory(frame, aims)
    elif chart.target is not None:
        y = frame.up(chart.target)
        piece.drawn.append(line(frame.left, y, frame.right, y, 0.75, _INK, (3.0, 2.0)))
    _points(frame, chart, sheet.scale)
    _end_words(frame, chart)
    return piece


def _points(frame: _Frame, chart: ChartBlock, scale: float) -> None:
    gaps = max(1, len(chart.points) - 1)
    usable = frame.right - frame.left - 6
    run: list[tuple[float, float]] = []
    rings: list[Ring] = []
    for place, point in enumerate(chart.points):
        spot = frame.left + 3 + usable * place / gaps
        frame.write(point.label, spot, frame.foot + frame.kind.leading, anchor=0.5)
        if point.value is None:
            _join(frame, run)
            run = []
            continue
        run.append((spot, frame.up(point.value)))
        if point.low is not None and point.high is not None:
            frame.piece.drawn.append(line(spot, frame.up(point.low), spot, frame.up(point.high), 3.0, HAIRLINE))
        rings.append(Ring(*run[-1], 2.0 * scale, _INK, 1.1))
    _join(frame, run)
    frame.piece.drawn.extend(rings)


def _trajectory(frame: _Frame, aims: list[Decimal | None]) -> None:
    """The targets of the months as a dashed line of steps: the way to where the council means to be."""
    gap = (frame.right - frame.left - 6) / max(1, len(aims) - 1)
    spots = [(frame.left + 3 + gap * n, frame.up(aim)) for n, aim in enumerate(aims) if aim is not None]
    for one, other in itertools.pairwise(spots):
        frame.piece.drawn.append(line(*one, *other, 0.75, _INK, (3.0, 2.0)))


def _join(frame: _Frame, run: list[tuple[float, float]]) -> None:
    """A month without a figure breaks the line; nothing is drawn across it."""
    if len(run) > 1:
        frame.piece.drawn.append(Shape(tuple(run), ink=_INK, thickness=1.5))


def _end_words(frame: _Frame, chart: ChartBlock) -> None:
    last = next((p for p in reversed(chart.points) if p.value is not None), None)
    x = frame.right + 5
    if last is None or last.value is None:
        frame.write("no figures yet", x, frame.foot)
        return
    base = frame.up(last.value) + frame.kind.size * (0.0 if chart.target is not None else 0.36)
    frame.write(last.words, x, base, strong=True)
    if chart.target_words:
        frame.write(chart.target_words, x, base + frame.kind.leading)


def _short(value: Decimal) -> str:
    return f"{int(value):,}" if value == value.to_integral_value() else f"{value:.1f}"


def _ceiling(values: list[Decimal], target: Decimal | None) -> tuple[Decimal, int]:
    """The top of the axis and its steps: the least round figure that holds every point and the target."""
    most = max([*values, target or Decimal(0), Decimal(3)])
    power = Decimal(10) ** (most.adjusted() - 1)
    return next((top * power, steps) for top, steps in _CEILINGS if top * power >= most)
