"""A filter and an order as SQL over the summary rows.

A list is put together from *segments* that follow one another (cases with a limit that binds, cases whose limit is
lifted, cases with none; or: cases with a value to sort by, cases without).  Inside a segment the order is that of an
index, so the first page costs the same in a small and in a large authority, and where NULL stands is ours to say
and not the database's.  A segment may be several *streams* that each follow an index of their own and are merged
afterwards, which Python does several times as fast as SQLite.

The SQL is text because a list is asked for at every keystroke, and putting a statement together from SQLAlchemy's
parts takes longer than answering it.  Every value is bound (``:name``); nothing that was typed becomes SQL.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from db.fact_kinds import IMPORTS
from db.mapping.lists import SEPARATOR
from ehcp_desk.domain.dates import school_year
from ehcp_desk.domain.folding import fold
from ehcp_desk.domain.worklist import ANY_ADVICE, CaseQuery, Scope, Sort

BY_OWNER = " INDEXED BY ix_case_summary_owner"
SCOPES = {
    Scope.OPEN: (Scope.OPEN.value,),
    Scope.PLANS: (Scope.PLANS.value,),
    Scope.LIVE: (Scope.OPEN.value, Scope.PLANS.value),
    Scope.CLOSED: (Scope.CLOSED.value,),
    Scope.ALL: (Scope.OPEN.value, Scope.PLANS.value, Scope.CLOSED.value),
}
_COLUMNS = {
    Sort.NAME: "name_sort",
    Sort.REF: "ref_sort",
    Sort.YEAR: "year_offset",
    Sort.RECEIVED: "received",
    Sort.OWNER: "owner_sort",
    Sort.STAGE: "stage_order",
    Sort.LAST_CONTACT: "last_contact_on",
    Sort.UNASSIGNED: "unassigned_since",
}
TABLE = "case_summary"
BEYOND = "\U0010ffff"
"""Comes after every letter: what begins with a word stands before the word and this."""
_NEVER_NULL = frozenset({Sort.NAME, Sort.REF, Sort.STAGE})
# "Never" is longer ago than any day; every other value that is not known stands at the end, in either direction.
_NEVER_FIRST = frozenset({Sort.LAST_CONTACT})

# Week 16 is the next duty while it lies ahead and before the limit that would follow (``next_deadline`` in
# ehcp_desk.domain.worklist); a case with it ahead stands in the stream of week 16 and in no other.
_AHEAD = "(plan_decision_due >= :as_at AND (next_due IS NULL OR plan_decision_due < next_due))"
_NOT_AHEAD = "(plan_decision_due IS NULL OR plan_decision_due < :as_at OR plan_decision_due >= next_due)"
_OVERDUE = "(risk = 0 AND next_due < :as_at)"
_SOON = f"({_AHEAD} AND plan_decision_due <= :until OR risk = 0 AND next_due >= :as_at AND next_due <= :until)"


# A case without a team of its own is of the team of whoever holds it (``team_of`` in ehcp_desk.domain.responsibility).
_OF_TEAM = "(team_id = :team OR team_id IS NULL AND owner_id IN (SELECT o.id FROM officers o WHERE o.team_id = :team))"

# Brought in from a file by an import of which nobody has said since that it was verified, and not taken out.  What was
# verified is told by the imports' numbers in one text, 1,2, or by none where it was everything; a number is in it where
# taking it out leaves another text.
_VERIFIED = "json_extract(v.attrs, '$.imports')"
_NUMBERS, _NUMBER = f"',' || {_VERIFIED} || ','", "',' || json_extract(m.attrs, '$.import') || ','"
_MIGRATED = (
    f"case_id IN (SELECT m.case_id FROM facts m WHERE m.{IMPORTS} AND m.kind = 'imported' "
    "AND m.id NOT IN (SELECT supersedes FROM facts WHERE supersedes IS NOT NULL) "
    f"AND NOT EXISTS (SELECT 1 FROM facts v WHERE v.{IMPORTS} AND v.kind <> 'imported' AND v.case_id = m.case_id "
    f"AND v.id > m.id AND ({_VERIFIED} IS NULL OR replace({_NUMBERS}, {_NUMBER}, '') <> {_NUMBERS})))"
)
_ATTRIBUTE = re.compile(r"json_extract\((\w+)\.attrs, '\$\.(\w+)'\)")


def for_a_server(sql: str) -> str:
    """The same where PostgreSQL reads it, which asks for an attribute of an entry in words of its own."""
    return _ATTRIBUTE.sub(r"(\1.attrs::json ->> '\2')", sql)


@dataclass(frozen=True, slots=True)
class Stream:
    """Rows in the order of one index: what they have in common, and the column they stand in order of, if any."""

    term: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A statement with ``:name`` for its values, days as days and several values as a tuple.

    ``hint`` is how SQLite, which keeps no statistics here, is told what narrows the list most; without it, it would
    rather walk an index of the whole list because that stands in order.
    """

    sql: str
    values: dict[str, Any]
    hint: str = ""


