"""The chronology before it is printed: its lines, hints on their wording, what is still open, and what waits to be let in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ehcp_desk.domain.chronology_gaps import Gaps, gaps_of
from ehcp_desk.domain.chronology_marks import waiting_proposals
from ehcp_desk.domain.neutral_wording import Hint, hints
from ehcp_desk.domain.papers import Chronology
from ehcp_desk.domain.record import RecordedFact
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.records.issuing import Asked, asked_chronology


@dataclass(frozen=True, slots=True)
class Look:
    """A chronology as asked for; ``hints`` by the number of the line, ``proposed`` what the other side would add."""

    ref: str
    value: Chronology
    hints: Mapping[int, tuple[Hint, ...]]
    gaps: Gaps
    proposed: tuple[RecordedFact, ...]


def look(desk: Desk, case_id: int, asked: Asked, weeks: int) -> Look:
    """Read it.  ``weeks`` is how long a silence may last before it is a gap."""
    with desk.store.read() as work:
        ref = work.case(case_id).ref
        facts = work.facts(case_id)
    value = asked_chronology(desk, ref, asked)
    gaps = gaps_of(value, asked.as_at or desk.today(), weeks)
    told = {line.number: hints(line.event) for line in value.printed}
    return Look(ref, value, told, gaps, waiting_proposals(facts))
