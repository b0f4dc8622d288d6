"""The council's own kinds of note and templates, and the account of a colleague entered with both names (C13, C15)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from ehcp_desk.domain.case import Child
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.practice import Template, templates_of, templates_text
from ehcp_desk.domain.record import NewFact
from ehcp_desk.domain.terms import told
from ehcp_desk.services.casework.contacts import NewContact, record_contact
from ehcp_desk.services.casework.recording import NewRequest, correct, open_request, record
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.note_register import note_register
from ehcp_desk.services.records.case_view import case_view
from ehcp_desk.services.records.chronology import chronology
from ehcp_desk.services.upkeep.practice import change_practice, practice

DAY = date(2026, 10, 30)


def note(kind: str, ago: int = 0, **more: str) -> NewFact:
    return NewFact("note", DAY - timedelta(ago), {"reportable": kind, **more}, "She was not asked.")


def test_notes_are_counted_and_listed_by_the_councils_own_kinds(team: Desk, maisie: str) -> None:
    change_practice(team, "Challenge raised\n Good  practice \nchallenge raised", "", False)
    assert practice(team).note_kinds == ("Challenge raised", "Good practice")
    open_request(team, NewRequest("SEN/2", Child(0, "Ames", "Robin"), DAY - timedelta(30), "parent"))
    first = record(team, maisie, note("Challenge raised", 3)).facts[0]
    record(team, "SEN/2", note("Challenge raised", 1))
    record(team, maisie, note("Good practice", 400))
    with pytest.raises(
        BadInput, match="'Praise' is not a kind of note here; choose from: Challenge raised, Good practice"
    ):
        record(team, maisie, note("Praise"))
    told_ = note_register(team)
    assert [(line.ref, line.on) for line in told_.of("Challenge raised")] == [
        ("SEN/2", DAY - timedelta(1)), (maisie, DAY - timedelta(3))]  # fmt: skip
    assert told_.of("Good practice") == () and len(note_register(team, 24).of("Good practice")) == 1
    assert len(note_register(team, team_id=1).lines) == 1
    change_practice(team, "Good practice", "", False)
    assert "Challenge raised" in note_register(team).kinds, "what was written stays counted"
    correct(team, first, replace(note("Challenge raised", 3), note="She was asked."), "Misheard")
    with pytest.raises(BadInput, match="1 to 60 months"):
        note_register(team, 0)


def test_templates_are_read_as_they_are_written_and_refused_in_a_sentence(team: Desk) -> None:
    text = "# Home visit\nWho was there:\n\nNext step:\n# Call\nWhat they asked:"
    change_practice(team, "", text, False)
    assert practice(team).templates == (
        Template("Home visit", "Who was there:\n\nNext step:"), Template("Call", "What they asked:"))  # fmt: skip
    assert templates_of(templates_text(practice(team).templates)) == practice(team).templates
    for wrong in ("No name", "# A\nx\n# a\ny", "# Empty\n", "# " + "n" * 61 + "\nx"):
        with pytest.raises(BadInput):
            change_practice(team, "", wrong, False)
    assert practice(team).template("CALL").words == "What they asked:"
    with pytest.raises(BadInput, match="there are: Home visit, Call"):
        practice(team).template("Visit")


def test_an_account_entered_for_a_colleague_keeps_both_names(team: Desk, maisie: str) -> None:
    said = NewContact(DAY, "visit", False, "Jo Farrowdale", "She drew.", on_behalf_of="Thandi Mbeki")
    record_contact(team, maisie, said)
    record(team, maisie, note("Concern", on_behalf_of="Ruth Castellan"))
    view = case_view(team, maisie)
    names = {entry.fact.kind: (entry.written_by, entry.recorded_by) for entry in view.facts}
    assert names["contact"] == ("Thandi Mbeki, entered by Joy Addo", "Joy Addo")
    assert names["note"] == ("Ruth Castellan, entered by Joy Addo", "Joy Addo")
    assert names["request_received"] == ("Joy Addo", "Joy Addo")
    assert note_register(team).lines[0].by == "Ruth Castellan, entered by Joy Addo"
    assert told(view.contacts[0].fact) == "Visit to Jo Farrowdale: She drew."
    later = replace(team, days=replace(team.days, fixed=DAY + timedelta(20)))
    record_contact(later, maisie, replace(said, summary="She wrote."))
    late = [line.recorded_by for line in chronology(later, maisie).lines if "She wrote." in line.event]
    assert late == ["Thandi Mbeki, entered by Joy Addo"]
