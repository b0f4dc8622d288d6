"""Closures of settings: previewed, recorded on each child's case in one act, and taken back from exactly those."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from ehcp_desk.clock.model import State
from ehcp_desk.domain.case import Child
from ehcp_desk.domain.errors import BadInput, Cancelled
from ehcp_desk.domain.record import NewFact
from ehcp_desk.ports.today import Calendar
from ehcp_desk.services.casework.details import change_child
from ehcp_desk.services.casework.recording import NewRequest, correct, open_request, record
from ehcp_desk.services.casework.recording import withdraw as withdraw_entry
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight import law_preview
from ehcp_desk.services.oversight.change_file import ChangeFile
from ehcp_desk.services.oversight.law_changes import apply, changes_of, lacking, withdraw
from ehcp_desk.services.oversight.law_preview import preview
from ehcp_desk.services.records.case_view import case_view
from tests.clock.test_clock_changing import ROYAL
from tests.clock.test_clock_closures import SUMMER
from tests.services.oversight.test_law_changes import head, sound

FILE = ChangeFile("summer.toml", SUMMER)
LATE = date(2026, 11, 30)
CLAIM = {"relief": "EX_SCHOOL_CLOSED", "rule": "A_FINAL_PLAN", "evidence": "doc 9", "impractical": "only the head knew"}


def at(desk: Desk, ref: str, setting: str = "Larkspur Primary", received: date = date(2026, 6, 24)) -> str:
    """Another child's case, with the request of that day."""
    child = Child(0, "Okafor", f"Ife {ref}", date(2019, 1, 2), setting=setting)
    open_request(desk, NewRequest(ref, child, received, "parent"))
    return ref


def asked_in_the_window(desk: Desk, ref: str) -> None:
    record(desk, ref, NewFact("assess_decision_notified", date(2026, 7, 10), {"outcome": "assess"}))
    record(desk, ref, NewFact("advice_requested", date(2026, 7, 20), {"body": "education"}))


def state(desk: Desk, ref: str, rule: str = "A_FINAL_PLAN") -> tuple[date, State]:
    return next((d.due, d.state) for d in case_view(desk, ref).timeline.deadlines if d.rule == rule)


def closures(desk: Desk, ref: str) -> list[tuple[str, str, str]]:
    """What the closures that stand on a case say, and where they come from."""
    return [
        (f.fact.attrs["from"], f.fact.attrs["to"], f.source)
        for f in case_view(desk, ref).facts
        if f.stands and f.fact.kind == "setting_closed"
    ]


SAID = [("2026-07-23", "2026-09-02", "Term dates, page 4")]


@pytest.mark.parametrize(("day", "now"), [(date(2026, 10, 30), State.RUNNING), (LATE, State.OVERDUE)])
def test_a_claim_that_waited_for_the_closure_is_shown_lifted_and_its_date_stays(
    team: Desk, maisie: str, day: date, now: State
) -> None:
    desk = replace(team, days=Calendar(day))
    asked_in_the_window(desk, maisie)
    record(desk, maisie, NewFact("relief_claimed", date(2026, 9, 10), CLAIM))
    before = head(desk)
    found = preview(desk, FILE)
    (line,) = found.moved
    assert (line.ref, line.rule, line.due_now, line.due_then, line.days) == (
        maisie, "A_FINAL_PLAN", date(2026, 11, 11), date(2026, 11, 11), 0)  # fmt: skip
    assert (line.state_now, line.state_then) == (now, State.RELIEVED)
    assert found.claimable == () and found.now == found.then
    assert (head(desk), closures(desk, maisie)) == (before, []), "nothing was changed"
    done = apply(desk, FILE, "Term dates published")
    assert (done.changed, done.closed, done.differs) == ((maisie,), (maisie,), False)
    assert state(desk, maisie) == (date(2026, 11, 11), State.RELIEVED)
    assert sound(desk)
    withdraw(desk, "summer", "The wrong school")
    assert state(desk, maisie) == (date(2026, 11, 11), now)
    assert sound(desk)


def test_a_ground_nobody_has_claimed_is_told_apart_and_lifts_nothing(team: Desk, maisie: str) -> None:
    asked_in_the_window(team, maisie)
    found = preview(team, FILE)
    assert found.moved == ()
    assert [(m.rule, m.state_now, m.state_then) for m in found.claimable] == [
        ("A_FINAL_PLAN", State.RUNNING, State.RUNNING)
    ]
    done = apply(team, FILE, "Term dates published")
    assert (done.changed, done.closed) == ((), (maisie,))
    assert state(team, maisie)[1] is State.RUNNING
    record(team, maisie, NewFact("relief_claimed", date(2026, 9, 10), CLAIM))
    assert state(team, maisie)[1] is State.RELIEVED, "whoever claims it now finds the closure on the case"


