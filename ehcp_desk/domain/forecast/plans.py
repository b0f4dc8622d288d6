"""Plans already made, run forward: the reviews that fall due, how many are likely late, and the appeals to expect.

Due days are no guess: each plan's next review is the anniversary of its last one, or of the plan (reg 20(1), 18(1)(b)), and
after a move the later of that and three months (reg 15(5)).  How many are late, and how many appeals come, is the service's
own share and rate, each with its uncertainty.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from ehcp_desk.clock.counting import add_months
from ehcp_desk.clock.dates import read_iso
from ehcp_desk.domain.forecast.courses import FactSaid, month_end
from ehcp_desk.domain.forecast.values import Assumption, MonthPast

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ehcp_desk.domain.forecast.simulating import Runs

PLAN_KINDS = ("final_plan_sent", "review_decision_notified", "plan_ceased", "plan_transferred_out",
              "plan_transferred_in", "appeal_received", "appeal_registered")  # fmt: skip
"""The facts a plan's reviews and appeals are read from."""
REVIEW = "reviews"
PLAN_DUTIES = {REVIEW: ("R_NEXT_REVIEW", "Finish each review within 12 months of the last")}
_ENDS = ("plan_ceased", "plan_transferred_out")
_LOOK_BACK = 365


@dataclass(slots=True)
class PlanCourse:
    """One plan.  Days are ordinals.  ``reviews`` are (day due, day finished or None), the last of them the next one;
    ``ended`` is the day after which none falls due; ``appeals`` are the days appeals came."""

    reviews: list[tuple[int, int | None]] = field(default_factory=list)
    ended: int | None = None
    appeals: list[int] = field(default_factory=list)

    @property
    def counted(self) -> list[tuple[int, int | None]]:
        """The reviews that fell or fall due while there was a plan."""
        return [r for r in self.reviews if self.ended is None or r[0] < self.ended]


def plan_course_of(facts: Iterable[FactSaid], as_at: int) -> PlanCourse | None:
    """What the facts dated by ``as_at`` say of one case's plan and appeals; None where they say nothing of either."""
    found, known = PlanCourse(), 0  # ``known`` is the day the plan was last made or reviewed, as far as is said
    for kind, on, attrs in sorted(facts, key=lambda fact: fact[1]):
        if on > as_at or kind not in PLAN_KINDS:
            continue
        if kind in ("appeal_received", "appeal_registered"):
            # Received and then registered is one appeal; so is the decision to cease it is about.
            if not found.appeals or on - found.appeals[-1] > _LOOK_BACK // 4:
                found.appeals.append(on)
        elif kind in _ENDS:
            found.ended = on
        elif kind == "plan_transferred_in":
            known = max(known, _stated(attrs.get("made_on", ""), on))
            _begin_again(found, _after_a_move(known, on))
        elif kind == "final_plan_sent":
            known = on
            if not found.reviews or found.ended is not None:
                _begin_again(found, _year_on(on))
        elif kind == "review_decision_notified":
            known = on
            if found.reviews:
                found.reviews[-1] = (found.reviews[-1][0], on)
            if attrs.get("outcome") != "cease":
                found.reviews.append((_year_on(on), None))
    return found if found.reviews or found.appeals else None


def _begin_again(course: PlanCourse, due: int) -> None:
    """A plan that is there (again): what fell due while it was ours stays, what was to fall due later gives way."""
    ours = course.counted if course.ended is not None else [r for r in course.reviews if r[1] is not None]
    course.reviews, course.ended = [*ours, (due, None)], None


def _after_a_move(known: int, moved: int) -> int:
    """The later of a year from the plan or its last review and three months from the move (reg 15(5))."""
    three_months = add_months(date.fromordinal(moved), 3).toordinal()
    return max(_year_on(known), three_months) if known else three_months


def _stated(text: str, by: int) -> int:
    """A day somebody stated, where it can be one: 0 for none and for one yet to come."""
    try:
        day = read_iso(text).toordinal()
    except ValueError:
        return 0
    return day if day <= by else 0


def _year_on(day: int) -> int:
    on = date.fromordinal(day)
    try:
        return on.replace(year=on.year + 1).toordinal()
    except ValueError:
        return on.replace(year=on.year + 1, day=28).toordinal()


