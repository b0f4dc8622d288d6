"""Commands that print: chronology, handover, and the returns."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from ehcp_desk.cli.answers import OK, Call, iso_date, iso_month
from ehcp_desk.cli.redaction import FOR, add_last_look, answer_copy, asked_out, only_for_somebody
from ehcp_desk.printing import Printer, folder_for


def add_commands(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Add this room's commands to the parser."""
    chronology = commands.add_parser("chronology", parents=[shared], help="the tribunal chronology of a case")
    chronology.add_argument("ref", metavar="REF")
    chronology.add_argument("--out", type=Path, required=True, metavar="FILE.pdf")
    chronology.add_argument("--html", type=Path, metavar="FILE", help="the accessible twin as well")
    chronology.add_argument("--for", default="", dest="recipient", metavar="RECIPIENT", help=FOR)
    chronology.add_argument("--as-at", default="", metavar="DATE", help="only what was on record then")
    chronology.add_argument("--one-page", action="store_true", help="the key dates only")
    add_last_look(chronology)
    chronology.set_defaults(run=_chronology)
    handover = commands.add_parser("handover", parents=[shared], help="the one-page pick-up sheet of a case")
    handover.add_argument("ref", metavar="REF")
    handover.add_argument("--out", type=Path, required=True, metavar="FILE.pdf")
    handover.add_argument("--html", type=Path, metavar="FILE")
    handover.add_argument("--for", default="", dest="recipient", metavar="RECIPIENT", help=FOR)
    add_last_look(handover)
    handover.set_defaults(run=_handover)
    returns = commands.add_parser("return", parents=[shared], help="the returns")
    kinds = returns.add_subparsers(dest="return_kind", required=True, metavar="KIND")
    monthly = kinds.add_parser("monthly", parents=[shared], help="the monthly management return")
    monthly.add_argument("--month", required=True, metavar="YYYY-MM")
    monthly.add_argument("--out", type=Path, required=True, metavar="DIR")
    monthly.set_defaults(run=_monthly)


def _chronology(call: Call) -> int:
    from ehcp_desk.services.records.chronology import chronology

    args = call.args
    as_at = iso_date(args.as_at) if args.as_at else None
    if args.recipient:
        from ehcp_desk.services.records.recipient_papers import chronology_copy

        desk = call.desk()
        return answer_copy(
            call, desk, chronology_copy(desk, args.ref, args.recipient, as_at, args.one_page, asked_out(call))
        )
    only_for_somebody(call)
    value = chronology(call.desk(), args.ref, "", as_at, args.one_page)
    files = [p for p in (args.out, args.html) if p]
    for path in files:
        Printer().chronology(value, path, call.progress)
    call.answer({"ref": args.ref, "files": [str(f) for f in files], "lines": len(value.lines), "seal": value.head.seal},
                f"{args.ref}: {len(value.lines)} entries, written to {' and '.join(map(str, files))}.")  # fmt: skip
    return OK


def _handover(call: Call) -> int:
    from ehcp_desk.services.records.handover import pick_up_sheet

    args = call.args
    if args.recipient:
        from ehcp_desk.services.records.recipient_papers import pick_up_copy

        desk = call.desk()
        return answer_copy(call, desk, pick_up_copy(desk, args.ref, args.recipient, asked_out(call)))
    only_for_somebody(call)
    value = pick_up_sheet(call.desk(), args.ref)
    files = [p for p in (args.out, args.html) if p]
    for path in files:
        Printer().pick_up(value, path)
    call.answer({"ref": args.ref, "files": [str(f) for f in files]},
                f"{args.ref}: pick-up sheet written to {' and '.join(map(str, files))}.")  # fmt: skip
    return OK


def _monthly(call: Call) -> int:
    from ehcp_desk.exchange.return_files import write_return
    from ehcp_desk.services.oversight.return_paper import to_paper
    from ehcp_desk.services.oversight.returns import compute_monthly

    args = call.args
    desk = call.desk()
    result = compute_monthly(desk, iso_month(args.month), call.progress)
    paper = to_paper(result)
    files = write_return(result, folder_for(args.out), lambda path: Printer().monthly(paper, path, call.progress))
    call.answer({"month": args.month, "files": [str(f) for f in files]}, "\n".join(str(f) for f in files))
    return OK
