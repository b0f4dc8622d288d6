"""What is recorded when somebody disagrees with the council: complaints, challenges, letters before action, the Ombudsman.

How long an answer may take is the council's own: see ``procedures.py``.
"""

from __future__ import annotations

from ehcp_desk.domain.kind_shapes import CaseKind, Group, choice, day, entry, kind, text, words

THEMES = {
    "delay": "Delay", "communication": "Communication", "decision": "A decision", "plan": "What the plan says",
    "provision": "Provision not made", "placement": "The placement", "staff": "Conduct of staff", "other": "Something else",
}  # fmt: skip
"""What a complaint or a challenge is about, so that many can be counted together (needs.md I6, I10)."""
LEVELS = {"informal": "Informal", "formal": "Formal", "director": "To the director"}
"""The ladder of a challenge, rung by rung (needs.md I7)."""
_COMPLAINANT = (
    choice("as", "Complains as", {"parent": "Parent or carer", "young_person": "Young person", "advocate": "Advocate",
                                   "other": "Somebody else"}, False),
    text("ethnicity", "Complainant’s ethnicity, in their words"), text("language", "Complainant’s first language"),
    choice("disability", "Does the complainant have a disability?", {"yes": "Yes", "no": "No"}, False),
)  # fmt: skip
"""Who complains, as far as they chose to say (needs.md 5.3)."""
_PROCEDURE = text("procedure", "Under which procedure")
_THEME = choice("theme", "Theme", THEMES, False)

DISPUTE_KINDS: tuple[CaseKind, ...] = (
    kind("complaint", "Complaint", Group.DISAGREEMENT, (
        text("reference", "Reference", True),
        choice("stage", "Stage", {"one": "Stage 1", "two": "Stage 2", "panel": "Review panel"}),
        day("answer_by", "Answer due"), _PROCEDURE, text("by", "Complained by", True), _THEME, *_COMPLAINANT,
    ), "What it is about", signal=True, told="A complaint was received from {by} (reference {reference})."),
    kind("complaint_answered", "Complaint answered", Group.DISAGREEMENT, (
        entry("complaint", "Which complaint", "complaint"),
        choice("outcome", "Outcome", {"upheld": "Upheld", "part": "Upheld in part", "not_upheld": "Not upheld"}),
        words("remedy", "What we changed or will do"),
    ), told="The council answered a complaint: {outcome}."),
    kind("pre_action_letter", "Pre-action letter", Group.DISAGREEMENT, (
        day("answer_by", "Answer due", True), text("handler", "Who handles it", True),
    ), "What it says", signal=True, told="A pre-action letter was received."),
    kind("ombudsman", "Ombudsman", Group.DISAGREEMENT, (
        text("reference", "Reference", True),
        choice("stage", "Stage", {"enquiry": "Enquiry", "draft": "Draft decision", "final": "Final decision"}),
        day("answer_by", "Answer due"), words("remedy", "Remedies to carry out"),
    ), signal=True, told="The Ombudsman wrote to the council (reference {reference})."),
    kind("challenge", "Challenge", Group.DISAGREEMENT, (
        choice("level", "Level", LEVELS),
        text("issue", "Issue", True), text("by", "Raised by", True), day("due", "Answer due"), _PROCEDURE, _THEME,
        text("outcome", "Outcome"),
    ), told="A challenge was raised by {by}: {issue}."),
    kind("challenge_answered", "Challenge answered", Group.DISAGREEMENT, (
        entry("challenge", "Which challenge", "challenge"), text("outcome", "Outcome", True),
        words("impact", "What it changed for the child"),
    ), told="The council answered a challenge: {outcome}."),
)  # fmt: skip
