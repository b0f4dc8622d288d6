"""The profiles, rules, codes and disputed points of SEN2, read strictly from data."""

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

from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.ethnicities import ETHNICITIES
from ehcp_desk.domain.sen2 import Item, Need, Point, Profile, Sen2Rule, Severity

ETHNICITY = "ethnicity"
_TYPES = frozenset({"text", "date", "moment", "year", "serial", "code", ETHNICITY, "la", "urn", "ukprn", "upn", "uln",
                    "postcode"})  # fmt: skip


class ProfileError(ValueError):
    """A file of SEN2 data that cannot be used; the message names the file and what is wrong."""


def _read(name: str) -> Mapping[str, Any]:
    try:
        return tomllib.loads(files("ehcp_desk.rules.sen2").joinpath(name).read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as fault:
        raise ProfileError(f"{name} is not sound TOML: {fault}") from None


@lru_cache(maxsize=1)
def years() -> tuple[int, ...]:
    """The years whose return can be made, oldest first."""
    names = (path.name for path in files("ehcp_desk.rules.sen2").iterdir())
    return tuple(sorted(int(name[:4]) for name in names if name[:4].isdigit() and name.endswith(".toml")))


@lru_cache(maxsize=1)
def census_days() -> Mapping[int, date]:
    """The census day of every year known, whether or not its return can be made."""
    return MappingProxyType({int(year): day for year, day in _read("councils.toml")["years"].items()})


def load_profile(year: int, setting_tag: str = "SENsetting", work_tags: str = "WBP") -> Profile:
    """The profile of one year, with disputed tags spelt as chosen.  Raises BadInput for a year there is none of."""
    if year not in years():
        known = ", ".join(map(str, years()))
        raise BadInput(f"There is no SEN2 profile for {year}; these years can be returned: {known}.")
    return _profile(year, setting_tag, work_tags)


@lru_cache(maxsize=16)
def _profile(year: int, setting_tag: str, work_tags: str) -> Profile:
    written = {"SENsetting": setting_tag}
    if work_tags != "WBP":
        written |= {"PlanWBP": f"Plan{work_tags}", "WBP": work_tags}
    return read_profile(_read(f"{year}.toml"), f"{year}.toml", written)


def read_profile(body: Mapping[str, Any], name: str, written: Mapping[str, str]) -> Profile:
    """A profile from what its file says.  Raises ProfileError naming what is wrong."""
    for key in ("year", "census", "codes", "module"):
        if key not in body:
            raise ProfileError(f"{name} does not say {key!r}.")
    codes = {key: tuple(value) for key, value in body["codes"].items()}
    modules = {m["name"]: tuple(_item(entry, codes, written, name) for entry in m["items"]) for m in body["module"]}
    wanted = {item.module for items in modules.values() for item in items if item.module}
    if wanted - modules.keys():
        raise ProfileError(f"{name} names modules it does not hold: {', '.join(sorted(wanted - modules.keys()))}.")
    canonical = json.dumps([body, dict(written)], sort_keys=True, default=date.isoformat)
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    return Profile(body["year"], body["census"], body.get("deadline"), MappingProxyType(modules), digest)


def _item(
    entry: Mapping[str, Any], codes: Mapping[str, tuple[str, ...]], written: Mapping[str, str], name: str
) -> Item:
    if "module" in entry:
        module = entry["module"]
        return Item(module, module, module=module, least=entry["least"], most=entry["most"])
    tag, type_ = entry["tag"], entry["type"]
    if type_ not in _TYPES or (type_ == "code" and entry.get("codes") not in codes):
        raise ProfileError(f"{name}: {tag} has a type or a set of codes that is not known.")
    allowed = tuple(ETHNICITIES) if type_ == ETHNICITY else codes.get(entry.get("codes", ""), ())
    return Item(tag, written.get(tag, tag), entry["no"], type_, Need(entry["need"]), allowed)


@lru_cache(maxsize=1)
def load_rules() -> Mapping[str, Sen2Rule]:
    """Every rule by its id.  Raises ProfileError where one cannot be read."""
    found = {}
    for entry in _read("rules.toml")["rule"]:
        try:
            rule = Sen2Rule(
                entry["id"], Severity(entry["severity"]), entry["level"], tuple(entry["items"]), entry["says"],
                entry["source"], entry["inferred"], entry["from"], entry["dfe"], entry.get("needs", ""),
                entry.get("never", ""),
            )  # fmt: skip
        except (KeyError, ValueError) as fault:
            raise ProfileError(f"rules.toml: {entry.get('id', '(no id)')} cannot be read: {fault}.") from None
        found[rule.id] = rule
    return MappingProxyType(found)


@lru_cache(maxsize=1)
def load_points() -> Mapping[str, Point]:
    """What the sources disagree about, by name."""
    points = (Point(p["name"], p["title"], p["asks"], p["choices"]) for p in _read("disputed.toml")["point"])
    return MappingProxyType({point.name: point for point in points})


@lru_cache(maxsize=1)
def councils() -> Mapping[str, str]:
    """The councils of England by code."""
    return MappingProxyType(_read("councils.toml")["councils"])


@lru_cache(maxsize=1)
def invented() -> Mapping[str, str]:
    """The invented councils of the demonstration by code."""
    return MappingProxyType(_read("councils.toml")["demonstration"])


@lru_cache(maxsize=1)
def upn_councils() -> frozenset[str]:
    """The codes that may stand in characters 2 to 4 of a UPN."""
    found = set()
    for text in _read("councils.toml")["upn"]["ranges"]:
        first, _, last = text.partition("-")
        found |= {f"{n:03d}" for n in range(int(first), int(last or first) + 1)}
    return frozenset(found)


def councils_for(own: str) -> Mapping[str, str]:
    """The codes another council may have: the invented ones only for a return of the demonstration."""
    return councils() if own not in invented() else {**councils(), **invented()}


OUTSIDE = "XXX"
"""The code of an authority outside England, in Exported and TransferLA."""


@lru_cache(maxsize=1024)
def council_code(text: str) -> str:
    """The code a council is meant by: its code, its name with or without Council, XXX; empty where none is."""
    words = " ".join(text.split())
    if words.upper() == OUTSIDE or words in councils() or words in invented():
        return words.upper()
    wanted = _plain(words)
    return next((c for c, name in {**councils(), **invented()}.items() if _plain(name) == wanted), "")


def _plain(name: str) -> str:
    words = name.casefold().replace(",", " ").split()
    return " ".join(w for w in words if w not in ("council", "county", "borough", "city", "of", "the", "metropolitan"))
