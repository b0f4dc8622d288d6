"""Two people at one record: each sees what the other did, and neither loses a word."""

from __future__ import annotations

from pathlib import Path

from ehcp_desk.domain.record import NewFact
from ehcp_desk.services.casework.recording import record as write
from ehcp_desk.services.records.case_view import case_view
from tests.e2e.desk import DAY, Look, OpenWindow
from tests.e2e.test_a_working_day import open_case, the_case


def test_an_open_case_says_that_somebody_else_changed_it(record: Path, window: OpenWindow, look: Look) -> None:
    view = the_case(look, record)
    mine = window(record)
    mine.wait_for_title("Today - EHCP Desk")
    open_case(mine, view)
    theirs = window(record, "Pia Lindqvist")
    theirs.until(lambda: theirs.shows("Print my day"), "the other desk")
    theirs.come_forward()
    open_case(theirs, view)
    theirs.press("ctrl+shift+a")
    theirs.wait_for_title("Add a fact")
    theirs.wait_for_keys_in("What happened")
    theirs.type("Note")
    theirs.press("Tab", "alt+n")
    theirs.wait_for_keys_in("in your own words")
    theirs.type("Father asked for large print")
    theirs.press("ctrl+Return")
    theirs.wait_for("Recorded:", "label")
    mine.wait_for("Pia Lindqvist changed this case at")
    mine.come_forward()
    mine.picture("somebody-changed-it")
    mine.press("F5")
    mine.wait_for("Father asked for large print")
    assert mine.close() == 0
    assert theirs.close() == 0


def test_two_saves_of_one_case_meet_and_nothing_is_lost(record: Path, window: OpenWindow, look: Look) -> None:
    view = the_case(look, record)
    desk = window(record)
    desk.wait_for_title("Today - EHCP Desk")
    open_case(desk, view)
    desk.press("ctrl+shift+a")
    desk.wait_for_title("Add a fact")
    desk.wait_for_keys_in("What happened")
    desk.type("Decision on assessing notified")
    desk.press("Tab")
    desk.choose("Assess")
    with look(record, "Pia Lindqvist") as other:
        write(other, view.case.ref, NewFact("note", DAY, {}, "Grandmother now holds the papers"))
    desk.press("ctrl+Return")
    desk.wait_for("changed this case", "label")
    desk.picture("conflict")
    desk.press("ctrl+Return")
    desk.wait_for("Recorded:", "label")
    assert desk.close() == 0
    with look(record) as kept:
        after = case_view(kept, view.case.ref)
    kinds = [(f.fact.kind, f.recorded_by) for f in after.facts if f.stands]
    assert ("note", "Pia Lindqvist") in kinds
    assert ("assess_decision_notified", "Joy Addo") in kinds
