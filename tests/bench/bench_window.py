"""From the start of a process to a usable list in the window, against an empty QMainWindow shown and painted."""

from __future__ import annotations

import compileall
import os
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

from ehcp_desk.bootstrap import open_desk
from ehcp_desk.services.upkeep.demo import build_demo

DAY = date(2026, 10, 30)
CASES, ROUNDS, GOAL = 3000, 5, 3.0
EMPTY = """
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
window = QMainWindow()
window.resize(1366, 768)
window.show()
window.grab()
"""
OURS = """
import gc
gc.disable()  # as the program begins (ehcp_desk/__main__.py)
import sys
from datetime import date
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication
from ui.app import Opening, make_window
from ui.settings_store import MemorySettings
app = QApplication([])
window = make_window(app, MemorySettings())
window.show()
window.grab()
def open_it():
    from ehcp_desk.bootstrap import open_desk
    return open_desk(sys.argv[1], "Joy Addo", date(2026, 10, 30))
opening = Opening(window, open_it, "cases")
opening.begin()
look_again = QTimer()
look_again.start(5)
def rows():
    if "ui.pages.cases.page" not in sys.modules:
        return False
    from ui.pages.cases.page import CasesPage
    page = window.findChild(CasesPage)
    return page is not None and page.rows.total() > 0 and page.rows.row_at(0) is not None
while not rows():
    app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
window.grab()
window.dispatcher.close()
"""


def run() -> list[dict[str, Any]]:
    """Alternate both programs; whole processes, warm, with their modules compiled as those of an installed program are."""
    for room in ("ehcp_desk", "ui", "db"):
        compileall.compile_dir(room, quiet=1)
    with tempfile.TemporaryDirectory() as folder:
        record = str(Path(folder) / "desk.db")
        desk = open_desk(record, "Bench", DAY, create=True)
        build_demo(desk, CASES, 1)
        desk.store.close()
        _timed(EMPTY, record)
        _timed(OURS, record)
        pairs = [(_timed(OURS, record), _timed(EMPTY, record)) for _ in range(ROUNDS)]
    ours, limit = median(p[0] for p in pairs), median(p[1] for p in pairs)
    return [
        {"name": f"window: a usable list of {CASES:,} cases", "ours": round(ours, 3), "limit": round(limit, 3),
         "ratio": round(ours / limit, 2), "unit": "s", "n": ROUNDS, "goal": GOAL}
    ]  # fmt: skip


def _timed(program: str, record: str) -> float:
    begun = time.perf_counter()
    subprocess.run(
        [sys.executable, "-c", program, record], check=True, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    )
    return time.perf_counter() - begun