def ordered_ids(
    query: CaseQuery,
    among: tuple[int, ...] | None = None,
    limit: int | None = None,
    begun: tuple[tuple[str, ...], ...] = (),
    hidden: Collection[int] = (),
) -> list[list[Asked]]:
    """The list's segments, in order.  A segment is one statement that answers ids in order, or several that each
    answer (place, id) in order and are to be merged.  ``among`` limits the list to these cases,
    ``begun`` to those found, for each of its parts, by a word that begins with one in it; ``hidden`` are left out."""
    terms, values = _filters(query, among, hidden)
    for place, starts in enumerate(begun):
        names = [f"{place}_{n}" for n in range(len(starts))]
        ranges = " OR ".join(f"w.word >= :begun{name} AND w.word < :beyond{name}" for name in names)
        terms.append(f"EXISTS (SELECT 1 FROM case_words w WHERE w.case_id = {TABLE}.case_id AND ({ranges}))")
        values.update({f"begun{name}": start for name, start in zip(names, starts, strict=True)})
        values.update({f"beyond{name}": start + BEYOND for name, start in zip(names, starts, strict=True)})
    tail = ""
    if limit is not None:
        tail, values["limit"] = " LIMIT :limit", limit
    hint = _hint(query, among)
    segments = (_segment(streams, terms, query) for streams in _segments(query))
    return [[Asked(sql + tail, values, hint) for sql in segment] for segment in segments]


def how_many(query: CaseQuery, among: tuple[int, ...] | None = None, hidden: Collection[int] = ()) -> Asked:
    """The statement that counts the list."""
    return in_no_order("count(*)", query, among, hidden)


def in_no_order(
    columns: str, query: CaseQuery, among: tuple[int, ...] | None = None, hidden: Collection[int] = ()
) -> Asked:
    """The statement that answers these columns of the list, whatever its order."""
    terms, values = _filters(query, among, hidden)
    scopes = ", ".join(f"'{scope}'" for scope in SCOPES[query.scope])
    where = " AND ".join([f"scope IN ({scopes})", *terms])
    return Asked(f"SELECT {columns} FROM {TABLE} WHERE {where}", values, _hint(query, among))


def with_open_rules(begins: tuple[str, ...]) -> Asked:
    """The statement that finds the cases with an open limit of a rule whose id begins with one of these.

    It is asked once and its answer put to every stream of the list, which would each look again.
    """
    # The start of an id by position: LIKE would read the underscore in it as any letter.
    terms = " OR ".join(f"substr(rule, 1, {len(start)}) = :rule{n}" for n, start in enumerate(begins))
    values = {f"rule{n}": start for n, start in enumerate(begins)}
    sql = f"SELECT DISTINCT case_id FROM deadlines WHERE base = 'open' AND ({terms})"
    return Asked(sql, values)


def _hint(query: CaseQuery, among: tuple[int, ...] | None) -> str:
    if among is not None:
        return " NOT INDEXED"  # by the row's own number
    return BY_OWNER if query.owners or query.unassigned else ""


