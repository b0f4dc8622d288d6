"""The faces a paper is set in, how wide words are in them, and which face can draw which letters.

Noto Sans is embedded.  What it lacks is set in DejaVu Sans, which ships beside it, so that the same text makes the
same bytes on every machine.  What neither holds is printed as code points in square brackets, never as a black box.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

# Nothing a paper holds may make reportlab open a file or an address.
rl_config.trustedHosts = []
rl_config.trustedSchemes = []
# Pages are stored as bytes: a printable coding of them would be larger and slower to write.
rl_config.useA85 = 0

_FOLDER = Path(__file__).resolve().parent.parent / "assets" / "fonts"
_WORDS_KEPT = 50_000
REGULAR = "NotoSans-Regular"
SEMIBOLD = "NotoSans-SemiBold"
BOLD = "NotoSans-Bold"
FALLBACK = "DejaVuSans"
_COMBINING_ZERO = -1.0


@dataclass(slots=True)
class Face:
    """One face: widths are in thousandths of the type size, and words once measured are remembered."""

    name: str
    advances: dict[int, float]
    known: dict[str, float] = field(default_factory=dict)

    def holds(self, letter: str) -> bool:
        """True where the face has a drawing of the letter."""
        return ord(letter) in self.advances

    def width(self, text: str) -> float | None:
        """How wide a text is, in thousandths of the type size; None where the face lacks a letter of it."""
        found = self.known.get(text)
        if found is None:
            try:
                found = sum([self.advances[ord(letter)] for letter in text])
            except KeyError:
                found = _COMBINING_ZERO
            if len(self.known) > _WORDS_KEPT:
                self.known.clear()
            self.known[text] = found
        return None if found < 0 else found


@lru_cache(maxsize=1)
def faces() -> dict[str, Face]:
    """The four faces by name, registered with reportlab once."""
    loaded: dict[str, Face] = {}
    for name in (REGULAR, SEMIBOLD, BOLD, FALLBACK):
        font = TTFont(name, str(_FOLDER / f"{name}.ttf"))
        pdfmetrics.registerFont(font)
        details: Any = font.face
        loaded[name] = Face(name, {c: details.charWidths.get(c, details.defaultWidth) for c in details.charToGlyph})
    return loaded
