"""Finding the cases that could be forgotten (needs.md A, B10, D7, E8, G1), each by one plain test."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from ehcp_desk.clock.model import Fact
from ehcp_desk.clock.program import LODGED, Base
from ehcp_desk.domain.advisers import adviser
from ehcp_desk.domain.authorising import AUTHORISING_KINDS, DECISION, unsettled
from ehcp_desk.domain.awaited import TOLD_FROM, not_come, of_the_assessment
from ehcp_desk.domain.case import year_words
from ehcp_desk.domain.dates import in_words, local, school_year
from ehcp_desk.domain.deadlines import CachedDeadline
from ehcp_desk.domain.matters import Owed
from ehcp_desk.domain.orphans import (
    ADVICE_DAYS,
    AWAY_DAYS,
    BOOKING_DAYS,
    CHASE_DAYS,
    DAILY,
    QUIET_DAYS,
    STILL_DAYS,
    SWEPT,
    TELLING_DAYS,
    Forgotten,
    Orphan,
)
from ehcp_desk.domain.people import Officer, Staff
from ehcp_desk.domain.practice import practice_of
from ehcp_desk.domain.record import RecordedFact
from ehcp_desk.domain.responsibility import covers
from ehcp_desk.domain.worklist import ANY_ADVICE, ORDERS_NOT_STARTED, CaseQuery, CaseRow, Scope, Summary
from ehcp_desk.ports.work import ReadWork
from ehcp_desk.services.collector import collector_resting
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.letters.sweep import without_letters
from ehcp_desk.services.oversight.late_matters import late_matters
from ehcp_desk.services.oversight.moves import waiting_for_a_move
from ehcp_desk.services.oversight.overdue import NOT_OPENED, late_cases
from ehcp_desk.services.oversight.reviewing import reviews_due, without_meeting

STAY = "C_STAY"
"""While it runs the plan that is to cease stands (CFA 2014 s45(4))."""
STAY_DAYS = 92  # two months, and a third where they end in August
_ADVICE = (*TOLD_FROM, "advice_chased")
_OPEN = {
    Owed.PROMISE: Orphan.PROMISE,
    Owed.REPLY: Orphan.PROMISE,
    Owed.ANSWER: Orphan.PROMISE,
    Owed.SIGNAL: Orphan.SIGNAL,
}


def forgotten(desk: Desk, kinds: Collection[Orphan] = DAILY, team_id: int | None = None) -> list[Forgotten]:
    """Every case on these lists, list by list, the longest first.  A case may stand on several."""
    day = desk.today()
    with collector_resting(), desk.store.read() as work:
        found = [
            one for one in _all(work, CaseQuery(day, Scope.LIVE, team_id=team_id), set(kinds)) if one.kind in kinds
        ]
        if set(SWEPT) & set(kinds):
            # A case that was refused or has ended is no longer live, and its family may never have been told.
            every = work.case_ids(CaseQuery(day, Scope.ALL, team_id=team_id))
            found += [one for one in without_letters(work, every, day) if one.kind in kinds]
    order = list(Orphan)
    return sorted(found, key=lambda one: (order.index(one.kind), -one.days, one.case_id))


def _all(work: ReadWork, live: CaseQuery, kinds: set[Orphan]) -> Iterator[Forgotten]:
    """The lists asked for, each from the least it can be told from: whole rows only of the cases that may be on it."""
    day, staff = live.as_at, work.staff()
    if {Orphan.UNASSIGNED, Orphan.LEAVER, Orphan.AWAY, Orphan.CLOSED} & kinds:
        yield from _holders(_unheld(work, live, staff), staff, day)
        yield from _closed(work, live, staff)
    if {Orphan.ORDER, Orphan.PROMISE, Orphan.SIGNAL, Orphan.UNTOLD} & kinds:
        here = set(work.case_ids(live))
        yield from _orders(work, live, day)
        if {Orphan.PROMISE, Orphan.SIGNAL} & kinds:
            yield from _matters(work, replace(live, scope=Scope.ALL), day)
        if Orphan.UNTOLD in kinds:
            yield from _untold(work, here, day)
    if Orphan.AUTHORISE in kinds and (since := practice_of(work.setting).two_step) is not None:
        yield from _to_authorise(work, replace(live, scope=Scope.ALL), since)
    yield from _plans(work, replace(live, scope=Scope.PLANS), kinds)
    if {Orphan.ADVICE, Orphan.QUIET, Orphan.STILL, Orphan.BAND_REVIEW} & kinds:
        running = work.case_rows(work.case_ids(replace(live, scope=Scope.OPEN)))
        if Orphan.ADVICE in kinds:
            again = work.case_rows(work.case_ids(replace(live, scope=Scope.PLANS, awaiting=ANY_ADVICE)))
            yield from _advice(work, [*running, *again], day)
        if Orphan.QUIET in kinds:
            yield from _quiet(work, running, day)
        if Orphan.BAND_REVIEW in kinds:
            yield from _bands(work, running, day)
        if Orphan.STILL in kinds:
            yield from _still(work, running, day)


def _plans(work: ReadWork, plans: CaseQuery, kinds: set[Orphan]) -> Iterator[Forgotten]:
    """The lists of plans in place."""
    if Orphan.REVIEW in kinds:
        yield from _reviews(work, plans, plans.as_at)
    if Orphan.MOVE in kinds:
        yield from _moves(work, plans)
    if Orphan.NOTHING_NEXT in kinds:
        rows = work.case_rows(work.case_ids(replace(plans, nothing_next=True)))
        yield from _nothing_next(work, rows, plans.as_at)


def _unheld(work: ReadWork, live: CaseQuery, staff: Staff) -> list[CaseRow]:
    """Cases nobody holds, and those of people who are not at work."""
    gone = tuple(o.id for o in staff.officers.values() if not o.works_on(live.as_at) or staff.away(o.id, live.as_at))
    asked = [replace(live, unassigned=True), *([replace(live, owners=gone)] if gone else [])]
    return work.case_rows([number for query in asked for number in work.case_ids(query)])


def _holders(rows: Iterable[CaseRow], staff: Staff, day: date) -> Iterator[Forgotten]:
    for row in rows:
        owner = staff.officers.get(row.owner_id) if row.owner_id is not None else None
        if owner is None:
            since = row.unassigned_since or day
            yield Forgotten(row.id, Orphan.UNASSIGNED, f"since {in_words(since)}", (day - since).days)
        elif not owner.works_on(day):
            left = owner.left_on or day
            yield Forgotten(row.id, Orphan.LEAVER, f"{owner.name} left on {in_words(left)}", (day - left).days)
        elif (away := staff.absent(owner, day)) and not _covered(owner, staff, day):
            first, last = away
            if (last - first).days >= AWAY_DAYS:
                yield Forgotten(row.id, Orphan.AWAY, _away_words(owner, last, staff, day), (day - first).days)


def _covered(owner: Officer, staff: Staff, day: date) -> bool:
    """Whether somebody who is not away covers; on a day off of theirs they are still who covers."""
    return any(staff.away(one.id, day) is None for one in covers(owner, staff, day))


def _away_words(owner: Officer, last: date, staff: Staff, day: date) -> str:
    absence = staff.away(owner.id, day)
    named = staff.officers.get(absence.cover_id) if absence and absence.cover_id is not None else None
    missed = f"; {named.name}, who was to cover, is not there" if named is not None else ""
    return f"{owner.name} is away until {in_words(last)}{missed}"


def _closed(work: ReadWork, live: CaseQuery, staff: Staff) -> Iterator[Forgotten]:
    """Restricted cases whose holder does not see them, or that nobody in post sees: nobody could act on them."""
    day, sights = live.as_at, work.sights()
    for row in work.case_rows(work.case_ids(replace(live, only=tuple(sights)))) if sights else ():
        sight, owner = sights[row.id], staff.officers.get(row.owner_id) if row.owner_id is not None else None
        shut = owner is not None and owner.works_on(day) and not sight.of(owner)
        if shut or not any(sight.of(one) and one.works_on(day) for one in staff.officers.values()):
            why = f"{owner.name} does not see it" if owner is not None and shut else "nobody in post sees it"
            yield Forgotten(
                row.id,
                Orphan.CLOSED,
                f"{why}; kept to {', '.join(sight.names)}",
                (day - local(sight.since).date()).days,
            )


def _of_these(work: ReadWork, asked: CaseQuery, cases: Collection[int]) -> set[int]:
    """Which of a few cases are on a list, without reading the list."""
    return set(work.case_ids(replace(asked, only=tuple(cases)))) if cases else set()


def _orders(work: ReadWork, live: CaseQuery, day: date) -> Iterator[Forgotten]:
    for number in work.case_ids(replace(live, open_rules=ORDERS_NOT_STARTED)):
        # One that ended, or gave way to another, is nothing to be done any more, whenever it fell.
        limits = [d for d in work.deadlines(number) if d.rule.startswith(ORDERS_NOT_STARTED)]
        due = min((d.due for d in limits if d.base is Base.OPEN), default=day)
        yield Forgotten(number, Orphan.ORDER, f"due {in_words(due)}", max(0, (day - due).days))


def _matters(work: ReadWork, every: CaseQuery, day: date) -> Iterator[Forgotten]:
    said: set[tuple[int, Orphan]] = set()
    late = late_matters(work, day)
    here = _of_these(work, every, {matter.case_id for matter in late})
    for matter in late:
        kind = _OPEN[matter.owed]
        if matter.case_id in here and (matter.case_id, kind) not in said:
            said.add((matter.case_id, kind))
            since = matter.due or matter.since
            yield Forgotten(matter.case_id, kind, matter.what, (day - since).days)


def _untold(work: ReadWork, here: set[int], day: date) -> Iterator[Forgotten]:
    for number, facts in work.every_case_facts(("decision",)):
        for fact in facts:
            late = (day - fact.on).days
            if number in here and not fact.attrs.get("told_on") and late > TELLING_DAYS:
                yield Forgotten(number, Orphan.UNTOLD, fact.attrs.get("what", ""), late)


def _to_authorise(work: ReadWork, every: CaseQuery, since: date) -> Iterator[Forgotten]:
    """Decisions that wait for a second person, or were sent back, on closed cases too: none may be lost (needs.md F10)."""
    here = set(work.case_ids(every))
    with_decisions = [number for number, _ in work.every_case_facts((DECISION,)) if number in here]
    told: dict[int, list[RecordedFact]] = {}
    for entry in work.standing_of(AUTHORISING_KINDS, with_decisions):
        told.setdefault(entry.case_id, []).append(entry)
    for number, entries in told.items():
        if unsettled(entries, since):  # a correction may be of a decision that was authorised: all of it is read
            for one in unsettled(work.facts(number), since):
                fact = one.entry.fact
                why = f"{fact.attrs.get('what', '')}: {one.words}"
                yield Forgotten(number, Orphan.AUTHORISE, why, (every.as_at - fact.on).days)


def _advice(work: ReadWork, rows: Iterable[CaseRow], day: date) -> Iterator[Forgotten]:
    """Advice later than the law's six weeks, adviser by adviser: a chase of one says nothing of another."""
    late = {r.id: r.summary for r in rows if _over(r.summary.awaiting_since, day)}
    told: dict[int, list[Fact]] = {number: [] for number in late}
    for entry in work.standing_of(_ADVICE, list(late)):
        told[entry.case_id].append(entry.fact)
    shut = work.closed_cases()[1]
    for number, summary in late.items():
        if number in shut and (asked_on := summary.awaiting_since) is not None:
            why = f"asked {in_words(asked_on)}, {NOT_OPENED}"
            yield Forgotten(number, Orphan.ADVICE, why, (day - asked_on).days - ADVICE_DAYS)
        elif left := _unchased(summary, told[number], day):
            body, since, last = left
            words = f"last chased {in_words(last)}" if last else f"asked {in_words(since)}, never chased"
            why = f"{adviser(body)}: {words}"
            yield Forgotten(number, Orphan.ADVICE, why, (day - since).days - ADVICE_DAYS)


