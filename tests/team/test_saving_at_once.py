"""Many who save onto one case of a team's server at the same moment, or the child's details, or the settings: somebody who
comes second is told or waits, and nobody locks anybody out."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from threading import Barrier, Event

import pytest

from db.store import SqlStore
from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.domain.case import Case, Contactable, Stage
from ehcp_desk.domain.errors import BadInput, Conflict, KnownFault
from ehcp_desk.domain.people import Role
from ehcp_desk.domain.record import NewFact
from ehcp_desk.domain.worklist import CaseQuery, Scope, Summary
from ehcp_desk.ports.today import Calendar
from ehcp_desk.services.casework.details import change_child
from ehcp_desk.services.casework.same_child import merge
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.moving import Move, move
from ehcp_desk.services.oversight.staffing import change_officer
from ehcp_desk.services.records.heads import COUNCIL
from ehcp_desk.services.upkeep.council import Council, change_council, council_view
from tests.support.records import DAY, child
from tests.support.team import NAMED, OPEN_REF, OTHERS_REF, Team, hold_cases

SUMMARY = Summary(Stage.DECIDING, None)
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"


def wait_for(team: Team, waiting: int) -> None:
    """Until so many wait for a lock."""
    with team.superuser() as looking:
        until = time.monotonic() + 10
        while looking.execute(WAITING).fetchone() != (waiting,) and time.monotonic() < until:
            time.sleep(0.02)


def test_three_who_save_onto_one_case_at_once_do_not_lock_each_other_out(own_team: Team) -> None:
    """Found by ten thousand conflicting saves.  A trigger has the row locked before it is changed, and where the statement
    names a unique column as strongly as for another key: others who had just put a fact under the case stood in the way
    of that, and two who had waited for a third then waited for each other."""
    begun, saved = Barrier(3), Event()

    def late(seen: Case) -> str:
        with (
            closing(own_team.store("Carl Brindle")) as store,
            pytest.raises(Conflict) as conflict,
            store.write("", datetime.now(UTC)) as work,
        ):
            work.add_fact(seen.id, NewFact("note", DAY))
            begun.wait(20)
            saved.wait(20)
            work.save_case(seen, SUMMARY, [])
        return str(conflict.value)

    with closing(own_team.store(NAMED)) as store, ThreadPoolExecutor(2) as others:
        with store.read() as reading:
            seen = reading.case(1)
        waiting = [others.submit(late, seen) for _ in range(2)]
        with store.write("", datetime.now(UTC)) as work:
            work.add_fact(seen.id, NewFact("note", DAY))
            begun.wait(20)
            work.save_case(seen, SUMMARY, [])
            saved.set()
            wait_for(own_team, 2)
        assert all("look at it again" in one.result(30) for one in waiting)


def test_who_renames_a_child_and_who_saves_its_case_do_not_lock_each_other_out(own_team: Team) -> None:
    """The one had the line of the list and waited for the case, the other had the case and waited for its line."""
    renamed = Event()

    def note() -> str:
        with (
            closing(own_team.store("Carl Brindle")) as store,
            pytest.raises(Conflict) as conflict,
            store.write("", datetime.now(UTC)) as work,
        ):
            seen = work.case(1)
            work.add_fact(1, NewFact("note", DAY))
            renamed.wait(20)
            work.save_case(seen, Summary(Stage.DECIDING, DAY), [])
        return str(conflict.value)

    with closing(own_team.store(NAMED)) as store, ThreadPoolExecutor(1) as other:
        waiting = other.submit(note)
        with store.write("", datetime.now(UTC)) as work:
            seen = work.case(1)
            work.save_child(replace(seen.child, surname="Castellan"))
            renamed.set()
            wait_for(own_team, 1)
            work.save_case(seen, SUMMARY, [])
        assert "look at it again" in waiting.result(30)


def test_two_who_add_somebody_to_ring_at_once_are_told_nothing_and_both_are_found(own_team: Team) -> None:
    """The second took out the words the first had found and put in the same again: "the record already holds this"."""
    added = Event()

    def second() -> None:
        with closing(own_team.store("Carl Brindle")) as store, store.write("", datetime.now(UTC)) as work:
            child = work.case(1).child
            added.wait(20)
            work.add_contactable(Contactable(0, child.id, "Imre Vantongeren", "father"))

    with closing(own_team.store(NAMED)) as store, ThreadPoolExecutor(1) as other:
        waiting = other.submit(second)
        with store.write("", datetime.now(UTC)) as work:
            work.add_contactable(Contactable(0, work.case(1).child.id, "Thandi Castellan", "aunt"))
            added.set()
            wait_for(own_team, 1)
        waiting.result(30)
        with store.read() as work:
            for name in ("Vantongeren", "Castellan"):
                assert list(work.case_ids(CaseQuery(DAY, Scope.ALL, search=name))) == [1]


@pytest.mark.parametrize("before", ["", "Westmarsh Council"])
def test_a_setting_somebody_else_set_since_it_was_read_is_not_written_over(own_team: Team, before: str) -> None:
    with closing(own_team.store("Adi Stowe")) as first, closing(own_team.store("Mina Okafor")) as second:
        if before:
            with first.write("", datetime.now(UTC)) as work:
                work.set_setting(COUNCIL, before)
        with (
            pytest.raises(KnownFault, match="at the same moment, so nothing was saved"),
            second.write("", datetime.now(UTC)) as late,
        ):
            assert late.setting(COUNCIL) == (before or None)
            with first.write("", datetime.now(UTC)) as work:
                work.set_setting(COUNCIL, "Eastmarsh Council")
            late.set_setting(COUNCIL, f"{before}, written over")
        with first.read() as reading:
            assert reading.setting(COUNCIL) == "Eastmarsh Council"


def test_of_two_who_change_the_council_at_once_neither_is_lost(own_team: Team) -> None:
    with closing(own_team.store("Adi Stowe")) as first, closing(own_team.store("Mina Okafor")) as second:
        desk = Desk(second, Ruleset.load(), "Mina Okafor", Calendar(DAY), roles=frozenset({Role.MANAGER}))
        change_council(desk, Council("Westmarsh Council"))
        seen = council_view(desk).council
        with ThreadPoolExecutor(1) as other, first.write("", datetime.now(UTC)) as work:
            work.set_setting(COUNCIL, "Eastmarsh Council")
            waiting = other.submit(change_council, desk, replace(seen, caseload=55), seen)
            wait_for(own_team, 1)
        with pytest.raises(KnownFault, match="save again"):
            waiting.result(30)
        change_council(desk, replace(seen, caseload=55), seen)
        assert council_view(desk).council == replace(seen, name="Eastmarsh Council", caseload=55)


def test_two_who_change_one_child_by_way_of_two_cases_at_once_lose_nothing(own_team: Team) -> None:
    with closing(own_team.store(NAMED)) as store, closing(own_team.store("Carl Brindle")) as another:
        with store.write("", datetime.now(UTC)) as work:
            seen = work.case(1).child
            work.add_case("SEN/9", seen.id, None, DAY)
        desk = Desk(another, Ruleset.load(), "Carl Brindle", Calendar(DAY), roles=frozenset({Role.CASEWORKER}))
        with ThreadPoolExecutor(1) as other, store.write("", datetime.now(UTC)) as work:
            work.save_child(replace(seen, surname="Castellan"))
            waiting = other.submit(change_child, desk, "SEN/9", seen, replace(seen, known_as="May"))
            wait_for(own_team, 1)
        assert waiting.result(30).cases
        with store.read() as work:
            now = work.case(1).child
            assert (now.surname, now.known_as) == ("Castellan", "May")
            assert {row.surname for row in work.every_row() if row.ref in (OPEN_REF, "SEN/9")} == {"Castellan"}


def desk_of(store: SqlStore, name: str, role: Role) -> Desk:
    """The desk of one of the team."""
    return Desk(store, Ruleset.load(), name, Calendar(DAY), roles=frozenset({role}))


def test_who_renames_somebody_while_cases_are_given_to_them_waits_and_every_list_has_the_new_name(
    own_team: Team,
) -> None:
    """Whoever renamed Joy Addo had the line of her first case and waited for the last, which whoever moved cases had: they
    waited for each other.  A case given to her meanwhile kept her old name to be sorted by."""
    hold_cases(own_team)
    with closing(own_team.store("Mina Okafor")) as store, closing(own_team.store("Carl Brindle")) as another:
        with store.read() as reading:
            joy = reading.staff().named(NAMED)
        assert joy is not None
        with another.write("", datetime.now(UTC)) as work:
            work.save_case(replace(work.case(3), owner_id=joy.id), SUMMARY, [])
            fourth = work.add_case("SEN/4", work.add_child(child("Castellan")).id, None, DAY)
        renaming = desk_of(store, "Mina Okafor", Role.MANAGER)
        with ThreadPoolExecutor(1) as other, another.write("", datetime.now(UTC)) as work:
            first = work.case(1)
            work.save_case(replace(fourth, owner_id=joy.id), SUMMARY, [])
            work.save_case(replace(work.case(3), psychologist="Imre Vantongeren"), Summary(Stage.DECIDING, DAY), [])
            waiting = other.submit(change_officer, renaming, replace(joy, name="Joy Zander"), joy)
            wait_for(own_team, 1)
            work.save_case(replace(first, psychologist="Imre Vantongeren"), Summary(Stage.DECIDING, DAY), [])
        assert waiting.result(30).kinds
    with own_team.superuser() as looking:
        rows = looking.execute("SELECT case_id, owner_sort FROM case_summary WHERE owner_id = %s", [joy.id]).fetchall()
    assert sorted(rows) == [(number, "joy zander") for number in (1, 2, 3, fourth.id)]


def test_two_moves_of_the_same_cases_in_another_order_do_not_wait_for_each_other(own_team: Team) -> None:
    """Each had the head of its first case, and waited for the other's."""
    hold_cases(own_team)
    both = [Move(OPEN_REF, "Mina Okafor", 3), Move(OTHERS_REF, "Mina Okafor", 3)]
    with (
        closing(own_team.store("Carl Brindle")) as store,
        closing(own_team.store("Mina Okafor")) as another,
        own_team.superuser() as holding,
        ThreadPoolExecutor(2) as others,
    ):
        holding.autocommit = False
        holding.execute("SELECT 1 FROM case_summary FOR UPDATE")  # so that neither goes on after its first case
        one = others.submit(move, desk_of(store, "Carl Brindle", Role.CASEWORKER), both, "Sickness")
        two = others.submit(move, desk_of(another, "Mina Okafor", Role.MANAGER), both[::-1], "Sickness")
        wait_for(own_team, 2)
        holding.rollback()
        ended = [one.exception(30), two.exception(30)]
    assert [error for error in ended if error is None] == [None]  # the other came second, and is told so
    assert [str(error) for error in ended if error is not None] == [
        f"Mina Okafor already holds {OPEN_REF if ended[1] is None else OTHERS_REF}; nothing was changed."
    ]


