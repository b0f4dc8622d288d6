"""What is recorded of panels: a case put before one, and what the panel decided about it."""

from __future__ import annotations

from ehcp_desk.domain.kind_shapes import CaseKind, Group, choice, day, entry, kind, text

PANELS = {
    "assessment": "Assessment panel", "draft": "Draft plan panel", "placement": "Placement panel",
    "complex": "Complex needs panel", "transition": "Transition panel",
}  # fmt: skip
"""The panels that are offered; a council may type another, which is then a panel of its own (needs.md M2)."""
OUTCOMES = {
    "agreed": "Agreed", "part": "Agreed in part", "not_agreed": "Not agreed", "more": "More is wanted first",
    "deferred": "Put off to another panel",
}  # fmt: skip

PANEL_KINDS: tuple[CaseKind, ...] = (
    kind("panel_item", "Put before a panel", Group.VIEWS, (
        text("panel", "Which panel", True, **PANELS), day("day", "Day of the panel", True),
        text("by", "Who brings it"), text("brief", "The case in one line"),
    ), "What the panel is asked", told="The case was put before a panel ({panel}) of {day}."),
    kind("panel_decided", "Panel decided", Group.VIEWS, (
        entry("item", "Which matter", "panel_item"), choice("outcome", "Outcome", OUTCOMES),
        text("by", "Who chaired it", True), day("again", "Back before the panel on"),
    ), "The reasons", told="A panel chaired by {by} decided: {outcome}."),
)  # fmt: skip
