"""Changing the law of a record, and recording closures of settings: one audited act, whole or not at all.

The dates a change touches are found while others go on working; then, alone with the record, the change is kept, every
date it touches is worked out again and every closure recorded, in one unit of work.  Stopped or killed before the
commit, nothing has happened.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ehcp_desk.clock.changing import check_goes_on
from ehcp_desk.clock.closures import Closure
from ehcp_desk.clock.engine import LATEST
from ehcp_desk.clock.reading import RuleError
from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.domain.access import Act
from ehcp_desk.domain.errors import BadInput, Conflict
from ehcp_desk.domain.journal import NewEntry, digest
from ehcp_desk.domain.record import in_ranges, ranges
from ehcp_desk.domain.worklist import CaseQuery, Scope, Sort
from ehcp_desk.ports.work import Progress, ReadWork, WriteWork
from ehcp_desk.services.casework.deriving import law_text
from ehcp_desk.services.desk import Changes, Desk
from ehcp_desk.services.oversight.change_file import ChangeFile
from ehcp_desk.services.oversight.closures import (
    Reach,
    closures_recorded,
    reach_of,
    reach_of_file,
    record_closures,
    withdraw_closures,
)
from ehcp_desk.services.oversight.law_of_record import (
    APPLIED,
    AppliedChange,
    applied,
    as_setting,
    law_in_force,
    law_with,
)
from ehcp_desk.services.oversight.law_preview import STEP, walks
from ehcp_desk.services.oversight.restricting import open_whole
from ehcp_desk.services.upkeep.recomputing import derive_again

LAW_CHANGED = frozenset({"law", "facts", "cases"})


@dataclass(frozen=True, slots=True)
class LawChanged:
    """What applying or taking back a change did: the law the record has now; how many cases were looked at; the
    references of those whose dates or states are others, and of those a closure was recorded on or taken back from."""

    name: str
    law: Ruleset
    differs: bool
    back: bool
    cases: int
    changed: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()

    @property
    def changes(self) -> Changes:
        """What every page is told."""
        return Changes(LAW_CHANGED)

    @property
    def words(self) -> str:
        """What was done, in one sentence."""
        said = []
        if self.differs:
            said.append(f"the change {self.name} is {'no longer' if self.back else 'now'} part of this record’s law")
        if self.closed:
            how = "taken back from" if self.back else "recorded on"
            its = "its closures" if said else f"the closures of {self.name}"
            said.append(f"{its} were {how} {_cases(len(self.closed))}")
        if not said and self.back:
            said.append(f"the change {self.name} is withdrawn; none of its closures still stood")
        if not said:
            return f"Every child that {self.name} reaches has its closures already; nothing was changed."
        sentence = " and ".join(said)
        where = f"on {len(self.changed)} of {_cases(self.cases)}" if self.changed else "on no case"
        return f"{sentence[0].upper()}{sentence[1:]}; dates or states changed {where}."


def _cases(count: int) -> str:
    return f"{count or 'no'} case{'' if count == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class _Found:
    """What was found while others went on working: the journal's end, every case, and those with other dates."""

    seq: int
    every: frozenset[int]
    others: frozenset[int]

    def to_save(self, work: ReadWork) -> set[int]:
        """Those with other dates and, to be safe, whatever anybody touched since."""
        return {*self.others, *(e.case_id for e in work.journal(after=self.seq) if e.case_id is not None)}


def apply(desk: Desk, file: ChangeFile, reason: str, progress: Progress | None = None) -> LawChanged:
    """Make the change part of this record's law and record its closures, all of it or nothing.

    A file with closures may be applied again, for the children who have come to its settings since; those who have
    the closure are passed over.  Raises BadInput without a reason, where a change of that name is applied already or
    the file cannot be read; Conflict where somebody changed the law meanwhile.
    """
    why = _reason(reason)
    desk.need(Act.LAW)
    open_whole(desk, why)
    with desk.store.read() as work:
        before = applied(work)
        again = _applied_already(before, file)
        now = law_in_force(work)
        then = now if again else file.over(now)
        reach_of_file(work, file.name, file.closures)
        found = _look(work, now, then, progress)
    with desk.store.write(desk.user, desk.now(), alone=True) as work:
        _refuse_changed(before, work)
        facts = reach_of_file(work, file.name, file.closures).facts
        if again and not facts:
            return LawChanged(file.name, then, differs=False, back=False, cases=len(found.every))
        kept = again or AppliedChange(file.name, file.text, digest(file.text), why, desk.user, desk.today().isoformat())
        others = [change for change in before if change is not again]
        work.set_setting(APPLIED, as_setting([*others, kept]))
        numbers = in_ranges(kept.facts)
        done = LawChanged(file.name, then, then.digest != now.digest, back=False, cases=len(found.every))
        ids = found.to_save(work) if done.differs else set()
        done = _save(work, done, ids, facts, lambda case: numbers.extend(record_closures(work, case, facts[case])),
                     progress)  # fmt: skip
        work.set_setting(APPLIED, as_setting([*others, replace(kept, facts=ranges(numbers))]))
        said = {"name": kept.name, "digest": kept.digest, "text": kept.text, "reason": why}
        work.append(_entry("law_changed", said, done, {"before": law_text(now), "after": law_text(then)}))
    desk.take_law(then)
    return done


