"""A row and its case: everything for a new case, only the news for one already met.

What is on the case already is never overwritten.  A blank is filled; a difference is kept word for word as a note and
reported, and the earlier word stands.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from ehcp_desk.clock.model import Fact
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.importing import (
    NOBODY_NAMED,
    CellOutcome,
    CertificateRow,
    ChildIdentity,
    KeptCell,
    Outcome,
    PlannedRow,
)
from ehcp_desk.exchange.cells import Cell, text_of
from ehcp_desk.exchange.planning.case_register import CaseSoFar
from ehcp_desk.exchange.planning.row_reading import Remark, RowReading
from ehcp_desk.exchange.planning.targets import DATED_FACTS, Target
from ehcp_desk.exchange.planning.words import folded

# Facts that two cells make together, and what the second cell says.
_TWO_CELLS = {"request_received": "source", "assess_decision_notified": "outcome"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands in its file, and the digest of what it says."""

    sheet: str
    row: int
    digest: str


def new_case_row(case: CaseSoFar, reading: RowReading, at: Place, say: str) -> tuple[PlannedRow, list[CertificateRow]]:
    """The row that makes a case: created, or held when a person must look first.  Everything it says goes in."""
    case.owner, case.psychologist, case.team = reading.owner, reading.psychologist, reading.team
    holds = reading.holds_for(requested=False)
    if (differs := reading.stage_differs()) and reading.stage_cell is not None:
        holds = [*holds, differs]
        reading.keep(*reading.stage_cell, differs.partition(": ")[2])
    case.held_here = bool(holds)
    facts = tuple([fact for fact, _, _ in reading.facts])
    kept = tuple([KeptCell(remark.heading, remark.value, remark.reason) for remark in reading.remarks if remark.kept])
    case.facts, case.notes = facts, kept
    planned = PlannedRow(
        row=at.row,
        outcome=Outcome.HELD if holds else Outcome.CREATED,
        case=case.ref,
        child=case.child,
        facts=facts,
        owner=reading.owner or None,
        kept=kept,
        reasons=(*holds, say) if say else tuple(holds),
        psychologist=reading.psychologist,
        team=reading.team,
        same_child_as=case.same_child_as,
        digest=at.digest,
        sheet=at.sheet,
        new_case=True,
    )
    return planned, _lines(reading.remarks, case.ref, at)


def seen_row(case: CaseSoFar | None, reading: RowReading, at: Place) -> PlannedRow:
    """A row imported before, word for word: there is nothing to write.

    It is still held while a person has not released its case, and merged when an earlier row of the file went to the
    same case.  Its case may have left the record since (None): it is not made again.
    """
    if case is None:
        reasons: tuple[str, ...] = ("imported before; its case is no longer on the record under these words",)
        return PlannedRow(at.row, Outcome.UNCHANGED, reasons=reasons, digest=at.digest, sheet=at.sheet)
    clashes = [f"{heading}: differs from the record" for fact, heading, _ in reading.facts if case.clashes_with(fact)]
    holds = [*reading.holds_for(bool(case.requested)), *clashes]
    if case.held and holds and not case.held_here:
        outcome, reasons, case.held_here = Outcome.HELD, tuple(holds), True
    elif case.row:
        outcome, reasons = Outcome.MERGED, (f"the same case as row {case.row}: {case.ref}",)
    else:
        outcome, reasons = Outcome.UNCHANGED, ()
    case.row = case.row or at.row
    return PlannedRow(at.row, outcome, case.ref, reasons=reasons, digest=at.digest, sheet=at.sheet)


def joining_row(
    case: CaseSoFar, reading: RowReading, child: ChildIdentity, at: Place
) -> tuple[PlannedRow, list[CertificateRow]]:
    """A row of a case met before, in this file (merged) or on record (updated, or unchanged when it brings no news)."""
    first_here = case.row == 0
    news = _News(case, reading, at)
    news.take_facts()
    news.take_child(child)
    news.take_people()
    kept = news.take_remarks()
    theirs = [] if case.held_here else _undecided(case, reading)
    holds = [*news.clashes, *theirs]
    case.row = case.row or at.row
    case.held_here = case.held_here or bool(holds)
    planned = PlannedRow(
        row=at.row,
        outcome=Outcome.MERGED,
        case=case.ref,
        child=None if news.filled == NOBODY_NAMED else news.filled,
        facts=tuple(news.facts),
        owner=news.owner or None,
        kept=kept,
        psychologist=news.psychologist,
        team=news.team,
        digest=at.digest,
        sheet=at.sheet,
    )
    if holds:
        outcome, reasons = Outcome.HELD, tuple(holds)
    elif first_here:
        outcome, reasons = (Outcome.UPDATED if planned.writes else Outcome.UNCHANGED), ()
    else:
        outcome, reasons = Outcome.MERGED, (f"the same case as row {case.row}: {case.ref}",)
    return replace(planned, outcome=outcome, reasons=reasons), news.lines


def share_child(earlier: CaseSoFar, reading: RowReading, child: ChildIdentity, at: Place) -> None:
    """A new request of a child another case has: what the row knows fills the blanks of the child they share, and what it
    says otherwise is kept as a note on the new case."""
    news = _News(earlier, reading, at)
    news.take_child(child)
    reading.remarks += news.differing


