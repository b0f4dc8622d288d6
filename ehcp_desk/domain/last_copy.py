"""The copy of somebody's own cases that a desk keeps for the time its server cannot be reached (docs/decisions/last-copy.md)."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from ehcp_desk.domain.access import Act
from ehcp_desk.domain.dates import in_words

ALLOWED = "outage.copies"
"""The setting, ``on`` or ``off``, by which the council lets its desks keep such copies; off where it was never set."""
MARK = "outage.copy"
"""The setting that makes a record a copy; its value is a :class:`Copied` as JSON.  No other record has it."""
KEPT = timedelta(days=7)
"""A copy that is older is not shown any more and goes."""
EVERY = timedelta(minutes=30)
"""How old a copy gets before it is made again while the server is there."""
LOOKING = frozenset({Act.VIEW, Act.PAPERS})
"""All that can be done with a copy."""
READ_ONLY = "This is a copy to look at while the server cannot be reached: nothing can be changed, sent or saved in it."
TOO_OLD = (
    "This copy is more than 7 days old, so it is not shown any more. It is made again when the server can be reached."
)
OTHER_VERSION = (
    "This copy was made by another version of the desk, so it cannot be shown. "
    "It is made again when the server can be reached."
)
NO_BACKUP = "{where} is a copy of somebody's cases to look at in an outage, not a backup: choose a backup."


@dataclass(frozen=True, slots=True)
class Copied:
    """What a copy is: of which record ``of`` and whose cases, as at when; ``roles`` are the person's on the server, None
    where it has none; ``left_out`` counts restricted files of theirs that are not in it."""

    at: datetime
    of: str
    name: str
    roles: tuple[str, ...] | None = None
    cases: int = 0
    left_out: int = 0

    @property
    def words(self) -> str:
        """``Copy of 22 November 2026, 14:05``, by the wall clock of the council."""
        from zoneinfo import ZoneInfo

        there = self.at.astimezone(ZoneInfo("Europe/London"))
        return f"Copy of {in_words(there.date())}, {there:%H:%M}"

    @property
    def stamp(self) -> str:
        """What stands on every page that is shown from it."""
        left = f" {self.left_out} restricted {'file is' if self.left_out == 1 else 'files are'} not in it."
        return f"{self.words}. Read only: the server cannot be reached.{left if self.left_out else ''}"

    def too_old(self, now: datetime) -> bool:
        """Whether it is not to be shown any more; nor is one from a time to come, which a clock put back would keep for
        ever."""
        return not now - KEPT <= self.at <= now + timedelta(days=1)

    def as_setting(self) -> str:
        """As the copy keeps it."""
        return json.dumps({**asdict(self), "at": self.at.isoformat()}, ensure_ascii=False, sort_keys=True)


def copied_from(setting: str) -> Copied:
    """What a copy keeps of itself, read again."""
    said = json.loads(setting)
    roles = said["roles"]
    return Copied(datetime.fromisoformat(said["at"]), said["of"], said["name"], None if roles is None else tuple(roles),
                  said["cases"], said["left_out"])  # fmt: skip
