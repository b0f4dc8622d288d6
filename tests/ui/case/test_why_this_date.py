"""Why this date?: the list of dates, and the proof that follows it."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from ehcp_desk.domain.record import NewFact
from ehcp_desk.services.casework.recording import record
from tests.ui.case.at_the_desk import AtTheDesk
from ui.dialogs.files import Files
from ui.pages.case.page import TABS, CasePage


def _proved(at: AtTheDesk, page: CasePage, title: str) -> None:
    at.qtbot.waitUntil(lambda: page.clock.shown.title.text() == title, timeout=10_000)


def test_the_proof_follows_the_keys(at: AtTheDesk) -> None:
    page = at.open_case(rule="A_FINAL_PLAN")
    _proved(at, page, "Why 11 November 2026?")
    dates = page.clock.dates
    assert dates.hasFocus()
    at.press(dates, Qt.Key.Key_Up)
    _proved(at, page, "Why 4 November 2026?")
    at.press(dates, Qt.Key.Key_Up)
    at.press(dates, Qt.Key.Key_Up)
    _proved(at, page, "Why 2 November 2026?")


def test_the_tab_opened_with_the_mouse_proves_the_duty_that_bites_next(at: AtTheDesk) -> None:
    page = at.open_case()
    assert page.clock.proof is None, "nothing is worked out before it is asked for"
    page.tabs.setCurrentIndex(TABS.index("Clock"))
    _proved(at, page, "Why 11 November 2026?")
    assert page.clock.dates.selectionModel().selectedRows(), "the list shows which date is proved"


def test_six_steps_in_order_with_what_the_first_rests_on(at: AtTheDesk) -> None:
    page = at.open_case(rule="A_FINAL_PLAN")
    _proved(at, page, "Why 11 November 2026?")
    assert page.clock.proof is not None
    steps = page.clock.proof.steps

    assert [s.heading for s in steps] == [
        "It starts with the request", "The law", "The count", "The date", "Reliefs looked at", "What would change it",
    ]  # fmt: skip
    assert "Recorded the same day by Post room." in steps[0].lines
    assert "Day 140 is Wednesday 11 November 2026." in steps[3].lines
    assert steps[4].lines[0].startswith("Not claimed:")


def test_the_document_a_date_rests_on_can_be_opened_from_its_proof(at: AtTheDesk) -> None:
    page = at.open_case(rule="A_DRAFT_REPS")
    _proved(at, page, "Why 2 November 2026?")
    page.acts._files = Files(show=lambda _path: None)
    asked: list[int] = []
    page.clock.document_asked.connect(asked.append)
    assert page.clock.proof is not None and page.clock.proof.document_words == "Document 4"
    page.clock.shown.document_asked.emit()

    assert asked == [page.clock.proof.document_id]


def test_the_proof_copies_as_text(at: AtTheDesk) -> None:
    page = at.open_case(rule="A_FINAL_PLAN")
    _proved(at, page, "Why 11 November 2026?")
    page.clock.shown.copy.click()
    words = QGuiApplication.clipboard().text()

    assert words.startswith("Why 11 November 2026?\nSend the final plan\nMaisie Farrowdale, SEN/26118")
    assert "4. The date\nDay 140 is Wednesday 11 November 2026." in words


def test_a_date_that_cannot_be_known_says_what_is_missing(at: AtTheDesk) -> None:
    page = at.open_case(at.second, tab="Clock")
    unknown = [u.why for u in page.acts.ready.timeline.unknown]
    assert unknown, "a young case has dates that cannot be known yet"
    page.clock.dates.select_row(page.clock.dates.model_of_rows.rowCount() - 1)

    assert page.clock.shown.title.text() == "Why is this date not known?"
    assert unknown[-1] in page.clock.shown._steps[0].words.text()
    assert not page.clock.shown.copy.isEnabled()


def test_the_calendar_ends_on_the_limit(at: AtTheDesk) -> None:
    page = at.open_case(rule="A_FINAL_PLAN")
    _proved(at, page, "Why 11 November 2026?")
    assert page.clock.proof is not None
    rows = page.clock.proof.proof.rows

    assert len(rows) == 20
    assert rows[-1].days[-1].governing and rows[-1].total == 140
    assert rows[-1].days[-1].day in page.clock.proof.limit_days
    assert page.clock.shown.calendar.height() > 20 * 20


def test_the_date_proved_first_is_the_one_the_head_of_the_page_tells(at: AtTheDesk) -> None:
    """A date that was agreed stands beside the one it replaces: both are of one rule."""
    ref = at.view().case.ref
    record(
        at.desk, ref, NewFact("mediation_agreement", date(2026, 10, 20), {"about": "other", "agreed_by": "2026-10-27"})
    )
    page = at.open_case(tab="Clock")
    following = page.acts.ready.next
    assert following is not None and following.due == date(2026, 10, 27)
    _proved(at, page, "Why 27 October 2026?")
