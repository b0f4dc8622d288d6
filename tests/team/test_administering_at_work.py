"""Whoever looks after the server checks and sets up while desks are at work: nobody of the team waits or loses anything."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection

from db.team import checking, setting_up
from db.team.checking import check_team
from db.team.setting_up import set_up
from ehcp_desk.domain.errors import KnownFault
from ehcp_desk.domain.people import Role
from ehcp_desk.domain.record import NewFact
from ehcp_desk.services.casework.recording import record
from ehcp_desk.services.records.case_view import case_view
from tests.support.records import DAY
from tests.support.team import OPEN_REF, Team
from tests.team.test_saving_at_once import desk_of

ABOUT_THE_SERVER = {"tls", "durable"}
HELD = (
    "SELECT c.relname, l.mode FROM pg_locks l LEFT JOIN pg_class c ON c.oid = l.relation "
    "WHERE l.pid = %s AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()) "
    "AND l.locktype = 'relation' AND l.mode <> 'AccessShareLock' "
    "AND c.relnamespace = 'public'::regnamespace"
)


def note(words: str) -> NewFact:
    return NewFact("note", DAY, {}, words)


def test_a_check_locks_nothing_and_who_looks_and_saves_meanwhile_does(
    own_team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It made every rule again on the tables themselves: desks were told that somebody had saved at the same moment, and
    the check as well."""
    asked, held = [], []
    state = checking._state
    with (
        closing(own_team.store("Carl Brindle")) as store,
        closing(own_team.store("Mina Okafor")) as another,
        own_team.superuser() as looking,
    ):
        desk = desk_of(store, "Carl Brindle", Role.CASEWORKER)

        def at_work(connection: Connection) -> set[tuple[str, str]]:
            """The rules as they are asked for, and at each time what the check holds and what a desk does beside it."""
            found = state(connection)
            pid = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
            held.extend(looking.execute(HELD, [pid]).fetchall())
            record(desk, OPEN_REF, note(f"saved beside it, {len(asked)}"))
            asked.append(case_view(desk, OPEN_REF).facts[-1].fact.note)
            return found

        monkeypatch.setattr(checking, "_state", at_work)
        with another.read() as long_read:  # a return that takes its time
            list(long_read.every_row())
            long_read.facts(1)
            with another.write("", datetime.now(UTC)) as work:  # a save that is not whole yet
                work.add_fact(1, note("in the middle of it"))
                begun = time.monotonic()
                found = check_team(own_team.admin_url)
                assert time.monotonic() - begun < 8  # and not the ten seconds for which it would have waited
        assert asked == ["saved beside it, 0", "saved beside it, 1"] and held == []
        assert {check for check, ok, _ in found if not ok} == ABOUT_THE_SERVER
        left = "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'ehcp%'"
        assert looking.execute(left).fetchall() == []


def test_setting_up_again_waits_for_who_is_in_the_middle_of_reading_and_holds_nobody_up(own_team: Team) -> None:
    """It had some tables and waited for others, which desks had that waited for the first: 54 of them were put out."""
    with (
        closing(own_team.store("Carl Brindle")) as store,
        closing(own_team.store("Mina Okafor")) as another,
        ThreadPoolExecutor(1) as other,
    ):
        desk = desk_of(store, "Carl Brindle", Role.CASEWORKER)
        with another.read() as long_read:
            long_read.facts(1)
            again = other.submit(set_up, own_team.admin_url)
            for number in range(6):
                time.sleep(0.2)
                begun = time.monotonic()
                record(desk, OPEN_REF, note(f"saved beside it, {number}"))
                case_view(desk, OPEN_REF)
                assert time.monotonic() - begun < 5
            assert not again.done()
            long_read.documents(1)  # a table that it had not read yet
            long_read.staff()
        assert again.result(30)[-1].startswith("put rights")
        record(desk, OPEN_REF, note("afterwards"))


def test_setting_up_again_says_that_desks_did_not_pause(own_team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setting_up, "PAUSE_SECONDS", 0.5)
    with closing(own_team.store("Mina Okafor")) as store, store.read() as long_read:
        long_read.facts(1)
        with pytest.raises(KnownFault, match=r"Desks are at work in .* nothing was changed"):
            set_up(own_team.admin_url)
