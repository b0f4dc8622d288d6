"""What each state looks like: its icon, weight, colours and whether its words are bold (design.md section 3)."""

from __future__ import annotations

from dataclasses import dataclass

from ehcp_desk.domain.wording import Mark
from ui.theme.icons import BOLD, FILL, REGULAR
from ui.theme.tokens import StateColours, Tokens


@dataclass(frozen=True, slots=True)
class MarkLook:
    """An icon, its weight, the name of its colours in the tokens, and whether its words are bold in lists."""

    icon: str
    weight: str
    state: str
    bold: bool = False


_LOOKS: dict[Mark, MarkLook] = {
    Mark.MET: MarkLook("check-circle", FILL, "met"),
    Mark.MET_LATE: MarkLook("check-circle", REGULAR, "overdue"),
    Mark.RUNNING: MarkLook("clock", REGULAR, "running"),
    Mark.DUE_SOON: MarkLook("hourglass-medium", FILL, "due_soon"),
    Mark.OVERDUE: MarkLook("warning-octagon", FILL, "overdue", bold=True),
    Mark.RELIEVED: MarkLook("scales", FILL, "relieved"),
    Mark.UNASSIGNED: MarkLook("user-circle-dashed", BOLD, "unassigned", bold=True),
    Mark.UNKNOWN: MarkLook("question", BOLD, "quiet"),
    Mark.ENDED: MarkLook("minus-circle", REGULAR, "quiet"),
    Mark.PLANNING: MarkLook("flag", REGULAR, "quiet"),
}


def look(mark: Mark) -> MarkLook:
    """The icon and colours of a state."""
    return _LOOKS[mark]


def colours(mark: Mark, tokens: Tokens) -> StateColours:
    """The colours of a state in a theme."""
    found: StateColours = getattr(tokens, _LOOKS[mark].state)
    return found