def withdraw(desk: Desk, name: str, reason: str, progress: Progress | None = None) -> LawChanged:
    """Take an applied change back, by its file's name with or without ``.toml``, with the closures it recorded.

    Raises BadInput without a reason, where there is no such change, or where a later change rests on it; Conflict
    where somebody changed the law meanwhile.
    """
    why = _reason(reason)
    desk.need(Act.LAW)
    open_whole(desk, why)
    with desk.store.read() as work:
        before = applied(work)
        gone = _named(before, name)
        after = tuple(change for change in before if change is not gone)
        now = _fitting(before)
        law = _without(after, gone, now)
        found = _look(work, now, law, progress)
    with desk.store.write(desk.user, desk.now(), alone=True) as work:
        _refuse_changed(before, work)
        work.set_setting(APPLIED, as_setting(after))
        recorded = closures_recorded(work, in_ranges(gone.facts))
        differs = now is None or law.digest != now.digest
        done = LawChanged(gone.name, law, differs, back=True, cases=len(found.every))
        ids = found.to_save(work) if differs else set()
        done = _save(work, done, ids, recorded, lambda case: withdraw_closures(work, recorded[case], desk.today(), why),
                     progress)  # fmt: skip
        said = {"name": gone.name, "digest": gone.digest, "reason": why, "applied_by": gone.by, "applied_on": gone.on}
        work.append(_entry("law_withdrawn", said, done, {"after": law_text(law)}))
    desk.take_law(law)
    return done


def changes_of(desk: Desk) -> tuple[AppliedChange, ...]:
    """The changes applied to this record, oldest first."""
    with desk.store.read() as work:
        return applied(work)


def lacking(desk: Desk) -> Mapping[str, int]:
    """How many live cases have come to the settings of an applied change since, and have not got its closures, by its
    name; only those changes where there are any."""
    with desk.store.read() as work:
        changes = applied(work)
        closures = [(change.name, one) for change in changes for one in _closures(change)]
        recorded = [number for change in changes for number in in_ranges(change.facts)]
        reach = reach_of(work, [one for _, one in closures], recorded)
    found: dict[str, int] = {}
    for (name, _), reached in zip(closures, reach.closures, strict=True):
        if reached.cases:
            found[name] = found.get(name, 0) + reached.cases
    return found


def _closures(change: AppliedChange) -> tuple[Closure, ...]:
    return ChangeFile(change.name, change.text).closures


def _reason(reason: str) -> str:
    if not reason.strip():
        raise BadInput("Say why the law of this record changes; the reason stays in the journal.")
    return " ".join(reason.split())


def _applied_already(before: Sequence[AppliedChange], file: ChangeFile) -> AppliedChange | None:
    """This very file as it was applied, where it holds closures and so may be applied again."""
    same = next((change for change in before if change.name == file.name), None)
    if same is not None and (same.digest != digest(file.text) or not file.closures):
        raise BadInput(f"{file.name} is already applied to this record; withdraw it first, or rename the file.")
    return same


def _refuse_changed(before: Sequence[AppliedChange], work: ReadWork) -> None:
    if applied(work) != tuple(before):
        raise Conflict("Somebody changed the law of this record a moment ago; look at the change again, then apply it.")


def _named(before: Sequence[AppliedChange], name: str) -> AppliedChange:
    gone = next((c for c in before if name in (c.name, c.name.removesuffix(".toml"))), None)
    if gone is None:
        known = f"applied are {', '.join(c.name for c in before)}" if before else "none is applied"
        raise BadInput(f"No change called {name} is applied to this record; {known}.")
    return gone


def _fitting(before: Sequence[AppliedChange]) -> Ruleset | None:
    """The record's law; None where a change it applied fits the rules of this version no longer."""
    try:
        return law_with(before)
    except RuleError:
        return None


def _without(after: Sequence[AppliedChange], gone: AppliedChange, now: Ruleset | None) -> Ruleset:
    try:
        law = law_with(after)
        if now is not None:
            check_goes_on(now, law, gone.name)
        return law
    except RuleError as wrong:
        raise BadInput(f"{gone.name} cannot be withdrawn while a later change rests on it: {wrong}") from wrong


def _look(work: ReadWork, now: Ruleset | None, then: Ruleset, progress: Progress | None) -> _Found:
    """Every case, and which have other dates under the other law, whatever the day; all where the law cannot be read."""
    every = frozenset(work.case_ids(CaseQuery(date.max, Scope.ALL, sort=Sort.REF)))
    seq = work.journal_head()[0]
    if now is None:
        return _Found(seq, every, every)
    seen = walks(work, (now, then), date.fromordinal(LATEST), Reach(), progress, every)
    return _Found(seq, every, frozenset(one.case_id for one in seen))


def _save(
    work: WriteWork,
    act: LawChanged,
    ids: Collection[int],
    closed: Collection[int],
    touch: Callable[[int], object],
    progress: Progress | None,
) -> LawChanged:
    """Work the dates of these cases out again and save them, after ``touch`` for those with a closure."""
    changed, touched = list[str](), list[str]()
    order = sorted({*ids, *closed})
    for start in range(0, len(order), STEP):
        chunk = order[start : start + STEP]
        here = [case_id for case_id in chunk if case_id in closed]
        for case_id in here:
            touch(case_id)
        changed += (again.ref for again in derive_again(work, act.law, chunk, always=here) if again.changed)
        touched += (row.ref for row in work.case_rows(here))
        if progress is not None:
            progress(start + len(chunk), len(order), "Saving the cases; others who save now wait")
    return replace(act, changed=tuple(changed), closed=tuple(touched))


def _entry(kind: str, said: Mapping[str, str], done: LawChanged, law: Mapping[str, str]) -> NewEntry:
    return NewEntry(kind, None, {**said, **law, "cases": list(done.changed), "closed": list(done.closed)})
