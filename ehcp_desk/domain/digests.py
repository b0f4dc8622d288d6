"""What each named person is told in the morning: what is due from them, what waits, and what has been escalated.

A digest names references and duties, never a child (needs.md A2; an email is read on telephones and in open offices).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from ehcp_desk.clock.model import State
from ehcp_desk.domain.access import Sight
from ehcp_desk.domain.dates import day_count, in_words, with_weekday
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.people import Officer, Role, Staff
from ehcp_desk.domain.responsibility import Responsible, responsible_for, told_of_restricted
from ehcp_desk.domain.wording import state_words

REACH = 28
"""Days ahead a digest looks."""
MOST_LINES = 40
"""Lines under one heading; the rest are counted."""


class Upward(StrEnum):
    """Whom a step of the ladder tells."""

    TEAM_MANAGER = "team manager"
    SERVICE_MANAGER = "service manager"


@dataclass(frozen=True, slots=True)
class Step:
    """From how many days overdue a case is also told to somebody above."""

    days: int
    to: Upward


LADDER = (Step(5, Upward.TEAM_MANAGER), Step(20, Upward.SERVICE_MANAGER))
"""The ladder where the council has set none: a working week late, and a working month."""


def read_ladder(text: str | None) -> tuple[Step, ...]:
    """A ladder from its setting, ``5 team manager, 20 service manager``.  Raises BadInput in one sentence."""
    if text is None or not text.strip():
        return LADDER
    steps = []
    for part in text.split(","):
        days, _, to = part.strip().partition(" ")
        if not days.isdigit() or to not in set(Upward):
            raise BadInput(f"'{part.strip()}' is not a step: write the days and whom to tell, like 5 team manager.")
        steps.append(Step(int(days), Upward(to)))
    return tuple(sorted(steps, key=lambda step: step.days))


@dataclass(frozen=True, slots=True)
class DueCase:
    """A case as a digest tells of it, once for each limit that is late or near: what is due, who answers for it, and how
    long nobody has held it (days; said with the first of its limits only).  ``sight`` is who sees it, None where
    everybody does."""

    ref: str
    team_id: int | None
    answers: Responsible
    duty: str = ""
    due: date | None = None
    state: State | None = None
    days: int = 0
    unassigned_days: int | None = None
    sight: Sight | None = None

    def news(self, day: date) -> bool:
        """True where somebody should hear of it: nobody holds it, or a limit is late, lifted or within the reach."""
        if self.unassigned_days is not None or self.state is State.RELIEVED:
            return True
        return self.due is not None and self.due <= day + timedelta(REACH)

    @property
    def words(self) -> str:
        """``Send the final plan, due 5 August 2026, overdue by 86 days``."""
        if self.due is None or self.state is None:
            return "no legal limit is running"
        return f"{self.duty}, due {in_words(self.due)}, {state_words(self.state, self.days)}"


@dataclass(frozen=True, slots=True)
class WaitingCase:
    """A case on which so many promises, signals, answers or replies are late."""

    ref: str
    answers: Responsible
    late: int


@dataclass(frozen=True, slots=True)
class Digest:
    """One person's message.  ``officer_id`` is None for a post that nobody holds; ``role`` is why it is theirs."""

    officer_id: int | None
    to: str
    role: str
    address: str
    subject: str
    body: str
    cases: tuple[str, ...]


@dataclass
class _Told:
    answers: Responsible
    due: list[DueCase] = field(default_factory=list)
    free: list[DueCase] = field(default_factory=list)
    late: list[WaitingCase] = field(default_factory=list)
    raised: list[DueCase] = field(default_factory=list)


def digests(
    day: date,
    cases: Iterable[DueCase],
    waiting: Iterable[WaitingCase],
    staff: Staff,
    ladder: Sequence[Step] = LADDER,
    seal: str = "",
) -> tuple[Digest, ...]:
    """One message for each person with something to be told, by name.  Every case reaches somebody.

    ``seal`` is the head of the journal, which managers' messages carry, so that it is kept outside the database.
    """
    told: dict[str, _Told] = {}

    def of(person: Responsible) -> _Told:
        return told.setdefault(person.name, _Told(person))

    for case in cases:
        mine = of(case.answers)
        (mine.free if case.unassigned_days is not None else mine.due).append(case)
        for name, above in _above(case, staff, day, ladder).items():
            if name != case.answers.name:
                of(above).raised.append(case)
    for wait in waiting:
        of(wait.answers).late.append(wait)
    return tuple(_digest(told[name], staff, day, seal) for name in sorted(told) if _anything(told[name]))


