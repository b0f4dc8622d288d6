"""The forecast from a record: what was known when, the same answer twice, what cannot be asked, and the back-test."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.forecast.scenarios import Change, Scenario
from ehcp_desk.domain.record import NewFact
from ehcp_desk.ports.today import Calendar
from ehcp_desk.services.casework.recording import correct, record
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.forecasting import back_test, forecast, known_by
from ehcp_desk.services.upkeep.demo import build_demo

DAY = date(2026, 10, 30)


@pytest.fixture
def demo(desk: Desk) -> Desk:
    build_demo(desk, 400, 3)
    return desk


def test_the_same_record_and_seed_say_the_same(demo: Desk) -> None:
    first, again = (forecast(demo, months=3, runs=40) for _ in range(2))
    assert first == again
    (other,) = forecast(demo, months=3, runs=40, seed=2)
    assert other.months != first[0].months
    assert [month.month for month in other.months] == [date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)]


def test_baseline_and_scenario_start_from_the_same_place(demo: Desk) -> None:
    change = Scenario("More requests", (Change("requests", 100.0, date(2026, 11, 1)),))
    usual, more = forecast(demo, months=3, scenarios=(Scenario(), change), runs=60)
    assert usual.past == more.past
    assert more.months[-1].figures["requests"].median > 1.5 * usual.months[-1].figures["requests"].median
    assert [a.value for a in more.assumptions if a.what == "What changes"] == ["requests +100% from November 2026"]


def test_every_range_holds_its_middle(demo: Desk) -> None:
    (found,) = forecast(demo, months=4, runs=60)
    for month in found.months:
        for spread in month.figures.values():
            assert spread.low <= spread.median <= spread.high


def test_what_was_written_later_was_not_known_then(team: Desk, maisie: str) -> None:
    told = record(team, maisie, NewFact("assess_decision_notified", DAY - timedelta(60), {"outcome": "assess"}))
    then = DAY - timedelta(30)
    assert known_by(team, then).courses == (), "all of it was written down today"
    later = replace(team, days=Calendar(DAY + timedelta(5)))
    correct(
        later,
        told.facts[0],
        NewFact("assess_decision_notified", DAY - timedelta(50), {"outcome": "assess"}),
        "Wrong day",
    )
    (was,), (now,) = (known_by(later, day).courses for day in (DAY, DAY + timedelta(5)))
    assert now.decided is not None and was.decided is not None and now.decided - was.decided == 10


def test_an_empty_record_is_answered_with_defaults(desk: Desk) -> None:
    (found,) = forecast(desk, months=2, runs=20)
    assert not any(month.figures["requests"].high for month in found.months)
    assert sum(a.default for a in found.assumptions) >= 8 and found.breaks_first is None


def test_what_cannot_be_asked_is_one_sentence(demo: Desk) -> None:
    for asked in ({"months": 0}, {"months": 25}, {"runs": 9}, {"runs": 10_001}, {"seed": -1}):
        with pytest.raises(BadInput):
            forecast(demo, **asked)  # type: ignore[arg-type]
    gone = Scenario("Nobody left", (Change("psychologists", -99.0, date(2026, 11, 1)),))
    with pytest.raises(BadInput, match="99 cannot be taken"):
        forecast(demo, scenarios=(gone,), runs=20)


def test_a_back_test_knows_only_what_was_known_and_says_how_it_came_out(demo: Desk) -> None:
    test = back_test(demo, runs=40)
    assert test.forecast.as_at == date(2025, 10, 30)
    assert [m.month for m in test.happened] == [m.month for m in test.forecast.months]
    assert len(test.happened) == 11 and test.happened[-1].month == date(2026, 9, 1)
    assert {one.measure for one in test.tests} >= {"requests", "finals", "on_time", "late"}
    for one in test.tests:
        assert 0 <= one.covered <= one.months and one.error >= abs(one.bias)


def test_without_a_year_there_is_nothing_to_test(desk: Desk) -> None:
    with pytest.raises(BadInput, match="Nothing was on record by 30 October 2025"):
        back_test(desk, runs=20)
