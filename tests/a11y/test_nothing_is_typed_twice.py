"""What was typed in a dialog outlives Esc, and Cancel asks before it goes: nobody types it again (WCAG 2.2, 3.3.7)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QComboBox, QDialog, QLineEdit, QPlainTextEdit, QWidget

from tests.a11y.shown import DIALOGS, Shown
from ui.dialogs.drafts import drafts_of
from ui.dialogs.frame import DeskDialog
from ui.dialogs.keep_words import KeepWords
from ui.dialogs.record_fact import KindBox
from ui.screenshots import settle
from ui.widgets.date_field import DateField

WORDS = "3 lines of what was said"
NARROWS = {"chronology"}
"""Their line narrows what is shown, and nothing of it goes anywhere."""


@pytest.fixture(autouse=True)
def no_draft_is_left(shown: Shown) -> Iterator[None]:
    yield
    for name in shown.window.settings.beginning(drafts_of(shown.desk.store.description)):
        shown.window.settings.put(name, None)


def lines(dialog: QDialog) -> list[QLineEdit | QPlainTextEdit]:
    """Every line there is to type words in, in the order they were made."""
    found: list[QLineEdit | QPlainTextEdit] = [*dialog.findChildren(QLineEdit), *dialog.findChildren(QPlainTextEdit)]
    return [one for one in found if one.isVisible() and one.isEnabled() and not one.isReadOnly() and not _chooses(one)]


def _chooses(line: QWidget) -> bool:
    """A day, and a list that is only chosen from, are kept with the words."""
    above = line.parentWidget()
    return isinstance(above, DateField | KindBox) or (isinstance(above, QComboBox) and not above.isEditable())


def words_in(line: QLineEdit | QPlainTextEdit) -> str:
    return line.text() if isinstance(line, QLineEdit) else line.toPlainText()


def typed_into(shown: Shown, dialog: QDialog) -> list[str]:
    """Type in every line; what stands in them then."""
    for line in lines(dialog):
        line.setText(WORDS) if isinstance(line, QLineEdit) else line.setPlainText(WORDS)
        if isinstance(line, QLineEdit):
            line.textEdited.emit(line.text())
    settle(shown.window, lambda: True)
    return [words_in(line) for line in lines(dialog)]


@pytest.mark.parametrize("key", [key for key in DIALOGS if key not in NARROWS])
def test_what_was_typed_is_there_again_after_esc_and_cancel_asks(shown: Shown, key: str) -> None:
    with shown.dialog(key) as dialog:
        typed = typed_into(shown, dialog)
        dialog.reject()
        settle(shown.window, lambda: True)
    if not typed:
        return
    with shown.dialog(key) as again:
        assert [words_in(line) for line in lines(again)] == typed
        assert isinstance(again, DeskDialog)
        again.cancel()
        asking = next(iter(again.findChildren(KeepWords)), None)
        assert asking is not None, "Cancel asks before it throws away"
        asking.thrown_away.emit()
        asking.done(0)
        settle(shown.window, lambda: True)
    assert shown.window.settings.beginning(drafts_of(shown.desk.store.description)) == {}
