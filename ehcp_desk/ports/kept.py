"""What the checks ask of how rows that are no facts stand: part of :class:`ehcp_desk.ports.work.ReadWork`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from ehcp_desk.domain.record import RecordedFact, UnreadEntry


class KeptWork(Protocol):
    """How what is kept beside the facts stands, and what of the facts cannot be read."""

    def facts_read(self, case_id: int) -> tuple[tuple[RecordedFact, ...], tuple[UnreadEntry, ...]]:
        """The facts of a case that can be read, and those that cannot: of these another program changed something."""

    def kept_now(self) -> Iterator[tuple[str, str | None]]:
        """What is kept beside the facts, ``child 12`` or ``setting council.name``, and the digest of how it stands; None
        where a line that tells of it may be closed to whoever asks."""

    def lines_unlike(self) -> Mapping[int, str]:
        """Cases whose line of the lists is not what their head and their child say: number and reference."""
