"""The tables, words and checks of the inspection lists, read strictly from data."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from ehcp_desk.domain.annex_a import Definitions, ListCheck, ListColumn, ListTable
from ehcp_desk.domain.sen2 import Severity

ROOM = "ehcp_desk.rules.annex_a"
PARTS = ("lists.toml", "ssd.toml", "checks.toml")
TYPES = frozenset({"text", "date", "number"})
CERTAINTIES = frozenset({"community", "ours"})
ROWS_OF = frozenset({"plan", "asked", "person", "request", "assessment", "named_plan", "active_plan", "need"})


class AnnexError(ValueError):
    """A file of the lists' data that cannot be used; the message names the file and what is wrong."""


@lru_cache(maxsize=1)
def load_lists() -> Definitions:
    """What the lists are made by.  Raises AnnexError where a file cannot be used."""
    return read_lists({name: files(ROOM).joinpath(name).read_bytes() for name in PARTS})


def read_lists(contents: Mapping[str, bytes]) -> Definitions:
    """The definitions from the bytes of their files.  Raises AnnexError naming the file and what is wrong."""
    lists, ssd, checks = (_toml(name, contents[name]) for name in PARTS)
    digest = hashlib.sha256(b"\0".join(contents[name] for name in PARTS)).hexdigest()
    try:
        tables = tuple(_table(entry) for entry in (*lists["table"], *ssd["table"]))
        phases = tuple((int(p["upto"]), str(p["words"])) for p in lists["phase"])
        made = Definitions(
            lists["version"], lists["window_months"], MappingProxyType(lists["words"]), phases, tables,
            tuple(_check(entry) for entry in checks["check"]), digest,
        )  # fmt: skip
    except (KeyError, TypeError, ValueError) as fault:
        raise AnnexError(f"The data of the inspection lists cannot be read: {fault}.") from None
    _agree(made)
    return made


def _toml(name: str, content: bytes) -> Mapping[str, Any]:
    try:
        return tomllib.loads(content.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise AnnexError(f"{name} is not sound TOML: {fault}") from None


def _table(entry: Mapping[str, Any]) -> ListTable:
    columns = tuple(
        ListColumn(c["heading"], c["key"], c["type"], c["certainty"], c.get("says", "")) for c in entry["columns"]
    )
    return ListTable(entry["id"], entry["sheet"], entry["title"], entry["of"], entry["who"], entry["certainty"],
                     entry["source"], columns)  # fmt: skip


def _check(entry: Mapping[str, Any]) -> ListCheck:
    return ListCheck(entry["id"], entry["table"], Severity(entry["severity"]), entry["check"], tuple(entry["columns"]),
                     entry["says"], entry.get("never", ""))  # fmt: skip


def _agree(made: Definitions) -> None:
    """Refuse a type, certainty or kind of row nobody knows, and a check of a table that is not there."""
    for table in made.tables:
        wrong = [c.heading for c in table.columns if c.type not in TYPES or c.certainty not in CERTAINTIES]
        if table.of not in ROWS_OF or table.certainty not in CERTAINTIES or wrong:
            raise AnnexError(f"{table.id} has rows, a type or a certainty that is not known: {', '.join(wrong)}.")
    named = {table.id for table in made.tables}
    lost = [check.id for check in made.checks if check.table not in named]
    if lost:
        raise AnnexError(f"checks.toml checks tables there are none of: {', '.join(lost)}.")
