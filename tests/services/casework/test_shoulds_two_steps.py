"""Decisions in two steps: on a list until a second person authorises them, and no family told before (needs.md F10)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.orphans import Orphan
from ehcp_desk.domain.record import NewFact
from ehcp_desk.services.casework.recording import correct, record, withdraw
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.letters.compiling import compile_notice
from ehcp_desk.services.oversight.orphans import forgotten
from ehcp_desk.services.records.case_view import case_view
from ehcp_desk.services.upkeep.practice import change_practice

DAY = date(2026, 10, 30)
DECIDED = NewFact(
    "decision",
    DAY,
    {"did": "to", "what": "Assess", "by": "Joy Addo", "evidence": "The school’s report"},
    "The test is met.",
)
TOLD = NewFact("assess_decision_notified", DAY, {"outcome": "assess"})


@pytest.fixture
def two_steps(team: Desk) -> Desk:
    change_practice(team, "", "", True)
    return team


def as_(desk: Desk, user: str) -> Desk:
    return replace(desk, user=user)


def answer(number: int, words: str = "yes", note: str = "") -> NewFact:
    return NewFact("authorisation", DAY, {"decision": str(number), "answer": words}, note)


def waits(desk: Desk) -> list[str]:
    return [one.why for one in forgotten(desk, (Orphan.AUTHORISE,))]


def test_without_two_steps_nothing_changes(team: Desk, maisie: str) -> None:
    record(
        team, maisie, replace(DECIDED, attrs={**DECIDED.attrs, "authorised": "Ruth Castellan", "told_on": "2026-10-30"})
    )
    record(team, maisie, TOLD)
    assert waits(team) == []


def test_a_decision_waits_on_the_list_until_a_manager_authorises_it_and_nobody_is_told_before(
    two_steps: Desk, maisie: str
) -> None:
    with pytest.raises(BadInput, match="authorised by a second person before the family is told"):
        record(two_steps, maisie, TOLD)
    number = record(two_steps, maisie, DECIDED).facts[0]
    assert waits(two_steps) == ["Assess: waits to be authorised"]
    with pytest.raises(
        BadInput, match="SEN/26118: the decision of 30 October 2026 \\(Assess\\) waits to be authorised"
    ):
        record(two_steps, maisie, TOLD)
    letter = compile_notice(two_steps, maisie, "agreement_to_assess")
    assert any("waits to be authorised" in why for why in letter.refused)
    record(as_(two_steps, "Ruth Castellan"), maisie, answer(number))
    assert waits(two_steps) == [] and case_view(two_steps, maisie).to_authorise == ()
    assert not any("authorised" in why for why in compile_notice(two_steps, maisie, "agreement_to_assess").refused)
    record(two_steps, maisie, TOLD)
    with pytest.raises(BadInput, match="record the decision with its reasons"):
        record(two_steps, maisie, NewFact("no_plan_decision_notified", DAY))


def test_nobody_authorises_their_own_and_a_caseworker_authorises_none(two_steps: Desk, maisie: str) -> None:
    number = record(two_steps, maisie, DECIDED).facts[0]
    for user, why in (
        ("Joy Addo", "cannot authorise"),
        ("Thandi Mbeki", "cannot authorise"),
        ("A stranger", "cannot authorise"),
    ):
        with pytest.raises(BadInput, match=why):
            record(as_(two_steps, user), maisie, answer(number))
    ruths = record(as_(two_steps, "Ruth Castellan"), maisie, DECIDED).facts[0]
    with pytest.raises(BadInput, match="took or wrote this decision"):
        record(as_(two_steps, "Ruth Castellan"), maisie, answer(ruths))
    named = replace(DECIDED, attrs={**DECIDED.attrs, "by": "Imre Vantongeren"})
    imres = record(two_steps, maisie, named).facts[0]
    with pytest.raises(BadInput, match="took or wrote this decision"):
        record(as_(two_steps, "Imre Vantongeren"), maisie, answer(imres))
    record(as_(two_steps, "Imre Vantongeren"), maisie, answer(ruths))
    with pytest.raises(BadInput, match="No decision of that number waits"):
        record(as_(two_steps, "Imre Vantongeren"), maisie, answer(ruths))


def test_one_sent_back_stays_on_the_list_until_it_is_put_right_and_then_waits_again(
    two_steps: Desk, maisie: str
) -> None:
    number = record(two_steps, maisie, DECIDED).facts[0]
    ruth = as_(two_steps, "Ruth Castellan")
    with pytest.raises(BadInput, match="Say why"):
        record(ruth, maisie, answer(number, "no"))
    record(ruth, maisie, answer(number, "no", "The evidence is thin."))
    assert waits(two_steps) == ["Assess: sent back by Ruth Castellan: The evidence is thin."]
    with pytest.raises(BadInput, match="sent back by Ruth Castellan"):
        record(two_steps, maisie, TOLD)
    better = correct(
        two_steps, number, replace(DECIDED, note="The test is met, on three reports."), "More evidence"
    ).facts[0]
    assert waits(two_steps) == ["Assess: waits to be authorised"]
    record(ruth, maisie, answer(better))
    assert waits(two_steps) == []


def test_who_was_told_is_added_after_and_authorises_nothing_anew(two_steps: Desk, maisie: str) -> None:
    with pytest.raises(BadInput, match="leave out who was told"):
        record(two_steps, maisie, replace(DECIDED, attrs={**DECIDED.attrs, "told_on": "2026-10-30"}))
    with pytest.raises(BadInput, match="leave out who authorised it"):
        record(two_steps, maisie, replace(DECIDED, attrs={**DECIDED.attrs, "authorised": "Ruth Castellan"}))
    number = record(two_steps, maisie, DECIDED).facts[0]
    told = replace(DECIDED, attrs={**DECIDED.attrs, "told": "Jo Farrowdale", "told_on": "2026-10-30"})
    with pytest.raises(BadInput, match="leave out who was told"):
        correct(two_steps, number, told, "Told today")
    record(as_(two_steps, "Ruth Castellan"), maisie, answer(number))
    correct(two_steps, number, told, "Told today")
    assert waits(two_steps) == []
    record(two_steps, maisie, TOLD)


def test_what_was_decided_before_is_as_it_was_and_one_withdrawn_waits_for_nobody(team: Desk, maisie: str) -> None:
    earlier = replace(team, days=replace(team.days, fixed=DAY - timedelta(1)))
    record(earlier, maisie, replace(DECIDED, on=DAY - timedelta(1)))
    change_practice(team, "", "", True)
    assert waits(team) == []
    number = record(team, maisie, DECIDED).facts[0]
    withdraw(team, number, "Another child's")
    assert waits(team) == []
    change_practice(team, "", "", False)
    record(team, maisie, TOLD)


def test_the_day_and_words_of_what_was_told_are_corrected_and_another_outcome_waits(
    two_steps: Desk, maisie: str
) -> None:
    number = record(two_steps, maisie, DECIDED).facts[0]
    record(as_(two_steps, "Ruth Castellan"), maisie, answer(number))
    told = record(two_steps, maisie, TOLD).facts[0]
    [again] = correct(two_steps, told, replace(TOLD, note="By email"), "How it was sent was left out").facts
    [day] = correct(two_steps, again, replace(TOLD, on=date(2026, 10, 29)), "It went the day before").facts
    assert next(f for f in case_view(two_steps, maisie).facts if f.id == day).fact.on == date(2026, 10, 29)
    record(two_steps, maisie, DECIDED)  # another, not yet authorised: another outcome could not be told of it
    with pytest.raises(BadInput, match="waits to be authorised"):
        correct(two_steps, day, replace(TOLD, attrs={"outcome": "refuse"}), "The wrong outcome")
    correct(two_steps, day, replace(TOLD, note="By post"), "How it went")


@pytest.mark.parametrize("signed", ["ruth castellan", "RUTH CASTELLAN", " Ruth  Castellan "])
def test_the_same_person_is_known_however_their_name_is_written(two_steps: Desk, maisie: str, signed: str) -> None:
    """Signed in with the name written otherwise, named so by somebody else, or having signed so when writing it."""
    taken = replace(DECIDED, attrs={**DECIDED.attrs, "by": signed})
    wrote = record(as_(two_steps, "Ruth Castellan"), maisie, DECIDED).facts[0]
    named = record(two_steps, maisie, taken).facts[0]
    so_signed = record(as_(two_steps, signed), maisie, DECIDED).facts[0]
    for user, number in ((signed, wrote), ("Ruth Castellan", named), ("Ruth Castellan", so_signed)):
        with pytest.raises(BadInput, match="took or wrote this decision"):
            record(as_(two_steps, user), maisie, answer(number))
    record(as_(two_steps, "imre vantongeren"), maisie, answer(named))
    assert len(waits(two_steps)) == 2


def test_news_dated_before_the_two_steps_does_not_pass_a_decision_that_waits(team: Desk, maisie: str) -> None:
    before = replace(TOLD, on=DAY - timedelta(1))
    change_practice(team, "", "", True)
    number = record(team, maisie, DECIDED).facts[0]
    with pytest.raises(BadInput, match="waits to be authorised; nobody is told before"):
        record(team, maisie, before)
    withdraw(team, number, "Another child's")
    record(team, maisie, before)  # told before there were two steps, and written down late
    assert waits(team) == []
