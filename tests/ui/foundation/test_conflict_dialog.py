"""Two people changed one case: what is chosen at first, what is saved, and that nothing written is lost."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QRadioButton
from pytestqt.qtbot import QtBot

from ehcp_desk.domain.errors import Clash, Conflict
from ui.a11y import problems
from ui.theme.appearance import Appearance
from ui.widgets.conflict_dialog import ConflictDialog

CLASHES = (
    Clash("Next step", "Therapist visits on 3 November: tell Jo", "Ring Jo with the therapy date"),
    Clash("Next step by", "3 November 2026", "30 October 2026"),
)


@pytest.fixture
def dialog(qtbot: QtBot, look: Appearance) -> ConflictDialog:
    error = Conflict("Thandi Mbeki changed the case first.", "Thandi Mbeki", "09:44", CLASHES)
    made = ConflictDialog(error, "Maisie Farrowdale, SEN/26118", "Jo rang.", [("Contact by", "Text first")])
    qtbot.addWidget(made)
    made.show()
    return made


def words(dialog: ConflictDialog) -> str:
    return " ".join(part.text() for part in dialog.findChildren(QLabel))


def test_it_says_who_when_and_that_nothing_is_lost(dialog: ConflictDialog) -> None:
    assert "Thandi Mbeki changed this case at 09:44, while you were writing" in words(dialog)
    assert "Two things need your choice; the rest fits and is kept." in words(dialog)
    assert "Text first. Only you changed it, so it is kept." in words(dialog)
    assert problems(dialog) == []


def test_theirs_is_chosen_first_and_the_choices_are_saved(qtbot: QtBot, dialog: ConflictDialog) -> None:
    assert dict(dialog.choices) == {"Next step": "theirs", "Next step by": "theirs"}
    mine = next(b for b in dialog.findChildren(QRadioButton) if b.text() == "30 October 2026")
    mine.click()
    with qtbot.waitSignal(dialog.settled) as settled:
        dialog.settle()
    assert settled.args == [{"Next step": "theirs", "Next step by": "yours"}]


def test_what_was_written_can_be_taken_along(dialog: ConflictDialog) -> None:
    dialog.copy_words()
    assert QApplication.clipboard().text().splitlines()[0] == "Jo rang."
    assert "Next step: Ring Jo with the therapy date" in QApplication.clipboard().text()


def test_esc_goes_back_to_writing(qtbot: QtBot, dialog: ConflictDialog) -> None:
    with qtbot.waitSignal(dialog.rejected):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)


def test_without_fields_to_choose_between_it_says_the_sentence(qtbot: QtBot, look: Appearance) -> None:
    made = ConflictDialog(Conflict("Someone changed the case first. Read it again."), "SEN/26118")
    qtbot.addWidget(made)
    assert "Someone changed the case first. Read it again." in words(made)
    assert dict(made.choices) == {}
