"""What the desk asks of whoever reads other people's files: show me the columns, then tell me what it would do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from ehcp_desk.ports.work import Progress

if TYPE_CHECKING:
    from ehcp_desk.domain.importing import ImportPlan, KnownCases


@dataclass(frozen=True, slots=True)
class ColumnLook:
    """One column of a file: its heading, its first value, where it goes, and how it reads in a few words.

    ``state`` is ``read`` (nothing to say), ``look`` (somebody should look), ``left_out`` or ``nobody`` (owners).
    """

    heading: str
    first_value: str
    target: str
    remark: str
    state: str


@dataclass(frozen=True, slots=True)
class TrackerLook:
    """A file as it was understood, for a person to confirm or change before anything is read into the record."""

    file: str
    sheet: str
    rows: int
    columns: tuple[ColumnLook, ...]
    choices: tuple[tuple[str, str], ...]
    profile: str = ""


class Trackers(Protocol):
    """Reads CSV, XLSX, XLS and ODS trackers.  Raises BadInput in one sentence where a file cannot be read."""

    def look(self, path: Path, as_at: date, profile: str = "") -> TrackerLook:
        """How the file reads; ``profile`` is a saved profile's JSON, empty for the forgiving matcher alone."""

    def plan(
        self,
        path: Path,
        known: KnownCases,
        as_at: date,
        targets: Mapping[str, str] | None = None,
        profile: str = "",
        progress: Progress | None = None,
    ) -> ImportPlan:
        """What the file would do.  ``targets`` gives columns by heading where a person chose otherwise."""

    def profile_of(self, name: str, look: TrackerLook, targets: Mapping[str, str]) -> str:
        """The choices as a profile to save, in JSON."""
