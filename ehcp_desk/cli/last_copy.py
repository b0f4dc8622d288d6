"""The command for the copy of one's own cases that is looked at while the server cannot be reached: last-copy."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ehcp_desk.bootstrap import default_database, default_user
from ehcp_desk.cli.answers import OK, Call
from ehcp_desk.domain.errors import BadInput, KnownFault
from ehcp_desk.domain.last_copy import KEPT, Copied

ACTS = ("show", "make", "destroy", "allow", "forbid")


def add_commands(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Add this room's commands to the parser."""
    copy = commands.add_parser("last-copy", parents=[shared], help="the encrypted copy of your own cases, to look at while "
                               "the server cannot be reached")  # fmt: skip
    copy.add_argument("act", nargs="?", choices=ACTS, default="show", metavar="ACT",
                      help="show what is kept (the default), make it now, destroy it; allow or forbid copies on every desk of "
                      "this server")  # fmt: skip
    copy.set_defaults(run=_run)


def _run(call: Call) -> int:
    acts = {"show": _show, "make": _make, "destroy": _destroy}
    return acts.get(call.args.act, _allow)(call)


def _show(call: Call) -> int:
    from ehcp_desk.last_copies import look

    path = _found(call)
    copied = look(path) if path is not None else None
    if path is None or copied is None:
        call.answer({"file": None, "copy": None}, "No copy of your cases is kept on this computer.")
        return OK
    old = copied.too_old(datetime.now(UTC))
    said = "It is too old to be shown." if old else f"Look at it with: ehcp-desk --db {path}"
    call.answer(_document(str(path), copied), f"{_words(copied)} {said}")
    return OK


def _make(call: Call) -> int:
    from ehcp_desk.last_copies import keep

    kept = keep(call.desk(), call.progress, at_once=True)
    if kept.copied is None:
        raise KnownFault(f"No copy was kept: {kept.why}")
    call.answer(_document(str(kept.path), kept.copied), f"{_words(kept.copied)} It is kept in {kept.path}, encrypted.")
    return OK


def _destroy(call: Call) -> int:
    from ehcp_desk.last_copies import destroy

    path = _found(call)
    gone = path is not None and destroy(path)
    call.answer({"destroyed": gone}, "Destroyed, and its key forgotten." if gone else "There was no copy.")
    return OK


def _allow(call: Call) -> int:
    from ehcp_desk.services.upkeep.copies import allow_copies

    allowed = call.args.act == "allow"
    allow_copies(call.desk(), allowed)
    words = "Desks keep an encrypted copy of their person's cases, where their computer has a keyring."
    call.answer(
        {"allowed": allowed}, words if allowed else "No desk keeps a copy; each takes its own away when it connects."
    )
    return OK


def _found(call: Call) -> Path | None:
    from ehcp_desk.last_copies import find

    where = call.args.db or default_database()
    if "://" not in where:
        raise BadInput("Say which server, with --db URL: a copy is kept of the cases of a server only.")
    return find(where, call.args.user, default_user())


def _words(copied: Copied) -> str:
    cases = f"{copied.cases} {'case' if copied.cases == 1 else 'cases'} of {copied.name}"
    left = f", without {copied.left_out} restricted" if copied.left_out else ""
    return f"{copied.words}: {cases}{left}."


def _document(path: str, copied: Copied) -> dict[str, Any]:
    shown = {"at": copied.at, "until": copied.at + KEPT, "of": copied.of, "name": copied.name, "cases": copied.cases,
             "restricted_left_out": copied.left_out}  # fmt: skip
    return {"file": path, "copy": shown}
