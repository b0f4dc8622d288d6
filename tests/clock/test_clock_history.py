"""What cannot have happened is said in a sentence that names the facts; nothing raises."""

from __future__ import annotations

import pytest

from ehcp_desk.clock.facts import FACT_KINDS
from ehcp_desk.clock.model import Fact
from tests.support.clock_facts import deadlines, fact, only, timeline

REQUEST = fact("request_received", "2026-03-03")
ASSESS = fact("assess_decision_notified", "2026-04-10", outcome="assess")
AS_AT = "2026-08-01"


def warned(*facts: Fact, as_at: str = AS_AT) -> tuple[str, ...]:
    return timeline(as_at, *facts).warnings


def test_a_sound_history_gives_no_warning() -> None:
    assert warned(REQUEST, ASSESS, fact("draft_plan_served", "2026-06-01"), fact("final_plan_sent", "2026-07-01")) == ()


@pytest.mark.parametrize(
    ("later", "first"),
    [
        (fact("assess_decision_notified", "2026-03-02", outcome="assess"), REQUEST),
        (fact("final_plan_sent", "2026-03-02"), REQUEST),
        (fact("draft_plan_served", "2026-03-02"), REQUEST),
        (fact("advice_received", "2026-04-01", body="health"), fact("advice_requested", "2026-04-02", body="health")),
        (fact("setting_replied", "2026-04-01", setting="A"), fact("setting_consulted", "2026-04-02", setting="A")),
        (fact("review_decision_notified", "2026-04-01", outcome="keep"), fact("review_meeting_held", "2026-04-02")),
        (fact("amended_plan_sent", "2026-04-01"), fact("amendment_notice_sent", "2026-04-02")),
        (fact("la_response_sent", "2026-04-01"), fact("appeal_sent_to_la", "2026-04-02")),
    ],
    ids=lambda given: given.kind,
)
def test_the_wrong_order_is_named_with_both_days(later: Fact, first: Fact) -> None:
    found = [warning for warning in warned(later, first) if "cannot be" in warning]
    assert len(found) == 1
    assert f"{later.on.day} {later.on:%B} 2026" in found[0] and f"{first.on.day} {first.on:%B} 2026" in found[0]


def test_on_the_same_day_or_after_is_in_order() -> None:
    assert not warned(REQUEST, fact("assess_decision_notified", "2026-03-03", outcome="assess"))
    assert not warned(
        fact("advice_received", "2026-04-01", body="health"), fact("advice_requested", "2026-04-02", body="x")
    )


def test_a_year_that_cannot_be_is_left_out() -> None:
    found = timeline(AS_AT, REQUEST, fact("final_plan_sent", "2052-07-01"))
    assert only(found, "A_FINAL_PLAN").state == "overdue"
    assert found.warnings == ("Final plan sent on 1 July 2052 cannot be right, so it was left out.",)
    assert "1 January 1926" in warned(fact("request_received", "1926-01-01"))[0]


def test_facts_still_to_come_are_said_in_one_sentence() -> None:
    found = warned(REQUEST, fact("draft_plan_served", "2026-09-01"), fact("final_plan_sent", "2026-10-01"))
    assert found == (
        "Draft plan served on 1 September 2026; Final plan sent on 1 October 2026 are after the day asked about "
        "(1 August 2026) and were left out.",
    )


def test_a_plan_for_a_day_ahead_is_no_mistake_unless_it_is_far_ahead() -> None:
    assert not warned(fact("review_meeting_planned", "2026-10-01"))
    assert (
        "more than three years ahead"
        in warned(fact("phase_transfer_planned", "2041-09-01", phase="infant_to_junior"))[0]
    )


def test_a_fact_recorded_twice_counts_once() -> None:
    found = timeline(
        AS_AT, REQUEST, REQUEST, fact("draft_plan_served", "2026-06-01"), fact("draft_plan_served", "2026-06-01")
    )
    assert len(deadlines(found, "A_FINAL_PLAN")) == len(deadlines(found, "A_DRAFT_REPS")) == 1
    assert "Request received on 3 March 2026 is recorded twice; it counts once." in found.warnings


def test_two_outcomes_on_one_day_are_a_contradiction() -> None:
    refuse = fact("assess_decision_notified", "2026-04-10", outcome="refuse")
    assert any("two outcomes: Assess and Do not assess" in warning for warning in warned(REQUEST, ASSESS, refuse))


