"""Applying a plan: whole or not at all, one child for two requests, blanks filled and nothing overwritten."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ehcp_desk.domain.errors import Cancelled
from ehcp_desk.domain.record import NewFact
from ehcp_desk.domain.worklist import CaseQuery, Scope
from ehcp_desk.exchange.trackers import TrackerReader
from ehcp_desk.services.casework.recording import record
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.worklist import listed
from ehcp_desk.services.records.case_view import case_view
from ehcp_desk.services.upkeep.bringing import bring, save_profile, trial
from ehcp_desk.services.upkeep.checking import verify_record

HEADS = (
    "Ref,UPN,Surname,First name,DOB,Requested by,Date request received,Decision to assess,Decision sent,Case officer\n"
)
FIRST = HEADS + "A1,,Whitlock,Daisy,28/07/2017,Parent,02/06/2025,N,29/06/2025,J Addo\n"


@pytest.fixture
def reading(desk: Desk) -> Desk:
    return replace(desk, trackers=TrackerReader())


def file(tmp_path: Path, text: str, name: str = "tracker.csv") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_two_requests_of_one_child_in_one_file_are_one_child(reading: Desk, tmp_path: Path) -> None:
    text = FIRST + "A2,,Whitlock,Daisy,28/07/2017,School,03/03/2026,,,\n"
    bring(reading, trial(reading, file(tmp_path, text)))
    assert case_view(reading, "A1").case.child.id == case_view(reading, "A2").case.child.id
    assert [ref for ref, _ in case_view(reading, "A2").other_cases] == ["A1"]


def test_news_is_added_to_a_case_already_here_and_only_news(reading: Desk, tmp_path: Path) -> None:
    bring(reading, trial(reading, file(tmp_path, FIRST)))
    later = FIRST.replace("A1,,Whitlock", "A1,H330229010852,Whitlock")
    tried = trial(reading, file(tmp_path, later))
    assert tried.plan.certificate.updated == 1
    bring(reading, tried)
    view = case_view(reading, "A1")
    assert view.case.child.upn == "H330229010852"
    assert sum(f.fact.kind == "request_received" for f in view.facts) == 1


def test_a_setting_a_file_fills_in_stands_in_the_list_at_once(reading: Desk, tmp_path: Path) -> None:
    bring(reading, trial(reading, file(tmp_path, FIRST)))
    head, row = FIRST.splitlines()
    later = f"{head},Current school\n{row},Larkspur Primary"
    bring(reading, trial(reading, file(tmp_path, later + "\n")))
    view = case_view(reading, "A1")
    assert (view.case.child.setting, view.row.case.setting) == ("Larkspur Primary", "Larkspur Primary")


def test_what_a_person_wrote_is_never_overwritten_by_a_file(reading: Desk, tmp_path: Path) -> None:
    bring(reading, trial(reading, file(tmp_path, FIRST)))
    bring(reading, trial(reading, file(tmp_path, FIRST.replace("28/07/2017", "28/07/2016"))))
    assert case_view(reading, "A1").case.child.born == date(2017, 7, 28)


def test_stopping_half_way_leaves_nothing(reading: Desk, tmp_path: Path) -> None:
    tried = trial(reading, file(tmp_path, FIRST))

    def stop(_done: int, _total: int, _what: str) -> None:
        raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        bring(reading, tried, stop)
    assert listed(reading, CaseQuery(reading.today(), Scope.ALL))[0] == 0
    with reading.store.read() as work:
        assert work.staff().named("J Addo") is None
        assert work.imported_digests() == frozenset()


def test_a_saved_profile_reads_the_next_file_the_same_way(reading: Desk, tmp_path: Path) -> None:
    tried = trial(reading, file(tmp_path, FIRST))
    save_profile(reading, "Ours", tried.look, {"Case officer": "note"})
    again = trial(reading, file(tmp_path, FIRST), profile="Ours")
    assert next(c.target for c in again.look.columns if c.heading == "Case officer") == "note"


def test_an_imported_record_verifies(reading: Desk, tmp_path: Path) -> None:
    bring(reading, trial(reading, file(tmp_path, FIRST)))
    record(reading, "A1", NewFact("note", date(2026, 10, 30), note="checked by hand"))
    assert [detail for _, ok, detail in verify_record(reading) if not ok] == []
