"""The told cases on the dates needs.md section 3 gives, T8 and T10 on days of their own, and what the clock makes of them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from ehcp_desk.clock.engine import compute
from ehcp_desk.clock.model import Deadline, State
from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.domain.case import Stage
from ehcp_desk.domain.record import NewFact
from ehcp_desk.services.upkeep.authority.story import standing_facts
from ehcp_desk.services.upkeep.bulk import BulkCase
from tests.services.demo.conftest import Tell
from tests.support.clock_rules import nth, works

TOLD = date(2019, 7, 18)
ALL = ("DEMO-T1", "DEMO-T2", "DEMO-T3", "DEMO-T8", "DEMO-T10")


def case_of(tell: Tell, ref: str, day: date = TOLD) -> BulkCase:
    _, cases = tell(300, day)
    return next(c for c in cases if c.ref == ref)


def on(case: BulkCase, kind: str, heading: str = "") -> list[date]:
    return [f.on for f, _, _ in case.facts if f.kind == kind and f.attrs.get("heading", "") == heading]


def limits(case: BulkCase, law: Ruleset, day: date, rule: str) -> list[Deadline]:
    return [d for d in compute(standing_facts(case.facts), law, day).deadlines if d.rule == rule]


def told(case: BulkCase, kind: str) -> NewFact:
    return next(f for f, _, _ in case.facts if f.kind == kind)


def test_t1_shows_refusal_agreement_and_order_as_three_clocks(tell: Tell, law: Ruleset) -> None:
    case = case_of(tell, "DEMO-T1")
    assert case.child.age_on(date(2018, 10, 18)) == 8
    assert on(case, "mediation_held") == on(case, "mediation_agreement") == [date(2019, 1, 31)]
    assert told(case, "tribunal_order").approximate and date(2019, 5, 18) <= on(case, "tribunal_order")[0] <= date(
        2019, 5, 31
    )
    refusal = limits(case, law, TOLD, "A_DECIDE_ASSESS")[0]
    agreed = limits(case, law, TOLD, "M_AGREE_OTHER")
    ordered = limits(case, law, TOLD, "T_ORD_ASSESS_NOTIFY")[0]
    assert refusal.state is State.MET_LATE
    assert 168 in [d.days for d in agreed if d.state is State.OVERDUE]
    assert ordered.state is State.OVERDUE
    promise = told(case, "promise_made")
    assert (TOLD - date.fromisoformat(promise.attrs["due"])).days == 168
    assert told(case, "advice_received").attrs["body"] == "parent"


def test_t2_is_in_week_43_and_157_days_overdue(tell: Tell, law: Ruleset) -> None:
    case = case_of(tell, "DEMO-T2")
    timeline = compute(standing_facts(case.facts), law, TOLD)
    assert timeline.week is not None
    assert (timeline.week.ordinal, timeline.week.elapsed) == (43, 42)
    final = limits(case, law, TOLD, "A_FINAL_PLAN")[0]
    assert (final.due, final.state, final.days) == (date(2019, 2, 11), State.OVERDUE, 157)
    assert case.summary.stage is Stage.DRAFTING
    assert on(case, "note", "Attendance") == on(case, "note", "Young person’s view") == [TOLD]
    assert "35 %" in next(f.note for f, _, _ in case.facts if f.attrs.get("heading") == "Attendance")


def test_t3_turns_red_on_1_march_and_on_1_april(tell: Tell, law: Ruleset) -> None:
    case = case_of(tell, "DEMO-T3")
    decided, amended = "R_DECISION", "P_POST16_5M"

    def state(rule: str, day: date) -> State:
        facts = [f for f in standing_facts(case.facts) if f.on <= day or f.kind == "phase_transfer_planned"]
        return [d for d in compute(facts, law, day).deadlines if d.rule == rule][-1].state

    assert state(decided, date(2019, 2, 28)) is State.RUNNING
    assert state(decided, date(2019, 3, 1)) is State.OVERDUE
    assert state(amended, date(2019, 3, 31)) is State.RUNNING
    assert state(amended, date(2019, 4, 1)) is State.OVERDUE
    met = limits(case, law, TOLD, amended)[-1]
    assert (met.state, met.days, met.met_on) == (State.MET_LATE, 106, date(2019, 7, 15))


def test_t3_has_every_told_day(tell: Tell) -> None:
    case = case_of(tell, "DEMO-T3")
    assert on(case, "note", "Pre-action letter") == [date(2019, 5, 9)]
    assert on(case, "note", "Offer of a place") == [date(2019, 5, 24)]
    assert on(case, "contact") == [date(2019, 6, 3)]
    assert on(case, "representations_received") == [date(2019, 6, 14)]
    assert on(case, "amended_plan_sent") == [date(2019, 7, 15)]


def test_a_lawyer_finds_a_source_under_every_step_of_the_law(tell: Tell) -> None:
    for ref in ALL:
        case = case_of(tell, ref)
        bare = [f.kind for f, _, _ in case.facts if not f.source and f.kind not in
                ("assigned", "contact", "promise_made", "promise_kept", "note", "management_note",
                 "psychologist_named")]  # fmt: skip
        assert bare == []


def test_the_days_of_t8_and_t10_are_said_to_be_approximate_and_keep_the_times_told(tell: Tell) -> None:
    climbs, breaks = case_of(tell, "DEMO-T8"), case_of(tell, "DEMO-T10")
    for case in (climbs, breaks):
        told_lines = [f for f, _, _ in case.facts if f.kind not in ("assigned", "promise_kept")]
        assert all(f.approximate for f in told_lines)
    five_days = nth(5, works)(on(climbs, "note", "Recommendation")[0])
    assert told(climbs, "promise_made").attrs["due"] == five_days.isoformat()
    moved = on(breaks, "note", "Significant event: placement ended")[0]
    assert [f.attrs["due"] for f, _, _ in breaks.facts if f.kind == "promise_made"] == [
        nth(20, works)(moved).isoformat(), (moved + timedelta(days=28)).isoformat(),
    ]  # fmt: skip


@pytest.mark.parametrize("ref", ["DEMO-T8", "DEMO-T10"])
def test_every_promise_of_a_told_case_names_the_one_that_kept_it(tell: Tell, ref: str) -> None:
    facts = [f for f, _, _ in case_of(tell, ref).facts]
    made = {str(place) for place, f in enumerate(facts, 1) if f.kind == "promise_made"}
    keeps = [f for f in facts if f.kind == "promise_kept"]
    assert made == {f.attrs["promise"] for f in keeps} and all(f.note for f in keeps)


@pytest.mark.parametrize(
    ("day", "refs"),
    [
        (date(2017, 10, 1), ["DEMO-T3", "DEMO-T10"]),
        (date(2018, 9, 23), ["DEMO-T3", "DEMO-T8", "DEMO-T10"]),
        (date(2018, 9, 24), ["DEMO-T2", "DEMO-T3", "DEMO-T8", "DEMO-T10"]),
        (date(2018, 10, 18), [*ALL]),
    ],
)
def test_what_had_not_happened_yet_is_left_out(tell: Tell, day: date, refs: list[str]) -> None:
    _, cases = tell(60, day)
    assert [c.ref for c in cases if c.ref.startswith("DEMO-")] == refs
    assert len(cases) == 60
    assert all(at.date() <= day for c in cases for _, at, _ in c.facts)
