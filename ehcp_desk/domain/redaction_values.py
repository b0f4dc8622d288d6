"""Every word of a paper's value in reading order, and the same value with its words changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import TypeVar, cast

from ehcp_desk.domain.papers import ChronologyLine, PaperHead
from ehcp_desk.domain.plan_paper import PaperTable
from ehcp_desk.domain.small_papers import ListSection, WordsPaper

T = TypeVar("T")
Change = Callable[[str, str], str]
"""Given where words stand and the words, what shall stand there."""

_NOT_ABOUT_ANYBODY = frozenset({"head", "digest", "ruleset", "law", "mark", "late_after", "withheld", "prepared_for",
                               "kind"})  # fmt: skip


def changed(value: T, change: Change) -> T:
    """The value with every word of it put through ``change``, in the order of its fields.

    The head of the paper, digests and citations are left: they say nothing of a person.
    """
    return cast(T, _changed(value, change, ""))


def _changed(value: object, change: Change, where: str) -> object:
    if isinstance(value, Enum | PaperHead):
        return value
    if isinstance(value, str):
        return change(where, value)
    if isinstance(value, tuple):
        return tuple(_changed(part, change, _row(value, where)) for part in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    new = {}
    for part in fields(value):
        old = getattr(value, part.name)
        if part.name in _NOT_ABOUT_ANYBODY or not part.init:
            continue
        place = _place(value, part.name, where)
        joined = isinstance(value, WordsPaper) and part.name == "paragraphs"
        said = _as_one(old, change, place) if joined else _changed(old, change, place)
        if said is not old:
            new[part.name] = said
    return replace(value, **new)


def _as_one(lines: tuple[str, ...], change: Change, where: str) -> tuple[str, ...]:
    """The lines of a document read as one text: an address, a number or a note may go on in the next line."""
    text = "\n".join(lines)
    said = change(where, text)
    return lines if said == text else tuple(said.split("\n"))


def _place(value: object, name: str, where: str) -> str:
    """Where a field stands, as somebody who reads the paper would say it."""
    if isinstance(value, ChronologyLine):
        return f"Line {value.number}"
    if isinstance(value, PaperTable | ListSection):
        return value.title
    return where or name.replace("_", " ").capitalize()


def _row(row: tuple[object, ...], where: str) -> str:
    """A row of a table by the name of its line."""
    first = row[0] if row else None
    named = isinstance(first, str) and 0 < len(first) <= 6 and len(row) > 2
    return f"{where}, {first}" if named else where
