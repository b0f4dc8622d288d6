"""What changing the clock a line at a time showed that no test noticed: edges of warnings, single days, closed days."""

from __future__ import annotations

from datetime import date

import pytest

from ehcp_desk.clock.engine import compute
from ehcp_desk.clock.model import Fact
from ehcp_desk.clock.proof import proof
from ehcp_desk.clock.rules import Ruleset
from tests.support.clock_facts import LAW, deadlines, fact, only, timeline

ASKED = fact("request_received", "2026-03-03", source="parent")
REFUSED = fact("assess_decision_notified", "2026-04-10", outcome="refuse")


@pytest.mark.parametrize(
    ("reversed_on", "sent"),
    [("2026-05-01", "2026-08-03"), ("2026-04-10", "2026-08-03"), ("2026-08-03", "2026-08-03")],
)
def test_a_refusal_the_council_reversed_explains_the_plan_that_followed(reversed_on: str, sent: str) -> None:
    agreed = fact("agreed_to_assess", reversed_on, basis="own_motion")
    told = timeline("2026-09-01", ASKED, REFUSED, agreed, fact("final_plan_sent", sent)).warnings
    assert not [words for words in told if "nothing reversed" in words]


@pytest.mark.parametrize("sent", ["2026-08-03", "2026-04-10"])
def test_a_plan_after_a_refusal_nothing_reversed_is_warned_about(sent: str) -> None:
    told = timeline("2026-09-01", ASKED, REFUSED, fact("final_plan_sent", sent)).warnings
    assert [words for words in told if "follows a refusal to assess on 10 April 2026 that nothing reversed" in words]


def test_an_agreement_before_the_refusal_reverses_nothing() -> None:
    agreed = fact("agreed_to_assess", "2026-04-09", basis="own_motion")
    told = timeline("2026-09-01", ASKED, agreed, REFUSED, fact("final_plan_sent", "2026-08-03")).warnings
    assert [words for words in told if "nothing reversed" in words]


@pytest.mark.parametrize(("sent", "words"), [("2026-07-20", "1 day to spare"), ("2026-07-22", "1 day after the date")])
def test_one_day_is_not_days(sent: str, words: str) -> None:
    decided = fact("assess_decision_notified", "2026-04-10", outcome="assess")
    found = only(timeline("2026-09-01", ASKED, decided, fact("final_plan_sent", sent)), "A_FINAL_PLAN")
    assert any(words in step for step in found.derivation), found.derivation


def test_a_ground_accepted_without_evidence_says_that_none_is_named() -> None:
    claim = fact("relief_claimed", "2026-06-01", relief="EX_PERSONAL", rule="A_FINAL_PLAN")
    shown = proof([ASKED, claim], LAW, date(2026, 6, 2), "A_FINAL_PLAN", "")
    assert [one.words for one in shown.reliefs if one.claimed_on] == ["Accepted. Evidence: none named."]


def test_the_first_and_the_last_day_of_a_closure_are_not_counted_as_school_days() -> None:
    began = fact("absence_began", "2026-09-07")
    closed = fact("setting_closed", "2026-09-14", from_="2026-09-15", to="2026-09-17")
    shown = proof([began, closed], LAW, date(2026, 9, 18), "G_S19_15", "")
    closed_days = [day.day for row in shown.rows for day in row.days if day.why_not == "the setting is closed"]
    assert closed_days == [date(2026, 9, day) for day in (15, 16, 17)]


CLAIM = {"relief": "EX_SCHOOL_CLOSED", "evidence": "doc 14", "impractical": "the head alone could say"}
SUMMER = (
    fact("advice_requested", "2026-07-20", body="education"),
    fact("setting_closed", "2026-07-23", from_="2026-07-23", to="2026-09-02"),
)


@pytest.mark.parametrize("asked", ["2026-01-05", "2026-03-03", "2026-09-10"])
def test_a_closure_lifts_no_limit_it_does_not_fall_into(asked: str) -> None:
    claim = fact("relief_claimed", "2026-12-01", rule="A_FINAL_PLAN", **CLAIM)
    told = timeline("2026-12-01", fact("request_received", asked, source="parent"), *SUMMER, claim)
    # Twenty weeks from 3 March end on 21 July, before the closure; those from 10 March on 28 July, within it.
    assert only(told, "A_FINAL_PLAN").state != "relieved"
    assert any("outside the period of this limit" in words for words in told.warnings)


