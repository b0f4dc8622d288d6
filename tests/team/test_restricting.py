"""Restricting, restricting again, lifting and splitting: on a file and as one of a team, managers seeing it or not."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from db.store import open_store
from ehcp_desk.bootstrap import open_desk
from ehcp_desk.domain.case import Child
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.services.casework.recording import NewRequest, open_request
from ehcp_desk.services.casework.same_child import merge, split
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.restricting import open_restricted, restrict, restriction_view, unrestrict
from tests.support.postgres import PostgresServer
from tests.support.team import NAMED, OPEN_REF, SHUT_REF, Team, make_team, put_team, write_line

MINA, CARL = "Mina Okafor", "Carl Brindle"
At = Callable[[str], Desk]


@pytest.fixture(params=["managers on", "managers off"])
def managers(request: pytest.FixtureRequest) -> str:
    return str(request.param).removeprefix("managers ")


@pytest.fixture(params=["file", "team"])
def at(request: pytest.FixtureRequest, managers: str, tmp_path: Path, empty_file: Path) -> Iterator[At]:
    """``at(NAME)``: the desk as somebody has it, on a file or signed in to a team's server."""
    with contextlib.ExitStack() as ends:
        if request.param == "team":
            server: PostgresServer = request.getfixturevalue("postgres_server")
            team = make_team(server, managers)
            ends.callback(server.drop, team.database)
            address = team.url
        else:
            path = tmp_path / "desk.db"
            shutil.copy(empty_file, path)
            with contextlib.closing(open_store(path)) as store:
                put_team(store, managers)

            def address(name: str) -> str:
                return str(path)

        def desk(name: str) -> Desk:
            made = open_desk(address(name), user=name)
            ends.callback(made.store.close)
            return made

        yield desk


def named(desk: Desk, ref: str) -> tuple[str, ...] | None:
    """To whom a file is kept as one desk sees it; None where it is open to everybody."""
    found = restriction_view(desk, ref).restriction
    return found.names if found is not None else None


def lines(desk: Desk, ref: str) -> list[str]:
    """What the journal says was done about the restriction of a case."""
    with desk.store.read() as work:
        number = work.find_case(ref)
        return [e.kind for e in work.journal(case_id=number) if "restrict" in e.kind]


def test_a_file_is_restricted_a_name_added_and_the_file_opened_again(at: At) -> None:
    mina, carl = at(MINA), at(CARL)
    restrict(mina, OPEN_REF, [NAMED], "A relation works here")
    assert named(mina, OPEN_REF) == (NAMED, MINA)
    with pytest.raises(BadInput, match="No case has the reference"):
        restriction_view(carl, OPEN_REF)
    restrict(mina, OPEN_REF, [NAMED, CARL], "Carl covers for Joy")
    assert named(mina, OPEN_REF) == named(carl, OPEN_REF) == named(at(NAMED), OPEN_REF) == (CARL, NAMED, MINA)
    assert lines(mina, OPEN_REF) == ["restricted", "restricted"]
    unrestrict(mina, OPEN_REF, "It is over")
    assert named(mina, OPEN_REF) is named(carl, OPEN_REF) is None
    assert lines(carl, OPEN_REF) == ["restricted", "restricted", "unrestricted"]


def test_a_family_found_to_be_one_is_restricted_whole_and_split_with_both_halves_restricted(at: At) -> None:
    mina = at(MINA)
    merge(mina, *_two_files(mina), "The same child")
    restrict(mina, OPEN_REF, [NAMED], "A relation works here")
    open_restricted(mina, "SEN/7", "To split them")
    split(mina, "SEN/7", "Two after all")
    for ref in (OPEN_REF, "SEN/7"):
        assert named(mina, ref) == named(at(NAMED), ref) == (NAMED, MINA)
        with at(CARL).store.read() as work:
            assert work.find_case(ref) is None
    unrestrict(mina, "SEN/7", "It was never about this one")
    assert named(at(CARL), "SEN/7") is None
    assert named(mina, OPEN_REF) == (NAMED, MINA), "the other half stays as it was"


def _two_files(desk: Desk) -> tuple[str, str]:
    open_request(desk, NewRequest("SEN/7", Child(0, "Brook", "Ada"), desk.today(), "parent"))
    return "SEN/7", OPEN_REF


@pytest.mark.parametrize("managers", ["off"], indirect=True)
def test_a_manager_who_is_not_named_neither_lifts_nor_takes_over_what_is_hidden(at: At) -> None:
    mina = at(MINA)
    for act in (lambda: restrict(mina, SHUT_REF, [], "Mine"), lambda: unrestrict(mina, SHUT_REF, "Over")):
        with pytest.raises(BadInput, match="No case has the reference"):
            act()
    assert named(at(NAMED), SHUT_REF) == (NAMED,)


def test_the_servers_function_asks_who_signed_in(own_team: Team) -> None:
    lift, keep = "SELECT ehcp_restrict(1, '{}', '')", "SELECT ehcp_restrict(1, ARRAY['Carl Brindle'], 'x')"
    silent = "SELECT ehcp_restrict(1, ARRAY['Mina Okafor'], ' ')"
    for name, said in ((CARL, keep), (NAMED, lift), ("Adi Stowe", keep), ("Ann Redfern", lift), (MINA, silent)):
        with contextlib.closing(own_team.connect(name)) as raw, pytest.raises(psycopg.errors.InsufficientPrivilege):
            raw.execute(said)
    with contextlib.closing(own_team.connect(MINA)) as raw:
        for direct in ("DELETE FROM restricted_names", "INSERT INTO restricted_names (child_id, name) VALUES (1, 'x')"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                raw.execute(direct)
        for kind, case in (("note", 1), ("unrestricted", 1), ("restricted", None)):
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="its line"), raw.transaction():
                write_line(raw, MINA, kind, case, {})
                raw.execute(keep)
        with raw.transaction():
            write_line(raw, MINA, "restricted", 1, {"to": [CARL], "reason": "x"})
            raw.execute(keep)
        assert raw.execute("SELECT by FROM restricted WHERE child_id = 1").fetchall() == [(MINA,)]
        for said in (lift, f"SET CONSTRAINTS ALL IMMEDIATE; {lift}", "SELECT ehcp_restrict(1, ARRAY['Joy Addo'], 'x')"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="its line"), raw.transaction():
                raw.execute(said)
        assert raw.execute("SELECT name FROM restricted_names WHERE child_id = 1").fetchall() == [(CARL,)]
