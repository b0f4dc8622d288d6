"""Recording a call: from the keyboard alone, with nothing lost."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from ehcp_desk.domain.record import NewFact
from ehcp_desk.services.casework.recording import correct
from tests.ui.case.at_the_desk import AtTheDesk
from tests.ui.case.maisie import TODAY
from ui import a11y
from ui.dialogs.keep_words import KeepWords
from ui.dialogs.record_contact import RecordContact
from ui.messages import Banner


def _type(at: AtTheDesk, words: str) -> None:
    """Type into whatever has the keys."""
    here = QApplication.focusWidget()
    assert here is not None, "something has the keys"
    at.qtbot.keyClicks(here, words)


def test_a_call_is_recorded_without_the_mouse(at: AtTheDesk) -> None:
    page = at.open_case(at.second)
    at.window.book.run("record_contact")
    dialog = at.shown(RecordContact)
    at.settle()
    dialog.close()
    dialog = at.ask("record_contact", RecordContact)
    assert dialog.focusWidget() is dialog.picker.line, "it opens on its first empty field"
    at.qtbot.keyClicks(dialog.picker.line, "farrow")
    at.press(dialog.picker.line, Qt.Key.Key_Return)
    at.qtbot.waitUntil(lambda: dialog.said.isVisible() and dialog.focusWidget() is dialog.said, timeout=10_000)
    at.qtbot.keyClicks(dialog.said, "When will the draft come?")
    at.save(dialog)
    at.gone(dialog)

    newest = at.view().contacts[0]
    assert newest.fact.note == "When will the draft come?"
    assert newest.fact.attrs["with"] == "Jo Farrowdale"
    assert (newest.fact.attrs["channel"], newest.fact.attrs["direction"]) == ("phone", "in")
    assert newest.fact.on == TODAY
    assert page.isVisible()


def test_the_number_they_ring_from_says_who_is_calling(at: AtTheDesk) -> None:
    at.open_case()
    dialog = at.ask("record_contact", RecordContact)
    at.qtbot.keyClicks(dialog.picker.line, "01632 960118")
    at.press(dialog.picker.line, Qt.Key.Key_Return)
    at.qtbot.waitUntil(lambda: dialog.focusWidget() is dialog.said, timeout=10_000)

    assert (
        dialog.who.currentText() == "Ilse Brandreth, senco, larkspur primary"
        or "Ilse Brandreth" in dialog.who.currentText()
    )
    assert dialog.contact().who == "Ilse Brandreth"


def test_what_to_know_while_talking_stands_beside_the_form(at: AtTheDesk) -> None:
    at.open_case()
    dialog = at.ask("record_contact", RecordContact, case_id=at.case_id)
    at.qtbot.waitUntil(lambda: dialog._view is not None)
    from PySide6.QtWidgets import QLabel

    words = [w.text() for w in dialog.talk.findChildren(QLabel)]
    assert "Ring Jo with the therapy date" in words
    assert "Occupational therapy" in words
    assert any("Text first" in w for w in words)


def test_an_empty_contact_is_refused_in_a_sentence_and_nothing_is_saved(at: AtTheDesk) -> None:
    at.open_case()
    before = len(at.view().contacts)
    dialog = at.ask("record_contact", RecordContact, case_id=at.case_id)
    at.save(dialog)

    assert dialog.said_field.problem.sentence == "Write what was said, in a few words."
    assert dialog.focusWidget() is dialog.said
    assert "What was said, in their words: Write what was said, in a few words." in at.spoken
    assert dialog.isVisible() and len(at.view().contacts) == before


def test_a_promise_and_a_reply_go_on_the_record_with_their_days(at: AtTheDesk) -> None:
    at.open_case()
    dialog = at.ask("record_contact", RecordContact, case_id=at.case_id)
    at.qtbot.keyClicks(dialog.said, "Wants the visit date in writing")
    at.qtbot.keyClicks(dialog.promise, "Write with the date")
    assert dialog.promised.isChecked(), "typing a promise ticks the box"
    dialog.due.line.setText("+4")
    dialog.waits.setChecked(True)
    at.save(dialog)
    at.gone(dialog)

    view = at.view()
    promise = next(p for p in view.promises if p.what == "Write with the date")
    assert promise.due == date(2026, 11, 3)
    assert view.contacts[0].fact.attrs["reply_by"] == "2026-11-06", "five working days"


def test_a_promise_that_says_nothing_is_asked_for(at: AtTheDesk) -> None:
    at.open_case()
    dialog = at.ask("record_contact", RecordContact, case_id=at.case_id)
    at.qtbot.keyClicks(dialog.said, "Rang about the visit")
    dialog.promised.setChecked(True)
    at.save(dialog)

    assert dialog.promise_field.problem.sentence == "Write what was promised, or clear the tick."
    assert dialog.focusWidget() is dialog.promise


def test_a_day_to_come_cannot_be_when_they_rang(at: AtTheDesk) -> None:
    at.open_case()
    before = len(at.view().contacts)
    dialog = at.ask("record_contact", RecordContact, case_id=at.case_id)
    at.qtbot.keyClicks(dialog.said, "Rang about the visit")
    dialog.when.line.setText("3/11/2026")
    at.save(dialog)

    assert dialog.when.sentence == "That day has not come yet. Type the day it happened."
    assert len(at.view().contacts) == before


def test_esc_keeps_what_was_written_until_it_is_saved(at: AtTheDesk) -> None:
    at.open_case()
    dialog = at.ask("record_contact", RecordContact, case_id=at.case_id)
    at.qtbot.keyClicks(dialog.said, "Half a sentence")
    at.press(dialog, Qt.Key.Key_Escape)
    at.gone(dialog)
    again = at.ask("record_contact", RecordContact, case_id=at.case_id)
    assert again.said.toPlainText() == "Half a sentence"
    at.save(again)
    at.gone(again)
    third = at.ask("record_contact", RecordContact, case_id=at.case_id)

    assert third.said.toPlainText() == "", "what is on the record is no draft any more"


def test_cancel_asks_before_words_are_thrown_away(at: AtTheDesk) -> None:
    at.open_case()
    dialog = at.ask("record_contact", RecordContact, case_id=at.case_id)
    at.qtbot.keyClicks(dialog.said, "Half a sentence")
    dialog.cancel()
    asking = at.shown(KeepWords)
    assert dialog.isVisible()
    at.press(asking, Qt.Key.Key_Escape)
    at.gone(asking)
    assert dialog.isVisible() and dialog.said.toPlainText() == "Half a sentence", "Esc goes on writing"
    dialog.cancel()
    at.shown(KeepWords)._throw()
    at.gone(dialog)

    assert at.ask("record_contact", RecordContact, case_id=at.case_id).said.toPlainText() == ""


def test_undo_withdraws_the_call_and_both_acts_stay_in_the_history(at: AtTheDesk) -> None:
    page = at.open_case()
    before = len(at.view().contacts)
    dialog = at.ask("record_contact", RecordContact, case_id=at.case_id)
    at.qtbot.keyClicks(dialog.said, "On the wrong case")
    at.save(dialog)
    at.gone(dialog)
    at.window.book.run("undo")
    at.qtbot.waitUntil(lambda: len(at.view().contacts) == before)
    at.settle()

    assert page.file is not None
    assert page.file.history[0].what.startswith("Withdrew")
    assert page.file.history[1].what.rstrip(".").endswith("On the wrong case")


def test_undo_takes_back_no_half_of_what_a_colleague_corrected(at: AtTheDesk) -> None:
    banners: list[object] = []
    at.window.messages.banner_changed.connect(banners.append)
    at.open_case()
    dialog = at.ask("record_contact", RecordContact, case_id=at.case_id)
    dialog.said.setPlainText("The taxi was late again")
    at.qtbot.keyClicks(dialog.promise, "Ask the firm and ring back")
    at.save(dialog)
    at.gone(dialog)
    said = at.view().contacts[0]
    right = NewFact(said.fact.kind, said.fact.on, said.fact.attrs, "The taxi was late again, by 40 minutes")
    correct(at.other, said.id, right, "She said how late")
    at.window.book.run("undo")
    at.qtbot.waitUntil(lambda: bool(banners), timeout=10_000)
    at.settle()

    assert isinstance(banners[-1], Banner)
    assert banners[-1].sentence.startswith("Nothing was taken back: Thandi Mbeki has corrected")
    assert "Ask the firm and ring back" in [m.what for m in at.view().matters], "the promise stands"


def test_the_dialog_can_be_used_by_ear(at: AtTheDesk) -> None:
    at.open_case()
    assert a11y.problems(at.ask("record_contact", RecordContact, case_id=at.case_id)) == []


def test_it_fits_a_small_laptop_at_twice_the_size(at: AtTheDesk) -> None:
    at.open_case()
    at.window.resize(640, 360)
    dialog = at.ask("record_contact", RecordContact, case_id=at.case_id)

    assert dialog.width() <= 640 and dialog.height() <= 360
    assert dialog.primary is not None and dialog.primary.geometry().bottom() < dialog.height()
    assert dialog.note.text(), "the words at the foot are still there"


def test_on_a_low_window_the_promise_and_the_reply_are_seen_with_their_days(at: AtTheDesk) -> None:
    at.open_case()
    at.window.resize(1366, 690)
    dialog = at.ask("record_contact", RecordContact, case_id=at.case_id)
    at.qtbot.waitUntil(lambda: dialog.focusWidget() is dialog.said)
    scroll = dialog.findChild(QScrollArea)
    assert scroll is not None
    seen = scroll.viewport()
    for day in (dialog.due, dialog.reply_by):
        assert day.mapTo(seen, day.rect().bottomLeft()).y() < seen.height()


def test_tab_goes_down_the_form_and_along_the_foot(at: AtTheDesk) -> None:
    at.open_case()
    dialog = at.ask("record_contact", RecordContact, case_id=at.case_id)
    at.qtbot.waitUntil(lambda: dialog.focusWidget() is dialog.said)
    reached = []
    for _ in range(8):
        here = dialog.focusWidget()
        assert here is not None
        at.press(here, Qt.Key.Key_Tab)
        now = dialog.focusWidget()
        assert now is not None
        reached.append(a11y.accessible_name(now))

    assert reached[:3] == ["We promised something", "What we promised", "They are waiting for a reply"]
    assert reached[3:5] == ["Start from a template", "Written for a colleague"], "seldom used, so last of the form"
    assert reached[5:8] == ["Save", "Save and open the case", "Cancel"]


def test_the_side_comes_last_however_late_it_is_filled(at: AtTheDesk) -> None:
    at.open_case()
    dialog = at.ask("record_contact", RecordContact, case_id=at.case_id)
    at.qtbot.waitUntil(lambda: dialog.focusWidget() is dialog.said)
    dialog.show_view(at.view())  # as after a promise was kept: the side is made anew
    links = [w for w in dialog.talk.findChildren(QWidget) if a11y.accessible_name(w).startswith("Kept: ")]
    at.qtbot.waitUntil(lambda: links[-1].isVisible())
    cancel = next(b for b in dialog.findChildren(QWidget) if a11y.accessible_name(b) == "Cancel" and b.isVisible())
    after = cancel.nextInFocusChain()
    while not (after.isVisible() and after.focusPolicy() & Qt.FocusPolicy.TabFocus):
        after = after.nextInFocusChain()
    assert a11y.accessible_name(after).startswith("Kept: ")
