"""Limits that come in pairs, and periods that last until something decides them."""

from __future__ import annotations

import pytest

from ehcp_desk.clock.model import Fact
from tests.support.clock_facts import deadlines, fact, only, shown, timeline


def test_the_amended_plan_is_late_by_the_twelve_weeks_though_in_time_by_the_notice() -> None:
    story = [
        fact("review_meeting_held", "2026-01-12"),
        fact("review_decision_notified", "2026-02-09", outcome="amend"),
        fact("amendment_notice_sent", "2026-02-23"),
    ]
    found = timeline("2026-04-10", *story)
    assert shown(found, "R_FINAL", "R_OVERALL_12W", "R_AMEND_NOTICE") == [
        ("R_AMEND_NOTICE", "2026-02-09", "met_late"),
        ("R_OVERALL_12W", "2026-04-06", "overdue"),
        ("R_FINAL", "2026-04-20", "running"),
    ]
    assert any("the earlier governs, and that one comes first" in step for step in only(found, "R_FINAL").derivation)


ROUNDS = [
    fact("review_meeting_held", "2025-01-10"),
    fact("review_decision_notified", "2025-01-30", outcome="amend"),
    fact("amendment_notice_sent", "2025-02-03"),
    fact("amended_plan_sent", "2025-03-20", basis="review"),
    fact("review_meeting_held", "2026-01-12"),
    fact("review_decision_notified", "2026-01-28", outcome="amend"),
    fact("amendment_notice_sent", "2026-02-09"),
]


def _other_limits(*facts: Fact) -> list[list[str]]:
    plans = deadlines(timeline("2026-06-20", *facts), "R_FINAL")
    return [[step for step in plan.derivation if step.startswith("Another limit")] for plan in plans]


def test_the_eight_weeks_name_the_twelve_of_their_own_review_and_of_no_other_year() -> None:
    [[first], [second]] = _other_limits(*ROUNDS)
    assert first.endswith("due 4 April 2025: the earlier governs, and this one comes first.")
    assert second.endswith("due 6 April 2026: both end on that day."), "both run out on 6 April"


def test_twelve_weeks_that_were_over_or_had_not_begun_are_no_other_limit() -> None:
    later = fact("amendment_notice_sent", "2025-11-03")
    assert _other_limits(*ROUNDS[:4], later)[1] == [], "last spring's review was finished by then"
    assert _other_limits(later, *ROUNDS[4:6]) == [[]], "the meeting came after the notice"
    kept = fact("review_decision_notified", "2026-02-10", outcome="keep")
    assert _other_limits(*ROUNDS[4:], kept) == [[]], "the twelve weeks fell away"


