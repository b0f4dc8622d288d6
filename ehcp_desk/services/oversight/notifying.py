"""Telling each named person what is due, once a day: worked out, kept on the record, then carried.

Meant to be run by the system's scheduler.  Each message is kept before it is carried, so a run that is stopped, a mail
server that is down, or two runs at once lose nothing and send nothing twice: see ``docs/decisions/notify.md``.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ehcp_desk.domain.access import Act, Sight
from ehcp_desk.domain.digests import REACH, Digest, DueCase, WaitingCase, digests, read_ladder
from ehcp_desk.domain.journal import NewEntry, digest, seal_words
from ehcp_desk.domain.outbox import Kept, MessageState
from ehcp_desk.domain.worklist import CaseQuery, CaseRow, Scope
from ehcp_desk.ports.mail import Carrier, Mail, NotCarried
from ehcp_desk.ports.work import Progress, ReadWork
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.answering import Teller, teller
from ehcp_desk.services.oversight.late_matters import late_matters
from ehcp_desk.services.oversight.restricting import open_seen
from ehcp_desk.services.oversight.worklist import WorkRow, complete, each_limit, with_others

LADDER = "alerts.ladder"
"""The setting of the ladder of escalation."""
_STOP_AFTER = 3
"""Failures in a row after which the mail server is taken to be down."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a run did: the messages of the day, how many went now, wait, went before, and have no address."""

    messages: tuple[Digest, ...]
    sent: int = 0
    queued: int = 0
    already: int = 0
    refused: int = 0
    unaddressed: tuple[str, ...] = ()
    trouble: str = ""
    hidden: int = 0
    """Restricted cases that are not open to whoever ran it, of which nobody was told."""


def morning(desk: Desk, progress: Progress | None = None) -> tuple[Digest, ...]:
    """What each person would be told today.  Reads only."""
    day = desk.today()
    with desk.store.read() as work:
        staff, ladder, sights = work.staff(), read_ladder(work.setting(LADDER)), work.sights()
        told_of = teller(staff, sights, day, desk.user)
        due = [complete(row, staff, desk.duties, day) for row in _due(work, day)]
        rows = with_others(work, due, desk.duties, day, day + timedelta(REACH))
        cases = [case for row in rows for case in _told(row, told_of, sights.get(row.id)) if case.news(day)]
        waiting = _waiting(work, told_of, day, progress)
        number, head, _ = work.record_head()
    return digests(day, cases, waiting, staff, ladder, f"{seal_words(head)}, entry {number}, {head}" if number else "")


def notify(desk: Desk, carrier: Carrier | None, progress: Progress | None = None) -> Told:
    """Work out today's messages, keep them, and carry those not carried yet.  ``carrier`` None only keeps them.

    Restricted cases this person may see are opened for it, so that what is promised on them is told like the rest.
    Raises nothing for a mail server that is down: the messages stay queued, ``trouble`` says why, and the next run
    carries them.
    """
    desk.need(Act.NOTIFY)
    day = desk.today()
    open_seen(desk, f"Messages of {day.isoformat()}")
    wanted = morning(desk, progress)
    with desk.store.write(desk.user, desk.now()) as work:
        before = {kept.digest.to: kept.state for kept in work.messages(day)}
        work.queue_messages(day, wanted)
    trouble, sent = _carry(desk, carrier, day, progress) if carrier is not None else ("", 0)
    with desk.store.read() as work:
        now = [kept for kept in work.messages(day) if kept.digest.cases]  # without those that had nothing left to say
    states = Counter(kept.state for kept in now if kept.digest.address)
    return Told(
        messages=tuple(kept.digest for kept in now),
        sent=sent,
        queued=states[MessageState.QUEUED] + states[MessageState.SENDING],
        already=sum(state is MessageState.SENT for state in before.values()),
        refused=states[MessageState.REFUSED],
        unaddressed=tuple(k.digest.to for k in now if not k.digest.address),
        trouble=trouble,
        hidden=hidden_from(desk),
    )


def hidden_from(desk: Desk) -> int:
    """How many restricted cases are not open to whoever runs this, so that nobody is told of them."""
    with desk.store.read() as work:
        return len(work.closed_cases()[0])


