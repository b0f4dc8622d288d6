"""A case: one child, one request and everything that follows from it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from ehcp_desk.clock.model import Fact
from ehcp_desk.domain.dates import school_year, whole_years


class Stage(StrEnum):
    """Where a case is, derived from its facts and never typed in."""

    DECIDING = "deciding"
    ASSESSING = "assessing"
    DRAFTING = "drafting"
    PLAN = "plan"
    REFUSED = "refused"
    NO_PLAN = "no_plan"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"
    UNKNOWN = "unknown"


STAGE_WORDS = {
    Stage.DECIDING: "Deciding whether to assess",
    Stage.ASSESSING: "Gathering advice",
    Stage.DRAFTING: "Writing the plan",
    Stage.PLAN: "Plan in place",
    Stage.REFUSED: "Assessment refused",
    Stage.NO_PLAN: "No plan to be made",
    Stage.WITHDRAWN: "Request withdrawn",
    Stage.CLOSED: "Closed",
    Stage.UNKNOWN: "Request date not known",
}
OPEN_STAGES = (Stage.DECIDING, Stage.ASSESSING, Stage.DRAFTING, Stage.UNKNOWN)
ENDED_STAGES = (Stage.REFUSED, Stage.NO_PLAN, Stage.WITHDRAWN, Stage.CLOSED)

# What each fact moves the case to; facts of the same day are read in this order.
_MOVES: dict[tuple[str, str], Stage] = {
    ("request_received", ""): Stage.DECIDING,
    ("became_responsible", ""): Stage.DECIDING,
    ("assess_decision_notified", "assess"): Stage.ASSESSING,
    ("assess_decision_notified", "refuse"): Stage.REFUSED,
    ("agreed_to_assess", ""): Stage.ASSESSING,
    ("no_plan_decision_notified", ""): Stage.NO_PLAN,
    ("draft_plan_served", ""): Stage.DRAFTING,
    ("plan_transferred_in", ""): Stage.PLAN,
    ("final_plan_sent", ""): Stage.PLAN,
    ("request_withdrawn", ""): Stage.WITHDRAWN,
    ("plan_ceased", ""): Stage.CLOSED,
    ("plan_transferred_out", ""): Stage.CLOSED,
    ("moved_away", ""): Stage.CLOSED,
    ("taken_out", ""): Stage.CLOSED,
}
_ORDER = {kind: place for place, (kind, _) in enumerate(_MOVES)}
_LAST_OF_ITS_DAY = 99
_ORDERS = {"assess": Stage.ASSESSING, "make_plan": Stage.DRAFTING}
# In an order of its own: a team's server has its rules from it as text, which must be the same every time.
_KEEPS_THE_PLAN = (("order", "maintain"), ("order", "maintain_and_amend"), ("about", "cease"))
OWED_BY = {"tribunal_order": "order", "mediation_agreement": "about", "appeal_not_opposed": "about"}
"""What the council must do because it was ordered, agreed or no longer opposed, and the attribute that says what.  An appeal
that is not opposed is treated as decided in favour of whoever brought it (SEND Regulations 2014 reg 45)."""
STAGE_FACTS = frozenset({*_ORDER, *OWED_BY})
_END_A_PLAN = frozenset({"plan_ceased", "plan_transferred_out", "taken_out"})
"""What takes a plan out of force here.  A decision to cease does not: the plan stands while the family may appeal (CFA 2014
s45(4)).  Nor does a move: the plan is this council's until it is transferred (SEND Regulations 2014 reg 15)."""


def stage_table() -> Iterator[tuple[str, str, str, Stage, int, bool]]:
    """Every way in which a fact moves a case, for whoever cannot ask in Python: its kind, the attribute that decides (empty
    where none does) and what it says, the stage, the place among facts of one day, and whether it ends a plan."""
    for (kind, outcome), stage in _MOVES.items():
        yield kind, "outcome" if outcome else "", outcome, stage, _ORDER[kind], kind in _END_A_PLAN
    for kind, name in OWED_BY.items():
        kept = {what: Stage.PLAN for owed, what in sorted(_KEEPS_THE_PLAN) if owed == name}
        for said, stage in {**_ORDERS, **kept}.items():
            yield kind, name, said, stage, _LAST_OF_ITS_DAY, kind in _END_A_PLAN


