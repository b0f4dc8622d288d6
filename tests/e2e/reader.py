"""Reads a window aloud through AT-SPI, as a screen reader would.  Run by the system's Python, which has gi.

Each line in is a process number; each line out is a JSON list of what that program shows, in reading order.
"""

from __future__ import annotations

import json
import sys

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

CELLS = 240
EDITED = {"text", "entry", "combo box"}


def look(process: int) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    desktop = Atspi.get_desktop(0)
    for place in range(desktop.get_child_count()):
        program = desktop.get_child_at_index(place)
        try:
            if program is not None and program.get_process_id() == process:
                program.set_cache_mask(Atspi.Cache.NONE)
                read(program, found, 0)
        except GLib.Error:
            continue
    return found


def read(thing: Atspi.Accessible, found: list[dict[str, object]], depth: int) -> None:
    """Add a thing and what is in it; what has gone meanwhile is passed over."""
    try:
        states = thing.get_state_set()
        if depth > 1 and not states.contains(Atspi.StateType.SHOWING):
            return
        role, count = thing.get_role_name(), thing.get_child_count()
        found.append(seen(thing, role, states, depth))
        if role == "table":
            count = min(count, CELLS)
        for place in range(count):
            child = thing.get_child_at_index(place)
            if child is not None:
                read(child, found, depth + 1)
    except GLib.Error:
        return


def seen(thing: Atspi.Accessible, role: str, states: Atspi.StateSet, depth: int) -> dict[str, object]:
    box = thing.get_extents(Atspi.CoordType.SCREEN)
    kinds = Atspi.StateType
    return {
        "role": role,
        "name": thing.get_name(),
        "description": thing.get_description(),
        "text": typed(thing) if role in EDITED else "",
        "depth": depth,
        "focused": states.contains(kinds.FOCUSED),
        "enabled": states.contains(kinds.ENABLED),
        "checked": states.contains(kinds.CHECKED),
        "active": states.contains(kinds.ACTIVE),
        "box": [box.x, box.y, box.width, box.height],
    }


def typed(thing: Atspi.Accessible) -> str:
    """What stands in a field; nothing where the field holds no text of its own."""
    try:
        return str(Atspi.Text.get_text(thing, 0, -1))
    except GLib.Error:
        return ""


if __name__ == "__main__":
    print("ready", flush=True)
    for line in sys.stdin:
        print(json.dumps(look(int(line))), flush=True)
