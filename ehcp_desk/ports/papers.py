"""What the desk asks of whoever prints: a value in, a file out, whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from ehcp_desk.domain.annex_a import InspectionLists
    from ehcp_desk.domain.carried import Carried
    from ehcp_desk.domain.forecast.paper import ForecastPaper
    from ehcp_desk.domain.letters import Letter
    from ehcp_desk.domain.papers import Chronology, PickUpSheet
    from ehcp_desk.domain.plan_paper import PlanPaper
    from ehcp_desk.domain.return_papers import MonthlyReturn
    from ehcp_desk.domain.returns import MonthlyReturn as CountedReturn
    from ehcp_desk.domain.small_papers import IntroductionPaper, ListPaper, ListsPaper, ProofPaper, WordsPaper
    from ehcp_desk.domain.working_document import WorkingDocument
    from ehcp_desk.ports.redacting import OpenedPages
    from ehcp_desk.ports.work import Progress


TableCell = str | int | float | bool | date | None


class Papers(Protocol):
    """Prints to PDF, to the accessible HTML twin where the path ends in ``.html``, or to Word where in ``.docx``.

    Each gives the digest of the words printed, which is the same for all three forms.  ``lines`` gives the words of a
    chronology without printing it; ``carried`` the words, digest and seal that a file printed here carries.
    Raises KnownFault where the file cannot be written; a file already there is replaced only by a whole one.
    """

    def chronology(self, value: Chronology, path: Path, progress: Progress | None = None) -> str: ...
    def pick_up(self, value: PickUpSheet, path: Path) -> str: ...
    def monthly(self, value: MonthlyReturn, path: Path, progress: Progress | None = None) -> str: ...
    def plan(self, value: PlanPaper, path: Path) -> str: ...
    def letter(self, value: Letter, path: Path) -> None: ...
    def working_document(self, value: WorkingDocument, path: Path) -> None:
        """A Word file, whatever the path ends in."""

    def proof(self, value: ProofPaper, path: Path) -> str: ...
    def forecast(self, value: ForecastPaper, path: Path) -> str: ...
    def listing(self, value: ListPaper, path: Path) -> str: ...
    def lists(self, value: ListsPaper, path: Path, progress: Progress | None = None) -> str: ...
    def lines(self, value: Chronology) -> list[str]: ...
    def carried(self, path: Path) -> Carried: ...
    def introduction(self, value: IntroductionPaper, path: Path) -> str:
        """A letter to a family, editable where the path ends in ``.docx``."""

    def words(self, value: WordsPaper, path: Path) -> str: ...
    def lines_of(self, content: bytes, media_type: str, name: str) -> tuple[str, ...] | None:
        """The paragraphs of a filed document that has no pages of its own; None where it has pages.

        Raises BadInput where neither can be read.
        """

    def pages_of(self, content: bytes, name: str, by_machine: bool = True) -> OpenedPages:
        """A filed PDF or picture, opened page by page.  Raises BadInput where it cannot be.

        ``by_machine`` reads a page that is only a picture where something on this computer can.
        """


@dataclass(frozen=True, slots=True)
class DueDay:
    """One all-day entry of a calendar.  ``key`` is always the same for the same limit of the same case, so importing
    the file again moves an entry and never doubles it."""

    key: str
    on: date
    title: str
    words: str = ""


class Calendars(Protocol):
    """Writes a calendar file, whole or not at all.  Raises KnownFault where it cannot be written."""

    def __call__(self, path: Path, name: str, days: Iterable[DueDay], at: datetime) -> None: ...


class InspectionFiles(Protocol):
    """Writes the files of the inspection lists: a CSV for each table, one XLSX and the frozen copy."""

    def __call__(self, made: InspectionLists, folder: Path) -> Sequence[Path]: ...


class ReturnFiles(Protocol):
    """Writes every file of a monthly return (contract 3) into a folder, all of them or none, and gives their paths.

    ``render`` is called with the paths to print the paper to, as PDF and as HTML.  Raises KnownFault
    where the folder cannot be written.
    """

    def __call__(
        self, result: CountedReturn, folder: Path, render: Callable[[Path], object] | None = None
    ) -> list[Path]: ...


class Tables(Protocol):
    """Writes a list as a spreadsheet: XLSX, or CSV where the path ends in ``.csv``; no text in it is ever a formula.

    ``made`` is the day stamped inside.  Raises KnownFault where the file cannot be written.
    """

    def __call__(
        self, path: Path, title: str, heads: Sequence[str], rows: Iterable[Sequence[TableCell]], made: date
    ) -> None: ...
