"""Reliefs: a closed list, each ground for its own limit, tested on the record; the date never moves."""

from __future__ import annotations

import pytest

from ehcp_desk.clock.model import Fact
from tests.support.clock_facts import deadlines, fact, only, timeline

REQUEST = fact("request_received", "2026-05-01", source="parent")
ASSESS = fact("assess_decision_notified", "2026-06-01", outcome="assess")
CLOSED = fact("setting_closed", "2026-07-23", from_="2026-07-23", to="2026-09-02")
AS_AT = "2026-10-01"


def claim(relief: str, rule: str = "A_FINAL_PLAN", on: str = "2026-09-01", **more: str) -> Fact:
    said = {"evidence": "doc 14", "impractical": "the head alone could say", **more}
    return fact("relief_claimed", on, relief=relief, rule=rule, **said)


def final_plan(*facts: Fact) -> tuple[str, list[str]]:
    found = timeline(AS_AT, REQUEST, ASSESS, *facts)
    deadline = only(found, "A_FINAL_PLAN")
    assert deadline.due.isoformat() == "2026-09-18", "a relief never moves the date"
    return deadline.state.value, [warning for warning in found.warnings if "elief" in warning]


def test_a_sound_claim_disapplies_the_limit_and_shows_reason_and_evidence() -> None:
    state, warnings = final_plan(claim("EX_PERSONAL"))
    assert (state, warnings) == ("relieved", [])
    deadline = only(timeline(AS_AT, REQUEST, ASSESS, claim("EX_PERSONAL")), "A_FINAL_PLAN")
    assert deadline.relief is not None
    assert (deadline.relief.relief.id, deadline.relief.evidence) == ("EX_PERSONAL", "doc 14")
    told = " ".join(deadline.derivation)
    assert "doc 14" in told and "the head alone could say" in told and "as soon as practicable" in told


def test_relief_on_one_limit_leaves_every_other_alone() -> None:
    plain = timeline(AS_AT, REQUEST, ASSESS)
    relieved = timeline(AS_AT, REQUEST, ASSESS, claim("EX_PERSONAL"))
    for before, after in zip(plain.deadlines, relieved.deadlines, strict=True):
        assert before.rule == after.rule and before.due == after.due
        assert before.state == after.state or before.rule == "A_FINAL_PLAN"


def test_met_in_time_stays_met_and_met_late_is_relieved_with_the_day_it_was_done() -> None:
    in_time = timeline(AS_AT, REQUEST, ASSESS, claim("EX_PERSONAL"), fact("final_plan_sent", "2026-09-18"))
    assert only(in_time, "A_FINAL_PLAN").state == "met"
    late = timeline(AS_AT, REQUEST, ASSESS, claim("EX_PERSONAL"), fact("final_plan_sent", "2026-09-25"))
    assert (only(late, "A_FINAL_PLAN").state, str(only(late, "A_FINAL_PLAN").met_on)) == ("relieved", "2026-09-25")


@pytest.mark.parametrize("ground", ["EP_SHORTAGE", "STAFF_SHORTAGE", "EX_HOLIDAY", "EX_PARENT_DISAGREED"])
def test_what_is_not_on_the_list_is_refused(ground: str) -> None:
    state, warnings = final_plan(claim(ground))
    assert state == "overdue"
    assert len(warnings) == 1 and ground in warnings[0] and "the list is closed" in warnings[0]


def test_a_ground_of_another_limit_is_refused_naming_those_the_law_offers() -> None:
    state, warnings = final_plan(claim("EX_MISSED_APPT"))
    assert state == "overdue"
    assert "does not offer it for this limit" in warnings[0] and "EX_PERSONAL" in warnings[0]


def test_a_limit_nobody_knows_is_refused_with_the_near_miss() -> None:
    _, warnings = final_plan(claim("EX_PERSONAL", rule="A_FINAL_PLANS"))
    assert "no limit called 'A_FINAL_PLANS'; did you mean 'A_FINAL_PLAN'" in warnings[0]


def test_a_claim_before_the_limit_ran_is_refused() -> None:
    state, warnings = final_plan(claim("EX_PERSONAL", on="2026-04-01"))
    assert state == "overdue" and "not running on that day" in warnings[0]


