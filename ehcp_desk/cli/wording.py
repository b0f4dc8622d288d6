"""``wording``: Section F lines in; which are vague, and why, out.  Needs no record."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from ehcp_desk.cli.answers import FOUND_WRONG, OK, Call
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.provision_wording import CheckedLine, check_line, lines_of

_STEP = 500  # lines between two looks at the progress line


def add_commands(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Add this room's command to the parser."""
    wording = commands.add_parser(
        "wording", parents=[shared], help="which lines of Section F are vague, and why; needs no record"
    )
    wording.add_argument(
        "file", metavar="FILE", help="a text file with one line of Section F a line, or - for standard input"
    )
    wording.set_defaults(run=_wording)


def _wording(call: Call) -> int:
    from ehcp_desk.domain.provision_report import report

    checked = _checked(call, lines_of(_text(call.args.file)))
    call.answer({"lines": [_as_json(line) for line in checked]}, lambda: report(checked))
    return FOUND_WRONG if any(line.flags for line in checked) else OK


def _checked(call: Call, lines: list[str]) -> list[CheckedLine]:
    made = []
    for number, line in enumerate(lines, 1):
        made.append(CheckedLine(number, line, check_line(line)))
        if call.progress and len(lines) > 2 * _STEP and (number % _STEP == 0 or number == len(lines)):
            call.progress(number, len(lines), "Reading the lines")
    return made


def _as_json(line: CheckedLine) -> dict[str, Any]:
    flags = [{"words": flag.words, "why": flag.why, "missing": list(flag.missing)} for flag in line.flags]
    return {"line": line.line, "text": line.text, "flags": flags}


def _text(name: str) -> str:
    from ehcp_desk.exchange.plain_text import read_text

    if name == "-":
        if sys.stdin is None:
            raise BadInput("Nothing can be read from standard input, because it is closed; name a file.")
        return read_text(sys.stdin.buffer.read(), "Standard input")
    try:
        return read_text(Path(name).read_bytes(), name)
    except OSError as fault:
        raise BadInput(f"{name} cannot be read: {fault.strerror}.") from fault
