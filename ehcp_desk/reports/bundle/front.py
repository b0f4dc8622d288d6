"""The bundle's own pages: cover and index, the chronology with its bundle pages, and the list of papers at the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO

from ehcp_desk.domain.bundles import PARTS, BundlePaper, Entry, label_words
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.papers import Chronology
from ehcp_desk.reports.chronology import chronology_document
from ehcp_desk.reports.furniture import HEAD_GAP
from ehcp_desk.reports.heads import seal_line
from ehcp_desk.reports.model import (
    Block,
    Cell,
    Column,
    Document,
    Heading,
    PageBreak,
    Pairs,
    Paragraph,
    Table,
    Tone,
    words,
)
from ehcp_desk.reports.pdf import Composed, compose, page_count, render_pdf

CHRONOLOGY = "chronology"
WIDEST = ("0000", "0000")
"""Labels that take as much room as any, until the numbers are known."""
Labels = Mapping[str, tuple[str, ...]]
Rect = tuple[int, float, float, float, float]
"""Page from 0, then left, foot, right and top in points."""


@dataclass(frozen=True, slots=True)
class Own:
    """A paper of the bundle's own as a PDF: its bytes, pages, and where each numbered row stands."""

    content: BytesIO
    pages: int
    rows: tuple[Rect | None, ...]


@dataclass(frozen=True, slots=True)
class IndexRow:
    """A line of the index: what it is called, its day, and the key of its pages."""

    key: str
    title: str
    dated: str
    author: str
    part: str


def index_rows(paper: BundlePaper) -> list[IndexRow]:
    """Every line of the index in the order of the file; new papers at the end are a part of their own."""
    after = last_core(paper)
    rows = [] if paper.chronology is None or after >= 0 else [_CHRONOLOGY_ROW]
    for place, entry in enumerate(paper.entries):
        dated = in_words(entry.dated) if entry.dated else "no date"
        rows.append(IndexRow(entry.key, entry.title, dated, entry.author, part_title(paper, entry)))
        if paper.chronology is not None and place == after:
            rows.append(_CHRONOLOGY_ROW)
    return rows


def last_core(paper: BundlePaper) -> int:
    """The place of the last paper of the core, after which the chronology stands; -1 where there is none."""
    return max((n for n, e in enumerate(paper.entries) if e.part == "core" and not _at_end(paper, e)), default=-1)


_CHRONOLOGY_ROW = IndexRow(CHRONOLOGY, "Chronology", "", "", PARTS["core"])


def _at_end(paper: BundlePaper, entry: Entry) -> bool:
    return entry.new and paper.added == "end"


def part_title(paper: BundlePaper, entry: Entry) -> str:
    """The part a paper stands under: its own, or those added since the last version where they stand at the end."""
    return f"Added since version {paper.version - 1}" if _at_end(paper, entry) else PARTS[entry.part]


def front(paper: BundlePaper, labels: Labels) -> Own:
    """Cover and index."""
    return _own(_front(paper, labels), len(index_rows(paper)))


def front_pages(paper: BundlePaper) -> int:
    """How many pages cover and index take, before any number is known."""
    return page_count(_front(paper, None))


def _front(paper: BundlePaper, labels: Labels | None) -> Document:
    index = _index(index_rows(paper), labels)
    return _document(paper, paper.title, [*_cover(paper, labels), PageBreak(), Heading(1, "Index"), *index])


def _cover(paper: BundlePaper, labels: Labels | None) -> list[Block]:
    pages = sum(len(kept) for kept in labels.values()) if labels is not None else 0
    about = [("Appeal", f"First-tier Tribunal (Special Educational Needs and Disability): {paper.type.within}"),
             ("About", paper.child), ("Our reference", paper.reference), ("Responsible authority", paper.head.council),
             ("Version", f"{paper.version}, made {paper.head.as_at} by {paper.prepared_by}"),
             ("Pages", f"{pages:,}" if pages else "0000"), ("Papers", str(len(paper.entries)))]  # fmt: skip
    if paper.apart:
        papers = "1 paper" if paper.apart == 1 else f"{paper.apart} papers"
        about.append(("Confidential part", f"{papers}, in a file apart"))
    how = (
        "The number at the foot of each page is its bundle page, and the page of this file."
        if not paper.before
        else "The number at the foot of each page is its bundle page. Pages of earlier versions keep their numbers."
    )
    return [Heading(1, f"{paper.title}: {paper.child}"), Pairs(tuple((n, words(t)) for n, t in about)),
            Paragraph(words(how + " The bookmarks and the index lead to each paper.", tone=Tone.QUIET))]  # fmt: skip


