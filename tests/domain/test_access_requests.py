"""The month to answer a request to see what is held."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from ehcp_desk.clock.model import Fact
from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.domain.access_requests import AccessState, access_requests, due_on
from ehcp_desk.domain.record import RecordedFact

CALENDAR = Ruleset.load().calendar


@pytest.mark.parametrize(
    ("received", "extended", "due"),
    [
        (date(2026, 3, 3), False, date(2026, 4, 7)),  # 3 April is Good Friday, 6 April Easter Monday
        (date(2026, 1, 31), False, date(2026, 3, 2)),  # the last of February is a Saturday
        (date(2026, 9, 3), False, date(2026, 10, 5)),  # a Saturday
        (date(2026, 9, 8), False, date(2026, 10, 8)),
        (date(2026, 9, 8), True, date(2026, 12, 8)),
    ],
)
def test_a_calendar_month_to_the_next_working_day(received: date, extended: bool, due: date) -> None:
    assert due_on(received, extended, CALENDAR) == due


def fact(number: int, kind: str, on: date, **attrs: str) -> RecordedFact:
    return RecordedFact(
        number, 1, Fact(kind, on, attrs, False, "", number), datetime(2026, 9, 8, tzinfo=UTC), "Joy Addo"
    )


ASKED = fact(1, "access_request", date(2026, 9, 8), by="Ada Vale", identity="yes")


def test_how_a_request_stands() -> None:
    def one(today: date, *more: RecordedFact) -> tuple[AccessState, int, bool]:
        (found,) = access_requests([ASKED, *more], CALENDAR, today)
        return found.state, found.days, found.extended

    assert one(date(2026, 10, 8)) == (AccessState.RUNNING, 0, False)
    assert one(date(2026, 10, 9)) == (AccessState.OVERDUE, 1, False)
    told = fact(2, "access_extended", date(2026, 10, 1), request="1", told_on="2026-10-01")
    assert one(date(2026, 10, 9), told) == (AccessState.RUNNING, 60, True)
    late = fact(2, "access_extended", date(2026, 10, 20), request="1", told_on="2026-10-20")
    assert one(date(2026, 10, 20), late) == (AccessState.OVERDUE, 12, False)
    sent = fact(3, "access_answered", date(2026, 10, 8), request="1", outcome="sent")
    assert one(date(2027, 1, 1), sent) == (AccessState.ANSWERED, 0, False)
    after = fact(3, "access_answered", date(2026, 10, 10), request="1", outcome="sent")
    assert one(date(2027, 1, 1), after)[:2] == (AccessState.ANSWERED_LATE, 2)
