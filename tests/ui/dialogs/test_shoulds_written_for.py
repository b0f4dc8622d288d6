"""Starting from a template, writing for a colleague, and a note of a kind, from the forms."""

from __future__ import annotations

from PySide6.QtCore import Qt

from ehcp_desk.domain.record import NewFact
from ehcp_desk.services.casework.recording import record
from ehcp_desk.services.upkeep.practice import change_practice
from tests.ui.case.at_the_desk import AtTheDesk
from tests.ui.case.maisie import TODAY
from ui import a11y
from ui.dialogs.record_contact import RecordContact
from ui.dialogs.record_fact import RecordFact
from ui.pages.case.timeline_words import happenings


def test_a_contact_starts_from_a_template_and_keeps_both_names(at: AtTheDesk) -> None:
    at.open_case()
    dialog = at.ask("record_contact", RecordContact, case_id=at.case_id)
    at.qtbot.waitUntil(lambda: dialog.said.isEnabled() and dialog.whose.start_from.isVisible(), timeout=10_000)
    dialog.said.setPlainText("Rang at nine.")
    box = dialog.whose.start_from.box
    box.setFocus()
    place = box.findText("Home visit")
    box.setCurrentIndex(place)
    box.activated.emit(place)
    assert dialog.said.toPlainText().startswith("Rang at nine.\nPurpose of the visit:\n")
    assert dialog.focusWidget() is dialog.said and box.currentIndex() == 0
    at.qtbot.keyClicks(dialog.said, " to see his room")
    assert "Purpose of the visit: to see his room\n" in dialog.said.toPlainText()
    dialog.whose.behalf.setCurrentText("Imre Vantongeren")
    assert a11y.problems(dialog) == []
    at.save(dialog)
    at.gone(dialog)
    newest = at.view().contacts[0]
    assert newest.written_by == f"Imre Vantongeren, entered by {at.desk.user}"


def test_a_note_says_its_kind_whose_it_is_and_starts_from_a_template(at: AtTheDesk) -> None:
    at.open_case()
    dialog = at.ask("record_fact", RecordFact, case_id=at.case_id)
    at.qtbot.waitUntil(lambda: dialog.view is not None, timeout=10_000)
    dialog.kind.choose("exclusion")
    assert not dialog.start_from.isVisible()
    dialog.kind.choose("note")
    at.qtbot.waitUntil(lambda: dialog.start_from.isVisible() and "reportable" in dialog.attrs.fields, timeout=10_000)
    kinds = dialog.attrs.fields["reportable"].control
    assert [kinds.itemText(n) for n in range(1, kinds.count())] == list(at.view().practice.note_kinds)  # type: ignore[attr-defined]
    kinds.setCurrentText("Concern")  # type: ignore[attr-defined]
    dialog.words.setPlainText("The taxi did not come.")
    at.press(dialog.words, Qt.Key.Key_End)
    assert a11y.problems(dialog) == []
    at.save(dialog)
    at.gone(dialog)
    newest = max((f for f in at.view().facts if f.fact.kind == "note"), key=lambda f: f.id)
    assert newest.fact.attrs == {"reportable": "Concern"}


def test_a_decision_in_two_steps_is_not_asked_who_authorised_it_and_says_in_the_timeline_that_it_waits(
    at: AtTheDesk,
) -> None:
    change_practice(at.desk, "", "", True)
    at.open_case()
    dialog = at.ask("record_fact", RecordFact, case_id=at.case_id, kind="decision")
    at.qtbot.waitUntil(lambda: dialog.view is not None and "what" in dialog.attrs.fields, timeout=10_000)
    assert "authorised" not in dialog.attrs.fields and "evidence" in dialog.attrs.fields
    dialog.close()
    said = {"did": "to", "what": "Name Windle Hill", "by": "Joy Addo", "evidence": "The replies"}
    record(at.desk, at.view().case.ref, NewFact("decision", TODAY, said, "It can meet the needs."))
    shown = [one for one in happenings(at.view(), {}) if one.top == "Decided to: Name Windle Hill"]
    assert shown[0].bottom.endswith("waits to be authorised")
