"""The case's own kinds through the one door onto the record: what is refused, what comes back, who sees what waits."""

from dataclasses import replace
from datetime import date

import pytest

from ehcp_desk.clock.vocabulary import AttrType
from ehcp_desk.domain.case_kinds import CASE_KINDS
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.matters import Owed
from ehcp_desk.domain.record import NewFact
from ehcp_desk.services.casework.recording import correct, record
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.my_day import today
from ehcp_desk.services.oversight.ownership import assign
from ehcp_desk.services.records.case_view import case_view
from ehcp_desk.services.records.chronology import NEVER_TOLD, chronology
from tests.domain.test_case_kinds import example

DAY = date(2026, 10, 30)
DECISION = NewFact(
    "decision", DAY,
    {"did": "not_to", "what": "Hold an early review", "by": "Ruth Castellan", "evidence": "The school's report of 3 October"},
    "The placement is settled and the meeting is in five weeks.",
)  # fmt: skip


def test_a_decision_without_its_reasons_is_refused_and_nothing_is_kept(desk: Desk, maisie: str) -> None:
    before = case_view(desk, maisie).facts
    with pytest.raises(BadInput, match="the reasons"):
        record(desk, maisie, replace(DECISION, note=" "))
    assert case_view(desk, maisie).facts == before
    record(desk, maisie, DECISION)
    lines = [line.event for line in chronology(desk, maisie).lines]
    assert any(
        "Ruth Castellan decided not to: Hold an early review. The reasons: The placement" in line for line in lines
    )


def test_every_kind_written_by_hand_goes_onto_the_record_and_into_the_chronology(desk: Desk, maisie: str) -> None:
    plain = [
        k for k in CASE_KINDS.values() if k.by_hand and k.attrs and not any(a.type == "entry" for a in k.attrs.values())
    ]
    assert len(plain) > 20
    for kind in plain:
        fact = example(kind)
        days = {name for name, attr in (kind.attrs or {}).items() if attr.type is AttrType.DATE}  # not before the entry
        attrs = {name: DAY.isoformat() if name in days else value for name, value in fact.attrs.items()
                 if name != "reportable"}  # the council's own words  # fmt: skip
        record(desk, maisie, NewFact(kind.id, DAY, attrs, fact.note))
    assert {kind.id for kind in plain} <= {f.fact.kind for f in case_view(desk, maisie).facts}
    assert {kind.id for kind in plain} - NEVER_TOLD <= {line.kind for line in chronology(desk, maisie).lines}


def test_an_answer_must_name_an_entry_of_this_case_of_the_right_kind(desk: Desk, maisie: str) -> None:
    number = record(desk, maisie, DECISION).facts[0]
    for wrong in (number, 999):
        with pytest.raises(BadInput, match=f"{maisie} has no entry {wrong} that is a complaint"):
            record(desk, maisie, NewFact("complaint_answered", DAY, {"complaint": str(wrong), "outcome": "upheld"}))


def test_a_signal_is_on_the_list_of_whoever_holds_the_case_until_it_is_answered(desk: Desk, maisie: str) -> None:
    assign(desk, [maisie], "Joy Addo", "starting")
    sent = record(desk, maisie, NewFact("exclusion", DAY, {"type": "sent_home", "by": "Her mother"}))
    assert [(m.owed, ref) for m, _, ref in today(desk).matters] == [(Owed.SIGNAL, maisie)]
    record(desk, maisie, NewFact("signal_answered", DAY, {"signal": str(sent.facts[0])}, "Rang the school"))
    assert today(desk).matters == ()
    assert case_view(desk, maisie).matters == ()


def asked(desk: Desk, ref: str, on: int, who: str) -> int:
    wanted = {"channel": "letter", "direction": "in", "with": who, "reply_by": f"2026-10-{on + 7}"}
    return record(desk, ref, NewFact("contact", date(2026, 10, on), wanted, f"{who} asks")).facts[0]


def still_owed(desk: Desk, ref: str) -> list[int]:
    return [m.fact_id for m in case_view(desk, ref).matters if m.owed is Owed.REPLY]


def test_a_reply_says_whom_it_answers_where_several_wait_and_only_that_one_is_settled(desk: Desk, maisie: str) -> None:
    mother, father = asked(desk, maisie, 16, "Farida Lavenham"), asked(desk, maisie, 17, "Steve Pemberley")
    with pytest.raises(
        BadInput, match=f"2 replies are owed .entry {mother} of 16 October 2026, Farida Lavenham, entry {father}"
    ):
        record(desk, maisie, NewFact("reply_sent", DAY, {"to": "Farida Lavenham"}, "Report sent"))
    early = record(desk, maisie, NewFact("reply_sent", date(2026, 10, 16), {}, "Received")).facts[0]
    assert still_owed(desk, maisie) == [father], "before the second came, only one was owed"
    (entry,) = [f for f in case_view(desk, maisie).facts if f.id == early]
    assert entry.fact.attrs == {"contact": str(mother)}
    right = NewFact("reply_sent", date(2026, 10, 16), {}, "Report sent")
    with pytest.raises(BadInput, match="no entry 999 that is a contact"):
        correct(desk, early, replace(right, attrs={"contact": "999"}), "x")
    correct(desk, early, right, "fuller words")
    assert still_owed(desk, maisie) == [father], "words put right answer nobody else"
    record(desk, maisie, NewFact("reply_sent", DAY, {"contact": str(father)}, "Heard on Monday"))
    assert still_owed(desk, maisie) == []
    record(desk, maisie, NewFact("reply_sent", DAY, {}, "A word of thanks"))
