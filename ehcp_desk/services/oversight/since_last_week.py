"""What the data lead and the managers go through on a Monday, before each person's own page (needs.md N8).

What changed in the seven days before, what became overdue in them, what nobody holds, and what is wrong in the data.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from ehcp_desk.clock.model import State
from ehcp_desk.domain.appeals import STARTS
from ehcp_desk.domain.case import Stage
from ehcp_desk.domain.dates import day_count, in_words, local, short
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.sen2 import Finding, Severity
from ehcp_desk.domain.small_papers import ListSection
from ehcp_desk.domain.worklist import CaseQuery, CaseRow, Scope, Sort
from ehcp_desk.ports.work import ReadWork
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.sen2.quality import quality
from ehcp_desk.services.oversight.worklist import WorkRow, complete, each_limit, with_others

WEEK = 7
LINES = 20
"""Lines of one list, so that it is one page; the rest are counted."""
NAMED = 6
"""Cases named in one line; the rest are counted."""
CHANGES: Mapping[str, tuple[str, ...]] = {
    "Requests received": ("request_received", "became_responsible"),
    "Told whether we will assess": ("assess_decision_notified", "agreed_to_assess"),
    "Told that no plan will be made": ("no_plan_decision_notified",),
    "Draft plans sent": ("draft_plan_served",),
    "Final plans sent": ("final_plan_sent",),
    "Amended plans sent": ("amended_plan_sent",),
    "Reviews held": ("review_meeting_held",),
    "Withdrawn, ceased or moved away": ("request_withdrawn", "plan_ceased", "plan_transferred_out", "moved_away"),
    "Appeals lodged or registered": STARTS,
    "Complaints": ("complaint",),
    "Given to a caseworker": ("assigned",),
    "Left with nobody": ("unassigned",),
}
"""What is told of a week, by the entries it is counted from."""
_KINDS = tuple(kind for kinds in CHANGES.values() for kind in kinds)


def is_new(late: int) -> bool:
    """Whether something so many days late became overdue in the seven days before."""
    return 0 < late <= WEEK


def front_pages(desk: Desk, team_id: int | None) -> tuple[ListSection, ...]:
    """The four lists of every team, or of one."""
    day = desk.today()
    with desk.store.read() as work:
        live = CaseQuery(day, Scope.LIVE, team_id=team_id)
        sections = (_changes(work, live), _newly_overdue(work, desk, live), _unassigned(work, desk, live))
    return (*sections, _errors(desk, team_id))


def _changes(work: ReadWork, live: CaseQuery) -> ListSection:
    """By the day it happened, or by when it was written down: neither a late entry nor a file brought in is missed."""
    day, since = live.as_at, live.as_at - timedelta(WEEK)
    found: dict[str, set[int]] = defaultdict(set)
    for case, rows in work.every_case_raw(_KINDS):
        for kind, on, *_ in rows:
            if since.isoformat() <= on < day.isoformat():
                found[kind].add(case)
    for case, kind, _, _, at in work.written_up(_KINDS, datetime.combine(since, time(), UTC)):
        if local(at).date() < day:
            found[kind].add(case)
    every = {case for cases in found.values() for case in cases}
    rows_of = _rows(work, replace(live, scope=Scope.ALL, sort=Sort.REF), every)
    lines = []
    for title, kinds in CHANGES.items():
        cases = [row for row in rows_of if any(row.id in found[kind] for kind in kinds)]
        lines.append((title, f"{len(cases):,}", _named(cases) if cases else "none"))
    words = f"What happened, or was written down, from {short(since, day)} to {in_words(day - timedelta(1))}."
    return ListSection("Changes since last week", words, ("What", "Cases", "Which"), (False, True, False), tuple(lines))


def _newly_overdue(work: ReadWork, desk: Desk, live: CaseQuery) -> ListSection:
    day, staff, duties = live.as_at, work.staff(), desk.duties
    late = work.case_rows(work.case_ids(replace(live, overdue=True)))
    rows = with_others(work, [complete(row, staff, duties, day) for row in late], duties, day, day)
    new = [one for row in rows for one in each_limit(row)
           if one.next is not None and one.next.state is State.OVERDUE and is_new(one.next.days)]  # fmt: skip
    new.sort(key=lambda one: (one.next.due if one.next else day, one.case.ref))
    words = f"{len(new):,} legal limits that passed since {in_words(day - timedelta(WEEK))}, the longest first"
    return ListSection("Newly overdue", _as_far_as_room(words, len(new)),
                       ("Child", "Reference", "What", "When", "Next step", "Answers for it"), (False,) * 6,
                       tuple(_limit(one, day) for one in new[:LINES]))  # fmt: skip


def _limit(one: WorkRow, day: date) -> tuple[str, ...]:
    what, when = (f"{one.next.duty}, {short(one.next.due, day)}", one.next.words) if one.next else ("–", "–")
    return one.case.name, one.case.ref, what, when, one.next_step, one.responsible.name


def _unassigned(work: ReadWork, desk: Desk, live: CaseQuery) -> ListSection:
    day, staff, duties = live.as_at, work.staff(), desk.duties
    free = work.case_rows(work.case_ids(replace(live, unassigned=True, sort=Sort.UNASSIGNED)))
    lines = tuple((row.name, row.ref, _free_for(row, day), *_limit(complete(row, staff, duties, day), day)[2:4],
                   complete(row, staff, duties, day).responsible.name) for row in free[:LINES])  # fmt: skip
    new = sum(row.unassigned_since is not None and (day - row.unassigned_since).days <= WEEK for row in free)
    words = _as_far_as_room(f"{len(free):,}, {new:,} of them since last week, the longest first", len(free))
    return ListSection("Nobody holds them", words,
                       ("Child", "Reference", "Unassigned for", "Next limit", "State", "Answers for it"),
                       (False, False, True), lines)  # fmt: skip


def _free_for(row: CaseRow, day: date) -> str:
    return day_count((day - row.unassigned_since).days) if row.unassigned_since else "–"


def _errors(desk: Desk, team_id: int | None) -> ListSection:
    """What the record itself shows to be wrong or unchecked, and the errors that the rules of SEN2 find in it today."""
    day = desk.today()
    with desk.store.read() as work:
        live = CaseQuery(day, Scope.LIVE, team_id=team_id, sort=Sort.REF)
        asked = {"Held until somebody checks it": replace(live, held=True),
                 "Brought in from a file, and nobody has verified it": replace(live, migrated=True),
                 "The day of the request is not known": replace(live, stages=(Stage.UNKNOWN,))}  # fmt: skip
        found = {(words, "–"): work.case_rows(work.case_ids(query)) for words, query in asked.items()}
    words = ""
    try:
        errors = [f for f in quality(desk, 0).findings if f.severity is Severity.ERROR]
    except BadInput as why:
        errors, words = [], f" The rules of SEN2 were not asked: {why}"
    with desk.store.read() as work:
        every = CaseQuery(day, Scope.ALL, team_id=team_id, sort=Sort.REF)
        here = {row.id: row for row in _rows(work, every, {f.case_id for f in errors})}
    for (message, rule), cases in _by_rule(errors, here).items():
        found[message, rule] = cases
    lines = [(message, rule, f"{len(cases):,}", _named(cases, with_owners=True))
             for (message, rule), cases in sorted(found.items(), key=lambda one: -len(one[1])) if cases]  # fmt: skip
    many = sum(len(cases) for cases in found.values())
    said = _as_far_as_room(
        f"{many:,} in {len(lines)} kinds, the most first; all of SEN2 under Returns, SEN2", len(lines)
    )
    return ListSection("Data errors", said + words, ("What is wrong", "Rule", "Cases", "Which, and who answers"),
                       (False, False, True), tuple(lines[:LINES]))  # fmt: skip


def _by_rule(errors: Iterable[Finding], here: Mapping[int, CaseRow]) -> dict[tuple[str, str], list[CaseRow]]:
    """The cases each rule found fault with, under the rule's own words."""
    found: dict[tuple[str, str], dict[int, CaseRow]] = defaultdict(dict)
    words: dict[str, str] = {}
    for one in errors:
        if one.case_id in here:
            message = words.setdefault(one.rule, one.message.split(" (")[0].rstrip("."))
            found[message, one.rule][one.case_id] = here[one.case_id]
    return {key: sorted(rows.values(), key=lambda row: row.ref) for key, rows in found.items()}


def _rows(work: ReadWork, query: CaseQuery, cases: Collection[int]) -> Sequence[CaseRow]:
    """Those of these cases that are on a list, in its order."""
    return work.case_rows(work.case_ids(replace(query, only=tuple(cases)))) if cases else ()


def _named(cases: Sequence[CaseRow], with_owners: bool = False) -> str:
    names = [f"{row.ref} ({row.owner or 'nobody'})" if with_owners else row.ref for row in cases[:NAMED]]
    more = f", and {len(cases) - NAMED} more" if len(cases) > NAMED else ""
    return ", ".join(names) + more


def _as_far_as_room(words: str, many: int) -> str:
    return f"{words}; the first {LINES} here, the others in the desk." if many > LINES else f"{words}."
