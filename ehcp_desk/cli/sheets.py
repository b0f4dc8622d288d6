"""Lists and tables over all cases by their key, the escalation pack, and the council's own limits for its answers."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from ehcp_desk.cli.answers import OK, Call, table
from ehcp_desk.cli.options import iso_date
from ehcp_desk.domain.dates import in_words


def add_commands(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Add this room's commands to the parser."""
    one = commands.add_parser("list", parents=[shared], help="a list or table over all cases, by its key; without one, which "
                              "there are")  # fmt: skip
    one.add_argument("key", nargs="?", default="", metavar="KEY", help="such as complaints, out_of_area, plans_by_need")
    one.add_argument("--team", default="", metavar="NAME")
    one.add_argument("--csv", action="store_true", help="a table for a spreadsheet on standard output")
    one.add_argument("--publish", action="store_true", help="for outside: small numbers left out, no case behind any")
    one.add_argument("--threshold", type=int, default=5, metavar="N", help="numbers under N are small (5)")
    one.set_defaults(run=_list)
    one.add_argument("--out", type=Path, metavar="FILE.pdf", help="print it")
    one.add_argument("--html", type=Path, metavar="FILE", help="the accessible form of the paper")
    _add_procedures(commands, shared)


def add_escalation(kinds: Any, shared: argparse.ArgumentParser) -> None:
    """Add the escalation pack to the kinds of ``pack``."""
    pack = kinds.add_parser("escalation", parents=[shared], help="open complaints and challenges, themes, and the course of "
                            "each; of one case, everything asked, promised and answered")  # fmt: skip
    pack.add_argument("ref", nargs="?", default="", metavar="REF")
    pack.add_argument("--team", default="", metavar="NAME")
    pack.add_argument("--out", type=Path, required=True, metavar="FILE.pdf")
    pack.add_argument("--html", type=Path, metavar="FILE", help="the accessible twin as well")
    pack.set_defaults(run=_pack)


def _add_procedures(commands: Any, shared: argparse.ArgumentParser) -> None:
    limits = commands.add_parser("procedures", parents=[shared], help="how long the council gives itself to answer, by "
                                 "procedure and step, from which day; and setting it")  # fmt: skip
    limits.add_argument("name", nargs="?", default="", metavar="PROCEDURE", help='such as "Corporate complaints"')
    limits.add_argument("--step", default="", metavar="STEP", help="such as complaint.one or challenge.formal")
    limits.add_argument("--limit", type=int, metavar="N", help="how many days the step may take")
    limits.add_argument("--unit", default="working_days", choices=["working_days", "days"])
    limits.add_argument("--from", type=iso_date, dest="since", metavar="YYYY-MM-DD", help="the day from which it holds")
    limits.add_argument("--take-out", action="store_true", help="a limit that was set by mistake")
    limits.set_defaults(run=_procedures)


def _list(call: Call) -> int:
    from ehcp_desk.cli.one_team import team_named
    from ehcp_desk.domain.sheets import plain, words_of
    from ehcp_desk.exchange.return_files import csv_bytes
    from ehcp_desk.services.oversight.sheets.registry import SHEETS, print_sheet, sheet

    args = call.args
    if not args.key:
        lines = [(kind.group, kind.title, key) for key, kind in SHEETS.items()]
        listed = [{"key": key, "title": kind.title, "group": kind.group} for key, kind in SHEETS.items()]
        call.answer({"lists": listed}, lambda: table(("About", "List", "Key"), lines))
        return OK
    desk, files = call.desk(), [path for path in (args.out, args.html) if path]
    team, outside = team_named(desk, args.team), args.threshold if args.publish else 0
    found = sheet(desk, args.key, team.id, call.progress, outside)
    seal = print_sheet(desk, files, found).head.seal if files else None
    keys = [head.key for head in found.heads]
    if args.csv and not args.json:
        print(csv_bytes(keys, ([plain(cell) for cell in line.cells] for line in found.lines)).decode("utf-8"), end="")
        return OK
    document = {"list": found.key, "title": found.title, **team.told,
                "as_at": desk.today(), "total": len(found.lines), "late": found.late,
                "files": [str(file) for file in files], "seal": seal, "kept_back": found.kept_back,
                "lines": [{**dict(zip(keys, line.cells, strict=True)), "late": line.late, "cases": len(line.cases)}
                          for line in found.lines]}  # fmt: skip
    heads = tuple(head.title for head in found.heads)
    shown = [tuple(words_of(cell) for cell in line.cells) for line in found.lines]
    written = f"\n\nWritten to {' and '.join(map(str, files))}." if files else ""
    call.answer(document, lambda: (f"{found.sentence}\n\n{table(heads, shown)}" if shown else found.none) + written)
    return OK


def _pack(call: Call) -> int:
    from ehcp_desk.cli.one_team import team_named
    from ehcp_desk.services.oversight.sheets.escalation_pack import print_escalation_pack

    args, desk = call.args, call.desk()
    files = [path for path in (args.out, args.html) if path]
    team = team_named(desk, args.team)
    paper = print_escalation_pack(desk, files, args.ref, team.id)
    lists = [{"title": section.title, "lines": len(section.rows)} for section in paper.sections]
    call.answer({"pack": "escalation", "ref": args.ref or None, **team.told,
                 "files": [str(file) for file in files], "lists": lists,
                 "seal": paper.head.seal}, f"{paper.title}: written to {' and '.join(map(str, files))}.")  # fmt: skip
    return OK


def _procedures(call: Call) -> int:
    from ehcp_desk.domain.errors import BadInput
    from ehcp_desk.domain.procedures import STEPS, USUAL, Limit
    from ehcp_desk.services.casework.answer_limits import answer_limits, set_limit, take_out_limit

    args, desk = call.args, call.desk()
    if not args.name and (args.step or args.since or args.limit is not None or args.take_out):
        raise BadInput('Say which procedure the limit is of, first: procedures "Corporate complaints" --step …')
    if args.name:
        if not args.step or args.since is None or (args.limit is None and not args.take_out):
            raise BadInput(
                "Say the step, the limit and the day it holds from: --step complaint.one --limit 10 --from 2026-04-01"
            )
        limit = Limit(args.name, args.step, 1 if args.limit is None else args.limit, args.unit, args.since)
        (take_out_limit if args.take_out else set_limit)(desk, limit)
    kept = answer_limits(desk)
    document = {"limits": [{"procedure": one.procedure, "step": one.step, "limit": one.days, "unit": one.unit,
                            "from": one.since} for one in kept], "steps": dict(STEPS)}  # fmt: skip
    lines = [(one.procedure, STEPS[one.step], one.words, in_words(one.since), one.step) for one in kept]
    usual = "".join(f"\n{STEPS[one.step]}: {one.words}, where nothing is set." for one in USUAL)
    said = table(("Procedure", "Step", "Limit", "In force from", "Key"), lines) if kept else "No limit is set yet."
    call.answer(document, said + usual)
    return OK
