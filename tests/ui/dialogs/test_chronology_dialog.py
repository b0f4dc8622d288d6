"""The chronology in the window: its lines, filters, marks, gaps and hints; printed, sent and read back from it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QLabel

from ehcp_desk.bootstrap import open_desk
from ehcp_desk.domain.chronology_marks import MARK
from ehcp_desk.domain.record import NewFact
from ehcp_desk.services.casework.recording import record
from ehcp_desk.services.upkeep.paper_check import verify_paper
from tests.ui.case.at_the_desk import AtTheDesk
from ui import a11y
from ui.dialogs.chronology import KEY, STATUTORY, ChronologyLook
from ui.dialogs.entry_mark import MarkEntries
from ui.dialogs.files import Files
from ui.dialogs.last_look import LastLookDialog
from ui.dialogs.read_back import ReadBack
from ui.dialogs.record_fact import RecordFact
from ui.widgets.text import Link

D = TypeVar("D", bound=QDialog)


@pytest.fixture
def opened(at: AtTheDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ChronologyLook:
    """The dialog over Maisie's case, with a note that is not neutral; files go to the test's folder."""
    record(at.desk, at.view().case.ref, NewFact("note", date(2026, 9, 1), note="She failed to come."))
    wired = open_desk(str(tmp_path / "desk.db"), at.desk.user, at.desk.today())
    at.desk.__dict__.update(papers=wired.papers, chronologies=wired.chronologies)
    wired.store.close()
    at.open_case()
    dialog = at.ask("chronology", ChronologyLook, case_id=at.case_id)
    dialog._files = Files(
        save_as=lambda _p, _t, name: tmp_path / name, save_any=lambda _p, _t, name: tmp_path / name,
        open_files=lambda _p, _t: [tmp_path / "back.csv"], show=lambda _path: None,
    )  # fmt: skip
    return dialog


def in_front(at: AtTheDesk, kind: type[D]) -> D:
    """A form opened over the dialog, once it has the keys."""
    form = at.shown(kind)
    form.activateWindow()
    at.qtbot.waitUntil(form.isActiveWindow)
    return form


def lines(dialog: ChronologyLook) -> list[str]:
    return [dialog.rows.row_at(n).event for n in range(dialog.rows.rowCount())]


def side_words(dialog: ChronologyLook) -> str:
    QApplication.processEvents()
    return " ".join(part.text() for part in dialog.panel.findChildren(QLabel) if not part.isHidden())


def select(dialog: ChronologyLook, words: str) -> int:
    place = next(n for n, event in enumerate(lines(dialog)) if words in event)
    dialog.table.select_row(place)
    return int(dialog.rows.row_at(place).entry)


def test_ctrl_p_on_the_timeline_opens_it_with_every_line_and_names_for_everything(at: AtTheDesk) -> None:
    page = at.open_case()
    page.go_to_tab("Timeline")
    at.press(page, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    dialog = at.shown(ChronologyLook)
    at.settle()
    assert a11y.problems(dialog) == []
    assert "Maisie Farrowdale" in dialog.heading.text() and dialog.rows.rowCount() > 3
    assert dialog.table.hasFocus()


def test_lines_are_chosen_and_the_side_says_what_is_open_and_what_is_not_neutral(
    at: AtTheDesk, opened: ChronologyLook
) -> None:
    every = opened.rows.rowCount()
    select(opened, "failed to come")
    assert "“failed to”" in side_words(opened) and "no document or letter is named" in side_words(opened)
    opened.words.setText("failed")
    opened.words.editingFinished.emit()
    at.settle()
    assert lines(opened) == ["Note: She failed to come."]
    opened.words.clear()
    opened.words.editingFinished.emit()
    opened.shown.setCurrentIndex(opened.shown.findData(STATUTORY))
    at.settle()
    assert 0 < opened.rows.rowCount() < every


def test_it_says_what_a_tick_does(at: AtTheDesk, opened: ChronologyLook) -> None:
    assert "ticked or not" in opened.prints.text()
    opened.shown.setCurrentIndex(opened.shown.findData(KEY))
    at.settle()
    before = len(opened.rows.chosen)
    assert f"{before} ticked" in opened.prints.text()
    opened.rows.choose_all()
    assert before < opened.rows.rowCount() and f"{opened.rows.rowCount()} ticked" in opened.prints.text()


def test_a_line_is_marked_and_the_mark_shows(at: AtTheDesk, opened: ChronologyLook) -> None:
    entry = select(opened, "failed to come")
    opened.mark()
    form = in_front(at, MarkEntries)
    assert a11y.problems(form) == []
    at.save(form)
    assert form.isVisible(), "a mark must be chosen"
    form.stance.choose("disputed")
    form.says.setPlainText("She came late")
    at.save(form)
    at.gone(form)
    found = [f for f in at.view().facts if f.fact.kind == MARK]
    assert [(f.fact.attrs["entry"], f.fact.attrs["by"]) for f in found] == [(str(entry), "the parents")]
    select(opened, "failed to come")
    assert "Disputed by the parents: She came late." in side_words(opened)


def test_it_prints_what_is_shown_and_the_paper_is_known_again(
    at: AtTheDesk, opened: ChronologyLook, tmp_path: Path
) -> None:
    at.save(opened)
    at.settle()
    opened.shown.setCurrentIndex(opened.shown.findData(KEY))
    at.settle()
    opened.rows.choose_all(False)
    opened.rows.choose([select(opened, "failed to come")])
    at.save(opened)
    at.settle()
    ref = at.view().case.ref.replace("/", "-")
    for name in (f"Chronology {ref}.pdf", f"Chronology key dates {ref}.pdf"):
        assert all(ok for _, ok, _ in verify_paper(at.desk, tmp_path / name))
    words = at.desk.papers.carried(tmp_path / f"Chronology key dates {ref}.pdf").words
    assert "failedtocome" in words and "requestforanEHC" not in words


def test_it_goes_to_the_other_side_and_comes_back(at: AtTheDesk, opened: ChronologyLook, tmp_path: Path) -> None:
    opened.send()
    last = in_front(at, LastLookDialog)
    at.qtbot.waitUntil(lambda: last.copy is not None and "agreement" in last.copy.paper, timeout=20_000)
    assert last.who.currentData() == "parent"
    last.read.setChecked(True)
    at.save(last)
    at.gone(last)
    assert next(tmp_path.glob("*agreement*.docx")).read_bytes().startswith(b"PK")
    assert [f.fact.attrs["audience"] for f in at.view().facts if f.fact.kind == "disclosure"] == ["parent"]
    back = (
        "Id,Date,Event,Agree or dispute,Your source\n,,Note: She failed to come.,agree,\n,3 October 2026,We rang,,Log\n"
    )
    (tmp_path / "back.csv").write_text(back)
    opened.read_back()
    form = in_front(at, ReadBack)
    at.settle()
    assert a11y.problems(form) == []
    assert "1 agreed, 1 proposed" in form.heading.text()
    assert not [f for f in at.view().facts if f.fact.kind == MARK], "nothing is recorded before it is asked for"
    at.save(form)
    at.gone(form)
    select(opened, "failed to come")
    assert "Agreed by the parents." in side_words(opened)
    assert "Proposed by the other side: 1" in side_words(opened)
    next(part for part in opened.panel.findChildren(Link) if not part.isHidden()).click()
    let_in = in_front(at, MarkEntries)
    let_in.stance.choose("alleged")
    at.save(let_in)
    at.gone(let_in)
    assert "According to the parents: We rang." in lines(opened)


def test_words_that_are_not_neutral_are_said_as_a_note_is_written(at: AtTheDesk) -> None:
    at.open_case()
    form = at.ask("record_fact", RecordFact, case_id=at.case_id, kind="note")
    form.words.setPlainText("The school failed to ring.")
    assert "“failed to”" in form.words_field.hint.text()
    form.words.setPlainText("The school did not ring.")
    assert form.words_field.hint.text() == ""
