"""What a room and the surroundings of the desk are, as values the window is built from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QDialog

from ui.context import PageContext
from ui.widgets.page import Page

MakePage = Callable[[PageContext], Page]
MakeDialog = Callable[..., QDialog]
"""Called with (context, parent, **kw)."""


@dataclass(frozen=True, slots=True)
class Room:
    """A page and its place in the rail.  ``group`` empty puts it at the foot; ``under`` names the rail's room a page
    without its own item belongs to (a case belongs to Cases)."""

    key: str
    title: str
    icon: str
    make: MakePage
    group: str = ""
    under: str = ""
    weighty: bool = False


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the frame of the window says: who is at the desk, the day, the council, the record and the rules.

    ``empty`` is a record nobody has begun; ``restricted`` the restricted cases the person sees, by number and reference;
    ``closed`` those the window asked after that the person no longer sees.
    """

    who: str
    role: str
    day: str
    council: str = ""
    kept: str = ""
    rules: str = ""
    seal: str = ""
    empty: bool = False
    restricted: frozenset[int | str] = frozenset()
    closed: frozenset[int | str] = frozenset()
