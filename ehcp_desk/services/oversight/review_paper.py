"""The reviews board on paper: every figure, then the cases of those that want somebody to act, sealed like every paper."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from ehcp_desk.domain.case import year_short
from ehcp_desk.domain.dates import in_words, with_weekday
from ehcp_desk.domain.small_papers import ListSection, ListsPaper
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.figure import Figure
from ehcp_desk.services.oversight.reviewing import (
    DUE,
    GROUPS,
    MOVES,
    NO_DATE,
    NOT_IN,
    OVERDUE,
    UNDER_WAY,
    ReviewBoard,
    review_board,
)
from ehcp_desk.services.oversight.worklist import WorkRow, rows
from ehcp_desk.services.records.heads import paper_head
from ehcp_desk.services.records.issuing import print_lists

MOST = 40
"""Cases of one figure that are listed; the rest are counted, and stand on the page Reviews."""
MONTHS_LISTED = 3
"""Months whose cases are listed, this one first; the later ones are counted."""
_BY_AGE = ("overdue_1", "overdue_3", "overdue_6", "overdue_12", "overdue_more")


def reviews_paper(desk: Desk, team_id: int | None = None) -> ListsPaper:
    """Every figure of the board, and the cases behind those to act on."""
    board = review_board(desk, team_id)
    with desk.store.read() as work:
        head, team = paper_head(work, desk), work.staff().team_name(team_id)
    listed: dict[str, tuple[Figure, ...]] = {
        OVERDUE: tuple(figure for figure in board.of(OVERDUE) if figure.key in _BY_AGE),
        NO_DATE: tuple(figure for figure in board.of(NO_DATE) if figure.key != "no_date_overdue"),
        UNDER_WAY: board.of(UNDER_WAY),
        DUE: board.of(DUE)[:MONTHS_LISTED],
        MOVES: board.of(MOVES),
        NOT_IN: board.of(NOT_IN),
    }
    shown = [case for figures in listed.values() for figure in figures for case in figure.cases[:MOST]]
    by_id = {row.id: row for row in rows(desk, list(dict.fromkeys(shown)))}
    sections = [_at_a_glance(board), *(_section(group, figures, by_id) for group, figures in listed.items())]
    words = f"{with_weekday(board.as_at)}. Every figure is the length of a list in the desk."
    return ListsPaper(head, "Reviews", words, tuple(sections), desk.user).of_team(team)


def print_reviews(desk: Desk, files: Sequence[Path], team_id: int | None = None) -> ListsPaper:
    """Print the board, and keep in the journal what was issued.

    Raises KnownFault where nothing can print or a file cannot be written.
    """
    return print_lists(desk, reviews_paper(desk, team_id), files)


def _at_a_glance(board: ReviewBoard) -> ListSection:
    lines = tuple((group, figure.heading, str(len(figure.cases)), str(figure.late) if figure.late else "–")
                  for group in GROUPS for figure in board.of(group))  # fmt: skip
    words = f"{board.plans:,} plans in place; {board.overdue} reviews past their day."
    heads = ("List", "What", "Cases", "Past their day")
    return ListSection("At a glance", words, heads, (False, False, True, True), lines)


def _section(group: str, figures: Iterable[Figure], by_id: Mapping[int, WorkRow]) -> ListSection:
    lines: list[tuple[str, ...]] = []
    total = 0
    for figure in figures:
        total += len(figure.cases)
        if not figure.cases:
            continue
        more = f", the first {MOST}" if len(figure.cases) > MOST else ""
        lines.append((f"{figure.heading}: {len(figure.cases)}{more}",))
        lines += [_line(by_id[case], figure) for case in figure.cases[:MOST] if case in by_id]
    heads = ("Child", "Reference", "Year", "Day", "Caseworker", "Answers for it")
    return ListSection(group, f"{total}, the earliest first.", heads, (False, False, True), tuple(lines))


def _line(row: WorkRow, figure: Figure) -> tuple[str, ...]:
    on = figure.days[row.case.id]
    return (row.case.name, row.case.ref, year_short(row.case.year_on(row.as_at)), in_words(on) if on else "–",
            row.case.owner or "nobody yet", row.responsible.name)  # fmt: skip