def test_an_early_notice_brings_the_plan_forward() -> None:
    found = timeline(
        "2026-02-01", fact("review_meeting_held", "2026-01-12"), fact("amendment_notice_sent", "2026-01-26")
    )
    assert shown(found, "R_FINAL", "R_OVERALL_12W") == [
        ("R_FINAL", "2026-03-23", "running"), ("R_OVERALL_12W", "2026-04-06", "running"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("outcome", "notice", "overall"),
    [("keep", "ended", "ended"), ("cease", "ended", "ended"), ("amend", "overdue", "overdue")],
)
def test_the_amending_limits_bind_only_where_the_plan_is_to_be_amended(outcome: str, notice: str, overall: str) -> None:
    meeting = fact("review_meeting_held", "2026-01-12")
    undecided = timeline("2026-06-01", meeting)
    assert only(undecided, "R_DECISION").state == "overdue"
    assert {d.state.value for d in undecided.deadlines if d.rule in ("R_AMEND_NOTICE", "R_OVERALL_12W")} == {
        "not_a_limit"
    }
    decided = timeline("2026-06-01", meeting, fact("review_decision_notified", "2026-02-01", outcome=outcome))
    assert (only(decided, "R_AMEND_NOTICE").state, only(decided, "R_OVERALL_12W").state) == (notice, overall)


def test_deciding_not_to_amend_after_all_is_the_other_way_out_of_the_eight_weeks() -> None:
    story = [fact("review_meeting_held", "2026-01-12"), fact("amendment_notice_sent", "2026-02-01")]
    out = timeline("2026-06-01", *story, fact("not_amending_notified", "2026-03-01"))
    assert (only(out, "R_FINAL").state, only(out, "R_NOT_AMEND").state) == ("ended", "met")
    amended = timeline("2026-06-01", *story, fact("amended_plan_sent", "2026-03-01"))
    assert (only(amended, "R_FINAL").state, only(amended, "R_NOT_AMEND").state) == ("met", "ended")


def test_an_appeal_is_in_time_by_the_later_of_decision_and_certificate() -> None:
    decision = fact("no_plan_decision_notified", "2026-01-05")
    certificate = fact("mediation_certificate_issued", "2026-02-20")
    waiting = timeline("2026-03-10", decision, certificate)
    assert shown(waiting, "T_APPEAL_2M", "T_APPEAL_1M") == [
        ("T_APPEAL_2M", "2026-03-05", "not_a_limit"), ("T_APPEAL_1M", "2026-03-20", "running"),
    ]  # fmt: skip
    appealed = timeline("2026-04-01", decision, certificate, fact("appeal_received", "2026-03-19"))
    assert shown(appealed, "T_APPEAL_2M", "T_APPEAL_1M") == [
        ("T_APPEAL_2M", "2026-03-05", "not_a_limit"), ("T_APPEAL_1M", "2026-03-20", "met"),
    ]  # fmt: skip
    early = timeline("2026-02-25", decision, fact("mediation_certificate_issued", "2026-01-12"))
    assert shown(early, "T_APPEAL_2M", "T_APPEAL_1M") == [
        ("T_APPEAL_1M", "2026-02-12", "not_a_limit"), ("T_APPEAL_2M", "2026-03-05", "running"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("made", "moved", "governs", "due"),
    [
        ("2025-11-01", "2026-02-01", "D_REVIEW_12M", "2026-11-01"),
        ("2025-03-01", "2026-02-01", "D_REVIEW_3M", "2026-05-01"),
    ],
)
def test_a_plan_that_moved_is_reviewed_by_the_later_limb(made: str, moved: str, governs: str, due: str) -> None:
    found = timeline("2026-04-01", fact("final_plan_sent", made), fact("plan_transferred_in", moved))
    by_rule = {d.rule: d for d in found.deadlines if d.rule.startswith("D_REVIEW")}
    assert (str(by_rule[governs].due), by_rule[governs].state) == (due, "running")
    other = by_rule[({"D_REVIEW_12M", "D_REVIEW_3M"} - {governs}).pop()]
    assert other.state == "not_a_limit"
    assert only(found, "R_FIRST_REVIEW").state == "ended"
    late = timeline("2027-01-01", fact("final_plan_sent", made), fact("plan_transferred_in", moved))
    assert [d.rule for d in late.deadlines if d.rule.startswith("D_REVIEW") and d.state == "overdue"] == [governs]


def test_a_plan_that_moved_without_its_history_says_what_is_missing() -> None:
    found = timeline("2026-04-01", fact("plan_transferred_in", "2026-02-01"))
    assert ("D_REVIEW_12M", "the day the plan was made or last reviewed is not recorded") in [
        (unknown.rule, unknown.why) for unknown in found.unknown
    ]


@pytest.mark.parametrize(
    ("known", "governs", "due"),
    [("2026-02-06", "D_TRANSFER", "2026-03-02"), ("2026-02-09", "D_TRANSFER", "2026-03-02"),
     ("2026-02-10", "D_TRANSFER_LATE", "2026-03-02"), ("2026-03-09", "D_TRANSFER_LATE", "2026-03-27")],
)  # fmt: skip
def test_the_old_council_s_knowledge_decides_which_transfer_limit_governs(known: str, governs: str, due: str) -> None:
    found = timeline("2026-04-20", fact("moved_away", "2026-03-02"), fact("move_known", known))
    states = {d.rule: (str(d.due), d.state.value) for d in found.deadlines}
    assert states[governs] == (due, "overdue")
    assert states[({"D_TRANSFER", "D_TRANSFER_LATE"} - {governs}).pop()][1] == "not_a_limit"


def test_a_plan_to_be_ceased_stays_while_an_appeal_may_come_and_while_it_is_heard() -> None:
    cease = fact("cease_decision_notified", "2026-03-02")
    assert only(timeline("2026-05-06", cease), "C_STAY").state == "met"
    appeal = fact("appeal_received", "2026-04-20")
    heard = only(timeline("2026-12-01", cease, appeal), "C_STAY")
    assert (str(heard.due), heard.state, heard.days) == ("2026-05-05", "running", 0)
    assert (
        only(
            timeline("2026-12-02", cease, appeal, fact("tribunal_order", "2026-12-01", order="maintain")), "C_STAY"
        ).state
        == "met"
    )
    assert only(timeline("2026-06-01", cease, fact("plan_ceased", "2026-04-01")), "C_STAY").state == "ended"


def test_a_certificate_carries_the_stay_further() -> None:
    found = timeline(
        "2026-05-10", fact("cease_decision_notified", "2026-03-02"), fact("mediation_certificate_issued", "2026-04-20")
    )
    assert shown(found, "C_STAY") == [("C_STAY", "2026-05-05", "not_a_limit"), ("C_STAY", "2026-05-20", "running")]


def test_reviews_go_on_for_the_plan_s_life() -> None:
    made = fact("final_plan_sent", "2023-06-12")
    first = fact("review_decision_notified", "2024-05-20", outcome="keep")
    second = fact("review_decision_notified", "2025-06-02", outcome="amend")
    found = timeline("2026-03-01", made, first, second)
    assert shown(found, "R_FIRST_REVIEW", "R_NEXT_REVIEW") == [
        ("R_FIRST_REVIEW", "2024-06-12", "met"),
        ("R_NEXT_REVIEW", "2025-05-20", "met_late"),
        ("R_NEXT_REVIEW", "2026-06-02", "running"),
    ]
    ordered = timeline("2026-03-01", made, first, second, fact("tribunal_order", "2025-11-01", order="amend_contents"),
                       fact("amended_plan_sent", "2025-11-20"))  # fmt: skip
    assert shown(ordered, "R_NEXT_REVIEW") == shown(found, "R_NEXT_REVIEW"), "a tribunal's plan starts no new year"
    ceased = timeline("2026-08-01", made, first, second, fact("plan_ceased", "2026-05-01"))
    assert deadlines(ceased, "R_NEXT_REVIEW")[-1].state == "ended"


def test_invitations_count_for_the_meeting_they_lead_to() -> None:
    planned = fact("review_meeting_planned", "2026-03-20")
    in_time = timeline("2026-03-01", planned, fact("review_invitations_sent", "2026-03-01"))
    assert (only(in_time, "R_NOTICE").state, only(in_time, "R_NOTICE").days) == ("met", 5)
    late = timeline("2026-03-12", planned, fact("review_invitations_sent", "2026-03-10"))
    assert (only(late, "R_NOTICE").state, only(late, "R_NOTICE").days) == ("met_late", 4)
    last_year = timeline("2026-03-01", planned, fact("review_invitations_sent", "2025-03-01"))
    assert only(last_year, "R_NOTICE").state == "running"
    never = timeline("2026-03-20", planned, fact("review_meeting_held", "2026-03-20"))
    assert only(never, "R_NOTICE").state == "ended"


def test_a_child_of_five_has_no_under_five_review() -> None:
    made = fact("final_plan_sent", "2026-01-10")
    four = timeline("2026-02-01", fact("born", "2021-01-11"), made)
    assert str(only(four, "R_UNDER5").due) == "2026-07-10"
    assert not deadlines(timeline("2026-02-01", fact("born", "2021-01-10"), made), "R_UNDER5")


def test_school_days_leave_out_the_closures_on_the_case() -> None:
    excluded = fact("permanently_excluded", "2026-07-20")
    assert str(only(timeline("2026-07-20", excluded), "G_EXCL_6").due) == "2026-07-27"
    holidays = fact("setting_closed", "2026-07-23", from_="2026-07-23", to="2026-09-02")
    assert str(only(timeline("2026-07-20", excluded, holidays), "G_EXCL_6").due) == "2026-09-07"


def test_a_plan_kept_while_ceasing_it_is_appealed_goes_on_being_reviewed() -> None:
    cease, appeal = (
        fact("review_decision_notified", "2026-03-02", outcome="cease"),
        fact("appeal_received", "2026-04-30"),
    )
    unopposed = timeline("2027-04-01", cease)
    assert not deadlines(unopposed, "R_NEXT_REVIEW"), "without an appeal the plan ends and needs no review"
    heard = timeline("2027-04-01", cease, appeal)
    assert shown(heard, "R_NEXT_REVIEW", "C_STAY") == [
        ("C_STAY", "2026-05-05", "running"), ("R_NEXT_REVIEW", "2027-03-02", "overdue"),
    ]  # fmt: skip
    kept = [cease, appeal, fact("tribunal_order", "2026-11-02", order="maintain")]
    assert only(timeline("2027-02-01", *kept), "R_NEXT_REVIEW").state == "running"
    reviewed = timeline("2027-02-02", *kept, fact("review_decision_notified", "2027-02-01", outcome="keep"))
    assert shown(reviewed, "R_NEXT_REVIEW") == [
        ("R_NEXT_REVIEW", "2027-03-02", "met"), ("R_NEXT_REVIEW", "2028-02-01", "running"),
    ]  # fmt: skip
    for ending in (fact("tribunal_order", "2026-11-02", order="dismissed"), fact("appeal_withdrawn", "2026-11-02")):
        assert only(timeline("2027-04-01", cease, appeal, ending), "R_NEXT_REVIEW").state == "ended"


def test_an_appeal_against_ceasing_outside_a_review_revives_the_year_that_ran_and_starts_no_second() -> None:
    reviewed, cease = fact("review_decision_notified", "2026-01-12", outcome="keep"), fact("plan_ceased", "2026-09-01")
    told, appeal = fact("cease_decision_notified", "2026-03-02"), fact("appeal_received", "2026-04-01")
    assert shown(timeline("2026-06-01", reviewed, told, appeal), "R_NEXT_REVIEW") == [
        ("R_NEXT_REVIEW", "2027-01-12", "running")
    ]
    assert only(timeline("2026-10-01", reviewed, told, appeal, cease), "R_NEXT_REVIEW").state == "ended"


def test_a_plan_that_moved_in_says_which_day_its_year_is_counted_from() -> None:
    moved = fact("plan_transferred_in", "2026-08-03", made_on="2026-05-04")
    steps = only(timeline("2026-11-23", moved), "D_REVIEW_12M").derivation
    assert steps[0] == "Plan transferred in, date of the plan Monday 4 May 2026 (the first day)."
    for wrong in ("2026-08-04", "2014-08-31", "1926-05-04"):
        odd = fact("plan_transferred_in", "2026-08-03", made_on=wrong)
        assert not deadlines(timeline("2026-11-23", odd), "D_REVIEW_12M"), wrong


def test_a_second_decision_to_cease_starts_two_months_of_its_own() -> None:
    first, again = fact("cease_decision_notified", "2024-01-08"), fact("cease_decision_notified", "2026-10-20")
    found = timeline("2026-11-23", first, again)
    assert [(str(d.due), str(d.state)) for d in deadlines(found, "C_STAY")] == [
        ("2024-03-08", "met"),
        ("2026-12-21", "running"),
    ]
    ordered = timeline("2026-12-01", first, again, fact("tribunal_order", "2026-11-30", order="maintain"))
    assert [str(d.met_on) for d in deadlines(ordered, "C_STAY")] == ["2024-03-08", "2026-11-30"]
    same_day = fact("review_decision_notified", "2024-01-08", outcome="cease")
    assert len(deadlines(timeline("2024-02-10", first, same_day), "C_STAY")) == 1, "two notices of one day are one"


def test_the_year_that_an_appeal_brought_back_ends_with_it_and_comes_back_with_the_next() -> None:
    story = [
        fact("review_meeting_held", "2026-09-01"), fact("review_decision_notified", "2026-09-10", outcome="cease"),
        fact("appeal_received", "2026-09-20"), fact("appeal_withdrawn", "2026-10-01"),
        fact("appeal_received", "2026-10-20"),
    ]  # fmt: skip
    kept = deadlines(timeline("2027-09-11", *story), "R_NEXT_REVIEW", "while ceasing is appealed")
    assert [(str(d.due), str(d.state)) for d in kept] == [("2027-09-10", "ended"), ("2027-09-10", "overdue")]


def test_an_order_to_keep_the_plan_brings_its_year_back_where_the_appeal_was_never_recorded() -> None:
    made, cease = fact("final_plan_sent", "2025-06-10"), fact("cease_decision_notified", "2026-03-20")
    assert only(timeline("2027-01-01", made, cease), "R_FIRST_REVIEW").state == "ended"
    kept = timeline("2027-01-01", made, cease, fact("tribunal_order", "2026-10-20", order="maintain"))
    assert only(kept, "R_FIRST_REVIEW").state == "overdue"


@pytest.mark.parametrize(
    ("known", "governs", "due"),
    [("2026-02-09", "on the day of the move", "2026-03-02"), ("2026-02-10", "", "2026-03-02"),
     ("2026-03-09", "", "2026-03-27")],
)  # fmt: skip
def test_the_old_board_s_knowledge_decides_which_of_its_limits_governs(known: str, governs: str, due: str) -> None:
    moved, told = fact("moved_away", "2026-03-02"), fact("icb_move_known", known)
    limits = {
        d.subject: (str(d.due), d.state.value) for d in deadlines(timeline("2026-04-20", moved, told), "D_ICB_NOTIFY")
    }
    assert limits.pop(governs) == (due, "overdue")
    assert [state for _, state in limits.values()] == ["not_a_limit"]


def test_a_move_that_changes_no_board_asks_nothing_of_one() -> None:
    assert not deadlines(timeline("2026-04-20", fact("moved_away", "2026-03-02")), "D_ICB_NOTIFY")
    told = fact("icb_move_known", "2026-01-05")
    assert only(timeline("2026-04-20", told), "D_ICB_NOTIFY").state == "overdue", "no day of the move to wait for"


def test_the_new_board_told_ahead_of_the_move_is_told_in_time() -> None:
    story = [
        fact("icb_move_known", "2026-01-05"),
        fact("moved_away", "2026-04-13"),
        fact("icb_notified_new", "2026-02-20"),
    ]
    limits = {d.subject: d.state.value for d in deadlines(timeline("2026-05-01", *story), "D_ICB_NOTIFY")}
    assert limits == {"": "not_a_limit", "on the day of the move": "met"}


@pytest.mark.parametrize(
    ("told", "twelve"),
    [
        ([fact("review_meeting_held", "2026-06-15")], "7 September 2026"),
        ([fact("review_meeting_held", "2026-03-02"), fact("review_meeting_held", "2026-06-01")], "24 August 2026"),
        ([fact("review_meeting_held", "2026-06-01"), fact("amended_plan_sent", "2026-06-15", basis="review")], "24 August 2026"),
        ([fact("review_meeting_held", "2026-03-02"), fact("amended_plan_sent", "2026-06-14", basis="review")], ""),
    ],
    ids=["of one day", "two meetings", "sent on the day of the notice", "over before it"],
)  # fmt: skip
def test_the_eight_weeks_name_the_twelve_of_their_own_review_and_no_other(told: list[Fact], twelve: str) -> None:
    found = timeline("2026-06-20", *told, fact("amendment_notice_sent", "2026-06-15"))
    beside = [step for step in only(found, "R_FINAL").derivation if step.startswith("Another limit applies too")]
    assert [f"due {twelve}:" in step for step in beside] == ([True] if twelve else [])


def test_a_limit_that_a_decision_without_one_ends_says_so() -> None:
    late = [fact("request_received", "2026-01-05"), fact("plan_decision_notified", "2026-05-05")]
    steps = only(timeline("2026-06-20", *late), "A_DECIDE_NOT_ISSUE").derivation
    assert any(step.endswith("a decision that has no limit here, so this limit fell away.") for step in steps)