def _segment(streams: list[Stream], terms: list[str], query: CaseQuery) -> list[str]:
    way = " DESC" if query.descending else ""
    scopes = SCOPES[query.scope]
    alone = len(streams) * len(scopes) == 1
    selects = []
    for stream in streams:
        place = "" if alone else f"{stream.key}, " if stream.key else "0, "
        order = f"{stream.key}{way}, case_id{way}" if stream.key else f"case_id{way}"
        for scope in scopes:
            where = " AND ".join([f"scope = '{scope}'", *filter(None, (stream.term,)), *terms])
            selects.append(f"SELECT {place}case_id FROM {TABLE} WHERE {where} ORDER BY {order}")
    return selects


def _segments(query: CaseQuery) -> list[list[Stream]]:
    if query.sort is Sort.RISK:
        binding = [Stream(f"risk = 0 AND {_NOT_AHEAD}", "next_due"), Stream(_AHEAD, "plan_decision_due")]
        lifted, without = [Stream(f"risk = 1 AND {_NOT_AHEAD}", "next_due")], [Stream(f"risk = 2 AND {_NOT_AHEAD}")]
        return [without, lifted, binding] if query.descending else [binding, lifted, without]
    column = _COLUMNS[query.sort]
    if query.sort in _NEVER_NULL:
        return [[Stream("", column)]]
    known, unknown = [Stream(f"{column} IS NOT NULL", column)], [Stream(f"{column} IS NULL")]
    return [unknown, known] if query.sort in _NEVER_FIRST and not query.descending else [known, unknown]


def _filters(
    query: CaseQuery, among: tuple[int, ...] | None, hidden: Collection[int]
) -> tuple[list[str], dict[str, Any]]:
    """What a row must answer, besides its scope, and the values in it."""
    terms: list[str] = []
    values: dict[str, Any] = {"as_at": query.as_at}

    def ask(asked: Any, term: str, **bound: Any) -> None:
        if asked:
            terms.append(term)
            values.update(bound)

    ask(hidden, "NOT case_id IN (:hidden)", hidden=tuple(hidden))
    ask(among is not None, "case_id IN (:among)", among=among)
    ask(query.only is not None, "case_id IN (:only)", only=query.only)
    ask(query.owners, "owner_id IN (:owners)", owners=query.owners)
    ask(query.unassigned, "owner_id IS NULL AND scope <> 'closed'")
    ask(query.team_id is not None, _OF_TEAM, team=query.team_id)
    ask(query.stages, "stage IN (:stages)", stages=tuple(stage.value for stage in query.stages))
    ask(query.setting, "setting_folded = :setting", setting=fold(query.setting))
    ask(query.held, "held <> ''")
    ask(query.migrated, _MIGRATED)
    ask(query.nothing_next, "next_due IS NULL")
    ask(query.relieved, "(relieved_rules <> '' OR next_relieved)")
    if query.years is not None:
        youngest, oldest = (year - school_year(query.as_at) for year in query.years)
        ask(True, "year_offset BETWEEN :youngest AND :oldest", youngest=youngest, oldest=oldest)
    ask(query.awaiting == ANY_ADVICE, "awaiting <> ''")
    if query.awaiting not in ("", ANY_ADVICE):
        body = query.awaiting.replace("!", "!!").replace("%", "!%").replace("_", "!_")
        ask(True, "awaiting LIKE :body ESCAPE '!'", body=f"%{SEPARATOR}{body}{SEPARATOR}%")
    if query.due_within is not None:
        soon = f"({_OVERDUE} OR {_SOON})" if query.overdue else _SOON
        ask(True, soon, until=query.as_at + timedelta(days=query.due_within))
    else:
        ask(query.overdue, _OVERDUE)
    if query.quiet_days is not None:
        heard = "coalesce(last_contact_on, received)"
        since = query.as_at - timedelta(days=query.quiet_days)
        ask(True, f"scope = 'open' AND ({heard} IS NULL OR {heard} <= :since)", since=since)
    return terms, values
