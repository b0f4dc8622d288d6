"""What every sheet is made from: the record as on a day, the cases asked about, and who answers for them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from ehcp_desk.domain.people import Staff
from ehcp_desk.domain.record import RecordedFact
from ehcp_desk.domain.responsibility import responsible_for, team_of
from ehcp_desk.domain.worklist import CaseQuery, CaseRow, Scope
from ehcp_desk.ports.work import Progress, ReadWork
from ehcp_desk.services.desk import Desk

_T = TypeVar("_T")
_EVERY = 250  # cases between two words of how far it is


@dataclass(frozen=True, slots=True)
class Ground:
    """One unit of work, read for one sheet."""

    desk: Desk
    work: ReadWork
    day: date
    staff: Staff
    team_id: int | None = None
    progress: Progress | None = None

    @classmethod
    def of(cls, desk: Desk, work: ReadWork, team_id: int | None, progress: Progress | None) -> Ground:
        """The ground as on today."""
        return cls(desk, work, desk.today(), work.staff(), team_id, progress)

    def cases(self, scope: Scope = Scope.LIVE) -> frozenset[int]:
        """The numbers of the cases of a scope, of the team asked for."""
        return frozenset(self.work.case_ids(CaseQuery(self.day, scope, team_id=self.team_id)))

    def told(self, kinds: Collection[str], cases: Collection[int]) -> Mapping[int, list[RecordedFact]]:
        """The standing entries of these kinds by case, in order of recording; cases with none are left out."""
        found: dict[int, list[RecordedFact]] = {}
        for entry in self.work.standing_of(kinds, list(cases)):
            found.setdefault(entry.case_id, []).append(entry)
        return found

    def having(self, kinds: Collection[str], scope: Scope = Scope.LIVE) -> list[int]:
        """The cases of a scope that have an entry of one of these kinds: quick, whatever the size of the record."""
        here = self.cases(scope)
        return [number for number, _ in self.work.every_case_raw(kinds) if number in here]

    def rows(self, cases: Collection[int]) -> Mapping[int, CaseRow]:
        """The rows of these cases by number."""
        return {row.id: row for row in self.work.case_rows(list(cases))}

    def watched(self, items: Iterable[_T], total: int, words: str) -> Iterator[_T]:
        """The items as they come, saying how far it is; whoever watches may stop it."""
        for done, item in enumerate(items):
            if self.progress is not None and done % _EVERY == 0:
                self.progress(done, total, words)
            yield item

    def answers(self, row: CaseRow) -> str:
        """Who answers for a case today."""
        return responsible_for(row.owner_id, row.team_id, self.staff, self.day).name

    def manager(self, row: CaseRow) -> str:
        """Who answers above its caseworker: the manager of the team, else of the service, or who covers for them."""
        team = team_of(row.owner_id, row.team_id, self.staff)
        return responsible_for(None, team, self.staff, self.day).name
