"""The rescue order: never more hours than there are, what cannot be saved apart, a manager's word first."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ehcp_desk.domain.case import Stage
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.rescue import Candidate, acts, candidate, read_hours, rescue_order, rules
from ehcp_desk.domain.worklist import Summary

DAY = date(2026, 11, 23)
KNOWN = acts({})


def _one(number: int, hours: float = 2.0, harm: int = 3, by: int = 0, lost: str = "", person: str = "Joy") -> Candidate:
    act_by = DAY + timedelta(by)
    return Candidate(number, f"C{number}", "R", "Duty", act_by, "Act", act_by, hours, harm, person, lost)


def _refs(found: object) -> list[str]:
    return [pick.candidate.ref for pick in found.picks]  # type: ignore[attr-defined]


def test_what_is_lost_that_day_comes_first_then_harm_an_hour_then_the_date() -> None:
    cases = [_one(1, 1.0, 5, by=3), _one(2, 4.0, 2), _one(3, 1.0, 2), _one(4, 1.0, 5, by=2)]
    assert _refs(rescue_order(DAY, 20, cases, {})) == ["C3", "C2", "C4", "C1"]


def test_over_a_weekend_fridays_hours_are_the_last_for_sunday() -> None:
    cases = [_one(1, 1.0, 5, by=3), _one(2, 4.0, 1, by=2)]
    assert _refs(rescue_order(DAY, 20, cases, {}, urgent_by=DAY + timedelta(2))) == ["C2", "C1"]


def test_an_act_that_does_not_fit_is_passed_over_for_one_that_does() -> None:
    found = rescue_order(DAY, 3, [_one(1, 2.0, 5), _one(2, 2.0, 4), _one(3, 1.0, 1)], {})
    assert _refs(found) == ["C1", "C3"] and [c.ref for c in found.unfit] == ["C2"]
    assert found.saved == 2 and found.used == 3.0


def test_what_cannot_be_saved_stands_apart_and_is_not_counted() -> None:
    found = rescue_order(
        DAY, 50, [_one(1), _one(2, lost="advice still awaited"), _one(3, by=-2, lost="the date has passed")], {}
    )
    assert _refs(found) == ["C1"] and [c.ref for c in found.lost] == ["C2"]
    assert found.saved == 1 and found.late == 1


def test_a_managers_word_comes_first_with_its_reason_and_saves_nothing_that_is_lost() -> None:
    cases = [_one(1), _one(2, harm=1), _one(3, lost="advice still awaited")]
    found = rescue_order(DAY, 50, cases, {3: "Tribunal on Friday", 2: "Promised to the family"})
    assert [(p.candidate.ref, p.reason) for p in found.picks] == [
        ("C3", "Tribunal on Friday"), ("C2", "Promised to the family"), ("C1", "")]  # fmt: skip
    assert found.saved == 2 and found.lost == ()


def test_a_case_put_first_that_the_hours_do_not_reach_is_still_said_with_both_reasons() -> None:
    late = _one(1, 3.0, by=-2, lost="the date has passed")
    waits = _one(2, 3.0, by=30, lost="advice still awaited")
    fits = _one(3, 0.5)
    found = rescue_order(DAY, 1, [late, waits, fits], {1: "Tribunal on Friday", 2: "Promised to the family"})
    assert _refs(found) == ["C3"] and found.unfit == () and found.late == 1
    assert [(c.ref, c.lost) for c in found.lost] == [
        ("C1", "put first, but the hours do not reach; the date has passed"),
        ("C2", "put first, but the hours do not reach; advice still awaited"),
    ]
    assert [p.candidate.ref for p in rescue_order(DAY, 9, [late, fits], {1: "Tribunal"}).picks] == ["C1", "C3"]


def test_each_person_has_hours_of_their_own() -> None:
    cases = [_one(1, person="Joy"), _one(2, person="Thandi"), _one(3, person="Joy"), _one(4, person="Nobody named")]
    found = rescue_order(DAY, 0, cases, {}, {"Joy": 2.0, "Thandi": 1.0})
    assert _refs(found) == ["C1"] and found.hours == 3.0 and {c.ref for c in found.unfit} == {"C2", "C3", "C4"}


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(st.floats(0.25, 9), st.integers(1, 5), st.integers(-3, 9), st.booleans()), max_size=30),
    st.floats(0, 40),
    st.data(),
)
def test_it_never_takes_more_than_there_is_and_loses_no_case(
    said: list[tuple[float, int, int, bool]], hours: float, data: st.DataObject
) -> None:
    cases = [_one(n, h, harm, by, "lost" if lost or by < 0 else "") for n, (h, harm, by, lost) in enumerate(said)]
    first = (
        dict.fromkeys(data.draw(st.lists(st.sampled_from(range(len(cases))), unique=True, max_size=5)), "why")
        if cases
        else {}
    )
    found = rescue_order(DAY, hours, cases, first)
    assert found.used <= hours + 1e-6
    assert found.saved == sum(not pick.candidate.lost for pick in found.picks)
    named = [pick for pick in found.picks if pick.reason]
    assert list(found.picks[: len(named)]) == named
    picked, unfit = {p.candidate.ref for p in found.picks}, {c.ref for c in found.unfit}
    lost = {c.ref for c in found.lost}
    assert not picked & unfit and not picked & lost and not unfit & lost
    assert {cases[n].ref for n in first} <= picked | unfit | lost, "a manager’s word is answered"
    reach = DAY + timedelta(rules()["look_ahead_days"])
    assert {c.ref for c in cases if not c.lost and c.act_by <= reach} <= picked | unfit
    # Whatever did not fit would not fit into what is left either, once the better ones are taken.
    assert all(c.hours > hours - found.used - 1e-6 for c in found.unfit)


def _final(due: int, **more: object) -> Summary:
    return Summary(Stage.ASSESSING, DAY, next_rule="A_FINAL_PLAN", next_due=DAY + timedelta(due), **more)  # type: ignore[arg-type]


def _made(summary: Summary) -> Candidate:
    found = candidate(1, "C1", summary, "Send the final plan", "Joy", DAY, KNOWN)
    assert found is not None
    return found


def test_a_plan_without_a_draft_is_saved_by_the_draft_in_time_for_comments() -> None:
    one = _made(_final(15))
    assert (one.act, one.act_by, one.lost) == (KNOWN["A_DRAFT"].words, DAY, "")
    assert "no longer fit" in _made(_final(14)).lost
    assert "awaited" in _made(_final(20, awaiting=("psychology",))).lost


def test_a_plan_with_a_draft_waits_for_the_familys_days() -> None:
    assert _made(_final(0, draft_on=DAY - timedelta(15))).lost == ""
    assert "not yet" in _made(_final(3, draft_on=DAY - timedelta(13))).lost
    assert "after the date" in _made(_final(1, draft_on=DAY - timedelta(10))).lost


def test_a_date_gone_by_is_lost_and_a_lifted_one_is_nothing() -> None:
    assert _made(_final(-1, draft_on=DAY - timedelta(30))).lost == "the date has passed"
    assert candidate(1, "C1", _final(3, next_relieved=True), "", "Joy", DAY, KNOWN) is None
    assert candidate(1, "C1", Summary(Stage.PLAN, None), "", "Joy", DAY, KNOWN) is None


def test_notice_is_needed_for_a_review_meeting() -> None:
    review = Summary(Stage.PLAN, None, next_rule="R_NEXT_REVIEW", next_due=DAY + timedelta(14))
    assert (_made(review).act_by, _made(review).lost) == (DAY, "")
    late = Summary(Stage.PLAN, None, next_rule="R_NEXT_REVIEW", next_due=DAY + timedelta(13))
    assert "notice" in _made(late).lost


def test_every_act_has_its_hours_and_the_council_may_set_its_own() -> None:
    assert all(act.hours > 0 and 1 <= act.harm <= 5 and act.words for act in KNOWN.values())
    assert acts({"A_FINAL_PLAN": 9.5})["A_FINAL_PLAN"].hours == 9.5


@pytest.mark.parametrize("text", ["Joy", "=3", "Joy=", "Joy=x", "Joy=-1", "Joy=nan", "Joy=1e9"])
def test_hours_that_are_none_are_one_sentence(text: str) -> None:
    with pytest.raises(BadInput, match="is not hours"):
        read_hours([text], "NAME")
    assert read_hours(["Joy Addo=2.5"], "NAME") == {"Joy Addo": 2.5}
