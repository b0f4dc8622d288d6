"""What is recorded of information rights: holds on disposal, consent, what was shared, requests to see what is held.

None of it is told in a chronology or in a paper about the case; what a person asks to see shows it.
"""

from __future__ import annotations

from ehcp_desk.domain.kind_shapes import CaseKind, Group, choice, day, entry, kind, text

_YES = {"yes": "Yes", "no": "No"}
_G = Group.RIGHTS
HOLD_WORDS = {
    "complaint": "Complaint", "tribunal": "Tribunal", "claim": "Claim", "inquiry": "Inquiry", "other": "Another reason",
}  # fmt: skip
BASES = {
    "consent": "Consent", "public_task": "A duty or power of the council", "safeguarding": "Safeguarding",
    "court": "Order of a court or tribunal", "person_asked": "The person asked for it", "other": "Another ground",
}  # fmt: skip
SHARING = ("consent", "consent_withdrawn", "information_shared")

RIGHTS_KINDS: tuple[CaseKind, ...] = (
    kind("retention_hold", "Hold on disposal placed", _G, (
        choice("for", "What for", HOLD_WORDS), text("reference", "Its reference"),
    ), "Why the file must be kept"),
    kind("retention_hold_lifted", "Hold on disposal lifted", _G, (
        entry("hold", "Which hold", "retention_hold"),
    ), "Why it is lifted"),
    kind("consent", "Consent asked for", _G, (
        text("by", "Who was asked", True), text("scope", "To what", True),
        choice("answer", "Answer", {"given": "Given", "refused": "Refused"}), day("to", "Until"),
    )),
    kind("consent_withdrawn", "Consent withdrawn", _G, (
        entry("consent", "Which consent", "consent"), text("by", "By whom", True),
    )),
    kind("information_shared", "Information shared", _G, (
        text("to", "With whom", True), text("what", "What was shared", True), choice("basis", "On what ground", BASES),
        text("by", "Decided by"),
    )),
    kind("access_request", "Request to see what is held", _G, (
        text("by", "Who asks", True), text("for", "On behalf of; empty where about themselves"),
        choice("how", "How it came", {"letter": "Letter", "email": "Email", "phone": "By phone", "spoken": "In person",
                                      "other": "Another way"}),
        choice("identity", "Is it known who they are and that they may ask?", _YES),
    )),
    kind("access_extended", "Request to see what is held: two months more", _G, (
        entry("request", "Which request", "access_request"), day("told_on", "The person was told on", True),
    ), "Why it is complex"),
    kind("access_harm", "Request to see what is held: serious harm considered", _G, (
        entry("request", "Which request", "access_request"), text("by", "Who was asked, and their profession", True),
        choice("outcome", "Outcome", {"none": "No serious harm is likely", "part": "Part is withheld",
                                      "all": "All health information is withheld"}),
    ), "What it rests on"),
    kind("access_answered", "Request to see what is held answered", _G, (
        entry("request", "Which request", "access_request"),
        choice("outcome", "Outcome", {"sent": "Sent", "part": "Sent in part", "refused": "Refused",
                                      "withdrawn": "Withdrawn by the person"}),
        text("how", "How it was sent"),
    )),
)  # fmt: skip
