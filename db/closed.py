"""What of the record is closed to somebody: restricted files they are not named on, and those they gave no reason for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Closed:
    """``hidden`` cases and ``children`` are as if they were not there; ``unopened`` cases stand in lists, and what
    they hold is read only after a reason was given (:meth:`db.access.AccessWriting.log_opening`)."""

    hidden: frozenset[int] = frozenset()
    children: frozenset[int] = frozenset()
    unopened: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.hidden or self.children or self.unopened)

    def holds(self, case_id: int | None) -> bool:
        """True where what a case holds may not be read."""
        return case_id in self.hidden or case_id in self.unopened


NOTHING_CLOSED = Closed()
