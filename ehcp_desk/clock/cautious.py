"""The strictest reading of a limit, shown beside its due date as an internal warning (law.md J6).

A breach is never reported on it.
"""

from __future__ import annotations

from datetime import date

from ehcp_desk.clock.counting import Phrase, Unit, eve_of
from ehcp_desk.clock.rules import Expiry, Rule

_WORKING = (Unit.WORKING_DAYS, Unit.TRIBUNAL_DAYS, Unit.SCHOOL_DAYS)


def cautious_date(rule: Rule, due: date, start: date | None = None) -> date:
    """One day earlier for weeks, months, fixed days and "at least N before"; the due date itself otherwise.

    Months "starting with" a day that the last of them does not have are over with that month.  Working days and
    "beginning with" already leave no room for two readings; a period the council must allow, and a date that binds
    nobody, have no stricter one.
    """
    if not rule.binds or rule.expiry is Expiry.SATISFIED or rule.phrase is Phrase.BEGINNING_WITH:
        return due
    if start is not None and cut_short(rule, start, due):
        return due
    if rule.period.unit in _WORKING or (rule.phrase is Phrase.WITHIN and rule.period.n == 0):
        return due
    return eve_of(due)


def cut_short(rule: Rule, start: date, due: date) -> bool:
    """True where the period starts with a day of the month that its last month does not have: the day before the
    corresponding one is then the last of that month, which is the due date."""
    return rule.phrase is Phrase.STARTING_WITH and due.day < start.day
