"""Commands for restricted files: restrict, unrestrict, restricted."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any

from ehcp_desk.cli.answers import OK, Call, table, warn
from ehcp_desk.domain.dates import in_words, local
from ehcp_desk.domain.errors import BadInput


def add_commands(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Add this room's commands to the parser."""
    close = commands.add_parser("restrict", parents=[shared], help="keep a child's file to named people")
    close.add_argument("ref", metavar="REF")
    close.add_argument("--to", nargs="*", default=[], metavar="NAME", help="who may see it besides you")
    close.set_defaults(run=_restrict)
    free = commands.add_parser("unrestrict", parents=[shared], help="open a restricted file to the team again")
    free.add_argument("ref", metavar="REF")
    free.set_defaults(run=_unrestrict)
    for command in (close, free):
        command.add_argument("--reason", required=True, metavar="TEXT")
    show = commands.add_parser("restricted", parents=[shared], help="who may see a file, and who opened it and why; or "
                               "whether managers see restricted files")  # fmt: skip
    show.add_argument("ref", nargs="?", default="", metavar="REF")
    show.add_argument("--managers", choices=("on", "off"), help="whether every manager sees restricted files")
    show.add_argument("--reason", default="", metavar="TEXT")
    show.set_defaults(run=_restricted)


def _restrict(call: Call) -> int:
    from ehcp_desk.services.oversight.restricting import restrict, restriction_view

    desk, ref = call.desk(), call.args.ref
    changes = restrict(desk, ref, call.args.to, call.args.reason)
    found = restriction_view(desk, ref).restriction
    names = list(found.names) if found is not None else []
    warn(changes.warnings)
    call.answer({"ref": ref, "restricted": True, "to": names, "cases": len(changes.cases), "warnings": list(changes.warnings)},
                f"{ref} is restricted to {', '.join(names)}.")  # fmt: skip
    return OK


def _unrestrict(call: Call) -> int:
    from ehcp_desk.services.oversight.restricting import unrestrict

    changes = unrestrict(call.desk(), call.args.ref, call.args.reason)
    call.answer({"ref": call.args.ref, "restricted": False, "cases": len(changes.cases)},
                f"{call.args.ref} is open to the team again.")  # fmt: skip
    return OK


def _restricted(call: Call) -> int:
    from ehcp_desk.services.oversight.restricting import let_managers_see, restriction_view

    args = call.args
    if args.managers:
        changes = let_managers_see(call.desk(), args.managers == "on", args.reason)
        warn(changes.warnings)
        words = "see" if args.managers == "on" else "no longer see"
        call.answer(
            {"managers": args.managers, "warnings": list(changes.warnings)},
            f"Managers {words} restricted files they are not named on.",
        )
        return OK
    if not args.ref:
        raise BadInput("Name a case, or say --managers on or off with --reason TEXT.")
    view = restriction_view(call.desk(), args.ref)
    rows = [(f"{in_words(local(o.at).date())}, {local(o.at):%H:%M}", o.name, o.reason) for o in view.openings]
    document = {"ref": view.ref, "restriction": asdict(view.restriction) if view.restriction else None,
                "openings": [asdict(one) for one in view.openings]}  # fmt: skip
    said = "is not restricted" if view.restriction is None else f"is restricted to {', '.join(view.restriction.names)}"
    call.answer(document, lambda: f"{view.ref} {said}.\n{table(('When', 'Who', 'Why'), tuple(rows))}")
    return OK
