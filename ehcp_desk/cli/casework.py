"""Commands that change a case: record, assign, unassign."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ehcp_desk.cli.answers import OK, Call, pair, say, warn
from ehcp_desk.cli.options import iso_date
from ehcp_desk.clock.facts import did_you_mean
from ehcp_desk.clock.vocabulary import FACT_KINDS
from ehcp_desk.domain.case_kinds import CASE_KINDS
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.document_details import Details
from ehcp_desk.domain.documents import details_words
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.people_kinds import WRITTEN_BY_HAND
from ehcp_desk.domain.record import NewFact
from ehcp_desk.domain.terms import fact_title

_FILING = (
    "Or email: --attach an .eml or .msg, which becomes a contact on the day it was sent, its attachments filed. "
    "Or document: --attach a file to file, or --set document=NUMBER to say more of one filed; --set takes what, author, "
    "dated, received, version, version_of and entries."
)


def add_commands(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Add this room's commands to the parser."""
    by_hand = [*(kind.id for kind in CASE_KINDS.values() if kind.by_hand), *WRITTEN_BY_HAND]
    record = commands.add_parser(
        "record", parents=[shared], help="add a dated fact, an email or a document to a case",
        epilog=f"FACT is one of: {', '.join(sorted({*FACT_KINDS, *by_hand, 'contact'}))}. {_FILING}",
    )  # fmt: skip
    record.add_argument("ref", metavar="REF")
    record.add_argument("fact", metavar="FACT", help="such as draft_plan_served; the list is below")
    record.add_argument("--on", default="", metavar="DATE", help="the day it happened; an email knows its own")
    record.add_argument("--outcome", default="", help="what was decided, where the fact has an outcome")
    record.add_argument("--note", default="", help="in your own words")
    record.add_argument("--source", default="", help="the document or person it rests on")
    record.add_argument("--approximate", action="store_true", help="the day is not exact")
    record.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", dest="attrs",
                        help="anything else the fact carries, such as body=psychology")  # fmt: skip
    record.add_argument("--attach", type=Path, metavar="FILE", help="file this document with it")
    record.set_defaults(run=_record)

    facts = commands.add_parser(
        "facts", parents=[shared], help="what can be recorded about a case, and what each must say"
    )
    facts.add_argument("fact", nargs="?", default="", metavar="FACT", help="one of them")
    facts.set_defaults(run=_facts)

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


def _facts(call: Call) -> int:
    from ehcp_desk.domain.case_kinds import attrs_of
    from ehcp_desk.domain.contact_kinds import SAID

    asked = call.args.fact
    kinds = [kind for kind in (*FACT_KINDS, *CASE_KINDS) if not asked or kind == asked]
    if not kinds:
        raise BadInput(f"There is no fact called '{asked}'{did_you_mean(asked, [*FACT_KINDS, *CASE_KINDS])}.")
    found = [
        {
            "fact": kind,
            "title": fact_title(kind),
            "words": CASE_KINDS[kind].words if kind in CASE_KINDS else "",
            "by_hand": kind not in CASE_KINDS or CASE_KINDS[kind].by_hand or kind in SAID,
            "says": [{"name": a.name, "title": a.title, "type": a.type.value, "required": a.required,
                      "values": list(a.values)} for a in SAID.get(kind, attrs_of(kind)).values()],
        }
        for kind in kinds
    ]  # fmt: skip
    call.answer({"facts": found}, lambda: "\n".join(_kind_text(kind) for kind in found))
    return OK


def _kind_text(kind: Mapping[str, Any]) -> str:
    lines = [f"{kind['fact']}: {kind['title']}" + ("" if kind["by_hand"] else " (written by its own command)")]
    for said in kind["says"]:
        values = f" ({' | '.join(said['values'])})" if said["values"] else f" ({said['type']})"
        lines.append(f"    {said['name']}{'' if said['required'] else ', if known'}: {said['title']}{values}")
    if kind["words"]:
        lines.append(f"    --note: {kind['words']}")
    return "\n".join(lines)


def _record(call: Call) -> int:
    from ehcp_desk.services.casework.attaching import attachment_from
    from ehcp_desk.services.casework.recording import record

    args = call.args
    attrs = dict(pair(text) for text in args.attrs)
    if args.fact in ("email", "document"):
        return _email(call) if args.fact == "email" else _document(call, attrs)
    if not args.on:
        raise BadInput(f"Say which day {fact_title(args.fact).lower()} was, with --on DATE.")
    if args.outcome:
        attrs["outcome"] = args.outcome
    fact = NewFact(args.fact, iso_date(args.on), attrs, args.note, args.approximate, args.source)
    attach = attachment_from(args.attach, call.progress) if args.attach else None
    changes = record(call.desk(), args.ref, fact, attach, progress=call.progress)
    for warning in changes.warnings:
        say(f"Look at this: {warning}")
    call.answer(
        {"ref": args.ref, "fact": args.fact, "on": fact.on, "id": changes.facts[0], "warnings": list(changes.warnings)},
        f"{args.ref}: {fact_title(args.fact)}, {in_words(fact.on)}, recorded.",
    )
    return OK


