"""Finding: the child somebody is ringing about, and words anywhere on the record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ehcp_desk.domain.case import year_words
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.finding import TextHit
from ehcp_desk.domain.worklist import CaseQuery, Scope, Sort
from ehcp_desk.services.casework.recording import find
from ehcp_desk.services.desk import Desk


@dataclass(frozen=True, slots=True)
class FoundCase:
    """A case found by its child, its people, its setting or its reference, with what tells two of one name apart."""

    id: int
    name: str
    ref: str
    born: date | None
    year_group: int | None
    setting: str
    owner: str

    @property
    def about(self) -> str:
        """``born 12 March 2015 · Year 5 · Larkspur Primary · SEN/26118 · Joy Addo``; what is not known is left out."""
        born = f"born {in_words(self.born)}" if self.born is not None else ""
        year = year_words(self.year_group) if self.year_group is not None else ""
        return " · ".join(part for part in (born, year, self.setting, self.ref, self.owner or "nobody yet") if part)


def find_cases(desk: Desk, typed: str, limit: int) -> list[FoundCase]:
    """The first cases that answer, live ones before closed ones, most urgent first."""
    found: list[FoundCase] = []
    if not typed.strip():
        return found
    with desk.store.read() as work:
        for scope in (Scope.LIVE, Scope.CLOSED):
            query = CaseQuery(desk.today(), scope, search=typed, sort=Sort.RISK)
            ids = work.case_ids(query, limit - len(found)) if len(found) < limit else ()
            for row in work.case_rows(ids):
                child = work.case(row.id).child
                about = (child.born, row.year_on(query.as_at), row.setting, row.owner or "")
                found.append(FoundCase(row.id, row.name, row.ref, *about))
    return found


def find_words(desk: Desk, typed: str, limit: int, ref: str = "") -> list[TextHit]:
    """What was written, and the documents, that hold every word typed, on the whole record or on one case.

    Raises BadInput where no case has the reference.
    """
    with desk.store.read() as work:
        return work.find_text(typed, limit, find(work, ref) if ref else None)
