"""The rescue order of a day, read from the record; a manager's word that a case comes first; the council's own hours."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.journal import NewEntry
from ehcp_desk.domain.record import NewFact
from ehcp_desk.domain.rescue import MOST_HOURS, PUT_FIRST, Act, Candidate, Rescue, acts, candidate, rescue_order, rules
from ehcp_desk.domain.responsibility import responsible_for
from ehcp_desk.domain.worklist import CaseQuery, Scope, next_deadline
from ehcp_desk.ports.work import ReadWork
from ehcp_desk.services.casework.recording import record
from ehcp_desk.services.desk import Changes, Desk
from ehcp_desk.services.oversight.reviewing import booked

HOURS = "rescue.hours"
"""The setting with the council's own hours an act, as JSON by rule."""


def next_working_day(desk: Desk) -> date:
    """The next day on which the office is open."""
    return date.fromordinal(desk.law.calendar.working.after(desk.today().toordinal(), 1))


def rescue(desk: Desk, hours: float, day: date | None = None, by_person: Mapping[str, float] | None = None) -> Rescue:
    """The order for a day, the next working one where none is named.  Raises BadInput for hours or people that cannot be."""
    if not 0 <= hours <= MOST_HOURS:
        raise BadInput(f"The hours of a day are a number from 0 to {MOST_HOURS:,.0f}; {hours:g} is not.")
    when = day or next_working_day(desk)
    if when < desk.today():
        raise BadInput("A rescue order is for today or a day to come; choose a later one with --on.")
    with desk.store.read() as work:
        staff = work.staff()
        people: dict[str, float] = {}
        for name, own in (by_person or {}).items():
            officer = staff.named(name)
            if officer is None:
                raise BadInput(f"Nobody here is called {name}; the names are under Settings, People.")
            people[officer.name] = own
        known = acts(own_hours(work))
        first = _put_first(work, when)
        found = _candidates(work, desk, when, known, tuple(first))
    urgent_by = desk.law.calendar.working.after(when.toordinal(), 1) - 1
    return rescue_order(when, hours, found, first, people, date.fromordinal(urgent_by))


def _candidates(
    work: ReadWork, desk: Desk, day: date, known: Mapping[str, Act], put_first: tuple[int, ...]
) -> list[Candidate]:
    """Every case that stands to lose a date, late ones included; and those put first, whatever stands on them."""
    lead = max([act.lead_days for act in known.values()] + [int(rules()["comment_days"])])
    reach = int(rules()["look_ahead_days"]) + lead + (day - desk.today()).days
    query = CaseQuery(desk.today(), Scope.LIVE, overdue=True, due_within=reach)
    numbers = dict.fromkeys((*put_first, *work.case_ids(query)))
    staff, found = work.staff(), []
    rows = work.case_rows(list(numbers))
    meetings = [row.id for row in rows if known.get(row.summary.next_rule, known["other"]).lead_days]
    held = booked(work, meetings, desk.today())
    for row in rows:
        if row.id in held and row.id not in put_first:
            continue
        summary = row.summary._replace(plan_decision_due=None)
        due = next_deadline(summary, desk.duties, day)
        person = responsible_for(row.owner_id, row.team_id, staff, day).name
        one = candidate(row.id, row.ref, summary, due.duty if due else "", person, day, known)
        if one is None and row.id in put_first:
            other = known["other"]
            one = Candidate(
                row.id, row.ref, "", "", day, other.words, day, other.hours, other.harm, person, "no limit is running"
            )
        if one is not None:
            found.append(one)
    return found


def _put_first(work: ReadWork, day: date) -> dict[int, str]:
    """The cases put first for a day, in the order in which that was said, with the last reason given."""
    found: dict[int, tuple[int, str]] = {}
    for number, facts in work.every_case_facts((PUT_FIRST,)):
        for fact in facts:
            if fact.attrs.get("day") == day.isoformat():
                found[number] = (fact.id or 0, fact.note)
    return {number: note for number, (_, note) in sorted(found.items(), key=lambda item: item[1])}


def put_first(desk: Desk, ref: str, reason: str, day: date | None = None) -> Changes:
    """Put a case first for a day, for a reason: a fact of the case.  Raises BadInput without a reason or for a day gone by."""
    if not reason.strip():
        raise BadInput(f"{ref} cannot be put first without a reason; say why with --reason.")
    when = day or next_working_day(desk)
    if when < desk.today():
        raise BadInput("A case is put first for today or a day to come; choose a later one with --on.")
    return record(
        desk, ref, NewFact(PUT_FIRST, desk.today(), {"day": when.isoformat()}, reason.strip()), by_its_act=True
    )


def own_hours(work: ReadWork) -> dict[str, float]:
    """The council's own hours by rule; none where it has set none."""
    kept = work.setting(HOURS)
    return {str(rule): float(hours) for rule, hours in json.loads(kept).items()} if kept else {}


def known_acts(desk: Desk) -> dict[str, Act]:
    """Every act with its hours as they are used now."""
    with desk.store.read() as work:
        return acts(own_hours(work))


def set_hours(desk: Desk, hours: Mapping[str, float]) -> Changes:
    """Set what acts take, by rule; a journaled act.  Raises BadInput for a rule that has no act or hours that cannot be."""
    desk.need_setting(HOURS)
    for rule, value in hours.items():
        if rule not in rules()["act"]:
            raise BadInput(f"'{rule}' has no hours; they are set for {', '.join(rules()['act'])}.")
        if not 0 < value <= 100:
            raise BadInput(f"{rule}: an act takes more than 0 and at most 100 hours; {value:g} does not.")
    with desk.store.write(desk.user, desk.now()) as work:
        before = own_hours(work)
        after = {**before, **hours}
        work.set_setting(HOURS, json.dumps(after, sort_keys=True))
        work.append(NewEntry("rescue_hours_changed", None, {"before": before, "after": after}))
    return Changes(frozenset({"settings"}))
