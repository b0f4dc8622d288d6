"""A first draft of a handover note from what is on the record; whoever hands over reads it and says the rest."""

from __future__ import annotations

from ehcp_desk.domain.dates import in_words, short
from ehcp_desk.domain.record import CHANNELS, said
from ehcp_desk.domain.terms import body_words
from ehcp_desk.services.records.case_view import CaseView

_PROMISES = 2
_LONGEST = 160


def drafted_note(view: CaseView) -> str:
    """Where the case stands, what it waits for, what was promised, the last contact and what to know before ringing."""
    parts = [_stands(view), _waits(view), _promised(view), _spoke(view)]
    if view.case.child.before_you_ring:
        parts.append(f"Before you ring: {view.case.child.before_you_ring}")
    said = (f"{part[:1].upper()}{part[1:]}" for part in parts if part)
    return " ".join(part if part.endswith((".", "?", "!")) else f"{part}." for part in said)


def _stands(view: CaseView) -> str:
    week = f"Week {view.row.week.ordinal} of 20: " if view.row.week else ""
    due = view.next
    if due is None:
        return f"{week}no legal limit is running"
    return f"{week}next is to {due.duty[:1].lower()}{due.duty[1:]}, due {in_words(due.due)}, {due.words}"


def _waits(view: CaseView) -> str:
    waiting = [f"{body_words(a.body).lower()} advice" + (f" (asked {short(a.asked_on, view.as_at)})" if a.asked_on else "")
               for a in view.advice if a.received_on is None]  # fmt: skip
    return f"Waiting for {', '.join(waiting)}" if waiting else ""


def _promised(view: CaseView) -> str:
    still = [f"{_cut(p.what)} by {short(p.due, view.as_at)}" for p in view.promises if p.kept_on is None]
    return f"Promised: {'; '.join(still[:_PROMISES])}" if still else ""


def _spoke(view: CaseView) -> str:
    if not view.contacts:
        return "No contact is recorded yet"
    fact = view.contacts[0].fact
    channel = CHANNELS.get(fact.attrs.get("channel", ""), "Contact").lower()
    return f"Last contact {short(fact.on, view.as_at)}, {channel}, {fact.attrs.get('with') or 'family'}: {_cut(said(fact))}"


def _cut(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST].rsplit(' ', 1)[0]} …"
