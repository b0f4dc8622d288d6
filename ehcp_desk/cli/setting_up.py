"""Commands that start a record or need none: demo, clock."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from ehcp_desk.cli.answers import OK, Call, plain
from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.ports.today import Calendar
from ehcp_desk.ports.work import Progress

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
