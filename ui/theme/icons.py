"""Phosphor icons from the folder beside this file, in any colour, sharp at any scale (design.md section 14)."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

REGULAR, FILL, BOLD = "regular", "fill", "bold"


@lru_cache(maxsize=512)
def _source(name: str, weight: str) -> str:
    """The drawing's text.  Raises FileNotFoundError for an icon that was never copied in."""
    suffix = "" if weight == REGULAR else f"-{weight}"
    return (files("ui.theme") / "icons" / f"{name}{suffix}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=512)
def exists(name: str, weight: str = REGULAR) -> bool:
    """True where the drawing has been copied in at that weight."""
    suffix = "" if weight == REGULAR else f"-{weight}"
    return (files("ui.theme") / "icons" / f"{name}{suffix}.svg").is_file()


@lru_cache(maxsize=512)
def _renderer(name: str, weight: str, colour: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(_source(name, weight).replace("currentColor", colour).encode()))


@lru_cache(maxsize=2048)
def pixmap(name: str, size: int, colour: str, weight: str = REGULAR, ratio: float = 1.0) -> QPixmap:
    """The icon ``size`` logical pixels square, drawn for a screen of ``ratio`` device pixels each."""
    side = max(1, round(size * ratio))
    picture = QPixmap(side, side)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    _renderer(name, weight, colour).render(painter, QRectF(0, 0, side, side))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


def paint(painter: QPainter, name: str, left: float, top: float, size: int, colour: str, weight: str = REGULAR) -> None:
    """Draw the icon with its top left corner at a point."""
    device = painter.device()
    ratio = device.devicePixelRatioF() if device is not None else 1.0
    painter.drawPixmap(QRectF(left, top, size, size).topLeft(), pixmap(name, size, colour, weight, ratio))


def icon(name: str, colour: str, weight: str = REGULAR, size: int = 16) -> QIcon:
    """A QIcon holding the drawing at 100 and 200 %, for buttons and menus Qt draws itself."""
    made = QIcon()
    for ratio in (1.0, 2.0):
        made.addPixmap(pixmap(name, size, colour, weight, ratio))
    made.actualSize(QSize(size, size))
    return made
