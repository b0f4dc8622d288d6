"""Registers over all cases: appeals and orders, panels, the steps to a final plan, how late things are written down."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ehcp_desk.cli.answers import OK, Call, table, unread
from ehcp_desk.cli.lists import row_json, team_names
from ehcp_desk.cli.one_team import team_named
from ehcp_desk.cli.options import iso_date
from ehcp_desk.domain.amounts import so_many
from ehcp_desk.domain.case import year_words
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.worklist import CaseQuery, Scope

if TYPE_CHECKING:
    from ehcp_desk.domain.late_entries import Lag
    from ehcp_desk.services.oversight.appeals import AppealLine
    from ehcp_desk.services.oversight.panels import PanelView, Task


def add_commands(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Add this room's commands to the parser."""
    appeals = commands.add_parser("appeals", parents=[shared], help="every appeal and order, by what falls next")
    appeals.add_argument("--all", action="store_true", help="those withdrawn, dismissed or carried out too")
    appeals.add_argument("--csv", action="store_true", help="a table for a spreadsheet on standard output")
    appeals.add_argument("--team", default="", metavar="NAME")
    appeals.set_defaults(run=_appeals)
    panel = commands.add_parser("panel", parents=[shared],
                                help="the agenda of a panel, its decisions and tasks, and how earlier tasks stand",
                                epilog="A case is put before one with: record REF panel_item")  # fmt: skip
    panel.add_argument("sitting", nargs="*", metavar="DAY PANEL", help="such as 2026-11-12 placement; else the next")
    panel.set_defaults(run=_panel)
    drafts = commands.add_parser("drafts", parents=[shared], help="open assessments by their step to the final plan")
    drafts.add_argument("step", nargs="?", default="", metavar="STEP", help="the cases of one step, by its key")
    drafts.add_argument("--team", default="", metavar="NAME")
    drafts.set_defaults(run=_drafts)
    late = commands.add_parser(
        "late-entries", parents=[shared], help="how late things are written down, over all cases"
    )
    late.add_argument("--by", default="team", choices=["team", "person", "kind"])
    late.add_argument("--months", type=int, default=3, metavar="N", help="of writing, 1 to 24")
    late.add_argument(
        "--of", default="", metavar="NAME", help="the cases with late entries of one team, person or kind"
    )
    late.set_defaults(run=_late)
    moves = commands.add_parser("transfers", parents=[shared],
                                help="moves between phases in the Septembers ahead, by need and type of place")  # fmt: skip
    moves.add_argument("--years", type=int, default=3, metavar="N", help="Septembers, 1 to 6")
    moves.add_argument("--line", type=int, metavar="N", help="the cases of one line")
    moves.add_argument("--team", default="", metavar="NAME")
    moves.add_argument("--plan", metavar="YEAR", help="plan the move of every child with a plan in this school year, "
                       "like 6 or Nursery, who has none planned")  # fmt: skip
    moves.add_argument("--ref", action="append", default=[], metavar="REF", help="with --plan: of these cases only")
    moves.add_argument("--move", default="", metavar="MOVE", help="with --plan: another move than the year’s own")
    moves.add_argument("--on", metavar="YYYY-MM-DD", help="with --plan: another day than the next 1 September")
    moves.add_argument("--dry-run", action="store_true", help="with --plan: say whom it is about and change nothing")
    moves.set_defaults(run=_transfers)
    for one in (appeals, panel, drafts, late, moves):
        one.add_argument("--out", type=Path, metavar="FILE.pdf", help="print it")
        one.add_argument("--html", type=Path, metavar="FILE", help="the accessible form of the paper")


def _files(call: Call) -> list[Path]:
    return [path for path in (call.args.out, call.args.html) if path]


def _written(files: Sequence[Path]) -> str:
    return f"\n\nWritten to {' and '.join(map(str, files))}." if files else ""


