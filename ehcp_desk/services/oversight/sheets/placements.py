"""Placements that somebody must look at: out of area, not suitable, at risk, broken down, waiting for a place, expected."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date

from ehcp_desk.clock.counting import add_months
from ehcp_desk.domain.case_kinds import attrs_of
from ehcp_desk.domain.dates import day_count
from ehcp_desk.domain.record import RecordedFact
from ehcp_desk.domain.schooling import SCHOOL_KINDS, Placement, Schooling, schooling_of, type_words
from ehcp_desk.domain.sheets import Head, Line, Sheet
from ehcp_desk.domain.worklist import CaseRow, Scope
from ehcp_desk.services.oversight.sheets.ground import Ground
from ehcp_desk.services.records.heads import COUNCIL

CHILD = (Head("child", "Child", 170), Head("ref", "Reference", 110, under=True))
OWNER = Head("owner", "Answers for it", 140)
AGAIN = Head("state", "Looked at again", 160, state=True)
STATE = Head("state", "How it stands", 210, state=True)
TYPES: Mapping[str, str] = attrs_of("placement_expected")["type"].values
WAITING = ("awaiting",)


def out_of_area(ground: Ground) -> Sheet:
    """Live cases whose main placement is in another authority than the council, by the day it is looked at again (J4)."""
    own = (ground.work.setting(COUNCIL) or "").casefold()
    lines = []
    for row, taught in _taught(ground, _ever_elsewhere(ground, own)):
        place = taught.place_on(ground.day)
        where = place.authority.strip() if place is not None else ""
        if place is None or not _elsewhere(where, own):
            continue
        again = place.review
        lines.append((again or date.min, Line(
            (row.name, row.ref, place.setting, type_words(place), where, place.distance or None, place.reasons or None,
             place.since, again, _until(again, ground.day, "no day is set"), ground.answers(row)),
            (row.id,), again is None or again < ground.day, place.entry)))  # fmt: skip
    heads = (*CHILD, Head("setting", "Placement", 200), Head("type", "Type", 120, under=True),
             Head("authority", "Authority", 150), Head("distance", "Distance", 110, under=True),
             Head("why", "Why there", 200), Head("since", "Since", 120, side=True),
             Head("review", "Day to look again", 140, side=True), AGAIN, OWNER)  # fmt: skip
    return Sheet("out_of_area", "Placements out of area",
                 "Placements in another authority, each with its reason and the day it is to be looked at again.", heads,
                 _in_order(lines), "No placement on the record is in another authority.", children=True)  # fmt: skip


def _elsewhere(authority: str, own: str) -> bool:
    """True where an authority is named that is not the council: the test of P03 of the return."""
    return bool(authority) and authority.casefold() not in own


def _ever_elsewhere(ground: Ground, own: str) -> list[int]:
    """Live cases that ever had a placement in another authority: most have none, and are not read whole."""
    here = ground.cases()
    found = ground.work.every_case_raw(("placement",))
    return [
        number for number, rows in found if number in here and any(_elsewhere(_authority(row[2]), own) for row in rows)
    ]


def _authority(attrs: str | None) -> str:
    return str(json.loads(attrs or "{}").get("authority", "")).strip()


def not_suitable(ground: Ground) -> Sheet:
    """Live cases whose placement is recorded as not suitable, since the longest (J5)."""
    lines = []
    for row, taught in _taught(ground, ground.having(("placement_suitability",))):
        judged, place = taught.suitability, taught.place_on(ground.day)
        if judged is None or judged.suitable or (place is not None and place.since > judged.on):
            continue
        setting = place.setting if place is not None else "no placement on record"
        lines.append((judged.on, Line(
            (row.name, row.ref, setting, type_words(place) if place is not None else None, judged.wanted or "not said",
             judged.reasons, judged.on, f"for {day_count((ground.day - judged.on).days)}", judged.by, ground.answers(row)),
            (row.id,), entry=judged.entry)))  # fmt: skip
    heads = (*CHILD, Head("setting", "Placement", 200), Head("type", "Type", 120, under=True),
             Head("wanted", "Wanted instead", 150), Head("why", "Why", 240), Head("since", "Since", 120, side=True),
             Head("state", "Not suitable", 140, state=True), Head("by", "Thought so", 120, side=True), OWNER)  # fmt: skip
    return Sheet("not_suitable", "Placements not suitable",
                 "Recorded as not suitable and not changed since, the longest first.", heads, _in_order(lines),
                 "No placement stands as not suitable.", children=True)  # fmt: skip


def at_risk(ground: Ground) -> Sheet:
    """Live cases whose placement is marked as at risk, by the day it is looked at again (J8)."""
    marked = ground.told(("placement_risk",), ground.having(("placement_risk",)))
    last = {number: max(told, key=lambda e: e.order) for number, told in marked.items()}
    rows, lines = ground.rows([n for n, entry in last.items() if entry.fact.attrs.get("risk") == "yes"]), []
    for number, row in rows.items():
        fact = last[number].fact
        again = _day(fact.attrs.get("review"))
        lines.append((again or date.min, Line(
            (row.name, row.ref, fact.attrs.get("setting", ""), fact.note, fact.on, again,
             _until(again, ground.day, "no day is set"), ground.answers(row)),
            (number,), again is None or again < ground.day, last[number].id)))  # fmt: skip
    heads = (*CHILD, Head("setting", "Placement", 200), Head("why", "Why, and what is done", 260),
             Head("since", "Since", 120), Head("review", "Day to look again", 140, side=True), AGAIN, OWNER)  # fmt: skip
    return Sheet("at_risk", "Placements at risk", "Marked as at risk and not taken back, by the day they are looked at again.",
                 heads, _in_order(lines), "No placement is marked as at risk.", children=True)  # fmt: skip


def broken_down(ground: Ground) -> Sheet:
    """Unplanned ends of the last twelve months and all that still want a plan, with the manager's day for it (J7)."""
    kinds = ("placement_ended", "breakdown_plan", *SCHOOL_KINDS)
    since, lines = add_months(ground.day, -12), []
    told = ground.told(kinds, ground.having(("placement_ended",)))
    rows = ground.rows(told)
    for number, entries in told.items():
        plans = {e.fact.attrs.get("ended"): e for e in entries if e.fact.kind == "breakdown_plan"}
        place = schooling_of(entries).place_on(ground.day)
        for entry in entries:
            fact, plan, row = entry.fact, plans.get(str(entry.id)), rows[number]
            if fact.kind != "placement_ended" or fact.attrs.get("planned") != "no":
                continue
            due = _day(fact.attrs.get("plan_by"))
            waits = plan is None and due is not None
            if fact.on < since and not waits:
                continue
            state = (f"planned: {plan.fact.attrs.get('by', '')}" if plan is not None
                     else _owed(due, ground.day))  # fmt: skip
            lines.append((due if waits and due else date.max, Line(
                (row.name, row.ref, fact.attrs.get("setting", ""), fact.note, fact.on, due, state,
                 plan.fact.attrs.get("plan") if plan is not None else None,
                 f"now at {place.setting}" if place is not None else "now without a placement", ground.manager(row)),
                (number,), plan is None and (due is None or due < ground.day), entry.id, plan is not None)))  # fmt: skip
    heads = (*CHILD, Head("setting", "Placement that ended", 200), Head("why", "Why", 200, under=True),
             Head("ended", "Ended", 150), Head("plan_by", "Plan by", 120, side=True), STATE,
             Head("plan", "What is to hold the next", 230), Head("now", "Now at", 170, under=True),
             Head("manager", "Manager", 140))  # fmt: skip
    return Sheet("broken_down", "After a breakdown",
                 "Placements that ended unplanned in twelve months, and every one that still wants a manager’s note and plan.",
                 heads, _in_order(lines), "No placement broke down in the last twelve months.", children=True)  # fmt: skip


