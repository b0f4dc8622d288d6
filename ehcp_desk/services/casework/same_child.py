"""One child entered twice: found on entry and over the record, found to be one, found to be two, and taken back.

Nothing is deleted.  The older row of the two is kept as the child and the newer points to it; the cases, the people
to ring and what is known of the family of both are then read under the one child.  Every case that moved has a fact
that says from where, and every field that changed stands there with its before and after, so that it can be undone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from ehcp_desk.domain.access import Act
from ehcp_desk.domain.case import Case, Child, YearGroup, still_says
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.journal import NewEntry
from ehcp_desk.domain.likeness import Likely, duplicates, likely_same
from ehcp_desk.domain.record import NewFact, RecordedFact
from ehcp_desk.ports.work import Progress, ReadWork, WriteWork
from ehcp_desk.services.casework.details import FIELD_WORDS, changes_in_words, held
from ehcp_desk.services.casework.recording import find, note_another, settle
from ehcp_desk.services.desk import Changes, Desk


@dataclass(frozen=True, slots=True)
class Known:
    """A child on the record who may be the one somebody is about to enter: why, and the cases they have."""

    child: Child
    why: tuple[str, ...]
    score: int
    refs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two children on the record who may be one, with a case of each to open or to merge by."""

    likely: Likely
    refs: tuple[str, ...]
    other_refs: tuple[str, ...]


def known_like(desk: Desk, child: Child) -> tuple[Known, ...]:
    """Children on the record who may be this one, the likeliest first; none for a child without a surname."""
    if not child.surname.strip():
        return ()
    with desk.store.read() as work:
        found = likely_same(child, work.children_like(child))
        return tuple(
            Known(hit.other, hit.why, hit.score, tuple(c.ref for c in work.cases_of_child(hit.other.id)))
            for hit in found
        )


def possible_duplicates(desk: Desk, progress: Progress | None = None) -> tuple[Pair, ...]:
    """Every two children on the record who may be one and whom nobody has said to be two, the likeliest first."""
    with desk.store.read() as work:
        refs: dict[int, list[str]] = {}
        children: dict[int, Child] = {}
        out = {entry.case_id for entry in work.import_marks() if entry.fact.kind == "taken_out"}
        for case_id, ref, child in work.every_identity():
            if case_id in out:
                continue
            refs.setdefault(child.id, []).append(ref)
            children[child.id] = child
            if progress is not None and case_id % 2000 == 0:
                progress(case_id, 0, "Reading children")
        apart = {_pair_key(ref, other) for ref, other in _said_apart(work)}

    def tell(done: int, total: int) -> None:
        if progress is not None:
            progress(done, total, "Comparing children")

    found = duplicates(list(children.values()), tell)
    pairs = [Pair(hit, tuple(refs[hit.one.id]), tuple(refs[hit.other.id])) for hit in found]
    return tuple(p for p in pairs if not any(_pair_key(a, b) in apart for a in p.refs for b in p.other_refs))


def say_another(desk: Desk, ref: str, other_ref: str, reason: str) -> Changes:
    """Say that the children of two cases are two, and why; they are not offered as possible duplicates again."""
    _need_reason(reason)
    with desk.store.write(desk.user, desk.now()) as work:
        case, other = work.case(find(work, ref)), work.case(find(work, other_ref))
        if case.child.id == other.child.id:
            raise BadInput(f"{ref} and {other_ref} stand under one child; split them first.")
        made = note_another(work, case, other.ref, desk.today(), reason)
        settle(work, case)
    return Changes(frozenset({"facts"}), frozenset({case.id}), (made.id,))


def merge(desk: Desk, ref: str, into_ref: str, reason: str) -> Changes:
    """Say that the children of two cases are one.  Where they differ, what stands on ``into_ref`` counts; its blanks
    are filled from the other.  Raises BadInput where they are one child already, or no reason is given.
    """
    _need_reason(reason)
    with desk.store.write(desk.user, desk.now()) as work:
        case, into = held(work, ref, into_ref)
        if case.child.id == into.child.id:
            raise BadInput(f"{ref} and {into_ref} already stand under one child.")
        older, newer = sorted((case.child, into.child), key=lambda child: child.id)
        kept = _joined(older, into.child, case.child)
        moved = work.cases_of_child(newer.id)
        fields = _fields(older, kept)
        work.say_same(newer.id, older.id)  # first, so that a restricted file is under its restriction all the while
        if work.restriction(older.id) is not None:  # and the other file is from now on
            work.log_opening({one.id for one in (*work.cases_of_child(older.id), *moved)}, reason.strip())
        facts = _move(work, desk, moved, kept, {"from": str(newer.id), "into": str(older.id),
                                                "ref": (into if newer.id == case.child.id else case).ref,
                                                "fields": json.dumps(fields, ensure_ascii=False)}, reason)  # fmt: skip
        work.save_child(kept)
        said = {"kept": older.id, "merged": newer.id, "reason": reason.strip(),
                "fields": changes_in_words(FIELD_WORDS, asdict(older), {k: getattr(kept, k) for k in fields})}  # fmt: skip
        for one in work.cases_of_child(older.id):
            others = ", ".join(c.ref for c in moved if c.id != one.id) or into_ref
            work.append(NewEntry("children_merged", one.id, {**said, "with": others}))
        touched = frozenset(c.id for c in work.cases_of_child(older.id))
    return Changes(frozenset({"cases", "facts"}), touched, facts)


