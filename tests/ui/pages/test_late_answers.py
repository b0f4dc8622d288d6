"""A list read twice shows the newest answer, whichever reader was done first."""

from __future__ import annotations

from importlib import import_module
from operator import attrgetter

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.late import Late
from tests.ui.pages.conftest import Open
from ui.screenshots import settle

LISTS = (
    ("registers", "appeals", "registers.appeals.appeals", "appeals.load"),
    ("registers", "panels", "registers.panels.panel", "panels.load"),
    ("registers", "drafts", "registers.drafts.draft_steps", "drafts.load"),
    ("registers", "writing", "registers.writing.writing_up", "writing.load"),
    ("registers", "notes", "registers.notes.note_register", "notes.load"),
    ("registers", "moves", "registers.transfers.transfer_forecast", "moves.load"),
    ("registers", "lists", "registers.lists.sheet", "lists.load"),
    ("rights", "keeping", "rights.keeping._find", "keeping.load"),
    ("rights", "gone", "rights.gone.disposals", "gone.load"),
    ("rights", "requests", "rights.requests.every_request", "requests.load"),
    ("team", "", "team.page.team_view", "_reread"),
    ("reviews", "", "reviews.page.review_board", "_reread"),
    ("actions", "", "actions.page.actions", "_reread"),
    ("unassigned", "", "unassigned.page.unassigned_view", "_reread"),
)
"""The room, the view, what reads the list, and what the window calls to read it anew."""


@pytest.mark.parametrize(("room", "view", "reads", "again"), LISTS, ids=[row[2] for row in LISTS])
def test_a_list_read_twice_shows_the_newest_answer_only(
    opened: Open, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, room: str, view: str, reads: str, again: str
) -> None:
    window, _ = opened(room, **({"view": view} if view else {}))
    settle(window, lambda: True)
    where, _dot, name = reads.rpartition(".")
    module = import_module(f"ui.pages.{where}")
    late = Late(getattr(module, name))
    monkeypatch.setattr(module, name, late)
    reread = attrgetter(again)(window.page)
    shown: list[object] = []
    monkeypatch.setattr(reread.__self__, "_show", lambda answer, **_kw: shown.append(answer))
    reread()
    qtbot.waitUntil(lambda: late.answered == 1)
    reread()
    qtbot.waitUntil(lambda: len(shown) == 1)
    late.let_go()
    qtbot.waitUntil(lambda: not window.dispatcher.busy)
    assert late.answered == 2 and len(shown) == 1
