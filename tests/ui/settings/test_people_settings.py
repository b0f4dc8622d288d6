"""Settings, People and Teams: who leaves, who covers and who manages is kept, and what cannot be is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from pytestqt.qtbot import QtBot

from ehcp_desk.domain.people import Officer, Role, days_words
from ehcp_desk.services.oversight.staffing import (
    add_absence,
    add_officer,
    change_officer,
    set_manager,
    staff,
    staff_view,
)
from ehcp_desk.services.oversight.weighing import weights
from tests.support.demo_window import TODAY, Bench
from tests.ui.settings.opening import Open, settled
from ui.a11y import problems
from ui.pages.settings.page import SettingsPage

# -- people ----------------------------------------------------------------------------------------------------------


def go_to(page: SettingsPage, name: str) -> Officer:
    assert page.people.view is not None
    officer = page.people.view.people.named(name)
    assert officer is not None and page.people.table.select_id(officer.id)
    return officer


def test_nobody_leaves_with_a_case_before_it_is_shared_out(at: Bench, opened: Open, qtbot: QtBot) -> None:
    page = opened("people")
    held = next(o for o in staff_view(at.desk).in_order() if staff_view(at.desk).held[o.id] > 1)
    go_to(page, held.name)
    dialog = page.people.record_leaving()
    assert dialog is not None and dialog.primary is not None
    count = staff_view(at.desk).held[held.id]
    assert dialog.primary.text() == f"Spread the {count} cases"
    dialog.act()
    settled(qtbot, at)
    asked = at.went.asked_with[-1]
    assert at.went.asked[-1] == "assign" and asked["leaving"].officer_id == held.id and len(asked["case_ids"]) >= count
    assert staff(at.desk).officers[held.id].left_on == held.left_on, "nothing is recorded before the spread is"


def test_days_worked_and_weights_are_kept(at: Bench, opened: Open, qtbot: QtBot) -> None:
    page = opened("people")
    officer = go_to(page, "Thandi Mbeki")
    dialog = page.people.change_person()
    assert dialog is not None
    for tick in dialog.days:
        tick.setChecked(False)
    dialog.act()
    assert dialog.days_field.problem.sentence == "Tick at least one day."
    for tick in dialog.days[:3]:
        tick.setChecked(True)
    dialog.act()
    settled(qtbot, at)
    assert days_words(staff(at.desk).officers[officer.id]) == "Mon, Tue, Wed"
    page.arrive(section="weights")
    settled(qtbot, at)
    page.weights.lines["drafting"].setText("heavy")
    page.weights.save.click()
    assert page.weights.trouble.sentence == "Writing the plan: type a number such as 1.4."
    page.weights.lines["drafting"].setText("2")
    page.weights.save.click()
    settled(qtbot, at)
    assert weights(at.desk).numbers["drafting"] == 2.0
    assert problems(page.weights) == []


def test_somebody_without_cases_leaves_and_is_listed_last(at: Bench, opened: Open, qtbot: QtBot) -> None:
    page = opened("people")
    officer = go_to(page, "Imogen Tranter")
    dialog = page.people.record_leaving()
    assert dialog is not None
    dialog.last.set_day(date(2026, 10, 29))
    dialog.act()
    settled(qtbot, at)
    assert staff(at.desk).officers[officer.id].left_on == date(2026, 10, 29)
    names = [page.people.rows.index(row, 0).data() for row in range(page.people.rows.rowCount())]
    gone = next(n for n, name in enumerate(names) if name.startswith("Imogen Tranter"))
    assert all(staff_view(at.desk).has_left(o) for o in staff_view(at.desk).in_order()[gone:])
    assert at.said.done == ["Imogen Tranter’s last day is saved."]


def test_every_vacancy_somebody_without_cases_leaves_is_told(at: Bench, opened: Open, qtbot: QtBot) -> None:
    page = opened("people")
    officer = go_to(page, "Imogen Tranter")
    teams = staff(at.desk).teams
    for number in teams:
        set_manager(at.desk, number, officer.id)
    dialog = page.people.record_leaving()
    assert dialog is not None
    dialog.act()
    settled(qtbot, at)
    (told,) = at.said.trouble
    assert len(teams) > 1 and all(f"{team.name} has no manager after that day" in told for team in teams.values())


def test_a_person_is_added_and_a_twin_refused_under_the_name(at: Bench, opened: Open, qtbot: QtBot) -> None:
    page = opened("people")
    dialog = page.people.add_person()
    assert dialog is not None
    dialog.act()
    assert dialog.name_field.problem.sentence == "Give the person’s name."
    dialog.name.setText("joy addo")
    dialog.act()
    settled(qtbot, at)
    assert dialog.name_field.problem.sentence.startswith("There is already somebody called joy addo")
    dialog.name.setText("Nell Corrigan")
    dialog.posts.setText("0.6")
    dialog.act()
    settled(qtbot, at)
    added = staff(at.desk).named("Nell Corrigan")
    assert added is not None and (added.fte, added.role, added.started_on) == (0.6, Role.CASEWORKER, TODAY)


def test_a_name_from_a_file_becomes_a_person(at: Bench, opened: Open, qtbot: QtBot) -> None:
    add_officer(at.desk, Officer(0, "T. M."))
    made = staff(at.desk).named("T. M.")
    assert made is not None
    change_officer(at.desk, replace(made, placeholder=True))
    page = opened("people")
    go_to(page, "T. M.")
    row = page.people.table.currentIndex().row()
    assert page.people.rows.index(row, 0).data() == "T. M., to be matched"
    dialog = page.people.change_person()
    assert dialog is not None
    dialog.name.setText("Tamsin Merrow")
    dialog.act()
    settled(qtbot, at)
    found = staff(at.desk).named("Tamsin Merrow")
    assert found is not None and (found.id, found.placeholder) == (made.id, False)


def test_days_away_name_the_cover_on_the_list(at: Bench, opened: Open, qtbot: QtBot) -> None:
    page = opened("people")
    officer, cover = go_to(page, "Ross Fairbairn"), staff(at.desk).named("Thandi Mbeki")
    dialog = page.people.record_absence()
    assert dialog is not None and cover is not None
    dialog.first.set_day(date(2026, 11, 20))
    dialog.last.set_day(date(2026, 11, 16))
    dialog.act()
    assert dialog.last_field.problem.sentence == "The last day comes before the first; check the days."
    dialog.first.set_day(date(2026, 11, 16))
    dialog.last.set_day(date(2026, 11, 20))
    dialog.cover.setCurrentIndex(dialog.cover.findData(str(cover.id)))
    dialog.act()
    settled(qtbot, at)
    away = staff(at.desk).away(officer.id, date(2026, 11, 18))
    assert away is not None and away.cover_id == cover.id
    row = page.people.rows.find(officer.id)
    assert row is not None
    assert page.people.rows.index(row, 7).data() == "away 16 to 20 November, Thandi Mbeki covers"


def test_days_away_are_put_right_with_a_reason_and_taken_off(at: Bench, opened: Open, qtbot: QtBot) -> None:
    page = opened("people")
    officer, cover = go_to(page, "Ross Fairbairn"), staff(at.desk).named("Thandi Mbeki")
    assert cover is not None
    before = staff(at.desk).absences
    add_absence(at.desk, officer.id, date(2026, 11, 16), date(2062, 11, 20), cover.id, "leave")
    page.people.reread()
    settled(qtbot, at)
    dialog = page.people.record_absence()
    assert dialog is not None and dialog.remove.isHidden(), "new days unless others are chosen"
    dialog.which.setCurrentIndex(dialog.which.count() - 1)
    assert "2062" in dialog.last.line.text() and not dialog.remove.isHidden()
    dialog.last.set_day(date(2026, 11, 20))
    dialog.act()
    assert dialog.reason_field.problem.sentence.startswith("Say why they change")
    dialog.reason.setText("2062 typed for 2026")
    dialog.act()
    settled(qtbot, at)
    (now,) = [a for a in staff(at.desk).absences if a not in before]
    assert (now.last_day, now.cover_id) == (date(2026, 11, 20), cover.id)
    again = page.people.record_absence()
    assert again is not None
    again.which.setCurrentIndex(again.which.count() - 1)
    again.remove.click()
    assert again.reason_field.problem.sentence.startswith("Say why they change")
    again.reason.setText("Not away after all")
    again.remove.click()
    settled(qtbot, at)
    assert staff(at.desk).absences == before


def test_a_form_left_open_says_what_changed_meanwhile(at: Bench, opened: Open, qtbot: QtBot) -> None:
    page = opened("people")
    officer = go_to(page, "Thandi Mbeki")
    dialog = page.people.change_person()
    assert dialog is not None
    change_officer(at.desk, replace(officer, fte=0.5))
    dialog.email.setText("thandi@westmarsh.example")
    dialog.act()
    settled(qtbot, at)
    assert "(posts)" in dialog.trouble.sentence and staff(at.desk).officers[officer.id].fte == 0.5


# -- teams -----------------------------------------------------------------------------------------------------------


def test_a_team_is_added_and_given_a_manager(at: Bench, opened: Open, qtbot: QtBot) -> None:
    page = opened("teams")
    dialog = page.teams.add_team()
    dialog.name.setText("West")
    dialog.act()
    settled(qtbot, at)
    west = next(t for t in staff(at.desk).teams.values() if t.name == "West")
    page.teams.table.select_id(west.id)
    row = page.teams.table.currentIndex().row()
    assert page.teams.rows.index(row, 1).data() == "nobody"
    manager = staff(at.desk).named("Ruth Castellan")
    choosing = page.teams.change_manager()
    assert choosing is not None and manager is not None
    choosing.who.setCurrentIndex(choosing.who.findData(str(manager.id)))
    choosing.act()
    settled(qtbot, at)
    assert page.teams.rows.index(row, 1).data() == "Ruth Castellan"