def _undecided(case: CaseSoFar, reading: RowReading) -> list[str]:
    """The row's doubts that nobody has decided.

    Where somebody released the case, it is a case of its own whatever its reference; a cell that was kept on it, a missing
    start and a doubt about what the record has are old news.
    """
    if case.known is None or case.held:
        return reading.holds_for(bool(case.requested))
    return [hold for hold in reading.holds if (doubt := reading.doubts.get(hold)) and not _settled(case, *doubt)]


def _settled(case: CaseSoFar, heading: str, value: str, target: Target) -> bool:
    if (heading, value) in case.noted_before:
        return True
    if target is Target.BORN:
        return case.child.born is not None
    kind, body = DATED_FACTS[target]
    standing = case.known.standing or case.known.facts if case.known is not None else ()
    return any(fact.kind == kind and fact.attrs.get("body", "") == body for fact in standing)


@dataclass(slots=True)
class _News:
    """What a row adds to a case that is known already."""

    case: CaseSoFar
    reading: RowReading
    at: Place
    facts: list[Fact] = field(default_factory=list)
    filled: ChildIdentity = NOBODY_NAMED
    owner: str = ""
    psychologist: str = ""
    team: str = ""
    clashes: list[str] = field(default_factory=list)
    lines: list[CertificateRow] = field(default_factory=list)
    differing: list[Remark] = field(default_factory=list)

    def take_facts(self) -> None:
        """New facts, and clashes: another day or outcome for something the case has already."""
        for fact, heading, cell in self.reading.facts:
            if fact.kind in _TWO_CELLS:
                self._second_cell(fact)
            known = self.case.days_of(fact)
            if not known:
                self.facts.append(fact)
                self.case.facts += (fact,)
            elif self.case.clashes_with(fact):
                self._clash(fact, heading, cell, known[0][0])

    def _second_cell(self, fact: Fact) -> None:
        """Keep who asked, or what was decided, when the case has the request or the decision without those words."""
        attr = _TWO_CELLS[fact.kind]
        second = self.reading.source_cell if attr == "source" else self.reading.outcome_cell
        told = [(known.on, known.attrs.get(attr)) for known in self.case.facts if known.kind == fact.kind]
        if second is None or not told or (fact.on, fact.attrs.get(attr)) in told:
            return
        heading, cell = second
        self._differs(heading, text_of(cell), f"{self.case.place} says otherwise, or nothing, and stands")

    def _clash(self, fact: Fact, heading: str, cell: Cell, earlier: date) -> None:
        reason = f"{in_words(fact.on)}, but {self.case.place} has {in_words(earlier)}, which stands"
        self._differs(heading, text_of(cell), reason)
        decided = not self.case.held and (heading, text_of(cell)) in self.case.noted_before
        if (fact.kind == "request_received" or self.case.known is not None) and not decided:
            self.clashes.append(f"{heading}: {reason}")

    def take_child(self, child: ChildIdentity) -> None:
        """What the row knows of the child that the case does not."""
        filled: dict[str, object] = {}
        for part, (heading, column) in self.reading.child_columns.items():
            theirs: Cell = getattr(self.case.child, part)
            ours: Cell = getattr(child, part)
            if ours is None or ours == "" or ours == theirs:
                continue
            if theirs is None or theirs == "":
                filled[part] = ours
            elif folded(theirs) != folded(ours):
                reason = f"{self.case.place} has {text_of(theirs)}, which stands"
                self._differs(heading, text_of(self.reading.written[column]), reason)
        if filled:
            self.filled = replace(NOBODY_NAMED, **filled)  # type: ignore[arg-type]  # names and types of its own fields
            self.case.child = replace(self.case.child, **filled)  # type: ignore[arg-type]  # as above

    def take_people(self) -> None:
        """Whoever the row names where the case has nobody; another name is kept as a note."""
        for part, heading in (
            ("owner", self.reading.owner_heading),
            ("psychologist", self.reading.psychologist_heading),
            ("team", self.reading.team_heading),
        ):
            ours, theirs = getattr(self.reading, part), getattr(self.case, part)
            if not ours or folded(ours) == folded(theirs):
                continue
            if theirs:
                self._differs(heading, ours, f"{self.case.place} has {theirs}, which stands")
            else:
                setattr(self, part, ours)
                setattr(self.case, part, ours)

    def take_remarks(self) -> tuple[KeptCell, ...]:
        """The cells to keep that are not kept on the case yet; each is reported once."""
        noted = {(note.heading, note.value) for note in self.case.notes} | self.case.noted_before
        fresh = []
        for remark in [*self.reading.remarks, *self.differing]:
            if remark.kept and (remark.heading, remark.value) not in noted:
                noted.add((remark.heading, remark.value))
                fresh.append(remark)
        self.lines = _lines(fresh, self.case.ref, self.at)
        kept = tuple(KeptCell(remark.heading, remark.value, remark.reason) for remark in fresh)
        self.case.notes += kept
        return kept

    def _differs(self, heading: str, value: str, reason: str) -> None:
        self.differing.append(Remark(heading, value, reason, CellOutcome.KEPT))


def _lines(remarks: list[Remark], ref: str, at: Place) -> list[CertificateRow]:
    return [
        CertificateRow(at.row, remark.outcome.value, ref, remark.heading, remark.value, remark.reason, at.sheet)
        for remark in remarks
        if remark.outcome is not None
    ]
