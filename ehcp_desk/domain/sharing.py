"""What may be shared of a case and what was: consents with how they stand, from the entries on the record (needs.md 5.1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.record import RecordedFact


@dataclass(frozen=True, slots=True)
class Consent:
    """One answer to the question whether something may be shared: by whom, to what, from when and until when.

    ``withdrawn`` is the day it was taken back, by ``withdrawn_by``.
    """

    entry: int
    by: str
    scope: str
    given: bool
    on: date
    until: date | None
    withdrawn: date | None
    withdrawn_by: str
    recorded_by: str

    def holds_on(self, day: date) -> bool:
        """True where it was given, has not run out and was not withdrawn by the day."""
        over = (self.until is not None and self.until < day) or (self.withdrawn is not None and self.withdrawn <= day)
        return self.given and self.on <= day and not over

    def words(self, day: date) -> str:
        """``given``, ``given until 1 May 2027``, ``refused``, ``withdrawn on 3 October 2026 by Jo``, ``ran out``."""
        if self.withdrawn is not None and self.withdrawn <= day:
            return f"withdrawn on {in_words(self.withdrawn)} by {self.withdrawn_by}"
        if not self.given:
            return "refused"
        if self.until is None:
            return "given"
        return f"given until {in_words(self.until)}" if self.until >= day else f"ran out on {in_words(self.until)}"

    @property
    def last_day(self) -> date | None:
        """The last day it held; None where it has no end or never held."""
        ended = self.withdrawn - timedelta(days=1) if self.withdrawn is not None else None
        days = [day for day in (self.until, ended) if day is not None]
        return min(days) if self.given and days else None


def consents_of(entries: Iterable[RecordedFact]) -> tuple[Consent, ...]:
    """Every consent asked for, the newest first."""
    told = [e for e in entries if e.stands]
    taken = {e.fact.attrs["consent"]: e.fact for e in told if e.fact.kind == "consent_withdrawn"}
    found = []
    for entry in told:
        if entry.fact.kind == "consent":
            attrs, end = entry.fact.attrs, taken.get(str(entry.id))
            until = date.fromisoformat(attrs["to"]) if attrs.get("to") else None
            found.append(Consent(entry.id, attrs["by"], attrs["scope"], attrs["answer"] == "given", entry.fact.on, until,
                                 end.on if end else None, end.attrs["by"] if end else "", entry.recorded_by))  # fmt: skip
    return tuple(sorted(found, key=lambda c: (c.on, c.entry), reverse=True))
