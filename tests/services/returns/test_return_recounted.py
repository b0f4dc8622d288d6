"""A return against a recount from the raw facts: a second plan, a refusal before the last, advice a plan did not wait for."""

from __future__ import annotations

from datetime import date

from ehcp_desk.domain.people import Officer, Role
from tests.services.returns.asking import counted, figure, month
from tests.support.memory_store import MemoryStore, day, fact

SEPTEMBER = date(2026, 9, 1)
FIRST = (
    fact("request_received", "2024-02-12"),
    fact("final_plan_sent", "2024-06-28"),
    fact("review_decision_notified", "2025-06-20", outcome="keep"),
    fact("review_decision_notified", "2026-01-20", outcome="keep"),
    fact("plan_ceased", "2026-07-17"),
)
SECOND = (
    fact("request_received", "2026-07-20"),
    fact("assess_decision_notified", "2026-08-10", outcome="assess"),
    fact("final_plan_sent", "2026-09-20"),
)


def test_a_plan_after_one_that_ended_is_new_again(store: MemoryStore) -> None:
    store.add(*FIRST, *SECOND, ref="again")
    result = month(store, SEPTEMBER, "2026-10-02")
    for code in ("K21", "K02", "K03-up-to-20", "K26"):
        assert counted(result, code) == ["again"], code
    (timed,) = result.line("K02").cases
    assert (timed.start, timed.end, timed.days) == (day("2026-07-20"), day("2026-09-20"), 62)
    (live,) = result.line("K23").cases
    assert live.start == day("2026-09-20")
    before = month(store, date(2026, 6, 1), "2026-10-02").line("K23").cases
    assert [case.start for case in before] == [day("2024-06-28")]


def test_a_second_plan_falls_due_for_its_first_review_and_the_one_before_it_no_more(store: MemoryStore) -> None:
    store.add(*FIRST, *SECOND, ref="again")
    due = month(store, date(2027, 9, 1), "2027-10-15")
    assert [(c.ref, c.start, c.due) for c in due.line("K27").cases] == [("again", day("2026-09-20"), day("2027-09-20"))]
    assert counted(due, "K29") == ["again"]
    # The first plan would have been due on 20 January 2027, but it had ended by then.
    assert month(store, date(2027, 1, 1), "2027-10-15").line("K27").cases == ()
    assert month(store, date(2027, 1, 1), "2027-10-15").line("K29").cases == ()


def test_a_review_of_the_first_plan_is_not_finished_by_a_decision_about_the_second(store: MemoryStore) -> None:
    first = [f for f in FIRST if f.on != day("2026-01-20")]
    store.add(*first, *SECOND, fact("review_decision_notified", "2027-05-20", outcome="keep"), ref="again")
    (turn,) = month(store, date(2027, 5, 1), "2027-06-02").line("R02").cases
    assert (turn.due, turn.end, turn.why) == (day("2026-06-20"), None, "not finished")


def test_a_plan_from_elsewhere_keeps_its_turns_after_a_plan_was_made_here(store: MemoryStore) -> None:
    store.add(
        fact("plan_transferred_in", "2024-01-10"),
        fact("review_decision_notified", "2025-03-10", outcome="keep"),
        fact("plan_ceased", "2026-07-17"),
        *SECOND,
        ref="from elsewhere",
    )
    (turn,) = month(store, SEPTEMBER, "2026-10-02").line("R02").cases
    assert (turn.start, turn.due) == (day("2025-03-10"), day("2026-03-10"))
    assert [c.start for c in month(store, date(2026, 6, 1), "2026-10-02").line("K23").cases] == [None]


def test_a_plan_sent_again_without_a_new_request_has_no_time_of_its_own(store: MemoryStore) -> None:
    store.add(*FIRST, fact("final_plan_sent", "2026-09-20"), ref="no request")
    result = month(store, SEPTEMBER, "2026-10-02")
    assert counted(result, "K21") == counted(result, "K03-unknown") == ["no request"]
    assert result.line("K02").cases == ()
    (left,) = (x for x in result.left_out if x.code == "K02")
    assert left.why == "no request is recorded since the plan before it"


