"""What a role may not do is greyed out with the reason, and neither a key, a button nor the palette gets round it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.domain.access import Act, why_not
from ehcp_desk.domain.people import Role
from ehcp_desk.services.desk import Desk
from tests.support.memory_store import MemoryStore
from tests.ui.foundation.test_main_window import AROUND
from ui import app
from ui.app import dialogs, make_window
from ui.command_palette import lines_for
from ui.main_window import MainWindow
from ui.rights import RIGHTS
from ui.rooms import Room
from ui.settings_store import MemorySettings
from ui.widgets.notices import BannerBar
from ui.widgets.page import Page

Sit = Callable[[Role | None], MainWindow]


@pytest.fixture
def sit(qtbot: QtBot, qapp: QApplication) -> Sit:
    """The window with somebody of a role at it."""

    def make(role: Role | None) -> MainWindow:
        opened: list[str] = []

        def dialog(_context: object, parent: Any, **_kw: object) -> QDialog:
            opened.append("opened")
            return QDialog(parent)

        room = Room("today", "Today", "sun", lambda _c: Page("Today"), "My work")
        window = make_window(
            qapp, MemorySettings(), [room], dict.fromkeys(("new_request", "restrict", "alerts"), dialog)
        )
        qtbot.addWidget(window)
        roles = None if role is None else frozenset({role})
        window.take_desk(Desk(cast(Any, MemoryStore()), Ruleset.load(), "Ann Redfern", roles=roles), AROUND)
        window.show()
        window.opened = opened  # type: ignore[attr-defined]
        return window

    return make


def test_an_auditor_sees_why_and_nothing_opens(sit: Sit) -> None:
    window = sit(Role.AUDITOR)
    action = next(a for menu in window.book.menus for a in menu.actions() if a.text() == "New request")
    assert not action.isEnabled()
    assert action.toolTip() == why_not(Act.RECORD)
    said: list[str] = []
    window.messages.status_changed.connect(said.append)
    window.book.run("new_request")
    assert said == [why_not(Act.RECORD)]
    window.ask("restrict")
    bar = window.findChild(BannerBar)
    assert bar is not None
    assert bar.accessibleName() == why_not(Act.RESTRICT)
    line = next(one for one in lines_for("new request", window.book.commands(), print) if one.words == "New request")
    assert (line.second, line.run) == (why_not(Act.RECORD), None)
    assert window.opened == []  # type: ignore[attr-defined]
    window.ask("alerts")
    assert window.opened == ["opened"]  # type: ignore[attr-defined]


@pytest.mark.parametrize("role", [None, Role.CASEWORKER, Role.MANAGER])
def test_somebody_who_may_is_not_held_up(sit: Sit, role: Role | None) -> None:
    window = sit(role)
    action = next(a for menu in window.book.menus for a in menu.actions() if a.text() == "New request")
    assert action.isEnabled()
    window.ask("new_request")
    assert window.opened == ["opened"]  # type: ignore[attr-defined]


def test_every_key_that_asks_for_a_right_is_one_of_a_command_or_a_dialog() -> None:
    written = "\n".join(path.read_text(encoding="utf-8") for path in Path(app.__file__).parent.rglob("*.py"))
    known = {*dialogs(), *(f"go_{key}" for key in ("importing",))}
    assert {key for key in RIGHTS if key not in known and f'Command("{key}"' not in written} == set()
