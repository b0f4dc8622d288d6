"""The stories of needs.md T1, T2, T3, T8 and T10, told to the clock; it must demand what each section says.

The same stories on the record, through the commands: `tests/cli/test_told_cases.py`.
"""

from __future__ import annotations

from tests.support.clock_facts import deadlines, fact, only, timeline


def test_t1_refused_then_mediation_then_an_order_that_is_not_started() -> None:
    story = [
        fact("request_received", "2018-10-15", source="parent"),
        fact("assess_decision_notified", "2018-12-20", outcome="refuse"),
        fact("mediation_held", "2019-01-31"),
        fact("mediation_agreement", "2019-01-31", about="other"),
        fact("tribunal_order", "2019-05-24", order="assess"),
    ]
    found = timeline("2019-07-18", *story)
    assert (only(found, "A_DECIDE_ASSESS").state, only(found, "A_DECIDE_ASSESS").days) == ("met_late", 24)
    assert only(found, "A_FINAL_PLAN").state == "ended"
    agreed = only(found, "M_AGREE_OTHER")
    assert (agreed.due.isoformat(), agreed.state, agreed.days) == ("2019-02-14", "overdue", 154)
    start = only(found, "T_ORD_ASSESS_NOTIFY")
    assert (start.due.isoformat(), start.state, start.days) == ("2019-06-07", "overdue", 41)
    assert only(found, "T_ORD_ASSESS_FINAL").due.isoformat() == "2019-08-30"
    begun = timeline("2019-07-18", *story, fact("assess_decision_notified", "2019-06-07", outcome="assess"))
    assert only(begun, "T_ORD_ASSESS_NOTIFY").state == "met"
    assert only(begun, "A_FINAL_PLAN").state == "ended", "an order has its own times; the old twenty weeks stay ended"


def test_t1_the_report_promised_at_mediation_by_a_day_is_overdue_from_that_day() -> None:
    found = timeline(
        "2019-07-18",
        fact("mediation_agreement", "2019-01-31", about="other", agreed_by="2019-03-29"),
    )
    computed, agreed = deadlines(found, "M_AGREE_OTHER")
    assert (computed.state, computed.due.isoformat()) == ("relieved", "2019-02-14")
    assert (agreed.subject, agreed.state, agreed.due.isoformat(), agreed.days) == (
        "agreed", "overdue", "2019-03-29", 111,
    )  # fmt: skip


def test_t2_week_43_with_no_finished_plan() -> None:
    found = timeline(
        "2019-07-18",
        fact("request_received", "2018-09-24", source="parent"),
        fact("assess_decision_notified", "2018-10-30", outcome="assess"),
    )
    assert found.week is not None
    assert (found.week.elapsed, found.week.ordinal, found.week.of) == (42, 43, 20)
    final = only(found, "A_FINAL_PLAN")
    assert (final.due.isoformat(), final.state, final.days) == ("2019-02-11", "overdue", 157)


def test_t3_post_16_transfer_finished_fifteen_weeks_late() -> None:
    story = [
        fact("phase_transfer_planned", "2019-08-31", phase="post16_to_post16"),
        fact("review_meeting_held", "2019-01-31"),
    ]
    autumn = timeline("2018-10-01", *story)
    assert [(d.rule, str(d.due), d.state) for d in autumn.deadlines] == [("P_POST16_5M", "2019-03-31", "running")]
    last_good, red = timeline("2019-02-28", *story), timeline("2019-03-01", *story)
    assert (only(last_good, "R_DECISION").state, only(last_good, "R_DECISION").days) == ("running", 0)
    assert (only(red, "R_DECISION").state, only(red, "R_DECISION").days) == ("overdue", 1)
    assert only(timeline("2019-04-01", *story), "P_POST16_5M").state == "overdue"
    done = timeline(
        "2019-07-16",
        *story,
        fact("amendment_notice_sent", "2019-06-14"),
        fact("amended_plan_sent", "2019-07-15"),
    )
    assert (only(done, "P_POST16_5M").state, only(done, "P_POST16_5M").days) == ("met_late", 106)
    assert (only(done, "R_DECISION").state, only(done, "R_DECISION").days) == ("overdue", 138)
    assert (only(done, "R_OVERALL_12W").state, only(done, "R_FINAL").state) == ("met_late", "met")


