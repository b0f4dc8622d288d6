"""What the journal says of what is kept beside the facts, against how it stands: details of children and people to ring,
staff, settings, restrictions, the list of disposals, and the lists' own lines."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Set
from contextlib import suppress
from dataclasses import dataclass, field

from ehcp_desk.domain.amounts import so_many
from ehcp_desk.domain.errors import Unreadable
from ehcp_desk.domain.journal import ROWS, JournalEntry, said_in
from ehcp_desk.domain.retention import Disposal
from ehcp_desk.ports.work import ReadWork
from ehcp_desk.services.upkeep.retention import DISPOSED

Check = tuple[str, bool, str]
GARBLED = (Unreadable, ValueError, LookupError, TypeError, AttributeError)
"""What reading raises where a value was damaged, or changed by another program: any of them is a finding, not a fault."""
_SHOWN = 5
_MOVED_BY = ("children_split", "details_kept")
"""Who restricts a file restricts both halves of one that is split, without a line of its own; and where a case was disposed
of, the line may have been about that one."""


def some(refs: Iterable[str]) -> str:
    """The first few of many, and how many more."""
    listed = list(refs)
    return ", ".join(listed[:_SHOWN]) + (f" and {len(listed) - _SHOWN} more" if len(listed) > _SHOWN else "")


@dataclass
class _Told:
    """What the lines of the journal say, read once: how rows stand, to whom files are kept, what was disposed of."""

    rows: dict[str, tuple[str, int]] = field(default_factory=dict)
    names: dict[int, list[list[str]]] = field(default_factory=dict)
    why: dict[int, set[tuple[str, str]]] = field(default_factory=dict)
    shut: dict[int, bool] = field(default_factory=dict)
    split: set[int] = field(default_factory=set)
    emptied: set[int] = field(default_factory=set)
    disposed: dict[int, Mapping[str, object]] = field(default_factory=dict)

    def hear(self, entry: JournalEntry) -> None:
        """One line."""
        if entry.payload is None:
            if entry.case_id is not None:
                self.emptied.add(entry.case_id)
            else:  # it may have said how any of these stands
                self.rows = {name: last for name, last in self.rows.items() if name.startswith("child ")}
        said = said_in(entry.payload)
        with suppress(*GARBLED):
            self.rows.update({name: (str(digest), entry.seq) for name, digest in said.get(ROWS, {}).items()})
        if entry.kind == "officer_changed" and said.get("before") != said.get("after"):
            self._rename(str(said.get("before")).casefold(), str(said.get("after")).casefold())
        if entry.case_id is None:
            return
        if entry.kind == "restricted":
            self.shut[entry.case_id] = True
            self.split.discard(entry.case_id)
            self.names[entry.case_id] = [[str(name).casefold()] for name in said.get("to") or ()]
            self.why.setdefault(entry.case_id, set()).add((entry.actor, str(said.get("reason"))))
        elif entry.kind == "unrestricted":
            self.shut[entry.case_id] = False
        elif entry.kind in _MOVED_BY:
            self.split.add(entry.case_id)
        elif entry.kind == DISPOSED:
            self.disposed[entry.case_id] = {**said, "by": entry.actor}

    def _rename(self, before: str, after: str) -> None:
        """Somebody is called otherwise from this line on; on a server a file stays kept to what they were called."""
        for named in self.names.values():
            for called in named:
                if called[-1] == before:
                    called.append(after)


def told_checks(work: ReadWork, lines: Iterable[JournalEntry], refs: Mapping[int, str]) -> list[Check]:
    """Every check of what the journal says beside the facts; ``refs`` are the cases that are looked into."""
    told = _Told()
    for entry in lines:
        told.hear(entry)
    checks: list[Callable[[], Check]] = [
        lambda: _details(work, told, refs),
        lambda: _lists(work, refs),
        lambda: _restrictions(work, told, refs),
        lambda: _disposals(work, told),
    ]
    names = ("details", "lists", "restrictions", "disposals")
    found = []
    for name, check in zip(names, checks, strict=True):
        try:
            found.append(check())
        except GARBLED:
            found.append((name, False, _UNREADABLE.format(_WHAT[name])))
    return found


_UNREADABLE = "{} cannot be read: it was damaged, or changed by another program"
_WHAT = {
    "details": "something of a child, somebody to ring, a person of the desk or a setting",
    "lists": "a line of the lists",
    "restrictions": "something that says who sees a restricted file",
    "disposals": "the list of disposals",
}


def _details(work: ReadWork, told: _Told, refs: Mapping[int, str]) -> Check:
    """Children with their people to ring, staff, teams, days away and settings stand as the last act on them left them."""
    now = dict(work.kept_now())
    wrong = [name for name, (digest, _) in told.rows.items() if now.get(name, "") not in (digest, None)]
    if not wrong:
        return "details", True, f"{so_many(len(told.rows), 'row')} beside the facts stand as the journal sealed them"
    children: dict[str, list[str]] = {}
    for case_id, ref, child in work.every_identity():
        if case_id in refs:
            children.setdefault(f"child {child.id}", []).append(ref)
    said = [f"{_of(name, children)} (line {told.rows[name][1]})" for name in wrong]
    return "details", False, f"changed or taken away since the line of the journal that tells of it: {some(said)}"


def _of(name: str, children: Mapping[str, list[str]]) -> str:
    kind, _, number = name.partition(" ")
    if kind == "child":
        return f"the child or the people to ring of {' and '.join(children.get(name, [f'child number {number}']))}"
    words = {"officer": "person", "absence": "days away"}.get(kind, kind)
    return f"{words} {number}" if kind == "setting" else f"{words} number {number}"


def _lists(work: ReadWork, refs: Mapping[int, str]) -> Check:
    wrong = sorted(ref for number, ref in work.lines_unlike().items() if number in refs)
    if wrong:
        why = "the lists say something else than the case and its child, or stand in another order: save the case again"
        return "lists", False, f"{so_many(len(wrong), 'case')}: {why}: {some(wrong)}"
    return "lists", True, "every line says what its case and its child say"


def _restrictions(work: ReadWork, told: _Told, refs: Mapping[int, str]) -> Check:
    """Each file is kept to the people its lines name, or open."""
    shut, sights, family = work.restricted_cases(), work.sights(), dict[int, list[int]]()
    for case_id, _ref, child in work.every_identity():
        family.setdefault(child.id, []).append(case_id)
    wrong = list[str]()
    for child_id, cases in family.items():
        ours = [case_id for case_id in cases if case_id in refs]
        wrong += [
            f"{refs[one]} was restricted and is open, and no line says who lifted it"
            for one in ours
            if one not in shut and told.shut.get(one)
        ]
        if ours and shut.issuperset(ours):
            named = {name.casefold() for one in ours if one in sights for name in sights[one].names}
            held = work.restriction(child_id)
            why = (held.by, held.reason) if held is not None else ("", "")
            wrong += [f"{refs[ours[0]]} {said}" for said in _kept_otherwise(told, cases, named, why)]
    if wrong:
        return "restrictions", False, some(wrong)
    return "restrictions", True, f"{so_many(len(shut & refs.keys()), 'case')} restricted, each as its lines say"


def _kept_otherwise(told: _Told, cases: Collection[int], named: Set[str], why: tuple[str, str]) -> list[str]:
    """What is wrong with the restriction of a child's cases, kept to these people for this reason."""
    if any(one in told.split or one in told.emptied for one in cases):
        return []  # the line that restricted them is of another case, or was emptied
    mine = [one for one in cases if told.shut.get(one)]
    if not mine:
        return ["is restricted, and no line says who restricted it"]
    wanted = [called for one in mine for called in told.names[one]]
    wrong = []
    if any(named.isdisjoint(called) for called in wanted):
        wrong.append("is closed to somebody its line names")
    if not set().union(*wanted).issuperset(named):
        wrong.append("is open to somebody no line names")
    if not any(why in told.why.get(one, ()) for one in mine):
        wrong.append("is restricted by somebody else or for another reason than its line says")
    return wrong