def test_a_closure_within_the_period_lifts_the_limit() -> None:
    claim = fact("relief_claimed", "2026-12-01", rule="A_FINAL_PLAN", **CLAIM)
    told = timeline("2026-12-01", fact("request_received", "2026-03-10", source="parent"), *SUMMER, claim)
    assert only(told, "A_FINAL_PLAN").state == "relieved"
    late = fact("advice_requested", "2026-07-29", body="education")
    told = timeline("2026-12-01", fact("request_received", "2026-03-10", source="parent"), late, SUMMER[1], claim)
    assert only(told, "A_FINAL_PLAN").state == "overdue", "asked for when the limit had passed"


NO_PLAN = fact("no_plan_decision_notified", "2026-06-20")
WILL_ASSESS = fact("assess_decision_notified", "2026-04-10", outcome="assess")


@pytest.mark.parametrize(
    "taken_back", [fact("plan_decision_notified", "2026-07-10"), fact("draft_plan_served", "2026-07-10")]
)
def test_once_a_decision_to_make_no_plan_is_taken_back_the_twenty_weeks_run_again(taken_back: Fact) -> None:
    assert only(timeline("2026-09-01", ASKED, WILL_ASSESS, NO_PLAN), "A_FINAL_PLAN").state == "ended"
    limit = only(timeline("2026-09-01", ASKED, WILL_ASSESS, NO_PLAN, taken_back), "A_FINAL_PLAN")
    assert (str(limit.due), limit.state) == ("2026-07-21", "overdue")


def test_after_an_order_to_make_a_plan_its_own_times_govern() -> None:
    ordered = fact("tribunal_order", "2026-07-01", order="make_plan")
    told = timeline("2026-09-01", ASKED, WILL_ASSESS, NO_PLAN, ordered, fact("draft_plan_served", "2026-07-20"))
    assert only(told, "A_FINAL_PLAN").state == "ended"
    assert only(told, "T_ORD_MAKE_FINAL").state == "running"


def test_complying_with_an_order_to_assess_revives_no_old_limit_however_it_is_recorded() -> None:
    ordered = fact("tribunal_order", "2026-06-01", order="assess")
    agreed = fact("agreed_to_assess", "2026-06-10", basis="own_motion")
    told = timeline("2026-09-01", ASKED, REFUSED, ordered, agreed)
    assert only(told, "A_FINAL_PLAN").state == "ended"
    assert only(told, "T_ORD_ASSESS_FINAL").state == "running"
    assert only(timeline("2026-09-01", ASKED, REFUSED, agreed), "A_FINAL_PLAN").state == "overdue"


PLAN = fact("final_plan_sent", "2025-05-20")
NOTICE = fact("amendment_notice_sent", "2026-06-01", basis="review")
MET = fact("review_meeting_held", "2026-05-11")
ANSWERS = {"review": "R_FINAL", "other": "R_AMEND_OTHER", "reassessment": "RA_FINAL", "order": "T_ORD_AMEND"}


@pytest.mark.parametrize("basis", [*ANSWERS, ""])
def test_an_amended_plan_answers_what_it_says_it_carries_out_and_nothing_else(basis: str) -> None:
    begun = (
        PLAN, MET, fact("review_decision_notified", "2026-06-01", outcome="amend"), NOTICE,
        fact("amendment_notice_sent", "2026-06-02", basis="other"),
        fact("reassessment_decision_notified", "2026-06-03", outcome="reassess"),
        fact("tribunal_order", "2026-06-04", order="amend_contents"),
    )  # fmt: skip
    said = {"basis": basis} if basis else {}
    told = timeline("2026-06-20", *begun, fact("amended_plan_sent", "2026-06-18", **said))
    met = {rule for rule in ANSWERS.values() if only(told, rule).state == "met"}
    # A re-assessment may be what the order was about, so a plan that carries out an order counts for both.
    also = {"RA_FINAL"} if basis == "order" else set()
    assert met == ({ANSWERS[basis]} | also if basis else set(ANSWERS.values()))


def test_a_plan_kept_by_agreement_at_mediation_is_reviewed_like_any_other() -> None:
    ceasing = (
        PLAN,
        fact("review_decision_notified", "2026-05-01", outcome="keep"),
        fact("cease_decision_notified", "2026-06-01"),
    )
    agreed = fact("mediation_agreement", "2026-07-05", about="contents")
    assert only(timeline("2026-07-10", *ceasing), "R_NEXT_REVIEW").state == "ended"
    told = timeline("2026-07-10", *ceasing, agreed)
    assert (only(told, "R_NEXT_REVIEW").state, str(only(told, "R_NEXT_REVIEW").due)) == ("running", "2027-05-01")
    assert only(told, "C_STAY").state == "ended"


