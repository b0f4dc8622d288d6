"""The rules, compiled once for speed: for each distinct fact, what it does to the runs of each rule.

A *run* is one running of one rule: a plain list, because twenty thousand cases make a third of a million of them.
The constants below name its places.  All days are ordinals until they leave the engine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from enum import IntEnum, StrEnum
from typing import Any, NamedTuple

from ehcp_desk.clock import counting
from ehcp_desk.clock.counting import Phrase, Unit
from ehcp_desk.clock.dates import read_iso
from ehcp_desk.clock.rules import Choice, Expiry, Match, Rule, Ruleset, first_match
from ehcp_desk.clock.vocabulary import FACT_KINDS

# The places of a run.
RULE, SUBJECT, DUE, BASE, MET_ON, TRIGGER, START, FROM, CLOSED_BY, CLAIM = range(10)
Run = list[Any]

HOIST = 10_000_000
RANKS = 128
MOST_KEPT = 20_000  # distinct facts remembered at a time, so that free text cannot fill the memory
PLAN_GONE = frozenset({"plan_ceased", "plan_transferred_out"})
"""After these there is no plan of this council: what follows is about another."""
FEW = 8  # rules: where a fact acts on more than these, the open ones among them are found all at once
LODGED = ("appeal_received", "appeal_sent_to_la", "appeal_registered")
"""What says that there is an appeal; of each there may be all three, and only the first of them begins it."""
APPEALABLE = "T_APPEAL_2M"  # begins with every decision there is a right to appeal against
ANSWERED, CONCEDED = "la_response_sent", "appeal_not_opposed"
DECIDED = ("tribunal_order", "appeal_withdrawn", CONCEDED)
NOT_AMENDING = "not_amending_notified"
PROPOSING = ("review_decision_notified", "amended_plan_sent", NOT_AMENDING)
REMEMBERED = ("born", *LODGED, ANSWERED, *DECIDED, *PROPOSING)  # whatever the rules make of them
TWO_MEANINGS = frozenset({*LODGED[1:], CONCEDED, NOT_AMENDING})
"""Of these it is what the record holds before that tells which is meant."""


class Base(StrEnum):
    """Where a run stands whatever the day; with the due date and the day asked it gives the State.

    OPEN is overdue once its date has passed; SOFT is then no limit, WINDOW lapses, FLOOR is satisfied and HELD goes
    on running until something decides it.
    """

    OPEN = "open"
    SOFT = "soft"
    WINDOW = "window"
    FLOOR = "floor"
    HELD = "held"
    MET = "met"
    MET_LATE = "met_late"
    RELIEVED = "relieved"
    ENDED = "ended"
    NOT_A_LIMIT = "not_a_limit"


_AT_EXPIRY = {
    Expiry.OVERDUE: Base.OPEN,
    Expiry.NOT_BINDING: Base.SOFT,
    Expiry.LAPSES: Base.WINDOW,
    Expiry.SATISFIED: Base.FLOOR,
}


class Op(IntEnum):
    """What a fact does to a run that is open."""

    MEET = 0
    END = 1
    HARDEN = 2
    HOLD = 3
    RELEASE = 4


class Revive(NamedTuple):
    """A fact that undoes the ending of a rule's last run, where a fact of a kind in ``after`` ended it."""

    rule: int
    after: frozenset[str]
    unless_open: tuple[int, ...]


class DueTable(dict[int, int]):
    """The due day of every start day asked for so far; a missing one is counted by the statutory phrase."""

    __slots__ = ("_count",)

    def __init__(self, count: Callable[[int], int]) -> None:
        super().__init__()
        self._count = count

    def __missing__(self, day: int) -> int:
        due = self[day] = self._count(day)
        return due


