"""Moving cases to another team from the window: who answers then, the reason, the number of the act, and the way back."""

from __future__ import annotations

import pytest

from ehcp_desk.domain.people import Officer, Role
from ehcp_desk.domain.record import NewFact
from ehcp_desk.services.casework.recording import record
from ehcp_desk.services.oversight import team_moves
from ehcp_desk.services.oversight.moving import Move, move, undo
from ehcp_desk.services.oversight.staffing import add_officer, add_team, set_manager, staff
from ehcp_desk.services.records.history import case_history
from tests.ui.case.at_the_desk import AtTheDesk
from tests.ui.late import Late
from ui import a11y
from ui.dialogs import move_team as module
from ui.dialogs.assign import Assign
from ui.dialogs.move_team import NO_OTHER, MoveTeam
from ui.messages import Done


def south(at: AtTheDesk) -> None:
    """A second team, managed by Anil."""
    add_team(at.desk, "South")
    number = next(t.id for t in staff(at.desk).teams.values() if t.name == "South")
    add_officer(at.desk, Officer(0, "Anil Harrowgate", Role.MANAGER, number))
    anil = staff(at.desk).named("Anil Harrowgate")
    assert anil is not None
    set_manager(at.desk, number, anil.id)


def done(at: AtTheDesk) -> Done:
    said = at.window.messages._last
    assert said is not None
    return said


def test_two_cases_go_to_another_team_with_a_reason_and_back(at: AtTheDesk) -> None:
    south(at)
    was = at.view().team
    at.open_case()
    dialog = at.ask("move_team", MoveTeam, case_ids=[at.case_id, at.second])
    assert dialog.primary is not None and not dialog.primary.isEnabled(), "no team is chosen for anybody"
    dialog.team.setCurrentIndex(dialog.team.findData("South"))
    at.settle()
    assert dialog.heading.text() == "Move 2 cases to South?" and "Anil Harrowgate answers" in dialog.sentence.text()
    assert a11y.problems(dialog) == []
    at.save(dialog)
    assert dialog.reason_field.problem.sentence == "Say why; the reason stays with each case."
    dialog.reason.setPlainText("The families moved")
    at.save(dialog)
    at.gone(dialog)
    assert at.view().team == at.view(at.second).team == "South" and at.view().owner == "Joy Addo"
    newest = case_history(at.desk, at.case_id)[0]
    number = newest.act.split("Move ")[1].split(",")[0]
    assert done(at).sentence == f"2 cases moved to South, as move {number}"
    back = done(at).undo
    assert back is not None
    back()
    at.qtbot.waitUntil(lambda: at.view().team == was, timeout=10_000)
    at.settle()
    assert done(at).sentence == f"Move {number} is taken back. Both moves stay in the history."


def test_what_is_there_already_is_left_out_and_said(at: AtTheDesk) -> None:
    south(at)
    at.open_case()
    dialog = at.ask("move_team", MoveTeam, case_id=at.case_id)
    dialog.team.setCurrentIndex(dialog.team.findData(at.view().team))
    at.settle()
    assert dialog.primary is not None and not dialog.primary.isEnabled()
    assert dialog.heading.text() == f"All of these belong to {at.view().team} already"


def test_with_one_team_there_is_nothing_to_choose(at: AtTheDesk) -> None:
    at.open_case()
    dialog = at.ask("move_team", MoveTeam, case_id=at.case_id)
    assert dialog.sentence.text() == NO_OTHER and dialog.primary is not None and not dialog.primary.isEnabled()


def test_assigning_says_the_number_the_command_takes_it_back_by(at: AtTheDesk) -> None:
    at.open_case()
    dialog = at.ask("assign", Assign, case_ids=[at.case_id], to="Thandi Mbeki")
    dialog.rows.boxes[at.case_id].setCurrentIndex(dialog.rows.boxes[at.case_id].findData("Thandi Mbeki"))
    dialog.reason.setText("Knows the family")
    at.save(dialog)
    at.gone(dialog)
    number = int(done(at).sentence.split("as move ")[1])
    lines = [line for line in case_history(at.desk, at.case_id) if line.what.startswith("Named Thandi Mbeki")]
    assert lines[0].act == f"Move {number}, of 1 case", "and the history says it for as long as the case lasts"
    undo(at.desk, number, "By its number")
    assert at.view().owner == "Joy Addo"


def test_a_move_of_other_cases_is_not_said_of_this_one(at: AtTheDesk) -> None:
    at.open_case()
    move(at.desk, [Move(at.view(at.second).case.ref, "Thandi Mbeki")], "Has room")
    assert not any("Move " in line.act for line in case_history(at.desk, at.case_id))


def test_the_cases_go_to_the_team_in_the_box_and_not_to_the_one_before(
    at: AtTheDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    south(at)
    add_team(at.desk, "West")
    at.open_case()
    dialog = at.ask("move_team", MoveTeam, case_ids=[at.case_id])
    dialog.team.setCurrentIndex(dialog.team.findData("South"))
    at.settle()
    dialog.reason.setPlainText("The family moved")
    late = Late(team_moves.team_move)
    monkeypatch.setattr(module, "team_move", late)
    dialog.team.setCurrentIndex(dialog.team.findData("West"))
    at.qtbot.waitUntil(lambda: late.answered == 1)
    assert dialog.primary is not None and not dialog.primary.isEnabled()
    dialog.submit()
    late.let_go()
    at.settle()
    assert dialog.isVisible() and dialog.heading.text().endswith("to West?")
    at.save(dialog)
    at.gone(dialog)
    assert at.view().team == "West"


def test_after_a_colleague_s_save_the_cases_are_looked_at_again_and_can_be_moved(at: AtTheDesk) -> None:
    south(at)
    at.open_case()
    dialog = at.ask("move_team", MoveTeam, case_ids=[at.case_id, at.second])
    dialog.team.setCurrentIndex(dialog.team.findData("South"))
    at.settle()
    record(at.other, at.view(at.second).case.ref, NewFact("note", at.desk.today(), note="Rang back"))
    dialog.reason.setPlainText("The families moved")
    at.save(dialog)
    at.qtbot.waitUntil(lambda: "Thandi Mbeki changed" in dialog.trouble.sentence)
    at.settle()
    at.save(dialog)
    at.gone(dialog)
    assert at.view().team == at.view(at.second).team == "South"
