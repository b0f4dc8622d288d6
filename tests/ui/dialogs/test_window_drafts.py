"""What is written in a form is never lost to a stray key, the wheel, or another look, and comes back as it was meant."""

from __future__ import annotations

from datetime import date
from threading import Event

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QScrollArea, QWidget

from ehcp_desk.services.records.case_view import case_view_by_id
from tests.ui.case.at_the_desk import AtTheDesk
from ui.dialogs.correct_fact import CorrectFact
from ui.dialogs.entry_mark import MarkEntries
from ui.dialogs.keep_words import KeepWords
from ui.dialogs.new_request import OpenRequest
from ui.dialogs.promise import AddPromise
from ui.dialogs.record_contact import RecordContact
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


def test_why_it_is_corrected_is_seen_without_scrolling(at: AtTheDesk) -> None:
    at.open_case()
    at.window.resize(1366, 768)
    rang = next(f for f in at.view().facts if f.fact.kind == "contact")
    dialog = at.ask("correct_fact", CorrectFact, case_id=at.case_id, fact_id=rang.id)
    at.qtbot.waitUntil(lambda: bool(dialog._filled))
    scroll = dialog.findChild(QScrollArea)
    assert scroll is not None
    seen = scroll.viewport()
    assert 0 <= dialog.reason.mapTo(seen, dialog.reason.rect().bottomLeft()).y() < seen.height()


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


def wrote(at: AtTheDesk) -> RecordContact:
    """An email of the school's taken down, with what was promised, and not saved."""
    dialog = at.ask("record_contact", RecordContact, case_id=at.case_id)
    dialog.how.choose("email")
    dialog.ways["email"].choose("out")
    dialog.when.set_day(date(2026, 10, 27))
    dialog.who.setCurrentIndex(1)
    dialog.whose.behalf.setEditText("Thandi Mbeki")
    dialog.waits.setChecked(True)
    dialog.reply_by.set_day(date(2026, 11, 12))
    assert not dialog.has_words(), "what is only chosen is no draft"
    dialog.said.setPlainText("The taxi was late")
    at.qtbot.keyClicks(dialog.promise, "Ask the firm")
    dialog.due.set_day(date(2026, 11, 4))
    return dialog


def test_a_contact_comes_back_with_its_day_person_and_direction(at: AtTheDesk) -> None:
    at.open_case()
    dialog = wrote(at)
    meant = dialog.contact()
    assert (meant.channel, meant.incoming, meant.on_behalf_of) == ("email", False, "Thandi Mbeki")
    left(at, dialog)
    assert at.ask("record_contact", RecordContact, case_id=at.case_id).contact() == meant


def test_what_a_contact_chases_comes_back(at: AtTheDesk) -> None:
    at.open_case()
    dialog = at.ask("record_contact", RecordContact, case_id=at.case_id)
    dialog.chases.setCurrentIndex(1)
    dialog.said.setPlainText("When will she ring?")
    meant = dialog.contact()
    assert meant.chases is not None
    left(at, dialog)
    assert at.ask("record_contact", RecordContact, case_id=at.case_id).contact() == meant


def test_words_about_one_child_are_never_shown_for_another(at: AtTheDesk) -> None:
    at.open_case()
    left(at, wrote(at))
    dialog = at.ask("record_contact", RecordContact)
    assert dialog.finder.isVisible() and dialog._view is None and not dialog.has_words()
    other = case_view_by_id(at.desk, at.second).case.child
    left(at, dialog)
    named = at.ask("record_contact", RecordContact, typed=other.surname)
    at.qtbot.waitUntil(lambda: named.picker.list.isVisible(), timeout=10_000)
    at.press(named.picker.line, Qt.Key.Key_Return)
    at.qtbot.waitUntil(lambda: named.said.isEnabled(), timeout=10_000)
    assert named._view is not None and named._view.case.id == at.second and not named.has_words()


def test_words_taken_down_from_the_finder_are_there_on_the_childs_page(at: AtTheDesk) -> None:
    at.open_case()
    dialog = at.ask("record_contact", RecordContact)
    dialog._read(at.case_id)
    at.qtbot.waitUntil(lambda: dialog.said.isEnabled(), timeout=10_000)
    dialog.said.setPlainText("The taxi was late")
    left(at, dialog)
    assert at.ask("record_contact", RecordContact, case_id=at.case_id).said.toPlainText() == "The taxi was late"