def _over(since: date | None, day: date) -> bool:
    return since is not None and since + timedelta(ADVICE_DAYS) < day


def _unchased(summary: Summary, told: Iterable[Fact], day: date) -> tuple[str, date, date | None] | None:
    """Who has waited longest of the advisers to be chased again: the body, since when, and the last chase."""
    entries = of_the_assessment(sorted(told, key=lambda fact: fact.on), summary.stage, summary.received)
    chased = {f.attrs.get("body", ""): f.on for f in entries if f.kind == "advice_chased"}
    for body, since in not_come(entries).items():
        last = chased.get(body)
        if _over(since, day) and (last is None or last < day - timedelta(CHASE_DAYS)):
            return body, since, last
    return None


def _reviews(work: ReadWork, plans: CaseQuery, day: date) -> Iterator[Forgotten]:
    soon = reviews_due(work, None, day + timedelta(BOOKING_DAYS))
    here = _of_these(work, plans, soon)
    free, shut = without_meeting(work, {n: due for n, due in soon.items() if n in here}, day), work.closed_cases()[1]
    for number, due in free.items():
        why = f"due {in_words(due)}{f', {NOT_OPENED}' if number in shut else ''}"
        yield Forgotten(number, Orphan.REVIEW, why, max(0, (day - due).days))


