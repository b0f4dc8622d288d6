"""Two people changed one case: who, when, what; yours and theirs side by side; nothing is lost (design.md 11)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QButtonGroup, QFrame, QGridLayout, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from ehcp_desk.domain.errors import Clash, Conflict
from ehcp_desk.domain.happenings import happened
from ehcp_desk.services.records.case_view import CaseView, case_view_by_id
from ehcp_desk.services.records.heads import local
from ui.as_written import caption
from ui.context import PageContext
from ui.dialogs.frame import DeskDialog
from ui.theme.appearance import current
from ui.theme.type_scale import Role
from ui.widgets.notices import MarkIcon
from ui.widgets.panel import rule
from ui.widgets.text import label

JUST_NOW = "you, just now"


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two people's work on one case.

    ``clashes`` need a choice; ``kept`` are this person's own changes that fit and are kept by themselves;
    ``added`` is what the other person added, where nothing clashes.
    """

    child: str
    ref: str
    who: str
    when: str
    clashes: tuple[Clash, ...] = ()
    kept: tuple[tuple[str, str], ...] = ()
    added: tuple[str, ...] = ()
    mine: str = ""


class _Cell(QFrame):
    """One version of one field, tinted while it is the chosen one."""

    def __init__(self, words: str, second: str, name: str) -> None:
        super().__init__()
        self.radio = QRadioButton(caption(words) or "blank")
        self.radio.setAccessibleName(name)
        stack = QVBoxLayout(self)
        stack.setContentsMargins(12, 8, 12, 8)
        stack.setSpacing(1)
        stack.addWidget(self.radio)
        under = label(second, Role.SMALL)
        under.setContentsMargins(23, 0, 0, 0)
        stack.addWidget(under)
        self.setAutoFillBackground(True)
        self.radio.toggled.connect(lambda _on: self._tint())
        self._tint()

    def _tint(self) -> None:
        tokens = current().tokens
        ground = tokens.accent_soft if self.radio.isChecked() else tokens.surface
        ink = tokens.selected.ink if self.radio.isChecked() else tokens.ink
        self.radio.setProperty("selected", self.radio.isChecked())
        weight = 600 if self.radio.isChecked() else 400
        self.setStyleSheet(
            f"_Cell {{ background: {ground}; }} QRadioButton {{ color: {ink}; font-weight: {weight}; "
            f"background: transparent; }} QLabel {{ color: {ink}; }}"
        )


