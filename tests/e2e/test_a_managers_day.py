"""A manager gives a case that nobody holds to somebody, and the team's figures follow."""

from __future__ import annotations

from pathlib import Path

from ehcp_desk.domain.worklist import CaseQuery, Scope
from ehcp_desk.services.oversight.ownership import assign, unassign
from ehcp_desk.services.oversight.team import team_view
from ehcp_desk.services.records.case_view import case_view
from tests.e2e.desk import DAY, Look, OpenWindow
from tests.e2e.kept import wait_for_picture

MANAGER = "Anil Harrowgate"


def unassigned(look: Look, record: Path) -> list[tuple[str, str]]:
    """Reference and name of every case that nobody holds."""
    with look(record) as kept, kept.store.read() as work:
        rows = work.case_rows(work.case_ids(CaseQuery(DAY, Scope.LIVE, unassigned=True)))
    return [(row.ref, row.name) for row in rows]


def leave_one(look: Look, record: Path) -> tuple[str, str]:
    """Bring the record to where nobody holds exactly one case, whatever the demo made; gives that case."""
    free = unassigned(look, record)
    with look(record, MANAGER) as kept:
        if len(free) > 1:
            assign(kept, [ref for ref, _ in free[1:]], "Joy Addo", "Room since the spring")
        elif not free:
            with kept.store.read() as work:
                first = work.case_rows(work.case_ids(CaseQuery(DAY, Scope.OPEN))[:1])
            unassign(kept, [first[0].ref], "The post is vacant")
    [found] = unassigned(look, record)
    return found


def test_a_case_nobody_holds_is_ticked_assigned_and_leaves_the_list(
    record: Path, window: OpenWindow, look: Look
) -> None:
    ref, name = leave_one(look, record)
    desk = window(record, MANAGER)
    desk.wait_for_title("Today - EHCP Desk")
    desk.press("ctrl+3")
    desk.wait_for_title("Unassigned - EHCP Desk")
    desk.wait_for(name, "table cell")
    wait_for_picture(desk, "unassigned")
    desk.press("space")
    desk.wait_for("Assign 1 case", "push button")
    desk.press("F8")
    desk.wait_for_title("Assign cases")
    desk.wait_for_keys_in("Reason, kept on every case")
    desk.type("Room since the summer")
    desk.picture("assign")
    desk.press("ctrl+Return")
    desk.wait_for("moved to", "label")
    desk.wait_for("Everybody has somebody")
    desk.picture("everybody-has-somebody")
    desk.press("ctrl+4")
    desk.wait_for_title("Team - EHCP Desk")
    with look(record) as kept:
        view, team = case_view(kept, ref), team_view(kept)
    assert unassigned(look, record) == []
    assert view.owner is not None
    load = next(load for load in team.loads if load.name == view.owner)
    desk.wait_for(view.owner, "table cell")
    desk.picture("team")
    said = [seen.name for seen in desk.look() if seen.role == "table cell"]
    assert any(view.owner in cell for cell in said)
    assert f"Open cases: {load.open_cases} of {load.limit}" in said
    assert desk.close() == 0
    reasons = [f.fact.note for f in view.facts if "Room since" in f.fact.note or "Room since" in str(f.fact.attrs)]
    assert reasons or view.case.owned_since == DAY


def owners(look: Look, record: Path) -> dict[str, str | None]:
    """Who has each open case, by its reference."""
    with look(record) as kept:
        with kept.store.read() as work:
            rows = work.case_rows(work.case_ids(CaseQuery(DAY, Scope.OPEN)))
        return {row.ref: case_view(kept, row.ref).owner for row in rows}


def test_three_cases_move_at_once_and_the_months_ahead_are_asked_with_fewer_people(
    record: Path, window: OpenWindow, look: Look
) -> None:
    before = owners(look, record)
    desk = window(record, MANAGER)
    desk.wait_for_title("Today - EHCP Desk")
    desk.press("ctrl+2")
    desk.wait_for("Caseworker:", "table cell")
    desk.press("shift+Down", "shift+Down", "F8")
    desk.wait_for_title("Assign cases")
    desk.wait_for("Move 3 cases")
    desk.wait_for_keys_in("Reason, kept on every case")
    desk.type("Evening out")
    desk.picture("move-three")
    desk.press("ctrl+Return")
    desk.wait_for("moved to", "label")
    desk.press("ctrl+5")
    desk.wait_for_title("Forecast - EHCP Desk")
    desk.wait_for("November 2026", "table cell")
    desk.click("Psychologists’ posts", "text")
    desk.press("minus", "1")
    desk.press("Return")
    desk.wait_for("With the changes", "table cell")
    desk.picture("what-if")
    assert desk.close() == 0
    after = owners(look, record)
    moved = [ref for ref, name in after.items() if name != before[ref]]
    assert 1 <= len(moved) <= 3
    with look(record) as kept:
        assert {case_view(kept, ref).case.owned_since for ref in moved} == {DAY}
