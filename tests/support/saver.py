"""A process that adds notes to a case, trying again whenever somebody else was first: saver.py DATABASE CASE TIMES."""

from __future__ import annotations

import sys

from db.store import open_store
from ehcp_desk.domain.case import Stage
from ehcp_desk.domain.errors import Conflict
from ehcp_desk.domain.journal import NewEntry
from ehcp_desk.domain.record import NewFact
from ehcp_desk.domain.worklist import Summary
from tests.support.records import DAY, NOW


def main(database: str, case_id: int, times: int) -> None:
    """Add ``times`` notes."""
    store = open_store(database)
    print("ready", flush=True)
    sys.stdin.readline()
    left = times
    while left:
        with store.read() as work:
            seen = work.case(case_id)
        try:
            with store.write("Somebody", NOW) as work:
                work.add_fact(case_id, NewFact("note", DAY))
                work.save_case(seen, Summary(Stage.DECIDING, DAY), [])
                work.append(NewEntry("fact_recorded", case_id, {"kind": "note"}))
        except Conflict:
            continue
        left -= 1
    store.close()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
