"""Their words and ours: what the words of a column mean, as a person said once and a profile keeps.

Words the desk knows by itself (Yes, mum, Y6) need no entry.  A word mapped to nothing is kept as written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Protocol, TypeVar

from ehcp_desk.domain.case import STAGE_WORDS, Stage
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.exchange.cells import Cell
from ehcp_desk.exchange.planning import words
from ehcp_desk.exchange.planning.mapping import ColumnMatch
from ehcp_desk.exchange.planning.targets import Target

_CELLS = ("source_cell", "outcome_cell", "stage_cell")
"""Where a reading remembers a cell that may have to be kept word for word."""


class Keeping(Protocol):
    """What a row's reading must do for a word that says nothing."""

    def keep(self, heading: str, cell: Cell, reason: str) -> None:
        """Keep a cell word for word and say why."""


R = TypeVar("R", bound=Keeping)
Step = Callable[[R, Cell, ColumnMatch], None]
ValueMap = Mapping[str, str]
"""Their word, folded, to ours; empty where it says nothing."""

NOTHING = ""
OURS: Mapping[Target, Mapping[str, str]] = MappingProxyType({
    Target.DECISION: {"assess": "To assess", "refuse": "Not to assess"},
    Target.SOURCE: {"parent": "Parent", "young person": "Young person", "school": "School", "college": "College",
                    "health": "Health", "social care": "Social care", "other": "Somebody else"},
    Target.SEX: {"f": "Female", "m": "Male"},
    Target.YEAR_GROUP: {"n1": "Before Nursery", "nursery": "Nursery", "reception": "Reception",
                        **{str(year): f"Year {year}" for year in range(1, 16)}},
    Target.EXCEPTION: {"no": "No exception is claimed"},
    Target.STAGE: {stage.value: STAGE_WORDS[stage] for stage in Stage if stage is not Stage.UNKNOWN},
})  # fmt: skip
"""The words of ours that a column's words can mean, by where the column goes, with how a person reads each."""

_READ: Mapping[Target, Callable[[Cell], object]] = {
    Target.DECISION: words.decision, Target.SOURCE: words.source, Target.SEX: words.sex,
    Target.EXCEPTION: words.no_exception,
}  # fmt: skip


def checked(heading: str, target: Target, said: ValueMap) -> ValueMap:
    """The map of one column.  Raises BadInput naming the first word that is mapped to none of ours."""
    ours = OURS.get(target)
    if ours is None:
        raise BadInput(f"{heading}: words are mapped only in columns for {_listed(OURS)}; leave its value map out.")
    for theirs, meant in said.items():
        if meant and meant not in ours:
            raise BadInput(f"{heading}: '{theirs}' is mapped to '{meant}', which is none of: {', '.join(ours)}.")
    return said


def in_our_words(step: Step[R], said: ValueMap) -> Step[R]:
    """A step that reads the words of a cell as the map says; what it keeps is what was written."""

    def read(reading: R, cell: Cell, match: ColumnMatch) -> None:
        ours = said.get(words.folded(cell))
        if ours == NOTHING:
            reading.keep(match.heading, cell, "says nothing, by the profile")
            return
        step(reading, cell if ours is None else ours, match)
        for part in _CELLS:
            if ours is not None and getattr(reading, part) == (match.heading, ours):
                setattr(reading, part, (match.heading, cell))

    return read


def meaning(target: Target, cell: Cell, said: ValueMap) -> str:
    """Which of our words a cell means, for showing; empty where neither the map nor the desk can tell."""
    text = words.folded(cell)
    if text in said:
        return said[text]
    if target is Target.YEAR_GROUP:
        year = words.year_group(cell)
        return "" if year is None else {0: "reception", -1: "nursery", -2: "n1"}.get(year, str(year))
    if target is Target.STAGE:
        return text if text in OURS[target] else ""
    read = _READ[target](cell) if target in _READ else ""
    return "no" if read is True else str(read or "").lower().replace("_", " ")


def _listed(targets: Iterable[Target]) -> str:
    return ", ".join(target.value.replace("_", " ") for target in targets)
