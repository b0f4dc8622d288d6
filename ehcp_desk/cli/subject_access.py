"""``subject-access``: requests to see what is held, with their clock, and the pack that answers one."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ehcp_desk.cli.answers import FOUND_WRONG, OK, Call, say, table
from ehcp_desk.cli.options import iso_date
from ehcp_desk.cli.redaction import add_last_look, asked_out, decisions
from ehcp_desk.domain.amounts import so_many
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.errors import BadInput

if TYPE_CHECKING:
    from ehcp_desk.services.records.access_requests import ListedRequest
    from ehcp_desk.services.records.subject_access import Pack


def add_commands(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Add this room's command to the parser."""
    ask = commands.add_parser("subject-access", parents=[shared], help="requests to see what is held, and the pack that "
                              "answers one")  # fmt: skip
    ask.add_argument("ref", nargs="?", default="", metavar="REF", help="without it, every request there is")
    ask.add_argument("--for", dest="name", default="", metavar="NAME",
                     help="who asks: the child by name, a person on the case, or mother, father, parent")  # fmt: skip
    ask.add_argument("--received", type=iso_date, metavar="DATE", help="log a request of theirs, come on this day")
    ask.add_argument("--how", default="other", choices=("letter", "email", "phone", "spoken", "other"))
    ask.add_argument("--out", type=Path, metavar="DIR", help="write the pack into an empty folder")
    ask.add_argument("--review", type=Path, metavar="FILE", help="the list of what is about others, as CSV or XLSX")
    add_last_look(ask)
    ask.set_defaults(run=_subject_access)


def _subject_access(call: Call) -> int:
    args = call.args
    if args.received:
        return _log(call)
    if args.out or args.dry_run or args.review:
        return _pack(call)
    return _list(call)


def _log(call: Call) -> int:
    from ehcp_desk.services.records.access_requests import every_request, log_request

    args = call.args
    if not args.ref or not args.name:
        raise BadInput("Say whose file and who asks: subject-access REF --for NAME --received DATE.")
    desk = call.desk()
    done = log_request(desk, args.ref, args.name, args.received, args.how)
    made = next(one for one in every_request(desk, args.ref) if one.request.entry == done.facts[0])
    call.answer(
        _as_json(made), f"{args.ref}: answer {args.name} by {in_words(made.request.due)} (entry {done.facts[0]})."
    )
    return OK


def _list(call: Call) -> int:
    from ehcp_desk.services.records.access_requests import every_request

    listed = every_request(call.desk(), call.args.ref)
    rows = [(one.ref, one.child, one.request.by, in_words(one.request.received), in_words(one.request.due),
             one.request.words) for one in listed]  # fmt: skip
    call.answer({"requests": [_as_json(one) for one in listed]},
                lambda: table(("Ref", "Child", "Who asks", "Received", "Due", ""), rows)
                if rows else "Nobody has asked to see what is held.")  # fmt: skip
    return OK


def _as_json(one: ListedRequest) -> dict[str, Any]:
    return {"ref": one.ref, "child": one.child, **asdict(one.request), "state": one.request.state.value}


def _pack(call: Call) -> int:
    from ehcp_desk.services.records.subject_access import look_over, refuse_in_pack, review_list, write_pack

    args = call.args
    if not args.ref or not args.name:
        raise BadInput("Say whose file and who it is for: subject-access REF --for NAME --out DIR.")
    if args.review:
        refuse_in_pack(args.review, args.out)
    desk, given = call.desk(), (decisions(call), args.confirm, asked_out(call))
    if args.out and not args.dry_run:
        pack = write_pack(desk, args.ref, args.name, args.out, *given, progress=call.progress)
    else:
        pack = look_over(desk, args.ref, args.name, *given, progress=call.progress)
    if args.review:
        review_list(desk, pack, args.review)
    if not args.json:
        for risk in (*pack.risks, *(f"By hand: {said}" for said in pack.by_hand)):
            say(risk)
    call.answer(_pack_json(pack), _pack_words(pack))
    return FOUND_WRONG if pack.to_look_at or pack.by_hand else OK


def _pack_json(pack: Pack) -> dict[str, Any]:
    return {
        "ref": pack.ref, "for": pack.recipient, "risks": list(pack.risks), "by_hand": list(pack.by_hand),
        "request": None if pack.request is None else {**asdict(pack.request), "state": pack.request.state.value},
        "to_look_at": pack.to_look_at, "files": [str(path) for path in pack.files],
        "found": [dict(zip(("paper", "where", "before", "words", "after", "why", "becomes"), one.row, strict=False))
                  | {"open": one.ruling.open} for one in pack.reviewed],
    }  # fmt: skip


def _pack_words(pack: Pack) -> str:
    found = f"{len(pack.reviewed)} places are about somebody else; {pack.to_look_at} of them are to be looked at."
    if pack.files:
        files = so_many(len(pack.files), "file")
        return f"{pack.ref}: a pack of {files} for {pack.recipient} is in {pack.files[0].parent}. {found}"
    return f"{pack.ref}, for {pack.recipient}: {found} Nothing was written."