class ConflictDialog(DeskDialog):
    """``decided`` carries the fields for which yours was chosen."""

    decided = Signal(list)

    def __init__(self, context: PageContext, parent: QWidget | None, meeting: Meeting) -> None:
        super().__init__(context, f"{meeting.child}, {meeting.ref}", parent, QSize(784, 390))
        self._meeting = meeting
        self._groups: dict[str, tuple[_Cell, _Cell]] = {}
        self.form.addLayout(self._head())
        self.form.addWidget(self._table())
        first = meeting.who.split()[0] if meeting.who else "The other person"
        foot = f"Both versions stay in the case history, with who and when. {first}’s words are not changed by yours."
        if meeting.clashes:
            foot = "Whatever you choose, both versions stay in the case history, with who and when."
        self.form.addWidget(label(foot, Role.SMALL, wrap=True))
        self.form.addStretch(1)
        self.set_primary("Save these choices" if meeting.clashes else "Save mine as well")
        self.add_act("Copy what I wrote", self._copy, "copy")
        self.rename_cancel("Go back to writing")
        if self._groups:
            next(iter(self._groups.values()))[1].radio.setFocus(Qt.FocusReason.OtherFocusReason)

    def _head(self) -> QHBoxLayout:
        meeting = self._meeting
        who = meeting.who or "Somebody else"
        at = f" {meeting.when if meeting.when.startswith('on ') else 'at ' + meeting.when}" if meeting.when else ""
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(MarkIcon("users", 28), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(label(f"{who} changed this case{at}, while you were writing", Role.QUESTION, wrap=True))
        words.addWidget(label(f"Nothing is lost. {_count(meeting)}", "second", wrap=True))
        line.addLayout(words, 1)
        return line

    def _table(self) -> QFrame:
        meeting = self._meeting
        box = QFrame()
        box.setProperty("part", "box")
        grid = QGridLayout(box)
        grid.setContentsMargins(1, 1, 1, 1)
        grid.setSpacing(0)
        grid.setColumnMinimumWidth(0, 112)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        theirs = f"{meeting.who.split()[0]}’s, now on the case" if meeting.who else "Now on the case"
        for column, words in enumerate(("", "Yours", theirs)):
            head = label(words, Role.SMALL_STRONG)
            head.setContentsMargins(12, 5, 12, 5)
            grid.addWidget(head, 0, column)
        grid.addWidget(rule(strong=True), 1, 0, 1, 3)
        row = 2
        for clash in meeting.clashes:
            row = self._add_clash(grid, row, clash)
        for field, words in meeting.kept:
            row = _add_line(grid, row, field, f"{words.rstrip('.') or 'blank'}. Only you changed it, so it is kept.")
        if meeting.added:
            row = _add_line(grid, row, "Added", "; ".join(meeting.added), 2)
        if meeting.mine:
            row = _add_line(grid, row, "You wrote", meeting.mine, 1)
        return box

    def _add_clash(self, grid: QGridLayout, row: int, clash: Clash) -> int:
        meeting = self._meeting
        name = label(clash.field, Role.STRONG)
        name.setContentsMargins(14, 9, 12, 9)
        grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
        when = ", ".join(p for p in (meeting.who.split()[0] if meeting.who else "", meeting.when) if p)
        yours = _Cell(clash.yours, JUST_NOW, f"{clash.field}, yours: {clash.yours or 'blank'}")
        theirs = _Cell(clash.theirs, when, f"{clash.field}, theirs: {clash.theirs or 'blank'}")
        group = QButtonGroup(self)
        group.addButton(yours.radio)
        group.addButton(theirs.radio)
        theirs.radio.setChecked(True)
        self._groups[clash.field] = (yours, theirs)
        grid.addWidget(yours, row, 1)
        grid.addWidget(theirs, row, 2)
        grid.addWidget(rule(), row + 1, 0, 1, 3)
        return row + 2

    def choose_mine(self, field: str) -> None:
        """Choose one's own version of a field."""
        self._groups[field][0].radio.setChecked(True)

    def submit(self) -> None:
        """Say which fields stay one's own, and close."""
        mine = [field for field, (yours, _) in self._groups.items() if yours.radio.isChecked()]
        self.accept()
        self.decided.emit(mine)

    def _copy(self) -> None:
        meeting = self._meeting
        lines = [f"{c.field}: {c.yours}" for c in meeting.clashes] + [f"{f}: {w}" for f, w in meeting.kept]
        QGuiApplication.clipboard().setText("\n".join([*lines, meeting.mine]).strip())
        self.context.messages.status("What you wrote is on the clipboard.")


def _add_line(grid: QGridLayout, row: int, field: str, words: str, column: int = 1) -> int:
    name = label(field, Role.STRONG)
    name.setContentsMargins(14, 9, 12, 9)
    said = label(words, wrap=True)
    said.setContentsMargins(12, 9, 12, 9)
    grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
    grid.addWidget(said, row, column, 1, 1 if column == 2 else 2)
    grid.addWidget(rule(), row + 1, 0, 1, 3)
    return row + 2


def _count(meeting: Meeting) -> str:
    clashes, kept = len(meeting.clashes), len(meeting.kept)
    if not clashes:
        return "What you wrote fits beside it, and can be saved as well."
    needs = "One thing needs your choice" if clashes == 1 else f"{clashes} things need your choice"
    fits = {0: "", 1: "; the other fits and is kept"}.get(kept, f"; the other {kept} fit and are kept")
    return f"{needs}{fits}."


def show_conflict(
    dialog: DeskDialog, seen: CaseView, error: Conflict, mine: str, save_again: Callable[[int], object]
) -> None:
    """Read the case as it now is, say what the other person added, and save again where the person says so."""
    context = dialog.context
    desk, case_id = context.desk, seen.case.id
    newest = max((f.id for f in seen.facts), default=0)

    def show(now: CaseView) -> None:
        added = [f for f in now.facts if f.id > newest]
        who = error.who or (added[-1].recorded_by if added else "")
        when = error.when or (f"{local(added[-1].recorded_at):%H:%M}" if added else "")
        words: Sequence[str] = [happened(f.fact) for f in added]
        meeting = Meeting(seen.case.child.name, seen.case.ref, who, when, added=tuple(words), mine=mine)
        asking = ConflictDialog(context, dialog, meeting)
        asking.decided.connect(lambda _mine: save_again(now.case.version))
        asking.open()

    context.dispatcher.read(dialog, lambda _progress: case_view_by_id(desk, case_id), show, dialog.say_error)


def make(context: PageContext, parent: QWidget | None = None, meeting: Meeting | None = None) -> ConflictDialog:
    """The dialog over a meeting of two people's work."""
    return ConflictDialog(context, parent, meeting or Meeting("", "", "", ""))
