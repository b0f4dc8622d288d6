"""Ctrl+P prints the paper of a page, or the lists in view, or says that there is none; Ctrl+K finds the buttons."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml.html import fromstring
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from ehcp_desk.domain.case import STAGE_WORDS, Stage
from ehcp_desk.domain.journal import PAPER_ISSUED, payload_of
from ehcp_desk.services.oversight.restricting import restrict
from tests.ui.pages.conftest import Open
from ui.command_palette import Palette
from ui.dialogs.chronology import ChronologyLook
from ui.main_window import MainWindow
from ui.pages.case.page import CasePage
from ui.pages.cases.page import CasesPage
from ui.printed_page import parts_of
from ui.screenshots import settle


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """What the system was asked to save, by the title of its window; nothing is chosen."""
    titles: list[str] = []

    def refuse(_parent: object, title: str, *_rest: object) -> tuple[str, str]:
        titles.append(title)
        return "", ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", refuse)
    return titles


def ctrl_p(qtbot: QtBot, window: MainWindow) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window.focusWidget() or window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    settle(window, lambda: True)


@pytest.mark.parametrize(
    ("room", "view", "title"),
    [
        ("today", "", "Save my day"),
        ("team", "", "Save the clinic pack"),
        ("returns", "monthly", "Print the return"),
    ],
)
def test_ctrl_p_prints_the_paper_in_view(
    opened: Open, qtbot: QtBot, asked: list[str], room: str, view: str, title: str
) -> None:
    window, _ = opened(room, user="Ruth Castellan", **({"view": view} if view else {}))
    ctrl_p(qtbot, window)
    assert asked == [title]


def test_a_paper_without_a_sample_is_not_asked_for(opened: Open, qtbot: QtBot, asked: list[str]) -> None:
    window, _ = opened("returns", user="Ruth Castellan", view="audits")
    ctrl_p(qtbot, window)
    assert asked == [] and "Draw a sample first" in window.status.passing.text()


@pytest.mark.parametrize(
    ("tab", "title"),
    [
        ("Overview", "Save the pick-up sheet"),
        ("Clock", "Save the proof of a date"),
        ("Contacts", "Print: Contacts: "),
        ("History", "Print: History: "),
    ],
)
def test_ctrl_p_on_a_case_follows_the_tab(opened: Open, qtbot: QtBot, asked: list[str], tab: str, title: str) -> None:
    window, _ = opened("case", user="Ruth Castellan", case_id=5, tab=tab)
    page = window.page
    assert isinstance(page, CasePage)
    settle(window, lambda: not window.dispatcher.busy)
    assert [c.key for c in window.book.commands() if c.key == "chronology" and c.shortcut == "Ctrl+Shift+C"]
    ctrl_p(qtbot, window)
    assert len(asked) == 1 and asked[0].startswith(title)


@pytest.mark.parametrize("tab", ["Timeline", "Appeal", "Bundle"])
def test_ctrl_p_on_what_a_tribunal_reads_is_the_chronology(opened: Open, qtbot: QtBot, tab: str) -> None:
    window, _ = opened("case", user="Ruth Castellan", case_id=5, tab=tab)
    settle(window, lambda: not window.dispatcher.busy)
    ctrl_p(qtbot, window)
    settle(window, lambda: window.findChild(ChronologyLook) is not None)
    assert window.findChild(ChronologyLook) is not None


def test_ctrl_p_says_where_a_page_has_no_list(opened: Open, qtbot: QtBot, asked: list[str]) -> None:
    window, _ = opened("rights", user="Ruth Castellan", view="keeping")
    ctrl_p(qtbot, window)
    assert asked == [] and window.status.passing.text() == "There is nothing to print here."


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where the paper goes that the next Ctrl+P asks for; nothing is opened."""
    path = tmp_path / "paper.html"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_words: (str(path), ""))
    monkeypatch.setattr("ui.dialogs.files._show", lambda _path: None)
    monkeypatch.setattr("PySide6.QtGui.QDesktopServices.openUrl", lambda _url: True)
    return path


def words_of(page: Path) -> str:
    """The words of the accessible form, one space between."""
    return " ".join(" ".join(str(one) for one in fromstring(page.read_bytes()).itertext()).split())


