"""Commands about the child and the family: request, child, person, end, another, merge, split, history."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from datetime import date
from typing import Any

from ehcp_desk.cli.answers import OK, Call, entry_number, say, table
from ehcp_desk.cli.options import iso_date
from ehcp_desk.domain.case import Child, Contactable
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.ports.today import Calendar
from ehcp_desk.services.casework.details import FIELD_WORDS, PERSON_WORDS
from ehcp_desk.services.desk import Changes

YES, NO = ("yes", "true", "1"), ("no", "false", "0", "")


def add_commands(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Add this room's commands to the parser."""
    _add_request(commands, shared)
    child = commands.add_parser("child", parents=[shared], help="change the details of the child of a case",
                                epilog=f"FIELD is one of: {', '.join(FIELD_WORDS)}.")  # fmt: skip
    child.add_argument("ref", metavar="REF")
    child.add_argument("--set", action="append", required=True, metavar="FIELD=VALUE", dest="values")
    child.add_argument("--reason", default="", metavar="TEXT")
    child.set_defaults(run=_child)
    person = commands.add_parser("person", parents=[shared], help="add somebody to ring, or change one by number",
                                 epilog=f"FIELD is one of: {', '.join(PERSON_WORDS)}.")  # fmt: skip
    person.add_argument("ref", metavar="REF")
    person.add_argument("--number", type=int, metavar="N", help="who is changed; as in: case REF --json")
    person.add_argument("--set", action="append", required=True, metavar="FIELD=VALUE", dest="values")
    person.add_argument("--reason", default="", metavar="TEXT")
    person.set_defaults(run=_person)
    end = commands.add_parser("end", parents=[shared], help="say that an address, marker or banner is no longer so")
    end.add_argument("entry", type=entry_number, metavar="ENTRY", help="its number; as in: case REF --json")
    end.add_argument("--on", required=True, metavar="DATE", help="its last day")
    end.add_argument("--reason", required=True, metavar="TEXT")
    end.set_defaults(run=_end)
    _add_same_child(commands, shared)
    history = commands.add_parser(
        "history", parents=[shared], help="every change of a case: who, when, before, after, why"
    )
    history.add_argument("ref", metavar="REF")
    history.add_argument("--field", default="", metavar="FIELD", help="only this field or kind of entry")
    history.set_defaults(run=_history)


def _add_request(commands: Any, shared: argparse.ArgumentParser) -> None:
    request = commands.add_parser("request", parents=[shared], help="open a case from a new request")
    request.add_argument("ref", metavar="REF")
    request.add_argument("--received", required=True, metavar="DATE")
    request.add_argument("--source", default="", metavar="WHO", help="who asked: parent, school and so on")
    request.add_argument("--set", action="append", required=True, metavar="FIELD=VALUE", dest="values",
                         help="the child: surname, forenames, born and so on")  # fmt: skip
    request.add_argument("--plan-from", default="", metavar="COUNCIL",
                         help="the child comes with a plan of this council: --received is the day it was transferred, and no "
                              "request is recorded")  # fmt: skip
    request.add_argument("--plan-made", default="", metavar="DATE", help="the day of that plan, or of its last review")
    request.add_argument("--note", default="", metavar="TEXT")
    which = request.add_mutually_exclusive_group()
    which.add_argument("--same-as", default="", metavar="REF", help="it is the child of this case")
    which.add_argument("--another-child", action="store_true", help="it is none of the children like it on the record")
    request.add_argument("--reason", default="", metavar="TEXT", help="why it is the same child, or another")
    request.set_defaults(run=_request)


def _add_same_child(commands: Any, shared: argparse.ArgumentParser) -> None:
    another = commands.add_parser("another", parents=[shared], help="say that the children of two cases are two")
    another.add_argument("ref", metavar="REF")
    another.add_argument("other", metavar="OTHER")
    another.set_defaults(run=_another)
    merge = commands.add_parser("merge", parents=[shared], help="say that the children of two cases are one")
    merge.add_argument("ref", metavar="REF")
    merge.add_argument("--into", required=True, metavar="REF", help="whose details count where they differ")
    merge.set_defaults(run=_merge)
    split = commands.add_parser("split", parents=[shared], help="take back a merge")
    split.add_argument("ref", metavar="REF")
    split.set_defaults(run=_split)
    for command in (another, merge, split):
        command.add_argument("--reason", required=True, metavar="TEXT")


def _request(call: Call) -> int:
    from ehcp_desk.services.casework.recording import NewRequest, check_request, open_request
    from ehcp_desk.services.casework.same_child import known_like
    from ehcp_desk.services.records.case_view import case_view

    args, today = call.args, Calendar(call.args.today).today()
    child = _as_set(Child(0, "", ""), args.values, today)
    request = NewRequest(args.ref, child, iso_date(args.received), args.source, args.note, why=args.reason,
                         plan=_plan_moved_in(args))  # fmt: skip
    check_request(request, today)
    desk = call.desk(create=not args.same_as)  # not before: what is refused leaves no new record behind
    known = known_like(desk, child)
    if known and not args.same_as and not args.another_child:
        found = "; ".join(f"{k.child.name} ({', '.join(k.refs)}: {', '.join(k.why)})" for k in known[:3])
        raise BadInput(f"{args.ref}: likely on the record already: {found}. Say --same-as REF or --another-child, "
                       "with --reason.")  # fmt: skip
    same = case_view(desk, args.same_as).case.child.id if args.same_as else None
    others = tuple(k.refs[0] for k in known if k.refs) if args.another_child else ()
    open_request(desk, replace(request, same_as=same, another_than=others))
    call.answer({"ref": args.ref, "same_as": args.same_as or None, "another_than": list(others)},
                f"{args.ref} is open and on the Unassigned list.")  # fmt: skip
    return OK


