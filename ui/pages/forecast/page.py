"""Forecast: what the next months look like and what would change them, and which dates a day's hours can save."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QWidget

from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.forecast.scenarios import Scenario
from ehcp_desk.domain.forecast.values import BackTest, Forecast
from ehcp_desk.domain.forecast.words import test_words
from ehcp_desk.domain.rescue import Act, Rescue
from ehcp_desk.ports.work import Progress
from ehcp_desk.services.oversight.forecasting import back_test, forecast, print_forecast
from ehcp_desk.services.oversight.rescue_paper import print_order
from ehcp_desk.services.oversight.rescuing import known_acts, rescue
from ui.commands import Command
from ui.context import PageContext
from ui.dialogs.files import Files, file_name
from ui.events import Changed
from ui.pages.forecast.hours import Hours
from ui.pages.forecast.months import Months
from ui.pages.forecast.what_if import WhatIf
from ui.widgets.buttons import ActionButton
from ui.widgets.flow import Flow
from ui.widgets.page import MIDDLE, Page, room
from ui.widgets.panel import PageHeader
from ui.widgets.segments import Segments

MONTHS, HOURS = "months", "hours"
Order = tuple[Rescue, dict[str, Act], list[str]]
NOT_YET = "It is still being worked out; print it when it is here."


def make(context: PageContext) -> ForecastPage:
    """The page, for the window."""
    return ForecastPage(context)


class ForecastPage(Page):
    """Two views: the months ahead, and a day's hours."""

    title = "Forecast"

    def __init__(self, context: PageContext, files: Files | None = None, parent: QWidget | None = None) -> None:
        super().__init__("Forecast", parent)
        self._context, self._files = context, files or Files()
        self._found: tuple[Forecast, ...] = ()
        self._test: BackTest | None = None
        self._order: tuple[Rescue, str] | None = None
        self.header = PageHeader("Forecast", " ")
        self.view = Segments([(MONTHS, "Next months"), (HOURS, "A day’s hours")], MONTHS, self._shown, "View")
        self.test = ActionButton("Test against last year", self._back_test)
        self.print = ActionButton("Print", self._print, "printer", "Ctrl+P")
        self.content.addWidget(self.header)
        acts = QWidget()
        Flow(acts, [self.view, self.test, self.print])
        self.content.addWidget(acts)
        self.what_if = WhatIf(context.desk.today(), self.run)
        self.months = Months(self.what_if)
        self.hours = Hours(self.work_out, self._put_first, context.open_case)
        self._stack = QStackedWidget()
        self._stack.addWidget(_scrolled(self.months, "The months ahead"))
        self._stack.addWidget(_scrolled(self.hours, "A day’s hours"))
        self.content.addWidget(self._stack, 1)
        context.events.changed.connect(self._changed)

    # -- what the window asks --------------------------------------------------------------------------------

    def arrive(self, **kw: Any) -> None:
        """Run it the first time; ``view`` goes to one of the views."""
        self.view.choose(str(kw.get("view", "")))
        self._shown(self.view.chosen)

    def panes(self) -> list[QWidget]:
        """What the view shown is made of."""
        return self.months.panes() if self.view.chosen == MONTHS else self.hours.panes()

    def commands(self) -> list[Command]:
        """Printing what is shown."""
        words = "Print the forecast" if self.view.chosen == MONTHS else "Print the order"
        return [Command("print", words, "Desk", "Ctrl+P", self._print)]

    def show_changes(self) -> None:
        """F5: run it again."""
        self.run() if self.view.chosen == MONTHS else self.work_out()

    def help_words(self) -> str:
        """What this page is for."""
        return ("The next months from the service’s own stage times, run a thousand times: the middle of all runs, and the range "
                "that holds 8 in 10 of them. Change posts or requests to compare. A day’s hours lists which cases to touch to "
                "save most statutory dates; a manager may put a case first with a reason.")  # fmt: skip

    # -- the months ----------------------------------------------------------------------------------------------

    def run(self) -> None:
        """Run the months ahead, with what is typed under What if beside how things are."""
        try:
            wanted = self.what_if.scenario()
        except BadInput as wrong:
            self._context.messages.say(str(wrong))
            return
        desk = self._context.desk
        scenarios = (Scenario(),) if wanted is None else (Scenario(), wanted)
        self.header.set_sentence("Running the months ahead.")

        def work(progress: Progress) -> tuple[Forecast, ...]:
            return forecast(desk, scenarios=scenarios, progress=progress)

        self._read(work, self._show, "Running the months ahead")

    def _show(self, found: tuple[Forecast, ...]) -> None:
        self._found = found
        first = found[0]
        self.header.set_sentence(
            f"{first.runs:,} runs from where {first.assumptions[0].value} stand on {in_words(first.as_at)}. "
            "Nothing here is a promise: read the range, not the middle."
        )
        self.months.show_forecasts(found)

    def _back_test(self) -> None:
        desk = self._context.desk
        self._read(lambda progress: back_test(desk, progress=progress), self._tested, "Testing against the last year")

    def _tested(self, test: BackTest) -> None:
        self._test = test
        self.view.choose(MONTHS)
        self.months.show_test(test)
        self._context.messages.say(" ".join(test_words(test)))

    def _print_months(self) -> None:
        if not self._found:
            self._context.messages.status(NOT_YET)
            return
        path = self._files.save_as(self, "Save the forecast", file_name("Forecast", str(self._found[0].as_at)))
        if path is not None:
            desk, found, test = self._context.desk, self._found, self._test
            self._read(lambda _p: print_forecast(desk, found, test, [path]), lambda _paper: self._saved("forecast", path),
                       "Printing the forecast")  # fmt: skip

    # -- a day's hours -------------------------------------------------------------------------------------------

    def work_out(self) -> None:
        """Work out the order of the next working day."""
        try:
            hours, people = self.hours.asked()
        except BadInput as wrong:
            self._context.messages.say(str(wrong))
            return
        desk = self._context.desk

        whose = next(iter(people), "")

        def work(_progress: Progress) -> Order:
            day = desk.today()
            with desk.store.read() as unit:
                there = sorted(o.name for o in unit.staff().officers.values() if o.works_on(day))
            return rescue(desk, hours, by_person=people), known_acts(desk), there

        self._read(work, lambda answer: self._show_order(answer, whose))

    def _show_order(self, answer: Order, whose: str = "") -> None:
        found, acts, people = answer
        self._order = found, whose
        self.hours.offer(people)
        self.hours.show_order(found, acts)
        self.header.set_sentence(
            "Which cases to touch with the next working day’s hours, to save most statutory dates."
        )

    def _print_order(self) -> None:
        """The order as it stands here, with the reason of every case put first."""
        if self._order is None:
            self._context.messages.status(NOT_YET)
            return
        (found, whose), desk = self._order, self._context.desk
        path = self._files.save_as(self, "Save the order", file_name("Order of a day’s hours", str(found.day)))
        if path is not None:
            self._read(lambda _p: print_order(desk, found, [path], whose), lambda _paper: self._saved("order", path),
                       "Printing the order")  # fmt: skip

    def _put_first(self, case_id: int) -> None:
        self._context.ask("put_first", case_id=case_id)

    # -- both ----------------------------------------------------------------------------------------------------

    def _print(self) -> None:
        """Ctrl+P: the view that is shown."""
        self._print_months() if self.view.chosen == MONTHS else self._print_order()

    def _saved(self, what: str, path: Path) -> None:
        self._context.messages.done(f"The {what} is in {path.name}.")

    def _read(self, work: Callable[[Progress], Any], done: Callable[[Any], object], title: str = "") -> None:
        self._context.dispatcher.read(self, work, done, self._failed, title=title)

    def _failed(self, error: Exception) -> None:
        self.header.set_sentence("Stopped, or not possible; what stands here is from before.")
        self._context.messages.failed(error)

    def _shown(self, view: str) -> None:
        self._stack.setCurrentIndex(0 if view == MONTHS else 1)
        self.test.setVisible(view == MONTHS)
        self.commands_changed.emit()
        if view == HOURS:
            self.work_out()
        elif self._found:
            self._show(self._found)
        else:
            self.run()

    def _changed(self, changed: Changed) -> None:
        if self.isVisible() and self.view.chosen == HOURS and changed.about("facts", "owners", "settings"):
            self.work_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """One column on a narrow window."""
        super().resizeEvent(event)
        self.months.lay_out(room(self) >= MIDDLE)


def _scrolled(inside: QWidget, name: str) -> QScrollArea:
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setWidget(inside)
    scroll.setAccessibleName(name)
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    return scroll
