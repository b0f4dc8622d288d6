"""Where the person has been: back and forward, as a browser keeps them.  No Qt."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Place:
    """A page and what it was opened with."""

    key: str
    kw: dict[str, Any] = field(default_factory=dict)


class History:
    """Going somewhere new forgets what was ahead; going where one already is adds nothing."""

    def __init__(self) -> None:
        self._places: list[Place] = []
        self._at = -1

    @property
    def here(self) -> Place | None:
        """Where the person is."""
        return self._places[self._at] if self._at >= 0 else None

    @property
    def can_go_back(self) -> bool:
        """True where there is somewhere to go back to."""
        return self._at > 0

    @property
    def can_go_forward(self) -> bool:
        """True where the person has come back from somewhere."""
        return self._at < len(self._places) - 1

    def go(self, place: Place) -> None:
        """Go somewhere."""
        if place == self.here:
            return
        del self._places[self._at + 1 :]
        self._places.append(place)
        self._at = len(self._places) - 1

    def back(self) -> Place | None:
        """One step back; None where there is none."""
        if not self.can_go_back:
            return None
        self._at -= 1
        return self.here

    def forward(self) -> Place | None:
        """One step forward; None where there is none."""
        if not self.can_go_forward:
            return None
        self._at += 1
        return self.here
