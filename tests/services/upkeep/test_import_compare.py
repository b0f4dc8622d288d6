"""The desk held against another system's export: what agrees and what differs, nothing changed, everything adding up."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ehcp_desk.domain.comparing import Agreement, Comparison
from ehcp_desk.domain.importing import KnownIndex
from ehcp_desk.exchange.trackers import TrackerReader
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.upkeep.bringing import bring, compare_file, trial
from tests.exchange.record_double import record_after

HEADS = "Ref,Surname,First name,DOB,School,Case officer,Date request received,Assess Y/N,Decision letter sent,Final issued\n"
ROWS = ("A1,Whitlock,Daisy,28/07/2017,Larkspur,J Addo,02/06/2025,Y,10/07/2025,\n"
        "A2,Fenn,Robin,03/09/2016,,,03/06/2025,,,\n"
        "A3,Moss,Ivy,01/02/2018,,,05/06/2025,,,\n")  # fmt: skip
THEIRS = HEADS + ("A1,Whitlock,Daisy,28/07/2017,Briarfield,J ADDO,02/06/2025,Y,11/07/2025,21/10/2025\n"
                  "A2,Fenn,Robin,TBC,,,03/06/2025,,,\n"
                  "A2,Fenn,Robin,03/09/2016,,,03/06/2025,,,\n"
                  ",,,,,,,,,\n"
                  "Z9,Nobody,Known,01/01/2019,,,01/09/2025,,,\n")  # fmt: skip


@pytest.fixture
def compared(desk: Desk, tmp_path: Path) -> Comparison:
    reading = replace(desk, trackers=TrackerReader())
    path = tmp_path / "tracker.csv"
    path.write_text(HEADS + ROWS, encoding="utf-8")
    bring(reading, trial(reading, path))
    with reading.store.read() as work:
        head = work.journal_head()
    path.write_text(THEIRS, encoding="utf-8")
    found = compare_file(reading, path)
    with reading.store.read() as work:
        assert work.journal_head() == head
    return found


def test_every_row_and_case_is_accounted_for(compared: Comparison) -> None:
    assert (compared.rows_in, compared.compared, compared.repeats, compared.no_case) == (5, 2, 1, 1)
    assert compared.not_on_desk == ((6, "Z9"),)
    assert compared.not_in_file == ("A3",)


def test_the_differences_are_listed_field_by_field(compared: Comparison) -> None:
    assert [(d.ref, d.field, d.how.value, d.theirs, d.ours) for d in compared.differences] == [
        ("A1", "setting", "differs", "Briarfield", "Larkspur"),
        ("A1", "decided_on", "differs", "2025-07-11", "2025-07-10"),
        ("A1", "final_sent", "file_only", "2025-10-21", ""),
        ("A2", "born", "not_read", "TBC", "2016-09-03"),
    ]


def test_the_counts_of_every_field_add_up(compared: Comparison) -> None:
    tallies = {tally.field: tally.counts for tally in compared.fields}
    assert all(counts.total() == compared.compared for counts in tallies.values())
    assert tallies["caseworker"] == Counter({Agreement.SAME: 1, Agreement.NEITHER: 1})
    assert tallies["decision"] == Counter({Agreement.SAME: 1, Agreement.NEITHER: 1})
    listed = Counter(d.field for d in compared.differences)
    shown = (Agreement.DIFFERS, Agreement.FILE_ONLY, Agreement.DESK_ONLY, Agreement.NOT_READ)
    assert {f: sum(c[how] for how in shown) for f, c in tallies.items() if sum(c[how] for how in shown)} == dict(listed)


_CELL = st.sampled_from(["", "02/06/2025", "TBC", "03/06/2025", "31/02/2025", "Y", "Larkspur", "A1", "A2", "Whitlock"])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.lists(_CELL, min_size=10, max_size=10), max_size=8))
def test_whatever_the_file_the_counts_add_up(tmp_path: Path, rows: list[list[str]]) -> None:
    path, day, reader = tmp_path / "t.csv", date(2026, 11, 2), TrackerReader()
    path.write_text(HEADS + ROWS, encoding="utf-8")
    known = record_after(reader.plan(path, KnownIndex(), day))
    path.write_text(HEADS + ROWS + "".join(",".join(row) + "\n" for row in rows), encoding="utf-8")
    found = reader.compare(path, known, day)
    assert found.rows_in == found.compared + found.repeats + found.no_case + len(found.not_on_desk)
    assert found.compared >= 3
    assert all(tally.counts.total() == found.compared for tally in found.fields)


def test_a_file_held_against_what_it_brought_in_differs_in_nothing(desk: Desk, tmp_path: Path) -> None:
    reading = replace(desk, trackers=TrackerReader())
    path = tmp_path / "tracker.csv"
    path.write_text(HEADS + ROWS, encoding="utf-8")
    bring(reading, trial(reading, path))
    assert compare_file(reading, path).differences == ()
