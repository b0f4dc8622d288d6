"""The six sizes of type (design.md section 4), all through one function so that text size is one number."""

from __future__ import annotations

import sys
from enum import StrEnum
from functools import cache
from importlib.resources import files

from PySide6.QtGui import QFont, QFontDatabase

FAMILIES = ("Segoe UI", "Noto Sans", "DejaVu Sans")
SMALLEST, LARGEST = 90, 150
"""The text sizes a person may choose, in per cent."""

_FONT_FILES = ("NotoSans-Regular.ttf", "NotoSans-SemiBold.ttf")


class Role(StrEnum):
    """What a piece of text is; decides its size and weight."""

    FIGURE = "figure"
    NAME = "name"
    TITLE = "title"
    QUESTION = "question"
    HEADING = "heading"
    BODY = "body"
    STRONG = "strong"
    SMALL = "small"
    SMALL_STRONG = "small_strong"


_SIZES: dict[Role, tuple[int, int, int]] = {
    # role: Noto pixels, Segoe pixels, line height
    Role.FIGURE: (24, 25, 28),
    Role.NAME: (24, 25, 30),
    Role.TITLE: (21, 22, 28),
    Role.QUESTION: (16, 17, 22),
    Role.HEADING: (14, 15, 20),
    Role.BODY: (13, 14, 18),
    Role.STRONG: (13, 14, 18),
    Role.SMALL: (12, 13, 16),
    Role.SMALL_STRONG: (12, 13, 16),
}
_PLAIN = {Role.BODY, Role.SMALL}


def pixel_size(role: Role, percent: int = 100) -> int:
    """Pixels of a role at a text size in per cent, never under the role's own at 90 %."""
    noto, segoe, _ = _SIZES[role]
    base = segoe if sys.platform == "win32" else noto
    return max(1, round(base * min(max(percent, SMALLEST), LARGEST) / 100))


def line_height(role: Role, percent: int = 100) -> int:
    """Pixels from one line of a role to the next."""
    return round(_SIZES[role][2] * min(max(percent, SMALLEST), LARGEST) / 100)


def weight(role: Role) -> int:
    """400 for running text, 600 for what leads the eye."""
    return 400 if role in _PLAIN else 600


@cache
def font(role: Role, percent: int = 100) -> QFont:
    """The font of a role.

    Figures are as wide as each other in all three families as they come, so columns of numbers line up without
    ``setFeature("tnum")``, which crashes while painting in PySide6 6.11.3; a test holds the figures to it.
    """
    made = QFont()
    made.setFamilies(list(FAMILIES))
    made.setPixelSize(pixel_size(role, percent))
    made.setWeight(QFont.Weight(weight(role)))
    return made


def register_fonts() -> None:
    """Make the fonts that travel with the program known to Qt (they are also the fonts of the printed pages)."""
    folder = files("ehcp_desk") / "assets" / "fonts"
    for name in _FONT_FILES:
        QFontDatabase.addApplicationFontFromData((folder / name).read_bytes())
