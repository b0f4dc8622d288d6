"""Each paper as a copy for a recipient: chronology, plan, pick-up sheet, and a document filed on the case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ehcp_desk.domain.access import Act
from ehcp_desk.domain.bundle_limits import bundle_rules
from ehcp_desk.domain.bundle_sorting import kind_of
from ehcp_desk.domain.bundles import PRIVILEGED
from ehcp_desk.domain.document_details import FiledDocument, filed_documents
from ehcp_desk.domain.errors import BadInput, KnownFault
from ehcp_desk.domain.large_print import pages_note
from ehcp_desk.domain.papers import Chronology, ChronologyLine, PickUpSheet
from ehcp_desk.domain.plan_paper import PlanPaper
from ehcp_desk.domain.recipients import Recipient
from ehcp_desk.domain.redaction import Hit, Redactor, Ruling, Span, hits_in
from ehcp_desk.domain.redaction_rules import Action, rule_book
from ehcp_desk.domain.redaction_text import fold, plain, words_form
from ehcp_desk.domain.small_papers import WordsPaper
from ehcp_desk.ports.papers import Papers
from ehcp_desk.ports.redacting import Box, Gone, OpenedPages
from ehcp_desk.ports.work import Progress
from ehcp_desk.services.casework.attaching import LARGEST_READ
from ehcp_desk.services.casework.recording import find
from ehcp_desk.services.desk import Changes, Desk
from ehcp_desk.services.records.as_known import Known, by_the_end_of, known_so_far
from ehcp_desk.services.records.exchanging import write_rows
from ehcp_desk.services.records.handover import pick_up_sheet
from ehcp_desk.services.records.heads import paper_head
from ehcp_desk.services.records.issuing import Asked, asked_chronology, moment
from ehcp_desk.services.records.plan_paper import plan_paper
from ehcp_desk.services.records.recipient_copies import (
    AsAt,
    LastLook,
    PaperCopy,
    log_copy,
    paper_copy,
    redactor_for,
    refuse_open,
)

WHOLE = Asked()
MAY_BE_PRIVILEGED = (
    "By its name this paper may be privileged or without prejudice, which nobody need be given (Data Protection Act 2018 sch 2 "
    "para 19): ask the legal service first."
)


def chronology_copy(
    desk: Desk, ref: str, word: str, asked: Asked = WHOLE, also: Sequence[str] = ()
) -> PaperCopy[Chronology]:
    """The chronology for a recipient, as asked for.  Raises BadInput as :func:`redactor_for` does."""
    redactor = redactor_for(desk, ref, word, also)
    value, known = _printed_alone(desk, ref, asked)

    def tell(made: Chronology, who: Recipient, left_out: str) -> Chronology:
        return replace(made, prepared_for=who.words, withheld=left_out)

    day = asked.as_at or desk.today()
    return paper_copy(ref, redactor, "the chronology", value, tell, _papers(desk).chronology, known, day)


def exchange_copy(
    desk: Desk, ref: str, word: str, asked: Asked = WHOLE, also: Sequence[str] = ()
) -> PaperCopy[Chronology]:
    """The chronology for the other side to fill in, without what its recipient must not read."""
    redactor = redactor_for(desk, ref, word, also)
    value, known = _printed_alone(desk, ref, asked)
    lines = tuple(replace(line, limit="", notes=(), answers=(), recorded_by="") for line in value.printed)
    bare = replace(value, lines=lines, limits=(), unknown=(), gaps=(), about=(), shown=None)

    def tell(made: Chronology, _who: Recipient, _left_out: str) -> Chronology:
        return made

    def write(made: Chronology, path: Path) -> str:
        write_rows(desk, ref, made, path)
        return ""

    return paper_copy(ref, redactor, "the chronology for agreement", bare, tell, write, known, desk.today())


def _printed_alone(desk: Desk, ref: str, asked: Asked) -> tuple[Chronology, Known]:
    """The chronology, and what it rests on; a line that is not printed is there as its number and nothing else."""
    _, known = moment(desk, ref)
    value = asked_chronology(desk, ref, asked, by_the_end_of(asked.as_at) if asked.as_at else known)
    told = {line.number for line in value.printed}
    lines = tuple(line if line.number in told else ChronologyLine(line.number, line.on, "", "") for line in value.lines)
    # Words looked for may be the very ones taken out, and no rule knows half a street.
    kept = replace(asked.choice, text="").words
    chosen = ", ".join(filter(None, (kept, "with words looked for" if asked.choice.text.strip() else "")))
    return replace(value, lines=lines, chosen=chosen), known


def plan_copy(
    desk: Desk, ref: str, word: str, version: int | None = None, also: Sequence[str] = ()
) -> PaperCopy[PlanPaper]:
    """A version of the plan for a recipient."""
    redactor, (_, known) = redactor_for(desk, ref, word, also), moment(desk, ref)
    value = plan_paper(desk, ref, version)

    def tell(made: PlanPaper, who: Recipient, left_out: str) -> PlanPaper:
        return replace(made, about=(*made.about, ("Copy for", who.words), ("Left out", left_out)))

    name = f"the plan, {value.version.lower()}"
    return paper_copy(ref, redactor, name, value, tell, _papers(desk).plan, known, desk.today())


def pick_up_copy(desk: Desk, ref: str, word: str, also: Sequence[str] = ()) -> PaperCopy[PickUpSheet]:
    """The pick-up sheet for a recipient, without what only colleagues are told: warnings, risks, the handover note."""
    redactor, (_, known) = redactor_for(desk, ref, word, also), moment(desk, ref)
    sheet = pick_up_sheet(desk, ref, for_colleagues=False)
    value = replace(sheet, before_you_ring="", banners=(), risks="not in this copy", handover=(), handover_by="",
                    challenges="not in this copy")  # fmt: skip

    def tell(made: PickUpSheet, who: Recipient, left_out: str) -> PickUpSheet:
        return replace(made, banners=(f"Copy for {who.words}. Left out: {left_out}",))

    return paper_copy(ref, redactor, "the pick-up sheet", value, tell, _papers(desk).pick_up, known, desk.today())


def document_copy(
    desk: Desk, ref: str, number: int, word: str, also: Sequence[str] = (), progress: Progress | None = None
) -> PaperCopy[WordsPaper] | PagesCopy:
    """A document of the case, by its number there, for a recipient.

    Raises BadInput where there is no such document, it is too large, or its words cannot be read.
    """
    desk.need(Act.PAPERS)
    redactor = redactor_for(desk, ref, word, also)
    with desk.store.read() as work:
        case_id = find(work, ref)
        filed = filed_documents(work.documents(case_id), work.facts(case_id))
        document = next((d for d in filed if d.number == number), None)
        if document is None:
            raise BadInput(f"{ref} has no document number {number}; see them with: case {ref}")
        if document.row.size > LARGEST_READ:
            raise BadInput(f"{document.row.filename} is larger than 50 MB; split it and file the parts.")
        content = work.document_bytes(document.row.id)
        as_at = AsAt(paper_head(work, desk), known_so_far(work, case_id), desk.today())
    if kind_of(document, bundle_rules()) == PRIVILEGED:
        terms = redactor.terms
        redactor = replace(redactor, terms=replace(terms, warnings=(*terms.warnings, MAY_BE_PRIVILEGED)))
    name, media = document.row.filename, document.row.media_type
    lines = _papers(desk).lines_of(content, media, name)
    if lines is None:
        opened = _papers(desk).pages_of(content, name)
        try:
            return _pages_copy(as_at, ref, redactor, document, opened, progress)
        except BaseException:
            opened.close()
            raise
    if not lines:
        raise BadInput(f"{name} holds no words, so there is nothing to copy.")
    value = WordsPaper(as_at.head, f"Document {number}: {name}", (), lines, ref, "")

    def tell(made: WordsPaper, who: Recipient, left_out: str) -> WordsPaper:
        said = "Pictures and layout of the original are not in this copy."
        return replace(made, about=(f"Copy for {who.words}. Left out: {left_out} {said}",))

    name = f"document {number}"
    return paper_copy(ref, redactor, name, value, tell, _papers(desk).words, as_at.known, as_at.day)


@dataclass(frozen=True)
class PagesCopy(LastLook):
    """A filed PDF or picture for a recipient: hits on its pages, and parts of pages that a person must look at."""

    opened: OpenedPages
    pages: Mapping[int, tuple[Hit, ...]]
    boxes: Mapping[int, Box]
    front: tuple[str, ...]

    @property
    def risks(self) -> tuple[str, ...]:
        """Those of every copy, and what could not be known of this document."""
        names = self.recipient.large_print
        return (*super().risks, *self.opened.unsure, *([pages_note(names)] if names else []))

    def write(
        self, desk: Desk, paths: Sequence[Path], rulings: Sequence[Ruling], progress: Progress | None = None
    ) -> Changes:
        """Write the copy, read it back to see that what was removed is gone, and put it in the log of the case.

        Raises BadInput for a path that is not a PDF's, and KnownFault where something removed could still be read.
        """
        refuse_open(rulings)
        if any(path.suffix.lower() in (".html", ".htm", ".docx") for path in paths):
            raise BadInput("A copy of a document with pages is a PDF; give a name that ends in .pdf.")
        front = (*self.front, f"Left out: {self.left_out(rulings)}")
        for path in paths:
            self.opened.write(path, self._gone(rulings), front, progress)
            self._prove(desk, path, rulings)
        return log_copy(desk, self, paths, [""] * len(paths), rulings)

    def close(self) -> None:
        """Let go of the document."""
        self.opened.close()

    def _gone(self, rulings: Sequence[Ruling]) -> dict[int, Gone]:
        removed = {r.hit.number for r in rulings if r.removed}
        gone = {}
        for page, hits in self.pages.items():
            out = [h for h in hits if h.number in removed]
            gone[page] = Gone(
                tuple((h.span.start, h.span.end, h.span.rule.label) for h in out if h.number not in self.boxes),
                tuple(self.boxes[h.number] for h in out if h.number in self.boxes),
            )
        return gone

    def _prove(self, desk: Desk, path: Path, rulings: Sequence[Ruling]) -> None:
        """Read the copy as anybody could, and refuse it where words removed everywhere are still there."""
        kept = {plain(r.hit.words) for r in rulings if not r.removed}
        forms = [(r.hit.where, words_form(r.hit.words)) for r in rulings if r.removed and r.hit.number not in self.boxes
                 and plain(r.hit.words) not in kept]  # fmt: skip
        opened = _papers(desk).pages_of(path.read_bytes(), path.name, by_machine=False)
        try:
            texts = [fold(page.text) for page in opened.pages() if page.number > 1]
        finally:
            opened.close()
        for where, form in forms:
            if form is not None and any(next(form.found(text), None) for text in texts):
                path.unlink(missing_ok=True)
                raise KnownFault(f"{where}: words that were to be removed could still be read, so no copy was written.")


def _pages_copy(
    as_at: AsAt, ref: str, redactor: Redactor, document: FiledDocument, opened: OpenedPages, progress: Progress | None
) -> PagesCopy:
    pages: dict[int, tuple[Hit, ...]] = {}
    boxes: dict[int, Box] = {}
    first = 1
    for page in opened.pages(progress):
        where = f"Page {page.number}"
        found = hits_in([(where, page.text)], redactor, first)[0]
        first += len(found)
        for picture in page.pictures:
            span = Span(0, 0, rule_book().rules["picture"], "", Action.LOOK, picture.proposed)
            found.append(Hit(first, where, "", picture.words, "", span))
            boxes[first] = picture.box
            first += 1
        pages[page.number] = tuple(found)
    hits = tuple(h for found in pages.values() for h in found)
    front = (f"Copy of document {document.number}", f"{as_at.head.council}, {as_at.head.service}. Made on {as_at.head.as_at}.",
             f"For {redactor.recipient.words}.",
             "The pages are pictures of the original. Black boxes show where words were taken out; nothing lies "
             "under them.")  # fmt: skip
    return PagesCopy(redactor, ref, f"document {document.number}", hits, as_at, opened, pages, boxes, front)


def _papers(desk: Desk) -> Papers:
    if desk.papers is None:
        raise KnownFault("Printing is not set up on this computer; ask whoever installed the desk.")
    return desk.papers
