"""What IT sets for every desk, and what is kept of a fault: one sentence for a mistake, never a name in the log."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ehcp_desk.bootstrap import default_database
from ehcp_desk.domain.errors import KnownFault
from ehcp_desk.faults import MOST, keep_fault
from ehcp_desk.policy import VARIABLE, policy, read_policy
from ui.settings_store import FileSettings

FILE = Path("policy.toml")


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The policy file of a machine; written by the test, read afresh."""
    path = tmp_path / "policy.toml"
    monkeypatch.setenv(VARIABLE, str(path))
    monkeypatch.delenv("EHCP_DESK_DB", raising=False)
    policy.cache_clear()
    yield path
    policy.cache_clear()


def test_the_policy_names_the_record_and_the_environment_comes_before_it(
    machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.write_text('database = "/srv/team.db"\ntheme = "dark"\n', encoding="utf-8")
    assert default_database() == "/srv/team.db"
    monkeypatch.setenv("EHCP_DESK_DB", "mine.db")
    assert default_database() == "mine.db"


def test_without_a_policy_everything_is_as_it_was(machine: Path) -> None:
    assert policy().source == ""
    assert default_database().endswith("ehcp-desk.db")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("database = 1", "must set 'database' to words in quotation marks"),
        (
            'data_base = "x"',
            "sets 'data_base', which is none of database, logs, theme, text_size, first_room, lock_minutes",
        ),
        ('theme = "pink"', "must set 'theme' to one of system, light, dark, contrast"),
        ("text_size = 400", "must set 'text_size' to a number from 90 to 150"),
        ('last_copy = "no"', "must set 'last_copy' to true or false"),
        ("lock_minutes = -1", "must set 'lock_minutes' to a number from 0 (never) to 240"),
        ("text_size = true", "must set 'text_size' to a number"),
        ("database = ", "is not TOML"),
    ],
)
def test_a_mistake_in_the_policy_is_one_sentence(text: str, said: str) -> None:
    with pytest.raises(KnownFault) as refused:
        read_policy(text, FILE)
    assert said in str(refused.value)
    assert "ask whoever looks after this machine" in str(refused.value)


def test_a_mistake_opens_no_other_record(machine: Path, tmp_path: Path) -> None:
    machine.write_text('data_base = "x"', encoding="utf-8")
    env = {**os.environ, "HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "data")}
    done = subprocess.run(
        [sys.executable, "-m", "ehcp_desk", "cases"], env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 3
    assert "data_base" in done.stderr
    assert not (tmp_path / "data").exists()


def test_a_persons_choice_comes_before_the_policy_and_the_policy_is_not_kept_as_theirs(tmp_path: Path) -> None:
    path = tmp_path / "window.json"
    settings = FileSettings(path, {"theme": "dark", "text_size": 120})
    assert settings.get("theme", "light") == "dark"
    settings.put("theme", "light")
    again = FileSettings(path, {"theme": "contrast", "text_size": 110})
    assert (again.get("theme", ""), again.get("text_size", 100)) == ("light", 110)
    assert json.loads(path.read_text(encoding="utf-8")) == {"theme": "light"}


def test_a_fault_is_kept_with_its_places_and_without_its_words(machine: Path, tmp_path: Path) -> None:
    machine.write_text(f"logs = {json.dumps(str(tmp_path / 'logs'))}", encoding="utf-8")

    def find(child: str) -> None:
        try:
            {}[child]
        except KeyError as missing:
            raise ValueError(f"{child} is not here") from missing

    with pytest.raises(ValueError) as caught:
        find("Maisie Farrowdale")
    kept = keep_fault(caught.value).read_text(encoding="utf-8")
    assert "Maisie" not in kept
    assert "ValueError" in kept
    assert "KeyError" in kept
    assert f"{Path(__file__).name}:" in kept
    assert " find\n" in kept


def test_the_log_begins_anew_before_it_grows_large(machine: Path, tmp_path: Path) -> None:
    machine.write_text(f"logs = {json.dumps(str(tmp_path / 'logs'))}", encoding="utf-8")
    path = keep_fault(OSError())
    path.write_text("x" * (MOST + 1), encoding="utf-8")
    assert keep_fault(OSError()).stat().st_size < 1000
    assert path.with_suffix(".old.log").stat().st_size == MOST + 1