def waiting(ground: Ground) -> Sheet:
    """Live cases whose education status is awaiting a placement, the longest first, with the type expected (J2)."""
    found = ground.having(("education_status",))
    wanted, lines = _expected(ground), []
    for row, taught in _taught(ground, found):
        status = taught.status_on(ground.day)
        if status is None or status.status not in WAITING:
            continue
        lines.append((status.since, Line(
            (row.name, row.ref, row.year_on(ground.day), status.since, day_count(status.days(ground.day)),
             TYPES.get(wanted.get(row.id, ""), "not recorded"), row.setting or None, ground.answers(row)),
            (row.id,), entry=status.entry)))  # fmt: skip
    heads = (*CHILD, Head("year", "Year", 70, number=True), Head("since", "Waiting since", 130),
             Head("days", "For", 120, state=True), Head("type", "Type expected", 190),
             Head("last", "Last known at", 190), OWNER)  # fmt: skip
    return Sheet("waiting", "Waiting for a place", "Children and young people awaiting a placement, the longest first.", heads,
                 _in_order(lines), "Nobody is recorded as awaiting a placement.", children=True)  # fmt: skip


def expected(ground: Ground) -> Sheet:
    """Places of each type: taken by plans now, and wanted by open requests, by plans with another type, by who waits (J2)."""
    plans, opened = ground.cases(Scope.PLANS), ground.cases(Scope.OPEN)
    wanted = _expected(ground)
    now: dict[str, list[int]] = {}
    for number, place in places_now(ground, plans).items():
        now.setdefault(place.type, []).append(number)
    waits = {row.id for row, taught in _taught(ground, ground.having(("education_status",)))
             if (status := taught.status_on(ground.day)) is not None and status.status in WAITING}  # fmt: skip
    by: dict[str, dict[str, list[int]]] = {kind: {"open": [], "instead": []} for kind in TYPES}
    for number, kind in wanted.items():
        by[kind]["open" if number in opened else "instead"].append(number)
    lines = []
    for kind, words in TYPES.items():
        one, cases = by[kind], [*by[kind]["open"], *by[kind]["instead"]]
        lines.append(Line((words, len(now.get(kind, ())), len(one["open"]), len(one["instead"]), len(cases),
                           sum(number in waits for number in cases)), tuple(cases)))  # fmt: skip
    unsaid = sorted(opened - wanted.keys())
    lines.append(Line(("Not recorded", len(plans) - sum(len(now.get(kind, ())) for kind in TYPES), len(unsaid),
                       0, len(unsaid), sum(number in waits for number in unsaid)), tuple(unsaid)))  # fmt: skip
    heads = (Head("type", "Type of place", 260), Head("now", "Plans there now", 140, number=True, inside=True),
             Head("open", "Expected by open requests", 170, number=True, part="wanted"),
             Head("instead", "By plans elsewhere", 150, number=True, part="wanted"),
             Head("wanted", "Wanted in all", 130, number=True),
             Head("waiting", "Of these, waiting", 140, number=True, within="wanted"))  # fmt: skip
    return Sheet("expected", "Places expected by type",
                 "What open requests and unsuitable placements want, beside the plans at each type now.", heads,
                 tuple(lines))  # fmt: skip


