"""Who leaves a phase next September without a move planned, and planning it for many at once (reg 18; needs.md H3)."""

from __future__ import annotations

from datetime import date

import pytest

from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.orphans import Orphan
from ehcp_desk.domain.record import NewFact
from ehcp_desk.services.casework.recording import record, withdraw
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.moves import moves_to_plan, plan_moves
from ehcp_desk.services.oversight.orphans import forgotten
from ehcp_desk.services.oversight.reviewing import review_board
from ehcp_desk.services.oversight.transfers import transfer_forecast
from ehcp_desk.services.records.case_view import case_view
from ehcp_desk.services.upkeep.practice import change_practice
from tests.services.oversight.test_school_board import DAY, cases, plan

SENT, MOVES = date(2025, 12, 1), (Orphan.MOVE,)


def numbers(desk: Desk, *refs: str) -> list[int]:
    return [case_view(desk, ref).case.id for ref in refs]


def named_by(desk: Desk, ref: str) -> list[date]:
    return [d.due for d in case_view(desk, ref).timeline.deadlines if d.rule == "P_FEB15"]


def test_year_6_without_a_move_is_on_a_list_until_its_move_is_planned_and_then_has_the_limit(team: Desk) -> None:
    one, two, five = plan(team, 1, SENT, 6), plan(team, 2, SENT, 6), plan(team, 3, SENT, 5)
    waits = forgotten(team, MOVES)
    assert [(f.why, f.days) for f in waits] == [
        ("in Year 6 since 1 September 2026; plan the move, or correct the year", 59)
    ] * 2
    told = moves_to_plan(team, numbers(team, one, two, five))
    assert (told.phase, told.on, told.left_out) == ("primary_to_secondary", date(2027, 9, 1), ())
    assert told.said == (
        "3 moves, primary to secondary, on 1 September 2027. Each plan must name the next school by 15 February 2027. "
        "A review meeting after 23 November 2026 may come too late for it."
    )
    changes = plan_moves(team, numbers(team, one, two), told.phase, told.on)
    assert len(changes.facts) == 2 and forgotten(team, MOVES) == [] == cases(team, "unplanned_6")
    assert named_by(team, one) == named_by(team, two) == [date(2027, 2, 15)] and named_by(team, five) == []
    assert cases(team, "move_2027-02-15") == [one, two]
    withdraw(team, changes.facts[0], "She stays at the same school until 13")
    assert [f.case_id for f in forgotten(team, MOVES)] == numbers(team, one)


def test_a_child_who_starts_school_is_asked_for_too_whatever_her_plan_names(team: Desk) -> None:
    small, reception = plan(team, 1, SENT, -1), plan(team, 2, SENT, 0)
    nursery_class = {"setting": "Fenside Primary", "type": "mainstream", "by": "Panel", "planned": "yes"}
    record(team, small, NewFact("placement", date(2026, 9, 1), nursery_class, "Nearest that can"))
    assert [(f.case_id, f.why) for f in forgotten(team, MOVES)] == [
        (*numbers(team, small), "in Nursery since 1 September 2026; plan the move, or correct the year")
    ]
    assert cases(team, "unplanned_-1") == [small]
    told = moves_to_plan(team, numbers(team, small, reception))
    assert told.said.startswith("2 moves, early years to school, on 1 September 2027. Each plan must name the next school by "
                                "15 February 2027.")  # fmt: skip
    plan_moves(team, numbers(team, small), told.phase, told.on)
    assert forgotten(team, MOVES) == [] and named_by(team, small) == [date(2027, 2, 15)]
    assert [(line.september, line.move) for line in transfer_forecast(team, 1)] == [(2027, "Early years to school")]


def test_a_child_in_the_last_year_of_another_move_is_left_out_by_name(team: Desk) -> None:
    six, other, eleven, nine = (plan(team, n, SENT, year) for n, year in ((1, 6), (2, 6), (3, 11), (4, 9)))
    told = moves_to_plan(team, numbers(team, six, eleven, other))
    assert ([row.ref for row in told.cases], told.phase) == ([six, other], "primary_to_secondary")
    assert [(row.ref, why) for row, why in told.left_out] == [
        (eleven, "in Year 11, whose move is secondary to post-16")
    ]
    assert [row.ref for row in moves_to_plan(team, numbers(team, six, eleven), "secondary_to_post16").cases] == [eleven]
    with pytest.raises(
        BadInput,
        match="None of these children is in the last year of a phase, which here is Nursery, Year 6 and Year 11",
    ):
        moves_to_plan(team, numbers(team, nine))
    assert [row.ref for row in moves_to_plan(team, numbers(team, nine), "infant_to_junior").cases] == [nine]


def test_a_move_is_planned_once_for_plans_in_place_and_all_or_none(team: Desk) -> None:
    one, two = plan(team, 1, SENT, 11), plan(team, 2, SENT, 11)
    record(team, one, NewFact("phase_transfer_planned", date(2027, 9, 2), {"phase": "secondary_to_post16"}))
    record(team, two, NewFact("plan_ceased", DAY, {"reason": "1"}))
    ids = numbers(team, one, two)
    told = moves_to_plan(team, ids)
    assert [(row.ref, why) for row, why in told.left_out] == [
        (one, "a move is planned for 2 September 2027"),
        (two, "no plan is in place"),
    ]
    with pytest.raises(BadInput, match=rf"no move to plan: {one}: a move is planned.*{two}: no plan is in place"):
        plan_moves(team, ids, "secondary_to_post16", date(2027, 9, 1))
    with pytest.raises(BadInput, match="30 October 2026 is not one"):
        plan_moves(team, ids, "secondary_to_post16", DAY)
    with pytest.raises(BadInput, match="choose from: early_years_to_school"):
        plan_moves(team, ids, "to_the_moon", date(2027, 9, 1))


def test_a_council_with_middle_schools_says_after_which_years_its_children_move(team: Desk) -> None:
    four, six, eight = plan(team, 1, SENT, 4), plan(team, 2, SENT, 6), plan(team, 3, SENT, 8)
    change_practice(team, "", "", False, "year 4 : Primary to middle\n8: middle_to_secondary")
    assert [f.case_id for f in forgotten(team, MOVES)] == numbers(team, four, eight)
    assert {f.key for f in review_board(team).figures if f.key.startswith("unplanned")} == {
        "unplanned_4",
        "unplanned_8",
    }
    assert moves_to_plan(team, numbers(team, four)).phase == "primary_to_middle"
    assert [(line.september, line.move) for line in transfer_forecast(team, 3)] == [
        (2027, "Middle to secondary"), (2027, "Primary to middle"), (2029, "Middle to secondary"),
    ]  # fmt: skip
    assert six and case_view(team, six).practice.last_years == ((4, "primary_to_middle"), (8, "middle_to_secondary"))
    for wrong in (
        "Year 6",
        "Year 60: primary to secondary",
        "Year 6: up\n",
        "6: primary to middle\nYear 6: primary to middle",
    ):
        with pytest.raises(BadInput, match="should be a school year, once, and its move"):
            change_practice(team, "", "", False, wrong)
