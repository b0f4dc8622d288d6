"""Their words and ours: what a person says words mean is read, kept in the profile, and never lost."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.importing import ImportPlan, KnownIndex, Outcome
from ehcp_desk.exchange.trackers import TrackerReader

DAY = date(2026, 11, 2)
HEADS = "Ref,Surname,First name,DOB,Made by,Date request received,Panel decision,Decision letter sent,Status\n"
ROW = "A1,Whitlock,Daisy,28/07/2017,P,02/06/2025,OK to go,10/07/2025,EHCNA\n"
VALUES = {"Made by": {"p": "parent"}, "Panel decision": {"ok to go": "assess"}, "Status": {"EHCNA": "assessing"}}
TARGETS = {"Status": "stage"}


@pytest.fixture
def tracker(tmp_path: Path) -> Path:
    path = tmp_path / "tracker.csv"
    path.write_text(HEADS + ROW, encoding="utf-8")
    return path


def planned(
    path: Path, values: object = VALUES, profile: str = "", targets: dict[str, str] | None = None
) -> ImportPlan:
    return TrackerReader().plan(path, KnownIndex(), DAY, TARGETS if targets is None else targets, profile, None, values)  # type: ignore[arg-type]


def test_words_a_person_explained_are_read(tracker: Path) -> None:
    [row] = planned(tracker).rows
    said = {fact.kind: dict(fact.attrs) for fact in row.facts}
    assert said == {"request_received": {"source": "parent"}, "assess_decision_notified": {"outcome": "assess"}}
    assert (row.outcome, row.kept) == (Outcome.CREATED, ())


def test_without_them_the_words_are_kept_as_written(tracker: Path) -> None:
    [row] = planned(tracker, None, targets={}).rows
    assert {"P", "OK to go", "EHCNA"} <= {cell.value for cell in row.kept}


def test_a_stage_its_dates_do_not_bear_out_holds_the_row(tracker: Path) -> None:
    [row] = planned(tracker, {**VALUES, "Status": {"ehcna": "plan"}}).rows
    assert row.outcome is Outcome.HELD
    assert row.reasons == ("Status: it says plan in place, its dates say gathering advice",)
    assert ("Status", "EHCNA") in [(cell.heading, cell.value) for cell in row.kept]


def test_a_word_that_says_nothing_is_kept_word_for_word(tracker: Path) -> None:
    [row] = planned(tracker, {**VALUES, "Made by": {"p": ""}}).rows
    assert ("P", "says nothing, by the profile") in [(cell.value, cell.reason) for cell in row.kept]


def test_what_is_kept_is_what_was_written_and_not_our_word(tracker: Path) -> None:
    tracker.write_text(HEADS + ROW.replace("10/07/2025", ""), encoding="utf-8")
    [row] = planned(tracker).rows
    assert ("OK to go", "no day on which the family was told") in [(cell.value, cell.reason) for cell in row.kept]


def test_a_profile_keeps_the_words_and_what_else_it_said(tracker: Path) -> None:
    reader = TrackerReader()
    look = reader.look(tracker, DAY)
    earlier = json.loads(reader.profile_of("old", look, {}))
    earlier["officers"] = {"ja": "J Addo"}
    text = reader.profile_of("new", look, TARGETS, VALUES, json.dumps(earlier))
    kept = json.loads(text)
    assert kept["values"] == {"made by": {"p": "parent"}, "panel decision": {"ok to go": "assess"},
                              "status": {"ehcna": "assessing"}}  # fmt: skip
    assert (kept["name"], kept["officers"]) == ("new", {"ja": "J Addo"})
    assert planned(tracker, None, text, {}).rows[0].facts == planned(tracker).rows[0].facts


def test_the_same_file_read_with_other_words_is_news(tracker: Path) -> None:
    assert planned(tracker).rows[0].digest != planned(tracker, None).rows[0].digest


@pytest.mark.parametrize(("values", "said"), [
    ({"Made by": {"p": "parrot"}}, "'p' is mapped to 'parrot', which is none of: parent, young person"),
    ({"Surname": {"x": "y"}}, "Surname: words are mapped only in columns for"),
])  # fmt: skip
def test_a_map_to_what_is_no_word_of_ours_is_refused(tracker: Path, values: object, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        planned(tracker, values)


def test_the_look_lists_the_words_and_what_they_mean_so_far(tracker: Path) -> None:
    tracker.write_text(HEADS + ROW + ROW.replace("A1,Whitlock", "A2,Fenn").replace(",P,", ",Mum,"), encoding="utf-8")
    look = TrackerReader().look(tracker, DAY, "", TARGETS, {"Status": {"ehcna": "assessing"}})
    found = {column.heading: [(w.theirs, w.count, w.ours) for w in column.words] for column in look.columns}
    assert found["Made by"] == [("P", 1, ""), ("Mum", 1, "parent")]
    assert found["Status"] == [("EHCNA", 2, "assessing")]
    assert found["Surname"] == []
    assert dict(look.meanings["source"])["young person"] == "Young person"
