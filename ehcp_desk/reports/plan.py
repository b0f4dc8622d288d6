"""The working copy of a plan as a document: sections A to K as tables, A4 landscape, version and digest at its head."""

from __future__ import annotations

from ehcp_desk.domain.plan_paper import PaperTable, PlanPaper
from ehcp_desk.reports.heads import on_paper
from ehcp_desk.reports.model import Block, Column, Document, Heading, Pairs, Paragraph, Table, Tone, words

WORKING_COPY = "Working copy from the case record. It is not the plan sent to the family."


def plan_document(value: PlanPaper) -> Document:
    """One version of a plan, with what its checklist and its amendment requests say."""
    blocks: list[Block] = [
        Heading(1, f"Education, health and care plan: {value.child}"),
        Paragraph(words(WORKING_COPY, strong=True), boxed=True),
        Pairs(tuple((name, words(text)) for name, text in value.about)),
    ]
    for table in (*value.sections, *value.after):
        blocks += _table(table)
    return on_paper(
        value.head,
        title=f"EHC plan: {value.child}, {value.reference}, {value.version}",
        name=f"EHC plan, {value.version.lower()},",
        reference=f"{value.child}, {value.reference}. Content {value.digest[:12]}",
        blocks=blocks,
        prepared_by=value.prepared_by,
        standing=value.standing,
        landscape=True,
    )


def _table(table: PaperTable) -> list[Block]:
    if not table.rows:
        return [Heading(2, table.title), Paragraph(words(table.empty, tone=Tone.QUIET))]
    columns = tuple(
        Column(title, share, row_head=place == 0, fits=title == "Line")
        for place, (title, share) in enumerate(table.columns)
    )
    rows = tuple(
        tuple((words(text or "–", strong=place == 0),) for place, text in enumerate(row)) for row in table.rows
    )
    return [Heading(2, table.title), Table(table.title, columns, rows, compact=True)]
