"""Recording, correcting and withdrawing a fact: what it would do, what is wrong, and two people at once."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPlainTextEdit

from ehcp_desk.domain.record import NewFact
from ehcp_desk.services.casework.recording import record
from tests.ui.case.at_the_desk import AtTheDesk
from tests.ui.case.maisie import REF, TODAY
from tests.ui.late import Late
from ui import a11y
from ui.dialogs import record_fact
from ui.dialogs.conflict import ConflictDialog
from ui.dialogs.correct_fact import CorrectFact
from ui.dialogs.keep_words import KeepWords
from ui.dialogs.reasoned import Reasoned
from ui.dialogs.record_fact import RecordFact


def test_what_comes_next_for_the_case_is_offered_first(at: AtTheDesk) -> None:
    at.open_case()
    dialog = at.ask("record_fact", RecordFact, case_id=at.case_id)
    offered = [dialog.kind.itemText(n) for n in range(4)]

    assert offered[:3] == ["Next for this case", "Final plan sent", "Comments received"]


def test_the_form_says_what_a_fact_would_do_to_the_dates_before_it_is_saved(at: AtTheDesk) -> None:
    at.open_case()
    dialog = at.ask("record_fact", RecordFact, case_id=at.case_id, kind="final_plan_sent")
    at.qtbot.waitUntil(lambda: "Send the final plan: met 12 days early" in dialog.does.said)
    dialog.when.line.setText("29/10")
    dialog.when.read()
    at.qtbot.waitUntil(lambda: "Send the final plan: met 13 days early" in dialog.does.said)

    assert at.view().row.case.summary.final_on is None, "nothing is saved by looking"


@pytest.mark.parametrize(
    ("later", "says"), [("20/10/2026", "Send the final plan: met 22 days early"), ("31/02/2026", "")]
)
def test_the_effects_of_a_day_typed_before_never_stand_under_the_day_in_the_form(
    at: AtTheDesk, monkeypatch: pytest.MonkeyPatch, later: str, says: str
) -> None:
    at.open_case()
    dialog = at.ask("record_fact", RecordFact, case_id=at.case_id, kind="final_plan_sent")
    at.qtbot.waitUntil(lambda: "Send the final plan: met 12 days early" in dialog.does.said)
    late = Late(record_fact.effects_of)
    monkeypatch.setattr(record_fact, "effects_of", late)

    def type_day(words: str) -> None:
        dialog.when.line.setText(words)
        dialog.when.read()
        dialog._preview_later.stop()
        dialog._preview()

    type_day("29/10/2026")
    at.qtbot.waitUntil(lambda: late.answered == 1)
    type_day(later)
    at.qtbot.waitUntil(lambda: not says or says in dialog.does.said)
    standing = list(dialog.does.said)
    late.let_go()
    at.settle()
    assert dialog.does.said == standing and "Send the final plan: met 13 days early" not in standing


def test_a_fact_is_typed_found_and_saved_by_the_keys(at: AtTheDesk) -> None:
    page = at.open_case()
    dialog = at.ask("record_fact", RecordFact, case_id=at.case_id)
    assert dialog.focusWidget() in (dialog.kind, dialog.kind.lineEdit())
    dialog.kind.setEditText("advice received")
    assert dialog.kind.kind == "advice_received"
    body = dialog.attrs.fields["body"].control
    body.setCurrentText("Occupational therapy")  # type: ignore[attr-defined]
    at.save(dialog)
    at.gone(dialog)

    came = next(a for a in at.view().advice if a.body == "occupational_therapy")
    assert came.received_on == TODAY
    at.qtbot.waitUntil(
        lambda: page.advice.panel.note_label is not None and "7 of 7" in page.advice.panel.note_label.text()
    )


def test_words_that_name_no_fact_are_refused_in_a_sentence(at: AtTheDesk) -> None:
    at.open_case()
    dialog = at.ask("record_fact", RecordFact, case_id=at.case_id)
    dialog.kind.setEditText("something happened")
    at.save(dialog)

    assert dialog.kind_field.problem.sentence.startswith("Say what happened.")


def test_the_records_own_refusal_is_shown_and_the_words_stay(at: AtTheDesk) -> None:
    at.open_case()
    dialog = at.ask("record_fact", RecordFact, case_id=at.case_id, kind="plan_decision_notified")
    dialog.when.set_day(date(2026, 10, 9))
    dialog.words.setPlainText("Told again")
    at.save(dialog)
    at.qtbot.waitUntil(lambda: bool(dialog.trouble.sentence))

    assert "already has" in dialog.trouble.sentence
    assert dialog.isVisible() and dialog.words.toPlainText() == "Told again"


def test_two_people_at_once_are_shown_who_when_and_what(at: AtTheDesk) -> None:
    at.open_case()
    dialog = at.ask("record_fact", RecordFact, case_id=at.case_id, kind="advice_received",
                    attrs={"body": "occupational_therapy"})  # fmt: skip
    record(at.other, REF, NewFact("advice_chased", TODAY, {"body": "occupational_therapy"}))
    at.save(dialog)
    meeting = at.shown(ConflictDialog)
    words = " ".join(w.text() for w in meeting.findChildren(QLabel))

    assert "Thandi Mbeki changed this case" in words
    assert "Chased occupational therapy advice" in words
    assert "Occupational therapy advice arrived" in words
    assert all(a.received_on is None for a in at.view().advice if a.body == "occupational_therapy")
    at.save(meeting)
    at.gone(dialog)
    assert any(a.received_on == TODAY for a in at.view().advice if a.body == "occupational_therapy")


def test_going_back_from_a_conflict_saves_nothing_and_loses_nothing(at: AtTheDesk) -> None:
    at.open_case()
    dialog = at.ask("record_fact", RecordFact, case_id=at.case_id, kind="note")
    dialog.words.setPlainText("My words")
    record(at.other, REF, NewFact("note", TODAY, note="Thandi’s words"))
    at.save(dialog)
    meeting = at.shown(ConflictDialog)
    at.press(meeting, Qt.Key.Key_Escape)
    at.gone(meeting)

    assert dialog.isVisible() and dialog.words.toPlainText() == "My words"
    assert all(f.fact.note != "My words" for f in at.view().facts)


def test_what_was_being_written_comes_back_with_its_kind_and_what_it_says(at: AtTheDesk) -> None:
    at.open_case()
    dialog = at.ask("record_fact", RecordFact, case_id=at.case_id, kind="decision")
    assert not dialog.has_words(), "what is only chosen is no draft"
    for words in dialog.attrs.findChildren(QPlainTextEdit):
        words.setPlainText("The reports,\nread twice")
    said = dialog.attrs.values()
    assert said["evidence"] == "The reports,\nread twice"
    at.press(dialog, Qt.Key.Key_Escape)
    at.gone(dialog)
    other = at.ask("record_fact", RecordFact, case_id=at.case_id, kind="advice_received", attrs={"body": "psychology"})
    other.keep_draft()
    at.press(other, Qt.Key.Key_Escape)
    at.gone(other)
    again = at.ask("record_fact", RecordFact, case_id=at.case_id, kind="decision")
    assert again.kind.kind == "decision" and again.attrs.values() == said
    again.cancel()
    asking = at.shown(KeepWords)
    asking.thrown_away.emit()
    at.gone(again)
    third = at.ask("record_fact", RecordFact, case_id=at.case_id, kind="decision")
    assert third.kind.kind == "decision" and not third.has_words()


def test_a_correction_that_was_left_is_gone_on_with(at: AtTheDesk) -> None:
    at.open_case()
    rang = next(f for f in at.view().facts if f.fact.kind == "contact" and "therapy visit" in f.fact.note)
    dialog = at.ask("correct_fact", CorrectFact, case_id=at.case_id, fact_id=rang.id)
    assert not dialog.has_words(), "the entry as it stands is no draft"
    dialog.words.setPlainText("When is the therapist coming?")
    dialog.reason.setText("Her own words")
    at.press(dialog, Qt.Key.Key_Escape)
    at.gone(dialog)
    again = at.ask("correct_fact", CorrectFact, case_id=at.case_id, fact_id=rang.id)
    at.qtbot.waitUntil(lambda: again.reason.text() == "Her own words")
    assert again.words.toPlainText() == "When is the therapist coming?"
    at.save(again)
    at.gone(again)
    right = next(f for f in at.view().facts if f.supersedes == rang.id)
    assert right.fact.attrs == rang.fact.attrs and right.fact.note == "When is the therapist coming?"


def test_a_correction_needs_its_reason_and_shows_the_effect(at: AtTheDesk) -> None:
    at.open_case()
    served = next(f for f in at.view().facts if f.fact.kind == "draft_plan_served")
    dialog = at.ask("correct_fact", CorrectFact, case_id=at.case_id, fact_id=served.id)
    assert dialog.when.day == date(2026, 10, 19) and dialog.kind.kind == "draft_plan_served"
    dialog.when.set_day(date(2026, 10, 21))
    at.qtbot.waitUntil(lambda: "Parents’ time to comment: 4 November 2026, 5 days left" in dialog.does.said)
    at.save(dialog)
    assert dialog.reason_field.problem.sentence.startswith("Say why")
    dialog.reason.setText("Posted two days later")
    at.save(dialog)
    at.gone(dialog)

    facts = {f.id: f for f in at.view().facts}
    assert facts[served.id].superseded_by is not None
    assert any(d.due == date(2026, 11, 4) for d in at.view().timeline.deadlines if d.rule == "A_DRAFT_REPS")


def test_correcting_a_contact_keeps_who_rang_and_how(at: AtTheDesk) -> None:
    at.open_case()
    rang = next(f for f in at.view().facts if f.fact.kind == "contact" and "therapy visit" in f.fact.note)
    dialog = at.ask("correct_fact", CorrectFact, case_id=at.case_id, fact_id=rang.id)
    dialog.words.setPlainText("When is the therapist coming?")
    dialog.reason.setText("Her own words")
    at.save(dialog)
    at.gone(dialog)

    right = next(f for f in at.view().facts if f.supersedes == rang.id)
    assert right.fact.attrs == rang.fact.attrs and right.fact.note == "When is the therapist coming?"


def test_correcting_an_entry_keeps_its_document(at: AtTheDesk) -> None:
    at.open_case()
    served = next(f for f in at.view().facts if f.fact.kind == "draft_plan_served")
    dialog = at.ask("correct_fact", CorrectFact, case_id=at.case_id, fact_id=served.id)
    dialog.when.set_day(date(2026, 10, 21))
    dialog.reason.setText("Posted two days later")
    at.save(dialog)
    at.gone(dialog)

    right = next(f for f in at.view().facts if f.supersedes == served.id)
    assert right.document_id == served.document_id is not None


def test_a_withdrawal_says_which_entry_and_keeps_it_on_the_record(at: AtTheDesk) -> None:
    page = at.open_case()
    told = next(f for f in at.view().facts if f.fact.kind == "advice_chased")
    dialog = at.ask("withdraw_fact", Reasoned, case_id=at.case_id, fact_id=told.id)
    at.qtbot.waitUntil(lambda: "Chased occupational therapy advice, 23 October 2026" in dialog.explain.text())
    dialog.reason.setPlainText("That was another child")
    at.save(dialog)
    at.gone(dialog)
    at.qtbot.waitUntil(lambda: page.file is not None and any(h.changed for h in page.file.timeline))

    assert page.file is not None
    entry = next(h for h in page.file.timeline if h.id == told.id)
    assert entry.changed == "withdrawn: That was another child"


def test_the_forms_can_be_used_by_ear(at: AtTheDesk) -> None:
    at.open_case()
    for kind in ("relief_claimed", "tribunal_direction", "request_received"):
        dialog = at.ask("record_fact", RecordFact, case_id=at.case_id, kind=kind)
        assert a11y.problems(dialog) == [], kind
        dialog.close()


def test_tab_reaches_the_fields_of_the_kind_where_they_stand(at: AtTheDesk) -> None:
    at.open_case()
    dialog = at.ask("record_fact", RecordFact, case_id=at.case_id, kind="setting_replied")
    reached = []
    for _ in range(6):
        here = dialog.focusWidget()
        assert here is not None
        reached.append(a11y.accessible_name(here))
        at.press(here, Qt.Key.Key_Tab)

    assert reached[:4] == ["On which day", "The day is approximate", "Setting", "Source"]


def test_a_decision_is_never_made_by_default(at: AtTheDesk) -> None:
    at.open_case(at.second)
    for kind, field in (
        ("assess_decision_notified", "outcome"),
        ("relief_claimed", "relief"),
        ("advice_received", "body"),
    ):
        dialog = at.ask("record_fact", RecordFact, case_id=at.second, kind=kind)
        at.save(dialog)
        assert dialog.isVisible(), kind
        assert dialog.attrs.fields[field].problem.sentence.startswith("This is needed."), kind
        dialog.close()
    assert len(at.view(at.second).facts) == 1


def test_a_reply_from_what_is_owed_names_its_contact_and_leaves_the_others(at: AtTheDesk) -> None:
    at.open_case()
    wanted = {"channel": "letter", "direction": "in", "reply_by": "2026-11-06"}
    for who in ("Mrs Pell", "Mr Ames"):
        record(at.desk, REF, NewFact("contact", TODAY, {**wanted, "with": who}, f"{who} asks"))
    mother, father = [m for m in at.view().matters if m.who in ("Mrs Pell", "Mr Ames")]
    kind, attrs = mother.answered_by
    dialog = at.ask("record_fact", RecordFact, case_id=at.case_id, kind=kind, attrs=attrs)
    assert dialog.attrs.values() == {"contact": str(mother.fact_id)} and "with" not in dialog.attrs.fields
    at.save(dialog)
    at.gone(dialog)
    left = {m.fact_id for m in at.view().matters}
    assert mother.fact_id not in left and father.fact_id in left