@pytest.mark.parametrize(
    ("asked", "last"), [("2026-07-15", "2026-09-02"), ("2026-08-28", "2026-09-02"), ("2026-07-20", "2026-08-18")]
)
def test_no_ground_opens_outside_the_window_or_for_a_short_closure(
    team: Desk, maisie: str, asked: str, last: str
) -> None:
    record(team, maisie, NewFact("assess_decision_notified", date(2026, 7, 10), {"outcome": "assess"}))
    record(team, maisie, NewFact("advice_requested", date.fromisoformat(asked), {"body": "education"}))
    found = preview(team, ChangeFile("summer.toml", SUMMER.replace("2026-09-02", last)))
    assert (found.moved, found.claimable, len(found.reach.facts)) == ((), (), 1)


def test_a_ground_that_was_open_already_is_not_told_as_opened(team: Desk, maisie: str) -> None:
    asked_in_the_window(team, maisie)
    days = {"from": "2026-07-22", "to": "2026-09-01"}
    record(team, maisie, NewFact("setting_closed", date(2026, 7, 22), days, source="The head rang"))
    found = preview(team, FILE)
    assert (len(found.reach.facts), found.claimable) == (1, ())


def test_days_of_school_are_counted_without_the_closure(team: Desk, maisie: str) -> None:
    record(team, maisie, NewFact("absence_began", date(2026, 10, 19)))
    half_term = SUMMER.replace("2026-07-23", "2026-10-26").replace("2026-09-02", "2026-10-30")
    (line,) = preview(team, ChangeFile("half-term.toml", half_term)).moved
    assert (line.rule, line.due_now, line.due_then) == ("G_S19_15", date(2026, 11, 6), date(2026, 11, 13))


def test_it_is_one_act_sealed_by_case_and_applied_again_touches_nobody_twice(team: Desk, maisie: str) -> None:
    other, elsewhere = at(team, "SEN/2"), at(team, "SEN/3", "The Reeds School")
    before = head(team)
    done = apply(team, FILE, " Term dates   published ")
    assert (done.cases, set(done.closed)) == (3, {maisie, other})
    assert (closures(team, maisie), closures(team, other), closures(team, elsewhere)) == (SAID, SAID, [])
    with team.store.read() as work:
        entries = list(work.journal(after=before))
    assert sorted(e.kind for e in entries) == ["fact_recorded", "fact_recorded", "law_changed"]
    assert len({(e.at, e.actor) for e in entries}) == 1
    said = json.loads(next(e.payload or "" for e in entries if e.kind == "law_changed"))
    assert (said["reason"], said["text"], sorted(said["closed"])) == ("Term dates published", SUMMER, [other, maisie])
    seen = head(team)
    again = apply(team, FILE, "Once more")
    assert (again.closed, head(team)) == ((), seen)
    assert again.words == "Every child that summer.toml reaches has its closures already; nothing was changed."
    assert sound(team)


def test_a_child_who_came_later_is_counted_and_the_same_file_records_it_on_them_alone(team: Desk, maisie: str) -> None:
    apply(team, FILE, "Term dates published")
    assert lacking(team) == {}
    late = at(team, "SEN/2")
    moved = at(team, "SEN/3", "The Reeds School")
    child = case_view(team, moved).case.child
    change_child(team, moved, child, replace(child, setting="Larkspur Primary"))
    after = at(team, "SEN/4", received=date(2026, 9, 3))
    assert lacking(team) == {"summer.toml": 2}, "a request that came after the closure is not asked about"
    assert set(apply(team, FILE, "For the newcomers").closed) == {late, moved}
    assert (closures(team, late), closures(team, moved), closures(team, after)) == (SAID, SAID, [])
    assert (lacking(team), [c.reason for c in changes_of(team)]) == ({}, ["Term dates published"])
    done = withdraw(team, "summer.toml", "The wrong year")
    assert set(done.closed) == {maisie, late, moved} and changes_of(team) == ()
    assert all(closures(team, ref) == [] for ref in done.closed)
    assert sound(team)


def test_what_was_recorded_by_hand_or_corrected_since_is_left_alone(team: Desk, maisie: str) -> None:
    fixed, hand = at(team, "SEN/2"), at(team, "SEN/3")
    days = {"from": "2026-07-23", "to": "2026-09-02"}
    record(team, hand, NewFact("setting_closed", date(2026, 7, 23), days, source="The head rang"))
    found = preview(team, FILE)
    assert [(one.cases, one.already) for one in found.reach.closures] == [(2, 1)]
    apply(team, FILE, "Term dates published")
    entry = next(f for f in case_view(team, fixed).facts if f.fact.kind == "setting_closed")
    correct(team, entry.id, NewFact("setting_closed", date(2026, 7, 24), {**days, "from": "2026-07-24"}), "A day later")
    assert withdraw(team, "summer", "The wrong year").closed == (maisie,)
    assert closures(team, hand) == [("2026-07-23", "2026-09-02", "The head rang")]
    assert [first for first, _, _ in closures(team, fixed)] == ["2026-07-24"]
    assert sound(team)


