"""The daily seal file: one line a day with the head of the journal, kept outside the database.

A history written again from any day on no longer fits the lines of the days after, wherever a copy of the file is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from ehcp_desk.domain.journal import digest, seal_words

NAME = "ehcp-desk-seals.csv"
HEADINGS = "day,number,head,cases,facts,documents,check"
"""``check`` covers the line and all lines before it, so that a line taken out is noticed without the database."""


@dataclass(frozen=True, slots=True)
class SealLine:
    """The head of the journal on a day: its number and hash, and how much the record held."""

    day: date
    number: int
    head: str
    cases: int
    facts: int
    documents: int
    check: str = ""

    @property
    def body(self) -> str:
        """All of the line but its check."""
        return f"{self.day.isoformat()},{self.number},{self.head},{self.cases},{self.facts},{self.documents}"

    @property
    def text(self) -> str:
        """The line as it is written."""
        return f"{self.body},{self.check}"

    @property
    def words(self) -> str:
        """``7F3A 91C2 (entry 12)``."""
        return f"{seal_words(self.head)} (entry {self.number})"


def check_of(body: str, before: str) -> str:
    """The check of a line from the check of the one before it."""
    return digest(f"{before}\n{body}")[:16]


def read_lines(text: str) -> list[SealLine]:
    """The lines of a seal file.  Raises ValueError, naming the line, where one is not as it was written."""
    rows = text.splitlines()
    if not rows or rows[0] != HEADINGS:
        raise ValueError("it does not begin with the headings of a seal file")
    lines: list[SealLine] = []
    for number, row in enumerate(rows[1:], 2):
        parts = row.split(",")
        try:
            entry, cases, facts, documents = (int(n) for n in (parts[1], *parts[3:6]))
            line = SealLine(date.fromisoformat(parts[0]), entry, parts[2], cases, facts, documents, parts[6])
        except (ValueError, IndexError) as fault:
            raise ValueError(f"line {number} is not a seal") from fault
        before = lines[-1] if lines else None
        if line.text != row or line.check != check_of(line.body, before.check if before else ""):
            raise ValueError(f"line {number}, of {parts[0]}, was altered, or a line before it was taken out")
        if before is not None and (line.day <= before.day or line.number < before.number):
            raise ValueError(f"line {number}, of {parts[0]}, is out of order")
        lines.append(line)
    return lines


def first_unfit(lines: Iterable[SealLine], hash_of: Callable[[int], str | None]) -> SealLine | None:
    """The first line that the journal as it is now does not bear out; None where all fit."""
    return next((line for line in lines if line.number and hash_of(line.number) != line.head), None)
