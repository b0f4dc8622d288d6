"""The signs that stand beside words: state icons, arrows, and the five boxes of a target (design.md sections 3, 12).

Icon outlines are Phosphor's (MIT, see ``icons/LICENSE.txt``), one path each on a 256-unit square.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from ehcp_desk.domain.papers import LineMark
from ehcp_desk.domain.return_papers import Comparison, TargetStatus
from ehcp_desk.domain.wording import Mark
from ehcp_desk.reports.model import Icon
from ehcp_desk.reports.styles import FILLS
from ehcp_desk.reports.svg_path import Step, steps

_FOLDER = Path(__file__).resolve().parent / "icons"
_PATH = re.compile(r'<path d="([^"]+)"')
UNITS = 256.0
BOXES = 5
# In ems: the side of an icon, the gap after it, a box's width and height and the gap between boxes.
SIDE, GAP = 1.12, 0.32
BOX_WIDTH, BOX_HEIGHT, BOX_GAP = 0.6, 0.82, 0.08

STATE_ICONS: dict[Mark, Icon] = {
    Mark.MET: Icon.MET,
    Mark.MET_LATE: Icon.MET_LATE,
    Mark.RUNNING: Icon.RUNNING,
    Mark.DUE_SOON: Icon.DUE_SOON,
    Mark.OVERDUE: Icon.OVERDUE,
    Mark.RELIEVED: Icon.RELIEVED,
    Mark.UNASSIGNED: Icon.UNASSIGNED,
    Mark.UNKNOWN: Icon.UNKNOWN,
    Mark.ENDED: Icon.ENDED,
    Mark.PLANNING: Icon.PLANNING,
}
STATE_KEY: dict[Mark, str] = {
    Mark.MET: "met in time",
    Mark.MET_LATE: "met late",
    Mark.RUNNING: "time is running",
    Mark.DUE_SOON: "due in 14 days or fewer",
    Mark.OVERDUE: "overdue",
    Mark.RELIEVED: "limit lifted",
    Mark.UNASSIGNED: "nobody yet",
    Mark.UNKNOWN: "not known",
    Mark.ENDED: "ended",
    Mark.PLANNING: "guidance or planning date, not a legal limit",
}
LINE_ICONS: dict[LineMark, Icon] = {
    LineMark.LATE: Icon.LATE_ENTRY,
    LineMark.DISPUTED: Icon.DISPUTED,
    LineMark.ALLEGED: Icon.ALLEGED,
    LineMark.APPROXIMATE: Icon.ALLEGED,
    LineMark.AGREED: Icon.AGREED,
    LineMark.CORRECTED: Icon.CORRECTED,
}
TARGET_ICONS: dict[TargetStatus, Icon] = {
    TargetStatus.WELL_BELOW: Icon.WELL_BELOW,
    TargetStatus.BELOW: Icon.BELOW,
    TargetStatus.ON: Icon.ON_TARGET,
    TargetStatus.ABOVE: Icon.ABOVE,
    TargetStatus.WELL_ABOVE: Icon.WELL_ABOVE,
}
COMPARISON_ICONS: dict[Comparison, Icon] = {
    Comparison.IMPROVED: Icon.UP,
    Comparison.SAME: Icon.EQUAL,
    Comparison.WORSENED: Icon.DOWN,
}
_BOX_FILLS = {1: Mark.OVERDUE, 2: Mark.DUE_SOON, 4: Mark.MET, 5: Mark.MET}


def box_of(icon: Icon) -> int:
    """Which of the five boxes is filled, 1 to 5; 0 where the icon is not a row of boxes."""
    return int(icon.value[4:]) if icon.value.startswith("box-") else 0


def box_fill(box: int) -> str:
    """The colour of the filled box; on target is plain ink, so colour keeps to what needs an eye."""
    return FILLS[_BOX_FILLS[box]] if box in _BOX_FILLS else "#1B2128"


def advance(icon: Icon) -> float:
    """The width an icon takes with the gap after it, in ems."""
    return (BOXES * (BOX_WIDTH + BOX_GAP) if box_of(icon) else SIDE) + GAP


@lru_cache(maxsize=64)
def path_of(icon: Icon) -> str:
    """The icon's outline as it stands in its file."""
    found = _PATH.search((_FOLDER / f"{icon.value}.svg").read_text(encoding="utf-8"))
    if found is None:
        raise ValueError(f"{icon.value}.svg holds no path")
    return found.group(1)


@lru_cache(maxsize=64)
def outline(icon: Icon) -> tuple[Step, ...]:
    """The icon's outline as steps on a 256-unit square, y downwards."""
    return steps(path_of(icon))
