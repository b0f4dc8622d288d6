"""Moving cases: the preview tells the truth, and a move is all or none."""

from __future__ import annotations

from pathlib import Path

import pytest

from ehcp_desk.domain.case import Child
from ehcp_desk.domain.errors import BadInput, Cancelled, Conflict
from ehcp_desk.domain.record import NewFact
from ehcp_desk.services.casework.recording import NewRequest, open_request, record
from ehcp_desk.services.oversight.move_preview import move_preview
from ehcp_desk.services.oversight.moving import Move, move, undo
from ehcp_desk.services.records.case_view import case_view_by_id
from tests.ui.case.maisie import REF, TODAY, maisie, second_case, westmarsh


def test_one_case_at_a_school_is_not_yet_knowing_it(tmp_path: Path) -> None:
    desk = westmarsh(tmp_path / "desk.db")
    maisie(desk)
    second = second_case(desk)
    row = move_preview(desk, [second]).rows[0]

    assert row.suggested is not None
    assert (row.suggested.name, row.suggested.because) == ("Thandi Mbeki", "most room")
    assert not row.needs_note, "nobody had it, so nobody can hand it over"
    desk.store.close()


def test_a_note_written_since_the_case_was_taken_is_enough(tmp_path: Path) -> None:
    desk = westmarsh(tmp_path / "desk.db")
    case = maisie(desk)
    assert move_preview(desk, [case]).rows[0].needs_note
    record(desk, REF, NewFact("handover_note", TODAY, note="Ring Jo first"))

    assert not move_preview(desk, [case]).rows[0].needs_note
    desk.store.close()


def test_a_plan_in_place_does_not_count_against_the_limit_of_open_cases(tmp_path: Path) -> None:
    desk = westmarsh(tmp_path / "desk.db")
    case, second = maisie(desk), second_case(desk)
    before = move_preview(desk, [case, second])
    both = [(one.row, "Ross Fairbairn") for one in before.rows]
    assert {who: change.cases for who, change in before.after(both).items()} == {"Ross Fairbairn": 2, "Joy Addo": -1}
    record(desk, REF, NewFact("final_plan_sent", TODAY))

    now = move_preview(desk, [case, second])
    after = now.after([(one.row, "Ross Fairbairn") for one in now.rows])
    assert {who: change.cases for who, change in after.items() if change.cases} == {"Ross Fairbairn": 1}
    desk.store.close()


def test_a_move_says_how_far_it_is_and_stopped_moves_nothing(tmp_path: Path) -> None:
    desk = westmarsh(tmp_path / "desk.db")
    maisie(desk)
    second = second_case(desk)
    said = list[tuple[int, int, str]]()

    def stop(done: int, total: int, words: str) -> None:
        said.append((done, total, words))
        if done == 1:
            raise Cancelled("Stopped.")

    both = [Move("SEN/26171", "Thandi Mbeki"), Move(REF, "Thandi Mbeki")]
    with pytest.raises(Cancelled):
        move(desk, both, "shared out", progress=stop)
    assert said == [(0, 2, "Moving the cases"), (1, 2, "Moving the cases")]
    assert case_view_by_id(desk, second).owner is None
    act = move(desk, both, "shared out").act
    with pytest.raises(Cancelled):
        undo(desk, act, "A mistake", stop)
    assert case_view_by_id(desk, second).owner == "Thandi Mbeki"
    undo(desk, act, "A mistake")
    assert case_view_by_id(desk, second).owner is None
    desk.store.close()


def test_one_refusal_moves_nothing(tmp_path: Path) -> None:
    desk = westmarsh(tmp_path / "desk.db")
    case, second = maisie(desk), second_case(desk)
    with pytest.raises(BadInput, match="already holds"):
        move(desk, [Move("SEN/26171", "Thandi Mbeki"), Move(REF, "Joy Addo")], "shared out")
    assert case_view_by_id(desk, second).owner is None
    seen = case_view_by_id(desk, case).case.version
    record(desk, REF, NewFact("note", TODAY, note="Changed meanwhile"))
    with pytest.raises(Conflict):
        move(desk, [Move("SEN/26171", "Thandi Mbeki"), Move(REF, "Thandi Mbeki", seen)], "shared out")

    assert case_view_by_id(desk, second).owner is None
    assert case_view_by_id(desk, case).owner == "Joy Addo"
    desk.store.close()


def test_the_way_back_gives_each_case_to_whoever_had_it(tmp_path: Path) -> None:
    desk = westmarsh(tmp_path / "desk.db")
    case, second = maisie(desk), second_case(desk)
    moved = move(desk, [Move(REF, "Thandi Mbeki"), Move("SEN/26171", "Ross Fairbairn")], "shared out", first_call=True)
    promised = case_view_by_id(desk, second).promises
    assert [p.due.isoformat() for p in promised] == ["2026-11-06"], "five working days"
    assert moved.act is not None
    undo(desk, moved.act, "taken back")

    assert case_view_by_id(desk, case).owner == "Joy Addo"
    assert case_view_by_id(desk, second).owner is None
    desk.store.close()


def test_the_area_of_the_postcode_is_known_by_whoever_holds_cases_there_and_a_hidden_one_says_nothing(
    tmp_path: Path,
) -> None:
    desk = westmarsh(tmp_path / "desk.db")
    maisie(desk)
    second = second_case(desk)
    home = {"address": "4 Mill Lane", "postcode": "wm3 4xx"}
    for number in range(3):
        ref = f"SEN/A{number}"
        open_request(desk, NewRequest(ref, Child(0, "Ames", f"Bea {number}"), TODAY, "parent"))
        record(desk, ref, NewFact("address", TODAY, home))
        move(desk, [Move(ref, "Ross Fairbairn")], "area")
    ref = case_view_by_id(desk, second).case.ref
    told = record(desk, ref, NewFact("address", TODAY, home)).facts[0]
    (parcel,) = move_preview(desk, [second]).parcels
    ross = next(o for o in move_preview(desk, [second]).staff.officers.values() if o.name == "Ross Fairbairn")
    assert (parcel.area, parcel.near) == ("WM3", {ross.id})
    record(desk, ref, NewFact("address", TODAY, {**home, "hidden": "yes"}, supersedes=told))
    (parcel,) = move_preview(desk, [second]).parcels
    assert (parcel.area, parcel.near) == ("", frozenset())
    desk.store.close()
