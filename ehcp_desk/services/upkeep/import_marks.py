"""The marks an import leaves on every case it touches: what it did there, and whether anybody has looked since.

A mark is a fact of its own (``imported``), the last of what one row or one new case brought in.  It counts the entries
before it that came with it, so an import can be taken back; and while it stands without a later ``import_verified``
the case is *migrated, not verified*.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ehcp_desk.domain.record import NewFact, RecordedFact
from ehcp_desk.ports.work import ReadWork

MARK, VERIFIED, OUT = "imported", "import_verified", "taken_out"
MADE, ADDED = "made", "added"


@dataclass(frozen=True, slots=True)
class Before:
    """What an import changed on the head of a case that was there already.

    ``filled`` are the child's details it filled in, ``unassigned`` since when nobody held the case before it named
    somebody, ``held`` why it was held before; None for what it left alone.
    """

    filled: Mapping[str, Any]
    unassigned: str | None = None
    psychologist: bool = False
    team: bool = False
    held: str | None = None

    def text(self) -> str:
        """As the mark keeps it; empty where nothing was changed."""
        said = {"filled": self.filled, "unassigned": self.unassigned, "psychologist": self.psychologist, "team": self.team,
                "held": self.held}  # fmt: skip
        kept = {name: value for name, value in said.items() if value not in (False, None, {})}
        return json.dumps(kept, ensure_ascii=False, sort_keys=True, default=str) if kept else ""


NOTHING_BEFORE = Before({})


def mark(number: int, did: str, on: date, added: int, source: str, before: Before = NOTHING_BEFORE) -> NewFact:
    """The mark of import ``number``: ``added`` entries came with it, which stand directly before it on the case."""
    said = {"import": str(number), "did": did, "added": str(added), "before": before.text()}
    return NewFact(MARK, on, {name: value for name, value in said.items() if value}, source=source)


def number_of(fact: RecordedFact) -> int:
    """The number of the import a mark is of."""
    return int(fact.fact.attrs["import"])


def before_of(fact: RecordedFact) -> Before:
    """What a mark says was changed on the head of the case."""
    said = json.loads(fact.fact.attrs.get("before") or "{}")
    return Before(said.get("filled", {}), said.get("unassigned"), bool(said.get("psychologist")),
                  bool(said.get("team")), said.get("held"))  # fmt: skip


def came_with(facts: Sequence[RecordedFact], made: RecordedFact) -> list[RecordedFact]:
    """The entries that came in with a mark, the mark itself last."""
    place = next(n for n, fact in enumerate(facts) if fact.id == made.id)
    return list(facts[place - int(made.fact.attrs["added"]) : place + 1])


def marks_by_case(work: ReadWork, cases: Collection[int] | None = None) -> dict[int, list[RecordedFact]]:
    """Every mark, verification and taking out that stands, by case in order of recording."""
    found: dict[int, list[RecordedFact]] = {}
    for fact in work.import_marks(cases):
        found.setdefault(fact.case_id, []).append(fact)
    return found


def unverified(marks: Sequence[RecordedFact]) -> list[RecordedFact]:
    """The marks of one case whose import nobody has said since to be verified; none for a case that was taken out."""
    if any(fact.fact.kind == OUT for fact in marks):
        return []
    said = [fact for fact in marks if fact.fact.kind == VERIFIED]
    return [m for m in marks if m.fact.kind == MARK and not any(v.id > m.id and _verifies(v, m) for v in said)]


def _verifies(said: RecordedFact, made: RecordedFact) -> bool:
    """Whether what was said to be verified is what a mark stands for; all that came before where no import is named."""
    numbers = said.fact.attrs.get("imports")
    return not numbers or made.fact.attrs["import"] in numbers.split(",")
