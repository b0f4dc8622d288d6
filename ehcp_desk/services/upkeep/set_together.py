"""Two people and one form of settings: what nobody touched is not written, and what both changed is not lost in silence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.errors import Clash, Conflict
from ehcp_desk.domain.journal import JournalEntry, payload_of
from ehcp_desk.ports.work import ReadWork
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.records.heads import local

_LONGEST_SHOWN = 80


def merged(
    desk: Desk,
    work: ReadWork,
    kind: str,
    seen: Mapping[str, Any],
    wanted: Mapping[str, Any],
    now: Mapping[str, Any],
    words: Mapping[str, str],
) -> dict[str, Any]:
    """What is to stand, field by field: what is ``wanted`` where that is not what was ``seen``, else what stands ``now``.

    ``kind`` is the journal's of a change to them; ``words`` names the fields to a person, in the order in which the journal
    has them where it has no names.  Raises Conflict, which says who changed what and when, where a field is neither as it
    was seen nor as it is wanted.
    """
    mine = [name for name in wanted if wanted[name] != seen[name]]
    both = [name for name in mine if now[name] not in (seen[name], wanted[name])]
    if both:
        raise _conflict(desk, work, kind, both, [Clash(words[n], _told(now[n]), _told(wanted[n])) for n in both], words)
    return {**now, **{name: wanted[name] for name in mine}}


def _conflict(
    desk: Desk, work: ReadWork, kind: str, both: list[str], clashes: list[Clash], words: Mapping[str, str]
) -> Conflict:
    lines = [e for e in work.journal(kind=kind) if any(_changed(e, name, list(words).index(name)) for name in both)]
    who, when = "Somebody", ""
    if lines:
        at = local(lines[-1].at)
        who = lines[-1].actor
        when = f"{at:%H:%M}" if at.date() == desk.today() else f"on {in_words(at.date())} at {at:%H:%M}"
    told = f" {when if when.startswith('on ') else f'at {when}'}" if when else ""
    stands = "; ".join(f"{clash.field}: {clash.theirs}" for clash in clashes)
    return Conflict(
        f"{who} changed what you are changing{told}, after you opened it. Nothing was saved. Now it is {stands}. "
        "Save again to have yours instead, or type that to leave it so.",
        who=who,
        when=when,
        clashes=tuple(clashes),
    )


def _changed(entry: JournalEntry, name: str, place: int) -> bool:
    """Whether a line of the journal tells of a change to a field, by its name or by its place."""
    said = payload_of(entry)
    if "fields" in said:
        return name in said["fields"]
    before, after = said.get("before") or {}, said.get("after") or {}
    if isinstance(before, list):
        return bool(before[place : place + 1] != after[place : place + 1])
    return bool(before.get(name) != after.get(name))


def _told(value: Any) -> str:
    """A value as a person reads it, cut where it is long."""
    if isinstance(value, bool):
        return "on" if value else "off"
    line = " / ".join(f"{value}".splitlines()) if value not in (None, "") else "empty"
    return line if len(line) <= _LONGEST_SHOWN else f"{line[:_LONGEST_SHOWN]}…"
