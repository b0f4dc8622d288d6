"""Commands of the manager's desk: reassign, queue, weights, packs, and somebody's last day."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ehcp_desk.cli.answers import OK, Call, table, warn
from ehcp_desk.cli.options import iso_date
from ehcp_desk.cli.packs import add_packs
from ehcp_desk.cli.staff import add_staff, officer_of
from ehcp_desk.cli.team_moves import to_team
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.errors import BadInput

if TYPE_CHECKING:
    from ehcp_desk.services.desk import Changes, Desk
    from ehcp_desk.services.oversight.move_preview import Change, MovePreview
    from ehcp_desk.services.oversight.moving import Move

UNDO_REASON = "The move was taken back"


def add_commands(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Add this room's commands to the parser."""
    _add_reassign(commands, shared)
    add_packs(commands, shared)
    queue = commands.add_parser("queue", parents=[shared], help="advice that open assessments wait for, longest first")
    queue.add_argument("body", choices=["psychology", "health"])
    queue.set_defaults(run=_queue)
    weights = commands.add_parser("weights", parents=[shared], help="what a case weighs, and the usual number of each")
    weights.add_argument("--set", action="append", default=[], metavar="KEY=NUMBER", dest="numbers")
    weights.set_defaults(run=_weights)
    kinds = add_staff(commands, shared)
    leave = kinds.add_parser("leave", parents=[shared], help="record a last day, and with --to spread what they hold")
    leave.add_argument("name", metavar="NAME")
    leave.add_argument("--on", required=True, metavar="DATE", help="the last working day")
    _spreading(leave)
    leave.set_defaults(run=_leave)


def _add_reassign(commands: Any, shared: argparse.ArgumentParser) -> None:
    reassign = commands.add_parser("reassign", parents=[shared], help="move many cases to people, or to a team, in one act",
                                   epilog="REF alone goes to whoever has room among --to; REF=NAME to that person.")  # fmt: skip
    reassign.add_argument("refs", nargs="*", metavar="REF[=NAME]")
    reassign.add_argument("--from", default="", dest="holder", metavar="NAME", help="every case of this person")
    _spreading(reassign)
    reassign.add_argument("--team", default="", metavar="NAME", help="to this team; whoever holds them keeps them")
    reassign.add_argument("--undo", type=int, metavar="NUMBER", help="take back the move of this number")
    reassign.set_defaults(run=_reassign)