def _moves(work: ReadWork, plans: CaseQuery) -> Iterator[Forgotten]:
    """Children who leave a phase next September, of whom no move is planned: nothing else says by when the next school must
    be named (SEND Regulations 2014 reg 18)."""
    began, shut = date(school_year(plans.as_at), 9, 1), work.closed_cases()[1]
    for year, rows in waiting_for_a_move(work, plans).items():
        for row in rows:
            do = NOT_OPENED if row.id in shut else "plan the move, or correct the year"
            why = f"in {year_words(year)} since {in_words(began)}; {do}"
            yield Forgotten(row.id, Orphan.MOVE, why, (plans.as_at - began).days)


def _nothing_next(work: ReadWork, rows: Iterable[CaseRow], day: date) -> Iterator[Forgotten]:
    """Plans nobody would be told of again: the time for appealing against ceasing is over and the end is not recorded, or
    no review can be worked out.  One that is kept for an appeal, or while there may be one, waits for that; for a mediation
    certificate nobody waits unseen, because the council may never be told of one."""
    plans = {row.id: row for row in rows}
    stays: dict[int, CachedDeadline] = {}
    for limit in work.every_deadline(list(plans)) if plans else ():
        if limit.rule == STAY and limit.base in (Base.FLOOR, Base.HELD):
            stays[limit.case_id] = max(limit, stays.get(limit.case_id, limit), key=_lasts)
    over = [number for number, stay in stays.items() if stay.due < day]
    appealed = {entry.case_id for entry in work.standing_of(LODGED, over)
                if entry.fact.on + timedelta(STAY_DAYS) >= stays[entry.case_id].due} if over else set()  # fmt: skip
    for row in plans.values():
        stay = stays.get(row.id)
        if stay is not None and (stay.due >= day or (stay.base is Base.HELD and row.id in appealed)):
            continue
        since = stay.due if stay else row.summary.final_on or row.summary.received or day
        why = _over_words(stay) if stay else "no review can be worked out; look at what is recorded"
        yield Forgotten(row.id, Orphan.NOTHING_NEXT, why, max(0, (day - since).days))


