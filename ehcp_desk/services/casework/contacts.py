"""Contacts, promises and replies: what was said, what we said we would do, and who is waiting for us."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.kind_shapes import ON_BEHALF
from ehcp_desk.domain.record import CHANNELS, NewFact
from ehcp_desk.services.casework.recording import record
from ehcp_desk.services.desk import Changes, Desk


@dataclass(frozen=True, slots=True)
class NewContact:
    """A call, email, letter, meeting or visit.  ``promise`` is what we said we would do, by ``promise_due``;
    ``reply_by`` is the day they may expect an answer; ``chases`` the entry of the promise or contact they ask after;
    ``on_behalf_of`` whose account it is, where somebody else enters it."""

    on: date
    channel: str
    incoming: bool
    who: str
    summary: str
    promise: str = ""
    promise_due: date | None = None
    reply_by: date | None = None
    chases: int | None = None
    on_behalf_of: str = ""


def record_contact(desk: Desk, ref: str, contact: NewContact, seen_version: int | None = None) -> Changes:
    """Put a contact on the record, with its promise in the same act.  Raises BadInput in one sentence."""
    if contact.channel not in CHANNELS:
        raise BadInput(f"'{contact.channel}' is not a way of being in contact; use one of {', '.join(CHANNELS)}.")
    if not contact.summary.strip():
        raise BadInput("Write what was said, in a few words; an empty contact tells the next person nothing.")
    attrs = {"channel": contact.channel, "direction": "in" if contact.incoming else "out", "with": contact.who}
    if contact.on_behalf_of.strip():
        attrs[ON_BEHALF] = contact.on_behalf_of.strip()
    if contact.reply_by is not None:
        attrs["reply_by"] = contact.reply_by.isoformat()
    facts = [NewFact("contact", contact.on, attrs, contact.summary.strip())]
    if contact.chases is not None:
        facts.append(NewFact("chaser", contact.on, {"of": str(contact.chases), "who": contact.who}))
    if contact.promise.strip():
        if contact.promise_due is None:
            raise BadInput("A promise needs a day; say when it will be done.")
        if contact.promise_due < contact.on:
            raise BadInput("A promise cannot fall due before it was made; check the day.")
        due = {"due": contact.promise_due.isoformat(), "to": contact.who}
        facts.append(NewFact("promise_made", contact.on, due, contact.promise.strip()))
    return record(desk, ref, facts, seen_version=seen_version)


def keep_promise(desk: Desk, ref: str, promise_fact: int, on: date, note: str = "") -> Changes:
    """Record that a promise was kept."""
    return record(desk, ref, NewFact("promise_kept", on, {"promise": str(promise_fact)}, note))
