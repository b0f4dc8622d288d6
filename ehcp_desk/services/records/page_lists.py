"""The lists of a page on paper, as they stand on the screen (docs/decisions/printing-and-reading.md).

A printed list lies about, so what is on the screen about a restricted file is left out of it, whoever prints, and the
paper says how much.  A list longer than ``MOST`` lines is exported instead, where it is asked for whom and why.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ehcp_desk.domain.access import Act
from ehcp_desk.domain.amounts import so_many
from ehcp_desk.domain.errors import BadInput, KnownFault, NotAllowed
from ehcp_desk.domain.small_papers import ListSection, ListsPaper
from ehcp_desk.domain.worklist import CaseRow
from ehcp_desk.ports.work import Progress, ReadWork
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.records.heads import paper_head
from ehcp_desk.services.records.issuing import print_issued

MOST = 2_000
"""Lines of one paper: some sixty sheets."""


@dataclass(frozen=True, slots=True)
class PageLists:
    """What stands on a page: its title, in words how its lists were narrowed, and the lists.

    ``ref`` is the case a page is about, for whose file being restricted nothing is left out: who opened it gave a reason.
    ``about_cases`` is False for a page that tells of no case.
    """

    title: str
    narrowed: str
    sections: tuple[ListSection, ...]
    ref: str = ""
    about_cases: bool = True


def why_not_printed(desk: Desk, about_cases: bool, lines: int) -> str:
    """Why so many lines cannot be printed, in a sentence; empty where they can."""
    if not _may(desk, about_cases):
        return desk.why_not(Act.PAPERS)
    if lines > MOST:
        return (f"{lines:,} lines are too many for paper, which takes {MOST:,}. Narrow the list first, or export it to a "
                "file.")  # fmt: skip
    return ""


def print_page_lists(
    desk: Desk, page: PageLists, files: Sequence[Path], progress: Progress | None = None
) -> ListsPaper:
    """Print the lists of a page, and keep in the journal what was issued, how it was narrowed and how long it was.

    Raises NotAllowed for whoever may neither print papers nor export, BadInput for too many lines, KnownFault where
    nothing can print or a file cannot be written.
    """
    why = why_not_printed(desk, page.about_cases, sum(len(section.rows) for section in page.sections))
    if why:
        raise (BadInput if _may(desk, page.about_cases) else NotAllowed)(why)
    papers = desk.papers
    if papers is None:
        raise KnownFault("Printing is not set up on this computer; ask whoever installed the desk.")
    with desk.store.read() as work:
        head, shut = paper_head(work, desk), _about_restricted(work, page.ref)
    sections = tuple(replace(section, rows=_open_rows(section, shut)) for section in page.sections)
    lines = sum(len(section.rows) for section in sections)
    gone = sum(len(section.rows) for section in page.sections) - lines
    paper = ListsPaper(head, page.title, _sentence(page.narrowed, gone), sections, desk.user)
    told = {"lines": lines, "narrowed": page.narrowed}
    print_issued(
        desk, f"list: {page.title}", files, head, lambda path: papers.lists(paper, path, progress), page.ref, told
    )
    return paper


def _may(desk: Desk, about_cases: bool) -> bool:
    return not about_cases or desk.may(Act.PAPERS) or desk.may(Act.EXPORT)


def _sentence(narrowed: str, gone: int) -> str:
    if not gone:
        return narrowed or "As it stands on the screen."
    stands = "it stands" if gone == 1 else "they stand"
    said = f"{so_many(gone, 'line')} about a restricted file left out; {stands} in the desk for those it is open to."
    return f"{narrowed} {said}".strip()


def _about_restricted(work: ReadWork, ref: str) -> re.Pattern[str] | None:
    """What gives a restricted file away: its reference, and the child's name unless a colleague has the same."""
    every = work.case_rows(sorted(work.restricted_cases()))
    opened = {
        name for row in every if row.ref == ref for name in _names(row)
    }  # another case of the child is no secret there
    kept = {officer.name for officer in work.staff().officers.values()} | opened
    rows = [row for row in every if row.ref != ref]
    names = {name for row in rows for name in _names(row)} - kept
    told = sorted({row.ref for row in rows} | names)
    return re.compile(rf"(?<![\w/-])(?:{'|'.join(map(re.escape, told))})(?![\w/-])") if told else None


def _names(row: CaseRow) -> set[str]:
    """A child's name in every order it stands in; none where it is one word, which may be any word."""
    return (
        {f"{row.forenames} {row.surname}", f"{row.surname}, {row.forenames}"}
        if row.surname and row.forenames
        else set()
    )


def _open_rows(section: ListSection, shut: re.Pattern[str] | None) -> tuple[tuple[str, ...], ...]:
    if shut is None:
        return section.rows
    return tuple(row for row in section.rows if not any(shut.search(cell) for cell in row))