def test_a_plan_finished_without_a_decision_or_against_one_is_said() -> None:
    assert any(
        "no decision on assessing" in warning for warning in warned(REQUEST, fact("final_plan_sent", "2026-07-01"))
    )
    refuse = fact("assess_decision_notified", "2026-04-10", outcome="refuse")
    final = fact("final_plan_sent", "2026-07-01")
    assert any("nothing reversed" in warning for warning in warned(REQUEST, refuse, final))
    for reversal in (
        fact("agreed_to_assess", "2026-05-01"),
        fact("tribunal_order", "2026-05-01", order="assess"),
        fact("mediation_agreement", "2026-05-01", about="assess"),
        fact("appeal_not_opposed", "2026-05-01", about="assess"),
        fact("request_received", "2026-05-01"),
    ):
        assert not any("nothing reversed" in warning for warning in warned(REQUEST, refuse, reversal, final))


def test_before_the_law_came_into_force_nothing_is_counted() -> None:
    found = timeline("2015-01-01", fact("request_received", "2014-08-31"))
    assert not found.deadlines
    assert "before the law came into force on 1 September 2014" in found.warnings[0]
    assert only(timeline("2015-01-01", fact("request_received", "2014-09-01")), "A_FINAL_PLAN")


def test_a_direction_about_no_limit_of_the_rules_sets_no_date() -> None:
    found = timeline(AS_AT, fact("tribunal_direction", "2026-05-01", rule="BUNDLE", date="2026-06-01"))
    assert not found.deadlines
    assert found.warnings == (
        "Tribunal direction on 1 May 2026 names no limit of the rules ('BUNDLE'), so it sets no date.",
    )


def test_a_direction_without_the_fact_it_replaces_still_sets_its_date() -> None:
    found = timeline(AS_AT, fact("tribunal_direction", "2026-07-01", rule="T_RESPONSE", date="2026-08-20"))
    assert (only(found, "T_RESPONSE").subject, str(only(found, "T_RESPONSE").due)) == ("directed", "2026-08-20")


def test_closures_that_make_no_sense_do_no_harm() -> None:
    absurd = fact("setting_closed", "2026-01-01", from_="2026-01-01", to="9999-12-31")
    backwards = fact("setting_closed", "2026-04-21", from_="2026-05-21", to="2026-04-21")
    found = timeline(AS_AT, fact("absence_began", "2026-04-20"), absurd, backwards)
    assert str(only(found, "G_S19_15").due) == "2026-05-11"


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2075-01-01", "2075-03-01"),
        ("2070-06-01", "2071-01-01"),
        ("9999-12-01", "9999-12-31"),
        ("2071-02-01", "2071-03-01"),
    ],
)
def test_a_closure_past_the_years_the_calendar_knows_is_passed_over(first: str, last: str) -> None:
    far_off = fact("setting_closed", "2026-05-01", from_=first, to=last)
    found = timeline(AS_AT, fact("absence_began", "2026-04-20"), far_off)
    assert str(only(found, "G_S19_15").due) == "2026-05-11"


def test_steps_of_a_round_before_the_first_that_is_recorded_are_in_order() -> None:
    """Most records begin in the middle: an old plan, an old decision, and the first whole round after them."""
    legacy = [
        fact("final_plan_sent", "2020-01-10"), fact("review_decision_notified", "2024-09-20", outcome="amend"),
        fact("amended_plan_sent", "2024-10-20"), fact("review_meeting_held", "2025-09-01"),
        fact("review_decision_notified", "2025-09-20", outcome="amend"), fact("amendment_notice_sent", "2025-09-20"),
        fact("amended_plan_sent", "2025-11-01"), fact("reassessment_requested", "2026-03-01"),
        fact("reassessment_decision_notified", "2026-03-10", outcome="refuse"),
        fact("tribunal_order", "2026-05-01", order="amend_contents"),
    ]  # fmt: skip
    assert not [warning for warning in warned(*legacy) if "cannot be" in warning]


def test_a_year_s_old_plan_is_of_a_request_before_and_so_is_one_that_has_ceased() -> None:
    old, request = fact("final_plan_sent", "2024-01-10"), fact("request_received", "2026-03-03")
    assert not [warning for warning in warned(old, request) if "cannot be" in warning]
    last, ceased = fact("final_plan_sent", "2025-11-10"), fact("plan_ceased", "2026-01-12", reason="2")
    assert [warning for warning in warned(last, request) if "cannot be" in warning]
    assert not [warning for warning in warned(last, ceased, request) if "cannot be" in warning]


