"""A filter and an order as SQL over the summary rows.

A list is put together from *segments* that follow one another (cases with a limit that binds, cases whose limit is
lifted, cases with none; or: cases with a value to sort by, cases without).  Inside a segment the order is that of an
index, so the first page costs the same in a small and in a large authority, and where NULL stands is ours to say
and not the database's.  A segment may be several *streams* that each follow an index and are merged by the database.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, union_all

from db.folding import fold
from db.mapping.lists import SEPARATOR
from db.tables import SummaryRecord
from db.tables.lists import RISK_NONE, RISK_OPEN, RISK_RELIEVED
from ehcp_desk.domain.worklist import CaseQuery, Scope, Sort

S = SummaryRecord
Term = ColumnElement[bool]

SCOPES = {
    Scope.OPEN: (Scope.OPEN.value,),
    Scope.PLANS: (Scope.PLANS.value,),
    Scope.LIVE: (Scope.OPEN.value, Scope.PLANS.value),
    Scope.CLOSED: (Scope.CLOSED.value,),
    Scope.ALL: (Scope.OPEN.value, Scope.PLANS.value, Scope.CLOSED.value),
}
_COLUMNS: dict[Sort, Any] = {
    Sort.NAME: S.name_sort,
    Sort.REF: S.ref_sort,
    Sort.YEAR: S.year_group,
    Sort.RECEIVED: S.received,
    Sort.OWNER: S.owner_sort,
    Sort.STAGE: S.stage_order,
    Sort.LAST_CONTACT: S.last_contact_on,
    Sort.UNASSIGNED: S.unassigned_since,
}
# "Never" is longer ago than any day; every other value that is not known stands at the end, in either direction.
_NEVER_FIRST = frozenset({Sort.LAST_CONTACT})


@dataclass(frozen=True, slots=True)
class Stream:
    """Rows in the order of one index: what they have in common, and the column they stand in order of."""

    terms: tuple[Term, ...]
    key: Any = None


def ordered_ids(query: CaseQuery, among: tuple[int, ...] | None = None) -> list[Select[Any] | Any]:
    """Statements whose answers, one after the other, are the ids of the list; ``among`` limits it to these cases."""
    wanted = filters(query, among)
    return [_statement(streams, wanted, query) for streams in _segments(query)]


def how_many(query: CaseQuery, among: tuple[int, ...] | None = None) -> Select[Any]:
    """The statement that counts the list."""
    return select(func.count()).select_from(S).where(S.scope.in_(SCOPES[query.scope]), *filters(query, among))


def _statement(streams: list[Stream], wanted: list[Term], query: CaseQuery) -> Any:
    scopes = SCOPES[query.scope]
    selects = [
        select(S.case_id.label("case_id"), *([] if s.key is None else [s.key.label("place")])).where(
            S.scope == scope, *s.terms, *wanted
        )
        for s in streams
        for scope in scopes
    ]
    if len(selects) == 1:
        columns = [selects[0].selected_columns[name] for name in _order_names(streams)]
        return selects[0].order_by(*(c.desc() if query.descending else c.asc() for c in columns))
    merged = union_all(*selects)
    columns = [merged.selected_columns[name] for name in _order_names(streams)]
    return merged.order_by(*(c.desc() if query.descending else c.asc() for c in columns))


def _order_names(streams: list[Stream]) -> list[str]:
    return ["case_id"] if streams[0].key is None else ["place", "case_id"]


def _segments(query: CaseQuery) -> list[list[Stream]]:
    if query.sort is Sort.RISK:
        segments = _by_risk(query)
        return segments[::-1] if query.descending else segments
    key = _COLUMNS[query.sort]
    known = [Stream((key.is_not(None),), key)]
    if not key.property.columns[0].nullable:
        return [[Stream((), key)]]
    unknown = [Stream((key.is_(None),))]
    unknown_first = query.sort in _NEVER_FIRST and not query.descending
    return [unknown, known] if unknown_first else [known, unknown]


def _by_risk(query: CaseQuery) -> list[list[Stream]]:
    """The next limit that binds, soonest first; then limits that are lifted; then cases with none.

    Week 16 is the next duty while it lies ahead and before the limit that would follow (``next_deadline`` in
    :mod:`ehcp_desk.domain.worklist`), so a case with it ahead stands in the stream of week 16 and not in the other.
    """
    ahead, not_ahead = week_16_ahead(query), week_16_not_ahead(query)
    binding = Stream((S.risk == RISK_OPEN, not_ahead), S.next_due)
    lifted = Stream((S.risk == RISK_RELIEVED, not_ahead), S.next_due)
    without = Stream((S.risk == RISK_NONE, not_ahead))
    return [[binding, Stream((ahead,), S.plan_decision_due)], [lifted], [without]]


def week_16_ahead(query: CaseQuery) -> Term:
    """True for a row whose next duty is week 16."""
    soon = S.plan_decision_due
    return and_(soon >= query.as_at, or_(S.next_due.is_(None), soon < S.next_due))


def week_16_not_ahead(query: CaseQuery) -> Term:
    """The opposite, written so that NULL answers true."""
    soon = S.plan_decision_due
    return or_(soon.is_(None), soon < query.as_at, soon >= S.next_due)


def filters(query: CaseQuery, among: tuple[int, ...] | None) -> list[Term]:
    """What a row must answer, besides its scope."""
    terms: list[Term] = []
    if among is not None:
        terms.append(S.case_id.in_(among))
    if query.owners:
        terms.append(S.owner_id.in_(query.owners) if len(query.owners) > 1 else S.owner_id == query.owners[0])
    if query.unassigned:
        terms += [S.owner_id.is_(None), S.scope.in_(SCOPES[Scope.LIVE])]
    if query.team_id is not None:
        terms.append(S.team_id == query.team_id)
    if query.stages:
        terms.append(S.stage.in_([stage.value for stage in query.stages]))
    if query.setting:
        terms.append(S.setting_folded == fold(query.setting))
    if query.years is not None:
        terms.append(S.year_group.between(*query.years))
    if query.awaiting:
        terms.append(S.awaiting.contains(f"{SEPARATOR}{query.awaiting}{SEPARATOR}", autoescape=True))
    if query.held:
        terms.append(S.held != "")
    return terms + _deadline_filters(query)


def _deadline_filters(query: CaseQuery) -> list[Term]:
    terms: list[Term] = []
    overdue = and_(S.risk == RISK_OPEN, S.next_due < query.as_at)
    if query.due_within is not None:
        until = query.as_at + timedelta(days=query.due_within)
        soon = or_(
            and_(week_16_ahead(query), S.plan_decision_due <= until),
            and_(S.risk == RISK_OPEN, S.next_due >= query.as_at, S.next_due <= until),
        )
        terms.append(or_(overdue, soon) if query.overdue else soon)
    elif query.overdue:
        terms.append(overdue)
    if query.relieved:
        terms.append(or_(S.relieved_rules != "", S.next_relieved.is_(True)))
    if query.quiet_days is not None:
        since = query.as_at - timedelta(days=query.quiet_days)
        heard = func.coalesce(S.last_contact_on, S.received)
        terms += [S.scope == Scope.OPEN.value, or_(heard.is_(None), heard <= since)]
    return terms
