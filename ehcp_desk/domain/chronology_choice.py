"""Which lines of a chronology are shown: between days, of some kinds, statutory ones, those with the family, with a word.

Lines keep the numbers they have in the full version, so that a short version can be read beside the long one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ehcp_desk.clock.facts import FACT_KINDS
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.papers import ChronologyLine
from ehcp_desk.domain.terms import fact_title

MOST_KEY_DATES = 15
"""A one-page list has 10 to 15 dates (tribunal.md 4.3)."""
KEY_KINDS = frozenset({
    "request_received", "became_responsible", "assess_decision_notified", "agreed_to_assess", "no_plan_decision_notified",
    "draft_plan_served", "final_plan_sent", "request_withdrawn", "review_meeting_held", "review_decision_notified",
    "amendment_notice_sent", "amended_plan_sent", "cease_decision_notified", "mediation_held", "mediation_agreement",
    "appeal_received", "tribunal_order", "relief_claimed",
})  # fmt: skip
FAMILY_KINDS = frozenset({
    "contact", "reply_sent", "promise_made", "promise_kept", "promise_moved", "parent_views", "child_views", "information_given",
    "representations_received", "setting_preferred", "complaint", "complaint_answered", "amendment_requested",
    "amendment_answered", "advocacy_offered", "mediation_held",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choice:
    """What is asked for.  Empty means everything; ``pick`` are the entries of the one-page list."""

    first: date | None = None
    last: date | None = None
    kinds: tuple[str, ...] = ()
    statutory: bool = False
    family: bool = False
    text: str = ""
    pick: tuple[int, ...] = ()

    @property
    def narrows(self) -> bool:
        """True where some lines may be left out."""
        return bool(self.first or self.last or self.kinds or self.statutory or self.family or self.text.strip())

    @property
    def words(self) -> str:
        """``from 1 May 2026, statutory dates only``."""
        said = [
            f"from {in_words(self.first)}" if self.first else "",
            f"to {in_words(self.last)}" if self.last else "",
            "statutory dates only" if self.statutory else "",
            "contact with the family only" if self.family else "",
            f"only {', '.join(fact_title(kind).lower() for kind in self.kinds)}" if self.kinds else "",
            f"with the words “{self.text.strip()}”" if self.text.strip() else "",
        ]
        return ", ".join(filter(None, said))

    def shows(self, line: ChronologyLine) -> bool:
        """True where this line is asked for."""
        wanted = self.text.strip().casefold()
        return (
            (self.first is None or line.on >= self.first)
            and (self.last is None or line.on <= self.last)
            and (not self.kinds or line.kind in self.kinds)
            and (not self.statutory or line.kind in FACT_KINDS)
            and (not self.family or line.kind in FAMILY_KINDS)
            and (not wanted or wanted in f"{line.event} {line.source}".casefold())
        )


def key_dates(lines: Sequence[ChronologyLine], pick: Sequence[int] = ()) -> tuple[ChronologyLine, ...]:
    """The lines of the one-page list: those picked, else the statutory dates and decisions, at most fifteen.

    Where there are more, those that answer no limit and carry no mark go first, oldest first.
    """
    if pick:
        return tuple(line for line in lines if line.entry in pick)
    kept = [line for line in lines if line.key_date] or list(lines)
    while len(kept) > MOST_KEY_DATES:
        kept.remove(next((line for line in kept if not line.limit and not line.notes), kept[0]))
    return tuple(kept)
