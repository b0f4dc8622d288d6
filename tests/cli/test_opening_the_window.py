"""What the program gives the window it opens: without it an act of the window would do nothing."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

import pytest

import ui.app
from ehcp_desk.__main__ import main


def opened(monkeypatch: pytest.MonkeyPatch, *words: str) -> dict[str, Any]:
    given: dict[str, Any] = {}

    def run(open_desk: object, **kw: Any) -> int:
        given.update(kw, open_desk=open_desk)
        return 0

    monkeypatch.setattr(ui.app, "run", run)
    assert main(list(words)) == 0
    return given


def test_the_tour_and_the_fictional_authority_reach_the_window(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    given = opened(monkeypatch, "--tour", "--db", str(tmp_path / "desk.db"), "--today", "2026-10-30")
    assert given["tour"] is True
    words = given["make_demo"](lambda *_: None)
    assert words[words.index("--today") + 1] == "2026-10-30" and (tmp_path / "ehcp-desk" / "demo.db").exists()
    assert not opened(monkeypatch, "--db", str(tmp_path / "desk.db"))["tour"]


def test_every_key_the_window_can_be_given_is_given(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    named = set(inspect.signature(ui.app.run).parameters)
    assert set(opened(monkeypatch, "--db", str(tmp_path / "desk.db"))) == named - {"settings"}
