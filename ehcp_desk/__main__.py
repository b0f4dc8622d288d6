"""Start the desk: a command where one is named, else the window."""

from __future__ import annotations

import gc
import sys
from argparse import Namespace
from collections.abc import Mapping
from functools import partial
from io import TextIOWrapper
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ehcp_desk.services.desk import Desk
    from ui.sign_in import Account


def main(argv: list[str] | None = None) -> int:
    """The program.  Returns the exit code (contract section 1)."""
    try:
        return _started(argv)
    except KeyboardInterrupt:  # while the program was still being loaded: afterwards the command answers for itself
        sys.stderr.write("ehcp-desk: stopped before anything was begun.\n")
        return 130


def _started(argv: list[str] | None) -> int:
    if getattr(sys, "frozen", False):
        from multiprocessing import freeze_support

        freeze_support()  # a helper process of the clock begins here too, and goes no further
    from ehcp_desk.cli.options import window_asked

    words = sys.argv[1:] if argv is None else argv
    _speak_utf8()
    args = window_asked(words)
    if args is not None:
        from ehcp_desk.bootstrap import unlock_with

        unlock_with()  # an encrypted record opens with what the environment or the keyring has, else the window asks
    else:
        from ehcp_desk.cli.main import build_parser, run

        code = run(words)
        if code is not None:
            return code
        args = build_parser().parse_args(words)
    if args.probe_window:
        from ui.app import probe

        return probe()
    return _window(args)


def _window(args: Namespace) -> int:
    gc.disable()  # it would look through every module again and again; the window puts it on again (``ui.app``)
    from ehcp_desk.bootstrap import (
        asked_to_unlock,
        copy_there,
        default_database,
        demo_desk,
        keep_copy,
        open_copy,
        open_desk,
        sign_in,
        unlock,
    )
    from ehcp_desk.domain.errors import DeskError
    from ehcp_desk.faults import keep_fault
    from ehcp_desk.policy import policy
    from ui.app import SigningIn, Unlocking
    from ui.app import run as run_window
    from ui.last_copy import Copies

    mistake: DeskError | None = None
    given: Mapping[str, Any] = {}
    try:
        given = policy().window()
    except DeskError as found:
        mistake = found  # the window says it in place of a record: without its policy it would not lock itself

    def opened() -> Desk:
        if mistake is not None:
            raise mistake
        return open_desk(args.db, args.user, args.today, create=True)

    return run_window(
        opened, given=given, keep_fault=keep_fault,
        sign_in=SigningIn(lambda: _account(args.db or default_database()), partial(sign_in, today=args.today)),
        unlocking=Unlocking(partial(unlock, args.db), asked_to_unlock), make_demo=partial(demo_desk, args.today),
        tour=args.tour, copies=Copies(keep_copy, partial(copy_there, args.db, args.user),
                                      partial(open_copy, args.db, args.user, args.today)),
    )  # fmt: skip


def _account(where: str) -> Account:
    from ehcp_desk.signing_in import account_of, why_not_kept
    from ui.sign_in import Account

    return Account(*account_of(where), why_not_kept())


def _speak_utf8() -> None:
    """JSON and names travel as UTF-8, whatever code page a redirected stream would have by default."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(
                encoding="utf-8", errors="surrogateescape" if stream is sys.stdin else "backslashreplace"
            )


if __name__ == "__main__":
    sys.exit(main())
