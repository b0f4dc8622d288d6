"""Two columns for one field: the first that says something stands, and what a further one says otherwise is never lost.

A tracker may have a surname and a whole name, or a person may send "Draft sent" and "Sent to family" to one field.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.importing import name_key
from ehcp_desk.exchange.cells import Cell, text_of
from ehcp_desk.exchange.planning.mapping import ColumnMatch
from ehcp_desk.exchange.planning.row_reading import CHILD_PARTS, RowReading
from ehcp_desk.exchange.planning.targets import DATED_FACTS, Target

Step = Callable[[RowReading, Cell, ColumnMatch], None]
Placed = tuple[int, Step, ColumnMatch]
_ATTRS = {
    Target.REF: "ref", Target.SOURCE: "source", Target.DECISION: "outcome", Target.PSYCHOLOGIST: "psychologist",
    Target.CASEWORKER: "owner", Target.TEAM: "team", Target.STAGE: "stage",
}  # fmt: skip
_NAMES = frozenset({"surname", "forenames"})
_MANY = frozenset({Target.GOT_OTHER, Target.ASKED_OTHER})  # told apart by their headings


def in_order(columns: Iterable[ColumnMatch]) -> list[ColumnMatch]:
    """The columns in the order they are read: a whole name after its parts, which say better where it is cut."""
    return sorted(columns, key=lambda match: match.target is Target.FULL_NAME)


def beside_another(steps: list[Placed]) -> list[Placed]:
    """The steps of a row; one for a field that an earlier column may have filled sees to it that nothing is lost."""
    taken: set[str] = set()
    placed: list[Placed] = []
    for column, step, match in steps:
        parts = _parts(match.target)
        placed.append((column, _beside(step) if parts & taken else step, match))
        taken |= parts
    return placed


def _parts(target: Target) -> frozenset[str]:
    """What a column fills; nothing for fields that several columns feed."""
    if target is Target.FULL_NAME:
        return _NAMES
    single = target.value in CHILD_PARTS or target in _ATTRS or (target in DATED_FACTS and target not in _MANY)
    return frozenset({target.value}) if single else frozenset()


def _beside(step: Step) -> Step:
    def read(reading: RowReading, cell: Cell, match: ColumnMatch) -> None:
        stands = _said(reading, match.target)
        if stands in (None, "", ()):
            _fill(reading, cell, match, step)
            return
        alone = RowReading()
        step(alone, cell, match)
        says = _said(alone, match.target)
        if says == stands:
            return
        if match.target is Target.FULL_NAME and _fuller(reading, stands, says):
            step(reading, cell, match)
        elif says in (None, "", ()) and alone.remarks:
            reading.remarks += alone.remarks
            reading.holds += alone.holds
            reading.doubts |= alone.doubts
        elif match.target in DATED_FACTS and says:
            reading.doubt(match.target, match.heading, cell, f"{_named(says)}, but {_first(reading, match.target)}")
        else:
            reading.keep(match.heading, cell, f"{_named(stands)} stands in another column")

    return read


def _fill(reading: RowReading, cell: Cell, match: ColumnMatch, step: Step) -> None:
    """The first column said nothing we know: the second is read in its place, and words of the first are kept."""
    words = (reading.source_cell, reading.outcome_cell, reading.stage_cell)
    step(reading, cell, match)
    for before, after in zip(words, (reading.source_cell, reading.outcome_cell, reading.stage_cell), strict=True):
        if before is not None and before != after:
            reading.keep(*before, f"{match.heading} says it too")


def _said(reading: RowReading, target: Target) -> object:
    if target is Target.FULL_NAME:
        name = name_key(str(reading.child.get("surname", "")), str(reading.child.get("forenames", "")))
        return tuple(sorted(name.split()))
    if target in DATED_FACTS:
        return reading.dates.get(target)
    if target.value in CHILD_PARTS:
        part = reading.child.get(target.value)
        return part.casefold() if isinstance(part, str) else part
    return getattr(reading, _ATTRS[target])


def _fuller(reading: RowReading, stands: object, says: object) -> bool:
    """True where the whole name only adds the part that the row has not."""
    whole = reading.child.get("surname") and reading.child.get("forenames")
    return not whole and isinstance(stands, tuple) and isinstance(says, tuple) and set(stands) <= set(says)


def _first(reading: RowReading, target: Target) -> str:
    heading, _ = reading.cells[target]
    return f"{heading} has {in_words(reading.dates[target])}, which stands"


def _named(said: object) -> str:
    if isinstance(said, tuple):
        return " ".join(said).title()
    return in_words(said) if hasattr(said, "isoformat") else text_of(said)  # type: ignore[arg-type]  # a day or a cell