class Compiled:
    """One rule made ready to run.  ``special`` marks a rule whose opening needs more than a date.

    ``versions`` are the indexes of every text the law has had of this limit, its own included, and ``group`` the first of
    them: what runs under one text is not started again by the next.
    """

    __slots__ = ("base", "by_due", "due", "first", "follower", "group", "index", "last", "only_if_open", "rule", "second",
                 "special", "unless_open", "versions")  # fmt: skip
    # What is known of the other rules, filled in by the program.
    versions: tuple[int, ...]
    group: int
    unless_open: tuple[int, ...]
    only_if_open: tuple[int, ...]
    # Whether the text in force on the last day holds rather than that of the first, and the text that takes its place.
    by_due: bool
    follower: Compiled | None

    def __init__(self, index: int, rule: Rule, ruleset: Ruleset) -> None:
        self.index = index
        self.rule = rule
        self.base = _AT_EXPIRY[rule.expiry] if rule.binds else Base.NOT_A_LIMIT
        self.due = DueTable(_counter(rule, ruleset))
        self.first = rule.in_force.toordinal()
        self.last = rule.until.toordinal() if rule.until else HOIST
        self.second = rule.combined is not None and rule.combined.choice is not Choice.EARLIER
        self.special = bool(
            rule.unless_open or rule.only_if_open or rule.under_five or rule.count_from or rule.lookback_days
            or rule.period.unit is Unit.SCHOOL_DAYS or "EX_AGREED" in rule.reliefs or rule.combined or rule.needs_plan
            or rule.one_by_one
        )  # fmt: skip

    def holds(self, day: int) -> bool:
        """True where this text of a limit with several is in force on the last day it gives for what is about ``day``.

        Where neither this nor the next is, because the next is shorter and its day had passed by then, this one holds.
        """
        due = self.due[day]
        if due < self.last or self.follower is None:
            return self.first <= due < self.last
        return self.follower.due[day] < self.last


# These two are plain tuples because every fact of every case takes them apart, which costs a NamedTuple twice as much.
# What a fact does to the open runs of a rule: the op, what they are about (None: whatever they are about), whether
# lateness ends them (or, for a hold, does not stop it), and where not every fact will do whether one of a day (first)
# will for a due day (second), given what was running when each appeal not yet decided was lodged.
Lodged = list[frozenset[str]]
Guard = Callable[[int, int, Lodged], bool]
Act = tuple[Op, str | None, bool, Guard | None]
# A run that a fact starts: the rule's index, what the run is about, where it stands, the rule's due days, the first day
# the rule is in force and the first it is not, whether a repeat starts no second run, and the rule itself where opening
# it asks for more than a date.
Opening = tuple[int, str, Base, DueTable, int, int, bool, Compiled | None]


class Move:
    """Everything one distinct fact (its kind and attributes) does, whatever the case."""

    # What only the fact itself does, and what a planned one does on its own day does not: filled in when it is compiled.
    since: int
    revives: tuple[Revive, ...]
    # Rules it is a day to count from for, and the day it states for that; 0 where its own day is meant.
    marks: tuple[tuple[int, int], ...]
    directs: tuple[tuple[int, ...], int] | None
    # What a planned fact does on its own day, which is another thing than being known ahead.
    then: Move | None

    __slots__ = (
        "acts", "agreed", "attrs", "claim", "closure", "directs", "few", "hoist", "kind", "marks", "opens", "otherwise",
        "place", "queue", "rare", "revives", "since", "then", "token", "touches",
    )  # fmt: skip

    def __init__(self, kind: str, attrs: Mapping[str, str], token: str, planned: bool = True) -> None:
        self.kind = kind
        # Planned facts sort before every other, because they are known before their day comes.
        self.hoist = planned and FACT_KINDS[kind].planned
        self.place = FACT_KINDS[kind].rank - (HOIST * RANKS if self.hoist else 0)
        self.token = token
        self.attrs = attrs
        self.acts: dict[int, Act] = {}
        self.touches = self.acts.keys()
        self.few: tuple[int, ...] = ()
        self.opens: tuple[Opening, ...] = ()
        # Rules whose runs it answers or ends one by one, each by the first of its versions.
        self.queue: tuple[tuple[int, Op], ...] = ()
        self.rare = False
        # What one of two meanings does where it has the other (`Trace._otherwise`).
        self.otherwise: Move | None = None
        self.agreed: int = day_of(attrs, "agreed_by")
        self.claim = (attrs.get("rule") or "") if kind == "relief_claimed" else ""
        self.closure = (day_of(attrs, "from"), day_of(attrs, "to")) if kind == "setting_closed" else None


