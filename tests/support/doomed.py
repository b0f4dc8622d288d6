"""A process that stops in the middle of something and waits to be killed: doomed.py POINT DATABASE [FILE].

It really is in the middle: it waits inside the transaction, the copy or the migration, and says so on standard output.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from sqlalchemy import event

from db import store as stores
from db import upgrade
from db.files import FileConnections
from db.store import SqlStore, open_store
from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.domain.case import Case, Stage
from ehcp_desk.domain.journal import NewEntry
from ehcp_desk.domain.record import NewFact, RecordedFact
from ehcp_desk.domain.worklist import Summary
from ehcp_desk.ports.today import Calendar
from ehcp_desk.ports.work import WriteWork
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight import law_changes, moving
from ehcp_desk.services.oversight.change_file import read_change
from tests.support.records import DAY, NOW, Loaded, child, deadline


def wait_to_be_killed(*_: object) -> None:
    """Say that the moment has come, and wait for ever."""
    print("here", flush=True)
    sys.stdin.read()


def save(database: str, file: str) -> None:
    """Everything of a save is written, nothing committed."""
    with open_store(database).write("Joy Addo", NOW) as work:
        _whole_save(work)
        wait_to_be_killed()


def sealed(database: str, file: str) -> None:
    """The journal is sealed too, and the commit is the next thing to happen."""
    store = open_store(database)
    if store.is_file:
        FileConnections.commit = wait_to_be_killed  # type: ignore[assignment,method-assign]
    else:
        event.listen(store._engine, "commit", wait_to_be_killed)
    with store.write("Joy Addo", NOW) as work:
        _whole_save(work)


def _whole_save(work: object) -> None:
    assert hasattr(work, "case")
    case = work.case(1)
    work.add_fact(1, NewFact("draft_plan_served", DAY))
    work.add_document(1, "a.pdf", "application/pdf", b"%PDF")
    work.save_case(case, Summary(Stage.DRAFTING, DAY), [deadline()])
    work.append(NewEntry("fact_recorded", 1, {}))


def bulk(database: str, file: str) -> None:
    """The second of three chunks of a load is in."""
    note = ((NewFact("note", DAY), NOW, "A"),)
    cases = [Loaded(f"B-{n}", child(), Summary(Stage.PLAN, DAY), facts=note) for n in range(1500)]
    with open_store(database).write("Joy Addo", NOW) as work:
        work.add_cases_in_bulk(cases, lambda done, total, what: wait_to_be_killed() if done == 1000 else None)


def backup(database: str, file: str) -> None:
    """Some pages or tables are copied, others not."""
    open_store(database).backup(Path(file), wait_to_be_killed)


def restore(database: str, file: str) -> None:
    """The rehearsal of a restore is half made."""
    stores.restore(Path(file), database, wait_to_be_killed)


def migrate(database: str, file: str) -> None:
    """A migration has rebuilt one table and not the next; ``file`` is the folder of a later release's migrations."""
    upgrade.MIGRATIONS, upgrade.SCHEMA = Path(file), "0777"
    stores.migrate(database)


def law(database: str, file: str) -> None:
    """A change of the law and a closure are on two cases of three; ``file`` holds both."""
    law_changes.STEP = 1
    law_changes.apply(_desk(database), read_change(Path(file)), "Changed", _half_way)


def law_back(database: str, file: str) -> None:
    """They are taken back from two cases of three."""
    law_changes.STEP = 1
    law_changes.withdraw(_desk(database), Path(file).stem, "Not in force yet", _half_way)


def reassign(database: str, file: str) -> None:
    """Two cases of three have a new owner; ``file`` is not used."""
    given: list[object] = []
    give = moving.give

    def giving(work: WriteWork, case: Case, *said: Any) -> RecordedFact:
        fact = give(work, case, *said)
        given.append(case)
        if len(given) == 2:
            wait_to_be_killed()
        return fact

    moving.give = giving
    moving.move(_desk(database), [moving.Move(f"SEN/{n}", "Thandi Mbeki") for n in (1, 2, 3)], "Spread")


def _desk(database: str) -> Desk:
    return Desk(open_store(database), Ruleset.load(), "Joy Addo", Calendar(DAY))


def _half_way(done: int, total: int, what: str) -> None:
    if what.startswith("Saving") and done == 2:
        assert total == 3
        wait_to_be_killed()


POINTS = {p.__name__: p for p in (save, sealed, bulk, backup, restore, migrate, law, law_back, reassign)}


def opened(database: str) -> SqlStore:
    """The record again, after whatever happened."""
    return open_store(database)


if __name__ == "__main__":
    POINTS[sys.argv[1]](sys.argv[2], sys.argv[3])
