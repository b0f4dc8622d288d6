"""What is recorded of letters to families and of an appeal: sent, received, registered, listed, written."""

from __future__ import annotations

from ehcp_desk.domain.kind_shapes import CaseKind, Group, choice, day, entry, kind, number, text
from ehcp_desk.domain.letter_terms import NOTICES, RESPONSE_PARTS

_HOW = choice("how", "How", {"post": "By post", "email": "By email", "hand": "By hand", "portal": "Through a portal"})
_YES = {"yes": "Yes", "no": "No"}
_G = Group

LETTER_KINDS: tuple[CaseKind, ...] = (
    kind("notice_sent", "Letter issued", _G.LETTERS, (
        choice("kind", "Which letter", NOTICES), text("to", "To whom", True), _HOW, text("entry", "Entry it is"),
        text("digest", "Digest of the PDF", True), text("copies", "Copies to"), text("needs", "What they need"),
        choice("rights", "Right of appeal given", _YES),
    ), by_hand=False, told="The council sent {to} a letter: {kind} ({how})."),
    kind("notice_sent_again", "Letter sent again", _G.LETTERS, (
        entry("letter", "Which letter", "notice_sent"), text("to", "To whom", True), _HOW,
    ), told="The council sent a letter to {to} again ({how})."),
    kind("notice_received", "Letter received by the family", _G.LETTERS, (
        entry("letter", "Which letter", "notice_sent"), text("proof", "How it is known", True),
    ), told="A letter of the council was received ({proof})."),
    kind("hearing_listed", "Hearing listed", _G.APPEAL, (
        day("date", "First day of the hearing", True), number("days", "Number of days"), text("where", "Where, or by video"),
    ), told="The Tribunal listed a hearing for {date}."),
    kind("attendance_named", "Attendance at the hearing", _G.APPEAL, (
        text("name", "Name", True), text("role", "Role", True),
        choice("side", "For whom", {"council": "The council", "family": "The family"}), text("days", "Which days"),
    ), told="{name} was named to attend the hearing ({role})."),
    kind("response_written", "Written for the response", _G.APPEAL, (
        choice("part", "Which part", RESPONSE_PARTS),
    ), "What the response says", told="A part of the council’s response was written: {part}."),
    kind("working_document", "Working document filed", _G.APPEAL, (
        number("number", "Number", True), number("plan", "Version of the plan", True), text("by", "By whom", True),
    ), by_hand=False, told="Working document {number} was filed."),
    kind("sent_to_tribunal", "Sent to the Tribunal or the other side", _G.APPEAL, (
        text("what", "What", True), text("to", "To whom", True), _HOW, text("document", "Number of the document"),
        text("digest", "Digest of the document"),
    ), told="The council sent to {to} ({how}): {what}."),
)  # fmt: skip