@pytest.mark.parametrize("withdrawn", ["2026-03-20", "2026-04-01"])
def test_a_withdrawal_that_ends_two_requests_says_so_and_what_to_do(withdrawn: str) -> None:
    second, gone = fact("request_received", "2026-03-20", source="school"), fact("request_withdrawn", withdrawn)
    told = timeline("2026-06-01", ASKED, second, gone)
    assert only(told, "A_FINAL_PLAN").state == "ended"
    assert any("ended the clock of both. If this one still stands" in words for words in told.warnings)
    assert not any("the clock runs from that one" in words for words in told.warnings)
    # What it says to do does what it says.
    assert str(only(timeline("2026-06-01", second), "A_FINAL_PLAN").due) == "2026-08-07"
    still = timeline("2026-06-01", ASKED, second).warnings
    assert any("the clock runs from that one" in words for words in still)


def test_what_is_asked_of_nobody_named_is_answered_by_nobody_named() -> None:
    asked, answered = fact("recommendation_made", "2026-03-02"), fact("recommendation_answered", "2026-03-20")
    limit = only(timeline("2026-04-01", asked, answered), "T_REC_RESPONSE")
    assert (limit.subject, limit.state) == ("", "met")


def test_a_claim_that_names_no_limit_and_a_direction_that_names_no_date_do_nothing() -> None:
    claim = fact("relief_claimed", "2026-04-01", relief="EX_PERSONAL")
    undated = fact("tribunal_direction", "2026-04-01", rule="A_FINAL_PLAN")
    assert timeline("2026-05-01", ASKED, claim, undated) == timeline("2026-05-01", ASKED)


def test_a_law_without_the_twenty_weeks_counts_no_week_and_one_without_a_rule_sets_no_date() -> None:
    fewer = Ruleset(LAW.name, "fewer", tuple(r for r in LAW.rules if r.id != "A_FINAL_PLAN"), LAW.reliefs, LAW.calendar)
    found = compute([ASKED, fact("cease_decision_notified", "2026-03-03")], fewer, date(2026, 5, 1))
    assert found.week is None and {d.rule for d in found.deadlines} >= {"A_DECIDE_ASSESS", "C_STAY"}
    nothing = compute([ASKED], Ruleset(LAW.name, "none", (), LAW.reliefs, LAW.calendar), date(2026, 5, 1))
    assert (nothing.deadlines, nothing.unknown, nothing.warnings) == ((), (), ())


def test_an_order_s_own_times_govern_when_they_are_past_too() -> None:
    ordered, agreed = fact("tribunal_order", "2026-05-18", order="assess"), fact("agreed_to_assess", "2026-09-10")
    told = timeline("2026-10-01", ASKED, REFUSED, ordered, agreed)
    assert only(told, "T_ORD_ASSESS_FINAL").state == "overdue"
    assert only(told, "A_FINAL_PLAN").state == "ended"


def test_only_the_tribunal_directs_a_date() -> None:
    complied = fact("order_complied", "2026-04-01", rule="A_FINAL_PLAN", date="2026-09-01")
    assert [d.subject for d in timeline("2026-05-01", ASKED, complied).deadlines if d.rule == "A_FINAL_PLAN"] == [""]


@pytest.mark.parametrize(("made", "answered"), [("health", ""), ("", "health"), ("", "")])
def test_a_recommendation_or_an_answer_that_names_no_side_is_about_both(made: str, answered: str) -> None:
    asked = fact("recommendation_made", "2026-06-01", **({"to": made} if made else {}))
    said = fact("recommendation_answered", "2026-06-20", **({"to": answered} if answered else {}))
    assert only(timeline("2026-09-01", asked, said), "T_REC_RESPONSE").state == "met"


def test_an_answer_that_names_its_side_answers_that_side_alone() -> None:
    asked = [fact("recommendation_made", "2026-06-01", to=side) for side in ("health", "social_care")]
    found = timeline("2026-09-01", *asked, fact("recommendation_answered", "2026-06-20", to="health"))
    assert only(found, "T_REC_RESPONSE", "health").state == "met"
    assert only(found, "T_REC_RESPONSE", "social_care").state == "overdue"
    both = timeline("2026-09-01", *asked, fact("recommendation_answered", "2026-06-20"))
    assert {d.state.value for d in deadlines(both, "T_REC_RESPONSE")} == {"met"}


