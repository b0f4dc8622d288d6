"""The council: its name and service, what a full-time caseworker should hold, and its targets."""

from __future__ import annotations

from dataclasses import asdict

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ehcp_desk.domain.errors import BadInput, DeskError
from ehcp_desk.services.desk import Changes
from ehcp_desk.services.upkeep.council import (
    Council,
    CouncilView,
    TargetRow,
    change_council,
    council_view,
    set_target,
)
from ui.context import PageContext
from ui.dialogs.controls import CLEAR, TICKED
from ui.dialogs.fields import Field, line_edit
from ui.dialogs.frame import DeskDialog
from ui.models.columns import Column, Kind
from ui.models.row_model import RowModel
from ui.pages.settings.filled import Filled
from ui.pages.settings.section import FORM_WIDE, Section
from ui.theme.type_scale import Role
from ui.widgets.buttons import ActionButton
from ui.widgets.buttons import Kind as ButtonKind
from ui.widgets.panel import Panel
from ui.widgets.row_table import RowTable
from ui.widgets.text import label
from ui.widgets.tick import Tick

ROW = 26
Numbered = tuple[int, TargetRow]


class CouncilSection(Section):
    """What stands at the head of every paper, and what the council judges itself by."""

    title = "Council"
    sentence = "What stands at the head of every paper, and what the council judges itself by."
    kinds = ("council", "settings")

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.name, self.service = line_edit(width=420, most=200), line_edit(width=420, most=200)
        self.caseload = line_edit(width=90, most=6)
        self.fields = (
            Field("&Name of the council", self.name, "As it stands on letters: Westmarsh Council."),
            Field("&Service", self.service, "The team’s own name, under the council’s."),
            Field("&Cases for a full-time caseworker", self.caseload,
                  "What one full-time post should hold. Part-time posts are given their share. "
                  "Leave it empty where none is agreed."),
        )  # fmt: skip
        self.cautious = Tick("Show the s&trictest reading beside each due date")
        self.filled = Filled({"name": self.name, "service": self.service, "caseload": self.caseload,
                              "cautious": self.cautious})  # fmt: skip
        self.save = ActionButton("Save the council", self._save, kind=ButtonKind.PRIMARY)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self._form(), 1)
        line.addWidget(self._targets(), 1)
        self.body.addLayout(line, 1)

    def _form(self) -> QWidget:
        panel = Panel("The council", padded=True)
        panel.setMaximumWidth(FORM_WIDE)
        stack = QVBoxLayout()
        stack.setSpacing(11)
        for field in self.fields:
            stack.addWidget(field)
        stack.addWidget(self.cautious)
        hint = "A day earlier for limits in weeks and months. A warning to ourselves: nothing is ever overdue by it."
        stack.addWidget(label(hint, Role.SMALL, wrap=True))
        stack.addWidget(self.save)
        stack.addStretch(1)
        panel.body.addLayout(stack)
        return panel

    def _targets(self) -> QWidget:
        panel = Panel("Targets of the monthly return", aside="Enter changes one")
        self.rows: RowModel[Numbered] = RowModel(
            (
                Column("code", "Code", lambda r: r[1].code, 124, Kind.SECOND),
                Column("title", "Indicator", lambda r: r[1].title, 320, stretch=True),
                Column("target", "Target", lambda r: _target(r[1]), 92, Kind.ACTION, right=True,
                       spoken=lambda r: r[1].words or "no target"),
            ),
            lambda r: f"{r[1].code}, {r[1].title}: {r[1].words or 'no target'}",
            row_id=lambda r: r[0],
        )  # fmt: skip
        self.table: RowTable[Numbered] = RowTable(self.rows, "Targets", two_line=False, row_height=ROW,
                                                  start_selected=False)  # fmt: skip
        self.table.opened.connect(self.change_target)
        self.table.acted.connect(lambda number, _key: self.change_target(number))
        panel.add(self.table, 1)
        return panel

    def panes(self) -> list[QWidget]:
        """The form, then the targets."""
        return [self.name, self.table]

    def reread(self) -> None:
        """Read the council anew; what is being typed stays."""
        desk = self.context.desk
        self.context.dispatcher.read(self, lambda _p: council_view(desk), self._show, self.context.messages.failed)

    def _show(self, view: CouncilView) -> None:
        self.filled.fill(asdict(view.council), _words(view.council))
        self.rows.set_rows(list(enumerate(view.targets, 1)))

    def _save(self) -> None:
        desk, typed = self.context.desk, self.caseload.text().strip()
        for field in self.fields:
            field.set_wrong("")
        if typed and not typed.isdecimal():
            self._refuse(2, "Type a whole number of cases, such as 55, or leave it empty.")
            return
        wanted = Council(
            self.name.text(), self.service.text(), int(typed) if typed else None, self.cautious.isChecked()
        )
        seen = Council(**self.filled.seen)
        self.context.dispatcher.write(self, lambda _p: change_council(desk, wanted, seen), self._saved, self._not_saved)

    def _saved(self, changes: Changes) -> None:
        self.saved(changes, "The council is saved.")

    def _not_saved(self, error: Exception) -> None:
        if isinstance(error, BadInput):
            self._refuse(2 if "caseload" in str(error) else 0, str(error))
        else:
            self.failed(error)

    def _refuse(self, number: int, sentence: str) -> None:
        self.fields[number].set_wrong(sentence)
        self.fields[number].take_focus()
        self.context.messages.say(sentence)

    def change_target(self, number: int) -> None:
        """Open the dialog that sets one target."""
        row = self.rows.row_at(self.rows.find(number) or 0)
        if row is not None:
            TargetDialog(self.context, self, row[1]).open()


class TargetDialog(DeskDialog):
    """One target, from this month on."""

    def __init__(self, context: PageContext, section: CouncilSection, row: TargetRow) -> None:
        super().__init__(context, f"Target for {row.code}", section, QSize(520, 270))
        self._section, self._row = section, row
        self.form.addWidget(label(row.title, Role.QUESTION, wrap=True))
        self.target = line_edit(width=140, most=20)
        self.target.setText(row.words)
        unit = "per cent" if row.unit == "%" else row.unit
        self.field = Field("&Target", self.target, f"A number ({unit}), or the word baseline while one is being set. "
                           "Empty for none. It holds from this month; earlier months keep theirs.")  # fmt: skip
        self.form.addWidget(self.field)
        self.form.addStretch(1)
        self.set_primary("Save the target")
        self.field.take_focus()

    def submit(self) -> None:
        """Save it."""
        desk, code, typed = self.context.desk, self._row.code, self.target.text()
        self.run(lambda: set_target(desk, code, typed), self._done)

    def refused(self, error: Exception) -> None:
        """The sentence belongs under the field."""
        if isinstance(error, DeskError):
            self.field.set_wrong(str(error))
            self.field.take_focus()
        else:
            super().refused(error)

    def _done(self, changes: Changes) -> None:
        self.finished_with()
        self._section.saved(changes, f"The target for {self._row.code} is saved.")


def _words(council: Council) -> dict[str, str]:
    caseload = "" if council.caseload is None else str(council.caseload)
    cautious = TICKED if council.cautious else CLEAR
    return {"name": council.name, "service": council.service, "caseload": caseload, "cautious": cautious}


def _target(row: TargetRow) -> str:
    if not row.words:
        return "none"
    return f"{row.words}%" if row.unit == "%" and row.words[0].isdigit() else row.words