def test_an_early_step_is_said_until_its_round_has_one_of_its_own() -> None:
    early, meeting = (
        fact("review_decision_notified", "2026-04-01", outcome="keep"),
        fact("review_meeting_held", "2026-04-20"),
    )
    assert [warning for warning in warned(early, meeting) if "cannot be" in warning]
    own = fact("review_decision_notified", "2026-05-08", outcome="keep")
    assert not [warning for warning in warned(early, meeting, own) if "cannot be" in warning]
    long_past = fact("review_decision_notified", "2026-01-20", outcome="keep")
    assert not [warning for warning in warned(long_past, meeting) if "cannot be" in warning]


def test_an_amended_plan_inside_the_fifteen_days_is_said() -> None:
    notice, sent = fact("amendment_notice_sent", "2026-04-02"), fact("amended_plan_sent", "2026-04-10")
    assert warned(notice, sent) == (
        "Amended plan sent on 10 April 2026 came before the fifteen days for comments on the amendments were up.",
    )
    assert not warned(notice, fact("amended_plan_sent", "2026-04-17"))


def test_a_re_assessment_finished_inside_the_fifteen_days_of_its_draft_is_said() -> None:
    draft, basis = fact("draft_plan_served", "2026-06-01"), {"basis": "reassessment"}
    early = "Amended plan sent on 5 June 2026 came before the fifteen days for comments on the draft were up."
    assert warned(draft, fact("amended_plan_sent", "2026-06-05", **basis)) == (early,)
    assert not warned(draft, fact("amended_plan_sent", "2026-06-16", **basis))
    assert not warned(draft, fact("amended_plan_sent", "2026-06-05", basis="review"))


@pytest.mark.parametrize(
    ("said", "days"),
    [
        (fact("tribunal_direction", "2026-03-10", rule="T_RESPONSE", date="2062-04-10"), "10 April 2062 (date directed)"),
        (fact("mediation_agreement", "2026-03-10", about="contents", agreed_by="2052-07-01"),
         "1 July 2052 (date agreed for doing it)"),
        (fact("absent_from_area", "2026-03-10", from_="2026-03-10", to="2029-08-12"), "12 August 2029 (last day away)"),
    ],
)  # fmt: skip
def test_a_day_within_a_fact_that_lies_far_ahead_is_said(said: Fact, days: str) -> None:
    assert [warning for warning in warned(said) if "ahead" in warning] == [
        f"{FACT_KINDS[said.kind].title} on 10 March 2026 says {days}, which lies more than three years ahead; check the year."
    ]


def test_a_day_within_a_fact_that_lies_three_years_ahead_is_not_said() -> None:
    away = fact("absent_from_area", "2026-03-10", from_="2026-03-10", to="2029-08-03")
    assert not warned(away, as_at="2026-08-01")


def test_invitations_sent_very_early_are_not_said_to_be_missing() -> None:
    found = timeline(
        "2026-12-12",
        fact("review_meeting_planned", "2026-12-10"),
        fact("review_invitations_sent", "2026-09-08"),
        fact("review_meeting_held", "2026-12-10"),
    )
    assert only(found, "R_NOTICE").derivation[-1] == (
        "Review meeting held on 10 December 2026: the meeting was held and no invitation is recorded in the twelve weeks "
        "before it, so this limit fell away."
    )


def test_an_appeal_lodged_again_is_not_late_on_an_old_decision() -> None:
    found = timeline(
        "2026-11-23",
        fact("final_plan_sent", "2023-10-10"),
        fact("review_decision_notified", "2026-09-10", outcome="keep"),
        fact("appeal_received", "2026-09-20"),
        fact("appeal_withdrawn", "2026-10-01"),
        fact("appeal_received", "2026-10-20"),
    )
    assert [str(d.state) for d in deadlines(found, "T_APPEAL_2M")] == ["ended", "met"]


def test_three_years_ahead_to_the_day_is_no_mistake_and_a_day_more_is_one() -> None:
    assert not warned(fact("review_meeting_planned", "2029-08-03"))
    assert warned(fact("review_meeting_planned", "2029-08-04")) == (
        "Review meeting planned on 4 August 2029 lies more than three years ahead.",
    )
    assert warned(fact("final_plan_sent", "2029-08-03")) == (
        "Final plan sent on 3 August 2029 is after the day asked about (1 August 2026) and was left out.",
    )
    assert warned(fact("final_plan_sent", "2029-08-04")) == (
        "Final plan sent on 4 August 2029 cannot be right, so it was left out.",
    )


def test_a_fact_recorded_three_times_is_not_said_to_be_there_twice() -> None:
    assert warned(REQUEST, REQUEST, REQUEST) == (
        "Request received on 3 March 2026 is recorded 3 times; it counts once.",
    )


