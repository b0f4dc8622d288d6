"""What was changed on the case since is still looked for: earlier addresses and their marks, names, numbers, entries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ehcp_desk.bootstrap import open_desk
from ehcp_desk.domain.case import Child, Contactable
from ehcp_desk.domain.record import NewFact
from ehcp_desk.domain.redaction_rules import Action
from ehcp_desk.services.casework.details import add_person, change_child, change_person
from ehcp_desk.services.casework.recording import NewRequest, correct, open_request, record
from ehcp_desk.services.casework.same_child import merge
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.records.recipient_copies import redactor_for

REF, OTHER, DAY = "SEN/26118", "SEN/26119", date(2026, 10, 30)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = open_desk(str(tmp_path / "desk.db"), "Joy Addo", DAY, create=True)
    born = date(2013, 5, 3)
    open_request(made, NewRequest(REF, Child(0, "Tamworth", "Joel", born), date(2026, 6, 24), "parent"))
    open_request(
        made, NewRequest(OTHER, Child(0, "Tamworth", "Ottoline", date(2015, 7, 9)), date(2026, 6, 24), "parent")
    )
    add_person(
        made, REF, Contactable(0, 0, "Cressida Tamworth", "mother", address="14 Larch Road, Ferryham", hidden=True)
    )
    add_person(made, REF, Contactable(0, 0, "Daniel Harrow", "father", address="2 Mill Lane, Westmarsh"))
    yield made
    made.store.close()


def change(desk: Desk, place: int = 0, **fields: object) -> None:
    with desk.store.read() as work:
        number = work.find_case(REF)
        assert number is not None
        seen = work.contactables(work.case(number).child.id)[place]
    change_person(desk, REF, seen, replace(seen, **fields))  # type: ignore[arg-type]


def locked(desk: Desk, text: str, word: str = "father") -> list[str]:
    spans = redactor_for(desk, REF, word).spans(text)
    return [text[s.start : s.end] for s in spans if s.rule.locked and s.action is Action.REMOVE]


def test_an_address_given_up_keeps_the_mark_it_had(desk: Desk) -> None:
    change(desk, address="3 Elder Walk, Ousby")
    change(desk, 1, address="7 Reed Bank, Westmarsh")
    assert locked(desk, "14 Larch Road or 3 Elder Walk") == ["14 Larch Road", "3 Elder Walk"]
    assert locked(desk, "14 Larch Road or 3 Elder Walk", "mother") == []
    change(desk, hidden=False)
    assert locked(desk, "14 Larch Road or 3 Elder Walk") == ["14 Larch Road"], (
        "the mark of today is for the one of today"
    )
    assert locked(desk, "He lived at 2 Mill Lane", "mother") == []


def test_a_mark_put_right_is_lifted_from_the_address_that_stands(desk: Desk) -> None:
    change(desk, hidden=False)
    assert locked(desk, "14 Larch Road") == []
    change(desk, address="14 Larch Rd, Ferryham")
    assert locked(desk, "14 Larch Road") == [], "only typed otherwise"


def test_an_address_entry_that_was_corrected_or_withdrawn_stays_hidden(desk: Desk) -> None:
    first = record(
        desk, REF, NewFact("address", date(2026, 7, 1), {"address": "6 Ash Row, Holm", "hidden": "yes"})
    ).facts[0]
    assert locked(desk, "6 Ash Row") == ["6 Ash Row"]
    right = NewFact("address", date(2026, 7, 1), {"address": "8 Ash Row, Holm", "hidden": "yes"})
    correct(desk, first, right, "They moved")
    assert locked(desk, "6 Ash Row or 8 Ash Row") == ["6 Ash Row", "8 Ash Row"]


def test_the_files_of_brothers_and_sisters_are_asked(desk: Desk) -> None:
    record(desk, REF, NewFact("sibling", date(2026, 7, 1), {"name": "Ottoline Tamworth", "ref": OTHER}))
    add_person(
        desk, OTHER, Contactable(0, 0, "Cressida Tamworth", "mother", address="9 Cedar Close, Newby", hidden=True)
    )
    attrs = {"address": "5 Alder Way", "postcode": "WM3 4XX", "hidden": "yes"}
    record(desk, OTHER, NewFact("address", date(2026, 7, 1), attrs))
    assert locked(desk, "9 Cedar Cl, 5 Alder Way or WM34XX") == ["9 Cedar Cl", "5 Alder Way", "WM34XX"]
    assert locked(desk, "9 Cedar Close", "mother") == []


def test_the_people_of_a_case_found_to_be_the_same_child_are_known(desk: Desk) -> None:
    add_person(desk, OTHER, Contactable(0, 0, "Petra Lund", "foster carer", address="8 Birch Lane, Ousby", hidden=True))
    merge(desk, OTHER, REF, "The same child")
    assert locked(desk, "8 Birch Lane and 14 Larch Road") == ["8 Birch Lane", "14 Larch Road"]


def test_names_a_number_and_a_school_of_before_are_known(desk: Desk) -> None:
    change(desk, name="Cressida Birchwood", phone="07700 900999")
    with desk.store.read() as work:
        seen = work.case(work.find_case(REF) or 0).child
    change_child(desk, REF, seen, replace(seen, surname="Birchwood", forenames="Joe", setting="Hollybush School"))
    text = "Joel Tamworth and Joe; Cressida Tamworth"
    public, father = redactor_for(desk, REF, "foi"), redactor_for(desk, REF, "father")
    assert [text[s.start : s.end] for s in public.spans(text)] == [
        "Joel Tamworth",
        "Joe",
        "Cressida Tamworth",
    ]
    assert [text[s.start : s.end] for s in father.spans(text)] == ["Cressida Tamworth"]


def test_the_other_first_name_stays_known_after_a_merge(desk: Desk) -> None:
    merge(desk, OTHER, REF, "The same child")
    text = "Ottoline and Joel"
    assert [text[s.start : s.end] for s in redactor_for(desk, REF, "foi").spans(text)] == ["Ottoline", "Joel"]


@pytest.mark.parametrize(
    ("said", "text", "found"),
    [
        ("Sheila (neighbour)", "Sheila says", ["Sheila"]),
        ("Grandma Pat, maternal grandmother", "Pat rang", ["Pat"]),
        ("Neighbour Sheila Thorne", "Sheila Thorne rang", ["Sheila Thorne"]),
        ("Daniel", "Daniel rang", []),
        ("Joel", "Joel rang", []),
        ("MASH", "MASH rang", []),
        ("Transport team", "Transport was late for the team", []),
        ("neighbour", "The neighbour rang", []),
    ],
)
def test_whoever_rang_is_looked_for_by_what_was_typed(desk: Desk, said: str, text: str, found: list[str]) -> None:
    attrs = {"channel": "phone", "direction": "in", "with": said}
    record(desk, REF, NewFact("contact", date(2026, 7, 2), attrs, "A call."))
    assert [text[s.start : s.end] for s in redactor_for(desk, REF, "father").spans(text)] == found
