"""A change as a file of its own: rules re-made and bank holidays, laid over the rules in force; and closures.

The file has the forms of ``ehcp_desk/rules``: whole ``[[rule]]`` entries, and for bank holidays ``[[once]]`` (a day
more), ``[[moved]]`` (a day instead of another), ``[years]`` with ``names`` (whole years anew) and, which only a change
can say, ``[[removed]]`` (a day fewer).  It may also hold ``[[closure]]`` entries (:mod:`ehcp_desk.clock.closures`),
which are facts for the cases they touch and change no law.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any

from ehcp_desk.clock.calendars import FIRST_YEAR, LAST_YEAR, Calendar
from ehcp_desk.clock.closures import Closure, read_closures
from ehcp_desk.clock.dates import with_weekday
from ehcp_desk.clock.loading import check_together, digest_of, parse_text
from ehcp_desk.clock.reading import Place
from ehcp_desk.clock.rule_reading import read_rule
from ehcp_desk.clock.rules import Rule, Ruleset

_HOLIDAYS = ("removed", "moved", "once", "years")
_KEYS = {"about", "rule", "names", "source", "announced_to", "checked", "closure", *_HOLIDAYS}
_SATURDAY = 5
_NEAR = 10


def lay_over(law: Ruleset, file: str, text: str, new: bool = False) -> Ruleset:
    """``law`` with the changes of one file; its name gains the file's.  One that is ``new`` is held to what a change that a
    record applied long ago is not asked: that each day off it names is one more, and can be one.

    A ``[[rule]]`` takes the place of the version with its id, limb and first day, else it is a new version of a rule
    there is: the version before it, if open, then ends the day it begins.  Raises RuleError in one sentence, with
    file, rule, key and the near miss, for whatever cannot be read or changes nothing.  A file of closures alone gives
    ``law`` itself.
    """
    place, table = _tables(file, text)
    if not any(table.get(key) for key in ("rule", *_HOLIDAYS)):
        return law
    rules = list(law.rules)
    for entry in place.items(table, "rule"):
        _put(rules, _rule(place, entry, law))
    check_together(rules)
    changed = {key: value for key, value in table.items() if key in ("rule", "names", *_HOLIDAYS)}
    return replace(
        law,
        name=f"{law.name}+{file.removesuffix('.toml')}",
        digest=digest_of({"law": law.digest, "change": changed}),
        rules=tuple(rules),
        calendar=_calendar(place, table, law.calendar, new),
    )


def check_goes_on(before: Ruleset, after: Ruleset, file: str) -> None:
    """Refuse a change of the law, by this file, after which a time limit that had no last day has one, or for a while none
    is in force.  Raises RuleError naming the day it would stop and what to write.

    Apart from :func:`lay_over`, because a change that a record applied before this was asked must go on being read.
    """
    for rule in after.rules:
        if rule.until is not None and rule.until <= rule.in_force and rule not in before.rules:
            raise Place(file, rule.id).wrong(
                f"'until' ({rule.until}) must be later than 'in_force' ({rule.in_force}): it is the first day the rule is "
                "no longer in force"
            )
    was = _gaps(before.rules)
    for (rule_id, limb), gaps in _gaps(after.rules).items():
        for begins, ends in gaps:
            known = was[rule_id, limb]
            if (begins, ends) in known or (ends is None and any(end is None for _, end in known)):
                continue
            until = f" and until = {ends}" if ends else ""
            raise Place(file, rule_id).wrong(
                f"no time limit would be in force from {begins}{f' to {ends}' if ends else ' on'}"
                f"{f' (limb {limb})' if limb else ''}; write after it a second [[rule]] of this id with "
                f"in_force = {begins}{until} that says what holds from that day"
            )


def _gaps(rules: Iterable[Rule]) -> dict[tuple[str, str], list[tuple[date, date | None]]]:
    """By rule and limb, the days from and before which no version is in force; None where none follows."""
    versions: dict[tuple[str, str], list[Rule]] = {}
    for rule in sorted(rules, key=lambda rule: rule.in_force):
        versions.setdefault((rule.id, rule.limb), []).append(rule)
    found: dict[tuple[str, str], list[tuple[date, date | None]]] = {}
    for key, listed in versions.items():
        follows = [*(rule.in_force for rule in listed[1:]), None]
        found[key] = [(rule.until, then) for rule, then in zip(listed, follows, strict=True)
                      if rule.until is not None and (then is None or rule.until < then)]  # fmt: skip
    return found


def closures_in(file: str, text: str) -> tuple[Closure, ...]:
    """The closures of one file; empty where it has none.  Raises RuleError as :func:`lay_over` does."""
    place, table = _tables(file, text)
    return read_closures(place, table)


def _tables(file: str, text: str) -> tuple[Place, Mapping[str, Any]]:
    """A change file with no key but those it may have and at least one that says something."""
    place = Place(file)
    table = place.table(parse_text(file, text), _KEYS)
    if not any(table.get(key) for key in ("rule", "closure", *_HOLIDAYS)):
        raise place.wrong(
            "it changes nothing; write [[rule]], [[once]], [[moved]], [[removed]], [years] or [[closure]]"
        )
    return place, table


def _rule(place: Place, entry: Any, law: Ruleset) -> Rule:
    rule = read_rule(place, entry, law.reliefs)
    if rule.id not in law.ids:
        raise place.unknown("rule", rule.id, law.ids)
    limbs = {version.limb for version in law.versions(rule.id)}
    if rule.limb not in limbs:
        raise Place(place.file, rule.id).unknown("limb", rule.limb, limbs)
    return rule


def _put(rules: list[Rule], new: Rule) -> None:
    """Put a version in its place among the others of its rule, of which there is at least one."""
    places = [place for place, old in enumerate(rules) if old.id == new.id]
    for place in places:
        old = rules[place]
        if old.limb == new.limb and old.in_force == new.in_force:
            rules[place] = new
            return
        if old.limb == new.limb and old.until is None and old.in_force < new.in_force:
            rules[place] = replace(old, until=new.in_force)
    rules.insert(places[-1] + 1, new)


def _calendar(place: Place, table: Mapping[str, Any], calendar: Calendar, new: bool) -> Calendar:
    """The bank holidays with the file's changes, in the order years, removed, moved, once."""
    if not any(table.get(key) for key in _HOLIDAYS):
        return calendar
    days = dict(calendar.holidays)
    years = _years(place, table, days, new)
    told = frozenset(years) if new else None
    for entry in place.items(table, "removed"):
        row = place.table(entry, {"on", "why", "law"}, needed=("on", "why", "law"))
        del days[_held(place, row, "on", days)]
    for entry in place.items(table, "moved"):
        row = place.table(entry, {"on", "instead_of", "why", "law"}, needed=("on", "instead_of", "why", "law"))
        if _day_more(place, row, days, told) not in days:
            name = days.pop(_held(place, row, "instead_of", days))
            days[_weekday(place, row)] = f"{name} ({place.text(row, 'why')})"
    for entry in place.items(table, "once"):
        row = place.table(entry, {"on", "name", "law"}, needed=("on", "name", "law"))
        _day_more(place, row, days, told)
        days.setdefault(_weekday(place, row), place.text(row, "name"))
    first, last = min([calendar.known_from, *years]), max([calendar.known_to, *years])
    said = {day.isoformat(): name for day, name in sorted(days.items())}
    return Calendar(MappingProxyType(days), first, last, digest_of(said))


