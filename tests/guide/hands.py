"""Hands and eyes at an offscreen desk: keys are pressed and counted, and what is waited for is read by its words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QCoreApplication, QModelIndex, Qt
from PySide6.QtGui import QKeySequence, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from ehcp_desk.bootstrap import open_desk
from ehcp_desk.services.desk import Desk
from ui.app import Opening, make_window
from ui.frame import look_around
from ui.main_window import MainWindow
from ui.screenshots import HEIGHT, WIDTH, dialog_shown, drawn, hush_platform, settle
from ui.settings_store import MemorySettings
from ui.theme.appearance import Choice

DAY = date(2026, 10, 30)
ROWS = 60
QUESTIONS = ("getSaveFileName", "getExistingDirectory", "getOpenFileNames")
SPOKEN = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)


class Hands:
    """One person at one window.  ``strokes`` counts every key as it is pressed, ``clicks`` every click."""

    def __init__(self, window: MainWindow, desk: Desk, folder: Path) -> None:
        self.window, self.desk, self.folder = window, desk, folder
        self.strokes = self.clicks = 0
        self.saved: list[Path] = []
        self.offered: list[Path] = []
        self.asked: list[str] = []
        self.pictures: dict[str, QPixmap] = {}

    # -- hands ------------------------------------------------------------------------------------------------

    def press(self, keys: str) -> None:
        """Press one key or chord, as the desk's own sheet of keys names it: ``F2``, ``Ctrl+Enter``, ``Alt+P``."""
        chord = QKeySequence(keys.replace("Enter", "Return"))[0]
        self.strokes += 1
        QTest.keyClick(self._target(), chord.key(), chord.keyboardModifiers())
        self.rest()

    def type(self, words: str) -> None:
        """Type words into whatever has the keys."""
        for letter in words:
            self.strokes += 1
            QTest.keyClicks(self._target(), letter)
        self.rest()

    def close_dialog(self) -> None:
        """Close the dialog in front, as Esc does; nothing where there is none."""
        dialog = dialog_shown(self.window)
        if dialog is not None:
            dialog.reject()
            self.rest()

    def _target(self) -> QWidget:
        """What the next key goes to: a list that hangs open, the dialog in front, or the window."""
        popup = QApplication.activePopupWidget()
        front = popup or dialog_shown(self.window) or self.window
        if popup is None and QApplication.activeWindow() is not front:
            front.activateWindow()  # a window manager does this when a dialog closes; offscreen there is none
            QCoreApplication.processEvents()
        return front.focusWidget() or front

    # -- eyes -------------------------------------------------------------------------------------------------

    def rest(self) -> None:
        """Let the desk finish what it was asked to do."""
        settle(self.window, lambda: True)

    def wait_for(self, words: str) -> None:
        """Wait until something on the screen says these words.  Raises TimeoutError where nothing ever does."""
        try:
            settle(self.window, lambda: self.sees(words))
        except TimeoutError:
            shown = sorted({said for said in self.said() if said})
            raise TimeoutError(f"“{words}” never came. Shown: {shown}") from None

    def sees(self, words: str) -> bool:
        """True where a title, label, field, button or row shown says these words."""
        return any(words in said for said in self.said())

    def said(self) -> Iterator[str]:
        """Everything that is on the screen, in words."""
        popup = QApplication.activePopupWidget()
        for front in filter(None, (popup, dialog_shown(self.window), self.window)):
            yield front.windowTitle()
            for thing in [front, *front.findChildren(QWidget)]:
                if thing.isVisible():
                    yield from _words_of(thing)

    def draw(self, name: str) -> None:
        """Keep a picture of the window with the dialog in front of it, under a name."""
        self.rest()
        self.pictures[name] = drawn(self.window, dialog_shown(self.window))

    # -- the system's question for a file ---------------------------------------------------------------------

    def answer_for_the_system(self) -> None:
        """Until ``let_the_system_ask``, the system's questions are answered here, each at the cost of one Enter."""
        self._asking = {name: getattr(QFileDialog, name) for name in QUESTIONS}
        for name, give in zip(QUESTIONS, (self._answer, self._answer_folder, self._answer_files), strict=True):
            setattr(QFileDialog, name, staticmethod(give))

    def let_the_system_ask(self) -> None:
        """Put the system's questions back."""
        for name, question in self._asking.items():
            setattr(QFileDialog, name, question)

    def _answer_files(self, *words: object) -> tuple[list[str], str]:
        """The files that were laid ready in ``offered``."""
        self.strokes += 1
        self.asked.append(str(words[1]))
        return [str(path) for path in self.offered], ""

    def _answer(self, *words: object) -> tuple[str, str]:
        """Enter in the system's question for a file: the name the desk proposes is taken as it stands."""
        self.strokes += 1
        self.asked.append(str(words[1]))
        path = self.folder / Path(str(words[2])).name
        self.saved.append(path)
        return str(path), ""

    def _answer_folder(self, *words: object) -> str:
        self.strokes += 1
        self.asked.append(str(words[1]))
        self.saved.append(self.folder)
        return str(self.folder)


def _words_of(thing: QWidget) -> Iterator[str]:
    yield thing.accessibleName()
    if isinstance(thing, QLabel | QAbstractButton | QLineEdit):
        yield thing.text()
    elif isinstance(thing, QPlainTextEdit):
        yield thing.toPlainText()
    elif isinstance(thing, QAbstractItemView):
        yield from _cells(thing.model())


def _cells(model: QAbstractItemModel | None) -> Iterator[str]:
    if model is None:
        return
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(QModelIndex())
    for row in range(min(ROWS, model.rowCount(QModelIndex()))):
        for column in range(columns):
            for role in SPOKEN:
                said = model.data(model.index(row, column), role)
                if said is not None:
                    yield str(said)


@contextmanager
def at_the_desk(record: str, who: str, folder: Path, room: str = "today") -> Iterator[Hands]:
    """A window on a record with somebody at it; files are saved in ``folder``."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    hush_platform()
    window = make_window(app, MemorySettings())
    window.appearance.choose(Choice.LIGHT)
    window.resize(WIDTH, HEIGHT)
    window.show()
    window.activateWindow()
    opening = Opening(window, lambda: open_desk(record, who, DAY), room)
    opening.begin()
    settle(window, lambda: window.context is not None)
    assert opening.desk is not None
    hands = Hands(window, opening.desk, folder)
    window.show_surroundings(replace(look_around(opening.desk), kept=Path(record).name))  # no folder of this machine's
    hands.answer_for_the_system()
    try:
        hands.rest()
        yield hands
    finally:
        hands.let_the_system_ask()
        window.close()
        window.dispatcher.close()
        opening.desk.store.close()
        window.deleteLater()
        QCoreApplication.processEvents()
