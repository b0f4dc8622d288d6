"""A record moved by command: what was begun in the window and not saved stays behind, and that is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Desk
from ui.dialogs.drafts import Draft
from ui.settings_store import FileSettings, window_file


@pytest.fixture(autouse=True)
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FileSettings:
    monkeypatch.setattr("ui.settings_store.user_config_path", lambda *_a, **_k: tmp_path / "config")
    return FileSettings(window_file())


def test_a_move_says_which_unfinished_forms_stay_behind_and_where(
    westmarsh: Desk, tmp_path: Path, settings: FileSettings
) -> None:
    here = str(tmp_path / "desk.db")
    refs = [case["ref"] for case in westmarsh("cases", "--json").json["cases"]]
    numbers = {ref: number for number, ref in _numbers(here).items()}
    first, second = refs[0], refs[1]
    Draft(settings, "contact.1", here, about=(numbers[first],)).keep({"said": "Half an hour of words"})
    Draft(settings, "fact.1", here, about=(first,)).keep({"note": "By reference"})
    Draft(settings, "assign.1-2", here, about=(numbers[first], numbers[second])).keep({"reason": "Leave"})
    Draft(settings, "request", here).keep({"surname": "Farrowdale"})
    Draft(settings, "contact.1", str(tmp_path / "other.db"), about=(1,)).keep({"said": "Another record"})
    Draft(settings, "promise.1", here, about=(numbers[first],)).forget()
    kept = window_file().read_bytes()
    done = westmarsh("move", "--from", here, "--to", str(tmp_path / "moved.db"), "--json")
    assert done.code == 0
    assert done.json["unfinished"] == [[], sorted([first, second]), [first], [first]]
    assert "4 forms that were begun and not saved" in done.json["words"]
    assert f"3 on {first}, 1 on {second}, 1 on no case" in done.json["words"]
    assert f"--db {here}" in done.json["words"] and "Farrowdale" not in done.json["words"]
    assert window_file().read_bytes() == kept, "they are left where they are"


def test_a_form_kept_by_an_older_desk_is_counted_too(westmarsh: Desk, tmp_path: Path, settings: FileSettings) -> None:
    here = str(tmp_path / "desk.db")
    Draft(settings, "contact.1", here).keep({"said": "No word of the case"})
    done = westmarsh("move", "--from", here, "--to", str(tmp_path / "moved.db"))
    assert "1 form that was begun and not saved" in done.out and "1 on no case, or none that was kept" in done.out


def test_where_there_are_none_only_other_accounts_are_spoken_of(westmarsh: Desk, tmp_path: Path) -> None:
    done = westmarsh("move", "--from", str(tmp_path / "desk.db"), "--to", str(tmp_path / "moved.db"), "--json")
    assert done.json["unfinished"] == []
    assert "LOOK" not in done.json["words"] and "other accounts" in done.json["words"]


def _numbers(where: str) -> dict[int, str]:
    from db.store import open_store

    store = open_store(where)
    with store.read() as work:
        found = {row.id: row.ref for row in work.every_row()}
    store.close()
    return found
