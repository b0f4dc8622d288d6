"""The chronology before it is printed: its lines, marks, filters and what is still open; printed from here."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from ehcp_desk.domain.chronology_choice import Choice, key_dates
from ehcp_desk.domain.papers import ChronologyLine
from ehcp_desk.domain.redaction_rules import Audience
from ehcp_desk.services.records.issuing import Asked, print_chronology
from ehcp_desk.services.records.looking import Look, look
from ui.context import PageContext
from ui.dialogs.chronology_side import COLUMNS, WEEKS, Side, row_sentence
from ui.dialogs.entry_mark import mark_dialog
from ui.dialogs.fields import Field, choice, chosen, line_edit
from ui.dialogs.files import Files, file_name
from ui.dialogs.frame import DeskDialog
from ui.dialogs.last_look import EXCHANGE
from ui.dialogs.last_look import make as copy_for
from ui.dialogs.read_back import read_one_back
from ui.models.row_model import RowModel
from ui.theme.type_scale import Role
from ui.widgets.date_field import DateField
from ui.widgets.flow import Flow
from ui.widgets.row_table import RowTable
from ui.widgets.text import label
from ui.widgets.tick import Tick

ALL, STATUTORY, FAMILY, KEY = "all", "statutory", "family", "key"
SHOWN = [(ALL, "Every line"), (KEY, "Key dates, on one page"), (STATUTORY, "Statutory dates"),
         (FAMILY, "Contact with the family")]  # fmt: skip
NAMES = {ALL: "Chronology", KEY: "Chronology key dates"}


class ChronologyLook(DeskDialog):
    """Ctrl+Enter prints what is shown.  A tick puts a line on the one-page version; Enter marks the chosen lines."""

    def __init__(self, context: PageContext, parent: QWidget | None, case_id: int, files: Files | None = None) -> None:
        super().__init__(context, "Chronology", parent, QSize(1240, 700), with_side=True, side_width=330)
        self._case_id, self._files = case_id, files or Files()
        self._newest: Asked | None = None
        self._look: Look | None = None
        self.heading = label("", Role.QUESTION, wrap=True)
        self.form.addWidget(self.heading)
        self.form.addWidget(self._filters())
        self.prints = label("", "second", wrap=True)
        self.form.addWidget(self.prints)
        self.rows: RowModel[ChronologyLine] = RowModel(COLUMNS, row_sentence, row_id=lambda r: r.entry, parent=self)
        self.table: RowTable[ChronologyLine] = RowTable(self.rows, "Lines of the chronology", row_height=42)
        self.table.setProperty("framed", True)
        self.table.current_changed.connect(lambda _id: self._show_line())
        self.rows.chosen_changed.connect(lambda _ids: self._say_what_prints())
        self.table.opened.connect(lambda _id: self.mark())
        self.form.addWidget(self.table, 1)
        self.panel = Side()
        self.panel.let_in.connect(self._let_in)
        self.side.addWidget(self.panel, 1)
        self.set_primary("Print", "printer")
        self.add_act("Both sides", lambda: self._print(both_sides=True))
        self.add_act("Mark…", self.mark)
        self.add_act("For the other side…", self.send)
        self.add_act("Read back…", self.read_back)
        self.rename_cancel("Close")
        self._read()

    def _filters(self) -> QWidget:
        today, holder = self.context.desk.today(), QWidget()
        self.shown = choice(SHOWN, 230)
        self.words = line_edit("Words in a line", 200)
        self.first = DateField(today, "First day", required=False)
        self.last = DateField(today, "Last day", required=False)
        self.as_at = DateField(today, "As at", required=False)
        self.as_at.bound(None, today, "That day has not come yet; the record cannot say what it will hold.")
        self.weeks = choice(WEEKS, 130)
        self.weeks.setCurrentIndex(1)
        self.print_open = Tick("&Print what is open")
        fields = [
            Field("&Show", self.shown), Field("&Words", self.words), Field("&From", self.first, focus_on=self.first.line),
            Field("&To", self.last, focus_on=self.last.line),
            Field("&As at the end of", self.as_at, focus_on=self.as_at.line), Field("S&ilence over", self.weeks), self.print_open,
        ]  # fmt: skip
        Flow(holder, fields)
        for box in (self.shown, self.weeks):
            box.currentIndexChanged.connect(lambda _place: self._read())
        self.words.editingFinished.connect(self._read)
        for day in (self.first, self.last, self.as_at):
            day.changed.connect(lambda _day: self._read())
        return holder

    # -- reading ----------------------------------------------------------------------------------------------

    def asked(self, both_sides: bool = False) -> Asked:
        """What the fields ask for."""
        shown, weeks = chosen(self.shown), int(chosen(self.weeks))
        picked = tuple(sorted(self.rows.chosen)) if shown == KEY else ()
        filters = Choice(
            self.first.day, self.last.day, (), shown == STATUTORY, shown == FAMILY, self.words.text(), picked
        )
        gap_weeks = weeks if self.print_open.isChecked() else 0
        return Asked("", self.as_at.day, shown == KEY and not both_sides, both_sides, gap_weeks, filters)

    def _read(self) -> None:
        """Read the chronology as asked for.  All lines are shown where key dates are picked, with the picked ones ticked."""
        desk, case_id, weeks, asked = self.context.desk, self._case_id, int(chosen(self.weeks)), self.asked()
        whole = Asked(as_at=asked.as_at, choice=Choice(asked.choice.first, asked.choice.last, text=asked.choice.text,
                                                       statutory=asked.choice.statutory, family=asked.choice.family))  # fmt: skip
        self._newest = whole

        def show(found: Look) -> None:
            if self._newest is whole:  # readers work side by side: what was asked first may be answered last
                self._show(found)

        self.context.dispatcher.read(self, lambda _progress: look(desk, case_id, whole, weeks), show, self.refused)

    def _show(self, found: Look) -> None:
        first, self._look = self._look is None, found
        value = found.value
        kept = self.rows.chosen
        self.rows.set_rows(value.printed)
        if first:
            kept = frozenset(line.entry for line in key_dates(value.lines))
        self.rows.choose([n for n in kept if any(line.entry == n for line in value.printed)])
        narrowed = f"{len(value.printed)} of {len(value.lines)}" if value.shown is not None else f"{len(value.lines)}"
        self.heading.setText(f"{value.child}, {value.reference}: {narrowed} lines, as at {value.head.as_at}")
        self.panel.show_gaps(found)
        self._say_what_prints()
        self._show_line()
        if first:
            self.table.setFocus()
            self.order_tabs()

    def _say_what_prints(self) -> None:
        """What Print prints, and what a tick does to it."""
        count = len(self.rows.chosen)
        if chosen(self.shown) == KEY:
            self.prints.setText(f"Prints the ticked lines on one page: {count} ticked. “Mark…” marks them too.")
        else:
            self.prints.setText(
                "Prints every line shown, ticked or not. Ticks choose lines for “Mark…” and for the key dates."
            )

    def _show_line(self) -> None:
        line = self.rows.row_at(self.table.currentIndex().row())
        hints = self._look.hints.get(line.number, ()) if self._look is not None and line is not None else ()
        self.panel.show_line(line, hints)

    # -- acts -------------------------------------------------------------------------------------------------

    def submit(self) -> None:
        """Print what is shown, where the person says."""
        self._print()

    def _print(self, both_sides: bool = False) -> None:
        found = self._look
        if found is None:
            return
        name = "Agreed and disputed facts" if both_sides else NAMES.get(chosen(self.shown), "Chronology chosen lines")
        path = self._files.save_as(self, f"Save the {name.lower()}", file_name(name, found.ref))
        if path is None:
            return
        desk, asked = self.context.desk, self.asked(both_sides)
        self.context.dispatcher.read(
            self, lambda progress: print_chronology(desk, found.ref, asked, [path], progress),
            lambda _value: self._printed(path), self.refused, title=f"Printing: {name}",
        )  # fmt: skip

    def _printed(self, path: Path) -> None:
        self.note.setText(f"Saved as {path.name}; verify knows it again.")
        self.context.messages.done(f"The chronology was saved as {path.name}")
        self._files.show(path)

    def mark(self) -> None:
        """Mark the lines chosen."""
        if self._look is not None and (entries := tuple(self.table.selected_ids())):
            one = self.rows.row_at(self.table.currentIndex().row())
            about = f"“{one.event}”" if len(entries) == 1 and one is not None else f"{len(entries)} lines"
            self._open(mark_dialog(self.context, self, self._look.ref, entries, about))
        else:
            self.note.setText("Choose a line first.")

    def _let_in(self, entry: int, words: str) -> None:
        if self._look is not None:
            self._open(mark_dialog(self.context, self, self._look.ref, (entry,), f"Let in: “{words}”"))

    def send(self) -> None:
        """The lines shown, for the other side to fill in; what they must not read is looked over before it leaves."""
        if self._look is not None:
            self._open(copy_for(self.context, self, self._case_id, EXCHANGE, who=Audience.PARENT.value, files=self._files,
                                asked=self.asked()))  # fmt: skip

    def read_back(self) -> None:
        """Read a file the other side filled in: what it would do is shown first."""
        paths = self._files.open_files(self, "The chronology the other side filled in")
        if paths and self._look is not None:
            self._open(read_one_back(self.context, self, self._case_id, self._look.ref, paths[0]))

    def _open(self, dialog: DeskDialog) -> None:
        dialog.accepted.connect(self._read)
        dialog.open()


def make(context: PageContext, parent: QWidget | None = None, case_id: int = 0) -> ChronologyLook:
    """The dialog, about one case."""
    return ChronologyLook(context, parent, case_id)
