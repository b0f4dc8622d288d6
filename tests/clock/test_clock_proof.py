"""The proof of a date: six steps in plain words, the reliefs looked at, and a calendar that counts to the day."""

from __future__ import annotations

from datetime import date

import pytest

from ehcp_desk.clock.changing import lay_over
from ehcp_desk.clock.engine import compute
from ehcp_desk.clock.facts import FACT_KINDS
from ehcp_desk.clock.loading import packaged_texts
from ehcp_desk.clock.proof import EVIDENCE_WORDS, FORCE_WORDS, Proof, proof
from tests.support.clock_facts import LAW, deadlines, fact, only, timeline
from tests.support.clock_rules import ROWS

CASE = [
    fact("request_received", "2026-06-24", source="parent"),
    fact("assess_decision_notified", "2026-07-31", outcome="assess"),
    fact("draft_plan_served", "2026-10-09"),
]


def prove(rule: str, *facts: object, subject: str = "", as_at: str = "2026-10-30") -> Proof:
    return proof(facts or CASE, LAW, date.fromisoformat(as_at), rule, subject)  # type: ignore[arg-type]


def test_the_six_steps_come_in_order_and_say_what_a_tribunal_asks() -> None:
    found = prove("A_FINAL_PLAN")
    assert found.title == "Why 11 November 2026?"
    assert [step.heading for step in found.steps] == [
        "What it starts with", "The law", "The count", "The date", "Reliefs looked at", "What would change it",
    ]  # fmt: skip
    text = found.as_text()
    for words in (
        "Request received on Wednesday 24 June 2026 (day 0).",
        "SEND Regulations 2014 reg 13(2)",
        "Confirmed against the text or a page that gives it",
        "20 × 7 = 140 days",
        "Day 140 is Wednesday 11 November 2026.",
        "Friday 30 October 2026 is day 128, in week 19.",
        "closed school or college",
        "An earlier request",
    ):
        assert words in text, words
    assert "_" not in text, "no ids on paper"


def test_a_year_starting_with_a_leap_day_is_over_with_february_on_either_reading() -> None:
    found = prove("R_FIRST_REVIEW", fact("final_plan_sent", "2024-02-29"), as_at="2024-06-20")
    assert (found.due, found.cautious) == (date(2025, 2, 28), date(2025, 2, 28))
    assert "February 2025 has no day 29, so strictly too the period ends on that day." in found.as_text()
    day_before = prove("R_FIRST_REVIEW", fact("final_plan_sent", "2024-02-28"), as_at="2024-06-20")
    assert (day_before.due, day_before.cautious) == (date(2025, 2, 28), date(2025, 2, 27))
    assert "Strictly the period ends the day before, 27 February 2025." in day_before.as_text()
    listed = only(timeline("2024-06-20", fact("final_plan_sent", "2024-02-29")), "R_FIRST_REVIEW")
    assert listed.cautious == listed.due


def test_the_calendar_has_a_row_for_each_statutory_week_ending_on_the_trigger_s_weekday() -> None:
    found = prove("A_FINAL_PLAN")
    assert found.heads == ("Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed")
    assert [row.week for row in found.rows] == list(range(1, 21))
    assert [row.total for row in found.rows] == [7 * week for week in range(1, 21)]
    assert found.rows[0].days[0].day == date(2026, 6, 25)
    last = found.rows[-1].days[-1]
    assert (last.day, last.number, last.governing, last.limits) == (date(2026, 11, 11), 140, True, ("A_FINAL_PLAN",))
    assert [row.week for row in found.rows if row.has_limit] == [6, 16, 20]


def test_the_calendar_marks_today_days_gone_bank_holidays_and_things_done() -> None:
    days = {day.day: day for row in prove("A_FINAL_PLAN").rows for day in row.days}
    assert [day for day in days.values() if day.today] == [days[date(2026, 10, 30)]]
    assert days[date(2026, 10, 30)].gone and not days[date(2026, 10, 31)].gone
    holiday = days[date(2026, 8, 31)]
    assert (holiday.holiday, holiday.why_not, holiday.number) == ("Summer bank holiday", "", 68)
    assert days[date(2026, 7, 31)].done == ("Decision on assessing notified on 31 July 2026",)
    assert (days[date(2026, 8, 1)].done, days[date(2026, 8, 1)].holiday) == ((), "")