def _spreading(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--to", nargs="+", action="extend", default=[], metavar="NAME")
    parser.add_argument("--reason", default="", metavar="TEXT")
    parser.add_argument("--dry-run", action="store_true", help="show what it would do to everybody's load")
    parser.add_argument("--letters", type=Path, metavar="DIR", help="a letter to each family, one file each")
    parser.add_argument("--letters-as", choices=["pdf", "docx", "html"], default="pdf", metavar="FORM")


def _reassign(call: Call) -> int:
    args, desk = call.args, call.desk()
    if args.undo is not None:
        return _undo(call, desk)
    from ehcp_desk.services.oversight.leaving import held_by

    chosen: dict[str, str] = {}
    for ref, name in map(_pair, args.refs):
        if chosen.get(ref) and name and chosen[ref] != name:
            raise BadInput(f"{ref} cannot go to both {chosen[ref]} and {name}; name one of them.")
        chosen[ref] = name or chosen.get(ref, "")
    ids = _ids(desk, list(chosen)) + (held_by(desk, args.holder) if args.holder else [])
    if not ids:
        raise BadInput(
            f"{args.holder} holds no case." if args.holder else "Say which cases: references, or --from NAME."
        )
    ids = list(dict.fromkeys(ids))
    return to_team(call, desk, ids) if args.team else _move(call, desk, ids, chosen)


def _undo(call: Call, desk: Desk) -> int:
    from ehcp_desk.services.oversight.moving import undo

    if call.args.refs or call.args.holder or call.args.to or call.args.team or call.args.dry_run:
        raise BadInput("--undo takes back a whole move; leave out the cases, --from, --to, --team and --dry-run.")
    changes = undo(desk, call.args.undo, call.args.reason or UNDO_REASON, call.progress)
    warn(changes.warnings)
    count = len(changes.cases)
    call.answer({"undone": call.args.undo, "count": count},
                f"Move {call.args.undo} is taken back: {count} case{'s' if count != 1 else ''}.")  # fmt: skip
    return OK


def _leave(call: Call) -> int:
    from ehcp_desk.services.oversight.leaving import held_by, leave

    args, desk = call.args, call.desk()
    officer, last = officer_of(desk, args.name), iso_date(args.on)
    ids = held_by(desk, officer.name)
    if ids and args.to:
        return _move(call, desk, ids, {}, (officer.id, last))
    changes = leave(desk, officer.id, last)
    warn(changes.warnings)
    call.answer({"left": officer.name, "last_day": last, "warnings": list(changes.warnings)},
                f"{officer.name}: last day {in_words(last)}.")  # fmt: skip
    return OK


def _move(
    call: Call, desk: Desk, ids: list[int], chosen: dict[str, str], leaving: tuple[int, Any] | None = None
) -> int:
    """Preview, and unless it is only a look, move the cases: alone, or with somebody's last day in the same act."""
    from ehcp_desk.printing import folder_for
    from ehcp_desk.services.oversight.leaving import leave
    from ehcp_desk.services.oversight.move_preview import move_preview
    from ehcp_desk.services.oversight.moving import move

    args = call.args
    to = [officer_of(desk, name).name for name in args.to]
    preview = move_preview(desk, ids, to)
    moves = _moves(preview, chosen, to, desk)
    if args.dry_run:
        warn(preview.leaving([one.to for one in moves]))
        return _answer(call, preview, moves, None, [])
    folder = folder_for(args.letters) if args.letters else None
    if leaving:
        changes = leave(desk, *leaving, moves, args.reason, progress=call.progress)
    else:
        changes = move(desk, moves, args.reason, progress=call.progress)
    warn(changes.warnings)
    letters: list[Path] = []
    if folder is not None:
        from ehcp_desk.services.records.introductions import write_letters

        letters = write_letters(desk, [one.ref for one in moves], folder, args.letters_as, progress=call.progress)
    return _answer(call, preview, moves, changes, letters)


def _moves(preview: MovePreview, chosen: dict[str, str], to: Sequence[str], desk: Desk) -> list[Move]:
    from ehcp_desk.services.oversight.moving import Move

    found = []
    for row in preview.rows:
        named = chosen.get(row.row.case.ref, "")
        if not named and not to:
            raise BadInput(f"Say whom {row.row.case.ref} goes to, with --to NAME or {row.row.case.ref}=NAME.")
        name = officer_of(desk, named).name if named else row.suggested.name if row.suggested else ""
        if not name:
            ref = row.row.case.ref
            raise BadInput(
                f"{ref} can go to none of these: they hold it already, or do not see it. Name others with --to."
            )
        found.append(Move(row.row.case.ref, name, row.version, "" if row.note else row.draft))
    return found


def _answer(
    call: Call, preview: MovePreview, moves: list[Move], changes: Changes | None, letters: Sequence[Path]
) -> int:
    to = {one.ref: one.to for one in moves}
    rows = [(row, to[row.row.case.ref]) for row in preview.rows]
    after = preview.after([(row.row, name) for row, name in rows])
    document = {
        "move": changes.act if changes else None,
        "dry_run": changes is None,
        "cases": [{"ref": row.row.case.ref, "from": row.row.case.owner, "to": name, "because": _because(row, name),
                   "area": row.area, "weight": row.weight,
                   "due": row.row.next.due if row.row.next else None} for row, name in rows],
        "people": [_load_json(load, after) for load in preview.loads if load.officer_id is not None],
        "letters": [str(path) for path in letters],
        "warnings": list(changes.warnings if changes else preview.leaving(to.values())),
    }  # fmt: skip
    call.answer(document, lambda: _move_text(document, changes))
    return OK


def _because(row: Any, name: str) -> str:
    return row.suggested.because if row.suggested and row.suggested.name == name else "chosen"


def _load_json(load: Any, after: dict[str, Change]) -> dict[str, Any]:
    change = after.get(load.name)
    moved = (change.cases, change.weight) if change else (0, 0.0)
    return {
        "name": load.name,
        "fte": load.fte,
        "limit": load.limit,
        "before": {"open_cases": load.open_cases, "weight": load.weight},
        "after": {"open_cases": load.open_cases + moved[0], "weight": round(load.weight + moved[1], 1)},
    }


def _move_text(document: dict[str, Any], changes: Changes | None) -> str:
    cases = [(c["ref"], c["from"] or "nobody yet", c["to"], c["because"], c["area"] or "–", f"{c['weight']:.1f}",
              in_words(c["due"]) if c["due"] else "–") for c in document["cases"]]  # fmt: skip
    people = [(p["name"], f"{p['fte']:g}", f"{p['before']['open_cases']} → {p['after']['open_cases']}",
               f"{p['before']['weight']:.1f} → {p['after']['weight']:.1f}",
               f"{p['after']['weight'] / p['fte']:.1f}" if p["fte"] else "–")
              for p in document["people"] if p["before"] != p["after"]]  # fmt: skip
    done = (
        "Nothing was changed; leave out --dry-run to do it."
        if changes is None
        else f"Move {changes.act}: {len(cases)} case{'s' if len(cases) != 1 else ''}. "
        f"To take it back: reassign --undo {changes.act}"
    )
    letters = f"\n{len(document['letters'])} letters written." if document["letters"] else ""
    return "\n\n".join([table(("Reference", "From", "To", "Because", "Area", "Weight", "Next limit"), cases),
                        table(("Person", "Posts", "Open cases", "Weight", "Weight a post, after"), people),
                        done + letters])  # fmt: skip


def _queue(call: Call) -> int:
    from ehcp_desk.services.oversight.queues import QUEUES, advice_queue, by_age, re_assessed

    found = advice_queue(call.desk(), call.args.body)
    ages = {words: len(cases) for words, cases in by_age(found)}
    rows = [(a.ref, a.child, in_words(a.asked), str(a.weeks), in_words(a.promised) if a.promised else "no day given", a.who)
            for a in found]  # fmt: skip
    said = f"{QUEUES[call.args.body]}: {len(found)} waiting{re_assessed(found)}; " + ", ".join(
        f"{words}: {n}" for words, n in ages.items()
    )
    call.answer({"total": len(found), "ages": ages, "cases": [{**asdict(a), "weeks": a.weeks} for a in found]},
                lambda: said + "\n" + table(("Reference", "Child", "Asked", "Weeks", "Promised", "Who"), rows))  # fmt: skip
    return OK


def _weights(call: Call) -> int:
    from ehcp_desk.domain.weights import USUAL, WORDS
    from ehcp_desk.services.oversight.weighing import change_weights, weights

    desk = call.desk()
    if call.args.numbers:
        change_weights(desk, dict(_number(text) for text in call.args.numbers))
    numbers = weights(desk).numbers
    rows = [(key, WORDS[key], f"{number:g}", f"{USUAL[key]:g}") for key, number in numbers.items()]
    call.answer(
        {"weights": dict(numbers), "usual": dict(USUAL)}, lambda: table(("Key", "What", "Weight", "Usual"), rows)
    )
    return OK


def _ids(desk: Desk, refs: Sequence[str]) -> list[int]:
    from ehcp_desk.services.casework.recording import find

    with desk.store.read() as work:
        return [find(work, ref) for ref in refs]


def _pair(text: str) -> tuple[str, str]:
    ref, _, name = text.partition("=")
    return ref.strip(), name.strip()


def _number(text: str) -> tuple[str, float]:
    key, _, number = text.partition("=")
    try:
        return key.strip(), float(number)
    except ValueError:
        raise BadInput(f"--set {text} should be KEY=NUMBER, like drafting=1.5.") from None
