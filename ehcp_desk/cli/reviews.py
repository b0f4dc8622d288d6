"""The command of the reviews board: every figure, the cases of one, and the board printed."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ehcp_desk.cli.answers import OK, Call, table
from ehcp_desk.cli.lists import row_json, team_names
from ehcp_desk.cli.oversight import team_named
from ehcp_desk.domain.dates import in_words

if TYPE_CHECKING:
    from ehcp_desk.services.desk import Desk
    from ehcp_desk.services.oversight.reviewing import Figure, ReviewBoard


def add_commands(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Add this room's command to the parser."""
    reviews = commands.add_parser("reviews", parents=[shared],
                                  help="reviews due, overdue, without a date and under way; moves between phases")  # fmt: skip
    reviews.add_argument("figure", nargs="?", default="", metavar="FIGURE", help="the cases of one figure, by its key")
    reviews.add_argument("--team", default="", metavar="NAME")
    reviews.add_argument("--out", type=Path, metavar="FILE.pdf", help="print the board")
    reviews.add_argument("--html", type=Path, metavar="FILE", help="the accessible form of the paper")
    reviews.set_defaults(run=_reviews)


def _reviews(call: Call) -> int:
    from ehcp_desk.services.oversight.review_paper import print_reviews
    from ehcp_desk.services.oversight.reviewing import review_board

    args, desk = call.args, call.desk()
    team = team_named(desk, args.team)
    files = [path for path in (args.out, args.html) if path]
    board = review_board(desk, team)
    figure = board.named(args.figure) if args.figure else None
    seal = print_reviews(desk, files, team).head.seal if files else None
    if figure is not None:
        return _cases(call, desk, figure)
    document = {
        "as_at": board.as_at, "plans": board.plans, "overdue": board.overdue, "files": [str(file) for file in files],
        "seal": seal,
        "figures": [{"key": f.key, "group": f.group, "title": f.title, "cases": len(f.cases), "late": f.late}
                    for f in board.figures],
    }  # fmt: skip
    written = f"\n\nWritten to {' and '.join(map(str, files))}." if files else ""
    call.answer(document, lambda: _board_text(board) + written)
    return OK


def _board_text(board: ReviewBoard) -> str:
    lines = [(f.group, f.title, str(len(f.cases)), str(f.late) if f.late else "–", f.key) for f in board.figures]
    heads = ("List", "What", "Cases", "Past their day", "Key")
    return f"{board.plans:,} plans in place, {board.overdue} reviews overdue.\n{table(heads, lines)}"


def _cases(call: Call, desk: Desk, figure: Figure) -> int:
    from ehcp_desk.services.oversight.worklist import rows

    found, names = rows(desk, list(figure.cases)), team_names(desk)
    document = {"total": len(found), "figure": figure.key,
                "cases": [{**row_json(row, names), "day": figure.days[row.case.id]} for row in found]}  # fmt: skip
    lines = []
    for row in found:
        on = figure.days[row.case.id]
        lines.append((row.case.ref, row.case.name, in_words(on) if on else "–", row.case.owner or "nobody yet",
                      row.responsible.name))  # fmt: skip
    heads = ("Reference", "Child", "Day", "Caseworker", "Answers for it")
    said = f"{figure.group}, {figure.title}: {len(found)}"
    call.answer(document, lambda: f"{said}\n{table(heads, lines)}" if lines else f"{said}.")
    return OK
