"""Killed in the middle of anything, the record is as it was before or as it is after, and opens at once."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from db import upgrade
from db.store import SqlStore, open_store, restore
from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.domain.case import Child
from ehcp_desk.domain.journal import NewEntry, first_broken
from ehcp_desk.domain.people import Officer
from ehcp_desk.domain.worklist import CaseQuery, Scope
from ehcp_desk.ports.today import Calendar
from ehcp_desk.services.casework.recording import NewRequest, open_request
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.change_file import read_change
from ehcp_desk.services.oversight.law_changes import apply, withdraw
from ehcp_desk.services.oversight.law_of_record import applied
from ehcp_desk.services.oversight.moving import Move, move
from ehcp_desk.services.oversight.ownership import assign
from ehcp_desk.services.oversight.staffing import add_officer
from ehcp_desk.services.upkeep.checking import verify_record
from tests.clock.test_clock_changing import EIGHTEEN, final_plan
from tests.clock.test_clock_closures import SUMMER
from tests.support.records import DAY, NOW, add_case, one_case

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is not a thing on Windows")
_WAITING_MIGRATION = """
import sys

import sqlalchemy as sa
from alembic import op

revision = "0777"
down_revision = "{before}"


def upgrade() -> None:
    rebuilt = "always" if op.get_bind().dialect.name == "sqlite" else "auto"
    with op.batch_alter_table("facts", recreate=rebuilt) as facts:
        facts.add_column(sa.Column("colour", sa.Text()))
    print("here", flush=True)
    sys.stdin.read()
    op.add_column("teams", sa.Column("colour", sa.Text()))
