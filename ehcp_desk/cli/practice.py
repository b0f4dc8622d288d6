"""How the council writes things down: its kinds of note, its templates, two steps for decisions; and notes by kind."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ehcp_desk.cli.answers import OK, Call, table
from ehcp_desk.cli.one_team import team_named
from ehcp_desk.domain.errors import BadInput

if TYPE_CHECKING:
    from ehcp_desk.domain.practice import Practice


def add_commands(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Add this room's commands to the parser."""
    practice = commands.add_parser("practice", parents=[shared],
                                   help="the council's kinds of note, its templates, and two steps for decisions",
                                   epilog="A note is of a kind with: record REF note --set reportable=KIND")  # fmt: skip
    practice.add_argument("--note-kinds", metavar="A,B", help="the kinds of note, with commas between")
    practice.add_argument("--template", default="", metavar="NAME", help="the words of one template, to start from")
    practice.add_argument(
        "--templates", type=Path, metavar="FILE", help="read the templates from a text: # Name, then words"
    )
    practice.add_argument("--two-step", choices=["on", "off"], help="whether a second person authorises every decision")
    practice.add_argument("--last-years", metavar="A,B", help="the last school years of a phase and the move after each, like "
                          "‘Year 6: primary to secondary’, with commas between")  # fmt: skip
    practice.set_defaults(run=_practice)
    notes = commands.add_parser("notes", parents=[shared], help="notes of the council's own kinds over all cases")
    notes.add_argument("--kind", default="", metavar="KIND", help="of one kind")
    notes.add_argument("--months", type=int, default=12, metavar="N", help="back from today, 1 to 60")
    notes.add_argument("--team", default="", metavar="NAME")
    notes.add_argument("--out", type=Path, metavar="FILE.pdf", help="print it")
    notes.add_argument("--html", type=Path, metavar="FILE", help="the accessible form of the paper")
    notes.set_defaults(run=_notes)


def _practice(call: Call) -> int:
    from ehcp_desk.domain.practice import last_years_text, templates_of, templates_text
    from ehcp_desk.services.upkeep.practice import change_practice, practice

    args, desk = call.args, call.desk()
    now = practice(desk)
    given = (args.note_kinds, args.templates, args.two_step, args.last_years)
    asked = any(one is not None for one in given)
    if args.template:
        if asked:
            raise BadInput("Ask for a template, or change something: --template stands alone.")
        one = now.template(args.template)
        call.answer({"name": one.name, "words": one.words}, one.words)
        return OK
    kinds = now.note_kinds if args.note_kinds is None else tuple(args.note_kinds.split(","))
    wanted = replace(now, note_kinds=kinds,
                     templates=now.templates if args.templates is None else templates_of(_text_of(args.templates)))  # fmt: skip
    two = args.two_step == "on" if args.two_step else now.two_step is not None
    years = last_years_text(now.last_years) if args.last_years is None else args.last_years.replace(",", "\n")
    if asked:
        change_practice(desk, "\n".join(wanted.note_kinds), templates_text(wanted.templates), two, years, now)
        now = practice(desk)
    call.answer(
        {"note_kinds": list(now.note_kinds), "templates": [{"name": t.name, "words": t.words} for t in now.templates],
         "two_step_since": now.two_step, "last_years": dict(now.last_years)},
        lambda: _practice_text(now),
    )  # fmt: skip
    return OK


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise BadInput(f"{path.name} cannot be read as text; save it as plain text in UTF-8.") from None


def _practice_text(now: Practice) -> str:
    from ehcp_desk.domain.practice import last_years_text

    two = f"since {now.two_step.isoformat()}" if now.two_step else "off"
    names = ", ".join(one.name for one in now.templates) or "–"
    moves = "; ".join(last_years_text(now.last_years).splitlines()) or "–"
    return (f"Kinds of note: {', '.join(now.note_kinds) or '–'}\nTemplates: {names}\nDecisions in two steps: {two}\n"
            f"Children change phase after: {moves}")  # fmt: skip


def _notes(call: Call) -> int:
    from ehcp_desk.services.oversight.note_register import HEADS, note_register, print_notes

    args, desk = call.args, call.desk()
    team = team_named(desk, args.team)
    told = note_register(desk, args.months, team.id, call.progress)
    if args.kind and args.kind not in told.kinds:
        raise BadInput(f"'{args.kind}' is not a kind of note here; there are: {', '.join(told.kinds) or 'none'}.")
    files = [path for path in (args.out, args.html) if path]
    seal = print_notes(desk, files, args.months, args.kind, team.id).head.seal if files else None
    found = told.of(args.kind)
    document = {
        "since": told.since, "as_at": told.as_at, **team.told,
        "total": len(found), "files": [str(file) for file in files], "seal": seal,
        "kinds": [{"kind": kind, "notes": len(told.of(kind)), "cases": len({n.case_id for n in told.of(kind)})}
                  for kind in told.kinds],
        "notes": [{"entry": n.id, "ref": n.ref, "child": n.child, "kind": n.kind, "on": n.on, "note": n.words, "by": n.by}
                  for n in found],
    }  # fmt: skip
    counts = [(kind, str(len(told.of(kind))), str(len({n.case_id for n in told.of(kind)}))) for kind in told.kinds]
    lines = [(n.kind, *n.cells) for n in found]

    def text() -> str:
        whole = table(("Kind", "Notes", "Cases"), counts)
        listed = f"\n\n{table(('Kind', *HEADS), lines)}" if args.kind and lines else ""
        return team.said + whole + listed + (f"\n\nWritten to {' and '.join(map(str, files))}." if files else "")

    call.answer(document, text)
    return OK