@pytest.mark.parametrize("ceased", ["2025-11-10", "2026-03-03"])
def test_a_plan_that_ceased_on_either_day_parts_the_two_rounds(ceased: str) -> None:
    last, gone = fact("final_plan_sent", "2025-11-10"), fact("plan_ceased", ceased, reason="2")
    assert not [warning for warning in warned(last, gone, REQUEST) if "cannot be" in warning]


def test_each_body_s_advice_is_set_against_its_own_request() -> None:
    health = [
        fact("advice_requested", "2026-03-20", body="health"),
        fact("advice_received", "2026-04-01", body="health"),
    ]
    asked = fact("advice_requested", "2026-04-10", body="psychology")
    early = fact("advice_received", "2026-04-02", body="psychology")
    said = ("Advice received on 2 April 2026 comes before advice requested on 10 April 2026, which cannot be.",)
    assert warned(*health, asked, early) == said, "though health's, received before it, is in order"
    again = fact("advice_received", "2026-04-20", body="health")
    assert warned(*health, again, asked, early) == said, "another body's answer is none"
    assert warned(*health, asked, early, fact("advice_received", "2026-04-10", body="psychology")) == ()


def test_a_year_and_a_day_before_a_request_a_plan_is_of_one_before_it() -> None:
    within, before = fact("final_plan_sent", "2025-03-02"), fact("final_plan_sent", "2025-03-01")
    assert [warning for warning in warned(within, REQUEST) if "cannot be" in warning]
    assert not [warning for warning in warned(before, REQUEST) if "cannot be" in warning]


def test_twelve_weeks_before_a_meeting_a_decision_is_still_of_its_round() -> None:
    meeting = fact("review_meeting_held", "2026-04-20")
    within, before = (fact("review_decision_notified", on, outcome="keep") for on in ("2026-01-26", "2026-01-25"))
    assert [warning for warning in warned(within, meeting) if "cannot be" in warning]
    assert not [warning for warning in warned(before, meeting) if "cannot be" in warning]


def test_a_second_request_is_told_which_clock_the_withdrawal_ended_though_a_draft_was_served() -> None:
    drafted, again = fact("draft_plan_served", "2026-05-01"), fact("request_received", "2026-06-01")
    found = warned(REQUEST, ASSESS, drafted, again, fact("request_withdrawn", "2026-06-15"))
    assert found == (
        "Request received on 1 June 2026 came while the request of 3 March 2026 was open, and the withdrawal of 15 June "
        "2026 ended the clock of both. If this one still stands, withdraw the entries of the earlier request and of its "
        "withdrawal: the clock then runs from this one.",
    )


def test_two_requests_of_one_day_are_one_start() -> None:
    asked = [fact("request_received", "2026-03-03", source=source) for source in ("parent", "school")]
    assert warned(*asked) == ()


def test_on_the_day_the_law_came_into_force_a_request_is_counted_and_not_warned_about() -> None:
    assert timeline("2014-10-01", fact("request_received", "2014-09-01")).warnings == ()


def test_a_plan_after_a_withdrawal_is_not_said_to_follow_a_refusal() -> None:
    found = warned(REQUEST, ASSESS, fact("request_withdrawn", "2026-05-01"), fact("final_plan_sent", "2026-07-01"))
    assert not [warning for warning in found if "refusal" in warning]


def test_a_refusal_after_a_draft_is_followed_by_no_plan_either() -> None:
    drafted, refuse = (
        fact("draft_plan_served", "2026-04-01"),
        fact("assess_decision_notified", "2026-04-10", outcome="refuse"),
    )
    found = warned(REQUEST, drafted, refuse, fact("final_plan_sent", "2026-07-01"))
    assert "Final plan sent on 1 July 2026 follows a refusal to assess on 10 April 2026 that nothing reversed." in found


def test_what_is_wrong_with_one_request_and_what_is_wrong_with_the_next_are_both_said() -> None:
    found = warned(
        fact("request_received", "2024-03-03"),
        fact("final_plan_sent", "2024-07-01"),
        REQUEST,
        fact("assess_decision_notified", "2026-04-10", outcome="refuse"),
        fact("final_plan_sent", "2026-07-01"),
    )
    assert [warning for warning in found if "no decision on assessing" in warning]
    assert [warning for warning in found if "nothing reversed" in warning]


def test_two_outcomes_are_said_in_plain_words_and_one_nobody_knows_as_it_was_written() -> None:
    odd = fact("assess_decision_notified", "2026-04-10", outcome="perhaps")
    assert warned(REQUEST, ASSESS, odd) == (
        "Decision on assessing notified on 10 April 2026 is recorded with two outcomes: Assess and perhaps.",
    )


