"""Team: the papers of the caseworker whose line was picked; Cases: what was agreed in their supervision."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ehcp_desk.domain.worklist import CaseQuery
from tests.ui.pages.conftest import Open
from ui import a11y
from ui.dialogs.files import Files
from ui.dialogs.record_fact import RecordFact
from ui.main_window import MainWindow
from ui.pages.cases.page import CasesPage
from ui.pages.team.page import TeamPage
from ui.pages.team.papers import NOBODY_PICKED
from ui.screenshots import settle

JOY = "Joy Addo"


def pick(page: TeamPage, name: str) -> None:
    """Bring the keys to somebody’s line of Caseload."""
    rows = page._loads.rows
    place = next(n for n in range(rows.rowCount()) if (row := rows.row_at(n)) is not None and row[1].name == name)
    page.loads.select_row(place)


def printed(window: MainWindow, page: TeamPage, folder: Path, command: str) -> tuple[str, Path]:
    """The name a paper is offered under, and the file."""
    offered: list[str] = []
    shown: list[Path] = []

    def save_as(_parent: object, _title: str, name: str) -> Path:
        offered.append(name)
        return folder / f"{command}.html"

    page.papers.files = Files(save_as=save_as, show=shown.append)
    window.book.run(command)
    settle(window, lambda: bool(shown))
    return offered[0], shown[0]


def test_the_supervision_and_the_clinic_pack_are_of_the_person_in_the_line(opened: Open, tmp_path: Path) -> None:
    window, _ = opened("team", user="Ruth Castellan")
    page = window.page
    assert isinstance(page, TeamPage) and a11y.problems(page) == []
    page.papers.files = Files(save_as=lambda *_asked: tmp_path / "never.pdf", show=lambda _path: None)
    page.papers.supervision.click()
    settle(window, lambda: True)
    assert NOBODY_PICKED in window.status.passing.text() and not (tmp_path / "never.pdf").exists()
    pick(page, JOY)
    assert [link.text() for link in page.papers.links] == ["Supervision pack of Joy Addo", "Clinic pack of Joy Addo"]
    name, paper = printed(window, page, tmp_path, "supervision_pack")
    words = paper.read_text(encoding="utf-8")
    assert name == "Supervision pack, Joy Addo.pdf" and "Supervision pack, Joy Addo</h1>" in words
    page.show_changes()
    settle(window, lambda: True)
    name, paper = printed(window, page, tmp_path, "clinic_pack_of_one")
    assert name == "Clinic pack, Joy Addo.pdf" and "Clinic pack, Joy Addo</h1>" in paper.read_text(encoding="utf-8")
    name, paper = printed(window, page, tmp_path, "clinic_pack")
    assert name == "Clinic pack.pdf" and "Clinic pack</h1>" in paper.read_text(encoding="utf-8"), (
        "that stays everybody’s"
    )


def test_the_outcome_is_recorded_from_the_list_of_the_person_s_cases(
    opened: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    window, desk = opened("team", user="Ruth Castellan")
    page = window.page
    assert isinstance(page, TeamPage)
    pick(page, JOY)
    qtbot.keyClick(page.loads, Qt.Key.Key_Return)
    settle(window, lambda: isinstance(window.page, CasesPage) and window.page.table.current_id() is not None)
    cases = window.page
    assert isinstance(cases, CasesPage)
    case_id = cases.table.current_id()
    window.book.run("supervised")
    settle(window, lambda: any(one.isVisible() and one.view is not None for one in window.findChildren(RecordFact)))
    dialog = next(one for one in window.findChildren(RecordFact) if one.isVisible())
    assert dialog.kind.kind == "management_note"
    dialog.words.setPlainText("The report is promised for Friday")
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    def kept() -> list[tuple[str, str]]:
        with desk.store.read() as work:
            found = work.standing_of(("management_note",), [case_id] if case_id else [])
        return [(f.fact.attrs.get("occasion", ""), f.fact.note) for f in found]

    settle(window, lambda: ("supervision", "The report is promised for Friday") in kept())
    with desk.store.read() as work:
        assert case_id in work.case_ids(CaseQuery(desk.today(), owners=(work.staff().named(JOY).id,)))  # type: ignore[union-attr]
