"""A data officer's day in the real window: a finding of SEN2 looked into, its files and the inspection lists written."""

from __future__ import annotations

from pathlib import Path

from lxml import etree

from tests.e2e.desk import Look, OpenWindow
from tests.e2e.kept import wait_for_picture

OFFICER = "Imogen Tranter"


def test_sen2_is_checked_and_written_and_so_are_the_inspection_lists(
    record: Path, window: OpenWindow, look: Look, tmp_path: Path
) -> None:
    desk = window(record, OFFICER)
    desk.wait_for_title("Today - EHCP Desk")
    desk.press("ctrl+7")
    desk.wait_for_title("Returns - EHCP Desk")
    desk.choose("SEN2")
    desk.wait_for("What the rules find", "table")
    desk.wait_for("error D-", "table cell")
    wait_for_picture(desk, "sen2")
    xml = desk.home / "sen2.xml"
    desk.click("Write the files", "push button")
    desk.answer_file_dialog(xml, "Where to write the SEN2 return")
    desk.until(xml.exists, "the SEN2 return")
    desk.choose("Inspection")
    desk.wait_for("What the checks find", "table")
    desk.picture("inspection")
    lists = tmp_path / "lists"
    lists.mkdir()
    desk.click("Write the files", "push button")
    desk.answer_file_dialog(lists, "Where to write the inspection lists")
    desk.until(lambda: any(path.suffix == ".xlsx" for path in lists.iterdir()), "the inspection lists")
    desk.press("ctrl+9")
    desk.wait_for("Decide whether to assess", "table cell")
    desk.picture("law")
    assert desk.close() == 0
    assert "Traceback" not in desk.said()
    assert etree.parse(str(xml)).getroot().tag.endswith("Message")
