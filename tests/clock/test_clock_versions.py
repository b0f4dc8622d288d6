"""A limit the law has had two texts of: what runs under the one is not started, answered or revived again under the other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from ehcp_desk.clock.counting import Period, Unit
from ehcp_desk.clock.engine import compute
from ehcp_desk.clock.lean import due_states, rows_of
from ehcp_desk.clock.model import Deadline, Fact
from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.services.oversight.law_view import rule_words
from ehcp_desk.services.oversight.return_facts import Limits
from tests.support.clock_facts import LAW, fact

CHANGE = date(2026, 10, 1)
SHORTER = {
    "A_FINAL_PLAN": Period(Unit.WEEKS, 18),
    "A_ADVICE_RESPONSE": Period(Unit.WEEKS, 5),
    "T_RESPONSE": Period(Unit.TRIBUNAL_DAYS, 25),
}
ASKED = fact("request_received", "2026-09-10", source="parent")


@pytest.fixture(scope="module")
def changed() -> Ruleset:
    """The law with a shorter time for three limits from October 2026 on."""
    rules = []
    for rule in LAW.rules:
        if rule.id in SHORTER:
            rules.append(replace(rule, until=CHANGE))
            rules.append(replace(rule, period=SHORTER[rule.id], in_force=CHANGE))
        else:
            rules.append(rule)
    return Ruleset(LAW.name, "changed", tuple(rules), LAW.reliefs, LAW.calendar)


def limits(law: Ruleset, rule: str, *facts: Fact) -> list[Deadline]:
    told = list(facts)
    found = [d for d in compute(told, law, date(2026, 11, 23)).deadlines if d.rule == rule]
    [(_, lean)] = due_states([("case", rows_of(told))], law, date(2026, 11, 23))
    assert sorted(d.due for d in lean if d.rule == rule) == sorted(d.due for d in found), "the lean answer is the same"
    return found


def test_a_limit_goes_by_the_text_of_the_day_it_began(changed: Ruleset) -> None:
    later = fact("request_received", "2026-10-12", source="parent")
    assert [d.due for d in limits(changed, "A_FINAL_PLAN", ASKED)] == [ASKED.on + timedelta(weeks=20)]
    assert [d.due for d in limits(changed, "A_FINAL_PLAN", later)] == [later.on + timedelta(weeks=18)]


def test_a_second_request_under_the_new_text_starts_no_clock_while_one_of_the_old_runs(changed: Ruleset) -> None:
    again = fact("request_received", "2026-10-10", source="school")
    assert [d.due for d in limits(changed, "A_FINAL_PLAN", ASKED, again)] == [ASKED.on + timedelta(weeks=20)]


def test_a_reminder_under_the_new_text_starts_no_time_of_its_own(changed: Ruleset) -> None:
    asked = [fact("advice_requested", day, body="health") for day in ("2026-09-21", "2026-10-20")]
    assert len(limits(changed, "A_ADVICE_RESPONSE", ASKED, *asked)) == 1


def test_one_response_answers_one_appeal_whichever_text_each_is_under(changed: Ruleset) -> None:
    sent = [fact("appeal_sent_to_la", day) for day in ("2026-09-21", "2026-10-19")]
    found = limits(changed, "T_RESPONSE", *sent, fact("la_response_sent", "2026-10-26"))
    assert [d.state for d in found] == ["met", "running"]
    both = limits(
        changed, "T_RESPONSE", *sent, *(fact("la_response_sent", day) for day in ("2026-10-26", "2026-11-10"))
    )
    assert [d.state for d in both] == ["met", "met"]


def test_a_directed_date_is_of_one_appeal(changed: Ruleset) -> None:
    sent = [fact("appeal_sent_to_la", day) for day in ("2026-09-21", "2026-10-19")]
    directed = fact("tribunal_direction", "2026-10-20", rule="T_RESPONSE", date="2026-11-30")
    found = limits(changed, "T_RESPONSE", *sent, directed)
    assert [(d.subject, d.state) for d in found] == [("", "overdue"), ("", "relieved"), ("directed", "running")]


def test_a_new_request_leaves_nothing_of_the_old_one_to_revive(changed: Ruleset) -> None:
    refused = fact("assess_decision_notified", "2026-09-25", outcome="refuse")
    again = fact("request_received", "2026-10-12", source="parent")
    agreed = fact("agreed_to_assess", "2026-11-02", basis="own_motion")
    found = limits(changed, "A_FINAL_PLAN", ASKED, refused, again, agreed)
    assert [(d.due, d.state) for d in found] == [
        (ASKED.on + timedelta(weeks=20), "ended"), (again.on + timedelta(weeks=18), "running")]  # fmt: skip


def test_a_second_decision_to_cease_has_two_months_of_its_own_under_a_law_with_two_texts() -> None:
    rules = []
    for rule in LAW.rules:
        if (rule.id, rule.limb) == ("C_STAY", ""):
            rules += [replace(rule, until=CHANGE), replace(rule, in_force=CHANGE)]
        else:
            rules.append(rule)
    law = Ruleset(LAW.name, "two texts of s45(4)", tuple(rules), LAW.reliefs, LAW.calendar)
    told = [fact("cease_decision_notified", day) for day in ("2026-02-02", "2026-03-02", "2026-10-20")]
    assert [(str(d.due), d.state) for d in limits(law, "C_STAY", *told)] == [
        ("2026-04-02", "met"), ("2026-05-05", "met"), ("2026-12-21", "running")]  # fmt: skip


def test_a_limit_taken_out_of_the_law_starts_no_more_on_the_day_it_ends() -> None:
    rules = tuple(replace(rule, until=CHANGE) if rule.id == "A_DECIDE_ASSESS" else rule for rule in LAW.rules)
    law = Ruleset(LAW.name, "without six weeks", rules, LAW.reliefs, LAW.calendar)
    eve, day = fact("request_received", "2026-09-30"), fact("request_received", "2026-10-01")
    assert [d.state for d in limits(law, "A_DECIDE_ASSESS", eve)] == ["overdue"]
    assert limits(law, "A_DECIDE_ASSESS", day) == []


def test_once_the_older_appeal_is_answered_a_direction_is_under_the_text_of_the_newer() -> None:
    rules = []
    for rule in LAW.rules:
        rules.append(replace(rule, until=CHANGE) if rule.id == "T_RESPONSE" else rule)
        if rule.id == "T_RESPONSE":
            rules.append(replace(rule, duty="Respond under the new text", in_force=CHANGE))
    law = Ruleset(LAW.name, "two texts of rule 21", tuple(rules), LAW.reliefs, LAW.calendar)
    sent = [fact("appeal_sent_to_la", day) for day in ("2026-09-21", "2026-10-19")]
    directed = fact("tribunal_direction", "2026-11-02", rule="T_RESPONSE", date="2026-12-18")
    found = limits(law, "T_RESPONSE", *sent, fact("la_response_sent", "2026-10-26"), directed)
    assert [d.duty for d in found] == [
        "Respond to the appeal",
        "Respond under the new text",
        "Respond under the new text",
    ]
    assert [d.subject for d in found] == ["", "", "directed"]


JUNE = date(2027, 6, 1)
SOONER = {
    "P_FEB15": Period(Unit.FIXED, 0, 1, 31),
    "P_POST16_5M": Period(Unit.MONTHS, 6),
    "R_NOTICE": Period(Unit.WEEKS, 3),
}


@pytest.fixture(scope="module")
def from_june() -> Ruleset:
    """The law with an earlier day, from June 2027 on, for three limits counted back from a day known ahead."""
    rules = []
    for rule in LAW.rules:
        if rule.id in SOONER:
            rules += [replace(rule, until=JUNE), replace(rule, period=SOONER[rule.id], in_force=JUNE)]
        else:
            rules.append(rule)
    return Ruleset(LAW.name, "from June", tuple(rules), LAW.reliefs, LAW.calendar)


@pytest.mark.parametrize(
    ("rule", "kind", "on", "phase", "due"),
    [
        ("P_FEB15", "phase_transfer_planned", "2027-09-01", "primary_to_secondary", "2027-02-15"),
        ("P_FEB15", "phase_transfer_planned", "2028-09-01", "primary_to_secondary", "2028-01-31"),
        ("P_POST16_5M", "phase_transfer_planned", "2027-09-01", "post16_to_post16", "2027-04-01"),
        ("P_POST16_5M", "phase_transfer_planned", "2027-12-01", "post16_to_post16", "2027-06-01"),
        # Five months before is under the new text, six under the old: the day that has not passed by June stands.
        ("P_POST16_5M", "phase_transfer_planned", "2027-11-15", "post16_to_post16", "2027-06-15"),
        ("R_NOTICE", "review_meeting_planned", "2027-06-10", "", "2027-05-27"),
        ("R_NOTICE", "review_meeting_planned", "2027-06-30", "", "2027-06-09"),
    ],
)
def test_a_day_counted_back_is_by_the_text_in_force_on_that_day(
    from_june: Ruleset, rule: str, kind: str, on: str, phase: str, due: str
) -> None:
    told = fact(kind, on, phase=phase) if phase else fact(kind, on)
    assert [str(d.due) for d in limits(from_june, rule, told)] == [due]
    if phase:
        assert str(Limits(from_june).due(rule, told.on)) == due, "the figures go by the same text"


def test_what_the_law_page_shows_of_a_text_to_come_is_counted_by_it(from_june: Ruleset) -> None:
    old, new = from_june.versions("P_FEB15")
    assert "15 February 2027" in " ".join(rule_words(from_june, old, date(2027, 9, 1)).example)
    assert "31 January 2028" in " ".join(rule_words(from_june, new, date(2026, 9, 1)).example)


@pytest.mark.parametrize(
    ("ends", "begins", "day", "due"),
    [
        # The old day has passed when the new text, with a later one, begins: it stands.
        ("2027-02-20", "2027-02-20", (3, 1), ["2027-02-15"]),
        # A text that begins on the old day and gives an earlier one, which has passed: the old day stands.
        ("2027-02-15", "2027-02-15", (1, 31), ["2027-02-15"]),
        # The law has a gap that begins with the old day: nothing is asked for in it.
        ("2027-02-15", "2028-01-01", (1, 31), []),
        ("2027-02-16", "2028-01-01", (1, 31), ["2027-02-15"]),
    ],
)
def test_a_text_that_begins_about_the_very_day_leaves_one_day_or_none(
    ends: str, begins: str, day: tuple[int, int], due: list[str]
) -> None:
    rules = []
    for rule in LAW.rules:
        if rule.id == "P_FEB15":
            later = replace(rule, period=Period(Unit.FIXED, 0, *day), in_force=date.fromisoformat(begins))
            rules += [replace(rule, until=date.fromisoformat(ends)), later]
        else:
            rules.append(rule)
    law = Ruleset(LAW.name, "about the very day", tuple(rules), LAW.reliefs, LAW.calendar)
    moves = fact("phase_transfer_planned", "2027-09-01", phase="primary_to_secondary")
    assert [str(d.due) for d in limits(law, "P_FEB15", moves)] == due
