"""``retention``: how long files are kept, what is due for disposal, holds, disposal and its certificate."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ehcp_desk.cli.answers import OK, Call, entry_number, table
from ehcp_desk.cli.options import iso_date
from ehcp_desk.domain.amounts import so_many
from ehcp_desk.domain.dates import in_words, local
from ehcp_desk.domain.errors import BadInput


def add_commands(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Add this room's command to the parser."""
    keep = commands.add_parser("retention", parents=[shared], help="how long files are kept; what is due for disposal")
    keep.add_argument("ref", nargs="?", default="", metavar="REF")
    what = keep.add_mutually_exclusive_group()
    what.add_argument("--due", action="store_true", help="files whose period has run out, and what keeps some of them")
    what.add_argument("--disposed", action="store_true", help="files that were disposed of")
    what.add_argument("--rule", metavar="RULE", help="the period files are kept for")
    what.add_argument(
        "--hold", metavar="KIND", help="keep REF whatever its age: complaint, tribunal, claim, inquiry, other"
    )
    what.add_argument(
        "--lift", metavar="ENTRY", type=entry_number, help="lift a hold on REF, by the number of its entry"
    )
    what.add_argument("--dispose", action="store_true", help="dispose of REF; nobody can undo it")
    what.add_argument("--certificate", action="store_true", help="print the certificate of REF again")
    keep.add_argument("--by", metavar="YYYY-MM-DD", type=iso_date, help="with --due: as at another day")
    keep.add_argument("--reason", default="", metavar="TEXT")
    keep.add_argument(
        "--out", type=Path, metavar="FILE.pdf", help="the certificate; its HTML and JSON twins stand beside it"
    )
    keep.set_defaults(run=_retention)


def _retention(call: Call) -> int:
    args = call.args
    if args.due or args.disposed or args.rule:
        if args.ref:
            raise BadInput("--due, --disposed and --rule are about every file; leave out the reference.")
        return (_due if args.due else _disposed if args.disposed else _rule)(call)
    if args.ref:
        acts = ((args.hold is not None, _hold), (args.lift is not None, _lift), (args.dispose, _dispose),
                (args.certificate, _again))  # fmt: skip
        return next((act for wanted, act in acts if wanted), _one)(call)
    if args.hold or args.lift or args.dispose or args.certificate:
        raise BadInput("Name the case: retention REF …")
    return _rules(call)


def _rules(call: Call) -> int:
    from ehcp_desk.domain.retention import retention_rules
    from ehcp_desk.services.upkeep.retention import rule_in_use

    book, used = retention_rules(), rule_in_use(call.desk())
    rows = [("*" if rule == used else "", rule.id, rule.title, rule.certainty) for rule in book.rules.values()]
    rows += [("+", rule.id, rule.title, rule.certainty) for rule in dict.fromkeys(book.longer.values())]
    document = {"version": book.version, "rule": used.id, "rules": [asdict(rule) for rule in book.rules.values()],
                "longer": [asdict(rule) for rule in dict.fromkeys(book.longer.values())]}  # fmt: skip
    call.answer(document, lambda: table(("", "Rule", "What", "How sure"), rows)
                + "\n* in use; + wherever it is longer.")  # fmt: skip
    return OK


def _rule(call: Call) -> int:
    from ehcp_desk.services.upkeep.retention import choose_rule, rule_in_use

    choose_rule(call.desk(), call.args.rule, call.args.reason)
    used = rule_in_use(call.desk())
    call.answer({"rule": used.id, "title": used.title}, f"Files are kept for {used.title}.")
    return OK


def _due(call: Call) -> int:
    from ehcp_desk.services.upkeep.retention import due_by, rule_in_use

    desk = call.desk()
    listed, rule = due_by(desk, call.args.by), rule_in_use(desk)
    document = {"rule": rule.id, "by": call.args.by or desk.today(), "cases": [_as_json(one) for one in listed]}
    rows = [(one.ref, one.name, in_words(one.due) if one.due else "", one.standing.value, one.why) for one in listed]
    empty = f"No file has reached the end of its period ({rule.title})."
    call.answer(document, lambda: table(("Ref", "Child", "Ran out on", "", "Why"), rows) if rows else empty)
    return OK


