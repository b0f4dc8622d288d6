"""The story of one case while it is being told: its facts in the order they were written down, and who holds it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from random import Random

from ehcp_desk.clock.model import NOTHING, Fact
from ehcp_desk.domain.record import NewFact
from ehcp_desk.services.upkeep.authority.days import moment, on_or_before
from ehcp_desk.services.upkeep.authority.people import Families, Family
from ehcp_desk.services.upkeep.authority.staffing import Roster

CARRIED_OVER = "the old case system"
"""Who is said to have written down what came from the council's older records."""


@dataclass(slots=True)
class _Entry:
    fact: NewFact
    at: datetime
    by: str
    corrects: int | None = None
    keeps: int | None = None
    refers: tuple[str, int] | None = None


class Story:
    """The facts of one case.  Each ``tell`` answers the entry's number, by which a later one can refer to it.

    What would have happened after yesterday has not happened yet and is left out (then the answer is None); only a
    fact that is a plan (``ahead``) may lie in the future.
    """

    def __init__(self, world: World, family: Family, ref: str) -> None:
        self.world = world
        self.family = family
        self.ref = ref
        self.team_id: int | None = None
        self.owner_id: int | None = None
        self.owned_since: date | None = None
        self.unassigned_since: date | None = None
        self.psychologist = ""
        self._entries: list[_Entry] = []

    def tell(
        self,
        kind: str,
        on: date,
        by: str,
        attrs: Mapping[str, str] = NOTHING,
        note: str = "",
        source: str = "",
        late: int = 0,
        approximate: bool = False,
        ahead: date | None = None,
    ) -> int | None:
        """Add a fact that happened ``on`` a day and was written down ``late`` days after (or, planned, ``ahead``)."""
        world = self.world
        if on > world.last and ahead is None:
            return None
        written = ahead or max(on, min(on_or_before(on + timedelta(days=late)), world.last))
        at = moment(world.rng, written, world.today)
        before = self._entries[-1].at if self._entries else at
        if before > at and before.date() == written:
            at = before
        self._entries.append(_Entry(NewFact(kind, on, attrs, note, approximate, source), at, by))
        return len(self._entries) - 1

    def add(self, fact: NewFact, at: datetime, by: str) -> None:
        """Add a fact written down at a moment given, so that no chance is drawn from the authority's own stream."""
        self._entries.append(_Entry(fact, at, by))

    def correct(self, number: int, on: date, by: str, after: int, note: str) -> bool:
        """Put entry ``number`` right: it really happened ``on``; told some days ``after`` it was first written down."""
        old = self._entries[number]
        written = on_or_before(old.at.date() + timedelta(days=after))
        if on > self.world.last or not old.at.date() < written <= self.world.last:
            return False
        right = replace(old.fact, on=on, note=note)
        self._entries.append(_Entry(right, moment(self.world.rng, written, self.world.today), by, corrects=number))
        return True

    def keep(self, number: int, on: date, by: str, note: str = "") -> None:
        """The promise of entry ``number`` was kept ``on`` a day, where that day has come."""
        if on <= self.world.last:
            at = moment(self.world.rng, on, self.world.today)
            self._entries.append(_Entry(NewFact("promise_kept", on, note=note), at, by, keeps=number))

    def write(
        self, rng: Random, day: date, by: str, facts: Sequence[NewFact], refers: tuple[str, int] | None = None
    ) -> list[int]:
        """Add facts written down at one sitting on the day they happened; ``rng`` gives its time.

        ``refers`` is an attribute of each that names an earlier entry, with that entry's number.  Answers their numbers.
        """
        at = moment(rng, day, self.world.today)
        # Never before what was told of the same day already.
        at = max([at, *(e.at for e in self._entries if e.at.date() == day)])
        first = len(self._entries)
        self._entries += [_Entry(fact, at, by, refers=refers) for fact in facts]
        return list(range(first, len(self._entries)))

    def facts(self) -> list[tuple[NewFact, datetime, str]]:
        """Everything told, in order of writing, with references turned into places (from 1)."""
        order = sorted(range(len(self._entries)), key=lambda n: (self._entries[n].at, n))
        place = {number: position for position, number in enumerate(order, 1)}
        found = []
        for number in order:
            entry = self._entries[number]
            fact = entry.fact
            if entry.corrects is not None:
                fact = replace(fact, supersedes=place[entry.corrects])
            elif entry.keeps is not None:
                fact = replace(fact, attrs={"promise": str(place[entry.keeps])})
            elif entry.refers is not None:
                fact = replace(fact, attrs={**fact.attrs, entry.refers[0]: str(place[entry.refers[1]])})
            found.append((fact, entry.at, entry.by))
        return found

    def entries(self) -> Sequence[tuple[int, NewFact]]:
        """Each entry's number with its fact."""
        return [(number, entry.fact) for number, entry in enumerate(self._entries)]


def standing_facts(facts: Sequence[tuple[NewFact, datetime, str]]) -> tuple[Fact, ...]:
    """The facts that count, for deriving: none that a later one corrects."""
    replaced = {fact.supersedes for fact, _, _ in facts if fact.supersedes is not None}
    return tuple(fact.as_fact() for place, (fact, _, _) in enumerate(facts, 1) if place not in replaced)


@dataclass(slots=True)
class World:
    """What every story shares: the day, the source of chance, the people, and how far some tallies have got.

    ``last`` is the last day things can have happened on: yesterday, for today has only begun.
    """

    today: date
    last: date
    rng: Random
    roster: Roster
    families: Families
    psychology_gap: int = 0
    """How many assessments still have to go without a psychologist at the worst time."""
    requests: dict[date, int] = field(default_factory=dict)
    """Requests received lately, by the first day of their month."""
    complaints: list[str] = field(default_factory=list)
    """Complaints still to be placed on a case."""
