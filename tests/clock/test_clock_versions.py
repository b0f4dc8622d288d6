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
        ("2026-04-02", "met"), ("2026-12-21", "running")]  # fmt: skip


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
