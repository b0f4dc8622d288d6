"""What waits for somebody, as a list shows it: an icon, and how long there is."""

from __future__ import annotations

from datetime import date

from ehcp_desk.clock.model import State
from ehcp_desk.domain.dates import day_count, short
from ehcp_desk.domain.matters import SOURCES, Matter, Owed, chased_words, times_words
from ehcp_desk.domain.wording import Mark, state_words
from ui.models.cells import Entry, StateCell

_ICONS = {Owed.PROMISE: "handshake", Owed.SIGNAL: "flag", Owed.ANSWER: "envelope-open", Owed.REPLY: "paper-plane-tilt"}


def matter_icon(matter: Matter) -> str:
    """The icon of what is owed."""
    return _ICONS[matter.owed]


def matter_state(matter: Matter, as_at: date) -> StateCell:
    """``overdue by 3 days``, ``due today``, ``5 Nov``; for a signal how long it has waited."""
    if matter.due is None:
        waited = (as_at - matter.since).days
        return StateCell(
            Mark.OVERDUE if waited else Mark.DUE_SOON, f"waits {day_count(waited)}" if waited else "came today"
        )
    days = (matter.due - as_at).days
    if days > 0:
        return StateCell(Mark.RUNNING, short(matter.due, as_at))
    state = State.OVERDUE if days else State.RUNNING
    return StateCell(Mark.OVERDUE if days else Mark.DUE_SOON, state_words(state, -days))


def matter_entry(matter: Matter, as_at: date) -> Entry:
    """The whole line: what, whose word it is or who waits, and how long there is."""
    since = short(matter.since, as_at)
    if matter.owed is Owed.PROMISE:
        origin = f"{SOURCES.get(matter.source, matter.source)}; " if matter.source else ""
        under = (
            f"{origin}promised by {matter.by.split()[0]} on {since}"
            if origin
            else f"Promised by {matter.by.split()[0]} on {since}"
        )
        if matter.moves and matter.first_due is not None:
            under += f", first for {short(matter.first_due, as_at)}, moved {times_words(matter.moves)}"
    elif matter.owed is Owed.REPLY:
        under = f"A reply to {matter.who or 'the family'}, in contact on {since}"
    else:
        under = f"Came on {since}" + (f" from {matter.who}" if matter.who else "")
    if matter.chased:
        under += f", {chased_words(matter.chased)}"
    return Entry(matter.what, under, matter_icon(matter), matter_state(matter, as_at))