def places_now(ground: Ground, cases: frozenset[int]) -> dict[int, Placement]:
    """The main placement of each of these cases today; those with none are left out."""
    told = ground.told(("placement", "placement_ended", "placement_terms"), cases)
    found = {number: schooling_of(entries).place_on(ground.day) for number, entries in told.items()}
    return {number: place for number, place in found.items() if place is not None}


def _expected(ground: Ground) -> dict[int, str]:
    """The type each live case is expected to need: as last said, of the case or of an unsuitable placement; a case whose
    placement began since, or is of that type, wants nothing more."""
    kinds = ("placement_expected", "placement_suitability")
    found = {}
    for number, entries in ground.told((*kinds, "placement"), ground.having(kinds)).items():
        told = sorted((e for e in entries if e.fact.kind in (*kinds, "placement")), key=lambda e: e.order)
        kind = ""
        for entry in told:
            kind = _wanted_after(entry, kind)
        if kind:
            found[number] = kind
    return found


def _wanted_after(entry: RecordedFact, before: str) -> str:
    attrs = entry.fact.attrs
    if entry.fact.kind == "placement_expected":
        return attrs.get("type", "")
    if entry.fact.kind == "placement_suitability":
        return attrs.get("wanted", "") if attrs.get("suitable") == "no" else ""
    return "" if attrs.get("type") == before else before


def _taught(ground: Ground, cases: list[int]) -> Iterator[tuple[CaseRow, Schooling]]:
    told = ground.told(SCHOOL_KINDS, cases)
    rows = ground.rows(told)
    for number, entries in told.items():
        yield rows[number], schooling_of(entries)


def _until(day: date | None, today: date, none: str) -> str:
    """``in 12 days``, ``today``, ``3 days ago``; ``none`` where there is no day."""
    if day is None:
        return none
    days = (day - today).days
    return f"in {day_count(days)}" if days > 0 else f"{day_count(-days)} ago" if days else "today"


def _owed(due: date | None, today: date) -> str:
    """How the manager's note and plan stands."""
    if due is None:
        return "no plan is on record"
    left = (due - today).days
    return (
        f"plan due in {day_count(left)}"
        if left > 0
        else f"plan overdue by {day_count(-left)}"
        if left
        else "plan due today"
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _in_order(lines: list[tuple[date, Line]]) -> tuple[Line, ...]:
    return tuple(line for _, line in sorted(lines, key=lambda one: (one[0], str(one[1].cells[1]))))
