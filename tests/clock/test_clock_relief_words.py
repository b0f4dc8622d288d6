"""Reliefs to the word: what each refusal and caution says, and the grounds that look alike."""

from __future__ import annotations

import pytest

from ehcp_desk.clock.model import Fact
from tests.support.clock_facts import fact, only, timeline

REQUEST = fact("request_received", "2026-05-01")
NOT_ASKED = "no request for the setting's advice is recorded (one asked of “School, college or other setting”)."


def _refusal(*facts: Fact) -> str:
    found = timeline("2026-10-01", REQUEST, *facts)
    [warning] = [warning for warning in found.warnings if "is refused" in warning]
    return warning.split("is refused: ")[1]


def _claim(relief: str, rule: str = "A_FINAL_PLAN", on: str = "2026-09-01", **more: str) -> Fact:
    return fact(
        "relief_claimed", on, **{"relief": relief, "rule": rule, "evidence": "doc", "impractical": "so", **more}
    )


def test_each_refusal_says_exactly_what_the_record_lacks() -> None:
    closed = fact("setting_closed", "2026-07-23", from_="2026-07-23", to="2026-09-02")
    short = fact("setting_closed", "2026-07-23", from_="2026-07-23", to="2026-08-05")
    away = fact("absent_from_area", "2026-08-01", from_="2026-08-01", to="2026-08-10")
    assert _refusal(_claim("EX_SCHOOL_CLOSED")) == "no closure is recorded."
    assert _refusal(short, _claim("EX_SCHOOL_CLOSED")) == "no closure of four continuous weeks is recorded."
    assert _refusal(closed, _claim("EX_SCHOOL_CLOSED")) == NOT_ASKED
    assert _refusal(away, _claim("EX_ABSENT_4W")) == (
        "no absence of 4 continuous weeks within the period of this limit is recorded."
    )
    assert _refusal(_claim("EX_PERSONAL", from_="2026-09-19")) == "it lies outside the period of this limit."


def test_each_caution_says_exactly_what_is_missing() -> None:
    [no_evidence] = timeline("2026-10-01", REQUEST, _claim("EX_PERSONAL", evidence="")).warnings
    assert no_evidence.endswith("for A_FINAL_PLAN stands, but no evidence is named.")
    [no_reason] = timeline("2026-10-01", REQUEST, _claim("EX_PERSONAL", impractical="")).warnings
    assert no_reason.endswith("stands, but the record does not say why it made the limit impractical.")


def test_an_early_years_closure_is_about_the_early_years_provider() -> None:
    closed = fact("setting_closed", "2026-07-23", from_="2026-07-23", to="2026-09-02")
    nursery = fact("advice_requested", "2026-07-20", body="early_years")
    assert (
        only(timeline("2026-10-01", REQUEST, closed, nursery, _claim("EX_EY_CLOSED")), "A_FINAL_PLAN").state
        == "relieved"
    )
    assert "advice is recorded" in _refusal(closed, nursery, _claim("EX_SCHOOL_CLOSED"))
    school = fact("advice_requested", "2026-07-20", body="school")
    assert "advice is recorded" in _refusal(closed, school, _claim("EX_EY_CLOSED"))


def test_a_claim_may_carry_the_closure_or_absence_itself() -> None:
    asked = fact("advice_requested", "2026-07-20", body="education")
    closure = _claim("EX_SCHOOL_CLOSED", from_="2026-07-23", to="2026-09-02")
    assert only(timeline("2026-10-01", REQUEST, asked, closure), "A_FINAL_PLAN").state == "relieved"
    half_said = _claim("EX_SCHOOL_CLOSED", from_="2026-07-23")
    assert "no closure is recorded" in _refusal(asked, half_said)
    assert (
        only(
            timeline("2026-10-01", REQUEST, _claim("EX_ABSENT_4W", from_="2026-08-01", to="2026-08-28")), "A_FINAL_PLAN"
        ).state
        == "relieved"
    )
    assert "no absence" in _refusal(_claim("EX_ABSENT_4W", from_="2026-08-01", to="2026-08-27"))
    assert (
        only(timeline("2026-10-01", REQUEST, _claim("EX_ABSENT_4W", from_="2026-08-01")), "A_FINAL_PLAN").state
        == "relieved"
    )
    two_weeks = fact("tribunal_order", "2026-07-20", order="amend_contents")
    refused = timeline(
        "2026-10-01", two_weeks, _claim("EX_ABSENT_2W", rule="T_ORD_AMEND", from_="2026-08-01", to="2026-08-13")
    )
    assert only(refused, "T_ORD_AMEND").state == "overdue"


def test_a_claim_on_the_day_the_limit_began_is_heard() -> None:
    found = timeline("2026-10-01", REQUEST, _claim("EX_PERSONAL", on="2026-05-01"))
    assert only(found, "A_FINAL_PLAN").state == "relieved"


def test_any_ground_of_regulation_13_3_may_be_claimed_by_that_name_where_the_law_brings_it_in() -> None:
    order = fact("tribunal_order", "2026-07-20", order="amend_contents")
    named = timeline("2026-10-01", order, _claim("EX_REG13_3", rule="T_ORD_AMEND"))
    assert only(named, "T_ORD_AMEND").state == "relieved"
    assert "does not offer it" in _refusal(_claim("EX_REG13_3"))


