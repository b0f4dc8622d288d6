"""Finding the case while somebody is on the telephone: a name, a reference, a UPN or a number, and Enter."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from ehcp_desk.domain.case import year_words
from ehcp_desk.services.oversight.worklist import WorkRow
from ehcp_desk.services.records.finding import FoundCase, find_cases
from ui.context import PageContext
from ui.dialogs.fields import line_edit
from ui.theme.appearance import current
from ui.theme.sheet import grown

HITS, WAIT_MS, ROW = 6, 120, 30


def hit_words(row: WorkRow) -> str:
    """One case on one line: name, reference, year, setting, who has it."""
    case = row.case
    parts = (case.name, case.ref, year_words(case.year_on(row.as_at)), case.setting, case.owner or "nobody yet")
    return "   ".join(part for part in parts if part)


class CasePicker(QWidget):
    """``picked`` carries the case chosen and what had been typed (so that the caller can be guessed from it)."""

    picked = Signal(object, str)

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._context = context
        self._rows: list[FoundCase] = []
        self._asked = ""
        self._taken: str | None = None
        stack = QVBoxLayout(self)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(4)
        self.line = line_edit("Who is it about")
        self.list = QListWidget()
        self.list.setProperty("framed", True)
        self.list.setAccessibleName("Cases found")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setStyleSheet("QListWidget::item { padding: 6px 8px; }")
        self.list.hide()
        stack.addWidget(self.line)
        stack.addWidget(self.list)
        self._wait = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._wait.timeout.connect(self._search)
        self.line.textEdited.connect(self._edited)
        self.line.installEventFilter(self)
        self.list.itemActivated.connect(lambda item: self._pick(self.list.row(item)))
        self.list.itemClicked.connect(lambda item: self._pick(self.list.row(item)))
        self.setFocusProxy(self.line)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down goes into the list; Enter takes the first."""
        if watched is self.line and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Down and self.list.count():
                self.list.setFocus(Qt.FocusReason.TabFocusReason)
                self.list.setCurrentRow(min(1, self.list.count() - 1) if self.list.currentRow() == 0 else 0)
                return True
            plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
                self._enter()
                return True
        return False

    def look_for(self, words: str) -> None:
        """Start from words typed elsewhere."""
        self.line.setText(words)
        self._search()

    @property
    def typed_on(self) -> str:
        """What was typed after Enter, before the case was read: the first words of what comes next."""
        return self.line.text()[len(self._taken) :] if self._taken is not None else ""

    def _edited(self, words: str) -> None:
        if self._taken is not None and not words.startswith(self._taken):
            self._taken = None
        if self._taken is None:
            self._wait.start()

    def _enter(self) -> None:
        typed = self.line.text().strip()
        if self._taken is not None:
            return
        self._taken = self.line.text()
        if self._rows and typed == self._asked:
            self._pick(max(0, self.list.currentRow()))
        elif typed:
            self._wait.stop()
            self._search(take=True)
        else:
            self._taken = None

    def _search(self, take: bool = False) -> None:
        typed, desk = self.line.text().strip(), self._context.desk
        if not typed:
            self._show("", [])
            return

        def arrived(rows: list[FoundCase]) -> None:
            if take or typed == self.line.text().strip():
                self._show(typed, rows)
                if take and rows:
                    self._pick(0)
            if take and not rows:
                self._taken = None

        self._context.dispatcher.read(self, lambda _progress: find_cases(desk, typed, HITS), arrived)

    def _show(self, typed: str, rows: list[FoundCase]) -> None:
        self._asked, self._rows = typed, rows
        self.list.clear()
        for row in rows:
            self.list.addItem(QListWidgetItem(f"{row.name}   {row.about}"))
        if typed and not rows:
            nobody = QListWidgetItem(
                f"Nobody on the record answers to “{typed}”. Try the surname, or the telephone number."
            )
            nobody.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(nobody)
        self.list.setVisible(bool(typed))
        self.list.setFixedHeight(max(1, self.list.count()) * grown(ROW, current().percent) + 4)
        for place in range(self.list.count()):
            item = self.list.item(place)
            size = item.sizeHint()
            size.setHeight(grown(ROW, current().percent))
            size.setWidth(1)  # what is too long for the list ends in dots
            item.setSizeHint(size)
        if rows:
            self.list.setCurrentRow(0)
        words = f"{len(rows)} found, the first is {rows[0].name}" if rows else "Nobody found" if typed else ""
        if words:
            self._context.messages.spoken.emit(words)

    def _pick(self, place: int) -> None:
        if 0 <= place < len(self._rows):
            self.picked.emit(self._rows[place], self._asked)
