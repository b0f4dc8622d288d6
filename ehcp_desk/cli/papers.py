"""Commands that print: handover, and the returns; the chronology has a room of its own."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from ehcp_desk.cli.annex import add_annex
from ehcp_desk.cli.answers import FOUND_WRONG, OK, Call, iso_month
from ehcp_desk.cli.sen2 import add_sen2
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.returns import MonthlyReturn
from ehcp_desk.printing import Printer, folder_for
from ehcp_desk.services.desk import Desk


def add_commands(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Add this room's commands to the parser."""
    handover = commands.add_parser("handover", parents=[shared], help="the one-page pick-up sheet of a case")
    handover.add_argument("ref", metavar="REF")
    handover.add_argument("--out", type=Path, required=True, metavar="FILE.pdf")
    handover.add_argument("--html", type=Path, metavar="FILE")
    handover.set_defaults(run=_handover)
    returns = commands.add_parser("return", parents=[shared], help="the returns")
    kinds = returns.add_subparsers(dest="return_kind", required=True, metavar="KIND")
    monthly = kinds.add_parser("monthly", parents=[shared], help="the monthly management return")
    monthly.add_argument("--month", required=True, metavar="YYYY-MM")
    monthly.add_argument("--out", type=Path, metavar="DIR")
    monthly.add_argument(
        "--restate", type=Path, metavar="FILE.json", help="what changed since this frozen copy was issued"
    )
    monthly.add_argument("--publish", action="store_true", help="for outside: no lists, small numbers left out")
    monthly.add_argument("--threshold", type=int, default=5, metavar="N", help="numbers under N are small (5)")
    monthly.set_defaults(run=_monthly)
    add_sen2(kinds, shared)
    add_annex(kinds, shared)


def _handover(call: Call) -> int:
    from ehcp_desk.services.records.issuing import print_pick_up

    args = call.args
    files = [p for p in (args.out, args.html) if p]
    print_pick_up(call.desk(), args.ref, files)
    call.answer({"ref": args.ref, "files": [str(f) for f in files]},
                f"{args.ref}: pick-up sheet written to {' and '.join(map(str, files))}.")  # fmt: skip
    return OK


def _monthly(call: Call) -> int:
    from ehcp_desk.exchange.return_files import write_return
    from ehcp_desk.services.oversight.return_paper import to_paper
    from ehcp_desk.services.oversight.returns import compute_monthly
    from ehcp_desk.services.records.issuing import note_issue

    args = call.args
    if args.restate is not None:
        return _restate(call)
    if args.out is None:
        raise BadInput("Say where the return is to be written: --out DIR.")
    desk = call.desk()
    result = compute_monthly(desk, iso_month(args.month), call.progress)
    if args.publish:
        return _publish(call, desk, result)
    paper, printed = to_paper(result), []
    files = write_return(
        result, folder_for(args.out), lambda path: printed.append(Printer().monthly(paper, path, call.progress))
    )
    note_issue(desk, "monthly return", printed, [f for f in files if f.suffix == ".pdf"], paper.head)
    call.answer({"month": args.month, "files": [str(f) for f in files]}, "\n".join(str(f) for f in files))
    return OK


def _publish(call: Call, desk: Desk, result: MonthlyReturn) -> int:
    from ehcp_desk.exchange.return_published import write_published
    from ehcp_desk.services.oversight.publishing import publish
    from ehcp_desk.services.records.issuing import note_issue

    args, printed = call.args, []
    told = publish(result, args.threshold)
    files = write_published(
        told, folder_for(args.out), lambda path: printed.append(Printer().monthly(told.paper, path, call.progress))
    )
    note_issue(desk, "published return", printed, [f for f in files if f.suffix == ".pdf"], told.paper.head)
    left = sum(one.absent == "left out" for one in told.paper.indicators)
    call.answer({"month": args.month, "threshold": args.threshold, "left_out": left, "files": [str(f) for f in files]},
                "\n".join([*map(str, files), f"{left} figures are left out."]))  # fmt: skip
    return OK


def _restate(call: Call) -> int:
    from ehcp_desk.exchange.return_restating import document, issued_lines, page, read_issued, write_restatement
    from ehcp_desk.services.oversight.restating import restate

    args = call.args
    issued = read_issued(args.restate)
    if issued.month != iso_month(args.month):
        raise BadInput(f"{args.restate.name} is the return of {issued.month:%Y-%m}, not of {args.month}.")
    told = restate(call.desk(), issued, issued_lines, call.progress)
    files = write_restatement(told, folder_for(args.out)) if args.out is not None else []
    call.answer({**document(told), "files": [str(f) for f in files]}, page(told))
    return FOUND_WRONG if told.changes else OK