def _lasts(stay: CachedDeadline) -> tuple[bool, date]:
    return stay.base is Base.HELD, stay.due


def _over_words(stay: CachedDeadline) -> str:
    """What to do about a plan whose two months for appealing are over, of which no appeal is recorded."""
    if stay.base is Base.HELD:
        return (f"decided to cease, two months over {in_words(stay.due)}, no mediation certificate since the adviser was asked; "
                "ask whether one was issued: the family may appeal within a month of it")  # fmt: skip
    return (f"decided to cease, time for appealing over {in_words(stay.due)} as far as is recorded; make sure no appeal or "
            "certificate is on its way, then record that the plan ceased, or that it is kept")  # fmt: skip


def _bands(work: ReadWork, rows: Iterable[CaseRow], day: date) -> Iterator[Forgotten]:
    for late in late_cases(work, rows, day):
        if late.reviewed is None:
            why = f"reached {late.band} weeks on {in_words(late.reached)}; {late.cause_words}"
            yield Forgotten(late.id, Orphan.BAND_REVIEW, why, (day - late.reached).days)


def _quiet(work: ReadWork, rows: Iterable[CaseRow], day: date) -> Iterator[Forgotten]:
    """Nobody in touch for six weeks; what it says tells the child from the family, who are not the same (needs.md D7)."""
    since = {row.id: last for row in rows if (last := row.summary.last_contact_on or row.summary.received) is not None
             and last < day - timedelta(QUIET_DAYS)}  # fmt: skip
    days, shut = work.in_touch(list(since)), work.closed_cases()[1]
    for number, last in since.items():
        none = f"nobody in touch since {in_words(last)}, {NOT_OPENED}" if number in shut else (
            f"none since the request on {in_words(last)}")  # fmt: skip
        words = f"last contact: {in_touch_words(*days[number])}" if number in days else none
        yield Forgotten(number, Orphan.QUIET, words, (day - last).days)


def in_touch_words(child: date | None, family: date | None) -> str:
    """When we were last in touch with the family and with the child: ``family 3 October 2026, child never``."""
    with_family = f"family {in_words(family)}" if family else "family never"
    return f"{with_family}, child {in_words(child) if child else 'never'}"


def _still(work: ReadWork, rows: Iterable[CaseRow], day: date) -> Iterator[Forgotten]:
    for number, on in work.last_entries([row.id for row in rows if not row.summary.awaiting], day).items():
        if on < day - timedelta(STILL_DAYS):
            yield Forgotten(number, Orphan.STILL, f"the last entry is of {in_words(on)}", (day - on).days)
