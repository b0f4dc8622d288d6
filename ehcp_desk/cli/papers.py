"""Commands that print: handover, and the returns; the chronology has a room of its own."""

from __future__ import annotations

import argparse
import re
from datetime import date
from pathlib import Path
from typing import Any

from ehcp_desk.cli.annex import add_annex
from ehcp_desk.cli.answers import FOUND_WRONG, OK, Call, iso_date, iso_month
from ehcp_desk.cli.given import add_given
from ehcp_desk.cli.redaction import FOR, add_last_look, answer_copy, asked_out, only_for_somebody
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
    handover.add_argument("--for", default="", dest="recipient", metavar="RECIPIENT", help=FOR)
    add_last_look(handover)
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
    weekly = kinds.add_parser("weekly", parents=[shared], help="the team's weekly pack, from the same figures")
    weekly.add_argument("--week-of", type=iso_date, required=True, metavar="YYYY-MM-DD", help="any day of the week")
    quarterly = kinds.add_parser("quarterly", parents=[shared], help="the quarterly pack, from the same figures")
    quarterly.add_argument("--quarter", type=_quarter, required=True, metavar="YYYY-QN", help="a calendar quarter")
    board = kinds.add_parser("board", parents=[shared], help="the board's few pages of a month: no case, no list")
    board.add_argument("--month", required=True, metavar="YYYY-MM")
    for pack, run in ((weekly, _weekly), (quarterly, _quarterly), (board, _board)):
        pack.add_argument("--out", type=Path, required=True, metavar="DIR")
        pack.set_defaults(run=run)
    add_given(kinds, shared)
    add_sen2(kinds, shared)
    add_annex(kinds, shared)


def _handover(call: Call) -> int:
    from ehcp_desk.services.records.issuing import print_pick_up

    args = call.args
    if args.recipient:
        from ehcp_desk.services.records.recipient_papers import pick_up_copy

        desk = call.desk()
        return answer_copy(call, desk, pick_up_copy(desk, args.ref, args.recipient, asked_out(call)))
    only_for_somebody(call)
    files = [p for p in (args.out, args.html) if p]
    print_pick_up(call.desk(), args.ref, files)
    call.answer({"ref": args.ref, "files": [str(f) for f in files]},
                f"{args.ref}: pick-up sheet written to {' and '.join(map(str, files))}.")  # fmt: skip
    return OK


def _monthly(call: Call) -> int:
    from ehcp_desk.services.oversight.returns import compute_monthly

    args = call.args
    if args.restate is not None:
        return _restate(call)
    if args.out is None:
        raise BadInput("Say where the return is to be written: --out DIR.")
    desk = call.desk()
    result = compute_monthly(desk, iso_month(args.month), call.progress)
    if args.publish:
        return _publish(call, desk, result)
    return _write_pack(call, desk, result)


def _quarter(text: str) -> date:
    """The first day of ``2026-Q4``."""
    found = re.fullmatch(r"(\d{4})-Q([1-4])", text)
    if found is None:
        raise argparse.ArgumentTypeError(f"{text} is not a quarter; write it as 2026-Q4.")
    return date(int(found[1]), int(found[2]) * 3 - 2, 1)


def _weekly(call: Call) -> int:
    return _pack(call, call.args.week_of, "weekly")


def _quarterly(call: Call) -> int:
    return _pack(call, call.args.quarter, "quarterly")


def _pack(call: Call, day: date, span: str) -> int:
    from ehcp_desk.services.oversight.returns import compute_monthly
    from ehcp_desk.services.oversight.spans import Span

    desk = call.desk()
    return _write_pack(call, desk, compute_monthly(desk, day, call.progress, span=Span(span)))


def _write_pack(call: Call, desk: Desk, result: MonthlyReturn) -> int:
    from ehcp_desk.exchange.return_files import write_return
    from ehcp_desk.services.oversight.return_paper import to_paper
    from ehcp_desk.services.records.issuing import note_issue

    args = call.args
    paper, printed = to_paper(result), []
    files = write_return(
        result, folder_for(args.out), lambda path: printed.append(Printer().monthly(paper, path, call.progress))
    )
    note_issue(desk, f"{result.pack} return", printed, [f for f in files if f.suffix == ".pdf"], paper.head)
    call.answer({"month": f"{result.month:%Y-%m}", "files": [str(f) for f in files]}, "\n".join(str(f) for f in files))
    return OK


def _board(call: Call) -> int:
    from ehcp_desk.services.oversight.return_paper import board_paper
    from ehcp_desk.services.oversight.returns import compute_monthly
    from ehcp_desk.services.records.issuing import note_issue

    desk, folder = call.desk(), folder_for(call.args.out)
    result = compute_monthly(desk, iso_month(call.args.month), call.progress)
    paper = board_paper(result)
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / f"board-{result.stamp}.{kind}" for kind in ("pdf", "html")]
    printed = [Printer().monthly(paper, path, call.progress) for path in files]
    note_issue(desk, "board pack", printed, files, paper.head)
    call.answer({"month": call.args.month, "files": [str(f) for f in files]}, "\n".join(str(f) for f in files))
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
    note_issue(desk, "published return", printed, [f for f in files if f.suffix != ".csv"], told.paper.head)
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
