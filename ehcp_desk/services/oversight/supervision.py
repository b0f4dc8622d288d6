"""The supervision pack of one caseworker: every open case they hold, with room for what is agreed on each (needs.md N5).

What is agreed is recorded case by case as a management note whose occasion is supervision; the next pack shows it as the
last look at the case.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from ehcp_desk.clock.model import State
from ehcp_desk.domain.case import STAGE_WORDS
from ehcp_desk.domain.dates import in_words, short, with_weekday
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.matters import Matter
from ehcp_desk.domain.overseen import OVERSIGHT_KINDS, last_look_words
from ehcp_desk.domain.record import RecordedFact
from ehcp_desk.domain.small_papers import ListSection, ListsPaper
from ehcp_desk.domain.worklist import CaseQuery, Scope, Sort
from ehcp_desk.ports.work import ReadWork
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.clinic import for_the_team, late_by, left_out, of_one, worker_named
from ehcp_desk.services.oversight.orphans import in_touch_words
from ehcp_desk.services.oversight.team import Load, team_view
from ehcp_desk.services.oversight.worklist import NEVER, WorkRow, complete, with_others
from ehcp_desk.services.records.heads import paper_head
from ehcp_desk.services.records.issuing import print_lists

AHEAD_DAYS = 28
"""Plans in place are gone through where something is late or falls due within so many days."""
OVERSIGHT_WEEKS = 4
"""Supervision is monthly: a case nobody looked at for longer is counted."""
LISTED = 3
"""Overdue items named of one case; the rest are counted."""
OUTCOME = "Outcome, who does it, by when"
HEADS = ("Child", "Reference", "Where it stands", "Overdue", "Next limit", "Last contact", "Last oversight")


@dataclass(frozen=True, slots=True)
class _Held:
    """A case with what supervision asks of it: what is late besides limits, and the last look at it."""

    row: WorkRow
    late: tuple[Matter, ...]
    look: RecordedFact | None

    @property
    def is_late(self) -> bool:
        return bool(self.late) or any(limit.state is State.OVERDUE for limit in self.row.limits)


def supervision_pack(desk: Desk, worker: str) -> ListsPaper:
    """The pack of one caseworker.  Raises BadInput where nobody has the name, or they hold no case."""
    person, day = worker_named(desk, worker), desk.today()
    live = CaseQuery(day, Scope.LIVE, owners=(person.id,), sort=Sort.RISK)
    words, desk = left_out(desk, live), for_the_team(desk)
    load = next(iter(team_view(desk, officer_id=person.id).loads), None)
    with desk.store.read() as work:
        head = paper_head(work, desk)
        late = late_by(work, day, replace(live, scope=Scope.ALL))
        open_cases = _held(work, desk, work.case_ids(replace(live, scope=Scope.OPEN)), late)
        plans, every = _plans(work, desk, replace(live, scope=Scope.PLANS), late)
    if not open_cases and not every:
        raise BadInput(f"{person.name} holds no case.{words}")
    until = in_words(day + timedelta(AHEAD_DAYS - 1))
    rest = f"The other {every - len(plans):,} of {every:,} plans have nothing late and nothing due by {until}."
    sections = (
        _at_a_glance(load, open_cases, day),
        _section("Open cases", f"{len(open_cases)}, the most urgent by law first.", open_cases, day),
        _section(f"Plans with something late or due by {until}", f"{len(plans)}. {rest}", plans, day),
    )
    said = f"{with_weekday(day)}. Record what is agreed on a case as a management note, agreed in supervision.{words}"
    return of_one(ListsPaper(head, "Supervision pack", said, sections, desk.user), person)


def print_supervision(desk: Desk, files: Sequence[Path], worker: str) -> ListsPaper:
    """Print the pack, and keep in the journal what was issued.

    Raises BadInput as above, KnownFault where nothing can print or a file cannot be written.
    """
    return print_lists(desk, supervision_pack(desk, worker), files)


def _plans(
    work: ReadWork, desk: Desk, plans: CaseQuery, late: Sequence[tuple[Matter, object]]
) -> tuple[list[_Held], int]:
    """The plans in place to go through, and how many there are."""
    every = set(work.case_ids(plans))
    near = work.case_ids(replace(plans, overdue=True, due_within=AHEAD_DAYS - 1))
    waiting = {matter.case_id for matter, _ in late} & every
    return _held(work, desk, list(dict.fromkeys((*near, *sorted(waiting)))), late), len(every)


def _held(work: ReadWork, desk: Desk, cases: Sequence[int], late: Sequence[tuple[Matter, object]]) -> list[_Held]:
    day, staff, duties = desk.today(), work.staff(), desk.duties
    touch = work.in_touch(cases) if cases else {}
    rows = [
        replace(complete(row, staff, duties, day), in_touch=touch.get(row.id, NEVER)) for row in work.case_rows(cases)
    ]
    looks: dict[int, RecordedFact] = {}
    for entry in sorted(work.standing_of(OVERSIGHT_KINDS, cases) if cases else (), key=lambda one: one.fact.order):
        looks[entry.case_id] = entry
    waits: dict[int, list[Matter]] = defaultdict(list)
    for matter, _ in late:
        waits[matter.case_id].append(matter)
    every = with_others(work, rows, duties, day, day + timedelta(AHEAD_DAYS - 1))
    return [_Held(row, tuple(waits[row.id]), looks.get(row.id)) for row in every]


def _at_a_glance(load: Load | None, cases: Sequence[_Held], day: date) -> ListSection:
    since = day - timedelta(weeks=OVERSIGHT_WEEKS)
    seen = sum(one.look is not None and one.look.fact.on > since for one in cases)
    rows = [("Open cases", str(len(cases)), "" if load is None or load.limit is None else f"limit {load.limit} for their hours"),
            ("With something overdue", str(sum(one.is_late for one in cases)), "of the open cases"),
            (f"Looked at by a manager in the last {OVERSIGHT_WEEKS} weeks", str(seen), "of the open cases")]  # fmt: skip
    if load is not None:
        each = (
            ""
            if load.per_post is None
            else f"{load.per_post:.1f} a post, of {load.fte:g} post{'' if load.fte == 1 else 's'}"
        )
        off = f"{load.not_there} on a day they are not at work"
        rows += [("Plans in place", f"{load.plans:,}", ""), ("Weight of open cases and plans", f"{load.weight:.1f}", each),
                 ("Limits in the next 28 days", str(load.within[2]), off)]  # fmt: skip
    return ListSection("At a glance", "", ("What", "How many", "Of which"), (False, True, False), tuple(rows))


def _section(title: str, sentence: str, cases: Sequence[_Held], day: date) -> ListSection:
    rows = tuple(_line(one, day) for one in cases)
    return ListSection(title, sentence, HEADS, (False,) * len(HEADS), rows, room=OUTCOME)


def _line(one: _Held, day: date) -> tuple[str, ...]:
    row = one.row
    week = f", week {row.week.ordinal} of 20" if row.week else ""
    return (row.case.name, row.case.ref, f"{STAGE_WORDS[row.case.summary.stage]}{week}", _overdue(one, day),
            _next(row, day), in_touch_words(*row.in_touch) if any(row.in_touch) else "none recorded",
            last_look_words(one.look, day) if one.look else "none recorded")  # fmt: skip


def _overdue(one: _Held, day: date) -> str:
    """What is late, the longest first as far as there is room: limits by their duty, then what was promised or is owed."""
    limits = [f"{limit.duty}, {limit.words}" for limit in one.row.limits if limit.state is State.OVERDUE]
    matters = [f"{matter.what.rstrip('.')}, {matter.standing(day)[1]}" for matter in one.late]
    found = limits + matters
    more = f"; and {len(found) - LISTED} more" if len(found) > LISTED else ""
    return f"{'; '.join(found[:LISTED])}{more}" if found else "nothing"


def _next(row: WorkRow, day: date) -> str:
    """The next limit that has not passed, or that it was lifted."""
    ahead = next((limit for limit in row.limits if limit.state is not State.OVERDUE), None)
    if ahead is None:
        return "none within 28 days" if row.limits else "no limit running"
    return f"{ahead.duty}, {short(ahead.due, day)}, {ahead.words}"
