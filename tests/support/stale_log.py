"""A file that is gone while its log lies there still: a desk that died, and then a virus scanner or a mistaken delete."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path


def leave_only_the_log(live: Path, save: Callable[[], None]) -> bytes:
    """``save`` into ``live``, then leave nothing of it but the log with what was saved.  Gives what the log holds."""
    log = live.with_name(live.name + "-wal")
    with closing(sqlite3.connect(live)) as other:  # while it is open nobody empties the log
        other.execute("SELECT count(*) FROM cases").fetchone()
        save()
        content = log.read_bytes()
    for end in ("", "-wal", "-shm"):
        Path(f"{live}{end}").unlink(missing_ok=True)
    assert len(content) > 4096, "nothing was in the log: the test is no test"
    log.write_bytes(content)
    return content
