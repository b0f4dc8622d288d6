"""A return held against the case on record it is about: what is new to the record, and what the two say otherwise.

Differences are said in the certificate and never written: the record stands (docs/decisions/sen2.md, Read back).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from ehcp_desk.clock.model import Fact
from ehcp_desk.domain.importing import KnownCase
from ehcp_desk.exchange.sen2.as_facts import AsFacts
from ehcp_desk.services.oversight.sen2.plans import RESIDENTIAL
from ehcp_desk.services.oversight.sen2.profiles import council_code
from ehcp_desk.services.oversight.sen2.requests import SOURCES

Flag = tuple[str, str, str]
"""What differs (a kind of fact, or one thing it says), what the file says, and how the record stands to it."""
_TOLD = "told_in_return"
_YEARS = frozenset({"decided_before", "issued_before"})
"""Told without a day of a plan or decision from before some year: which year's return says so makes no difference."""
_WHEREVER = frozenset({"needs_recorded", "upn_unknown", "personal_budget", "setting_named", "address"})
"""A return says these as they are, without their day: they are held against what the record says last."""
_MADE_UP = frozenset({"setting", "by", "planned", "type", "basis", "address"})
"""Reading back writes these itself; no return says them."""
_NOT_BESIDE_A_PLAN = frozenset({"no_plan_decision_notified", "plan_decision_notified", "request_withdrawn"})
_ANOTHER_DAY = "the record says another day; the record stands"


def held_against(known: KnownCase, said: AsFacts, own: Sequence[Fact]) -> tuple[tuple[Fact, ...], list[Flag]]:
    """The facts the record has none of, and everything the return says otherwise than the record.

    ``own`` is what the record's own return of the year says of the case, which is no news of it: how it came to say a
    flag, a need in words or the start of an amended plan is on it already.
    """
    kinds = {fact.kind for fact in known.facts}
    fresh: list[Fact] = []
    flags: list[Flag] = []
    for fact in said.facts:
        if fact in own:
            continue
        if fact.kind == _TOLD and (before := _told_before(fact, known.facts)):
            flags += _item_differs(fact, before)
        elif fact.kind in kinds and fact.kind != _TOLD:
            flags += _differs(fact, known, said.last)
        elif why := _goes_against(fact, said, known):
            flags.append((fact.kind, fact.on.isoformat(), why))
        else:
            fresh.append(fact)
    return tuple(fresh), flags


def _told_before(fact: Fact, facts: Sequence[Fact]) -> list[Fact]:
    """What the record was told of the same item: of that day, or of any where it is the same."""
    item, value = fact.attrs["item"], fact.attrs["value"]
    alike = [f for f in facts if f.kind == _TOLD and f.attrs.get("item") == item]
    return [f for f in alike if item in _YEARS or f.on == fact.on or f.attrs.get("value") == value]


def _item_differs(fact: Fact, before: Sequence[Fact]) -> Iterator[Flag]:
    item, value = fact.attrs["item"], fact.attrs["value"]
    held = [f.attrs.get("value", "") for f in before]
    if item not in _YEARS and value not in held:
        yield f"{_TOLD}: {item}", value, f"the record has {held[-1]}, which stands"


def _differs(fact: Fact, known: KnownCase, last: date) -> Iterator[Flag]:
    """What a fact says otherwise than those of its kind on the record."""
    ours = [f for f in known.standing or known.facts if f.kind == fact.kind]
    alike = ours
    if fact.kind in _WHEREVER:
        alike = _latest([f for f in ours if f.on <= last] or ours, fact)
    elif not fact.approximate:
        alike = [f for f in ours if f.on == fact.on]
        if not alike:
            if all(f.on != fact.on for f in known.facts if f.kind == fact.kind):
                yield fact.kind, _all_of(fact), _ANOTHER_DAY
            return
    rank = fact.attrs.get("rank", "")
    ranked = [f for f in alike if not rank or f.attrs.get("rank", "") in ("", rank)]
    if alike and not ranked:
        yield fact.kind, _all_of(fact), f"the record has none of rank {rank}; the record stands"
        return
    for name, value in fact.attrs.items():
        theirs = [f.attrs.get(name, "") for f in ranked]
        if ranked and name not in _MADE_UP and not any(_same(name, value, one) for one in theirs):
            stands = next((one for one in reversed(theirs) if one), "")
            yield (
                f"{fact.kind}: {name}",
                value,
                f"the record has {stands}, which stands" if stands else "the record does not say",
            )


def _latest(facts: Sequence[Fact], like: Fact) -> list[Fact]:
    """What stood last; of an address any, since only the home of now is told and the record holds several at a time."""
    if like.kind == "address":
        return list(facts)
    rank = like.attrs.get("rank", "")
    of_rank = [f for f in facts if f.attrs.get("rank", "") == rank] or facts
    newest = max((f.on for f in of_rank), default=None)
    return [f for f in of_rank if f.on == newest]


def _all_of(fact: Fact) -> str:
    """The day with what is said of it."""
    said = ", ".join(f"{name} {value}" for name, value in fact.attrs.items() if name not in _MADE_UP)
    return f"{fact.on.isoformat()}: {said}" if said else fact.on.isoformat()


def _same(name: str, said: str, held: object) -> bool:
    theirs = str(held)
    if name == "source":
        return SOURCES.get(said.casefold()) == SOURCES.get(theirs.casefold())
    if name == "youth_accommodation":  # a return says no of everybody of whom nothing was recorded
        return said == (theirs or "no")
    if name == "residential":
        return said == theirs or any(said == bands.get(theirs) for bands in RESIDENTIAL.values())
    if name in ("from_authority", "to_authority"):
        return (council_code(said) or said) == (council_code(theirs) or theirs)
    return said.replace(" ", "").casefold() == theirs.replace(" ", "").casefold()


def _goes_against(fact: Fact, said: AsFacts, known: KnownCase) -> str:
    """Why a step the record lacks would go against what it has: a refusal taken back that it does not know, no plan where
    it has one and the return has none."""
    record = known.standing or known.facts
    decisions = [f for f in record if f.kind == "assess_decision_notified"]
    if fact.kind == "agreed_to_assess" and decisions and all(f.attrs.get("outcome") != "refuse" for f in decisions):
        return "it follows a refusal the record does not have; the record stands"
    if fact.kind in _NOT_BESIDE_A_PLAN and not any(f.kind == "final_plan_sent" for f in said.facts):
        asked = min((f.on for f in said.facts if f.kind == "request_received"), default=date.min)
        plan = next((f.on for f in record if f.kind == "final_plan_sent" and asked <= f.on <= fact.on), None)
        if plan is not None:
            return f"the record has a plan of {plan.isoformat()}, which stands"
    return ""
