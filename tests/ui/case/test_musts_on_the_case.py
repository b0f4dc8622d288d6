"""What the needs ask of one case, as a caseworker meets it: why it was refused, transport and funding, consent, who is wanted at
meetings, advice taken to the head of a service."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QLineEdit, QPlainTextEdit

from ehcp_desk.domain.record import NewFact
from ehcp_desk.services.casework.contacts import NewContact, record_contact
from ehcp_desk.services.casework.recording import record
from tests.ui.case.at_the_desk import AtTheDesk
from tests.ui.case.maisie import REF, TODAY
from ui import a11y
from ui.dialogs.record_fact import KIND_HINT, RecordFact
from ui.pages.case.page import CasePage
from ui.pages.case.school_tab import SCHOOL
from ui.widgets.date_field import DateField
from ui.widgets.segments import Segments


def fill(dialog: RecordFact, **values: str) -> None:
    """Type or choose each field, as the form shows it."""
    for name, value in values.items():
        control = dialog.attrs.fields[name].control
        if isinstance(control, Segments):
            control.choose(value)
        elif isinstance(control, DateField):
            control.set_day(date.fromisoformat(value))
        elif isinstance(control, QComboBox):
            place = control.findData(value)
            control.setCurrentIndex(place) if place >= 0 else control.setEditText(value)
        elif isinstance(control, QPlainTextEdit):
            control.setPlainText(value)
        elif isinstance(control, QLineEdit):
            control.setText(value)


def read_out(table: QAbstractItemView) -> str:
    """Every cell as a screen reader says it."""
    model = table.model()
    return "\n".join(
        str(model.index(row, column).data(Qt.ItemDataRole.AccessibleTextRole) or "")
        for row in range(model.rowCount()) for column in range(model.columnCount())
    )  # fmt: skip


def note(page: CasePage) -> str:
    """What stands after the title of the contacts."""
    words = page.contacts.panel.note_label
    assert words is not None
    return words.text()


def test_a_refusal_is_recorded_with_its_coded_reason_and_reasons(at: AtTheDesk) -> None:
    at.open_case()
    dialog = at.ask("record_fact", RecordFact, case_id=at.case_id, kind="decision")
    fill(dialog, did="not_to", what="Assess", by="Ruth Castellan", evidence="The school's records", refusal="not_spent")
    at.save(dialog)
    assert dialog.isVisible(), "without the reasons it is not recorded"
    dialog.words.setPlainText("The school has £6,000 it has not used.")
    at.save(dialog)
    at.gone(dialog)
    kept = next(f.fact for f in reversed(at.view().facts) if f.fact.kind == "decision")
    assert kept.attrs["refusal"] == "not_spent"


def test_transport_and_funding_are_recorded_on_the_place_in_the_line(at: AtTheDesk) -> None:
    began = {"setting": "Alder House", "type": "special", "by": "Panel", "planned": "yes"}
    record(at.desk, REF, NewFact("placement", TODAY - timedelta(60), began, "A small class"))
    page = at.open_case(tab="School and reviews")
    page.school.show_view(SCHOOL)
    page.school._record(SCHOOL, "placement_terms", {})
    dialog = at.shown(RecordFact)
    at.settle()
    assert dialog.attrs.values()["setting"] == "Alder House"
    fill(dialog, transport="arranged", band="Band C", joint="yes", **{"from": (TODAY - timedelta(50)).isoformat()})
    at.save(dialog)
    at.gone(dialog)
    at.qtbot.waitUntil(lambda: "Transport: arranged from" in read_out(page.school.tables[SCHOOL].table), timeout=10_000)
    words = read_out(page.school.tables[SCHOOL].table)
    assert "band Band C; jointly funded" in words and a11y.problems(page) == []


def test_consent_is_recorded_from_the_child_tab_and_stands_there_as_it_is(at: AtTheDesk) -> None:
    page = at.open_case(tab="Child")
    page.child.add_asked.emit("consent")
    dialog = at.shown(RecordFact)
    at.settle()
    assert dialog.kind.kind == "consent"
    fill(dialog, by="Jo Farrowdale", scope="Share the plan with health", answer="given", to="2027-05-01")
    at.save(dialog)
    at.gone(dialog)
    at.qtbot.waitUntil(lambda: "given until 1 May 2027" in read_out(page.child.table), timeout=10_000)
    asked = {"by": "Jo Farrowdale", "how": "email", "identity": "yes"}
    record(at.desk, REF, NewFact("access_request", TODAY - timedelta(40), asked))
    page.show_changes()
    at.qtbot.waitUntil(lambda: "Asked to see what is held" in read_out(page.child.table), timeout=10_000)
    assert "days late" in read_out(page.child.table)


def test_whom_the_child_wants_at_meetings_is_said_when_somebody_invites(at: AtTheDesk) -> None:
    said = {"method": "meeting", "wants": "Her aunt, and not the old SENCO"}
    record(at.desk, REF, NewFact("child_views", TODAY, said, "I like maths"))
    at.open_case()
    dialog = at.ask("record_fact", RecordFact, case_id=at.case_id, kind="review_invitations_sent")
    at.qtbot.waitUntil(lambda: "Her aunt, and not the old SENCO" in dialog.kind_field.hint.text(), timeout=10_000)
    dialog.fill("note", {})
    assert dialog.kind_field.hint.text() == KIND_HINT


def test_late_advice_that_was_chased_goes_to_the_head_of_its_service(at: AtTheDesk) -> None:
    page = at.open_case(tab="Advice")
    asked = TODAY - timedelta(70)
    record(at.desk, REF, NewFact("advice_requested", asked, {"body": "sensory"}))
    record(at.desk, REF, NewFact("advice_chased", TODAY - timedelta(10), {"body": "sensory"}))
    page.show_changes()
    at.qtbot.waitUntil(lambda: any(a.body == "sensory" for a in page.acts.ready.advice), timeout=10_000)
    QGuiApplication.clipboard().setText("before")
    page.acts.escalation(None)
    assert QGuiApplication.clipboard().text() == "before", "none is chosen"
    page.acts.escalation(next(a for a in page.acts.ready.advice if a.body == "sensory"))
    words = QGuiApplication.clipboard().text()
    assert words.startswith("To the head of service") and "28 days late" in words


def test_being_in_touch_with_the_child_and_with_the_family_stand_apart(at: AtTheDesk) -> None:
    page = at.open_case(tab="Contacts")
    assert "with the child not yet" in note(page)
    child = at.view().case.child
    record_contact(at.desk, REF, NewContact(TODAY - timedelta(3), "visit", False, child.name, "Saw her at school"))
    page.show_changes()
    at.qtbot.waitUntil(lambda: "with the child 3 days ago, with the family" in note(page), timeout=10_000)
    assert at.view().in_touch[0] == TODAY - timedelta(3)
