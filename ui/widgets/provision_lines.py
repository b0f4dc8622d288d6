"""Section F lines to write in, with the words that leave something open underlined as one writes.

Typing only looks things up.  A moment after the last key the lines that are new are checked, a few milliseconds at a
time, so that ten thousand pasted lines never hold the window up.
"""

from __future__ import annotations

from time import perf_counter

from PySide6.QtCore import QMimeData, QObject, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QSyntaxHighlighter,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextDocumentFragment,
)
from PySide6.QtWidgets import QPlainTextEdit

from ehcp_desk.domain.provision_rules import load_wording_rules
from ehcp_desk.domain.provision_wording import CheckedLine, Flag, check_line
from ui.theme.appearance import current

WAIT_MS = 250
SLICE_S = 0.008
FORGOTTEN = 2_000
"""Lines no longer in the text whose flags are remembered, for undo and for words typed again."""


def units(text: str, place: int) -> int:
    """A place in a text as Qt counts it, where signs outside the first 65,536 are two."""
    return place if text.isascii() else len(text[:place].encode("utf-16-le", "surrogatepass")) // 2


class Underlines(QSyntaxHighlighter):
    """A wave under the words of each flag; a line not yet checked has none."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self.known: dict[str, tuple[Flag, ...]] = {}
        self._wave = QTextCharFormat()
        self._dress()
        current().changed.connect(self._redress)

    def highlightBlock(self, text: str) -> None:
        """Looks the line up, and nothing more: this runs at every key."""
        for flag in self.known.get(text, ()):
            start = units(text, flag.start)
            self.setFormat(start, units(text, flag.end) - start, self._wave)

    def _dress(self) -> None:
        # A shape in the colour of the words: it is told apart without colour, in every theme.
        self._wave.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        self._wave.setUnderlineColor(QColor(current().tokens.ink))

    def _redress(self) -> None:
        self._dress()
        self.rehighlight()


class LiveCheck(QObject):
    """Checks a document's lines once it has been still for a moment, in slices.

    ``progressed`` gives how many lines are done of how many; ``checked`` that every line is.
    """

    progressed = Signal(int, int)
    checked = Signal()

    def __init__(self, document: QTextDocument, parent: QObject) -> None:
        super().__init__(parent)
        self._document = document
        self._underlines = Underlines(document)
        self._next = QTextBlock()
        load_wording_rules()  # now, so that the first key is as quick as the rest
        self._wait = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._wait.timeout.connect(self.begin)
        self._slice = QTimer(self, singleShot=True, interval=0)
        self._slice.timeout.connect(self._go_on)
        document.contentsChange.connect(self._changed)

    @property
    def busy(self) -> bool:
        """True while there are lines still to be checked."""
        return self._wait.isActive() or self._slice.isActive()

    def flags(self, line: str) -> tuple[Flag, ...]:
        """The flags of a line, remembered from last time."""
        known = self._underlines.known
        if line not in known:
            known[line] = check_line(line)
        return known[line]

    def lines(self) -> list[CheckedLine]:
        """Every line as it stands now, checked."""
        texts = self._document.toPlainText().split("\n")
        return [CheckedLine(number, text, self.flags(text)) for number, text in enumerate(texts, 1)]

    def next_flag(self, cursor: QTextCursor, step: int) -> tuple[QTextBlock, Flag] | None:
        """The flag after the cursor, or before it where ``step`` is -1, going on round the end; None where there is none."""
        block, inside = cursor.block(), cursor.selectionStart() - cursor.block().position()
        inside += 0 if cursor.hasSelection() or step < 0 else -1
        for turn in range(self._document.blockCount() + 1):
            text = block.text()
            for flag in self.flags(text)[::step]:
                if turn or (units(text, flag.start) - inside) * step > 0:
                    return block, flag
            block = block.next() if step > 0 else block.previous()
            if not block.isValid():
                block = self._document.begin() if step > 0 else self._document.lastBlock()
        return None

    def _changed(self, _place: int, _removed: int, _added: int) -> None:
        self._slice.stop()
        self._wait.start()

    def begin(self) -> None:
        """Check now, without waiting for the text to be still."""
        self._wait.stop()
        known, texts = self._underlines.known, set(self._document.toPlainText().split("\n"))
        if len(known) > len(texts) + FORGOTTEN:
            self._underlines.known = {text: flags for text, flags in known.items() if text in texts}
        self._next = self._document.begin()
        self._go_on()

    def _go_on(self) -> None:
        until = perf_counter() + SLICE_S
        while self._next.isValid():
            text = self._next.text()
            if text not in self._underlines.known and self.flags(text):
                self._underlines.rehighlightBlock(self._next)
            self._next = self._next.next()
            if perf_counter() > until:
                self.progressed.emit(self._next.blockNumber(), self._document.blockCount())
                self._slice.start()
                return
        self.checked.emit()


class LinesEdit(QPlainTextEdit):
    """Plain lines only: what is pasted from a word processor loses its looks and keeps its words.  Tab goes on."""

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Words in any dress."""
        return source.hasText() or source.hasHtml()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """The words alone."""
        words = source.text() if source.hasText() else QTextDocumentFragment.fromHtml(source.html()).toPlainText()
        self.insertPlainText(words.replace("\r\n", "\n").replace("\r", "\n").replace("\u2029", "\n"))
