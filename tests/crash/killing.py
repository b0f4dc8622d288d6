"""Doing an act in a process of its own and killing it at a point: before the n-th thing it asks of the database or the
disk, or some hundred microseconds after, in the middle of whatever that was."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import sqlite3.dbapi2
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from db.cipher import driver

_FILES = {"os.rename": "rename", "os.remove": "remove", "os.link": "link", "os.mkdir": "make folder", "open": "open",
          "shutil.copyfile": "copy", "os.chmod": "rights", "os.rmdir": "remove folder", "os.utime": "touch"}  # fmt: skip
_STATEMENT = re.compile(r"\s*(--)?\s*(\w+)(?:\s+(?:OR\s+\w+\s+)?(?:INTO|FROM|TABLE|INDEX|TRIGGER)?\s*\"?(\w+))?")
UNEXPECTED = 99


@dataclass(frozen=True)
class End:
    """How a process came to its end: of itself (``finished``), killed, or with a fault nobody expected."""

    finished: bool
    unexpected: bool


def points_of(do: Callable[[Path], None], folder: Path) -> list[str]:
    """Every point of an act, in order, named; the act is done to its end."""
    told = folder.with_name(folder.name + ".points")
    seen: list[str] = []

    def run() -> None:
        _watch(folder, seen.append)
        do(folder)
        told.write_text("\n".join(seen), encoding="utf-8")

    if not _forked(run).finished:
        raise AssertionError(f"{folder.name} does not even succeed when nobody kills it")
    return told.read_text(encoding="utf-8").splitlines()


def killed_at(do: Callable[[Path], None], folder: Path, place: int, after: float) -> End:
    """Do the act and kill it at the point ``place``, ``after`` seconds later (0 is before the thing is done)."""
    left = [place]

    def count(_name: str) -> None:
        left[0] -= 1
        if left[0] >= 0:
            return
        if after:
            signal.setitimer(signal.ITIMER_REAL, after)  # nobody handles it, so it ends the process there and then
        else:
            os.kill(os.getpid(), signal.SIGKILL)

    def run() -> None:
        _watch(folder, count)
        do(folder)

    return _forked(run)


def _forked(run: Callable[[], None]) -> End:
    """Run in a copy of this process, which has everything loaded already."""
    child = os.fork()
    if child == 0:
        try:
            run()
            os._exit(0)
        except BaseException:  # noqa: BLE001 - the parent counts it
            traceback.print_exc()
            os._exit(UNEXPECTED)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return End(finished=False, unexpected=os.WTERMSIG(status) not in (signal.SIGKILL, signal.SIGALRM))
    return End(finished=os.WEXITSTATUS(status) == 0, unexpected=os.WEXITSTATUS(status) != 0)


def _watch(folder: Path, tell: Callable[[str], Any]) -> None:
    """Call ``tell`` before every statement and every change to a file in ``folder`` by this process."""
    place = str(folder)

    def hook(event: str, args: tuple[Any, ...]) -> None:
        if event in _FILES and place in str(args[0]):
            tell(f"{_FILES[event]} {Path(str(args[0])).suffix}")

    def watched(connect: Callable[..., Any]) -> Callable[..., Any]:
        def connected(*args: Any, **named: Any) -> Any:
            connection = connect(*args, **named)
            connection.set_trace_callback(lambda sql: tell(_named(sql)))
            return connection

        return connected

    sqlite3.connect = sqlite3.dbapi2.connect = watched(sqlite3.connect)  # type: ignore[assignment, attr-defined]
    encrypted = driver()
    encrypted.connect = watched(encrypted.connect)
    sys.addaudithook(hook)


def _named(sql: str) -> str:
    """``INSERT facts`` for a statement: the values in it are of one run only."""
    found = _STATEMENT.match(sql)
    return " ".join(part for part in found.groups() if part) if found else "statement"