def test_fifteen_days_beginning_with_start_on_the_day_itself() -> None:
    found = prove("A_DRAFT_REPS")
    assert (found.rows[0].days[0].day, found.rows[0].days[0].number) == (date(2026, 10, 9), 1)
    assert [row.total for row in found.rows] == [7, 14, 15]


def test_working_days_strike_out_what_is_not_counted_and_say_why() -> None:
    found = prove("T_RESPONSE", fact("appeal_sent_to_la", "2025-07-15"), as_at="2025-09-10")
    days = {day.day: day for row in found.rows for day in row.days}
    assert days[date(2025, 7, 19)].why_not == "weekend"
    assert days[date(2025, 8, 1)].why_not == "August"
    assert days[date(2025, 8, 25)].why_not == "Summer bank holiday"
    assert (days[date(2025, 9, 1)].number, days[date(2025, 9, 1)].why_not) == (13, "")
    assert (found.due, found.rows[-1].total) == (date(2025, 9, 24), 30)
    christmas = prove("T_RESPONSE", fact("appeal_sent_to_la", "2025-12-01"), as_at="2025-12-10")
    assert (
        "(25 December 2025, 26 December 2025, 1 January 2026), August and 25 December to 1 January"
        in christmas.as_text()
    )
    assert {d.why_not for row in christmas.rows for d in row.days if d.day == date(2025, 12, 30)} == {
        "25 December to 1 January"
    }
    school = prove("G_S19_15", fact("absence_began", "2026-07-15"),
                   fact("setting_closed", "2026-07-23", from_="2026-07-23", to="2026-09-02"))  # fmt: skip
    closed = {day.day: day.why_not for row in school.rows for day in row.days}
    assert closed[date(2026, 8, 5)] == "the setting is closed" and closed[date(2026, 9, 3)] == ""


def test_days_past_the_date_are_drawn_without_a_word_and_the_last_day_with_its_own() -> None:
    """A week is drawn whole: what follows the date is neither counted nor struck out."""
    rows = prove("T_RESPONSE", fact("appeal_sent_to_la", "2025-07-15"), as_at="2025-09-10").rows
    after = [day for day in rows[-1].days if day.day > date(2025, 9, 24)]
    assert date(2025, 9, 27) in [day.day for day in after], "a Saturday"
    assert {(day.number, day.why_not) for day in after} == {(0, "")}
    saturday = prove("M_NOTICE", fact("mediation_planned", "2026-03-14"), as_at="2026-03-01").rows[-1].days
    assert [(day.number, day.why_not) for day in saturday if day.day == date(2026, 3, 14)] == [(0, "weekend")]


def test_a_period_is_drawn_up_to_eight_hundred_days_and_one_of_no_days_is_not() -> None:
    rule = next(part for part in packaged_texts()["assessment.toml"].split("[[rule]]") if 'id = "A_FINAL_PLAN"' in part)
    drawn = []
    for days in (0, 1, 800, 801):
        law = lay_over(LAW, "long.toml", "[[rule]]" + rule.replace("weeks = 20", f"days = {days}"))
        drawn.append(len(proof(CASE, law, date(2026, 10, 30), "A_FINAL_PLAN").rows))
    assert drawn == [0, 1, 115, 0]


def test_counting_back_draws_from_the_date_to_the_meeting() -> None:
    found = prove("R_NOTICE", fact("review_meeting_planned", "2026-03-20"), as_at="2026-03-01")
    drawn = [day.day for row in found.rows for day in row.days]
    assert drawn[0] == found.due == date(2026, 3, 6)
    assert date(2026, 3, 20) in drawn


def test_a_day_the_law_names_is_not_counted_or_drawn() -> None:
    found = prove("P_FEB15", fact("phase_transfer_planned", "2027-09-01", phase="infant_to_junior"))
    assert found.rows == () and found.heads == ()
    assert "The law names the day" in found.as_text()
    assert found.cautious == date(2027, 2, 14)


