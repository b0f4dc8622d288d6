"""The 20 weeks of SEN2 against those of the monthly return over the same calendar year, case by case, in words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from ehcp_desk.domain.returns import LeftOut, ListedCase
from ehcp_desk.domain.staff_then import StaffThen
from ehcp_desk.ports.work import Progress
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.definitions import load_definitions
from ehcp_desk.services.oversight.measures import plans_in_time
from ehcp_desk.services.oversight.population import Period, Population
from ehcp_desk.services.oversight.return_facts import KINDS, Limits, journey
from ehcp_desk.services.oversight.returns import EVERY
from ehcp_desk.services.oversight.sen2.timeliness import Timeliness
from ehcp_desk.services.oversight.spans import month_end

MONTHLY = "K02"
SAME = "The monthly returns of the year count the same plans, as late and as timely."


@dataclass(frozen=True, slots=True)
class Difference:
    """A plan the two count differently, and why in words."""

    case_id: int
    ref: str
    why: str


@dataclass(frozen=True, slots=True)
class Compared:
    """What the twelve monthly returns of the year come to (on time, all; exceptions left in), and every difference."""

    on_time: int
    of: int
    differences: tuple[Difference, ...]

    @property
    def words(self) -> str:
        """The differences in one sentence, each reason with how many."""
        if not self.differences:
            return SAME
        reasons = Counter(d.why for d in self.differences)
        listed = "; ".join(f"{number} because {why}" for why, number in sorted(reasons.items()))
        return f"The monthly returns of the year come to {self.on_time} of {self.of}. The difference: {listed}."


def compare(desk: Desk, year: int, timely: Timeliness, progress: Progress | None = None) -> Compared:
    """Count the calendar year before ``year`` as the monthly return does, and say what differs."""
    last = date(year - 1, 12, 31)
    with desk.store.read() as work:
        limits = Limits(desk.law)
        rows = {row.id: row for row in work.every_row()}
        found = []
        for place, (case_id, facts) in enumerate(work.every_case_facts(KINDS)):
            if progress and place % EVERY == 0:
                progress(place, len(rows), "Comparing with the monthly return")
            case = journey(rows[case_id], facts, limits, last)
            if case is not None:
                found.append(case)
        people = Population(found, limits, StaffThen(work.staff()))
    definition = next(d for d in load_definitions().on(last) if d.code == MONTHLY)
    counted: dict[int, ListedCase] = {}
    left: dict[int, LeftOut] = {}
    for month in range(1, 13):
        first = date(last.year, month, 1)
        made = plans_in_time(people, Period(first, month_end(first)), definition)
        counted |= {case.case_id: case for case in made.cases}
        left |= {gone.case_id: gone for gone in made.left_out}
    sen2 = {plan.case_id: plan for plan in timely.timed}
    out = {gone.case_id: gone for gone in timely.left_out}
    differences = []
    for case_id, plan in sen2.items():
        if case_id not in counted:
            why = left[case_id].why if case_id in left else "it was not the first plan of its case"
            differences.append(Difference(case_id, plan.ref, f"the monthly return leaves it out: {why}"))
        elif counted[case_id].counted is not plan.on_time:
            differences.append(Difference(case_id, plan.ref, "the last day of 20 weeks is counted from another day"))
    for case_id, listed in counted.items():
        if case_id not in sen2:
            why = out[case_id].why if case_id in out else "it is not among its new plans"
            differences.append(Difference(case_id, listed.ref, f"SEN2 leaves it out: {why}"))
    return Compared(
        sum(c.counted for c in counted.values()), len(counted), tuple(sorted(differences, key=lambda d: d.ref))
    )
