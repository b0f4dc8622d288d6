"""Commands that put an entry right: correct, withdraw."""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import Any

from ehcp_desk.cli.answers import OK, Call, entry_number, pair, say
from ehcp_desk.cli.options import iso_date
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.happenings import happened
from ehcp_desk.domain.record import NewFact, RecordedFact
from ehcp_desk.services.desk import Desk


def add_commands(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Add this room's commands to the parser."""
    correct = commands.add_parser(
        "correct", parents=[shared], help="put an entry right; the old one stays on the record, marked",
        epilog="What is left out stays as it was recorded. Entry numbers: case REF --json (facts, id).",
    )  # fmt: skip
    _which(correct)
    correct.add_argument("--on", default="", metavar="DATE", help="the day it happened")
    correct.add_argument("--note", metavar="TEXT", help="in your own words")
    correct.add_argument("--source", metavar="TEXT", help="the document or person it rests on")
    how = correct.add_mutually_exclusive_group()
    how.add_argument("--approximate", action="store_true", help="the day is not exact")
    how.add_argument("--exact", action="store_true", help="the day is exact")
    correct.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", dest="attrs",
                         help="anything else the entry carries, such as outcome=assess; NAME= takes it away")  # fmt: skip
    correct.set_defaults(run=_correct)

    withdraw = commands.add_parser(
        "withdraw", parents=[shared], help="mark an entry as recorded by mistake; it stays on the record"
    )
    _which(withdraw)
    withdraw.set_defaults(run=_withdraw)


def _which(command: argparse.ArgumentParser) -> None:
    command.add_argument("ref", metavar="REF")
    command.add_argument("entry", type=entry_number, metavar="ENTRY", help="its number")
    command.add_argument("--reason", required=True, metavar="TEXT", help="why; it stays with the entry")


def _correct(call: Call) -> int:
    from ehcp_desk.services.casework.recording import correct

    args, desk = call.args, call.desk()
    old = _entry(desk, args.ref, args.entry)
    right = _put_right(old, args)
    if right == _as_it_is(old):
        raise BadInput(f"Entry {old.id} already says that; nothing was changed.")
    changes = correct(desk, old.id, right, args.reason)
    for warning in changes.warnings:
        say(f"Look at this: {warning}")
    fact = right.as_fact()
    call.answer(
        {"ref": args.ref, "fact": fact.kind, "on": fact.on, "id": changes.facts[0], "instead_of": old.id,
         "warnings": list(changes.warnings)},
        f"{args.ref}: entry {old.id} corrected. Now on the record: {happened(fact)}, {in_words(fact.on)}.",
    )  # fmt: skip
    return OK


def _as_it_is(old: RecordedFact) -> NewFact:
    fact = old.fact
    return NewFact(
        fact.kind, fact.on, dict(fact.attrs), fact.note, fact.approximate, old.source, document_id=old.document_id
    )


def _put_right(old: RecordedFact, args: argparse.Namespace) -> NewFact:
    right = _as_it_is(old)
    said = {**right.attrs, **dict(pair(text) for text in args.attrs)}
    return replace(
        right,
        on=iso_date(args.on) if args.on else right.on,
        attrs={name: value for name, value in said.items() if value},
        note=right.note if args.note is None else args.note,
        source=right.source if args.source is None else args.source,
        approximate=args.approximate or (right.approximate and not args.exact),
    )


def _withdraw(call: Call) -> int:
    from ehcp_desk.services.casework.recording import withdraw

    args, desk = call.args, call.desk()
    old = _entry(desk, args.ref, args.entry)
    withdraw(desk, old.id, args.reason)
    call.answer(
        {"ref": args.ref, "fact": old.fact.kind, "withdrawn": old.id},
        f"{args.ref}: entry {old.id} ({happened(old.fact)}, {in_words(old.fact.on)}) is withdrawn and no longer counts.",
    )
    return OK


def _entry(desk: Desk, ref: str, number: int) -> RecordedFact:
    """The entry, which must be of the case that is named: a slip in a number must not reach another child."""
    from ehcp_desk.services.casework.recording import find

    with desk.store.read() as work:
        case_id = find(work, ref)
        entry = work.fact(number)
    if entry is None or entry.case_id != case_id:
        raise BadInput(f"{ref} has no entry {number}; look its number up with: case {ref} --json")
    return entry