def test_a_claim_before_the_limit_ran_and_one_that_names_no_ground_say_so() -> None:
    assert _refusal(_claim("EX_PERSONAL", on="2026-04-30")) == "this limit was not running on that day."
    groundless = fact("relief_claimed", "2026-09-01", rule="A_FINAL_PLAN")
    assert timeline("2026-10-01", REQUEST, groundless).warnings == (
        "A relief without a ground claimed on 1 September 2026 for A_FINAL_PLAN is refused: the law knows no such ground; "
        "the list is closed.",
    )
    steps = only(timeline("2026-10-01", REQUEST, groundless), "A_FINAL_PLAN").derivation
    assert (
        "A relief without a ground was claimed and is refused: the law knows no such ground; the list is closed."
        in steps
    )


def test_a_claim_shows_the_entry_that_makes_it_and_no_evidence_where_none_is_named() -> None:
    claim = fact("relief_claimed", "2026-09-01", relief="EX_PERSONAL", rule="A_FINAL_PLAN")
    shown = only(timeline("2026-10-01", REQUEST, claim), "A_FINAL_PLAN").relief
    assert shown is not None and (shown.fact, shown.evidence) == (claim, "")


def _closed(first: str, last: str, asked: str, **body: str) -> tuple[str, tuple[str, ...]]:
    closed = fact("setting_closed", first, from_=first, to=last)
    request, claim = fact("request_received", "2026-03-05"), _claim("EX_SCHOOL_CLOSED")
    found = timeline("2026-10-01", request, closed, fact("advice_requested", asked, **body), claim)
    limit = only(found, "A_FINAL_PLAN")
    assert str(limit.due) == "2026-07-23"
    return limit.state.value, tuple(warning.split("is refused: ")[-1] for warning in found.warnings)


def test_a_closure_that_touches_the_period_on_its_first_or_last_day_falls_into_it() -> None:
    assert _closed("2026-07-23", "2026-09-02", "2026-07-20", body="school") == ("relieved", ())
    assert _closed("2026-02-05", "2026-03-05", "2026-02-02", body="school") == ("relieved", ())
    outside = ("it lies outside the period of this limit.",)
    assert _closed("2026-07-24", "2026-09-02", "2026-07-20", body="school") == ("overdue", outside)
    assert _closed("2026-02-04", "2026-03-04", "2026-02-02", body="school") == ("overdue", outside)


def test_advice_asked_for_on_the_last_day_of_the_limit_was_asked_for_in_time() -> None:
    assert _closed("2026-07-22", "2026-09-02", "2026-07-23", body="school") == ("relieved", ())


def test_advice_asked_of_nobody_named_is_no_request_for_the_setting_s() -> None:
    assert _closed("2026-07-22", "2026-09-02", "2026-07-20") == ("overdue", (NOT_ASKED,))


def test_a_claim_is_about_the_agreement_that_came_last_whatever_each_is_about() -> None:
    agreed = [fact("mediation_agreement", "2026-06-01", about="placement"),
              fact("mediation_agreement", "2026-06-15", about="contents")]  # fmt: skip
    found = timeline("2026-10-01", *agreed, _claim("EX_PERSONAL", rule="M_AGREE_APPEALABLE", on="2026-06-20"))
    limits = {d.subject: d.state.value for d in found.deadlines if d.rule == "M_AGREE_APPEALABLE"}
    assert limits == {"placement": "overdue", "contents": "relieved"}


@pytest.mark.parametrize(
    ("claim", "says"),
    [
        ({}, "no absence is recorded."),
        ({"from_": "2026-08-01", "to": "2026-08-28"}, "no absence is recorded, so it rests on its own days."),
        ({"from_": "2026-08-01"}, "no absence is recorded, so it counts from its first day to the day of the claim."),
        ({"to": "2026-08-28"}, "no absence is recorded and it gives no first day."),
        ({"to": "2026-08-28", "evidence": ""}, "no absence is recorded and it gives no first day, and no evidence is named."),
    ],
)  # fmt: skip
def test_an_absence_nobody_recorded_stands_with_a_caution_that_says_what_it_rests_on(
    claim: dict[str, str], says: str
) -> None:
    found = timeline("2026-10-01", REQUEST, _claim("EX_ABSENT_4W", **claim))
    assert only(found, "A_FINAL_PLAN").state == "relieved"
    assert [warning.split("stands, but ")[1] for warning in found.warnings] == [says]


def test_a_closure_nobody_recorded_stands_with_a_caution() -> None:
    asked = fact("advice_requested", "2026-07-20", body="education")
    claim = _claim("EX_SCHOOL_CLOSED", from_="2026-07-23", to="2026-09-02")
    [warning] = timeline("2026-10-01", REQUEST, asked, claim).warnings
    assert warning.endswith("stands, but no closure is recorded, so it rests on its own days.")


def test_an_absence_still_going_on_is_said_to_count_to_the_day_of_the_claim() -> None:
    away = fact("absent_from_area", "2026-08-03", from_="2026-08-01")
    [stands] = timeline("2026-10-01", REQUEST, away, _claim("EX_ABSENT_4W", on="2026-08-28")).warnings
    assert stands.endswith("the absence recorded has no last day, so it counts to the day of the claim.")
    assert _refusal(away, _claim("EX_ABSENT_4W", on="2026-08-27")) == (
        "no absence of 4 continuous weeks within the period of this limit is recorded; one without a last day counts to the "
        "day of the claim."
    )
