"""Lists of cases: ids in order, rows by id, search, deadlines, saved views."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from operator import itemgetter
from typing import Any

from db.folding import search_terms, term_starts
from db.mapping import lists as mapping
from db.queries import worklist
from db.unit import Unit, WritingUnit
from ehcp_desk.domain.deadlines import CachedDeadline
from ehcp_desk.domain.worklist import CaseloadRow, CaseQuery, CaseRow, SavedView

# Up to this many cases found beforehand (by words, by open limits) are put to the database by number; more are sieved
# from the list as it comes.
_NAMED = 500
_PAGE = 500
_COMMON = 5000
_ROWS = f"SELECT {mapping.ROW_SQL} FROM case_summary s LEFT JOIN officers o ON o.id = s.owner_id"
_WORDS = "SELECT case_id FROM case_words WHERE word >= :first AND word < :last"


def _from(start: str) -> dict[str, str]:
    """The words that begin so."""
    return {"first": start, "last": start + worklist.BEYOND}


class ListReading(Unit):
    """Reading lists."""

    def case_ids(self, query: CaseQuery, limit: int | None = None) -> Sequence[int]:
        """Ids of the cases that answer the query, in its order; always ends with the id so no order is ambiguous.

        ``limit`` stops after so many, which is how the first page is there before the rest of the list.
        """
        terms = search_terms(query.search)
        if limit is not None and not query.open_rules and self._common(terms):
            return self._listed(query, limit=limit, begun=tuple(map(term_starts, terms)))
        found = self._found(query)
        if found is None or not found:
            return [] if found is not None else self._listed(query, limit=limit)
        if len(found) <= _NAMED:
            return self._listed(query, tuple(sorted(found)), limit)
        if limit is not None and not query.open_rules:
            return self._listed(query, limit=limit, begun=tuple(map(term_starts, terms)))
        return [number for number in self._listed(query) if number in found][:limit]

    def _common(self, terms: Sequence[str]) -> bool:
        """Whether so many cases answer to every word that going down their list is the quicker way to the first."""
        many = _COMMON if len(terms) > 1 else _NAMED + 1
        few = _WORDS + f" LIMIT {many}"
        return bool(terms) and all(len(self._rows(few, _from(term))) == many for term in terms)

    def _listed(
        self,
        query: CaseQuery,
        among: tuple[int, ...] | None = None,
        limit: int | None = None,
        begun: tuple[tuple[str, ...], ...] = (),
    ) -> list[int]:
        ids: list[int] = []
        for segment in worklist.ordered_ids(query, among, limit, begun, self.closed.hidden):
            ids += self._merged(segment, query.descending)
            if limit is not None and len(ids) >= limit:
                return ids[:limit]
        return ids

    def _merged(self, segment: list[worklist.Asked], descending: bool) -> list[int]:
        if len(segment) == 1:
            return [number for (number,) in self._answer(segment[0])]
        rows = [row for asked in segment for row in self._answer(asked)]
        rows.sort(reverse=descending)  # runs already in order: Timsort merges them
        return [number for _, number in rows]

    def _answer(self, asked: worklist.Asked) -> list[Any]:
        sql = asked.sql
        if self._is_file and asked.hint:
            sql = sql.replace(f"FROM {worklist.TABLE} ", f"FROM {worklist.TABLE}{asked.hint} ")
        elif not self._is_file:
            sql = worklist.for_a_server(sql)
        return self._rows(sql, asked.values)

    def count(self, query: CaseQuery) -> int:
        """How many cases answer the query."""
        found = self._found(query)
        if found is not None and len(found) > _NAMED:
            return len(self.case_ids(query))
        among = None if found is None else tuple(sorted(found))
        asked = worklist.how_many(query, among, self.closed.hidden)
        return int(self._answer(asked)[0][0])

    def _found(self, query: CaseQuery) -> set[int] | None:
        """The cases that words and open limits let in, looked up once; None where neither was asked for."""
        found = self._with_words(query.search)
        if not query.open_rules or found == set():
            return found
        open_ = {number for (number,) in self._answer(worklist.with_open_rules(query.open_rules))}
        return open_ if found is None else found & open_

    def _with_words(self, search: str) -> set[int] | None:
        """The cases every typed word is found in; None where nothing was typed."""
        terms = sorted(search_terms(search), key=len, reverse=True)
        if not terms:
            return set() if search.strip() else None
        found: set[int] | None = None
        for term in terms:
            if found is not None and len(found) <= _COMMON:  # ask about these, not about everybody of a common name
                sql, named = _WORDS + " AND case_id IN (:ids)", {"ids": tuple(found)}
            else:
                sql, named = _WORDS, {}
            here = {row[0] for start in term_starts(term) for row in self._rows(sql, {**_from(start), **named})}
            found = here if found is None else found & here
            if not found:
                break
        return found

    def case_rows(self, ids: Sequence[int]) -> list[CaseRow]:
        """The rows of these cases in the order asked for; an id that is gone is left out."""
        read, found = self._row_reader(), dict[int, CaseRow]()
        for start in range(0, len(ids), _PAGE):
            page = tuple(ids[start : start + _PAGE])
            found.update((row[0], read(row)) for row in self._rows(_ROWS + " WHERE s.case_id IN (:ids)", {"ids": page}))
        return [found[number] for number in ids if number in found]

    def owners_of(self, query: CaseQuery) -> Mapping[int | None, int]:
        """How many of the cases that answer the query each owner holds."""
        asked = worklist.in_no_order("owner_id, count(*)", query, hidden=self.closed.hidden)
        hint = asked.hint or (
            worklist.BY_OWNER if query.team_id is None else ""
        )  # of every team: counted in the index alone
        return dict(self._answer(replace(asked, sql=asked.sql + " GROUP BY owner_id", hint=hint)))

    def caseload_rows(self, asked: Iterable[CaseQuery]) -> list[CaseloadRow]:
        """The cases that answer any of these queries, each once."""
        columns, hidden, found = mapping.CASELOAD_SQL, self.closed.hidden, dict[int, Any]()
        for query in asked:
            rows = self._answer(worklist.in_no_order(columns, query, hidden=hidden))
            found.update(zip(map(itemgetter(0), rows), rows, strict=True))
        return list(map(mapping.file_caseload_row if self._is_file else mapping.caseload_row, found.values()))

    def every_row(self) -> Iterator[CaseRow]:
        """Every case's row, streamed in order of id."""
        return map(self._row_reader(), self._stream(_ROWS + " ORDER BY s.case_id"))

    def _row_reader(self) -> Callable[[Sequence[Any]], CaseRow]:
        return mapping.file_case_row if self._is_file else mapping.case_row

    def deadlines(self, case_id: int) -> tuple[CachedDeadline, ...]:
        """The cached deadlines of a case, in the clock's order."""
        tail = "FROM deadlines WHERE case_id = :id ORDER BY place"
        return tuple(mapping.deadline(row) for row in self.shaped(mapping.DEADLINE, tail, {"id": case_id}))

    def every_deadline(self, cases: Collection[int] | None = None) -> Iterator[CachedDeadline]:
        """Every cached deadline, or those of ``cases``, by case and then in the clock's order."""
        term = "" if cases is None else " WHERE case_id IN (:cases)"
        values = {} if cases is None else {"cases": tuple(cases)}
        tail = f"FROM deadlines{term} ORDER BY case_id, place"
        return map(mapping.deadline, self._shaped_stream(mapping.DEADLINE, tail, values))

    def open_limits(self, rules: Collection[str], until: date = date.max) -> Iterator[CachedDeadline]:
        """The cached deadlines of these rules due by then that nobody has met or lifted, by rule and case, found by their
        own index."""
        tail = "FROM deadlines WHERE base = 'open' AND rule IN (:rules) AND due <= :until ORDER BY rule, case_id"
        asked = {"rules": tuple(rules), "until": until}
        return map(mapping.deadline, self._shaped_stream(mapping.DEADLINE, tail, asked))

    def saved_views(self, owner: str) -> list[SavedView]:
        """Somebody's saved filters, by name."""
        rows = self._rows("SELECT id, owner, name, query FROM saved_views WHERE owner = :owner", {"owner": owner})
        return sorted((SavedView(*row) for row in rows), key=lambda view: (view.name.casefold(), view.id))


class ListWriting(ListReading, WritingUnit):
    """Keeping saved views."""

    def save_view(self, owner: str, name: str, query: str) -> SavedView:
        """Keep a filter under a name, in place of one of the same owner and name."""
        same = "SELECT id FROM saved_views WHERE owner = :owner AND name = :name"
        known = self.value(same, {"owner": owner, "name": name})
        if known is None:
            known = self._insert("saved_views", {"owner": owner, "name": name, "query": query})
        else:
            self._update("saved_views", "id", known, {"query": query})
        return SavedView(known, owner, name, query)

    def delete_view(self, view_id: int) -> None:
        """Forget a saved filter; nothing happens where it is gone already."""
        self._run("DELETE FROM saved_views WHERE id = :id", {"id": view_id})
