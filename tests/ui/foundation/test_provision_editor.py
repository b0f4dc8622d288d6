"""The editor of Section F: waves under words, reasons in words, keys from flag to flag, and thousands of pasted lines."""

from __future__ import annotations

from itertools import count, pairwise
from time import perf_counter

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QColor, QTextCharFormat
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ehcp_desk.domain.provision_report import report
from ehcp_desk.domain.provision_wording import CheckedLine, check_line, lines_of
from ui.a11y import problems
from ui.theme.appearance import Appearance, Choice
from ui.theme.tokens import CONTRAST
from ui.widgets import provision_editor
from ui.widgets.provision_editor import MOST_ROWS, ProvisionEditor
from ui.widgets.provision_lines import SLICE_S

GOOD = "A teaching assistant will read with Sam for 10 minutes every day."
WAVE = QTextCharFormat.UnderlineStyle.WaveUnderline


@pytest.fixture
def editor(qtbot: QtBot, look: Appearance) -> ProvisionEditor:
    made = ProvisionEditor()
    qtbot.addWidget(made)
    made.resize(860, 560)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.edit.setFocus()
    return made


@pytest.fixture
def spoken(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    heard: list[str] = []
    monkeypatch.setattr(provision_editor, "announce", lambda _widget, sentence: heard.append(sentence))
    return heard


def put(editor: ProvisionEditor, text: str) -> None:
    """Other lines, read to the end.  Nothing waits for the text to be still."""
    editor.live._wait.setInterval(3_600_000)
    editor.set_text(text)
    until = perf_counter() + 20
    while editor.live.busy and perf_counter() < until:
        QApplication.processEvents()
    assert not editor.live.busy


def waved(editor: ProvisionEditor, line: int) -> list[str]:
    """The words of a line with a wave under them, as Qt paints them."""
    block = editor.edit.document().findBlockByNumber(line - 1)
    text = block.text().encode("utf-16-le")
    found = [f for f in block.layout().formats() if f.format.underlineStyle() is WAVE]
    return [text[2 * f.start : 2 * (f.start + f.length)].decode("utf-16-le") for f in found]


def listed(editor: ProvisionEditor) -> list[tuple[str, ...]]:
    model = editor.rows
    return [tuple(model.index(row, n).data() for n in range(model.columnCount())) for row in range(model.rowCount())]


def test_words_are_waved_and_explained_a_moment_after_the_last_key(qtbot: QtBot, editor: ProvisionEditor) -> None:
    with qtbot.waitSignal(editor.checked):
        qtbot.keyClicks(editor.edit, "Regular breaks.")
    assert waved(editor, 1) == ["Regular"]
    assert listed(editor) == [("1", "Regular, It can mean once a day or once a year.", "who, how often, how long")]
    assert editor.summary.text() == "1 of 1 line leaves something open."
    with qtbot.waitSignal(editor.checked):
        editor.edit.selectAll()
        qtbot.keyClicks(editor.edit, GOOD)
    assert (waved(editor, 1), listed(editor)) == ([], [])
    assert editor.nothing.heading.text() == "There is nothing to say"


def test_the_wave_itself_is_not_taken_for_typing(qtbot: QtBot, editor: ProvisionEditor) -> None:
    times: list[int] = []
    editor.checked.connect(lambda: times.append(1))
    qtbot.keyClicks(editor.edit, "Regular")
    qtbot.waitUntil(lambda: bool(times))
    qtbot.wait(600)
    assert len(times) == 1
    assert not editor.live.busy


def test_text_put_there_is_checked_at_once(editor: ProvisionEditor) -> None:
    put(editor, f"{GOOD}\n\nRegular breaks.\nAccess to a quiet room.")
    assert [row[0] for row in listed(editor)] == ["3", "4"]
    lines = enumerate(lines_of(editor.text()), 1)
    assert editor.report() == report([CheckedLine(number, line, check_line(line)) for number, line in lines])


def test_f11_goes_from_flag_to_flag_and_round(qtbot: QtBot, editor: ProvisionEditor, spoken: list[str]) -> None:
    put(editor, f"👧🏽 Regular support to read.\n{GOOD}\nAccess to a quiet room.")
    for words in ("Regular", "support to", "Access to", "Regular"):
        qtbot.keyClick(editor.edit, Qt.Key.Key_F11)
        assert editor.edit.textCursor().selectedText() == words
    assert spoken[0] == "Line 1, “Regular”. It can mean once a day or once a year. Not said: how often."
    assert len(spoken) == 4
    for words in ("Access to", "support to", "Regular"):
        qtbot.keyClick(editor.edit, Qt.Key.Key_F11, Qt.KeyboardModifier.ShiftModifier)
        assert editor.edit.textCursor().selectedText() == words
    assert editor.table.current_id() == 1, "the list shows the same flag"


def test_f11_with_nothing_to_say_says_so(qtbot: QtBot, editor: ProvisionEditor, spoken: list[str]) -> None:
    put(editor, GOOD)
    qtbot.keyClick(editor.edit, Qt.Key.Key_F11)
    assert spoken == ["1 line read; there is nothing to say."]


def test_enter_in_the_list_goes_to_the_words(qtbot: QtBot, editor: ProvisionEditor, spoken: list[str]) -> None:
    put(editor, "Regular support to read.\nAccess to a quiet room.")
    editor.table.setFocus()
    editor.table.select_id(3)
    qtbot.keyClick(editor.table, Qt.Key.Key_Return)
    assert editor.edit.textCursor().selectedText() == "Access to"
    assert editor.edit.hasFocus()


def test_a_line_rewritten_since_is_gone_to_and_nothing_wrong_is_selected(
    qtbot: QtBot, editor: ProvisionEditor, spoken: list[str]
) -> None:
    put(editor, "Regular breaks.\nAccess to a quiet room.")
    editor.edit.setPlainText("Breaks.\nNo more of that room.")
    editor.table.opened.emit(2)
    assert editor.edit.textCursor().blockNumber() == 1
    assert not editor.edit.textCursor().hasSelection()


@pytest.mark.parametrize("both", [True, False])
def test_what_is_pasted_loses_its_looks_and_keeps_its_lines(editor: ProvisionEditor, both: bool) -> None:
    rich = QMimeData()
    rich.setHtml("<p><b>Regular</b> <font color='red'>breaks</font>.</p><p>Access to a <i>quiet</i> room.</p>")
    if both:
        rich.setText("Regular breaks.\r\nAccess to a quiet room.")
    QApplication.clipboard().setMimeData(rich)
    editor.edit.paste()
    assert editor.text() == "Regular breaks.\nAccess to a quiet room."
    assert not editor.edit.textCursor().charFormat().font().bold()


def test_ten_thousand_pasted_lines_never_hold_the_window(
    qtbot: QtBot, editor: ProvisionEditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns = count()
    monkeypatch.setattr("ui.widgets.provision_lines.perf_counter", lambda: next(turns) * SLICE_S / 8)
    done = [0]
    editor.live.progressed.connect(lambda lines, _of: done.append(lines))
    editor.edit.setPlainText("\n".join(f"{n} Regular breaks." for n in range(10_000)))
    qtbot.waitUntil(lambda: not editor.live.busy, timeout=60_000)
    assert len(done) > 1_000, "the window has a turn between one slice and the next"
    assert max(later - before for before, later in pairwise(done)) <= 9, "a slice ends when its time is over"
    assert editor.rows.rowCount() == MOST_ROWS
    assert editor.summary.text().startswith("10000 of 10000 lines leave something open. The list holds the first 1,000")
    assert waved(editor, 10_000)[0] == "Regular"


def test_lines_that_are_gone_are_forgotten_in_the_end(editor: ProvisionEditor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.widgets.provision_lines.FORGOTTEN", 5)
    for turn in range(4):
        put(editor, "\n".join(f"Regular breaks {turn} {n}." for n in range(10)))
    assert len(editor.live._underlines.known) <= 25
    assert waved(editor, 10) == ["Regular"]


def test_the_wave_follows_the_theme(editor: ProvisionEditor, look: Appearance) -> None:
    put(editor, "Regular breaks.")
    look.choose(Choice.CONTRAST)
    (wave,) = editor.edit.document().firstBlock().layout().formats()
    assert wave.format.underlineColor() == QColor(CONTRAST.ink)
    assert waved(editor, 1) == ["Regular"]


def test_it_can_be_used_by_ear(editor: ProvisionEditor) -> None:
    put(editor, "Regular breaks.")
    assert problems(editor) == []
    assert editor.edit.accessibleName() == "Lines of Section F, one a line"
    assert "F11" in editor.edit.accessibleDescription()
    role = Qt.ItemDataRole.AccessibleTextRole
    assert editor.rows.index(0, 0).data(role) == (
        "Line 1, “Regular”. It can mean once a day or once a year. Not said: who, how often, how long."
    )
