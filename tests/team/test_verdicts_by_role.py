"""A check says the same to everybody of a team, whatever of the record their role shows them; and what somebody cannot see is
said to be closed to them, never to be altered."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ehcp_desk.bootstrap import open_desk
from ehcp_desk.cli.main import run
from ehcp_desk.domain.case import Child
from ehcp_desk.domain.record import NewFact
from ehcp_desk.services.casework.recording import NewRequest, open_request, record, withdraw
from ehcp_desk.services.oversight.restricting import open_restricted
from tests.support.team import NAMED, PEOPLE, SHUT_REF, Team

MINE = "SEN/9"
VIEWERS = [name for name, role in PEOPLE.items() if role != "administrator"]


@pytest.fixture
def at_work(own_team: Team) -> Team:
    """A case with an entry of the restricted one in the middle, so that its chain passes what is closed to most."""
    carl, joy = open_desk(own_team.url("Carl Brindle")), open_desk(own_team.url(NAMED))
    open_request(carl, NewRequest(MINE, Child(0, "Brook", "Ada"), carl.today(), "parent"))
    open_restricted(joy, SHUT_REF, "A call")
    record(joy, SHUT_REF, NewFact("note", joy.today(), note="quietly"))
    record(carl, MINE, NewFact("note", carl.today(), note="A visit"))
    for desk in (carl, joy):
        desk.store.close()
    return own_team


def verdicts(team: Team, name: str, capsys: Any, *file: Path) -> dict[str, tuple[bool, str]]:
    """What ``verify`` says to somebody of the team."""
    assert run(["--db", team.url(name), "--json", "verify", *map(str, file)]) in (0, 1)
    return {c["check"]: (c["ok"], c["detail"]) for c in json.loads(capsys.readouterr().out)["checks"]}


def test_a_paper_a_record_and_a_seal_are_sound_to_everybody_who_sees_the_case(
    at_work: Team, tmp_path: Path, capsys: Any
) -> None:
    chronology, seals = tmp_path / "c.pdf", tmp_path / "seals"
    tom = ["--db", at_work.url("Tom Quarrie")]
    assert run([*tom, "chronology", MINE, "--out", str(chronology)]) == 0
    assert run([*tom, "export-record", MINE, "--out", str(tmp_path / "record")]) == 0
    assert run(["--db", at_work.url("Mina Okafor"), "seal", "--out", str(seals)]) == 0
    (kept,) = seals.glob("*.csv")
    capsys.readouterr()
    for name in VIEWERS:
        for file in (chronology, tmp_path / "record" / "record.jsonl", kept):
            wrong = {check: said for check, (ok, said) in verdicts(at_work, name, capsys, file).items() if not ok}
            assert wrong == {}, (name, file.name)
    assert verdicts(at_work, "Adi Stowe", capsys, kept)["seals"][0]


def test_a_return_is_said_to_be_corrected_since_to_whoever_asks(at_work: Team, tmp_path: Path, capsys: Any) -> None:
    mina = open_desk(at_work.url("Mina Okafor"))
    month = f"{mina.today():%Y-%m}"
    entry = record(mina, MINE, NewFact("advice_chased", mina.today(), {"body": "health"})).facts[0]
    assert run(["--db", at_work.url("Mina Okafor"), "return", "monthly", "--month", month, "--out", str(tmp_path)]) == 0
    withdraw(mina, entry, "On the wrong child")
    mina.store.close()
    capsys.readouterr()
    for name in VIEWERS:
        ok, said = verdicts(at_work, name, capsys, tmp_path / f"monthly-{month}.pdf")["since"]
        assert not ok and MINE in said, name


def test_an_administrator_is_not_told_that_lines_were_emptied(at_work: Team, capsys: Any) -> None:
    found = verdicts(at_work, "Adi Stowe", capsys)
    assert all(ok for ok, _ in found.values()), found
    assert "may not look at cases" in found["cases"][1] and found["journal"][0]


def test_a_paper_about_a_closed_file_is_not_called_a_forgery(at_work: Team, tmp_path: Path, capsys: Any) -> None:
    assert run(["--db", at_work.url(NAMED), "chronology", SHUT_REF, "--out", str(tmp_path / "c.pdf")]) == 0
    capsys.readouterr()
    ok, said = verdicts(at_work, "Tom Quarrie", capsys, tmp_path / "c.pdf")["issue"]
    assert not ok and said.startswith("nothing that is open to you tells") and SHUT_REF not in said


def test_whoever_shares_cases_out_gets_the_number_to_take_it_back_by(at_work: Team, capsys: Any) -> None:
    carl = ["--db", at_work.url("Carl Brindle"), "--json"]
    assert run([*carl, "reassign", f"{MINE}=Carl Brindle", "--reason", "Sharing"]) == 0
    act = json.loads(capsys.readouterr().out)["move"]
    assert act > 0
    assert run([*carl, "reassign", "--undo", str(act), "--reason", "A slip"]) == 0
