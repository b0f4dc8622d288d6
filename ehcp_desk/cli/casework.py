"""Commands that change a case: record, assign, unassign."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from ehcp_desk.cli.answers import OK, Call, iso_date, say
from ehcp_desk.clock.vocabulary import FACT_KINDS
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.people_kinds import WRITTEN_BY_HAND
from ehcp_desk.domain.record import NewFact
from ehcp_desk.domain.terms import fact_title


def add_commands(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Add this room's commands to the parser."""
    record = commands.add_parser("record", parents=[shared], help="add a dated fact to a case",
                                 epilog=f"FACT is one of: {', '.join(sorted((*FACT_KINDS, 'contact', 'note')))}; "
                                 f"about the child and the family: {', '.join(WRITTEN_BY_HAND)}.")  # fmt: skip
    record.add_argument("ref", metavar="REF")
    record.add_argument("fact", metavar="FACT", help="such as draft_plan_served; the list is below")
    record.add_argument("--on", required=True, metavar="DATE", help="the day it happened")
    record.add_argument("--outcome", default="", help="what was decided, where the fact has an outcome")
    record.add_argument("--note", default="", help="in your own words")
    record.add_argument("--source", default="", help="the document or person it rests on")
    record.add_argument("--approximate", action="store_true", help="the day is not exact")
    record.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", dest="attrs",
                        help="anything else the fact carries, such as body=psychology")  # fmt: skip
    record.add_argument("--attach", type=Path, metavar="FILE", help="file this document with it")
    record.set_defaults(run=_record)

    assign = commands.add_parser("assign", parents=[shared], help="name the caseworker of one or more cases")
    assign.add_argument("refs", nargs="+", metavar="REF")
    assign.add_argument("--to", required=True, metavar="NAME")
    assign.add_argument("--reason", required=True, metavar="TEXT")
    assign.add_argument("--on", default="", metavar="DATE")
    assign.add_argument("--handover", default="", metavar="TEXT", help="what is not written elsewhere")
    assign.set_defaults(run=_assign)

    free = commands.add_parser("unassign", parents=[shared], help="take the caseworker off one or more cases")
    free.add_argument("refs", nargs="+", metavar="REF")
    free.add_argument("--reason", required=True, metavar="TEXT")
    free.set_defaults(run=_unassign)


def _record(call: Call) -> int:
    from ehcp_desk.services.casework.recording import attachment_from, record

    args = call.args
    attrs = dict(_pair(text) for text in args.attrs)
    if args.outcome:
        attrs["outcome"] = args.outcome
    fact = NewFact(args.fact, iso_date(args.on), attrs, args.note, args.approximate, args.source)
    attach = attachment_from(args.attach) if args.attach else None
    changes = record(call.desk(), args.ref, fact, attach)
    for warning in changes.warnings:
        say(f"Look at this: {warning}")
    call.answer(
        {"ref": args.ref, "fact": args.fact, "on": fact.on, "id": changes.facts[0], "warnings": list(changes.warnings)},
        f"{args.ref}: {fact_title(args.fact)}, {in_words(fact.on)}, recorded.",
    )
    return OK


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise BadInput(f"--set {text} should be NAME=VALUE, like body=psychology.")
    return name.strip(), value.strip()


def _assign(call: Call) -> int:
    from ehcp_desk.services.oversight.ownership import assign

    args = call.args
    day = iso_date(args.on) if args.on else None
    changes = assign(call.desk(), args.refs, args.to, args.reason, day, args.handover)
    count = len(changes.cases)
    call.answer({"assigned": args.refs, "to": args.to, "count": count},
                f"{count} case{'s' if count != 1 else ''} assigned to {args.to}.")  # fmt: skip
    return OK


def _unassign(call: Call) -> int:
    from ehcp_desk.services.oversight.ownership import unassign

    changes = unassign(call.desk(), call.args.refs, call.args.reason)
    count = len(changes.cases)
    call.answer({"unassigned": call.args.refs, "count": count},
                f"{count} case{'s' if count != 1 else ''} on the Unassigned list.")  # fmt: skip
    return OK
