"""Two windows over one file of settings, and drafts of more than one record in it."""

from __future__ import annotations

import ast
import os
import stat
from pathlib import Path

import pytest

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


@pytest.mark.skipif(os.name == "nt", reason="the folder's own rights say so there")
def test_nobody_else_on_the_computer_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "window.json"
    path.write_text("{}", encoding="utf-8")
    path.chmod(0o644)  # as it was once written
    part = path.with_suffix(".part")
    part.write_text("left by a crash", encoding="utf-8")
    part.chmod(0o644)
    settings = FileSettings(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    Draft(settings, "contact.1", "desk.db").keep({"said": "A fictional call"})
    assert stat.S_IMODE(path.stat().st_mode) == 0o600 and "A fictional call" in path.read_text(encoding="utf-8")
    path.unlink()
    settings.put("theme", "dark")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_is_typed_about_a_restricted_case_is_not_written_down(tmp_path: Path) -> None:
    path = tmp_path / "window.json"
    settings = FileSettings(path)
    Draft(settings, "contact.1", "desk.db").keep({"said": "before it was restricted"})
    Draft(settings, "contact.2", "desk.db").keep({"said": "another case"})
    shut = Draft(settings, "contact.1", "desk.db", restricted={1}, about=[1])
    assert shut.recall() == {"said": "before it was restricted"}
    shut.keep({"said": "the refuge is in a made-up street"})
    settings.put("theme", "dark")
    kept = path.read_text(encoding="utf-8")
    assert "refuge" not in kept and "before it was" not in kept and "another case" in kept
    assert Draft(settings, "contact.1", "desk.db", restricted={1}, about=[1]).recall()["said"].startswith("the refuge")


def test_every_form_that_keeps_a_draft_says_which_cases_it_is_about() -> None:
    of_no_case = {
        "new_request.py", "note.py", "give_figure.py", "audit_draw.py", "audit_questions.py", "list_leaving.py", "applied.py",
        "asking.py",
    }  # fmt: skip
    least = {"keep_under": 2, "filled": 2, "keep_fields": 3, "keep_words": 1}
    told: dict[str, list[int]] = {}
    for path in Path("ui").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = _called(node)
            if isinstance(node, ast.Call) and called in least and ast.unparse(node.func) != "self.filled.filled":
                told.setdefault(path.name, []).append(len(node.args) - least[called])
    assert len(told) > 20
    assert {name for name, counts in told.items() if min(counts) < 0} == of_no_case


def test_every_dialog_that_asks_why_keeps_what_is_typed() -> None:
    asks = {"Reasoned", "Restricting", "ChosenAndReasoned", "PlaceDecision"}
    made, keeping = [], []
    for path in Path("ui").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            calls = {_called(inner) for inner in ast.walk(node)}
            begins = isinstance(node, ast.ClassDef) and "Reasoned" in map(ast.unparse, node.bases) and "super" in calls
            if begins and any(isinstance(part, ast.FunctionDef) and part.name == "__init__" for part in node.body):
                made.append(node.name)
                keeping += [node.name] if "keep_words" in calls else []
            elif isinstance(node, ast.FunctionDef) and calls & asks:
                made.append(f"{path.stem}.{node.name}")
                keeping += [made[-1]] if calls & {"keep_words", "about"} else []
    assert len(made) > 12 and keeping == made


def _called(node: ast.AST) -> str:
    if not isinstance(node, ast.Call):
        return ""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
