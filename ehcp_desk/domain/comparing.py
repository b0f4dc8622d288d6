"""The desk held against another system's export, field by field: what agrees, what differs, and counts that add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from ehcp_desk.domain.dates import in_words


class Agreement(StrEnum):
    """How one field of one case stands in the file and on the desk."""

    SAME = "same"
    DIFFERS = "differs"
    FILE_ONLY = "file_only"
    DESK_ONLY = "desk_only"
    NEITHER = "neither"
    NOT_READ = "not_read"


WORDS = {
    Agreement.SAME: "The same",
    Agreement.DIFFERS: "Differs",
    Agreement.FILE_ONLY: "Only in the file",
    Agreement.DESK_ONLY: "Only on the desk",
    Agreement.NEITHER: "In neither",
    Agreement.NOT_READ: "Not readable in the file",
}
SHOWN = (Agreement.DIFFERS, Agreement.FILE_ONLY, Agreement.DESK_ONLY, Agreement.NOT_READ)
"""What is listed case by case."""
ANOTHER = "another_request"
"""The field of a request of a case on the desk that no row of the file names."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of one case that does not agree: what the file says and what the desk says, as text; where ``dated`` these are
    days, as ISO has them, of the file only where it could be read.  ``title`` is the field as a person reads it, ``written``
    what stands in the cell and ``held`` the words for what the desk has, where these are codes."""

    row: int
    sheet: str
    ref: str
    field: str
    how: Agreement
    theirs: str
    ours: str
    dated: bool = False
    title: str = ""
    written: str = ""
    held: str = ""

    @property
    def theirs_words(self) -> str:
        """What the file says for a person to read: days in words, as it is written where it was not read as a day."""
        read = self.dated and self.how in (Agreement.DIFFERS, Agreement.FILE_ONLY)
        return _days_in_words(self.theirs) if read else self.written or self.theirs

    @property
    def ours_words(self) -> str:
        """What the desk holds, for a person to read."""
        return _days_in_words(self.ours) if self.dated else self.held or self.ours

    def as_json(self) -> dict[str, object]:
        """The difference as ``import --compare --json`` writes it."""
        return {"row": self.row, "sheet": self.sheet, "case": self.ref, "field": self.field, "how": self.how.value,
                "file": self.theirs, "desk": self.ours}  # fmt: skip


def _days_in_words(days: str) -> str:
    return ", ".join(in_words(date.fromisoformat(day)) for day in days.split(", ") if day)


@dataclass(frozen=True, slots=True)
class FieldTally:
    """How often one field agrees; the counts add up to the cases that were compared, each by what agrees least in it.
    ``title`` is the field as a person reads it."""

    field: str
    counts: Counter[Agreement]
    title: str = ""

    def as_json(self) -> dict[str, object]:
        """The tally as ``import --compare --json`` writes it."""
        return {"field": self.field, **{how.value: self.counts[how] for how in Agreement}}


@dataclass(frozen=True, slots=True)
class Comparison:
    """A file held against the desk.  Nothing is changed by it.

    ``rows_in`` is ``compared`` cases, ``repeats`` (further rows of these, compared too), ``not_on_desk`` and
    ``no_case`` (blank and stray rows).  ``not_in_file`` are references on the desk that no row names, ``not_compared``
    the headings of columns that hold something and are held against nothing.
    """

    file: str
    sha256: str
    rows_in: int
    compared: int
    repeats: int
    no_case: int
    not_on_desk: tuple[tuple[int, str], ...]
    not_in_file: tuple[str, ...] = ()
    fields: tuple[FieldTally, ...] = ()
    differences: tuple[Difference, ...] = ()
    seen: frozenset[str] = field(default_factory=frozenset)
    not_compared: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a comparison that does not add up: it would be a fault in the program."""
        if self.rows_in != self.compared + self.repeats + self.no_case + len(self.not_on_desk):
            raise ValueError(f"The comparison with {self.file} does not add up.")
        if any(tally.counts.total() != self.compared for tally in self.fields):
            raise ValueError(f"A field of the comparison with {self.file} does not add up.")

    def against(self, refs: Iterable[str]) -> Comparison:
        """The comparison with which of the desk's references no row names."""
        return replace(self, not_in_file=tuple(sorted(ref for ref in refs if ref not in self.seen)))

    def as_json(self) -> dict[str, object]:
        """The comparison as ``import --compare --json`` writes it."""
        return {
            "file": self.file,
            "sha256": self.sha256,
            "rows_in": self.rows_in,
            "compared": self.compared,
            "repeats": self.repeats,
            "no_case": self.no_case,
            "not_on_desk": [{"row": row, "ref": ref} for row, ref in self.not_on_desk],
            "not_in_file": list(self.not_in_file),
            "not_compared": list(self.not_compared),
            "fields": [tally.as_json() for tally in self.fields],
            "differences": [one.as_json() for one in self.differences],
        }