@pytest.mark.parametrize(
    ("room", "kw"),
    [
        ("cases", {}),
        ("unassigned", {}),
        ("law", {}),
        ("finding", {"typed": "plan"}),
        ("settings", {"section": "people"}),
        ("settings", {"section": "teams"}),
        ("returns", {"view": "sen2"}),
        ("returns", {"view": "inspection"}),
    ],
)
def test_ctrl_p_prints_the_lists_of_a_page_as_they_stand(
    opened: Open, qtbot: QtBot, printed: Path, room: str, kw: dict[str, str]
) -> None:
    window, desk = opened(room, user="Ruth Castellan", **kw)
    page = window.page
    assert page is not None
    parts = parts_of(page)
    assert parts, f"{room} has a list"
    first = parts[0].read(lambda *_words: None)[0]
    ctrl_p(qtbot, window)
    settle(window, printed.exists)
    said = words_of(printed)
    assert page.paper_title()[0] in said and "Ruth Castellan" in said and "30 October 2026" in said
    assert all(" ".join(cell.split()) in said for cell in first if cell)
    with desk.store.read() as work:
        (line,) = work.journal(kind=PAPER_ISSUED)
    told = payload_of(line)
    assert told["paper"] == f"list: {page.paper_title()[0]}"
    assert told["lines"] == sum(part.lines for part in parts)


def test_the_paper_says_how_the_list_was_narrowed(opened: Open, qtbot: QtBot, printed: Path) -> None:
    window, _ = opened("cases", user="Ruth Castellan")
    page = window.page
    assert isinstance(page, CasesPage)
    page.filters.stage.choose(Stage.ASSESSING)
    settle(window, lambda: not window.dispatcher.busy)
    ctrl_p(qtbot, window)
    settle(window, printed.exists)
    said = words_of(printed)
    assert "Views: All open." in said and f"Stage: {STAGE_WORDS[Stage.ASSESSING]}." in said
    assert all(row in said for row in (page.rows.row_at(0).case.name.split()[0],))  # type: ignore[union-attr]


def test_a_restricted_file_is_left_out_and_the_paper_says_so(opened: Open, qtbot: QtBot, printed: Path) -> None:
    window, desk = opened("cases", user="Ruth Castellan")
    page = window.page
    assert isinstance(page, CasesPage)
    shut = page.rows.row_at(1)
    assert shut is not None
    restrict(desk, shut.case.ref, ["Ruth Castellan"], "A relative works here")
    page.show_changes()
    settle(window, lambda: not window.dispatcher.busy)
    ctrl_p(qtbot, window)
    settle(window, printed.exists)
    said = words_of(printed)
    assert shut.case.ref not in said and shut.case.surname + ", " + shut.case.forenames not in said
    assert "1 line about a restricted file left out" in said


def test_a_list_too_long_for_paper_is_not_read(
    opened: Open, qtbot: QtBot, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ehcp_desk.services.records.page_lists.MOST", 5)
    window, _ = opened("cases", user="Ruth Castellan")
    ctrl_p(qtbot, window)
    assert asked == [] and "too many for paper, which takes 5" in window.status.passing.text()


def test_where_a_page_has_a_paper_its_lists_print_too(opened: Open, qtbot: QtBot, printed: Path) -> None:
    window, _ = opened("team", user="Ruth Castellan")
    assert window.book.run("print_page")
    settle(window, printed.exists)
    said = words_of(printed)
    assert "Past 20 weeks, by age" in said and "Caseload" in said


def test_the_keys_of_the_month_do_nothing_to_it_out_of_sight(opened: Open) -> None:
    window, _ = opened("returns", user="Ruth Castellan", view="audits")
    assert not window.book.run("write_note") and not window.book.run("every_figure")
    window.navigate("returns", view="monthly")
    settle(window, lambda: True)
    assert "write_note" in {command.key for command in window.book.commands()}


@pytest.mark.parametrize(
    ("room", "typed", "first"),
    [
        ("today", "print my day", "Print my day"),
        ("team", "clinic pack", "Clinic pack"),
        ("team", "monday lists", "Monday lists"),
        ("cases", "export", "Export"),
        ("unassigned", "take the suggestions", "Take the suggestions"),
    ],
)
def test_ctrl_k_finds_what_stands_on_the_buttons(opened: Open, room: str, typed: str, first: str) -> None:
    window, _ = opened(room, user="Ruth Castellan")
    window.book.run("palette")
    palette = window.findChild(Palette)
    assert palette is not None
    palette.typed.setText(typed)
    line = palette.line_now()
    assert line is not None and line.words == first
    palette.reject()