def _disposals(work: ReadWork, told: _Told) -> Check:
    """What was emptied was lawfully disposed of, and every disposal has its line in the journal, which says the same."""
    closed = frozenset().union(*work.closed_cases())
    listed = {one.case_id: one for one in work.disposals()}
    if stray := sorted(told.emptied - listed.keys() - closed):
        said = f"lines of {len(stray)} cases were emptied that nobody disposed of"
        return "disposals", False, f"{said}: number {some(map(str, stray))}"
    if untold := sorted(one.ref for number, one in listed.items() if number not in told.disposed):
        return "disposals", False, f"{len(untold)} disposals have no line in the journal: {some(untold)}"
    if gone := sorted(str(number) for number in told.disposed.keys() - listed.keys()):
        return "disposals", False, f"{len(gone)} disposals of the journal are not on the list: number {some(gone)}"
    other = [one.ref for number, one in listed.items() if not _as_told(one, told.disposed[number])]
    if other:
        return "disposals", False, f"{len(other)} disposals say something else than their lines: {some(sorted(other))}"
    return "disposals", True, f"{len(listed)} files disposed of, each with its line in the journal"


def _as_told(one: Disposal, said: Mapping[str, object]) -> bool:
    """Whether a disposal is as its line tells it; what a line of an earlier release left out is not asked."""
    stands = {"ref": one.ref, "rule": one.rule, "due": one.due.isoformat(), "reason": one.reason, "by": one.by,
              "facts": one.facts, "documents": one.documents, "bytes": one.size}  # fmt: skip
    return all(said.get(name, value) == value for name, value in stands.items())
