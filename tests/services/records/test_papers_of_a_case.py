"""The chronology and the pick-up sheet: everything that stands, honest about what was late or corrected."""

from dataclasses import replace
from datetime import date

import pytest

from ehcp_desk.domain.case import Contactable
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.papers import LineMark
from ehcp_desk.domain.record import NewFact
from ehcp_desk.ports.today import Calendar
from ehcp_desk.services.casework.contacts import NewContact, record_contact
from ehcp_desk.services.casework.details import add_person, change_child
from ehcp_desk.services.casework.recording import correct, record, withdraw
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.ownership import assign
from ehcp_desk.services.records.case_view import case_view
from ehcp_desk.services.records.chronology import chronology
from ehcp_desk.services.records.handover import pick_up_sheet


def on(desk: Desk, day: date, user: str = "") -> Desk:
    """The same record on another day."""
    return Desk(desk.store, desk.law, user or desk.user, Calendar(day))


def test_every_standing_fact_is_told_in_order_with_a_source(desk: Desk, maisie: str) -> None:
    record(
        desk,
        maisie,
        NewFact("assess_decision_notified", date(2026, 7, 31), {"outcome": "assess"}, source="Letter of 31 July"),
    )
    record(desk, maisie, NewFact("draft_plan_served", date(2026, 10, 19)))
    told = chronology(desk, maisie)
    assert [line.on for line in told.lines] == [date(2026, 6, 24), date(2026, 7, 31), date(2026, 10, 19)]
    assert [line.number for line in told.lines] == [1, 2, 3]
    assert all(line.source for line in told.lines)
    assert told.lines[1].source == "Letter of 31 July"
    assert told.lines[1].limit == "Limit: 5 August 2026. Met 5 days early."


def test_a_late_entry_says_so_and_a_prompt_one_does_not(desk: Desk, maisie: str) -> None:
    prompt = on(desk, date(2026, 7, 31))
    record(prompt, maisie, NewFact("assess_decision_notified", date(2026, 7, 31), {"outcome": "assess"}))
    record(desk, maisie, NewFact("draft_plan_served", date(2026, 10, 19)))
    lines = {line.on: line for line in chronology(desk, maisie).lines}
    assert lines[date(2026, 7, 31)].recorded_on is None
    assert lines[date(2026, 10, 19)].recorded_on == date(2026, 10, 30)


def test_a_time_that_only_ran_out_is_not_told_as_something_done(desk: Desk, maisie: str) -> None:
    """In evidence the stay of a plan that is to cease was "Done", on the last day of the two months, by nobody."""
    record(desk, maisie, NewFact("final_plan_sent", date(2026, 7, 1)))
    record(desk, maisie, NewFact("cease_decision_notified", date(2026, 7, 31)))
    [stay] = [limit for limit in chronology(desk, maisie).limits if limit.what.startswith("Keep the plan")]
    assert (stay.words, stay.done) == ("over, as far as is recorded", "Nothing is recorded that carried it further")
    record(desk, maisie, NewFact("tribunal_order", date(2026, 10, 20), {"order": "maintain"}))
    [stay] = [limit for limit in chronology(desk, maisie).limits if limit.what.startswith("Keep the plan")]
    assert (stay.words, stay.done) == ("lasted until 20 October 2026", "Tribunal order on 20 October 2026")


def test_a_weekend_does_not_make_an_entry_late(desk: Desk, maisie: str) -> None:
    tuesday = on(desk, date(2026, 10, 27))
    record(tuesday, maisie, NewFact("note", date(2026, 10, 23), note="Friday’s meeting"))
    assert chronology(desk, maisie).lines[-1].recorded_on is None


def test_a_correction_is_marked_and_a_withdrawn_entry_is_not_told(desk: Desk, maisie: str) -> None:
    received = case_view(desk, maisie).facts[0]
    correct(desk, received.id, NewFact("request_received", date(2026, 6, 22), {"source": "parent"}), "Date stamp")
    wrong = record(desk, maisie, NewFact("note", date(2026, 10, 1), note="About another child"))
    withdraw(desk, wrong.facts[0], "Wrong child")
    lines = chronology(desk, maisie).lines
    assert [line.on for line in lines] == [date(2026, 6, 22)]
    corrected = next(note.words for note in lines[0].notes if note.mark is LineMark.CORRECTED)
    assert "Request received, 24 June 2026" in corrected


