"""The rows of a plan and the lines of its certificate, held packed: how each becomes plain values and is made again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Any

from ehcp_desk.clock.model import Fact
from ehcp_desk.domain.importing import CertificateRow, ChildIdentity, KeptCell, Outcome, PlannedRow
from ehcp_desk.domain.packed import Packed

_WORDS = {outcome: outcome.value for outcome in Outcome}
_ROW = attrgetter(*(part.name for part in fields(PlannedRow)))
_LINE = attrgetter(*(part.name for part in fields(CertificateRow)))
_CHILD = attrgetter(*(part.name for part in fields(ChildIdentity)))
_KEPT = attrgetter(*(part.name for part in fields(KeptCell)))
_AT_OUTCOME, _AT_CHILD, _AT_FACTS, _AT_KEPT = (
    [part.name for part in fields(PlannedRow)].index(name) for name in ("outcome", "child", "facts", "kept")
)


def packed_rows() -> Packed[PlannedRow]:
    """An empty sequence for the rows of a plan.

    Facts stay as they are, each held once: what happened on one day is one fact however many rows say it.
    """
    pool = _Facts()

    def flat(row: PlannedRow) -> list[Any]:
        plain = list(_ROW(row))
        plain[_AT_OUTCOME] = _WORDS[row.outcome]
        plain[_AT_CHILD] = _CHILD(row.child) if row.child is not None else None
        plain[_AT_FACTS] = pool.numbers(row.facts)
        plain[_AT_KEPT] = list(map(_KEPT, row.kept))
        return plain

    def whole(plain: list[Any]) -> PlannedRow:
        plain[_AT_OUTCOME] = Outcome(plain[_AT_OUTCOME])
        child = plain[_AT_CHILD]
        plain[_AT_CHILD] = ChildIdentity(*child) if child is not None else None
        plain[_AT_FACTS] = tuple([pool.facts[number] for number in plain[_AT_FACTS]])
        plain[_AT_KEPT] = tuple([KeptCell(*cell) for cell in plain[_AT_KEPT]])
        return PlannedRow(*plain)

    return Packed(flat=flat, whole=whole)


def packed_lines() -> Packed[CertificateRow]:
    """An empty sequence for the lines of a certificate."""
    return Packed(flat=_LINE, whole=lambda plain: CertificateRow(*plain))


class _Facts:
    """Facts by number.  They are told apart by being the same object, and stay here, so that none takes another's place."""

    def __init__(self) -> None:
        self.facts: list[Fact] = []
        self._numbers: dict[int, int] = {}

    def numbers(self, facts: Sequence[Fact]) -> list[int]:
        """The numbers of facts; those that are new are entered."""
        known = self._numbers
        try:
            return [known[place] for place in map(id, facts)]
        except KeyError:
            for fact in facts:
                if id(fact) not in known:
                    known[id(fact)] = len(self.facts)
                    self.facts.append(fact)
            return [known[id(fact)] for fact in facts]
