"""A real window over a real record, for tests that do what a caseworker does and look at what they would see."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from ehcp_desk.services.desk import Desk
from ehcp_desk.services.records.case_view import CaseView, case_view_by_id
from tests.ui.case.maisie import maisie, opened, second_case, westmarsh
from ui.app import make_window
from ui.dialogs.drafts import Draft
from ui.frame import look_around
from ui.main_window import MainWindow
from ui.pages.case.page import CasePage
from ui.settings_store import MemorySettings

D = TypeVar("D", bound=QDialog)


@dataclass
class AtTheDesk:
    """The window, the desk behind it and Maisie's case; ``other`` is somebody else's desk over the same record."""

    qtbot: QtBot
    window: MainWindow
    desk: Desk
    other: Desk
    case_id: int
    second: int
    settings: MemorySettings
    spoken: list[str] = field(default_factory=list)
    done: list[object] = field(default_factory=list)

    def settle(self) -> None:
        """Wait until nothing is on its way."""
        self.qtbot.waitUntil(lambda: not self.window.dispatcher.busy, timeout=10_000)

    def open_case(self, case_id: int = 0, **kw: object) -> CasePage:
        """Go to a case's page and wait until it is read."""
        self.window.navigate("case", case_id=case_id or self.case_id, **kw)
        page = self.window.page
        assert isinstance(page, CasePage)
        self.qtbot.waitUntil(lambda: page.file is not None, timeout=10_000)
        self.settle()
        return page

    def ask(self, key: str, shows: type[D], /, **kw: object) -> D:
        """Open a dialog and wait until it has read what it needs."""
        self.window.ask(key, **kw)
        dialog = self.shown(shows)
        self.settle()
        return dialog

    def shown(self, kind: type[D]) -> D:
        """The dialog of this kind that is in front."""
        self.qtbot.waitUntil(lambda: bool(self._visible(kind)), timeout=10_000)
        return self._visible(kind)[-1]

    def _visible(self, kind: type[D]) -> list[D]:
        return [dialog for dialog in self.window.findChildren(kind) if dialog.isVisible()]

    def gone(self, dialog: QWidget) -> None:
        """Wait until a dialog has closed."""
        import shiboken6

        self.qtbot.waitUntil(lambda: not shiboken6.isValid(dialog) or not dialog.isVisible(), timeout=10_000)
        self.settle()

    def press(
        self, widget: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        """A key, to a widget."""
        self.qtbot.keyClick(widget, key, modifier)

    def save(self, dialog: QDialog) -> None:
        """Ctrl+Enter."""
        self.qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    def draft(self, key: str) -> dict[str, str]:
        """What is kept of an unfinished form, by the name of its form and case."""
        return Draft(self.settings, key, self.desk.store.description).recall()

    def view(self, case_id: int = 0) -> CaseView:
        """The case as the record now has it."""
        return case_view_by_id(self.desk, case_id or self.case_id)


@pytest.fixture(scope="session")
def westmarsh_file(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int, int]:
    """A record with Maisie's case and a young one, made once and copied for every test."""
    path = tmp_path_factory.mktemp("westmarsh") / "desk.db"
    desk = westmarsh(path)
    case_id, second = maisie(desk), second_case(desk)
    desk.store.close()
    return path, case_id, second


@pytest.fixture
def at(qtbot: QtBot, westmarsh_file: tuple[Path, int, int], tmp_path: Path) -> Iterator[AtTheDesk]:
    """The window of Joy Addo on Friday 30 October 2026."""
    source, case_id, second = westmarsh_file
    path = tmp_path / "desk.db"
    shutil.copyfile(source, path)
    desk, other = opened(path), opened(path, "Thandi Mbeki")
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    settings = MemorySettings()
    window = make_window(app, settings)
    window.take_desk(desk, look_around(desk), "settings")
    window.show()
    at = AtTheDesk(qtbot, window, desk, other, case_id, second, settings)
    window.messages.spoken.connect(at.spoken.append)
    window.messages.done_changed.connect(at.done.append)
    yield at
    window.close()
    window.dispatcher.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    desk.store.close()
    other.store.close()
