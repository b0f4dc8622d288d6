"""Moving what a held case holds to the case it turned out to be: entries, documents and people to ring, each whole.

Only where both cases say when the same thing happened that happens once (the request, a decision, advice of one body) and
do not say the same does one of the two days stand: the other's whole account is kept in words.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from ehcp_desk.clock.model import Fact
from ehcp_desk.clock.vocabulary import AttrType
from ehcp_desk.domain.case import Case, Child, YearGroup
from ehcp_desk.domain.case_kinds import attrs_of, said_words
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.entry_links import LINKS
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.folding import fold
from ehcp_desk.domain.journal import NewEntry
from ehcp_desk.domain.record import DocumentRow, NewFact, RecordedFact
from ehcp_desk.domain.terms import fact_title
from ehcp_desk.ports.work import ReadWork, WriteWork
from ehcp_desk.services.casework.details import FIELD_WORDS
from ehcp_desk.services.casework.entry_rules import WRITTEN_IN_THE_PLAN
from ehcp_desk.services.upkeep.import_marks import MARK, VERIFIED, came_with

OF_THE_ACT = frozenset({
    MARK, VERIFIED, "assigned", "unassigned", "team_changed", "psychologist_named", "another_child", "children_merged",
})  # fmt: skip
"""What is about the case that turns out to be another one, and not about what happened."""
_WHO_HAS_IT = frozenset({MARK, VERIFIED, "assigned", "unassigned", "team_changed"})
_ONCE = frozenset({
    "born", "request_received", "became_responsible", "plan_transferred_in", "assess_decision_notified",
    "advice_requested", "advice_received", "plan_decision_notified", "no_plan_decision_notified", "draft_plan_served",
    "final_plan_sent", "request_withdrawn", "plan_ceased",
})  # fmt: skip
"""What an assessment has once, advice once of each body: two days of it on one case would start two clocks."""
_NUMBERED_WITHIN = WRITTEN_IN_THE_PLAN | {"bundle_kept"}
"""What counts by numbers of its own case (versions, lines, the list of a bundle) and means nothing on another."""
_NAMING_DOCUMENTS = frozenset({"document", "version_of"})
_Key = tuple[str, date, tuple[tuple[str, str], ...], str]


@dataclass(frozen=True, slots=True)
class MovedOver:
    """What came to the case: entries that a file had brought, entries of people's own, documents, people to ring."""

    brought: int
    by_hand: int
    documents: int
    people: int


def by_hand(facts: Sequence[RecordedFact]) -> list[RecordedFact]:
    """The standing entries that no import brought, without those that only say who has the case."""
    brought = {one.id for made in facts if made.stands and made.fact.kind == MARK for one in came_with(facts, made)}
    return [f for f in facts if f.stands and f.id not in brought and f.fact.kind not in _WHO_HAS_IT]


def refuse_unmovable(work: ReadWork, case: Case, target: Case) -> None:
    """Raises BadInput for a case with a plan or a bundle of its own, and where a restricted file would lie open."""
    if any(f.stands and f.fact.kind in _NUMBERED_WITHIN for f in work.facts(case.id)):
        raise BadInput(
            f"{case.ref} has been worked on by hand since it came in: it has a plan or a bundle, which cannot go to "
            "another case; say that it is a case of its own, and join the children with: merge"
        )
    if work.restriction(case.child.id) is not None and work.restriction(target.child.id) is None:
        raise BadInput(f"{case.ref} is a restricted file and {target.ref} is not; restrict {target.ref} first.")


def move_over(
    work: WriteWork, case: Case, target: Case, filled: Child, on: date, marked: Callable[[int], NewFact | None]
) -> MovedOver:
    """Move everything on ``case`` that happened to ``target``, inside a unit of work; both are still to be settled.

    ``filled`` is the child of ``target`` as it will be from ``on``, ``marked`` gives the mark of so many entries that a
    file had brought.  What people wrote comes after the mark, so that no import takes it back.
    """
    facts = work.facts(case.id)
    own = {f.id for f in by_hand(facts)}
    moving = _Moving(work, case, target, _documents(work, case, target), [f for f in work.facts(target.id) if f.stands])
    wanted = [f for f in facts if f.stands and f.fact.kind not in OF_THE_ACT]
    brought = moving.move((f for f in wanted if f.id not in own), own)
    if (mark := marked(brought)) is not None:
        work.add_fact(target.id, mark)
    written = moving.move((f for f in wanted if f.id in own), own)
    for note in _differing(case, filled, on):
        work.add_fact(target.id, note)
    return MovedOver(brought, written, len(moving.documents), _people(work, case, target))


