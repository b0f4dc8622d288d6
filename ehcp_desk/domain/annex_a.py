"""The inspection lists as values: tables with their columns, the checks on them, and what was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from ehcp_desk.domain.sen2 import Finding, Severity


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column: its heading, the value it holds by ``key``, its ``type`` (text, date, number) and how certain it is.

    ``certainty`` is ``community`` for what a public checking tool or data model has, ``ours`` where no source says what
    is meant; ``says`` is what the record answers with.
    """

    heading: str
    key: str
    type: str
    certainty: str
    says: str = ""


@dataclass(frozen=True, slots=True)
class ListTable:
    """A table of the lists: which rows it has (``of``, and ``who`` in words), its columns in order, and its source."""

    id: str
    sheet: str
    title: str
    of: str
    who: str
    certainty: str
    source: str
    columns: tuple[ListColumn, ...]


@dataclass(frozen=True, slots=True)
class ListCheck:
    """A check on the rows of one table: ``check`` names the condition, ``columns`` what it looks at."""

    id: str
    table: str
    severity: Severity
    check: str
    columns: tuple[str, ...]
    says: str
    never: str = ""


@dataclass(frozen=True, slots=True)
class Definitions:
    """Everything the lists are made by, with the digest of the files it was read from."""

    version: str
    window_months: int
    words: Mapping[str, str]
    phases: tuple[tuple[int, str], ...]
    tables: tuple[ListTable, ...]
    checks: tuple[ListCheck, ...]
    digest: str

    def table(self, name: str) -> ListTable:
        """The table of this name."""
        return next(table for table in self.tables if table.id == name)


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row: the case it comes from, and its cells in the order of the columns; days are ISO text, empty is none."""

    case_id: int
    ref: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InspectionLists:
    """The lists as at a day.  ``not_opened`` are cases whose file the person has not opened, and ``hidden`` how many
    more are kept from them: neither can be in the lists, and both are said."""

    as_at: date
    council: str
    prepared_by: str
    prepared_at: datetime
    journal_seq: int
    journal_head: str
    definitions: Definitions
    rows: Mapping[str, tuple[ListRow, ...]]
    findings: tuple[Finding, ...]
    not_opened: tuple[str, ...] = ()
    hidden: int = 0

    @property
    def errors(self) -> int:
        """How many findings are errors."""
        return sum(finding.severity is Severity.ERROR for finding in self.findings)

    @property
    def queries(self) -> int:
        """How many findings want a look."""
        return len(self.findings) - self.errors

    @property
    def left_out_words(self) -> str:
        """What is not in the lists because the person may not see it; empty where nothing is."""
        parts = []
        if self.not_opened:
            parts.append(f"restricted files not opened: {', '.join(self.not_opened)}")
        if self.hidden:
            parts.append(f"{self.hidden} restricted file{'s' if self.hidden != 1 else ''} kept from {self.prepared_by}")
        return f"Not in the lists: {'; '.join(parts)}." if parts else ""
