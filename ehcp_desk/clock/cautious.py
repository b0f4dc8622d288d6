"""The strictest reading of a limit, shown beside its due date as an internal warning (law.md J6).

A breach is never reported on it.
"""

from __future__ import annotations

from datetime import date

from ehcp_desk.clock.counting import Phrase, Unit, eve_of
from ehcp_desk.clock.rules import Expiry, Rule

_WORKING = (Unit.WORKING_DAYS, Unit.TRIBUNAL_DAYS, Unit.SCHOOL_DAYS)


def cautious_date(rule: Rule, due: date) -> date:
    """One day earlier for weeks, months, fixed days and "at least N before"; the due date itself otherwise.

    Working days and "beginning with" already leave no room for two readings; a period the council must allow, and a
    date that binds nobody, have no stricter one.
    """
    if not rule.binds or rule.expiry is Expiry.SATISFIED or rule.phrase is Phrase.BEGINNING_WITH:
        return due
    if rule.period.unit in _WORKING or (rule.phrase is Phrase.WITHIN and rule.period.n == 0):
        return due
    return eve_of(due)
