"""A rule of law as a value: when it starts, how long it gives, what meets it, what ends it and what relieves it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from ehcp_desk.clock.calendars import Calendar
from ehcp_desk.clock.counting import Period, Phrase
from ehcp_desk.clock.model import Evidence, Fact, Force, Relief


class Expiry(StrEnum):
    """What happens when the due date passes and nothing has met the rule."""

    OVERDUE = "overdue"
    NOT_BINDING = "not_binding"
    LAPSES = "lapses"
    SATISFIED = "satisfied"


class Choice(StrEnum):
    """How two limits that pull in different directions are reconciled."""

    EARLIER = "earlier_of"
    LATER = "later_of"
    KNOWLEDGE = "by_knowledge"


@dataclass(frozen=True, slots=True)
class Match:
    """Facts of one kind whose attributes have (``when``) and have not (``unless``) certain values.

    ``why`` is the reason to show where the fact ends a duty; ``after`` names the kinds of fact whose ending this one
    may undo; ``late`` says what a late fact leaves behind where that is not "met late": the limit ended, held all the same,
    or as it was; ``unless_open`` names rules
    which must not be running for the fact to have its effect; ``only_after_due`` holds it back until the due date;
    ``since`` is a month and day: the fact counts from the last of them before the due date; ``lodged_while`` names rules
    one of which must have been running when the appeal the fact decides was lodged, ``unless_lodged_while`` rules under
    which no appeal still undecided may have been lodged; ``alone`` means a fact that answers nothing recorded before: an
    appeal sent on that is not recorded as received, a decision not to amend that no review waits for.
    """

    fact: str
    when: Mapping[str, tuple[str, ...]]
    unless: Mapping[str, tuple[str, ...]]
    why: str = ""
    after: tuple[str, ...] = ()
    late: str = ""
    unless_open: tuple[str, ...] = ()
    only_after_due: bool = False
    since: tuple[int, int] | None = None
    lodged_while: tuple[str, ...] = ()
    alone: bool = False
    unless_lodged_while: tuple[str, ...] = ()

    @property
    def asks_of_appeals(self) -> tuple[str, ...]:
        """The rules it asks of appeals whether they were running when one was lodged."""
        return self.lodged_while + self.unless_lodged_while

    def holds(self, attrs: Mapping[str, str]) -> bool:
        """True where a fact of this kind with these attributes is meant."""
        for name, values in self.when.items():
            if attrs.get(name) not in values:
                return False
        return all(attrs.get(name) not in values for name, values in self.unless.items())

    def counts(self, on: date, due: date) -> bool:
        """True where a fact of day ``on`` counts at all for a limit whose last day is ``due``."""
        if self.only_after_due:
            return on >= due
        if self.since is None:
            return True
        since = date(due.year, *self.since)
        return on >= (since if since < due else since.replace(year=due.year - 1))


def first_match(matches: tuple[Match, ...], kind: str, attrs: Mapping[str, str], alone: bool = True) -> Match | None:
    """The match that decides what a fact of this kind with these attributes does; None where none means it.

    One that answers what was recorded before (not ``alone``) is not meant where it must stand alone.
    """
    for match in matches:
        if match.fact == kind and (alone or not match.alone) and match.holds(attrs):
            return match
    return None


@dataclass(frozen=True, slots=True)
class UnknownWhen:
    """When to say that a rule could apply next but its trigger is not recorded, and the words for it."""

    why: str
    while_open: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Combination:
    """This limit and another one, of which only the earlier, the later or the fitting one governs."""

    choice: Choice
    other: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One time limit, one version of it.  See ``rules/README.md`` for every key of the files it is read from."""

    id: str
    duty: str
    actor: str
    law: str
    summary: str
    phrase: Phrase
    period: Period
    force: Force
    evidence: Evidence
    tier: str
    trigger: tuple[Match, ...]
    met_by: tuple[Match, ...]
    in_force: date
    checked_on: date
    checked_against: str
    until: date | None = None
    limb: str = ""
    subject: str = ""
    same_run: bool = False
    one_by_one: bool = False
    roll: bool = False
    expiry: Expiry = Expiry.OVERDUE
    ended_by: tuple[Match, ...] = ()
    revived_by: tuple[Match, ...] = ()
    hardened_by: tuple[Match, ...] = ()
    held_by: tuple[Match, ...] = ()
    released_by: tuple[Match, ...] = ()
    count_from: tuple[str, ...] = ()
    lookback_days: int = 0
    unless_open: tuple[str, ...] = ()
    only_if_open: tuple[str, ...] = ()
    or_run_out: bool = False
    under_five: bool = False
    needs_plan: str = ""
    reliefs: tuple[str, ...] = ()
    combined: Combination | None = None
    unknown: UnknownWhen | None = None
    note: str = ""
    changes: tuple[str, ...] = ()
    source_file: str = ""

    @property
    def matches(self) -> tuple[Match, ...]:
        """Everything that does anything to it."""
        return (*self.trigger, *self.met_by, *self.ended_by, *self.held_by, *self.released_by, *self.hardened_by,
                *self.revived_by)  # fmt: skip

    def seen_from(self, begun: int, due: int) -> int:
        """The first day, as an ordinal, of which a fact does anything to a running begun on a day: that day, but for a
        day planned ahead, which may be prepared for."""
        return min(begun, due) - self.lookback_days if self.lookback_days else begun

    def meets(self, fact: Fact, begun: date, due: date) -> bool:
        """True where a fact answers what the rule asks since a day, in time or late, unless something ended it before."""
        match = first_match(self.met_by, fact.kind, fact.attrs)
        seen = fact.on.toordinal() >= self.seen_from(begun.toordinal(), due.toordinal())
        return match is not None and seen and match.counts(fact.on, due)

    @property
    def counts_back(self) -> bool:
        """True where its last day comes before the day it is about, or is a day of that year: the text in force then holds."""
        return self.phrase in (Phrase.BEFORE, Phrase.FIXED)

    @property
    def binds(self) -> bool:
        """True where missing the date is a breach of statute or case law."""
        return self.force in (Force.STATUTE, Force.CASE_LAW)