def test_a_closure_put_right_or_withdrawn_on_a_case_is_not_recorded_there_again(team: Desk, maisie: str) -> None:
    fixed, gone = at(team, "SEN/2"), at(team, "SEN/3")
    apply(team, FILE, "Term dates published")
    numbers = {ref: case_view(team, ref).facts[-1].id for ref in (fixed, gone)}
    days = {"from": "2026-07-23", "to": "2026-08-14"}
    first = correct(team, numbers[fixed], NewFact("setting_closed", date(2026, 7, 23), days), "It opened early").facts[
        0
    ]
    withdraw_entry(team, numbers[gone], "She is taught at the other site")
    assert (lacking(team), preview(team, FILE).reach.facts) == ({}, {})
    assert apply(team, FILE, "As the list says").closed == ()
    assert ([to for _, to, _ in closures(team, fixed)], closures(team, gone)) == (["2026-08-14"], [])
    withdraw_entry(team, first, "It was never closed")
    late = at(team, "SEN/4")
    assert (lacking(team), apply(team, FILE, "For the newcomer").closed) == ({"summer.toml": 1}, (late,))
    assert (closures(team, fixed), closures(team, late)) == ([], SAID)
    withdraw(team, "summer.toml", "The wrong school")
    assert set(apply(team, FILE, "It was the right one").closed) == {maisie, fixed, gone, late}, "a new act begins anew"
    assert sound(team)


def test_children_without_a_setting_are_named_and_closed_cases_are_nobodys_business(team: Desk, maisie: str) -> None:
    blank, ended = at(team, "SEN/2", ""), at(team, "SEN/3")
    record(team, ended, NewFact("request_withdrawn", date(2026, 8, 1)))
    found = preview(team, FILE)
    assert [(one.ref, one.responsible) for one in found.not_touched] == [(blank, "Imre Vantongeren")]
    assert (found.cases, found.reach.closures[0].cases) == (2, 1)
    assert apply(team, FILE, "Term dates published").closed == (maisie,)
    assert (closures(team, blank), closures(team, ended)) == ([], [])


def test_a_setting_nobody_is_at_is_refused_with_the_nearest(team: Desk, maisie: str) -> None:
    before = head(team)
    for name, says in (("Larkspurr Primary", "; did you mean 'Larkspur Primary'."), ("Zzz", "'Zzz'.")):
        wrong = ChangeFile("summer.toml", SUMMER.replace("Larkspur Primary", name))
        for act in (lambda f: preview(team, f), lambda f: apply(team, f, "x")):
            with pytest.raises(BadInput, match=r"summer.toml: no child on this record is at") as caught:
                act(wrong)
            assert str(caught.value).endswith(says)
    assert head(team) == before
    spelt = ChangeFile("summer.toml", SUMMER.replace("Larkspur Primary", "LARKSPUR  primary"))
    assert len(preview(team, spelt).reach.facts) == 1


def test_a_file_of_another_text_under_an_applied_name_is_refused(team: Desk, maisie: str) -> None:
    apply(team, FILE, "Term dates published")
    longer = ChangeFile("summer.toml", SUMMER.replace("09-02", "09-03"))
    with pytest.raises(BadInput, match=r"summer.toml is already applied to this record; withdraw it first"):
        apply(team, longer, "A day more")


def test_a_file_may_hold_law_and_closures_and_both_come_and_go_together(team: Desk, maisie: str) -> None:
    record(team, maisie, NewFact("appeal_sent_to_la", date(2026, 10, 20)))
    both = ChangeFile("autumn.toml", ROYAL + SUMMER)
    assert [m.rule for m in preview(team, both).moved] == ["T_RESPONSE"]
    done = apply(team, both, "Proclaimed")
    assert (done.changed, done.closed, done.differs) == ((maisie,), (maisie,), True)
    assert done.words == (
        "The change autumn.toml is now part of this record’s law and its closures were recorded on 1 case; "
        "dates or states changed on 1 of 1 case."
    )
    assert preview(team, both).moved == (), "tried again, it is there already"
    newcomer = at(team, "SEN/2")
    assert apply(team, both, "For the newcomer").closed == (newcomer,)
    assert team.law.name == "england@2026-09-01+autumn", "the law was not laid over itself"
    assert sound(team)
    assert set(withdraw(team, "autumn", "Called off").closed) == {maisie, newcomer}
    assert "+" not in team.law.name and sound(team)


def test_stopped_at_any_point_nothing_is_half_done(team: Desk, maisie: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(law_preview, "STEP", 1)
    monkeypatch.setattr("ehcp_desk.services.oversight.law_changes.STEP", 1)
    for number in range(2, 5):
        at(team, f"SEN/{number}")
    both = ChangeFile("autumn.toml", ROYAL + SUMMER)
    steps: list[str] = []
    apply(team, both, "x", lambda done, total, what: steps.append(what))
    withdraw(team, "autumn", "x")
    assert len(steps) == 8 and len(set(steps)) == 2, "four cases looked at, four saved"
    seen = head(team)
    for stop_at in range(1, 9):
        told: list[int] = []

        def stop(_done: int, _total: int, _what: str, told: list[int] = told, last: int = stop_at) -> None:
            told.append(1)
            if len(told) == last:
                raise Cancelled("Stopped.")

        with pytest.raises(Cancelled):
            apply(team, both, "x", stop)
        assert (head(team), changes_of(team), closures(team, maisie)) == (seen, (), [])
        assert "+" not in team.law.name
    assert sound(team)
