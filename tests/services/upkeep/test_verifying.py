"""Verifying finds what was tampered with, and recomputing brings a record to the law in force."""

import re
import sqlite3
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.domain.errors import Unreadable
from ehcp_desk.domain.record import NewFact
from ehcp_desk.services.casework.attaching import Attachment
from ehcp_desk.services.casework.recording import record
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight import law_of_record
from ehcp_desk.services.oversight.ownership import assign
from ehcp_desk.services.oversight.staffing import change_officer, staff
from ehcp_desk.services.upkeep.checking import verify_record
from ehcp_desk.services.upkeep.recomputing import recompute


def wrong(desk: Desk) -> dict[str, str]:
    return {check: detail for check, ok, detail in verify_record(desk) if not ok}


def tamper(tmp_path: Path, statement: str) -> None:
    """Change the file behind the desk's back, as somebody with the file and a tool could."""
    raw = sqlite3.connect(tmp_path / "desk.db")
    for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        raw.execute(f'DROP TRIGGER "{name}"')
    raw.execute(statement)
    raw.commit()
    raw.close()


def test_a_sound_record_is_said_to_be_sound(desk: Desk, maisie: str) -> None:
    assert wrong(desk) == {}


def test_a_changed_date_is_found(desk: Desk, maisie: str, tmp_path: Path) -> None:
    tamper(tmp_path, "UPDATE facts SET happened_on = '2026-06-30' WHERE kind = 'request_received'")
    assert maisie in wrong(desk)["deadlines"]
    assert maisie in wrong(desk)["facts"]


def test_a_changed_note_and_a_fact_slipped_in_or_taken_away_are_found(desk: Desk, maisie: str, tmp_path: Path) -> None:
    record(desk, maisie, NewFact("note", date(2026, 10, 30), note="Mother rang at nine"))
    tamper(tmp_path, "UPDATE facts SET note = 'Nobody rang' WHERE kind = 'note'")
    assert maisie in wrong(desk)["facts"]
    tamper(tmp_path, "UPDATE facts SET note = 'Mother rang at nine' WHERE kind = 'note'")
    assert "facts" not in wrong(desk)
    tamper(
        tmp_path,
        "INSERT INTO facts (case_id, kind, happened_on, approximate, note, source, recorded_at, recorded_by)"
        " SELECT case_id, kind, happened_on, approximate, 'slipped in', source, recorded_at, recorded_by FROM facts"
        " WHERE kind = 'note'",
    )
    assert maisie in wrong(desk)["facts"]
    tamper(tmp_path, "DELETE FROM facts WHERE kind = 'note'")
    assert maisie in wrong(desk)["facts"]


def test_a_changed_journal_entry_is_found(desk: Desk, maisie: str, tmp_path: Path) -> None:
    tamper(tmp_path, "UPDATE journal SET actor = 'Somebody else' WHERE seq = 2")
    assert "entry 2" in wrong(desk)["journal"]


def test_a_changed_deadline_is_found(desk: Desk, maisie: str, tmp_path: Path) -> None:
    tamper(tmp_path, "UPDATE deadlines SET due = '2027-01-01' WHERE rule = 'A_FINAL_PLAN'")
    assert maisie in wrong(desk)["deadlines"]


def test_a_changed_document_is_found(desk: Desk, maisie: str, tmp_path: Path) -> None:
    record(
        desk,
        maisie,
        NewFact("note", date(2026, 10, 30), note="letter"),
        Attachment("letter.txt", b"Dear Mrs Farrowdale"),
    )
    tamper(tmp_path, "UPDATE blobs SET content = x'00'")
    assert "documents" in wrong(desk)


def test_a_document_taken_away_or_renamed_is_found(desk: Desk, maisie: str, tmp_path: Path) -> None:
    record(desk, maisie, NewFact("note", date(2026, 10, 30), note="letter"), Attachment("letter.txt", b"Dear Mrs F"))
    tamper(tmp_path, "UPDATE documents SET filename = 'other.txt'")
    assert maisie in wrong(desk)["documents"]
    tamper(tmp_path, "UPDATE documents SET filename = 'letter.txt'")
    assert "documents" not in wrong(desk)
    tamper(tmp_path, "UPDATE documents SET filed_at = replace(filed_at, '2026', '2025')")
    assert maisie in wrong(desk)["documents"], "when it was filed, its line of the journal says"
    tamper(tmp_path, "UPDATE documents SET filed_at = replace(filed_at, '2025', '2026'), filed_by = 'Somebody else'")
    assert maisie in wrong(desk)["documents"]
    tamper(tmp_path, "DELETE FROM documents")
    assert maisie in wrong(desk)["documents"]


def test_a_case_taken_off_every_list_is_found(desk: Desk, maisie: str, tmp_path: Path) -> None:
    tamper(tmp_path, "DELETE FROM case_summary")
    assert "on no list" in wrong(desk)["facts"]


def test_entries_emptied_of_a_case_nobody_disposed_of_are_found(desk: Desk, maisie: str, tmp_path: Path) -> None:
    tamper(tmp_path, "UPDATE journal SET payload = NULL WHERE case_id IS NOT NULL")
    assert "nobody disposed of" in wrong(desk)["disposals"]
    assert "journal" not in wrong(desk)


def test_missing_triggers_are_found(desk: Desk, maisie: str, tmp_path: Path) -> None:
    tamper(tmp_path, "SELECT 1")
    assert "triggers" in wrong(desk)


