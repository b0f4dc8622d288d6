"""An encrypted record asks for its passphrase; a locked desk shows nothing until it is said again, and loses no word."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from db.cipher import KEYS, FileKey, passphrase_key, random_key
from db.encrypting import rewrite
from ehcp_desk.bootstrap import asked_to_unlock, open_desk, unlock, unlock_with
from ehcp_desk.domain.errors import PassphraseWanted
from ehcp_desk.unlocking import VARIABLE
from ui.a11y import problems
from ui.app import ENCRYPTED, Opening, Unlocking, make_window
from ui.dialogs.drafts import Draft
from ui.locking import COVERS, MINUTES, WRONG, LockedWindow, Locking
from ui.main_window import MainWindow
from ui.passphrase import AskPassphrase
from ui.settings_store import FileSettings, MemorySettings

WORDS = "four words unlike others"
SOON = 20_000


@pytest.fixture
def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.delenv(VARIABLE, raising=False)
    path = tmp_path / "desk.db"
    open_desk(str(path), "Joy Addo", create=True).store.close()
    unlock_with()
    yield path
    KEYS.forget()
    KEYS.offers = lambda _salt: ()


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> Iterator[MainWindow]:
    made = make_window(qapp, MemorySettings())
    qtbot.addWidget(made)
    made.show()
    yield made
    made.dispatcher.close()


def encrypted(path: Path, key: FileKey) -> FileKey:
    rewrite(path, key)
    KEYS.forget()
    return key


@pytest.fixture
def begin(qtbot: QtBot, window: MainWindow, record: Path) -> Iterator[Callable[[], Opening]]:
    """Open the record as the program does; it is closed after the test."""
    made: list[Opening] = []

    def opened() -> Opening:
        unlocking = Unlocking(lambda text: unlock(str(record), text), asked_to_unlock)
        made.append(Opening(window, lambda: open_desk(str(record), "Joy Addo"), unlocking=unlocking))
        made[0].begin()
        return made[0]

    yield opened
    window.dispatcher.close()
    for one in made:
        if one.desk is not None:
            one.desk.store.close()


def asked(qtbot: QtBot, window: MainWindow) -> AskPassphrase:
    qtbot.waitUntil(lambda: window.findChild(AskPassphrase) is not None, timeout=SOON)
    found = window.findChild(AskPassphrase)
    assert found is not None
    return found


def locking(qtbot: QtBot, window: MainWindow, opening: Opening) -> Locking:
    qtbot.waitUntil(lambda: opening.desk is not None and not window.dispatcher.busy, timeout=SOON)
    assert window.locking is not None
    return window.locking


def on_screen() -> list[QWidget]:
    return [one for one in QApplication.topLevelWidgets() if one.isVisible()]


def type_and_try(shown: LockedWindow, text: str) -> None:
    assert shown.field is not None
    shown.field.line.setText(text)
    QTest.keyClick(shown.field.line, Qt.Key.Key_Return)


def test_the_passphrase_is_asked_for_refused_and_then_opens_the_record(
    qtbot: QtBot, window: MainWindow, record: Path, begin: Callable[[], Opening]
) -> None:
    encrypted(record, passphrase_key(WORDS))
    opening = begin()
    dialog = asked(qtbot, window)
    assert problems(dialog) == []
    dialog.hand_over()
    assert dialog.field.problem.sentence == "Write the passphrase."
    assert dialog.field.line.echoMode() is QLineEdit.EchoMode.Password
    dialog.field.line.setText("not these words")
    dialog.hand_over()
    qtbot.waitUntil(lambda: "does not open" in dialog.trouble.sentence, timeout=SOON)
    assert "not these words" not in dialog.trouble.sentence and dialog.field.line.text() == ""
    dialog.field.line.setText(WORDS)
    dialog.hand_over()
    qtbot.waitUntil(lambda: opening.desk is not None, timeout=SOON)
    assert not dialog.isVisible()


def test_cancelled_the_record_stays_closed_and_can_be_tried_again(
    qtbot: QtBot, window: MainWindow, record: Path, begin: Callable[[], Opening]
) -> None:
    key = encrypted(record, random_key())
    opening = begin()
    first = asked(qtbot, window)
    assert any(one.text() == ENCRYPTED for one in window.stack.findChildren(QWidget) if hasattr(one, "text"))
    first.reject()
    first.deleteLater()
    assert opening.desk is None
    qtbot.waitUntil(lambda: window.findChild(AskPassphrase) is None, timeout=SOON)
    opening.begin()
    again = asked(qtbot, window)
    again.field.line.setText(key.recovery)
    again.hand_over()
    qtbot.waitUntil(lambda: opening.desk is not None, timeout=SOON)


def test_a_locked_desk_shows_nothing_and_what_was_typed_is_kept(
    qtbot: QtBot, window: MainWindow, record: Path, begin: Callable[[], Opening]
) -> None:
    key = encrypted(record, passphrase_key(WORDS))
    unlock(str(record), key.recovery)
    lock = locking(qtbot, window, begin())
    window.ask("new_request")
    dialog = next(d for d in window.findChildren(QDialog) if d.isVisible())
    line = next(one for one in dialog.findChildren(QLineEdit) if one.isVisible())
    line.setText("Farrowdale")
    assert window.book.run("lock")
    shown = lock.shown
    assert shown is not None and on_screen() == [shown]
    assert problems(shown) == []
    lock.lock()
    assert lock.shown is shown
    type_and_try(shown, "not these words")
    qtbot.waitUntil(lambda: shown.field is not None and shown.field.problem.sentence == WRONG, timeout=SOON)
    assert on_screen() == [shown] and shown.field is not None and shown.field.line.text() == ""
    type_and_try(shown, WORDS)
    qtbot.waitUntil(lambda: not lock.locked, timeout=SOON)
    assert set(on_screen()) >= {window, dialog}
    assert line.text() == "Farrowdale" and dialog.isModal()
    dialog.close()


def test_what_ends_or_comes_up_while_it_is_locked_is_right_afterwards(
    qtbot: QtBot, window: MainWindow, record: Path, begin: Callable[[], Opening]
) -> None:
    lock = locking(qtbot, window, begin())
    window.ask("new_request")
    done = next(d for d in window.findChildren(QDialog) if d.isVisible())
    lock.lock()
    gone: list[bool] = []
    done.destroyed.connect(lambda: gone.append(True))
    done.accept()  # as at the end of a save that was under way
    qtbot.waitUntil(lambda: bool(gone), timeout=SOON)
    late = QDialog(window)
    late.setWindowTitle("Farrowdale")
    late.show()
    qtbot.waitUntil(lambda: on_screen() == [lock.shown], timeout=SOON)
    assert lock.shown is not None
    lock.shown.hand_over()
    assert {window, late} <= set(on_screen())
    late.close()


def test_left_alone_it_locks_itself_and_a_key_puts_that_off(
    qtbot: QtBot, window: MainWindow, record: Path, begin: Callable[[], Opening], monkeypatch: pytest.MonkeyPatch
) -> None:
    lock, now = locking(qtbot, window, begin()), [1000.0]
    monkeypatch.setattr("ui.locking.time.monotonic", lambda: now[0])
    now[0] += 10_000
    lock.look()
    assert not lock.locked  # never, until somebody says so
    window.settings.put(MINUTES, 5)
    lock.look()
    now[0] += 299
    QTest.keyClick(window, Qt.Key.Key_Shift)
    now[0] += 299
    lock.look()
    assert not lock.locked
    now[0] += 1
    lock.look()
    assert lock.locked
    assert lock.shown is not None
    lock.shown.hand_over()
    lock.look()
    assert not lock.locked


def test_where_there_is_nothing_to_ask_for_it_says_so_and_covers(
    qtbot: QtBot, window: MainWindow, record: Path, begin: Callable[[], Opening]
) -> None:
    lock = locking(qtbot, window, begin())
    lock.lock()
    assert lock.shown is not None and lock.shown.field is None
    assert any(COVERS in str(getattr(one, "text", str)()) for one in lock.shown.findChildren(QWidget))
    assert on_screen() == [lock.shown]
    lock.shown.hand_over()
    assert not lock.locked and window in on_screen()


def test_whoever_closes_the_lock_closes_the_desk(
    qtbot: QtBot, window: MainWindow, record: Path, begin: Callable[[], Opening]
) -> None:
    lock = locking(qtbot, window, begin())
    lock.lock()
    assert lock.shown is not None
    lock.shown.close()
    assert window not in on_screen()


def test_what_is_typed_about_a_child_is_not_written_beside_an_encrypted_record(
    qtbot: QtBot, qapp: QApplication, record: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "window.json"
    settings = FileSettings(kept)
    where = str(record.resolve())
    Draft(settings, "contact", where).keep({"note": "Farrowdale rang"})
    settings.put("draft.contact.7", {"note": "Farrowdale called"})  # as drafts were named before
    Draft(settings, "contact", "another record").keep({"note": "The try-out"})
    settings.put("theme", "dark")
    assert "Farrowdale" in kept.read_text(encoding="utf-8")
    encrypted(record, key := random_key())
    KEYS.learn(key)
    window = make_window(qapp, settings)
    qtbot.addWidget(window)
    opening = Opening(window, lambda: open_desk(str(record), "Joy Addo"))
    opening.begin()
    lock = locking(qtbot, window, opening)
    assert lock is window.locking
    Draft(settings, "request", where).keep({"surname": "Whitlock"})
    assert json.loads(kept.read_text(encoding="utf-8"))["theme"] == "dark"
    assert not any(name in kept.read_text(encoding="utf-8") for name in ("Farrowdale", "Whitlock"))
    assert "The try-out" in kept.read_text(encoding="utf-8")
    assert Draft(settings, "contact", where).recall() == {"note": "Farrowdale rang"}
    window.dispatcher.close()
    assert opening.desk is not None and opening.desk.store.encrypted
    opening.desk.store.close()


def test_the_environment_opens_it_without_asking(record: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    encrypted(record, passphrase_key(WORDS))
    with pytest.raises(PassphraseWanted):
        open_desk(str(record))
    monkeypatch.setitem(os.environ, VARIABLE, WORDS)
    open_desk(str(record)).store.close()
