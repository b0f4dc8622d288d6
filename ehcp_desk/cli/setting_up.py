"""Commands that start a record or bring one in: demo, import, clock."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from ehcp_desk.bootstrap import default_database
from ehcp_desk.cli.answers import FOUND_WRONG, OK, Call, plain
from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.importing import Certificate, ImportPlan, KnownCases, KnownIndex
from ehcp_desk.ports.today import Calendar
from ehcp_desk.ports.work import Progress
from ehcp_desk.printing import place_for, write_whole
from ehcp_desk.services.desk import Desk

_KEPT_IN_MEMORY = 16 * 1024 * 1024  # bytes of an answer, before the rest goes to a temporary file
_STEP = 500  # cases between two looks at how far it is


def add_commands(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Add this room's commands to the parser."""
    demo = commands.add_parser("demo", parents=[shared], help="build a fictional authority to try the desk on")
    demo.add_argument("--cases", type=int, default=None, metavar="N")
    demo.add_argument("--seed", type=int, default=1, metavar="S")
    demo.set_defaults(run=_demo)
    clock = commands.add_parser("clock", parents=[shared], help="facts in, deadlines out; needs no record")
    clock.add_argument("file", metavar="FILE", help="a JSON file, or - for standard input")
    clock.set_defaults(run=_clock)
    bring = commands.add_parser("import", parents=[shared], help="read a tracker or an export")
    bring.add_argument("files", nargs="+", type=Path, metavar="FILE")
    bring.add_argument("--profile", default="", metavar="P", help="a saved profile's name, or a profile file")
    bring.add_argument("--dry-run", action="store_true", help="say what would happen and change nothing")
    bring.add_argument("--certificate", type=Path, metavar="OUT")
    bring.set_defaults(run=_import)


def _demo(call: Call) -> int:
    from ehcp_desk.services.upkeep.demo import DEFAULT_CASES, build_demo

    args = call.args
    wanted = DEFAULT_CASES if args.cases is None else args.cases
    if wanted < 1:
        raise BadInput("--cases takes a number of cases from 1 up.")
    report = build_demo(call.desk(create=True), wanted, args.seed, call.progress)
    call.answer(report.as_json(), report.words)
    return OK


def _clock(call: Call) -> int:
    from ehcp_desk.exchange.clock_json import BadCase, answer_json, read_case
    from ehcp_desk.exchange.clock_many import answers
    from ehcp_desk.exchange.json_values import read_values

    today = Calendar(call.args.today).today()
    try:
        with _text(call.args.file) as text:
            cases, many = read_values(text)
            if many:
                _stream(answers(cases, today), call.progress)
            else:
                [(place, case)] = cases
                answer = answer_json(read_case(case, today, place), Ruleset.load())
                print(json.dumps(answer, ensure_ascii=False, indent=2, default=plain))
    except BadCase as bad:
        raise BadInput(str(bad)) from bad
    return OK


def _stream(answers: Iterable[str], progress: Progress | None) -> None:
    """A list, an item at a time, so that memory stays flat however many cases there are.

    It is kept aside until the last case is answered: a bad case prints no half of a document.
    """
    with tempfile.SpooledTemporaryFile(_KEPT_IN_MEMORY, "w+", encoding="utf-8", errors="surrogatepass") as kept:
        kept.write("[")
        for place, answer in enumerate(answers):
            kept.write(",\n" if place else "\n")
            kept.write(answer)
            if progress is not None and place % _STEP == 0:
                progress(place, 0, "Cases answered")
        kept.write("\n]\n")
        kept.seek(0)
        shutil.copyfileobj(kept, sys.stdout)


@contextmanager
def _text(name: str) -> Iterator[TextIO]:
    """The text to read, open.  Raises BadInput where there is none."""
    if name == "-":
        if sys.stdin is None:
            raise BadInput("Nothing can be read from standard input, because it is closed; name a file.")
        yield sys.stdin
        return
    try:
        opened = Path(name).open(encoding="utf-8")  # noqa: SIM115 - closed below; only its opening may fail here
    except OSError as fault:
        raise BadInput(f"{name} cannot be read: {fault.strerror}.") from fault
    with opened:
        yield opened


def _import(call: Call) -> int:
    args = call.args
    if args.certificate:
        place_for(args.certificate)  # before anything is saved: a certificate lost is an import nobody can check
    certificates: list[Certificate] = []
    try:
        fresh = _no_record_yet(args.db or default_database())
        if fresh and not args.dry_run:
            _plan(args.files[0], KnownIndex(), call, {})  # a file nobody can read is refused before a record is made
        if fresh and args.dry_run:
            certificates += (_plan(path, KnownIndex(), call, {}).certificate for path in args.files)
        else:
            desk = call.desk(create=not args.dry_run)
            for path in args.files:
                certificates.append(_bring(path, desk, call))
    finally:
        if certificates:  # also where a later file failed: what is in is certified
            _write_certificate(args.certificate, _documents(certificates))
    answer = _documents(certificates)
    call.answer(answer, lambda: "\n\n".join(_certificate_text(c, args.dry_run) for c in certificates))
    rejects = any(c.rejected or c.held for c in certificates)
    return FOUND_WRONG if args.dry_run and rejects else OK


def _documents(certificates: list[Certificate]) -> dict[str, Any] | list[Any]:
    documents = [c.as_json() for c in certificates]
    return documents[0] if len(documents) == 1 else documents


def _write_certificate(path: Path | None, answer: dict[str, Any] | list[Any]) -> None:
    if path is not None:
        text = json.dumps(answer, ensure_ascii=False, indent=2, default=plain)
        write_whole(path, lambda out: out.write_text(text, encoding="utf-8"))


def _no_record_yet(where: str) -> bool:
    return "://" not in where and not Path(where).exists()


def _bring(path: Path, desk: Desk, call: Call) -> Certificate:
    from ehcp_desk.services.upkeep.imports import OnRecord, apply_plan

    with desk.store.read() as work:
        plan = _plan(path, OnRecord(work), call, work.import_profiles())
    if not call.args.dry_run:
        apply_plan(desk, plan, call.progress)
    return plan.certificate


def _plan(path: Path, known: KnownCases, call: Call, saved: Mapping[str, str]) -> ImportPlan:
    from ehcp_desk.exchange.trackers import TrackerReader, read_profile

    profile = read_profile(call.args.profile, saved) if call.args.profile else ""
    return TrackerReader().plan(path, known, Calendar(call.args.today).today(), None, profile, call.progress)


def _certificate_text(c: Certificate, dry: bool) -> str:
    heads = (("Created", c.created), ("Updated", c.updated), ("Merged", c.merged), ("Held", c.held),
             ("Rejected", c.rejected), ("Unchanged", c.unchanged), ("Rows in the file", c.rows_in))  # fmt: skip
    lines = [f"{c.file}{': a trial run, nothing was changed' if dry else ''}"]
    lines += [f"  {word:<18}{count:>7}" for word, count in heads]
    lines += [f"  Row {line.row}: {line.outcome}: {line.reason}" for line in c.to_look_at[:40]]
    if len(c.to_look_at) > 40:
        lines.append(f"  and {len(c.to_look_at) - 40} more rows to look at; see --certificate or --json")
    return "\n".join(lines)