@pytest.mark.parametrize(
    ("missing", "says"), [("evidence", "no evidence is named"), ("impractical", "why it made the limit impractical")]
)
def test_a_claim_that_says_too_little_stands_with_a_caution(missing: str, says: str) -> None:
    state, warnings = final_plan(claim("EX_PERSONAL", **{missing: ""}))
    assert state == "relieved"
    assert len(warnings) == 1 and "stands, but" in warnings[0] and says in warnings[0]


@pytest.mark.parametrize(
    ("from_", "to", "state"),
    [("2026-08-01", "2026-08-20", "relieved"), ("2026-09-18", "2026-10-01", "relieved"),
     ("2026-09-19", "2026-10-01", "overdue"), ("2026-03-01", "2026-04-30", "overdue"),
     ("2026-03-01", "2026-05-01", "relieved")],
)  # fmt: skip
def test_personal_circumstances_must_fall_within_the_period(from_: str, to: str, state: str) -> None:
    assert final_plan(claim("EX_PERSONAL", from_=from_, to=to))[0] == state


@pytest.mark.parametrize(
    ("asked", "state"),
    [("2026-07-15", "overdue"), ("2026-07-16", "relieved"), ("2026-08-27", "relieved"), ("2026-08-28", "overdue")],
)
def test_a_closed_school_counts_only_where_its_advice_was_asked_in_the_window(asked: str, state: str) -> None:
    request = fact("advice_requested", asked, body="education")
    found, warnings = final_plan(CLOSED, request, claim("EX_SCHOOL_CLOSED"))
    assert found == state
    assert bool(warnings) == (state == "overdue")


def test_a_closed_school_must_be_closed_for_four_weeks_running() -> None:
    asked = fact("advice_requested", "2026-07-20", body="education")
    for last, state in (("2026-08-19", "relieved"), ("2026-08-18", "overdue")):
        closed = fact("setting_closed", "2026-07-23", from_="2026-07-23", to=last)
        assert final_plan(closed, asked, claim("EX_SCHOOL_CLOSED"))[0] == state


def test_the_window_is_about_the_setting_s_own_advice() -> None:
    psychologist = fact("advice_requested", "2026-07-20", body="educational psychologist")
    state, warnings = final_plan(CLOSED, psychologist, claim("EX_SCHOOL_CLOSED"))
    assert state == "overdue" and "no request for the setting's advice" in warnings[0]
    assert "no closure is recorded" in final_plan(claim("EX_SCHOOL_CLOSED"))[1][0]


@pytest.mark.parametrize(
    "body", ["education", "School, college or other setting", "Head teacher of Larkspur", "college principal", "School",
             "head  teacher", "Larkspur  primary"],
)  # fmt: skip
def test_the_setting_or_its_head_may_be_named_in_whole_words(body: str) -> None:
    closed = fact("setting_closed", "2026-07-23", from_="2026-07-23", to="2026-09-02", setting="Larkspur Primary")
    asked = fact("advice_requested", "2026-07-20", body=body)
    assert final_plan(closed, asked, claim("EX_SCHOOL_CLOSED"))[0] == "relieved"


@pytest.mark.parametrize(
    "body", ["School nurse", "Hospital school teacher", "Head of speech therapy", "Principal educational psychologist",
             "Nursery nurse", "other"],
)  # fmt: skip
@pytest.mark.parametrize("relief", ["EX_SCHOOL_CLOSED", "EX_EY_CLOSED"])
def test_somebody_who_works_at_a_setting_is_not_the_setting(relief: str, body: str) -> None:
    asked = fact("advice_requested", "2026-07-20", body=body)
    state, warnings = final_plan(CLOSED, asked, claim(relief))
    assert state == "overdue" and "no request for the setting's advice" in warnings[0]


def test_the_closures_and_absences_recorded_decide_and_not_the_days_of_the_claim() -> None:
    asked = fact("advice_requested", "2026-07-20", body="education")
    short = {"from_": "2026-07-27", "to": "2026-07-31"}
    summer = {"from_": "2026-07-23", "to": "2026-09-02"}
    closed = fact("setting_closed", "2026-07-23", **short)
    assert final_plan(closed, asked, claim("EX_SCHOOL_CLOSED", **summer))[0] == "overdue"
    away = fact("absent_from_area", "2026-07-27", **short)
    assert final_plan(away, claim("EX_ABSENT_4W", **summer))[0] == "overdue"
    long = fact("absent_from_area", "2026-07-23", **summer)
    assert final_plan(long, claim("EX_ABSENT_4W", **short)) == ("relieved", [])