def _appeals(call: Call) -> int:
    from ehcp_desk.exchange.return_files import csv_bytes
    from ehcp_desk.services.oversight.appeals import HEADS, appeals, print_appeals
    from ehcp_desk.services.oversight.restricting import unopened

    args, desk, files = call.args, call.desk(), _files(call)
    team = team_named(desk, args.team)
    found = appeals(desk, args.all, team.id, call.progress)
    seal = print_appeals(desk, files, args.all, team.id).head.seal if files else None
    shut = unopened(desk, team.id)
    document = {"total": len(found), **team.told, "restricted_unopened": shut,
                "files": [str(file) for file in files], "seal": seal,
                "appeals": [_appeal_json(line) for line in found]}  # fmt: skip
    if args.csv and not args.json:
        lines = [_appeal_json(line) for line in found]
        heads = tuple(name for name in _COLUMNS)
        print(csv_bytes(heads, ([one[name] for name in heads] for one in lines)).decode("utf-8"), end="")
        return OK
    said = f"No appeal {'that was read ' if shut else ''}is {'on the record' if args.all else 'open'}."
    text = table(HEADS, [line.cells for line in found]) if found else said
    call.answer(document, team.said + text + unread(shut) + _written(files))
    return OK


_COLUMNS = ("ref", "child", "about", "number", "lodged", "stage", "response_due", "responded", "hearing", "next", "next_on",
            "ordered_on", "ordered", "duties", "owner")  # fmt: skip


def _appeal_json(line: AppealLine) -> dict[str, Any]:
    a = line.appeal
    return {
        "entry": a.entry, "ref": line.ref, "child": line.child, "about": a.about or None, "number": a.number or None,
        "lodged": a.lodged, "stage": a.stage, "response_due": a.response_due, "responded": a.responded,
        "hearing": a.hearing, "next": a.next.what if a.next else None, "next_on": a.next.on if a.next else None,
        "late": a.next.late if a.next else False, "ordered_on": a.ordered[0] if a.ordered else None,
        "ordered": a.ordered[1] if a.ordered else None, "duties": line.duties or None, "owner": line.owner,
    }  # fmt: skip


def _panel(call: Call) -> int:
    from ehcp_desk.services.oversight.panels import panel, print_panel

    desk, files = call.desk(), _files(call)
    key = " ".join(call.args.sitting)
    told = panel(desk, key, call.progress)
    seal = print_panel(desk, files, key).head.seal if files else None
    sitting = told.sitting
    document = {
        "panel": sitting.panel if sitting else None, "day": sitting.day if sitting else None,
        "files": [str(file) for file in files], "seal": seal,
        "agenda": [
            {"entry": item.id, "ref": item.ref, "child": item.child, "brief": item.brief, "asked": item.matter.asked,
             "by": item.matter.by or None, "owner": item.owner,
             "decision": asdict(item.matter.decision) if item.matter.decision else None}
            for item in told.agenda],
        "tasks": [_task_json(task) for task in told.tasks], "progress": [_task_json(task) for task in told.progress],
        "sittings": [one.key for one in told.sittings], "restricted_unopened": told.unopened,
    }  # fmt: skip
    call.answer(document, lambda: _panel_text(told) + _written(files))
    return OK


def _task_json(task: Task) -> dict[str, Any]:
    p = task.promise
    return {"entry": task.id, "ref": task.ref, "child": task.child, "what": p.what, "to": p.to or None, "due": p.due,
            "first_due": p.first_due, "moves": p.moves, "done": p.kept_on, "owner": task.owner}  # fmt: skip


def _panel_text(told: PanelView) -> str:
    if told.sitting is None:
        return f"No case has been put before a panel yet.{told.left_out}"
    cases = [(item.ref, item.child, item.brief, item.matter.asked, item.outcome) for item in told.agenda]
    lines = [told.sitting.words, table(("Reference", "Child", "In a line", "Asked", "Decision"), cases)]
    for title, tasks in (("Tasks set", told.tasks), ("Progress of earlier tasks", told.progress)):
        rows = [(task.ref, task.promise.what, in_words(task.promise.due), task.words, task.owner) for task in tasks]
        heads = ("Reference", "Task", "Due", "How it stands", "Answers for it")
        lines += ["", title, table(heads, rows) if rows else "None."]
    return "\n".join([*lines, *([f"\n{told.left_out.strip()}"] if told.left_out else [])])


