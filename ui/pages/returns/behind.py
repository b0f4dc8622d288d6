"""What is behind the chosen figure: its cases, its thirteen months with their table, and what it means."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.returns import Definition, MonthlyReturn, Polarity, ReturnLine, Trend, Window
from ui.pages.returns import words
from ui.pages.returns.case_list import CaseList
from ui.tasks import Dispatcher
from ui.theme.type_scale import Role
from ui.widgets.chart_values import Chart
from ui.widgets.charts import ChartPanel
from ui.widgets.panel import GAP, PAD, Panel
from ui.widgets.segments import Segments
from ui.widgets.text import label

CASES, MONTHS, MEANING = "cases", "months", "meaning"
_BETTER = {
    Polarity.HIGHER: "Higher is better",
    Polarity.LOWER: "Lower is better",
    Polarity.NONE: "Neither way is better",
}


class BehindPanel(Panel):
    """``case_opened`` carries the id of a case gone to from the list."""

    case_opened = Signal(int)

    def __init__(
        self, dispatcher: Dispatcher, failed: Callable[[Exception], object], parent: QWidget | None = None
    ) -> None:
        super().__init__("Behind the figure", note=" ", ruled=False, parent=parent)
        self._dispatcher, self._failed = dispatcher, failed
        choices = ((CASES, "Cases"), (MONTHS, "13 months"), (MEANING, "Definition"))
        self.parts = Segments(choices, CASES, self._turn, "What is behind the figure", dense=True)
        self.add_to_heading(self.parts)
        self.table: CaseList | None = None
        self.chart = ChartPanel(Chart("No figure chosen", "Month", "Figure", ()), line=True)
        self._no_chart = _words_page(Role.BODY)
        self._meaning, self._source = _words_page(Role.BODY), label("", Role.SMALL, wrap=True)
        self._stack = QStackedWidget()
        for page in (self._chart_page(), self._meaning_page()):
            self._stack.addWidget(page)
        self.add(self._stack, 1)

    # -- building ----------------------------------------------------------------------------------------------

    def _chart_page(self) -> QWidget:
        page = QStackedWidget()
        self.chart.setContentsMargins(GAP, 0, GAP, 4)
        self._no_chart.setContentsMargins(PAD, 4, PAD, 8)
        page.addWidget(self.chart)
        page.addWidget(self._no_chart)
        self._chart_stack = page
        return page

    def _meaning_page(self) -> QWidget:
        inside = QWidget()
        inside.setProperty("ground", "surface")
        stack = QVBoxLayout(inside)
        stack.setContentsMargins(PAD, 4, PAD, 10)
        stack.setSpacing(6)
        stack.addWidget(self._meaning)
        stack.addWidget(self._source)
        stack.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(inside)
        scroll.setAccessibleName("What the figure means")
        return scroll

    # -- showing -----------------------------------------------------------------------------------------------

    def show_line(self, line: ReturnLine, result: MonthlyReturn) -> None:
        """Show what is behind one figure."""
        if self.title_label is not None:
            self.title_label.setText(f"Behind {line.code}")
        self.set_note(words.behind_note(line))
        self._show_cases(line, result.as_at)
        self._show_months(line, result.trends)
        self._show_meaning(line.definition)

    def _show_cases(self, line: ReturnLine, as_at: date) -> None:
        before = self.table
        self.table = CaseList(line, as_at, self._dispatcher, self._failed)
        self.table.opened.connect(self._open)
        self._stack.insertWidget(0, self.table)
        if before is not None:
            self._stack.removeWidget(before)
            before.deleteLater()
        self._turn(self.parts.chosen)

    def _show_months(self, line: ReturnLine, trends: tuple[Trend, ...]) -> None:
        trend = next((t for t in trends if t.code == line.code), None)
        if trend is not None:
            self.chart.show_chart(words.chart_of(trend, line))
            self._chart_stack.setCurrentWidget(self.chart)
        else:
            kept = ", ".join(t.code for t in trends)
            self._no_chart.setText(f"The return follows {kept} over 13 months, and not {line.code}. "
                                   "Go back a month to see it as it was.")  # fmt: skip
            self._chart_stack.setCurrentWidget(self._no_chart)

    def _show_meaning(self, definition: Definition) -> None:
        self._meaning.setText(definition.words)
        better = _BETTER[definition.polarity]
        over_month = definition.window is Window.MONTH
        window = "what happened in the month" if over_month else "how things stood on the as-at day"
        until = f" to {in_words(definition.valid_to - timedelta(1))}" if definition.valid_to else ""
        self._source.setText(f"{better}. It looks at {window}. Version {definition.version}, in force from "
                             f"{in_words(definition.valid_from)}{until}. Source: {definition.source}.")  # fmt: skip

    def turn_to(self, part: str) -> None:
        """Show the cases, the thirteen months or the meaning; a second time goes back to the cases."""
        self.parts.choose(CASES if self.parts.chosen == part else part)

    def turn_chart(self) -> None:
        """The thirteen months as a table, or as a drawing again."""
        if self.parts.chosen != MONTHS:
            self.parts.choose(MONTHS)
            self.chart.setCurrentIndex(0)
        self.chart.turn()

    def _turn(self, part: str) -> None:
        self._stack.setCurrentIndex((CASES, MONTHS, MEANING).index(part))

    def focus_cases(self) -> None:
        """Put the keys on the list of cases."""
        self.parts.choose(CASES)
        if self.table is not None:
            self.table.setFocus()

    def _open(self, number: int) -> None:
        case = self.table.case_at(number) if self.table is not None else None
        if case is not None:
            self.case_opened.emit(case.case_id)


def _words_page(role: Role) -> QLabel:
    made = label("", role, wrap=True)
    made.setMargin(0)
    return made
