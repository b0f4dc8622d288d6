"""What a change would do before anything is changed: every live date that would move or stand otherwise.

A closure moves no date: it lifts a limit where its ground was claimed and the record lacked the closure, and where
nobody has claimed it yet it may open the ground (regulation 10(4)(a), (b)).  Days of school are counted without it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from ehcp_desk.clock.lean import BaseDeadline, CaseClock, FactRow, Limits, rows_of
from ehcp_desk.clock.model import Fact, State
from ehcp_desk.clock.program import Base
from ehcp_desk.clock.reliefs import CLOSURE_GROUNDS, offered
from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.domain.responsibility import responsible_for
from ehcp_desk.domain.worklist import CaseQuery, Scope, Sort
from ehcp_desk.ports.work import Progress, ReadWork
from ehcp_desk.services.casework.deriving import law_text
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.change_file import ChangeFile
from ehcp_desk.services.oversight.closures import Reach, reach_of_file
from ehcp_desk.services.oversight.law_of_record import applied, law_in_force
from ehcp_desk.services.oversight.restricting import open_whole

STEP = 500
_LIVE = frozenset({State.RUNNING, State.OVERDUE, State.RELIEVED})
_TO_KEEP = frozenset({State.RUNNING, State.OVERDUE})
Pair = tuple[BaseDeadline | None, BaseDeadline | None]
Twin = tuple[str, str, int | None, date]


@dataclass(frozen=True, slots=True)
class MovedDate:
    """One live date that a change moves or puts in another state.  A date that only one of the two laws knows is None
    under the other."""

    case_id: int
    ref: str
    child: str
    rule: str
    duty: str
    subject: str
    due_now: date | None
    due_then: date | None
    state_now: State | None
    state_then: State | None
    owner: str | None
    responsible: str

    @property
    def days(self) -> int | None:
        """Days later (earlier below 0); None where one law has no such date."""
        return (self.due_then - self.due_now).days if self.due_now and self.due_then else None

    @property
    def open(self) -> bool:
        """True where the date is still to be kept under either law; else it was met or ended, and reads otherwise."""
        return bool({self.state_now, self.state_then} & _LIVE) or State.NOT_A_LIMIT in (self.state_now, self.state_then)


@dataclass(frozen=True, slots=True)
class NotTouched:
    """A live case no closure can touch, because the child's setting is not recorded, and who answers for it."""

    case_id: int
    ref: str
    child: str
    responsible: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What a change would do today.  ``cases`` is how many live cases there are; ``settled`` counts dates of theirs
    already met or ended that would read differently and ask nothing of anybody.

    ``reach`` is whom the closures of the file touch, and ``claimable`` the limits for which their ground would then
    be open, though nobody has claimed it; ``not_touched`` are those no closure can reach.
    """

    file: ChangeFile
    now: str
    then: str
    cases: int
    moved: tuple[MovedDate, ...]
    settled: int
    reach: Reach
    claimable: tuple[MovedDate, ...]
    not_touched: tuple[NotTouched, ...]

    @property
    def moved_cases(self) -> int:
        """How many cases have a date that moves or stands otherwise."""
        return len({line.case_id for line in self.moved})


def preview(desk: Desk, file: ChangeFile, progress: Progress | None = None) -> Preview:
    """Every live date of every live case that the change would move or put in another state; nothing is changed.

    Restricted cases are opened for it.  Raises BadInput, with file, rule, key and the near miss, where the change cannot be
    read, and NotAllowed where a restricted case is not open to this person.
    """
    open_whole(desk, f"A change of the law tried: {file.name}")
    today = desk.today()
    moved: list[tuple[int, Pair]] = []
    claimable: list[tuple[int, Pair]] = []
    settled = 0
    with desk.store.read() as work:
        now = law_in_force(work)
        there = any((change.name, change.text) == (file.name, file.text) for change in applied(work))
        then, reach = now if there else file.over(now), reach_of_file(work, file.name, file.closures)
        live = frozenset(work.case_ids(CaseQuery(today, Scope.LIVE, sort=Sort.REF)))
        ground = _Ground(then, today)
        for seen in walks(work, (now, then), today, reach, progress, live):
            pairs = list(_pairs(seen.before, seen.after))
            biting = [pair for pair in pairs if _bites(pair, today)]
            moved += ((seen.case_id, pair) for pair in biting)
            settled += len(pairs) - len(biting)
            if seen.closed:
                claimable += ((seen.case_id, (one, one)) for one in ground.opened(seen))
        lines, open_to = _told(work, desk, moved, then), _told(work, desk, claimable, then)
        staff = work.staff()
    missed = tuple(
        NotTouched(row.id, row.ref, row.name, responsible_for(row.owner_id, row.team_id, staff, today).name)
        for row in reach.unplaced
    )
    return Preview(file, law_text(now), law_text(then), len(live), tuple(lines), settled, reach, tuple(open_to), missed)


class Seen(NamedTuple):
    """One case under both: its facts, the closures it would get, and its limits as they are and as they would be."""

    case_id: int
    facts: list[FactRow]
    closed: list[FactRow]
    before: Limits
    after: Limits


def walks(
    work: ReadWork,
    laws: tuple[Ruleset, Ruleset],
    as_at: date,
    reach: Reach,
    progress: Progress | None,
    only: Collection[int],
) -> Iterator[Seen]:
    """Each of ``only`` these cases whose limits the change makes others or which it gives a closure."""
    now, then = (CaseClock(law, as_at) for law in laws)
    closures = {case_id: [_row(fact.as_fact()) for fact in facts] for case_id, facts in reach.facts.items()}
    if laws[0].digest == laws[1].digest:
        only = closures.keys() & only
    if not only:
        return
    looked = 0
    for case_id, facts in work.every_case_raw():
        if case_id not in only:
            continue
        looked += 1
        if progress is not None and looked % STEP == 0:
            progress(looked, len(only), "Working the dates out as they are and as they would be")
        closed = closures.get(case_id, [])
        before, after = now(facts), then([*facts, *closed])
        if closed or before != after:
            yield Seen(case_id, list(facts), closed, before, after)


class _Ground:
    """Which limits could be lifted if somebody claimed the ground: tried by claiming it, on the day, for each."""

    def __init__(self, law: Ruleset, today: date) -> None:
        self._clock, self._today = CaseClock(law, today), today
        self._claims = {
            rule.id: [_row(Fact("relief_claimed", today, {"relief": relief, "rule": rule.id})) for relief in grounds]
            for rule in law.rules
            if (grounds := [relief for relief in CLOSURE_GROUNDS if relief in offered(rule)])
        }

    def opened(self, seen: Seen) -> list[BaseDeadline]:
        """The limits still to be kept that the closures of a case open the ground for, and which it lacked before."""
        to_keep = [d for d in seen.after if d.rule in self._claims and d.state(self._today) in _TO_KEEP]
        claims = [claim for rule in {d.rule for d in to_keep} for claim in self._claims[rule]]
        if not claims:
            return []
        lifted = self._lifted([*seen.facts, *seen.closed, *claims]) - self._lifted([*seen.facts, *claims])
        return [d for d in to_keep if _twin(d) in lifted]

    def _lifted(self, facts: list[FactRow]) -> set[Twin]:
        return {_twin(d) for d in self._clock(facts) if d.base is Base.RELIEVED}


def _twin(one: BaseDeadline) -> Twin:
    return one.rule, one.subject, one.trigger_id, one.due


def _row(fact: Fact) -> FactRow:
    return rows_of([fact])[0]


def _pairs(before: Limits, after: Limits) -> Iterator[Pair]:
    """Dates that differ, each beside its twin: the same rule and subject, started by the same fact."""
    twins: dict[tuple[str, str, int | None], tuple[list[BaseDeadline], list[BaseDeadline]]]
    twins = defaultdict(lambda: ([], []))
    for side, deadlines in enumerate((before, after)):
        for one in deadlines:
            twins[one.rule, one.subject, one.trigger_id][side].append(one)
    for old, new in twins.values():
        old.sort(key=lambda d: d.due)
        new.sort(key=lambda d: d.due)
        for place in range(max(len(old), len(new))):
            was = old[place] if place < len(old) else None
            then = new[place] if place < len(new) else None
            if was is None or then is None or (was.due, was.base) != (then.due, then.base):
                yield was, then


def _bites(pair: Pair, as_at: date) -> bool:
    """True where the difference is somebody's business: a date still open under either law, or another outcome."""
    states = {one.state(as_at) if one else None for one in pair}
    if len(states) == 2 or states & _LIVE:
        return True
    return any(one is not None and one.state(as_at) is State.NOT_A_LIMIT and one.due >= as_at for one in pair)


def _told(work: ReadWork, desk: Desk, moved: Sequence[tuple[int, Pair]], then: Ruleset) -> list[MovedDate]:
    """The lines of a preview: dates still open first, the one that bites first at the top."""
    staff, today = work.staff(), desk.today()
    duties = {rule.id: rule.duty for rule in then.rules}
    rows = {row.id: row for row in work.case_rows(sorted({case_id for case_id, _ in moved}))}
    lines = []
    for case_id, (one, other) in moved:
        row, either = rows[case_id], one or other
        if either is None:
            continue
        lines.append(
            MovedDate(
                case_id, row.ref, row.name, either.rule, duties.get(either.rule, ""), either.subject,
                one.due if one else None, other.due if other else None,
                one.state(today) if one else None, other.state(today) if other else None,
                row.owner, responsible_for(row.owner_id, row.team_id, staff, today).name,
            )
        )  # fmt: skip
    return sorted(
        lines, key=lambda m: (not m.open, min(d for d in (m.due_now, m.due_then) if d), m.ref, m.rule, m.subject)
    )
