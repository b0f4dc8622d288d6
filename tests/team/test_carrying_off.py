"""Whoever is of a team sees a part of the record, or may take none of it out: nothing of it is left on a disk by a command that
says no, and no part of it is handed over as the whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from db.store import move
from ehcp_desk.cli.main import run
from tests.support.team import OPEN_REF, PEOPLE, Team


@pytest.fixture
def kept(team: Team, tmp_path: Path) -> Path:
    """A backup somebody has, in a folder with nothing else in it."""
    (tmp_path / "mine").mkdir()
    move(team.admin_url, tmp_path / "mine" / "good.db")
    return tmp_path / "mine" / "good.db"


@pytest.mark.parametrize("name", PEOPLE)
def test_nobody_of_the_team_takes_the_whole_record(team: Team, kept: Path, name: str, capsys: Any) -> None:
    out = kept.parent / "taken.db"
    for words in (
        ["move", "--from", team.url(name), "--to", str(out)],
        ["--db", team.url(name), "backup", "--out", str(out)],
        ["--db", team.url(name), "restore", str(kept)],
    ):
        assert run(words) == 4, words
        assert capsys.readouterr().err == (
            "ehcp-desk: Your account may not copy the whole record; ask whoever looks after the server.\n"
        )
    assert list(kept.parent.iterdir()) == [kept]


def test_nobody_of_the_team_puts_a_record_in_its_place(team: Team, kept: Path, capsys: Any) -> None:
    assert run(["move", "--from", str(kept), "--to", team.url("Mina Okafor")]) == 4
    assert "ask whoever looks after the server" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["Ann Redfern", "Dan Pellow"])
def test_who_may_not_print_takes_no_record_of_a_case(team: Team, tmp_path: Path, name: str, capsys: Any) -> None:
    assert run(["--db", team.url(name), "export-record", OPEN_REF, "--out", str(tmp_path / "out")]) == 4
    assert "may not print papers" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