def _above(case: DueCase, staff: Staff, day: date, ladder: Sequence[Step]) -> dict[str, Responsible]:
    """Whom the ladder tells of a case, by name; each once, and nobody whom the case is closed to."""
    if case.state is not State.OVERDUE:
        return {}
    own = case.team_id if case.team_id is not None else case.answers.team_id
    found: dict[str, Responsible] = {}
    for step in ladder:
        if case.days >= step.days:
            team = own if step.to is Upward.TEAM_MANAGER else None
            person = responsible_for(None, team, staff, day)
            mine = person.name == case.answers.name and case.answers.why in ("owner", "cover")
            if mine and person.why.startswith("cover"):
                # Whoever stands in for the manager answers for this case already: it is told one higher.
                team, person = None, responsible_for(None, None, staff, day)
            if case.sight is not None:
                person = told_of_restricted(person, team, case.sight, staff, day) or case.answers
            found.setdefault(person.name, person)
    return found


def _anything(told: _Told) -> bool:
    return bool(told.due or told.free or told.late or told.raised)


def _digest(told: _Told, staff: Staff, day: date, seal: str) -> Digest:
    overdue = [c for c in told.due if c.state is State.OVERDUE]
    now = [c for c in told.due if c.state is State.RUNNING and c.days == 0]
    week = [c for c in told.due if c.state is State.RUNNING and 0 < c.days <= 7]
    later = [c for c in told.due if c.state is not State.OVERDUE and not (c.state is State.RUNNING and c.days <= 7)]
    parts = [
        _part("Overdue", [f"{c.ref}  {c.words}" for c in _urgent(overdue)]),
        _part("Due today", [f"{c.ref}  {c.words}" for c in now]),
        _part("In the next 7 days", [f"{c.ref}  {c.words}" for c in _urgent(week)]),
        _part(f"Later, within {REACH} days or as soon as practicable", [f"{c.ref}  {c.words}" for c in _urgent(later)]),
        _part("Nobody holds these; you answer for them until somebody is named",
              [f"{c.ref}  for {day_count(c.unassigned_days or 0)}; {c.words}" for c in _longest(told.free)]),
        _part("Promises, signals and answers that are late",
              [f"{w.ref}  {w.late} late" for w in sorted(told.late, key=lambda w: (-w.late, w.ref))]),
        _part("Told to you because they are long overdue",
              [f"{c.ref}  {c.words}; {c.answers.name} answers for it" for c in _urgent(told.raised)]),
    ]  # fmt: skip
    refs = dict.fromkeys(
        c.ref for group in (overdue, now, week, later, told.free, told.late, told.raised) for c in group
    )
    officer = staff.officers.get(told.answers.officer_id) if told.answers.officer_id is not None else None
    return Digest(
        officer_id=officer.id if officer else None,
        to=told.answers.name,
        role=officer.role.value if officer else told.answers.why,
        address=officer.email if officer else "",
        subject=_subject(len(overdue), len(now), len(week), len(told.free), len(told.raised)),
        body="\n\n".join([_greeting(day, told), *filter(None, parts), _FOOT, *_sealed(officer, seal)]),
        cases=tuple(refs),
    )


_FOOT = "Only references are given here. Open EHCP Desk for the rest; every date there can be proved."


def _sealed(officer: Officer | None, seal: str) -> list[str]:
    """The journal's head for those who manage: a copy of it that nobody at the database can change."""
    if not seal or officer is None or officer.role not in (Role.MANAGER, Role.SERVICE_MANAGER):
        return []
    return [f"Seal of the record: {seal}. Keep this message: it shows later that the history was not written again."]


def _greeting(day: date, told: _Told) -> str:
    own = told.due or told.free or told.late
    what = "This is what is due from you" if own else "Nothing is due from you; this is long overdue with others"
    return f"{with_weekday(day)}. {what}, most urgent by law first."


def _subject(overdue: int, now: int, week: int, free: int, raised: int) -> str:
    said = [f"{overdue} overdue" if overdue else "", f"{now} due today" if now else "",
            f"{week} in the next 7 days" if week else "", f"{free} without a caseworker" if free else "",
            f"{raised} long overdue with others" if raised else ""]  # fmt: skip
    return f"EHCP Desk: {', '.join(filter(None, said)) or 'for you to know'}"


def _part(heading: str, lines: list[str]) -> str:
    if not lines:
        return ""
    rest = len(lines) - MOST_LINES
    shown = [f"  {line}" for line in lines[:MOST_LINES]] + ([f"  and {rest} more"] if rest > 0 else [])
    return "\n".join([f"{heading} ({len(lines)})", *shown])


def _urgent(cases: Iterable[DueCase]) -> list[DueCase]:
    return sorted(cases, key=lambda c: (c.due or date.max, c.ref))


def _longest(cases: Iterable[DueCase]) -> list[DueCase]:
    return sorted(cases, key=lambda c: (-(c.unassigned_days or 0), c.ref))