"""


def kill_at(point: str, database: str, file: object = "") -> None:
    """Run ``tests/support/doomed.py`` until it says it is in the middle, then kill it as a power cut would."""
    doomed = subprocess.Popen(
        [sys.executable, str(ROOT / "tests" / "support" / "doomed.py"), point, database, str(file)],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert doomed.stdout is not None
        assert doomed.stdout.readline() == "here\n"
    finally:
        doomed.send_signal(signal.SIGKILL)
        doomed.communicate()


def told(store: SqlStore) -> tuple[object, ...]:
    """Everything a half-saved change would have altered."""
    with store.read() as work:
        assert first_broken(work.journal()) is None
        return (
            work.journal_head(), work.case(1), work.facts(1), work.deadlines(1), work.documents(1),
            work.count(CaseQuery(DAY, Scope.ALL)), [row.summary for row in work.every_row()],
        )  # fmt: skip


@pytest.fixture
def record(make_database: Callable[[], str]) -> tuple[str, tuple[object, ...]]:
    """A record with a case and a large document in it, and what it holds."""
    database = make_database()
    store = open_store(database)
    one_case(store)
    with store.write("Joy Addo", NOW) as work:
        work.add_document(1, "scan.tif", "image/tiff", os.urandom(10_000_000))
    before = told(store)
    store.close()
    return database, before


def unharmed(database: str, before: tuple[object, ...]) -> None:
    """The record is sound, holds what it held, and can be worked on at once."""
    store = open_store(database, busy_seconds=2)
    assert [name for name, ok, _ in store.check() if not ok] == []
    assert told(store) == before
    with store.write("Thandi Mbeki", NOW) as work:
        add_case(work)
        work.append(NewEntry("case_opened", None, {}))
    with store.read() as work:
        assert first_broken(work.journal()) is None
    store.close()


@pytest.mark.parametrize("point", ["save", "sealed", "bulk"])
def test_killed_while_saving(record: tuple[str, tuple[object, ...]], point: str) -> None:
    kill_at(point, record[0])
    unharmed(*record)


def test_killed_while_backing_up(record: tuple[str, tuple[object, ...]], tmp_path: Path) -> None:
    target = tmp_path / "kept.backup"
    kill_at("backup", record[0], target)
    assert not target.exists()  # half a backup never has a backup's name
    store = open_store(record[0])
    store.backup(target)  # and is no hindrance to the next
    store.close()
    assert sorted(p.name for p in tmp_path.glob("kept*")) == ["kept.backup", "kept.backup.manifest.json"]
    unharmed(*record)


def test_killed_while_restoring(record: tuple[str, tuple[object, ...]], tmp_path: Path) -> None:
    database, before = record
    kept = tmp_path / "kept.backup"
    store = open_store(database)
    store.backup(kept)
    with store.write("Joy Addo", NOW) as work:
        add_case(work)
    later = told(store)
    store.close()
    kill_at("restore", database, kept)
    again = open_store(database)
    assert told(again) == later
    again.close()
    restore(kept, database)
    unharmed(database, before)


def test_killed_while_migrating(
    record: tuple[str, tuple[object, ...]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrations = tmp_path / "migrations"
    shutil.copytree(upgrade.MIGRATIONS, migrations, ignore=shutil.ignore_patterns("__pycache__"))
    script = migrations / "versions" / "v0777_next.py"
    script.write_text(_WAITING_MIGRATION.format(before=upgrade.SCHEMA))
    kill_at("migrate", record[0], migrations)
    unharmed(*record)
    # The next start of the later release brings it up to date, triggers and all.
    script.write_text(script.read_text().replace("    sys.stdin.read()\n", ""))
    monkeypatch.setattr(upgrade, "MIGRATIONS", migrations)
    monkeypatch.setattr(upgrade, "SCHEMA", "0777")
    from db.store import migrate

    migrate(record[0])
    store = open_store(record[0])
    assert [name for name, ok, _ in store.check() if not ok] == []
    store.close()


def test_killed_while_the_law_changes_and_closures_are_recorded(
    make_database: Callable[[], str], tmp_path: Path
) -> None:
    database, change = make_database(), tmp_path / "autumn.toml"
    change.write_text(final_plan(**EIGHTEEN) + SUMMER, encoding="utf-8")
    desk = Desk(open_store(database), Ruleset.load(), "Joy Addo", Calendar(DAY))
    for ref in ("SEN/1", "SEN/2", "SEN/3"):
        child = Child(0, "Farrowdale", ref, setting="Larkspur Primary")
        open_request(desk, NewRequest(ref, child, date(2026, 6, 24), "parent"))

    def whole() -> tuple[object, ...]:
        with desk.store.read() as work:
            facts = [work.facts(number) for number in (1, 2, 3)]
            return *told(desk.store), facts, list(work.every_deadline()), applied(work)

    before = whole()
    kill_at("law", database, change)
    assert whole() == before
    assert len(apply(desk, read_change(change), "Changed").closed) == 3
    after = whole()
    kill_at("law_back", database, change)
    assert whole() == after
    assert len(withdraw(desk, "autumn", "Not in force yet").closed) == 3
    assert [name for name, ok, _ in verify_record(desk) if not ok] == []
    desk.store.close()


def test_killed_while_cases_are_shared_out(make_database: Callable[[], str]) -> None:
    database = make_database()
    desk = Desk(open_store(database), Ruleset.load(), "Ruth Castellan", Calendar(DAY))
    for number, name in enumerate(("Joy Addo", "Thandi Mbeki"), 1):
        add_officer(desk, Officer(number, name))
    refs = ("SEN/1", "SEN/2", "SEN/3")
    for ref in refs:
        open_request(desk, NewRequest(ref, Child(0, "Farrowdale", ref), date(2026, 6, 24), "parent"))
    assign(desk, refs, "Joy Addo", "New")

    def owners() -> list[int | None]:
        with desk.store.read() as work:
            return [work.case(number).owner_id for number in (1, 2, 3)]

    before = told(desk.store), owners()
    kill_at("reassign", database)
    assert (told(desk.store), owners()) == before
    moves = [Move(ref, "Thandi Mbeki") for ref in refs]
    assert move(desk, moves, "Spread").act
    assert owners() == [2, 2, 2] and [name for name, ok, _ in verify_record(desk) if not ok] == []
    desk.store.close()


def test_desks_that_make_one_record_at_once_all_end_up_in_it(tmp_path: Path) -> None:
    target = str(tmp_path / "shared.db")
    program = "import sys; from db.store import create_store; create_store(sys.argv[1]).close(); print('ok')"
    desks = [
        subprocess.Popen([sys.executable, "-c", program, target], cwd=ROOT, stdout=subprocess.PIPE,
                         stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)})
        for _ in range(3)
    ]  # fmt: skip
    said = [desk.communicate() for desk in desks]
    assert said == [("ok\n", "")] * 3
    assert [p.name for p in tmp_path.glob("shared.db*") if p.suffix == ".new"] == []
    store = open_store(target)
    assert all(ok for _, ok, _ in store.check())
    store.close()
