"""What a damaged record lost, case by case, by what its journal says was there."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from ehcp_desk.domain.errors import DeskError
from ehcp_desk.domain.journal import JournalEntry, canonical, digest, said_in
from ehcp_desk.domain.record import in_ranges, line_of
from ehcp_desk.ports.work import ReadWork
from ehcp_desk.services.upkeep.checking import GARBLED, OPENINGS


@dataclass(frozen=True, slots=True)
class LostFacts:
    """The numbers of the facts that one case lost; none where some of them are there but not as they were sealed."""

    ref: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LostDocument:
    """A document that is gone, or whose bytes are not what was filed."""

    ref: str
    filename: str
    altered: bool


@dataclass(frozen=True, slots=True)
class Loss:
    """Everything that the journal, as far as it was saved, says was there and is not, or not as it was."""

    cases: tuple[str, ...]
    facts: tuple[LostFacts, ...]
    documents: tuple[LostDocument, ...]

    def __bool__(self) -> bool:
        return bool(self.cases or self.facts or self.documents)


def count_loss(work: ReadWork, without_head: frozenset[int] = frozenset()) -> Loss:
    """Compare what was saved with its own journal; ``without_head`` are cases of which only the facts were saved."""
    told = _Told(work)
    rows = {row.id: row.ref for row in work.every_row()}
    refs = {**told.refs, **rows}
    gone = {one.case_id for one in work.disposals()}  # lawfully; their lines say nothing any more but that
    cases = sorted((set(refs) - set(rows) - gone) | (set(rows) & without_head))
    return Loss(
        tuple(refs[number] for number in cases),
        tuple(told.facts(work, refs, set(rows))),
        tuple(told.documents(work, refs, set(rows))),
    )


class _Told:
    """What the journal says was there."""

    def __init__(self, work: ReadWork) -> None:
        self.refs: dict[int, str] = {}
        self._seals: dict[int, list[tuple[list[int], str]]] = {}
        self._filed: dict[int, dict[int, str]] = {}
        for entry in work.journal():
            if entry.case_id is None or entry.payload is None:
                continue
            self.refs.setdefault(entry.case_id, f"case number {entry.case_id}")
            with suppress(*GARBLED):  # damaged words; the chain tells of it
                self._hear(entry.case_id, entry)

    def _hear(self, case_id: int, entry: JournalEntry) -> None:
        said = said_in(entry.payload)
        if entry.kind in OPENINGS:
            self.refs[case_id] = said["ref"]
        if (seal := said.get("sealed")) is not None:
            self._seals.setdefault(case_id, []).append((in_ranges(seal["facts"]), seal["digest"]))
        if entry.kind == "document_filed":
            self._filed.setdefault(case_id, {})[said["document"]] = said["filename"]

    def facts(self, work: ReadWork, refs: dict[int, str], here: set[int]) -> list[LostFacts]:
        found = []
        for case_id, seals in sorted(self._seals.items()):
            lines = {fact.id: line_of(fact) for fact in work.facts(case_id)} if case_id in here else {}
            gone = [number for numbers, _ in seals for number in numbers if number not in lines]
            altered = any(
                set(numbers) <= set(lines) and digest(canonical({"facts": [lines[n] for n in numbers]})) != kept
                for numbers, kept in seals
            )
            if gone or altered:
                found.append(LostFacts(refs[case_id], tuple(gone)))
        return found

    def documents(self, work: ReadWork, refs: dict[int, str], here: set[int]) -> list[LostDocument]:
        found = []
        for case_id in sorted(here | set(self._filed)):
            held = {one.id: one for one in work.documents(case_id)} if case_id in here else {}
            for number, name in self._filed.get(case_id, {}).items():
                if number not in held:
                    found.append(LostDocument(refs[case_id], name, altered=False))
            for one in held.values():
                try:
                    for _piece in work.document_pieces(one.id):
                        pass  # the digest is compared after the last piece
                except DeskError:
                    found.append(LostDocument(refs[case_id], one.filename, altered=True))
        return found
