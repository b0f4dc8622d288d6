"""The appeals register: every appeal and every order with its duties, over all cases, by what falls next (needs.md I2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ehcp_desk.domain.appeals_register import APPEAL_KINDS, STAGES, RegisteredAppeal, appeals_of
from ehcp_desk.domain.dates import in_words, with_weekday
from ehcp_desk.domain.deadlines import CachedDeadline
from ehcp_desk.domain.record import RecordedFact
from ehcp_desk.domain.responsibility import responsible_for
from ehcp_desk.domain.small_papers import ListSection, ListsPaper
from ehcp_desk.domain.worklist import CaseQuery, Scope
from ehcp_desk.ports.work import Progress
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.restricting import not_read, unopened
from ehcp_desk.services.records.heads import paper_head
from ehcp_desk.services.records.issuing import print_lists

HEADS = ("Child", "Reference", "What about", "Lodged", "Number", "How far", "Next", "On", "Hearing", "Ordered", "Duties open",
         "Answers for it")  # fmt: skip


@dataclass(frozen=True, slots=True)
class AppealLine:
    """One appeal with its case and whoever answers for it."""

    ref: str
    child: str
    owner: str
    appeal: RegisteredAppeal

    @property
    def id(self) -> int:
        """The number of the entry it begins with."""
        return self.appeal.entry

    @property
    def stage(self) -> str:
        """How far it is, in words."""
        return STAGES[self.appeal.stage]

    @property
    def duties(self) -> str:
        """The open duties of the order, each with its day; empty for none."""
        return "; ".join(f"{what} by {in_words(on)}" for what, on in self.appeal.duties)

    @property
    def cells(self) -> tuple[str, ...]:
        """The line as ``HEADS`` has it, days in words."""
        a = self.appeal
        return (self.child, self.ref, a.about or "not recorded", _day(a.lodged), a.number or "–", self.stage,
                a.next.what if a.next else "–", _next_day(a), _day(a.hearing),
                f"{in_words(a.ordered[0])}: {a.ordered[1]}" if a.ordered else "–", self.duties or "–", self.owner)  # fmt: skip


def appeals(
    desk: Desk, closed: bool = False, team_id: int | None = None, progress: Progress | None = None
) -> tuple[AppealLine, ...]:
    """The register, what falls next first, then what has no day, by the day it was lodged.

    ``closed`` also lists what was withdrawn, dismissed or carried out, after the others.
    """
    day = desk.today()
    with desk.store.read() as work:
        if progress is not None:
            progress(0, 3, "Looking for appeals")
        here = set(work.case_ids(CaseQuery(day, Scope.ALL, team_id=team_id)))
        found = [number for number, _ in work.every_case_raw(APPEAL_KINDS) if number in here]
        if progress is not None:
            progress(1, 3, "Reading the appeals")
        entries: dict[int, list[RecordedFact]] = {number: [] for number in found}
        for entry in work.standing_of(APPEAL_KINDS, found):
            entries[entry.case_id].append(entry)
        limits: dict[int, list[CachedDeadline]] = {number: [] for number in found}
        for limit in work.every_deadline(found) if found else ():
            if limit.rule.startswith("T_"):
                limits[limit.case_id].append(limit)
        if progress is not None:
            progress(2, 3, "Reading the cases")
        rows, staff = work.case_rows(found), work.staff()
    lines = [
        AppealLine(row.ref, row.name, responsible_for(row.owner_id, row.team_id, staff, day).name, one)
        for row in rows
        for one in appeals_of(entries[row.id], limits[row.id], desk.duties, day)
        if one.open or closed
    ]
    return tuple(sorted(lines, key=_order))


def _order(line: AppealLine) -> tuple[bool, bool, date, str]:
    a = line.appeal
    return not a.open, a.next is None, a.next.on if a.next else a.lodged or date.max, line.ref


def appeals_paper(desk: Desk, closed: bool = False, team_id: int | None = None) -> ListsPaper:
    """The register as a paper."""
    found = appeals(desk, closed, team_id)
    with desk.store.read() as work:
        head, team = paper_head(work, desk), work.staff().team_name(team_id)
    said = f"{len(found)}, what falls next first."
    section = ListSection("Appeals and orders", said, HEADS, (False,) * len(HEADS), tuple(line.cells for line in found))
    said = f"{with_weekday(desk.today())}.{not_read(unopened(desk, team_id))}"
    paper = ListsPaper(head, "Appeals register", said, (section,), desk.user)
    return paper.of_team(team)


def print_appeals(desk: Desk, files: Sequence[Path], closed: bool = False, team_id: int | None = None) -> ListsPaper:
    """Print the register, and keep in the journal what was issued.

    Raises KnownFault where nothing can print or a file cannot be written.
    """
    return print_lists(desk, appeals_paper(desk, closed, team_id), files)


def _next_day(appeal: RegisteredAppeal) -> str:
    if appeal.next is None:
        return "–"
    return f"{in_words(appeal.next.on)}, overdue" if appeal.next.late else in_words(appeal.next.on)


def _day(day: date | None) -> str:
    return in_words(day) if day is not None else "–"
