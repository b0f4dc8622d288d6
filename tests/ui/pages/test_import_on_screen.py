"""Bringing a tracker in from the window: a trial first, then the record, then the same figures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from ehcp_desk.domain.worklist import CaseQuery, Scope
from ehcp_desk.ports.trackers import ColumnLook
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.upkeep import bringing
from ehcp_desk.services.upkeep.bringing import bring, trial
from tests.ui.late import Late
from tests.ui.pages.conftest import DAY, Open
from tests.ui.pages.test_lists_on_screen import page
from ui.dialogs import import_acts
from ui.main_window import MainWindow
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


HEADS = "Ref,Surname,Forename,DOB,School,Date request received,Draft sent,Sent to family,Comments\n"
ROWS = ("A1,Reed,Ada,17/05/2015,Oak,13/03/2026,,,ring mum\n"
        "A2,Khan,Zara,17/06/2015,Oak,14/03/2026,02/06/2026,05/06/2026,private\n")  # fmt: skip


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def goes_to(shown: ImportPage, heading: str) -> str:
    """Where the window says a column goes."""
    rows = shown.matching.rows
    return next(
        row[2] for n in range(rows.total()) if (row := rows.row_at(n)) is not None and row[1].heading == heading
    )


def column(shown: ImportPage, heading: str) -> ColumnLook:
    assert shown._trial is not None
    return next(c for c in shown._trial.look.columns if c.heading == heading)


def again(window: MainWindow, shown: ImportPage, act: Callable[[], object]) -> None:
    """Do something that reads the file again, and wait until it is read."""
    before = shown._trial
    act()
    settle(window, lambda: shown._trial is not before)


def kept(shown: ImportPage, heading: str) -> list[str]:
    assert shown._trial is not None
    return [cell.value for row in shown._trial.plan.rows for cell in row.kept if cell.heading == heading]


def test_what_is_shown_is_what_is_brought_in_after_the_file_is_chosen_again(
    opened: Open, tmp_path: Path, qtbot: QtBot
) -> None:
    file = written(tmp_path / "t.csv", HEADS + ROWS)
    window, _ = opened("importing", user="Bea Tindall", where=str(tmp_path / "new.db"), path=str(file))
    shown = page(window, ImportPage)
    settle(window, lambda: shown._trial is not None)
    again(window, shown, lambda: shown.matching._send(column(shown, "Sent to family"), "draft_served"))
    assert column(shown, "Sent to family").remark == "1 date not read, kept as written"  # how it reads now
    again(window, shown, lambda: shown.matching._send(column(shown, "Comments"), "ignored"))
    again(window, shown, lambda: shown.read_file(file))
    assert (goes_to(shown, "Comments"), kept(shown, "Comments")) == ("Not brought in", [])
    assert (goes_to(shown, "Sent to family"), kept(shown, "Sent to family")) == ("Draft plan served", ["05/06/2026"])


def test_a_profile_chosen_is_what_is_shown_and_used(opened: Open, tmp_path: Path, qtbot: QtBot) -> None:
    file = written(tmp_path / "t.csv", HEADS + ROWS)
    window, desk = opened("importing", user="Bea Tindall", where=str(tmp_path / "new.db"), path=str(file))
    shown = page(window, ImportPage)
    settle(window, lambda: shown._trial is not None)
    assert shown._trial is not None
    bringing.save_profile(desk, "mine", shown._trial.look, {"Comments": "ignored"})
    again(window, shown, lambda: shown.matching._send(column(shown, "School"), "ignored"))
    again(window, shown, lambda: shown._use_profile("mine"))
    assert (goes_to(shown, "School"), goes_to(shown, "Comments")) == ("School or other setting", "Not brought in")
    assert [row.child.setting for row in shown._trial.plan.rows if row.child] == ["Oak", "Oak"]
    assert kept(shown, "Comments") == []


def test_dates_are_said_to_be_month_first_and_the_profile_keeps_it(opened: Open, tmp_path: Path, qtbot: QtBot) -> None:
    american = ROWS.replace("13/03/2026", "03/13/2026").replace("14/03/2026", "04/03/2026")
    file = written(tmp_path / "us.csv", HEADS + american)
    window, desk = opened("importing", user="Bea Tindall", where=str(tmp_path / "new.db"), path=str(file))
    shown = page(window, ImportPage)
    settle(window, lambda: shown._trial is not None)
    assert shown._trial is not None and shown._trial.plan.certificate.held == 2
    assert "Date request received: 1 date can only be month first" in shown.certificate.notes.text()
    assert shown.certificate.notes.isVisible()
    again(window, shown, lambda: shown.matching.read_dates(column(shown, "Date request received"), "month_first"))
    assert shown._trial.plan.certificate.held == 0
    by = shown.matching.chosen
    bringing.save_profile(desk, "us", shown._trial.look, by.targets, by.values, by.styles)
    assert trial(desk, file, profile="us").plan.certificate.held == 0


def test_a_column_whose_words_were_explained_can_still_be_sent_to_a_note(
    opened: Open, tmp_path: Path, qtbot: QtBot
) -> None:
    file = written(tmp_path / "v.csv", HEADS.replace("School", "Requested by") + ROWS)
    window, _ = opened("importing", user="Bea Tindall", where=str(tmp_path / "new.db"), path=str(file))
    shown = page(window, ImportPage)
    settle(window, lambda: shown._trial is not None)
    again(window, shown, lambda: shown.matching.say(column(shown, "Requested by"), "Oak", "school"))
    again(window, shown, lambda: shown.matching._send(column(shown, "Requested by"), "note"))
    assert kept(shown, "Requested by") == ["Oak", "Oak"]


def test_what_was_brought_in_and_taken_back_is_said_as_it_is(opened: Open, tmp_path: Path, qtbot: QtBot) -> None:
    first, second = written(tmp_path / "a.csv", HEADS + ROWS), tmp_path / "b.csv"
    window, desk = opened("importing", user="Bea Tindall", where=str(tmp_path / "new.db"))
    bring(desk, trial(desk, first))
    written(second, HEADS + ROWS.replace("02/06/2026", "03/06/2026"))
    assert window.context is not None
    said: list[str] = []
    window.context.messages.spoken.connect(said.append)
    shown = page(window, ImportPage)
    shown.read_file(second)
    settle(window, lambda: shown._trial is not None)
    shown._bring()
    settle(window, lambda: shown._done)
    assert said[-1] == "b.csv is in: 0 cases made, 1 row held for somebody to look at, 1 row already the same."
    dialog = import_acts.make(window.context, window, "imports")
    dialog.show()
    settle(window, lambda: dialog.rows.total() == 2)
    assert dialog.reason_field.hint.text() == "Why it is taken back; it stays with each case it touched."
    assert "people and teams stay" in dialog.heading.text()
    dialog.table.select_row(0)
    dialog.reason.setText("The wrong file")
    dialog.submit()
    settle(window, lambda: dialog.rows.total() == 1)
    assert said[-1] == "Import 2 is taken back: 1 case. People and teams it named stay."
    dialog.done(QDialog.DialogCode.Rejected)


def test_sheets_that_are_not_read_are_named_where_it_is_decided(opened: Open, tmp_path: Path, qtbot: QtBot) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for cells in (
        ["Ref", "Surname", "Forename", "DOB", "Date request received"],
        ["S1", "Reed", "Ada", "17/05/2015", "13/03/2026"],
    ):
        sheet.append(cells)
    sheet.row_dimensions[2].hidden = True
    book.create_sheet("Closed 2024").append(["Our no", "Kid", "Begun"])
    book.save(tmp_path / "two.xlsx")
    window, _ = opened("importing", where=str(tmp_path / "new.db"), user="Bea Tindall", path=str(tmp_path / "two.xlsx"))
    shown = page(window, ImportPage)
    settle(window, lambda: shown._trial is not None)
    words = shown.certificate.notes.text()
    assert "Not brought in: sheet Closed 2024, which has no headings the desk knows." in words
    assert "1 hidden row" in words


def refs(desk: Desk) -> set[str]:
    with desk.store.read() as work:
        return {row.ref for row in work.case_rows(work.case_ids(CaseQuery(DAY, Scope.ALL)))}


def test_nothing_is_brought_in_while_what_was_chosen_last_is_being_read(
    opened: Open, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = written(tmp_path / "t.csv", HEADS + ROWS)
    window, desk = opened("importing", user="Bea Tindall", where=str(tmp_path / "new.db"), path=str(file))
    shown = page(window, ImportPage)
    settle(window, lambda: shown._trial is not None)
    late = Late(bringing.trial)
    monkeypatch.setattr(bringing, "trial", late)
    shown.matching._send(column(shown, "Comments"), "ignored")
    qtbot.waitUntil(lambda: late.answered == 1)
    assert not any(button.isEnabled() for button in (shown._go, shown._keep, shown._compare))
    shown._go.click()
    late.let_go()
    settle(window, lambda: shown._go.isEnabled())
    assert refs(desk) == set() and kept(shown, "Comments") == []
    shown.read_file(tmp_path / "not-there.csv")
    settle(window, lambda: shown._go.isEnabled())
    assert shown.matching.file == "t.csv", "what stood there stands again"


def test_a_file_chosen_while_another_is_brought_in_waits_and_the_right_one_is_said_to_be_in(
    opened: Open, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    north = written(tmp_path / "north.csv", HEADS + ROWS)
    south = written(tmp_path / "south.csv", (HEADS + ROWS).replace("A1", "B1").replace("A2", "B2"))
    window, desk = opened("importing", user="Bea Tindall", where=str(tmp_path / "new.db"), path=str(north))
    assert window.context is not None
    said: list[str] = []
    window.context.messages.spoken.connect(said.append)
    shown = page(window, ImportPage)
    settle(window, lambda: shown._trial is not None)
    late = Late(bringing.bring)
    monkeypatch.setattr(bringing, "bring", late)
    shown._go.click()
    qtbot.waitUntil(lambda: late.answered == 1)
    assert not shown._other.isEnabled()
    shown.read_file(south)
    late.let_go()
    settle(window, lambda: shown._done)
    assert said[-1].startswith("north.csv is in: 2 cases made")
    assert shown.matching.file == "north.csv" and shown._other.isEnabled()
    assert len(refs(desk)) == 2
