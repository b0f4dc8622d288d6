"""Small papers: the proof of one date, a list as it stands on screen, a caseworker’s introduction, the words of a filed
document."""

from __future__ import annotations

from dataclasses import replace

from ehcp_desk.domain.small_papers import (
    IntroductionPaper,
    ListPaper,
    ListSection,
    ListsPaper,
    ProofPaper,
    WordsPaper,
)
from ehcp_desk.reports.heads import on_paper, scale_for, seal_line
from ehcp_desk.reports.model import (
    Align,
    Block,
    Cell,
    Column,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Table,
    Tone,
    words,
)

# A column whose longest cell has no more letters than this is as wide as that cell; the others share the rest.
_SHORT, _LONG = 22, 60


def proof_document(value: ProofPaper) -> Document:
    """One thing of one case, proved in numbered steps."""
    blocks: list[Block] = [Heading(1, value.title)]
    if value.about:
        blocks.append(Paragraph(words(value.about, tone=Tone.QUIET)))
    for number, (heading, told) in enumerate(value.steps, 1):
        blocks += [Heading(2, f"{number}. {heading}"), Paragraph(words(told))]
    if not value.steps:
        blocks.append(Paragraph(words("There are no steps to show.")))
    return on_paper(
        value.head,
        title=f"{value.title}, {value.reference}" if value.reference else value.title,
        name=value.name,
        reference=f"{value.reference}. Prepared by {value.prepared_by}",
        blocks=blocks,
        prepared_by=value.prepared_by,
    )


def words_document(value: WordsPaper) -> Document:
    """The words of a filed document, paragraph by paragraph."""
    about: list[Block] = [Paragraph(words(told), boxed=True) for told in value.about]
    said: list[Block] = [Paragraph(words(told)) for told in value.paragraphs if told.strip()]
    return on_paper(
        value.head,
        title=f"{value.title}, {value.reference}",
        name="Copy of a document",
        reference=value.reference,
        blocks=(Heading(1, value.title), *about, *said),
    )


def list_document(value: ListPaper) -> Document:
    """A list on A4 landscape, in the order it had on screen, its groups kept with their rows."""
    blocks: list[Block] = [Heading(1, value.title)]
    if value.sentence:
        blocks.append(Paragraph(words(value.sentence)))
    rows = tuple(_row(row, len(value.columns)) for row in value.rows)
    if rows:
        blocks.append(Table(value.title, _columns(value), rows, compact=True))
    else:
        blocks.append(Paragraph(words("There is nothing on this list.")))
    return on_paper(
        value.head,
        title=f"{value.title}, {value.head.council}",
        name=value.title,
        reference=f"Prepared by {value.prepared_by}" if value.prepared_by else value.head.council,
        blocks=blocks,
        prepared_by=value.prepared_by,
        landscape=True,
    )


def lists_document(value: ListsPaper) -> Document:
    """Several lists on A4 landscape, each under its heading and where asked for on its own page."""
    blocks: list[Block] = [Heading(1, value.title), Paragraph(words(value.sentence, tone=Tone.QUIET))]
    for place, section in enumerate(value.sections):
        if value.page_each and place:
            blocks.append(PageBreak())
        if section.title != value.title or len(value.sections) > 1:
            blocks.append(Heading(2, section.title))
        if section.sentence:
            blocks.append(Paragraph(words(section.sentence), tied=bool(section.rows)))
        nothing = Paragraph(words("There is nothing on this list."))
        blocks.append(_table(section) if section.rows else nothing)
    if not value.sections:
        blocks.append(Paragraph(words("Nothing is due from anybody.")))
    return on_paper(
        value.head,
        title=f"{value.title}, {value.head.council}",
        name=value.title,
        reference=f"Prepared by {value.prepared_by}",
        blocks=blocks,
        prepared_by=value.prepared_by,
        landscape=True,
    )


def introduction_document(value: IntroductionPaper) -> Document:
    """The letter that tells a family who their caseworker is."""
    return Document(
        title=f"Your caseworker, {value.reference}",
        name="Your caseworker",
        as_at=f"As at {value.head.as_at}",
        council=value.head.council,
        service=value.head.service,
        reference=f"Our reference {value.reference}",
        seal=seal_line(value.head),
        author=value.signed_by,
        blocks=(Heading(1, "Your caseworker"), *(Paragraph(words(text)) for part in value.paragraphs
                                                 for text in part.split("\n"))),
        scale=scale_for(value.head),
    )  # fmt: skip


def _table(section: ListSection) -> Table:
    rows = tuple(_row(row, len(section.columns)) for row in section.rows)
    columns = _columns(section)
    if section.room:
        columns += (Column(section.room, 1.5 * _LONG),)
        rows = tuple(row if len(row) == 1 else (*row, (words(""),)) for row in rows)
    return Table(section.title, columns, rows, compact=True)


def _columns(value: ListPaper | ListSection) -> tuple[Column, ...]:
    columns: list[Column] = []
    whole = [row for row in value.rows if len(row) == len(value.columns)]
    for place, title in enumerate(value.columns):
        longest = max((len(row[place]) for row in whole), default=0)
        align = Align.RIGHT if place < len(value.right) and value.right[place] else Align.LEFT
        share = float(min(max(longest, len(title), 8), _LONG))
        columns.append(Column(title, share, align, row_head=place == 0, fits=longest <= _SHORT))
    if columns and all(column.fits for column in columns):
        # Somebody must take the room that is left, or the words of the heads would wrap beside an empty half page.
        columns = [
            replace(column, fits=place == 0 or column.align is Align.RIGHT) for place, column in enumerate(columns)
        ]
    return tuple(columns)


def _row(row: tuple[str, ...], columns: int) -> tuple[Cell, ...]:
    """A row of cells; a single cell heads a group.  A row of another length is made up to the columns there are."""
    if len(row) == 1 < columns:
        return ((words(row[0], strong=True),),)
    cells = (*row, *("" for _ in range(columns - len(row))))[:columns]
    return tuple((words(text or "–", strong=place == 0),) for place, text in enumerate(cells))
