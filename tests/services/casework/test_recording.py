"""Recording facts: what is refused, what is kept, and that nothing is half-saved."""

from dataclasses import replace
from datetime import date

import pytest

from ehcp_desk.clock.model import State
from ehcp_desk.domain.case import Child, Stage, YearGroup
from ehcp_desk.domain.errors import BadInput, Conflict
from ehcp_desk.domain.record import NewFact
from ehcp_desk.domain.worklist import CaseQuery
from ehcp_desk.services.casework.attaching import Attachment
from ehcp_desk.services.casework.contacts import NewContact, keep_promise, record_contact
from ehcp_desk.services.casework.details import change_child
from ehcp_desk.services.casework.recording import NewRequest, correct, open_request, record, withdraw
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.ownership import assign
from ehcp_desk.services.records.case_view import case_view

DAY = date(2026, 10, 30)


def due(desk: Desk, ref: str, rule: str) -> tuple[date, State, int]:
    limit = next(d for d in case_view(desk, ref).timeline.deadlines if d.rule == rule)
    return limit.due, limit.state, limit.days


def test_a_request_starts_the_clock_and_nobody_holds_it(desk: Desk, maisie: str) -> None:
    view = case_view(desk, maisie)
    assert due(desk, maisie, "A_FINAL_PLAN") == (date(2026, 11, 11), State.RUNNING, 12)
    assert view.timeline.week is not None
    assert (view.timeline.week.ordinal, view.timeline.week.elapsed) == (19, 18)
    assert view.owner is None
    assert (view.responsible.name, view.responsible.why) == ("Ruth Castellan", "team manager")
    assert view.stage is Stage.DECIDING


def test_a_fact_moves_the_deadlines_and_the_list_at_once(desk: Desk, maisie: str) -> None:
    record(desk, maisie, NewFact("assess_decision_notified", date(2026, 7, 31), {"outcome": "assess"}))
    assert due(desk, maisie, "A_DECIDE_ASSESS") == (date(2026, 8, 5), State.MET, 5)
    view = case_view(desk, maisie)
    assert view.row.case.summary.stage is Stage.ASSESSING
    assert view.next is not None
    assert view.next.rule == "A_FINAL_PLAN"


def test_a_childs_new_name_and_setting_stand_in_the_list_at_once(desk: Desk, maisie: str) -> None:
    seen = case_view(desk, maisie).case.child
    change_child(
        desk, maisie, seen, replace(seen, surname="Farrow", setting="The Reeds School", year_group=YearGroup(3, 2026))
    )
    row = case_view(desk, maisie).row.case
    assert (row.surname, row.setting, row.year_on(desk.today())) == ("Farrow", "The Reeds School", 3)
    with desk.store.read() as work:
        assert work.count(CaseQuery(desk.today(), setting="The Reeds School")) == 1


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        (NewFact("final_plan_snet", date(2026, 10, 1)), "did you mean 'final_plan_sent'"),
        (NewFact("assess_decision_notified", date(2026, 10, 1), {"outcome": "maybe"}), "outcome 'maybe'"),
        (NewFact("assess_decision_notified", date(2026, 10, 1)), "must say 'outcome'"),
        (NewFact("final_plan_sent", date(2026, 11, 2)), "has not come yet"),
        (NewFact("final_plan_sent", date(1826, 11, 2)), "check the year"),
    ],
)
def test_what_cannot_be_a_fact_is_refused_in_a_sentence(desk: Desk, maisie: str, fact: NewFact, words: str) -> None:
    before = case_view(desk, maisie)
    with pytest.raises(BadInput, match=words.replace("?", r"\?")) as refused:
        record(desk, maisie, fact)
    assert str(refused.value).count("\n") == 0
    assert case_view(desk, maisie).facts == before.facts


def test_the_same_statutory_fact_twice_on_one_day_is_a_slip(desk: Desk, maisie: str) -> None:
    with pytest.raises(BadInput, match="already has 'Request received' on 24 June 2026"):
        record(desk, maisie, NewFact("request_received", date(2026, 6, 24), {"source": "parent"}))


def test_an_unknown_case_is_named(desk: Desk) -> None:
    with pytest.raises(BadInput, match="No case has the reference SEN/404"):
        record(desk, "SEN/404", NewFact("note", date(2026, 10, 1), note="x"))


