"""What the demo authority is made of: the figures of needs.md 2.4, scaled, and exact where they are exact."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from ehcp_desk.clock.model import State
from ehcp_desk.domain.case import OPEN_STAGES, Stage
from ehcp_desk.domain.worklist import next_deadline
from ehcp_desk.services.upkeep.authority import places
from ehcp_desk.services.upkeep.authority.composition import Kind, compose
from ehcp_desk.services.upkeep.bulk import BulkCase
from tests.services.demo.conftest import Tell

DAY = date(2026, 10, 30)
LIMIT = timedelta(days=140)


def finals_between(cases: list[BulkCase], first: date, last: date) -> list[BulkCase]:
    return [c for c in cases if c.summary.final_on is not None and first <= c.summary.final_on <= last]


def on_time(cases: list[BulkCase]) -> int:
    return sum(
        c.summary.final_on <= c.summary.received + LIMIT for c in cases if c.summary.received and c.summary.final_on
    )


@pytest.mark.parametrize("total", [1, 2, 3, 4, 7, 10, 33, 100, 300, 3300, 25_000, 640_000])
@pytest.mark.parametrize("day", [DAY, date(2019, 7, 18), date(2026, 1, 1), date(2026, 4, 1)])
def test_any_number_of_cases_is_shared_out_whole(total: int, day: date) -> None:
    composed = compose(total, day)
    assert sum(composed.counts.values()) == total
    assert min(composed.counts.values()) >= 0
    assert sum(m.count for m in composed.months) == composed.counts[Kind.SENT_LATELY]
    assert all(0 <= m.on_time <= m.count and m.last < day for m in composed.months)


@pytest.mark.parametrize(("total", "within"), [(300, 0.12), (3300, 0.02)])
def test_the_stages_are_those_of_the_authority_scaled(tell: Tell, total: int, within: float) -> None:
    _, cases = tell(total, DAY)
    stages = Counter(c.summary.stage for c in cases)
    share = total / 3300
    assert len(cases) == total
    assert stages[Stage.PLAN] == pytest.approx(2800 * share, rel=within)
    assert stages[Stage.DRAFTING] == pytest.approx(84 * share, abs=1)
    assert stages[Stage.UNKNOWN] == 0
    assert sum(stages[s] for s in OPEN_STAGES) == pytest.approx(366 * share, rel=within)


def test_each_of_the_last_four_quarters_sent_169_plans_and_the_share_on_time_recovers(tell: Tell) -> None:
    _, cases = tell(3300, DAY)
    quarters = [(date(2025, 10, 1), date(2025, 12, 31)), (date(2026, 1, 1), date(2026, 3, 31)),
                (date(2026, 4, 1), date(2026, 6, 30)), (date(2026, 7, 1), date(2026, 9, 30))]  # fmt: skip
    sent = [finals_between(cases, *quarter) for quarter in quarters]
    assert [len(s) for s in sent] == [169] * 4
    shares = [on_time(s) for s in sent]
    assert shares[0] == 2
    assert shares == sorted(shares)
    assert shares[-1] / 169 > 0.4
    october = finals_between(cases, date(2026, 10, 1), DAY)
    assert shares[-1] / 169 < on_time(october) / len(october) < 0.613


def test_some_five_hundred_plans_are_between_a_review_meeting_and_its_end(tell: Tell) -> None:
    _, cases = tell(3300, DAY)
    waiting = 0
    for case in cases:
        seen = {f.kind: f for f, _, _ in case.facts}
        held = max((f.on for f, _, _ in case.facts if f.kind == "review_meeting_held"), default=None)
        if held is None or case.summary.stage is not Stage.PLAN:
            continue
        after = [f for f, _, _ in case.facts if f.on >= held]
        kept = any(f.kind == "review_decision_notified" and f.attrs["outcome"] == "keep" for f in after)
        waiting += not kept and not any(f.kind == "amended_plan_sent" for f in after) and "final_plan_sent" in seen
    assert 450 <= waiting <= 580


def test_placements_are_in_the_told_shares(tell: Tell) -> None:
    _, cases = tell(3300, DAY)
    settings = [c.child.setting for c in cases if c.summary.stage is Stage.PLAN]
    assert sum(s in places.ALTERNATIVE for s in settings) == 62
    assert sum(s in places.OUT_OF_AREA for s in settings) == 30
    assert sum(s in places.SPECIALS for s in settings) / len(settings) == pytest.approx(0.42, abs=0.03)


def without_psychologist(cases: list[BulkCase], day: date) -> int:
    """Assessments agreed by a day that had no psychologist and no psychology advice then, and were still going on."""
    count = 0
    for case in cases:
        first: dict[str, date] = {}
        for fact, _, _ in case.facts:
            key = f"{fact.kind} {fact.attrs.get('body', '')}".strip()
            first[key] = min(first.get(key, fact.on), fact.on)
        agreed = (
            case.summary.decided_to_assess and case.summary.decided_on is not None and case.summary.decided_on <= day
        )
        ended = case.summary.final_on or case.summary.no_plan_on or case.summary.draft_on or date.max
        named, came = first.get("psychologist_named", date.max), first.get("advice_received psychology", date.max)
        asked = "advice_requested psychology" in first
        count += bool(agreed and asked and ended > day and named > day and came > day)
    return count


def test_a_hundred_assessments_had_no_psychologist_in_july_and_none_has_none_now(tell: Tell) -> None:
    _, cases = tell(3300, DAY)
    worst = DAY - timedelta(days=94)
    figures = [without_psychologist(cases, worst + timedelta(days=n)) for n in (0, 30, 60)]
    assert 95 <= figures[0] <= 125
    assert figures == sorted(figures, reverse=True)
    assert without_psychologist(cases, DAY) == 0


def test_two_hundred_requests_over_forecast(tell: Tell) -> None:
    authority, cases = tell(3300, DAY)
    months = [f"2025-{n:02d}" for n in (10, 11, 12)] + [f"2026-{n:02d}" for n in range(1, 10)]
    arrived = Counter(f"{f.on:%Y-%m}" for c in cases for f, _, _ in c.facts if f.kind == "request_received")
    assert sum(arrived[m] for m in months) - sum(authority.forecast()[m] for m in months) == pytest.approx(200, abs=2)


def test_some_cases_are_on_the_unassigned_list_and_say_why(tell: Tell) -> None:
    _, cases = tell(3300, DAY)
    free = [c for c in cases if c.owner_id is None]
    left = [c for c in free if any(f.kind == "unassigned" for f, _, _ in c.facts)]
    assert 8 <= len(left) <= 10
    assert 10 <= len(free) <= 30
    assert all(c.unassigned_since is not None and c.owned_since is None for c in free)
    assert all(c.unassigned_since is None and c.owned_since is not None for c in cases if c.owner_id is not None)


def test_reliefs_are_both_lawful_and_refused(tell: Tell) -> None:
    _, cases = tell(3300, DAY)
    claimed = [c for c in cases if any(f.kind == "relief_claimed" for f, _, _ in c.facts)]
    lawful = [c for c in claimed if "A_FINAL_PLAN" in c.summary.relieved_rules]
    assert 10 <= len(lawful) <= len(claimed) - 10


def test_the_desk_is_busy_and_not_drowned(tell: Tell) -> None:
    _, cases = tell(3300, DAY)
    due = [next_deadline(c.summary, {}, DAY) for c in cases]
    overdue = sum(d is not None and d.state is State.OVERDUE for d in due)
    assert 200 <= overdue <= 450


def test_reviews_were_no_better_a_year_ago(tell: Tell) -> None:
    """Found by testing a forecast against last year: not one old review had been late, so it foresaw none."""
    _, cases = tell(3300, DAY)
    done: Counter[tuple[int, bool]] = Counter()
    for case in cases:
        before = None
        for fact in sorted((new for new, _, _ in case.facts), key=lambda fact: fact.on):
            if fact.kind not in ("final_plan_sent", "review_decision_notified"):
                continue
            if before is not None and fact.kind == "review_decision_notified":
                years_ago = (DAY - fact.on).days // 365
                done[years_ago, (fact.on - before).days > 365] += 1
            before = fact.on
    shares = [done[year, True] / (done[year, True] + done[year, False]) for year in (0, 1, 2)]
    assert all(0.05 < share < 0.3 for share in shares), shares
