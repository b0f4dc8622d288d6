"""A case goes to another team with its reason, alone or with others; who answers then; and the way back by its number."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from ehcp_desk.domain.access import SEEN_BY_MANAGERS
from ehcp_desk.domain.case import Child
from ehcp_desk.domain.errors import BadInput, Conflict
from ehcp_desk.domain.journal import first_broken
from ehcp_desk.domain.people import Officer, Role
from ehcp_desk.domain.record import NewFact
from ehcp_desk.domain.worklist import CaseQuery, Scope
from ehcp_desk.services.casework.recording import NewRequest, correct, open_request
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.moving import Move, move, undo
from ehcp_desk.services.oversight.notifying import morning
from ehcp_desk.services.oversight.ownership import assign
from ehcp_desk.services.oversight.restricting import restrict
from ehcp_desk.services.oversight.staffing import add_officer, add_team, set_manager, staff
from ehcp_desk.services.oversight.team_moves import move_to_team, team_move
from ehcp_desk.services.records.case_view import CaseView, case_view
from ehcp_desk.services.records.chronology import chronology
from ehcp_desk.services.records.history import case_history
from ehcp_desk.services.records.inspection_pack import inspection_pack
from ehcp_desk.services.upkeep.checking import verify_record

DAY = date(2026, 10, 30)
HELD, FREE = "SEN/1", "SEN/2"


@pytest.fixture
def two_teams(team: Desk) -> Desk:
    """North, and South managed by Anil; Joy of North holds one of two cases of North."""
    add_team(team, "South")
    north, south = staff(team).teams
    for name, role in (("Anil Harrowgate", Role.MANAGER), ("Mina Okafor", Role.CASEWORKER)):
        add_officer(team, Officer(0, name, role, south))
    set_manager(team, south, officer(team, "Anil Harrowgate").id)
    for number, ref in enumerate((HELD, FREE), 1):
        child = Child(0, "Farrowdale", f"Child {number}", date(2018, 1, number))
        open_request(team, NewRequest(ref, child, DAY - timedelta(20 * number), "parent", team_id=north))
    assign(team, [HELD], "Joy Addo", "starting", DAY - timedelta(10))
    return team


def officer(desk: Desk, name: str) -> Officer:
    found = staff(desk).named(name)
    assert found is not None
    return found


def stands(view: CaseView) -> tuple[str, str | None, str]:
    return view.team, view.owner, view.responsible.name


def of_team(desk: Desk, name: str) -> set[str]:
    number = next(t.id for t in staff(desk).teams.values() if t.name == name)
    with desk.store.read() as work:
        return {r.ref for r in work.case_rows(work.case_ids(CaseQuery(DAY, Scope.LIVE, team_id=number)))}


def test_it_keeps_its_caseworker_and_its_new_manager_answers_for_what_nobody_holds(two_teams: Desk) -> None:
    preview = team_move(two_teams, [case_view(two_teams, ref).case.id for ref in (HELD, FREE)], "South")
    assert (preview.answers.name, preview.free, preview.elsewhere) == ("Anil Harrowgate", 1, (("Joy Addo", 1),))
    assert "Anil Harrowgate answers for each that nobody holds" in preview.said and "Joy Addo (1)" in preview.said
    changes = move_to_team(two_teams, [HELD, FREE], "south", "The families moved", preview.versions)
    assert stands(case_view(two_teams, HELD)) == ("South", "Joy Addo", "Joy Addo") and changes.warnings == ()
    assert stands(case_view(two_teams, FREE)) == ("South", None, "Anil Harrowgate")
    assert (of_team(two_teams, "North"), of_team(two_teams, "South")) == (set(), {HELD, FREE})
    told = {letter.to: letter.cases for letter in morning(two_teams)}
    assert told["Anil Harrowgate"] == (FREE,), "and the morning's message goes to the new manager"


def test_it_is_one_act_on_the_record_with_an_entry_and_a_line_for_each_case(two_teams: Desk) -> None:
    act = move_to_team(two_teams, [HELD, FREE], "South", "The families moved").act
    (fact,) = [f for f in case_view(two_teams, HELD).facts if f.fact.kind == "team_changed"]
    assert dict(fact.fact.attrs) == {"to": "South", "from": "North", "reason": "The families moved"}
    with two_teams.store.read() as work:
        (line,) = work.journal(kind="cases_moved_to_team")
        assert line.seq == act and [m["ref"] for m in json.loads(line.payload or "")["moves"]] == [HELD, FREE]
        assert first_broken(work.journal()) is None
    newest = case_history(two_teams, case_view(two_teams, HELD).case.id)[0]
    assert (newest.what, newest.field, newest.reason) == (
        "Moved the case to the team South",
        "Team",
        "The families moved",
    )
    assert (newest.before, newest.after, newest.act) == ("North", "South", f"Move {act}, of 2 cases")
    assert all(ok for _, ok, _ in verify_record(two_teams))


def test_nothing_is_done_on_a_case_by_it_and_an_inspector_sees_it(two_teams: Desk) -> None:
    number = case_view(two_teams, HELD).case.id

    def last() -> date:
        with two_teams.store.read() as work:
            return work.last_entries([number], DAY)[number]

    before = last()
    move_to_team(two_teams, [HELD], "South", "The families moved")
    assert last() == before < DAY, "a case on which nothing happens stays on that list"
    told = chronology(two_teams, HELD).lines
    assert told and not any("team" in str(line) for line in told), "nor is it an event for a tribunal"
    held = next(s for s in inspection_pack(two_teams, HELD).sections if s.title == "Who held the case")
    assert ("30 October 2026", "To the team South, from North", "The families moved", "Joy Addo") in held.rows


def test_it_is_taken_back_whole_by_its_number(two_teams: Desk) -> None:
    before = [case_view(two_teams, ref).case for ref in (HELD, FREE)]
    act = move_to_team(two_teams, [HELD, FREE], "South", "The families moved").act
    undo(two_teams, act, "They stay")
    for was in before:
        assert replace(case_view(two_teams, was.ref).case, version=was.version) == was
    newest = case_history(two_teams, before[0].id)[0]
    assert newest.what == "Moved the case to the team North" and newest.act == f"Takes back move {act}"
    with pytest.raises(Conflict, match="SEN/1 has gone to another team since"):
        undo(two_teams, act, "Again")
    assert all(ok for _, ok, _ in verify_record(two_teams))


def test_taken_back_to_no_team_of_its_own(two_teams: Desk) -> None:
    open_request(two_teams, NewRequest("SEN/3", Child(0, "Ashdown", "Ivo"), DAY, "parent"))
    act = move_to_team(two_teams, ["SEN/3"], "South", "Lives there").act
    undo(two_teams, act, "Does not")
    view = case_view(two_teams, "SEN/3")
    assert (view.team, view.case.team_id) == ("", None)
    assert case_history(two_teams, view.case.id)[0].what == "Left the case without a team of its own"
    assert all(ok for _, ok, _ in verify_record(two_teams))


def test_a_case_that_went_on_keeps_the_whole_act_as_it_is(two_teams: Desk) -> None:
    act = move_to_team(two_teams, [HELD, FREE], "South", "The families moved").act
    move_to_team(two_teams, [FREE], "North", "Moved again")
    with pytest.raises(Conflict, match="SEN/2 has gone to another team since, so nothing was taken back"):
        undo(two_teams, act, "They stay")
    assert case_view(two_teams, HELD).team == "South"


def test_a_move_to_people_taken_back_leaves_the_team_given_since(two_teams: Desk) -> None:
    act = move(two_teams, [Move(FREE, "Mina Okafor")], "Has room").act
    move_to_team(two_teams, [FREE], "South", "The families moved")
    undo(two_teams, act, "Mina is full")
    assert stands(case_view(two_teams, FREE)) == ("South", None, "Anil Harrowgate")


def test_what_cannot_be_moved_says_so_and_moves_nothing(two_teams: Desk) -> None:
    for refs, to, reason, words in (
        ([HELD], "South", " ", "Say why"),
        ([], "South", "x", "at least one"),
        ([HELD], "East", "x", "no team called East; there are: North, South"),
        ([HELD, FREE], "North", "x", "SEN/1 belongs to North already"),
        (["SEN/9"], "South", "x", "SEN/9"),
    ):
        with pytest.raises(BadInput, match=words):
            move_to_team(two_teams, refs, to, reason)
    with pytest.raises(Conflict):
        move_to_team(two_teams, [HELD, FREE], "South", "x", [case_view(two_teams, HELD).case.version, 1 - 1])
    assert of_team(two_teams, "South") == set()
    assert [row.ref for row in team_move(two_teams, [case_view(two_teams, HELD).case.id], "North").left_out] == [HELD]


def test_a_team_nobody_manages_and_a_file_its_manager_does_not_see_are_said(two_teams: Desk) -> None:
    with two_teams.store.write(two_teams.user, two_teams.now()) as work:
        work.set_setting(SEEN_BY_MANAGERS, "off")
    restrict(two_teams, HELD, ["Joy Addo"], "A colleague’s child")
    (said,) = move_to_team(two_teams, [HELD], "South", "x").warnings
    assert said.startswith("Anil Harrowgate, who manages South, does not see SEN/1")
    add_team(two_teams, "East")
    (said,) = move_to_team(two_teams, [FREE], "East", "x").warnings
    assert "Nobody manages East now, so Imre Vantongeren answers" in said


def test_the_entry_is_written_by_its_act_alone_and_not_put_right_by_hand(two_teams: Desk) -> None:
    move_to_team(two_teams, [FREE], "South", "x")
    (fact,) = [f for f in case_view(two_teams, FREE).facts if f.fact.kind == "team_changed"]
    with pytest.raises(BadInput, match="move the case to its team"):
        correct(two_teams, fact.id, NewFact("team_changed", DAY, {"to": "North"}), "wrong")


def test_verify_finds_a_case_whose_team_is_not_what_its_entries_say(two_teams: Desk) -> None:
    move_to_team(two_teams, [FREE], "South", "x")
    with two_teams.store.write(two_teams.user, two_teams.now()) as work:
        case = work.case(case_view(two_teams, FREE).case.id)
        work.add_fact(case.id, NewFact("team_changed", DAY, {"to": "North", "from": "South", "reason": "slipped in"}))
    (found,) = [check for check in verify_record(two_teams) if check[0] == "owners"]
    assert found == ("owners", False, f"1 cases are of another team than their facts say: {FREE}")