def test_a_closure_or_absence_without_a_first_day_begins_on_its_own_day() -> None:
    asked = fact("advice_requested", "2026-07-20", body="education")
    for last, state in (("2026-08-19", "relieved"), ("2026-08-18", "overdue")):
        closed = fact("setting_closed", "2026-07-23", to=last)
        assert final_plan(closed, asked, claim("EX_SCHOOL_CLOSED"))[0] == state
        away = fact("absent_from_area", "2026-07-23", to=last)
        assert final_plan(away, claim("EX_ABSENT_4W"))[0] == state


def test_a_closure_without_a_last_day_is_not_shown_to_be_long() -> None:
    asked = fact("advice_requested", "2026-07-20", body="education")
    closed = fact("setting_closed", "2026-07-23", from_="2026-07-23")
    assert final_plan(closed, asked, claim("EX_SCHOOL_CLOSED"))[0] == "overdue"


@pytest.mark.parametrize(("on", "state"), [("2026-08-28", "relieved"), ("2026-08-27", "overdue")])
def test_an_absence_without_a_last_day_counts_to_the_day_of_the_claim(on: str, state: str) -> None:
    away = fact("absent_from_area", "2026-08-01", from_="2026-08-01")
    assert final_plan(away, claim("EX_ABSENT_4W", on=on))[0] == state
    later = timeline("2027-06-01", REQUEST, ASSESS, away, claim("EX_ABSENT_4W", on=on))
    assert only(later, "A_FINAL_PLAN").state == state, "the day asked about changes nothing"


@pytest.mark.parametrize(
    ("days", "state"),
    [({"from_": "2026-08-22"}, "relieved"), ({"from_": "2026-08-23"}, "overdue"), ({"from_": "2026-09-19"}, "overdue"),
     ({"to": "2026-05-28"}, "relieved"), ({"to": "2026-05-27"}, "overdue"), ({"to": "2026-04-30"}, "overdue")],
)  # fmt: skip
def test_a_claim_that_gives_one_day_of_an_absence_is_tried_against_the_period(days: dict[str, str], state: str) -> None:
    assert final_plan(claim("EX_ABSENT_4W", on="2026-09-30", **days))[0] == state


def test_a_closed_school_is_no_ground_for_late_advice() -> None:
    asked = fact("advice_requested", "2026-07-20", body="education")
    found = timeline(AS_AT, REQUEST, ASSESS, CLOSED, asked, claim("EX_SCHOOL_CLOSED", rule="A_ADVICE_RESPONSE"))
    assert only(found, "A_ADVICE_RESPONSE").state == "overdue"
    assert any("does not offer it" in warning for warning in found.warnings)


@pytest.mark.parametrize(("last", "state"), [("2026-08-28", "relieved"), ("2026-08-27", "overdue")])
def test_absence_must_last_four_weeks_within_the_period(last: str, state: str) -> None:
    away = fact("absent_from_area", "2026-08-01", from_="2026-08-01", to=last)
    assert final_plan(away, claim("EX_ABSENT_4W"))[0] == state


def test_absence_that_runs_past_the_limit_counts_only_to_the_limit() -> None:
    away = fact("absent_from_area", "2026-08-25", from_="2026-08-25", to="2026-10-01")
    assert final_plan(away, claim("EX_ABSENT_4W", on="2026-09-30"))[0] == "overdue"


def test_two_weeks_away_relieve_an_order_but_not_the_twenty_weeks() -> None:
    away = fact("absent_from_area", "2026-08-01", from_="2026-08-01", to="2026-08-14")
    assert final_plan(away, claim("EX_ABSENT_2W"))[0] == "overdue"
    order = fact("tribunal_order", "2026-07-20", order="amend_contents")
    found = timeline(AS_AT, order, away, claim("EX_ABSENT_2W", rule="T_ORD_AMEND"))
    assert only(found, "T_ORD_AMEND").state == "relieved"


