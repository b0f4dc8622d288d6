"""What a screen reader finds over AT-SPI in the real window: a frame, named buttons, the table of cases and its columns."""

from __future__ import annotations

import re
from pathlib import Path

from tests.e2e.desk import Look, OpenWindow
from tests.e2e.screen import Seen
from tests.e2e.test_a_working_day import open_case, the_case

COLUMNS = ("Child", "Reference", "Week", "20-week clock", "Due", "State")


ACTS = ("push button", "check box", "radio button", "text", "combo box", "page tab")
ROOMS = ("Today", "Cases", "Unassigned", "Team", "Forecast", "Reviews", "Returns", "Import", "Law")


def unheard(heard: list[Seen]) -> list[str]:
    """What can be acted on and has no name, or one that says the sign for its key; cells that say nothing."""
    acts = [seen for seen in heard if seen.role in (*ACTS, "table cell")]
    return [f"{seen.role} {seen.box} “{seen.name}”" for seen in acts if not seen.name or re.search(r"&\w", seen.name)]


def test_every_room_is_heard(record: Path, window: OpenWindow) -> None:
    desk = window(record)
    desk.wait_for_title("Today - EHCP Desk")
    for number, room in enumerate(ROOMS, 1):
        desk.press(f"ctrl+{number}")
        desk.wait_for_title(f"{room} - EHCP Desk")
        heard = desk.look()
        assert unheard(heard) == [], room
        assert [seen.name for seen in heard if seen.role == "frame"] == [f"{room} - EHCP Desk"]
        assert any(seen.focused for seen in heard), room
    assert desk.close() == 0


def test_the_list_of_cases_is_heard(record: Path, window: OpenWindow) -> None:
    desk = window(record)
    desk.wait_for_title("Today - EHCP Desk")
    desk.press("ctrl+2")
    desk.wait_for("Caseworker:", "table cell")
    heard = desk.look()
    assert [seen.name for seen in heard if seen.role == "frame"] == ["Cases - EHCP Desk"]
    assert "Cases" in [seen.name for seen in heard if seen.role == "table"]
    columns = [seen.name for seen in heard if seen.role == "table column header"]
    assert [name for name in COLUMNS if not any(name in column for column in columns)] == []
    assert unheard(heard) == []
    assert any(seen.role == "table cell" for seen in heard)
    assert any(seen.focused for seen in heard)
    assert desk.close() == 0


def test_the_twenty_week_clock_is_heard_as_a_picture(record: Path, window: OpenWindow, look: Look) -> None:
    view = the_case(look, record)
    desk = window(record)
    desk.wait_for_title("Today - EHCP Desk")
    open_case(desk, view)
    strip = desk.wait_for("20-week clock", "image")
    assert strip.description.startswith("Week ")
    assert "Decision to assess due " in strip.description
    assert desk.close() == 0
