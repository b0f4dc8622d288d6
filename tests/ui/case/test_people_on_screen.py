"""The child and the people in the window: banners first, what is known of the child, history by field, duplicates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from ehcp_desk.domain.case import Contactable, YearGroup
from ehcp_desk.domain.record import NewFact
from ehcp_desk.domain.worklist import CaseQuery, Scope
from ehcp_desk.services.casework.details import change_child, change_person
from ehcp_desk.services.casework.recording import correct, record
from ehcp_desk.services.casework.same_child import possible_duplicates
from ehcp_desk.services.desk import Changes
from ehcp_desk.services.records.case_view import case_view_by_id
from tests.ui.case.at_the_desk import AtTheDesk
from tests.ui.case.maisie import REF, TODAY
from ui import a11y
from ui.dialogs.child_details import ChildDetails
from ui.dialogs.duplicates import Duplicates
from ui.dialogs.new_request import OpenRequest
from ui.dialogs.no_longer import NoLonger
from ui.dialogs.person import AddPerson
from ui.dialogs.reasoned import Reasoned
from ui.dialogs.record_contact import RecordContact
from ui.dialogs.record_fact import RecordFact
from ui.pages.case.page import CasePage
from ui.pages.today.page import TodayPage

WORDS = "Write to both, never to one."


def banner(at: AtTheDesk, review: str = "2027-01-04") -> int:
    attrs = {"about": "contact", "review": review}
    return record(at.desk, REF, NewFact("sensitivity", date(2026, 10, 1), attrs, WORDS)).facts[0]


def titles(page: CasePage) -> list[str]:
    rows = page.child.table.model_of_rows
    return [row.title for n in range(rows.rowCount()) if (row := rows.row_at(n)) is not None]


def test_a_banner_stands_at_the_top_of_the_case_and_is_spoken(at: AtTheDesk) -> None:
    assert not at.open_case().banners.isVisible()
    banner(at)
    page = at.open_case()
    page.read()
    at.settle()
    assert page.banners.isVisible()
    assert page.banners.lines[0].accessibleName() == f"How to be in touch: {WORDS}"
    assert page.banners.y() < page.notes.y() < page.tabs.parentWidget().y()  # type: ignore[union-attr]
    page.go_to_tab("Clock")
    assert page.banners.isVisible(), "on every tab"


def test_an_entry_that_another_program_made_unreadable_closes_no_page(at: AtTheDesk) -> None:
    (number,) = record(at.desk, REF, NewFact("note", date(2026, 10, 1), note="Rang at nine")).facts
    with at.desk.store.connection(write=True) as raw:  # type: ignore[attr-defined]
        raw.exec_driver_sql("DROP TRIGGER facts_no_update")
        raw.exec_driver_sql(f"UPDATE facts SET happened_on = 'noon' WHERE id = {number}")
    page = at.open_case()
    page.read()
    at.settle()
    assert page.banners.isVisible() and page.notes.isVisible() and page.history.isEnabled()
    assert page.banners.lines[0].accessibleName().startswith(f"Cannot be read: entry {number} (note)")
    assert "restore the last backup" in page.banners.lines[0].accessibleName()


def test_nothing_can_be_typed_in_a_contact_before_the_banner_stands_there(at: AtTheDesk) -> None:
    banner(at)
    at.open_case()
    fresh = RecordContact(at.window.context, at.window)  # type: ignore[arg-type]
    assert not fresh.said.isEnabled(), "no child is known yet, so nothing can be written about one"
    fresh.close()
    dialog = at.ask("record_contact", RecordContact, case_id=at.case_id)
    at.qtbot.waitUntil(lambda: dialog.said.isEnabled())
    assert dialog.banners.isVisible()
    assert dialog.banners.y() < dialog.said_field.y()
    assert any(WORDS in words for words in at.spoken)


def test_a_banner_whose_day_has_come_is_on_its_owners_list(at: AtTheDesk) -> None:
    banner(at, "2026-10-30")
    at.window.navigate("today")
    page = at.window.page
    assert isinstance(page, TodayPage)
    at.qtbot.waitUntil(lambda: page._review_panel.isVisible())
    assert page._reviews.rowCount() == 1
    page._review_table.opened.emit(page._reviews.id_at(0))
    at.qtbot.waitUntil(lambda: isinstance(at.window.page, CasePage) and at.window.page.file is not None)
    case = at.window.page
    assert isinstance(case, CasePage)
    at.settle()
    assert case.stack.currentWidget() is case.child


def test_the_child_page_adds_and_ends_what_is_known(at: AtTheDesk) -> None:
    page = at.open_case(tab="Child")
    assert titles(page)[0] == "Who decides"
    page.child.add_asked.emit("care_status")
    form = at.shown(RecordFact)
    at.settle()
    assert form.kind.kind == "care_status"
    at.save(form)
    assert [words for _, words in form.problems()] == ["This is needed. Choose one, or write it."]
    form.fill("care_status", {"status": "in_care"}, date(2026, 5, 1))
    at.save(form)
    at.gone(form)
    at.qtbot.waitUntil(lambda: "Care status" in titles(page))
    assert "In care" in page.header.about.text()
    entry = at.view().profile.on(TODAY, "care_status")[0].entry
    ending = at.ask("no_longer", NoLonger, case_id=at.case_id, entry=entry)
    assert a11y.problems(ending) == []
    at.save(ending)
    assert ending.reason_field.problem.sentence
    ending.reason.setPlainText("Adopted")
    ending.last.line.setText("1 September 2026")
    at.save(ending)
    at.gone(ending)
    assert at.view().profile.care(TODAY) == ()
    assert at.view().profile.statements[0].until == date(2026, 9, 1)


def test_a_banner_without_words_is_not_saved(at: AtTheDesk) -> None:
    at.open_case()
    form = at.ask(
        "record_fact",
        RecordFact,
        case_id=at.case_id,
        kind="sensitivity",
        attrs={"about": "health", "review": "2027-01-04"},
    )
    at.save(form)
    assert form.words_field.problem.sentence == "Write what everybody must know before they ring."
    assert at.view().banners == ()


def test_somebody_to_ring_is_changed_and_their_last_day_takes_them_off(at: AtTheDesk) -> None:
    page = at.open_case(tab="People")
    jo = at.view().people[0]
    dialog = at.ask("person", AddPerson, case_id=at.case_id, person_id=jo.id)
    at.qtbot.waitUntil(lambda: dialog.name.text() == "Jo Farrowdale")
    dialog.rests_on.setEditText("Birth")
    dialog.more.setPlainText("01632 960007\n\n jo@example.org ")
    dialog.interpreter.setText("Polish, book a day ahead")
    dialog.why.setText("She rang")
    at.save(dialog)
    at.gone(dialog)
    now = at.view().people[0]
    assert (now.rests_on, now.more, now.interpreter) == (
        "Birth",
        "01632 960007\njo@example.org",
        "Polish, book a day ahead",
    )
    assert (now.phone, now.preference) == (jo.phone, jo.preference), "what was not touched stays"
    again = at.ask("person", AddPerson, case_id=at.case_id, person_id=jo.id)
    at.qtbot.waitUntil(lambda: again.name.text() == "Jo Farrowdale")
    again.until.line.setText("1 October 2026")
    at.save(again)
    at.gone(again)
    at.qtbot.waitUntil(
        lambda: page.people.panel.note_label is not None and "1 no longer" in page.people.panel.note_label.text()
    )
    assert [p.name for p in at.view().people_before] == ["Jo Farrowdale"]
    contact = at.ask("record_contact", RecordContact, case_id=at.case_id)
    at.qtbot.waitUntil(lambda: contact.who.count() > 0)
    assert "Jo Farrowdale" not in [contact.who.itemData(n) for n in range(contact.who.count())]


def test_all_that_was_written_of_somebody_to_ring_is_kept(at: AtTheDesk) -> None:
    at.open_case()
    dialog = at.ask("person", AddPerson, case_id=at.case_id)
    dialog.name.setText("Ama Osei")
    dialog.address.setText("4 Mill Lane")
    dialog.more.setPlainText("01632 960111 after six")
    dialog.relation.setEditText("Grandmother")
    dialog.rests_on.setEditText("Court order")
    dialog.responsible.setChecked(True)
    dialog.hidden.setChecked(True)
    dialog.since.set_day(date(2026, 9, 1))
    wanted = dialog.wanted(Contactable(0, 1, "", ""))
    at.press(dialog, Qt.Key.Key_Escape)
    at.gone(dialog)
    again = at.ask("person", AddPerson, case_id=at.case_id)
    assert again.wanted(Contactable(0, 1, "", "")) == wanted
    assert wanted.hidden and wanted.address == "4 Mill Lane" and wanted.since == date(2026, 9, 1)
    again.interpreter.setFocus()
    at.qtbot.keyClicks(again.interpreter, "Twi")
    at.qtbot.waitUntil(lambda: "=Twi" in at.draft(f"person.{at.case_id}").values(), timeout=5_000)


def test_a_change_of_somebody_not_saved_is_put_back_over_what_the_record_has_now(at: AtTheDesk) -> None:
    at.open_case()
    jo = at.view().people[0]
    dialog = at.ask("person", AddPerson, case_id=at.case_id, person_id=jo.id)
    at.qtbot.waitUntil(lambda: dialog.name.text() == "Jo Farrowdale")
    assert not dialog.has_words(), "what the record has is no draft"
    dialog.phone.setText("")
    dialog.interpreter.setText("Polish")
    dialog.responsible.setChecked(not jo.parental_responsibility)
    at.press(dialog, Qt.Key.Key_Escape)
    at.gone(dialog)
    change_person(at.desk, REF, jo, replace(jo, address="4 Mill Lane"), "Moved")
    again = at.ask("person", AddPerson, case_id=at.case_id, person_id=jo.id)
    at.qtbot.waitUntil(lambda: again.interpreter.text() == "Polish", timeout=10_000)
    assert (again.phone.text(), again.address.text()) == ("", "4 Mill Lane")
    assert again.responsible.isChecked() is not jo.parental_responsibility
    assert "put back" in again.note.text()


def test_the_form_shows_the_year_the_child_is_in_now_and_keeps_what_was_said_of_it_once(at: AtTheDesk) -> None:
    at.open_case()
    with at.desk.store.write("Joy Addo", at.desk.now()) as work:
        child = work.case(at.case_id).child
        work.save_child(replace(child, year_group=YearGroup(14, 2023)))
    dialog = at.ask("child_details", ChildDetails, case_id=at.case_id)
    at.qtbot.waitUntil(lambda: dialog.lines["surname"].text() != "")
    assert dialog.year.currentText() == "Year 17", "past the years there are to choose from, and still not lost"
    dialog.lines["setting"].setText("Larch Hollow College")
    dialog.submit()
    at.gone(dialog)
    assert case_view_by_id(at.desk, at.case_id).case.child.year_group == YearGroup(14, 2023)


def test_a_dialog_tells_every_warning_of_what_it_saved(at: AtTheDesk) -> None:
    """It told the first alone."""
    at.open_case()
    dialog = at.ask("child_details", ChildDetails, case_id=at.case_id)
    dialog.saved(Changes(frozenset({"cases"}), warnings=("The UPN is wrong.", "The ULN is wrong.")), "Saved")
    at.gone(dialog)
    assert at.window.banner.accessibleName() == "The UPN is wrong. The ULN is wrong."


def test_a_change_of_the_child_not_saved_is_put_back(at: AtTheDesk) -> None:
    at.open_case()
    dialog = at.ask("child_details", ChildDetails, case_id=at.case_id)
    at.qtbot.waitUntil(lambda: dialog.lines["surname"].text() != "")
    assert not dialog.has_words()
    dialog.lines["before_you_ring"].setText("Ring after six")
    dialog.born.set_day(date(2017, 3, 4))
    dialog.sex.setCurrentIndex(1)
    at.press(dialog, Qt.Key.Key_Escape)
    at.gone(dialog)
    again = at.ask("child_details", ChildDetails, case_id=at.case_id)
    at.qtbot.waitUntil(lambda: again.lines["before_you_ring"].text() == "Ring after six", timeout=10_000)
    assert again.born.day == date(2017, 3, 4) and again.sex.currentData() == "F"


def test_history_is_filtered_by_field_by_corrections_and_by_late_entries(at: AtTheDesk) -> None:
    seen = at.view().case.child
    change_child(at.desk, REF, seen, replace(seen, nhs="9434765919", language="Polish"), "Form")
    served = next(f for f in at.view().facts if f.fact.kind == "draft_plan_served")
    correct(at.desk, served.id, NewFact("draft_plan_served", date(2026, 10, 20)), "The email bounced")
    page = at.open_case(tab="History")
    rows = page.history.table.model_of_rows
    everything = rows.rowCount()

    def choose(value: str) -> list[tuple[str, str, str]]:
        page.history.field.setCurrentIndex(page.history.field.findData(value))
        return [(r.before, r.after, r.reason) for n in range(rows.rowCount()) if (r := rows.row_at(n)) is not None]

    assert choose("NHS number") == [("", "9434765919", "Form")]
    (corrected,) = choose("corrected")
    assert (corrected[0][:15], corrected[1][:15], corrected[2]) == (
        "19 October 2026",
        "20 October 2026",
        "The email bounced",
    )
    assert len(choose("late")) == 1, (
        "the panel of 7 October; the draft was written down in time, and only put right later"
    )
    page.read()
    at.settle()
    assert page.history.field.currentData() == "late", "the filter stays when the case is read again"
    choose("")
    assert rows.rowCount() == everything


def test_a_request_for_a_child_like_one_on_the_record_asks_which_it_is(at: AtTheDesk) -> None:
    at.open_case()
    dialog = at.ask("new_request", OpenRequest)
    at.qtbot.waitUntil(lambda: bool(dialog.lines["ref"].text()))
    dialog.lines["forenames"].setText("Maisy")
    dialog.lines["surname"].setText("Farrowdale")
    dialog.born.line.setText("14 March 2020")
    at.save(dialog)  # at once: nobody is opened before it has been looked
    at.qtbot.waitUntil(lambda: dialog.which_field.problem.sentence != "")
    at.settle()
    assert REF in dialog.which.itemText(1)
    assert a11y.problems(dialog) == []
    dialog.which.setCurrentIndex(1)
    at.save(dialog)
    assert dialog.why_field.problem.sentence == "Say what shows it, in a few words."
    dialog.why.setText("Same mother on the phone")
    at.save(dialog)
    at.gone(dialog)
    assert len(at.view().other_cases) == 1


def test_a_request_for_another_child_of_the_same_name_keeps_why(at: AtTheDesk) -> None:
    at.open_case()
    dialog = at.ask("new_request", OpenRequest)
    at.qtbot.waitUntil(lambda: bool(dialog.lines["ref"].text()))
    dialog.lines["forenames"].setText("Maisie")
    dialog.lines["surname"].setText("Farrowdale")
    dialog.born.line.setText("14 March 2020")
    at.qtbot.waitUntil(lambda: dialog.which_field.isVisible())
    dialog.which.setCurrentIndex(dialog.which.count() - 1)
    dialog.why.setText("Cousins, two families")
    at.save(dialog)
    at.gone(dialog)
    assert at.view().other_cases == ()
    assert possible_duplicates(at.desk) == ()


def entered_twice(at: AtTheDesk) -> Duplicates:
    from ehcp_desk.domain.case import Child
    from ehcp_desk.services.casework.recording import NewRequest, open_request

    twin = Child(0, "Farrowdale", "Maisy", date(2020, 3, 14), nhs="9434765919")
    open_request(at.desk, NewRequest("SEN/26200", twin, date(2026, 10, 29), "parent"))
    at.open_case()
    dialog = at.ask("duplicates", Duplicates, case_id=at.case_id)
    at.qtbot.waitUntil(lambda: dialog.pairs_model.rowCount() == 1)
    return dialog


def test_two_entries_are_made_one_with_a_reason_and_undone(at: AtTheDesk) -> None:
    dialog = entered_twice(at)
    assert a11y.problems(dialog) == []
    assert dialog.differ_model.rowCount() >= 3
    at.save(dialog)
    assert dialog.reason_field.problem.sentence
    dialog.reason.setText("Same NHS number")
    at.save(dialog)
    at.qtbot.waitUntil(lambda: dialog.pairs_model.rowCount() == 0)
    assert [ref for ref, _ in at.view().other_cases] == ["SEN/26200"]
    assert (at.view().case.child.forenames, at.view().case.child.nhs) == ("Maisie", "9434765919")
    undo = at.done[-1].undo  # type: ignore[attr-defined]
    undo()
    at.qtbot.waitUntil(lambda: at.view().other_cases == ())
    assert at.view().case.child.nhs == ""


def test_two_entries_are_said_to_be_two(at: AtTheDesk) -> None:
    dialog = entered_twice(at)
    dialog.reason.setText("Cousins")
    dialog._two()
    at.qtbot.waitUntil(lambda: dialog.pairs_model.rowCount() == 0)
    assert at.view().other_cases == ()
    assert "No child seems" in dialog.heading.text()


def test_a_merge_is_taken_back_from_the_case(at: AtTheDesk) -> None:
    dialog = entered_twice(at)
    dialog.reason.setText("Same number")
    at.save(dialog)
    at.qtbot.waitUntil(lambda: len(at.view().other_cases) == 1)
    dialog.close()
    asking = at.ask("split_child", Reasoned, case_id=at.case_id)
    at.qtbot.waitUntil(lambda: "SEN/26200" in asking.explain.text())
    asking.reason.setPlainText("Two numbers after all")
    at.save(asking)
    at.gone(asking)
    assert at.view().other_cases == ()
    with at.desk.store.read() as work:
        assert work.count(CaseQuery(TODAY, Scope.ALL)) == 3


def test_the_child_is_named_as_it_is_called_and_who_decides_is_said(at: AtTheDesk) -> None:
    seen = at.view().case.child
    change_child(at.desk, REF, seen, replace(seen, known_as="Mabel", born=date(2010, 3, 14), language="Polish"))
    page = at.open_case()
    about = page.header.about.text()
    assert "known as Mabel" in about
    assert "speaks Polish" in about
    assert "decides: the young person" in about
    dialog = at.ask("record_contact", RecordContact, case_id=at.case_id)
    at.settle()
    told = " ".join(w.text() for w in dialog.side_frame.findChildren(QLabel))
    assert "Decides: The young person" in told
    at.press(dialog, Qt.Key.Key_Escape)
