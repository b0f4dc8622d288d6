"""What if: posts that come or go and requests that rise or fall, from a month on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLineEdit, QWidget

from ehcp_desk.domain.dates import month_words
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.forecast.courses import months_from
from ehcp_desk.domain.forecast.scenarios import MOST, WHAT, Change, Scenario
from ui.dialogs.fields import choice, chosen, line_edit
from ui.theme.type_scale import Role
from ui.widgets.buttons import ActionButton
from ui.widgets.notices import ErrorLine
from ui.widgets.panel import Panel
from ui.widgets.text import label

_ASKED = {"psychologists": ("&Psychologists’ posts", "-1"), "caseworkers": ("Case&workers’ posts", "2"),
          "requests": ("Re&quests, per cent", "15")}  # fmt: skip
_AHEAD = 12


class WhatIf(Panel):
    """Three changes at most; ``scenario`` reads them, None where nothing is to change."""

    def __init__(self, today: date, run: Callable[[], object], parent: QWidget | None = None) -> None:
        super().__init__("What if", aside="more, or fewer with a minus", padded=True, parent=parent)
        months = [(month.isoformat(), f"from {month_words(month)}") for month in months_from(today, _AHEAD)[1:]]
        self.amounts: dict[str, QLineEdit] = {}
        self.starts: dict[str, QComboBox] = {}
        grid = QGridLayout()
        grid.setSpacing(6)
        for row, (what, (words, _such_as)) in enumerate(_ASKED.items()):
            name = label(words)
            amount, start = line_edit(width=80, most=8), choice(months, 200)
            amount.setAccessibleName(words.replace("&", ""))
            start.setAccessibleName(f"{WHAT[what]}, from")
            amount.returnPressed.connect(run)
            name.setBuddy(amount)
            self.amounts[what], self.starts[what] = amount, start
            for column, part in enumerate((name, amount, start)):
                grid.addWidget(part, row, column)
        grid.setColumnStretch(2, 1)
        self.body.addLayout(grid)
        self.wrong = ErrorLine()
        self.body.addWidget(self.wrong)
        self.compare = ActionButton("Compare", run)
        line = QHBoxLayout()
        line.setSpacing(10)
        line.addWidget(self.compare)
        line.addWidget(label("Such as 2, or −1 for one fewer. Empty lines change nothing.", Role.SMALL, wrap=True), 1)
        self.body.addSpacing(6)
        self.body.addLayout(line)
        self.body.addStretch(1)

    def scenario(self) -> Scenario | None:
        """The changes typed.  Raises BadInput, said under the fields, for what is no number."""
        self.wrong.say("")
        changes = []
        for what, line in self.amounts.items():
            typed = line.text().strip().replace("−", "-").replace(",", ".").removesuffix("%").strip()
            if not typed:
                continue
            try:
                by = float(typed)
            except ValueError:
                by = 0.0
            if not 0 < abs(by) <= MOST or (what == "requests" and by < -100):
                sentence = (
                    f"{WHAT[what].capitalize()}: type a number such as {_ASKED[what][1]}, or leave the line empty."
                )
                self.wrong.say(sentence)
                line.setFocus()
                raise BadInput(sentence)
            changes.append(Change(what, by, date.fromisoformat(chosen(self.starts[what]))))
        return Scenario("With the changes", tuple(changes)) if changes else None
