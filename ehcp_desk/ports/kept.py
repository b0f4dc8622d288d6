"""What the checks ask of how rows that are no facts stand: part of :class:`ehcp_desk.ports.work.ReadWork`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol


class KeptWork(Protocol):
    """How what is kept beside the facts stands."""

    def kept_now(self) -> Iterator[tuple[str, str]]:
        """What is kept beside the facts, ``child 12`` or ``setting council.name``, and the digest of how it stands."""

    def lines_unlike(self) -> Mapping[int, str]:
        """Cases whose line of the lists is not what their head and their child say: number and reference."""