def test_as_at_a_past_day_shows_only_what_was_written_down_by_then(desk: Desk, maisie: str) -> None:
    record(on(desk, date(2026, 10, 29)), maisie, NewFact("note", date(2026, 10, 28), note="Written on the 29th"))
    assert len(chronology(desk, maisie).lines) == 2
    record(desk, maisie, NewFact("note", date(2026, 10, 1), note="Written on the 30th"))
    assert len(chronology(desk, maisie).lines) == 3
    told = chronology(desk, maisie, as_at=date(2026, 10, 29))
    assert [line.event for line in told.lines if "Written" in line.event] == ["Note: Written on the 29th."]


def test_a_move_that_is_planned_brings_its_limits_before_its_day_comes(desk: Desk, maisie: str) -> None:
    for kind, day in (("final_plan_sent", "2025-01-20"), ("amended_plan_sent", "2026-07-15")):
        record(desk, maisie, NewFact(kind, date.fromisoformat(day)))
    july = on(desk, date(2026, 7, 21))
    moves = NewFact("phase_transfer_planned", date(2026, 8, 31), {"phase": "post16_to_post16"})
    record(july, maisie, moves)
    told = chronology(july, maisie)
    (limit,) = (limit for limit in told.limits if limit.due == date(2026, 3, 31))
    assert "106 days late" in limit.words, "five months before the move, and the plan came in July"
    assert told.lines[-1].on == date(2026, 8, 31) and "planned for the move" in told.lines[-1].event
    before = chronology(july, maisie, as_at=date(2026, 7, 20))
    assert not any(limit.due == date(2026, 3, 31) for limit in before.limits), "nobody had written it down by then"


def test_the_line_a_limit_points_to_is_what_met_it_and_not_another_fact_of_that_day(desk: Desk, maisie: str) -> None:
    on_one_day = [
        NewFact("advice_received", date(2026, 9, 10), {"body": "health"}),
        NewFact("advice_received", date(2026, 9, 10), {"body": "psychology"}),
    ]
    record(desk, maisie, [NewFact("advice_requested", date(2026, 7, 31), dict(f.attrs)) for f in on_one_day])
    record(desk, maisie, on_one_day)
    record(desk, maisie, NewFact("mediation_requested", date(2026, 9, 1)))
    agreed = NewFact("mediation_agreement", date(2026, 9, 10), {"about": "other"})
    record(desk, maisie, [agreed, NewFact("mediation_held", date(2026, 9, 10))])
    told = chronology(desk, maisie)
    events = {line.number: line.event for line in told.lines}
    pointed = {limit.what: events[limit.line] for limit in told.limits if limit.line is not None}
    assert pointed == {
        "Arrange mediation": "Mediation was held.",
        "Health advice": "The council received advice: Health.",
        "Psychology advice": "The council received advice: Educational psychology.",
    }


def test_each_limit_is_shown_with_what_was_done(desk: Desk, maisie: str) -> None:
    record(desk, maisie, NewFact("assess_decision_notified", date(2026, 7, 31), {"outcome": "assess"}))
    limits = {limit.due: limit for limit in chronology(desk, maisie).limits}
    assert limits[date(2026, 8, 5)].done == "Decision on assessing notified on 31 July 2026"
    assert limits[date(2026, 8, 5)].line == 2
    assert limits[date(2026, 11, 11)].done == "Nothing is recorded yet"


def test_a_newcomer_can_answer_from_the_pick_up_sheet(desk: Desk, maisie: str) -> None:
    record(desk, maisie, NewFact("assess_decision_notified", date(2026, 7, 31), {"outcome": "assess"}))
    record(desk, maisie, NewFact("advice_requested", date(2026, 7, 31), {"body": "psychology"}))
    contact = NewContact(
        date(2026, 10, 28), "phone", True, "Jo Farrowdale", "When is the visit?", "Ring back", date(2026, 10, 30)
    )
    record_contact(desk, maisie, contact)
    assign(desk, [maisie], "Joy Addo", "New in", handover="Mother prefers texts")
    sheet = pick_up_sheet(desk, maisie)
    assert (sheet.child, sheet.week, sheet.state) == (
        "Maisie Farrowdale",
        "Week 19 of 20",
        "Send the final plan: 12 days left",
    )
    assert sheet.responsible.startswith("Caseworker Joy Addo")
    assert [a.what for a in sheet.waiting] == ["Educational psychology advice"]
    assert [p.what for p in sheet.promises] == ["Ring back"]
    assert sheet.handover[0].words == "Mother prefers texts"
    assert sheet.contacts[0].words == "When is the visit?"
    assert "would carry out an EHC needs assessment" in sheet.last_decision


