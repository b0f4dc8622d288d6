"""What changing the clock a line at a time showed that no test noticed: edges of warnings, single days, closed days."""

from __future__ import annotations

from datetime import date

import pytest

from ehcp_desk.clock.proof import proof
from tests.support.clock_facts import LAW, fact, only, timeline

ASKED = fact("request_received", "2026-03-03", source="parent")
REFUSED = fact("assess_decision_notified", "2026-04-10", outcome="refuse")


@pytest.mark.parametrize(
    ("reversed_on", "sent"),
    [("2026-05-01", "2026-08-03"), ("2026-04-10", "2026-08-03"), ("2026-08-03", "2026-08-03")],
)
def test_a_refusal_the_council_reversed_explains_the_plan_that_followed(reversed_on: str, sent: str) -> None:
    agreed = fact("agreed_to_assess", reversed_on, basis="own_motion")
    told = timeline("2026-09-01", ASKED, REFUSED, agreed, fact("final_plan_sent", sent)).warnings
    assert not [words for words in told if "nothing reversed" in words]


@pytest.mark.parametrize("sent", ["2026-08-03", "2026-04-10"])
def test_a_plan_after_a_refusal_nothing_reversed_is_warned_about(sent: str) -> None:
    told = timeline("2026-09-01", ASKED, REFUSED, fact("final_plan_sent", sent)).warnings
    assert [words for words in told if "follows a refusal to assess on 10 April 2026 that nothing reversed" in words]


def test_an_agreement_before_the_refusal_reverses_nothing() -> None:
    agreed = fact("agreed_to_assess", "2026-04-09", basis="own_motion")
    told = timeline("2026-09-01", ASKED, agreed, REFUSED, fact("final_plan_sent", "2026-08-03")).warnings
    assert [words for words in told if "nothing reversed" in words]


@pytest.mark.parametrize(("sent", "words"), [("2026-07-20", "1 day to spare"), ("2026-07-22", "1 day after the date")])
def test_one_day_is_not_days(sent: str, words: str) -> None:
    decided = fact("assess_decision_notified", "2026-04-10", outcome="assess")
    found = only(timeline("2026-09-01", ASKED, decided, fact("final_plan_sent", sent)), "A_FINAL_PLAN")
    assert any(words in step for step in found.derivation), found.derivation


def test_a_ground_accepted_without_evidence_says_that_none_is_named() -> None:
    claim = fact("relief_claimed", "2026-06-01", relief="EX_PERSONAL", rule="A_FINAL_PLAN")
    shown = proof([ASKED, claim], LAW, date(2026, 6, 2), "A_FINAL_PLAN", "")
    assert [one.words for one in shown.reliefs if one.claimed_on] == ["Accepted. Evidence: none named."]


def test_the_first_and_the_last_day_of_a_closure_are_not_counted_as_school_days() -> None:
    began = fact("absence_began", "2026-09-07")
    closed = fact("setting_closed", "2026-09-14", from_="2026-09-15", to="2026-09-17")
    shown = proof([began, closed], LAW, date(2026, 9, 18), "G_S19_15", "")
    closed_days = [day.day for row in shown.rows for day in row.days if day.why_not == "the setting is closed"]
    assert closed_days == [date(2026, 9, day) for day in (15, 16, 17)]