def stage_moves(facts: Iterable[Fact], as_at: date | None = None) -> Iterator[tuple[date, Stage]]:
    """Each day on which a fact bears on the stage, and the stage after it; the last entry of a day is what stands."""
    for fact, stage in stage_steps(facts, as_at):
        yield fact.on, stage


def stage_steps(facts: Iterable[Fact], as_at: date | None = None) -> Iterator[tuple[Fact, Stage]]:
    """Each fact that bears on the stage, in the order they are read, and the stage after it.

    A plan in force stays one whatever else happens beside it, a re-assessment above all, until something ends it.
    """
    stage = Stage.UNKNOWN
    known = (f for f in facts if f.kind in STAGE_FACTS and (as_at is None or f.on <= as_at))
    for fact in sorted(known, key=lambda f: (f.on, _ORDER.get(f.kind, _LAST_OF_ITS_DAY))):
        ordered = fact.kind in OWED_BY
        moved = _ordered(fact, stage) if ordered else _MOVES.get((fact.kind, fact.attrs.get("outcome", "")))
        moved = moved or (None if ordered else _MOVES.get((fact.kind, "")))
        if moved is None:
            continue
        if stage is not Stage.PLAN or moved is Stage.PLAN or fact.kind in _END_A_PLAN:
            stage = moved
        yield fact, stage


def _ordered(fact: Fact, stage: Stage) -> Stage:
    """The stage that what is owed leaves: to keep a plan gives back one that was ceased."""
    name = OWED_BY[fact.kind]
    what = fact.attrs.get(name, "")
    if (name, what) in _KEEPS_THE_PLAN:
        return Stage.PLAN
    return _ORDERS.get(what, stage)


def stage_of(facts: Iterable[Fact], as_at: date | None = None) -> Stage:
    """The stage the facts leave a case in, counting only facts dated on or before ``as_at`` where it is given."""
    stages = [stage for _, stage in stage_moves(facts, as_at)]
    return stages[-1] if stages else Stage.UNKNOWN


class YearGroup(NamedTuple):
    """A national curriculum year (0 Reception, negative before) and the school year in which it was said.

    It moves on with every 1 September from the one said, not from the date of birth: a child taught ahead of or behind
    their age stays so.  ``since`` is the calendar year in which the school year of the saying began; None, in entries
    made before that was kept, is a year group that stays as it was written.
    """

    group: int
    since: int | None = None

    @classmethod
    def said_on(cls, group: int, day: date) -> YearGroup:
        """The year group of a child who is in it on ``day``."""
        return cls(group, school_year(day))

    @classmethod
    def read(cls, text: str) -> YearGroup | None:
        """The other way round of ``str``; None where the text tells no year group."""
        found = re.fullmatch(r"(-?\d+)(?: \((\d{4})/\d\d\))?", text)
        return cls(int(found[1]), int(found[2]) if found[2] else None) if found else None

    def __str__(self) -> str:
        """``5 (2025/26)``, as the history of a child tells it."""
        return str(self.group) if self.since is None else f"{self.group} ({self.since}/{(self.since + 1) % 100:02d})"

    @property
    def offset(self) -> int | None:
        """What, added to the calendar year in which a school year began, gives the year group in it."""
        return None if self.since is None else self.group - self.since

    def on(self, day: date) -> int:
        """The year group on ``day``."""
        return self.group if self.offset is None else self.offset + school_year(day)


