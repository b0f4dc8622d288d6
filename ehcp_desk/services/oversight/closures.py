"""Closures of settings on the record: whom one touches, and the fact it puts on each of their cases.

A closure is a fact about the setting, and the record keeps facts by case: so it is recorded on every live case of a
child there who has not got it yet, and taken back from exactly those it was recorded on.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from ehcp_desk.clock.closures import KIND, Closure, setting_key
from ehcp_desk.clock.facts import did_you_mean
from ehcp_desk.domain.case import OPEN_STAGES, Stage
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.record import NewFact, in_ranges
from ehcp_desk.domain.worklist import CaseRow
from ehcp_desk.ports.work import ReadWork, WriteWork
from ehcp_desk.services.casework.recording import put, take_back
from ehcp_desk.services.oversight.law_of_record import applied

LIVE = frozenset({*OPEN_STAGES, Stage.PLAN})


@dataclass(frozen=True, slots=True)
class Reached:
    """How far one closure reaches: how many cases would get it, and how many have it already."""

    closure: Closure
    cases: int
    already: int


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom the closures of a file touch.

    ``facts`` is what each case would get, by its number.  ``unplaced`` are the live cases of children with no setting
    recorded, which no closure can touch.  ``unknown`` is the first setting no child is at, with the near miss in words.
    """

    closures: tuple[Reached, ...] = ()
    facts: Mapping[int, tuple[NewFact, ...]] = field(default_factory=dict)
    unplaced: tuple[CaseRow, ...] = ()
    unknown: tuple[str, str] | None = None


def reach_of(work: ReadWork, closures: Sequence[Closure], recorded: Collection[int] = ()) -> Reach:
    """Whom closures touch as the record stands: the live cases of children at each setting without that closure.

    A case whose request came after the last day closed is passed over, and so is one on which an act ``recorded`` the
    closure, by the numbers of its entries, though somebody has put it right or withdrawn it since.
    """
    if not closures:
        return Reach()
    known, placed, unplaced = _by_setting(work)
    held = _held(work, recorded)
    facts: dict[int, tuple[NewFact, ...]] = {}
    reached = []
    for closure in closures:
        there = [row for row in placed.get(setting_key(closure.setting), ()) if _in_time(row, closure)]
        lacking = [row for row in there if not _has(held.get(row.id, ()), closure)]
        for row in lacking:
            facts[row.id] = (*facts.get(row.id, ()), _as_new(closure))
        reached.append(Reached(closure, len(lacking), len(there) - len(lacking)))
    unknown = [one.setting for one in closures if setting_key(one.setting) not in known]
    near = did_you_mean(unknown[0], known.values()) if unknown else ""
    return Reach(tuple(reached), facts, tuple(unplaced), (unknown[0], near) if unknown else None)


def reach_of_file(work: ReadWork, file: str, closures: Sequence[Closure]) -> Reach:
    """The same for a file somebody tries or applies.  Raises BadInput for a setting no child on the record is at, with
    the nearest that there is."""
    reach = reach_of(
        work, closures, [n for change in applied(work) if change.name == file for n in in_ranges(change.facts)]
    )
    if reach.unknown is not None:
        setting, near = reach.unknown
        raise BadInput(f"{file}: no child on this record is at {setting!r}{near}.")
    return reach


def record_closures(work: WriteWork, case_id: int, facts: Iterable[NewFact]) -> list[int]:
    """Put closures on a case, which is still to be settled; the numbers the facts were given."""
    return [put(work, case_id, fact).id for fact in facts]


def closures_recorded(work: ReadWork, numbers: Iterable[int]) -> dict[int, list[int]]:
    """Those of these facts that still stand, by case."""
    wanted = frozenset(numbers)
    if not wanted:
        return {}
    found = {
        case_id: [number for _, _, _, number, _ in facts if number in wanted]
        for case_id, facts in work.every_case_raw((KIND,))
    }
    return {case_id: here for case_id, here in found.items() if here}


def withdraw_closures(work: WriteWork, numbers: Iterable[int], on: date, reason: str) -> None:
    """Take closures of one case back, which is still to be settled."""
    for number in numbers:
        entry = work.fact(number)
        if entry is not None:
            take_back(work, entry, on, reason)


def _by_setting(work: ReadWork) -> tuple[dict[str, str], dict[str, list[CaseRow]], list[CaseRow]]:
    """Every setting's name by its key, the live cases at each, and the live cases at none."""
    known: dict[str, str] = {}
    placed: dict[str, list[CaseRow]] = {}
    unplaced = []
    for row in work.every_row():
        key = setting_key(row.setting)
        if key:
            known.setdefault(key, row.setting)
        if row.summary.stage not in LIVE:
            continue
        if key:
            placed.setdefault(key, []).append(row)
        else:
            unplaced.append(row)
    return known, placed, unplaced


def _held(work: ReadWork, recorded: Collection[int]) -> dict[int, list[Mapping[str, str]]]:
    """What the closures on each case say: those that stand, and those ``recorded`` that somebody took away again."""
    held: dict[int, list[Mapping[str, str]]] = {}
    standing: set[int] = set()
    for case_id, facts in work.every_case_raw((KIND,)):
        held[case_id] = [json.loads(attrs or "{}") for _, _, attrs, _, _ in facts]
        standing.update(number for _, _, _, number, _ in facts)
    for entry in map(work.fact, sorted(set(recorded) - standing)):
        if entry is not None:
            held.setdefault(entry.case_id, []).append(entry.fact.attrs)
    return held


def _has(held: Iterable[Mapping[str, str]], closure: Closure) -> bool:
    """True where a case has this closure, whoever recorded it; one recorded by hand need not name the setting."""
    days = closure.first.isoformat(), closure.last.isoformat()
    return any(
        (said.get("from"), said.get("to")) == days
        and setting_key(said.get("setting", "")) in ("", setting_key(closure.setting))
        for said in held
    )


def _in_time(row: CaseRow, closure: Closure) -> bool:
    return row.summary.received is None or row.summary.received <= closure.last


def _as_new(closure: Closure) -> NewFact:
    fact = closure.fact
    return NewFact(fact.kind, fact.on, fact.attrs, source=closure.evidence)