def _email(call: Call) -> int:
    from ehcp_desk.services.casework.emails import file_email

    args, desk = call.args, call.desk()
    if args.attach is None:
        raise BadInput("Say which email, with --attach FILE: an .eml or .msg saved from the mail program.")
    if args.on or args.attrs or args.outcome:
        raise BadInput("An email says its own day and who sent it; leave out --on, --set and --outcome.")
    changes = file_email(desk, args.ref, args.attach, progress=call.progress)
    for warning in changes.warnings:
        say(f"Look at this: {warning}")
    with desk.store.read() as work:
        entry = work.fact(changes.facts[0])
        filed = [f.document_id for f in work.facts(min(changes.cases)) if f.id in changes.facts[1:]]
    assert entry is not None
    fact, came = entry.fact, len(filed) - 1
    attached = f" with {came} attachment{'s' if came > 1 else ''}" if came else ""
    call.answer(
        {"ref": args.ref, "fact": "contact", "on": fact.on, "id": entry.id, **fact.attrs, "documents": filed,
         "warnings": list(changes.warnings)},
        f"{args.ref}: email {'to' if fact.attrs['direction'] == 'out' else 'from'} {fact.attrs.get('with', 'nobody named')}, "
        f"{in_words(fact.on)}, filed{attached}.",
    )  # fmt: skip
    return OK


def _document(call: Call, attrs: dict[str, str]) -> int:
    from ehcp_desk.services.casework.attaching import attachment_from
    from ehcp_desk.services.casework.filing import describe_document, file_document

    args, number = call.args, attrs.pop("document", "")
    if args.on:
        attrs.setdefault("received", args.on)
    if bool(number) == (args.attach is not None):
        raise BadInput("Say which document: --attach FILE files one, --set document=NUMBER says more of one filed.")
    details, desk = _details(attrs), call.desk()
    if number:
        changes = describe_document(desk, args.ref, _number("document", number), details, args.note)
    else:
        attach = attachment_from(args.attach, call.progress)
        changes = file_document(desk, args.ref, attach, details, progress=call.progress)
    with desk.store.read() as work:
        entry = work.fact(changes.facts[0])
    assert entry is not None
    call.answer({"ref": args.ref, "fact": "document_filed", "on": entry.fact.on, "id": entry.id, **entry.fact.attrs},
                f"{args.ref}: {details_words(entry.fact.attrs)}, {'put right' if number else 'filed'}.")  # fmt: skip
    return OK


def _details(attrs: dict[str, str]) -> Details:
    known = {"what", "author", "version", "dated", "received", "version_of", "entries"}
    strange = sorted(attrs.keys() - known)
    if strange:
        raise BadInput(f"A document has no {strange[0]}; it has {', '.join(sorted(known))}.")
    return Details(
        attrs.get("what", ""), attrs.get("author", ""),
        iso_date(attrs["dated"]) if attrs.get("dated") else None,
        iso_date(attrs["received"]) if attrs.get("received") else None,
        attrs.get("version", ""),
        _number("version_of", attrs["version_of"]) if attrs.get("version_of") else None,
        tuple(_number("entries", n) for n in attrs.get("entries", "").split(",") if n.strip()),
    )  # fmt: skip


def _number(name: str, text: str) -> int:
    if not text.strip().isdecimal() or len(text.strip()) > 9:
        raise BadInput(f"--set {name}={text} should be a number, as: case REF --json gives them.")
    return int(text)


def _assign(call: Call) -> int:
    from ehcp_desk.services.oversight.ownership import assign

    args = call.args
    day = iso_date(args.on) if args.on else None
    changes = assign(call.desk(), args.refs, args.to, args.reason, day, args.handover)
    warn(changes.warnings)
    count = len(changes.cases)
    call.answer({"assigned": args.refs, "to": args.to, "count": count, "warnings": list(changes.warnings)},
                f"{count} case{'s' if count != 1 else ''} assigned to {args.to}.")  # fmt: skip
    return OK


def _unassign(call: Call) -> int:
    from ehcp_desk.services.oversight.ownership import unassign

    changes = unassign(call.desk(), call.args.refs, call.args.reason)
    count = len(changes.cases)
    call.answer({"unassigned": call.args.refs, "count": count},
                f"{count} case{'s' if count != 1 else ''} on the Unassigned list.")  # fmt: skip
    return OK
