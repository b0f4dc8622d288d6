"""Cases that could be forgotten: the kinds of list, in the order in which a manager should look at them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

QUIET_DAYS = 42
"""Days without any contact after which an assessment is called quiet (needs.md D7: contact in the last six weeks)."""
STILL_DAYS = 28
"""Days without any entry after which an assessment that waits for nobody is called still (needs.md B10)."""
CHASE_DAYS = 7
"""Days after which advice that is late should have been chased again."""
BOOKING_DAYS = 56
"""Days before a review is due by which its meeting should have a date (needs.md G1: lists at 12, 8 and 4 weeks)."""
ADVICE_DAYS = 42
"""The six weeks advisers have (SEND Regulations 2014 reg 8(1))."""
AWAY_DAYS = 10
"""Days away, without cover, after which the cases somebody holds are called left."""
TELLING_DAYS = 5
"""Days after a decision by which the family should have been told."""

SWEEP_DAYS = 365
"""Days a decision is looked back for: one without a letter that is older than a year has long been appealed or not."""
SWEEP_BEFORE_LETTERS = 28
"""Days looked back for while no letter was ever written at this desk: its family can still be told in time to appeal."""


class Orphan(StrEnum):
    """A way in which a case can be nobody's business."""

    UNASSIGNED = "unassigned"
    LEAVER = "leaver"
    AWAY = "away"
    CLOSED = "closed_to_owner"
    ORDER = "order"
    AUTHORISE = "authorise"
    UNTOLD = "untold"
    NO_LETTER = "not_notified"
    NO_RIGHT = "no_appeal_right"
    PROMISE = "promise"
    SIGNAL = "signal"
    ADVICE = "advice"
    REVIEW = "review"
    MOVE = "move"
    QUIET = "quiet"
    STILL = "still"
    BAND_REVIEW = "band_review"
    NOTHING_NEXT = "nothing_next"


SWEPT = (Orphan.NO_LETTER, Orphan.NO_RIGHT)
"""The monthly sweep of letters: asked for by name, since a record brought in from elsewhere may have years of them."""
DAILY = tuple(kind for kind in Orphan if kind not in SWEPT)
"""Every other list: what a manager looks at each day."""
TITLES: dict[Orphan, str] = {
    Orphan.UNASSIGNED: "Nobody holds it",
    Orphan.LEAVER: "Held by somebody who has left",
    Orphan.AWAY: "Held by somebody away, with no cover",
    Orphan.CLOSED: "Restricted, and closed to whoever holds it",
    Orphan.ORDER: "An order or agreement not started",
    Orphan.AUTHORISE: "Decided, and not authorised",
    Orphan.UNTOLD: "Decided, and the family not told",
    Orphan.NO_LETTER: "Notified on the record, and no letter on file",
    Orphan.NO_RIGHT: "No record that the right of appeal was given",
    Orphan.PROMISE: "A promise or reply is late",
    Orphan.SIGNAL: "A signal nobody has acted on",
    Orphan.ADVICE: "Advice late and not chased",
    Orphan.REVIEW: "Review due, and no date for the meeting",
    Orphan.MOVE: "Last year of a phase, and no move planned",
    Orphan.QUIET: f"No contact for {QUIET_DAYS // 7} weeks",
    Orphan.BAND_REVIEW: "Reached an age band, manager’s review waits",
    Orphan.NOTHING_NEXT: "A plan in force, and nothing due on it",
    Orphan.STILL: f"Nothing written for {STILL_DAYS // 7} weeks",
}


@dataclass(frozen=True, slots=True)
class Forgotten:
    """One case on one of the lists; ``why`` is a few words for it, ``days`` how long it has been so."""

    case_id: int
    kind: Orphan
    why: str
    days: int
