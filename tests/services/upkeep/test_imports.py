"""Applying a plan: whole or not at all, one child for two requests, blanks filled and nothing overwritten."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from db.store import open_store
from ehcp_desk.domain.case import Child
from ehcp_desk.domain.errors import Cancelled, Conflict
from ehcp_desk.domain.folding import fold
from ehcp_desk.domain.journal import NewEntry
from ehcp_desk.domain.record import NewFact
from ehcp_desk.domain.worklist import CaseQuery, Scope
from ehcp_desk.exchange.trackers import TrackerReader
from ehcp_desk.services.casework.recording import NewRequest, open_request, record
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.worklist import listed
from ehcp_desk.services.records.case_view import case_view
from ehcp_desk.services.upkeep.bringing import Trial, bring, compare_file, save_profile, trial
from ehcp_desk.services.upkeep.checking import verify_record
from ehcp_desk.services.upkeep.retention import DISPOSED
from ehcp_desk.services.upkeep.taking_out import undo_import

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


def outcomes(tried: Trial) -> list[tuple[int, str, str]]:
    return [(row.row, row.outcome.value, "; ".join(row.reasons)) for row in tried.plan.rows]


TWO = FIRST + "A2,,Hushaby,Wilfrid,01/02/2016,Parent,02/06/2025,,,\n"


def test_a_row_with_the_reference_of_a_disposed_case_is_rejected_and_the_rest_goes_on(
    reading: Desk, tmp_path: Path
) -> None:
    open_request(reading, NewRequest("a1", Child(0, "Gone", "Away", date(1995, 1, 1)), date(2010, 3, 1), "parent"))
    with reading.store.write("Mina Okafor", reading.now(), alone=True) as work:
        work.append(NewEntry(DISPOSED, 1, {}))
        work.dispose(1, "born_31", date(2026, 1, 1), "its time is up")
    tried = trial(reading, file(tmp_path, TWO))
    (first, second) = outcomes(tried)
    assert first[1] == "rejected" and "A1 was the reference of a case that was disposed of" in first[2]
    assert second[1] == "created" and (tried.plan.certificate.rejected, tried.plan.certificate.created) == (1, 1)
    bring(reading, tried)
    assert [ref for _, ref, _ in listed_refs(reading)] == ["A2"]
    other = FIRST.replace("A1,", "A1 ,") + "a1 (2),,Whitlock,Daisy,28/07/2017,Parent,02/06/2025,,,\n"
    assert [one[1] for one in outcomes(trial(reading, file(tmp_path, other)))] == ["rejected", "created"]


def test_a_row_with_a_reference_the_person_cannot_see_is_rejected_and_the_rest_goes_on(
    reading: Desk, tmp_path: Path
) -> None:
    open_request(reading, NewRequest("A1", Child(0, "Shut", "Away", date(2016, 1, 1)), date(2025, 3, 1), "parent"))
    with reading.store.write("Mina Okafor", reading.now()) as work:
        work.restrict(1, ["Joy Addo"], "A relation works here")
    with closing(open_store(tmp_path / "desk.db", user="Carl Brindle")) as store:
        carl = replace(reading, store=store, user="Carl Brindle")
        tried = trial(carl, file(tmp_path, TWO))
        (first, second) = outcomes(tried)
        assert (first[1], second[1]) == ("rejected", "created")
        assert "cannot look" in first[2] and "Shut" not in first[2] and "restricted" not in first[2]
        bring(carl, tried)
        assert [ref for _, ref, _ in listed_refs(carl)] == ["A2"]


def listed_refs(desk: Desk) -> list[tuple[int, str, Child]]:
    with desk.store.read() as work:
        return list(work.every_identity())


def test_a_reference_that_differs_by_accent_or_case_alone_holds_its_row_back_and_no_other(
    reading: Desk, tmp_path: Path
) -> None:
    """The store takes the two for one reference, so the file was refused whole."""
    bring(reading, trial(reading, file(tmp_path, FIRST.replace("A1,", "SEN/E1,"))))
    rows = ("SEN/É1,,Vane,Rowan,01/02/2016,Parent,03/03/2026,,,",
            "sen/e\u03011,,Held,Ivy,05/05/2015,Parent,03/03/2026,,,",
            "Ł7,,Kirk,Anna,01/01/2014,Parent,04/03/2026,,,", "l7,,Moss,Ben,02/02/2013,Parent,04/03/2026,,,",
            "A9,,Pike,Clara,03/03/2012,Parent,04/03/2026,,,",
            "SEN/Ė1,,Whitlock,Daisy,28/07/2017,Parent,02/06/2025,,,")  # fmt: skip
    tried = trial(reading, file(tmp_path, HEADS + "".join(f"{row}\n" for row in rows), "accents.csv"))
    bring(reading, tried)
    found = [(row.case, row.outcome) for row in tried.plan.certificate.rows if row.row > 1]
    assert [outcome for _, outcome in found][:5] == ["held", "held", "created", "held", "created"]
    assert len({fold(case) for case, _ in found[:5]}) == 5 and found[5][0] == "SEN/E1", found
    held = next(row for row in tried.plan.certificate.rows if row.case == found[0][0])
    assert "SEN/" in held.reason and "another child" in held.reason
    for case, _ in found:
        assert case_view(reading, case).row.case.ref == case


def test_a_new_request_of_a_known_child_fills_the_blanks_of_the_child(reading: Desk, tmp_path: Path) -> None:
    bring(reading, trial(reading, file(tmp_path, FIRST)))
    bring(
        reading,
        trial(reading, file(tmp_path, HEADS + "A2,H330229010852,Whitlock,Daisy,28/07/2017,School,03/03/2026,,,\n")),
    )
    view = case_view(reading, "A1")
    assert (view.case.child.upn, [ref for ref, _ in view.other_cases]) == ("H330229010852", ["A2"])
    found = listed(reading, CaseQuery(reading.today(), Scope.ALL, search="H330229010852"))[1]
    assert sorted(row.case.ref for row in found) == ["A1", "A2"]
    with pytest.raises(Conflict, match=r"\(A1\)"):  # another import told of the child since
        undo_import(reading, 1, "the wrong file")
    undo_import(reading, 2, "the wrong file")
    child = case_view(reading, "A1").case.child
    assert (child.name, child.upn) == ("Daisy Whitlock", "")
    assert [name for name, ok, _ in verify_record(reading) if not ok] == []


def test_what_a_later_request_in_the_file_knows_of_the_child_is_known_of_both(reading: Desk, tmp_path: Path) -> None:
    text = FIRST + "A2,H330229010852,Whitlock,Daisy,28/07/2017,School,03/03/2026,,,\n"
    bring(reading, trial(reading, file(tmp_path, text)))
    assert case_view(reading, "A1").case.child.upn == "H330229010852"


@pytest.fixture
def stale(reading: Desk, tmp_path: Path) -> Trial:
    """A file tried over a record with one case: it has a draft plan for that case, and a case of its own."""
    bring(reading, trial(reading, file(tmp_path, FIRST)))
    head, row = FIRST.splitlines()
    later = f"{head},Draft issued\n{row},20/07/2026\nA7,,Moss,Ivy,01/02/2018,Parent,01/06/2026,,,,\n"
    return trial(reading, file(tmp_path, later, "later.csv"))


def test_what_a_colleague_recorded_meanwhile_is_not_written_over(reading: Desk, stale: Trial) -> None:
    record(reading, "A1", NewFact("draft_plan_served", date(2026, 8, 5)))
    with pytest.raises(Conflict, match=r"later.csv, row 2 \(A1\)"):
        bring(reading, stale)
    assert [f.fact.on for f in case_view(reading, "A1").facts if f.fact.kind == "draft_plan_served"] == [
        date(2026, 8, 5)
    ]
    assert [ref for _, ref, _ in listed_refs(reading)] == ["A1"]


def test_a_reference_somebody_gave_meanwhile_names_the_row(reading: Desk, stale: Trial) -> None:
    open_request(reading, NewRequest("A7", Child(0, "Fenn", "Robin"), date(2026, 6, 1), "parent"))
    with pytest.raises(Conflict, match=r"later.csv, row 3 \(A7\)"):
        bring(reading, stale)


def test_a_case_taken_out_meanwhile_is_a_conflict(reading: Desk, stale: Trial) -> None:
    undo_import(reading, 1, "the wrong file")
    with pytest.raises(Conflict, match=r"row 2 \(A1\)"):
        bring(reading, stale)


def test_a_plan_tried_twice_is_brought_once(reading: Desk, tmp_path: Path, stale: Trial) -> None:
    again = trial(reading, tmp_path / "later.csv")
    bring(reading, stale)
    with pytest.raises(Conflict):
        bring(reading, again)


def test_a_file_changed_since_it_was_tried_is_a_conflict_where_it_is_read_again(
    reading: Desk, tmp_path: Path, stale: Trial
) -> None:
    record(reading, "A1", NewFact("note", date(2026, 8, 5), note="Rang the school"))
    file(tmp_path, HEADS, "later.csv")
    with pytest.raises(Conflict, match=r"later\.csv reads otherwise"):
        bring(reading, stale)


def test_what_has_nothing_to_do_with_the_file_is_not_in_its_way(reading: Desk, stale: Trial) -> None:
    record(reading, "A1", NewFact("note", date(2026, 8, 5), note="Rang the school"))
    bring(reading, stale)
    assert [ref for _, ref, _ in listed_refs(reading)] == ["A1", "A7"]


@pytest.mark.parametrize("ref", ["A1", "B9", ""])
def test_the_row_of_a_restricted_file_not_opened_is_rejected_and_the_rest_comes_in(
    reading: Desk, tmp_path: Path, ref: str
) -> None:
    bring(reading, trial(reading, file(tmp_path, FIRST)))
    with reading.store.write("Mina Okafor", reading.now()) as work:
        work.restrict(1, ["Carl Brindle"], "A relation works here")
    later = TWO.replace("A1,", f"{ref},").replace("N,29/06/2025", "Y,30/06/2025")
    with closing(open_store(tmp_path / "desk.db", user="Carl Brindle")) as store:
        carl = replace(reading, store=store, user="Carl Brindle")
        path = file(tmp_path, later)
        tried = trial(carl, path)
        (first, second) = outcomes(tried)
        assert (first[1], second[1]) == ("rejected", "created")
        assert "cannot look" in first[2] and "Whitlock" not in first[2] and "restricted" not in first[2]
        assert "A1" not in compare_file(carl, path).not_in_file
        bring(carl, tried)
        assert [one for _, one, _ in listed_refs(carl)] == ["A1", "A2"]


def test_a_tracker_gives_nobody_who_has_left_a_case(reading: Desk, tmp_path: Path) -> None:
    bring(reading, trial(reading, file(tmp_path, FIRST)))
    with reading.store.write("Mina Okafor", reading.now()) as work:
        [addo] = work.staff().officers.values()
        work.save_officer(replace(addo, left_on=reading.today() - timedelta(days=1)))
    bring(reading, trial(reading, file(tmp_path, HEADS + "A7,,Moss,Ivy,01/02/2018,Parent,01/06/2026,,,j addo\n")))
    view = case_view(reading, "A7")
    assert view.case.owner_id is None and view.case.unassigned_since == date(2026, 6, 1)
    assert "j addo" in [f.fact.note for f in view.facts if f.fact.kind == "kept_from_import"]
