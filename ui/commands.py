"""Every command there is: its words, its key and what it does, so that menus, keys and the key list agree."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """One thing a person can do.  ``menu`` is the menu it stands in; ``shortcut`` is a key as Qt writes it,
    ``refused`` why the person's role may not, empty where it may."""

    key: str
    words: str
    menu: str
    shortcut: str
    run: Callable[[], object]
    icon: str = ""
    also: tuple[str, ...] = ()
    refused: str = ""


MENUS = ("Desk", "Case", "Go", "View", "Help")
"""The menus of the bar; a command of any other stands in Ctrl+K alone."""
