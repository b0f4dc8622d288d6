"""The reviews board: reviews by month, overdue, without a date and under way; moves between phases; who is from year 9.

Every figure is a list of cases, counted from the limits the record keeps and a few kinds of entry (needs.md G1, G2, G9, H).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from ehcp_desk.clock.counting import add_months
from ehcp_desk.domain.case import year_words
from ehcp_desk.domain.dates import in_words, month_words
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.phases import PHASE_RULES
from ehcp_desk.domain.record import RecordedFact
from ehcp_desk.domain.reviews import EARLY_KINDS, LOOKED_AT, REVIEW_LIMITS, early_prompts
from ehcp_desk.domain.schooling import NOT_FULL_TIME, STATUSES
from ehcp_desk.domain.signals import signals_of
from ehcp_desk.domain.transitions import FROM_YEAR, MISSING, Missing, missing_for
from ehcp_desk.domain.worklist import CaseQuery, CaseRow, Scope
from ehcp_desk.ports.work import Progress, ReadWork
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.figure import Figure
from ehcp_desk.services.oversight.moves import without_move
from ehcp_desk.services.oversight.not_held import NOT_HELD, not_held

DECISION, NOTICE, FINAL = "R_DECISION", "R_AMEND_NOTICE", "R_FINAL"
RECENT_DAYS = 28
"""Days after a meeting in which it is on its way to a decision, which has a limit of its own."""
MONTHS = 13
"""Months ahead that are listed: a review decided today falls due in the last of them."""
OVERDUE, DUE, NO_DATE, UNDER_WAY, MOVES, FROM_NINE, NOT_IN = (
    "Reviews overdue", "Reviews due", "No date for the meeting", "Under way", "Moves between phases", "From year 9",
    "Not in full-time education",
)  # fmt: skip
GROUPS = (OVERDUE, NO_DATE, UNDER_WAY, NOT_HELD, DUE, MOVES, FROM_NINE, NOT_IN)
AGES: tuple[tuple[str, str, int, int | None], ...] = (
    ("overdue_1", "up to 1 month", 0, 1), ("overdue_3", "1 to 3 months", 1, 3), ("overdue_6", "3 to 6 months", 3, 6),
    ("overdue_12", "6 to 12 months", 6, 12), ("overdue_more", "over 12 months", 12, None),
)  # fmt: skip
PHASES: tuple[tuple[str, str, int, int], ...] = (
    ("overdue_early", "of these, early years", -9, -1), ("overdue_primary", "of these, primary", 0, 6),
    ("overdue_secondary", "of these, secondary", 7, 11), ("overdue_post16", "of these, post-16", 12, 99),
)  # fmt: skip
WEEKS: tuple[tuple[str, str, int, int], ...] = (
    ("no_date_4", "due in the next 4 weeks", 0, 28), ("no_date_8", "due in 4 to 8 weeks", 29, 56),
    ("no_date_12", "due in 8 to 12 weeks", 57, 84),
)  # fmt: skip
_NINE = ("transition_lead", "destination", "adulthood_discussed")


@dataclass(frozen=True, slots=True)
class ReviewBoard:
    """Every figure as on a day; ``plans`` is how many plans they are counted from."""

    as_at: date
    plans: int
    figures: tuple[Figure, ...]
    teams: tuple[tuple[int, str], ...] = field(default=())

    def of(self, group: str) -> tuple[Figure, ...]:
        """The figures under one heading."""
        return tuple(figure for figure in self.figures if figure.group == group)

    def named(self, key: str) -> Figure:
        """The figure of this key.  Raises BadInput, with the keys there are, where the board has none."""
        found = next((figure for figure in self.figures if figure.key == key), None)
        if found is None:
            there = ", ".join(figure.key for figure in self.figures)
            raise BadInput(f"The reviews board has no figure called {key}; there are: {there}.")
        return found

    @property
    def overdue(self) -> int:
        """How many reviews are past their day."""
        keys = {key for key, *_ in AGES}
        return sum(len(figure.cases) for figure in self.figures if figure.key in keys)


Limits = dict[int, date]
"""The earliest open day of each case."""


def review_board(desk: Desk, team_id: int | None = None, progress: Progress | None = None) -> ReviewBoard:
    """The board of the plans in place, or of those of one team."""
    day = desk.today()
    with desk.store.read() as work:
        if progress is not None:
            progress(0, 3, "Reading the plans")
        rows = work.case_rows(work.case_ids(CaseQuery(day, Scope.PLANS, team_id=team_id)))
        here = {row.id: row for row in rows}
        if progress is not None:
            progress(1, 3, "Reading the limits")
        open_ = _open(work, (DECISION, NOTICE, FINAL, *PHASE_RULES), here)
        due = reviews_due(work, here)
        teams = tuple((team.id, team.name) for team in work.staff().teams.values())
        low = signals_of(work.setting).low
        if progress is not None:
            progress(2, 3, "Counting")
        live = work.case_ids(CaseQuery(day, Scope.LIVE, team_id=team_id))
        figures = (*_overdue(due, here, day), *_no_date(work, due, here, day), _early(work, list(here), low),
                   *_under_way(open_, day), *not_held(work, here, day), *_by_month(due, day),
                   *_moves(work, open_, here, day), *_from_nine(work, rows, day),
                   *_not_in_education(work, set(live)))  # fmt: skip
    return ReviewBoard(day, len(rows), figures, teams)


def reviews_due(work: ReadWork, here: Collection[int] | None = None, until: date = date.max) -> Limits:
    """The day by which the next review of each of these cases (of every case, without them) must be finished, where that is
    by then, whatever else is due before it."""
    due: Limits = {}
    for days in _open(work, REVIEW_LIMITS, here, until).values():
        for case, on in days.items():
            due[case] = min(on, due.get(case, on))
    return due


def _open(
    work: ReadWork, rules: Collection[str], here: Collection[int] | None, until: date = date.max
) -> dict[str, Limits]:
    found: dict[str, Limits] = {}
    for limit in work.open_limits(rules, until):
        if here is None or limit.case_id in here:
            days = found.setdefault(limit.rule, {})
            days[limit.case_id] = min(limit.due, days.get(limit.case_id, limit.due))
    return found


def _sorted(days: Mapping[int, date]) -> dict[int, date | None]:
    """Cases by their day, the earliest first."""
    return dict(sorted(days.items(), key=lambda one: (one[1], one[0])))


def _undated(cases: Iterable[int]) -> dict[int, date | None]:
    return dict.fromkeys(sorted(cases))


def _overdue(due: Limits, here: Mapping[int, CaseRow], day: date) -> Iterator[Figure]:
    late = {case: on for case, on in due.items() if on < day}
    for key, words, least, most in AGES:
        within = {c: on for c, on in late.items() if on < add_months(day, -least)
                  and (most is None or on >= add_months(day, -most))}  # fmt: skip
        yield Figure(key, OVERDUE, words, _sorted(within), len(within))
    for key, words, low, high in PHASES:
        of_age = {c: on for c, on in late.items() if low <= _year(here[c], day) <= high}
        yield Figure(key, OVERDUE, words, _sorted(of_age), len(of_age))
    unknown = {c: on for c, on in late.items() if here[c].year_offset is None}
    yield Figure("overdue_no_year", OVERDUE, "of these, year not known", _sorted(unknown), len(unknown))


def _year(row: CaseRow, day: date) -> int:
    year = row.year_on(day)
    return year if year is not None else -99


def _no_date(work: ReadWork, due: Limits, here: Mapping[int, CaseRow], day: date) -> Iterator[Figure]:
    free = without_meeting(work, {case: on for case, on in due.items() if on <= day + timedelta(WEEKS[-1][3])}, day)
    late = {case: on for case, on in free.items() if on < day}
    yield Figure("no_date_overdue", NO_DATE, "overdue", _sorted(late), len(late))
    for key, words, first, last in WEEKS:
        within = {c: on for c, on in free.items() if day + timedelta(first) <= on <= day + timedelta(last)}
        yield Figure(key, NO_DATE, words, _sorted(within))
    yield Figure("no_limit", NO_DATE, "no review date can be worked out", _undated(set(here) - set(due)))


def without_meeting(work: ReadWork, due: Limits, day: date) -> Limits:
    """Those of these reviews of which no meeting is planned from the day on and none waits for its decision, however long
    ago it was held: what a review held lacks is the decision, which has a list of its own."""
    waiting = {limit.case_id for limit in work.open_limits((DECISION,))} | booked(work, due, day)
    return {case: on for case, on in due.items() if case not in waiting}


def booked(work: ReadWork, cases: Collection[int], day: date) -> set[int]:
    """Those of these cases that have a review meeting planned from the day on, or had one so lately that its decision is
    on the way: within four weeks of the meeting, the last day of them included (rule R_DECISION, reg 20(10))."""
    lately = day - timedelta(RECENT_DAYS)
    entries = work.standing_of(("review_meeting_planned", "review_meeting_held"), list(cases), since=lately)
    return {one.case_id for one in entries if one.fact.kind == "review_meeting_held" or one.fact.on >= day}


def _early(work: ReadWork, plans: list[int], low: int) -> Figure:
    """Plans of which something happened that should bring the review forward, by the day of it."""
    told: dict[int, list[RecordedFact]] = {}
    for entry in work.standing_of(EARLY_KINDS, plans):
        told.setdefault(entry.case_id, []).append(entry)
    for entry in work.standing_of(LOOKED_AT, list(told)):
        told[entry.case_id].append(entry)
    found = {case: prompts[0].fact.on for case, facts in told.items() if (prompts := early_prompts(facts, low))}
    return Figure("bring_forward", NO_DATE, "perhaps to be brought forward", _sorted(found))


def _under_way(open_: Mapping[str, Limits], day: date) -> Iterator[Figure]:
    steps = (("decision", "held, decision to be told", DECISION), ("notice", "to amend, notice to be sent", NOTICE),
             ("final", "to amend, plan to be sent", FINAL))  # fmt: skip
    for key, words, rule in steps:
        days = open_.get(rule, {})
        yield Figure(key, UNDER_WAY, words, _sorted(days), sum(on < day for on in days.values()))


def _by_month(due: Limits, day: date) -> Iterator[Figure]:
    first = day.replace(day=1)
    for n in range(MONTHS):
        month, after = add_months(first, n), add_months(first, n + 1)
        within = {case: on for case, on in due.items() if max(day, month) <= on < after}
        yield Figure(f"due_{month:%Y-%m}", DUE, month_words(month), _sorted(within))


def _moves(work: ReadWork, open_: Mapping[str, Limits], here: Mapping[int, CaseRow], day: date) -> Iterator[Figure]:
    days: dict[date, list[int]] = {}
    for rule in PHASE_RULES:
        for case, on in open_.get(rule, {}).items():
            days.setdefault(on, []).append(case)
    for on, cases in sorted(days.items()):
        yield Figure(f"move_{on.isoformat()}", MOVES, f"to be named by {in_words(on)}", dict.fromkeys(sorted(cases), on),
                     len(cases) if on < day else 0)  # fmt: skip
    for year, rows in without_move(work, here.values(), day).items():
        title = f"in {year_words(year)}, and no move planned"
        yield Figure(f"unplanned_{year}", MOVES, title, _undated(row.id for row in rows))


def _from_nine(work: ReadWork, rows: Sequence[CaseRow], day: date) -> Iterator[Figure]:
    older = [row for row in rows if _year(row, day) >= FROM_YEAR]
    roles: dict[int, set[str]] = {}
    going: dict[int, tuple[date, str]] = {}
    talked: set[int] = set()
    for entry in work.standing_of(_NINE, [row.id for row in older]):
        attrs, case = entry.fact.attrs, entry.case_id
        if entry.fact.kind == "transition_lead":
            roles.setdefault(case, set()).add(attrs.get("role", ""))
        elif entry.fact.kind == "adulthood_discussed":
            talked.add(case)
        elif entry.fact.on >= going.get(case, (date.min, ""))[0]:
            going[case] = entry.fact.on, attrs.get("status", "")
    found: dict[Missing, list[int]] = {}
    for row in older:
        said = going.get(row.id, (date.min, ""))[1]
        for what in missing_for(row.year_on(day), roles.get(row.id, ()), row.id in talked, said, True):
            found.setdefault(what, []).append(row.id)
    for what in (Missing.WORKER, Missing.TOPICS, Missing.ADULT, Missing.DESTINATION):
        yield Figure(f"no_{what.value}", FROM_NINE, _lower(MISSING[what]), _undated(found.get(what, ())))
    neet = _undated(case for case, (_, status) in going.items() if status == "neet")
    yield Figure("neet", FROM_NINE, "not in education, work or training", neet)
    yield Figure("no_year", FROM_NINE, "year not known", _undated(r.id for r in rows if r.year_offset is None))


def _not_in_education(work: ReadWork, live: Collection[int]) -> Iterator[Figure]:
    """Children with a plan or under assessment who are not in full-time education, by the day it began (needs.md J3)."""
    found: dict[str, dict[int, date]] = {}
    for case, facts in work.need_facts():
        told = [fact for fact in facts if fact.kind == "education_status"]
        if told and case in live:
            last = max(told, key=lambda fact: fact.order)
            found.setdefault(last.attrs.get("status", ""), {})[case] = last.on
    for status, words in STATUSES.items():
        if status in NOT_FULL_TIME:
            yield Figure(
                f"status_{status}", NOT_IN, _lower(words.removesuffix(" as reported")), _sorted(found.get(status, {}))
            )


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]