@pytest.mark.parametrize("agreed", ["2026-04-10", "2026-08-03"])
def test_an_agreement_on_the_day_of_the_refusal_or_of_the_plan_reverses_it(agreed: str) -> None:
    refuse = fact("assess_decision_notified", "2026-04-10", outcome="refuse")
    settled = fact("mediation_agreement", agreed, about="assess")
    found = warned(REQUEST, refuse, settled, fact("final_plan_sent", "2026-08-03"), as_at="2026-09-01")
    assert not [warning for warning in found if "nothing reversed" in warning]


def test_agreeing_to_assess_reverses_a_refusal_though_an_order_s_own_times_run() -> None:
    ordered, refuse = (
        fact("tribunal_order", "2026-02-10", order="assess"),
        fact("assess_decision_notified", "2026-04-10", outcome="refuse"),
    )
    agreed, sent = fact("agreed_to_assess", "2026-04-20"), fact("final_plan_sent", "2026-08-03")
    found = warned(ordered, REQUEST, refuse, agreed, sent, as_at="2026-09-01")
    assert not [warning for warning in found if "nothing reversed" in warning]


def test_a_direction_about_a_limit_of_the_rules_is_not_warned_about() -> None:
    sent = fact("appeal_sent_to_la", "2026-05-01")
    assert warned(sent, fact("tribunal_direction", "2026-05-11", rule="T_RESPONSE", date="2026-07-01")) == ()


@pytest.mark.parametrize(
    ("between", "reason", "said"),
    [
        ([], "2", True), ([], "1", False), ([fact("cease_decision_notified", "2026-09-01")], "2", True),
        ([fact("cease_decision_notified", "2026-09-02")], "2", False),
        ([fact("review_decision_notified", "2026-11-02", outcome="cease")], "2", False),
        ([fact("review_decision_notified", "2026-10-02", outcome="keep")], "2", True),
        ([fact("cease_decision_notified", "2026-11-03")], "2", True),
    ],
)  # fmt: skip
def test_a_plan_ceased_against_an_order_to_keep_it_is_said(between: list[Fact], reason: str, said: bool) -> None:
    order, ceased = (
        fact("tribunal_order", "2026-09-01", order="maintain"),
        fact("plan_ceased", "2026-11-02", reason=reason),
    )
    warnings = timeline("2026-11-23", order, *between, ceased).warnings
    assert said is ("Plan ceased on 2 November 2026, though the tribunal ordered on 1 September 2026 that it be kept and no "
                    "decision since to cease it is recorded; check both days." in warnings)  # fmt: skip
    early = fact("plan_ceased", "2026-08-31", reason="2")
    assert not any("that it be kept" in w for w in timeline("2026-11-23", early, order).warnings)


@pytest.mark.parametrize(
    ("told", "early"),
    [
        ([fact("appeal_received", "2026-01-12")], "the appeal about ceasing it was decided"),
        ([fact("mediation_requested", "2026-03-05")], "the mediation certificate had come"),
        ([fact("mediation_requested", "2026-03-05"), fact("appeal_received", "2026-03-16")], "the appeal about ceasing"),
        ([fact("appeal_received", "2025-12-01"), fact("mediation_requested", "2026-03-05")], "the mediation certificate"),
        ([fact("mediation_requested", "2026-03-05"), fact("appeal_received", "2026-03-17")], "the mediation certificate"),
    ],
)  # fmt: skip
def test_what_a_plan_was_ceased_too_early_for_is_named(told: list[Fact], early: str) -> None:
    story = [fact("cease_decision_notified", "2026-01-12"), *told, fact("plan_ceased", "2026-03-16", reason="2")]
    [said] = [w for w in timeline("2026-06-01", *story).warnings if "has to be kept until then" in w]
    assert said.startswith(f"Plan ceased on 16 March 2026 came before {early}")


def test_an_order_of_the_day_of_a_late_concession_is_the_one_asked_for() -> None:
    answered = [fact("appeal_received", "2026-02-20"), fact("la_response_sent", "2026-04-02"),
                fact("appeal_received", "2026-04-20"), fact("la_response_sent", "2026-05-01"),
                fact("appeal_not_opposed", "2026-05-05", about="contents")]  # fmt: skip
    asks = [any("record the tribunal’s order" in w for w in timeline("2026-06-01", *answered, *order).warnings)
            for order in ([], [fact("tribunal_order", "2026-05-05", order="amend_contents")])]  # fmt: skip
    assert asks == [True, False]