def test_a_missed_appointment_relieves_the_body_it_names_and_no_other() -> None:
    asked = [fact("advice_requested", "2026-06-02", body=body) for body in ("health", "psychology")]
    unnamed = timeline(AS_AT, REQUEST, ASSESS, *asked, claim("EX_MISSED_APPT", rule="A_ADVICE_RESPONSE"))
    assert {d.state.value for d in deadlines(unnamed, "A_ADVICE_RESPONSE")} == {"overdue"}
    assert any("for which body" in warning for warning in unnamed.warnings)
    named = timeline(AS_AT, REQUEST, ASSESS, *asked, claim("EX_MISSED_APPT", rule="A_ADVICE_RESPONSE", body="health"))
    assert only(named, "A_ADVICE_RESPONSE", "health").state == "relieved"
    assert only(named, "A_ADVICE_RESPONSE", "psychology").state == "overdue"


def test_a_ground_for_week_six_does_not_carry_to_week_twenty() -> None:
    facts = [REQUEST, claim("EX_PERSONAL", rule="A_DECIDE_ASSESS", on="2026-06-20")]
    found = timeline(AS_AT, *facts)
    assert only(found, "A_DECIDE_ASSESS").state == "relieved"
    assert only(found, "A_FINAL_PLAN").state == "overdue"


def test_a_directed_date_stands_beside_the_computed_one_and_is_the_one_that_binds() -> None:
    sent = fact("appeal_sent_to_la", "2025-09-15")
    direction = fact("tribunal_direction", "2025-09-20", rule="T_RESPONSE", date="2025-11-20")
    found = timeline("2025-11-10", sent, direction)
    computed, directed = deadlines(found, "T_RESPONSE")
    assert (str(computed.due), computed.state) == ("2025-10-27", "relieved")
    assert computed.relief is not None and computed.relief.relief.id == "EX_DIRECTION"
    assert (directed.subject, str(directed.due), directed.state, directed.days) == (
        "directed", "2025-11-20", "running", 10,
    )  # fmt: skip
    answered = timeline("2025-12-01", sent, direction, fact("la_response_sent", "2025-11-21"))
    assert [d.state.value for d in deadlines(answered, "T_RESPONSE")] == ["relieved", "met_late"]


def test_a_direction_cannot_be_claimed_in_words() -> None:
    found = timeline(
        "2025-11-10", fact("appeal_sent_to_la", "2025-09-15"), claim("EX_DIRECTION", rule="T_RESPONSE", on="2025-10-01")
    )
    assert only(found, "T_RESPONSE").state == "overdue"
    assert any("tribunal_direction" in warning for warning in found.warnings)


def test_a_directed_date_has_no_stricter_reading() -> None:
    sent = fact("appeal_sent_to_la", "2025-09-15")
    direction = fact("tribunal_direction", "2025-09-20", rule="A_FINAL_PLAN", date="2025-11-20")
    found = timeline("2025-11-10", fact("request_received", "2025-09-01"), sent, direction)
    computed, directed = sorted(deadlines(found, "A_FINAL_PLAN"), key=lambda limit: limit.subject)
    assert computed.cautious is not None and computed.cautious < computed.due
    assert directed.cautious == directed.due


def test_a_directed_date_is_of_the_appeal_that_came_last() -> None:
    sent = [fact("appeal_sent_to_la", "2026-06-01"), fact("appeal_sent_to_la", "2026-06-15")]
    direction = fact("tribunal_direction", "2026-06-20", rule="T_RESPONSE", date="2026-09-15")
    found = timeline("2026-06-22", *sent, direction)
    assert [(d.subject, d.state.value) for d in deadlines(found, "T_RESPONSE")] == [
        ("", "running"), ("", "relieved"), ("directed", "running"),
    ]  # fmt: skip


def test_a_date_directed_before_any_appeal_is_of_the_first_one_sent() -> None:
    direction = fact("tribunal_direction", "2026-06-01", rule="T_RESPONSE", date="2026-09-15")
    found = timeline("2026-06-22", direction, fact("appeal_sent_to_la", "2026-06-15"))
    assert [(d.subject, d.state.value) for d in deadlines(found, "T_RESPONSE")] == [
        ("", "relieved"), ("directed", "running"),
    ]  # fmt: skip


def test_a_direction_about_an_agreement_is_about_the_thing_that_was_agreed() -> None:
    agreed = fact("mediation_agreement", "2026-04-13", about="contents")
    direction = fact("tribunal_direction", "2026-04-20", rule="M_AGREE_APPEALABLE", date="2026-06-01")
    directed = only(timeline("2026-05-01", agreed, direction), "M_AGREE_APPEALABLE", "directed")
    assert directed.duty == "Send the plan amended as agreed at mediation"
