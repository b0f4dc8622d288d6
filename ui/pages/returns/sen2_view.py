"""SEN2 on the Returns page: what the rules find in the return and in the record today, and the 20 weeks as DfE has them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.errors import Cancelled, KnownFault
from ehcp_desk.domain.sen2 import Finding, Sen2Settings, Severity
from ehcp_desk.ports.work import Progress
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.sen2.compare import Compared, compare
from ehcp_desk.services.oversight.sen2.profiles import load_profile, years
from ehcp_desk.services.oversight.sen2.quality import Quality, quality
from ehcp_desk.services.oversight.sen2.returning import Sen2Return, made_up
from ehcp_desk.services.oversight.sen2.settings import read_settings
from ui.context import PageContext
from ui.dialogs.files import Files
from ui.models.row_model import RowModel
from ui.pages.returns import sen2_rows as rows
from ui.pages.returns.sen2_setup import SetupDialog
from ui.tasks import Job
from ui.widgets.buttons import ActionButton, Kind
from ui.widgets.notices import EmptyState
from ui.widgets.panel import PAD, PageHeader, Panel
from ui.widgets.row_table import RowTable
from ui.widgets.segments import Segments
from ui.widgets.text import label

RETURN, TODAY, WEEKS = "return", "today", "weeks"
ROW, TREND_MONTHS = 25, 5


@dataclass(frozen=True, slots=True)
class _Seen:
    """One year worked out: None for a return that is not set up yet."""

    settings: Sen2Settings
    result: Sen2Return | None = None
    compared: Compared | None = None


class Sen2View(QWidget):
    """``load`` works the chosen year out off the GUI thread; a case's reference is one click from its page."""

    def __init__(self, context: PageContext, files: Files, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._files = context, files
        self.year = max((y for y in years() if load_profile(y).census <= context.desk.today()), default=years()[0])
        self.result: Sen2Return | None = None
        self.today: Quality | None = None
        self._settings = Sen2Settings()
        self._job: Job | None = None
        self._stale = True
        self._found: dict[int, Finding] = {}
        stack = QVBoxLayout(self)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(8)
        stack.addWidget(self._make_header())
        stack.addWidget(self._make_panel(), 1)
        context.events.changed.connect(lambda changed: self._changed(changed))

    def _make_header(self) -> PageHeader:
        self.header = PageHeader("SEN2", " ")
        self.back = ActionButton("", self.earlier, "caret-left")
        self.on = ActionButton("", self.later, "caret-right")
        self.setup = ActionButton("Set up", self.set_up, "gear")
        self.files = ActionButton("Write the files", self.write_files, "export", kind=Kind.PRIMARY)
        for action in (self.back, self.on, self.setup, self.files):
            self.header.add_action(action)
        return self.header

    def _make_panel(self) -> Panel:
        self.panel = Panel("What the rules find", note=" ")
        choices = ((RETURN, "The return"), (TODAY, "The record today"), (WEEKS, "20 weeks"))
        self.parts = Segments(choices, RETURN, self._turn, "What to look at", dense=True)
        self.panel.add_to_heading(self.parts)
        self.said = label("", "second", wrap=True)
        self.said.setContentsMargins(PAD, 8, PAD, 8)
        self.said.hide()
        self.panel.add(self.said)
        self.found: RowModel[rows.Found] = RowModel(rows.found_columns(), rows.found_sentence, row_id=lambda r: r[0])
        self.found_table: RowTable[rows.Found] = RowTable(
            self.found, "What the rules find", two_line=False, row_height=ROW
        )
        self.plans: RowModel[rows.PlanRow] = RowModel(
            rows.plan_columns(), rows.plan_sentence, row_id=lambda r: r.number
        )
        self.plan_table: RowTable[rows.PlanRow] = RowTable(self.plans, "New plans", two_line=False, row_height=ROW)
        self._plan_cases: dict[int, int] = {}
        for table, go in ((self.found_table, self._open_found), (self.plan_table, self._open_plan)):
            table.opened.connect(go)
            table.acted.connect(lambda number, _key, go=go: go(number))
        self._stack = QStackedWidget()
        self._stack.addWidget(self.found_table)
        self._stack.addWidget(self.plan_table)
        self._stack.addWidget(
            EmptyState(
                "table",
                "The SEN2 return is not set up yet",
                "Say the council’s code and which officers are in post.",
                "Set up",
                self.set_up,
            )
        )
        self.panel.add(self._stack, 1)
        return self.panel

    # -- what the page asks ------------------------------------------------------------------------------------

    def load(self) -> None:
        """Work the year out where that is wanted."""
        if self._stale or self.result is None:
            self._work_out()

    def show_changes(self) -> None:
        """F5: work it out again."""
        self._work_out()

    def panes(self) -> list[QWidget]:
        """What F6 moves between."""
        return [self.plan_table if self.parts.chosen == WEEKS else self.found_table]

    def earlier(self) -> None:
        """The return of the year before."""
        self._go(self.year - 1)

    def later(self) -> None:
        """The return of the year after."""
        self._go(self.year + 1)

    def _go(self, year: int) -> None:
        if year in years():
            self.year = year
            self._work_out()

    def set_up(self) -> SetupDialog:
        """Open the settings."""
        dialog = SetupDialog(self._context, self, self._settings)
        dialog.open()
        return dialog

    def write_files(self) -> None:
        """The message, its schema and the frozen copy, from the record as it stands at that moment."""
        path = self._files.save_any(self, "Where to write the SEN2 return", f"sen2-{self.year}.xml")
        if path is not None:
            desk, year, messages = self._context.desk, self.year, self._context.messages
            self._context.dispatcher.read(self, lambda p: _write(desk, year, path, p), messages.done, messages.failed,
                                          title=f"Writing SEN2 {year}")  # fmt: skip

    # -- working out -------------------------------------------------------------------------------------------

    def _work_out(self) -> None:
        desk, year, part = self._context.desk, self.year, self.parts.chosen
        if self._job is not None:
            self._job.cancel()
        self._stale = False
        self._name_year()
        work: Callable[[Progress], Any] = (
            (lambda p: quality(desk, TREND_MONTHS, p)) if part == TODAY else (lambda p: _seen(desk, year, part, p))
        )
        show = self._show_today if part == TODAY else self._show
        self._job = self._context.dispatcher.read(self, work, show, self._failed, title=f"Working out SEN2 {year}")

    def _failed(self, error: Exception) -> None:
        if isinstance(error, Cancelled) and self._job is not None and not self._job.cancelled:
            return
        self._stale = True
        self._context.messages.failed(error)

    def _name_year(self) -> None:
        self.header.title.setText(f"SEN2 {self.year}")
        for button, year, way in ((self.back, self.year - 1, "back"), (self.on, self.year + 1, "on")):
            button.set_words(str(year))
            button.setAccessibleName(f"Go {way} to {year}")
            button.setVisible(year in years())

    def _turn(self, _part: str) -> None:
        self._work_out()

    def _changed(self, changed: Any) -> None:
        """The record or the settings changed: worked out again where it is seen, else when it is next gone to."""
        if not changed.about("cases", "facts", "owners", "settings", "returns"):
            return
        self._stale = True
        if changed.about("settings", "returns") and self.isVisible():
            self._work_out()

    # -- showing -----------------------------------------------------------------------------------------------

    def _show(self, seen: _Seen) -> None:
        self._settings, self.result = seen.settings, seen.result
        self.files.setEnabled(seen.result is not None)
        if seen.result is None:
            self.header.sentence.setText("It says who has a plan, who was assessed, and where they are, to DfE.")
            self.said.hide()
            self._stack.setCurrentIndex(2)
            return
        result, counts = seen.result, seen.result.counts
        invented = " The council is invented: this return can be sent to nobody." if made_up(seen.settings) else ""
        self.header.sentence.setText(
            f"Census {in_words(result.profile.census)}. {counts.persons:,} people, {counts.live_plans:,} live plans, "
            f"{counts.new_plans:,} new, {counts.ceased:,} ceased.{invented}"
        )
        if self.parts.chosen == WEEKS:
            self._show_weeks(result, seen.compared)
        else:
            self._show_found(result.findings, "The return as it would be written now. Enter goes to the case.")

    def _show_today(self, found: Quality) -> None:
        self.today = found
        census = f" The next census is on {in_words(found.census)}." if found.census else ""
        self.header.sentence.setText(
            f"The record on {in_words(found.as_at)} by the rules of SEN2 {found.rules_of}.{census}"
        )
        self._show_found(found.findings, rows.quality_words(found))

    def _show_found(self, findings: list[Finding] | tuple[Finding, ...], said: str) -> None:
        ordered = sorted(findings, key=lambda f: f.severity is Severity.QUERY)
        errors = sum(f.severity is Severity.ERROR for f in ordered)
        self._found = dict(enumerate(ordered, 1))
        self._name_panel("What the rules find")
        self.panel.set_note(f"{errors:,} errors, {len(ordered) - errors:,} queries")
        self.said.setText(said)
        self.said.show()
        self.found.set_rows(self._found.items())
        self._stack.setCurrentWidget(self.found_table)

    def _name_panel(self, words: str) -> None:
        if self.panel.title_label is not None:
            self.panel.title_label.setText(words)

    def _show_weeks(self, result: Sen2Return, compared: Compared | None) -> None:
        timely = result.timeliness
        self._name_panel("New plans of the year")
        self.panel.set_note(f"{len(timely.timed):,} plans timed, {len(timely.left_out):,} left out")
        self.said.setText(
            f"Without exceptions: {rows.share_words(timely.excluding())}. With exceptions: "
            f"{rows.share_words(timely.including())}. {timely.quarter_words} {compared.words if compared else ''}"
        )
        self.said.show()
        listed = rows.plan_rows(timely)
        self._plan_cases = {row.number: row.case_id for row in listed}
        self.plans.set_rows(listed)
        self._stack.setCurrentWidget(self.plan_table)

    def _open_found(self, number: int) -> None:
        finding = self._found.get(number)
        if finding is not None and finding.case_id:
            self._context.open_case(finding.case_id)

    def _open_plan(self, number: int) -> None:
        if number in self._plan_cases:
            self._context.open_case(self._plan_cases[number])


def _seen(desk: Desk, year: int, part: str, progress: Progress) -> _Seen:
    with desk.store.read() as work:
        settings = read_settings(work)
    if not settings.la or not settings.dmo or not settings.dco or (year >= 2026 and not settings.dsco):
        return _Seen(settings)
    if desk.sen2 is None:
        raise KnownFault("This desk cannot make the SEN2 return; install the whole program.")
    result = desk.sen2.check(desk, year, progress)
    return _Seen(settings, result, compare(desk, year, result.timeliness, progress) if part == WEEKS else None)


def _write(desk: Desk, year: int, path: Path, progress: Progress) -> str:
    if desk.sen2 is None:
        raise KnownFault("This desk cannot make the SEN2 return; install the whole program.")
    written = desk.sen2.write(desk, year, path, progress)
    return f"SEN2 {year} is in {written[0]}, with its schema and its frozen copy beside it."
