"""An entry put right, or taken back, from the command line."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli.conftest import Desk

REF = "SEN/26001"


@pytest.fixture
def said(westmarsh: Desk) -> int:
    """A call recorded on the wrong day; its number."""
    words = ("--on", "2026-10-02", "--note", "Rang about the visit", "--source", "Call log")
    told = ("--set", "channel=phone", "--set", "direction=in", "--set", "with=Jo Farrowdale")
    return int(westmarsh("record", REF, "contact", *words, *told, "--json").json["id"])


def entries(desk: Desk) -> dict[int, dict[str, Any]]:
    return {f["id"]: f for f in desk("case", REF, "--json").json["facts"]}


def test_what_is_left_out_stays_as_it_was(westmarsh: Desk, said: int) -> None:
    done = westmarsh(
        "correct", REF, str(said), "--on", "2026-10-03", "--set", "with=Ama Osei", "--reason", "Misheard", "--json"
    )
    assert (done.code, done.json["instead_of"], done.json["on"]) == (0, said, "2026-10-03")
    right = entries(westmarsh)[done.json["id"]]
    assert (right["on"], right["note"], right["source"]) == ("2026-10-03", "Rang about the visit", "Call log")
    assert (right["with"], right["channel"]) == ("Ama Osei", "phone")
    assert "Misheard" in westmarsh("history", REF).out
    again = westmarsh("correct", REF, str(said), "--on", "2026-10-04", "--reason", "Late")
    assert again.code == 2 and "already been corrected" in again.err
    assert westmarsh("verify").code == 0


def test_a_value_is_taken_away_and_a_day_called_approximate(westmarsh: Desk, said: int) -> None:
    done = westmarsh("correct", REF, str(said), "--set", "with=", "--approximate", "--reason", "Not known", "--json")
    right = entries(westmarsh)[done.json["id"]]
    assert "with" not in right and right["approximate"]
    done = westmarsh("correct", REF, str(done.json["id"]), "--exact", "--reason", "Known now", "--json")
    assert not entries(westmarsh)[done.json["id"]]["approximate"]


def test_withdrawn_it_no_longer_counts_and_stays_on_the_record(westmarsh: Desk, said: int) -> None:
    done = westmarsh("withdraw", REF, str(said), "--reason", "Another family")
    assert done.code == 0 and "no longer counts" in done.out
    now = entries(westmarsh)
    assert now[now[said]["superseded_by"]]["fact"] == "withdrawn_entry"
    assert "Another family" in westmarsh("history", REF).out
    assert westmarsh("verify").code == 0


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("correct", REF, "{}", "--reason", "x"), "already says that"),
        (("correct", REF, "{}", "--on", "2026-10-03", "--reason", " "), "needs a reason"),
        (("correct", REF, "{}", "--set", "with", "--reason", "x"), "should be NAME=VALUE"),
        (("correct", REF, "{}", "--set", "channel=pigeon", "--reason", "x"), "pigeon"),
        (("correct", REF, "{}", "--on", "2026-11-30", "--reason", "x"), "has not come yet"),
        (("correct", "SEN/26002", "{}", "--on", "2026-10-03", "--reason", "x"), "SEN/26002 has no entry"),
        (("withdraw", "SEN/26002", "{}", "--reason", "x"), "SEN/26002 has no entry"),
        (("withdraw", REF, "999999", "--reason", "x"), "has no entry 999999"),
        (("withdraw", REF, "9" * 23, "--reason", "x"), "is not a number an entry can have"),
        (("correct", REF, "9" * 23, "--on", "2026-10-03", "--reason", "x"), "is not a number an entry can have"),
        (("end", "9" * 23, "--on", "2026-10-03", "--reason", "x"), "is not a number an entry can have"),
        (("withdraw", "SEN/1", "{}", "--reason", "x"), "No case has the reference SEN/1"),
        (("withdraw", REF, "{}", "--reason", ""), "needs a reason"),
    ],
)
def test_one_sentence_and_nothing_changed(westmarsh: Desk, said: int, words: tuple[str, ...], why: str) -> None:
    before = entries(westmarsh)
    answer = westmarsh(*(word.replace("{}", str(said)) for word in words))
    assert answer.code == 2 and why in answer.err and answer.err.count("\n") == 1
    assert entries(westmarsh) == before