def test_each_ground_is_shown_with_what_became_of_its_claim() -> None:
    claim = fact("relief_claimed", "2026-09-01", relief="EX_PERSONAL", rule="A_FINAL_PLAN", evidence="doc 3")
    refused = fact("relief_claimed", "2026-09-02", relief="EX_SCHOOL_CLOSED", rule="A_FINAL_PLAN", evidence="doc 4")
    looked = {one.relief.id: one for one in prove("A_FINAL_PLAN", *CASE, claim, refused).reliefs}
    assert (looked["EX_PERSONAL"].accepted, looked["EX_PERSONAL"].claimed_on) == (True, date(2026, 9, 1))
    assert "doc 3" in looked["EX_PERSONAL"].words
    assert not looked["EX_SCHOOL_CLOSED"].accepted and "no closure is recorded" in looked["EX_SCHOOL_CLOSED"].words
    assert looked["EX_ABSENT_4W"].words == "Not claimed."


def test_rules_not_confirmed_say_so() -> None:
    found = prove("R_AMEND_OTHER", fact("amendment_notice_sent", "2026-05-04", basis="other"))
    assert "not confirmed" in found.as_text()


def test_a_date_the_case_does_not_have_is_a_lookup_error() -> None:
    with pytest.raises(LookupError, match=r"^This case has no date of R_DECISION on that day\.$"):
        prove("R_DECISION")
    with pytest.raises(LookupError, match="about 'health'"):
        prove("A_ADVICE_RESPONSE", subject="health")


def test_no_rule_s_proof_shows_an_id() -> None:
    ids = {*LAW.ids, *LAW.reliefs, *FACT_KINDS}
    for row in ROWS:
        start = date(2025, 3, 11)
        text = proof(row.started(start), LAW, date(2025, 4, 1), row.rule, row.subject).as_text()
        assert not [word for word in text.replace(".", " ").replace(",", " ").split() if word in ids], row.rule


def test_a_proof_says_what_the_deadline_says() -> None:
    as_at = date(2026, 11, 20)
    sent = fact("final_plan_sent", "2026-11-13")
    claim = fact("relief_claimed", "2026-09-01", relief="EX_PERSONAL", rule="A_DECIDE_NOT_ISSUE", evidence="")
    history = [*CASE, sent, claim]
    for deadline in compute(history, LAW, as_at).deadlines:
        found = proof(history, LAW, as_at, deadline.rule, deadline.subject, deadline.due)
        assert (found.rule, found.subject, found.duty, found.due, found.state, found.days, found.cautious) == (
            deadline.rule, deadline.subject, deadline.duty, deadline.due, deadline.state, deadline.days,
            deadline.cautious,
        )  # fmt: skip
        assert (found.trigger, found.law) == (deadline.trigger, deadline.law)
        assert found.force_words == FORCE_WORDS[deadline.force]
        assert found.evidence_words == EVIDENCE_WORDS[deadline.evidence]
        assert found.changes == LAW.versions(deadline.rule)[0].changes
    relieved = proof(history, LAW, as_at, "A_DECIDE_NOT_ISSUE").reliefs
    assert "none named" in next(one.words for one in relieved if one.claimed_on)


def test_the_text_is_numbered_from_one_and_ready_to_paste() -> None:
    text = prove("A_FINAL_PLAN", *CASE, fact("final_plan_sent", "2026-11-13"), as_at="2026-11-20").as_text()
    blocks = text.split("\n\n")
    assert blocks[0] == "Why 11 November 2026?\nSend the final plan (SEND Regulations 2014 reg 13(2))"
    assert [block.split(" ")[0] for block in blocks[1:]] == ["1.", "2.", "3.", "4.", "5.", "6."]
    assert (
        "In force from 1 September 2014." in blocks[2]
        and "Checked on 1 September 2026 against regulation 13 of the" in blocks[2]
    )
    assert blocks[3].count("140 days") == 1 and "Day 140" not in blocks[3]
    assert "Final plan sent on 13 November 2026, 2 days after the date." in blocks[4]
    assert text.endswith(".\n") and not text.endswith("\n\n")


def test_of_several_runs_the_latest_is_proved_unless_a_date_is_named() -> None:
    drafts = [fact("draft_plan_served", "2026-06-01"), fact("draft_plan_served", "2026-06-20")]
    assert prove("A_DRAFT_REPS", *drafts).due == date(2026, 7, 4)
    assert proof(drafts, LAW, date(2026, 10, 30), "A_DRAFT_REPS", due=date(2026, 6, 15)).due == date(2026, 6, 15)
    with pytest.raises(LookupError):
        proof(drafts, LAW, date(2026, 10, 30), "A_DRAFT_REPS", due=date(2026, 6, 16))


