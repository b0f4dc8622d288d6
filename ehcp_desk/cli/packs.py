"""Command of the manager's papers: pack."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from ehcp_desk.cli.answers import OK, Call
from ehcp_desk.cli.one_team import team_named
from ehcp_desk.cli.sheets import add_escalation


def add_packs(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Add ``pack`` and its kinds to the parser."""
    pack = commands.add_parser("pack", parents=[shared], help="the manager's papers")
    kinds = pack.add_subparsers(dest="pack_kind", required=True, metavar="KIND")
    inspection = kinds.add_parser("inspection", parents=[shared], help="one case, as an inspector asks for it")
    inspection.add_argument("ref", metavar="REF")
    inspection.add_argument("--out", type=Path, required=True, metavar="FILE.pdf")
    inspection.add_argument("--html", type=Path, metavar="FILE", help="the accessible twin as well")
    inspection.set_defaults(run=_inspection)
    add_escalation(kinds, shared)
    clinic = kinds.add_parser("clinic", parents=[shared], help="overdue, unassigned, queues and caseload, in one paper")
    clinic.add_argument("--worker", default="", metavar="NAME", help="of the cases one person holds")
    supervision = kinds.add_parser("supervision", parents=[shared],
                                   help="every open case of one caseworker, with room for the outcome",
                                   epilog="The outcome of each: record REF management_note --set occasion=supervision "
                                          "--set next=TEXT --set who=NAME --note TEXT")  # fmt: skip
    supervision.add_argument("--worker", required=True, metavar="NAME")
    monday = kinds.add_parser("monday", parents=[shared],
                              help="what changed since last week, then what is due this week, one page a person")  # fmt: skip
    monday.add_argument("--person", default="", metavar="NAME")
    for kind in (clinic, monday):
        kind.add_argument("--team", default="", metavar="NAME")
    for kind in (clinic, supervision, monday):
        kind.add_argument("--out", type=Path, required=True, metavar="FILE.pdf")
        kind.add_argument("--html", type=Path, metavar="FILE", help="the accessible twin as well")
        kind.set_defaults(run=_pack)


def _inspection(call: Call) -> int:
    from ehcp_desk.services.records.inspection_pack import print_inspection_pack

    args = call.args
    files = [p for p in (args.out, args.html) if p]
    paper = print_inspection_pack(call.desk(), args.ref, files)
    lists = [{"title": s.title, "lines": len(s.rows)} for s in paper.sections]
    call.answer({"pack": "inspection", "ref": args.ref, "files": [str(f) for f in files], "lists": lists,
                 "seal": paper.head.seal}, f"{paper.title}: written to {' and '.join(map(str, files))}.")  # fmt: skip
    return OK


def _pack(call: Call) -> int:
    from ehcp_desk.services.oversight.clinic import print_monday, print_pack
    from ehcp_desk.services.oversight.supervision import print_supervision

    args, desk = call.args, call.desk()
    team = team_named(desk, getattr(args, "team", ""))
    files = [p for p in (args.out, args.html) if p]
    if args.pack_kind == "supervision":
        paper = print_supervision(desk, files, args.worker)
    elif args.pack_kind == "clinic":
        paper = print_pack(desk, files, team.id, args.worker)
    else:
        paper = print_monday(desk, files, team.id, args.person)
    lists = [{"title": s.title, "lines": sum(len(row) > 1 for row in s.rows)} for s in paper.sections]
    call.answer({"pack": args.pack_kind, **team.told, "files": [str(f) for f in files], "lists": lists, "seal": paper.head.seal},
                f"{paper.title}: {len(lists)} lists, written to {' and '.join(map(str, files))}.")  # fmt: skip
    return OK
