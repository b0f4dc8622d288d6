"""Every rule without its trigger: said to be unknown where the case has reached it, and never given a date."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from ehcp_desk.clock.model import Fact, Unknown
from tests.clock.test_clock_rules import ORDINARY, each_limb
from tests.support.clock_facts import LAW, deadlines, fact, timeline
from tests.support.clock_rules import FIRST_ROWS, ROWS, Row, answers

AS_AT = date(2026, 9, 1)
MADE = (fact("final_plan_sent", "2026-07-01"),)
REQUEST = (fact("request_received", "2026-03-03"),)
ASSESSED = (*REQUEST, fact("assess_decision_notified", "2026-04-10", outcome="assess"))
MET = (fact("review_meeting_held", "2026-08-03"),)
NO_REQUEST, NO_MEETING = "no request recorded", "no review meeting recorded"
BEFORE_IT = "the decision it is about is not recorded as sent"

# What the record holds, without what starts the rule; and why the rule cannot be dated.
REACHED: dict[str, tuple[tuple[Fact, ...], str]] = {
    **dict.fromkeys(("A_DECIDE_ASSESS", "A_DECIDE_NOT_ISSUE", "A_DRAFT_TARGET", "A_FINAL_PLAN"), ((), NO_REQUEST)),
    "A_ADVICE_REQUEST": (REQUEST, "no decision to assess recorded"),
    "A_ADVICE_RESPONSE": (ASSESSED, "no request for advice recorded"),
    "A_DRAFT_REPS": (ASSESSED, "no draft plan recorded as served"),
    "A_SCHOOL_CONSULT": (ASSESSED, "no setting recorded as consulted"),
    "R_FIRST_REVIEW": (ASSESSED, "no final plan recorded yet"),
    "R_DECISION": (MADE, NO_MEETING),
    "R_REPORT": (MADE, NO_MEETING),
    "R_NOTICE": (MADE, "no review meeting recorded as planned"),
    "R_UNDER5": (MADE, "no date of birth recorded"),
    "R_CIRCULATE": ((fact("review_advice_circulated", "2026-08-03"),), "no review meeting recorded as planned"),
    "R_FINAL": (MET, "no notice of amendments recorded"),
    "R_NOT_AMEND": ((fact("not_amending_notified", "2026-08-03"),), "no notice of amendments recorded"),
    "R_TERM_LIST": ((fact("review_list_sent", "2026-08-20"),), "the first day of term is not recorded"),
    "RA_DECIDE": (
        (fact("reassessment_decision_notified", "2026-08-03", outcome="refuse"),),
        "no request for a re-assessment is recorded (the council may re-assess without one)",
    ),
    "RA_FINAL": ((fact("reassessment_requested", "2026-08-24"),), "no decision on re-assessing recorded"),
    "C_STAY": ((fact("plan_ceased", "2026-08-03"),), "no decision to cease the plan recorded"),
    "D_TRANSFER": ((fact("move_known", "2026-08-24"),), "the day of the move is not recorded"),
    "D_TRANSFER_LATE": (
        (fact("moved_away", "2026-08-24"),),
        "the day the council was told of the move is not recorded",
    ),
    "D_INFORM": ((fact("transfer_notice_sent", "2026-08-03"),), "the day the plan moved in is not recorded"),
    "D_REVIEW_3M": ((fact("transfer_notice_sent", "2026-08-03"),), "the day the plan moved in is not recorded"),
    "D_REVIEW_12M": (
        (fact("plan_transferred_in", "2026-08-03"),),
        "the day the plan was made or last reviewed is not recorded",
    ),
    "D_ICB_NOTIFY": (
        (fact("icb_notified_new", "2026-08-03"),),
        "the day the old board was told of the move is not recorded",
    ),
    "D_ICB_REQUEST": (
        (fact("icb_asked_la", "2026-08-03"),),
        "the day the new board was told of the move is not recorded",
    ),
    "M_CONTACT": ((fact("mediation_adviser_contacted", "2026-08-03"),), BEFORE_IT),
    "M_TELL_ICB": (
        (fact("icb_told_of_mediation", "2026-08-03"),),
        "the day mediation about health was asked for is not recorded",
    ),
    "M_ARRANGE": ((fact("mediation_held", "2026-08-03"),), "the day mediation was asked for is not recorded"),
    "M_NOTICE": ((fact("mediation_notice_given", "2026-08-03"),), "the day planned for the mediation is not recorded"),
    "M_AGREE_ICB_TELL": ((fact("icb_told_la", "2026-08-03"),), "no agreement without the council recorded"),
    "T_APPEAL_2M": ((fact("appeal_received", "2026-08-03"),), BEFORE_IT),
    "T_RESPONSE": (
        (fact("appeal_received", "2026-08-03"),),
        "the day the tribunal sent the appeal to the council is not recorded",
    ),
    "T_REC_RESPONSE": (
        (fact("recommendation_answered", "2026-08-03", to="health"),),
        "no recommendation of the tribunal recorded",
    ),
    "G_DP_REVIEW": ((fact("direct_payment_reviewed", "2026-08-03"),), "the day of the first payment is not recorded"),
    "G_S19_15": (
        (fact("alternative_provision_decided", "2026-08-03"),),
        "the first school day missed is not recorded",
    ),
    "G_EXCL_6": ((fact("education_in_place", "2026-08-03"),), "no permanent exclusion recorded"),
    "G_LGSCO_12M": (
        (fact("ombudsman_complaint_received", "2026-08-03"),),
        "the day the family became aware is not recorded",
    ),
}
# What starts these is itself the news that there is such a duty, or another rule already says what is missing: without
# an order no order is unknown, and a missing meeting is said of R_DECISION and not five times over.
SILENT = frozenset({
    "O_REVERSAL_10W", "O_REVERSAL_14W", "R_NEXT_REVIEW", "R_AMEND_NOTICE", "R_REPS", "R_OVERALL_12W", "R_AMEND_OTHER",
    "P_FEB15", "P_MAR31", "P_POST16_5M", "P_LATEST_MEETING", "M_CERT_DECLINE", "M_CERT_FAILED", "M_CERT_AFTER",
    "M_AGREE_APPEALABLE", "M_AGREE_OTHER", "T_APPEAL_1M", "T_ORD_ASSESS_NOTIFY", "T_ORD_ASSESS_REFUSE",
    "T_ORD_ASSESS_FINAL", "T_ORD_MAKE_DRAFT", "T_ORD_MAKE_FINAL", "T_ORD_RECONSIDER", "T_ORD_AMEND", "T_ORD_PLACEMENT",
    "T_UNOPP_ASSESS_NOTIFY", "T_UNOPP_ASSESS_REFUSE", "T_UNOPP_ASSESS_FINAL", "T_UNOPP_CONTENT", "T_UNOPP_PLACEMENT",
    "T_UNOPP_MAKE_DRAFT", "T_UNOPP_MAKE_FINAL",
})  # fmt: skip


def test_every_rule_either_says_what_is_missing_or_is_known_to_be_silent() -> None:
    assert REACHED.keys() | SILENT == set(LAW.ids)
    assert not REACHED.keys() & SILENT


@pytest.mark.parametrize("rule", REACHED)
def test_a_limit_reached_without_its_trigger_is_unknown_and_has_no_date(rule: str) -> None:
    facts, why = REACHED[rule]
    found = timeline(AS_AT, *facts)
    assert Unknown(rule, why) in found.unknown
    assert not deadlines(found, rule)


@pytest.mark.parametrize("rule", REACHED)
def test_once_its_trigger_is_recorded_it_is_no_longer_unknown(rule: str) -> None:
    facts, _ = REACHED[rule]
    row = next(row for row in FIRST_ROWS if row.rule == rule)
    start = max((f.on for f in facts), default=AS_AT) - timedelta(days=7)
    found = timeline(AS_AT + timedelta(days=60), *row.started(start), *facts)
    assert deadlines(found, rule)
    assert rule not in {unknown.rule for unknown in found.unknown}


def starts(row: Row, told: Fact) -> bool:
    """True where this fact starts the row's limb; why the council agreed to assess makes no difference."""
    said = {name: value for name, value in row.said.items() if name != "basis" or row.trigger != "agreed_to_assess"}
    return told.kind == row.trigger and all(told.attrs.get(name) == value for name, value in said.items())


@each_limb
def test_with_everything_else_on_record_a_missing_trigger_is_never_guessed(row: Row) -> None:
    triggers = [other for other in ROWS if (other.rule, other.subject) == (row.rule, row.subject)]
    everything = [
        told
        for n, other in enumerate(ROWS)
        for told in (
            *other.started(ORDINARY + timedelta(days=n % 30)),
            *(fact(kind, ORDINARY + timedelta(days=40 + n % 30), **said) for kind, said, _ in answers(other)),
        )
    ]
    without = [told for told in everything if not any(starts(other, told) for other in triggers)]
    assert len(without) < len(everything)
    assert not deadlines(timeline(ORDINARY + timedelta(days=100), *without), row.rule, row.subject)
