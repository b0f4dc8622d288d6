"""Exporting a list: how many children it names is said, and nothing is written without a recipient and a reason."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog, QFileDialog

from tests.ui.pages.conftest import Open
from ui.a11y import problems
from ui.dialogs.list_leaving import LeavingDialog
from ui.pages.cases.page import CasesPage
from ui.screenshots import settle


def test_a_list_leaves_with_a_recipient_and_a_reason(
    opened: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, desk = opened("cases")
    path, page = tmp_path / "cases.csv", window.page
    assert isinstance(page, CasesPage)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(path), ""))
    page._export()
    settle(window, lambda: any(d.isVisible() for d in window.findChildren(QDialog)))
    dialog = next(d for d in window.findChildren(QDialog) if d.isVisible())
    assert isinstance(dialog, LeavingDialog)
    assert "names " in dialog.heading.text() and "children" in dialog.heading.text()
    assert problems(dialog) == []
    dialog.act()
    assert not path.exists() and dialog.isVisible()
    dialog.to.setText("The panel")
    dialog.reason.setPlainText("The October meeting")
    dialog.act()
    settle(window, path.exists)
    settle(window, lambda: True)
    with desk.store.read() as work:
        (line,) = work.journal(kind="export_confirmed")
    assert json.loads(line.payload or "{}")["to"] == "The panel"
