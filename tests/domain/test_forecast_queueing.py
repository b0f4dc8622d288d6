"""The queue of the forecast: worked off in order, never before its time, never faster than its pace."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from ehcp_desk.domain.forecast.queueing import served_days


def _days(values: list[int]) -> np.ndarray:
    return np.array(values, dtype=np.int32)


def test_one_a_day_is_served_one_a_day_in_the_order_of_their_keys() -> None:
    pace = np.ones((1, 10))
    served = served_days(_days([0, 0, 0]), _days([5, 1, 3]), _days([0, 0, 0]), pace)
    assert served.tolist() == [2, 0, 1]


def test_without_a_limit_everybody_is_served_on_their_own_day() -> None:
    assert served_days(_days([0, 0]), _days([5, 1]), _days([0, 3]), None).tolist() == [5, 3]


def test_what_a_quiet_day_could_have_done_is_not_kept() -> None:
    pace = np.ones((1, 10))
    served = served_days(_days([0, 0]), _days([4, 4]), _days([4, 4]), pace)
    assert sorted(served.tolist()) == [4, 5]


def test_each_run_has_a_queue_of_its_own() -> None:
    pace = np.array([[1.0] * 6, [0.5] * 6])
    served = served_days(_days([0, 1, 0, 1]), _days([0, 0, 1, 1]), _days([0, 0, 0, 0]), pace)
    assert served.tolist() == [0, 1, 1, 3]


def test_who_is_not_reached_is_served_after_the_end() -> None:
    served = served_days(_days([0, 0]), _days([0, 1]), _days([0, 0]), np.array([[1.0, 0.0, 0.0]]))
    assert served.tolist() == [0, 3]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(-20, 25), st.integers(0, 25)), max_size=40),
    st.sampled_from([0.3, 1.0, 2.5]),
)
def test_never_early_and_never_more_than_the_pace(cases: list[tuple[int, int, int]], pace: float) -> None:
    days = 20
    cases.sort(key=lambda case: case[0])
    run, key, ready = (_days([case[n] for case in cases]) for n in range(3))
    served = served_days(run, key, ready, np.full((3, days), pace))
    assert served.shape == run.shape
    assert (served >= np.minimum(ready, days)).all()
    for number in range(3):
        mine = np.sort(served[(run == number) & (served < days)])
        # Those pushed to their own ready day may share it; over any span from the first day the pace holds.
        for day in range(days):
            assert (mine <= day).sum() <= pace * (day + 1) + 1e-6