def test_the_sheet_has_whatever_the_overview_says_is_promised_and_waited_for(desk: Desk, maisie: str) -> None:
    said = NewContact(
        date(2026, 10, 6), "email", True, "Jo Farrowdale", "When will the visit be?", reply_by=date(2026, 10, 13)
    )
    record_contact(desk, maisie, said)
    record(
        desk,
        maisie,
        NewFact("promise_made", date(2026, 10, 20), {"due": "2026-11-03", "to": "Jo Farrowdale"}, "Ring back"),
    )
    view, sheet = case_view(desk, maisie), pick_up_sheet(desk, maisie)
    assert (
        [p.what for p in sheet.promises] == [m.what for m in view.matters] == ["When will the visit be?", "Ring back"]
    )
    late, ahead = sheet.promises
    assert (late.words, late.due, late.made) == (
        "overdue by 17 days", "13 October 2026", "A reply to Jo Farrowdale, in contact on 6 October",
    )  # fmt: skip
    assert (ahead.words, ahead.due) == ("", "3 November 2026")
    others = pick_up_sheet(desk, maisie, for_colleagues=False)
    assert others.promises == sheet.promises
    signal = NewFact(
        "exclusion", date(2026, 10, 29), {"type": "sent_home", "by": "Larkspur Primary"}, "Sent home at noon"
    )
    record(desk, maisie, signal)
    assert len(pick_up_sheet(desk, maisie).promises) == len(case_view(desk, maisie).matters) == 3
    assert pick_up_sheet(desk, maisie, for_colleagues=False).promises == sheet.promises


def test_the_sheet_says_what_to_know_before_ringing_who_decides_and_how_to_reach_them(desk: Desk, maisie: str) -> None:
    child = case_view(desk, maisie).case.child
    change_child(desk, maisie, child, replace(child, born=date(2010, 3, 14), language="Polish", known_as="Mabel",
                                              communication="large print"))  # fmt: skip
    add_person(desk, maisie, Contactable(0, 0, "Ilse Brandreth", "SENCO", "01632 960118", agency="Education"))
    add_person(desk, maisie, Contactable(0, 0, "Jo Farrowdale", "Mother", "07700 900412", "", True, "do not leave messages",
                                         "jo@example.org", "Birth", "Polish", "interpreter", "9 Hill Rise", True))  # fmt: skip
    banner = {"about": "contact", "review": "2027-01-04"}
    record(desk, maisie, NewFact("sensitivity", date(2026, 10, 1), banner, "Write to both."))
    record(desk, maisie, NewFact("care_status", date(2026, 1, 1), {"status": "in_care"}))
    record(desk, maisie, NewFact("need_described", date(2026, 10, 1), {"by": "child"}, "I like my den."))
    record(desk, maisie, NewFact("address", date(2026, 1, 1), {"address": "9 Hill Rise", "hidden": "yes"}))
    sheet = pick_up_sheet(desk, maisie)
    assert sheet.child == "Maisie Farrowdale, known as Mabel"
    assert sheet.banners == ("How to be in touch: Write to both.",)
    assert (sheet.decides, sheet.speaks) == ("The young person", "speaks Polish, large print")
    assert sheet.risks == "In care"
    first = sheet.people[0]
    assert (first.name, first.reach) == ("Jo Farrowdale", "07700 900412")
    for told in (
        "do not leave messages",
        "jo@example.org",
        "parental responsibility (Birth)",
        "Polish, interpreter",
        "address not to be disclosed",
    ):
        assert told in first.detail
    assert (sheet.in_their_words[0].who, sheet.in_their_words[0].words) == (
        "The child or young person",
        "I like my den.",
    )
    everything = str(sheet) + str(chronology(desk, maisie))
    assert "9 Hill Rise" not in everything, "a hidden address is on no paper"
    assert "Write to both" not in str(chronology(desk, maisie)), "what the family is warned about stays inside"


def test_a_paper_of_no_case_is_a_sentence(desk: Desk) -> None:
    for paper in (chronology, pick_up_sheet):
        with pytest.raises(BadInput, match="SEN/404"):
            paper(desk, "SEN/404")


def test_a_date_of_birth_on_the_child_is_known_to_the_clock(desk: Desk, maisie: str) -> None:
    record(desk, maisie, NewFact("final_plan_sent", date(2026, 10, 29)))
    assert "R_UNDER5" not in {u.rule for u in case_view(desk, maisie).timeline.unknown}
