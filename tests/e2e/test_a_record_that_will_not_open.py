"""A record that is lost, locked, too new or broken: the window says one sentence, and tries again when it is told to."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.e2e.conftest import OpenWindow


def no_database(path: Path) -> None:
    path.write_bytes(b"PK\x03\x04 a letter, renamed by mistake")


def empty(path: Path) -> None:
    path.write_bytes(b"")


def newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("UPDATE alembic_version SET version_num = '9999'")


def corrupt(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[100 : len(data) // 2] = b"\xff" * (len(data) // 2 - 100)
    path.write_bytes(data)


@pytest.mark.parametrize(
    ("harm", "sentence"),
    [
        (no_database, "is not an EHCP Desk database"),
        (empty, "is empty"),
        (newer, "was last used by a newer EHCP Desk"),
        (corrupt, "is damaged"),
    ],
)
def test_the_window_says_what_is_wrong_and_opens_when_it_is_mended(
    harm: Callable[[Path], None], sentence: str, record: Path, window: OpenWindow
) -> None:
    sound = record.with_suffix(".sound")
    shutil.copy(record, sound)
    harm(record)
    desk = window(record)
    desk.wait_for("The record is not open")
    assert desk.shows(sentence), [seen.name for seen in desk.look() if seen.role == "label"]
    desk.picture("not-open")
    shutil.copy(sound, record)
    desk.click("Try again", "push button")
    desk.wait_for_title("Today - EHCP Desk")
    assert desk.close() == 0
    assert "Traceback" not in desk.said()


def test_a_record_that_is_lost_while_it_is_open_leaves_the_page_readable(record: Path, window: OpenWindow) -> None:
    desk = window(record)
    desk.wait_for_title("Today - EHCP Desk")
    desk.wait_for("Print my day")
    with closing(sqlite3.connect(record, isolation_level=None)) as somebody:
        somebody.execute("BEGIN EXCLUSIVE")
        desk.press("ctrl+n")
        desk.wait_for_title("New request")
        desk.picture("locked")
        somebody.execute("ROLLBACK")
    desk.press("Escape")
    assert desk.close() == 0