def _drafts(call: Call) -> int:
    from ehcp_desk.services.oversight.drafts import draft_steps, meaning, print_drafts, step_named
    from ehcp_desk.services.oversight.restricting import unopened
    from ehcp_desk.services.oversight.worklist import rows

    args, desk = call.args, call.desk()
    team, files = team_named(desk, args.team), _files(call)
    figures, shut = draft_steps(desk, team.id, call.progress), unopened(desk, team.id)
    seal = print_drafts(desk, files, team.id).head.seal if files else None
    if not args.step:
        document = {"as_at": desk.today(), **team.told, "restricted_unopened": shut,
                    "files": [str(file) for file in files], "seal": seal, "steps": [
            {"key": f.key, "title": f.title, "meaning": meaning(f.key), "cases": len(f.cases)} for f in figures]}  # fmt: skip
        lines = [(f.title, str(len(f.cases)), meaning(f.key), f.key) for f in figures]
        heads = ("Step", "Cases", "What it means", "Key")
        call.answer(document, lambda: team.said + table(heads, lines) + unread(shut) + _written(files))
        return OK
    step, names = step_named(figures, args.step), team_names(desk)
    found = rows(desk, list(step.cases))
    listed = {"total": len(found), **team.told, "step": step.key, "meaning": meaning(step.key),
              "cases": [{**row_json(row, names), "since": step.days[row.case.id]} for row in found]}  # fmt: skip
    shown = [(row.case.ref, row.case.name, in_words(on) if (on := step.days[row.case.id]) else "–",
              row.case.owner or "nobody yet") for row in found]  # fmt: skip
    heads = ("Reference", "Child", "In this step since", "Caseworker")
    head = f"{team.said}{step.title}: {len(found)}. {meaning(step.key)}\n"
    call.answer({**listed, "restricted_unopened": shut}, lambda: head + table(heads, shown) + unread(shut))
    return OK


def _transfers(call: Call) -> int:
    from ehcp_desk.services.oversight.restricting import unopened
    from ehcp_desk.services.oversight.transfers import HEADS, print_transfers, transfer_forecast
    from ehcp_desk.services.oversight.worklist import rows

    if call.args.plan is not None:
        return _plan_moves(call)
    args, desk, files = call.args, call.desk(), _files(call)
    if args.ref or args.move or args.on or args.dry_run:
        raise BadInput("--ref, --move, --on and --dry-run go with --plan YEAR, like: transfers --plan 6 --dry-run")
    team = team_named(desk, args.team)
    lines = transfer_forecast(desk, args.years, team.id, call.progress)
    if args.line is not None:
        line = next((one for one in lines if one.id == args.line), None)
        if line is None:
            raise BadInput(f"There is no line {args.line}; there are {len(lines)}, numbered in: transfers --json")
        found, names = rows(desk, list(line.cases)), team_names(desk)
        cells = [
            (row.case.ref, row.case.name, row.case.setting or "–", row.case.owner or "nobody yet") for row in found
        ]
        call.answer({"line": line.id, **team.told, "total": len(found), "cases": [row_json(row, names) for row in found]},
                    lambda: team.said + table(("Reference", "Child", "Setting", "Caseworker"), cells))  # fmt: skip
        return OK
    seal = print_transfers(desk, files, args.years, team.id).head.seal if files else None
    shut = unopened(desk, team.id)
    document = {"as_at": desk.today(), **team.told, "restricted_unopened": shut,
                "files": [str(file) for file in files], "seal": seal, "lines": [
        {"line": one.id, "september": one.september, "move": one.move, "need": one.need, "now": one.now,
         "wanted": one.wanted or None, "children": len(one.cases), "planned": one.planned} for one in lines]}  # fmt: skip
    text = [(str(one.id), *one.cells) for one in lines]
    said = table(("Line", *HEADS), text) if lines else "Nobody moves."
    call.answer(document, lambda: team.said + said + unread(shut) + _written(files))
    return OK