def test_a_case_opened_for_a_child_while_it_is_renamed_is_listed_by_the_new_name(own_team: Team) -> None:
    """What was read of the child before the other had saved went into the lists."""
    with closing(own_team.store(NAMED)) as store, closing(own_team.store("Carl Brindle")) as another:

        def open_another(number: int) -> None:
            with another.write("", datetime.now(UTC)) as work:
                work.add_case("SEN/9", number, None, DAY)

        with ThreadPoolExecutor(1) as other, store.write("", datetime.now(UTC)) as work:
            seen = work.case(1).child
            work.save_child(replace(seen, surname="Castellan"))
            work.add_contactable(Contactable(0, seen.id, "Imre Vantongeren", "father"))
            waiting = other.submit(open_another, seen.id)
            wait_for(own_team, 1)
        waiting.result(30)
        with store.read() as reading:
            assert {row.surname for row in reading.every_row() if row.ref in (OPEN_REF, "SEN/9")} == {"Castellan"}
            for name in ("Castellan", "Vantongeren"):
                assert len(list(reading.case_ids(CaseQuery(DAY, Scope.ALL, search=name)))) == 2


def test_a_case_opened_for_a_child_just_found_to_be_another_is_refused_with_what_to_do(own_team: Team) -> None:
    hold_cases(own_team)
    with closing(own_team.store(NAMED)) as store, closing(own_team.store("Carl Brindle")) as another:

        def open_another(number: int) -> None:
            with another.write("", datetime.now(UTC)) as work:
                work.add_case("SEN/9", number, None, DAY)

        with ThreadPoolExecutor(1) as other, store.write("", datetime.now(UTC)) as work:
            older, newer = work.case(1).child, work.case(3).child
            work.say_same(newer.id, older.id)
            waiting = other.submit(open_another, newer.id)
            wait_for(own_team, 1)
        with pytest.raises(BadInput, match=r"found to be another child.*search for the child again"):
            waiting.result(30)


def test_a_merge_takes_along_what_others_saved_of_both_children_in_the_same_moment(own_team: Team) -> None:
    """It had read both children and their cases first: a case opened meanwhile stayed behind, a new name was lost."""
    hold_cases(own_team)
    with closing(own_team.store(NAMED)) as store, closing(own_team.store("Carl Brindle")) as another:
        with ThreadPoolExecutor(1) as other, store.write("", datetime.now(UTC)) as work:
            older, newer = work.case(1).child, work.case(3).child
            work.save_child(replace(older, known_as="May"))
            opened = work.add_case("SEN/9", newer.id, None, DAY)
            merging = desk_of(another, "Carl Brindle", Role.CASEWORKER)
            waiting = other.submit(merge, merging, OTHERS_REF, OPEN_REF, "The same letter")
            wait_for(own_team, 1)
        assert opened.id in waiting.result(30).cases
        with store.read() as reading:
            assert {reading.case(number).child.id for number in (1, 3, opened.id)} == {older.id}
            assert reading.case(1).child.known_as == "May"