def test_what_is_typed_before_the_child_is_found_stands_above_what_was_kept(at: AtTheDesk) -> None:
    at.open_case()
    left(at, wrote(at))
    dialog = at.ask("record_contact", RecordContact)
    at.qtbot.keyClicks(dialog.promise, "Ring her tonight")
    dialog._read(at.case_id)
    at.qtbot.waitUntil(lambda: dialog.said.isEnabled(), timeout=10_000)
    assert dialog.promise.text() == "Ring her tonight" and dialog.promised.isChecked()
    assert dialog.said.toPlainText() == "The taxi was late\nAsk the firm"
    assert dialog.how.chosen == "phone", "this is another call"


def test_a_request_comes_back_with_the_days_and_choices_it_was_typed_with(at: AtTheDesk) -> None:
    at.open_case()
    dialog = at.ask("new_request", OpenRequest)
    dialog.received.set_day(date(2026, 10, 12))
    dialog.born.set_day(date(2019, 3, 1))
    for box in (dialog.year, dialog.source, dialog.team):
        box.setCurrentIndex(box.count() - 1)
    assert not dialog.has_words()
    dialog.lines["surname"].setText("Quill")
    dialog.why.setText("Another mother")
    meant = dialog.request()
    assert meant.team_id is not None and meant.child.year_group is not None
    left(at, dialog)
    assert at.ask("new_request", OpenRequest).request() == meant


def test_a_promise_comes_back_with_its_day_and_for_whom(at: AtTheDesk) -> None:
    at.open_case()
    dialog = at.ask("promise", AddPromise, case_id=at.case_id)
    dialog.due.set_day(date(2026, 11, 20))
    dialog.to.setEditText("The head of year")
    assert not dialog.has_words()
    dialog.what.setText("Send the timetable")
    left(at, dialog)
    again = at.ask("promise", AddPromise, case_id=at.case_id)
    assert (again.due.day, again.to.currentText()) == (date(2026, 11, 20), "The head of year")


def test_a_mark_comes_back_with_its_party(at: AtTheDesk) -> None:
    at.open_case()
    about = {"ref": at.view().case.ref, "entries": (at.view().contacts[0].id,), "about": "One entry"}

    def opened() -> MarkEntries:
        dialog = MarkEntries(at.window.context, at.window, **about)  # type: ignore[arg-type]
        dialog.open()
        return dialog

    dialog = opened()
    dialog.stance.choose("disputed")
    dialog.by.setCurrentText("The school")
    assert not dialog.has_words()
    dialog.says.setPlainText("It was a Tuesday")
    left(at, dialog)
    again = opened()
    assert (again.stance.chosen, again.by.currentText()) == ("disputed", "The school")


def test_nothing_can_be_typed_into_a_form_that_is_on_its_way(at: AtTheDesk) -> None:
    at.open_case()
    dialog = at.ask("record_contact", RecordContact, case_id=at.case_id)
    dialog.said.setFocus()
    at.qtbot.keyClicks(dialog.said, "First words.")
    go = Event()
    at.window.dispatcher.write(at.window, lambda _progress: go.wait(20))
    at.save(dialog)
    at.qtbot.keyClicks(dialog.said, " And she asks for a letter.")
    assert dialog.said.toPlainText() == "First words."
    go.set()
    at.gone(dialog)
    assert at.view().contacts[0].fact.note == "First words."


def test_the_keys_are_back_where_they_were_after_a_refusal(at: AtTheDesk) -> None:
    at.open_case()
    dialog = at.ask("record_fact", RecordFact, case_id=at.case_id, kind="plan_decision_notified")
    dialog.when.set_day(date(2026, 10, 9))
    dialog.words.setFocus()
    at.qtbot.keyClicks(dialog.words, "Told again")
    at.save(dialog)
    at.qtbot.waitUntil(lambda: bool(dialog.trouble.sentence), timeout=10_000)
    assert dialog.focusWidget() is dialog.words
    at.qtbot.keyClicks(dialog.words, " by post")
    assert dialog.words.toPlainText() == "Told again by post"


def test_the_status_line_says_a_draft_is_kept_only_while_it_is(at: AtTheDesk) -> None:
    at.open_case()
    left(at, begun(at))
    assert at.window.status.passing.text() == "What you wrote is kept. Open it again to go on."
    dialog = at.ask("record_fact", RecordFact, case_id=at.case_id, kind="decision")
    assert dialog.has_words()
    dialog.cancel()
    asking = at.shown(KeepWords)
    asking._throw()
    at.gone(dialog)
    assert at.window.status.passing.text() == ""
