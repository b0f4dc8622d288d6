"""The tribunal's page limits and the words documents are sorted by, read strictly from ``rules/tribunal``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Any

from ehcp_desk.clock.reading import RuleError
from ehcp_desk.domain.bundles import PARTS, AppealType

FILE = "bundle_limits.toml"
CERTAINTY: Mapping[str, str] = {
    "summaries": "from summaries; the text of the direction has not been read",
    "unconfirmed": "not confirmed, even by the summaries",
    "confirmed": "confirmed from the text",
}


@dataclass(frozen=True, slots=True)
class Limit:
    """So many pages at most, with where that comes from; ``apply`` False shows it and never fails it."""

    pages: int
    source: str
    certainty: str
    apply: bool = True


@dataclass(frozen=True, slots=True)
class Sorting:
    """Words that say where a document goes: a part, ``evidence`` or ``out``, and why where it is left out."""

    kind: str
    to: str
    words: tuple[str, ...]
    why: str = ""


@dataclass(frozen=True, slots=True)
class BundleRules:
    """The data file whole: the direction, limits by part, by appeal type and of one paper, and the sorting words."""

    name: str
    source: str
    certainty: str
    issued: date
    listed_after: date
    parts: Mapping[str, Limit]
    evidence: Mapping[AppealType, Limit]
    report: Limit
    summary_pages: int
    report_years: int
    statement: Limit
    sorting: tuple[Sorting, ...]
    family: tuple[str, ...]

    def limit(self, part: str, kind: AppealType) -> Limit | None:
        """The limit of a part in an appeal of this type; None where there is none."""
        return self.evidence[kind] if part in ("council", "parent") else self.parts.get(part)


@lru_cache(maxsize=1)
def bundle_rules() -> BundleRules:
    """The rules that ship with the desk."""
    return read_rules((files("ehcp_desk.rules.tribunal") / FILE).read_text(encoding="utf-8"))


def read_rules(text: str) -> BundleRules:
    """The rules of a file's text.  Raises RuleError, naming what is wrong, where it is not such a file."""
    try:
        data = tomllib.loads(text)
        direction, report = data["direction"], data["report"]
        made = BundleRules(
            name=direction["name"],
            source=direction["source"],
            certainty=_certainty(direction),
            issued=direction["issued"],
            listed_after=direction["listed_after"],
            parts={row["part"]: _limit(row) for row in data["limit"]},
            evidence={AppealType(row["type"]): _limit(row) for row in data["evidence"]},
            report=_limit(report),
            summary_pages=int(report["summary_pages"]),
            report_years=int(report["years"]),
            statement=_limit(data["statement"]),
            sorting=tuple(_sorting(row) for row in data["sort"]),
            family=tuple(data["family"]["words"]),
        )
    except (tomllib.TOMLDecodeError, KeyError, ValueError, TypeError) as wrong:
        raise RuleError(f"{FILE}: {type(wrong).__name__} at {wrong}; put the file right.") from wrong
    missing = [kind for kind in AppealType if kind not in made.evidence]
    if missing or not set(made.parts) <= set(PARTS):
        raise RuleError(f"{FILE} has no limit of evidence for {', '.join(missing) or 'a part that exists'}.")
    return made


def _limit(row: Mapping[str, Any]) -> Limit:
    return Limit(int(row["pages"]), str(row["source"]), _certainty(row), bool(row["apply"]))


def _certainty(row: Mapping[str, Any]) -> str:
    if row["certainty"] not in CERTAINTY:
        raise ValueError(f"certainty {row['certainty']}")
    return str(row["certainty"])


def _sorting(row: Mapping[str, Any]) -> Sorting:
    if row["to"] not in {*PARTS, "evidence", "out"}:
        raise ValueError(f"sort to {row['to']}")
    return Sorting(row["kind"], row["to"], tuple(w.casefold() for w in row["words"]), row.get("why", ""))
