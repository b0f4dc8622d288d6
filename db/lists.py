"""Lists of cases: ids in order, rows by id, search, deadlines, saved views."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import delete, select, update

from db.folding import search_terms
from db.mapping import lists as mapping
from db.queries import worklist
from db.tables import DeadlineRecord, OfficerRecord, SummaryRecord, ViewRecord, WordRecord
from db.unit import AnySelect, Unit, WritingUnit
from ehcp_desk.domain.deadlines import CachedDeadline
from ehcp_desk.domain.worklist import CaseQuery, CaseRow, SavedView

# Up to this many cases found by words are put to the database by number; more are sieved from the list as it comes.
_NAMED = 500
_PAGE = 500
_LAST = "\U0010ffff"


class ListReading(Unit):
    """Reading lists."""

    def case_ids(self, query: CaseQuery, limit: int | None = None) -> Sequence[int]:
        """Ids of the cases that answer the query, in its order; always ends with the id so no order is ambiguous.

        ``limit`` stops after so many, which is how the first page is there before the rest of the list.
        """
        found = self._found(query.search)
        sieve = found if found is not None and len(found) > _NAMED else None
        among = tuple(sorted(found)) if found is not None and sieve is None else None
        ids: list[int] = []
        for statement in worklist.ordered_ids(query, among):
            if limit is not None and sieve is None:
                statement = statement.limit(limit - len(ids))
            rows = self._connection.execute(statement)
            ids.extend(row[0] for row in rows if sieve is None or row[0] in sieve)
            if limit is not None and len(ids) >= limit:
                return ids[:limit]
        return ids

    def count(self, query: CaseQuery) -> int:
        """How many cases answer the query."""
        found = self._found(query.search)
        if found is not None and len(found) > _NAMED:
            return len(self.case_ids(query))
        among = None if found is None else tuple(sorted(found))
        return int(self._connection.execute(worklist.how_many(query, among)).scalar_one())

    def _found(self, search: str) -> set[int] | None:
        """The cases every typed word is found in; None where nothing was typed."""
        terms = sorted(search_terms(search), key=len, reverse=True)
        if not terms:
            return set() if search.strip() else None
        found: set[int] | None = None
        for term in terms:
            query = select(WordRecord.case_id).where(WordRecord.word >= term, WordRecord.word < term + _LAST)
            here = set(self._connection.execute(query).scalars())
            found = here if found is None else found & here
            if not found:
                break
        return found

    def case_rows(self, ids: Sequence[int]) -> list[CaseRow]:
        """The rows of these cases in the order asked for; an id that is gone is left out."""
        found: dict[int, CaseRow] = {}
        for start in range(0, len(ids), _PAGE):
            query = _rows().where(SummaryRecord.case_id.in_(ids[start : start + _PAGE]))
            found.update((row[0], mapping.case_row(row)) for row in self._rows(query))
        return [found[number] for number in ids if number in found]

    def every_row(self) -> Iterator[CaseRow]:
        """Every case's row, streamed in order of id."""
        for row in self._stream(_rows().order_by(SummaryRecord.case_id)):
            yield mapping.case_row(row)

    def deadlines(self, case_id: int) -> tuple[CachedDeadline, ...]:
        """The cached deadlines of a case, in the clock's order."""
        query = select(*mapping.DEADLINE_COLUMNS).where(DeadlineRecord.case_id == case_id)
        return tuple(mapping.deadline(row) for row in self._rows(query.order_by(DeadlineRecord.place)))

    def every_deadline(self) -> Iterator[CachedDeadline]:
        """Every cached deadline, by case and then in the clock's order."""
        query = select(*mapping.DEADLINE_COLUMNS).order_by(DeadlineRecord.case_id, DeadlineRecord.place)
        for row in self._stream(query):
            yield mapping.deadline(row)

    def saved_views(self, owner: str) -> list[SavedView]:
        """Somebody's saved filters, by name."""
        columns = (ViewRecord.id, ViewRecord.owner, ViewRecord.name, ViewRecord.query)
        rows = self._rows(select(*columns).where(ViewRecord.owner == owner))
        return sorted((SavedView(*row) for row in rows), key=lambda view: (view.name.casefold(), view.id))


def _rows() -> AnySelect:
    owner = OfficerRecord.id == SummaryRecord.owner_id
    return select(*mapping.ROW_COLUMNS).select_from(SummaryRecord).outerjoin(OfficerRecord, owner)


class ListWriting(ListReading, WritingUnit):
    """Keeping saved views."""

    def save_view(self, owner: str, name: str, query: str) -> SavedView:
        """Keep a filter under a name, in place of one of the same owner and name."""
        same = (ViewRecord.owner == owner, ViewRecord.name == name)
        known = self._connection.execute(select(ViewRecord.id).where(*same)).scalar()
        if known is None:
            known = self._insert(ViewRecord, {"owner": owner, "name": name, "query": query})
        else:
            self._connection.execute(update(ViewRecord).where(*same).values(query=query))
        return SavedView(known, owner, name, query)

    def delete_view(self, view_id: int) -> None:
        """Forget a saved filter; nothing happens where it is gone already."""
        self._connection.execute(delete(ViewRecord).where(ViewRecord.id == view_id))
