"""The calendar of a proof: one row for each seven days, beginning the day after the day the count starts from.

So the last column is the weekday of the trigger, and in a limit of weeks the last cell is the limit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from ehcp_desk.clock.calendars import in_tribunal_recess
from ehcp_desk.clock.counting import Phrase, Unit
from ehcp_desk.clock.dates import WEEKDAYS
from ehcp_desk.clock.explain import Context
from ehcp_desk.clock.facts import label
from ehcp_desk.clock.lines import AGREED, DIRECTED
from ehcp_desk.clock.program import DUE, MET_ON, RULE, START, SUBJECT, Run
from ehcp_desk.clock.rules import Rule

_SATURDAY, _WEEK = 5, 7
_LONGEST = 800


@dataclass(frozen=True, slots=True)
class DrawnDay:
    """One day of the drawing.

    ``number`` is its place in the count, 0 where it is not counted and ``why_not`` says why.  ``holiday`` names a bank
    holiday, counted or not.  ``limits`` are the rules counted from the same day that end on this one, ``governing``
    that this is the date being proved, ``done`` the facts of that day which met a limit.
    """

    day: date
    number: int
    why_not: str = ""
    holiday: str = ""
    gone: bool = False
    today: bool = False
    governing: bool = False
    limits: tuple[str, ...] = ()
    done: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WeekRow:
    """Seven days, the number of the week, and how many days have been counted by its end."""

    week: int
    days: tuple[DrawnDay, ...]
    total: int

    @property
    def has_limit(self) -> bool:
        """True where a limit falls in this week, so that its label stands out."""
        return any(day.limits for day in self.days)


def weekday_heads(rule: Rule, start: date, due: date) -> tuple[str, ...]:
    """The seven column heads, the first being the first day drawn; none where nothing is counted."""
    if rule.phrase is Phrase.FIXED:
        return ()
    first = _first_day(rule, start, due)
    return tuple(WEEKDAYS[(first.weekday() + n) % _WEEK][:3] for n in range(_WEEK))


def draw_days(context: Context, run: Run, rule: Rule) -> tuple[WeekRow, ...]:
    """The rows of the drawing; empty where the law names the day, or there are more days than anybody looks through."""
    start, due = date.fromordinal(run[START]), date.fromordinal(run[DUE])
    if rule.phrase is Phrase.FIXED:
        return ()
    first, last = _first_day(rule, start, due), max(start, due)
    if (last - first).days >= _LONGEST:
        return ()
    limits, done = _marks(context, run)
    why_not = _why_not(context, rule)
    rows: list[WeekRow] = []
    number, day = 0, first
    while day <= last:
        cells: list[DrawnDay] = []
        for offset in range(_WEEK):
            cell = day + timedelta(days=offset)
            reason = why_not(cell) if cell <= last else ""
            counted = cell <= last and not reason
            number += counted
            cells.append(
                DrawnDay(
                    day=cell,
                    number=number if counted else 0,
                    why_not=reason,
                    holiday=context.program.ruleset.calendar.holidays.get(cell, ""),
                    gone=cell <= context.as_at,
                    today=cell == context.as_at,
                    governing=cell == due,
                    limits=limits.get(cell, ()),
                    done=done.get(cell, ()),
                )
            )
        rows.append(WeekRow(len(rows) + 1, tuple(cells), number))
        day += timedelta(days=_WEEK)
    return tuple(rows)


def _first_day(rule: Rule, start: date, due: date) -> date:
    """The first day drawn: day 1 of the count, or the due date where time is counted back to it."""
    if rule.phrase is Phrase.BEFORE:
        return due
    return start if rule.phrase is Phrase.BEGINNING_WITH else start + timedelta(days=1)


def _why_not(context: Context, rule: Rule) -> Callable[[date], str]:
    """A function that says why a day is not counted, empty where it is."""
    unit = rule.period.unit
    holidays = context.program.ruleset.calendar.holidays
    closures = [
        (fact.attrs["from"], fact.attrs["to"])
        for fact in context.facts
        if fact.kind == "setting_closed" and fact.attrs.get("from") and fact.attrs.get("to")
    ]

    def reason(day: date) -> str:
        if unit not in (Unit.WORKING_DAYS, Unit.TRIBUNAL_DAYS, Unit.SCHOOL_DAYS):
            return ""
        if day.weekday() >= _SATURDAY:
            return "weekend"
        if day in holidays:
            return holidays[day]
        if unit is Unit.TRIBUNAL_DAYS and in_tribunal_recess(day):
            return "August" if day.month == 8 else "25 December to 1 January"
        if unit is Unit.SCHOOL_DAYS and any(first <= day.isoformat() <= last for first, last in closures):
            return "the setting is closed"
        return ""

    return reason


def _marks(context: Context, proved: Run) -> tuple[dict[date, tuple[str, ...]], dict[date, tuple[str, ...]]]:
    """The binding limits counted from the same day, by their dates, and the facts that met a limit on each day."""
    limits: dict[date, tuple[str, ...]] = {}
    done: dict[date, tuple[str, ...]] = {}
    met_days = {date.fromordinal(run[MET_ON]) for run in context.runs if run[MET_ON]}
    for run in context.runs:
        rule = context.program.compiled[run[RULE]].rule
        if run is proved or (rule.binds and run[START] == proved[START] and run[SUBJECT] not in (DIRECTED, AGREED)):
            due = date.fromordinal(run[DUE])
            limits[due] = tuple(dict.fromkeys((*limits.get(due, ()), rule.id)))
    for fact in context.facts:
        if fact.on in met_days:
            done[fact.on] = (*done.get(fact.on, ()), label(fact))
    return limits, done
