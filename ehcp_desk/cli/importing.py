"""Bringing files in: import, and what is done about imports afterwards."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ehcp_desk.bootstrap import default_database
from ehcp_desk.cli.answers import FOUND_WRONG, OK, Call, say, table
from ehcp_desk.domain.amounts import so_many
from ehcp_desk.domain.comparing import WORDS, Comparison
from ehcp_desk.domain.dates import at_time, local
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.import_words import said_of_the_file
from ehcp_desk.domain.importing import Certificate, ImportPlan, KnownCases, KnownIndex
from ehcp_desk.ports.today import Calendar
from ehcp_desk.printing import place_for, write_whole
from ehcp_desk.services.desk import Desk

if TYPE_CHECKING:
    from ehcp_desk.services.upkeep.holding import HeldCase

_SHOWN = 40


def add_commands(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Add this room's commands to the parser."""
    bring = commands.add_parser("import", parents=[shared], help="read a tracker or an export")
    bring.add_argument("files", nargs="*", type=Path, metavar="FILE")
    bring.add_argument("--profile", default="", metavar="P", help="a saved profile's name, or a profile file")
    bring.add_argument(
        "--month-first", action="append", default=[], metavar="COLUMN",
        help="the dates of this column (or of all) have the month first; may be given again",
    )  # fmt: skip
    bring.add_argument(
        "--day-first",
        action="append",
        default=[],
        metavar="COLUMN",
        help="the same for the day; needed only where in doubt",
    )
    bring.add_argument("--dry-run", action="store_true", help="say what would happen and change nothing")
    bring.add_argument("--certificate", type=Path, metavar="OUT", help="the certificate: .json, .pdf or .html")
    bring.add_argument(
        "--compare", action="store_true", help="hold the file against the desk, field by field; change nothing"
    )
    bring.add_argument("--list", action="store_true", help="the imports so far, with their numbers")
    bring.add_argument("--undo", type=int, metavar="NUMBER", help="take back the whole import of this number")
    bring.add_argument(
        "--sign", type=int, metavar="NUMBER", help="sign the import of this number; needs its certificate (JSON)"
    )
    bring.add_argument("--officer", default="", metavar="NAME", help="the data officer who signs")
    bring.add_argument("--out", type=Path, metavar="FILE", help="print the signed certificate to this .pdf or .html")
    bring.add_argument("--reason", default="", metavar="TEXT", help="why it is taken back")
    bring.set_defaults(run=_import)
    holds = commands.add_parser("holds", parents=[shared], help="cases an import held, and what each turns out to be")
    holds.add_argument("refs", nargs="*", metavar="REF")
    what = holds.add_mutually_exclusive_group()
    what.add_argument("--create", action="store_true", help="each is a case of its own")
    what.add_argument("--reject", action="store_true", help="each is nothing that belongs on the record")
    what.add_argument("--merge-into", default="", metavar="REF", help="it is this case")
    holds.add_argument("--reason", default="", metavar="TEXT")
    holds.add_argument("--limit", type=int, metavar="N")
    holds.set_defaults(run=_holds)
    moved = commands.add_parser("migrated", parents=[shared], help="cases from files that nobody has verified yet")
    moved.add_argument("refs", nargs="*", metavar="REF")
    moved.add_argument(
        "--verify", action="store_true", help="they have been checked; all of --import where no REF is given"
    )
    moved.add_argument("--import", type=int, dest="number", metavar="NUMBER", help="only what this import brought")
    moved.add_argument("--reason", default="", metavar="TEXT", help="what they were checked against")
    moved.add_argument("--limit", type=int, metavar="N")
    moved.set_defaults(run=_migrated)


def _import(call: Call) -> int:
    args = call.args
    if args.sign is not None:
        return _sign(call)
    if args.list or args.undo is not None:
        if args.files or args.dry_run or args.certificate:
            raise BadInput(
                "--list and --undo are about imports already made; leave out the files, --dry-run and --certificate."
            )
        return _list(call) if args.list else _undo(call)
    if not args.files:
        raise BadInput("Say which file to bring in, or --list for the imports so far.")
    return _compare(call) if args.compare else _bring_all(call)


def _sign(call: Call) -> int:
    from ehcp_desk.services.upkeep.certifying import print_certificate, sign_import

    args, desk = call.args, call.desk()
    if args.files or args.certificate is None:
        raise BadInput("--sign takes the number of an import and its --certificate as JSON, and no file to bring in.")
    if args.out and not _printed(args.out):
        raise BadInput("--out takes a file that ends in .pdf or .html.")
    document = _read_certificate(args.certificate)
    documents = document if isinstance(document, list) else [document]
    sign_import(desk, args.sign, args.officer, documents)
    if args.out:
        place_for(args.out)
        print_certificate(desk, documents, args.out)
    by = args.officer or desk.user
    call.answer({"signed": args.sign, "officer": by, "file": str(args.out) if args.out else None},
                f"Import {args.sign} is signed by {by}.")  # fmt: skip
    return OK


