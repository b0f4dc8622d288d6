"""Two of a team change people, correct an entry, restrict a file or move cases in the same moment: who comes second is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from db.team.setting_up import add_user
from ehcp_desk.domain.errors import BadInput, Conflict, DeskError
from ehcp_desk.domain.people import Officer, Role
from ehcp_desk.domain.record import NewFact
from ehcp_desk.services.casework.recording import correct, record, withdraw
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.leaving import leave
from ehcp_desk.services.oversight.moving import Move, move, undo
from ehcp_desk.services.oversight.ownership import assign
from ehcp_desk.services.oversight.restricting import open_restricted, restrict, unrestrict
from ehcp_desk.services.oversight.staffing import (
    add_absence,
    add_officer,
    add_team,
    change_absence,
    change_officer,
    staff,
)
from ehcp_desk.services.oversight.team_moves import move_to_team
from tests.support.records import DAY
from tests.support.team import NAMED, OPEN_REF, OTHERS_REF, PASSWORD, Team, hold_cases
from tests.team.test_saving_at_once import desk_of, wait_for

Act = Callable[[Desk], Any]


@pytest.fixture
def managers(own_team: Team) -> Iterator[tuple[Desk, Desk]]:
    """Two managers, each at a desk of their own."""
    add_user(own_team.admin_url, "Meg Twotree", ["manager"], PASSWORD)
    with closing(own_team.store("Mina Okafor")) as store, closing(own_team.store("Meg Twotree")) as another:
        yield desk_of(store, "Mina Okafor", Role.MANAGER), desk_of(another, "Meg Twotree", Role.MANAGER)


@contextmanager
def held_up(team: Team, sql: str, values: Any = None) -> Iterator[None]:
    """Until the end somebody else has what both need next, so that both have looked before either writes."""
    with team.superuser() as holding:
        holding.autocommit = False
        holding.execute(sql, values)
        yield
        holding.rollback()


def at_once(team: Team, until: tuple[str, Any], first: tuple[Desk, Act], second: tuple[Desk, Act]) -> list[Any]:
    """What each of two acts, begun one after the other while both are held up, gave or raised."""
    ended: list[Future[Any]] = []
    with ThreadPoolExecutor(2) as others:
        with held_up(team, *until):
            for number, (desk, act) in enumerate((first, second), 1):
                ended.append(others.submit(act, desk))
                wait_for(team, number)
        return [one.exception(30) or one.result() for one in ended]


def mina_first(team: Team, managers: tuple[Desk, Desk], until: tuple[str, Any], one: Act, two: Act) -> DeskError:
    """What the second of two managers is told, where the first saved."""
    saved, told = at_once(team, until, (managers[0], one), (managers[1], two))
    assert not isinstance(saved, Exception)
    assert isinstance(told, DeskError)
    return told


def test_an_absence_taken_away_and_made_longer_at_once(own_team: Team, managers: tuple[Desk, Desk]) -> None:
    """Both were told it was saved; it was gone, and the newest line said it was longer."""
    carl = staff(managers[0]).named("Carl Brindle")
    assert carl is not None
    add_absence(managers[0], carl.id, DAY, DAY, None, "")
    (seen,) = staff(managers[0]).absences
    told = mina_first(
        own_team, managers, ("SELECT 1 FROM absences FOR UPDATE", None),
        lambda desk: change_absence(desk, seen, None, "Of somebody else"),
        lambda desk: change_absence(desk, seen, replace(seen, last_day=date(2027, 1, 31)), "Longer"),
    )  # fmt: skip
    assert isinstance(told, Conflict)
    assert staff(managers[0]).absences == ()
    with managers[0].store.read() as work:
        assert len(list(work.journal(kind="absence_changed"))) == 1


def test_two_changes_of_one_person_at_once(own_team: Team, managers: tuple[Desk, Desk]) -> None:
    """Both were kept, and the newest line said what the record did not have."""
    carl = staff(managers[0]).named("Carl Brindle")
    assert carl is not None
    told = mina_first(
        own_team, managers, ("SELECT 1 FROM officers FOR NO KEY UPDATE", None),
        lambda desk: change_officer(desk, replace(carl, fte=0.4), carl),
        lambda desk: change_officer(desk, replace(carl, email="carl@example.test"), carl),
    )  # fmt: skip
    assert isinstance(told, Conflict) and told.who == "Mina Okafor"
    assert staff(managers[0]).officers[carl.id] == replace(carl, fte=0.4)


def test_the_same_team_and_the_same_person_made_by_two_at_once(own_team: Team, managers: tuple[Desk, Desk]) -> None:
    """Each was there twice."""
    made: list[tuple[str, Act, str]] = [
        ("teams", lambda desk: add_team(desk, "East"), "already a team called East"),
        ("officers", lambda desk: add_officer(desk, Officer(0, "Nia Newcome", Role.CASEWORKER)), "already somebody called Nia"),
    ]  # fmt: skip
    for table, act, words in made:
        told = mina_first(own_team, managers, (f"LOCK TABLE {table} IN SHARE MODE", None), act, act)
        assert isinstance(told, BadInput) and words in str(told)
    everybody = staff(managers[0])
    assert [team.name for team in everybody.teams.values()] == ["East"]
    assert [one.name for one in everybody.officers.values()].count("Nia Newcome") == 1


def test_somebody_leaves_while_a_case_is_given_to_them(own_team: Team, managers: tuple[Desk, Desk]) -> None:
    """Both were saved: whoever had left held a case, and nobody was told."""
    joy = staff(managers[0]).named(NAMED)
    assert joy is not None
    given, left = at_once(
        own_team, ("SELECT 1 FROM cases WHERE id = 1 FOR UPDATE", None),
        (managers[1], lambda desk: assign(desk, [OPEN_REF], NAMED, "Sickness")),
        (managers[0], lambda desk: leave(desk, joy.id, DAY)),
    )  # fmt: skip
    assert not isinstance(given, Exception)
    assert isinstance(left, BadInput) and f"{NAMED} still holds 1 case" in str(left)
    everybody = staff(managers[0])
    assert everybody.officers[joy.id].left_on is None


def test_a_case_given_to_somebody_who_left_while_it_was_given(own_team: Team, managers: tuple[Desk, Desk]) -> None:
    joy = staff(managers[0]).named(NAMED)
    assert joy is not None
    before = date.fromordinal(DAY.toordinal() - 1)
    told = mina_first(
        own_team, managers, ("SELECT 1 FROM officers FOR UPDATE", None),
        lambda desk: leave(desk, joy.id, before),
        lambda desk: assign(desk, [OPEN_REF], NAMED, "Sickness"),
    )  # fmt: skip
    assert isinstance(told, BadInput) and f"{NAMED} is not in post" in str(told)


def test_notes_are_saved_while_somebody_leaves(own_team: Team, managers: tuple[Desk, Desk]) -> None:
    """Whoever gives fifty cases away takes seconds: those who change people or hands wait for it, and nobody else."""
    joy = staff(managers[0]).named(NAMED)
    assert joy is not None
    with ThreadPoolExecutor(1) as other:
        with held_up(own_team, "SELECT 1 FROM officers FOR UPDATE"):
            leaving = other.submit(leave, managers[0], joy.id, DAY)
            wait_for(own_team, 1)
            assert record(managers[1], OPEN_REF, NewFact("note", DAY, {}, "meanwhile")).facts
            assert not leaving.done()
        assert leaving.result(30).kinds


def test_bulk_acts_on_the_same_cases_in_another_order_wait_for_each_other_once(
    own_team: Team, managers: tuple[Desk, Desk]
) -> None:
    """One had the first case and waited for the second, the other had the second: somebody was told of a deadlock."""
    hold_cases(own_team)
    add_team(managers[0], "East")
    add_team(managers[0], "West")
    refs, lines = [OPEN_REF, OTHERS_REF], ("SELECT 1 FROM case_summary FOR UPDATE", None)
    first = move(managers[0], [Move(ref, "Mina Okafor") for ref in refs], "Sickness").act
    acts: list[tuple[Act, Act]] = [
        (lambda desk: move_to_team(desk, refs, "East", "Nearer"), lambda desk: move_to_team(desk, refs[::-1], "West", "No")),
        (lambda desk: assign(desk, refs, "Carl Brindle", "Back"), lambda desk: assign(desk, refs[::-1], NAMED, "Back")),
        (lambda desk: move(desk, [Move(ref, "Mina Okafor") for ref in refs], "r"),
         lambda desk: move_to_team(desk, refs[::-1], "East", "r")),
    ]  # fmt: skip
    for one, two in acts:
        ended = at_once(own_team, lines, (managers[0], one), (managers[1], two))
        assert [one for one in ended if isinstance(one, Exception)] == []
    with pytest.raises(Conflict, match="changed hands since"):
        undo(managers[0], first, "All back")


@pytest.mark.parametrize("how", ["corrects", "withdraws"])
def test_an_entry_put_right_by_two_at_once(own_team: Team, managers: tuple[Desk, Desk], how: str) -> None:
    """The second was told that the record holds this already, and to use the one that is there."""
    (entry,) = record(managers[0], OPEN_REF, NewFact("note", DAY, {}, "first words")).facts

    def put_right(desk: Desk) -> Any:
        return correct(desk, entry, NewFact("note", DAY, {}, "Meg’s words"), "Typed wrongly")

    told = mina_first(
        own_team, managers, ("SELECT 1 FROM cases WHERE id = 1 FOR NO KEY UPDATE", None),
        lambda desk: correct(desk, entry, NewFact("note", DAY, {}, "Mina’s words"), "Typed wrongly"),
        put_right if how == "corrects" else lambda desk: withdraw(desk, entry, "The wrong child"),
    )  # fmt: skip
    assert isinstance(told, Conflict) and told.exit_code == 5 and told.who == "Mina Okafor"
    assert str(told).startswith(f"Mina Okafor corrected entry {entry} (Note) at the same moment, so nothing was saved")
    with managers[0].store.read() as work:
        assert [f.fact.note for f in work.facts(1) if f.stands and f.fact.kind == "note"][-1] == "Mina’s words"


def test_an_entry_that_an_act_supersedes_without_waiting_is_said_to_be_overtaken(
    own_team: Team, managers: tuple[Desk, Desk]
) -> None:
    """Whatever writes past the others is told the same by the record itself."""
    (entry,) = record(managers[0], OPEN_REF, NewFact("note", DAY, {}, "first words")).facts
    again = NewFact("note", DAY, {}, "other words", supersedes=entry)

    def add(desk: Desk) -> None:
        with desk.store.write(desk.user, desk.now()) as work:
            work.add_fact(1, again)

    told = mina_first(own_team, managers, ("LOCK TABLE fact_words IN SHARE MODE", None), add, add)
    assert isinstance(told, Conflict) and "at the same moment, so nothing was saved" in str(told)


def test_a_file_restricted_by_two_at_once(own_team: Team, managers: tuple[Desk, Desk]) -> None:
    """The second was told that the record holds this already; it held what the first had said."""
    heads = ("SELECT 1 FROM cases WHERE id = 1 FOR UPDATE", None)
    told = mina_first(
        own_team, managers, heads,
        lambda desk: restrict(desk, OPEN_REF, [NAMED], "A threat"),
        lambda desk: restrict(desk, OPEN_REF, ["Carl Brindle"], "Of his own"),
    )  # fmt: skip
    assert isinstance(told, Conflict) and told.who == "Mina Okafor"
    assert f"Mina Okafor restricted {OPEN_REF} at the same moment" in str(told)
    with managers[0].store.read() as work:
        kept = work.restriction(1)
    assert kept is not None and kept.names == (NAMED, "Mina Okafor") and kept.reason == "A threat"
    open_restricted(managers[1], OPEN_REF, "To look")
    told = mina_first(
        own_team, managers, heads,
        lambda desk: unrestrict(desk, OPEN_REF, "It is over"),
        lambda desk: restrict(desk, OPEN_REF, ["Carl Brindle"], "Of his own"),
    )  # fmt: skip
    assert isinstance(told, Conflict) and f"lifted the restriction of {OPEN_REF}" in str(told)
