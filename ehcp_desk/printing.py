"""Values to files: the printer the desk is given.  Lives with ``bootstrap`` because only wiring may see both sides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ehcp_desk.domain.errors import BadInput, KnownFault
from ehcp_desk.ports.work import Progress

if TYPE_CHECKING:
    from ehcp_desk.domain.bundles import Bound, BundlePaper, Prepared, Source
    from ehcp_desk.domain.carried import Carried
    from ehcp_desk.domain.forecast.paper import ForecastPaper
    from ehcp_desk.domain.letters import Letter
    from ehcp_desk.domain.papers import Chronology, PickUpSheet
    from ehcp_desk.domain.plan_paper import PlanPaper
    from ehcp_desk.domain.return_papers import MonthlyReturn
    from ehcp_desk.domain.small_papers import IntroductionPaper, ListPaper, ListsPaper, ProofPaper, WordsPaper
    from ehcp_desk.domain.working_document import WorkingDocument
    from ehcp_desk.ports.redacting import OpenedPages
    from ehcp_desk.reports.model import Document


_FORMS = ("", ".pdf", ".docx", ".html", ".htm")


class Printer:
    """Renders papers with the reports room, loaded at the first paper and not before (reportlab is slow to import)."""

    def chronology(self, value: Chronology, path: Path, progress: Progress | None = None) -> str:
        """The tribunal chronology."""
        from ehcp_desk.reports import chronology_document

        return _render(chronology_document(value), path, progress)

    def pick_up(self, value: PickUpSheet, path: Path) -> str:
        """The one-page pick-up sheet."""
        from ehcp_desk.reports import pick_up_document

        return _render(pick_up_document(value), path)

    def monthly(self, value: MonthlyReturn, path: Path, progress: Progress | None = None) -> str:
        """The monthly return, for people."""
        from ehcp_desk.reports import monthly_return_document

        return _render(monthly_return_document(value), path, progress)

    def proof(self, value: ProofPaper, path: Path) -> str:
        """One page that proves one date."""
        from ehcp_desk.reports import proof_document

        return _render(proof_document(value), path)

    def plan(self, value: PlanPaper, path: Path) -> str:
        """The working copy of a plan."""
        from ehcp_desk.reports import plan_document

        return _render(plan_document(value), path)

    def letter(self, value: Letter, path: Path) -> None:
        """A letter: Word, PDF or HTML, by the ending of its path."""
        from ehcp_desk.reports import letter_document
        from ehcp_desk.reports.letter_word import write_letter

        if path.suffix.lower() == ".docx":
            write_whole(path, lambda part: write_letter(value, part))
        else:
            _render(letter_document(value), path)

    def working_document(self, value: WorkingDocument, path: Path) -> None:
        """The working document of an appeal, for Word."""
        from ehcp_desk.reports.working_word import write_working_document

        write_whole(path, lambda part: write_working_document(value, part))

    def forecast(self, value: ForecastPaper, path: Path) -> str:
        """The months ahead."""
        from ehcp_desk.reports import forecast_document

        return _render(forecast_document(value), path)

    def listing(self, value: ListPaper, path: Path) -> str:
        """A list as it stands on screen."""
        from ehcp_desk.reports import list_document

        return _render(list_document(value), path)

    def lines(self, value: Chronology) -> list[str]:
        """The words of a chronology, line by line, as every form prints them."""
        from ehcp_desk.reports import chronology_document
        from ehcp_desk.reports.content import content_lines

        return content_lines(chronology_document(value))

    def carried(self, path: Path) -> Carried:
        """What a file printed here says about itself."""
        from ehcp_desk.reports.seals import carried

        return carried(path)

    def lists(self, value: ListsPaper, path: Path, progress: Progress | None = None) -> str:
        """Several lists under one head: the clinic pack, the Monday lists."""
        from ehcp_desk.reports import lists_document

        return _render(lists_document(value), path, progress)

    def introduction(self, value: IntroductionPaper, path: Path) -> str:
        """The letter that tells a family who their caseworker is; editable where the path ends in ``.docx``."""
        from ehcp_desk.reports import introduction_document

        return _render(introduction_document(value), path)

    def words(self, value: WordsPaper, path: Path) -> str:
        """The words of a filed document."""
        from ehcp_desk.reports import words_document

        return _render(words_document(value), path)

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


class BundlePress:
    """Makes bundles with the reports room; each file is written whole or not at all."""

    def prepare(self, source: Source, folder: Path, ocr: bool = False) -> Prepared:
        """A document as pages."""
        from ehcp_desk.reports.bundle.making import prepare

        return prepare(source, folder, ocr)

    def words(self, prepared: Prepared) -> Sequence[str]:
        """The words of each page."""
        from ehcp_desk.reports.bundle.making import words_of

        return words_of(prepared)

    def front(self, paper: BundlePaper) -> tuple[int, int]:
        """The pages of cover and index, and of the chronology."""
        from ehcp_desk.reports.bundle.binding import page_counts

        return page_counts(paper)

    def bind(self, paper: BundlePaper, path: Path, progress: Progress | None = None) -> Bound:
        """The bundle as one PDF."""
        from ehcp_desk.reports.bundle.binding import bind

        made: list[Bound] = []
        write_whole(path, lambda part: made.append(bind(paper, part, progress)))
        return made[0]

    def note(self, paragraphs: Sequence[str], path: Path) -> None:
        """The explanatory note."""
        from ehcp_desk.reports.bundle.note import write_note

        write_whole(path, lambda part: write_note(paragraphs, part, path.suffix.lower()))


def _render(document: Document, path: Path, progress: Progress | None = None) -> str:
    """Write a document in the form its name asks for, PDF where it has no ending; gives the digest of its words.

    Raises BadInput for an ending that says another form.
    """
    from ehcp_desk.reports import render_html, render_pdf
    from ehcp_desk.reports.content import content_digest

    form = path.suffix.lower()
    if form not in _FORMS:
        raise BadInput(f"A paper is written as .pdf, .docx or .html, not as {path.name}; change the ending.")

    def write(part: Path) -> None:
        if form in (".html", ".htm"):
            part.write_text(render_html(document), encoding="utf-8")
        elif form == ".docx":
            from ehcp_desk.reports.word import render_docx

            part.write_bytes(render_docx(document))
        else:
            render_pdf(document, part, progress)

    write_whole(path, write)
    return content_digest(document)


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
