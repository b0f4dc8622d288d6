"""What the desk asks of whoever opens a filed document page by page and makes a copy with parts of it gone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from ehcp_desk.domain.redaction_rules import Action
    from ehcp_desk.ports.work import Progress

Box = tuple[float, float, float, float]
"""Left, top, right and bottom as shares of the page, from its top left corner."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A part of a page whose words cannot be read: what it is, where, and what the safe proposal is."""

    words: str
    box: Box
    proposed: Action


@dataclass(frozen=True, slots=True)
class PageSeen:
    """A page as it can be read: its number from 1, its words, and what in it must be looked at."""

    number: int
    text: str
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True, slots=True)
class Gone:
    """What is taken out of one page: places in its text with the label of each, and boxes."""

    places: tuple[tuple[int, int, str], ...] = ()
    boxes: tuple[Box, ...] = ()


class OpenedPages(Protocol):
    """A document opened page by page.  It must be closed."""

    @property
    def unsure(self) -> tuple[str, ...]:
        """What could not be known of the document, in sentences for whoever makes the copy."""

    def pages(self, progress: Progress | None = None) -> Iterator[PageSeen]:
        """Every page in order."""

    def write(
        self, path: Path, gone: Mapping[int, Gone], front: Sequence[str], progress: Progress | None = None
    ) -> None:
        """Write a new PDF of pictures of the pages with what is gone blacked out, and the words that are left.

        Nothing of the old file is copied.  ``front`` is what the page in front says, its title first.
        """

    def close(self) -> None:
        """Let go of the file."""
