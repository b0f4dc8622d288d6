"""The real window over a demo record, offscreen, with a screen reader listening."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication

from ehcp_desk.bootstrap import open_desk
from ehcp_desk.domain.worklist import CaseQuery, Scope
from ehcp_desk.services.upkeep.demo import build_demo
from tests.a11y.shown import DAY, WHO, Shown
from ui.app import Opening, make_window
from ui.screenshots import settle
from ui.settings_store import MemorySettings
from ui.theme.appearance import Choice


@pytest.fixture(scope="session")
def record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("record") / "demo.db"
    desk = open_desk(str(where), WHO, DAY, create=True)
    build_demo(desk, 60, 1)
    desk.store.close()
    return where


@pytest.fixture(scope="module")
def shown(record: Path) -> Iterator[Shown]:
    """The window, open and light; put back to ordinary size afterwards."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    QAccessible.setActive(True)
    window = make_window(app, MemorySettings())
    window.appearance.choose(Choice.LIGHT)
    window.resize(1366, 768)
    window.show()
    opening = Opening(window, lambda: open_desk(str(record), WHO, DAY))
    opening.begin()
    settle(window, lambda: window.context is not None)
    desk = opening.desk
    assert desk is not None
    with desk.store.read() as work:
        ids = [*work.case_ids(CaseQuery(DAY, Scope.OPEN))]
        facts = work.facts(ids[1])
    yield Shown(window, desk, ids, facts[0].id)
    window.appearance.resize_text(100)
    window.close()
    window.dispatcher.close()
    desk.store.close()
    window.deleteLater()
