"""Who held a case from when, as a return sees it, and from when a psychologist was named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from ehcp_desk.clock.model import Fact
from ehcp_desk.domain.worklist import CaseRow

HANDED = frozenset({"assigned", "unassigned"})
NAMED = "psychologist_named"


@dataclass(frozen=True, slots=True)
class Holding:
    """From this day on the case was held by ``who``; empty where nobody held it."""

    since: date
    who: str


def holdings(row: CaseRow, facts: Sequence[Fact], opened: date) -> tuple[Holding, ...]:
    """Who held the case from when, from its owner facts, ending with what the record says today.

    Where no owner was ever recorded before the one who stands there, the time before is not known, and not nobody's.
    """
    events = [f for f in facts if f.kind in HANDED]
    if len(events) > 1:
        events.sort(key=attrgetter("order"))
    found: list[Holding] = []
    if events and events[0].on > opened:
        found.append(Holding(opened, events[0].attrs.get("from", "")))
    found += [Holding(f.on, f.attrs.get("to", "") if f.kind == "assigned" else "") for f in events]
    now = row.owner or "" if row.owner_id is not None else ""
    since = row.owned_since if row.owner_id is not None else row.unassigned_since
    if not found:
        found.append(Holding(since if since is not None and since > opened else opened, now))
    elif found[-1].who != now and since is not None and since >= found[-1].since:
        found.append(Holding(since, now))
    return tuple(found)


def psychologist_on(row: CaseRow, by_kind: Mapping[str, Sequence[Fact]], facts: Sequence[Fact]) -> tuple[date, ...]:
    """The days a psychologist was named; the last day of all where one stands on the case with no date."""
    named = by_kind.get(NAMED)
    if named:
        return tuple([f.on for f in named])
    # Named only after the day of the return: then nobody was by that day.
    return (date.max,) if row.psychologist and all(f.kind != NAMED for f in facts) else ()
