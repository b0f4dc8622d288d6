"""Assigning: the reason, the handover note, the load of each, and the way back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import Qt

from ehcp_desk.services.oversight.ownership import assign
from ehcp_desk.services.oversight.staffing import set_manager, staff
from ehcp_desk.services.records.history import case_history
from tests.ui.case.at_the_desk import AtTheDesk
from tests.ui.case.maisie import REF
from ui import a11y
from ui.dialogs.assign import Assign, Leaving
from ui.dialogs.files import Files
from ui.dialogs.keep_words import KeepWords
from ui.dialogs.reasoned import Reasoned


def test_a_case_leaves_somebody_at_work_with_a_note_drafted_from_the_record_which_cannot_be_emptied(
    at: AtTheDesk,
) -> None:
    at.open_case()
    dialog = at.ask("assign", Assign, case_ids=[at.case_id])
    assert dialog.primary is not None
    dialog.rows.boxes[at.case_id].setCurrentIndex(dialog.rows.boxes[at.case_id].findData("Thandi Mbeki"))
    dialog.mend.click()
    writing = dialog.rows.notes[at.case_id]
    assert dialog.focusWidget() is writing
    assert "Week 19 of 20" in writing.toPlainText() and dialog.primary.isEnabled()

    writing.setPlainText("")
    assert not dialog.primary.isEnabled()
    assert dialog.note.text() == "1 handover note to write before this case moves"
    at.qtbot.keyClicks(writing, "Jo fears the visit will slip again")
    assert dialog.primary.isEnabled()


def test_a_note_somebody_wrote_is_there_again_and_cancel_asks_before_it_goes(at: AtTheDesk) -> None:
    at.open_case()
    dialog = at.ask("assign", Assign, case_ids=[at.case_id, at.second], to="Thandi Mbeki")
    offered = dialog.rows.notes[at.second].toPlainText()
    assert not dialog.has_words(), "what is drafted from the record is nobody's words"
    dialog.rows.notes[at.case_id].setPlainText("What she fears, in forty lines")
    key = f"assign.{min(at.case_id, at.second)}-{max(at.case_id, at.second)}"
    at.press(dialog, Qt.Key.Key_Escape)
    at.gone(dialog)
    at.window.ask("assign", case_ids=[at.case_id, at.second], to="Thandi Mbeki")
    again = at.shown(Assign)
    again.keep_draft()
    assert "forty lines" in str(at.draft(key)), "before the cases are read nothing is lost"
    at.settle()
    assert again.rows.note(at.case_id) == "What she fears, in forty lines"
    assert again.rows.notes[at.second].toPlainText() == offered
    again.rows.notes[at.second].setPlainText("Typed and never left")
    at.qtbot.waitUntil(lambda: "Typed and never left" in str(at.draft(key)), timeout=5_000)
    again.cancel()
    assert at.shown(KeepWords).isVisible() and again.isVisible()


def test_ticking_people_spreads_the_cases_among_them_by_weight(at: AtTheDesk) -> None:
    at.open_case()
    dialog = at.ask("assign", Assign, case_ids=[at.case_id, at.second])
    for name, tick in dialog.after.ticks.items():
        tick.setChecked(name == "Ross Fairbairn")
    assert {to for _, to in dialog.rows.chosen()} == {"Ross Fairbairn"}
    dialog.after.ticks["Thandi Mbeki"].setChecked(True)
    assert {to for _, to in dialog.rows.chosen()} <= {"Ross Fairbairn", "Thandi Mbeki"}
    before = dialog.after.said
    dialog.rows.all_to("Thandi Mbeki")
    assert dialog.after.said != before and any(said.startswith("Thandi Mbeki") for said in dialog.after.said)


def test_all_of_them_to_one_can_be_taken_back_to_what_was_suggested(at: AtTheDesk) -> None:
    at.open_case()
    dialog = at.ask("assign", Assign, case_ids=[at.case_id, at.second])
    at.settle()
    suggested = [to for _, to in dialog.rows.chosen()]
    other = next(name for name in ("Ross Fairbairn", "Thandi Mbeki") if [name, name] != suggested)
    heard: list[int] = []
    dialog.rows.changed.connect(lambda: heard.append(1))
    dialog.everybody.setCurrentIndex(dialog.everybody.findData(other))
    assert [to for _, to in dialog.rows.chosen()] == [other, other]
    assert len(heard) == 1, "the loads are worked out once, not once a case"
    dialog.everybody.setCurrentIndex(0)
    assert dialog.everybody.currentText() == "as suggested"
    assert [to for _, to in dialog.rows.chosen()] == suggested
    # Ticking people spreads anew, and no name stands over lines that say others.
    dialog.everybody.setCurrentIndex(dialog.everybody.findData(other))
    dialog.after.ticks[other].toggle()
    assert dialog.everybody.currentText() == "as suggested"


def test_the_move_and_the_way_back(at: AtTheDesk) -> None:
    page = at.open_case()
    dialog = at.ask("assign", Assign, case_ids=[at.case_id, at.second], to="Ross Fairbairn")
    dialog.rows.notes[at.case_id].setPlainText("Jo fears the visit will slip again")
    assert any(said.startswith("Ross Fairbairn: 0, then 2 of 44; weight 0.0, then") for said in dialog.after.said)
    at.save(dialog)
    assert dialog.reason_field.problem.sentence == "Say why; the reason stays with each case."
    dialog.reason.setText("Joy’s cases are shared out")
    at.save(dialog)
    at.gone(dialog)

    assert at.view().owner == "Ross Fairbairn" and at.view(at.second).owner == "Ross Fairbairn"
    assert any(f.fact.kind == "handover_note" and "slip again" in f.fact.note for f in at.view().facts)
    assert any("First call" in p.what for p in at.view(at.second).promises)
    at.window.book.run("undo")
    at.qtbot.waitUntil(lambda: at.view().owner == "Joy Addo")
    at.settle()
    assert at.view(at.second).owner is None
    assert page.header.owner.value.text() == "Joy Addo"


def test_papers_of_a_move_leave_the_way_back_and_each_letter_is_on_its_case(at: AtTheDesk, tmp_path: Path) -> None:
    at.open_case()
    dialog = at.ask("assign", Assign, case_ids=[at.case_id, at.second], to="Ross Fairbairn")
    shown: list[Path] = []
    dialog._files = Files(folder=lambda _parent, _title: tmp_path, show=shown.append)
    dialog.sheets.setChecked(True)
    dialog.letters.setChecked(True)
    dialog.reason.setText("Shared out")
    at.save(dialog)
    at.gone(dialog)
    at.qtbot.waitUntil(lambda: bool(shown), timeout=20_000)

    assert len(list(tmp_path.glob("Your caseworker*.pdf"))) == len(list(tmp_path.glob("Pick-up sheet*.pdf"))) == 2
    bar = at.window.done
    with at.desk.store.read() as work:
        (act,) = [line.seq for line in work.journal(kind="cases_reassigned")]
    assert bar.accessibleName() == f"2 cases moved to Ross Fairbairn, as move {act}. 4 papers are in {tmp_path.name}"
    assert bar.isVisible() and bar.can_undo
    for case_id in (at.case_id, at.second):
        issued = [line.what for line in case_history(at.desk, case_id) if line.what.startswith("Issued")]
        assert issued == ["Issued a paper: introduction letter", "Issued a paper: pick-up sheet"]
    at.window.book.run("undo")
    at.qtbot.waitUntil(lambda: at.view().owner == "Joy Addo")
    at.settle()
    assert at.view(at.second).owner is None


def test_every_vacancy_of_a_leaver_is_told_until_the_move_is_taken_back(at: AtTheDesk) -> None:
    people = staff(at.desk)
    thandi = people.named("Thandi Mbeki")
    assert thandi is not None
    set_manager(at.desk, next(iter(people.teams)), thandi.id)
    assign(at.desk, [at.view(at.second).case.ref], thandi.name, "New")
    leaving = Leaving(thandi.id, thandi.name, at.desk.today())
    dialog = at.ask("assign", Assign, case_ids=[at.second], to="Ross Fairbairn", leaving=leaving)
    dialog.reason.setText("Thandi leaves")
    at.save(dialog)
    at.gone(dialog)

    banner = at.window.banner
    assert "North has no manager after that day" in banner.accessibleName() and not banner.isHidden()
    assert "Joy Addo’s absence from 2026-11-09 has no cover" in banner.accessibleName()
    at.window.book.run("undo")
    at.qtbot.waitUntil(lambda: at.view(at.second).owner == "Thandi Mbeki")
    at.settle()
    now = staff(at.desk).named("Thandi Mbeki")
    assert now is not None and now.left_on is None and banner.isHidden(), "there is no vacancy any more"


def test_taking_a_move_back_says_what_it_opens_again(at: AtTheDesk) -> None:
    ross = staff(at.desk).named("Ross Fairbairn")
    assert ross is not None
    assign(at.desk, [at.view(at.second).case.ref], ross.name, "New")
    with at.desk.store.write("Ruth Castellan", at.desk.now()) as work:
        work.save_officer(replace(ross, left_on=at.desk.today() - timedelta(12)))
    dialog = at.ask("assign", Assign, case_ids=[at.second], to="Thandi Mbeki")
    dialog.reason.setText("Ross has left")
    at.save(dialog)
    at.gone(dialog)
    assert at.window.banner.isHidden() and at.view(at.second).owner == "Thandi Mbeki"
    at.window.book.run("undo")
    at.qtbot.waitUntil(lambda: at.view(at.second).owner == "Ross Fairbairn")
    at.settle()
    assert at.window.banner.accessibleName() == (
        "Ross Fairbairn is not in post, so their cases are on the list of leavers again."
    )
    assert not at.window.banner.isHidden()


def test_a_case_changed_meanwhile_moves_nothing_and_says_who(at: AtTheDesk) -> None:
    from ehcp_desk.domain.record import NewFact
    from ehcp_desk.services.casework.recording import record

    at.open_case()
    dialog = at.ask("assign", Assign, case_ids=[at.second, at.case_id], to="Ross Fairbairn")
    dialog.rows.notes[at.case_id].setPlainText("All is written down")
    dialog.reason.setText("shared out")
    record(at.other, REF, NewFact("note", at.desk.today(), note="Thandi rang the school"))
    at.save(dialog)
    at.qtbot.waitUntil(lambda: bool(dialog.trouble.sentence))
    at.settle()

    assert "Thandi Mbeki changed SEN/26118" in dialog.trouble.sentence
    assert at.view().owner == "Joy Addo" and at.view(at.second).owner is None, "all or none"
    assert dialog.rows.note(at.case_id) == "All is written down", "what was written is kept"
    at.save(dialog)
    at.gone(dialog)
    assert at.view().owner == "Ross Fairbairn"


def test_the_dialog_can_be_used_by_ear(at: AtTheDesk) -> None:
    at.open_case()
    assert a11y.problems(at.ask("assign", Assign, case_ids=[at.case_id, at.second])) == []


def test_taking_a_case_off_somebody_needs_a_reason(at: AtTheDesk) -> None:
    page = at.open_case()
    dialog = at.ask("unassign", Reasoned, case_id=at.case_id)
    at.save(dialog)
    assert dialog.reason_field.problem.sentence == "Say why; the reason stays with the case."
    dialog.reason.setPlainText("Joy is away for a month")
    at.save(dialog)
    at.gone(dialog)
    at.qtbot.waitUntil(lambda: page.header.owner.value.text() == "nobody yet")
