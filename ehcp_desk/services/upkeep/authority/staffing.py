"""Who works at the demo authority: two teams, their managers, caseworkers with their hours, leavers and a starter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from random import Random

from ehcp_desk.domain.people import WEEK, Role
from ehcp_desk.ports.work import WriteWork
from ehcp_desk.services.upkeep.authority import names
from ehcp_desk.services.upkeep.authority.days import next_monday, on_or_before

TEAMS = ("North", "South")
OPEN_CASES_A_POST = 52
OPEN_CASES_A_LEAVER = 60
CASEWORKERS = (
    ("Joy Addo", 0, 1.0),
    ("Ross Fairbairn", 0, 1.0),
    ("Thandi Mbeki", 0, 1.0),
    ("Stefan Kowalczyk", 1, 0.8),
    ("Pia Lindqvist", 1, 0.6),
    ("Gwilym Hathersage", 1, 1.0),
)
LEAVERS = (("Mo Underhill", 0, 9), ("Delphine Osgood", 1, 61))
"""Two caseworkers who left in the quarter: name, team, days since."""
STILL_HOLDING = ("Bryony Castlemaine", 0, 12)
"""A third, whose cases nobody has given to anybody: name, team, days since."""
STARTER = "Edie Marlowe"
DAYS_OFF = {"Stefan Kowalczyk": (2,), "Pia Lindqvist": (0, 1)}
"""Weekdays the part-time people told by name do not work, Monday 0; the others' follow from their hours."""
OTHERS = (
    ("Ruth Castellan", Role.MANAGER, 0),
    ("Anil Harrowgate", Role.MANAGER, 1),
    ("Helen Marchmont", Role.SERVICE_MANAGER, None),
    ("Imogen Tranter", Role.DATA_OFFICER, None),
    ("Cal Merriweather", Role.TRIBUNAL_OFFICER, None),
)
MANAGERS = ("Ruth Castellan", "Anil Harrowgate")
HOURS = (1.0, 1.0, 1.0, 0.8, 0.6)


@dataclass(frozen=True, slots=True)
class Post:
    """One person as planned: what they do, in which team (0 or 1), their hours, and when they come and go."""

    name: str
    role: Role
    team: int | None
    fte: float = 1.0
    started_on: date | None = None
    left_on: date | None = None

    @property
    def days_off(self) -> frozenset[int]:
        """One weekday for 0.8 of full time, two for 0.6, never the same for everybody."""
        if self.name in DAYS_OFF:
            return frozenset(DAYS_OFF[self.name])
        first = len(self.name) % len(WEEK)
        return frozenset((first + 2 * n) % len(WEEK) for n in range(round((1 - self.fte) * len(WEEK))))


@dataclass(frozen=True, slots=True)
class Away:
    """An absence as planned; ``cover`` empty where nobody was named."""

    name: str
    first_day: date
    last_day: date
    cover: str
    reason: str


@dataclass(frozen=True, slots=True)
class Establishment:
    """Everybody, and when they are away."""

    posts: tuple[Post, ...]
    away: tuple[Away, ...]
    psychologists: tuple[str, ...]