def _plan_moves(call: Call) -> int:
    from ehcp_desk.domain.practice import year_named
    from ehcp_desk.services.casework.recording import find
    from ehcp_desk.services.oversight.moves import moves_to_plan, plan_moves

    args, desk = call.args, call.desk()
    team, year = team_named(desk, args.team), year_named(args.plan)
    if year is None:
        raise BadInput(f"'{args.plan}' is no school year; give one like 6 or Nursery.")
    query = CaseQuery(desk.today(), Scope.PLANS, team_id=team.id, years=(year, year))
    with desk.store.read() as work:
        cases = work.case_ids(query)
        if not cases:
            raise BadInput(f"No child with a plan in place is in {year_words(year)}.")
        chosen = {find(work, ref) for ref in args.ref}
    if strange := chosen - set(cases):
        raise BadInput(f"{len(strange)} of the cases named {'is' if len(strange) == 1 else 'are'} not a plan in place of a child "
                       f"in {year_words(year)}; leave them out.")  # fmt: skip
    told = moves_to_plan(desk, chosen or cases, args.move, iso_date(args.on) if args.on else None)
    if not args.dry_run:
        plan_moves(desk, [row.id for row in told.cases], told.phase, told.on, call.progress)
    document = {**team.told, "move": told.phase, "on": told.on, "named_by": told.named_by, "last_meeting": told.last_meeting,
                "planned": 0 if args.dry_run else len(told.cases), "cases": [row.ref for row in told.cases],
                "left_out": [{"ref": row.ref, "why": why} for row, why in told.left_out]}  # fmt: skip
    lines = [f"  {row.ref}  {row.name}" for row in told.cases] + [
        f"  {row.ref}  left out: {why}" for row, why in told.left_out
    ]
    head = f"{team.said}{'To be planned' if args.dry_run else 'Planned'}: {told.said}"
    call.answer(document, "\n".join((head, *lines)))
    return OK


def _late(call: Call) -> int:
    from ehcp_desk.services.oversight.late_entries import print_writing_up, writing_up
    from ehcp_desk.services.oversight.restricting import unopened
    from ehcp_desk.services.oversight.worklist import rows

    args, desk, files = call.args, call.desk(), _files(call)
    told, shut = writing_up(desk, args.months, call.progress), unopened(desk)
    seal = print_writing_up(desk, files, args.months).head.seal if files else None
    lags = told.by(args.by)
    if args.of:
        lag = next((one for one in lags if one.name.casefold() == args.of.casefold()), None)
        if lag is None:
            raise BadInput(
                f"Nothing was written in that time by a {args.by} called {args.of}; see: late-entries --by {args.by}"
            )
        found, names = rows(desk, list(lag.cases)), team_names(desk)
        document = {**_lag_json(lag), "cases": [row_json(row, names) for row in found]}
        lines = [(row.case.ref, row.case.name, row.case.owner or "nobody yet") for row in found]
        call.answer(
            document, lambda: f"{lag.name}: {lag.late_words}\n" + table(("Reference", "Child", "Caseworker"), lines)
        )
        return OK
    document = {"since": told.since, "as_at": told.as_at, "restricted_unopened": shut, "by": args.by,
                "all": _lag_json(told.whole), "lines": [_lag_json(lag) for lag in lags],
                "files": [str(file) for file in files], "seal": seal}  # fmt: skip
    shown = [(one.name, f"{one.entries:,}", one.median_words, so_many(one.longest, "day"), one.late_words)
             for one in (told.whole, *lags)]  # fmt: skip
    heads = (args.by.capitalize(), "Entries", "Median", "Longest", "Written late")
    call.answer(document, lambda: table(heads, shown) + unread(shut) + _written(files))
    return OK


def _lag_json(lag: Lag) -> dict[str, Any]:
    return {"name": lag.name, "entries": lag.entries, "median_days": lag.median, "longest_days": lag.longest,
            "late": lag.late, "late_share": round(lag.late_share, 1), "late_cases": len(lag.cases)}  # fmt: skip