def test_two_people_saving_the_same_case(desk: Desk, maisie: str) -> None:
    seen = case_view(desk, maisie).case.version
    record(desk, maisie, NewFact("note", date(2026, 10, 30), note="Thandi was here"))
    with pytest.raises(Conflict, match=r"changed SEN/26118 at .* look at it again") as clash:
        record(desk, maisie, NewFact("note", date(2026, 10, 30), note="Joy too"), seen_version=seen)
    assert clash.value.who == "Joy Addo"
    assert [f.fact.note for f in case_view(desk, maisie).facts if f.fact.kind == "note"] == ["Thandi was here"]


def test_a_correction_supersedes_and_keeps_the_old_entry(desk: Desk, maisie: str) -> None:
    entry = next(f for f in case_view(desk, maisie).facts if f.fact.kind == "request_received")
    correct(
        desk, entry.id, NewFact("request_received", date(2026, 6, 22), {"source": "parent"}), "Date stamp on the letter"
    )
    view = case_view(desk, maisie)
    assert due(desk, maisie, "A_FINAL_PLAN")[0] == date(2026, 11, 9)
    old = next(f for f in view.facts if f.id == entry.id)
    assert old.superseded_by is not None
    assert not old.stands
    with pytest.raises(BadInput, match="already been corrected"):
        correct(desk, entry.id, NewFact("request_received", date(2026, 6, 21), {"source": "parent"}), "again")


def test_a_withdrawn_entry_no_longer_counts_but_stays(desk: Desk, maisie: str) -> None:
    changes = record(desk, maisie, NewFact("final_plan_sent", date(2026, 10, 29)))
    assert due(desk, maisie, "A_FINAL_PLAN")[1] is State.MET
    withdraw(desk, changes.facts[0], "Recorded on the wrong child")
    assert due(desk, maisie, "A_FINAL_PLAN")[1] is State.RUNNING
    assert any(f.id == changes.facts[0] for f in case_view(desk, maisie).facts)


def test_a_correction_without_a_reason_is_refused(desk: Desk, maisie: str) -> None:
    entry = case_view(desk, maisie).facts[0]
    with pytest.raises(BadInput, match="needs a reason"):
        correct(desk, entry.id, NewFact("request_received", date(2026, 6, 22), {"source": "parent"}), " ")


def test_a_document_is_filed_once_and_comes_back_whole(desk: Desk, maisie: str) -> None:
    letter = Attachment("decision letter.pdf", b"%PDF-1.7 the letter")
    record(desk, maisie, NewFact("note", date(2026, 10, 30), note="see letter"), letter)
    record(desk, maisie, NewFact("note", date(2026, 10, 30), note="again"), letter)
    view = case_view(desk, maisie)
    assert [d.filename for d in view.documents] == ["decision letter.pdf", "decision letter.pdf"]
    assert len({d.sha256 for d in view.documents}) == 1
    with desk.store.read() as work:
        assert work.document_bytes(view.documents[0].id) == letter.content


def test_a_promise_is_open_until_it_is_kept(desk: Desk, maisie: str) -> None:
    contact = NewContact(date(2026, 10, 28), "phone", True, "Jo Farrowdale", "When is the therapy visit?",
                         "Ring back with the date", date(2026, 10, 30))  # fmt: skip
    record_contact(desk, maisie, contact)
    promise = case_view(desk, maisie).promises[0]
    assert (promise.what, promise.to, promise.kept_on) == ("Ring back with the date", "Jo Farrowdale", None)
    keep_promise(desk, maisie, promise.fact_id, date(2026, 10, 30))
    assert case_view(desk, maisie).promises[0].kept_on == date(2026, 10, 30)
    assert case_view(desk, maisie).row.case.summary.last_contact_on == date(2026, 10, 28)


def test_an_empty_contact_and_a_promise_without_a_day_are_refused(desk: Desk, maisie: str) -> None:
    with pytest.raises(BadInput, match="Write what was said"):
        record_contact(desk, maisie, NewContact(date(2026, 10, 28), "phone", True, "Jo", "  "))
    with pytest.raises(BadInput, match="needs a day"):
        record_contact(desk, maisie, NewContact(date(2026, 10, 28), "phone", True, "Jo", "rang", "Ring back"))


