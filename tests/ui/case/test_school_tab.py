"""School and reviews on the screen: what is recorded from the tab stands on it, and every tab can be reached."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt

from ehcp_desk.domain.record import NewFact
from ehcp_desk.services.casework.recording import record
from tests.ui.case.at_the_desk import AtTheDesk
from tests.ui.case.maisie import REF, TODAY
from ui import a11y
from ui.dialogs.record_fact import RecordFact
from ui.pages.case.page import TABS, CasePage
from ui.pages.case.school_rows import SchoolRow, review_rows

TAB = "School and reviews"


def rows(page: CasePage, view: str) -> list[SchoolRow]:
    model = page.school.tables[view].table.model_of_rows
    return [row for n in range(model.rowCount()) if (row := model.row_at(n)) is not None]


def told(page: CasePage, view: str) -> list[str]:
    return [row.what.top for row in rows(page, view)]


def with_a_plan(at: AtTheDesk) -> CasePage:
    """Maisie's plan was sent last year, so that her first review is due in December."""
    record(at.desk, REF, [
        NewFact("final_plan_sent", date(2026, 10, 28)),
        NewFact("placement", date(2025, 9, 1), {"setting": "Larkspur Primary", "type": "mainstream", "by": "Panel",
                                                "planned": "yes"}, "It can meet need."),
        NewFact("education_status", date(2026, 10, 5), {"status": "part_time", "source": "School"}),
    ])  # fmt: skip
    return at.open_case(tab=TAB)


def test_the_next_review_is_proved_and_the_twenty_weeks_make_room(at: AtTheDesk) -> None:
    page = with_a_plan(at)
    assert TABS[page.tabs.currentIndex()] == TAB
    assert not page.strip_box.isVisible() and page.notes.isVisible()
    assert a11y.problems(page) == []
    (first,) = rows(page, "reviews")
    assert first.limit is not None and first.limit.due == date(2027, 10, 28)
    table = page.school.tables["reviews"].table
    table.select_row(1)
    table.setFocus()
    at.press(table, Qt.Key.Key_F4)
    assert TABS[page.tabs.currentIndex()] == "Clock"
    assert page.strip_box.isVisible() is False
    page.go_to_tab("Overview")
    assert page.strip_box.isVisible()


def test_what_is_recorded_from_the_tab_stands_on_it(at: AtTheDesk) -> None:
    page = with_a_plan(at)
    page.school._record("school", "placement_ended", {})
    dialog = at.shown(RecordFact)
    at.settle()
    assert dialog.kind.kind == "placement_ended"
    assert dialog.attrs.values()["setting"] == "Larkspur Primary", "the place there is now, not typed again"
    dialog.close()
    at.gone(dialog)
    ended = {"setting": "Larkspur Primary", "planned": "no", "by": "Head"}
    changes = record(at.desk, REF, NewFact("placement_ended", date(2026, 10, 20), ended, "It broke down."))
    at.window.events.tell(changes.kinds, changes.cases, at.window)
    at.qtbot.waitUntil(lambda: any("It broke down." in row.what.bottom for row in rows(page, "school")))
    place = next(row for row in rows(page, "school") if row.what.top == "Larkspur Primary")
    assert place.state is not None and place.state.words == "ended, unplanned"
    assert place.when.bottom == "to 19 October"
    page.school.show_view("school")
    table = page.school.tables["school"].table
    table.select_id(place.id)
    table.setFocus()
    at.press(table, Qt.Key.Key_Return)
    assert TABS[page.tabs.currentIndex()] == "Timeline"
    assert page.timeline.list.current_id() == place.entry == changes.facts[0]


def test_a_review_shows_who_was_asked_what_was_moved_and_what_is_still_to_do(at: AtTheDesk) -> None:
    page = with_a_plan(at)
    changes = record(at.desk, REF, [
        NewFact("review_meeting_planned", date(2026, 11, 20)),
        NewFact("review_contribution", TODAY, {"who": "Mother", "state": "returned"}),
        NewFact("meeting", TODAY, {"kind": "review", "purpose": "Review", "held": "moved"}, "Health could not come."),
    ])  # fmt: skip
    at.window.events.tell(changes.kinds, changes.cases, at.window)
    at.qtbot.waitUntil(lambda: "Contribution of Mother" in told(page, "reviews"))
    listed = told(page, "reviews")
    assert "Meeting planned" in listed
    assert any(row.what.bottom == "Health could not come." or "Health could not come." in row.what.top
               for row in rows(page, "reviews"))  # fmt: skip
    assert "Invite to the review meeting" in listed, "the law still asks for it"
    assert [group.title for group in review_rows(at.view()).groups] == ["Next review", "Under way: meeting booked"]


def test_an_obligation_is_owed_until_it_is_kept(at: AtTheDesk) -> None:
    page = with_a_plan(at)
    page.school.show_view("agreed")
    owed = {"due": "2026-11-30", "to": "Jo Farrowdale", "source": "mediation"}
    changes = record(at.desk, REF, NewFact("promise_made", TODAY, owed, "A psychologist’s review"))
    at.window.events.tell(changes.kinds, changes.cases, at.window)
    at.qtbot.waitUntil(lambda: "A psychologist’s review" in told(page, "agreed"))
    row = rows(page, "agreed")[0]
    assert row.about.top == "A mediation agreement" and "answers for it" in row.about.bottom
    table = page.school.tables["agreed"].table
    table.select_id(row.id)
    page.school._kept()
    at.qtbot.waitUntil(lambda: bool((s := rows(page, "agreed")[0].state) and s.words.startswith("kept")))


def test_a_child_of_year_two_lacks_nothing_and_a_move_shows_its_day(at: AtTheDesk) -> None:
    page = with_a_plan(at)
    assert rows(page, "next") == []
    changes = record(at.desk, REF, NewFact("phase_transfer_planned", date(2027, 9, 1), {"phase": "infant_to_junior"}))
    at.window.events.tell(changes.kinds, changes.cases, at.window)
    at.qtbot.waitUntil(lambda: bool(rows(page, "next")))
    (row,) = rows(page, "next")
    assert (row.what.top, row.what.bottom) == ("Infant to junior", "the next setting named by 15 February 2027")


def test_tabs_that_do_not_fit_are_behind_more_and_none_is_lost(at: AtTheDesk) -> None:
    page = at.open_case()
    row = page.tab_row
    for width in (1366, 1000, 800):
        at.window.resize(width, 768)
        at.qtbot.waitUntil(lambda width=width: at.window.width() == width)
        row.arrange()
        shown = {n for n in range(len(TABS)) if page.tabs.isTabVisible(n)}
        assert shown | set(row.behind) | {TABS.index("Appeal"), TABS.index("Bundle")} == set(range(len(TABS)))
        assert sum(page.tabs.tabSizeHint(n).width() for n in shown) <= page.tabs.width() or len(shown) == 1
        assert row.more.isVisible() == bool(row.behind)
    assert TABS.index("History") in row.behind
    row._fill()
    action = next(act for act in row._menu.actions() if act.text().startswith("History"))
    action.trigger()
    assert TABS[page.tabs.currentIndex()] == "History"
    assert page.tabs.isTabVisible(TABS.index("History")), "the tab chosen is always in sight"
    assert page.stack.currentWidget() is page.history
