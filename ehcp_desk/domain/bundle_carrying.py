"""A bundle opened again: what a person said of it stands, and whatever the rules and the record say is what they say now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ehcp_desk.domain.bundles import DAYS, PARTS, PRIVILEGED, BundleList, Pick
from ehcp_desk.domain.preflight import Fix
from ehcp_desk.domain.record import RecordedFact


def carried_on(kept: BundleList, now: Sequence[Pick]) -> BundleList:
    """A kept list with what the rules make of each document now, save where a person decided."""
    was = {pick.document: pick for pick in kept.picks}
    return replace(kept, picks=tuple(_carried(was.get(pick.document), pick) for pick in now))


def _carried(was: Pick | None, now: Pick) -> Pick:
    if was is None:
        return now
    if was.by == "rule":
        return replace(now, order=was.order)
    # Whoever put it in did not know yet that it may be privileged: it stays out until somebody says so again.
    if not was.left_out and now.kind == PRIVILEGED and PRIVILEGED not in (was.kind, was.ruled):
        return replace(now, order=was.order, pages=was.pages, title=was.title, late=was.late)
    return was


def chosen_again(now: BundleList, chosen: BundleList, last: BundleList | None) -> BundleList:
    """The list read again, with what a person chose since ``last`` and has not kept yet; what somebody else chose and
    kept meanwhile stands where they did not."""
    kept = {p.document: p for p in last.picks} if last is not None else {}
    mine = {p.document: p for p in chosen.picks}
    picks = tuple(_again(p, mine.get(p.document), kept.get(p.document)) for p in now.picks)
    days = {name: day for name in DAYS if (day := chosen.given_day(name)) != (last.given_day(name) if last else None)}
    return replace(now, picks=picks, added=chosen.added).giving(**days)


def _again(now: Pick, mine: Pick | None, kept: Pick | None) -> Pick:
    if mine is None or mine == kept:
        return now
    if mine.by == "person":
        return _carried(mine, now)
    return replace(now, order=mine.order) if mine.order != (kept.order if kept is not None else None) else now


def changed_by_rule(last: BundleList, now: BundleList) -> list[Fix]:
    """A line for every paper that the rules take out, put in or move, against the last version: it may have been sent."""
    return [
        Fix("since", words, "Say otherwise where that is not right", pick.document, serious=False)
        for pick in now.picks
        if pick.by == "rule" and (words := _changed(last.pick(pick.document), pick, last.version))
    ]


def _changed(was: Pick | None, now: Pick, version: int) -> str:
    if was is None:
        return ""
    if now.left_out:
        return "" if was.left_out else f"{now.name} was in version {version} and is left out now: {now.left_out}."
    if was.left_out:
        return f"{now.name} was left out of version {version} ({was.left_out}) and goes in now."
    if was.part != now.part:
        return f"{now.name} stood in {PARTS[was.part]} in version {version} and stands in {PARTS[now.part]} now."
    return ""


# ---- the days ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RecordedDays:
    """What the record says of the days of a bundle: by name as it stands, None where it says none; and all it ever said."""

    now: Mapping[str, date | None]
    ever: Mapping[str, frozenset[date]]


def recorded_days(facts: Iterable[RecordedFact]) -> RecordedDays:
    """The day of the listing last given, and the last day for evidence by the direction given last."""
    told: dict[str, list[tuple[tuple[date, int], date, bool]]] = {name: [] for name in DAYS}
    for entry in facts:
        fact = entry.fact
        if fact.kind == "hearing_listed":
            told["listed"].append((entry.order, fact.on, entry.stands))
        elif fact.kind == "tribunal_direction" and fact.attrs["rule"] == "evidence":
            last = date.fromisoformat(fact.attrs["date"])
            told["evidence_by"].append((entry.order, last, entry.stands))
    standing = {name: [row for row in sorted(rows) if row[2]] for name, rows in told.items()}
    return RecordedDays(
        {name: rows[-1][1] if rows else None for name, rows in standing.items()},
        {name: frozenset(row[1] for row in rows) for name, rows in told.items()},
    )


def with_days(made: BundleList, told: RecordedDays) -> BundleList:
    """The list with the days of the record, save those a person gave.

    In a list of before it was kept who gave a day, a day the record never told is a person's.
    """
    days: dict[str, Any] = {}
    for name in DAYS:
        kept = getattr(made, name)
        if name not in made.given and (kept is None or kept in told.ever[name]):
            days[name] = told.now[name]
    return replace(made, **days)
