"""What is recorded of those who take part before a plan is written or a place is named: visits and interviews at a setting,
and who contributed to a section (needs.md D6, E7)."""

from __future__ import annotations

from ehcp_desk.domain.kind_shapes import CaseKind, Group, choice, kind, text, words
from ehcp_desk.domain.plan_sections import SECTIONS

MET_HOW = {
    "visit": "The family visited", "interview": "The child was interviewed or assessed there", "meeting": "They met or spoke",
    "came": "The setting visited the child",
}  # fmt: skip

TAKING_PART_KINDS: tuple[CaseKind, ...] = (
    kind("setting_met", "Setting and family met", Group.PLACEMENT, (
        text("setting", "Setting", True), choice("how", "How", MET_HOW), text("who", "Who was there"),
        words("said", "What came of it"),
    ), told="{setting} and the family were in contact: {how}."),
    kind("plan_contributor", "Contributor to a section of the plan", Group.PLAN, (
        choice("section", "Section", {one.id: f"{one.id}: {one.title}" for one in SECTIONS.values()}),
        text("name", "Name", True), text("agency", "Agency or team"), text("role", "Role"),
        choice("did", "What they did", {"wrote": "Wrote with us", "checked": "Checked and agreed it"}),
    ), told="{name} contributed to a section of the plan."),
)  # fmt: skip
