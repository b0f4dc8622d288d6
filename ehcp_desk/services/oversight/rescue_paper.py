"""The rescue order of a day on paper: which cases to touch, what a manager put first and why, and what is not saved."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ehcp_desk.domain.dates import in_words, with_weekday
from ehcp_desk.domain.errors import KnownFault
from ehcp_desk.domain.rescue import RULE, Candidate, Pick, Rescue
from ehcp_desk.domain.small_papers import ListSection, ListsPaper
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.records.heads import paper_head
from ehcp_desk.services.records.issuing import print_issued

PAPER = "order of a day's hours"
NO_ROOM = "more hours"


def order_words(found: Rescue) -> str:
    """What the hours of the day come to, in a sentence or two."""
    dates = "1 date" if found.saved == 1 else f"{found.saved} dates"
    late = f" {found.late:,} dates have passed already and are not counted." if found.late else ""
    return f"{with_weekday(found.day)}: {dates} saved with {found.used:g} of {found.hours:g} hours.{late}"


def not_saved(found: Rescue) -> list[tuple[str, Candidate]]:
    """The dates that are not saved that day, each with what it wants: first those the hours do not reach."""
    return [(NO_ROOM, one) for one in found.unfit] + [(one.lost, one) for one in found.lost]


def order_paper(desk: Desk, found: Rescue, whose: str = "") -> ListsPaper:
    """The order as a paper; ``whose`` names the person whose hours alone they are."""
    with desk.store.read() as work:
        head = paper_head(work, desk)
    order = [_line(place, pick) for place, pick in enumerate(found.picks, 1)]
    apart = [(one.ref, one.duty, in_words(one.due), why, one.person) for why, one in not_saved(found)]
    hours = f" The hours are those of {whose}." if whose else ""
    sections = (
        ListSection("The order", RULE, ("", "Case", "What to do", "Hours", "Harm", "Due", "Who", "Put first because"),
                    (True, False, False, True, True, False, False, False), tuple(order)),
        ListSection("Not saved that day", "", ("Case", "Limit", "Due", "What it wants", "Who"), (False,) * 5, tuple(apart)),
    )  # fmt: skip
    return ListsPaper(head, "The order of a day’s hours", f"{order_words(found)}{hours}", sections, desk.user)


def print_order(desk: Desk, found: Rescue, files: Sequence[Path], whose: str = "") -> ListsPaper:
    """Print the order in every form asked for, and keep in the journal that it was issued.

    Raises KnownFault where nothing can print or a file cannot be written.
    """
    papers = desk.papers
    if papers is None:
        raise KnownFault("Printing is not set up on this computer; ask whoever installed the desk.")
    paper = order_paper(desk, found, whose)
    print_issued(desk, PAPER, files, paper.head, lambda path: papers.lists(paper, path))
    return paper


def _line(place: int, pick: Pick) -> tuple[str, ...]:
    one = pick.candidate
    due = in_words(one.due) if one.rule else "–"
    return f"{place}", one.ref, one.act, f"{one.hours:g}", f"{one.harm}", due, one.person, pick.reason or "–"