def _day_more(place: Place, row: Mapping[str, Any], days: Mapping[date, str], told: frozenset[int] | None) -> date:
    """The day a new change makes a holiday, which must be none already; a year it tells whole has it in its row.  None for
    ``told`` asks nothing."""
    day = _day(place, row, "on")
    if told is not None and day in days and day.year not in told:
        raise place.wrong(
            f"{with_weekday(day)} is a bank holiday already ({days[day]}), so that this would change nothing"
        )
    return day


def _years(place: Place, table: Mapping[str, Any], days: dict[date, str], new: bool) -> list[int]:
    """Whole years anew: the days named in a year's row take the place of that year's days of those names."""
    rows, names = table.get("years", {}), place.words(table, "names")
    if not isinstance(rows, Mapping) or not all(year.isdecimal() for year in rows):
        raise place.wrong("key 'years' must be a table with a row for each year")
    for year, row in rows.items():
        if not isinstance(row, list) or len(row) != len(names):
            found = len(row) if isinstance(row, list) else 0
            raise place.wrong(f"year {year} has {found} days where 'names' has {len(names)}")
        for day in [d for d, name in days.items() if str(d.year) == year and name.split(" (")[0] in names]:
            del days[day]
        if new and not row:
            raise place.wrong(f"year {year} names no day; write 'names' and a day for each of them")
        for name, day in zip(names, row, strict=True):
            if type(day) is not date or str(day.year) != year:
                raise place.wrong(f"{day} stands in the row of {year}")
            days[_weekday(place, {"on": day}) if new else day] = name
    return [int(year) for year in rows]


def _day(place: Place, row: Mapping[str, Any], key: str) -> date:
    day = place.needed_day(row, key)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise place.wrong(f"key {key!r} must be a date from {FIRST_YEAR} to {LAST_YEAR}")
    return day


def _weekday(place: Place, row: Mapping[str, Any]) -> date:
    day = _day(place, row, "on")
    if day.weekday() >= _SATURDAY:
        raise place.wrong(f"{with_weekday(day)} is no working day in any case; write the day off in its stead")
    return day


def _held(place: Place, row: Mapping[str, Any], key: str, days: Mapping[date, str]) -> date:
    """A day that is a bank holiday now."""
    day = _day(place, row, key)
    if day not in days:
        near = min(days, key=lambda held: abs((held - day).days), default=day)
        hint = f"; the nearest is {with_weekday(near)}" if near != day and abs((near - day).days) <= _NEAR else ""
        raise place.wrong(f"{with_weekday(day)} is not a bank holiday{hint}")
    return day
