"""A record that is lost, locked, too new or broken: the window says one sentence, and tries again when it is told to."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.e2e.desk import Look, OpenWindow
from tests.e2e.test_a_working_day import the_case


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
    desk.wait_for_keys_in("Try again")
    desk.press("space")
    desk.wait_for_title("Today - EHCP Desk")
    assert desk.close() == 0
    assert "Traceback" not in desk.said()


def test_a_record_that_somebody_holds_is_said_to_be_in_use_and_opens_when_it_is_free(
    record: Path, window: OpenWindow
) -> None:
    with closing(sqlite3.connect(record, isolation_level=None)) as somebody:
        somebody.execute("PRAGMA locking_mode = EXCLUSIVE")
        somebody.execute("BEGIN EXCLUSIVE")
        desk = window(record)
        desk.wait_for("is in use by another program")
        desk.picture("in-use")
    desk.click("Try again", "push button")
    desk.wait_for_title("Today - EHCP Desk")
    assert desk.close() == 0


def test_words_that_could_not_be_saved_stay_and_are_saved_when_the_record_is_free(
    record: Path, window: OpenWindow, look: Look
) -> None:
    view = the_case(look, record)
    desk = window(record)
    desk.wait_for_title("Today - EHCP Desk")
    desk.press("F2")
    desk.wait_for_title("Record a contact")
    desk.type(view.case.ref)
    desk.press("Return")
    desk.wait_for_keys_in("What was said")
    desk.type("Moving house in May")
    with closing(sqlite3.connect(record, isolation_level=None)) as somebody:
        somebody.execute("BEGIN IMMEDIATE")
        desk.press("ctrl+Return")
        desk.wait_for("is in use by another program", "label")
        desk.picture("not-saved")
        assert desk.shows("Moving house in May", "text")
        somebody.execute("ROLLBACK")
    desk.press("ctrl+Return")
    desk.wait_for("recorded", "label")
    assert desk.close() == 0
    assert the_case(look, record, view.case.ref).contacts[0].fact.note == "Moving house in May"