def test_a_plan_from_another_council_that_is_sent_again_stays_one(store: MemoryStore) -> None:
    store.add(*FIRST, fact("plan_transferred_in", "2026-08-01"), fact("final_plan_sent", "2026-09-20"), ref="came back")
    result = month(store, SEPTEMBER, "2026-10-02")
    assert figure(result, "K21") == (0, 0, "0")
    assert [case.start for case in result.line("K23").cases] == [None]


def test_a_refusal_reversed_on_an_earlier_request_does_not_set_the_time_of_this_one(store: MemoryStore) -> None:
    earlier = (
        fact("request_received", "2026-01-05"),
        fact("assess_decision_notified", "2026-02-10", outcome="refuse"),
        fact("mediation_agreement", "2026-03-10", about="assess"),
        fact("no_plan_decision_notified", "2026-04-20"),
        fact("request_received", "2026-05-04"),
    )
    agreed = fact("assess_decision_notified", "2026-06-01", outcome="assess")
    sent = fact("final_plan_sent", "2026-09-07")
    store.add(*earlier, agreed, sent, ref="asked again")
    refused = fact("assess_decision_notified", "2026-06-01", outcome="refuse")
    store.add(*earlier, refused, fact("tribunal_order", "2026-07-06", order="assess"), sent, ref="reversed again")
    result = month(store, SEPTEMBER, "2026-10-02")
    for code in ("K01", "K02", "K04"):
        assert [(c.ref, c.start, c.days) for c in result.line(code).cases] == [("asked again", day("2026-05-04"), 126)]
        assert [x.ref for x in result.left_out if x.code == code] == ["reversed again"]


def test_advice_that_ran_out_counts_as_late_though_the_plan_went_out_without_it_that_month(store: MemoryStore) -> None:
    asked = (
        fact("request_received", "2026-06-01"),
        fact("assess_decision_notified", "2026-07-06", outcome="assess"),
        fact("advice_requested", "2026-08-03", body="psychology"),
    )
    store.add(*asked, fact("final_plan_sent", "2026-09-22"), ref="without it")
    store.add(*asked, fact("final_plan_sent", "2026-09-14"), ref="on its last day")
    store.add(*asked, fact("moved_away", "2026-09-14"), ref="gone by then")
    store.add(*asked, fact("advice_received", "2026-09-14", body="psychology"), ref="in time")
    result = month(store, SEPTEMBER, "2026-10-02")
    assert figure(result, "K18") == (1, 2, "50.0")
    late = next(c for c in result.line("K18").cases if not c.counted)
    assert (late.ref, late.due, late.end, late.days) == ("without it", day("2026-09-14"), None, 50)


def test_a_withdrawn_request_is_not_late_because_a_new_one_was_decided_later(store: MemoryStore) -> None:
    store.add(
        fact("request_received", "2026-06-25"),
        fact("request_withdrawn", "2026-07-14"),
        fact("request_received", "2026-07-20"),
        fact("assess_decision_notified", "2026-08-20", outcome="assess"),
        ref="asked again",
    )
    assert [(c.start, c.end, c.counted) for c in month(store, date(2026, 8, 1), "2026-09-02").line("K05").cases] == [
        (day("2026-07-20"), day("2026-08-20"), True)
    ]


def test_the_caseload_counts_what_the_posts_below_the_line_hold_and_says_what_others_hold(store: MemoryStore) -> None:
    store.officers = [
        Officer(1, "Joy Addo", fte=0.5),
        Officer(2, "Left Already", left_on=day("2026-10-30")),
        Officer(3, "Ruth Castellan", Role.MANAGER),
        Officer(4, "jad", placeholder=True),
    ]
    for officer in store.officers:
        since = day("2026-09-01")
        asked = fact("request_received", "2026-09-01")
        sent = fact("final_plan_sent", "2026-10-01")
        store.add(asked, owner_id=officer.id, owner=officer.name, owned_since=since, ref=officer.name)
        store.add(asked, sent, owner_id=officer.id, owner=officer.name, owned_since=since, ref=f"{officer.name}, plan")
    result = month(store)
    assert counted(result, "K45") == ["Joy Addo"]
    assert (
        result.line("K45").sentence
        == "1 over 0.5 full-time posts on 31 October, 3 more held by people in no such post."
    )
    assert counted(result, "K45-all") == ["Joy Addo", "Joy Addo, plan"]
    assert "6 more held by people in no such post" in result.line("K45-all").sentence
