"""A data officer brings the council's spreadsheet into an empty record, and writes the month's return."""

from __future__ import annotations

import csv
from pathlib import Path

from ehcp_desk.domain.worklist import CaseQuery, Scope
from tests.e2e.desk import DAY, Look, OpenWindow

TRACKER = Path(__file__).parents[1] / "data" / "westmarsh-tracker.xlsx"
CREATED, MERGED, HELD, REJECTED = 397, 12, 23, 8


def test_a_tracker_comes_into_an_empty_record_and_the_months_files_go_out(
    tmp_path: Path, window: OpenWindow, look: Look
) -> None:
    record = tmp_path / "new.db"
    desk = window(record, "Dee Officer")
    desk.wait_for_title("Welcome - EHCP Desk")
    desk.picture("empty-record")
    desk.click("Bring in a tracker", "push button")
    desk.wait_for_title("Import - EHCP Desk")
    desk.click("Choose a file", "push button")
    desk.answer_file_dialog(TRACKER, "Choose a tracker")
    desk.wait_for("trial run, nothing changed yet")
    desk.wait_for_keys_in("Ref: goes to Reference")
    desk.picture("trial-run")
    said = [seen.name for seen in desk.look()]
    for count in (CREATED, MERGED, HELD, REJECTED):
        assert f"Rows: {count}" in said
    with look(record) as kept, kept.store.read() as work:
        assert work.count(CaseQuery(DAY, Scope.ALL)) == 0
    desk.click("Bring in", "push button")
    desk.wait_for("westmarsh-tracker.xlsx is in")
    desk.picture("brought-in")
    with look(record) as kept, kept.store.read() as work:
        assert work.count(CaseQuery(DAY, Scope.ALL)) == CREATED + HELD
    desk.click("Returns", "check box")
    desk.wait_for_title("Returns - EHCP Desk")
    desk.wait_for("Files", "push button")
    desk.picture("returns")
    out = tmp_path / "return"
    out.mkdir()
    desk.click("Files", "push button")
    desk.answer_file_dialog(out, "Where to write the files")
    desk.wait_for("files are in")
    assert desk.close() == 0
    written = sorted(path.name for path in out.iterdir())
    assert "monthly-2026-10.csv" in written
    assert "monthly-2026-10.pdf" in written
    with (out / "monthly-2026-10.csv").open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) > 10