def test_advice_that_does_not_say_whose_answers_no_one_s() -> None:
    """A row of an old tracker may lack the body, which must be said; nobody's limit is met by it."""
    asked = fact("advice_requested", "2026-01-05", body="psychology")
    found = timeline("2026-06-01", asked, fact("advice_received", "2026-02-02"))
    assert only(found, "A_ADVICE_RESPONSE", "psychology").state == "overdue"


LODGED, SENT = fact("appeal_received", "2026-02-20"), fact("appeal_sent_to_la", "2026-02-23")
RESPONSE, CONCEDED = fact("la_response_sent", "2026-04-02"), fact("appeal_not_opposed", "2026-05-05", about="contents")


@pytest.mark.parametrize("story", [(LODGED, SENT, RESPONSE), (LODGED, RESPONSE), (SENT, RESPONSE), (RESPONSE,)])
def test_regulation_45_sets_no_time_once_the_council_has_responded(story: tuple[Fact, ...]) -> None:
    found = timeline("2026-06-20", *story, CONCEDED)
    assert not deadlines(found, "T_UNOPP_CONTENT")
    assert any("came after the council’s response" in warning for warning in found.warnings)
    order = fact("tribunal_order", "2026-05-20", order="amend_contents")
    ordered = timeline("2026-06-20", *story, CONCEDED, order)
    assert str(only(ordered, "T_ORD_AMEND").due) == "2026-06-24"
    assert not any("response" in warning for warning in ordered.warnings)


SECOND = fact("appeal_received", "2026-04-20")
DECISION = fact("tribunal_order", "2026-04-10", order="dismissed")


@pytest.mark.parametrize(
    "story",
    [
        (), (LODGED, SENT), (LODGED, SENT, fact("la_response_sent", "2026-05-05")),
        (LODGED, SENT, RESPONSE, DECISION, SECOND),
        (LODGED, SENT, RESPONSE, fact("la_response_sent", "2026-04-07"), DECISION, SECOND),
        (RESPONSE, SECOND), (LODGED, SENT, RESPONSE, SECOND), (LODGED, fact("appeal_received", "2026-03-02"), RESPONSE),
        (LODGED, RESPONSE, fact("la_response_sent", "2026-04-07"), SECOND),
        (LODGED, RESPONSE, fact("appeal_received", "2026-04-06"), DECISION),
    ],
    ids=["nothing", "lodged", "same day", "decided, then another", "two responses to the first", "before it", "two appeals",
         "one of two answered", "answered twice, then another", "another, then the first decided"],
)  # fmt: skip
def test_an_appeal_the_council_has_not_answered_is_conceded_under_regulation_45(story: tuple[Fact, ...]) -> None:
    found = timeline("2026-05-20", *story, CONCEDED)
    assert str(only(found, "T_UNOPP_CONTENT").due) == "2026-06-09"
    assert not any("council’s response" in warning for warning in found.warnings)


def test_of_two_appeals_answered_one_after_the_other_neither_can_be_conceded_any_more() -> None:
    both = [LODGED, RESPONSE, SECOND, fact("la_response_sent", "2026-05-01")]
    found = timeline("2026-06-20", *both, CONCEDED, fact("appeal_not_opposed", "2026-05-06", about="placement"))
    assert not [d for d in found.deadlines if d.rule.startswith("T_UNOPP")]
    assert len([w for w in found.warnings if "regulation 45 sets no time for it" in w]) == 2, "each is said"


def test_a_refusal_conceded_too_late_leaves_the_twenty_weeks_running() -> None:
    """law.md A8: who concedes without a consent order is held to the weeks counted from the request."""
    story = [
        fact("request_received", "2026-01-05"),
        fact("assess_decision_notified", "2026-02-10", outcome="refuse"),
        LODGED,
    ]
    late = [RESPONSE, fact("appeal_not_opposed", "2026-05-05", about="assess"),
            fact("assess_decision_notified", "2026-05-06", outcome="assess")]  # fmt: skip
    found = timeline("2026-05-20", *story, *late)
    assert only(found, "A_FINAL_PLAN").state == "running"
    assert not [d for d in found.deadlines if d.rule.startswith("T_UNOPP")]
