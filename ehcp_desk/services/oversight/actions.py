"""The action register: everything promised, agreed, ordered or decided to be done, with its owner, until it is closed.

One register for every source (needs.md M5): our own word, orders, mediation agreements, reviews, complaints, the Ombudsman,
panels and audits.  The day first promised stays beside the day it stands at now, with how often it moved (M4).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from ehcp_desk.domain.dates import day_count, in_words, with_weekday
from ehcp_desk.domain.matters import SOURCES, chased_words, times_words
from ehcp_desk.domain.people import Staff
from ehcp_desk.domain.record import Promise, promises
from ehcp_desk.domain.responsibility import responsible_for
from ehcp_desk.domain.small_papers import ListSection, ListsPaper
from ehcp_desk.domain.worklist import CaseQuery, CaseRow, Scope
from ehcp_desk.ports.work import Progress
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.restricting import not_read, unopened
from ehcp_desk.services.records.heads import paper_head
from ehcp_desk.services.records.issuing import print_lists

_KINDS = ("promise_made", "promise_moved", "promise_kept", "chaser")


class Shown(StrEnum):
    """Which actions are asked for."""

    OPEN = "open"
    OVERDUE = "overdue"
    CLOSED = "closed"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Action:
    """One action.  ``owner`` is whoever answers for it now; ``evidence`` what was written when it was done."""

    case_id: int
    ref: str
    child: str
    promise: Promise
    owner: str
    days_late: int
    evidence: str

    @property
    def id(self) -> int:
        """The number of the entry it comes from."""
        return self.promise.fact_id

    @property
    def source(self) -> str:
        """What it comes from, in words."""
        return SOURCES.get(self.promise.source, self.promise.source)

    @property
    def is_open(self) -> bool:
        """True until it is recorded as done."""
        return self.promise.kept_on is None

    @property
    def words(self) -> str:
        """How it stands: ``overdue by 3 days``, ``due today``, ``12 days left``, ``done 4 October 2026``."""
        if self.promise.kept_on is not None:
            return f"done {in_words(self.promise.kept_on)}"
        if self.days_late > 0:
            return f"overdue by {day_count(self.days_late)}"
        return f"{day_count(-self.days_late)} left" if self.days_late else "due today"

    @property
    def moved(self) -> str:
        """``moved 3 times, first 1 May 2026``; empty where it never moved."""
        first = self.promise.first_due
        if not self.promise.moves or first is None:
            return ""
        return f"moved {times_words(self.promise.moves)}, first {in_words(first)}"

    @property
    def since_words(self) -> str:
        """How often it moved and was chased, as a line beneath it has room for."""
        return "; ".join(part for part in (self.moved, chased_words(self.promise.chased)) if part)


def actions(
    desk: Desk, shown: Shown = Shown.OPEN, team_id: int | None = None, progress: Progress | None = None
) -> tuple[Action, ...]:
    """The register: what is open by its day, the oldest first; what is closed after it, the newest first."""
    day = desk.today()
    with desk.store.read() as work:
        ids = work.case_ids(CaseQuery(day, Scope.ALL, team_id=team_id))
        if progress is not None:
            progress(0, 2, "Reading what was agreed")
        told = work.standing_of(_KINDS, ids)
        made = [one for one in promises(told) if _asked(one, shown, day)]
        if progress is not None:
            progress(1, 2, "Reading the cases")
        rows = {row.id: row for row in work.case_rows(list(dict.fromkeys(p.case_id for p in made)))}
        staff = work.staff()
    evidence = {f.fact.attrs.get("promise", ""): f.fact.note for f in told if f.fact.kind == "promise_kept"}
    found = [_action(p, rows[p.case_id], staff, evidence, day) for p in made if p.case_id in rows]
    return tuple(sorted(found, key=_order))


def _action(promise: Promise, row: CaseRow, staff: Staff, evidence: dict[str, str], day: date) -> Action:
    owner = responsible_for(row.owner_id, row.team_id, staff, day).name
    return Action(
        row.id, row.ref, row.name, promise, owner, (day - promise.due).days, evidence.get(str(promise.fact_id), "")
    )


def _asked(promise: Promise, shown: Shown, day: date) -> bool:
    if shown is Shown.ALL:
        return True
    is_open = promise.kept_on is None
    if shown is Shown.CLOSED:
        return not is_open
    return is_open and (shown is Shown.OPEN or promise.due < day)


def _order(action: Action) -> tuple[bool, int, int]:
    kept = action.promise.kept_on
    return kept is not None, action.promise.due.toordinal() if kept is None else -kept.toordinal(), action.id


def actions_paper(desk: Desk, shown: Shown = Shown.OPEN, team_id: int | None = None) -> ListsPaper:
    """The register as a paper."""
    found = actions(desk, shown, team_id)
    with desk.store.read() as work:
        head, team = paper_head(work, desk), work.staff().team_name(team_id)
    rows = tuple((a.promise.what, a.source, a.child, a.ref, a.owner, in_words(a.promise.due), a.words, a.since_words or "–")
                 for a in found)  # fmt: skip
    heads = ("What", "Comes from", "Child", "Reference", "Answers for it", "Due", "How it stands", "Moved, chased")
    late = sum(a.is_open and a.days_late > 0 for a in found)
    section = ListSection("Actions", f"{len(rows)}, {late} of them overdue.", heads, (False,) * len(heads), rows)
    said = f"{with_weekday(desk.today())}.{not_read(unopened(desk, team_id))}"
    paper = ListsPaper(head, "Action register", said, (section,), desk.user)
    return paper.of_team(team)


def print_actions(
    desk: Desk, files: Sequence[Path], shown: Shown = Shown.OPEN, team_id: int | None = None
) -> ListsPaper:
    """Print the register, and keep in the journal what was issued.

    Raises KnownFault where nothing can print or a file cannot be written.
    """
    return print_lists(desk, actions_paper(desk, shown, team_id), files)
