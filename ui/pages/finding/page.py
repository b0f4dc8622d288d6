"""Search: everything found for some words, children first, then what is written on the record and in documents."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QListWidgetItem, QWidget

from ui.context import PageContext
from ui.events import Changed
from ui.found import NOTHING, found
from ui.theme.type_scale import Role
from ui.widgets.hits import Hit, HitList, hit_of
from ui.widgets.page import Page
from ui.widgets.text import label
from ui.widgets.top_bar import WAIT_MS, SearchField

CASES, ENTRIES = 50, 200


class FindingPage(Page):
    """Answers while one types; Enter opens what is under the keys, where on the case it stands."""

    title = "Search"

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._context = context
        self._asked = ""
        self.line = SearchField("Words in names, notes, contacts and documents", "")
        self.line.setMaximumWidth(560)
        self.count = label("", "second")
        self.list = HitList("Everything found")
        self.list.itemActivated.connect(self._open)
        self.list.itemClicked.connect(self._open)
        self._pause = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._pause.timeout.connect(self.read)
        self.line.textEdited.connect(lambda _words: self._pause.start())
        self.line.returnPressed.connect(self.read)
        self.line.down_pressed.connect(self.list.take_keys)
        head = QHBoxLayout()
        head.setSpacing(14)
        head.addWidget(self.line, 1)
        head.addWidget(self.count)
        head.addStretch(1)
        self.content.addWidget(label("Search", Role.TITLE))
        self.content.addLayout(head)
        self.content.addWidget(self.list, 1)
        context.events.changed.connect(self._changed)
        self._show("", [])

    def arrive(self, typed: str = "", **_kw: Any) -> None:
        """Look for ``typed``; without it, what was looked for before is read again."""
        if typed:
            self.line.setText(typed)
        self.read()

    def panes(self) -> list[QWidget]:
        """What F6 moves between."""
        return [self.line, self.list]

    def focus_filter(self) -> None:
        """Ctrl+F: the search line."""
        self.line.setFocus()
        self.line.selectAll()

    def show_changes(self) -> None:
        """F5: look again."""
        self.read()

    def help_words(self) -> str:
        """F1."""
        return (
            "Type words from a name, a telephone number, a note, a call or a document. All of them must be there, in "
            "any order; the last may be unfinished. Put a “phrase” in quotation marks. Entries that were corrected "
            "later come last. Enter opens the case where the words stand."
        )

    def read(self) -> None:
        """Look for what is typed; an answer that comes too late is dropped."""
        self._pause.stop()
        typed, desk = self.line.text().strip(), self._context.desk
        if not typed:
            self._show("", [])
            return

        def arrived(hits: list[Hit]) -> None:
            if typed == self.line.text().strip():
                self._show(typed, hits)

        self._context.dispatcher.read(self, lambda _progress: found(desk, typed, CASES, ENTRIES), arrived,
                                      self._context.messages.failed)  # fmt: skip

    def _show(self, typed: str, hits: list[Hit]) -> None:
        again = typed == self._asked
        here = self.list.currentRow()
        self._asked = typed
        self.list.fill(hits, NOTHING if typed else "Type a word, a name or a telephone number.")
        if again and here >= 0:
            self.list.setCurrentRow(here)
        count = sum(1 for hit in hits if not hit.is_heading)
        self.count.setText(f"{count} found" if typed else "")
        if typed and not again:
            self._context.messages.spoken.emit(f"{count} found for {typed}")

    def _open(self, item: QListWidgetItem) -> None:
        hit = hit_of(item)
        if hit is not None and hit.case_id:
            where = {"tab": hit.tab, "entry": hit.entry} if hit.tab else {}
            self._context.navigate("case", case_id=hit.case_id, **where)

    def _changed(self, changed: Changed) -> None:
        if self.isVisible() and changed.about("cases", "facts"):
            self.read()


def make(context: PageContext) -> FindingPage:
    """The page."""
    return FindingPage(context)
