"""The desk held against another system's export: what agrees and what differs, nothing changed, everything adding up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ehcp_desk.domain.case import STAGE_WORDS, Stage
from ehcp_desk.domain.comparing import Agreement, Comparison
from ehcp_desk.domain.importing import KnownIndex
from ehcp_desk.domain.record import NewFact
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


def test_a_person_reads_days_and_codes_in_words_and_the_cell_as_it_is_written(desk: Desk, tmp_path: Path) -> None:
    reading = replace(desk, trackers=TrackerReader())
    path = tmp_path / "tracker.csv"
    heads = "Ref,Surname,First name,DOB,Year group,Requested by,Date request received,Draft sent\n"
    path.write_text(heads + "A1,Fenn,Robin,03/09/2016,Reception,Parents,03/06/2025,04/08/2025\n", encoding="utf-8")
    bring(reading, trial(reading, path))
    path.write_text(heads + "A1,Fenn,Robin,03/09/2016,1,YP,03/06/2025,05/08/2025\n", encoding="utf-8")
    found = compare_file(reading, path)
    said = {(d.title, d.theirs_words, d.ours_words) for d in found.differences}
    assert said == {
        ("Year group", "1", "Reception"),
        ("Who asked", "YP", "Parent"),
        ("Draft plan served", "5 August 2025", "4 August 2025"),
    }
    assert {t.title for t in found.fields} >= {"Surname", "Request received", "Who asked"}


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


TWICE = "Ref,Surname,First name,DOB,Date request received,Assess Y/N,Decision letter sent,Final issued,Stage,Remarks\n"
OLD = "A1,Nunez,Zoe,28/07/2017,02/06/2024,N,10/07/2024,,{stage},\n"
NEW = "A1,Nunez,Zoe,28/07/2017,04/05/2026,Y,{decided},,,\n"
FENN = "A2,Fenn,Robin,03/09/2016,03/06/2025,Y,10/07/2025,01/10/2025,,As agreed\n"


@pytest.fixture
def held(desk: Desk, tmp_path: Path) -> Callable[..., Comparison]:
    """Holds rows against a desk where A1 was refused in 2024 and asked for again in 2026."""
    reading = replace(desk, trackers=TrackerReader())
    path = tmp_path / "twice.csv"
    path.write_text(TWICE + OLD.format(stage="") + FENN, encoding="utf-8")
    bring(reading, trial(reading, path))
    with reading.store.write("Data officer", reading.now()) as work:
        case = work.find_case("A1")
        assert case is not None
        work.add_fact(case, NewFact("request_received", date(2026, 5, 4), {"source": "parent"}))
        work.add_fact(case, NewFact("assess_decision_notified", date(2026, 6, 8), {"outcome": "assess"}))

    def against(*rows: str, **targets: str) -> Comparison:
        path.write_text(TWICE + "".join(rows), encoding="utf-8")
        return compare_file(reading, path, targets)

    return against


def told(found: Comparison) -> list[tuple[int, str, str, str, str, str]]:
    return [(d.row, d.ref, d.field, d.how.value, d.theirs, d.ours) for d in found.differences]


def test_a_request_that_only_the_desk_has_is_a_difference(held: Callable[..., Comparison]) -> None:
    found = held(OLD.format(stage=""), FENN)
    assert told(found) == [(2, "A1", "another_request", "desk_only", "", "2026-05-04")]
    tally = next(t for t in found.fields if t.field == "another_request")
    assert tally.counts == Counter({Agreement.DESK_ONLY: 1, Agreement.NEITHER: 1})


def test_a_row_is_held_against_the_request_its_day_names(held: Callable[..., Comparison]) -> None:
    both = held(OLD.format(stage=""), NEW.format(decided="08/06/2026"), FENN)
    assert told(both) == [] and (both.compared, both.repeats) == (2, 1)
    mixed = held(OLD.format(stage="").replace("10/07/2024", "08/06/2026"), NEW.format(decided="08/06/2026"), FENN)
    assert told(mixed) == [(2, "A1", "decided_on", "differs", "2026-06-08", "2024-07-10")]
    none = held(NEW.format(decided="08/06/2026").replace("04/05/2026", "05/05/2026"), FENN)
    assert told(none) == [
        (2, "A1", "requested_on", "differs", "2026-05-05", "2026-05-04"),
        (2, "A1", "another_request", "desk_only", "", "2024-06-02"),
    ]


def test_a_second_row_of_a_case_is_compared_too(held: Callable[..., Comparison]) -> None:
    other = "A2,Fenn,Robin,03/09/2016,03/06/2025,N,10/08/2025,01/12/2025,,\n"
    empty = "A2,Fenn,Robin,03/09/2016,03/06/2025,,,,,\n"
    rows = (OLD.format(stage=""), NEW.format(decided="08/06/2026"))
    found = held(*rows, empty, FENN, other, other)
    assert told(found) == [
        (6, "A2", "decision", "differs", "refuse", "assess"),
        (6, "A2", "decided_on", "differs", "2025-08-10", "2025-07-10"),
        (6, "A2", "final_sent", "differs", "2025-12-01", "2025-10-01"),
    ]
    tallies = {t.field: t.counts for t in found.fields}
    assert tallies["final_sent"] == Counter({Agreement.DIFFERS: 1, Agreement.NEITHER: 1})
    assert told(held(*rows, empty, FENN)) == []


def test_a_stage_is_held_against_the_one_the_dates_come_to(held: Callable[..., Comparison]) -> None:
    new = NEW.format(decided="08/06/2026")
    assert held(OLD.format(stage="Refused"), new, FENN).not_compared == ("Stage", "Remarks")
    found = held(OLD.format(stage="Plan ceased"), new, FENN, Stage="stage")
    assert [line[:4] for line in told(found)] == [
        (2, "A1", "stage", "not_read"), (3, "A1", "stage", "desk_only"), (4, "A2", "stage", "desk_only")]  # fmt: skip
    assert found.not_compared == ("Remarks",)
    plan = FENN.replace(",,As", f",{Stage.PLAN.value},As")
    found = held(OLD.format(stage=Stage.WITHDRAWN.value), new, plan, Stage="stage")
    assert (2, "A1", "stage", "differs", STAGE_WORDS[Stage.WITHDRAWN], STAGE_WORDS[Stage.REFUSED]) in told(found)
    assert "A2" not in {d.ref for d in found.differences}
