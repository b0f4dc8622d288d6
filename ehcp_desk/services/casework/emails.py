"""Filing an email: it becomes a contact, word for word, and what came with it is filed as evidence of that contact."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from ehcp_desk.domain.case import Contactable
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.document_details import Details
from ehcp_desk.domain.emails import Address, Email, is_ours
from ehcp_desk.domain.errors import BadInput, KnownFault
from ehcp_desk.domain.journal import NewEntry
from ehcp_desk.domain.record import NewFact, RecordedFact
from ehcp_desk.ports.work import Progress, ReadWork, WriteWork
from ehcp_desk.services.casework.attaching import Attachment, OnDisk, attachment_from, keep, with_words
from ehcp_desk.services.casework.entry_days import EARLIEST
from ehcp_desk.services.casework.filing import add_details
from ehcp_desk.services.casework.recording import find, payload, seen, settle
from ehcp_desk.services.desk import Changes, Desk
from ehcp_desk.services.records.heads import local

LONGEST_BODY = 500_000
"""Characters of an email kept as words of the contact; whatever is longer stands whole in the document."""


class AlreadyFiled(BadInput):
    """The same email is on the case already."""


def read_email(desk: Desk, attach: Attachment) -> Email:
    """What a saved email says.  Raises BadInput, naming it, where it cannot be read."""
    if desk.emails is None:
        raise BadInput("Reading emails is not set up on this computer; ask whoever installed the desk.")
    return desk.emails(attach.filename, _bytes(attach))


def _bytes(attach: Attachment) -> bytes:
    if not isinstance(attach.content, OnDisk):
        return attach.content
    try:
        return attach.content.path.read_bytes()
    except OSError as fault:
        raise KnownFault(f"{attach.filename} cannot be read: {fault.strerror or fault}.") from fault


def file_email(
    desk: Desk,
    ref: str,
    original: Attachment | Path,
    seen_version: int | None = None,
    progress: Progress | None = None,
) -> Changes:
    """File an email on a case, in one act: a contact on the day it was sent, the email itself, and its attachments.

    The same email again on the same case is AlreadyFiled and nothing is added.  An email whose day cannot be right is
    filed under today, marked as approximate, with a warning.  Raises BadInput where it cannot be read.
    """
    attach = attachment_from(original) if isinstance(original, Path) else original
    content = _bytes(attach)
    found = read_email(desk, Attachment(attach.filename, content))
    name = found.message_id or f"sha256:{hashlib.sha256(content).hexdigest()}"
    papers = [Attachment(attach.filename, content), *(Attachment(a.name, a.content) for a in found.attachments)]
    papers = [with_words(desk, paper, progress) for paper in papers]
    with desk.store.write(desk.user, desk.now()) as work:
        case = seen(work, find(work, ref), seen_version, desk.today())
        _refuse_again(work.facts(case.id), name, attach.filename, ref)
        fact, warnings = contact_of(work, desk, case.child.id, found, name)
        contact = _keep_all(work, case.id, found, papers, fact, progress)
        _, told = settle(work, case)
    return Changes(frozenset({"facts", "documents"}), frozenset({case.id}), contact, (*found.remarks, *warnings, *told))


def _keep_all(
    work: WriteWork, case_id: int, found: Email, papers: Sequence[Attachment], fact: NewFact, progress: Progress | None
) -> tuple[int, ...]:
    """The email, the contact that rests on it, and each attachment; gives the entries that were added.  ``papers`` are
    the email itself and then its attachments."""
    total = len(found.attachments) + 1
    first, *rest = papers
    whole = keep(work, case_id, first, "message/rfc822" if first.filename.endswith(".eml") else "")
    contact = work.add_fact(
        case_id,
        NewFact(fact.kind, fact.on, fact.attrs, fact.note, fact.approximate, whole.filename, None, whole.id),
    )
    work.append(NewEntry("fact_recorded", case_id, payload(contact)))
    day, added, came_in = contact.fact.on, [contact.id], contact.fact.attrs["direction"] == "in"
    author = (contact.fact.attrs.get("with", "") if came_in else found.sender.words)[:200]
    dated = None if fact.approximate else day
    received = day if came_in else None
    about = Details("Email", author, dated, received, entries=(contact.id,))
    added.append(add_details(work, case_id, whole, about, day).id)
    for done, (attached, paper) in enumerate(zip(found.attachments, rest, strict=True), 1):
        if progress is not None:
            progress(done, total, f"Filing {attached.name}")
        filed = keep(work, case_id, paper, attached.media_type)
        came = Details("Email attachment", received=received, entries=(contact.id,))
        added.append(add_details(work, case_id, filed, came, day).id)
    return tuple(added)


def already_filed(facts: Sequence[RecordedFact], name: str) -> RecordedFact | None:
    """The contact this email became on the case earlier, where it still stands."""
    return next(
        (f for f in facts if f.stands and f.fact.kind == "contact" and f.fact.attrs.get("message_id") == name), None
    )


def _refuse_again(facts: Sequence[RecordedFact], name: str, filename: str, ref: str) -> None:
    earlier = already_filed(facts, name)
    if earlier is not None:
        day = in_words(local(earlier.recorded_at).date())
        raise AlreadyFiled(
            f"{filename} was already filed on {ref} on {day} by {earlier.recorded_by}, as entry {earlier.id}; "
            "nothing was added."
        )


def contact_of(work: ReadWork, desk: Desk, child: int, found: Email, name: str) -> tuple[NewFact, tuple[str, ...]]:
    """The contact an email becomes, and what somebody should look at."""
    people = work.contactables(child)
    ours = is_ours(found.sender, [o.email for o in work.staff().officers.values() if o.email])
    others = (*found.to, *found.cc) if ours else (found.sender,)
    day, approximate, warnings = _day(found, desk.today())
    body = found.body
    if len(body) > LONGEST_BODY:
        body = body[:LONGEST_BODY]
        warnings = (
            *warnings,
            "The email is very long: its first part stands on the contact, the whole in the document.",
        )
    attrs = {
        "channel": "email", "direction": "out" if ours else "in", "with": _names(others, people),
        "subject": found.subject or "(no subject)", "message_id": name, "sender": found.sender.full,
        "sent": found.sent_at.isoformat() if found.sent_at else "",
    }  # fmt: skip
    return NewFact("contact", day, {k: v for k, v in attrs.items() if v}, body, approximate), warnings


def _day(found: Email, today: date) -> tuple[date, bool, tuple[str, ...]]:
    """The day it was sent, as our wall clock had it; today where the email names none that can be right."""
    if found.sent_at is None:
        return (
            today,
            True,
            ("The email does not say when it was sent, so it stands under today; correct it if you know.",),
        )
    try:
        day = local(found.sent_at).date()
    except (OverflowError, ValueError):
        day = date.max
    if not EARLIEST <= day <= today:
        said = in_words(day)
        return (
            today,
            True,
            (f"The email says it was sent on {said}, which cannot be; it stands under today, to correct.",),
        )
    return day, False, ()


def _names(others: Sequence[Address], people: Sequence[Contactable]) -> str:
    """Who they are, by the names on the case where their address is known there."""
    known = {p.email.casefold(): p.name for p in people if p.email}
    named = [known.get(a.address.casefold()) or a.words for a in others]
    kept = list(dict.fromkeys(n for n in named if n))
    return ", ".join(kept[:3]) + (f" and {len(kept) - 3} more" if len(kept) > 3 else "")
