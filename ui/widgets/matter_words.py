"""What waits for somebody, as a list shows it: an icon, and how long there is."""

from __future__ import annotations

from datetime import date

from ehcp_desk.domain.matters import Matter, Owed
from ui.models.cells import Entry, StateCell

_ICONS = {Owed.PROMISE: "handshake", Owed.SIGNAL: "flag", Owed.ANSWER: "envelope-open", Owed.REPLY: "paper-plane-tilt"}


def matter_icon(matter: Matter) -> str:
    """The icon of what is owed."""
    return _ICONS[matter.owed]


def matter_state(matter: Matter, as_at: date) -> StateCell:
    """``overdue by 3 days``, ``due today``, ``5 Nov``; for a signal how long it has waited."""
    return StateCell(*matter.standing(as_at))


def matter_entry(matter: Matter, as_at: date) -> Entry:
    """The whole line: what, whose word it is or who waits, and how long there is."""
    return Entry(matter.what, matter.whose(as_at), matter_icon(matter), matter_state(matter, as_at))
