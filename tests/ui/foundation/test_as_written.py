"""Names are shown as they are written: no markup in a tool tip, no letter with Alt out of an ``&``."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut, QTextDocument
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from tests.ui.foundation.rows import row
from ui.as_written import caption, said, tip
from ui.models.columns import Column
from ui.models.row_model import RowModel
from ui.pages.cases.filters import Chooser
from ui.theme.appearance import Appearance
from ui.widgets.note_line import NoteLine
from ui.widgets.segments import Segments
from ui.widgets.text import ElidingLabel
from ui.widgets.view_tabs import ViewTabs

CHILD = '<b>Smith</b> & "Jones"'
SCHOOL = "St Mary & St John School"


def seen(words: str) -> str:
    """A tool tip as it is read: Qt takes it for markup where there is a tag in it."""
    if "<" not in words:
        return words
    document = QTextDocument()
    document.setHtml(words)
    return document.toPlainText()


def test_nothing_in_a_tool_tip_is_taken_for_markup(qtbot: QtBot, look: Appearance) -> None:
    assert [seen(tip(words)) for words in (CHILD, SCHOOL, "a < b\nand c")] == [CHILD, SCHOOL, "a < b\nand c"]
    model = RowModel([Column("child", "Child", lambda _row: CHILD)])
    model.set_rows([row(1)])
    assert model.index(0, 0).data() == CHILD
    assert seen(model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)) == CHILD
    note = NoteLine("phone", "regular", "Read first")
    qtbot.addWidget(note)
    note.say(CHILD)
    assert (seen(note.toolTip()), note.accessibleName()) == (f"Read first: {CHILD}", f"Read first: {CHILD}")
    short = ElidingLabel(CHILD)
    qtbot.addWidget(short)
    short.resize(30, 20)
    short.grab()
    assert seen(short.toolTip()) == CHILD


def letters(button: QAbstractButton) -> list[str]:
    """The keys that press it."""
    return [
        key
        for key in (button.shortcut().toString(), *(s.key().toString() for s in button.findChildren(QShortcut)))
        if key
    ]


def test_an_ampersand_is_seen_and_said_and_is_no_letter(qtbot: QtBot, look: Appearance) -> None:
    assert (caption(SCHOOL), said(caption(SCHOOL)), said("&Save")) == ("St Mary && St John School", SCHOOL, "Save")
    chooser = Chooser("Setting")
    qtbot.addWidget(chooser)
    chooser.offer([(SCHOOL, SCHOOL)])
    chooser.choose(SCHOOL)
    assert chooser.accessibleName() == said(chooser.text()) == f"Setting: {SCHOOL}" and letters(chooser) == []
    assert [said(act.text()) for act in chooser.menu_of_choices().actions()] == ["Any", SCHOOL]
    row_of = Segments([("1", caption(SCHOOL)), ("2", "&South")], "1")
    qtbot.addWidget(row_of)
    one, other = row_of.findChildren(QAbstractButton)
    assert [(b.accessibleName(), letters(b)) for b in (one, other)] == [(SCHOOL, []), ("South", ["Alt+S"])]
    tabs = ViewTabs("Views")
    qtbot.addWidget(tabs)
    tabs.show_views([("saved/1", SCHOOL, "3")])
    tabs.set_count("saved/1", "4")
    assert (said(tabs.tabText(0)), tabs.accessibleTabName(0)) == (SCHOOL, f"{SCHOOL}, 4")
