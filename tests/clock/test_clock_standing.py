"""A plan that has gone, or was never made, by the day a limit is about: which limits fall away, and what is said of them."""

from __future__ import annotations

import pytest

from ehcp_desk.clock.lean import due_states, rows_of
from ehcp_desk.clock.model import Fact, Timeline
from tests.support.clock_facts import LAW, deadlines, fact, only, timeline

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
    amended = timeline("2026-10-20", asked, moved, fact("amended_plan_sent", "2026-10-12", basis="review"))
    assert only(amended, "A_ADVICE_RESPONSE").state == "running"


def test_a_move_heard_of_before_there_was_a_plan_leaves_the_one_heard_of_later_to_be_weighed() -> None:
    story = [REQUEST, TOLD, fact("final_plan_sent", "2026-07-01"), fact("move_known", "2026-10-05")]
    found = timeline("2026-10-20", *story, fact("moved_away", "2026-10-12"))
    assert [d.state.value for d in deadlines(found, "D_TRANSFER_LATE")] == ["ended", "running"]
    assert only(found, "D_TRANSFER").state == "not_a_limit", "it was heard of within fifteen working days of the day"


MOVES = fact("phase_transfer_planned", "2027-09-01", phase="primary_to_secondary")
ASSESSED = [fact("request_received", "2026-11-02"), fact("assess_decision_notified", "2026-12-10", outcome="assess")]
NAMED = fact("final_plan_sent", "2027-03-18", names_next="yes")
MOVED_IN = fact("plan_transferred_in", "2027-05-04", made_on="2026-09-01")
NO_PLAN, TOO_LATE = "the council had made no plan", "the council held no plan by that day"


def _named_by(*facts: Fact) -> tuple[str, str]:
    """How the limit for naming the next school stands in June, and its last step; the lean walk says the same."""
    found = timeline("2027-06-01", *facts)
    [(_, lean)] = due_states([("case", rows_of(facts))], LAW, found.as_at)
    assert sorted(lean.states()) == sorted((d.rule, d.subject, d.due, d.state) for d in found.deadlines)
    limit = next(d for d in found.deadlines if d.rule in ("P_FEB15", "P_MAR31", "P_POST16_5M"))
    assert (limit.met_on is None) is (limit.state.value in ("ended", "overdue")), "what fell away was met on no day"
    return limit.state.value, limit.derivation[-1]


@pytest.mark.parametrize(
    ("facts", "because"),
    [
        (ASSESSED, f"Request received on 2 November 2026: {NO_PLAN}"),
        ([*ASSESSED, NAMED], f"Request received on 2 November 2026: {NO_PLAN}"),
        ([fact("request_received", "2027-02-16")], f"Request received on 16 February 2027: {NO_PLAN}"),
        ([MOVED_IN], f"Plan transferred in on 4 May 2027: {TOO_LATE}"),
        ([NAMED], f"Final plan sent on 18 March 2027: {TOO_LATE}"),
        ([fact("final_plan_sent", "2025-03-03"), fact("plan_transferred_out", "2026-01-12"), MOVED_IN],
         "Plan transferred out on 12 January 2026: the plan moved to another council"),
    ],
)  # fmt: skip
def test_a_next_school_is_named_only_in_a_plan_the_council_held_on_the_last_day(
    facts: list[Fact], because: str
) -> None:
    state, step = _named_by(MOVES, *facts)
    assert (state, step) == ("ended", f"{because}, so this limit fell away.")


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ([], "overdue"),
        ([fact("final_plan_sent", "2025-03-03")], "overdue"),
        ([fact("final_plan_sent", "2025-03-03"), fact("amended_plan_sent", "2027-03-18", names_next="yes")], "met_late"),
        ([fact("amended_plan_sent", "2027-03-18", names_next="yes")], "met_late"),
        ([*ASSESSED, fact("final_plan_sent", "2027-02-15", names_next="no")], "overdue"),
        ([*ASSESSED, fact("final_plan_sent", "2027-02-15", names_next="yes")], "met"),
        ([fact("plan_transferred_in", "2027-02-15")], "overdue"),
        ([fact("review_meeting_held", "2027-03-01"), NAMED], "met_late"),
        ([fact("final_plan_sent", "2025-03-03"), fact("reassessment_requested", "2026-12-01"), NAMED], "met_late"),
        ([fact("amended_plan_sent", "2027-01-18", names_next="yes"), fact("plan_ceased", "2027-02-01")], "met"),
        ([fact("amended_plan_sent", "2027-02-15", names_next="yes"), fact("plan_ceased", "2027-02-15")], "met"),
    ],
)  # fmt: skip
def test_of_a_plan_held_on_the_last_day_the_school_is_named_by_it(facts: list[Fact], state: str) -> None:
    assert _named_by(MOVES, *facts)[0] == state


@pytest.mark.parametrize(
    ("phase", "first"), [("secondary_to_post16", "2027-04-01"), ("post16_to_post16", "2027-04-02")]
)
def test_a_move_after_sixteen_asks_whether_there_was_a_plan_by_its_own_day(phase: str, first: str) -> None:
    moves = fact("phase_transfer_planned", "2027-09-01", phase=phase)
    assert _named_by(moves, *ASSESSED, fact("final_plan_sent", first, names_next="yes"))[0] == "ended"
    made = fact("final_plan_sent", "2027-03-31", names_next="no")
    assert _named_by(moves, *ASSESSED, made)[0] == "overdue"


def test_a_plan_made_before_the_last_day_brings_the_day_with_it() -> None:
    waiting = only(timeline("2026-12-20", MOVES, *ASSESSED), "P_FEB15")
    assert waiting.state == "ended", "there is no plan to amend"
    made = only(
        timeline("2027-01-20", MOVES, *ASSESSED, fact("final_plan_sent", "2027-01-18", names_next="no")), "P_FEB15"
    )
    assert (str(made.due), made.state) == ("2027-02-15", "running")


def test_a_request_beside_a_plan_made_elsewhere_takes_no_review_meeting_off_the_list() -> None:
    asked, planned = fact("request_received", "2026-01-05"), fact("review_meeting_planned", "2026-06-01")
    assert only(timeline("2026-05-01", asked, planned), "R_NOTICE").state == "running"
