"""Packs, the published return and what changed since one was issued, asked for in the window."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ehcp_desk.domain.errors import Cancelled
from ehcp_desk.domain.record import NewFact
from ehcp_desk.services.casework.recording import record as write_down
from ehcp_desk.services.oversight.return_writing import write_pack
from ehcp_desk.services.oversight.returns import compute_monthly
from tests.support.demo_window import Bench
from ui.a11y import problems
from ui.dialogs import return_papers
from ui.dialogs.files import Files
from ui.dialogs.return_papers import BOARD, PUBLISHED, QUARTER, WEEK, ReturnPapers
from ui.dialogs.return_restated import NOBODY, ReturnRestated
from ui.pages.returns.page import ReturnsPage

SEPTEMBER = date(2026, 9, 1)


@pytest.fixture
def behind(qtbot: QtBot) -> Iterator[QWidget]:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1200, 700)
    window.show()
    yield window


def settled(qtbot: QtBot, at: Bench) -> None:
    qtbot.waitUntil(lambda: not at.context.dispatcher.busy, timeout=240_000)


def dialog_for(at: Bench, behind: QWidget, paper: str, folder: Path) -> ReturnPapers:
    made = ReturnPapers(at.context, behind, SEPTEMBER, Files(folder=lambda *_: folder))
    made.show()
    made.paper.setCurrentIndex(made.paper.findData(paper))
    return made


@pytest.mark.parametrize(
    ("paper", "stretch", "name"),
    [
        (WEEK, "the week from 28 September 2026", "weekly-week-2026-09-28.xlsx"),
        (QUARTER, "July to September 2026", "quarterly-2026-Q3.pdf"),
        (BOARD, "September 2026", "board-2026-09.html"),
        (PUBLISHED, "September 2026", "published-2026-09.csv"),
    ],
)
def test_each_paper_is_written_and_said(
    at: Bench, behind: QWidget, qtbot: QtBot, tmp_path: Path, paper: str, stretch: str, name: str
) -> None:
    dialog = dialog_for(at, behind, paper, tmp_path / "out")
    assert dialog.stretch.text() == f"For {stretch}."
    assert dialog.threshold_field.isVisible() == (paper == PUBLISHED)
    assert problems(dialog) == []
    dialog.act()
    settled(qtbot, at)
    assert (tmp_path / "out" / name).is_file()
    assert at.said.done and str(tmp_path / "out") in at.said.done[-1] and at.said.trouble == []


def test_no_number_under_the_threshold_is_published(at: Bench, behind: QWidget, qtbot: QtBot, tmp_path: Path) -> None:
    def published(threshold: int) -> list[int]:
        folder = tmp_path / str(threshold)
        dialog = dialog_for(at, behind, PUBLISHED, folder)
        dialog.threshold.setText(str(threshold))
        dialog.act()
        settled(qtbot, at)
        with (folder / "published-2026-09.csv").open(encoding="utf-8-sig", newline="") as file:
            rows = [row for row in csv.DictReader(file) if row["unit"] not in ("ratio",) and row["numerator"]]
        return [int(float(row["numerator"])) for row in rows]

    wrong = dialog_for(at, behind, PUBLISHED, tmp_path / "2")
    wrong.threshold.setText("2")
    wrong.act()
    assert "from 3 to 20" in wrong.threshold_field.problem.sentence and not at.context.dispatcher.busy
    assert any(3 <= number < 8 for number in published(3))
    assert not any(1 <= number < 8 for number in published(8))


def test_stopping_leaves_nothing_behind_and_the_dialog_open(
    at: Bench, behind: QWidget, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = Event(), Event()

    def slow(desk: object, month: object, folder: Path, progress: object) -> object:
        begun.set()
        go_on.wait(30)
        progress(1, 2, "Counting")  # type: ignore[operator]
        raise AssertionError("not stopped")

    monkeypatch.setattr(return_papers, "write_board", slow)
    dialog = dialog_for(at, behind, BOARD, tmp_path / "out")
    dialog.act()
    qtbot.waitUntil(begun.is_set, timeout=10_000)
    dialog.cancel()
    go_on.set()
    settled(qtbot, at)
    qtbot.waitUntil(lambda: not dialog.busy, timeout=10_000)
    assert dialog.isVisible() and "Nothing was written" in dialog.note.text()
    assert not (tmp_path / "out").exists() and at.said.done == []


@pytest.mark.parametrize("step", ["Leaving out small numbers", "Setting lines", "Drawing pages"])
def test_a_published_return_that_is_stopped_in_the_middle_leaves_no_file(at: Bench, tmp_path: Path, step: str) -> None:
    from ehcp_desk.services.oversight.return_writing import write_published

    def stop(_done: int, _of: int, what: str) -> None:
        if step in what:
            raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        write_published(at.desk, SEPTEMBER, tmp_path / "out", 5, stop)
    assert [path for path in tmp_path.rglob("*") if path.is_file() and path.suffix != ".db"] == []


def restated(at: Bench, behind: QWidget, qtbot: QtBot, path: Path, folder: Path) -> ReturnRestated:
    dialog = ReturnRestated(at.context, behind, path, Files(folder=lambda *_: folder))
    dialog.show()
    settled(qtbot, at)
    return dialog


def test_what_changed_since_it_was_issued_names_case_person_and_reason(
    at: Bench, behind: QWidget, qtbot: QtBot, tmp_path: Path
) -> None:
    issued = next(f for f in write_pack(at.desk, SEPTEMBER, tmp_path / "sept").files if f.suffix == ".json")
    dialog = restated(at, behind, qtbot, issued, tmp_path)
    assert "nothing changed" in dialog.heading.text() and not dialog.save.isEnabled()
    dialog.reject()
    ref = next(case.ref for case in compute_monthly(at.desk, SEPTEMBER).line("K12").cases)
    write_down(at.desk, ref, NewFact("request_withdrawn", date(2026, 9, 28), note="They moved away"))
    dialog = restated(at, behind, qtbot, issued, tmp_path / "told")
    rows = [dialog.rows.row_at(place) for place in range(dialog.rows.total())]
    about = [row for row in rows if row is not None and row.ref == ref and row.figure.startswith("K12 ")]
    assert about and about[0].how == "on the list no longer"
    assert "Imogen Tranter" in about[0].who and "They moved away" in about[0].what
    assert "then," in about[0].numbers and about[0].what != NOBODY
    assert problems(dialog) == []
    dialog.act()
    settled(qtbot, at)
    assert ref in (tmp_path / "told" / "restatement-2026-09.md").read_text(encoding="utf-8")
    again = restated(at, behind, qtbot, issued, tmp_path)
    again._open(about[0].id)
    settled(qtbot, at)
    with at.desk.store.read() as work:
        assert at.went.cases == [work.find_case(ref)]


def test_a_file_that_is_no_return_is_one_sentence(at: Bench, behind: QWidget, qtbot: QtBot, tmp_path: Path) -> None:
    wrong = tmp_path / "monthly-2026-09.json"
    wrong.write_text("{}", encoding="utf-8")
    dialog = restated(at, behind, qtbot, wrong, tmp_path)
    assert dialog.trouble.sentence and "monthly-2026-09.json" in dialog.trouble.sentence
    assert not dialog.save.isEnabled()


def test_the_page_asks_for_them_with_its_month(at: Bench, qtbot: QtBot, tmp_path: Path) -> None:
    page = ReturnsPage(at.context, Files(open_files=lambda *_: [tmp_path / "x.json"]))
    qtbot.addWidget(page)
    page.show()
    page.arrive()
    settled(qtbot, at)
    page.earlier()
    settled(qtbot, at)
    by_key = {command.key: command for command in page.commands()}
    by_key["return_papers"].run()
    by_key["return_restated"].run()
    page.figures.choose("K07")
    by_key["give_figure"].run()
    assert at.went.asked == ["return_papers", "return_restated", "give_figure"]
    assert at.went.asked_with[0] == {"month": SEPTEMBER} and at.went.asked_with[1] == {"path": str(tmp_path / "x.json")}
    assert at.went.asked_with[2]["code"] == "K07" and at.went.asked_with[2]["result"].month == SEPTEMBER
