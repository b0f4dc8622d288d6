"""What a screen reader finds over AT-SPI in the real window: a frame, named buttons, the table of cases and its columns."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.desk import OpenWindow

COLUMNS = ("Child", "Reference", "Week", "20-week clock", "Due", "State")


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
    acts = ("push button", "check box", "radio button", "text", "combo box", "page tab")
    assert [seen for seen in heard if seen.role in acts and not seen.name] == []
    cells = [seen.name for seen in heard if seen.role == "table cell"]
    assert cells
    assert "" not in cells
    assert any(seen.focused for seen in heard)
    assert desk.close() == 0
