"""What imports leave to do, decided in the window; a file held against the desk; words of a column explained."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from ehcp_desk.services.records.case_view import case_view
from ehcp_desk.services.upkeep.bringing import bring, trial
from ehcp_desk.services.upkeep.holding import held_cases
from ehcp_desk.services.upkeep.migrated import migrated
from ehcp_desk.services.upkeep.taking_out import imports
from tests.ui.late import Late
from tests.ui.pages.conftest import Open
from tests.ui.pages.test_lists_on_screen import page
from ui.a11y import problems
from ui.dialogs import import_acts, import_compare
from ui.pages.case.header import MIGRATED, CaseHeader
from ui.pages.importing.page import ImportPage

HEADS = "Ref,Surname,First name,DOB,Date request received,Requested by,Current school\n"
ROWS = ("A1,Whitlock,Daisy,28/07/2017,02/06/2025,P,Larkspur Primary\nB1,Whitlok,Daisy,28/07/2017,03/06/2025,P,\n"
        "C1,Moss,Ivy,01/02/2018,04/06/2025,P,Briarfield\n")  # fmt: skip


@pytest.fixture
def tracker(tmp_path: Path) -> Path:
    path = tmp_path / "tracker.csv"
    path.write_text(HEADS + ROWS, encoding="utf-8")
    return path


def test_held_verified_and_taken_back_in_the_window(opened: Open, tmp_path: Path, tracker: Path, qtbot: QtBot) -> None:
    window, desk = opened("importing", user="Bea Tindall", where=str(tmp_path / "new.db"))
    bring(desk, trial(desk, tracker))
    assert window.context is not None
    dialog = import_acts.make(window.context, window)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.rows.total() == 1, timeout=20_000)
    assert (dialog.into.text(), dialog.chosen) == ("A1", ["B1"])
    dialog.act()
    assert held_cases(desk)[0] == 1  # no reason, nothing done
    dialog.reason.setText("One child, the school says")
    dialog._merge_chosen()
    qtbot.waitUntil(lambda: "Nothing is held" in dialog.heading.text(), timeout=20_000)
    dialog.lists.choose("migrated")
    qtbot.waitUntil(lambda: dialog.rows.total() == 2, timeout=20_000)
    dialog.table.selectAll()
    dialog.reason.setText("Held against the paper files")
    dialog.submit()
    qtbot.waitUntil(lambda: "Everything from files is verified" in dialog.heading.text(), timeout=20_000)
    assert migrated(desk)[0] == 0
    header = CaseHeader(print)
    header.show_case(case_view(desk, "A1"))
    assert MIGRATED not in header.about.text()
    tracker.write_text(HEADS + "D1,Fenn,Robin,03/09/2016,05/06/2025,School,\n", encoding="utf-8")
    bring(desk, trial(desk, tracker))
    header.show_case(case_view(desk, "D1"))
    assert MIGRATED in header.about.text()
    dialog.lists.choose("imports")
    qtbot.waitUntil(lambda: dialog.rows.total() == 2, timeout=20_000)
    dialog.table.select_id(2)
    dialog.reason.setText("The wrong file")
    dialog.submit()
    qtbot.waitUntil(lambda: dialog.rows.total() == 1, timeout=20_000)
    with desk.store.read() as work:
        assert [one.undone for one in imports(work)] == [False, True]
    dialog.done(QDialog.DialogCode.Rejected)


@pytest.mark.parametrize(("then", "button"), [("migrated", "They are verified"), ("imports", "Take it back")])
def test_a_list_that_comes_late_never_stands_under_the_acts_of_another(
    opened: Open, tmp_path: Path, tracker: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, then: str, button: str
) -> None:
    window, desk = opened("importing", user="Bea Tindall", where=str(tmp_path / "new.db"))
    bring(desk, trial(desk, tracker))
    late = Late(import_acts.held_cases)
    monkeypatch.setattr(import_acts, "held_cases", late)
    assert window.context is not None
    dialog = import_acts.make(window.context, window)
    assert dialog.primary is not None
    dialog.show()
    qtbot.waitUntil(lambda: late.answered == 1)
    dialog.lists.choose(then)
    qtbot.waitUntil(lambda: dialog.rows.total() > 0)
    shown = dialog.chosen
    late.let_go()
    qtbot.waitUntil(lambda: not window.dispatcher.busy)
    assert (dialog.chosen, dialog.primary.text().replace("&", "")) == (shown, button)
    assert shown != ["B1"] and dialog.into.text() == ""
    dialog.done(QDialog.DialogCode.Rejected)


def test_while_another_list_is_read_the_acts_are_those_of_the_rows_that_stand_there(
    opened: Open, tmp_path: Path, tracker: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, desk = opened("importing", user="Bea Tindall", where=str(tmp_path / "new.db"))
    bring(desk, trial(desk, tracker))
    late = Late(import_acts.imports)
    monkeypatch.setattr(import_acts, "imports", late)
    assert window.context is not None
    dialog = import_acts.make(window.context, window)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.chosen == ["B1"])
    dialog.lists.choose("imports")
    qtbot.waitUntil(lambda: late.answered == 1)
    dialog.reason.setText("Another child, the school says")
    dialog.submit()
    qtbot.waitUntil(lambda: held_cases(desk)[0] == 0)
    late.let_go()
    qtbot.waitUntil(lambda: not window.dispatcher.busy)
    assert dialog.trouble.sentence == "" and dialog.chosen == ["1"]
    dialog.done(QDialog.DialogCode.Rejected)


def test_a_file_is_held_against_the_desk_in_the_window(
    opened: Open, tmp_path: Path, tracker: Path, qtbot: QtBot
) -> None:
    window, desk = opened("importing", user="Bea Tindall", where=str(tmp_path / "new.db"))
    bring(desk, trial(desk, tracker))
    tracker.write_text(HEADS + ROWS.replace("Briarfield", "Larkspur Primary"), encoding="utf-8")
    assert window.context is not None
    dialog = import_compare.make(window.context, window, str(tracker))
    dialog.show()
    qtbot.waitUntil(lambda: dialog.differences.total() == 4, timeout=20_000)
    assert "3 cases compared, 3 differ" in dialog.heading.text()
    dialog.done(QDialog.DialogCode.Rejected)


def test_a_word_explained_is_read_again_and_kept_in_the_profile(
    opened: Open, tmp_path: Path, tracker: Path, qtbot: QtBot
) -> None:
    window, _ = opened("importing", user="Bea Tindall", where=str(tmp_path / "new.db"), path=str(tracker))
    shown = page(window, ImportPage)
    qtbot.waitUntil(lambda: shown._trial is not None, timeout=20_000)
    column = next(c for c in shown._trial.look.columns if c.heading == "Requested by")
    assert [(w.theirs, w.ours) for w in column.words] == [("P", "")]
    shown.matching.say(column, "P", "parent")

    def sources() -> list[str]:
        return [
            f.attrs.get("source", "")
            for row in shown._trial.plan.rows
            for f in row.facts
            if f.kind == "request_received"
        ]

    qtbot.waitUntil(lambda: sources() == ["parent"] * 3, timeout=20_000)


def test_days_are_read_in_words_and_what_is_no_day_as_it_is_written(
    opened: Open, tmp_path: Path, tracker: Path, qtbot: QtBot
) -> None:
    window, desk = opened("importing", user="Bea Tindall", where=str(tmp_path / "new.db"))
    bring(desk, trial(desk, tracker))
    rows = ROWS.replace("02/06/2025", "05/06/2025").replace("01/02/2018", "TBC").replace("Briarfield", "2018-02-01")
    tracker.write_text(HEADS + rows, encoding="utf-8")
    assert window.context is not None
    dialog = import_compare.make(window.context, window, str(tracker))
    dialog.show()
    qtbot.waitUntil(lambda: dialog.differences.total() == 6, timeout=20_000)
    shown = [tuple(dialog.differences.index(row, column).data() for column in range(4)) for row in range(6)]
    assert [line for line in shown if line[1] != "Who asked"] == [
        ("A1", "Request received", "5 June 2025", "2 June 2025"),
        ("C1", "Date of birth", "TBC", "1 February 2018"),
        ("C1", "School or other setting", "2018-02-01", "Briarfield"),
    ]
    head = dialog.fields_table.horizontalHeader()
    wide = sum(head.sectionSize(n) for n in range(head.count()))
    assert wide <= dialog.fields_table.viewport().width(), "no count stands out of sight"
    assert head.sectionSize(0) > 150
    assert problems(dialog) == []
    dialog.done(QDialog.DialogCode.Rejected)
