"""What the record says of the service: how long each stage takes, how many requests come, what its people get through.

Pure: from courses to numbers, each with the sentence that says where it comes from.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from statistics import fmean
from typing import Any

from ehcp_desk.domain.dates import day_count, in_words
from ehcp_desk.domain.forecast.courses import Course, month_end, months_from
from ehcp_desk.domain.forecast.values import Assumption

YEAR = 12
STAGES: dict[str, str] = {
    "decision": "From the request to the decision",
    "asking": "From the decision to asking for advice",
    "psychology": "Psychology advice",
    "health": "Health advice",
    "others": "The other advice, to the last of it",
    "drafting": "From the last advice to the draft plan",
    "no_plan": "From the last advice to the decision not to make a plan",
    "finishing": "From the draft to the final plan",
}
"""The stages whose times are taken from the record, and what they are called."""
WORKERS = {"psychology": "psychologists", "health": "", "drafting": "caseworkers"}
"""The three queues, and whose posts they are worked off by; health's posts are not on this record."""


@lru_cache(maxsize=1)
def defaults() -> Mapping[str, Any]:
    """The numbers of ``rules/oversight/forecast.toml``."""
    return tomllib.loads(files("ehcp_desk.rules.oversight").joinpath("forecast.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Queue:
    """What is got through: counts of the last full months with their working days, and the posts there are."""

    counts: tuple[int, ...]
    working_days: tuple[int, ...]
    posts: float


@dataclass(frozen=True, slots=True)
class Estimates:
    """Everything the simulation draws from.  ``days`` are sorted samples, in which a recent time stands several times;
    ``requests`` the last twelve full months' counts; ``season`` a factor for each month of the year."""

    days: dict[str, tuple[int, ...]]
    shares: dict[str, float]
    requests: tuple[int, ...]
    season: tuple[float, ...]
    queues: dict[str, Queue]
    assumptions: tuple[Assumption, ...]


def estimate(
    courses: Sequence[Course],
    as_at: date,
    posts: Mapping[str, float],
    working_days: Callable[[date, date], int],
) -> Estimates:
    """Estimate from the courses known on ``as_at``.

    ``posts`` are full-time posts of psychologists and caseworkers; ``working_days`` counts those from one day to another,
    both included.
    """
    said = defaults()
    since = months_from(as_at, 1)[0]
    since = months_from(date(since.year - 2, since.month, 1), 25)[24 - int(said["window_months"])]
    notes: list[Assumption] = []
    timed = _times(courses, since.toordinal())
    days = {name: _days(name, found, since, as_at, notes) for name, found in timed.items()}
    notes.append(_recent())
    shares = _shares(courses, since, notes)
    whole = months_from(date(as_at.year - 1, as_at.month, 1), YEAR)
    requests, season = _receipts(courses, whole, notes)
    lately = whole[-int(said["pace_months"]) :]
    queues = {name: _queue(name, courses, lately, posts, working_days, notes) for name in WORKERS}
    return Estimates(days, shares, requests, season, queues, tuple(notes))


def _times(courses: Iterable[Course], since: int) -> dict[str, list[tuple[int, int]]]:
    """(days it took, day it ended) for each stage, of those that ended since a day."""
    found: dict[str, list[tuple[int, int]]] = {name: [] for name in STAGES}

    def took(name: str, first: int | None, last: int | None) -> None:
        if first is not None and last is not None and last >= since:
            found[name].append((max(0, last - first), last))

    for c in courses:
        took("decision", c.received, c.decided)
        asked = min(c.asked.values(), default=None)
        took("asking", c.decided if c.outcome == "assess" else None, asked)
        for body in ("psychology", "health"):
            took(body, c.asked.get(body), c.came.get(body))
        others = [body for body in c.asked if body not in ("psychology", "health")]
        if others and all(body in c.came for body in others):
            took("others", asked, max(c.came[body] for body in others))
        took("drafting", c.evidence if c.draft is not None else None, c.draft)
        took("no_plan", c.evidence if c.no_plan is not None else None, c.no_plan)
        took("finishing", c.draft, c.final)
    return found


def _days(
    name: str, found: list[tuple[int, int]], since: date, as_at: date, notes: list[Assumption]
) -> tuple[int, ...]:
    said, what = defaults(), STAGES[name]
    if len(found) < said["enough"]:
        used = tuple(sorted(said["default_days"][name]))
        notes.append(Assumption(what, _middle(used), f"too few on record: {len(found)} cases; default used", True))
        return used
    weights = said["recent_counts"]
    today = as_at.toordinal()
    times = sorted(days for days, end in found for _ in range(weights[min((today - end) // 91, len(weights) - 1)]))
    notes.append(Assumption(what, _middle(times), f"from {len(found):,} cases that ended it since {in_words(since)}"))
    return tuple(times)


def _recent() -> Assumption:
    weights = ", ".join(str(weight) for weight in defaults()["recent_counts"])
    return Assumption("Recent cases count more", f"{weights} times", "by whether they ended a stage in the last 3, 6 or 9 months "
                      "or before; this program’s own choice")  # fmt: skip


def _middle(days: Sequence[int]) -> str:
    last = len(days) - 1
    return f"{day_count(days[last // 2])}, half of them {days[last // 4]} to {days[3 * last // 4]}"


def _shares(courses: Iterable[Course], since: date, notes: list[Assumption]) -> dict[str, float]:
    first = since.toordinal()
    counts = dict.fromkeys(("assess", "refuse", "withdrawn"), 0)
    ended = {"no_plan": 0, "draft": 0}
    for c in courses:
        day = c.ended if c.outcome == "withdrawn" else c.decided
        if c.outcome and day is not None and day >= first:
            counts[c.outcome] += 1
        if c.no_plan is not None and c.no_plan >= first:
            ended["no_plan"] += 1
        elif c.draft is not None and c.draft >= first:
            ended["draft"] += 1
    said = defaults()["default_shares"]
    told, made = sum(counts.values()), sum(ended.values())
    enough = defaults()["enough"]
    known, whole = told >= enough, made >= enough
    shares = {
        "assess": counts["assess"] / told if known else said["assess"],
        "refuse": counts["refuse"] / told if known else said["refuse"],
        "no_plan": ended["no_plan"] / made if whole else said["no_plan"],
    }
    rest = max(0.0, 1 - shares["assess"] - shares["refuse"])  # what is left of whole numbers may fall below nothing
    notes.append(
        Assumption(
            "What becomes of a request",
            f"{shares['assess']:.0%} assessed, {shares['refuse']:.0%} refused, {rest:.0%} withdrawn",
            _from(told, known, f"requests decided since {in_words(since)}"),
            not known,
        )
    )
    notes.append(Assumption("Assessments that end without a plan", f"{shares['no_plan']:.0%}",
                            _from(made, whole, f"assessments since {in_words(since)}"), not whole))  # fmt: skip
    return shares


def _from(count: int, known: bool, what: str) -> str:
    return f"from {count:,} {what}" if known else f"too few on record: {count} {what}; default used"


def _receipts(
    courses: Sequence[Course], whole: list[date], notes: list[Assumption]
) -> tuple[tuple[int, ...], tuple[float, ...]]:
    """Requests of the last twelve full months, and how far each month of the year stands from the mean."""
    counts = _by_month((c.received for c in courses), whole)
    year_before = [month.replace(year=month.year - 1) for month in whole]
    before = _by_month((c.received for c in courses), year_before)
    begun = min((c.received for c in courses), default=0) <= year_before[0].toordinal()
    mean = fmean(counts)
    if not mean:
        notes.append(
            Assumption("Requests a month", "none", "no request in the last twelve full months; none are expected", True)
        )
        return counts, (1.0,) * YEAR
    source = f"from {sum(counts):,} requests in the twelve months to {in_words(month_end(whole[-1]))}"
    notes.append(Assumption("Requests a month", f"{mean:.1f} on average, {min(counts)} to {max(counts)}", source))
    season = [1.0] * YEAR
    steady = begun and sum(before) > 0 and abs(sum(counts) / sum(before) - 1) < defaults()["steady"]
    if steady:
        # One average month is added to each month of the year: two years are believed by two thirds.
        both = fmean((*counts, *before))
        for month, now, then in zip(whole, counts, before, strict=True):
            season[month.month - 1] = (now + then + both) / (3 * both)
    notes.append(Assumption(
        "Months of the year", f"{min(season):.2f} to {max(season):.2f} of an average month" if steady else "all alike",
        "from two years, believed by two thirds" if steady else "two years that are nearly alike are not on record; default used",
        not steady))  # fmt: skip
    return counts, tuple(season)


def _by_month(days: Iterable[int | None], months: list[date]) -> tuple[int, ...]:
    starts = [month.toordinal() for month in months]
    ends = [month_end(month).toordinal() for month in months]
    known = [day for day in days if day is not None and starts[0] <= day <= ends[-1]]
    return tuple(sum(first <= day <= last for day in known) for first, last in zip(starts, ends, strict=True))


def _queue(
    name: str,
    courses: Sequence[Course],
    whole: list[date],
    posts: Mapping[str, float],
    working_days: Callable[[date, date], int],
    notes: list[Assumption],
) -> Queue:
    done = (c.draft if name == "drafting" else c.came.get(name) for c in courses)
    counts = _by_month(done, whole)
    spans = tuple(max(1, working_days(month, month_end(month))) for month in whole)
    workers = WORKERS[name]
    there = posts.get(workers, 0.0) if workers else 0.0
    what = {"psychology": "Psychology advice", "health": "Health advice", "drafting": "Draft plans"}[name]
    each = f", by {there:g} posts of {workers}" if there else ", with no posts on the staff list" if workers else ""
    source = (f"from the better {len(counts) - len(counts) // 2} of the {len(counts)} months to "
              f"{in_words(month_end(whole[-1]))} (months of {min(counts)} to {max(counts)}){each}")  # fmt: skip
    if sum(counts) < defaults()["enough"]:
        notes.append(
            Assumption(
                f"{what} got through", "no limit", f"too few on record: {sum(counts)}; no limit is assumed", True
            )
        )
        return Queue((), (), there)
    pace = fmean(better_half(counts, spans))
    notes.append(Assumption(f"{what} got through", f"{pace:.2f} a working day", source))
    return Queue(counts, spans, there)


def better_half(counts: Sequence[int], working_days: Sequence[int]) -> list[float]:
    """The paces a working day of the better half of the months: what people have shown they can do."""
    paces = sorted(count / days for count, days in zip(counts, working_days, strict=True))
    return paces[len(paces) // 2 :]