def with_plans(past: Sequence[MonthPast], plans: Sequence[PlanCourse]) -> tuple[MonthPast, ...]:
    """The months gone by with the reviews that fell due in each, those finished late or not at all, and the appeals."""
    return tuple(_with(month, plans) for month in past)


def _with(month: MonthPast, plans: Sequence[PlanCourse]) -> MonthPast:
    first, last = month.month.toordinal(), month_end(month.month).toordinal()
    due = [r for plan in plans for r in plan.counted if first <= r[0] <= last]
    late = sum(done is None or done > day for day, done in due)
    came = sum(first <= day <= last for plan in plans for day in plan.appeals)
    figures = {**month.figures, "reviews": len(due), "reviews_late": late, "appeals": came}
    return replace(month, figures=figures, duties={**month.duties, REVIEW: (len(due), late)})


@dataclass(frozen=True, slots=True)
class PlanRates:
    """What the last year says: reviews that fell due and those in time, appeals that came, and the days looked at."""

    due: int
    in_time: int
    appeals: int
    days: int

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        """Each with its source; a default where nothing is on record."""
        share = f"{self.in_time:,} of {self.due:,} in time" if self.due else "half in time"
        rate = f"{self.appeals * 30.4 / self.days:.1f} a month" if self.days else "none"
        since = f"the last {self.days} days on record" if self.days else "nothing is on record yet"
        return (
            Assumption("Reviews that fall due", "each a year from the last, or from the plan; after a move by reg 15(5)",
                       "every plan on record; plans sent after today have none within twelve months"),
            Assumption("Reviews in time", share, since if self.due else "none fell due yet, so nothing is known", not self.due),
            Assumption("Appeals", rate, f"{self.appeals} in {since}; as likely in one month as in another"),
        )  # fmt: skip


def rates_of(plans: Sequence[PlanCourse], as_at: int) -> PlanRates:
    """The service's own share in time and rate of appeals over the last year, or since its first plan or appeal."""
    begun = min(
        (day for plan in plans for day in (*(r[0] - 365 for r in plan.reviews[:1]), *plan.appeals)), default=as_at
    )
    since = max(begun, as_at - _LOOK_BACK)
    due = [r for plan in plans for r in plan.counted if since <= r[0] < as_at]
    in_time = sum(done is not None and done <= day for day, done in due)
    return PlanRates(len(due), in_time, sum(since <= d <= as_at for p in plans for d in p.appeals), as_at - since)


def add_plans(
    out: Runs, plans: Sequence[PlanCourse], rates: PlanRates, months: Sequence[date], runs: int, seed: int
) -> None:
    """Add to the runs what falls due of reviews in each month, how many are late, and the appeals.

    The share in time and the rate are drawn anew for each run from what the record leaves open (a beta and a gamma
    distribution), so that a short record gives a wide range.
    """
    import numpy as np

    draw = np.random.default_rng([seed, 1])
    due = np.tile(_due_by_month(plans, months), (runs, 1))
    share = draw.beta(rates.due - rates.in_time + 0.5, rates.in_time + 0.5, (runs, 1))
    late = draw.binomial(due, np.broadcast_to(share, due.shape))
    monthly = draw.gamma(rates.appeals + 0.5, 1 / (max(rates.days, 1) / 30.4), (runs, 1))
    appeals = draw.poisson(np.broadcast_to(monthly if rates.days else monthly * 0, due.shape))
    _put(out.figures, reviews=due, reviews_late=late, appeals=appeals)
    out.due[REVIEW], out.missed[REVIEW] = due, late


def _put(figures: dict[str, NDArray[np.float64]], **found: NDArray[np.int64]) -> None:
    figures.update({key: values.astype(float) for key, values in found.items()})


def _due_by_month(plans: Sequence[PlanCourse], months: Sequence[date]) -> list[int]:
    """Reviews that fall due in each month; one that fell due a year before it comes again."""
    found: list[int] = []
    for place, month in enumerate(months):
        first, last = month.toordinal(), month_end(month).toordinal()
        here = sum(first <= day <= last for plan in plans for day, done in plan.counted if done is None)
        found.append(here + (found[place - 12] if place >= 12 else 0))
    return found
