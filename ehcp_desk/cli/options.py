"""The options that stand before or after any command, and what the window alone is opened with.

Nothing here needs a command's own modules, so that the window does not wait for them.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date
from typing import Any, NoReturn

from ehcp_desk.domain.errors import BadInput


class Parser(argparse.ArgumentParser):
    """Usage mistakes are one sentence and exit code 2, like any other bad input.

    Options are never guessed from their first letters: ``backup --to FILE`` must not be read as ``--today``.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"allow_abbrev": False, **options})

    def error(self, message: str) -> NoReturn:
        raise BadInput(f"{message}. See: {self.prog} --help")


def global_options(parser: argparse.ArgumentParser, first: bool) -> None:
    default = None if first else argparse.SUPPRESS
    parser.add_argument("--db", metavar="FILE_OR_URL", default="" if first else argparse.SUPPRESS,
                        help="a path means SQLite, a URL means a database server")  # fmt: skip
    parser.add_argument(
        "--user", metavar="NAME", default="" if first else argparse.SUPPRESS, help="who is at the keyboard"
    )
    parser.add_argument("--today", metavar="YYYY-MM-DD", type=_day, default=default, help="work as on this day")
    parser.add_argument("--json", action="store_true", default=False if first else argparse.SUPPRESS,
                        help="one JSON document on standard output")  # fmt: skip
    parser.add_argument("--passphrase-stdin", action="store_true", default=False if first else argparse.SUPPRESS,
                        help="the first line of standard input opens the encrypted record")  # fmt: skip


def _day(text: str) -> date:
    try:
        return iso_date(text)
    except BadInput as bad:
        raise argparse.ArgumentTypeError(str(bad).rstrip(".")) from bad


def iso_date(text: str) -> date:
    """A day given on the command line.  Raises BadInput in one sentence."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput(f"{text} is not a date; write it as year-month-day, like 2026-03-03.") from None


def window_options(parser: argparse.ArgumentParser) -> None:
    """What may be said without a command."""
    parser.add_argument("--probe-window", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--tour", action="store_true", help="open the window with a tour of ten minutes, once")
    global_options(parser, first=True)


def window_asked(words: Sequence[str]) -> argparse.Namespace | None:
    """What the window is to be opened with.  None where anything else is said (a command, help, a mistake, a passphrase
    to read): the whole command line answers that."""
    parser = Parser(add_help=False)
    window_options(parser)
    try:
        args, rest = parser.parse_known_args(words)
    except BadInput:
        return None
    return None if rest or args.passphrase_stdin else args