def split(desk: Desk, ref: str, reason: str) -> Changes:
    """Take back that the child of a case was found to be another: its cases stand under the child they came from.

    Fields that were changed by the merge and not since go back to what they were.  A restricted file stays restricted,
    both halves of it, and only somebody who may lift a restriction may split it.  Raises BadInput where the case was
    never moved, or where the child it moved to was itself found to be another since.
    """
    _need_reason(reason)
    with desk.store.write(desk.user, desk.now()) as work:
        (case,) = held(work, ref)
        found = _moves(work, case) or [m for c in work.cases_of_child(case.child.id) for m in _moves(work, c)]
        if not found:
            raise BadInput(f"{ref} was never found to be another child’s, so there is nothing to split.")
        last = max(found, key=lambda move: move.id)
        came_from, into = int(last.fact.attrs["from"]), int(last.fact.attrs["into"])
        if case.child.id != into:
            raise BadInput(f"{ref} stands under another child since; split that one first.")
        apart = work.child_row(came_from)
        restriction = work.restriction(into)
        if restriction is not None:
            desk.need(Act.RESTRICT)
        work.say_same(came_from, None)
        if restriction is not None:
            for child in (came_from, into):
                work.restrict(child, restriction.names, restriction.reason)
        back = _went_together(work, case.child, came_from)
        facts: list[int] = []
        for one, entry in back:
            gone = NewFact("withdrawn_entry", desk.today(), note=reason.strip(), supersedes=entry.id)
            facts.append(work.add_fact(one.id, gone).id)
            settle(work, replace(one, child=apart))
        kept = _as_before(case.child, last)
        work.save_child(apart)
        work.save_child(kept)
        fields = changes_in_words(FIELD_WORDS, asdict(case.child), _changed_fields(case.child, kept))
        said = {"kept": into, "split": came_from, "fields": fields, "reason": reason.strip()}
        touched = [*(c.id for c, _ in back), *(c.id for c in work.cases_of_child(into))]
        for number in touched:
            work.append(NewEntry("children_split", number, said))
    return Changes(frozenset({"cases", "facts"}), frozenset(touched), tuple(facts))


def _need_reason(reason: str) -> None:
    if not reason.strip():
        raise BadInput("Say why, so that whoever reads the record later knows what it rests on.")


def _joined(row: Child, first: Child, second: Child) -> Child:
    """The child kept: the row of ``row``, the values of ``first``, its blanks filled from ``second``."""
    values = {k: getattr(first, k) if getattr(first, k) not in ("", None) else getattr(second, k) for k in FIELD_WORDS}
    return replace(row, **values)


def _fields(before: Child, after: Child) -> dict[str, list[str]]:
    """The kept child's fields that change, by name: before and after as text."""
    return {k: [_text(getattr(before, k)), _text(v)] for k, v in _changed_fields(before, after).items()}


def _changed_fields(before: Child, after: Child) -> dict[str, Any]:
    return {k: getattr(after, k) for k in FIELD_WORDS if getattr(before, k) != getattr(after, k)}


def _move(
    work: WriteWork, desk: Desk, cases: Iterable[Case], kept: Child, attrs: dict[str, str], reason: str
) -> tuple[int, ...]:
    made = []
    for one in cases:
        made.append(work.add_fact(one.id, NewFact("children_merged", desk.today(), attrs, reason.strip())).id)
        settle(work, replace(one, child=kept))
    return tuple(made)


def _moves(work: ReadWork, case: Case) -> list[RecordedFact]:
    return [f for f in work.facts(case.id) if f.stands and f.fact.kind == "children_merged"]


def _went_together(work: ReadWork, child: Child, came_from: int) -> list[tuple[Case, RecordedFact]]:
    """The cases under a child that came from another one, each with the fact that says so."""
    found = []
    for one in work.cases_of_child(child.id):
        moves = _moves(work, one)
        if moves and moves[-1].fact.attrs.get("from") == str(came_from):
            found.append((one, moves[-1]))
    return found


def _as_before(now: Child, move: RecordedFact) -> Child:
    fields: dict[str, Sequence[str]] = json.loads(move.fact.attrs.get("fields") or "{}")
    back = {
        k: _value(k, before, move.fact.on)
        for k, (before, after) in fields.items()
        if still_says(getattr(now, k), after)
    }
    return replace(now, **back)


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _value(name: str, text: str, day: date) -> Any:
    """A field as its text was kept on ``day``."""
    if name == "born":
        return date.fromisoformat(text) if text else None
    if name == "year_group":
        year = YearGroup.read(text)
        return YearGroup.said_on(year.group, day) if year is not None and year.since is None else year
    return text


def _said_apart(work: ReadWork) -> list[tuple[str, str]]:
    refs: dict[int, str] = {}
    marks = [f for f in work.marks() if f.fact.kind == "another_child"]
    for entry in marks:
        refs[entry.case_id] = refs.get(entry.case_id) or work.case(entry.case_id).ref
    return [(refs[f.case_id], f.fact.attrs.get("ref", "")) for f in marks]


def _pair_key(one: str, other: str) -> frozenset[str]:
    return frozenset({one.casefold(), other.casefold()})