def _carry(desk: Desk, carrier: Carrier, day: date, progress: Progress | None) -> tuple[str, int]:
    """Carry what is queued, one at a time; gives the last trouble and how many went."""
    sent = failures = 0
    trouble, tried = "", set[int]()
    while failures < _STOP_AFTER:
        with desk.store.write(desk.user, desk.now()) as work:
            kept = work.claim_message(day)
            if kept is not None and kept.id in tried:
                work.mark_message(kept.id, MessageState.QUEUED, kept.trouble)
                break
        if kept is None:
            break
        tried.add(kept.id)
        kept = _as_it_may_go(desk, kept)
        state, said = _handed_over(carrier, kept) if kept.digest.cases else (MessageState.REPLACED, "")
        with desk.store.write(desk.user, desk.now()) as work:
            work.mark_message(kept.id, state, said)
            if state is MessageState.SENT:
                work.append(NewEntry("digest_sent", None, _payload(kept)))
        failures = failures + 1 if state is MessageState.QUEUED else 0
        sent, trouble = sent + (state is MessageState.SENT), said or trouble
        if progress is not None:
            progress(len(tried), 0, "Sending")
    return trouble, sent


def _as_it_may_go(desk: Desk, kept: Kept) -> Kept:
    """A message as it may go out now: made afresh where it names a case that was closed to its reader while it waited.

    Without cases where nothing is left to tell them.
    """
    with desk.store.read() as work:
        if not _names_closed(work, kept.digest):
            return kept
    empty = replace(kept.digest, subject="", body="", cases=())
    afresh = next((one for one in morning(desk) if one.to == kept.digest.to), empty)
    with desk.store.write(desk.user, desk.now()) as work:
        work.rewrite_message(kept.id, afresh)
    return replace(kept, digest=afresh)


def _names_closed(work: ReadWork, letter: Digest) -> bool:
    sights, reader = work.sights(), work.staff().named(letter.to)
    shut = {row.ref for row in work.case_rows(list(sights)) if reader is None or not sights[row.id].of(reader)}
    hidden = bool(work.closed_cases()[0]) and any(work.find_case(ref) is None for ref in letter.cases)
    return hidden or not shut.isdisjoint(letter.cases)


def _handed_over(carrier: Carrier, kept: Kept) -> tuple[MessageState, str]:
    letter = kept.digest
    mail = Mail(letter.to, letter.address, letter.subject, letter.body, f"{kept.day.isoformat()}.{kept.id}")
    try:
        carrier.send(mail)
    except NotCarried as trouble:
        return (MessageState.REFUSED if trouble.lasting else MessageState.QUEUED), str(trouble)
    return MessageState.SENT, ""


def _payload(kept: Kept) -> dict[str, object]:
    letter = kept.digest
    return {"to": letter.to, "day": kept.day.isoformat(), "cases": len(letter.cases), "body": digest(letter.body)}


def _due(work: ReadWork, day: date) -> list[CaseRow]:
    """Cases late, due within the reach, with a limit lifted, or without a caseworker."""
    live = CaseQuery(day, Scope.LIVE)
    asked = (
        replace(live, overdue=True, due_within=REACH),
        replace(live, unassigned=True),
        replace(live, relieved=True),
    )
    return work.case_rows(list(dict.fromkeys(number for query in asked for number in work.case_ids(query))))


def _told(row: WorkRow, told_of: Teller, sight: Sight | None) -> list[DueCase]:
    """A case once for each limit to tell of; that nobody holds it is told once."""
    first, *others = (_case(one, told_of, sight) for one in each_limit(row))
    return [first, *(replace(other, unassigned_days=None) for other in others)]


def _case(row: WorkRow, told_of: Teller, sight: Sight | None) -> DueCase:
    due, free = row.next, row.case.unassigned_since
    day_due = due.due if due else None
    return DueCase(
        ref=row.case.ref,
        team_id=row.case.team_id,
        answers=told_of(row.case, day_due),
        duty=due.duty if due else "",
        due=day_due,
        state=due.state if due else None,
        days=due.days if due else 0,
        unassigned_days=(row.as_at - free).days if row.case.owner_id is None and free else None,
        sight=sight,
    )


def _waiting(work: ReadWork, told_of: Teller, day: date, progress: Progress | None) -> list[WaitingCase]:
    late = Counter(matter.case_id for matter in late_matters(work, day, progress))
    return [
        WaitingCase(row.ref, told_of(row, None), late[row.id])
        for row in work.case_rows(list(late))  # of closed cases too: a promise or a complaint outlives the case
    ]