def test_a_second_request_for_the_same_child_is_linked(desk: Desk, maisie: str) -> None:
    child = Child(0, "Farrowdale", "Maisie", date(2020, 3, 14))
    open_request(desk, NewRequest("SEN/26200", child, date(2026, 10, 1), "school"))
    assert [ref for ref, _ in case_view(desk, "SEN/26200").other_cases] == [maisie]
    with pytest.raises(BadInput, match="already used"):
        open_request(desk, NewRequest("SEN/26200", child, date(2026, 10, 1), "school"))


@pytest.mark.parametrize(
    ("kind", "attrs", "said"),
    [
        ("promise_made", {"to": "Mother", "by": "2026-11-02"}, "no attribute 'by'"),
        ("promise_made", {"to": "Mother"}, "must say 'due'"),
        ("promise_made", {"due": "soon"}, "soon"),
        ("promise_kept", {}, "must say 'promise'"),
        ("promise_kept", {"promise": "999"}, "no entry 999"),
        ("contact", {"channel": "pigeon", "direction": "in"}, "pigeon"),
        ("contact", {"channel": "phone", "direction": "in", "reply_by": "Tuesday"}, "Tuesday"),
        ("assigned", {"to": "Ross Fairbairn"}, "written by its own act"),
        ("taken_out", {}, "written by its own act"),
    ],
)
def test_what_the_case_is_read_by_cannot_be_written_wrong(
    desk: Desk, maisie: str, kind: str, attrs: dict[str, str], said: str
) -> None:
    """Found by hand: a promise recorded without its day kept its case, and every list of promises, from opening."""
    with pytest.raises(BadInput, match=said):
        record(desk, maisie, NewFact(kind, DAY, attrs, "Ring back"))
    assert case_view(desk, maisie).promises == ()


def test_a_promise_that_was_once_written_without_its_day_shows_as_late(desk: Desk, maisie: str) -> None:
    with desk.store.write("Joy Addo", desk.now()) as work:
        work.add_fact(case_view(desk, maisie).case.id, NewFact("promise_made", DAY, {"to": "Mother"}, "Ring back"))
    [promise] = case_view(desk, maisie).promises
    assert (promise.due, promise.first_due) == (DAY, DAY)


def test_a_correction_is_held_to_the_same_rules(desk: Desk, maisie: str) -> None:
    [made] = record(
        desk, maisie, NewFact("promise_made", date(2026, 10, 28), {"due": "2026-11-02", "to": "Mother"}, "Ring back")
    ).facts
    for attrs, said in (({"to": "Mother"}, "must say 'due'"), ({"due": "soon"}, "soon")):
        with pytest.raises(BadInput, match=said):
            correct(desk, made, NewFact("promise_made", DAY, attrs, "Ring back"), "Misheard")
    [kept] = keep_promise(desk, maisie, made, DAY).facts
    with pytest.raises(BadInput, match="no entry 999"):
        correct(desk, kept, NewFact("promise_kept", DAY, {"promise": "999"}), "Wrong one")
    correct(desk, kept, NewFact("promise_kept", date(2026, 10, 29), {"promise": str(made)}), "The day before")
    [promise] = case_view(desk, maisie).promises
    assert promise.kept_on == date(2026, 10, 29)


def test_who_holds_a_case_is_put_right_by_giving_it_to_somebody(desk: Desk, maisie: str) -> None:
    """Found by a reviewer: corrected or withdrawn as an entry, it told of another owner than the case."""
    assign(desk, [maisie], "Joy Addo", "Allocation", DAY)
    old = next(f for f in case_view(desk, maisie).facts if f.fact.kind == "assigned")
    with pytest.raises(BadInput, match=r"by its own act; .* to whoever holds it, or to nobody \(assign, unassign\)"):
        correct(desk, old.id, NewFact("assigned", date(2026, 10, 29), old.fact.attrs), "Allocated the day before")
    with pytest.raises(BadInput, match="by its own act"):
        withdraw(desk, old.id, "Another case")
    assert next(f for f in case_view(desk, maisie).facts if f.fact.kind == "assigned").stands
