"""A desk on a real record, fresh for each test, on the day the design's pictures are set."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from db.store import open_store
from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.domain.case import Child, YearGroup
from ehcp_desk.domain.people import Officer, Role
from ehcp_desk.ports.today import Calendar
from ehcp_desk.services.casework.recording import NewRequest, open_request
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.staffing import add_officer, add_team, set_manager, staff

DAY = date(2026, 10, 30)


@pytest.fixture(scope="session")
def law() -> Ruleset:
    return Ruleset.load()


@pytest.fixture
def desk(tmp_path: Path, law: Ruleset) -> Iterator[Desk]:
    store = open_store(str(tmp_path / "desk.db"), create=True)
    yield Desk(store, law, "Joy Addo", Calendar(DAY))
    store.close()


@pytest.fixture
def team(desk: Desk) -> Desk:
    """Two caseworkers, a team manager and a service manager in one team called North."""
    add_team(desk, "North")
    team_id = next(iter(staff(desk).teams))
    for number, (name, role) in enumerate(
        (("Joy Addo", Role.CASEWORKER), ("Thandi Mbeki", Role.CASEWORKER), ("Ruth Castellan", Role.MANAGER),
         ("Imre Vantongeren", Role.SERVICE_MANAGER)), 1
    ):  # fmt: skip
        add_officer(desk, Officer(number, name, role, team_id))
    manager = staff(desk).named("Ruth Castellan")
    assert manager is not None
    set_manager(desk, team_id, manager.id)
    return desk


@pytest.fixture
def maisie(team: Desk) -> str:
    """A case in week 19: request received on 24 June 2026."""
    child = Child(
        0, "Farrowdale", "Maisie", date(2020, 3, 14), "F", "", YearGroup(2, 2026), "Larkspur Primary", "communication"
    )
    team_id = next(iter(staff(team).teams))
    open_request(team, NewRequest("SEN/26118", child, date(2026, 6, 24), "parent", team_id=team_id))
    return "SEN/26118"