@dataclass(frozen=True, eq=False)
class Ruleset:
    """All the rules in force and once in force, the reliefs, and the calendar of England.

    ``name`` is ``england@`` and the day the text was last changed; ``digest`` is a SHA-256 over the files' meaning,
    so that two rulesets with one digest give the same dates.
    """

    name: str
    digest: str
    rules: tuple[Rule, ...]
    reliefs: Mapping[str, Relief]
    calendar: Calendar

    @classmethod
    def load(cls, strict_before: bool = False) -> Ruleset:
        """The rules that ship with the program.  Raises RuleError where a file is wrong.

        ``strict_before`` reads "before 15 February" and "before 31 March" of regulation 18(1) as their words have it,
        so that the 14th and the 30th are the last days; without it they are counted as everybody counts them (J4).
        """
        from ehcp_desk.clock.loading import load_packaged

        law = load_packaged()
        return law.read_strictly() if strict_before else law

    def read_strictly(self) -> Ruleset:
        """The same rules with every fixed day that binds moved to its eve; the name says so."""
        rules = tuple(
            replace(rule, period=replace(rule.period, eve=1)) if rule.phrase is Phrase.FIXED and rule.binds else rule
            for rule in self.rules
        )
        return replace(self, name=f"{self.name}+strict-before", digest=f"{self.digest}+strict-before", rules=rules)

    def versions(self, rule_id: str) -> tuple[Rule, ...]:
        """Every limb and version of one rule; empty where there is no such rule."""
        return tuple(rule for rule in self.rules if rule.id == rule_id)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all rules, in the order of the files, each once."""
        return tuple(dict.fromkeys(rule.id for rule in self.rules))
