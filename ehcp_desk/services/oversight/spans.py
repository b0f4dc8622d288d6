"""The stretches a return is made for: a week for the team, a month, a calendar quarter; each with the one a year before."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from enum import StrEnum

from ehcp_desk.clock.counting import add_months
from ehcp_desk.domain.dates import MONTHS, in_words, month_words

DAYS_IN_WEEK, WEEKS_IN_YEAR, MONTHS_IN_QUARTER = 7, 52, 3


class Span(StrEnum):
    """How long a return looks back; the value is the name of its pack."""

    WEEK = "weekly"
    MONTH = "monthly"
    QUARTER = "quarterly"


def month_end(first: date) -> date:
    """The last day of a month: 29 February in a leap year."""
    return first.replace(day=monthrange(first.year, first.month)[1])


def holding(span: Span, day: date) -> tuple[date, date]:
    """The first and last day of the week (Monday to Sunday), month or quarter that holds a day."""
    if span is Span.WEEK:
        first = day - timedelta(days=day.weekday())
        return first, first + timedelta(days=DAYS_IN_WEEK - 1)
    if span is Span.MONTH:
        return day.replace(day=1), month_end(day.replace(day=1))
    first = date(day.year, (day.month - 1) // MONTHS_IN_QUARTER * MONTHS_IN_QUARTER + 1, 1)
    return first, month_end(add_months(first, MONTHS_IN_QUARTER - 1))


def back(span: Span, first: date, steps: int) -> tuple[date, date]:
    """The same kind of stretch so many steps earlier."""
    if span is Span.WEEK:
        return holding(span, first - timedelta(days=DAYS_IN_WEEK * steps))
    return holding(span, add_months(first, -steps * (1 if span is Span.MONTH else MONTHS_IN_QUARTER)))


def year_ago(span: Span, first: date) -> tuple[date, date]:
    """The stretch to compare with: 52 weeks, 12 months or 4 quarters before."""
    return back(span, first, {Span.WEEK: WEEKS_IN_YEAR, Span.MONTH: 12, Span.QUARTER: 4}[span])


def stamp(span: Span, first: date) -> str:
    """What files are named by: ``2026-10``, ``2026-Q4``, ``week-2026-11-16`` (the Monday)."""
    if span is Span.WEEK:
        return f"week-{first:%Y-%m-%d}"
    return f"{first:%Y-%m}" if span is Span.MONTH else f"{first.year}-Q{_quarter(first)}"


def words(span: Span, first: date) -> str:
    """The stretch as people say it: ``October 2026``, ``October to December 2026``, ``week from 16 November 2026``."""
    if span is Span.WEEK:
        return f"week from {in_words(first)}"
    if span is Span.MONTH:
        return month_words(first)
    last = add_months(first, MONTHS_IN_QUARTER - 1)
    return f"{MONTHS[first.month - 1]} to {month_words(last)}"


def _quarter(first: date) -> int:
    return (first.month - 1) // MONTHS_IN_QUARTER + 1
