"""What a case weighs: one number for each stage and each need, with the usual one beside it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.weights import USUAL, WORDS, Weights
from ehcp_desk.services.desk import Changes
from ehcp_desk.services.oversight.weighing import change_weights, weights
from ui.context import PageContext
from ui.dialogs.fields import line_edit
from ui.pages.settings.filled import Filled
from ui.pages.settings.section import FORM_WIDE, Section
from ui.theme.type_scale import Role
from ui.widgets.buttons import ActionButton
from ui.widgets.buttons import Kind as ButtonKind
from ui.widgets.notices import ErrorLine
from ui.widgets.panel import Panel
from ui.widgets.text import label

NEEDS_FROM = 5
"""The first lines are stages, of which a case has one; the others needs, each of which adds."""


class WeightsSection(Section):
    """A short table of numbers."""

    title = "Weights"
    sentence = (
        "What a case weighs on Team and when cases are shared out. These are the council’s own numbers, not the law’s."
    )
    kinds = ("settings",)

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.lines: dict[str, QLineEdit] = {}
        self.trouble = ErrorLine()
        table = self._table()
        self.filled = Filled(self.lines)
        panel = Panel("What a case weighs", padded=True)
        panel.setMaximumWidth(FORM_WIDE)
        panel.add(table)
        panel.add(self.trouble)
        self.save = ActionButton("Save the weights", self._save, kind=ButtonKind.PRIMARY)
        panel.body.addSpacing(10)
        panel.body.addWidget(self.save, 0, Qt.AlignmentFlag.AlignLeft)
        panel.body.addStretch(1)
        self.body.addWidget(panel, 1)

    def _table(self) -> QWidget:
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 1)
        place = 0
        for number, (key, words) in enumerate(WORDS.items()):
            if number in (0, NEEDS_FROM):
                head = "Stage: one of these" if number == 0 else "Needs: each adds"
                for column, title in enumerate((head, "Weight", "Usual")):
                    grid.addWidget(label(title, Role.SMALL_STRONG), place, column)
                place += 1
            line = line_edit(words, width=70, most=6)
            self.lines[key] = line
            named = label(words)
            named.setBuddy(line)
            usual = label(f"{USUAL[key]:g}", "second")
            usual.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            for column, widget in enumerate((named, line, usual)):
                grid.addWidget(widget, place, column)
            place += 1
        return holder

    def panes(self) -> list[QWidget]:
        """The numbers."""
        return [next(iter(self.lines.values()))]

    def reread(self) -> None:
        """Read anew; what is being typed stays."""
        desk = self.context.desk
        self.context.dispatcher.read(self, lambda _p: weights(desk), self._show, self.context.messages.failed)

    def _show(self, kept: Weights) -> None:
        self.filled.fill(kept.numbers, {key: f"{number:g}" for key, number in kept.numbers.items()})

    def _save(self) -> None:
        self.trouble.say("")
        try:
            typed = {key: _number(key, line.text().strip()) for key, line in self.lines.items()}
        except BadInput as bad:
            self._refused(bad)
            return
        desk, seen = self.context.desk, dict(self.filled.seen)
        wanted = {key: number if self.filled.touched(key) else seen[key] for key, number in typed.items()}
        self.context.dispatcher.write(self, lambda _p: change_weights(desk, wanted, seen), self._saved, self._refused)

    def _saved(self, changes: Changes) -> None:
        self.saved(changes, "The weights are saved.")

    def _refused(self, error: Exception) -> None:
        if isinstance(error, BadInput):
            self.trouble.say(str(error))
            self.context.messages.say(str(error))
        else:
            self.failed(error)


def _number(key: str, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise BadInput(f"{WORDS[key]}: type a number such as {USUAL[key]:g}.") from None
