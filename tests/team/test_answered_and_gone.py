"""The server answers that an act is saved, and is gone before anything more is asked: the act is told as saved, with its
number."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from db.store import SqlStore, open_store
from db.uow import WriteUnit
from ehcp_desk.cli.main import run
from ehcp_desk.domain.journal import EXPORT_CONFIRMED, FIGURE_GIVEN
from ehcp_desk.domain.leaving_files import Warned
from ehcp_desk.domain.people import Role
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.going_on import HALFWAY
from ehcp_desk.services.oversight.act_numbers import TO_PEOPLE, TO_TEAM
from ehcp_desk.services.oversight.given import give
from ehcp_desk.services.oversight.leaving import leave
from ehcp_desk.services.oversight.moving import Move, move
from ehcp_desk.services.oversight.returns import compute_monthly
from ehcp_desk.services.oversight.staffing import add_team
from ehcp_desk.services.oversight.team_moves import move_to_team
from ehcp_desk.services.records.export_guard import confirm
from tests.support.cable import Cable, cable_to
from tests.support.records import DAY
from tests.support.team import OPEN_REF, OTHERS_REF, PASSWORD, Team, hold_cases
from tests.team.test_saving_at_once import desk_of

MINA = "Mina Okafor"


@pytest.fixture
def cable(own_team: Team, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cable]:
    """A cable that is pulled as soon as a desk at its end has heard that what it sealed is committed."""
    usual = WriteUnit.seal_queue
    with cable_to(own_team.server.port) as between:

        def sealed(unit: WriteUnit) -> tuple[int, str] | None:
            done = usual(unit)
            if done is not None and unit._driver.info.port == between.port:
                between.cut = "answered"
            return done

        monkeypatch.setattr(WriteUnit, "seal_queue", sealed)
        yield between


@pytest.fixture
def far(own_team: Team, cable: Cable) -> Iterator[SqlStore]:
    with closing(open_store(far_url(own_team, cable))) as store:
        yield store


def far_url(team: Team, cable: Cable) -> str:
    """A manager's address of the record, at the other end of the cable."""
    return f"postgresql+psycopg://{quote(MINA)}:{PASSWORD}@127.0.0.1:{cable.port}/{team.database}"


def by_moving(desk: Desk) -> int:
    return move(desk, [Move(OPEN_REF, "Carl Brindle")], "Sickness").act


def by_team(desk: Desk) -> int:
    return move_to_team(desk, [OPEN_REF], "East", "Nearer").act


def by_leaving(desk: Desk) -> int:
    with desk.store.read() as work:
        carl = work.staff().named("Carl Brindle")
    assert carl is not None
    return leave(desk, carl.id, date(2026, 11, 30), [Move(OTHERS_REF, MINA)], "Leaves").act


def by_confirming(desk: Desk) -> int:
    return confirm(desk, Warned("list.csv", "0" * 64, "A councillor", 1, (), 0), "Asked for")


@pytest.mark.parametrize(
    ("act", "kind"),
    [(by_moving, TO_PEOPLE), (by_team, TO_TEAM), (by_leaving, TO_PEOPLE), (by_confirming, EXPORT_CONFIRMED)],
)
def test_an_act_that_is_saved_is_told_so_with_its_number(
    own_team: Team, cable: Cable, far: SqlStore, act: Callable[[Desk], int], kind: str
) -> None:
    """It looked for the number afterwards: the connection was lost, so nothing was saved, it said."""
    hold_cases(own_team)
    with closing(own_team.store(MINA)) as near:
        add_team(desk_of(near, MINA, Role.MANAGER), "East")
        number = act(desk_of(far, MINA, Role.MANAGER))
        assert cable.cuts == 1
        with near.read() as work:
            assert [line.seq for line in work.journal(kind=kind)] == [number]


def test_a_figure_given_out_is_the_one_that_was_given(own_team: Team, cable: Cable, far: SqlStore) -> None:
    """The newest line of the register was taken for it, which may be somebody else's."""
    desk = desk_of(far, MINA, Role.MANAGER)
    result = compute_monthly(desk, date(2026, 10, 1))
    code = next(line.definition.code for line in result.lines if line.figure.value is not None)
    kept, other = give(desk, result, code, "A resident", "foi", "FOI 1")
    assert (kept.to, kept.by, kept.code, other) == ("A resident", MINA, code, None) and cable.cuts == 1
    with closing(own_team.store(MINA)) as near, near.read() as work:
        (line,) = work.journal(kind=FIGURE_GIVEN)
    assert (line.seq, line.at) == (kept.number, kept.at)


def test_a_command_whose_letters_were_not_written_does_not_say_that_nothing_was_saved(
    own_team: Team, cable: Cable, tmp_path: Path, capsys: Any
) -> None:
    hold_cases(own_team)
    words = ["reassign", OTHERS_REF, "--to", MINA, "--reason", "Sickness", "--letters", str(tmp_path / "letters")]
    assert run(["--db", far_url(own_team, cable), "--today", DAY.isoformat(), *words]) == 3
    assert HALFWAY in capsys.readouterr().err and cable.cuts == 1
    with closing(own_team.store(MINA)) as near, near.read() as work:
        assert len(list(work.journal(kind=TO_PEOPLE))) == 1
