"""A caseworker's day in the real window: find a child, record a call, bring a case to its plan, prove a date, print."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

from pypdf import PdfReader

from ehcp_desk.domain.worklist import CaseQuery, Scope
from ehcp_desk.services.desk import Desk as Record
from ehcp_desk.services.records.case_view import CaseView, case_view
from tests.e2e.desk import DAY, Desk, Look, OpenWindow
from tests.e2e.kept import wait_for_picture

A_FAIR_TYPIST = 5.0
"""Keys in a second: about 60 words in a minute."""


def a_case_to_decide(record: Record) -> CaseView:
    """An open case whose decision to assess is still to come."""
    with record.store.read() as work:
        rows = work.case_rows(work.case_ids(CaseQuery(DAY, Scope.OPEN)))
    views = (case_view(record, row.ref) for row in rows)
    return next(v for v in views if v.next is not None and v.next.rule == "A_DECIDE_ASSESS")


def the_case(look: Look, record: Path, ref: str = "") -> CaseView:
    """A case as the record now has it; the one to decide where none is named."""
    with look(record) as kept:
        return case_view(kept, ref) if ref else a_case_to_decide(kept)


def open_case(desk: Desk, view: CaseView) -> None:
    """Search and open, as a person does: F3, a name, down to the first found, Enter."""
    name = view.case.child.name
    desk.press("F3")
    desk.type(name)
    desk.wait_for(name, "list item")
    desk.press("Down", "Return")
    desk.wait_for_title(f"{name} - EHCP Desk")
    desk.wait_for(view.case.ref, "label")


def test_a_call_with_a_promise_is_recorded_with_keys_alone_in_fifteen_seconds(
    record: Path, window: OpenWindow, look: Look
) -> None:
    view = the_case(look, record)
    name = view.case.child.name
    desk = window(record)
    desk.wait_for_title("Today - EHCP Desk")
    wait_for_picture(desk, "today")
    desk.strokes, begun = 0, time.monotonic()
    desk.press("F2")
    desk.wait_for_title("Record a contact")
    desk.type(name.split()[0])
    desk.press("Return")
    desk.type("Asks when the OT visits")  # at once: what is typed before the case is read is not lost
    desk.wait_for_keys_in("What was said")
    desk.picture("record-a-contact")
    desk.press("alt+p")
    desk.type("Ring with a date")
    desk.press("Tab")
    desk.type("+3")
    desk.picture("promised")
    desk.press("ctrl+Return")
    desk.wait_for(f"about {name} recorded")
    took = time.monotonic() - begun
    desk.picture("contact-recorded")
    assert desk.strokes / A_FAIR_TYPIST < 15, f"{desk.strokes} keys"
    assert took < 15
    assert desk.close() == 0
    after = the_case(look, record, view.case.ref)
    assert after.contacts[0].fact.note == "Asks when the OT visits"
    promised = {p.what: p.due for p in after.promises}
    assert promised["Ring with a date"] == date(2026, 11, 2)


def test_a_case_is_found_decided_and_brought_to_its_final_plan(record: Path, window: OpenWindow, look: Look) -> None:
    view = the_case(look, record)
    desk = window(record)
    desk.wait_for_title("Today - EHCP Desk")
    open_case(desk, view)
    wait_for_picture(desk, "case")
    for what, more in (("Decision on assessing notified", "Assess"), ("Final plan sent", "")):
        desk.press("ctrl+shift+a")
        desk.wait_for_title("Add a fact")
        desk.wait_for_keys_in("What happened")
        desk.type(what)
        desk.press("Tab")
        if more:
            desk.choose(more)
        desk.picture(f"fact-{what.split()[0].lower()}")
        desk.press("ctrl+Return")
        desk.wait_for("Recorded:", "label")
    desk.picture("final-plan-sent")
    assert desk.close() == 0
    after = the_case(look, record, view.case.ref)
    states = {d.rule: str(d.state) for d in after.timeline.deadlines}
    assert states["A_DECIDE_ASSESS"] == "met"
    assert states["A_FINAL_PLAN"] == "met"


def test_a_date_is_proved_and_the_case_is_printed(record: Path, window: OpenWindow, look: Look) -> None:
    view = the_case(look, record)
    desk = window(record)
    desk.wait_for_title("Today - EHCP Desk")
    open_case(desk, view)
    desk.press("F4")
    desk.wait_for("42 days")
    wait_for_picture(desk, "why-this-date")
    sheet, chronology = desk.home / "sheet.pdf", desk.home / "chronology.pdf"
    desk.press("F9")
    desk.answer_file_dialog(sheet, "Save the pick-up sheet")
    desk.wait_for("saved as sheet.pdf")
    desk.press("ctrl+shift+c")
    desk.wait_for_title("Chronology")
    desk.wait_for("lines, as at Friday 30 October 2026")
    desk.press("ctrl+Return")
    desk.answer_file_dialog(chronology, "Save the chronology")
    desk.wait_for("Saved as chronology.pdf")
    desk.picture("printed")
    desk.press("Escape")
    desk.wait_for_title(view.case.child.name)
    assert desk.close() == 0
    one_page = PdfReader(sheet).pages
    assert len(one_page) == 1
    assert view.case.child.name in one_page[0].extract_text()
    words = PdfReader(chronology).pages[0].extract_text()
    assert view.case.child.name in words
    assert "Request" in words
