"""The only source of "now": everything that depends on the day is given one of these."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time


@dataclass(frozen=True, slots=True)
class Calendar:
    """The day and the moment.  ``fixed`` is the day given by ``--today``: then the moment is nine that morning,
    in UTC, so that a report can be reproduced byte for byte."""

    fixed: date | None = None

    def today(self) -> date:
        """The day the desk works on."""
        return self.fixed or datetime.now().astimezone().date()

    def now(self) -> datetime:
        """The moment something is written down, in UTC."""
        return datetime.combine(self.fixed, time(9), UTC) if self.fixed else datetime.now(UTC)
