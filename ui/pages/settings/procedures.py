"""How long the council gives itself to answer, by procedure and step, from which day (needs.md I4, I7)."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.procedures import STEPS, UNITS, Limit, procedures
from ehcp_desk.services.casework.answer_limits import answer_limits, set_limit, take_out_limit
from ehcp_desk.services.desk import Changes
from ui.context import PageContext
from ui.dialogs.fields import Field, choice, chosen, line_edit
from ui.dialogs.frame import DeskDialog
from ui.models.columns import Column, Kind
from ui.models.row_model import RowModel
from ui.pages.settings.section import Section
from ui.theme.type_scale import Role
from ui.widgets.buttons import ActionButton
from ui.widgets.date_field import DateField
from ui.widgets.notices import EmptyState
from ui.widgets.panel import PAD, Panel
from ui.widgets.row_table import RowTable
from ui.widgets.segments import Segments
from ui.widgets.text import label

LimitRow = tuple[int, Limit]


class ProceduresSection(Section):
    """One row a limit; a limit of a later day takes over from that day on, and the earlier one stays for what came before."""

    title = "Procedures"
    sentence = "How long an answer to a complaint or a challenge may take. The day due is worked out from here as it is recorded."
    kinds = ("settings",)

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._kept: tuple[Limit, ...] = ()
        panel = Panel("Limits")
        self.add = ActionButton("Set a limit", self.set_limit, "plus", dense=True)
        self.out = ActionButton("Take it out", self.take_out, "x", dense=True)
        panel.add_to_heading(self.out)
        panel.add_to_heading(self.add)
        words = label(
            "Every council has its own; the law sets none. Days that were given stay as they were told. After a breakdown a "
            "manager’s note and plan is owed within 28 days unless you set another limit here.", Role.SMALL, wrap=True,
        )  # fmt: skip
        words.setContentsMargins(PAD, 8, PAD, 8)
        panel.add(words)
        self.rows: RowModel[LimitRow] = RowModel(
            (
                Column("procedure", "Procedure", lambda r: r[1].procedure, 220, Kind.STRONG, stretch=True, narrow=True),
                Column("step", "Step", lambda r: STEPS[r[1].step], 300, narrow=True),
                Column("limit", "Limit", lambda r: r[1].words, 140, narrow=True),
                Column("since", "In force from", lambda r: in_words(r[1].since), 150),
            ),
            lambda r: f"{r[1].procedure}, {STEPS[r[1].step]}: {r[1].words} from {in_words(r[1].since)}",
            row_id=lambda r: r[0],
        )
        self.table: RowTable[LimitRow] = RowTable(self.rows, "Limits", two_line=False, settings=context.settings)
        panel.add(self.table, 1)
        self.empty = EmptyState(
            "hourglass-medium", "No limit is set yet", "Say how many days each step of your complaints procedure may take.",
            "Set a limit", self.set_limit,
        )  # fmt: skip
        panel.add(self.empty, 1)
        self.empty.hide()
        self.body.addWidget(panel, 1)

    def panes(self) -> list[QWidget]:
        """The limits."""
        return [self.table]

    def reread(self) -> None:
        """Read the limits anew."""
        desk = self.context.desk
        self.context.dispatcher.read(self, lambda _p: answer_limits(desk), self._show, self.context.messages.failed)

    def _show(self, kept: tuple[Limit, ...]) -> None:
        self._kept = kept
        self.rows.set_rows(list(enumerate(kept, 1)))
        self.table.setVisible(bool(kept))
        self.empty.setVisible(not kept)
        self.out.setEnabled(bool(kept))

    def set_limit(self) -> LimitDialog:
        """Open the dialog that sets one."""
        dialog = LimitDialog(self.context, self, self._kept)
        dialog.open()
        return dialog

    def take_out(self) -> None:
        """Take out the limit in the line: it was set by mistake."""
        row = self.rows.row_at(self.table.currentIndex().row())
        if row is None:
            self.context.messages.status("Choose a limit first.")
            return
        desk, limit = self.context.desk, row[1]
        self.context.dispatcher.write(
            self, lambda _p: take_out_limit(desk, limit), lambda changes: self.saved(changes, "The limit is taken out."),
            self.context.messages.failed,
        )  # fmt: skip


class LimitDialog(DeskDialog):
    """A limit: of which procedure and step, how many days, from when."""

    def __init__(self, context: PageContext, section: ProceduresSection, kept: tuple[Limit, ...]) -> None:
        super().__init__(context, "Set a limit", section, QSize(520, 470))
        self._section = section
        self.name = choice([(name, name) for name in procedures(kept)], 380, typed=True)
        self.name_field = Field("&Procedure", self.name, "Such as Corporate complaints.")
        self.step = choice(list(STEPS.items()), 380)
        self.days = line_edit(width=90, most=3)
        self.days_field = Field("&How many", self.days)
        self.unit = Segments([(key, f"{words}s") for key, words in UNITS.items()], name="Counted in")
        today = context.desk.today()
        self.since = DateField(today, "In force from", today.replace(day=1))
        self.since_field = Field("In force &from", self.since, focus_on=self.since.line)
        for widget in (self.name_field, Field("&Step", self.step), self.days_field, Field("Counted &in", self.unit),
                       self.since_field):  # fmt: skip
            self.form.addWidget(widget)
        self.form.addStretch(1)
        self.set_primary("Set it")
        self.note.setText("It holds for what comes from that day on.")
        self.order_tabs()
        self.name_field.take_focus()

    def problems(self) -> list[tuple[Field, str]]:
        """A name, a number and a day are needed."""
        found = [] if chosen(self.name) else [(self.name_field, "Give the procedure a name.")]
        if not self.days.text().strip().isdecimal():
            found.append((self.days_field, "Type a whole number, such as 10."))
        if self.since.read() is None:
            found.append((self.since_field, "Say from which day it holds."))
        return found

    def submit(self) -> None:
        """Set it."""
        since = self.since.day or self.context.desk.today()
        limit = Limit(chosen(self.name), chosen(self.step), int(self.days.text()), self.unit.chosen, since)
        self.run(partial(set_limit, self.context.desk, limit), self._done)

    def _done(self, changes: Changes) -> None:
        self.finished_with()
        self._section.saved(changes, "The limit is set.")