class Program:
    """A compiled ruleset: hands out the Move of any fact, each worked out once."""

    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset = ruleset
        self.compiled = tuple(Compiled(i, rule, ruleset) for i, rule in enumerate(ruleset.rules))
        self.by_id: dict[str, tuple[int, ...]] = {}
        for item in self.compiled:
            self.by_id[item.rule.id] = (*self.by_id.get(item.rule.id, ()), item.index)
        texts: dict[tuple[str, str], tuple[int, ...]] = {}
        for item in self.compiled:
            limit = item.rule.id, item.rule.limb
            texts[limit] = (*texts.get(limit, ()), item.index)
        for item in self.compiled:
            item.versions = texts[item.rule.id, item.rule.limb]
            item.group, item.special = item.versions[0], item.special or len(item.versions) > 1
            item.by_due = item.rule.counts_back and len(item.versions) > 1
            texts_after = (self.compiled[n] for n in item.versions if self.compiled[n].first == item.last)
            item.follower = next(texts_after, None)
            item.unless_open = self.indexes(item.rule.unless_open)
            item.only_if_open = self.indexes(item.rule.only_if_open)
        self.pairs = self._pairs()
        self.all_in_force = max((item.first for item in self.compiled), default=0)
        named = {rule_id for rule in ruleset.rules for match in rule.matches for rule_id in match.asks_of_appeals}
        self.appealed = {rule_id: self.indexes((rule_id,)) for rule_id in sorted(named)}
        self.appealable = self.indexes((APPEALABLE,))
        self._touched: dict[str, list[Compiled]] = {}
        for item in self.compiled:
            for kind in _kinds_of(item.rule):
                self._touched.setdefault(kind, []).append(item)
        self._moves: dict[tuple[str, str], Move] = {}

    def indexes(self, ids: tuple[str, ...]) -> tuple[int, ...]:
        """The indexes of every limb and version of the rules with these ids."""
        return tuple(index for rule_id in ids for index in self.by_id.get(rule_id, ()))

    def move(self, kind: str, attrs: Mapping[str, str]) -> Move:
        """What a fact of this kind with these attributes does."""
        token = canonical(attrs)
        found = self._moves.get((kind, token))
        if found is None:
            if len(self._moves) >= MOST_KEPT:
                self._moves.clear()
            found = self._moves[kind, token] = self._compile(kind, attrs, token, alone=False)
            if kind in TWO_MEANINGS:
                found.otherwise = (
                    Move(kind, attrs, token) if kind == CONCEDED else self._compile(kind, attrs, token, alone=True)
                )
        return found

    def _compile(self, kind: str, attrs: Mapping[str, str], token: str, alone: bool) -> Move:
        move = Move(kind, attrs, token)
        doing = Move(kind, attrs, token, planned=False) if move.hoist else move
        opens: list[Opening] = []
        revives: list[Revive] = []
        for item in self._touched.get(kind, ()):
            rule = item.rule
            act = _act(rule, kind, attrs, alone)
            if act is not None and rule.one_by_one:
                if item.group not in dict(move.queue):
                    move.queue = (*move.queue, (item.group, act[0]))
            elif act is not None:
                doing.acts[item.index] = act
            if first_match(rule.trigger, kind, attrs, alone):
                about = (attrs.get(rule.subject) or "") if rule.subject else rule.limb
                special = item if item.special else None
                opens.append((item.index, about, item.base, item.due, item.first, item.last, rule.same_run, special))
            revival = first_match(rule.revived_by, kind, attrs, alone)
            if revival:
                revives.append(Revive(item.index, frozenset(revival.after), self.indexes(revival.unless_open)))
        doing.few = tuple(doing.acts) if len(doing.acts) <= FEW else ()
        move.then = doing if move.hoist and doing.acts else None
        move.opens = tuple(opens)
        move.since = min((first for _, _, _, _, first, _, _, _ in opens), default=0)
        move.revives = tuple(revives)
        move.marks = tuple(
            (item.index, stated)
            for item in self._touched.get(kind, ())
            for stated in _days_to_count_from(item.rule, kind, attrs)
        )
        move.directs = self._directs(kind, attrs)
        rare = (move.revives, move.marks, move.queue, move.directs, move.claim, move.closure, kind in REMEMBERED,
                kind in PLAN_GONE)  # fmt: skip
        move.rare = any(map(bool, rare))
        return move

    def _directs(self, kind: str, attrs: Mapping[str, str]) -> tuple[tuple[int, ...], int] | None:
        if kind != "tribunal_direction":
            return None
        indexes = tuple(item.index for item in self.compiled if item.rule.id == attrs.get("rule"))
        day = day_of(attrs, "date")
        return (indexes, day) if indexes and day else None

    def _pairs(self) -> tuple[tuple[int, int, Choice], ...]:
        found: list[tuple[int, int, Choice]] = []
        for item in self.compiled:
            if item.rule.combined and item.rule.combined.choice is not Choice.EARLIER:
                for other in self.by_id[item.rule.combined.other]:
                    if other != item.index:
                        found.append((item.index, other, item.rule.combined.choice))
        return tuple(found)


