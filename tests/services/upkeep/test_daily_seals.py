"""The daily seal file: one line a day, never changed, and a history written again is caught by it."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

import pytest

from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.journal import GENESIS, seal
from ehcp_desk.domain.record import NewFact
from ehcp_desk.domain.seal_file import HEADINGS, NAME, read_lines
from ehcp_desk.services.casework.recording import record
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.upkeep.alerting import Alerts, change_alerts
from ehcp_desk.services.upkeep.sealing import add_seal, verify_kept_seals, verify_seals
from tests.services.records.test_papers_of_a_case import on


def three_days(desk: Desk, ref: str, folder: Path) -> Path:
    for day in (28, 29, 30):
        there = on(desk, date(2026, 10, day))
        record(there, ref, NewFact("note", date(2026, 10, day), note=f"Day {day}"))
        add_seal(there, folder)
    return folder / NAME


def test_one_line_a_day_with_the_head_and_what_the_record_held(desk: Desk, maisie: str, tmp_path: Path) -> None:
    path = three_days(desk, maisie, tmp_path)
    lines = read_lines(path.read_text())
    assert [line.day.day for line in lines] == [28, 29, 30]
    assert [(line.cases, line.facts, line.documents) for line in lines] == [(1, 2, 0), (1, 3, 0), (1, 4, 0)]
    with desk.store.read() as work:
        seq, head, _ = work.journal_head()
    assert (lines[-1].number, lines[-1].head) == (seq, head)
    before = path.read_bytes()
    assert not add_seal(desk, tmp_path)[2]
    assert path.read_bytes() == before
    assert verify_seals(desk, path)[0][1]


def test_a_seal_file_without_a_seal_proves_nothing(desk: Desk, maisie: str, tmp_path: Path) -> None:
    path = tmp_path / NAME
    path.write_text(f"{HEADINGS}\n")
    assert verify_seals(desk, path) == [("seals", False, f"{path} holds no seal, so there is nothing to compare")]


def test_a_history_written_again_whole_is_caught(desk: Desk, maisie: str, tmp_path: Path) -> None:
    """The chain itself is made sound again, as somebody with the database could: only the file outside knows."""
    path = three_days(desk, maisie, tmp_path)
    raw = sqlite3.connect(tmp_path / "desk.db")
    for trigger in ("journal_no_update", "journal_no_delete"):
        raw.execute(f"DROP TRIGGER {trigger}")
    raw.execute("UPDATE journal SET actor = 'Somebody else' WHERE seq = 4")
    raw.commit()
    raw.close()
    with desk.store.read() as work:
        entries = list(work.journal())
    raw = sqlite3.connect(tmp_path / "desk.db")
    previous = GENESIS
    for e in entries:
        made = seal(e.seq, e.at, e.actor, e.case_id, e.kind, e.payload_digest, previous)
        raw.execute("UPDATE journal SET previous = ?, hash = ? WHERE seq = ?", (previous, made, e.seq))
        previous = made
    raw.commit()
    raw.close()
    from ehcp_desk.services.upkeep.checking import verify_record

    assert {check: ok for check, ok, _ in verify_record(desk)}["journal"], "the chain alone sees nothing"
    (check,) = verify_seals(desk, path)
    assert not check[1] and "2026-10-28" in check[2]
    with pytest.raises(BadInput, match="does not fit"):
        add_seal(on(desk, date(2026, 10, 31)), tmp_path)


@pytest.mark.parametrize("how", ["altered", "taken out", "moved", "headless", "not text"])
def test_a_seal_file_somebody_changed_is_caught_without_the_database(
    desk: Desk, maisie: str, tmp_path: Path, how: str
) -> None:
    path = three_days(desk, maisie, tmp_path)
    rows = path.read_text().splitlines()
    rows = {
        "altered": [rows[0], rows[1].replace(",1,", ",2,"), *rows[2:]],
        "taken out": [rows[0], *rows[2:]],
        "moved": [rows[0], rows[2], rows[1], rows[3]],
        "headless": rows[1:],
        "not text": [HEADINGS, "2026-10-30,x"],
    }[how]
    path.write_text("\n".join(rows) + "\n")
    (check,) = verify_seals(desk, path)
    assert not check[1] and str(path) in check[2]


def test_the_folder_of_settings_is_compared_whenever_the_record_is_verified(
    desk: Desk, maisie: str, tmp_path: Path
) -> None:
    assert verify_kept_seals(desk) == []
    change_alerts(desk, Alerts(seal_folder=str(tmp_path / "seals")))
    (missing,) = verify_kept_seals(desk)
    assert not missing[1] and "no seal file" in missing[2]
    add_seal(desk, tmp_path / "seals")
    assert verify_kept_seals(desk)[0][1]
    with pytest.raises(BadInput, match="whole path"):
        change_alerts(desk, Alerts(seal_folder="seals"))
