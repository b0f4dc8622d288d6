"""Reading the rule files, strictly: whatever is wrong is named with its file, its rule, its key and the near miss."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from ehcp_desk.clock.calendars import Calendar
from ehcp_desk.clock.model import Relief
from ehcp_desk.clock.reading import Place, RuleError
from ehcp_desk.clock.rule_reading import read_rule
from ehcp_desk.clock.rules import Rule, Ruleset

__all__ = [
    "RuleError", "check_together", "digest_of", "load_packaged", "load_texts", "packaged_texts", "parse_text",
    "read_calendar",
]  # fmt: skip

MANIFEST = "england.toml"
HOLIDAYS = "bank_holidays_england.toml"
RELIEFS = "relief.toml"
_HOLIDAY_KEYS = {"source", "announced_to", "checked", "names", "once", "moved", "years"}
_RELIEF_KEYS = {"id", "title", "short", "law", "effect"}


@lru_cache(maxsize=1)
def load_packaged() -> Ruleset:
    """The ruleset that ships with the program; read once.  Raises RuleError where a file is wrong."""
    return load_texts(packaged_texts())


def packaged_texts() -> dict[str, str]:
    """The text of every rule file that ships with the program, by file name; works from a frozen program too."""
    room = files("ehcp_desk.rules")
    return {entry.name: entry.read_text(encoding="utf-8") for entry in room.iterdir() if entry.name.endswith(".toml")}


def load_texts(texts: Mapping[str, str]) -> Ruleset:
    """A ruleset from the text of its files, by file name.  Raises RuleError for the first thing that is wrong."""
    tables = {name: parse_text(name, text) for name, text in sorted(texts.items())}
    home = Place(MANIFEST)
    manifest = home.table(_file(tables, MANIFEST), {"name", "version", "files", "note"}, ("name", "version", "files"))
    version = home.needed_day(manifest, "version")
    reliefs = _read_reliefs(_file(tables, RELIEFS))
    rules: list[Rule] = []
    for name in home.words(manifest, "files"):
        place = Place(name)
        body = place.table(_file(tables, name), {"rule", "about"})
        rules.extend(read_rule(place, entry, reliefs) for entry in place.items(body, "rule"))
    check_together(rules)
    return Ruleset(
        name=f"{home.text(manifest, 'name')}@{version.isoformat()}",
        digest=digest_of(tables),
        rules=tuple(rules),
        reliefs=MappingProxyType(reliefs),
        calendar=read_calendar(_file(tables, HOLIDAYS)),
    )


def read_calendar(table: Mapping[str, Any]) -> Calendar:
    """The bank holidays of a parsed holiday file.  Raises RuleError where a row is short or a date misplaced."""
    place = Place(HOLIDAYS)
    body = place.table(table, _HOLIDAY_KEYS, needed=("names", "years"))
    names = place.words(body, "names")
    holidays: dict[date, str] = {}
    for year, days in body["years"].items():
        if not isinstance(days, list) or len(days) != len(names):
            raise place.wrong(f"year {year} has {len(days)} days where {len(names)} are named")
        for name, day in zip(names, days, strict=True):
            if not isinstance(day, date) or str(day.year) != year:
                raise place.wrong(f"{day} stands in the row of {year}")
            holidays[day] = name
    for entry in place.items(body, "once"):
        extra = place.table(entry, {"on", "name", "law"}, needed=("on", "name", "law"))
        holidays[extra["on"]] = place.text(extra, "name")
    for entry in place.items(body, "moved"):
        moved = place.table(entry, {"on", "instead_of", "why", "law"}, needed=("on", "instead_of", "why", "law"))
        if moved["on"] not in holidays:
            raise place.wrong(f"the day moved to {moved['on']} is missing from its year")
        holidays[moved["on"]] += f" ({place.text(moved, 'why')})"
    years = [int(year) for year in body["years"]]
    return Calendar(MappingProxyType(holidays), min(years), max(years), digest_of({HOLIDAYS: table}))


def parse_text(name: str, text: str) -> dict[str, Any]:
    """The tables of a file.  Raises RuleError where it is no TOML, or nests brackets deeper than anybody means to."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise RuleError(f"{name} is not sound TOML: {problem}") from None
    except RecursionError:
        raise RuleError(f"{name} is not sound TOML: brackets stand in brackets too deep to be read.") from None


def _file(tables: Mapping[str, dict[str, Any]], name: str) -> dict[str, Any]:
    if name not in tables:
        raise RuleError(f"The rule file {name} is missing.")
    return tables[name]


def _read_reliefs(table: Mapping[str, Any]) -> dict[str, Relief]:
    place = Place(RELIEFS)
    found: dict[str, Relief] = {}
    for entry in place.items(place.table(table, {"relief", "about"}), "relief"):
        row = place.table(entry, _RELIEF_KEYS, needed=sorted(_RELIEF_KEYS))
        found[row["id"]] = Relief(row["id"], row["title"], row["law"], row["effect"], row["short"])
    return found


def check_together(rules: Iterable[Rule]) -> None:
    """Checks that need all the rules: names of other rules, and versions of one limb that overlap.

    Raises RuleError for the first that is wrong.
    """
    rules = tuple(rules)
    ids = {rule.id for rule in rules}
    seen: dict[tuple[str, str], list[Rule]] = {}
    for rule in rules:
        place = Place(rule.source_file, rule.id)
        others = set(rule.unless_open) | set(rule.only_if_open)
        others.update(named for match in rule.matches for named in match.asks_of_appeals)
        if rule.combined:
            others.add(rule.combined.other)
        if rule.unknown:
            others.update(rule.unknown.while_open)
        for other in sorted(others - ids):
            raise place.unknown("rule", other, ids)
        for twin in seen.setdefault((rule.id, rule.limb), []):
            if twin.in_force < (rule.until or date.max) and rule.in_force < (twin.until or date.max):
                raise place.wrong("two versions are in force on the same day")
        seen[rule.id, rule.limb].append(rule)


def digest_of(tables: Mapping[str, Any]) -> str:
    """SHA-256 over what tables mean, whatever their order, spacing and comments."""
    canonical = json.dumps(tables, sort_keys=True, default=date.isoformat)
    return hashlib.sha256(canonical.encode()).hexdigest()
