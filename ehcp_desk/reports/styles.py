"""Type, spacing and ink of a paper (design.md section 15).  Lengths are points; 1 pt is 1/72 inch."""

from __future__ import annotations

from dataclasses import dataclass

from ehcp_desk.domain.wording import Mark
from ehcp_desk.reports.model import Document, Tone

MM = 72 / 25.4
A4 = (210 * MM, 297 * MM)
LARGE_PRINT = 1.6

Ink = tuple[float, float, float]


def ink(colour: str) -> Ink:
    """``#RRGGBB`` as three parts of one."""
    return int(colour[1:3], 16) / 255, int(colour[3:5], 16) / 255, int(colour[5:7], 16) / 255


# The light theme's text inks (design.md section 2); all are dark enough to read on white and in grey.
TONES: dict[Tone | Mark, str] = {
    Tone.INK: "#1B2128",
    Tone.QUIET: "#474D54",
    Tone.FAINT: "#5E646B",
    Mark.MET: "#1D6A3A",
    Mark.MET_LATE: "#AB1F1F",
    Mark.RUNNING: "#2A5885",
    Mark.DUE_SOON: "#855000",
    Mark.OVERDUE: "#AB1F1F",
    Mark.RELIEVED: "#5A3D91",
    Mark.UNASSIGNED: "#8A2763",
    Mark.UNKNOWN: "#595F66",
    Mark.ENDED: "#595F66",
    Mark.PLANNING: "#595F66",
}
FILLS: dict[Mark, str] = {
    Mark.MET: "#3E8E5E",
    Mark.MET_LATE: "#C53A36",
    Mark.RUNNING: "#4B80B4",
    Mark.DUE_SOON: "#B8770C",
    Mark.OVERDUE: "#C53A36",
    Mark.RELIEVED: "#7B5FB8",
    Mark.UNASSIGNED: "#B14C88",
    Mark.UNKNOWN: "#7D838A",
    Mark.ENDED: "#7D838A",
    Mark.PLANNING: "#7D838A",
}
ACCENT = "#22364A"
CONTROL = "#7C786F"
HAIRLINE = "#B5B5B5"


@dataclass(frozen=True, slots=True)
class Type:
    """A size of type and the distance between its baselines."""

    size: float
    leading: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """The page a document is set on: its size, its margins and its type, already scaled for large print.

    Head and foot stand inside the upper and lower margins.
    """

    width: float
    height: float
    margin: float
    top: float
    bottom: float
    scale: float
    title: Type
    heading: Type
    body: Type
    small: Type
    compact: Type

    @property
    def measure(self) -> float:
        """The width that text may fill."""
        return self.width - 2 * self.margin

    @property
    def hairline_gap(self) -> float:
        """Space above and below the words of a table row."""
        return 3.2 * self.scale


def sheet_for(document: Document) -> Sheet:
    """A4 with 15 mm margins at the sides, portrait or landscape, in ordinary or large print."""
    scale = document.scale
    short, tall = A4
    least = 10 * scale if scale >= LARGE_PRINT else 0.0  # in large print nothing is smaller than the words
    small = max(9 * scale, least)
    return Sheet(
        width=tall if document.landscape else short,
        height=short if document.landscape else tall,
        margin=15 * MM,
        top=11 * MM,
        bottom=9 * MM,
        scale=scale,
        title=Type(18 * scale, 23 * scale),
        heading=Type(11 * scale, 15 * scale),
        body=Type(10 * scale, 13.5 * scale),
        small=Type(small, small * 12 / 9),
        compact=Type(small, small * 11.6 / 9),
    )