def test_t3_the_same_move_from_a_school_is_due_on_the_fixed_day() -> None:
    found = timeline("2018-10-01", fact("phase_transfer_planned", "2019-09-02", phase="secondary_to_post16"))
    assert only(found, "P_MAR31").due.isoformat() == "2019-03-31"
    meeting = only(found, "P_LATEST_MEETING")
    assert (meeting.due.isoformat(), meeting.state) == ("2019-01-06", "not_a_limit")


def test_t8_a_challenge_climbs_its_ladder_and_the_law_s_four_weeks_run_on_under_it() -> None:
    meeting = fact("review_meeting_held", "2019-03-04")
    ladder = [
        fact("note", "2019-03-15", heading="Recommendation"),
        fact("promise_made", "2019-03-15", due="2019-03-22"),
        fact("note", "2019-04-09", heading="Concern, informal"),
        fact("note", "2019-04-15", heading="Challenge, formal"),
        fact("management_note", "2019-05-08"),
        fact("note", "2019-06-24", heading="Outcome of the challenge"),
    ]
    climbing = timeline("2019-05-08", meeting, *ladder)
    assert climbing == timeline("2019-05-08", meeting), "five working days and a child's timescale are no limits in law"
    decided = only(climbing, "R_DECISION")
    assert (str(decided.due), decided.state, decided.days) == ("2019-04-01", "overdue", 37)
    upheld = [
        fact("review_decision_notified", "2019-05-10", outcome="amend"),
        fact("amendment_notice_sent", "2019-05-10", basis="review"),
        fact("amended_plan_sent", "2019-06-24"),
    ]
    done = timeline("2019-07-18", meeting, *ladder, *upheld)
    assert (only(done, "R_DECISION").state, only(done, "R_DECISION").days) == ("met_late", 39)
    assert (str(only(done, "R_OVERALL_12W").due), only(done, "R_OVERALL_12W").days) == ("2019-05-27", 28)
    assert (str(only(done, "R_FINAL").due), only(done, "R_FINAL").state) == ("2019-07-05", "met")
    assert str(only(done, "R_NEXT_REVIEW").due) == "2020-05-10"


def test_t10_a_placement_breaks_down_and_the_law_asks_for_schooling_and_for_every_step_of_the_early_review() -> None:
    story = [
        fact("final_plan_sent", "2018-10-15"),
        fact("note", "2019-02-25", heading="Significant event: placement ended"),
        fact("absence_began", "2019-02-26"),
    ]
    ended = timeline("2019-02-27", *story)
    schooling = only(ended, "G_S19_15")
    assert (str(schooling.due), schooling.state, schooling.days) == ("2019-03-18", "not_a_limit", 19)
    assert str(only(ended, "R_FIRST_REVIEW").due) == "2019-10-15", "a breakdown does not move the year's review"
    planned = timeline("2019-02-27", *story, fact("review_meeting_planned", "2019-03-22"))
    assert {d.rule: (str(d.due), d.state.value) for d in planned.deadlines if d.rule in ("R_NOTICE", "R_CIRCULATE")} == {
        "R_NOTICE": ("2019-03-08", "running"), "R_CIRCULATE": ("2019-03-08", "running"),
    }  # fmt: skip
    held = timeline("2019-04-20", *story, fact("review_meeting_held", "2019-03-22"))
    assert [(d.rule, str(d.due), d.state.value) for d in held.deadlines if d.trigger.kind == "review_meeting_held"] == [
        ("R_REPORT", "2019-04-05", "overdue"),
        ("R_DECISION", "2019-04-19", "overdue"),
        ("R_AMEND_NOTICE", "2019-04-19", "not_a_limit"),
        ("R_OVERALL_12W", "2019-06-14", "running"),
    ]
    early = timeline("2019-06-01", *story, fact("review_meeting_held", "2019-03-22"),
                     fact("review_decision_notified", "2019-04-12", outcome="amend"))  # fmt: skip
    assert str(only(early, "R_NEXT_REVIEW").due) == "2020-04-12", "the year runs on from the early decision"
    assert only(early, "R_FIRST_REVIEW").state == "met"
