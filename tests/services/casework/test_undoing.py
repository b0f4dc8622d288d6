"""Undo of what was just recorded: all of it or nothing, and it says why not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.record import NewFact
from ehcp_desk.services.casework.contacts import NewContact, record_contact
from ehcp_desk.services.casework.recording import correct, record, withdraw
from ehcp_desk.services.casework.undoing import undo
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.records.case_view import case_view

DAY = date(2026, 10, 30)


def _two(desk: Desk, ref: str) -> tuple[int, ...]:
    contact = NewContact(DAY, "phone", True, "Jo", "The taxi was late", "Ask the firm", DAY)
    return record_contact(desk, ref, contact).facts


def _standing(desk: Desk, ref: str) -> list[str]:
    return [f.fact.kind for f in case_view(desk, ref).facts if f.stands and f.fact.kind != "request_received"]


def test_a_contact_and_its_promise_go_together(desk: Desk, maisie: str) -> None:
    facts = _two(desk, maisie)
    assert _standing(desk, maisie) == ["contact", "promise_made"]
    changes = undo(desk, facts)
    assert _standing(desk, maisie) == []
    assert len(changes.facts) == 2 and case_view(desk, maisie).matters == ()


def test_where_a_colleague_corrected_one_nothing_is_taken_back(desk: Desk, maisie: str) -> None:
    contact, promise = _two(desk, maisie)
    thandi = replace(desk, user="Thandi Mbeki")
    said = next(f.fact for f in case_view(desk, maisie).facts if f.id == contact)
    correct(thandi, contact, NewFact(said.kind, said.on, said.attrs, "Late by 40 minutes"), "She said how late")
    stood = _standing(desk, maisie)
    with pytest.raises(
        BadInput, match=rf"^Nothing was taken back: Thandi Mbeki has corrected “Contact” \(entry {contact}\)"
    ):
        undo(desk, (contact, promise))
    assert _standing(desk, maisie) == stood and "promise_made" in stood


def test_what_was_withdrawn_already_is_said_so(desk: Desk, maisie: str) -> None:
    number, other = (record(desk, maisie, NewFact("note", DAY, note=words)).facts[0] for words in ("One", "Two"))
    withdraw(desk, number, "A slip")
    with pytest.raises(BadInput, match=r"^Nothing was taken back: you have withdrawn “Note”"):
        undo(desk, (number, other))
    assert "note" in _standing(desk, maisie)


def test_what_must_stay_keeps_the_rest_with_it(desk: Desk, maisie: str) -> None:
    number = record(desk, maisie, NewFact("note", DAY, note="A slip")).facts[0]
    with pytest.raises(BadInput, match=r"^Nothing was taken back: There is no entry number 99999"):
        undo(desk, (99999, number))
    assert "note" in _standing(desk, maisie)