@dataclass(frozen=True, slots=True)
class Child:
    """The child or young person.

    ``surname`` and ``forenames`` are the legal names, ``known_as`` the name the child goes by where it is another.
    ``ethnicity`` is a code of the SEN2 return; ``communication`` says what the child needs to be understood and to
    understand: an interpreter, signing, large print.
    """

    id: int
    surname: str
    forenames: str
    born: date | None = None
    sex: str = ""
    upn: str = ""
    year_group: YearGroup | None = None
    setting: str = ""
    need: str = ""
    before_you_ring: str = ""
    uln: str = ""
    nhs: str = ""
    known_as: str = ""
    ethnicity: str = ""
    language: str = ""
    communication: str = ""

    @property
    def name(self) -> str:
        """The name as people say it."""
        return f"{self.forenames} {self.surname}".strip()

    @property
    def speaks(self) -> str:
        """The first language where it is not English, and what the child needs to be understood; empty for neither."""
        own = f"speaks {self.language}" if self.language and self.language.casefold() != "english" else ""
        return ", ".join(part for part in (own, self.communication) if part)

    def year_on(self, day: date) -> int | None:
        """The year group the child is in on ``day``; None where none was ever said."""
        return None if self.year_group is None else self.year_group.on(day)

    def in_year(self, year: int | None, day: date) -> YearGroup | None:
        """What is kept of the child's year group once ``day`` says it: nothing new where that is the year it is in."""
        if year == self.year_on(day):
            return self.year_group
        return None if year is None else YearGroup.said_on(year, day)

    def age_on(self, day: date) -> int | None:
        """Age in whole years on ``day``; None where the date of birth is not known or lies ahead."""
        if self.born is None or self.born > day:
            return None
        return whole_years(self.born, day)


@dataclass(frozen=True, slots=True)
class Contactable:
    """Somebody to ring about a child: a parent, a SENCO, a therapist.

    ``more`` holds further telephone numbers and email addresses, one a line.  ``rests_on`` is what parental
    responsibility comes from (birth, agreement, a court order).  ``hidden`` says that ``address`` must not be
    disclosed.  ``agency`` is the service a professional works for, ``since`` and ``until`` their first and last day.
    """

    id: int
    child_id: int
    name: str
    relation: str
    phone: str = ""
    email: str = ""
    parental_responsibility: bool = False
    preference: str = ""
    more: str = ""
    rests_on: str = ""
    language: str = ""
    interpreter: str = ""
    address: str = ""
    hidden: bool = False
    agency: str = ""
    since: date | None = None
    until: date | None = None

    def acts_on(self, day: date) -> bool:
        """True where they are still somebody to ring on ``day``."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    @property
    def reach(self) -> str:
        """Every way to reach them, the first choice first, and how they like it; empty where nothing is known."""
        ways = [self.phone, self.email, *self.more.splitlines(), self.preference]
        return ", ".join(dict.fromkeys(way.strip() for way in ways if way.strip()))

    @property
    def speaks(self) -> str:
        """Their language where it is not English, and the interpreter they need."""
        own = self.language if self.language.casefold() != "english" else ""
        return ", ".join(part for part in (own, self.interpreter) if part)


@dataclass(frozen=True, slots=True)
class Case:
    """The head of a case.  ``held`` says why a person must look at it first (import); empty when nobody need.

    ``version`` counts the changes: a save states the version it was made from (DESIGN.md, Promises of the store).
    """

    id: int
    ref: str
    child: Child
    team_id: int | None
    owner_id: int | None
    owned_since: date | None
    unassigned_since: date | None
    psychologist: str
    held: str
    version: int


def still_says(value: object, text: str) -> bool:
    """True where a detail of a child is what was kept of it as text, by an entry of before its school year was kept too."""
    if isinstance(value, YearGroup) and text.lstrip("-").isdigit():
        return value.group == int(text)
    return ("" if value is None else str(value)) == text


def year_words(year_group: int | None) -> str:
    """How a school year is said: ``Year 6``, ``Reception``, ``Nursery``; "not known" where it is not."""
    if year_group is None:
        return "year not known"
    if year_group > 0:
        return f"Year {year_group}"
    return {0: "Reception", -1: "Nursery"}.get(year_group, "before Nursery")


def year_short(year_group: int | None) -> str:
    """The same for a narrow column: ``6``, ``Rec``, ``Nur``."""
    if year_group is None:
        return "–"
    if year_group > 0:
        return str(year_group)
    return {0: "Rec", -1: "Nur"}.get(year_group, "Pre")
