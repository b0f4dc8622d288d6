"""What the desk asks of whoever reads other people's files: show me the columns, then tell me what it would do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from ehcp_desk.domain.comparing import Comparison
    from ehcp_desk.domain.importing import ImportPlan, KnownCases
    from ehcp_desk.ports.work import Progress

Values = Mapping[str, Mapping[str, str]]
"""What words mean, by heading: theirs to ours."""


@dataclass(frozen=True, slots=True)
class WordLook:
    """A word of a column: how often it stands there and which of our words it means, empty where nobody has said."""

    theirs: str
    count: int
    ours: str


@dataclass(frozen=True, slots=True)
class ColumnLook:
    """One column of a file: its heading, its first value, where it goes, and how it reads in a few words.

    ``state`` is ``read`` (nothing to say), ``look`` (somebody should look), ``left_out`` or ``nobody`` (owners).  ``style``
    is how the dates of a column of dates are read: ``day_first``, ``month_first`` or ``unsettled``; empty for any other.
    """

    heading: str
    first_value: str
    target: str
    remark: str
    state: str
    words: tuple[WordLook, ...] = ()
    style: str = ""


@dataclass(frozen=True, slots=True)
class TrackerLook:
    """A file as it was understood, for a person to confirm or change before anything is read into the record."""

    file: str
    sheet: str
    rows: int
    columns: tuple[ColumnLook, ...]
    choices: tuple[tuple[str, str], ...]
    profile: str = ""
    meanings: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    """What the words of a column can mean, by where the column goes: our word and how a person reads it."""


class Trackers(Protocol):
    """Reads CSV, XLSX, XLS and ODS trackers.  Raises BadInput in one sentence where a file cannot be read."""

    def look(
        self,
        path: Path,
        as_at: date,
        profile: str = "",
        targets: Mapping[str, str] | None = None,
        values: Values | None = None,
        styles: Mapping[str, str] | None = None,
    ) -> TrackerLook:
        """How the file reads; ``profile`` is a saved profile's JSON, empty for the forgiving matcher alone."""

    def plan(
        self,
        path: Path,
        known: KnownCases,
        as_at: date,
        targets: Mapping[str, str] | None = None,
        profile: str = "",
        progress: Progress | None = None,
        values: Values | None = None,
        styles: Mapping[str, str] | None = None,
    ) -> ImportPlan:
        """What the file would do.  ``targets`` gives columns by heading where a person chose otherwise, ``values`` what
        words mean, ``styles`` how the dates of a column (or of ``all``) are written: ``day_first`` or ``month_first``."""

    def compare(
        self,
        path: Path,
        known: KnownCases,
        as_at: date,
        targets: Mapping[str, str] | None = None,
        profile: str = "",
        values: Values | None = None,
        styles: Mapping[str, str] | None = None,
    ) -> Comparison:
        """The file held against the record, field by field; nothing would be done."""

    def profile_of(
        self,
        name: str,
        look: TrackerLook,
        targets: Mapping[str, str],
        values: Values | None = None,
        saved: str = "",
        styles: Mapping[str, str] | None = None,
    ) -> str:
        """The choices as a profile to save, in JSON; what they leave open is as in the profile ``saved``."""
