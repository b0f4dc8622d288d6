"""How things stood on the as-at day: open cases, waits, advice, who holds what."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ehcp_desk.domain.people import Officer, Role
from tests.services.returns.asking import counted, figure, month
from tests.support.memory_store import MemoryStore, day, fact


def test_open_cases_by_age_add_up_and_the_oldest_are_past_twenty_weeks(store: MemoryStore) -> None:
    ages = {42: "K13-0-6", 43: "K13-6-16", 112: "K13-6-16", 113: "K13-16-20", 140: "K13-16-20", 141: "K13-over-20"}
    for age in ages:
        received = date.fromordinal(day("2026-10-31").toordinal() - age)
        store.add(fact("request_received", received.isoformat()), ref=f"day {age}")
    store.add(fact("contact", "2026-10-03"), ref="no date", unassigned_since=day("2026-10-03"))
    result = month(store)
    for code in ("K13-0-6", "K13-6-16", "K13-16-20", "K13-over-20"):
        assert sorted(counted(result, code)) == sorted(f"day {age}" for age, band in ages.items() if band == code)
    assert counted(result, "K13-unknown") == ["no date"]
    assert figure(result, "K12") == (7, 7, "7")
    assert counted(result, "K14") == ["day 141"]
    assert figure(result, "K14") == (1, 7, "1")


def test_wait_of_the_overdue_and_how_many_the_law_excuses(store: MemoryStore) -> None:
    store.add(fact("request_received", "2026-05-30"), ref="14 over")
    store.add(fact("request_received", "2026-06-06"), ref="7 over")
    claim = fact("relief_claimed", "2026-10-01", relief="EX_PERSONAL", rule="A_FINAL_PLAN", evidence="doc 14")
    store.add(fact("request_received", "2026-06-06"), claim, ref="excused")
    result = month(store)
    assert result.line("K15").figure.value == Decimal("1.3")
    assert result.line("K15").figure.numerator == 4
    assert counted(result, "K16") == ["excused"]
    assert figure(result, "K16") == (1, 3, "1")


def test_advice_by_body_in_time_late_awaited_and_lifted(store: MemoryStore) -> None:
    def assessed(ref: str, *more: object) -> None:
        store.add(
            fact("request_received", "2026-07-01"),
            fact("assess_decision_notified", "2026-08-01", outcome="assess"),
            *more,
            ref=ref,
        )  # type: ignore[arg-type]

    ask = {"psychology": "2026-08-31", "health": "2026-09-01", "social_care": "2026-10-01"}
    assessed(
        "in time",
        fact("advice_requested", "2026-08-31", body="psychology"),
        fact("advice_received", "2026-10-12", body="psychology"),
    )
    assessed(
        "late",
        fact("advice_requested", "2026-08-30", body="psychology"),
        fact("advice_received", "2026-10-12", body="psychology"),
    )
    assessed("awaited", *(fact("advice_requested", on, body=body) for body, on in ask.items()))
    assessed(
        "lifted",
        fact("advice_requested", "2026-08-31", body="psychology"),
        fact(
            "relief_claimed",
            "2026-10-01",
            relief="EX_MISSED_APPT",
            rule="A_ADVICE_RESPONSE",
            evidence="x",
            body="psychology",
        ),
    )
    assessed("parents", fact("advice_requested", "2026-08-01", body="parents"))
    result = month(store)
    assert figure(result, "K18") == (1, 4, "25.0")
    assert figure(result, "K19") == (0, 1, "0.0")
    assert figure(result, "K20") == (0, 0, "")
    assert figure(result, "K17") == (2, 2, "2")
    assert figure(result, "A01") == (2, 4, "2")
    assert sorted(c.why for c in result.line("A01").cases if c.counted) == ["Educational psychology", "Health"]
    assert [
        figure(result, f"A01-{name}")[0] for name in ("psychology", "health", "social-care", "education", "other")
    ] == [
        1,
        1,
        0,
        0,
        0,
    ]


def test_advice_of_a_re_assessment_is_in_no_open_case(store: MemoryStore) -> None:
    store.add(
        fact("request_received", "2025-01-06"),
        fact("assess_decision_notified", "2025-02-03", outcome="assess"),
        fact("final_plan_sent", "2025-05-19"),
        fact("reassessment_requested", "2026-07-01"),
        fact("reassessment_decision_notified", "2026-07-10", outcome="reassess"),
        fact("advice_requested", "2026-07-13", body="psychology"),
    )
    result = month(store)
    assert figure(result, "K17") == (0, 0, "0") and figure(result, "A01") == (0, 0, "0")


def test_asking_again_for_advice_that_is_awaited_starts_no_second_wait(store: MemoryStore) -> None:
    store.add(
        fact("request_received", "2026-07-01"),
        fact("assess_decision_notified", "2026-08-01", outcome="assess"),
        fact("advice_requested", "2026-08-03", body="psychology"),
        fact("advice_requested", "2026-10-20", body="psychology"),
    )
    listed = month(store).line("K17").cases
    assert [(c.start, c.days) for c in listed] == [(day("2026-08-03"), 89)]


def test_assessments_with_no_psychologist(store: MemoryStore) -> None:
    begun = (fact("request_received", "2026-07-01"), fact("assess_decision_notified", "2026-08-01", outcome="assess"))
    store.add(*begun, ref="nobody")
    store.add(*begun, fact("psychologist_named", "2026-09-01", to="Dr Orla Fennimore"), ref="named")
    store.add(
        *begun,
        fact("psychologist_named", "2026-11-01", to="Dr Orla Fennimore"),
        ref="named since",
        psychologist="Dr Orla Fennimore",
    )
    store.add(*begun, ref="on the row", psychologist="Dr Orla Fennimore")
    store.add(
        *begun,
        fact("advice_requested", "2026-08-01", body="psychology"),
        fact("advice_received", "2026-09-01", body="psychology"),
        ref="advised",
    )
    store.add(fact("request_received", "2026-10-01"), ref="not agreed yet")
    result = month(store)
    assert sorted(counted(result, "U02")) == ["named since", "nobody"]
    assert figure(result, "U02")[1] == 4


def test_unassigned_cases_and_their_longest_wait(store: MemoryStore) -> None:
    store.add(fact("request_received", "2026-10-22"), ref="9 days", unassigned_since=day("2026-10-22"))
    store.add(
        fact("request_received", "2026-09-01"),
        fact("assigned", "2026-09-02", to="Joy Addo"),
        fact("unassigned", "2026-10-30", from_="Joy Addo"),
        ref="leaver",
        unassigned_since=day("2026-10-30"),
    )
    store.add(
        fact("request_received", "2026-09-01"),
        fact("assigned", "2026-09-02", to="Joy Addo"),
        ref="held",
        owner_id=1,
        owner="Joy Addo",
        owned_since=day("2026-09-02"),
    )
    result = month(store)
    assert sorted(counted(result, "U01")) == ["9 days", "leaver"]
    assert result.line("U01").sentence == "2 of 3, longest wait 9 days."


def test_caseload_is_over_the_posts_filled_on_the_day(store: MemoryStore) -> None:
    store.officers = [
        Officer(1, "Joy Addo", fte=1.0),
        Officer(2, "Thandi Mbeki", fte=0.6),
        Officer(3, "Sol Brightwater", fte=1.0, started_on=day("2026-11-01")),
        Officer(4, "Left Already", fte=1.0, left_on=day("2026-10-30")),
        Officer(5, "jad", placeholder=True),
        Officer(6, "Ruth Castellan", Role.MANAGER),
    ]
    for number in range(8):
        store.add(
            fact("request_received", "2026-09-01"),
            owner_id=1,
            owner="Joy Addo",
            owned_since=day("2026-09-01"),
            ref=f"held {number}",
        )
    store.add(fact("request_received", "2026-09-01"), ref="nobody's", unassigned_since=day("2026-09-01"))
    result = month(store)
    line = result.line("K45")
    assert (line.figure.numerator, line.figure.denominator, line.figure.value) == (8, Decimal("1.6"), Decimal("5.0"))
    assert sum(post.fte for post in result.posts) == line.figure.denominator
    assert line.sentence == "8 over 1.6 full-time posts on 31 October."
