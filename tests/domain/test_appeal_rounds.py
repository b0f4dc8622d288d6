"""Which appeals a case has had, and whether one is open, from whichever of their facts the record holds."""

from __future__ import annotations

from datetime import date, timedelta
from operator import itemgetter

import pytest

from ehcp_desk.clock.model import Fact
from ehcp_desk.domain.appeals import begun, in_rounds, is_open

FIRST = date(2026, 3, 2)
RECEIVED, SENT, REGISTERED = "appeal_received", "appeal_sent_to_la", "appeal_registered"
ORDER, WITHDRAWN, CONCEDED = "tribunal_order", "appeal_withdrawn", "appeal_not_opposed"


@pytest.mark.parametrize(
    ("kinds", "begins", "open_"),
    [
        ((), (), False),
        ((RECEIVED, SENT, REGISTERED), (0,), True),
        ((SENT,), (0,), True),
        ((REGISTERED, ORDER), (0,), False),
        ((ORDER,), (0,), False),
        ((CONCEDED, ORDER), (0,), False),
        ((WITHDRAWN,), (0,), False),
        ((RECEIVED, CONCEDED, REGISTERED), (0,), False),
        ((REGISTERED, WITHDRAWN, REGISTERED), (0, 2), True),
        ((RECEIVED, ORDER, SENT, ORDER), (0, 2), False),
        ((ORDER, ORDER), (0, 1), False),
        ((RECEIVED, RECEIVED, ORDER, ORDER), (0, 1), False),
        ((RECEIVED, RECEIVED, ORDER, WITHDRAWN, REGISTERED), (0, 1, 4), True),
    ],
)
def test_an_appeal_is_known_by_any_of_its_facts_and_counted_once(
    kinds: tuple[str, ...], begins: tuple[int, ...], open_: bool
) -> None:
    facts = [Fact(kind, FIRST + timedelta(7 * place)) for place, kind in enumerate(kinds)]
    assert [first.on for first in begun(reversed(facts))] == [facts[place].on for place in begins]
    assert is_open(facts) is open_


def test_an_order_ends_the_newest_appeal_that_still_ran() -> None:
    told = [(RECEIVED, 1), (RECEIVED, 2), (ORDER, 3), ("hearing_listed", 4), (ORDER, 5)]
    assert in_rounds(told, itemgetter(0)) == [[told[0], told[4]], [told[1], told[2], told[3]]]