def test_a_directed_date_is_proved_by_the_direction_and_not_counted() -> None:
    direction = fact("tribunal_direction", "2025-09-20", rule="T_RESPONSE", date="2025-11-20")
    found = prove("T_RESPONSE", direction, subject="directed", as_at="2025-11-01")
    assert (found.due, found.cautious, found.rows, found.heads) == (date(2025, 11, 20), date(2025, 11, 20), (), ())
    text = found.as_text()
    assert "Tribunal direction on Saturday 20 September 2025 set a date of its own." in text
    assert "Nothing is counted." in text and "None applies." in text
    order = fact("tribunal_direction", "2026-05-01", rule="R_DECISION", date="2026-06-01")
    weeks = prove("R_DECISION", order, subject="directed", as_at="2026-05-02")
    assert (weeks.cautious, weeks.rows, weeks.heads) == (date(2026, 6, 1), (), ())


def test_two_limits_of_one_rule_due_on_one_day_are_each_proved_by_their_own_trigger() -> None:
    decisions = [fact("decision_notice_sent", "2026-06-10"), fact("decision_notice_sent", "2026-06-24")]
    for trigger in decisions:
        found = proof(decisions, LAW, date(2026, 8, 1), "T_APPEAL_2M", "", date(2026, 9, 1), trigger=trigger)
        assert found.trigger == trigger
    # Unless the trigger is named it is the newer one, whatever became of either.
    later = [*decisions, fact("mediation_certificate_issued", "2026-08-20")]
    states = {d.trigger.on.day: d.state for d in deadlines(timeline("2026-08-21", *later), "T_APPEAL_2M")}
    assert states == {10: "running", 24: "not_a_limit"}
    assert prove("T_APPEAL_2M", *later, as_at="2026-08-21").trigger == decisions[1]
    with pytest.raises(LookupError):
        prove("T_APPEAL_2M", *decisions, subject="directed")


def test_a_day_that_a_fact_states_is_named_only_where_the_count_starts_from_it() -> None:
    def began(made: str) -> str:
        moved_in = fact("plan_transferred_in", "2026-04-08", made_on=made)
        return prove("D_REVIEW_12M", moved_in, as_at="2026-05-01").steps[0].lines[0]

    assert began("2025-12-02") == "Plan transferred in, date of the plan Tuesday 2 December 2025 (the first day)."
    assert began("2026-04-08") == "Plan transferred in on Wednesday 8 April 2026 (the first day)."


@pytest.mark.parametrize(
    ("sent", "outcome"),
    [
        (
            "2026-10-20",
            "Final plan sent on 20 October 2026: the final plan went out before the fifteen days were up, "
            "so this limit fell away.",
        ),
        ("2026-11-13", "The time allowed had run its course."),
    ],
)  # fmt: skip
def test_a_time_to_answer_is_cut_short_by_the_plan_or_has_run_its_course(sent: str, outcome: str) -> None:
    found = prove("A_DRAFT_REPS", *CASE, fact("final_plan_sent", sent), as_at="2026-11-20")
    assert found.steps[3].lines[-1] == outcome


def test_an_agreed_date_and_a_directed_one_each_name_the_ground_they_stand_on() -> None:
    agreed = timeline(
        "2026-03-20", fact("mediation_agreement", "2026-02-03", about="placement", agreed_by="2026-03-31")
    )
    directed = timeline("2025-11-01", fact("appeal_sent_to_la", "2025-07-15"),
                        fact("tribunal_direction", "2025-09-20", rule="T_RESPONSE", date="2025-11-20"))  # fmt: skip
    grounds = [{d.relief.relief.id for d in found.deadlines if d.relief} for found in (agreed, directed)]
    assert grounds == [{"EX_AGREED"}, {"EX_DIRECTION"}]


def test_what_is_due_on_the_very_day_counts_no_days_and_only_what_need_not_be_says_as_soon_as_practicable() -> None:
    moved = prove("D_TRANSFER", fact("moved_away", "2026-05-11"), as_at="2026-05-20").steps[2].lines
    asked = prove("A_ADVICE_REQUEST").steps[2].lines
    assert moved[0] == "No days are counted: the day itself."
    assert asked[0] == "No days are counted: the day itself, or as soon after it as is practicable."
