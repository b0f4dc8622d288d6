"""Courses read from facts, and the months gone by counted from them."""

from __future__ import annotations

from datetime import date

import pytest

from ehcp_desk.domain.forecast.courses import KINDS, Course, FactSaid, courses_of, limits_of, months_from, past_months


def _at(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def course_of(facts: list[FactSaid], as_at: int) -> Course | None:
    """The newest course."""
    found = courses_of(facts, as_at)
    return found[-1] if found else None


FACTS: list[FactSaid] = [
    ("request_received", _at("2026-01-05"), {}),
    ("assess_decision_notified", _at("2026-02-10"), {"outcome": "assess"}),
    ("advice_requested", _at("2026-02-11"), {"body": "psychology"}),
    ("advice_requested", _at("2026-02-11"), {"body": "health"}),
    ("advice_received", _at("2026-03-20"), {"body": "health"}),
    ("advice_received", _at("2026-04-20"), {"body": "psychology"}),
    ("draft_plan_served", _at("2026-05-01"), {}),
    ("final_plan_sent", _at("2026-05-25"), {}),
]


def test_a_course_is_what_happened_by_the_day() -> None:
    whole = course_of(FACTS, _at("2026-12-31"))
    assert whole is not None and whole.evidence == _at("2026-04-20") and whole.ended == whole.final == _at("2026-05-25")
    early = course_of(FACTS, _at("2026-04-01"))
    assert early is not None and early.evidence is None and early.ended is None and early.draft is None
    assert course_of(FACTS, _at("2026-01-04")) is None


def test_a_refusal_ends_it_and_an_agreement_opens_it_again() -> None:
    refused = [FACTS[0], ("assess_decision_notified", _at("2026-02-10"), {"outcome": "refuse"})]
    course = course_of(refused, _at("2026-12-31"))
    assert course is not None and course.ended == _at("2026-02-10") and course.outcome == "refuse"
    again = course_of([*refused, ("agreed_to_assess", _at("2026-03-10"), {})], _at("2026-12-31"))
    assert (
        again is not None and again.ended is None and again.outcome == "assess" and again.decided == _at("2026-02-10")
    )


@pytest.mark.parametrize(("kind", "says"), [("tribunal_order", "order"), ("mediation_agreement", "about")])
@pytest.mark.parametrize("what", ["assess", "make_plan"])
def test_an_order_or_an_agreement_opens_it_again(kind: str, says: str, what: str) -> None:
    refused = [FACTS[0], ("assess_decision_notified", _at("2026-02-10"), {"outcome": "refuse"})]
    no_plan = [*FACTS[:3], ("no_plan_decision_notified", _at("2026-03-01"), {})]
    for closed in (refused, no_plan):
        again = course_of([*closed, (kind, _at("2026-04-10"), {says: what})], _at("2026-12-31"))
        assert (
            again is not None
            and again.ended is None
            and again.outcome == "assess"
            and again.decided == _at("2026-02-10")
        )
        other = course_of([*closed, (kind, _at("2026-04-10"), {says: "contents"})], _at("2026-12-31"))
        assert other is not None and other.ended is not None
    assert kind in KINDS
    sent = course_of([*FACTS, (kind, _at("2026-07-01"), {says: what})], _at("2026-12-31"))
    assert sent is not None and sent.ended == sent.final == _at("2026-05-25")


def test_a_plan_from_elsewhere_is_no_assessment_of_ours() -> None:
    assert course_of([FACTS[0], ("plan_transferred_in", _at("2026-02-01"), {})], _at("2026-12-31")) is None


def test_a_request_after_the_end_of_one_begins_another() -> None:
    gone = ("request_withdrawn", _at("2026-02-20"), {})
    again = [FACTS[0], gone, ("request_received", _at("2026-06-01"), {})]
    first, second = courses_of(again, _at("2026-12-31"))
    assert first.ended == _at("2026-02-20") and (second.received, second.ended) == (_at("2026-06-01"), None)
    (may, june) = past_months([first, second], [date(2026, 5, 1), date(2026, 6, 1)])
    assert (may.figures["open"], june.figures["requests"], june.figures["open"]) == (0, 1, 1)

    twice = [FACTS[0], ("request_received", _at("2026-01-09"), {}), gone]
    assert [c.received for c in courses_of(twice, _at("2026-12-31"))] == [_at("2026-01-05")]
    back = [*again[:2], ("became_responsible", _at("2026-06-01"), {}), ("plan_transferred_in", _at("2026-06-01"), {})]
    assert [c.received for c in courses_of(back, _at("2026-12-31"))] == [_at("2026-01-05")]


def test_a_month_is_counted_from_the_courses() -> None:
    late = Course(_at("2025-12-01"), "assess", _at("2026-01-10"), final=_at("2026-05-30"), ended=_at("2026-05-30"))
    open_ = Course(_at("2025-12-20"), "assess", _at("2026-01-20"), {"psychology": _at("2026-02-01")})
    gone = Course(_at("2026-04-01"), "withdrawn", ended=_at("2026-04-20"))
    whole = course_of(FACTS, _at("2026-12-31"))
    assert whole is not None
    (may,) = past_months([late, open_, gone, whole], [date(2026, 5, 1)])
    assert may.figures == {
        "requests": 0,
        "decisions": 0,
        "finals": 2,
        "open": 1,
        "late": 1,
        "psychology": 1,
        "on_time": 50.0,
    }
    # Of the four, two fall due in May: the one sent on its last day and the open one. The late one was due in April.
    assert may.duties["final"] == (2, 1) and may.duties["decision"] == (0, 0)


def test_a_withdrawn_request_owes_no_decision() -> None:
    assert list(limits_of(Course(_at("2026-04-01"), "withdrawn", ended=_at("2026-04-20")))) == []


def test_months_run_over_the_new_year() -> None:
    assert months_from(date(2026, 11, 22), 3) == [date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)]
