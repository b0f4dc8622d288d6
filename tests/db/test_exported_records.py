"""What leaves the record and is checked again later, over both databases: an exported record and rows for the other side."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

from ehcp_desk.assets import check_record
from ehcp_desk.bootstrap import open_desk
from ehcp_desk.services.records.exchanging import merge_exchange, write_exchange
from ehcp_desk.services.records.exporting import export_record
from ehcp_desk.services.records.issuing import Asked
from ehcp_desk.services.upkeep.paper_check import verify_export
from tests.services.records.test_record_export import with_neighbours


def test_an_exported_record_is_whole_and_what_was_sent_is_known_again(database: str, tmp_path: Path) -> None:
    desk = open_desk(database, "Joy Addo", date(2026, 10, 30))
    try:
        with_neighbours(desk)
        for name in ("one", "two"):
            export_record(desk, "SEN/26118", tmp_path / name)
            record = tmp_path / name / "record.jsonl"
            assert all(ok for _, ok, _ in verify_export(desk, record)), check_record.check(str(record))
        sent = tmp_path / "sent.csv"
        assert write_exchange(desk, "SEN/26118", sent, Asked()) > 1
        rows = list(csv.reader(sent.read_text(encoding="utf-8-sig").splitlines()))
        with sent.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows([rows[0], *([*row[:4], "agree", *row[5:]] for row in rows[1:])])
        assert merge_exchange(desk, "SEN/26118", sent, "the parents").counts == {"agreed": len(rows) - 1}
        assert merge_exchange(desk, "SEN/26118", sent, "The Parents").counts == {"unchanged": len(rows) - 1}
    finally:
        desk.store.close()
