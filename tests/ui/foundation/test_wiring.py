"""The tables of rooms and dialogs name modules that are there, and pages ask only for dialogs that are."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest

import ui
from ui.app import dialogs, rooms

ROOT = Path(ui.__file__).parent


@pytest.mark.parametrize("key", [room.key for room in rooms()])
def test_every_room_can_be_made(key: str) -> None:
    assert callable(import_module(f"ui.pages.{key}.page").make)


@pytest.mark.parametrize("key", sorted(dialogs()))
def test_every_dialog_can_be_made(key: str) -> None:
    assert callable(import_module(f"ui.dialogs.{key}").make)


def test_no_dialog_is_left_out() -> None:
    made = {path.stem for path in (ROOT / "dialogs").glob("*.py") if "\ndef make(" in path.read_text(encoding="utf-8")}
    assert made == set(dialogs())


def test_pages_ask_only_for_dialogs_and_rooms_that_are_there() -> None:
    sources = "\n".join(path.read_text(encoding="utf-8") for path in ROOT.rglob("*.py"))
    assert set(re.findall(r'\.ask\(\s*"([a-z_]+)"', sources)) <= set(dialogs())
    assert set(re.findall(r'\.navigate\(\s*"([a-z_]+)"', sources)) <= {room.key for room in rooms()}
