"""One ``[[rule]]`` of a rule file, read into a :class:`Rule` with every word checked."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from ehcp_desk.clock.counting import Period, Phrase, Unit
from ehcp_desk.clock.dates import read_iso
from ehcp_desk.clock.facts import FACT_KINDS, AttrType
from ehcp_desk.clock.model import Evidence, Force, Relief
from ehcp_desk.clock.reading import Place
from ehcp_desk.clock.rules import Choice, Combination, Expiry, Match, Rule, UnknownWhen

_NEEDED = (
    "id", "duty", "actor", "law", "summary", "phrase", "period", "force", "evidence", "tier", "trigger", "in_force",
    "checked",
)  # fmt: skip
_OPTIONAL = (
    "until", "limb", "subject", "repeat", "roll", "on_expiry", "met_by", "ended_by", "revived_by", "hardened_by",
    "held_by", "released_by", "count_from", "lookback_days", "unless_open", "only_if_open", "or_run_out", "only_under_five",
    "needs_plan", "reliefs", "combined", "unknown", "note", "changes",
)  # fmt: skip
_KEYS = set(_NEEDED) | set(_OPTIONAL)
_MATCH_KEYS = {"fact", "when", "unless", "why", "after", "late", "unless_open", "only_after_due", "since",
               "lodged_while", "alone", "unless_lodged_while"}  # fmt: skip
_TIERS = ("core", "extended")
_REPEATS = ("new", "same", "each")
_PLANS = ("", "kept", "made", "held")
_LATE = ("", "ended", "held", "nothing")
_LONGEST = {"weeks": 520, "less_weeks": 520, "months": 120, "days": 3650}
_LONGEST_IN_DAYS = 2500  # of the days that are counted one by one: ten years of working days


def read_rule(file: Place, entry: Any, reliefs: Mapping[str, Relief]) -> Rule:
    """The rule a table describes.  Raises RuleError for an unknown or missing key, fact, attribute, value or relief."""
    named = entry.get("id") if isinstance(entry, Mapping) else None
    place = Place(file.file, named if isinstance(named, str) and named else "without an id")
    table = place.table(entry, _KEYS, needed=_NEEDED)
    if not place.text(table, "id"):
        raise place.wrong("key 'id' is empty")
    checked = place.table(table["checked"], {"on", "against"}, needed=("on", "against"))
    for relief in place.words(table, "reliefs"):
        if relief not in reliefs:
            raise place.unknown("relief", relief, reliefs)
    phrase = place.one_of(table, "phrase", Phrase)
    return Rule(
        id=place.rule,
        duty=place.text(table, "duty"),
        actor=place.text(table, "actor"),
        law=place.text(table, "law"),
        summary=place.text(table, "summary"),
        phrase=phrase,
        period=_period(place, table["period"], phrase),
        force=place.one_of(table, "force", Force),
        evidence=place.one_of(table, "evidence", Evidence),
        tier=_word(place, table, "tier", _TIERS),
        in_force=place.needed_day(table, "in_force"),
        until=place.day(table, "until"),
        checked_on=place.needed_day(checked, "on"),
        checked_against=place.text(checked, "against"),
        limb=place.text(table, "limb"),
        same_run=_word(place, table, "repeat", _REPEATS, "new") == "same",
        one_by_one=table.get("repeat") == "each",
        roll=_word(place, table, "roll", ("none", "tribunal"), "none") == "tribunal",
        expiry=place.one_of(table, "on_expiry", Expiry, Expiry.OVERDUE),
        lookback_days=place.number(table, "lookback_days"),
        unless_open=place.words(table, "unless_open"),
        only_if_open=place.words(table, "only_if_open"),
        or_run_out=place.flag(table, "or_run_out"),
        under_five=place.flag(table, "only_under_five"),
        needs_plan=_word(place, table, "needs_plan", _PLANS),
        reliefs=place.words(table, "reliefs"),
        note=place.text(table, "note"),
        changes=place.words(table, "changes"),
        source_file=file.file,
        **_facts(place, table),
    )


def _facts(place: Place, table: Mapping[str, Any]) -> dict[str, Any]:
    """The parts of a rule that name facts."""
    lists = ("trigger", "met_by", "ended_by", "revived_by", "hardened_by", "held_by", "released_by")
    found: dict[str, Any] = {key: tuple(_match(place, key, item) for item in place.items(table, key)) for key in lists}
    subject = place.text(table, "subject")
    for match in found["trigger"] if subject else ():
        if subject not in FACT_KINDS[match.fact].attrs:
            raise place.unknown(f"attribute of {match.fact}", subject, FACT_KINDS[match.fact].attrs)
    if subject and table.get("repeat") != "same":
        raise place.wrong("a rule with a 'subject' must say repeat = 'same'")
    count_from = place.words(table, "count_from")
    for named in count_from:
        kind, _, attr = named.partition(".")
        known = FACT_KINDS[_known_fact(place, kind)].attrs
        if attr and (attr not in known or known[attr].type is not AttrType.DATE):
            raise place.unknown(f"day of {kind}", attr, [name for name in known if known[name].type is AttrType.DATE])
    return {
        **found,
        "subject": subject,
        "count_from": count_from,
        "combined": _combination(place, table.get("combined")),
        "unknown": _unknown(place, table.get("unknown")),
    }


def _period(place: Place, given: Any, phrase: Phrase) -> Period:
    units = {unit.value for unit in Unit}
    table = place.table(given, units | {"less_weeks"})
    named = [key for key in table if key != "less_weeks"]
    if len(named) != 1:
        raise place.wrong("'period' must name one unit")
    if (phrase is Phrase.FIXED) != (named[0] == Unit.FIXED):
        raise place.wrong("a fixed period goes with the phrase 'fixed' and with no other")
    if named[0] != Unit.FIXED:
        return Period(Unit(named[0]), _amount(place, table, named[0]))
    month, day = _day_of_year(place, place.text(table, Unit.FIXED))
    return Period(Unit.FIXED, _amount(place, table, "less_weeks"), month, day)


def _amount(place: Place, table: Mapping[str, Any], unit: str) -> int:
    """How many of a unit.  The tables of days do not reach much further than the dates a fact may have."""
    amount = place.number(table, unit)
    longest = _LONGEST.get(unit, _LONGEST_IN_DAYS)
    if amount > longest:
        raise place.wrong(
            f"key {unit!r} is {amount}, and no time limit is longer than ten years; write at most {longest}"
        )
    return amount


def _day_of_year(place: Place, text: str) -> tuple[int, int]:
    """A day of every year, written MM-DD."""
    try:
        named_day = read_iso(f"2001-{text}")
    except ValueError:
        raise place.wrong(f"{text!r} is not a day of every year; write it as MM-DD") from None
    return named_day.month, named_day.day


def _match(place: Place, key: str, given: Any) -> Match:
    if isinstance(given, str):
        given = {"fact": given}
    table = place.table(given, _MATCH_KEYS, needed=("fact",))
    kind = _known_fact(place, table["fact"])
    after = place.words(table, "after")
    for other in after:
        _known_fact(place, other)
    if key == "ended_by" and not table.get("why"):
        raise place.wrong(f"'ended_by' {kind} must say why the duty falls away")
    return Match(
        fact=kind,
        when=_conditions(place, kind, table.get("when", {})),
        unless=_conditions(place, kind, table.get("unless", {})),
        why=place.text(table, "why"),
        after=after,
        late=_word(place, table, "late", _LATE),
        unless_open=place.words(table, "unless_open"),
        only_after_due=place.flag(table, "only_after_due"),
        since=_day_of_year(place, place.text(table, "since")) if "since" in table else None,
        lodged_while=place.words(table, "lodged_while"),
        alone=place.flag(table, "alone"),
        unless_lodged_while=place.words(table, "unless_lodged_while"),
    )


def _conditions(place: Place, kind: str, given: Any) -> Mapping[str, tuple[str, ...]]:
    attrs = FACT_KINDS[kind].attrs
    found: dict[str, tuple[str, ...]] = {}
    for name, value in place.table(given, set(attrs)).items():
        values = (value,) if isinstance(value, str) else tuple(value)
        for word in values:
            if attrs[name].type is AttrType.CHOICE and word not in attrs[name].values:
                raise place.unknown(f"value of {kind} {name}", word, attrs[name].values)
        found[name] = values
    return MappingProxyType(found)


def _combination(place: Place, given: Any) -> Combination | None:
    if given is None:
        return None
    table = place.table(given, {"choice", "with"}, needed=("choice", "with"))
    return Combination(place.one_of(table, "choice", Choice), place.text(table, "with"))


def _unknown(place: Place, given: Any) -> UnknownWhen | None:
    if given is None:
        return None
    table = place.table(given, {"why", "while_open", "after", "without"}, needed=("why",))
    after, without = place.words(table, "after"), place.words(table, "without")
    for kind in after + without:
        _known_fact(place, kind)
    return UnknownWhen(place.text(table, "why"), place.words(table, "while_open"), after, without)


def _known_fact(place: Place, kind: str) -> str:
    if kind not in FACT_KINDS:
        raise place.unknown("fact", kind, FACT_KINDS)
    return kind


def _word(place: Place, table: Mapping[str, Any], key: str, known: tuple[str, ...], default: str = "") -> str:
    value = place.text(table, key, default)
    if value not in known:
        raise place.unknown(key, value, known)
    return value
