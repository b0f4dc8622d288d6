"""The words the record uses, once: bodies that advise, who asks, how facts are told in a chronology."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from ehcp_desk.clock.facts import FACT_KINDS
from ehcp_desk.clock.model import Fact
from ehcp_desk.domain.case_kinds import CASE_KINDS, told_words
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.documents import details_words
from ehcp_desk.domain.people_kinds import PEOPLE_KINDS
from ehcp_desk.domain.profile import people_words
from ehcp_desk.domain.record import CASE_FACTS, CHANNELS, said

BODIES: Mapping[str, str] = {
    "parent": "Parents’ views",
    "parents": "Parents’ views",
    "education": "School or college",
    "health": "Health",
    "psychology": "Educational psychology",
    "social_care": "Social care",
    "speech_and_language": "Speech and language therapy",
    "occupational_therapy": "Occupational therapy",
    "physiotherapy": "Physiotherapy",
    "sensory": "Hearing or vision",
    "other": "Other adviser",
}
SOURCES: Mapping[str, str] = {
    "parent": "a parent",
    "young_person": "the young person",
    "school": "the school",
    "college": "the college",
    "health": "a health service",
    "social_care": "social care",
    "other": "another person",
}

# How a fact is told: neutral, past tense, no comment (tribunal.md 4.3).  {body}, {setting} and so on are filled from
# the fact; a fact that is not here is told by its title.
_TOLD: Mapping[tuple[str, str], str] = {
    ("request_received", ""): "The council received a request for an EHC needs assessment{by_source}.",
    ("became_responsible", ""): "The council became responsible for the child or young person.",
    ("assess_decision_notified", "assess"): "The council told the family that it would carry out an EHC needs assessment.",
    ("assess_decision_notified", "refuse"): "The council told the family that it would not carry out an EHC needs assessment.",
    ("agreed_to_assess", ""): "The council agreed to carry out an EHC needs assessment{by_basis}.",
    ("advice_requested", ""): "The council asked for advice: {body}.",
    ("advice_received", ""): "The council received advice: {body}.",
    ("no_plan_decision_notified", ""): "The council told the family that it would not make an EHC plan.",
    ("draft_plan_served", ""): "The council served the draft plan.",
    ("representations_received", ""): "The council received representations on the draft plan.",
    ("setting_consulted", ""): "The council consulted {setting}.",
    ("setting_replied", ""): "{setting} replied to the consultation.",
    ("final_plan_sent", ""): "The council sent the final plan.",
    ("request_withdrawn", ""): "The request for an assessment was withdrawn.",
    ("review_meeting_held", ""): "A review meeting was held.",
    ("review_decision_notified", "keep"): "The council told the family that the plan would be kept as it is.",
    ("review_decision_notified", "amend"): "The council told the family that it would amend the plan.",
    ("review_decision_notified", "cease"): "The council told the family that it would cease to maintain the plan.",
    ("amendment_notice_sent", ""): "The council sent notice of its proposed amendments to the plan.",
    ("amended_plan_sent", ""): "The council sent the final amended plan.",
    ("relief_claimed", ""): "It was recorded that the time limit {rule} need not be met: {relief}.",
    ("setting_closed", ""): "A closure was recorded: {setting}, from {from} to {to}.",
    ("assigned", ""): "{to} became the caseworker.",
    ("unassigned", ""): "The case was left without a caseworker.",
    ("psychologist_named", ""): "{to} was named as educational psychologist.",
    ("promise_kept", ""): "The council did what it had promised.",
    ("reply_sent", ""): "The council replied.",
    ("tribunal_order", ""): "The Tribunal made an order: {order}.",
    ("mediation_agreement", ""): "Mediation ended in an agreement about: {about}.",
}  # fmt: skip


def fact_title(kind: str) -> str:
    """The plain title of a kind of fact, the clock's or the case's own."""
    known = FACT_KINDS.get(kind)
    return known.title if known is not None else CASE_FACTS.get(kind, kind.replace("_", " ").capitalize())


def body_words(body: str) -> str:
    """An adviser as people say it; a body we have no word for is said as it was written."""
    return BODIES.get(body, body.replace("_", " ").capitalize())


def value_words(value: str) -> str:
    """A coded value, or a date, as people say it."""
    if value[4:5] == "-":
        try:
            return in_words(date.fromisoformat(value))
        except ValueError:
            pass
    return value.replace("_", " ")


def told(fact: Fact) -> str:
    """One neutral sentence for a chronology, in the past tense, ending with a full stop."""
    attrs = fact.attrs
    if fact.kind == "contact":
        return _contact(fact)
    if fact.kind == "document_filed":
        return _closed(f"A document was filed: {details_words(attrs)}")
    if fact.kind == "promise_made":
        return _closed(f"The council promised {attrs.get('to') or 'the family'}: {fact.note}")
    if fact.kind in ("note", "handover_note", "management_note", "kept_from_import") and fact.note:
        heading = ", ".join(filter(None, (attrs.get("reportable"), attrs.get("heading"))))
        return _closed(f"{fact_title(fact.kind)}{f' ({heading})' if heading else ''}: {fact.note}")
    if fact.kind in PEOPLE_KINDS:
        return _closed(people_words(fact))
    pattern = _TOLD.get((fact.kind, attrs.get("outcome", ""))) or _TOLD.get((fact.kind, ""))
    if pattern is None and fact.kind in CASE_KINDS:
        return told_words(CASE_KINDS[fact.kind], fact)
    if pattern is None:
        detail = ", ".join(value_words(v) for v in attrs.values() if v)
        return f"{fact_title(fact.kind)}{f': {detail}' if detail else ''}."
    words = {key: value_words(value) for key, value in attrs.items()}
    words |= {
        "by_source": f" from {SOURCES.get(attrs['source'], value_words(attrs['source']))}"
        if attrs.get("source")
        else "",
        "by_basis": f" ({value_words(attrs['basis'])})" if attrs.get("basis") else "",
        "body": body_words(attrs.get("body", "an adviser")),
        "setting": attrs.get("setting") or "the setting",
    }
    return pattern.format_map(_Said(words))


class _Said(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "not stated"


def _contact(fact: Fact) -> str:
    attrs = fact.attrs
    channel = CHANNELS.get(attrs.get("channel", ""), "Contact")
    way = {"in": "from", "out": "to"}.get(attrs.get("direction", ""), "with")
    who = attrs.get("with") or "the family"
    return _closed(f"{channel} {way} {who}{f': {said(fact)}' if said(fact) else ''}")


def _closed(sentence: str) -> str:
    """With a full stop, unless it already ends as a sentence does."""
    return sentence if sentence.rstrip().endswith((".", "?", "!", "”", '"')) else f"{sentence.rstrip()}."
