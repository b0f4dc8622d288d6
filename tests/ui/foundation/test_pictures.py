"""Every page, every tab of a case and every dialog is drawn, so that nobody ships what nobody has looked at."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication

from ehcp_desk.bootstrap import open_desk
from ehcp_desk.screenshots import DAY, WHO, case_drawn, dialogs_drawn
from ehcp_desk.services.upkeep.demo import build_demo
from ui.app import dialogs, rooms
from ui.pages.case.page import TABS
from ui.screenshots import render
from ui.theme.appearance import Choice


def test_every_page_tab_and_dialog_is_drawn(qapp: QApplication, tmp_path: Path) -> None:
    record = str(tmp_path / "demo.db")
    desk = open_desk(record, WHO, DAY, create=True)
    build_demo(desk, 120, 1)
    desk.store.close()

    made = render(lambda: open_desk(record, WHO, DAY), tmp_path, case_drawn, dialogs_drawn, [Choice.LIGHT])

    tabs = {f"case-{tab.lower().replace(' ', '-')}" for tab in TABS}
    names = {
        *(room.key for room in rooms() if room.key != "case"),
        "finding-line",
        "palette",
        "help",
        "rights-gone",
        "rights-requests",
        "returns-sen2",
        "returns-inspection",
        "returns-given",
        "returns-audits",
        "registers-panels",
        "registers-drafts",
        "registers-writing",
        *tabs,
        *dialogs(),
    }
    assert {path.name.removesuffix("-light-100.png") for path in made} == names
    assert len({path.read_bytes() for path in made}) == len(made), "two pictures are the same: a dialog did not open"
