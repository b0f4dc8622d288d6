"""``leaving``: what to know before a file goes to somebody, and the confirmation that is kept."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ehcp_desk.cli.answers import FOUND_WRONG, OK, Call


def add_commands(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Add this room's command to the parser."""
    go = commands.add_parser("leaving", parents=[shared], help="before a file leaves: whom it names, what it hides, small "
                             "numbers")  # fmt: skip
    go.add_argument("files", nargs="+", type=Path, metavar="FILE")
    go.add_argument("--for", dest="to", required=True, metavar="WHO", help="who it is for")
    go.add_argument("--confirm", default="", metavar="REASON", help="let it go, and keep why")
    go.set_defaults(run=_leaving)


def _leaving(call: Call) -> int:
    from ehcp_desk.services.records.export_guard import confirm, look_at

    desk, args = call.desk(), call.args
    warned = [look_at(desk, path, args.to) for path in args.files]
    kept = [confirm(desk, one, args.confirm) for one in warned] if args.confirm else []
    document = {"for": args.to, "confirmed": kept, "files": [
        {**asdict(one), "hidden": list(one.hidden), "sentence": one.sentence} for one in warned]}  # fmt: skip
    words = "\n".join(one.sentence for one in warned)
    if kept:
        words += f"\nConfirmed, and kept in the journal: entry {', '.join(map(str, kept))}."
    call.answer(document, words)
    return OK if kept or all(one.harmless for one in warned) else FOUND_WRONG
