"""How a command answers: one JSON document or plain text on standard output, sentences on standard error."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from ehcp_desk.bootstrap import open_desk
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.ports.work import Progress
from ehcp_desk.services.desk import Desk

Run = Callable[["Call"], int]
Document = Mapping[str, Any] | list[Any]
"""What a command answers as JSON."""
OK, FOUND_WRONG = 0, 1
_LONGEST_NUMBER = 18
"""Digits of the greatest number a record can keep."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a command: its arguments, and how it answers."""

    args: argparse.Namespace
    opened: list[Desk] = field(default_factory=list)

    def desk(self, create: bool = False) -> Desk:
        """The desk the global options ask for; it is closed when the command ends."""
        self.opened.append(open_desk(self.args.db, self.args.user, self.args.today, create=create))
        return self.opened[-1]

    def desk_on(self, where: str) -> Desk:
        """A desk on another record, exactly as it is: nothing is migrated."""
        self.opened.append(open_desk(where, self.args.user, self.args.today, migrate=False))
        return self.opened[-1]

    @property
    def saved(self) -> bool:
        """Whether this command has saved anything yet: what goes wrong afterwards does not take it back."""
        return any(desk.store.saves for desk in self.opened)

    def close(self) -> None:
        """Close every record this command opened."""
        while self.opened:
            self.opened.pop().store.close()

    def answer(self, document: Document | Callable[[], Document], text: str | Callable[[], str]) -> None:
        """Print the JSON document with ``--json``, else the text; either may be made only if it is asked for."""
        if self.args.json:
            document = document() if callable(document) else document
            print(json.dumps(document, ensure_ascii=False, indent=2, default=plain))
        else:
            print(text if isinstance(text, str) else text())

    @property
    def progress(self) -> Progress | None:
        """A progress line on standard error, where a person is watching."""
        return _line if sys.stderr.isatty() else None


def plain(value: object) -> str:
    """Dates as ISO in JSON; anything else as its text."""
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def say(sentence: str) -> None:
    """A sentence for the person, on standard error."""
    print(sentence, file=sys.stderr)


def warn(warnings: Iterable[str]) -> None:
    """What the person should look at, a line each, on standard error."""
    for warning in warnings:
        say(f"Look at this: {warning}")


def unread(shut: int) -> str:
    """The line under a list about so many restricted cases that were not opened; empty where there are none."""
    from ehcp_desk.services.oversight.restricting import not_read

    return f"\n\n{not_read(shut).strip()}" if shut else ""


def pair(text: str) -> tuple[str, str]:
    """A name and its value given with --set.  Raises BadInput in one sentence."""
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise BadInput(f"--set {text} should be NAME=VALUE, like body=psychology.")
    return name.strip(), value.strip()


def entry_number(text: str) -> int:
    """The number of an entry or a document given on the command line.  Raises what the parser answers in one sentence."""
    if not text.isdecimal() or len(text) > _LONGEST_NUMBER:
        raise argparse.ArgumentTypeError(f"{text[:30]} is not a number an entry can have")
    return int(text)


def iso_month(text: str) -> date:
    """A month given on the command line, as its first day."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise BadInput(f"{text} is not a month; write it as year-month, like 2026-10.") from None


def table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """Plain columns, two spaces apart, with a rule under the heads."""
    widths = [max(len(head), *(len(row[i]) for row in rows), 0) if rows else len(head) for i, head in enumerate(heads)]
    lines = [heads, tuple("-" * width for width in widths), *rows]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
                     for line in lines)  # fmt: skip


def _line(done: int, total: int, what: str) -> None:
    share = f"{100 * done // total} %" if total else f"{done}"
    print(f"\r{what}: {share}  ", end="\n" if total and done >= total else "", file=sys.stderr, flush=True)
