"""Two people changed one case: yours and theirs side by side, theirs chosen first, nothing lost (design.md section 11)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from ehcp_desk.domain.errors import Clash, Conflict
from ui.theme.type_scale import Role
from ui.widgets.buttons import ActionButton, Kind
from ui.widgets.notices import MarkIcon
from ui.widgets.panel import rule
from ui.widgets.text import label

YOURS, THEIRS = "yours", "theirs"
COUNTS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")


class ConflictDialog(QDialog):
    """Opened with the conflict the record answered with, what it is about, and the words the person had written.

    ``settled`` carries a choice (``"yours"`` or ``"theirs"``) for each clashing field.  ``kept`` are fields that do
    not clash, each with its value, said to be kept.
    """

    settled = Signal(dict)

    def __init__(
        self,
        conflict: Conflict,
        subject: str,
        written: str = "",
        kept: Sequence[tuple[str, str]] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._conflict, self._written = conflict, written
        self._groups: dict[str, QButtonGroup] = {}
        self.setWindowTitle(subject)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setMinimumWidth(640)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._body(kept), 1)
        outer.addWidget(self._foot())
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.settle)

    @property
    def choices(self) -> Mapping[str, str]:
        """What is chosen for each clashing field now."""
        return {field: (YOURS if group.checkedId() == 0 else THEIRS) for field, group in self._groups.items()}

    def settle(self) -> None:
        """Save these choices."""
        self.settled.emit(dict(self.choices))
        self.accept()

    def copy_words(self) -> None:
        """Put what the person wrote on the clipboard."""
        mine = [f"{clash.field}: {clash.yours}" for clash in self._conflict.clashes]
        QGuiApplication.clipboard().setText("\n".join(part for part in [self._written, *mine] if part))

    def _body(self, kept: Sequence[tuple[str, str]]) -> QWidget:
        body = QWidget()
        body.setProperty("ground", "surface")
        line = QVBoxLayout(body)
        line.setContentsMargins(20, 16, 20, 12)
        line.setSpacing(10)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(MarkIcon("users", 28), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(label(self._title(), Role.QUESTION, wrap=True))
        words.addWidget(label(self._sentence(len(kept)), "second", wrap=True))
        head.addLayout(words, 1)
        line.addLayout(head)
        if self._conflict.clashes or kept:
            line.addWidget(self._table(kept))
        line.addWidget(label("Whatever you choose, both versions stay in the case history, with who and when.",
                             Role.SMALL, wrap=True))  # fmt: skip
        line.addStretch(1)
        return body

    def _title(self) -> str:
        if not self._conflict.who:
            return str(self._conflict)
        at = f" at {self._conflict.when}" if self._conflict.when else ""
        return f"{self._conflict.who} changed this case{at}, while you were writing"

    def _sentence(self, kept: int) -> str:
        count = len(self._conflict.clashes)
        if not count:
            return "Nothing is lost. Read the case again, then save what you wrote."
        things = COUNTS[count] if count < len(COUNTS) else str(count)
        need = "thing needs" if count == 1 else "things need"
        fits = "; the rest fits and is kept" if kept else ""
        return f"Nothing is lost. {things} {need} your choice{fits}."

    def _table(self, kept: Sequence[tuple[str, str]]) -> QWidget:
        box = QFrame()
        box.setProperty("part", "box")
        grid = QGridLayout(box)
        grid.setContentsMargins(1, 1, 1, 1)
        grid.setSpacing(0)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        whose = (
            f"{self._conflict.who.split()[0]}’s, now on the case" if self._conflict.who else "Theirs, now on the case"
        )
        for column, words in ((1, "Yours"), (2, whose)):
            grid.addWidget(_padded(label(words, Role.SMALL_STRONG), 5), 0, column)
        grid.addWidget(rule(strong=True), 1, 0, 1, 3)
        row = 2
        for clash in self._conflict.clashes:
            self._add_clash(grid, row, clash)
            row += 2
        for field, value in kept:
            grid.addWidget(_padded(label(field, Role.STRONG), 8), row, 0)
            grid.addWidget(_padded(label(f"{value}. Only you changed it, so it is kept.", wrap=True), 8), row, 1, 1, 2)
            row += 1
        return box

    def _add_clash(self, grid: QGridLayout, row: int, clash: Clash) -> None:
        group = QButtonGroup(self)
        self._groups[clash.field] = group
        grid.addWidget(_padded(label(clash.field, Role.STRONG), 8), row, 0)
        for number, (whose, value) in enumerate((("Yours", clash.yours), ("Theirs", clash.theirs))):
            choice = QRadioButton(value or "nothing")
            choice.setAccessibleName(f"{clash.field}, {whose.lower()}: {value or 'nothing'}")
            choice.setChecked(number == 1)
            group.addButton(choice, number)
            grid.addWidget(_padded(choice, 8), row, number + 1)
        grid.addWidget(rule(), row + 1, 0, 1, 3)

    def _foot(self) -> QWidget:
        foot = QFrame()
        foot.setProperty("part", "dialog_foot")
        line = QHBoxLayout(foot)
        line.setContentsMargins(16, 10, 16, 10)
        line.setSpacing(8)
        save = ActionButton("Save these choices", self.settle, key="Ctrl+Enter", kind=Kind.PRIMARY)
        copy = ActionButton("Copy what I wrote", self.copy_words, "copy")
        back = ActionButton("Go back to writing", self.reject, key="Esc", kind=Kind.QUIET)
        for button in (save, copy, back):
            button.setAutoDefault(False)
        save.setVisible(bool(self._conflict.clashes))
        line.addWidget(save)
        line.addWidget(copy)
        line.addStretch(1)
        line.addWidget(back)
        return foot


def _padded(widget: QWidget, high: int) -> QWidget:
    """A cell of the table with its sides."""
    cell = QWidget()
    line = QHBoxLayout(cell)
    line.setContentsMargins(13, high, 13, high)
    line.addWidget(widget)
    return cell
