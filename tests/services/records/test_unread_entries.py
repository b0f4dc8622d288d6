"""An entry of a file that another program made unreadable: its case opens and names it; what would go by it refuses, in a
sentence that names it too."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from ehcp_desk.cli.lists import case_json
from ehcp_desk.domain.errors import Unreadable
from ehcp_desk.domain.record import NewFact
from ehcp_desk.services.casework.recording import find, record
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.actions import actions
from ehcp_desk.services.records.case_view import case_view
from ehcp_desk.services.records.history import case_history
from ehcp_desk.services.upkeep.checking import verify_record

STRANGE = (
    "happened_on = '2026-13-45'", "happened_on = 'noon'", "happened_on = 7", "recorded_at = 'noon'", "attrs = '{\"due\":'",
    "attrs = '[]'", "attrs = '{\"due\":3}'", "attrs = '{\"due\":\"noon\"}'", "note = CAST(x'ff41' AS TEXT)",
    "recorded_by = CAST(x'ff' AS TEXT)", "source = x'00ff'", "note = x'00ff'",
)  # fmt: skip


def tamper(tmp_path: Path, change: str) -> int:
    """Change the promise behind the desk's back; its number."""
    with closing(sqlite3.connect(tmp_path / "desk.db")) as raw:
        raw.execute("DROP TRIGGER facts_no_update")
        ((number,),) = raw.execute("SELECT id FROM facts WHERE kind = 'promise_made'").fetchall()
        raw.execute(f"UPDATE facts SET {change} WHERE id = ?", (number,))
        raw.commit()
    return int(number)


@pytest.fixture
def promised(desk: Desk, maisie: str) -> str:
    record(
        desk,
        maisie,
        NewFact("promise_made", date(2026, 10, 28), {"to": "the mother", "due": "2026-11-06"}, "Ring back"),
    )
    record(desk, maisie, NewFact("note", date(2026, 10, 29), note="What is still read"))
    return maisie


@pytest.mark.parametrize("change", STRANGE)
def test_the_case_opens_and_names_the_entry(desk: Desk, promised: str, tmp_path: Path, change: str) -> None:
    assert case_view(desk, promised).cannot_be_read == ""
    number = tamper(tmp_path, change)
    view = case_view(desk, promised)
    assert f"entry {number} (promise made)" in view.cannot_be_read and "ehcp-desk verify" in view.cannot_be_read
    assert [f.fact.note for f in view.facts if f.fact.kind == "note"] == ["What is still read"] and view.promises == ()
    assert f"entry {number} " in case_json(view)["warnings"][0]
    assert case_history(desk, view.case.id)


@pytest.mark.parametrize("change", STRANGE)
def test_nothing_is_saved_or_printed_by_what_is_left(desk: Desk, promised: str, tmp_path: Path, change: str) -> None:
    number = tamper(tmp_path, change)
    with pytest.raises(Unreadable, match=rf"entry {number} \(promise made\)"):
        record(desk, promised, NewFact("note", date(2026, 10, 30), note="One more"))
    with desk.store.read() as work, pytest.raises(Unreadable, match=f"entry {number} "):
        work.facts(find(work, promised))
    assert promised in {check: said for check, ok, said in verify_record(desk) if not ok}["facts"]


def test_a_kind_nobody_knows_closes_nothing(desk: Desk, promised: str, tmp_path: Path) -> None:
    number = tamper(tmp_path, "kind = 'no_such_kind'")
    view = case_view(desk, promised)
    assert number in {f.id for f in view.facts} and view.cannot_be_read == ""
    assert promised in {check: said for check, ok, said in verify_record(desk) if not ok}["facts"]


@pytest.mark.parametrize("change", ["happened_on = 'noon'", 'attrs = \'{"due":"noon"}\''])
def test_a_list_over_all_cases_says_a_sentence(desk: Desk, promised: str, tmp_path: Path, change: str) -> None:
    tamper(tmp_path, change)
    with pytest.raises(Unreadable, match="ehcp-desk verify"):
        actions(desk)
