"""How a case's history turns into states: episodes, reversals, repeats, limits that bind only sometimes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ehcp_desk.clock.dates import in_words
from tests.support.clock_facts import LAW, day, deadlines, fact, only, timeline

REQUEST = fact("request_received", "2026-03-03", source="parent")
ASSESS = fact("assess_decision_notified", "2026-04-10", outcome="assess")
REFUSE = fact("assess_decision_notified", "2026-04-10", outcome="refuse")


def states(found: object) -> dict[str, str]:
    return {d.rule: d.state.value for d in found.deadlines}  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("as_at", "elapsed", "ordinal"),
    [("2026-03-03", 0, 1), ("2026-03-04", 0, 1), ("2026-03-10", 1, 1), ("2026-03-11", 1, 2), ("2026-07-21", 20, 20),
     ("2026-07-22", 20, 21)],
)  # fmt: skip
def test_the_week_of_the_case(as_at: str, elapsed: int, ordinal: int) -> None:
    week = timeline(as_at, REQUEST).week
    assert week is not None and (week.elapsed, week.ordinal, week.of) == (elapsed, ordinal, 20)


def test_an_answer_says_of_which_day_and_by_which_law_it_is() -> None:
    found = timeline("2026-07-21", REQUEST)
    assert (found.as_at, found.ruleset) == (day("2026-07-21"), LAW.name)
    assert only(found, "A_FINAL_PLAN").actor == "LA"


def test_of_one_thing_entered_twice_the_first_entry_starts_the_clock_whichever_is_read_first() -> None:
    for ids in ((7, 3), (3, 7)):
        entries = [replace(REQUEST, id=number) for number in ids]
        assert only(timeline("2026-07-21", *entries), "A_FINAL_PLAN").trigger.id == 3
    for unnumbered in ([REQUEST, replace(REQUEST, id=3)], [replace(REQUEST, id=3), REQUEST]):
        assert only(timeline("2026-07-21", *unnumbered), "A_FINAL_PLAN").trigger.id is None


def test_the_first_and_the_last_day_a_living_case_can_have_are_believed() -> None:
    for on, eve in (("1981-01-01", "1980-12-31"), ("2055-12-20", "2055-12-21")):
        assert timeline(on, fact("born", on)).warnings == ()
        said = f"Date of birth on {in_words(day(eve))} cannot be right, so it was left out."
        assert timeline(max(on, eve), fact("born", eve)).warnings == (said,)


def test_a_case_without_a_request_has_no_week_and_says_what_is_missing() -> None:
    found = timeline("2026-07-22")
    assert found.week is None and not found.deadlines
    assert {(u.rule, u.why) for u in found.unknown} == {
        (rule, "no request recorded")
        for rule in ("A_DECIDE_ASSESS", "A_DECIDE_NOT_ISSUE", "A_DRAFT_TARGET", "A_FINAL_PLAN")
    }


def test_unknown_names_only_the_next_steps() -> None:
    def unknown(*facts: object) -> set[str]:
        return {u.rule for u in timeline("2026-09-01", *facts).unknown}  # type: ignore[arg-type]

    assert unknown(REQUEST) == {
        "A_ADVICE_REQUEST", "A_DRAFT_REPS", "A_SCHOOL_CONSULT", "R_FIRST_REVIEW", "R_DECISION",
    }  # fmt: skip
    assert "A_ADVICE_RESPONSE" in unknown(REQUEST, ASSESS)
    assert unknown(REQUEST, REFUSE) == set()
    planned = unknown(REQUEST, ASSESS, fact("final_plan_sent", "2026-07-01"), fact("born", "2016-01-01"))
    assert planned == {"R_NOTICE", "R_REPORT", "R_DECISION"}
    assert unknown(fact("appeal_received", "2026-08-01")) >= {"T_RESPONSE"}
    assert not any(rule.startswith("T_") for rule in unknown(REQUEST, ASSESS))


def test_either_trigger_starts_the_clock_and_the_earlier_one_counts() -> None:
    responsible = fact("became_responsible", "2026-02-24")
    assert only(timeline("2026-05-01", responsible), "A_FINAL_PLAN").due.isoformat() == "2026-07-14"
    both = timeline("2026-05-01", REQUEST, responsible)
    assert only(both, "A_FINAL_PLAN").due.isoformat() == "2026-07-14"
    assert not both.warnings


def test_refusing_ends_what_would_have_followed_and_meets_the_six_weeks() -> None:
    found = timeline("2026-12-01", REQUEST, REFUSE)
    assert states(found) == {
        "A_DECIDE_ASSESS": "met", "A_DECIDE_NOT_ISSUE": "ended", "A_DRAFT_TARGET": "ended", "A_FINAL_PLAN": "ended",
        "M_CONTACT": "ended", "T_APPEAL_2M": "ended",
    }  # fmt: skip
    assert "refused to assess" in " ".join(only(found, "A_FINAL_PLAN").derivation)


@pytest.mark.parametrize("ending", ["request_withdrawn", "no_plan_decision_notified"])
def test_withdrawing_or_deciding_against_a_plan_ends_the_twenty_weeks(ending: str) -> None:
    found = timeline("2026-12-01", REQUEST, ASSESS, fact(ending, "2026-06-01"))
    assert only(found, "A_FINAL_PLAN").state == "ended"
    assert only(timeline("2026-05-31", REQUEST, ASSESS, fact(ending, "2026-06-01")), "A_FINAL_PLAN").state == "running"


def test_an_ended_duty_was_overdue_on_the_days_before_it_ended() -> None:
    facts = [REQUEST, ASSESS, fact("request_withdrawn", "2026-08-10")]
    assert only(timeline("2026-08-09", *facts), "A_FINAL_PLAN").state == "overdue"
    assert only(timeline("2026-08-10", *facts), "A_FINAL_PLAN").state == "ended"


def test_a_reversed_refusal_shows_both_clocks() -> None:
    found = timeline("2026-06-01", REQUEST, REFUSE, fact("agreed_to_assess", "2026-05-15", basis="concession"))
    assert {d.rule: (d.due.isoformat(), d.state.value) for d in found.deadlines if d.rule[:2] in ("O_", "A_")} == {
        "A_DECIDE_ASSESS": ("2026-04-14", "met"),
        "A_ADVICE_REQUEST": ("2026-05-15", "not_a_limit"),
        "A_DECIDE_NOT_ISSUE": ("2026-06-23", "running"),
        "A_DRAFT_TARGET": ("2026-06-23", "not_a_limit"),
        "A_FINAL_PLAN": ("2026-07-21", "running"),
        "O_REVERSAL_10W": ("2026-07-24", "not_a_limit"),
        "O_REVERSAL_14W": ("2026-08-21", "not_a_limit"),
    }


def test_a_decision_to_assess_after_refusing_revives_the_twenty_weeks_unless_an_order_gave_its_own() -> None:
    changed_mind = fact("assess_decision_notified", "2026-05-20", outcome="assess")
    assert only(timeline("2026-06-01", REQUEST, REFUSE, changed_mind), "A_FINAL_PLAN").state == "running"
    order = fact("tribunal_order", "2026-05-18", order="assess")
    ordered = timeline("2026-06-01", REQUEST, REFUSE, order, changed_mind)
    assert only(ordered, "A_FINAL_PLAN").state == "ended"
    assert only(ordered, "T_ORD_ASSESS_NOTIFY").state == "met"


def test_agreeing_to_assess_does_not_undo_a_withdrawal() -> None:
    withdrawn = fact("request_withdrawn", "2026-04-01")
    found = timeline("2026-06-01", REQUEST, withdrawn, fact("agreed_to_assess", "2026-05-15"))
    assert only(found, "A_FINAL_PLAN").state == "ended"


@pytest.mark.parametrize(
    "ending", [REFUSE, fact("request_withdrawn", "2026-04-10"), fact("no_plan_decision_notified", "2026-04-10"),
               fact("final_plan_sent", "2026-04-10")], ids=lambda ending: ending.kind)  # fmt: skip
def test_a_new_request_after_an_ending_opens_a_new_episode(ending: object) -> None:
    again = fact("request_received", "2026-09-01")
    found = timeline("2026-10-01", REQUEST, ending, again)  # type: ignore[arg-type]
    first, second = deadlines(found, "A_FINAL_PLAN")
    assert first.state in ("ended", "met")
    assert (second.due.isoformat(), second.state) == ("2027-01-19", "running")
    assert found.week is not None and found.week.ordinal == 5
    late = timeline("2026-10-01", REQUEST, ending, again, fact("agreed_to_assess", "2026-09-20"))  # type: ignore[arg-type]
    assert deadlines(late, "A_FINAL_PLAN")[0].state == first.state, "an earlier episode stays closed"


def test_a_second_request_while_the_first_is_open_starts_nothing() -> None:
    found = timeline("2026-05-01", REQUEST, fact("request_received", "2026-04-01"))
    assert only(found, "A_FINAL_PLAN").due.isoformat() == "2026-07-21"
    assert any("1 April 2026" in warning and "3 March 2026" in warning for warning in found.warnings)


def test_sixteen_weeks_bind_only_a_decision_against_a_plan() -> None:
    late_no = timeline("2026-08-01", REQUEST, ASSESS, fact("no_plan_decision_notified", "2026-07-01"))
    assert (only(late_no, "A_DECIDE_NOT_ISSUE").state, only(late_no, "A_DECIDE_NOT_ISSUE").days) == ("met_late", 8)
    late_yes = timeline("2026-08-01", REQUEST, ASSESS, fact("draft_plan_served", "2026-07-01"))
    assert only(late_yes, "A_DECIDE_NOT_ISSUE").state == "ended"
    early_yes = timeline("2026-08-01", REQUEST, ASSESS, fact("plan_decision_notified", "2026-06-01"))
    assert only(early_yes, "A_DECIDE_NOT_ISSUE").state == "met"
    assert only(timeline("2026-06-23", REQUEST, ASSESS), "A_DECIDE_NOT_ISSUE").state == "running"
    assert only(timeline("2026-06-24", REQUEST, ASSESS), "A_DECIDE_NOT_ISSUE").state == "not_a_limit"


def test_advice_is_tracked_for_each_body_and_a_reminder_starts_no_new_six_weeks() -> None:
    asked = [fact("advice_requested", "2026-04-10", body=body) for body in ("psychology", "health")]
    reminder = fact("advice_requested", "2026-05-25", body="psychology")
    came = fact("advice_received", "2026-05-01", body="health")
    found = timeline("2026-06-01", REQUEST, ASSESS, *asked, reminder, came)
    assert only(found, "A_ADVICE_RESPONSE", "health").state == "met"
    waiting = only(found, "A_ADVICE_RESPONSE", "psychology")
    assert (waiting.due.isoformat(), waiting.state, waiting.days) == ("2026-05-22", "overdue", 10)
    assert only(found, "A_ADVICE_REQUEST").state == "met"


def test_a_draft_served_again_gives_fresh_days_for_comments_but_no_new_twenty_weeks() -> None:
    drafts = [fact("draft_plan_served", "2026-06-01"), fact("draft_plan_served", "2026-06-20")]
    found = timeline("2026-06-25", REQUEST, ASSESS, *drafts)
    assert [(d.due.isoformat(), d.state.value) for d in deadlines(found, "A_DRAFT_REPS")] == [
        ("2026-06-15", "met"), ("2026-07-04", "running"),
    ]  # fmt: skip
    assert only(found, "A_FINAL_PLAN").due.isoformat() == "2026-07-21"


def test_a_final_plan_before_the_comments_are_in_ends_their_time_and_says_so() -> None:
    found = timeline(
        "2026-06-25", REQUEST, ASSESS, fact("draft_plan_served", "2026-06-01"), fact("final_plan_sent", "2026-06-10")
    )
    assert only(found, "A_DRAFT_REPS").state == "ended"
    assert any("fifteen days" in warning for warning in found.warnings)


def test_planning_and_guidance_dates_are_never_breaches() -> None:
    found = timeline("2030-01-01", REQUEST, ASSESS, fact("setting_consulted", "2026-06-01", setting="Larkspur"))
    for deadline in found.deadlines:
        if not deadline.binds:
            assert deadline.state in ("not_a_limit", "met")
    late = timeline("2030-01-01", REQUEST, ASSESS, fact("draft_plan_served", "2026-07-10"))
    target = only(late, "A_DRAFT_TARGET")
    assert (target.state, target.days, target.met_on and target.met_on.isoformat()) == ("met", 0, "2026-07-10")


def test_a_right_not_used_lapses_and_one_used_late_is_met_late() -> None:
    refused = [REQUEST, REFUSE]
    assert only(timeline("2026-06-10", *refused), "T_APPEAL_2M").state == "running"
    assert only(timeline("2026-06-11", *refused), "T_APPEAL_2M").state == "ended"
    late = timeline("2026-07-01", *refused, fact("appeal_received", "2026-06-20"))
    assert (only(late, "T_APPEAL_2M").state, only(late, "T_APPEAL_2M").days) == ("met_late", 10)


def test_a_late_appeal_is_laid_at_the_door_of_the_last_decision_only() -> None:
    found = timeline(
        "2027-01-01", REQUEST, REFUSE, fact("decision_notice_sent", "2026-09-01"), fact("appeal_received", "2026-11-20")
    )
    assert [d.state.value for d in deadlines(found, "T_APPEAL_2M")] == ["ended", "met_late"]


def test_facts_that_are_none_of_the_clocks_business_change_nothing() -> None:
    with_contact = timeline("2026-05-01", REQUEST, fact("contact", "2026-03-09", direction="in"))
    assert with_contact == timeline("2026-05-01", REQUEST)


def test_a_fact_after_the_day_asked_about_was_not_known_that_day() -> None:
    sent = fact("final_plan_sent", "2026-07-20")
    before, on_the_day = timeline("2026-07-19", REQUEST, ASSESS, sent), timeline("2026-07-20", REQUEST, ASSESS, sent)
    assert only(before, "A_FINAL_PLAN").state == "running"
    assert any("Final plan sent on 20 July 2026" in warning for warning in before.warnings)
    assert only(on_the_day, "A_FINAL_PLAN").state == "met" and not on_the_day.warnings[1:]


def test_an_approximate_trigger_is_said_in_the_derivation() -> None:
    found = timeline("2026-05-01", replace(REQUEST, approximate=True))
    assert any("approximate" in step for step in only(found, "A_FINAL_PLAN").derivation)
    assert not any("approximate" in step for step in only(timeline("2026-05-01", REQUEST), "A_FINAL_PLAN").derivation)


def test_the_cautious_date_stands_beside_and_never_makes_a_breach() -> None:
    found = timeline("2026-07-21", REQUEST, ASSESS, fact("draft_plan_served", "2026-07-10"))
    final = only(found, "A_FINAL_PLAN")
    assert (final.cautious and final.cautious.isoformat(), final.state) == ("2026-07-20", "running")
    comments = only(found, "A_DRAFT_REPS")
    assert comments.cautious == comments.due
    move = fact("phase_transfer_planned", "2027-09-01", phase="infant_to_junior")
    feb = only(timeline("2026-10-01", move), "P_FEB15")
    assert feb.cautious and feb.cautious.isoformat() == "2027-02-14"


def test_after_a_review_held_and_decided_on_one_day_the_next_meeting_is_what_is_missing() -> None:
    def missing(held: str) -> set[str]:
        decided = fact("review_decision_notified", "2026-02-09", outcome="keep")
        story = [fact("review_meeting_held", held), fact("review_report_sent", held), decided]
        return {u.rule for u in timeline("2026-06-01", *story).unknown if u.why == "no review meeting recorded"}

    assert missing("2026-02-06") == missing("2026-02-09") == {"R_REPORT", "R_DECISION"}
