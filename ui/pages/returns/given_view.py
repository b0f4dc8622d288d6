"""The register of figures given out on the Returns page: what was said to whom, and the cases it was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QWidget

from ehcp_desk.domain.amounts import so_many
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.errors import KnownFault
from ehcp_desk.ports.work import Progress
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.given import PURPOSES, Given, register
from ehcp_desk.services.records.heads import local
from ui.context import PageContext
from ui.dialogs.files import Files
from ui.models.cells import TwoLine
from ui.models.columns import Column, Kind
from ui.models.row_model import RowModel
from ui.pages.returns.register_view import RegisterView
from ui.widgets.buttons import ActionButton
from ui.widgets.buttons import Kind as Button
from ui.widgets.panel import PAD, PageHeader, Panel
from ui.widgets.row_table import RowTable
from ui.widgets.text import label

Listed = tuple[int, str, bool]
"""A case of a figure: its place, its reference, and whether it is in the numerator."""
ROW, LIST_ROW = 44, 25
REGISTER_SHARE, CASES_SHARE = 3, 1


class GivenView(RegisterView[list[Given]]):
    """``load`` reads the register.  Choosing a figure shows the cases that were kept with it, as they were then."""

    kinds = ("given",)

    def __init__(self, context: PageContext, files: Files, give: Callable[[], object]) -> None:
        super().__init__(context, files)
        self._told: dict[int, Given] = {}
        self.header = PageHeader("Figures given out", " ")
        self.save = ActionButton("Save its cases", self.save_cases, "export")
        self.give = ActionButton("Give a figure out", give, "paper-plane-tilt", kind=Button.PRIMARY)
        for action in (self.save, self.give):
            self.header.add_action(action)
        self.stack.addWidget(self.header)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self._make_register(), REGISTER_SHARE)
        line.addWidget(self._make_cases(), CASES_SHARE)
        self.stack.addLayout(line, 1)

    def _make_register(self) -> Panel:
        self.panel = Panel("Register", note="newest first")
        self.rows: RowModel[Given] = RowModel(
            (
                Column("figure", "Figure", lambda g: TwoLine(f"{g.code} {g.title}", g.period), 270, Kind.TWO_LINE,
                       stretch=True, narrow=True),
                Column("value", "Said", lambda g: TwoLine(g.said, f"{g.numerator} of {g.denominator}", bold=True), 110,
                       Kind.TWO_LINE, narrow=True),
                Column("to", "To whom, what for", lambda g: TwoLine(g.to, _purpose(g)), 250, Kind.TWO_LINE, narrow=True),
                Column("when", "When, by whom", lambda g: TwoLine(in_words(local(g.at).date()), g.by), 150, Kind.TWO_LINE),
            ),
            _sentence,
            row_id=lambda g: g.number,
        )  # fmt: skip
        self.table = RowTable(self.rows, "Figures given out", row_height=ROW)
        self.table.current_changed.connect(self._show_cases)
        self.panel.add(self.table, 1)
        return self.panel

    def _make_cases(self) -> Panel:
        self.behind = Panel("Its cases", note=" ")
        self.said = label("", "second", wrap=True)
        self.said.setContentsMargins(PAD, 8, PAD, 8)
        self.behind.add(self.said)
        self.cases: RowModel[Listed] = RowModel(
            (
                Column("ref", "Case", lambda r: r[1], 140, Kind.ACTION, narrow=True),
                Column("in", "In the figure", lambda r: "yes" if r[2] else "no", 110, stretch=True, narrow=True),
            ),
            row_id=lambda r: r[0],
        )
        self.case_table = RowTable(self.cases, "Cases of the figure", two_line=False, row_height=LIST_ROW)
        self.case_table.opened.connect(self._open)
        self.case_table.acted.connect(lambda number, _key: self._open(number))
        self.behind.add(self.case_table, 1)
        return self.behind

    # -- what the page asks ------------------------------------------------------------------------------------

    def read(self, desk: Desk) -> list[Given]:
        """The register, the newest last."""
        return register(desk)

    def panes(self) -> list[QWidget]:
        """What F6 moves between."""
        return [self.table, self.case_table]

    def write_files(self) -> None:
        """The cases of the figure in question as a file."""
        self.save_cases()

    # -- showing -----------------------------------------------------------------------------------------------

    def show_read(self, told: list[Given]) -> None:
        """Show the register, the newest first."""
        self._told = {one.number: one for one in told}
        many = so_many(len(told), "figure")
        self.header.set_sentence(
            f"{many}, each kept with its definition and its cases, so that the same question is answered the same way twice."
            if told
            else "No figure was given out yet, or none of them is open to you. Each is kept with its definition and its cases."
        )
        self.rows.set_rows(told[::-1])
        self.table.setFocus()
        if told:
            self.table.select_row(0)
        self._show_cases(self.table.current_id() if told else None)

    @property
    def chosen(self) -> Given | None:
        """The figure under the keys."""
        number = self.table.current_id()
        return self._told.get(number) if number is not None else None

    def _show_cases(self, number: int | None) -> None:
        one = self._told.get(number) if number is not None else None
        self.save.setEnabled(one is not None)
        self.behind.set_note(f"{one.listed:,} listed" if one else "")
        shut = (
            f" {so_many(one.closed, 'more is', 'more are')} restricted and not open to you."
            if one and one.closed
            else ""
        )
        self.said.setText(
            f"As at {in_words(one.as_at)}, definition version {one.definition_version}. The list is as it was then.{shut}"
            if one
            else "Choose a figure to see the cases it was."
        )
        self.cases.set_rows((place, ref, counted) for place, (ref, counted) in enumerate(one.cases if one else (), 1))

    def _open(self, place: int) -> None:
        one, desk = self.chosen, self._context.desk
        if one is None or not 0 < place <= len(one.cases):
            return
        ref = one.cases[place - 1][0]

        def find(_progress: Progress) -> int | None:
            with desk.store.read() as work:
                return work.find_case(ref)

        def go(found: int | None) -> None:
            if found is None:
                self._context.messages.status(f"{ref} is not a case you can open.")
            else:
                self._context.open_case(found)

        self._context.dispatcher.read(self, find, go, self._context.messages.failed)

    def save_cases(self) -> None:
        """The cases of the figure in question, as a spreadsheet."""
        one = self.chosen
        if one is None:
            return
        path = self._files.save_any(self, "Save its cases", f"figure {one.number} {one.code}.csv")
        if path is not None:
            desk, messages = self._context.desk, self._context.messages
            self._context.dispatcher.read(
                self, lambda _p: _write(desk, one, path), lambda _none: messages.done(f"The cases are in {path}."),
                messages.failed, title="Writing the cases",
            )  # fmt: skip


def _write(desk: Desk, one: Given, path: Path) -> None:
    if desk.tables is None:
        raise KnownFault("This desk cannot write spreadsheets; install the whole program.")
    rows = [(ref, int(counted)) for ref, counted in one.cases]
    desk.tables(path, f"{one.code} given out", ("ref", "in_numerator"), rows, one.as_at)


def _purpose(one: Given) -> str:
    return f"{PURPOSES[one.purpose]}{f', {one.reference}' if one.reference else ''}"


def _sentence(one: Given) -> str:
    return f"Number {one.number}: {one.code}, {one.said}, to {one.to}, {_purpose(one)}"