def canonical(attrs: Mapping[str, str]) -> str:
    """Attributes as one text that is the same for the same attributes in any order."""
    return "\x1f".join([f"{name}\x1e{value}" for name, value in sorted(attrs.items())])


def day_of(attrs: Mapping[str, str], name: str) -> int:
    """The ordinal of a date attribute, 0 where it is absent."""
    text = attrs.get(name)
    return read_iso(text).toordinal() if text else 0


def _kinds_of(rule: Rule) -> set[str]:
    """Every kind of fact that does anything to a rule."""
    return {match.fact for match in rule.matches} | {named.partition(".")[0] for named in rule.count_from}


def _days_to_count_from(rule: Rule, kind: str, attrs: Mapping[str, str]) -> list[int]:
    """The days a fact of this kind gives a rule to count from: 0 for its own day, and each day it states for that."""
    named = [name.partition(".")[2] for name in rule.count_from if name.partition(".")[0] == kind]
    return [day_of(attrs, attr) for attr in named if not attr or attrs.get(attr)]


def _act(rule: Rule, kind: str, attrs: Mapping[str, str], alone: bool) -> Act | None:
    """What this fact does to an open run of the rule; meeting comes before ending, ending before the rest."""
    for op, matches in ((Op.MEET, rule.met_by), (Op.END, rule.ended_by), (Op.HOLD, rule.held_by),
                        (Op.RELEASE, rule.released_by), (Op.HARDEN, rule.hardened_by)):  # fmt: skip
        match = first_match(matches, kind, attrs, alone)
        if match is not None:
            about = _about(rule, kind, attrs) if op is Op.MEET else None
            return op, about, match.late in ("ended", "held"), _guard(match)
    return None


def _guard(match: Match) -> Guard | None:
    """When a match counts at all: once the due date has come, until it has passed, from a day of the year before it, for
    the appeal that is to be decided next, or where no appeal that is to be decided is of a kind."""
    if match.lodged_while:
        return lambda _day, _due, lodged: not lodged or not lodged[0].isdisjoint(match.lodged_while)
    if match.unless_lodged_while:
        return lambda _day, _due, lodged: all(under.isdisjoint(match.unless_lodged_while) for under in lodged)
    if match.late == "nothing":
        return lambda day, due, _lodged: day <= due
    if match.only_after_due or match.since is not None:
        return lambda day, due, _lodged: match.counts(date.fromordinal(day), date.fromordinal(due))
    return None


def _about(rule: Rule, kind: str, attrs: Mapping[str, str]) -> str | None:
    """Whom an answer is about: None where it is about all of them, as one that need not say and does not."""
    attr = FACT_KINDS[kind].attrs.get(rule.subject)
    if attr is None:
        return None
    return attrs.get(attr.name) or ("" if attr.required else None)


def _counter(rule: Rule, ruleset: Ruleset) -> Callable[[int], int]:
    """The rule's counting as a function from ordinal to ordinal."""
    period, calendar = rule.period, ruleset.calendar
    table = calendar.tribunal if period.unit is Unit.TRIBUNAL_DAYS else calendar.working

    def count(start: int) -> int:
        day = date.fromordinal(start)
        if rule.phrase is Phrase.WITHIN:
            due = counting.within(day, period, table)
        elif rule.phrase is Phrase.BEGINNING_WITH:
            due = counting.beginning_with(day, period, table)
        elif rule.phrase is Phrase.STARTING_WITH:
            due = counting.starting_with(day, period)
        elif rule.phrase is Phrase.BEFORE:
            due = counting.before(day, period, table)
        else:
            due = counting.fixed_in_year(day, period)
        return calendar.tribunal.roll(due.toordinal()) if rule.roll else due.toordinal()

    return count
