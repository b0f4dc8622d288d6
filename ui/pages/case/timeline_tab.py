"""The whole timeline of a case: every entry, corrected ones too, with a filter and what can be done to each."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QCheckBox, QMenu, QVBoxLayout, QWidget

from ui.models.columns import Column
from ui.pages.case.lists import ShortList
from ui.pages.case.timeline_delegate import TimelineDelegate
from ui.pages.case.timeline_words import Happening
from ui.widgets.buttons import ActionButton
from ui.widgets.flow import Flow
from ui.widgets.life_line import LifeLineFace
from ui.widgets.panel import Panel
from ui.widgets.top_bar import SearchField

FILTER_WIDE = 190
"""Pixels the filter keeps on a narrow window, so that no act beside it is cut."""
FILTER_AFTER_MS = 120


class TimelineList(ShortList[Happening]):
    """The list, with a menu on each entry (right button, menu key, Shift+F10)."""

    menu_asked = Signal(QPoint)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the entry's menu where it was asked for."""
        self.menu_asked.emit(event.globalPos())


class TimelineTab(QWidget):
    """Enter or the menu: read it whole, correct, withdraw, open the document."""

    read_asked = Signal(int)
    correct_asked = Signal(int)
    withdraw_asked = Signal(int)
    kept_asked = Signal(str)
    document_asked = Signal(int)
    about_document_asked = Signal(int)
    add_asked = Signal()
    print_asked = Signal()
    copy_asked = Signal()
    pack_asked = Signal()
    stacked_height, least_height = 600, 470
    """Pixels at 100 % text on a narrow page, and on a low one: the life line, and enough of the list beneath it."""

    def __init__(self) -> None:
        super().__init__()
        self._all: tuple[Happening, ...] = ()
        column: Column[Happening] = Column("entry", "Timeline", lambda h: h.top, stretch=True, text=lambda h: h.whole)
        self.list = TimelineList([column], "Timeline", 44, sentence=lambda h: h.sentence)
        self._draws = TimelineDelegate(self.list)
        self.list.setItemDelegate(self._draws)
        self.list.menu_asked.connect(self._menu)
        self.list.opened.connect(lambda _id: self._menu_here())
        self.filter = SearchField("Filter the timeline", "Ctrl+F", "funnel-simple")
        self.filter.setProperty("dense", True)
        self.filter.setMaximumWidth(320)
        self.changed_too = QCheckBox("Show corrected entries")
        self.changed_too.setChecked(True)
        self.panel = Panel("Timeline", " ", ruled=False)
        self.panel.add(self._acts())
        self.panel.add(self.list, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.life = LifeLineFace()
        box = Panel("Life line", "Ctrl+Shift+E takes the picture or its table along", padded=True, ruled=False)
        box.add(self.life)
        outer.addWidget(box)
        outer.addWidget(self.panel, 1)
        self._later = QTimer(self, singleShot=True, interval=FILTER_AFTER_MS)
        self._later.timeout.connect(self._narrow)
        self.filter.textChanged.connect(lambda _words: self._later.start())
        self.filter.down_pressed.connect(lambda: self.list.setFocus(Qt.FocusReason.TabFocusReason))
        self.changed_too.toggled.connect(lambda _on: self._narrow())

    def _acts(self) -> QWidget:
        row = QWidget()
        line = QVBoxLayout(row)
        line.setContentsMargins(14, 0, 14, 8)
        acts = QWidget()
        self.filter.setFixedWidth(FILTER_WIDE)
        Flow(acts, (
            self.filter,
            self.changed_too,
            ActionButton("Change this entry", self._menu_here, "pencil-simple-line", dense=True),
            ActionButton("Chronology", self.print_asked.emit, "printer", dense=True),
            ActionButton("Copy for somebody", self.copy_asked.emit, "paper-plane-tilt", dense=True),
            ActionButton("Inspection pack", self.pack_asked.emit, "list-checks", dense=True),
        ))  # fmt: skip
        line.addWidget(acts)
        return row

    def print_with(self, chronology: Callable[[], object], pack: Callable[[], object]) -> None:
        """What prints the chronology, and the pack an inspector asks for."""
        self.print_asked.connect(chronology)
        self.pack_asked.connect(pack)

    def show_entries(self, entries: tuple[Happening, ...]) -> None:
        """Fill it, keeping the filter."""
        self._all = entries
        self._narrow()

    def show_entry(self, entry_id: int) -> None:
        """Go to one entry."""
        if not self.list.select_id(entry_id):
            self.filter.clear()
            self.changed_too.setChecked(True)
            self._narrow()
            self.list.select_id(entry_id)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def panes(self) -> list[QWidget]:
        """What F6 moves between."""
        return [self.list, self.life]

    def _narrow(self) -> None:
        words = self.filter.text().casefold().split()
        shown = [h for h in self._all if (h.stands or self.changed_too.isChecked()) and _matches(h, words)]
        self._draws.fit(shown)
        self.list.show_rows(shown)
        changed = sum(not h.stands for h in self._all)
        note = f"newest first, {len(shown)} of {len(self._all)}" if len(shown) < len(self._all) else "newest first"
        self.panel.set_note(f"{note} · {changed} corrected" if changed else note)

    def _menu_here(self) -> None:
        box = self.list.visualRect(self.list.currentIndex())
        self._menu(self.list.viewport().mapToGlobal(box.bottomLeft() + QPoint(120, 0)))

    def _menu(self, where: QPoint) -> None:
        entry = self.list.row_now()
        if entry is not None:
            self.menu_for(entry).popup(where)

    def menu_for(self, entry: Happening) -> QMenu:
        """What can be done to an entry; of one that its own act wrote, what puts it right; one that was corrected is read."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("&Read it", lambda: self.read_asked.emit(entry.id))
        if entry.document_id is not None:
            menu.addAction("&Open the document", lambda: self.document_asked.emit(entry.document_id))
        if entry.stands and entry.is_document and entry.document_id is not None:
            menu.addAction("&What this document is…", lambda: self.about_document_asked.emit(entry.document_id))
        elif entry.stands and entry.kept:
            menu.addAction("&What puts this entry right", lambda: self.kept_asked.emit(f"This entry {entry.kept}."))
        elif entry.stands:
            menu.addAction("&Correct this entry…", lambda: self.correct_asked.emit(entry.id))
            menu.addAction("&Withdraw this entry…", lambda: self.withdraw_asked.emit(entry.id))
        else:
            menu.addAction(f"This entry was {entry.changed}").setEnabled(False)
        return menu


def _matches(entry: Happening, words: list[str]) -> bool:
    text = f"{entry.day} {entry.top} {entry.bottom} {entry.changed} {entry.words}".casefold()
    return all(word in text for word in words)
