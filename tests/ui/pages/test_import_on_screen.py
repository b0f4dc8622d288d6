"""Bringing a tracker in from the window: a trial first, then the record, then the same figures."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from ehcp_desk.domain.worklist import CaseQuery, Scope
from tests.ui.pages.conftest import DAY, Open
from tests.ui.pages.test_lists_on_screen import page
from ui.pages.importing.page import ImportPage
from ui.screenshots import settle

SAMPLE = Path(__file__).parents[2] / "data" / "westmarsh-tracker.xlsx"


def test_a_trial_changes_nothing_and_then_it_is_in(opened: Open, tmp_path: Path, qtbot: QtBot) -> None:
    window, desk = opened("importing", user="Bea Tindall", where=str(tmp_path / "new.db"), path=str(SAMPLE))
    shown = page(window, ImportPage)
    qtbot.waitUntil(lambda: shown.matching.rows.total() == 25, timeout=20_000)
    with desk.store.read() as work:
        assert work.count(CaseQuery(DAY, Scope.ALL)) == 0
    assert shown._go.text() == "Bring in 432 rows"
    shown._go.click()
    settle(window, lambda: shown._done)
    with desk.store.read() as work:
        assert work.count(CaseQuery(DAY, Scope.ALL)) == 420
        assert work.count(CaseQuery(DAY, Scope.ALL, held=True)) == 23
    shown.read_file(SAMPLE)
    settle(window, lambda: shown._go.isVisible())
    assert (shown._go.text(), shown._go.isEnabled()) == ("Nothing new to bring in", False)


def test_a_file_that_is_no_tracker_is_a_sentence(opened: Open, tmp_path: Path, qtbot: QtBot) -> None:
    window, _ = opened("importing")
    wrong = tmp_path / "letter.xlsx"
    wrong.write_bytes(b"%PDF-1.7 a letter")
    said: list[str] = []
    assert window.context is not None
    window.context.messages.spoken.connect(said.append)
    page(window, ImportPage).read_file(wrong)
    qtbot.waitUntil(lambda: bool(said), timeout=20_000)
    assert "letter.xlsx" in said[0]


def test_a_column_sent_elsewhere_is_read_again(opened: Open, qtbot: QtBot) -> None:
    window, _ = opened("importing", path=str(SAMPLE))
    shown = page(window, ImportPage)
    qtbot.waitUntil(lambda: shown.matching.rows.total() == 25, timeout=20_000)
    look = shown._trial.look
    comments = next(c for c in look.columns if c.heading == "Comments")
    shown.matching._send(comments, "ignored")
    settle(window, lambda: shown._trial is not None and shown._trial.look is not look)
    kept = [k for row in shown._trial.plan.rows for k in row.kept if k.heading == "Comments"]
    assert kept == []
