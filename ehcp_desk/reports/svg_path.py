"""Reading the one path of an icon into moves, lines and curves that a PDF page can draw."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

# "M" and "L" with x, y · "C" with x1, y1, x2, y2, x, y · "Z" with nothing
Step = tuple[str, tuple[float, ...]]

_COUNTS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "A": 7, "Z": 0}


def steps(path: str) -> tuple[Step, ...]:
    """The path as absolute moves, lines, cubic curves and closings, y downwards as in the file."""
    out: list[Step] = []
    x = y = start_x = start_y = 0.0
    handle: tuple[float, float] | None = None
    for command, numbers in _commands(path):
        kind = command.upper()
        dx, dy = (x, y) if command.islower() else (0.0, 0.0)
        next_handle: tuple[float, float] | None = None
        if kind == "Z":
            out.append(("Z", ()))
            x, y = start_x, start_y
        elif kind in "ML":
            x, y = numbers[0] + dx, numbers[1] + dy
            out.append((kind, (x, y)))
            if kind == "M":
                start_x, start_y = x, y
        elif kind in "HV":
            x, y = (numbers[0] + dx, y) if kind == "H" else (x, numbers[0] + dy)
            out.append(("L", (x, y)))
        elif kind == "A":
            end = (numbers[5] + dx, numbers[6] + dy)
            out.extend(_arc(x, y, numbers[0], numbers[1], bool(numbers[3]), bool(numbers[4]), *end))
            x, y = end
        else:
            if kind == "S":
                first = (2 * x - handle[0], 2 * y - handle[1]) if handle else (x, y)
                numbers = [first[0] - dx, first[1] - dy, *numbers]
            points = [n + (dx, dy)[i % 2] for i, n in enumerate(numbers)]
            out.append(("C", tuple(points)))
            next_handle, (x, y) = (points[2], points[3]), (points[4], points[5])
        handle = next_handle
    return tuple(out)


def _commands(path: str) -> Iterator[tuple[str, list[float]]]:
    """Each command with the numbers it takes; a command given more numbers is repeated, a second move is a line."""
    for part in re.finditer(r"([MLHVCSAZmlhvcsaz])([^MLHVCSAZmlhvcsaz]*)", path):
        command = part.group(1)
        takes = _COUNTS[command.upper()]
        numbers = _numbers(part.group(2), arc=command in "Aa")
        if takes == 0:
            yield command, []
        for at in range(0, len(numbers), takes or 1):
            yield command, numbers[at : at + takes]
            command = {"M": "L", "m": "l"}.get(command, command)


def _numbers(text: str, arc: bool) -> list[float]:
    """Numbers that may run together; the two flags of an arc are single digits."""
    out: list[float] = []
    at = 0
    number = re.compile(r"[\s,]*([-+]?(?:\d+\.?\d*|\.\d+))")
    flag = re.compile(r"[\s,]*([01])")
    while found := (flag if arc and len(out) % 7 in (3, 4) else number).match(text, at):
        out.append(float(found.group(1)))
        at = found.end()
    return out


def _arc(x1: float, y1: float, rx: float, ry: float, large: bool, sweep: bool, x2: float, y2: float) -> Iterator[Step]:
    """An upright elliptical arc as cubic curves of at most a quarter turn (SVG 1.1 appendix F.6)."""
    if (x1, y1) == (x2, y2) or not rx or not ry:
        yield "L", (x2, y2)
        return
    half_x, half_y = (x1 - x2) / 2, (y1 - y2) / 2
    grown = math.sqrt(max(1.0, (half_x / rx) ** 2 + (half_y / ry) ** 2))
    rx, ry = rx * grown, ry * grown
    span = (rx * half_y) ** 2 + (ry * half_x) ** 2
    root = math.sqrt(max(0.0, (rx * ry) ** 2 / span - 1)) * (-1 if large == sweep else 1)
    off_x, off_y = root * rx * half_y / ry, -root * ry * half_x / rx
    centre_x, centre_y = off_x + (x1 + x2) / 2, off_y + (y1 + y2) / 2
    first = math.atan2((half_y - off_y) / ry, (half_x - off_x) / rx)
    turn = math.atan2((-half_y - off_y) / ry, (-half_x - off_x) / rx) - first
    if sweep and turn < 0:
        turn += 2 * math.pi
    elif not sweep and turn > 0:
        turn -= 2 * math.pi
    pieces = max(1, math.ceil(abs(turn) / (math.pi / 2) - 1e-9))
    part = turn / pieces
    pull = 4 / 3 * math.tan(part / 4)
    for i in range(pieces):
        a, b = first + i * part, first + (i + 1) * part
        curve = (
            centre_x + rx * (math.cos(a) - pull * math.sin(a)),
            centre_y + ry * (math.sin(a) + pull * math.cos(a)),
            centre_x + rx * (math.cos(b) + pull * math.sin(b)),
            centre_y + ry * (math.sin(b) - pull * math.cos(b)),
            centre_x + rx * math.cos(b),
            centre_y + ry * math.sin(b),
        )
        yield "C", curve
