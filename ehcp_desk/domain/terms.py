"""The words the record uses, once: bodies that advise, who asks, how facts are told in a chronology."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from ehcp_desk.clock.facts import FACT_KINDS
from ehcp_desk.clock.model import Fact
from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.domain.case_kinds import CASE_KINDS, said_words, told_words
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.documents import details_words
from ehcp_desk.domain.overseen import agreed
from ehcp_desk.domain.people_kinds import PEOPLE_KINDS
from ehcp_desk.domain.profile import people_words
from ehcp_desk.domain.record import CASE_FACTS, CHANNELS, said
from ehcp_desk.domain.told_sentences import TOLD

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
FORCE: Mapping[str, str] = {
    "statute": "Statute",
    "case_law": "The courts",
    "guidance": "Guidance",
    "practice": "Practice",
    "derived": "Planning date",
}
"""What a time limit rests on, as a list says it."""
_BASES = {"concession": "by concession", "mediation": "after mediation", "own_motion": "of its own motion"}
SOURCES: Mapping[str, str] = {
    "parent": "a parent",
    "young_person": "the young person",
    "school": "the school",
    "college": "the college",
    "health": "a health service",
    "social_care": "social care",
    "other": "another person",
}


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
        occasion = said_words(fact.kind, "occasion", attrs.get("occasion", ""))
        heading = ", ".join(filter(None, (attrs.get("reportable"), attrs.get("heading"), occasion)))
        step = agreed(fact) if fact.kind == "management_note" else ""
        sentence = _closed(f"{fact_title(fact.kind)}{f' ({heading})' if heading else ''}: {fact.note}")
        return f"{sentence} {_closed(step[:1].upper() + step[1:])}" if step else sentence
    if fact.kind in PEOPLE_KINDS:
        return _closed(people_words(fact))
    which = attrs.get("outcome") or attrs.get("order") or attrs.get("about") or ""
    pattern = TOLD.get((fact.kind, which)) or TOLD.get((fact.kind, ""))
    if pattern is None and fact.kind in CASE_KINDS:
        return told_words(CASE_KINDS[fact.kind], fact)
    if pattern is None:
        detail = ", ".join(_spoken(fact.kind, name, value) for name, value in attrs.items() if value)
        return f"{fact_title(fact.kind)}{f': {detail}' if detail else ''}."
    words = {name: _spoken(fact.kind, name, value) for name, value in attrs.items()}
    words |= {
        "by_source": f" from {SOURCES.get(attrs['source'], value_words(attrs['source']))}"
        if attrs.get("source")
        else "",
        "by_basis": f" ({_BASES.get(attrs['basis'], value_words(attrs['basis']))})" if attrs.get("basis") else "",
        "numbered": f" {attrs['number']}" if attrs.get("number") else "",
        "of_type": f" ({words['type'][:1].lower()}{words['type'][1:]})" if attrs.get("type") else "",
        "agreed_for": f", to be done by {words['agreed_by']}" if words.get("agreed_by") else "",
        "duty": _duty(attrs.get("rule", "")),
        "relief": _relief(attrs.get("relief", "")),
        "body": body_words(attrs.get("body", "an adviser")),
        "setting": attrs.get("setting") or ("The setting" if pattern.startswith("{setting}") else "the setting"),
    }
    return pattern.format_map(_Said(words))


def _spoken(kind: str, name: str, value: str) -> str:
    """What a fact says under a name, as a person would: a choice in its plain words, a day in full."""
    attr = FACT_KINDS[kind].attrs.get(name) if kind in FACT_KINDS else None
    return attr.values.get(value) or value_words(value) if attr is not None else value_words(value)


def _duty(rule: str) -> str:
    """What a rule that ships asks for, as the middle of a sentence; a rule there is none of as it was written."""
    if not rule:
        return "not stated"
    duty = next((one.duty for one in Ruleset.load().versions(rule)), "")
    return duty[:1].lower() + duty[1:].split(" (")[0] if duty else value_words(rule)


def _relief(relief: str) -> str:
    if not relief:
        return "not stated"
    found = Ruleset.load().reliefs.get(relief)
    return found.title[:1].lower() + found.title[1:] if found is not None else value_words(relief)


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


def actor_words(actor: str) -> str:
    """Who must keep a time limit, as people say it: ``the council`` for ``LA``, ``the integrated care board`` for ``ICB``."""
    said = actor
    for short, whole in (("LA", "council"), ("ICB", "integrated care board")):
        said = re.sub(rf"\b(new|old) {short}\b", rf"the \1 {whole}", said)
        said = re.sub(rf"\b{short} social care\b", f"{whole} social care", said)
        said = re.sub(rf"\b{short}\b", f"the {whole}", said)
    return said
