"""Scenario files: what is read, and what is refused in one sentence."""

from __future__ import annotations

from datetime import date

import pytest

from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.forecast.scenarios import Change, Scenario, read_scenario

GOOD = """
title = "A hard winter"
[[change]]
psychologists = -1
from = "2026-11"
until = "2027-01"
[[change]]
caseworkers = 2.5
from = "2027-01"
[[change]]
requests = 15
from = "2026-12"
"""


def test_a_scenario_says_what_changes_and_when() -> None:
    scenario = read_scenario(GOOD)
    assert scenario.title == "A hard winter"
    assert scenario.words == (
        "1 psychologist’s post fewer from November 2026 to January 2027; 2.5 caseworkers’ posts more from January 2027; "
        "requests +15% from December 2026"
    )
    assert [scenario.sum_of("psychologists", date(2026 + m // 12, m % 12 + 1, 1)) for m in (9, 10, 12, 13)] == [
        0,
        -1,
        -1,
        0,
    ]


def test_changes_of_one_sort_add_up() -> None:
    changes = (Change("requests", 10.0, date(2026, 1, 1)), Change("requests", 5.0, date(2026, 3, 1)))
    assert Scenario("x", changes).sum_of("requests", date(2026, 3, 1)) == 15


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "has no change in it"),
        ("[[change", "is not TOML"),
        ('other = 1\n[[change]]\nrequests = 1\nfrom = "2026-01"', "'other' means nothing here"),
        ('[[change]]\nrequests = 1\npsychologists = 1\nfrom = "2026-01"', "exactly one"),
        ('[[change]]\nfrom = "2026-01"', "exactly one"),
        ('[[change]]\nrequests = "many"\nfrom = "2026-01"', "a number other than 0"),
        ('[[change]]\nrequests = true\nfrom = "2026-01"', "a number other than 0"),
        ('[[change]]\nrequests = nan\nfrom = "2026-01"', "a number other than 0"),
        ('[[change]]\nrequests = -120\nfrom = "2026-01"', "more than 100 per cent"),
        ("[[change]]\nrequests = 5", "must be a month"),
        ('[[change]]\nrequests = 5\nfrom = "2026-13"', "must be a month"),
        ('[[change]]\nrequests = 5\nfrom = "2026-05"\nuntil = "2026-04"', "ends before it starts"),
        ('[[change]]\nrequests = 5\nfrom = "2026-05"\nbecause = "x"', "'because' means nothing"),
        ('title = 5\n[[change]]\nrequests = 5\nfrom = "2026-05"', "title"),
    ],
)
def test_what_is_wrong_is_one_sentence(text: str, said: str) -> None:
    with pytest.raises(BadInput, match=said) as refused:
        read_scenario(text, "my.toml")
    assert str(refused.value).startswith("my.toml") and str(refused.value).endswith(".")
    assert "\n" not in str(refused.value)
