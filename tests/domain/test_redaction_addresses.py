"""Addresses not to be disclosed, however they were typed and wherever on the family's files they stand; for whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from ehcp_desk.domain.case import Child, Contactable
from ehcp_desk.domain.profile import Statement
from ehcp_desk.domain.recipients import recipient_of
from ehcp_desk.domain.redaction import Redactor
from ehcp_desk.domain.redaction_rules import Action
from ehcp_desk.domain.redaction_terms import CaseInside, terms_for

CHILD = Child(1, "Tamworth", "Joel", date(2013, 5, 3))
MOTHER = Contactable(1, 1, "Cressida Vale", "mother", parental_responsibility=True, hidden=True)
FATHER = Contactable(2, 1, "Daniel Harrow", "father", parental_responsibility=True)
GRANDMOTHER = Contactable(3, 1, "Ada Vale", "maternal grandmother")


def case(address: str = "", **more: object) -> CaseInside:
    people = (replace(MOTHER, address=address), FATHER, GRANDMOTHER)
    return CaseInside("SEN/26118", CHILD, people, **more)  # type: ignore[arg-type]


def home(entry: int = 5, **attrs: str) -> Statement:
    return Statement(entry, 1, "address", date(2026, 1, 1), None, attrs, "", "Joy", datetime(2026, 1, 1), "")


def found(inside: CaseInside, text: str, word: str = "father") -> list[tuple[str, str]]:
    """The words found and what becomes of them: ``locked`` where nobody can keep them."""
    who = recipient_of(word, inside.people, inside.child)
    spans = Redactor(who, terms_for(inside, who)).spans(text)
    return [(text[s.start : s.end], "locked" if s.rule.locked and s.action is Action.REMOVE else s.action.value)
            for s in spans]  # fmt: skip


def left(inside: CaseInside, text: str, word: str = "father") -> str:
    """What nobody takes out by itself."""
    for words, action in found(inside, text, word):
        text = text.replace(words, "*", 1) if action == "locked" else text
    return text


@pytest.mark.parametrize(
    ("recorded", "written"),
    [
        ("14 Larch Road Ferryham FE1 2AB", "14 Larch Road"),
        ("14 Larch Road Ferryham FE1 2AB", "Larch Rd."),
        ("14 Larch Road Ferryham FE1 2AB", "14 Larch Road Ferryham FE1 2AB"),
        ("14 Larch Rd, Ferryham", "14 Larch Road, Ferryham"),
        ("14 Larch Ave", "14 Larch Avenue"),
        ("12-14 Larch Road, Ferryham", "14 Larch Road"),
        ("12-14 Larch Road, Ferryham", "12 – 14 Larch Road"),
        ("No. 14 Larch Road, Ferryham", "14 Larch Road"),
        ("14 Larch Road, Ferryham", "No. 14 Larch Road"),
        ("Flat 3 14 Larch Road Ferryham", "Flat 3, 14 Larch Road"),
        ("Flat 3, 14 Larch Road, Ferryham", "Flat 3 / 14 Larch Road"),
        ("The Refuge 14 Larch Road Ferryham", "14 Larch Rd"),
        ("14 Saint John's Road, Ferryham", "14 St John’s Road"),
        ("14 St Johns Rd Ferryham", "14 Saint John's Road"),
        ("St Mary's House Larch Grove Ferryham", "Saint Mary's House"),
        ("14 Larch Road, Ferryham", "14 LarchRoad"),
        ("14 Larch Road, Ferryham", "14Larch Road"),
        ("14 Larch Road, Ferryham", "14 Larch-Road"),
        ("14 Broadway Ferryham", "14 Broadway"),
        ("14 The Close Ferryham", "14 the close"),
        ("14 The Close Ferryham", "The Close"),
    ],
)
@pytest.mark.parametrize("word", ["father", "school", "tribunal", "foi"])
def test_a_hidden_address_is_found_in_the_form_the_paper_has(recorded: str, written: str, word: str) -> None:
    assert left(case(recorded), f"Seen at {written} today", word) == "Seen at * today"


def test_the_town_and_the_ordinary_words_of_an_address_are_looked_at_and_not_locked() -> None:
    inside = case("14 The Close Ferryham FE1 2AB")
    assert found(inside, "They are close. The close work in Ferryham went on; the court sat.") == [
        ("The close", "look"), ("Ferryham", "look")]  # fmt: skip
    assert found(case("14 Larch Road, King's Lynn"), "He came from King’s Lynn by 14 buses") == [
        ("King’s Lynn", "look")
    ]
    assert found(case("14 High Elms Ferryham"), "14 high needs pupils, a high road, 12 days") == []


def test_the_postcode_in_its_own_field_is_locked_like_the_address() -> None:
    inside = case(addresses=(home(address="14 Larch Road, Ferryham", postcode="FE1 2AB", hidden="yes"),))
    assert found(inside, "collected from FE12AB, and fe1 2ab") == [("FE12AB", "locked"), ("fe1 2ab", "locked")]
    assert found(inside, "14 Larch Road, Ferryham") == [("14 Larch Road, Ferryham", "locked")]


def test_addresses_on_the_files_of_brothers_and_sisters_are_looked_for() -> None:
    sister = Child(9, "Tamworth", "Ottoline")
    carer = Contactable(11, 9, "Petra Lund", "foster carer", address="8 Birch Lane, Ousby", hidden=True)
    moved = Contactable(12, 9, "Cressida Vale", "mother", address="9 Cedar Close, Newby", hidden=True)
    inside = case(
        linked=((sister, (carer, moved)),), linked_addresses=(home(address="5 Alder Way, Holm", hidden="yes"),)
    )
    text = "Of 8 Birch Lane; 9 Cedar Close; 5 Alder Way."
    assert left(inside, text) == "Of *; *; *."
    assert left(inside, text, "mother") == "Of *; 9 Cedar Close; *.", "hers stays, on whichever file it stands"


def test_an_earlier_hidden_address_stays_hidden_and_its_owner_may_read_it() -> None:
    inside = case("3 Elder Walk, Ousby", former=(replace(MOTHER, address="14 Larch Road, Ferryham"),),
                  former_addresses=(home(address="6 Ash Row, Ousby", hidden="yes"),))  # fmt: skip
    text = "At 14 Larch Road, then 3 Elder Walk, then 6 Ash Row."
    assert left(inside, text) == "At *, then *, then *."
    assert left(inside, text, "mother") == "At 14 Larch Road, then 3 Elder Walk, then *."


@pytest.mark.parametrize(
    ("living", "stays"),
    [("maternal grandmother", False), ("mother", True), ("Mum", True), ("Mum and her partner", True),
     ("Cressida Vale", True), ("mother (Cressida Vale)", True), ("step-mother", False), ("mother-in-law", False),
     ("partner of mother", False), ("not with mother", False), ("mother until May", False), ("Ada Vale", False), ("", False)],
)  # fmt: skip
def test_who_lives_there_is_told_by_whole_words(living: str, stays: bool) -> None:
    attrs = {"address": "14 Larch Road, Ferryham", "hidden": "yes", "with": living}
    assert (found(case(addresses=(home(**attrs),)), "at 14 Larch Road", "mother") == []) is stays


@pytest.mark.parametrize("living", ["grandfather", "foster father", "paternal grandfather"])
def test_a_grandfather_is_not_the_father(living: str) -> None:
    inside = case(addresses=(home(address="14 Larch Road", hidden="yes", **{"with": living}),))
    assert found(inside, "at 14 Larch Road", "father") == [("14 Larch Road", "locked")]


@pytest.mark.parametrize(
    ("words", "father", "school"),
    [("father", True, False), ("dad", True, False), ("Mr Harrow", True, False), ("Daniel", True, False),
     ("Daniel Harrow", True, False), ("the birth father", True, False), ("both parents", True, False),
     ("birth family", True, True), ("dad and his family", True, True), ("everybody", True, True), ("", True, True),
     ("school", False, True), ("maternal grandmother", False, False), ("grandfather", True, True)],
)  # fmt: skip
def test_hidden_from_whom_is_read_as_people_type_it(words: str, father: bool, school: bool) -> None:
    attrs = {"address": "14 Larch Road, Ferryham", "with": "Cressida Vale", "hidden": "yes", "hidden_from": words}
    inside = case(addresses=(home(**attrs),))
    locked = [("14 Larch Road", "locked")]
    assert (found(inside, "at 14 Larch Road") == locked) is father
    assert (found(inside, "at 14 Larch Road", "school") == locked) is school
