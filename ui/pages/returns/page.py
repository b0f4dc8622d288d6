"""Returns: the month's figures, the balance, and the cases behind every one of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ehcp_desk.clock.counting import add_months
from ehcp_desk.domain.dates import MONTHS, month_words
from ehcp_desk.domain.errors import Cancelled, KnownFault
from ehcp_desk.domain.returns import MonthlyReturn, OfficerNote, ReturnLine
from ehcp_desk.ports.work import Progress
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.return_paper import as_at_words, to_paper
from ehcp_desk.services.oversight.return_writing import write_pack
from ehcp_desk.services.oversight.returns import compute_monthly
from ehcp_desk.services.records.issuing import print_issued
from ui.commands import Command
from ui.context import PageContext
from ui.dialogs.files import Files, file_name
from ui.events import Changed
from ui.pages.returns import words
from ui.pages.returns.audits_view import AuditsView
from ui.pages.returns.balance import BalancePanel
from ui.pages.returns.behind import MONTHS as THIRTEEN
from ui.pages.returns.behind import BehindPanel
from ui.pages.returns.commands import audit_commands, dated_commands, given_commands, month_commands
from ui.pages.returns.figures import FiguresPanel
from ui.pages.returns.given_view import GivenView
from ui.pages.returns.heading import ReturnHeading
from ui.pages.returns.inspection_view import InspectionView
from ui.pages.returns.note import NoteDialog
from ui.pages.returns.sen2_view import Sen2View
from ui.tasks import Job
from ui.widgets.notices import EmptyState
from ui.widgets.page import NARROW, Page, room
from ui.widgets.panel import Panel
from ui.widgets.segments import Segments
from ui.widgets.text import Link

MONTHLY, SEN2, INSPECTION, GIVEN, AUDITS = "monthly", "sen2", "inspection", "given", "audits"
VIEWS = ((MONTHLY, "Monthly return"), (SEN2, "SEN2"), (INSPECTION, "Inspection"), (GIVEN, "Given out"),
         (AUDITS, "File audits"))  # fmt: skip
HELP = {
    MONTHLY: "The monthly return. Every figure is counted from the cases below it: choose a line to see them, and Enter goes to "
             "the list. F4 says what a figure means, Ctrl+T shows its thirteen months, T their table. Files writes the return "
             "with the case lists behind each figure.",
    SEN2: "What the rules of SEN2 find in the return and in the record today, and the 20 weeks as DfE counts them. Enter goes "
          "to the case.",
    INSPECTION: "The lists an inspection asks for, and their checks. Enter goes to the case.",
    GIVEN: "The register of figures told to others, each with the cases it counted.",
    AUDITS: "Samples of files drawn to be audited, how each was answered, and what recurs. Enter goes to the case.",
}  # fmt: skip
Other = Sen2View | InspectionView | GivenView | AuditsView
COMMANDS: dict[str, Callable[[ReturnsPage], list[Command]]] = {
    MONTHLY: month_commands, SEN2: dated_commands, INSPECTION: dated_commands, GIVEN: given_commands, AUDITS: audit_commands,
}  # fmt: skip
LOWER_LEAST = 190
BALANCE_SHARE, BEHIND_SHARE = 9, 13


def make(context: PageContext) -> ReturnsPage:
    """The page, for the window."""
    return ReturnsPage(context)


class ReturnsPage(Page):
    """The monthly return as it stands, never beyond the month the desk is in."""

    title = "Returns"

    def __init__(self, context: PageContext, files: Files | None = None, parent: QWidget | None = None) -> None:
        super().__init__("Returns", parent)
        self._context, self._files = context, files or Files()
        self.month = context.desk.today().replace(day=1)
        self.result: MonthlyReturn | None = None
        self._job: Job | None = None
        self._stale = True
        self._own_note = False
        self._then: Callable[[], object] | None = None
        self.header = ReturnHeading(self.earlier, self.later, self.print_paper, self.write_files, self.write_notes,
                                    self.more)  # fmt: skip
        self.figures = FiguresPanel()
        self.balance = BalancePanel()
        self.behind = BehindPanel(context.dispatcher, self._list_failed)
        self.views = Segments(VIEWS, MONTHLY, self._turn_view, "Which return")
        self.content.addWidget(self.views)
        self.sen2 = Sen2View(context, self._files)
        self.inspection = InspectionView(context, self._files)
        self.given = GivenView(context, self._files, self.give_figure)
        self.audits = AuditsView(context, self._files)
        self._others: dict[str, Other] = {SEN2: self.sen2, INSPECTION: self.inspection, GIVEN: self.given,
                                          AUDITS: self.audits}  # fmt: skip
        for view in self._others.values():
            view.hide()
            self.content.addWidget(view, 1)
        self.content.addWidget(self.header)
        self._news = Link("The record has changed since these figures were worked out. Work them out again (F5)",
                          self.show_changes)  # fmt: skip
        self._news.hide()
        self.content.addWidget(self._news)
        self.content.addWidget(self._make_waiting())
        self.content.addWidget(self._make_body(), 1)
        self.figures.chosen.connect(self._show_behind)
        self.figures.opened.connect(lambda _line: self.behind.focus_cases())
        self.figures.note_asked.connect(lambda line: self.write_note(line))
        self.behind.case_opened.connect(context.open_case)
        context.events.changed.connect(self._changed)

    def _make_waiting(self) -> QWidget:
        self._waiting = Panel()
        self._waiting.add(EmptyState("table", "The month has not been worked out",
                                     "Every figure is counted from the record; on a large one that takes a moment.",
                                     "Work it out", self.show_changes))  # fmt: skip
        self._waiting.hide()
        return self._waiting

    def _make_body(self) -> QWidget:
        self._body = QScrollArea()
        self._body.setWidgetResizable(True)
        self._body.setFrameShape(QScrollArea.Shape.NoFrame)
        self._body.setAccessibleName("The return")
        inside = QWidget()
        inside.setProperty("ground", "canvas")
        stack = QVBoxLayout(inside)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(8)
        stack.addWidget(self.figures)
        self._lower = QHBoxLayout()
        self._lower.setSpacing(8)
        for panel, share in ((self.balance, BALANCE_SHARE), (self.behind, BEHIND_SHARE)):
            panel.setMinimumHeight(LOWER_LEAST)
            self._lower.addWidget(panel, share)
        stack.addLayout(self._lower, 1)
        self._body.setWidget(inside)
        self._body.hide()
        return self._body

    # -- what the window asks --------------------------------------------------------------------------------

    def arrive(self, **kw: Any) -> None:
        """Work the month out where that is wanted; ``month`` goes to another, ``code`` to one figure."""
        if kw.get("view") in dict(VIEWS):
            self.views.choose(str(kw["view"]))
        month = kw.get("month")
        if self._other is not None:
            self._other.load()
        elif isinstance(month, date):
            self._go(month)
        elif self._stale or self.result is None:
            self._work_out()
        if kw.get("code"):
            self.figures.choose(str(kw["code"]))

    def _turn_view(self, view: str) -> None:
        """The monthly return, SEN2 or the inspection lists; each keeps what it shows."""
        monthly = view == MONTHLY
        for key, other in self._others.items():
            other.setVisible(key == view)
        self.header.setVisible(monthly)
        self._body.setVisible(monthly and self.result is not None)
        self._news.setVisible(monthly and self._stale and self.result is not None)
        if not monthly:
            self._waiting.hide()
        self.commands_changed.emit()
        self.arrive()

    @property
    def _other(self) -> Other | None:
        """What is shown in place of the monthly return; None while that is."""
        return self._others.get(self.views.chosen)

    def panes(self) -> list[QWidget]:
        """The figures, the balance, what is behind; or what the other return shows."""
        if self._other is not None:
            return self._other.panes()
        return [self.figures.table, self.balance.table, self.behind]

    def show_changes(self) -> None:
        """F5: work it out again."""
        if self._other is not None:
            self._other.show_changes()
        else:
            self._work_out()

    def commands(self) -> list[Command]:
        """What the view that is shown can do."""
        return COMMANDS[self.views.chosen](self)

    def more(self) -> list[Command]:
        """What else can be done with a return; the heading has it as a menu."""
        return [
            Command("return_papers", "Packs and published return", "Desk", "", self.ask_papers),
            Command("return_restated", "What changed since a return was issued", "Desk", "", self.ask_restated),
            Command("give_figure", "Give this figure out", "Desk", "Ctrl+G", self.give_figure),
        ]

    def help_words(self) -> str:
        """What the view that is shown is for: only its own keys are named, for no other answers."""
        return HELP[self.views.chosen]

    def thirteen_months(self) -> None:
        """The drawing has the keys while it is shown, so that T turns it over; the figures have them back after."""
        self.behind.turn_to(THIRTEEN)
        chart = self.behind.chart
        drawn = chart.table if chart.currentIndex() else chart.face
        (drawn if self.behind.parts.chosen == THIRTEEN else self.figures.table).setFocus()

    # -- months ------------------------------------------------------------------------------------------------

    def earlier(self) -> None:
        """One month back; in SEN2 one year, in the inspection lists a month."""
        if self._other is not None:
            self._other.earlier()
            return
        self._go(add_months(self.month, -1))

    def later(self) -> None:
        """One month on, up to the month the desk is in; in SEN2 one year."""
        if self._other is not None:
            self._other.later()
            return
        self._go(add_months(self.month, 1))

    def _go(self, month: date) -> None:
        wanted = month.replace(day=1)
        if wanted > self._context.desk.today() or (wanted == self.month and self.result and not self._stale):
            return
        self.month = wanted
        self._work_out()

    def _work_out(self) -> None:
        desk, month = self._context.desk, self.month
        if self._job is not None:
            self._job.cancel()
        self.header.show_month(month, desk.today())
        self._body.setEnabled(self.result is None or self.result.month == month)  # not read as this month's figures
        self._stale = False
        self._news.hide()
        self._job = self._context.dispatcher.read(
            self, lambda progress: compute_monthly(desk, month, progress), self._show, self._failed,
            title=f"Working out {month_words(month)}",
        )  # fmt: skip

    def _failed(self, error: Exception) -> None:
        if isinstance(error, Cancelled) and self._job is not None and not self._job.cancelled:
            return  # an earlier month's work, stopped because another month was asked for
        self._stale, self._then = True, None
        self._body.setEnabled(True)
        if self.result is not None:
            self.month = self.result.month
            self.header.show_month(self.month, self._context.desk.today())
        self._waiting.setVisible(self.result is None and self.views.chosen == MONTHLY)
        self._context.messages.failed(error)

    # -- showing -----------------------------------------------------------------------------------------------

    def _show(self, result: MonthlyReturn) -> None:
        self.result = result
        self._waiting.hide()
        self._body.setEnabled(True)
        self._body.setVisible(self.views.chosen == MONTHLY)
        self.header.show_return(result, words.header_sentence(result, as_at_words(result)))
        self.balance.show_return(result)
        self.figures.show_return(result)
        if self.views.chosen == MONTHLY:
            self.figures.table.setFocus()
        if self._then is not None:
            then, self._then = self._then, None
            then()

    def _show_behind(self, line: ReturnLine) -> None:
        if self.result is not None:
            self.behind.show_line(line, self.result)

    def _list_failed(self, error: Exception) -> None:
        if not isinstance(error, Cancelled):
            self._context.messages.failed(error)

    def _changed(self, changed: Changed) -> None:
        """Figures are not moved under the reader: a line says that the record has changed."""
        if changed.initiator is self or not changed.about("cases", "facts", "owners", "staff", "settings"):
            return
        if self._own_note and not changed.kinds and not changed.cases:
            self._own_note = False  # the journal brings our own note back as somebody's work
            return
        self._stale = True
        self._news.setVisible(self.result is not None and self.views.chosen == MONTHLY)

    # -- notes -------------------------------------------------------------------------------------------------

    def _wanted(self) -> list[ReturnLine]:
        return [line for line in self.result.lines if line.note_wanted] if self.result else []

    def write_notes(self) -> None:
        """Every note that is wanted, one after another."""
        wanted = self._wanted()
        if wanted:
            self.figures.choose(wanted[0].code)
            self.write_note(wanted[0], more=len(wanted) - 1)

    def note_here(self) -> None:
        """Open the note on the figure in the line."""
        if self.figures.line is not None:
            self.write_note(self.figures.line)

    def write_note(self, line: ReturnLine, more: int = 0) -> NoteDialog:
        """Open the note on one figure of the return that is shown; ``more`` are to be written after it."""
        month = self.result.month if self.result is not None else self.month  # another may be being worked out

        def saved(code: str, note: OfficerNote | None) -> None:
            self._note_saved(month, code, note)
            if more:
                self.write_notes()

        dialog = NoteDialog(self._context, self, line, month, saved, more)
        dialog.open()
        return dialog

    def _note_saved(self, month: date, code: str, note: OfficerNote | None) -> None:
        if self.result is not None and self.result.month == month:
            lines = tuple(replace(x, note=note) if x.code == code else x for x in self.result.lines)
            self.result = replace(self.result, lines=lines)
            self._own_note = True
            self.figures.show_return(self.result)
            self.header.show_return(self.result, words.header_sentence(self.result, as_at_words(self.result)))
        self._context.events.tell(frozenset({"returns"}), frozenset(), self)
        done = "is saved" if note else "is taken away"
        self._context.messages.done(f"The note on {code} {done}.")

    # -- paper and files ---------------------------------------------------------------------------------------

    def print_paper(self) -> None:
        """The return on paper (PDF, or the page for screen readers), from the record as it stands at that moment."""
        path = self._files.save_as(self, "Print the return", file_name("Monthly return", month_words(self.month)))
        if path is not None:
            desk, month = self._context.desk, self.month
            self._write(f"Printing {month_words(month)}", lambda p: _print(desk, month, path, p))

    def write_files(self) -> None:
        """Every file of the return into a folder; or of what is shown in its place."""
        if self._other is not None:
            self._other.write_files()
            return
        folder = self._files.folder(self, "Where to write the files of the return")
        if folder is not None:
            desk, month = self._context.desk, self.month
            self._write(f"Writing the files of {MONTHS[month.month - 1]}", lambda p: _write_all(desk, month, folder, p))

    def ask_papers(self) -> None:
        """The week's and quarter's packs, the board's pages, the return for outside."""
        self._context.ask("return_papers", month=self.month)

    def ask_restated(self) -> None:
        """Choose a frozen copy; what changed since is counted from the record as it stands."""
        chosen = self._files.open_files(self, "Choose the frozen return (monthly-….json)")
        if chosen:
            self._context.ask("return_restated", path=str(chosen[0]))

    def give_figure(self) -> None:
        """Ctrl+G: give a figure of the month out and keep that in the register."""
        if self.result is None:  # a figure is given out of a return, so the month is worked out first
            self._then = self.give_figure
            self._work_out()
            return
        line = self.figures.line
        self._context.ask("give_figure", result=self.result, code=line.code if line is not None else "")

    def _write(self, title: str, work: Callable[[Progress], str]) -> None:
        messages = self._context.messages
        self._context.dispatcher.read(self, work, messages.done, messages.failed, title=title)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Under 1024 the balance stands above what is behind."""
        super().resizeEvent(event)
        wide = room(self) >= NARROW
        self._lower.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)


def _print(desk: Desk, month: date, path: Path, progress: Progress) -> str:
    papers = desk.papers
    if papers is None:
        raise KnownFault("This desk has no printer; install the whole program to print.")
    paper = to_paper(compute_monthly(desk, month, progress))
    print_issued(desk, "monthly return", [path], paper.head, lambda file: papers.monthly(paper, file, progress))
    return f"The return is in {path}."


def _write_all(desk: Desk, month: date, folder: Path, progress: Progress) -> str:
    return f"{len(write_pack(desk, month, folder, progress=progress).files)} files are in {folder}."