def _read_certificate(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as fault:
        raise BadInput(f"{path} cannot be read: {fault.strerror}.") from fault
    except ValueError as fault:
        raise BadInput(f"{path.name} is not a certificate in JSON; give the one that import wrote.") from fault


def _printed(path: Path) -> bool:
    return path.suffix.lower() in (".pdf", ".html", ".htm")


def _compare(call: Call) -> int:
    from ehcp_desk.exchange.trackers import read_profile
    from ehcp_desk.services.upkeep.bringing import compare_file

    args, desk = call.args, call.desk()
    if args.dry_run or args.certificate:
        raise BadInput("--compare changes nothing and certifies nothing; leave out --dry-run and --certificate.")
    with desk.store.read() as work:
        profile = read_profile(args.profile, work.import_profiles()) if args.profile else ""
    found = [compare_file(desk, path, profile=profile, styles=_styles(call)) for path in args.files]
    documents = [one.as_json() for one in found]
    call.answer(documents[0] if len(documents) == 1 else documents, lambda: "\n\n".join(map(_compared_text, found)))
    return FOUND_WRONG if any(one.differences or one.not_on_desk or one.not_in_file for one in found) else OK


def _compared_text(one: Comparison) -> str:
    counted = [(t.title, *(str(t.counts[how]) for how in WORDS)) for t in one.fields]
    lines = [f"{one.file}: {so_many(one.rows_in, 'row')}: {so_many(one.compared, 'case')} compared, "
             f"{so_many(one.repeats, 'repeat')}, {one.no_case:,} about no case, {len(one.not_on_desk):,} not on the desk; "
             f"{so_many(len(one.not_in_file), 'case')} of the desk not in the file",
             table(("Field", *WORDS.values()), counted)]  # fmt: skip
    if one.not_compared:
        lines.append(f"Not compared: {', '.join(one.not_compared)}")
    lines += [f"  Row {d.row}, {d.ref}, {d.title}: file {d.theirs_words or 'nothing'}, desk {d.ours_words or 'nothing'}"
              for d in one.differences[:_SHOWN]]  # fmt: skip
    if len(one.differences) > _SHOWN:
        lines.append(f"  and {len(one.differences) - _SHOWN} more; see --json")
    return "\n".join(lines)


def _list(call: Call) -> int:
    from ehcp_desk.services.upkeep.taking_out import imports

    with call.desk().store.read() as work:
        found = imports(work)
    rows = [(str(one.number), at_time(local(one.at)), one.by, one.file, str(one.counts["rows_in"]),
             "taken back" if one.undone else f"signed by {one.signed_by}" if one.signed_by else "")
            for one in found]  # fmt: skip
    text = table(("Import", "When", "By", "File", "Rows", ""), rows) if rows else "Nothing was imported yet."
    call.answer([one.as_json() for one in found], text)
    return OK


def _undo(call: Call) -> int:
    from ehcp_desk.services.upkeep.taking_out import undo_import

    number = call.args.undo
    changes = undo_import(call.desk(), number, call.args.reason, call.progress)
    count = len(changes.cases)
    words = f"Import {number} is taken back: {so_many(count, 'case')}. People and teams it named stay."
    call.answer({"undone": number, "count": count}, words)
    return OK


def _bring_all(call: Call) -> int:
    args = call.args
    if args.certificate:
        place_for(args.certificate)  # before anything is saved: a certificate lost is an import nobody can check
    certificates: list[Certificate] = []
    try:
        fresh = _no_record_yet(args.db or default_database())
        if fresh and args.dry_run and args.certificate and _printed(args.certificate):
            raise BadInput("A certificate is printed from a record and there is none yet; ask for it as .json.")
        # A file nobody can read is refused before a record is made.
        first = _plan(args.files[0], KnownIndex(), call, {}) if fresh and not args.dry_run else None
        if fresh and args.dry_run:
            certificates += (_plan(path, KnownIndex(), call, {}).certificate for path in args.files)
        else:
            desk = call.desk(create=not args.dry_run)
            for path in args.files:
                certificates.append(_bring(path, desk, call, first))
                first = None
    finally:
        if certificates:  # also where a later file failed: what is in is certified
            _write_certificates(call, certificates)
    call.answer(
        lambda: _documents(certificates),
        lambda: "\n\n".join(_certificate_text(c, args.dry_run) for c in certificates),
    )
    rejects = any(c.rejected or c.held for c in certificates)
    return FOUND_WRONG if args.dry_run and rejects else OK


def _documents(certificates: list[Certificate]) -> dict[str, Any] | list[Any]:
    documents = [c.as_json() for c in certificates]
    return documents[0] if len(documents) == 1 else documents


def _write_certificates(call: Call, certificates: list[Certificate]) -> None:
    from ehcp_desk.services.upkeep.certifying import print_certificate, write_certificates

    path = call.args.certificate
    if path is None:
        return
    if _printed(path):
        print_certificate(call.desk(), [c.as_json() for c in certificates], path)
        return
    write_whole(path, lambda out: write_certificates(certificates, out))


def _no_record_yet(where: str) -> bool:
    return "://" not in where and not Path(where).exists()


def _bring(path: Path, desk: Desk, call: Call, plan: ImportPlan | None) -> Certificate:
    """Bring one file in; ``plan`` is what it would do to a record with nothing in it, where this one is new."""
    from ehcp_desk.services.upkeep.imports import OnRecord, Planned, apply_plan

    if plan is None:
        with desk.store.read() as work:
            saved = work.import_profiles()
            planned = Planned.over(work, lambda known: _plan(path, known, call, saved))
            plan = _plan(path, OnRecord(work, desk.today()), call, saved)
    else:
        planned = Planned(0, (frozenset(), frozenset()), lambda known: _plan(path, known, call, {}))
    if not call.args.dry_run:
        number = apply_plan(desk, plan, call.progress, planned).act
        say(f"{path.name} is import {number}; to take it back: import --undo {number} --reason TEXT")
    return plan.certificate


def _plan(path: Path, known: KnownCases, call: Call, saved: Mapping[str, str]) -> ImportPlan:
    from ehcp_desk.exchange.trackers import TrackerReader, read_profile

    profile = read_profile(call.args.profile, saved) if call.args.profile else ""
    return TrackerReader().plan(
        path, known, Calendar(call.args.today).today(), None, profile, call.progress, None, _styles(call)
    )


def _styles(call: Call) -> dict[str, str]:
    """How the dates of columns are written, as the command says."""
    args = call.args
    if both := {one.casefold() for one in args.month_first} & {one.casefold() for one in args.day_first}:
        raise BadInput(f"{', '.join(sorted(both))}: say --month-first or --day-first, not both.")
    return dict.fromkeys(args.day_first, "day_first") | dict.fromkeys(args.month_first, "month_first")


def _certificate_text(c: Certificate, dry: bool) -> str:
    heads = (("Created", c.created), ("Updated", c.updated), ("Merged", c.merged), ("Held", c.held),
             ("Rejected", c.rejected), ("Unchanged", c.unchanged), ("Rows in the file", c.rows_in))  # fmt: skip
    lines = [f"{c.file}{': a trial run, nothing was changed' if dry else ''}"]
    lines += [f"  {word:<18}{count:>7}" for word, count in heads]
    lines += [f"  {said}" for said in said_of_the_file(c)]
    look = c.to_look_at
    lines += [f"  Row {line.row}: {line.outcome}: {line.reason}" for line in look[:_SHOWN]]
    if (more := len(look) - _SHOWN) > 0:
        lines.append(f"  and {more:,} more row{'' if more == 1 else 's'} to look at; see --certificate or --json")
    return "\n".join(lines)


def _holds(call: Call) -> int:
    from ehcp_desk.services.upkeep.holding import held_cases, keep_apart, merge_into, reject

    args, desk = call.args, call.desk()
    chosen = [name for name in ("create", "reject", "merge_into") if getattr(args, name)]
    if not chosen:
        if args.refs:
            raise BadInput("Say what they are: --create, --reject or --merge-into REF.")
        total, found = held_cases(desk, args.limit, call.progress)
        call.answer({"total": total, "holds": [one.as_json() for one in found]}, lambda: _holds_text(total, found))
        return OK
    if args.merge_into:
        if len(args.refs) != 1:
            raise BadInput("--merge-into takes one held case at a time.")
        changes = merge_into(desk, args.refs[0], args.merge_into, args.reason)
    else:
        changes = (keep_apart if args.create else reject)(desk, args.refs, args.reason)
    call.answer({"decided": args.refs, "as": chosen[0].replace("_", "-"), "count": len(args.refs)},
                f"Decided: {', '.join(args.refs)}.{'' if changes.cases else ' Nothing was changed.'}")  # fmt: skip
    return OK


def _holds_text(total: int, found: list[HeldCase]) -> str:
    lines = [f"{total} case{'' if total == 1 else 's'} held for somebody to decide"]
    for one in found:
        lines.append(f"{one.ref}  {one.name}  {'; '.join(one.rows) or 'held by hand'}")
        lines += [f"    {reason}" for reason in one.reasons]
        lines += [f"    may be {c.ref}, {c.name}, score {c.score}: {', '.join(c.why)}" for c in one.candidates]
    return "\n".join(lines)


def _migrated(call: Call) -> int:
    from ehcp_desk.services.upkeep.migrated import migrated, verify_migrated

    args, desk = call.args, call.desk()
    if args.verify:
        changes = verify_migrated(desk, args.refs, args.reason, args.number, call.progress)
        count = len(changes.cases)
        call.answer({"verified": count}, f"{count} case{'' if count == 1 else 's'} verified.")
        return OK
    if args.refs:
        raise BadInput("Say --verify and what they were checked against with --reason.")
    total, found = migrated(desk, args.number, args.limit)
    rows = [(one.ref, one.name, "; ".join(one.rows), "held" if one.held else "") for one in found]
    call.answer({"total": total, "cases": [one.as_json() for one in found]},
                lambda: f"{total} migrated, not verified\n" + table(("Case", "Child", "From", ""), rows))  # fmt: skip
    return OK
