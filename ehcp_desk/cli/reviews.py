"""The reviews board (every figure, the cases of one, printed) and the action register."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ehcp_desk.cli.answers import OK, Call, table, unread
from ehcp_desk.cli.lists import row_json, team_names
from ehcp_desk.cli.one_team import OneTeam, team_named
from ehcp_desk.domain.dates import in_words

if TYPE_CHECKING:
    from ehcp_desk.services.desk import Desk
    from ehcp_desk.services.oversight.figure import Figure
    from ehcp_desk.services.oversight.reviewing import ReviewBoard


def add_commands(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Add this room's command to the parser."""
    reviews = commands.add_parser("reviews", parents=[shared],
                                  help="reviews due, overdue, without a date and under way; moves between phases")  # fmt: skip
    reviews.add_argument("figure", nargs="?", default="", metavar="FIGURE", help="the cases of one figure, by its key")
    reviews.add_argument("--team", default="", metavar="NAME")
    reviews.add_argument("--out", type=Path, metavar="FILE.pdf", help="print the board")
    reviews.add_argument("--html", type=Path, metavar="FILE", help="the accessible form of the paper")
    reviews.set_defaults(run=_reviews)
    actions = commands.add_parser(
        "actions", parents=[shared], help="everything promised, agreed or ordered, until it is done"
    )
    actions.add_argument("--show", default="open", choices=["open", "overdue", "closed", "all"])
    actions.add_argument("--team", default="", metavar="NAME")
    actions.add_argument("--out", type=Path, metavar="FILE.pdf", help="print the register")
    actions.add_argument("--html", type=Path, metavar="FILE", help="the accessible form of the paper")
    actions.set_defaults(run=_actions)


def _reviews(call: Call) -> int:
    from ehcp_desk.services.oversight.review_paper import print_reviews
    from ehcp_desk.services.oversight.reviewing import review_board

    args, desk = call.args, call.desk()
    team = team_named(desk, args.team)
    files = [path for path in (args.out, args.html) if path]
    board = review_board(desk, team.id)
    figure = board.named(args.figure) if args.figure else None
    seal = print_reviews(desk, files, team.id).head.seal if files else None
    if figure is not None:
        return _cases(call, desk, figure, team)
    document = {
        "as_at": board.as_at, **team.told, "plans": board.plans, "overdue": board.overdue, "files": [str(file) for file in files],
        "seal": seal,
        "figures": [{"key": f.key, "group": f.group, "title": f.title, "cases": len(f.cases), "late": f.late}
                    for f in board.figures],
    }  # fmt: skip
    written = f"\n\nWritten to {' and '.join(map(str, files))}." if files else ""
    call.answer(document, lambda: team.said + _board_text(board) + written)
    return OK


def _board_text(board: ReviewBoard) -> str:
    lines = [(f.group, f.title, str(len(f.cases)), str(f.late) if f.late else "–", f.key) for f in board.figures]
    heads = ("List", "What", "Cases", "Past their day", "Key")
    return f"{board.plans:,} plans in place, {board.overdue} reviews overdue.\n{table(heads, lines)}"


def _cases(call: Call, desk: Desk, figure: Figure, team: OneTeam) -> int:
    from ehcp_desk.services.oversight.worklist import rows

    found, names = rows(desk, list(figure.cases)), team_names(desk)
    document = {"total": len(found), **team.told, "figure": figure.key,
                "cases": [{**row_json(row, names), "day": figure.days[row.case.id]} for row in found]}  # fmt: skip
    lines = []
    for row in found:
        on = figure.days[row.case.id]
        lines.append((row.case.ref, row.case.name, in_words(on) if on else "–", row.case.owner or "nobody yet",
                      row.responsible.name))  # fmt: skip
    heads = ("Reference", "Child", "Day", "Caseworker", "Answers for it")
    said = f"{figure.group}, {figure.title}: {len(found)}"
    call.answer(document, lambda: team.said + (f"{said}\n{table(heads, lines)}" if lines else f"{said}."))
    return OK


def _actions(call: Call) -> int:
    from ehcp_desk.services.oversight.actions import Shown, actions, print_actions
    from ehcp_desk.services.oversight.restricting import unopened

    args, desk = call.args, call.desk()
    team, shown = team_named(desk, args.team), Shown(args.show)
    files = [path for path in (args.out, args.html) if path]
    found, shut = actions(desk, shown, team.id), unopened(desk, team.id)
    seal = print_actions(desk, files, shown, team.id).head.seal if files else None
    document = {"total": len(found), **team.told, "restricted_unopened": shut,
                "files": [str(file) for file in files], "seal": seal, "actions": [
        {"entry": a.id, "ref": a.ref, "child": a.child, "what": a.promise.what, "source": a.promise.source or "own",
         "to": a.promise.to or None, "owner": a.owner, "made": a.promise.made_on, "due": a.promise.due,
         "first_due": a.promise.first_due, "moves": a.promise.moves, "chased": a.promise.chased,
         "done": a.promise.kept_on, "evidence": a.evidence or None,
         "days_late": max(0, a.days_late) if a.is_open else 0} for a in found]}  # fmt: skip
    lines = [
        (a.ref, a.child, a.promise.what, a.source, a.owner, in_words(a.promise.due), a.words, a.since_words or "–")
        for a in found
    ]
    heads = ("Reference", "Child", "What", "Comes from", "Answers for it", "Due", "How it stands", "Moved, chased")
    written = f"\n\nWritten to {' and '.join(map(str, files))}." if files else ""
    said = table(heads, lines) if lines else "No action is on that list."
    call.answer(document, lambda: team.said + said + unread(shut) + written)
    return OK
