"""What a chart shows, as values; the same values are its table and what it says (design.md section 12)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ehcp_desk.domain.dates import MONTHS
from ehcp_desk.domain.wording import Mark


@dataclass(frozen=True, slots=True)
class Point:
    """One place on a chart.  ``value`` None leaves a gap; ``words`` says it in full ("38.7%, 12 of 31").

    ``low`` and ``high`` bound a forecast.  ``current`` is drawn in the accent.  ``full`` is its name where the axis has room
    only for a part of it ("April 2026" for "Apr").
    """

    label: str
    value: float | None
    words: str = ""
    current: bool = False
    low: float | None = None
    high: float | None = None
    full: str = ""

    @property
    def name(self) -> str:
        """What it is called where there is room."""
        return self.full or self.label

    @property
    def said(self) -> str:
        """The value in words."""
        return self.words or ("not known" if self.value is None else f"{self.value:g}")


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart's title for speech, what its places and values are called, its points, and its target.

    ``forecast`` follows on from ``points``.  ``unit`` stands after figures on the axis ("%").
    """

    title: str
    places: str
    values: str
    points: tuple[Point, ...]
    forecast: tuple[Point, ...] = ()
    target: float | None = None
    target_words: str = ""
    unit: str = ""
    mark: Mark = Mark.RUNNING

    @property
    def every_point(self) -> tuple[Point, ...]:
        """Actual, then forecast."""
        return self.points + self.forecast

    @property
    def axes(self) -> str:
        """What stands on its two axes, and in what."""
        return f"{self.values} ({self.unit or 'number'}), by {self.places[:1].lower()}{self.places[1:]}"

    @property
    def top(self) -> float:
        """The end of the value axis: the first round figure that leaves room for everything."""
        figures = [p.value for p in self.every_point if p.value is not None]
        figures += [p.high for p in self.every_point if p.high is not None]
        figures += [self.target] if self.target is not None else []
        return round_up(max(figures, default=1.0))

    @property
    def sentence(self) -> str:
        """What a screen reader hears: the title, the last actual value, the last forecast, the target, and that T gives the
        table."""
        known, ahead = ([p for p in some if p.value is not None] for some in (self.points, self.forecast))
        last = f" {known[-1].name}: {known[-1].said}." if known else " Nothing is known yet."
        last += f" Forecast for {ahead[-1].name}: {ahead[-1].said}." if ahead else ""
        target = f" Target: {self.target_words or f'{self.target:g}{self.unit}'}." if self.target is not None else ""
        return f"{self.title}.{last}{target} Press T for the table."


def round_up(figure: float) -> float:
    """The first of 1, 2, 4, 5, 6, 8, 10 times a power of ten that is at least ``figure``."""
    if figure <= 0:
        return 1.0
    step = 1.0
    while step * 10 < figure:
        step *= 10
    while step > figure:
        step /= 10
    return next(step * n for n in (1, 2, 3, 4, 5, 6, 8, 10) if step * n >= figure)


def ticks(top: float, most: int = 4) -> Sequence[float]:
    """Figures on the value axis from 0, at most ``most`` steps apart evenly."""
    count = next((n for n in (4, 3, 5, 2) if n <= most and (top / n) % 1 == 0), most)
    return [top / count * n for n in range(count + 1)]


def month_label(month: date, first: bool) -> str:
    """A month where there is little room: its year stands with the first and with each January."""
    short = MONTHS[month.month - 1][:3]
    return f"{short} {month:%y}" if first or month.month == 1 else short
