"""Values to files: the printer the desk is given.  Lives with ``bootstrap`` because only wiring may see both sides."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from ehcp_desk.domain.errors import BadInput, KnownFault
from ehcp_desk.ports.work import Progress

if TYPE_CHECKING:
    from ehcp_desk.domain.papers import Chronology, PickUpSheet
    from ehcp_desk.domain.plan_paper import PlanPaper
    from ehcp_desk.domain.return_papers import MonthlyReturn
    from ehcp_desk.domain.small_papers import ListPaper, ProofPaper, WordsPaper
    from ehcp_desk.ports.redacting import OpenedPages
    from ehcp_desk.reports.model import Document


class Printer:
    """Renders papers with the reports room, loaded at the first paper and not before (reportlab is slow to import)."""

    def chronology(self, value: Chronology, path: Path, progress: Progress | None = None) -> None:
        """The tribunal chronology."""
        from ehcp_desk.reports import chronology_document

        _render(chronology_document(value), path, progress)

    def pick_up(self, value: PickUpSheet, path: Path) -> None:
        """The one-page pick-up sheet."""
        from ehcp_desk.reports import pick_up_document

        _render(pick_up_document(value), path)

    def monthly(self, value: MonthlyReturn, path: Path, progress: Progress | None = None) -> None:
        """The monthly return, for people."""
        from ehcp_desk.reports import monthly_return_document

        _render(monthly_return_document(value), path, progress)

    def proof(self, value: ProofPaper, path: Path) -> None:
        """One page that proves one date."""
        from ehcp_desk.reports import proof_document

        _render(proof_document(value), path)

    def plan(self, value: PlanPaper, path: Path) -> None:
        """The working copy of a plan."""
        from ehcp_desk.reports import plan_document

        _render(plan_document(value), path)

    def listing(self, value: ListPaper, path: Path) -> None:
        """A list as it stands on screen."""
        from ehcp_desk.reports import list_document

        _render(list_document(value), path)

    def words(self, value: WordsPaper, path: Path) -> None:
        """The words of a filed document."""
        from ehcp_desk.reports import words_document

        _render(words_document(value), path)

    def lines_of(self, content: bytes, media_type: str, name: str) -> tuple[str, ...] | None:
        """The paragraphs of a document without pages of its own; None for a PDF or a picture."""
        from ehcp_desk.exchange.document_lines import has_pages, lines_of

        return None if has_pages(content, media_type, name) else lines_of(content, media_type, name)

    def pages_of(self, content: bytes, name: str, by_machine: bool = True) -> OpenedPages:
        """A PDF or a picture, page by page."""
        from ehcp_desk.reports.pdf_sources import picture_as_pdf
        from ehcp_desk.reports.redacted_pages import RedactedPages

        is_pdf = content[:1024].lstrip().startswith(b"%PDF")
        return RedactedPages(content if is_pdf else picture_as_pdf(content, name), name, by_machine)


def _render(document: Document, path: Path, progress: Progress | None = None) -> None:
    from ehcp_desk.reports import render_html, render_pdf

    def write(part: Path) -> None:
        if path.suffix.lower() in (".html", ".htm"):
            part.write_text(render_html(document), encoding="utf-8")
        else:
            render_pdf(document, part, progress)

    write_whole(path, write)


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Write a file whole or not at all: beside it first, then in its place.

    Raises BadInput where the name cannot be a file's, KnownFault where the disk or the folder refuses.
    """
    place_for(path)
    part = path.with_name(f"{path.name}.part")
    try:
        write(part)
        part.replace(path)
    except OSError as fault:
        raise KnownFault(f"{path} cannot be written: {fault.strerror or fault}.") from fault
    finally:
        part.unlink(missing_ok=True)


def place_for(path: Path) -> None:
    """Refuse a name no file can have, before any work is done for it; make its folder where that is missing."""
    if path.is_dir():
        raise BadInput(f"{path} is a folder; give the name of a file.")
    if path.exists() and not path.is_file():
        raise BadInput(f"{path} is a device, not a file; give the name of a file.")
    folder_for(path.parent)


def folder_for(folder: Path) -> Path:
    """Make the folder where it is missing.  Raises BadInput where a file is in its way, KnownFault where it cannot be."""
    if folder.exists() and not folder.is_dir():
        raise BadInput(f"{folder} is a file, not a folder; give a folder to write into.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise KnownFault(f"The folder {folder} cannot be made: {fault.strerror}.") from fault
    return folder
