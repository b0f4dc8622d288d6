"""The child, the family and the professionals: what is recorded, what stands on a day, and who decides."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ehcp_desk.domain.case import Child, Contactable
from ehcp_desk.domain.deciding import school_leaving_date
from ehcp_desk.domain.errors import BadInput, Conflict
from ehcp_desk.domain.record import NewFact
from ehcp_desk.domain.worklist import CaseQuery, Scope
from ehcp_desk.services.casework.details import add_person, change_child, change_person, no_longer
from ehcp_desk.services.casework.recording import NewRequest, correct, open_request, record, withdraw
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.worklist import listed
from ehcp_desk.services.records.case_view import CaseView, case_view


def say(desk: Desk, ref: str, kind: str, on: date, note: str = "", **attrs: str) -> int:
    return record(desk, ref, NewFact(kind, on, attrs, note, source="social care list")).facts[0]


def child_of(desk: Desk, ref: str) -> Child:
    return case_view(desk, ref).case.child


def test_everything_of_a_child_is_kept_and_its_number_and_known_name_find_it(team: Desk, maisie: str) -> None:
    seen = child_of(team, maisie)
    wanted = replace(seen, nhs="943 476 5919", known_as="Mabel", ethnicity="white - irish", language="Polish",
                     communication="Polish interpreter", uln="1234567899")  # fmt: skip
    changes = change_child(team, maisie, seen, wanted, "Form from the family")
    assert changes.warnings == ()
    kept = child_of(team, maisie)
    assert (kept.nhs, kept.known_as, kept.language, kept.uln) == ("9434765919", "Mabel", "Polish", "1234567899")
    assert kept.ethnicity == "WIRI"
    for words in ("9434765919", "mabel"):
        assert [r.case.ref for r in listed(team, CaseQuery(team.today(), Scope.ALL, search=words))[1]] == [maisie]


def test_a_wrong_check_digit_is_kept_and_said(team: Desk, maisie: str) -> None:
    seen = child_of(team, maisie)
    changes = change_child(team, maisie, seen, replace(seen, nhs="9434765918"))
    assert changes.warnings == (f"{maisie}: The check digit of this NHS number is wrong.",)
    assert child_of(team, maisie).nhs == "9434765918"


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("ethnicity", "Martian", "is not an ethnicity of the return"),
        ("sex", "X", "is not a sex the return knows"),
        ("born", date(2031, 1, 1), "has not come yet"),
        ("surname", " ", "cannot be empty"),
    ],
)
def test_details_that_cannot_be_are_refused(team: Desk, maisie: str, field: str, value: object, sentence: str) -> None:
    seen = child_of(team, maisie)
    with pytest.raises(BadInput, match=sentence):
        change_child(team, maisie, seen, replace(seen, **{field: value}))  # type: ignore[arg-type]
    assert child_of(team, maisie) == seen


def test_addresses_follow_one_another_and_two_homes_stand_together(team: Desk, maisie: str) -> None:
    say(team, maisie, "address", date(2024, 1, 8), address="1 Mill Lane", **{"with": "both parents"})
    say(team, maisie, "address", date(2026, 2, 1), address="9 Hill Rise", hidden="yes")
    say(team, maisie, "address", date(2026, 3, 1), address="4 Dock Row", sort="second_home")
    profile = case_view(team, maisie).profile
    now = [s.attrs["address"] for s in profile.on(date(2026, 10, 30), "address")]
    assert now == ["9 Hill Rise", "4 Dock Row"]
    assert [s.attrs["address"] for s in profile.on(date(2025, 5, 5), "address")] == ["1 Mill Lane"]
    assert profile.on(date(2026, 1, 31), "address")[0].until == date(2026, 1, 31)
    assert "do not disclose" in profile.on(date(2026, 10, 30), "address")[0].said


def test_a_care_status_ends_with_a_reason_and_stays_in_the_history(team: Desk, maisie: str) -> None:
    entry = say(team, maisie, "care_status", date(2025, 6, 1), status="child_in_need")
    say(team, maisie, "care_status", date(2026, 1, 1), status="in_care")
    assert case_view(team, maisie).profile.care(team.today()) == ("Child in need", "In care")
    with pytest.raises(BadInput, match="Say why it ends"):
        no_longer(team, entry, date(2026, 5, 1), " ")
    with pytest.raises(BadInput, match="on or after the day it began"):
        no_longer(team, entry, date(2025, 5, 1), "Plan closed")
    no_longer(team, entry, date(2026, 5, 1), "Plan closed")
    profile = case_view(team, maisie).profile
    assert profile.care(team.today()) == ("In care",)
    assert profile.care(date(2026, 5, 1)) == ("Child in need", "In care")
    assert next(s for s in profile.statements if s.entry == entry).ended_because == "Plan closed"
    with pytest.raises(BadInput, match="already ended"):
        no_longer(team, entry, date(2026, 5, 2), "Again")


def test_a_banner_needs_words_a_kind_and_a_day_to_look_again(team: Desk, maisie: str) -> None:
    with pytest.raises(BadInput, match="write what everybody must know"):
        say(team, maisie, "sensitivity", team.today(), about="contact", review="2027-01-04")
    with pytest.raises(BadInput, match="must say 'review'"):
        say(team, maisie, "sensitivity", team.today(), "Write to both.", about="contact")
    with pytest.raises(BadInput, match="before it begins"):
        say(team, maisie, "sensitivity", team.today(), "Write to both.", about="contact", review="2026-01-04")
    with pytest.raises(BadInput, match="cannot have about 'gossip'"):
        say(team, maisie, "sensitivity", team.today(), "Write to both.", about="gossip", review="2027-01-04")
    say(team, maisie, "sensitivity", team.today(), "Write to both.", about="contact", review="2027-01-04")
    assert [b.said for b in case_view(team, maisie).banners] == ["How to be in touch: Write to both."]


def test_a_banner_of_one_case_is_seen_on_every_case_of_the_child(team: Desk, maisie: str) -> None:
    say(team, maisie, "sensitivity", team.today(), "Write to both.", about="contact", review="2027-01-04")
    again = Child(0, "Farrowdale", "Maisie", date(2020, 3, 14))
    open_request(team, NewRequest("SEN/26999", again, date(2026, 10, 1), "parent"))
    assert [b.words for b in case_view(team, "SEN/26999").banners] == ["Write to both."]


def test_a_correction_and_a_withdrawal_leave_no_trace_in_what_stands(team: Desk, maisie: str) -> None:
    entry = say(team, maisie, "needs_recorded", date(2026, 7, 1), primary="ASD", secondary="SLCN")
    right = correct(team, entry, NewFact("needs_recorded", date(2026, 7, 1), {"primary": "SEMH"}), "Misread").facts[0]
    said = [s.said for s in case_view(team, maisie).profile.on(team.today(), "needs_recorded")]
    assert said == ["Social, emotional and mental health"]
    withdraw(team, right, "Of another child")
    assert case_view(team, maisie).profile.statements == ()


def test_people_change_with_before_after_and_why_and_leave_without_being_lost(team: Desk, maisie: str) -> None:
    add_person(team, maisie, Contactable(0, 0, "Jo Farrowdale", "Mother", "07700 900412", parental_responsibility=True,
                                         rests_on="Birth", more="01632 960007\njo@example.org"))  # fmt: skip
    jo = case_view(team, maisie).people[0]
    assert jo.reach == "07700 900412, 01632 960007, jo@example.org"
    change_person(team, maisie, jo, replace(jo, phone="07700 900413", preference="do not leave messages"), "She rang")
    now = case_view(team, maisie).people[0]
    assert now.phone == "07700 900413"
    with pytest.raises(Conflict) as clash:
        change_person(team, maisie, jo, replace(jo, phone="07700 900999"))
    assert clash.value.clashes[0].theirs == "07700 900413"
    with pytest.raises(BadInput, match="Nothing was changed"):
        change_person(team, maisie, now, now)
    with pytest.raises(BadInput, match="only for somebody who has it"):
        change_person(team, maisie, now, replace(now, parental_responsibility=False))
    with pytest.raises(BadInput, match="last day is before"):
        change_person(team, maisie, now, replace(now, since=date(2026, 5, 1), until=date(2026, 4, 1)))
    change_person(team, maisie, now, replace(now, until=date(2026, 9, 1)), "Moved abroad")
    view = case_view(team, maisie)
    assert (view.people, [p.name for p in view.people_before]) == ((), ["Jo Farrowdale"])
    found = listed(team, CaseQuery(team.today(), Scope.ALL, search="01632 960007"))[1]
    assert [r.case.ref for r in found] == [maisie]


@pytest.mark.parametrize(
    ("born", "leaves"),
    [
        ("2010-09-01", "2027-06-25"),
        ("2011-08-31", "2027-06-25"),
        ("2011-09-01", "2028-06-30"),
        ("2010-08-31", "2026-06-26"),
        ("2011-02-28", "2027-06-25"),
    ],
)
def test_compulsory_school_age_ends_on_the_last_friday_in_june(born: str, leaves: str) -> None:
    assert school_leaving_date(date.fromisoformat(born)) == date.fromisoformat(leaves)


def decided_by(desk: Desk, born: str, ref: str = "SEN/16") -> CaseView:
    child = Child(0, "Quayle", "Otis", date.fromisoformat(born))
    open_request(desk, NewRequest(ref, child, date(2026, 10, 1), "parent"))
    return case_view(desk, ref)


def test_the_young_person_decides_after_school_age_unless_capacity_is_recorded_otherwise(team: Desk) -> None:
    view = decided_by(team, "2010-03-14")
    assert (view.decider.who, view.decider.words) == ("young_person", "The young person")
    say(team, "SEN/16", "decider_recorded", date(2026, 10, 9), "Assessed by Dr Lind.", decides="representative",
        name="Val Quayle", about="the plan")  # fmt: skip
    told = case_view(team, "SEN/16").decider
    assert told.who == "representative"
    assert (
        told.words == "A deputy or attorney decides for the young person: Val Quayle (the plan). Assessed by Dr Lind."
    )
    assert "s.80" in told.law and "reg 64" in told.law
    say(team, "SEN/16", "decider_recorded", date(2026, 10, 20), "Regained capacity.", decides="young_person")
    assert case_view(team, "SEN/16").decider.who == "young_person"


def test_until_then_the_parents_decide_and_the_day_it_changes_is_said(team: Desk) -> None:
    sixteen = decided_by(team, "2010-09-10").decider
    assert sixteen.words == "The parents until 25 June 2027; from then on the young person"
    assert sixteen.worth_saying
    small = decided_by(team, "2018-09-10", "SEN/8").decider
    assert (small.who, small.words, small.worth_saying) == ("parent", "The parents", False)
    say(team, "SEN/8", "decider_recorded", date(2026, 10, 20), "Too early.", decides="young_person")
    assert case_view(team, "SEN/8").decider.who == "parent"


def test_kinds_that_have_their_own_act_cannot_be_slipped_in(team: Desk, maisie: str) -> None:
    with pytest.raises(BadInput, match="written by its own act"):
        say(team, maisie, "children_merged", team.today(), **{"from": "1", "into": "2"})
