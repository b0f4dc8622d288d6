"""Two windows over one file of settings, and drafts of more than one record in it."""

from __future__ import annotations

from pathlib import Path

from ui.dialogs.drafts import Draft
from ui.settings_store import FileSettings


def test_a_draft_about_a_case_is_not_shown_for_that_number_in_another_record(tmp_path: Path) -> None:
    settings = FileSettings(tmp_path / "window.json")
    Draft(settings, "contact.1", "demo.db").keep({"said": "A fictional call"})
    assert Draft(settings, "contact.1", "/home/desk.db").recall() == {}
    assert Draft(settings, "contact.1", "demo.db").recall() == {"said": "A fictional call"}


def test_where_a_record_lies_is_not_written_into_the_settings(tmp_path: Path) -> None:
    path = tmp_path / "window.json"
    Draft(FileSettings(path), "contact.1", "postgresql+psycopg://joy:secret@server/desk").keep({"said": "A call"})
    assert "A call" in path.read_text(encoding="utf-8")
    assert not any(word in path.read_text(encoding="utf-8") for word in ("secret", "joy", "server"))


def test_what_another_window_wrote_stays(tmp_path: Path) -> None:
    path = tmp_path / "window.json"
    first, second = FileSettings(path), FileSettings(path)
    Draft(first, "fact.7", "desk.db").keep({"note": "Half an hour of words"})
    first.put("theme", "dark")
    second.put("window/size", [800, 600])
    first.put("text_size", 120)
    second.put("theme", "light")
    first.put("text_size", 110)
    after = FileSettings(path)
    assert Draft(after, "fact.7", "desk.db").recall() == {"note": "Half an hour of words"}
    assert (after.get("window/size", None), after.get("text_size", 0)) == ([800, 600], 110)
    assert after.get("theme", "") == "light", "the newest choice holds, whichever window it was made in"


def test_a_file_that_went_is_written_again_with_all_this_window_knows(tmp_path: Path) -> None:
    path = tmp_path / "window.json"
    settings = FileSettings(path)
    settings.put("theme", "dark")
    path.unlink()
    settings.put("text_size", 120)
    assert (FileSettings(path).get("theme", ""), FileSettings(path).get("text_size", 0)) == ("dark", 120)
