"""A new request, and the details of a child that two people change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from PySide6.QtWidgets import QLabel

from ehcp_desk.domain.worklist import CaseQuery, Scope
from ehcp_desk.services.casework.details import change_child
from tests.ui.case.at_the_desk import AtTheDesk
from tests.ui.case.maisie import REF
from ui import a11y
from ui.dialogs.child_details import ChildDetails
from ui.dialogs.conflict import ConflictDialog
from ui.dialogs.new_request import OpenRequest
from ui.dialogs.person import AddPerson
from ui.dialogs.promise import AddPromise


def test_a_request_opens_a_case_that_nobody_has_yet(at: AtTheDesk) -> None:
    at.open_case()
    dialog = at.ask("new_request", OpenRequest)
    at.qtbot.waitUntil(lambda: dialog.lines["ref"].text() == "SEN/26172")
    assert "Friday 11 December 2026" in dialog.dates.text(), "the six-week date stands there at once"
    dialog.lines["forenames"].setText("Wren")
    dialog.lines["surname"].setText("Brackley")
    dialog.received.line.setText("28/10")
    at.save(dialog)
    at.gone(dialog)

    with at.desk.store.read() as work:
        ids = work.case_ids(CaseQuery(at.desk.today(), Scope.LIVE, unassigned=True, search="Brackley"))
        rows = work.case_rows(ids)
    assert [(r.ref, r.summary.received, r.owner) for r in rows] == [("SEN/26172", date(2026, 10, 28), None)]


def test_a_child_who_comes_with_a_plan_is_opened_without_a_request(at: AtTheDesk) -> None:
    at.open_case()
    dialog = at.ask("new_request", OpenRequest)
    at.qtbot.waitUntil(lambda: dialog.lines["ref"].text() == "SEN/26172")
    assert not dialog.made_field.isVisible() and not dialog.named["from_authority"].isVisible()
    dialog.source.setCurrentIndex(dialog.source.findData("moved_in"))
    assert dialog.made_field.isVisible() and "No request is recorded." in dialog.dates.text()
    dialog.lines["surname"].setText("Brackley")
    dialog.lines["from_authority"].setText("Norham")
    dialog.made_on.line.setText("20/5/2026")
    dialog.received.line.setText("28/10")
    at.save(dialog)
    at.gone(dialog)

    with at.desk.store.read() as work:
        case_id = work.find_case("SEN/26172")
        assert case_id is not None
        [entry] = work.facts(case_id)
    assert (entry.fact.kind, entry.fact.on) == ("plan_transferred_in", date(2026, 10, 28))
    assert dict(entry.fact.attrs) == {"from_authority": "Norham", "made_on": "2026-05-20"}


def test_a_child_already_on_the_record_is_shown_while_typing(at: AtTheDesk) -> None:
    at.open_case()
    dialog = at.ask("new_request", OpenRequest)
    dialog.lines["surname"].setText("Farrowdale")
    at.qtbot.waitUntil(lambda: any("SEN/26118" in w.text() for w in dialog.side_frame.findChildren(QLabel)))


def test_a_upn_that_cannot_be_one_is_refused_before_anything_is_saved(at: AtTheDesk) -> None:
    at.open_case()
    dialog = at.ask("new_request", OpenRequest)
    dialog.lines["surname"].setText("Brackley")
    dialog.lines["upn"].setText("A12345")
    at.save(dialog)

    assert dialog.named["upn"].problem.sentence
    assert dialog.focusWidget() is dialog.lines["upn"]


def test_what_two_people_changed_is_chosen_and_the_rest_fits_by_itself(at: AtTheDesk) -> None:
    at.open_case()
    dialog = at.ask("child_details", ChildDetails, case_id=at.case_id)
    at.qtbot.waitUntil(lambda: dialog.lines["surname"].text() == "Farrowdale")
    seen = at.view().case.child
    change_child(at.other, REF, seen, replace(seen, setting="Greenacre Special", need="speech and language"))
    dialog.lines["setting"].setText("Larkspur Juniors")
    dialog.lines["before_you_ring"].setText("Text first.")
    at.save(dialog)
    meeting = at.shown(ConflictDialog)
    words = " ".join(w.text() for w in meeting.findChildren(QLabel))
    assert "Thandi Mbeki changed this case" in words
    assert "Text first. Only you changed it, so it is kept." in words
    yours, theirs = meeting._groups["Setting"]
    assert theirs.radio.isChecked() and not yours.radio.isChecked(), "theirs is chosen first"
    meeting.choose_mine("Setting")
    at.save(meeting)
    at.gone(dialog)

    child = at.view().case.child
    assert (child.setting, child.before_you_ring, child.need) == (
        "Larkspur Juniors",
        "Text first.",
        "speech and language",
    )


def test_keeping_theirs_keeps_what_only_i_changed(at: AtTheDesk) -> None:
    at.open_case()
    dialog = at.ask("child_details", ChildDetails, case_id=at.case_id)
    at.qtbot.waitUntil(lambda: dialog.lines["surname"].text() == "Farrowdale")
    seen = at.view().case.child
    change_child(at.other, REF, seen, replace(seen, setting="Greenacre Special"))
    dialog.lines["setting"].setText("Larkspur Juniors")
    dialog.lines["need"].setText("autism")
    at.save(dialog)
    meeting = at.shown(ConflictDialog)
    at.save(meeting)
    at.gone(dialog)

    child = at.view().case.child
    assert (child.setting, child.need) == ("Greenacre Special", "autism")


def test_somebody_to_ring_and_a_promise_are_added(at: AtTheDesk) -> None:
    page = at.open_case()
    person = at.ask("person", AddPerson, case_id=at.case_id)
    at.save(person)
    assert person.name_field.problem.sentence == "Write the person’s name."
    person.name.setText("Petra Vance")
    person.phone.setText("07700 900555")
    at.save(person)
    at.gone(person)
    at.qtbot.waitUntil(lambda: page.people.table.model_of_rows.rowCount() == 4)
    promise = at.ask("promise", AddPromise, case_id=at.case_id)
    at.qtbot.keyClicks(promise.what, "Send the draft again")
    promise.due.line.setText("+3")
    promise.source.setCurrentIndex(promise.source.findData("mediation"))
    at.save(promise)
    at.gone(promise)
    at.qtbot.waitUntil(lambda: page.overview.promises.model_of_rows.rowCount() == 3)
    assert [m.source for m in at.view().matters if m.what == "Send the draft again"] == ["mediation"]


def test_the_forms_can_be_used_by_ear(at: AtTheDesk) -> None:
    at.open_case()
    for dialog in (
        at.ask("new_request", OpenRequest),
        at.ask("child_details", ChildDetails, case_id=at.case_id),
        at.ask("person", AddPerson, case_id=at.case_id),
        at.ask("promise", AddPromise, case_id=at.case_id),
    ):
        assert a11y.problems(dialog) == []
        dialog.close()