def _plan_moved_in(args: argparse.Namespace) -> dict[str, str] | None:
    """What is said of a plan that comes with the child; None for a request."""
    if not args.plan_from:
        if args.plan_made:
            raise BadInput("--plan-made is the day of a plan of another council; say which with --plan-from.")
        return None
    if args.source:
        raise BadInput("A child who comes with a plan asks for nothing; leave out --source, or --plan-from.")
    return {"from_authority": args.plan_from} | (
        {"made_on": iso_date(args.plan_made).isoformat()} if args.plan_made else {}
    )


def _child(call: Call) -> int:
    from ehcp_desk.services.casework.details import change_child
    from ehcp_desk.services.records.case_view import case_view

    desk = call.desk()
    seen = case_view(desk, call.args.ref).case.child
    wanted = _as_set(seen, call.args.values, desk.today())
    return _done(call, change_child(desk, call.args.ref, seen, wanted, call.args.reason), "changed")


def _as_set(child: Child, given: list[str], day: date) -> Child:
    """The child as ``--set`` says it is on ``day``.  Raises BadInput for a field there is none of."""
    found = _values(given, FIELD_WORDS, Child)
    if "year_group" in found:
        found["year_group"] = child.in_year(found["year_group"], day)
    return replace(child, **found)


def _person(call: Call) -> int:
    from ehcp_desk.services.casework.details import add_person, change_person
    from ehcp_desk.services.records.case_view import case_view

    desk, ref, number = call.desk(), call.args.ref, call.args.number
    changed = _values(call.args.values, PERSON_WORDS, Contactable)
    if number is None:
        return _done(call, add_person(desk, ref, replace(Contactable(0, 0, "", ""), **changed)), "added")
    view = case_view(desk, ref)
    seen = next((p for p in (*view.people, *view.people_before) if p.id == number), None)
    if seen is None:
        raise BadInput(f"{ref} has nobody to ring under the number {number}; see the numbers with: case {ref} --json")
    return _done(call, change_person(desk, ref, seen, replace(seen, **changed), call.args.reason), "changed")


def _values(given: list[str], words: Mapping[str, str], kind: type[Any]) -> dict[str, Any]:
    """What ``--set`` says, each as its field holds it.  Raises BadInput for a field there is none of."""
    types = {f.name: str(f.type) for f in fields(kind)}
    found: dict[str, Any] = {}
    for text in given:
        name, equals, value = (part.strip() for part in text.partition("="))
        if not equals or name not in words:
            raise BadInput(f"--set {text} should be FIELD=VALUE, with one of: {', '.join(words)}.")
        found[name] = _typed(name, value, types[name])
    return found


def _typed(name: str, value: str, kind: str) -> Any:
    if "date" in kind:
        return iso_date(value) if value else None
    if kind == "bool":
        if value.casefold() not in (*YES, *NO):
            raise BadInput(f"{name} is yes or no, not '{value}'.")
        return value.casefold() in YES
    if "int" in kind or "YearGroup" in kind:
        try:
            return int(value) if value else None
        except ValueError:
            raise BadInput(f"{name} is a number, not '{value}'.") from None
    return value.replace("\\n", "\n")


def _end(call: Call) -> int:
    from ehcp_desk.services.casework.details import no_longer

    args = call.args
    no_longer(call.desk(), args.entry, iso_date(args.on), args.reason)
    call.answer({"entry": args.entry, "last_day": args.on}, f"Entry {args.entry} is no longer so after {args.on}.")
    return OK


def _another(call: Call) -> int:
    from ehcp_desk.services.casework.same_child import say_another

    args = call.args
    say_another(call.desk(), args.ref, args.other, args.reason)
    call.answer({"ref": args.ref, "another_than": args.other}, f"{args.ref} and {args.other} are of two children.")
    return OK


def _merge(call: Call) -> int:
    from ehcp_desk.services.casework.same_child import merge

    args = call.args
    changes = merge(call.desk(), args.ref, args.into, args.reason)
    call.answer({"ref": args.ref, "into": args.into, "cases": len(changes.cases)},
                f"{args.ref} and {args.into} stand under one child, with {len(changes.cases)} cases. "
                f"To take it back: split {args.ref} --reason TEXT")  # fmt: skip
    return OK


def _split(call: Call) -> int:
    from ehcp_desk.services.casework.same_child import split

    split(call.desk(), call.args.ref, call.args.reason)
    call.answer({"split": call.args.ref}, f"{call.args.ref}: the two children stand apart again.")
    return OK


def _done(call: Call, changes: Changes, words: str) -> int:
    for warning in changes.warnings:
        say(f"Look at this: {warning}")
    call.answer({"ref": call.args.ref, "done": words, "warnings": list(changes.warnings)}, f"{call.args.ref}: {words}.")
    return OK


def _history(call: Call) -> int:
    from ehcp_desk.services.records.case_view import case_view
    from ehcp_desk.services.records.history import case_history, fields_in

    desk, args = call.desk(), call.args
    case_id = case_view(desk, args.ref).case.id
    lines = case_history(desk, case_id, args.field)
    if args.field and not lines:
        known = ", ".join(fields_in(case_history(desk, case_id)))
        raise BadInput(f"{args.ref} has no change of '{args.field}'; it has changes of: {known}.")
    rows = [(f"{in_words(r.at.date())}, {r.at:%H:%M}", r.who, r.what, r.before or "–", r.after or r.detail or "–",
             "; ".join(p for p in (r.reason, r.late_words, r.act) if p)) for r in lines]  # fmt: skip
    call.answer({"ref": args.ref, "history": [asdict(r) for r in lines]},
                lambda: table(("When", "Who", "What", "Before", "After", "Why"), rows))  # fmt: skip
    return OK
