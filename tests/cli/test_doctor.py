"""``doctor`` says in plain words what keeps a desk from opening, and never that all is well where it does not open."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest

from ehcp_desk.bootstrap import open_desk
from ehcp_desk.cli import doctor
from ehcp_desk.domain.errors import KnownFault
from ehcp_desk.policy import VARIABLE, policy
from tests.cli.conftest import Desk


def newer(path: Path) -> Path:
    open_desk(str(path), create=True).store.close()
    with sqlite3.connect(path) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.close()
    return path


def garbage(path: Path) -> Path:
    path.write_text("this is a note\n", encoding="utf-8")
    return path


def folder(path: Path) -> Path:
    path.mkdir()
    return path


@pytest.mark.parametrize("make", [newer, garbage, folder])
def test_a_record_the_desk_does_not_open_is_wrong_by_the_same_sentence(tmp_path: Path, make: object) -> None:
    assert callable(make)
    path = make(tmp_path / "desk.db")
    with pytest.raises(KnownFault) as refused:
        open_desk(str(path))
    assert doctor._one("place", lambda _: doctor._place(str(path)), tmp_path) == ("place", False, str(refused.value))


def test_a_record_that_is_only_older_is_well_and_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    open_desk(str(path), create=True).store.close()
    with sqlite3.connect(path) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '0001'")
    raw.close()
    said = doctor._place(str(path))
    assert said.startswith(f"the record is {path}, of an older version that the first opening brings up to date;")
    with sqlite3.connect(path) as raw:
        assert raw.execute("SELECT version_num FROM alembic_version").fetchone() == ("0001",)
    raw.close()


def test_a_drive_that_is_not_there_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    there = Path.exists
    monkeypatch.setattr(Path, "exists", lambda self: self.is_relative_to(tmp_path) and there(self))
    _name, well, said = doctor._one("place", lambda _: doctor._place("/Z/team/desk.db"), tmp_path)
    assert not well and said.startswith("There is no drive or folder") and "desk.db" in said


def test_a_policy_nobody_can_follow_is_one_of_the_lines(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = tmp_path / "policy.toml"
    bad.write_text("database = 5\n", encoding="utf-8")
    monkeypatch.setenv(VARIABLE, str(bad))
    monkeypatch.delenv("EHCP_DESK_DB", raising=False)
    policy.cache_clear()
    try:
        found = doctor.examine()
    finally:
        policy.cache_clear()
    said = {name: detail for name, well, detail in found if not well}
    assert said["policy"].startswith(f"The policy file {bad} must set 'database'")
    assert said["place"] == "It is not known which record to look at; mend the policy first."
    assert {"law", "record", "verify"} <= {name for name, well, _ in found if well}
    assert not any(re.search(r"\w+(Error|Fault|Gone|Input)\b|Errno", detail) for detail in said.values()), said


@pytest.mark.parametrize(
    ("raised", "said"),
    [
        (FileNotFoundError(2, "No such file or directory", "/proc/nope"), "/proc/nope: No such file or directory."),
        (StopIteration(), "It did not come out as it should. Install the program again, or send this."),
        (ImportError("No module named 'numpy'"), "A part of the program is missing (No module named 'numpy'). Install it again."),
        (KnownFault("The server is away."), "The server is away."),
    ],
)  # fmt: skip
def test_no_check_speaks_in_names_of_the_program(tmp_path: Path, raised: Exception, said: str) -> None:
    def step(_: Path) -> str:
        raise raised

    assert doctor._one("law", step, tmp_path) == ("law", False, said)
