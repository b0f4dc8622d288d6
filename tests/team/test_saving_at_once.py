"""Many who save onto one case of a team's server at the same moment: a conflict each, and nobody locks anybody out."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from threading import Barrier, Event

import pytest

from ehcp_desk.domain.case import Case, Stage
from ehcp_desk.domain.errors import Conflict
from ehcp_desk.domain.record import NewFact
from ehcp_desk.domain.worklist import Summary
from tests.support.records import DAY
from tests.support.team import NAMED, Team

SUMMARY = Summary(Stage.DECIDING, None)
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"


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
            with own_team.superuser() as looking:
                until = time.monotonic() + 10
                while looking.execute(WAITING).fetchone() != (2,) and time.monotonic() < until:
                    time.sleep(0.02)
        assert all("look at it again" in one.result(30) for one in waiting)
