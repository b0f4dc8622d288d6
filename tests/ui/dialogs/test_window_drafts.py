"""What is written in a form is never lost to a stray key, the wheel, or another look, and comes back as it was meant."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget

from tests.ui.case.at_the_desk import AtTheDesk
from ui.dialogs.correct_fact import CorrectFact
from ui.dialogs.keep_words import KeepWords
from ui.dialogs.record_fact import RecordFact


def begun(at: AtTheDesk, kind: str = "decision") -> RecordFact:
    """A decision half written."""
    dialog = at.ask("record_fact", RecordFact, case_id=at.case_id, kind=kind)
    for words in dialog.attrs.findChildren(QPlainTextEdit):
        words.setPlainText("What the panel weighed, at length")
    assert dialog.attrs.values()["evidence"] == "What the panel weighed, at length"
    return dialog


def left(at: AtTheDesk, dialog: QWidget) -> None:
    """Esc, which keeps what was written."""
    at.press(dialog, Qt.Key.Key_Escape)
    at.gone(dialog)


def roll(over: QWidget) -> None:
    """One step of the wheel over a control that has not the keys."""
    at = QPointF(20, 10)
    none, phase = Qt.MouseButton.NoButton, Qt.ScrollPhase.NoScrollPhase
    step = QWheelEvent(at, QPointF(over.mapToGlobal(at.toPoint())), QPoint(0, 0), QPoint(0, -120), none,
                       Qt.KeyboardModifier.NoModifier, phase, False)  # fmt: skip
    QApplication.sendEvent(over, step)


def test_a_look_at_another_kind_throws_no_words_away(at: AtTheDesk) -> None:
    at.open_case()
    left(at, begun(at))
    other = at.ask("record_fact", RecordFact, case_id=at.case_id, kind="advice_received", attrs={"body": "psychology"})
    assert not other.has_words()
    other.keep_draft()
    left(at, other)
    assert at.ask("record_fact", RecordFact, case_id=at.case_id, kind="decision").has_words()


def test_a_stray_key_in_what_happened_empties_nothing(at: AtTheDesk) -> None:
    at.open_case()
    dialog = begun(at)
    said, line = dialog.attrs.values(), dialog.kind.lineEdit()
    assert line is not None
    at.press(line, Qt.Key.Key_End)
    at.press(line, Qt.Key.Key_Backspace)
    assert dialog.kind.kind == "" and dialog.attrs.values() == said
    left(at, dialog)
    again = at.ask("record_fact", RecordFact, case_id=at.case_id, kind="decision")
    assert again.kind.kind == "decision" and again.attrs.values() == said


def test_another_kind_chosen_and_the_first_again_finds_its_words(at: AtTheDesk) -> None:
    at.open_case()
    dialog = begun(at)
    said = dialog.attrs.values()
    dialog.kind.choose("advice_received")
    assert "evidence" not in dialog.attrs.values() and dialog.has_words(), "they are still there to be missed"
    left(at, dialog)
    again = at.ask("record_fact", RecordFact, case_id=at.case_id, kind="decision")
    assert again.kind.kind == "advice_received", "it goes on where it was left"
    again.kind.choose("decision")
    assert again.attrs.values() == said


def test_only_what_is_said_in_the_same_way_goes_on_to_another_kind(at: AtTheDesk) -> None:
    at.open_case()
    dialog = at.ask("record_fact", RecordFact, case_id=at.case_id, kind="information_shared")
    to = dialog.attrs.fields["to"].control
    assert not hasattr(to, "day"), "here it is a person"
    to.setText("Ofsted") if hasattr(to, "setText") else to.setEditText("Ofsted")  # type: ignore[attr-defined]
    dialog.kind.choose("attendance")
    assert "to" not in dialog.attrs.values() and "to" in dialog.attrs.fields, "there it is a day"
    assert not dialog.attrs.problems() or all(field.words != "To" for field, _ in dialog.attrs.problems())
    dialog.kind.choose("absent_from_area")
    dialog.attrs.fields["from"].control.line.setText("1 oct 2026")  # type: ignore[attr-defined]
    dialog.kind.choose("setting_closed")
    assert dialog.attrs.values()["from"] == "2026-10-01"


def test_the_wheel_changes_no_choice_it_only_rolls_past(at: AtTheDesk) -> None:
    at.open_case()
    dialog = begun(at)
    dialog.words.setFocus()
    roll(dialog.kind)
    assert dialog.kind.kind == "decision"
    body = at.ask("record_fact", RecordFact, case_id=at.case_id, kind="advice_received").attrs.fields["body"].control
    before = body.currentText()  # type: ignore[attr-defined]
    roll(body)
    assert body.currentText() == before  # type: ignore[attr-defined]


def test_words_come_back_with_their_day(at: AtTheDesk) -> None:
    at.open_case()
    dialog = at.ask("record_fact", RecordFact, case_id=at.case_id, kind="note")
    dialog.when.set_day(date(2026, 9, 3))
    dialog.about_when.setChecked(True)
    assert not dialog.has_words(), "a day alone is no draft"
    dialog.words.setPlainText("Rang the school on the third")
    left(at, dialog)
    again = at.ask("record_fact", RecordFact, case_id=at.case_id, kind="note")
    assert again.when.day == date(2026, 9, 3) and again.about_when.isChecked()
    again.when.line.setText("1 sept")
    left(at, again)
    assert at.ask("record_fact", RecordFact, case_id=at.case_id, kind="note").when.day == date(2026, 9, 1)


def test_a_correction_comes_back_with_its_day(at: AtTheDesk) -> None:
    at.open_case()
    rang = next(f for f in at.view().facts if f.fact.kind == "contact")
    dialog = at.ask("correct_fact", CorrectFact, case_id=at.case_id, fact_id=rang.id)
    assert not dialog.has_words()
    dialog.when.set_day(date(2026, 9, 9))
    assert dialog.has_words(), "another day is all that a correction may be"
    dialog.cancel()
    at.shown(KeepWords).reject()
    left(at, dialog)
    again = at.ask("correct_fact", CorrectFact, case_id=at.case_id, fact_id=rang.id)
    at.qtbot.waitUntil(lambda: again.when.day == date(2026, 9, 9), timeout=10_000)
