"""The months ahead on screen: in words, month by month, drawn, the duties, and what it all rests on."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QComboBox, QGridLayout, QVBoxLayout, QWidget

from ehcp_desk.clock.counting import add_months
from ehcp_desk.domain.dates import month_words
from ehcp_desk.domain.forecast.values import (
    MEASURES,
    Assumption,
    BackTest,
    DutyOutlook,
    Forecast,
    MonthAhead,
    own_assumptions,
)
from ehcp_desk.domain.forecast.words import (
    LEFT_OUT,
    figure_words,
    headline,
    in_tens,
    met_words,
    outlook_words,
    spread_words,
    standing_words,
    test_words,
)
from ui.models.cells import TwoLine
from ui.models.columns import Column, Kind
from ui.models.row_model import RowModel
from ui.theme.type_scale import Role
from ui.widgets.chart_values import Chart, Point, month_label
from ui.widgets.charts import ChartPanel
from ui.widgets.focus_frame import bring_into_sight
from ui.widgets.panel import PAD, Panel
from ui.widgets.row_table import RowTable
from ui.widgets.text import label

Line = tuple[int, str, MonthAhead]
SHORT = {"requests": "Requests", "decisions": "Decisions", "finals": "Final plans", "on_time": "In 20 weeks", "open": "Open",
         "late": "Past 20 weeks", "psychology": "Awaiting EP", "reviews": "Reviews due",
         "reviews_late": "Likely late", "appeals": "Appeals"}  # fmt: skip
"""The measures in the words a narrow column has room for; the full ones are spoken."""
ON_TIME = "on_time"
DRAWN = {ON_TIME: "Final plans within 20 weeks", "open": "Open assessments", "late": "Open past 20 weeks: the backlog",
         "requests": "Requests received", "finals": "Final plans sent", "psychology": "Cases awaiting psychology",
         "reviews_late": "Reviews likely late"}  # fmt: skip
"""The measures that can be drawn, by their key, and what the drawing is called."""
PAST = 6
ROW = 25
CHART_HIGH = 240


class Months(QWidget):
    """``panes`` in reading order; ``what_if`` is the panel of changes, which the page puts in."""

    def __init__(self, what_if: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "canvas")
        self._what_if = what_if
        self._words = Panel("In words", padded=True)
        self._said: list[QWidget] = []
        self.table, self._lines = self._make_months()
        self._found: Sequence[Forecast] = ()
        self.measure = QComboBox()
        self.measure.setProperty("dense", True)
        self.measure.setAccessibleName("What is drawn")
        for key, words in DRAWN.items():
            self.measure.addItem(words, key)
        self.measure.currentIndexChanged.connect(lambda _place: self._draw())
        self.chart = ChartPanel(_chart((), ON_TIME, DRAWN[ON_TIME]), line=True)
        self.chart.setMinimumHeight(CHART_HIGH)
        self.duties, self._duties = self._make_duties()
        self.rests, self._rests = self._make_rests()
        self._tested = Panel("Tested against the last year", padded=True)
        self._tested.hide()
        self._left_out = label(LEFT_OUT, Role.SMALL, wrap=True)
        self._left_out.setContentsMargins(PAD, 8, PAD, 10)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(8)
        self._panels = self._make_panels()
        self.lay_out(True)

    def _make_panels(self) -> tuple[QWidget, ...]:
        months = Panel("Month by month", aside="the middle of all runs; 8 of 10 runs lie in the range beneath")
        months.add(self.table)
        drawn = Panel("Drawn", note="T gives the table", padded=True)
        drawn.add_to_heading(self.measure)
        drawn.add(self.chart, 1)
        duties = Panel("Which duty breaks", aside="under 90% met in a month")
        duties.add(self.duties)
        duties.body.addStretch(1)
        rests = Panel("What this rests on")
        rests.add(self.rests)
        rests.add(self._left_out)
        return self._words, self._what_if, months, drawn, duties, self._tested, rests

    def lay_out(self, wide: bool) -> None:
        """Two columns, or one on a narrow window."""
        words, what_if, months, drawn, duties, tested, rests = self._panels
        places = (
            ((words, 0, 0, 7), (what_if, 0, 7, 5), (months, 1, 0, 12), (drawn, 2, 0, 5), (duties, 2, 5, 7), (tested, 3, 0, 12),
             (rests, 4, 0, 12))
            if wide
            else tuple((panel, n, 0, 12) for n, panel in enumerate(self._panels))
        )  # fmt: skip
        for column in range(12):
            self._grid.setColumnStretch(column, 1)
        for panel, row, column, span in places:
            self._grid.addWidget(panel, row, column, 1, span)
        self._grid.setRowStretch(len(places), 1)

    def panes(self) -> list[QWidget]:
        """Table, drawing, duties, assumptions."""
        return [self.table, self._what_if, self.measure, self.chart, self.duties, self.rests]

    def show_forecasts(self, found: Sequence[Forecast]) -> None:
        """Fill everything; the scenario stands under the baseline, month by month."""
        said = [pair for one in found for pair in _sentences(one, len(found) > 1)]
        self._say(self._words.body, list(dict.fromkeys(said)))
        lines: list[Line] = []
        for place in range(len(found[0].months)):
            for number, one in enumerate(found):
                month = one.months[place]
                lines.append((len(lines) + 1, month_words(month.month) if not number else one.title, month))
        self._lines.set_rows(lines)
        self.table.fit_height()
        self._found = found
        self._draw()
        rows = [(one, duty) for one in found for duty in one.duties]
        self._duties.set_rows([(n, one.title if len(found) > 1 else "", duty) for n, (one, duty) in enumerate(rows, 1)])
        self.duties.fit_height()
        rests = [a for place in range(len(found)) for a in own_assumptions(found, place)]
        self._rests.set_rows(list(enumerate(rests, 1)))
        self.rests.fit_height()

    def _draw(self) -> None:
        """The measure that is chosen, of the last of the forecasts."""
        measure = str(self.measure.currentData())
        whose = f": {self._found[-1].title}" if self._found else ""
        self.chart.show_chart(_chart(self._found, measure, f"{DRAWN[measure]}{whose}"))

    def show_test(self, test: BackTest) -> None:
        """Say how a forecast of the last year would have come out, and scroll to where it stands."""
        self._say(self._tested.body, [(sentence, Role.BODY) for sentence in test_words(test)])
        self._tested.show()
        QTimer.singleShot(0, self._tested, lambda: bring_into_sight(self._tested))  # once it has its place

    def _say(self, body: QVBoxLayout, sentences: list[tuple[str, Role]]) -> None:
        while body.count():
            item = body.takeAt(0)
            gone = item.widget() if item is not None else None
            if gone is not None:
                gone.deleteLater()
        for sentence, role in sentences:
            body.addWidget(label(sentence, role, wrap=True))
            body.addSpacing(4)
        body.addStretch(1)

    def _make_months(self) -> tuple[RowTable[Line], RowModel[Line]]:
        columns = [
            Column(key, SHORT[key], partial(_cell, key=key), 98, Kind.TWO_LINE, right=True, spoken_title=MEASURES[key])
            for key in MEASURES
        ]
        rows: RowModel[Line] = RowModel(
            (Column("month", "Month", lambda r: r[1], 150, Kind.STRONG, stretch=True, narrow=True), *columns),
            lambda r: f"{r[1]}, {month_words(r[2].month)}",
            row_id=lambda r: r[0],
        )
        return RowTable(rows, "Month by month", start_selected=False), rows

    def _make_duties(self) -> tuple[RowTable[tuple[int, str, DutyOutlook]], RowModel[tuple[int, str, DutyOutlook]]]:
        rows: RowModel[tuple[int, str, DutyOutlook]] = RowModel(
            (
                Column("duty", "Duty", lambda r: TwoLine(r[2].words, r[1], bold=True), 200,
                       Kind.TWO_LINE, stretch=True, narrow=True),
                Column("breaks", "Breaks", lambda r: TwoLine(*_broken(r[2])), 300, Kind.TWO_LINE, narrow=True),
            ),
            lambda r: f"{r[2].words}: {standing_words(r[2])}; breaks {outlook_words(r[2])}",
            row_id=lambda r: r[0],
        )  # fmt: skip
        return RowTable(rows, "Which duty breaks", start_selected=False), rows

    def _make_rests(self) -> tuple[RowTable[tuple[int, Assumption]], RowModel[tuple[int, Assumption]]]:
        rows: RowModel[tuple[int, Assumption]] = RowModel(
            (
                Column("what", "What", lambda r: r[1].what, 300, Kind.STRONG, narrow=True),
                Column("value", "Number", lambda r: r[1].value, 250, narrow=True),
                Column("source", "Where it comes from", lambda r: r[1].source, 300, stretch=True, narrow=True),
            ),
            lambda r: f"{r[1].what}: {r[1].value}, {r[1].source}",
            row_id=lambda r: r[0],
        )
        return RowTable(rows, "What this rests on", two_line=False, row_height=ROW, start_selected=False), rows


def _sentences(one: Forecast, titled: bool) -> list[tuple[str, Role]]:
    said = [(sentence, Role.BODY) for sentence in headline(one)]
    return [(one.title, Role.STRONG), *said] if titled else said


def _cell(row: Line, key: str) -> TwoLine:
    spread = row[2].figures.get(key)
    if spread is None:
        return TwoLine("–", "no plan is sent")
    unit = "%" if key == "on_time" else ""
    middle, low, high = (f"{figure:,.0f}" for figure in (spread.median, spread.low, spread.high))
    return TwoLine(f"{middle}{unit}", "in every run" if low == high else f"{low} to {high}", bold=True)


def _broken(duty: DutyOutlook) -> tuple[str, str]:
    words = in_tens(duty.breaks)
    first = f"first {month_words(duty.month)}; " if duty.month else ""
    lately = f"{met_words(duty)} lately" if duty.due else "nothing fell due lately"
    return words[:1].upper() + words[1:], first + lately


def _chart(found: Sequence[Forecast], measure: str, title: str) -> Chart:
    """The last months and the months ahead of the last of the forecasts; the record is the same for all."""
    unit = "%" if measure == ON_TIME else ""
    if not found:
        return Chart(title, "Month", SHORT[measure], (), unit=unit)
    one = found[-1]
    past: list[Point] = []
    for m in one.past[-PAST:]:
        figure = m.figures.get(measure)
        past.append(
            Point(
                month_label(m.month, not past),
                _figure(figure),
                figure_words(measure, figure),
                full=month_words(m.month),
            )
        )
    if one.past and one.months and add_months(one.past[-1].month, 1) < one.months[0].month:
        running = add_months(one.past[-1].month, 1)  # the month under way is neither past nor forecast
        past.append(Point(month_label(running, not past), None, "under way", full=month_words(running)))
    ahead: list[Point] = []
    for month in one.months:
        spread, name, full = (
            month.figures.get(measure),
            month_label(month.month, not (past or ahead)),
            month_words(month.month),
        )
        ahead.append(Point(name, round(spread.median), spread_words(measure, spread), low=round(spread.low),
                           high=round(spread.high), full=full) if spread else Point(name, None, full=full))  # fmt: skip
    return Chart(title, "Month", SHORT[measure], tuple(past), tuple(ahead), unit=unit)


def _figure(figure: float | None) -> float | None:
    return None if figure is None else round(figure)
