"""The views a person can choose on the Cases page: the ones that come with the desk, and the ones they save."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ehcp_desk.domain.case import Stage
from ehcp_desk.domain.people import Staff
from ehcp_desk.domain.worklist import ORDERS_NOT_STARTED, CaseQuery, Scope, Sort
from ehcp_desk.services.desk import Desk
from ui.models.row_source import Order

ONLY_NOW = "This list was worked out elsewhere and is not a filter that could be asked again, so it cannot be saved."

_NOUNS = {
    Scope.OPEN: ("open assessment", "open assessments"),
    Scope.PLANS: ("plan", "plans"),
    Scope.LIVE: ("open assessment or plan", "open assessments and plans"),
    Scope.CLOSED: ("closed case", "closed cases"),
    Scope.ALL: ("case", "cases"),
}
_ORDERS = {
    Sort.RISK: ("most urgent by law first", "least urgent by law first"),
    Sort.NAME: ("by child, A to Z", "by child, Z to A"),
    Sort.REF: ("by reference", "by reference, last first"),
    Sort.YEAR: ("by year, youngest first", "by year, oldest first"),
    Sort.RECEIVED: ("earliest request first", "latest request first"),
    Sort.OWNER: ("by caseworker, A to Z", "by caseworker, Z to A"),
    Sort.STAGE: ("by stage", "by stage, last first"),
    Sort.LAST_CONTACT: ("longest without contact first", "latest contact first"),
    Sort.UNASSIGNED: ("longest with nobody first", "latest with nobody first"),
}
"""Each order in words, forwards and backwards."""


@dataclass(frozen=True, slots=True)
class View:
    """A named filter: ``saved`` is its number on the record, 0 for one that comes with the desk."""

    key: str
    words: str
    query: CaseQuery
    saved: int = 0

    @property
    def savable(self) -> bool:
        """False for a list of these cases and no others: kept without them it would be every case."""
        return self.query.only is None


@dataclass(frozen=True, slots=True)
class Choices:
    """Everything the filter row needs, read once: people, teams, settings, views and how many each view holds."""

    staff: Staff
    settings: tuple[str, ...]
    views: tuple[View, ...]
    counts: dict[str, int]
    wholes: dict[Scope, int]


def built_in(day: date, me: int | None) -> tuple[View, ...]:
    """The views that come with the desk."""
    base = CaseQuery(day)
    mine = (View("mine", "Mine", replace(base, owners=(me,))),) if me is not None else ()
    return (
        View("open", "All open", base),
        *mine,
        View("overdue", "Overdue", replace(base, scope=Scope.LIVE, overdue=True)),
        View("due", "Due in 14 days", replace(base, scope=Scope.LIVE, due_within=14)),
        View("psychology", "Awaiting psychology", replace(base, scope=Scope.LIVE, awaiting="psychology")),
        View("quiet", "No contact in 30 days", replace(base, quiet_days=30)),
        View("relieved", "Limit lifted", replace(base, relieved=True)),
        View("orders", "Orders not started", replace(base, scope=Scope.LIVE, open_rules=ORDERS_NOT_STARTED)),
        View("held", "Held", replace(base, scope=Scope.ALL, held=True)),
        View("migrated", "Not verified", replace(base, scope=Scope.ALL, migrated=True)),
        View("plans", "Plans", replace(base, scope=Scope.PLANS)),
        View("closed", "Closed", replace(base, scope=Scope.CLOSED, sort=Sort.NAME)),
    )


def read_choices(desk: Desk) -> Choices:
    """Read what the filter row offers, in one snapshot."""
    day = desk.today()
    with desk.store.read() as work:
        staff = work.staff()
        me = staff.named(desk.user)
        views = list(built_in(day, me.id if me else None))
        views += [
            View(f"saved/{v.id}", v.name, query_from_json(v.query, day), v.id) for v in work.saved_views(desk.user)
        ]
        counts = {view.key: work.count(view.query) for view in views}
        wholes = {scope: work.count(CaseQuery(day, scope)) for scope in Scope}
        rows = work.case_rows(work.case_ids(CaseQuery(day)))
    settings = sorted({row.setting for row in rows if row.setting}, key=str.casefold)
    return Choices(staff, tuple(settings), tuple(views), counts, wholes)


def list_words(query: CaseQuery, total: int, wholes: Mapping[Scope, int], order: Order) -> str:
    """What the list holds, and the order it stands in: ``29 of 410 open assessments, most urgent by law first``.

    ``order`` is what was asked for in the table's head, which wins over the query's own.
    """
    whole, (one, many) = wholes.get(query.scope, total), _NOUNS[query.scope]
    held = f" of {whole:,} {many}" if total != whole else f" {one if total == 1 else many}"
    sort, backwards = (Sort(order.key), order.descending) if order.key else (query.sort, query.descending)
    return f"<b>{total:,}</b>{held}, {_ORDERS[sort][backwards]}"


def query_to_json(query: CaseQuery) -> str:
    """A filter as it is saved: everything but its day and its order."""
    kept: dict[str, Any] = {
        "scope": query.scope.value, "search": query.search, "owners": list(query.owners), "unassigned": query.unassigned,
        "team_id": query.team_id, "overdue": query.overdue, "due_within": query.due_within, "relieved": query.relieved,
        "stages": [s.value for s in query.stages], "setting": query.setting, "years": query.years,
        "awaiting": query.awaiting, "quiet_days": query.quiet_days, "held": query.held, "migrated": query.migrated,
        "open_rules": list(query.open_rules), "nothing_next": query.nothing_next,
    }  # fmt: skip
    return json.dumps({k: v for k, v in kept.items() if v not in (None, "", False, [], ())}, sort_keys=True)


def query_from_json(text: str, day: date) -> CaseQuery:
    """A saved filter on a day; parts this version does not know are left out."""
    kept = json.loads(text)
    years = kept.get("years")
    return CaseQuery(
        as_at=day,
        scope=Scope(kept.get("scope", Scope.OPEN.value)),
        search=kept.get("search", ""),
        owners=tuple(kept.get("owners", ())),
        unassigned=kept.get("unassigned", False),
        team_id=kept.get("team_id"),
        overdue=kept.get("overdue", False),
        due_within=kept.get("due_within"),
        relieved=kept.get("relieved", False),
        stages=tuple(Stage(s) for s in kept.get("stages", ())),
        setting=kept.get("setting", ""),
        years=(years[0], years[1]) if years else None,
        awaiting=kept.get("awaiting", ""),
        quiet_days=kept.get("quiet_days"),
        held=kept.get("held", False),
        migrated=kept.get("migrated", False),
        open_rules=tuple(kept.get("open_rules", ())),
        nothing_next=kept.get("nothing_next", False),
    )
