"""Owners: assigning tells, unassigning lists, and no deadline is ever nobody's."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from ehcp_desk.bootstrap import _write_table
from ehcp_desk.domain.case import Child
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.orphans import Orphan
from ehcp_desk.domain.worklist import CaseQuery, Scope, Sort
from ehcp_desk.services.casework.recording import NewRequest, open_request
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.leaving import leave
from ehcp_desk.services.oversight.my_day import today
from ehcp_desk.services.oversight.orphans import forgotten
from ehcp_desk.services.oversight.ownership import assign, name_psychologist, unassign
from ehcp_desk.services.oversight.staffing import add_absence, staff
from ehcp_desk.services.oversight.suggestions import unassigned_view
from ehcp_desk.services.oversight.team import NOBODY, team_view
from ehcp_desk.services.oversight.worklist import listed
from ehcp_desk.services.records.case_view import case_view
from ehcp_desk.services.records.sheets import export_cases


def unassigned(desk: Desk) -> list[str]:
    query = CaseQuery(desk.today(), Scope.LIVE, unassigned=True, sort=Sort.UNASSIGNED)
    return [row.case.ref for row in listed(desk, query)[1]]


def test_assigning_takes_a_case_off_the_unassigned_list(desk: Desk, maisie: str) -> None:
    assert unassigned(desk) == [maisie]
    assign(desk, [maisie], "joy addo", "New in")
    view = case_view(desk, maisie)
    assert (view.owner, view.responsible.name, unassigned(desk)) == ("Joy Addo", "Joy Addo", [])
    assert any(f.fact.kind == "assigned" and f.fact.attrs["reason"] == "New in" for f in view.facts)


def test_unassigning_puts_it_back_and_the_manager_sees_its_deadlines(desk: Desk, maisie: str) -> None:
    assign(desk, [maisie], "Joy Addo", "New in")
    unassign(desk, [maisie], "Joy is moving teams")
    assert unassigned(desk) == [maisie]
    manager = Desk(desk.store, desk.law, "Ruth Castellan", desk.days)
    assert [row.case.ref for row in today(manager).answered] == [maisie]


def test_the_cover_answers_while_the_owner_is_away(desk: Desk, maisie: str) -> None:
    assign(desk, [maisie], "Joy Addo", "New in")
    people = {o.name: o.id for o in staff(desk).officers.values()}
    add_absence(desk, people["Joy Addo"], date(2026, 10, 26), date(2026, 11, 6), people["Thandi Mbeki"], "leave")
    view = case_view(desk, maisie)
    assert (view.responsible.name, view.responsible.why) == ("Thandi Mbeki", "cover")
    thandi = Desk(desk.store, desk.law, "Thandi Mbeki", desk.days)
    assert today(thandi).groups == ()
    assert [row.case.ref for _, rows in today(thandi, with_cover=True).groups for row in rows] == [maisie]


@pytest.mark.parametrize(
    ("to", "reason", "words"),
    [("Nobody Known", "x", "Nobody here is called Nobody Known"), ("Joy Addo", " ", "Say why")],
)
def test_assigning_is_refused_in_a_sentence(desk: Desk, maisie: str, to: str, reason: str, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        assign(desk, [maisie], to, reason)
    assert unassigned(desk) == [maisie]


def test_giving_a_case_to_somebody_whose_last_day_is_recorded_is_said_with_the_day(desk: Desk, maisie: str) -> None:
    thandi = staff(desk).named("Thandi Mbeki")
    assert thandi is not None
    leave(desk, thandi.id, date(2026, 12, 11))
    assert assign(desk, [maisie], "Joy Addo", "New in").warnings == ()
    assert assign(desk, [maisie], "Thandi Mbeki", "Her last weeks").warnings == (
        "Thandi Mbeki’s last day is 11 December 2026. What they hold after it is on the list of leavers, "
        "so it needs another owner.",
    )
    assert case_view(desk, maisie).owner == "Thandi Mbeki"
    gone = replace(desk, days=replace(desk.days, fixed=date(2026, 12, 12)))
    assert len(forgotten(gone, (Orphan.LEAVER,))) == 1, "what the warning says comes true"
    assign(desk, [maisie], "Joy Addo", "Back")
    with pytest.raises(BadInput, match="not in post on that day"):
        assign(gone, [maisie], "Thandi Mbeki", "Too late")


def test_many_cases_move_together_or_not_at_all(desk: Desk, maisie: str) -> None:
    with pytest.raises(BadInput, match="SEN/404"):
        assign(desk, [maisie, "SEN/404"], "Joy Addo", "Spread")
    assert unassigned(desk) == [maisie]


def test_somebody_who_holds_a_case_cannot_leave(desk: Desk, maisie: str) -> None:
    assign(desk, [maisie], "Joy Addo", "New in")
    joy = staff(desk).named("Joy Addo")
    assert joy is not None
    with pytest.raises(BadInput, match="still holds 1 case"):
        leave(desk, joy.id, date(2026, 10, 31))
    assign(desk, [maisie], "Thandi Mbeki", "Joy is leaving", handover="Mother prefers texts")
    leave(desk, joy.id, date(2026, 10, 31))
    assert case_view(desk, maisie).owner == "Thandi Mbeki"


def test_the_team_page_counts_what_the_lists_hold(desk: Desk, maisie: str) -> None:
    old = Child(0, "Sheldrake", "Umar", date(2015, 2, 1))
    open_request(desk, NewRequest("SEN/25904", old, date(2025, 10, 13), "school"))
    view = team_view(desk)
    assert (view.open_cases, view.unassigned, view.past_20_weeks) == (2, 2, 1)
    assert [(b.words, b.count) for b in view.bands if b.count] == [("Over 52 weeks", 1)]
    assert view.longest_unassigned == (desk.today() - date(2025, 10, 13)).days
    nobody = next(load for load in view.loads if load.name == NOBODY)
    assert (nobody.open_cases, nobody.overdue) == (2, 2)
    assign(desk, [maisie], "Joy Addo", "New in")
    joy = next(load for load in team_view(desk).loads if load.name == "Joy Addo")
    assert joy.open_cases == 1


def test_the_psychologist_is_named_apart_from_the_caseworker(desk: Desk, maisie: str) -> None:
    name_psychologist(desk, maisie, "Ama Osei")
    assert (case_view(desk, maisie).case.psychologist, case_view(desk, maisie).owner) == ("Ama Osei", None)


def test_a_list_exported_is_the_list_and_no_name_becomes_a_formula(desk: Desk, maisie: str, tmp_path: Path) -> None:
    wired = replace(desk, tables=_write_table)
    open_request(desk, NewRequest("SEN/1", Child(0, "=HYPERLINK(1)", "Zoë", None), date(2026, 10, 1), "school"))
    query = CaseQuery(desk.today())
    for name in ("cases.csv", "cases.xlsx"):
        assert export_cases(wired, query, tmp_path / name) == 2
    text = (tmp_path / "cases.csv").read_text(encoding="utf-8-sig")
    assert text.splitlines()[1].startswith("SEN/26118,Farrowdale,Maisie"), "most urgent by law first"
    assert "'=HYPERLINK(1)" in text
    sheet = openpyxl.load_workbook(tmp_path / "cases.xlsx").active
    assert sheet is not None
    assert [cell.data_type for cell in sheet["B"]] == ["s", "s", "s"]


def test_who_has_most_room_stands_first(desk: Desk, maisie: str) -> None:
    def in_order() -> list[tuple[str, int]]:
        return [(room.name, room.cases) for room in unassigned_view(desk).rooms]

    assert in_order() == sorted(in_order()), "all alike by name"
    first = in_order()[0][0]
    assign(desk, [maisie], first, "New in")
    assert in_order()[-1] == (first, 1)
    with desk.store.write(desk.user, desk.now()) as work:
        work.set_setting("caseload.limit", "5")
    fills = [room.fills for room in unassigned_view(desk).rooms]
    assert fills == sorted(fills) and fills[0] < fills[-1] <= 0
