"""A plan that has gone, or was never made, by the day a limit is about: which limits fall away, and what is said of them."""

from __future__ import annotations

from ehcp_desk.clock.model import Timeline
from tests.support.clock_facts import deadlines, fact, only, timeline

REQUEST = fact("request_received", "2026-03-03")
TOLD = fact("move_known", "2026-04-13")


def missing(found: Timeline) -> set[tuple[str, str]]:
    return {(unknown.rule, unknown.why) for unknown in found.unknown}


def test_a_move_of_a_child_without_a_plan_asks_for_no_day_of_transfer() -> None:
    found = timeline("2026-04-20", REQUEST, TOLD)
    assert only(found, "D_TRANSFER_LATE").state == "ended"
    assert ("D_TRANSFER", "the day of the move is not recorded") not in missing(found)


def test_a_move_heard_of_again_once_there_is_a_plan_asks_for_its_day() -> None:
    story = [REQUEST, TOLD, fact("final_plan_sent", "2026-07-01"), fact("move_known", "2026-10-05")]
    found = timeline("2026-10-06", *story)
    assert [d.state.value for d in deadlines(found, "D_TRANSFER_LATE")] == ["ended", "running"]
    assert ("D_TRANSFER", "the day of the move is not recorded") in missing(found)


def test_a_request_on_the_day_the_move_is_heard_of_says_there_was_no_plan() -> None:
    same_day = timeline("2026-04-20", fact("request_received", "2026-04-13"), TOLD)
    assert only(same_day, "D_TRANSFER_LATE").state == "ended"
    day_after = timeline("2026-04-20", fact("request_received", "2026-04-14"), TOLD)
    assert only(day_after, "D_TRANSFER_LATE").state == "running", "of the day itself the record says nothing"


def test_a_request_while_there_is_a_plan_does_not_take_it_away() -> None:
    made, again = fact("final_plan_sent", "2025-07-01"), fact("request_received", "2026-02-02")
    assert only(timeline("2026-04-20", made, again, TOLD), "D_TRANSFER_LATE").state == "running"


def test_a_plan_that_has_ceased_is_what_ends_the_transfer_and_not_the_request_after_it() -> None:
    story = [fact("final_plan_sent", "2024-07-01"), fact("plan_ceased", "2025-07-01"), REQUEST, TOLD]
    steps = " ".join(only(timeline("2026-04-20", *story), "D_TRANSFER_LATE").derivation)
    assert "Plan ceased on 1 July 2025" in steps and "Request received" not in steps


def test_of_two_meetings_planned_after_the_plan_ceased_neither_is_asked_for() -> None:
    meetings = [fact("review_meeting_planned", "2026-12-10"), fact("review_meeting_planned", "2027-02-10")]
    ceased = timeline("2026-09-01", *meetings, fact("plan_ceased", "2026-08-03"))
    assert [d.state.value for d in deadlines(ceased, "R_NOTICE")] == ["ended", "ended"]
    kept = timeline("2026-09-01", *meetings)
    assert [d.state.value for d in deadlines(kept, "R_NOTICE")] == ["running", "running"]


def test_what_was_done_on_the_day_of_the_move_was_done_before_it() -> None:
    decided = fact("assess_decision_notified", "2026-04-08", outcome="assess")
    found = timeline("2026-04-20", REQUEST, decided, fact("moved_away", "2026-04-08"))
    assert only(found, "A_DECIDE_ASSESS").state == "met"
    assert only(found, "A_FINAL_PLAN").state == "ended"


def test_a_plan_that_goes_out_on_the_day_of_the_move_is_this_council_s_until_it_is_transferred() -> None:
    asked, moved = fact("advice_requested", "2026-09-11", body="psychology"), fact("moved_away", "2026-10-12")
    assert only(timeline("2026-10-20", asked, moved), "A_ADVICE_RESPONSE").state == "ended"
    amended = timeline("2026-10-20", asked, moved, fact("amended_plan_sent", "2026-10-12"))
    assert only(amended, "A_ADVICE_RESPONSE").state == "running"


def test_a_move_heard_of_before_there_was_a_plan_leaves_the_one_heard_of_later_to_be_weighed() -> None:
    story = [REQUEST, TOLD, fact("final_plan_sent", "2026-07-01"), fact("move_known", "2026-10-05")]
    found = timeline("2026-10-20", *story, fact("moved_away", "2026-10-12"))
    assert [d.state.value for d in deadlines(found, "D_TRANSFER_LATE")] == ["ended", "running"]
    assert only(found, "D_TRANSFER").state == "not_a_limit", "it was heard of within fifteen working days of the day"
