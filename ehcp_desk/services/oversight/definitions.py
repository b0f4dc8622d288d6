"""The definitions of the return, read strictly from data: whatever is wrong is named, and nothing is half-read."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from ehcp_desk.domain.return_papers import Polarity
from ehcp_desk.domain.returns import Definition, Definitions, FigureKind, Headings, Window

_NEEDED = {"code", "title", "polarity", "kind", "unit", "window", "measure", "columns", "words", "source"}
_MAY = {"version", "from", "to", "options", "part", "parts_only", "trend", "main", "whole", "over", "only_counted"}
_PART = {"name", "title", "options", "words"}
# Words at the head of a title that say which way is better (needs.md Q12, X8).
_LOWER_WORDS = ("reduce", "reduction", "unassigned", "overdue", "late ", "awaiting", "increase in waiting")
_HIGHER_WORDS = ("increase", "improve", "raise")


class DefinitionError(ValueError):
    """A definition that cannot be used; the message names the indicator and what is wrong."""


@lru_cache(maxsize=1)
def load_definitions() -> Definitions:
    """The definitions that ship with the program.  Raises DefinitionError where the file is wrong."""
    return read_definitions(files("ehcp_desk.rules.returns").joinpath("indicators.toml").read_text(encoding="utf-8"))


def read_definitions(text: str) -> Definitions:
    """Definitions from the text of a file.  Raises DefinitionError for the first thing that is wrong."""
    try:
        body = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise DefinitionError(f"The definitions of the return are not sound TOML: {fault}") from None
    for key in ("version", "from", "indicator"):
        if key not in body:
            raise DefinitionError(f"The definitions of the return do not say {key!r}.")
    every: list[Definition] = []
    for entry in body["indicator"]:
        every.extend(_read(entry, body["from"]))
    _check_together(every)
    canonical = json.dumps(body, sort_keys=True, default=date.isoformat)
    return Definitions(str(body["version"]), hashlib.sha256(canonical.encode()).hexdigest(), tuple(every))


def _read(entry: Mapping[str, Any], since: date) -> list[Definition]:
    code = str(entry.get("code", "(no code)"))
    missing, extra = _NEEDED - set(entry), set(entry) - _NEEDED - _MAY
    if missing or extra:
        what = f"lacks {', '.join(sorted(missing))}" if missing else f"has unknown keys: {', '.join(sorted(extra))}"
        raise DefinitionError(f"{code} {what}.")
    whole = _definition(entry, code, since)
    found = [] if entry.get("parts_only") else [whole]
    for part in entry.get("part", ()):
        if set(part) - _PART or not {"name", "title"} <= set(part):
            raise DefinitionError(f"{code}: a part needs a name and a title, and may have {', '.join(sorted(_PART))}.")
        merged = {**entry, **part, "options": {**entry.get("options", {}), **part.get("options", {})},
                  "polarity": "", "main": False, "trend": False, "whole": bool(entry.get("only_counted"))}  # fmt: skip
        found.append(_definition(merged, f"{code}-{part['name']}", since, of=code))
    return found


def _definition(entry: Mapping[str, Any], code: str, since: date, of: str = "") -> Definition:
    columns = entry["columns"]
    if len(columns) != len(Headings.__dataclass_fields__):
        raise DefinitionError(f"{code}: columns names start, due, end, days and why; leave one empty to leave it out.")
    try:
        made = Definition(
            code=code,
            version=str(entry.get("version", "1")),
            title=entry["title"],
            polarity=Polarity(entry["polarity"]),
            kind=FigureKind(entry["kind"]),
            unit=entry["unit"],
            window=Window(entry["window"]),
            measure=entry["measure"],
            words=entry["words"],
            source=entry["source"],
            valid_from=entry.get("from", since),
            valid_to=entry.get("to"),
            options=MappingProxyType({key: str(value) for key, value in entry.get("options", {}).items()}),
            headings=Headings(*columns),
            of=of,
            trend=bool(entry.get("trend", False)),
            main=bool(entry.get("main", False)),
            whole=bool(entry.get("whole", False)),
            over=str(entry.get("over", "")),
        )
    except ValueError as fault:
        raise DefinitionError(f"{code}: {fault}.") from None
    _check_one(made)
    return made


def _check_one(definition: Definition) -> None:
    title, polarity = definition.title.casefold(), definition.polarity
    if polarity is Polarity.LOWER and title.startswith(_HIGHER_WORDS):
        raise DefinitionError(f"{definition.code}: the title says more is better, the polarity says less is.")
    if polarity is Polarity.HIGHER and title.startswith(_LOWER_WORDS):
        raise DefinitionError(f"{definition.code}: the title says less is better, the polarity says more is.")
    if (definition.kind is FigureKind.RATE) is not (definition.unit == "%"):
        raise DefinitionError(f"{definition.code}: a rate has the unit %, and nothing else has.")
    if definition.over not in ("", "posts", "residents", "months", "places"):
        raise DefinitionError(
            f"{definition.code}: a figure is over posts, residents, months or places, not {definition.over!r}."
        )
    if definition.valid_to is not None and definition.valid_to <= definition.valid_from:
        raise DefinitionError(f"{definition.code}: a version cannot end before it begins.")


def _check_together(every: list[Definition]) -> None:
    """Each code once on any day, and no title twice on a day (needs.md X17)."""
    for place, one in enumerate(every):
        for other in every[:place]:
            overlap = one.valid_from < (other.valid_to or date.max) and other.valid_from < (one.valid_to or date.max)
            if overlap and one.code == other.code:
                raise DefinitionError(f"{one.code} is defined twice for the same day; end the old version first.")
            if overlap and one.title.casefold() == other.title.casefold():
                raise DefinitionError(f"{one.code} and {other.code} have the same title: {one.title}.")
