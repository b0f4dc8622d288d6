"""A long JSON text a value at a time: a list, or objects one after another (JSON Lines), in the memory of one value.

Only the standard decoder reads values; this module finds where one ends and the next begins in what was read so far.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, TextIO

_PIECE = 1 << 16  # characters read at a time
_WORD = 16  # no literal, escape or number is cut off further than this from the end of what was read
_BLANK = re.compile(r"[ \t\r\n]*")


class BadCase(ValueError):
    """The input cannot be used; the message is one sentence that names the case and the fact."""


def read_values(stream: TextIO) -> tuple[Iterator[tuple[int, Any]], bool]:
    """(place, value) for each value of a stream, and whether there are several.

    The items of a list and objects one after another have the places 1, 2, …; a value that stands alone has place 0.
    Raises BadCase, at once or from the iterator, for what is not JSON.
    """
    text = _Text(stream)
    if text.peek() == "[":
        return text.items(), True
    first = text.value()
    if not text.peek():
        return iter([(0, first)]), False
    return text.lines(first), True


class _Text:
    """What was read of a stream and not yet used up."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._decoder = json.JSONDecoder(parse_constant=_no_constant)
        self._read, self._at, self._lines = "", 0, 1
        if self._more() and self._read.startswith("\ufeff"):
            self._at = 1

    def peek(self) -> str:
        """The next character that is not blank; empty at the end."""
        while True:
            self._at = _BLANK.match(self._read, self._at).end()  # type: ignore[union-attr]  # it always matches
            if self._at < len(self._read):
                return self._read[self._at]
            if not self._more():
                return ""

    def items(self) -> Iterator[tuple[int, Any]]:
        """The items of the list that begins here."""
        self._at += 1
        place = 0
        if self.peek() != "]":
            while not place or self.peek() == ",":
                self._at += 1 if place else 0
                place += 1
                yield place, self.value()
        if self.peek() != "]":
            raise self._wrong("the list of cases does not end where it should")
        self._at += 1
        if self.peek():
            raise self._wrong("the list of cases does not end where it should")

    def lines(self, first: Any) -> Iterator[tuple[int, Any]]:
        """The value read already and the objects that follow it."""
        place = 1
        yield place, first
        while (begins := self.peek()) == "{":
            place += 1
            yield place, self.value()
        if begins:
            raise self._wrong("something other than a case follows")

    def value(self) -> Any:
        """The value that begins here, reading on only while it is unfinished."""
        self.peek()
        while True:
            try:
                value, self._at = self._decoder.raw_decode(self._read, self._at)
            except json.JSONDecodeError as problem:
                if self._for_certain(problem) or not self._more():
                    self._at = min(problem.pos, len(self._read))
                    raise self._wrong(problem.msg) from None
            except RecursionError:
                raise BadCase("This is not the clock's JSON: it is nested too deeply.") from None
            except ValueError as problem:
                raise self._wrong(str(problem)) from None
            else:
                return value

    def _for_certain(self, problem: json.JSONDecodeError) -> bool:
        """True where no further text could put this right, so that one slip does not read in the rest of the file."""
        return not problem.msg.startswith("Unterminated") and problem.pos < len(self._read) - _WORD

    def _more(self) -> bool:
        """Read on; at least as much again as is waiting, so that a long value is not gone over too often."""
        try:
            more = self._stream.read(max(_PIECE, len(self._read) - self._at))
        except UnicodeDecodeError:
            raise BadCase("This is not a text file in UTF-8; save the facts as JSON.") from None
        self._lines += self._read.count("\n", 0, self._at)
        self._read, self._at = self._read[self._at :] + more, 0
        return bool(more)

    def _wrong(self, why: str) -> BadCase:
        line = self._lines + self._read.count("\n", 0, self._at)
        return BadCase(f"This is not JSON: {why} (line {line}).")


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a number")
