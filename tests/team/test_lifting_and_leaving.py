"""No way round a restriction: not by moving the case or the child, not by splitting, and nobody leaves with a file unseen."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest

from db.store import SqlStore, open_store
from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.domain.errors import BadInput, NotAllowed
from ehcp_desk.domain.people import Role
from ehcp_desk.ports.today import Calendar
from ehcp_desk.services.casework.same_child import merge, split
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.leaving import leave
from ehcp_desk.services.oversight.ownership import assign
from ehcp_desk.services.oversight.restricting import open_restricted, restrict
from ehcp_desk.services.oversight.staffing import add_absence, change_absence, change_officer, staff
from ehcp_desk.services.upkeep.checking import verify_record
from tests.support.records import DAY
from tests.support.team import NAMED, OPEN_REF, SHUT_REF, Team


def desk_of(store: SqlStore, name: str, role: Role | None = None) -> Desk:
    roles = None if role is None else frozenset({role})
    return Desk(store, Ruleset.load(), name, Calendar(DAY), roles=roles)


@pytest.fixture
def joined(own_team: Team) -> Team:
    """The restricted child was found to be the one of the open case: one family, and all of it restricted."""
    store = own_team.store(NAMED)
    joy = desk_of(store, NAMED, Role.CASEWORKER)
    open_restricted(joy, SHUT_REF, "To compare them")
    merge(joy, SHUT_REF, OPEN_REF, "The same child")
    store.close()
    return own_team


def test_a_merge_brings_the_other_case_under_the_restriction(joined: Team) -> None:
    store = joined.store("Carl Brindle")
    with store.read() as work:
        assert work.closed_cases()[0] == {1, 2}
    store.close()


@pytest.mark.parametrize("lift", [
    "UPDATE children SET same_as = NULL WHERE id = 2",
    "UPDATE children SET same_as = 0 WHERE id = 2",
    "UPDATE cases SET child_id = 0 WHERE id = 2",
    "UPDATE contactables SET child_id = 0 WHERE child_id = 2",
])  # fmt: skip
def test_somebody_named_cannot_carry_a_file_out_by_any_link(joined: Team, lift: str) -> None:
    with contextlib.closing(joined.superuser()) as admin:
        admin.execute(f'SET ROLE "{joined.database}_desk_owner"')  # nobody but the owner chooses a number
        admin.execute("INSERT INTO children SELECT (jsonb_populate_record(c, '{\"id\": 0, \"same_as\": null}')).* "
                      "FROM children c WHERE id = 1")  # fmt: skip
    refused = pytest.raises(psycopg.errors.InsufficientPrivilege, match="a restricted file stays restricted")
    with contextlib.closing(joined.connect(NAMED)) as joy, refused:
        joy.execute(lift)


@pytest.mark.parametrize("lift", [
    "UPDATE children SET same_as = NULL WHERE id = 2",
    "UPDATE children SET same_as = 0 WHERE id = 2",
    "UPDATE cases SET child_id = 0 WHERE id = 2",
    "UPDATE contactables SET child_id = 0 WHERE child_id = 2",
    "WITH apart AS (UPDATE children SET same_as = NULL WHERE id = 2 RETURNING id) UPDATE cases SET child_id = 0 WHERE id = 2",
])  # fmt: skip
def test_a_manager_lifts_a_restriction_with_its_line_or_not_at_all(joined: Team, lift: str) -> None:
    """A manager may lift it, which its line tells; by moving the case or the child from under it nobody may."""
    with contextlib.closing(joined.superuser()) as admin:
        admin.execute(f'SET ROLE "{joined.database}_desk_owner"')  # nobody but the owner chooses a number
        admin.execute("INSERT INTO children SELECT (jsonb_populate_record(c, '{\"id\": 0, \"same_as\": null}')).* "
                      "FROM children c WHERE id = 1")  # fmt: skip
    refused = pytest.raises(psycopg.errors.InsufficientPrivilege, match="a restricted file stays restricted")
    with contextlib.closing(joined.connect("Mina Okafor")) as mina, refused:
        mina.execute(lift)
    with contextlib.closing(joined.connect("Mina Okafor", autocommit=False)) as mina, refused:
        mina.execute(lift)
        mina.commit()


def test_no_open_file_is_hidden_by_saying_it_is_a_restricted_one(own_team: Team) -> None:
    with contextlib.closing(own_team.superuser()) as admin:
        admin.execute(f'SET ROLE "{own_team.database}_desk_owner"')  # nobody but the owner chooses a number
        admin.execute("INSERT INTO children SELECT (jsonb_populate_record(c, '{\"id\": 3, \"same_as\": null}')).* "
                      "FROM children c WHERE id = 1")  # fmt: skip
        admin.execute("UPDATE cases SET child_id = 3 WHERE id = 1")
    for name in ("Carl Brindle", "Tom Quarrie"):
        refused = pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security")
        with contextlib.closing(own_team.connect(name)) as connection, refused:
            connection.execute("UPDATE children SET same_as = 2 WHERE id = 3")
    with contextlib.closing(own_team.connect("Carl Brindle")) as carl:
        carl.execute("UPDATE children SET same_as = 1 WHERE id = 3")  # two that are open to him
        carl.execute("UPDATE children SET same_as = NULL WHERE id = 3")


def test_a_split_is_for_somebody_who_may_lift_and_leaves_both_halves_restricted(joined: Team) -> None:
    store = joined.store(NAMED)
    open_restricted(desk_of(store, NAMED, Role.CASEWORKER), OPEN_REF, "To split them")
    with pytest.raises(NotAllowed, match="restrict a file or open it to others"):
        split(desk_of(store, NAMED, Role.CASEWORKER), SHUT_REF, "Two after all")
    store.close()
    store = joined.store("Mina Okafor")
    mina = desk_of(store, "Mina Okafor", Role.MANAGER)
    for ref in (OPEN_REF, SHUT_REF):
        open_restricted(mina, ref, "To split them")
    split(mina, SHUT_REF, "Two after all")
    with store.read() as work:
        assert work.case(1).child.id != work.case(2).child.id
        assert {work.restriction(work.case(n).child.id).names for n in (1, 2)} == {(NAMED,)}  # type: ignore[union-attr]
    store.close()
    store = joined.store("Carl Brindle")
    with store.read() as work:
        assert work.closed_cases()[0] == {1, 2}
    store.close()


def test_a_fact_slipped_in_without_its_line_is_named_by_verify(own_team: Team) -> None:
    def facts() -> tuple[bool, str]:
        store = own_team.store("Mina Okafor")
        told = {name: (ok, words) for name, ok, words in verify_record(desk_of(store, "Mina Okafor", Role.MANAGER))}
        store.close()
        return told["facts"]

    assert facts()[0]
    with contextlib.closing(own_team.connect("Carl Brindle")) as carl:
        carl.execute("INSERT INTO facts (case_id, kind, happened_on, approximate, note, source, recorded_at, recorded_by) "
                     "VALUES (1, 'note', '2026-10-30', false, 'slipped in', '', clock_timestamp(), session_user)")  # fmt: skip
    ok, words = facts()
    assert not ok
    assert OPEN_REF in words


def test_nobody_leaves_with_a_case_hidden_from_whoever_records_it(own_team: Team) -> None:
    everything, mina, adi = (open_store(own_team.admin_url), own_team.store("Mina Okafor"), own_team.store("Adi Stowe"))
    with everything.read() as work:
        joy = work.staff().named(NAMED)
    assert joy is not None
    boss, keeper = desk_of(mina, "Mina Okafor", Role.MANAGER), desk_of(adi, "Adi Stowe", Role.ADMINISTRATOR)
    open_restricted(boss, SHUT_REF, "To give it to somebody")
    assign(boss, [SHUT_REF], NAMED, "She knows the family")
    with pytest.raises(
        BadInput, match="still holds a restricted case that is not open to you; ask a manager named on it"
    ):
        leave(keeper, joy.id, DAY)
    with pytest.raises(BadInput, match="still holds 1 case; give"):
        leave(boss, joy.id, DAY)
    with pytest.raises(BadInput, match="Carl Brindle does not see it"):
        assign(boss, [SHUT_REF], "Carl Brindle", "Joy leaves")
    restrict(boss, SHUT_REF, ["Carl Brindle"], "He takes it from Joy")
    assign(boss, [SHUT_REF], "Carl Brindle", "Joy leaves")
    leave(keeper, joy.id, DAY)
    for store in (everything, mina, adi):
        store.close()


def test_how_many_are_hidden_is_told_to_those_who_keep_the_staff_list_alone(own_team: Team) -> None:
    with contextlib.closing(own_team.superuser()) as admin:
        admin.execute("UPDATE cases SET owner_id = 1")
    for name, told in (("Adi Stowe", 2), ("Carl Brindle", 0), ("Ann Redfern", 0)):
        store = own_team.store(name)
        with store.read() as work:
            assert work.hidden_held(1) <= told
            assert (work.hidden_held(1) > 0) is (told > 0)
        store.close()


def test_those_who_keep_the_staff_list_put_days_away_right_and_nobody_else(own_team: Team) -> None:
    carl = desk_of(own_team.store("Carl Brindle"), "Carl Brindle", Role.CASEWORKER)
    for name, role in (("Mina Okafor", Role.MANAGER), ("Adi Stowe", Role.ADMINISTRATOR)):
        keeper = desk_of(own_team.store(name), name, role)
        joy = staff(keeper).named(NAMED)
        assert joy is not None
        add_absence(keeper, joy.id, DAY, DAY + timedelta(90), None, "leave")
        (long,) = staff(keeper).absences
        with pytest.raises(NotAllowed):
            change_absence(carl, long, None, "x")
        with (
            contextlib.closing(own_team.connect("Carl Brindle")) as raw,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            raw.execute("DELETE FROM absences")
        change_absence(keeper, long, replace(long, last_day=DAY), "Back early")
        (short,) = staff(keeper).absences
        assert short.last_day == DAY
        change_absence(keeper, short, None, "Never away")
        assert staff(keeper).absences == ()
        keeper.store.close()
    carl.store.close()


def test_on_a_server_a_restriction_follows_the_login_and_a_new_name_says_so(own_team: Team) -> None:
    mina, joy = own_team.store("Mina Okafor"), own_team.store(NAMED)
    keeper = desk_of(mina, "Mina Okafor", Role.MANAGER)
    officer = staff(keeper).named(NAMED)
    assert officer is not None
    (said,) = change_officer(keeper, replace(officer, name="Joy Smith"), officer).warnings
    assert "Joy Addo still signs in as Joy Addo" in said and "team add-user" in said
    with joy.read() as work:
        assert not work.closed_cases()[0], "she sees what she saw"
    mina.close()
    joy.close()
