"""A file audit on paper: how the sample was drawn, the grades, what recurs, what was agreed, and what was left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from ehcp_desk.domain.access import Act
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.errors import KnownFault
from ehcp_desk.domain.small_papers import ListSection, ListsPaper
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.file_audits import POPULATIONS, closed_words, report
from ehcp_desk.services.records.heads import paper_head
from ehcp_desk.services.records.issuing import print_issued

PAPER = "file audit"


def audit_paper(desk: Desk, name: str) -> ListsPaper:
    """The report of an audit as a paper.  Raises BadInput where there is none of this name."""
    desk.need(Act.RETURNS)
    found = report(desk, name)
    with desk.store.read() as work:
        head = paper_head(work, desk)
    drawn = len(found["refs"]) + found["closed"]
    words = (f"{drawn} of {found['population']} {POPULATIONS[found['of']]}, drawn by {found['by']} on "
             f"{_day(found['drawn_on'])} with seed {found['seed']}, which draws the same files again. "
             f"{found['audited']} are audited.{closed_words(found['closed'])}")  # fmt: skip
    return ListsPaper(head, f"File audit, {name}", words, tuple(_sections(found)), desk.user)


def print_audit(desk: Desk, name: str, files: Sequence[Path]) -> ListsPaper:
    """Print an audit in every form asked for, and keep in the journal that it was issued.  Raises as above."""
    papers = desk.papers
    if papers is None:
        raise KnownFault("Printing is not set up on this computer; ask whoever installed the desk.")
    paper = audit_paper(desk, name)
    print_issued(desk, PAPER, files, paper.head, lambda path: papers.lists(paper, path))
    return paper


def _sections(found: Mapping[str, Any]) -> list[ListSection]:
    themes = [
        (t["asks"], f"{t['no']}", f"{t['part']}", f"{t['yes']}", ", ".join(t["refs"]) or "–") for t in found["themes"]
    ]
    quarters = [(q["quarter"], f"{q['good_or_better']} of {q['of']}", f"{q['percent']}%") for q in found["by_quarter"]]
    actions = [(a["ref"], a["action"], _day(a["due"]), _standing(a)) for a in found["actions"]]
    files = [
        (f["ref"], _plain(f["grade"]) or "not audited yet", f["by"] or "–", f["comment"] or "–") for f in found["files"]
    ]
    gone = [(one["ref"], one["why"]) for one in found["excluded"]]
    hidden = f" {found['hidden']} more are kept from {found['by']} and cannot be named." if found["hidden"] else ""
    return [
        ListSection("What recurs", "The question that fell short most often first.", ("Question", "No", "Part", "Yes",
                    "Files that fell short"), (False, True, True, True, False), tuple(themes)),
        ListSection("Graded good or better, by quarter", "", ("Quarter", "Files", "Share"), (False, True, True),
                    tuple(quarters)),
        ListSection("Actions", "Each is a promise on its case.", ("Case", "What is to be done", "Due", "State"),
                    (False, False, False, False), tuple(actions)),
        ListSection("Files", "", ("Case", "Grade", "By", "Comment"), (False, False, False, False), tuple(files)),
        ListSection("Left out of what was drawn from", f"{len(gone)} files.{hidden}", ("Case", "Why"), (False, False),
                    tuple(gone)),
    ]  # fmt: skip


def _standing(action: Mapping[str, Any]) -> str:
    return "done" if action["done"] else "overdue" if action["late"] else "to do"


def _plain(code: str) -> str:
    return code.replace("_", " ").capitalize()


def _day(text: str) -> str:
    return in_words(date.fromisoformat(text))