def test_a_changed_law_is_named_and_recomputed(
    desk: Desk, maisie: str, law: Ruleset, monkeypatch: pytest.MonkeyPatch
) -> None:
    shorter = replace(law, digest="f" * 64, rules=tuple(r for r in law.rules if r.id != "A_DRAFT_TARGET"))
    monkeypatch.setattr(law_of_record, "_in_force", lambda _kept: shorter)  # a later version ships other rules
    assert "run migrate" in wrong(desk)["deadlines"]
    assert recompute(desk).changed == (maisie,)
    assert wrong(desk) == {}
    assert recompute(desk).changed == ()


def test_a_case_given_to_somebody_behind_the_desk_s_back_is_found(team: Desk, maisie: str, tmp_path: Path) -> None:
    assign(team, [maisie], "Joy Addo", "New in")
    assert wrong(team) == {}
    tamper(tmp_path, "UPDATE cases SET owner_id = 2")
    tamper(tmp_path, "UPDATE case_summary SET owner_id = 2")
    assert maisie in wrong(team)["owners"]


def test_a_renamed_caseworker_still_holds_what_they_hold(team: Desk, maisie: str) -> None:
    assign(team, [maisie], "Joy Addo", "New in")
    joy = staff(team).named("Joy Addo")
    assert joy is not None
    change_officer(team, replace(joy, name="Joy Addo-Mensah"))
    assert wrong(team) == {}


def test_a_document_taken_off_its_fact_is_found(desk: Desk, maisie: str, tmp_path: Path) -> None:
    record(
        desk,
        maisie,
        NewFact("note", date(2026, 10, 30), note="letter"),
        Attachment("letter.txt", b"Dear Mrs Farrowdale"),
    )
    tamper(tmp_path, "UPDATE facts SET document_id = NULL")
    assert maisie in wrong(desk)["facts"]


def test_a_changed_reference_is_found(desk: Desk, maisie: str, tmp_path: Path) -> None:
    tamper(tmp_path, "UPDATE case_summary SET ref = 'SEN/1'")
    assert "SEN/1" in wrong(desk)["facts"]


@pytest.mark.parametrize("payload", ['{"ref":"SEN/1"', '["ref"]', '{"x":1}', '{"ref":"SEN/1","sealed":3}', "x'7bff'"])
def test_a_line_of_the_journal_that_cannot_be_read_is_named(
    desk: Desk, maisie: str, tmp_path: Path, payload: str
) -> None:
    """One flipped bit makes it no JSON, or text of no letters; another program may write anything."""
    text = f"CAST({payload} AS TEXT)" if payload.startswith("x'") else f"'{payload}'"
    tamper(tmp_path, f"UPDATE journal SET payload = {text} WHERE kind = 'case_opened'")
    found = wrong(desk)
    assert found.keys() == {"journal", "triggers", "facts"}
    assert re.search(r"at entry \d+;", found["journal"]) and maisie in found["facts"]


@pytest.mark.parametrize("number", ["2", "(SELECT max(seq) FROM journal)"])
def test_a_line_of_the_journal_whose_time_cannot_be_read_is_named(
    desk: Desk, maisie: str, tmp_path: Path, number: str
) -> None:
    with desk.store.read() as work:
        last = work.journal_head()[0]
    tamper(tmp_path, f"UPDATE journal SET at = 'noon' WHERE seq = {number}")
    assert f"at entry {2 if number == '2' else last};" in wrong(desk)["journal"]


@pytest.mark.parametrize("change", [
    "happened_on = '2026-13-45'", "happened_on = 7", "recorded_at = 'noon'", "attrs = '{\"to\":'",
    "attrs = '{\"reached_on\":\"2026-13-45\"}'", "note = CAST(x'ff41' AS TEXT)", "approximate = 'yes'",
])  # fmt: skip
def test_a_fact_that_cannot_be_read_names_its_case_and_the_others_are_checked(
    desk: Desk, maisie: str, tmp_path: Path, change: str
) -> None:
    tamper(tmp_path, f"UPDATE facts SET {change} WHERE kind = 'request_received'")
    found = wrong(desk)
    assert maisie in found["facts"] and "journal" not in found


@pytest.mark.parametrize("change", ["deadlines SET due = '2026-13-45'", "case_summary SET received = 'x'",
                                    "deadlines SET base = 'x'", "case_summary SET stage = 'x'"])  # fmt: skip
def test_what_is_derived_and_cannot_be_read_names_its_case(
    desk: Desk, maisie: str, tmp_path: Path, change: str
) -> None:
    tamper(tmp_path, f"UPDATE {change}")
    assert maisie in wrong(desk)["deadlines"]


def test_a_document_whose_line_cannot_be_read_names_its_case(desk: Desk, maisie: str, tmp_path: Path) -> None:
    record(desk, maisie, NewFact("note", date(2026, 10, 30), note="letter"), Attachment("letter.txt", b"Dear Mrs F"))
    tamper(tmp_path, "UPDATE documents SET filed_at = 'noon'")
    assert maisie in wrong(desk)["documents"]


def test_what_cannot_be_read_is_a_sentence_everywhere_else(desk: Desk, maisie: str, tmp_path: Path) -> None:
    for change in ("happened_on = '2026-13-45'", "happened_on = '2026-09-01', note = CAST(x'ff' AS TEXT)"):
        tamper(tmp_path, f"UPDATE facts SET {change}")
        with pytest.raises(Unreadable, match="ehcp-desk verify"), desk.store.read() as work:
            work.facts(1)


def test_a_list_of_disposals_that_cannot_be_read_is_said(desk: Desk, maisie: str, tmp_path: Path) -> None:
    tamper(tmp_path, "INSERT INTO disposals SELECT id, ref, 'noon', '', '', '2026-01-01', '', 0, 0, 0 FROM cases")
    assert "cannot be read" in wrong(desk)["disposals"]
