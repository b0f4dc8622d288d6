"""Two small papers from what is on screen: the proof of one date, and a list as it stands."""

from __future__ import annotations

from pathlib import Path

from ehcp_desk.domain.access import Act
from ehcp_desk.domain.case import STAGE_WORDS
from ehcp_desk.domain.dates import in_words, with_weekday
from ehcp_desk.domain.errors import KnownFault
from ehcp_desk.domain.small_papers import ListPaper, ProofPaper
from ehcp_desk.domain.worklist import CaseQuery
from ehcp_desk.ports.papers import TableCell
from ehcp_desk.ports.work import Progress
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.my_day import Today
from ehcp_desk.services.oversight.worklist import WorkRow, listed
from ehcp_desk.services.records.heads import paper_head


def proof_paper(desk: Desk, ref: str, title: str, steps: tuple[tuple[str, str], ...], about: str) -> ProofPaper:
    """The proof of a date of a case, ready to print."""
    with desk.store.read() as work:
        head = paper_head(work, desk)
    return ProofPaper(head, title, about, ref, steps, desk.user)


def list_paper(
    desk: Desk,
    title: str,
    sentence: str,
    columns: tuple[str, ...],
    right: tuple[bool, ...],
    rows: tuple[tuple[str, ...], ...],
) -> ListPaper:
    """A list as it stands on screen, ready to print; a row of one cell heads a group."""
    with desk.store.read() as work:
        head = paper_head(work, desk)
    return ListPaper(head, title, sentence, columns, right, rows, desk.user)


ANSWERED = 20
"""Cases of others that stand on the paper of somebody's day; the rest are counted."""


def print_day(desk: Desk, day: Today, path: Path) -> None:
    """One person's day on paper: each group of cases, then what waits.  Raises KnownFault where nothing can print."""
    if desk.papers is None:
        raise KnownFault("Printing is not set up on this computer; ask whoever installed the desk.")
    columns = ("Child", "Reference", "What is due", "Waiting for", "Due", "State", "Next step")
    rows: list[tuple[str, ...]] = []
    for title, group in day.groups:
        rows.append((f"{title}: {len(group)}",))
        rows += [_line(row) for row in group if row.next is not None]
    if day.answered:
        more = len(day.answered) - ANSWERED
        said = f", the most urgent; {more} more stand under Today" if more > 0 else ""
        rows.append((f"Not yours, but nobody else is there for them: {len(day.answered)}{said}",))
        rows += [_line(row) for row in day.answered[:ANSWERED]]
    if day.matters:
        rows.append((f"Promised, or waiting for an answer: {len(day.matters)}",))
        rows += [(name, ref, m.what, m.who, in_words(m.due) if m.due else f"since {in_words(m.since)}", "", m.owed.value)
                 for m, name, ref in day.matters]  # fmt: skip
    if day.reviews:
        rows.append((f"Banners to look at again: {len(day.reviews)}",))
        rows += [
            (name, ref, b.said, "", in_words(b.review) if b.review else "", "", "") for b, name, ref in day.reviews
        ]
    sentence = f"{day.who}, {with_weekday(day.as_at)}. Most urgent by law first."
    paper = list_paper(desk, "My day", sentence, columns, (False,) * len(columns), tuple(rows))
    desk.papers.listing(paper, path)


def _line(row: WorkRow) -> tuple[str, ...]:
    due = row.next
    return (row.case.name, row.case.ref, ". ".join(filter(None, (due.duty if due else "", row.also))), row.waiting_for,
            in_words(due.due) if due else "", due.words if due else "", row.next_step)  # fmt: skip


EXPORT_HEADS = ("Reference", "Surname", "First names", "Year", "Setting", "Stage", "Request received", "Week", "Next duty", "Due",
                "State", "Caseworker", "Answers for it", "Waiting for", "Last contact", "With the child",
                "With the family")  # fmt: skip


def export_cases(desk: Desk, query: CaseQuery, path: Path, progress: Progress | None = None) -> int:
    """The cases that answer a query as a spreadsheet, in its order; how many there were.

    Raises KnownFault where nothing can write one.
    """
    desk.need(Act.EXPORT)
    if desk.tables is None:
        raise KnownFault("Spreadsheets are not set up on this computer; ask whoever installed the desk.")
    total, rows = listed(desk, query)
    if progress is not None:
        progress(0, total, "Writing the list")
    desk.tables(path, "Cases", EXPORT_HEADS, [_exported(row) for row in rows], query.as_at)
    return total


def _exported(row: WorkRow) -> tuple[TableCell, ...]:
    case, due, summary = row.case, row.next, row.case.summary
    return (case.ref, case.surname, case.forenames, case.year_on(row.as_at), case.setting, STAGE_WORDS[summary.stage],
            summary.received, row.week.ordinal if row.week else None, due.duty if due else None, due.due if due else None,
            due.words if due else None, case.owner, row.responsible.name, row.waiting_for, summary.last_contact_on,
            *row.in_touch)  # fmt: skip
