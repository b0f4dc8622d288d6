"""What the needs ask to be recorded about voice, offers, challenge and the plan can be, and is shown where it is looked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.people_kinds import NEEDS_WORDS, PEOPLE_KINDS, WRITTEN_BY_HAND
from ehcp_desk.domain.plan_content import PlanLine
from ehcp_desk.domain.record import NewFact
from ehcp_desk.services.casework.planning import save_lines, start_version
from ehcp_desk.services.casework.recording import record
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.records.case_view import case_view
from ehcp_desk.services.records.handover import pick_up_sheet
from ehcp_desk.services.records.plan_view import read_plan
from tests.domain.test_case_kinds import value

DAY = date(2026, 10, 30)


@pytest.mark.parametrize("kind", [kind for kind in WRITTEN_BY_HAND if kind != "upn_unknown"])
def test_what_is_so_of_the_child_is_recorded_and_listed(team: Desk, maisie: str, kind: str) -> None:
    attrs = {attr.name: value(attr) for attr in PEOPLE_KINDS[kind].attrs.values() if attr.required}
    note = "Their own words." if kind in NEEDS_WORDS else ""
    made = record(team, maisie, NewFact(kind, date(2026, 10, 1), attrs, note)).facts[0]
    (listed,) = [s for s in case_view(team, maisie).profile.listed(DAY) if s.entry == made]
    assert listed.title and listed.holds_on(DAY)


def test_views_say_why_there_are_none_and_the_newest_are_on_the_pick_up_sheet(team: Desk, maisie: str) -> None:
    asked = {"method": "meeting", "helped": "An advocate", "wants": "My aunt, not my old teacher"}
    record(team, maisie, NewFact("child_views", date(2026, 9, 1), asked, "I want to stay with my friends."))
    record(team, maisie, NewFact("parent_views", date(2026, 9, 2), {"who": "Jo Farrowdale"}, "A smaller class."))
    said = {one.who: one.words for one in pick_up_sheet(team, maisie).in_their_words}
    assert said == {"The child or young person": "I want to stay with my friends.", "Jo Farrowdale": "A smaller class."}
    none = {"method": "none", "because": "declined"}
    record(team, maisie, NewFact("child_views", date(2026, 10, 1), none, "She did not want to this time."))
    again = {one.who: one.words for one in pick_up_sheet(team, maisie).in_their_words}
    assert again == said, "what she said last still stands"
    with pytest.raises(BadInput, match="because"):
        record(team, maisie, NewFact("child_views", DAY, {"method": "none", "because": "bored"}, "x"))


def test_a_place_offered_and_a_place_asked_for_stand_in_section_i(team: Desk, maisie: str) -> None:
    record(
        team, maisie, NewFact("setting_preferred", date(2026, 9, 1), {"setting": "Tern Lane School", "by": "parent"})
    )
    offer = {"setting": "Tern Lane School", "passed_to": "Joy Addo", "answer": "none"}
    record(team, maisie, NewFact("place_offered", date(2026, 9, 24), offer))
    plan = case_view(team, maisie).plan
    assert plan is not None
    found = [(step.setting, step.what) for step in plan.place]
    assert [setting for setting, _ in found] == ["Tern Lane School"] * 2
    assert ["offered" in what for _, what in found] == [False, True], "in the order in which they happened"


def test_challenge_ombudsman_and_complaint_are_owed_an_answer_and_named_on_the_sheet(team: Desk, maisie: str) -> None:
    challenge = {"level": "formal", "issue": "Delay", "by": "School", "due": "2026-11-02"}
    record(team, maisie, NewFact("challenge", date(2026, 10, 20), challenge))
    complaint = {"reference": "C-7", "stage": "one", "answer_by": "2026-11-09", "by": "Jo"}
    number = record(team, maisie, NewFact("complaint", date(2026, 10, 21), complaint, "Nobody rings.")).facts[0]
    record(team, maisie, NewFact("appeal_sent_to_la", date(2026, 10, 22)))
    open_ = pick_up_sheet(team, maisie).challenges
    assert "Challenge 20 October 2026, answer due 2 November 2026" in open_
    assert "Complaint C-7 21 October 2026, answer due 9 November 2026" in open_ and "Appeal 22 October 2026" in open_
    answer = {"complaint": str(number), "outcome": "upheld", "remedy": "A named person"}
    record(team, maisie, NewFact("complaint_answered", DAY, answer))
    record(team, maisie, NewFact("appeal_withdrawn", DAY))
    left = pick_up_sheet(team, maisie).challenges
    assert "Complaint" not in left and "Appeal" not in left, "what is over is no longer open"


def test_the_sheet_tells_the_place_and_what_happened_besides_the_process(team: Desk, maisie: str) -> None:
    placed = {"setting": "Tern Lane School", "type": "special", "by": "Panel", "planned": "yes"}
    record(team, maisie, NewFact("placement", date(2026, 9, 1), placed, "It can meet need."))
    record(team, maisie, NewFact("education_status", date(2026, 10, 5), {"status": "part_time", "source": "School"}))
    out = {"type": "suspension", "days": "2", "by": "School", "setting": "Tern Lane School"}
    record(team, maisie, NewFact("exclusion", date(2026, 10, 12), out))
    record(team, maisie, NewFact("phase_transfer_planned", date(2027, 9, 1), {"phase": "infant_to_junior"}))
    sheet = pick_up_sheet(team, maisie)
    assert sheet.placement == (
        "Tern Lane School (special school) since 1 September 2026; attending part time since 5 October 2026"
    )
    assert sheet.events[0].words == "Suspended, Tern Lane School", "the newest that has happened, not what is planned"
    assert "Suspended" in sheet.risks and "not acted on yet" in sheet.risks
    outside = pick_up_sheet(team, maisie, for_colleagues=False)
    assert not any("Suspended" in event.words for event in outside.events), "reports of others are not in a copy"
    assert any("Suspended" in one.what for one in sheet.promises), "it waits for an answer of ours"
    assert not any("Suspended" in one.what for one in outside.promises)
    inside_only: dict[str, Any] = {"events": (), "in_their_words": (), "promises": ()}
    assert replace(outside, **inside_only) == replace(sheet, **inside_only)


def test_a_placement_and_a_decision_are_refused_without_who_and_why(team: Desk, maisie: str) -> None:
    placed = {"setting": "Tern Lane School", "type": "special", "by": "Panel", "planned": "yes"}
    decided = {
        "did": "not_to",
        "what": "Bring the review forward",
        "by": "Ruth Castellan",
        "evidence": "The school’s letter",
    }
    for kind, attrs in (("placement", placed), ("decision", decided)):
        with pytest.raises(BadInput):
            record(team, maisie, NewFact(kind, DAY, attrs))
        with pytest.raises(BadInput, match="by"):
            record(team, maisie, NewFact(kind, DAY, {k: v for k, v in attrs.items() if k != "by"}, "It is near."))
        assert record(team, maisie, NewFact(kind, DAY, attrs, "It is near.")).facts


def test_health_provision_names_its_author_and_protocol(team: Desk, maisie: str) -> None:
    start_version(team, maisie, "draft")
    parts = {"author": "Dr Osei", "protocol": "Blood sugar, version 3"}
    save_lines(team, maisie, {"G": [PlanLine("", "G", "A nurse checks blood sugar before each meal.", parts)]})
    (line,) = read_plan(team, maisie).lines(1)
    assert (line.part("author"), line.part("protocol")) == ("Dr Osei", "Blood sugar, version 3")