@dataclass(slots=True)
class _Moving:
    """The entries of a case on their way: which are there already, and the numbers of those that were moved."""

    work: WriteWork
    case: Case
    target: Case
    documents: Mapping[int, int]
    there: Sequence[RecordedFact]
    numbers: dict[int, int] = field(default_factory=dict)

    def move(self, entries: Iterable[RecordedFact], own: Collection[int]) -> int:
        """Add these to the case they go to; how many were added."""
        known: dict[_Key, int] = {_key(f.fact): f.id for f in self.there}
        about = {_subject(f.fact) for f in self.there if f.fact.kind in _ONCE}
        added = 0
        for one in entries:
            new = self._as_moved(one, one.id in own)
            if one.document_id is None and (same := known.get(_key(new.as_fact()))) is not None:
                self.numbers[one.id] = same
                continue
            if _subject(one.fact) in about:
                new = _in_words(self.case, new)
            self.numbers[one.id] = self.work.add_fact(self.target.id, new).id
            added += 1
        return added

    def _as_moved(self, one: RecordedFact, own: bool) -> NewFact:
        """The entry with what it names numbered as it is there; of one somebody wrote, who wrote it and when."""
        attrs = dict(one.fact.attrs)
        for name in _linking(one.fact.kind) & attrs.keys():
            attrs[name] = _renumbered(attrs[name], self.numbers)
        for name in _NAMING_DOCUMENTS & attrs.keys():
            attrs[name] = _renumbered(attrs[name], self.documents)
        wrote = f"{self.case.ref}, where {one.written_by} wrote it on {in_words(one.recorded_at.date())}"
        source = "; ".join(filter(None, (one.source, wrote))) if own else one.source
        document = self.documents.get(one.document_id) if one.document_id is not None else None
        fact = one.fact
        return NewFact(fact.kind, fact.on, attrs, fact.note, fact.approximate, source, document_id=document)


def _linking(kind: str) -> frozenset[str]:
    """The attributes by which a kind of entry names others of its case."""
    typed = (attr.name for attr in attrs_of(kind).values() if attr.type is AttrType.ENTRY)
    return frozenset((*LINKS.get(kind, ()), *typed))


def _renumbered(said: str, numbers: Mapping[int, int]) -> str:
    return ",".join(str(numbers.get(int(n), n)) if n.isdecimal() else n for n in said.split(","))


def _key(fact: Fact) -> _Key:
    return fact.kind, fact.on, tuple(sorted(fact.attrs.items())), fact.note


def _subject(fact: Fact) -> tuple[str, str, str]:
    body = fact.attrs.get("body", "")
    return fact.kind, body, fact.note if body == "other" else ""


def _in_words(case: Case, fact: NewFact) -> NewFact:
    """An entry that cannot stand beside another of its kind, kept whole in words."""
    titles = attrs_of(fact.kind)
    said = [f"{titles[name].title if name in titles else name}: {said_words(fact.kind, name, value)}"
            for name, value in fact.attrs.items() if value]  # fmt: skip
    day = f"about {in_words(fact.on)}" if fact.approximate else in_words(fact.on)
    about = {"heading": fact_title(fact.kind), "reason": f"{case.ref} said so; what this case had stands"}
    return replace(fact, kind="kept_from_import", attrs=about, approximate=False,
                   note="; ".join(filter(None, (day, *said, fact.note))))  # fmt: skip


def _documents(work: WriteWork, case: Case, target: Case) -> dict[int, int]:
    """File the documents of one case on the other too; number there by number here."""
    filed = {}
    for old in work.documents(case.id):
        new: DocumentRow = work.file_again(old.id, target.id)
        said = {"document": new.id, "sha256": new.sha256, "filename": new.filename, "from": case.ref}
        work.append(NewEntry("document_filed", target.id, said))
        filed[old.id] = new.id
    return filed


def _people(work: WriteWork, case: Case, target: Case) -> int:
    """Whom to ring about the child of one case, under the child of the other too; how many were not there yet."""
    if case.child.id == target.child.id:
        return 0
    there = {replace(one, id=0, child_id=0) for one in work.contactables(target.child.id)}
    new = [one for one in work.contactables(case.child.id) if replace(one, id=0, child_id=0) not in there]
    for person in new:
        work.add_contactable(replace(person, child_id=target.child.id))
    return len(new)


def _differing(case: Case, filled: Child, on: date) -> list[NewFact]:
    """What one case says of the child where the other says otherwise, each kept as a note."""
    reason = f"{case.ref} said so; what this case had stands"
    return [
        NewFact("kept_from_import", on, {"heading": title, "reason": reason}, _told(theirs))
        for name, title in FIELD_WORDS.items()
        if (theirs := getattr(case.child, name)) not in ("", None) and _folded(theirs) != _folded(getattr(filled, name))
    ]


def _told(value: Any) -> str:
    return in_words(value) if isinstance(value, date) else str(value)


def _folded(value: Any) -> object:
    if isinstance(value, YearGroup):  # the same group said in another year is the same
        return value.offset if value.offset is not None else value.group
    return fold(value) if isinstance(value, str) else value