def establish(open_cases: int, today: date, rng: Random) -> Establishment:
    """Staff for so many open cases: five or six caseworkers for every three hundred, never fewer than six."""
    wanted = max(len(CASEWORKERS), -(-open_cases // OPEN_CASES_A_POST))
    leaving = max(len(LEAVERS), open_cases // (OPEN_CASES_A_LEAVER * 10))
    drawn = _drawn_names(rng, wanted + leaving)
    long_ago = on_or_before(today - timedelta(days=900))
    posts = [Post(name, role, team, 1.0, long_ago) for name, role, team in OTHERS]
    for name, team, fte in CASEWORKERS:
        going = on_or_before(today + timedelta(days=28)) if name == "Stefan Kowalczyk" else None
        posts.append(Post(name, Role.CASEWORKER, team, fte, long_ago, going))
    for place in range(wanted - len(CASEWORKERS)):
        since = on_or_before(today - timedelta(days=rng.randrange(90, 900)))
        posts.append(Post(drawn.pop(), Role.CASEWORKER, 1 - place % 2, rng.choice(HOURS), since))
    for place in range(leaving):
        name, team, ago = LEAVERS[place] if place < len(LEAVERS) else (drawn.pop(), place % 2, rng.randrange(5, 80))
        posts.append(Post(name, Role.CASEWORKER, team, 1.0, long_ago, on_or_before(today - timedelta(days=ago))))
    posts.append(Post(STARTER, Role.CASEWORKER, 0, 1.0, next_monday(today)))
    name, team, ago = STILL_HOLDING
    posts.append(Post(name, Role.CASEWORKER, team, 1.0, long_ago, on_or_before(today - timedelta(days=ago))))
    return Establishment(tuple(posts), _absences(posts, today, rng), _psychologists(open_cases, drawn))


def _drawn_names(rng: Random, count: int) -> list[str]:
    every = [f"{first} {last}" for last in names.OFFICER_SURNAMES for first in names.OFFICER_FORENAMES]
    taken = {name for name, *_ in (*CASEWORKERS, *LEAVERS, *OTHERS, STILL_HOLDING)}
    rng.shuffle(every)
    return [name for name in every if name not in taken][: max(count * 2, count + 60)]


def _psychologists(open_cases: int, drawn: list[str]) -> tuple[str, ...]:
    wanted = max(len(names.LEAD_PSYCHOLOGISTS), open_cases // 80)
    return (*names.LEAD_PSYCHOLOGISTS, *drawn[: wanted - len(names.LEAD_PSYCHOLOGISTS)])


def _absences(posts: Sequence[Post], today: date, rng: Random) -> tuple[Away, ...]:
    monday = next_monday(today)
    this_week = today - timedelta(days=today.weekday())
    found = [
        Away("Joy Addo", monday + timedelta(days=7), monday + timedelta(days=11), "Thandi Mbeki", "Annual leave"),
        Away("Pia Lindqvist", this_week, monday + timedelta(days=4), "", "Sickness"),
        Away("Gwilym Hathersage", monday, monday + timedelta(days=2), "Stefan Kowalczyk", "Training"),
    ]
    named = {away.name for away in found}
    extra = [p for p in posts if p.role is Role.CASEWORKER and p.left_on is None and p.name not in named]
    for post in extra[len(CASEWORKERS) :: 12]:
        mates = [p.name for p in extra if p.team == post.team and p.name != post.name and p.name != STARTER]
        cover = rng.choice(mates) if mates and rng.random() < 0.7 else ""
        start = this_week + timedelta(days=7 * rng.randrange(-1, 4))
        found.append(Away(post.name, start, start + timedelta(days=4), cover, "Annual leave"))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Worker:
    """A caseworker as the cases know them."""

    id: int
    name: str
    team: int
    since: date


class Roster:
    """The people in post with their numbers in the record: who takes the next case, who left, who manages."""

    def __init__(self, staff: Establishment, officer_ids: Sequence[int], team_ids: Sequence[int], today: date) -> None:
        self.team_ids = tuple(team_ids)
        self.managers = MANAGERS
        self.psychologists = staff.psychologists
        self._in_post: list[list[Worker]] = [[], []]
        self._weights: list[list[float]] = [[], []]
        self.left: list[tuple[Worker, date]] = []
        self.by_name: dict[str, Worker] = {}
        for post, number in zip(staff.posts, officer_ids, strict=True):
            if post.role is not Role.CASEWORKER or post.team is None:
                continue
            worker = Worker(number, post.name, post.team, post.started_on or today)
            self.by_name[post.name] = worker
            if post.name == STILL_HOLDING[0]:
                continue
            if post.left_on is not None and post.left_on < today:
                self.left.append((worker, post.left_on))
            elif worker.since <= today:
                self._in_post[post.team].append(worker)
                self._weights[post.team].append(post.fte)
        self._running = [list(accumulate(weights)) for weights in self._weights]

    def longest_here(self) -> Worker:
        """The caseworker in post who has been here longest."""
        return min((worker for team in self._in_post for worker in team), key=lambda w: (w.since, w.id))

    def draw(self, rng: Random, team: int) -> Worker:
        """Somebody of a team, as often as their hours say."""
        return rng.choices(self._in_post[team], cum_weights=self._running[team])[0]


def appoint(work: WriteWork, staff: Establishment, today: date) -> Roster:
    """Put the teams, the people and their absences on the record."""
    teams = [work.add_team(name) for name in TEAMS]
    ids: list[int] = []
    by_name: dict[str, int] = {}
    for post in staff.posts:
        team_id = teams[post.team].id if post.team is not None else None
        email = f"{post.name.casefold().replace(' ', '.')}@westmarsh.example"
        officer = work.add_officer(post.name, post.role, team_id, post.fte, email, False, post.started_on, post.left_on,
                                   post.days_off)  # fmt: skip
        ids.append(officer.id)
        by_name[post.name] = officer.id
    for team, manager in zip(teams, MANAGERS, strict=True):
        work.save_team(type(team)(team.id, team.name, by_name[manager]))
    for away in staff.away:
        work.add_absence(by_name[away.name], away.first_day, away.last_day, by_name.get(away.cover), away.reason)
    return Roster(staff, ids, [team.id for team in teams], today)
