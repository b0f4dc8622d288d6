"""On a server a case goes to another team by whoever writes on cases; its number is not given away with a hidden one."""

from __future__ import annotations

from contextlib import closing

import pytest

from db.store import open_store
from ehcp_desk.domain.errors import BadInput, NotAllowed
from ehcp_desk.domain.people import Role
from ehcp_desk.services.oversight.moving import undo
from ehcp_desk.services.oversight.restricting import open_restricted
from ehcp_desk.services.oversight.staffing import add_team, staff
from ehcp_desk.services.oversight.team_moves import move_to_team
from ehcp_desk.services.records.case_view import case_view
from ehcp_desk.services.records.history import case_history
from tests.support.team import OPEN_REF, SHUT_REF, Team
from tests.team.test_lifting_and_leaving import desk_of


@pytest.fixture
def east(own_team: Team) -> Team:
    """A team called East that a case can go to."""
    with closing(own_team.store("Mina Okafor")) as store:
        add_team(desk_of(store, "Mina Okafor", Role.MANAGER), "East")
    return own_team


def test_a_manager_moves_and_takes_back_and_an_auditor_may_not(east: Team) -> None:
    with closing(east.store("Mina Okafor")) as store:
        mina = desk_of(store, "Mina Okafor", Role.MANAGER)
        was = case_view(mina, OPEN_REF).team
        act = move_to_team(mina, [OPEN_REF], "East", "The family moved").act
        view = case_view(mina, OPEN_REF)
        assert view.team == "East" and "East" in {t.name for t in staff(mina).teams.values()}
        assert case_history(mina, view.case.id)[0].act == f"Move {act}, of 1 case"
        undo(mina, act, "It stays")
        assert case_view(mina, OPEN_REF).team == was
    with closing(east.store("Ann Redfern")) as store, pytest.raises(NotAllowed):
        move_to_team(desk_of(store, "Ann Redfern", Role.AUDITOR), [OPEN_REF], "East", "x")


def test_what_was_moved_with_a_hidden_case_has_no_number_for_whoever_does_not_see_it(east: Team) -> None:
    with closing(east.store("Mina Okafor")) as store:
        mina = desk_of(store, "Mina Okafor", Role.MANAGER)
        open_restricted(mina, SHUT_REF, "To move it")
        act = move_to_team(mina, [OPEN_REF, SHUT_REF], "East", "The families moved").act
        assert act > 0
    with closing(east.store("Carl Brindle")) as store:
        carl = desk_of(store, "Carl Brindle", Role.CASEWORKER)
        newest = case_history(carl, case_view(carl, OPEN_REF).case.id)[0]
        assert (newest.what, newest.act) == ("Moved the case to the team East", "")
        with pytest.raises(BadInput, match=f"There is no move with the number {act}"):
            undo(carl, act, "x")
        with pytest.raises(BadInput):
            move_to_team(carl, [SHUT_REF], "East", "x")
    with closing(open_store(east.admin_url)) as admin, admin.read() as work:
        assert SHUT_REF in str([line.payload for line in work.journal(kind="cases_moved_to_team")])
