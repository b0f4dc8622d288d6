"""Changing the law of a record: see every live date that would move, then apply the change in one audited act.

A change is a file in the form :mod:`ehcp_desk.clock.changing` reads.  Previewing changes nothing; applying keeps the
text in the record, and works every deadline out again under it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ehcp_desk.clock.changing import lay_over
from ehcp_desk.clock.lean import BaseDeadline, CaseClock, Limits
from ehcp_desk.clock.model import State
from ehcp_desk.clock.reading import RuleError
from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.clock.vocabulary import FACT_KINDS
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.journal import NewEntry, digest
from ehcp_desk.domain.responsibility import responsible_for
from ehcp_desk.domain.worklist import CaseQuery, Scope, Sort
from ehcp_desk.ports.work import Progress, ReadWork
from ehcp_desk.services.casework.deriving import law_text
from ehcp_desk.services.desk import Changes, Desk
from ehcp_desk.services.oversight.law_of_record import APPLIED, AppliedChange, applied, as_setting, law_with
from ehcp_desk.services.upkeep.recomputing import recompute

LARGEST = 1024 * 1024
STEP = 500
LAW_CHANGED = frozenset({"law", "facts", "cases"})
_LIVE = frozenset({State.RUNNING, State.OVERDUE, State.RELIEVED})
Pair = tuple[BaseDeadline | None, BaseDeadline | None]


@dataclass(frozen=True, slots=True)
class ChangeFile:
    """A change to the law as it was read: its file's name and its text."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class MovedDate:
    """One live date that a change moves.  A date that only one of the two laws knows is None under the other."""

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
class Preview:
    """What a change would do today.  ``cases`` is how many live cases were looked at; ``settled`` counts dates of
    theirs already met or ended that would read differently and ask nothing of anybody."""

    file: ChangeFile
    now: str
    then: str
    cases: int
    moved: tuple[MovedDate, ...]
    settled: int

    @property
    def moved_cases(self) -> int:
        """How many cases have a date that moves."""
        return len({line.case_id for line in self.moved})


@dataclass(frozen=True, slots=True)
class LawChanged:
    """The law the record has now, and the cases whose dates or states it changed."""

    law: Ruleset
    cases: int
    changed: tuple[str, ...]

    @property
    def changes(self) -> Changes:
        """What every page is told."""
        return Changes(LAW_CHANGED)


def read_change(path: Path) -> ChangeFile:
    """Read a file with a change.  Raises BadInput in one sentence where it cannot be read."""
    try:
        if path.stat().st_size > LARGEST:
            raise BadInput(f"{path.name} is larger than a change to the law can be; choose a TOML file with rules.")
        return ChangeFile(path.name, path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        raise BadInput(f"{path.name} is not a text file in UTF-8; a change to the law is a TOML file.") from None
    except OSError as fault:
        raise BadInput(f"{path.name} cannot be read: {fault.strerror}.") from fault


def preview(desk: Desk, file: ChangeFile, progress: Progress | None = None) -> Preview:
    """Every live date of every live case that the change would move or put in another state; nothing is changed.

    Raises BadInput, with file, rule, key and the near miss, where the change cannot be read.
    """
    now = desk.law
    then = _laid(now, file)
    with desk.store.read() as work:
        live = frozenset(work.case_ids(CaseQuery(desk.today(), Scope.LIVE, sort=Sort.REF)))
        pairs = list(_differences(work, (now, then), desk.today(), live, progress))
        moved = [(case_id, pair) for case_id, pair in pairs if _bites(pair, desk.today())]
        lines = _told(work, desk, moved, then)
    return Preview(file, law_text(now), law_text(then), len(live), tuple(lines), len(pairs) - len(moved))


def apply(desk: Desk, file: ChangeFile, reason: str, progress: Progress | None = None) -> LawChanged:
    """Make the change part of this record's law, and work every deadline out again under it.

    Stopping half-way leaves the law changed and every case whole; ``migrate`` finishes.  Raises BadInput without a
    reason, where a change of that name is already applied, or where the change cannot be read.
    """
    why = _reason(reason)
    with desk.store.write(desk.user, desk.now()) as work:
        before = applied(work)
        if any(change.name == file.name for change in before):
            raise BadInput(f"{file.name} is already applied to this record; withdraw it first, or rename the file.")
        now = law_with(before)
        then = _laid(now, file)
        seal, on = digest(file.text), desk.today().isoformat()
        after = (*before, AppliedChange(file.name, file.text, seal, why, desk.user, on))
        work.set_setting(APPLIED, as_setting(after))
        said = {"name": file.name, "digest": seal, "text": file.text, "reason": why}
        work.append(NewEntry("law_changed", None, {**said, "before": law_text(now), "after": law_text(then)}))
    return _under(desk, law_with(after), progress)


def withdraw(desk: Desk, name: str, reason: str, progress: Progress | None = None) -> LawChanged:
    """Take an applied change back, by its file's name with or without ``.toml``, and work every deadline out again.

    Raises BadInput without a reason, where there is no such change, or where a later change rests on it.
    """
    why = _reason(reason)
    with desk.store.write(desk.user, desk.now()) as work:
        before = applied(work)
        gone = next((c for c in before if name in (c.name, c.name.removesuffix(".toml"))), None)
        if gone is None:
            known = f"applied are {', '.join(c.name for c in before)}" if before else "none is applied"
            raise BadInput(f"No change called {name} is applied to this record; {known}.")
        after = tuple(change for change in before if change is not gone)
        try:
            law = law_with(after)
        except RuleError as wrong:
            raise BadInput(f"{gone.name} cannot be withdrawn while a later change rests on it: {wrong}") from wrong
        work.set_setting(APPLIED, as_setting(after))
        said = {"name": gone.name, "digest": gone.digest, "reason": why, "applied_by": gone.by, "applied_on": gone.on}
        work.append(NewEntry("law_withdrawn", None, {**said, "after": law_text(law)}))
    return _under(desk, law, progress)


def changes_of(desk: Desk) -> tuple[AppliedChange, ...]:
    """The changes applied to this record, oldest first."""
    with desk.store.read() as work:
        return applied(work)


def _under(desk: Desk, law: Ruleset, progress: Progress | None) -> LawChanged:
    desk.take_law(law)
    done = recompute(desk, progress)
    return LawChanged(law, done.cases, done.changed)


def _reason(reason: str) -> str:
    if not reason.strip():
        raise BadInput("Say why the law of this record changes; the reason stays in the journal.")
    return " ".join(reason.split())


def _laid(law: Ruleset, file: ChangeFile) -> Ruleset:
    try:
        return lay_over(law, file.name, file.text)
    except RuleError as wrong:
        raise BadInput(str(wrong)) from wrong


def _differences(
    work: ReadWork, laws: tuple[Ruleset, Ruleset], as_at: date, live: frozenset[int], progress: Progress | None
) -> Iterator[tuple[int, Pair]]:
    """(case id, date now and then) for every date of a live case that the two laws give differently."""
    now, then = (CaseClock(law, as_at) for law in laws)
    looked = 0
    for case_id, facts in work.every_case_raw(FACT_KINDS):
        if case_id not in live:
            continue
        looked += 1
        if progress is not None and looked % STEP == 0:
            progress(looked, len(live), "Working the dates out under both laws")
        before, after = now(facts), then(facts)
        if before != after:
            yield from ((case_id, pair) for pair in _pairs(before, after))


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
