"""The program as somebody starts it: what is there with the first list, and what comes behind it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

from ehcp_desk.bootstrap import open_desk
from ehcp_desk.services.upkeep.demo import build_demo

ROOT = Path(__file__).parents[3]
PROGRAM = """
import gc, json, sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
import ui.app as app
from ui.settings_store import MemorySettings

said = {}
heavy = ("sqlalchemy", "reportlab", "alembic", "db.tables", "ui.pages.case.page", "ui.printed_page")

def loaded():
    return [name for name in heavy if name in sys.modules]

def first_shown(_key):
    said["first"], said["resting"] = loaded(), not gc.isenabled()
    QTimer.singleShot(app.AHEAD_MS // 2, watch)

def watch():
    if all(name in sys.modules for name in app.AHEAD) and gc.isenabled():
        said["then"] = loaded()
        QApplication.quit()
    else:
        QTimer.singleShot(50, watch)

usual = app.make_window
def made(*given):
    shown = usual(*given)
    shown.shown_page.connect(first_shown)
    return shown
app.make_window, app.SETTLED_MS = made, 1_000

def opened():
    from datetime import date
    from ehcp_desk.bootstrap import open_desk
    return open_desk(sys.argv[1], "Joy Addo", date(2026, 10, 30))

gc.disable()
choices = MemorySettings()
choices.put("first_room", "cases")
code = app.run(opened, choices)
print(json.dumps({**said, "code": code}))
"""


def test_the_list_waits_for_nothing_heavy_and_the_rest_comes_behind_it(tmp_path: Path) -> None:
    desk = open_desk(str(tmp_path / "desk.db"), "Joy Addo", date(2026, 10, 30), create=True)
    build_demo(desk, 60, 1)
    desk.store.close()
    done = subprocess.run([sys.executable, "-c", PROGRAM, str(tmp_path / "desk.db")], capture_output=True, text=True,
                          check=True, cwd=ROOT, timeout=200, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"})  # fmt: skip
    said = json.loads(done.stdout.splitlines()[-1])
    assert said == {"first": [], "resting": True, "then": ["ui.pages.case.page", "ui.printed_page"], "code": 0}
