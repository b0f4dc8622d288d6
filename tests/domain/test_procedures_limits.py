"""The council's own limits: the one in force on the day, counted in working days; ambiguity and gaps refused in a sentence."""

from __future__ import annotations

from datetime import date

import pytest

from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.procedures import Limit, check, given, kept_words, left_empty, limit_on, limits_of, procedures

CORPORATE = "Corporate complaints"
OLD = Limit(CORPORATE, "complaint.one", 15, "working_days", date(2025, 4, 1))
NEW = Limit(CORPORATE, "complaint.one", 10, "working_days", date(2026, 4, 1))
LADDER = Limit("Escalation policy", "challenge.formal", 14, "days", date(2026, 4, 1))
LIMITS = (OLD, NEW, LADDER)
WORKING = Ruleset.load().calendar.working
TODAY = date(2026, 12, 30)


def worked_out(kind: str, on: date, limits: tuple[Limit, ...] = LIMITS, **attrs: str) -> dict[str, str]:
    return given(kind, on, attrs, limits, WORKING, TODAY)


def test_the_limit_in_force_on_the_day_holds_and_bank_holidays_are_no_working_days() -> None:
    before, since = date(2026, 3, 31), date(2026, 4, 1)
    assert (limit_on(LIMITS, "complaint.one", before), limit_on(LIMITS, "complaint.one", since)) == (OLD, NEW)
    # Good Friday and Easter Monday of 2026 (3 and 6 April) do not count, nor do the weekends.
    assert worked_out("complaint", since, stage="one") == {"answer_by": "2026-04-17", "procedure": CORPORATE}
    assert worked_out("complaint", before, stage="one")["answer_by"] == "2026-04-23"
    assert worked_out("challenge", since, level="formal") == {"due": "2026-04-15", "procedure": "Escalation policy"}


def test_a_day_that_was_given_stays_as_it_was_told() -> None:
    assert worked_out("complaint", date(2026, 5, 1), stage="one", answer_by="2026-05-30") == {}
    assert worked_out("note", date(2026, 5, 1)) == {}


def test_a_complaint_without_a_day_or_a_limit_is_refused_and_a_challenge_is_not() -> None:
    with pytest.raises(BadInput, match=r"stage 2: no limit was set for 1 May 2026; say the day"):
        worked_out("complaint", date(2026, 5, 1), stage="two")
    with pytest.raises(BadInput, match="no limit of Children was set"):
        worked_out("complaint", date(2026, 5, 1), stage="one", procedure="Children")
    with pytest.raises(BadInput, match="no limit was set for 31 March 2025"):
        worked_out("complaint", date(2025, 3, 31), stage="one")
    assert worked_out("challenge", date(2026, 5, 1), level="informal") == {}, (
        "the ladder of a council may have no limit there"
    )


def test_of_two_procedures_the_entry_must_say_which() -> None:
    both = (*LIMITS, Limit("Statutory children’s", "complaint.one", 20, "working_days", date(2026, 4, 1)))
    with pytest.raises(
        BadInput, match="say under which procedure; there are Corporate complaints and Statutory children’s"
    ):
        worked_out("complaint", date(2026, 5, 1), both, stage="one")
    named = worked_out("complaint", date(2026, 5, 1), both, stage="one", procedure="statutory CHILDREN’S")
    assert named == {"answer_by": "2026-06-02", "procedure": "Statutory children’s"}
    assert procedures(both, "complaint") == (CORPORATE, "Statutory children’s")


def test_a_breakdown_wants_a_plan_within_28_days_or_the_councils_own_and_history_wants_none() -> None:
    on = date(2026, 11, 2)
    assert worked_out("placement_ended", on, (), planned="no") == {"plan_by": "2026-11-30"}
    assert worked_out("placement_ended", on, (), planned="yes") == {} == worked_out("placement_ended", on, ())
    own = Limit("Stability", "placement_ended.plan", 5, "working_days", date(2026, 1, 1))
    assert worked_out("placement_ended", on, (own,), planned="no") == {"plan_by": "2026-11-09"}
    assert worked_out("placement_ended", date(2025, 12, 29), (), planned="no") == {}, "over a year ago"
    assert worked_out("placement_ended", date(2025, 12, 30), (), planned="no") != {}


def test_a_form_says_the_day_before_it_is_kept() -> None:
    words = left_empty("complaint", date(2026, 4, 1), {"stage": "one"}, LIMITS, WORKING, TODAY)
    assert words == ("answer_by", "Left empty: 17 April 2026, Corporate complaints.")
    assert left_empty("complaint", date(2026, 4, 1), {"stage": "two"}, LIMITS, WORKING, TODAY)[1].startswith(
        "Complaint, stage 2"
    )
    assert left_empty("challenge", date(2026, 4, 1), {"level": "informal"}, LIMITS, WORKING, TODAY) == ("due", "")
    assert left_empty("note", date(2026, 4, 1), {}, LIMITS, WORKING, TODAY) == ("", "")


def test_limits_are_kept_as_they_were_set_and_nonsense_is_refused() -> None:
    assert set(limits_of(kept_words(LIMITS))) == set(LIMITS) and limits_of(None) == ()
    with pytest.raises(BadInput, match="cannot be read"):
        limits_of('[{"procedure": 1}]')
    for wrong, words in (
        (Limit(" ", "complaint.one", 10, "days", TODAY), "give its name"),
        (Limit("A", "complaint.four", 10, "days", TODAY), "no step called complaint.four"),
        (Limit("A", "complaint.one", 10, "weeks", TODAY), "not in weeks"),
        (Limit("A", "complaint.one", 0, "days", TODAY), "not 0"),
    ):
        with pytest.raises(BadInput, match=words):
            check(wrong)
