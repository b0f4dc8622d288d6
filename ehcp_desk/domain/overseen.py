"""A manager's look at a case, as the record has it: a note, a review at an age band, an instruction (needs.md N5, N6)."""

from __future__ import annotations

from datetime import date

from ehcp_desk.clock.model import Fact
from ehcp_desk.domain.case_kinds import CASE_KINDS, said_words
from ehcp_desk.domain.dates import day_count, short
from ehcp_desk.domain.record import RecordedFact

OVERSIGHT_KINDS = ("management_note", "manager_review", "management_intervention")
"""What shows that somebody who answers for the work looked at the case."""
LOOK_WORDS = 90
"""Letters of the outcome that a list has room for."""


def looked_in(fact: Fact) -> str:
    """What the look was: ``Supervision``, ``Management note``, ``Manager’s review at an age band``."""
    return said_words(fact.kind, "occasion", fact.attrs.get("occasion", "")) or CASE_KINDS[fact.kind].title


def agreed(fact: Fact) -> str:
    """What was agreed to be done and by whom: ``next: Send the draft (Joy Addo)``; empty where nothing was said."""
    step, who = fact.attrs.get("next", ""), fact.attrs.get("who", "")
    if not step and not who:
        return ""
    return f"next: {step or 'not said'}{f' ({who})' if who else ''}"


def last_look_words(entry: RecordedFact, day: date) -> str:
    """The look in a line: when, what it was, by whom, its outcome as far as there is room, and what was agreed."""
    fact = entry.fact
    ago = f"{day_count((day - fact.on).days)} ago" if fact.on < day else "today"
    by = fact.attrs.get("by") or entry.told_by
    outcome = " ".join(fact.note.split())
    if len(outcome) > LOOK_WORDS:
        outcome = f"{outcome[:LOOK_WORDS].rsplit(' ', 1)[0]}…"
    said = "; ".join(filter(None, (outcome, agreed(fact))))
    return f"{short(fact.on, day)}, {ago}: {looked_in(fact)}, {by}{f'. {said}' if said else ''}"