def _as_json(one: Any) -> dict[str, Any]:
    return {"ref": one.ref, "name": one.name, "born": one.born, "rule": one.rule.id, "due": one.due,
            "standing": one.standing.value, "why": one.why, "holds": [asdict(hold) for hold in one.holds]}  # fmt: skip


def _one(call: Call) -> int:
    from ehcp_desk.services.upkeep.retention import kept

    one = kept(call.desk(), call.args.ref)
    lines = [f"{one.ref}: {one.why}.", f"Rule: {one.rule.title}."]
    lines += [f"Hold {hold.entry}: {hold.words}, since {in_words(hold.since)}, by {hold.by}: {hold.reason}"
              for hold in one.holds]  # fmt: skip
    call.answer(_as_json(one), "\n".join(lines))
    return OK


def _hold(call: Call) -> int:
    from ehcp_desk.services.upkeep.retention import place_hold

    done = place_hold(call.desk(), call.args.ref, call.args.hold, call.args.reason)
    call.answer({"ref": call.args.ref, "entry": done.facts[0]},
                f"{call.args.ref} is held (entry {done.facts[0]}) until the hold is lifted.")  # fmt: skip
    return OK


def _lift(call: Call) -> int:
    from ehcp_desk.services.upkeep.retention import lift_hold

    done = lift_hold(call.desk(), call.args.ref, call.args.lift, call.args.reason)
    call.answer({"ref": call.args.ref, "entry": done.facts[0]}, f"Hold {call.args.lift} on {call.args.ref} is lifted.")
    return OK


def _dispose(call: Call) -> int:
    from ehcp_desk.printing import place_for
    from ehcp_desk.services.upkeep.disposal_paper import print_certificate
    from ehcp_desk.services.upkeep.retention import dispose

    for path in _files(call):
        place_for(path)
    desk = call.desk()
    done, _ = dispose(desk, call.args.ref, call.args.reason)
    print_certificate(desk, done, _files(call))
    gone = f"{so_many(done.facts, 'entry', 'entries')} and {so_many(done.documents, 'document')}"
    words = f"{done.ref} was disposed of: {gone} are gone."
    if call.args.out is None:
        words += f" Print its certificate with: retention {done.ref} --certificate --out FILE.pdf"
    call.answer({**asdict(done), "files": [str(path) for path in _files(call)]}, words)
    return OK


def _again(call: Call) -> int:
    from ehcp_desk.services.upkeep.disposal_paper import print_certificate
    from ehcp_desk.services.upkeep.retention import disposal_of

    if call.args.out is None:
        raise BadInput("Give a file for the certificate with --out FILE.pdf.")
    desk = call.desk()
    done = disposal_of(desk, call.args.ref)
    print_certificate(desk, done, _files(call))
    call.answer({**asdict(done), "files": [str(path) for path in _files(call)]},
                f"The certificate of {done.ref} is at {call.args.out}.")  # fmt: skip
    return OK


def _files(call: Call) -> list[Path]:
    out: Path | None = call.args.out
    return [] if out is None else [out, out.with_suffix(".html"), out.with_suffix(".json")]


def _disposed(call: Call) -> int:
    from ehcp_desk.services.upkeep.retention import disposals

    listed = disposals(call.desk())
    rows = [
        (one.ref, in_words(local(one.at).date()), one.by, str(one.facts), str(one.documents), one.reason)
        for one in listed
    ]
    call.answer({"disposals": [asdict(one) for one in listed]},
                lambda: table(("Ref", "When", "By", "Entries", "Documents", "Reason"), rows)
                if rows else "No file was disposed of.")  # fmt: skip
    return OK
