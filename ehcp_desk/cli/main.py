"""The command line's front door: options, commands, exit codes."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from ehcp_desk.bootstrap import unlock_with
from ehcp_desk.cli import (
    alerts,
    audits,
    bundles,
    casework,
    chronology,
    correcting,
    encrypting,
    field_words,
    finding,
    forecast,
    importing,
    last_copy,
    law,
    leaving,
    lists,
    notices,
    oversight,
    papers,
    people,
    plans,
    practice,
    redaction,
    registers,
    response,
    restricting,
    retention,
    reviews,
    setting_up,
    sheets,
    subject_access,
    team,
    upkeep,
    wording,
)
from ehcp_desk.cli.answers import Call, Run, say
from ehcp_desk.cli.options import Parser, global_options, window_options
from ehcp_desk.domain.errors import DeskError, KnownFault, ServerGone
from ehcp_desk.faults import keep_fault
from ehcp_desk.version import VERSION


def _run(command: Run, call: Call) -> int:
    try:
        return command(call)
    except ServerGone as gone:
        if call.saved:
            from ehcp_desk.services.going_on import HALFWAY

            raise KnownFault(HALFWAY) from gone
        raise
    finally:
        call.close()


def _take_passphrase(args: argparse.Namespace) -> None:
    """What may open an encrypted record; the window asks for it itself, a command at a terminal."""
    args.passphrase = encrypting.given_passphrase() if args.passphrase_stdin else ""
    asks = args.command is not None and sys.stdin is not None and sys.stdin.isatty()
    unlock_with(args.passphrase, encrypting.asked_passphrase if asks else None)


def build_parser() -> argparse.ArgumentParser:
    """Every command with its options.  Global options may stand before or after the command."""
    parser = Parser(prog="ehcp-desk", description="The case desk for EHC needs assessments and plans.",
                     epilog="Without a command the window opens.")  # fmt: skip
    parser.add_argument("--version", action="version", version=f"EHCP Desk {VERSION}")
    window_options(parser)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=Parser)
    shared = Parser(add_help=False)
    global_options(shared, first=False)
    for room in (
        setting_up,
        importing,
        lists,
        finding,
        casework,
        correcting,
        restricting,
        retention,
        oversight,
        reviews,
        registers,
        practice,
        sheets,
        audits,
        people,
        plans,
        papers,
        redaction,
        subject_access,
        leaving,
        notices,
        response,
        chronology,
        bundles,
        wording,
        field_words,
        law,
        alerts,
        forecast,
        upkeep,
        encrypting,
        last_copy,
        team,
    ):
        room.add_commands(commands, shared)
    return parser


def run(argv: Sequence[str]) -> int | None:
    """Run a command and give its exit code; None means no command was named and the window should open."""
    try:
        args = build_parser().parse_args(argv)
        _take_passphrase(args)
        if args.command is None:
            return None
        return _run(args.run, Call(args))
    except DeskError as problem:
        say(f"ehcp-desk: {problem}")
        return problem.exit_code
    except KeyboardInterrupt:
        say("ehcp-desk: stopped; nothing was half-saved.")
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except OSError as fault:
        say(f"ehcp-desk: {fault.strerror or fault}{f': {fault.filename}' if fault.filename else ''}.")
        return 3
    except Exception as fault:  # noqa: BLE001 - the one place where a fault of ours becomes a sentence and a file to send
        say("ehcp-desk: something happened that the program did not expect; nothing was half-saved. "
            f"Please send {keep_fault(fault)}.")  # fmt: skip
        return 3