def _index(rows: Sequence[IndexRow], labels: Labels | None) -> list[Block]:
    columns = (Column("No.", 5, fits=True), Column("Paper", 50, row_head=True), Column("Written by", 22),
               Column("Dated", 18, fits=True), Column("Pages", 16, fits=True))  # fmt: skip
    cells: list[tuple[Cell, ...]] = []
    part = ""
    for number, row in enumerate(rows, 1):
        if row.part != part:
            part = row.part
            cells.append(((words(part, strong=True),),))
        pages = label_words(WIDEST if labels is None else labels.get(row.key, ()))
        cells.append(((words(str(number), tone=Tone.FAINT),), (words(row.title, strong=True),), (words(row.author or "–"),),
                      (words(row.dated or "–"),), (words(pages),)))  # fmt: skip
    if not cells:
        return [Paragraph(words("There is no paper in this bundle yet."))]
    return [Table("Index", columns, tuple(cells), compact=True)]


def chronology(paper: BundlePaper, labels: Labels) -> Own | None:
    """The chronology with the bundle pages of the papers each line rests on; None where none goes in."""
    if paper.chronology is None:
        return None
    rows = max((line.number for line in paper.chronology.lines), default=0)
    return _own(_chronology(paper, paper.chronology, labels), rows)


def chronology_pages(paper: BundlePaper) -> int:
    """How many pages the chronology takes, before any number is known; 0 where none goes in."""
    return page_count(_chronology(paper, paper.chronology, None)) if paper.chronology is not None else 0


def _chronology(paper: BundlePaper, told: Chronology, labels: Labels | None) -> Document:
    lines = []
    for line in told.lines:
        cited = paper.cited.get(line.number, ())
        found = [WIDEST if labels is None else labels.get(f"document {n}", ()) for n in cited]
        pages = "; ".join(filter(None, map(label_words, found)))
        several = "s" if " to " in pages or ";" in pages else ""
        lines.append(replace(line, page=f"Bundle page{several} {pages}" if pages else ""))
    return replace(chronology_document(replace(told, lines=tuple(lines))), bound=True)


def numbered(paper: BundlePaper) -> list[tuple[int, Entry]]:
    """Every paper with its number in the index, where the chronology has one too."""
    numbers = {row.key: n for n, row in enumerate(index_rows(paper), 1)}
    return [(numbers[entry.key], entry) for entry in paper.entries]


def papers(paper: BundlePaper, labels: Labels, digest: str) -> Own:
    """The list of papers with the digest of each, sealed with the head of the journal."""
    columns = (Column("No.", 5, fits=True), Column("Paper", 46, row_head=True), Column("Pages", 14, fits=True),
               Column("SHA-256 of the paper as filed", 40))  # fmt: skip
    rows = tuple(
        ((words(str(n)),), (words(e.words), words(e.filename, tone=Tone.FAINT, small=True)),
         (words(label_words(labels.get(e.key, ()))),), (words(_spaced(e.sha256), small=True),))
        for n, e in numbered(paper)
    )  # fmt: skip
    about = (
        ("Digest of this list", words(_spaced(digest))),
        ("Head of the journal", words(_spaced(paper.journal) or "–")),
    )
    blocks: list[Block] = [
        Heading(1, "Papers in this bundle, with their digests"),
        Paragraph(words("A digest is worked out from every byte of a paper: another paper has another. The same list is "
                        "attached to this file as manifest.json.")),
        Pairs(about),
    ]  # fmt: skip
    if rows:
        blocks.append(Table("Papers", columns, rows, compact=True))
    return _own(_document(paper, f"{paper.title}, list of papers", blocks), 0)


def _spaced(digest: str) -> str:
    return " ".join(digest[at : at + 8] for at in range(0, len(digest), 8))


def _document(paper: BundlePaper, name: str, blocks: Sequence[Block]) -> Document:
    return Document(
        title=f"{paper.title}: {paper.child}, {paper.reference}",
        name=name,
        as_at=f"As at {paper.head.as_at}",
        council=paper.head.council,
        service=paper.head.service,
        reference=f"{paper.child}, {paper.reference}",
        seal=seal_line(paper.head),
        author=paper.prepared_by or paper.head.council,
        blocks=tuple(blocks),
        bound=True,
    )


def _own(document: Document, rows: int) -> Own:
    content = BytesIO()
    pages = render_pdf(document, content)
    return Own(content, pages, _rows(compose(document), rows) if rows else ())


def _rows(composed: Composed, count: int) -> tuple[Rect | None, ...]:
    """Where the rows numbered 1 to ``count`` stand: each opens with its number at the left margin."""
    sheet, around = composed.sheet, composed.furniture
    found: list[Rect | None] = [None] * count
    expected = 1
    for place, page in enumerate(composed.pages):
        head = around.first_head if place == 0 else around.head
        body = sheet.height - sheet.top - head.height - HEAD_GAP
        for top, piece in page.placed:
            if expected <= count and any(w[5] == str(expected) and w[0] < sheet.margin + 30 for w in piece.words[:2]):
                high = body - top
                found[expected - 1] = (place, sheet.margin, high - piece.height, sheet.margin + sheet.measure, high)
                expected += 1
    return tuple(found)
