"""A power cut, as far as a program can play one: the file and its log as they lay at some moment, the log cut off or torn."""

from __future__ import annotations

import os
import shutil
import signal
import time
from contextlib import closing
from datetime import date
from pathlib import Path
from random import Random

from db.store import open_store
from ehcp_desk.domain.record import NewFact
from ehcp_desk.services.casework.recording import record
from ehcp_desk.services.desk import Desk
from tests.crash.acts import LAW, TODAY, unsound

SAVES = 25
Found = dict[str, int]


def torn_logs(stage: Path, folder: Path, runs: int, chance: Random) -> Found:
    """Cut the log of some saves at any byte, zero its end or fill it with rubbish: what opens holds exactly the saves
    whose end in the log lies before the cut, and is sound."""
    live, lengths = folder / "live.db", [0]
    shutil.copy(stage / "desk.db", live)
    log = Path(f"{live}-wal")
    with closing(open_store(live)) as store:
        notes = _notes(live)
        for number in range(SAVES):
            record(Desk(store, LAW, "Joy Addo"), "SEN/1", NewFact("note", TODAY, note=f"Save {number}"))
            lengths.append(log.stat().st_size)
        file, whole = live.read_bytes(), log.read_bytes()
    assert sorted(set(lengths)) == lengths  # no checkpoint in between: nothing of the log is in the file
    found = {"runs": 0, "lost": 0, "wrong": 0}
    torn = folder / "torn.db"
    for _ in range(runs):
        cut = chance.randrange(len(whole) + 1)
        rest = chance.choice((b"", bytes(len(whole) - cut), chance.randbytes(len(whole) - cut)))
        for end in ("-shm", ""):
            Path(f"{torn}{end}").unlink(missing_ok=True)
        torn.write_bytes(file)
        Path(f"{torn}-wal").write_bytes(whole[:cut] + rest)
        saved = sum(length <= cut for length in lengths) - 1
        found["wrong"] += bool(unsound(torn))
        here = _notes(torn) - notes
        found["lost"] += max(0, saved - here)
        found["wrong"] += here > saved
        found["runs"] += 1
    return found


def stopped_in_its_tracks(stage: Path, folder: Path, runs: int, chance: Random) -> Found:
    """Hold a desk that saves without a pause at random moments, in the middle of checkpoints too, and take the file and
    the log as they lie: every save it had been told of is there, and the copy is sound."""
    live, copy = folder / "busy.db", folder / "copy.db"
    shutil.copy(stage / "desk.db", live)
    before = _notes(live)
    reading, writing = os.pipe()
    desk = os.fork()
    if desk == 0:
        _save_without_a_pause(live, writing)
    os.close(writing)
    os.set_blocking(reading, False)
    found, told = {"runs": 0, "lost": 0, "wrong": 0}, 0
    try:
        while found["runs"] < runs:
            time.sleep(chance.uniform(0.01, 0.1))
            os.kill(desk, signal.SIGSTOP)
            os.waitpid(desk, os.WUNTRACED)
            told += _count(reading)
            for end in ("", "-wal"):
                if Path(f"{live}{end}").exists():
                    shutil.copy(f"{live}{end}", f"{copy}{end}")
            os.kill(desk, signal.SIGCONT)
            found["wrong"] += bool(unsound(copy))
            found["lost"] += max(0, told - (_notes(copy) - before))
            found["runs"] += 1
            for end in ("", "-wal", "-shm"):
                Path(f"{copy}{end}").unlink(missing_ok=True)
    finally:
        os.kill(desk, signal.SIGKILL)
        os.waitpid(desk, 0)
        os.close(reading)
    found["saves"] = told
    return found


def _save_without_a_pause(live: Path, told: int) -> None:
    """In the process that is held: save, checkpoint often, tell of every save that was acknowledged."""
    with closing(open_store(live)) as store:
        with store.connection() as connection:
            connection.exec_driver_sql("PRAGMA wal_autocheckpoint = 10")
        while True:
            record(Desk(store, LAW, "Joy Addo"), "SEN/2", NewFact("note", date(2026, 10, 29), note="Again"))
            os.write(told, b".")


def _count(pipe: int) -> int:
    try:
        return len(os.read(pipe, 1_000_000))
    except BlockingIOError:
        return 0


def _notes(path: Path) -> int:
    with closing(open_store(path)) as store, store.read() as work:
        return sum(fact.fact.kind == "note" for row in work.every_row() for fact in work.facts(row.id))
