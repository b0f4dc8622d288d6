"""Commands that print: handover, and the returns; the chronology has a room of its own."""

from __future__ import annotations

import argparse
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ehcp_desk.cli.annex import add_annex
from ehcp_desk.cli.answers import FOUND_WRONG, OK, Call, iso_month
from ehcp_desk.cli.given import add_given
from ehcp_desk.cli.options import iso_date
from ehcp_desk.cli.redaction import FOR, add_last_look, answer_copy, asked_out, only_for_somebody
from ehcp_desk.cli.schools import add_schools
from ehcp_desk.cli.sen2 import add_sen2
from ehcp_desk.domain.amounts import so_many
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.printing import folder_for

if TYPE_CHECKING:
    from ehcp_desk.services.oversight.return_writing import Written
    from ehcp_desk.services.oversight.spans import Span


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
    add_schools(kinds, shared)
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
    from ehcp_desk.services.oversight.spans import Span

    args = call.args
    if args.restate is not None:
        return _restate(call)
    if args.out is None:
        raise BadInput("Say where the return is to be written: --out DIR.")
    month = iso_month(args.month)
    return _publish(call, month) if args.publish else _write_pack(call, month, Span.MONTH)


def _quarter(text: str) -> date:
    """The first day of ``2026-Q4``."""
    found = re.fullmatch(r"(\d{4})-Q([1-4])", text)
    if found is None:
        raise argparse.ArgumentTypeError(f"{text} is not a quarter; write it as 2026-Q4")
    return date(int(found[1]), int(found[2]) * 3 - 2, 1)


def _weekly(call: Call) -> int:
    from ehcp_desk.services.oversight.spans import Span

    return _write_pack(call, call.args.week_of, Span.WEEK)


def _quarterly(call: Call) -> int:
    from ehcp_desk.services.oversight.spans import Span

    return _write_pack(call, call.args.quarter, Span.QUARTER)


def _write_pack(call: Call, day: date, span: Span) -> int:
    from ehcp_desk.services.oversight.return_writing import write_pack
    from ehcp_desk.services.oversight.spans import holding

    written = write_pack(call.desk(), day, folder_for(call.args.out), span, call.progress)
    return _answer_files(call, {"month": f"{holding(span, day)[0]:%Y-%m}"}, written)


def _answer_files(call: Call, about: dict[str, Any], written: Written, more: str = "") -> int:
    names = [str(file) for file in written.files]
    call.answer({**about, "files": names}, "\n".join([*names, *filter(None, (more,))]))
    return OK


def _board(call: Call) -> int:
    from ehcp_desk.services.oversight.return_writing import write_board

    args = call.args
    written = write_board(call.desk(), iso_month(args.month), folder_for(args.out), call.progress)
    return _answer_files(call, {"month": args.month}, written)


def _publish(call: Call, month: date) -> int:
    from ehcp_desk.services.oversight.return_writing import write_published

    args = call.args
    written = write_published(call.desk(), month, folder_for(args.out), args.threshold, call.progress)
    about = {"month": args.month, "threshold": args.threshold, "left_out": written.left_out}
    return _answer_files(call, about, written, f"{so_many(written.left_out, 'figure is', 'figures are')} left out.")


def _restate(call: Call) -> int:
    from ehcp_desk.exchange.return_restating import document, page, read_issued
    from ehcp_desk.services.oversight.return_writing import restate_file, write_restatement

    args, desk = call.args, call.desk()
    issued = read_issued(args.restate)
    if issued.month != iso_month(args.month):
        raise BadInput(f"{args.restate.name} is the return of {issued.month:%Y-%m}, not of {args.month}.")
    told = restate_file(desk, args.restate, call.progress)
    files = write_restatement(desk, told, folder_for(args.out)).files if args.out is not None else ()
    call.answer({**document(told), "files": [str(f) for f in files]}, page(told))
    return FOUND_WRONG if told.changes else OK
