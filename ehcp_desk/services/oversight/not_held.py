"""Review meetings cancelled or moved in the last twelve months: how many of each, why, and at which settings (needs.md G4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from ehcp_desk.clock.counting import add_months
from ehcp_desk.domain.case_kinds import NOT_HELD_REASONS
from ehcp_desk.domain.record import RecordedFact
from ehcp_desk.domain.worklist import CaseRow
from ehcp_desk.ports.work import ReadWork
from ehcp_desk.services.oversight.figure import Figure

NOT_HELD = "Review meetings not held"
MONTHS, SETTINGS_SHOWN = 12, 8
_HOW = {"cancelled": "cancelled", "moved": "moved to another day"}


def not_held(work: ReadWork, here: Mapping[int, CaseRow], day: date) -> Iterator[Figure]:
    """A figure for each way, each reason and each of the settings with most; the cases of each, the earliest first.

    A meeting is at the setting its entry names, else at the one the child is at.
    """
    since = add_months(day, -MONTHS)
    told = [e for e in work.standing_of(("meeting",), list(here)) if e.fact.attrs.get("kind") == "review"
            and e.fact.attrs.get("held") in _HOW and since < e.fact.on <= day]  # fmt: skip
    for how, words in _HOW.items():
        yield _figure(f"not_held_{how}", words, [e for e in told if e.fact.attrs["held"] == how])
    for reason, words in {**NOT_HELD_REASONS, "": "Reason not chosen"}.items():
        found = [e for e in told if e.fact.attrs.get("because", "") == reason]
        if found:
            yield _figure(f"not_held_because_{reason or 'unsaid'}", f"{words[:1].lower()}{words[1:]}", found)
    at: dict[str, list[RecordedFact]] = {}
    for entry in told:
        name = entry.fact.attrs.get("setting") or here[entry.case_id].setting or "a setting not known"
        at.setdefault(name, []).append(entry)
    ranked = sorted(at.items(), key=lambda one: (-len(one[1]), one[0]))
    for place, (name, found) in enumerate(ranked[:SETTINGS_SHOWN], 1):
        yield _figure(f"not_held_at_{place}", f"at {name}", found)
    rest = [entry for _, found in ranked[SETTINGS_SHOWN:] for entry in found]
    if rest:
        yield _figure("not_held_elsewhere", f"at {len(ranked) - SETTINGS_SHOWN} other settings", rest)


def _figure(key: str, title: str, told: Sequence[RecordedFact]) -> Figure:
    found = sorted(told, key=lambda e: e.order)
    days: dict[int, date | None] = {}
    for entry in found:
        days.setdefault(entry.case_id, entry.fact.on)
    more = f", {len(found)} meetings" if len(found) > len(days) else ""
    return Figure(key, NOT_HELD, title + more, days)
