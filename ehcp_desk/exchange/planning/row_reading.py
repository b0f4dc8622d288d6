"""What one row of a tracker says, as a value: the facts and names read for certain, and the cells kept word for word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from types import MappingProxyType

from ehcp_desk.clock.model import Fact
from ehcp_desk.domain.case import STAGE_WORDS, Stage, stage_of
from ehcp_desk.domain.importing import CellOutcome, ChildIdentity
from ehcp_desk.exchange.cells import Cell, text_of
from ehcp_desk.exchange.planning.targets import Target

CHILD_PARTS = tuple(part.name for part in fields(ChildIdentity))
_NO_COLUMNS: Mapping[str, tuple[str, int]] = MappingProxyType({})


@dataclass(slots=True)
class Remark:
    """Something about one cell: why it was kept or is worth a look.  ``kept`` puts it on the case as a note."""

    heading: str
    value: str
    reason: str
    outcome: CellOutcome | None = CellOutcome.KEPT
    kept: bool = True


DatedFact = tuple[Fact, str, Cell]
"""A fact a cell gave, with the cell's heading and the cell, to be kept as written if it clashes with another fact."""


class RowReading:
    """What one row says.

    ``written`` are its cells and ``child_columns`` the heading and column of each part of the child's identity.
    ``holds`` are the reasons why a person must look before a clock can be trusted; ``doubts`` the heading, words and field
    of those that are about one cell.  ``no_start`` says that the row has
    no request date, which is one more reason unless the row's case has a request already.

    Not a data class: what a row does not say stands here once, and is not set anew for each of many thousands.
    """

    ref: str = ""
    ref_heading: str = ""
    source: str = ""
    source_cell: tuple[str, Cell] | None = None
    outcome: str = ""
    outcome_cell: tuple[str, Cell] | None = None
    stage: Stage | None = None
    stage_cell: tuple[str, Cell] | None = None
    owner: str = ""
    owner_heading: str = ""
    psychologist: str = ""
    psychologist_heading: str = ""
    team: str = ""
    team_heading: str = ""
    no_start: str = ""

    def __init__(
        self, written: Sequence[Cell] = (), child_columns: Mapping[str, tuple[str, int]] = _NO_COLUMNS
    ) -> None:
        self.written, self.child_columns = written, child_columns
        self.child: dict[str, str | int | date] = {}
        self.dates: dict[Target, date] = {}
        self.cells: dict[Target, tuple[str, Cell]] = {}
        self.others: list[DatedFact] = []
        self.remarks: list[Remark] = []
        self.holds: list[str] = []
        self.doubts: dict[str, tuple[str, str, Target]] = {}
        self.facts: list[DatedFact] = []

    @property
    def requested(self) -> date | None:
        """The day the request came in, when the row says so for certain."""
        return self.dates.get(Target.REQUESTED_ON)

    def holds_for(self, requested: bool) -> list[str]:
        """Why a case must be looked at after this row; ``requested`` says whether it has a request date already."""
        return self.holds if requested or not self.no_start else [*self.holds, self.no_start]

    def stage_differs(self) -> str:
        """Why the stage the row names is not the one its dates come to; empty where it is, or names none."""
        if self.stage is None or self.stage_cell is None:
            return ""
        dated = stage_of([fact for fact, _, _ in self.facts])
        if dated is self.stage:
            return ""
        return f"{self.stage_cell[0]}: it says {STAGE_WORDS[self.stage].lower()}, its dates say {STAGE_WORDS[dated].lower()}"

    def identity(self) -> ChildIdentity:
        """Who the child is, as far as the row says."""
        return ChildIdentity(**self.child)  # type: ignore[arg-type]  # keys are the field names of Target

    def keep(self, heading: str, cell: Cell, reason: str) -> None:
        """Keep a cell word for word and say why."""
        self.remarks.append(Remark(heading, text_of(cell), reason))

    def doubt(self, target: Target, heading: str, cell: Cell, reason: str) -> None:
        """Keep a cell word for word, and hold the row for it."""
        self.keep(heading, cell, reason)
        hold = f"{heading}: {reason}"
        self.holds.append(hold)
        self.doubts[hold] = (heading, text_of(cell), target)

    def flag(self, heading: str, cell: Cell, reason: str) -> None:
        """Say that a cell that was read is worth a look."""
        self.remarks.append(Remark(heading, text_of(cell), reason, CellOutcome.FLAGGED, kept=False))
