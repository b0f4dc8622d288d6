"""Decisions in two steps, held where facts are written: nobody authorises their own, and nobody is told before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ehcp_desk.domain.authorising import (
    AUTHORISED,
    DECISION,
    OWN_DECISION,
    TELLING,
    authors,
    may_be_told,
    unsettled,
)
from ehcp_desk.domain.case import Case
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.people import Role
from ehcp_desk.domain.practice import practice_of
from ehcp_desk.domain.record import NewFact, RecordedFact
from ehcp_desk.domain.terms import fact_title
from ehcp_desk.ports.work import ReadWork

AUTHORISERS = (Role.MANAGER, Role.SERVICE_MANAGER)


def check_two_steps(
    work: ReadWork, case: Case, before: Sequence[RecordedFact], wanted: Sequence[NewFact], user: str
) -> None:
    """Refuse what the two steps do not allow.  Raises BadInput in one sentence; nothing where they are switched off.

    ``before`` is every entry of the case.  Who was told is written on a decision once it is authorised, by correcting it.
    """
    since = practice_of(work.setting).two_step
    for fact in wanted:
        if fact.kind == AUTHORISED:
            _check_authoriser(work, before, fact, since, user)
        elif since is not None and fact.kind == DECISION:
            _check_decision(case, before, fact, since)
        elif since is not None and fact.kind in TELLING and not _same_news(before, fact):
            others = [entry for entry in before if entry.id != fact.supersedes]
            if why := why_not_told(case, others, fact.kind, fact.on, since):
                raise BadInput(why)


def _same_news(before: Sequence[RecordedFact], fact: NewFact) -> bool:
    """True of a correction that leaves what the family was told as it was: its day or its words only."""
    old = next((entry.fact for entry in before if entry.id == fact.supersedes), None)
    return old is not None and (old.kind, old.attrs.get("outcome")) == (fact.kind, fact.attrs.get("outcome"))


def why_not_told(case: Case, entries: Sequence[RecordedFact], kind: str, on: date, since: date | None) -> str:
    """Why the family may not be told of a decision on a day; empty where they may, or where two steps are off.

    News of a day before the two steps needs no decision of its own, but never goes past one that waits.
    """
    if since is None or kind not in TELLING:
        return ""
    open_ = unsettled(entries, since)
    if open_:
        fact = open_[0].entry.fact
        return (f"{case.ref}: the decision of {in_words(fact.on)} ({fact.attrs.get('what', '')}) {open_[0].words}; "
                "nobody is told before.")  # fmt: skip
    if kind in OWN_DECISION and on >= since and not may_be_told(entries, since):
        return (f"{case.ref}: decisions here are authorised by a second person before the family is told; record the "
                f"decision with its reasons, and have it authorised, before: {fact_title(kind).lower()}.")  # fmt: skip
    return ""


def _check_authoriser(
    work: ReadWork, before: Sequence[RecordedFact], fact: NewFact, since: date | None, user: str
) -> None:
    open_ = {str(one.entry.id): one for one in unsettled(before, since)}
    one = open_.get(fact.attrs.get("decision", ""))
    if one is None or one.answer:
        there = ", ".join(number for number, other in open_.items() if not other.answer) or "none"
        raise BadInput(f"No decision of that number waits to be authorised on this case; waiting: {there}.")
    staff = work.staff()
    officer = staff.named(user)
    if officer is None or officer.role not in AUTHORISERS:
        raise BadInput(f"{user} cannot authorise a decision; a manager or the service manager does.")
    if officer in map(staff.named, authors(one.entry, before)):
        raise BadInput(f"{user} took or wrote this decision, so somebody else must authorise it.")
    if fact.attrs.get("answer") == "no" and not fact.note.strip():
        raise BadInput("Say why the decision is sent back, in the note.")


def _check_decision(case: Case, before: Sequence[RecordedFact], fact: NewFact, since: date) -> None:
    if fact.attrs.get("authorised"):
        raise BadInput(f"{case.ref}: decisions here are authorised as a step of its own; leave out who authorised it.")
    if fact.attrs.get("told_on") and not _settled_already(before, fact, since):
        raise BadInput(f"{case.ref}: nobody is told before a decision is authorised; leave out who was told and when.")


def _settled_already(before: Sequence[RecordedFact], fact: NewFact, since: date) -> bool:
    """True of a correction that only adds who was told of a decision that was authorised, or that is older than the
    two steps."""
    old = next((e for e in before if e.id == fact.supersedes), None)
    return old is not None and old.id not in {one.entry.id for one in unsettled(before, since)}
