"""Each list of cases that could be forgotten, and what takes a case off it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from ehcp_desk.clock.model import State
from ehcp_desk.domain.case import Child, Stage
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.orphans import TITLES, Orphan
from ehcp_desk.domain.people import Officer
from ehcp_desk.domain.record import NewFact
from ehcp_desk.domain.worklist import CaseQuery, Scope
from ehcp_desk.services.casework.recording import NewRequest, open_request, record
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.notifying import morning
from ehcp_desk.services.oversight.orphans import forgotten
from ehcp_desk.services.oversight.ownership import assign
from ehcp_desk.services.oversight.staffing import add_absence, staff
from ehcp_desk.services.oversight.team import team_view
from ehcp_desk.services.records.case_view import case_view

DAY = date(2026, 10, 30)
REF = "SEN/1"


def ago(days: int) -> date:
    return DAY - timedelta(days)


@pytest.fixture
def held(team: Desk) -> Desk:
    """One case, requested 100 days ago, assessed, held by Joy, who spoke to the family yesterday."""
    team_id = next(iter(staff(team).teams))
    open_request(team, NewRequest(REF, Child(0, "Farrowdale", "Maisie"), ago(100), "parent", team_id=team_id))
    assign(team, [REF], "Joy Addo", "starting")
    record(team, REF, NewFact("assess_decision_notified", ago(70), {"outcome": "assess"}))
    record(
        team, REF, NewFact("contact", ago(1), {"channel": "phone", "direction": "out", "with": "Mr Farrowdale"}, "Rang")
    )
    return team


def on(desk: Desk) -> list[str]:
    return [one.kind.value for one in forgotten(desk)]


def test_a_case_that_is_looked_after_is_on_no_list(held: Desk) -> None:
    assert on(held) == []
    assert set(TITLES) == set(Orphan)


def test_a_case_nobody_holds(team: Desk, maisie: str) -> None:
    (one,) = forgotten(team, (Orphan.UNASSIGNED,))
    assert (one.why, one.days) == ("since 24 June 2026", 128)


def test_a_case_of_somebody_who_has_left_or_is_away_without_cover(held: Desk) -> None:
    joy = staff(held).named("Joy Addo")
    assert isinstance(joy, Officer)
    add_absence(held, joy.id, DAY, DAY + timedelta(9), None, "leave")
    assert on(held) == []
    add_absence(held, joy.id, DAY + timedelta(10), DAY + timedelta(40), None, "sickness")
    later = replace(held, days=replace(held.days, fixed=DAY + timedelta(12)))
    (one,) = forgotten(later, (Orphan.AWAY,))
    assert one.why == "Joy Addo is away until 9 December 2026"
    with held.store.write("Ruth Castellan", held.now()) as work:
        work.save_officer(replace(joy, left_on=ago(3)))
    (gone,) = forgotten(held, (Orphan.LEAVER,))
    assert (gone.why, gone.days) == ("Joy Addo left on 27 October 2026", 3)


def test_advice_late_and_not_chased_until_it_is_chased(held: Desk) -> None:
    record(held, REF, NewFact("advice_requested", ago(50), {"body": "psychology"}))
    (one,) = forgotten(held, (Orphan.ADVICE,))
    assert (one.why, one.days) == ("Psychology: asked 10 September 2026, never chased", 8)
    record(held, REF, NewFact("advice_chased", ago(8), {"body": "psychology"}))
    assert [one.why for one in forgotten(held, (Orphan.ADVICE,))] == ["Psychology: last chased 22 October 2026"]
    record(held, REF, NewFact("advice_chased", ago(2), {"body": "psychology"}))
    assert forgotten(held, (Orphan.ADVICE,)) == []


def test_somebody_long_away_stays_on_the_list_until_they_are_back(held: Desk) -> None:
    joy = staff(held).named("Joy Addo")
    assert isinstance(joy, Officer)
    add_absence(held, joy.id, ago(60), DAY + timedelta(4), None, "sickness")
    (one,) = forgotten(held, (Orphan.AWAY,))
    assert (one.why, one.days) == ("Joy Addo is away until 3 November 2026", 60), "however few of the days are left"
    back = replace(held, days=replace(held.days, fixed=DAY + timedelta(5)))
    assert forgotten(back, (Orphan.AWAY,)) == []


def test_notes_of_a_week_that_follow_one_another_are_one_absence(held: Desk) -> None:
    joy = staff(held).named("Joy Addo")
    assert isinstance(joy, Officer)
    for monday in (date(2026, 10, 12), date(2026, 10, 19), date(2026, 10, 26)):  # each to the Friday
        assert forgotten(held, (Orphan.AWAY,)) == []
        add_absence(held, joy.id, monday, monday + timedelta(4), None, "sickness")
        if monday.day == 12:
            add_absence(
                held, joy.id, date(2026, 9, 1), date(2026, 10, 7), None, "sickness"
            )  # worked on the Thursday after
    (one,) = forgotten(held, (Orphan.AWAY,))
    assert (one.why, one.days) == ("Joy Addo is away until 30 October 2026", 18)


def test_a_cover_who_has_left_or_is_away_too_is_none(held: Desk) -> None:
    everybody = staff(held)
    joy, thandi = everybody.named("Joy Addo"), everybody.named("Thandi Mbeki")
    assert isinstance(joy, Officer) and isinstance(thandi, Officer)
    add_absence(held, joy.id, ago(20), DAY + timedelta(20), thandi.id, "leave")
    assert forgotten(held, (Orphan.AWAY,)) == []
    with held.store.write("Ruth Castellan", held.now()) as work:
        work.save_officer(replace(thandi, days_off=frozenset({DAY.weekday()})))
    assert forgotten(held, (Orphan.AWAY,)) == [], "on a day off of hers she is still who covers"
    missed = "Joy Addo is away until 19 November 2026; Thandi Mbeki, who was to cover, is not there"
    with held.store.write("Ruth Castellan", held.now()) as work:
        work.save_officer(replace(thandi, left_on=ago(1)))
    assert [one.why for one in forgotten(held, (Orphan.AWAY,))] == [missed]
    with held.store.write("Ruth Castellan", held.now()) as work:
        work.save_officer(thandi)
    add_absence(held, thandi.id, DAY, DAY + timedelta(1), None, "leave")
    assert [one.why for one in forgotten(held, (Orphan.AWAY,))] == [missed]


def test_a_chase_of_one_adviser_hides_no_other(held: Desk) -> None:
    record(held, REF, NewFact("advice_requested", ago(62), {"body": "health"}))
    record(held, REF, NewFact("advice_requested", ago(60), {"body": "psychology"}))
    record(held, REF, NewFact("advice_chased", DAY, {"body": "health"}))
    (one,) = forgotten(held, (Orphan.ADVICE,))
    assert (one.why, one.days) == ("Psychology: asked 31 August 2026, never chased", 18)
    record(held, REF, NewFact("advice_received", DAY, {"body": "psychology"}))
    assert forgotten(held, (Orphan.ADVICE,)) == []
    record(held, REF, NewFact("advice_requested", DAY, {"body": "psychology"}))
    assert forgotten(held, (Orphan.ADVICE,)) == [], "asked anew, it is not late yet"


def test_a_promise_and_a_signal_until_they_are_dealt_with(held: Desk) -> None:
    promise = record(
        held, REF, NewFact("promise_made", ago(9), {"due": ago(2).isoformat(), "to": "Mr Farrowdale"}, "Ring")
    )
    home = record(held, REF, NewFact("exclusion", ago(3), {"type": "sent_home", "by": "the school"}))
    assert on(held) == ["promise", "signal"]
    record(held, REF, NewFact("promise_kept", DAY, {"promise": str(promise.facts[0])}))
    record(held, REF, NewFact("signal_answered", DAY, {"signal": str(home.facts[0])}, "Early review asked for"))
    assert on(held) == []


def test_a_decision_the_family_was_not_told_of(held: Desk) -> None:
    said = {"did": "to", "what": "Name Larkspur", "by": "The panel", "evidence": "Reports"}
    record(held, REF, NewFact("decision", ago(6), said, "It can meet the needs."))
    assert [(one.kind, one.why, one.days) for one in forgotten(held)] == [(Orphan.UNTOLD, "Name Larkspur", 6)]
    other = {**said, "told": "Mr Farrowdale", "told_on": ago(5).isoformat()}
    record(held, REF, NewFact("decision", ago(7), other, "As before."))
    assert len(forgotten(held, (Orphan.UNTOLD,))) == 1


def test_a_plan_whose_review_is_due_and_has_no_date(held: Desk) -> None:
    record(held, REF, NewFact("final_plan_sent", ago(60)))
    assert on(held) == []
    almost = replace(held, days=replace(held.days, fixed=DAY + timedelta(280)))
    assert [one.kind for one in forgotten(almost, (Orphan.REVIEW,))] == [Orphan.REVIEW]
    record(almost, REF, NewFact("review_meeting_planned", DAY + timedelta(290)))
    assert forgotten(almost, (Orphan.REVIEW,)) == []


def test_a_review_without_a_date_is_told_behind_another_limit_that_falls_first(held: Desk) -> None:
    record(held, REF, NewFact("final_plan_sent", ago(60)))
    late = replace(held, days=replace(held.days, fixed=DAY + timedelta(280)))
    record(late, REF, NewFact("reassessment_requested", DAY + timedelta(270)))
    assert case_view(late, REF).row.case.summary.next_rule == "RA_DECIDE"
    [review] = [d for d in case_view(late, REF).timeline.deadlines if d.rule == "R_FIRST_REVIEW"]
    [one] = forgotten(late, (Orphan.REVIEW,))
    assert one.why == f"due {in_words(review.due)}"


def test_a_plan_that_was_to_cease_and_whose_end_nobody_recorded(held: Desk) -> None:
    record(held, REF, NewFact("final_plan_sent", ago(60)))
    record(held, REF, NewFact("cease_decision_notified", ago(10)))
    kinds = (Orphan.NOTHING_NEXT,)
    assert forgotten(held, kinds) == [], "the family may still appeal"
    [stay] = [d for d in case_view(held, REF).timeline.deadlines if d.rule == "C_STAY"]
    over = replace(held, days=replace(held.days, fixed=stay.due + timedelta(3)))
    [one] = forgotten(over, kinds)
    assert one.days == 3 and "as far as is recorded" in one.why and "record that the plan ceased" in one.why
    assert case_view(over, REF).stage is Stage.PLAN, "a decision to cease does not end a plan"
    record(over, REF, NewFact("plan_ceased", over.today(), {"reason": "2"}))
    assert forgotten(over, kinds) == [] and case_view(over, REF).stage is Stage.CLOSED


def test_a_plan_that_waits_for_a_mediation_certificate_is_asked_after_and_one_under_appeal_is_not(held: Desk) -> None:
    record(held, REF, NewFact("final_plan_sent", ago(60)))
    record(held, REF, NewFact("cease_decision_notified", ago(50)))
    record(held, REF, NewFact("mediation_adviser_contacted", ago(10)))
    kinds, [stay] = (Orphan.NOTHING_NEXT,), [d for d in case_view(held, REF).timeline.deadlines if d.rule == "C_STAY"]
    assert forgotten(replace(held, days=replace(held.days, fixed=stay.due)), kinds) == []
    over = replace(held, days=replace(held.days, fixed=stay.due + timedelta(1)))
    [one] = forgotten(over, kinds)
    assert one.days == 1 and "no mediation certificate since the adviser was asked; ask whether" in one.why
    record(over, REF, NewFact("appeal_received", ago(5)))
    assert forgotten(over, kinds) == []


def test_an_appeal_of_before_hides_no_plan_that_waits_for_a_certificate(held: Desk) -> None:
    record(held, REF, NewFact("appeal_received", ago(95)))
    record(held, REF, NewFact("appeal_withdrawn", ago(90)))
    record(held, REF, NewFact("final_plan_sent", ago(60)))
    record(held, REF, NewFact("cease_decision_notified", ago(50)))
    record(held, REF, NewFact("mediation_declined", ago(10)))
    over = replace(held, days=replace(held.days, fixed=DAY + timedelta(30)))
    assert "mediation certificate" in forgotten(over, (Orphan.NOTHING_NEXT,))[0].why


def test_a_plan_kept_by_the_tribunal_is_looked_after_again(held: Desk) -> None:
    """Found by a recount: the order was told to nobody, for the decision to cease had closed the case."""
    record(held, REF, NewFact("final_plan_sent", ago(60)))
    record(held, REF, NewFact("cease_decision_notified", ago(50)))
    record(held, REF, NewFact("appeal_received", ago(40)))
    later = replace(held, days=replace(held.days, fixed=DAY + timedelta(300)))
    assert forgotten(later, (Orphan.NOTHING_NEXT,)) == []
    record(later, REF, NewFact("tribunal_order", DAY + timedelta(250), {"order": "maintain_and_amend"}))
    assert [one.kind for one in forgotten(later, (Orphan.ORDER,))] == [Orphan.ORDER]
    assert case_view(later, REF).stage is Stage.PLAN


@pytest.mark.parametrize("beside", [("reassessment_requested", "request_withdrawn"), ("moved_away", "move_known")])
def test_what_happens_beside_a_plan_takes_it_off_no_list(held: Desk, beside: tuple[str, str]) -> None:
    record(held, REF, NewFact("final_plan_sent", ago(60)))
    for place, kind in enumerate(beside):
        record(held, REF, NewFact(kind, ago(20 - place)))
    with held.store.read() as work:
        rows = work.case_rows(work.case_ids(CaseQuery(DAY, Scope.PLANS)))
    assert [row.ref for row in rows] == [REF]
    late = replace(held, days=replace(held.days, fixed=DAY + timedelta(400)))
    with late.store.read() as work:
        rows = work.case_rows(work.case_ids(CaseQuery(late.today(), Scope.LIVE, overdue=True)))
    assert [row.ref for row in rows] == [REF], "its review, or its transfer, is told"


def test_an_order_not_started(held: Desk) -> None:
    record(held, REF, NewFact("tribunal_order", ago(20), {"order": "make_plan"}))
    assert [one.kind for one in forgotten(held, (Orphan.ORDER,))] == [Orphan.ORDER]


def test_an_order_is_listed_by_the_day_of_the_duty_still_open(held: Desk) -> None:
    record(held, REF, NewFact("assess_decision_notified", ago(95), {"outcome": "refuse"}))
    record(held, REF, NewFact("tribunal_order", ago(88), {"order": "assess"}))
    record(held, REF, NewFact("draft_plan_served", ago(10)))
    limits = [d for d in case_view(held, REF).timeline.deadlines if d.rule.startswith("T_ORD_")]
    still = min(d.due for d in limits if d.state in (State.RUNNING, State.OVERDUE))
    assert min(d.due for d in limits if d.met_on is None) < still, "one that ended fell earlier"
    [one] = forgotten(held, (Orphan.ORDER,))
    assert (one.why, one.days) == (f"due {in_words(still)}", max(0, (DAY - still).days))


def test_silence_and_stillness(held: Desk) -> None:
    later = replace(held, days=replace(held.days, fixed=DAY + timedelta(29)))
    assert [one.kind.value for one in forgotten(later, (Orphan.STILL, Orphan.QUIET))] == ["still"]
    much_later = replace(held, days=replace(held.days, fixed=DAY + timedelta(42)))
    assert [one.kind.value for one in forgotten(much_later, (Orphan.STILL, Orphan.QUIET))] == ["quiet", "still"]
    record(much_later, REF, NewFact("contact", much_later.today(), {"channel": "phone", "direction": "out"}, "Rang"))
    assert forgotten(much_later, (Orphan.STILL, Orphan.QUIET)) == []


def test_silence_tells_the_child_from_the_family(held: Desk) -> None:
    much_later = replace(held, days=replace(held.days, fixed=DAY + timedelta(42)))
    (one,) = forgotten(much_later, (Orphan.QUIET,))
    assert (one.why, one.days) == ("last contact: family 29 October 2026, child never", 43)
    record(
        held,
        REF,
        NewFact("contact", ago(9), {"channel": "visit", "direction": "out", "with": "Maisie Farrowdale"}, "Drew"),
    )
    (one,) = forgotten(much_later, (Orphan.QUIET,))
    assert one.why == "last contact: family 29 October 2026, child 21 October 2026"


def test_one_team_s_lists_leave_out_the_other_team(held: Desk) -> None:
    assert (
        forgotten(replace(held, days=replace(held.days, fixed=DAY + timedelta(42))), (Orphan.QUIET,), team_id=99) == []
    )


def overdue(desk: Desk) -> list[str]:
    with desk.store.read() as work:
        rows = work.case_rows(work.case_ids(CaseQuery(desk.today(), Scope.LIVE, overdue=True)))
    return [row.summary.next_rule for row in rows]


def test_what_is_owed_after_a_refusal_is_told(held: Desk) -> None:
    record(held, REF, NewFact("assess_decision_notified", ago(60), {"outcome": "refuse"}))
    record(held, REF, NewFact("mediation_requested", ago(50)))
    assert overdue(held) == ["M_ARRANGE"] and case_view(held, REF).stage is Stage.REFUSED
    record(held, REF, NewFact("mediation_not_arranged", ago(20)))
    record(held, REF, NewFact("mediation_certificate_issued", ago(20)))
    assert overdue(held) == []
    record(held, REF, NewFact("appeal_received", ago(18)))
    record(held, REF, NewFact("appeal_sent_to_la", ago(16)))
    record(held, REF, NewFact("appeal_not_opposed", ago(15), {"about": "assess"}))
    assert overdue(held) == ["T_UNOPP_ASSESS_NOTIFY"]
    assert [row.row.case.ref for row in team_view(held).late] == [], "it is past no 20 weeks"


def test_an_order_to_reconsider_is_told(held: Desk) -> None:
    record(held, REF, NewFact("no_plan_decision_notified", ago(60)))
    record(held, REF, NewFact("tribunal_order", ago(20), {"order": "reconsider"}))
    assert overdue(held) == ["T_ORD_RECONSIDER"]


def test_a_promise_on_a_case_that_was_refused_is_told(held: Desk) -> None:
    record(held, REF, NewFact("assess_decision_notified", ago(60), {"outcome": "refuse"}))
    record(held, REF, NewFact("promise_made", ago(10), {"due": ago(3).isoformat(), "to": "Ms F"}, "Send the notes"))
    assert [one.kind for one in forgotten(held, (Orphan.PROMISE,))] == [Orphan.PROMISE]
    assert any(REF in letter.body for letter in morning(held))


def test_a_move_announced_ahead_ends_no_limit_that_falls_before_it(held: Desk) -> None:
    record(held, REF, NewFact("moved_away", DAY + timedelta(60)))
    with held.store.read() as work:
        rows = work.case_rows(work.case_ids(CaseQuery(DAY, Scope.LIVE, due_within=60)))
    assert [row.ref for row in rows] == [REF]
