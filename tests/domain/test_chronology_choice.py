"""Which lines are shown, what is still open, and hints on neutral words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from ehcp_desk.domain.chronology_choice import MOST_KEY_DATES, Choice, key_dates
from ehcp_desk.domain.chronology_gaps import gaps_of
from ehcp_desk.domain.neutral_wording import hints
from ehcp_desk.domain.papers import Chronology, ChronologyLine
from ehcp_desk.domain.wording import Mark
from tests.reports.sample_chronology import chronology

DAY = date(2026, 5, 1)


def line(number: int, kind: str = "note", on: date = DAY, **more: object) -> ChronologyLine:
    made = ChronologyLine(number, on, f"Event {number}", "Letter", entry=number, kind=kind)
    return replace(made, **more)  # type: ignore[arg-type]


LINES = (
    line(1, "request_received", date(2026, 1, 1)),
    line(2, "contact", date(2026, 2, 1), event="They rang about transport"),
    line(3, "meeting", date(2026, 3, 1)),
    line(4, "final_plan_sent", date(2026, 4, 1)),
)


@pytest.mark.parametrize(
    ("choice", "numbers"),
    [
        (Choice(), [1, 2, 3, 4]),
        (Choice(first=date(2026, 2, 1), last=date(2026, 3, 1)), [2, 3]),
        (Choice(kinds=("meeting",)), [3]),
        (Choice(statutory=True), [1, 4]),
        (Choice(family=True), [2]),
        (Choice(text=" TRANSPORT "), [2]),
        (Choice(text="letter"), [1, 2, 3, 4]),
        (Choice(statutory=True, text="Event 4"), [4]),
    ],
)
def test_lines_are_chosen_by_day_kind_family_and_words(choice: Choice, numbers: list[int]) -> None:
    assert [one.number for one in LINES if choice.shows(one)] == numbers
    assert choice.narrows == (choice != Choice())
    assert bool(choice.words) == choice.narrows


def test_the_one_page_list_has_fifteen_dates_at_most_and_keeps_limits_and_marks() -> None:
    every = tuple(line(n, key_date=True, limit="Limit: 1 May." if n > 30 else "") for n in range(1, 41))
    kept = key_dates(every)
    assert len(kept) == MOST_KEY_DATES
    assert set(range(31, 41)) <= {one.number for one in kept}
    assert [one.number for one in key_dates(every, (7, 3))] == [3, 7]
    assert [one.number for one in key_dates(LINES)] == [1, 2, 3, 4], "where nothing is a key date, all of them"


def whole(lines: tuple[ChronologyLine, ...]) -> Chronology:
    return chronology(lines=lines)


def test_gaps_are_lines_without_a_source_silences_and_missed_limits() -> None:
    first, later = line(1, on=DAY, sourced=False), line(2, on=DAY + timedelta(weeks=7))
    found = gaps_of(whole((first, later)), DAY + timedelta(weeks=20), weeks=6)
    assert found.unsourced == (first,)
    assert [(s.after, s.before, s.weeks) for s in found.silences] == [(DAY, later.on, 7), (later.on, None, 13)]
    assert [m.mark for m in found.missed] == [Mark.MET_LATE]
    assert all(m.law for m in found.missed)
    assert found.count == 4


@pytest.mark.parametrize(("weeks", "count"), [(7, 0), (6, 1)])
def test_a_silence_is_longer_than_the_weeks_and_not_as_long(weeks: int, count: int) -> None:
    lines = (line(1, on=DAY), line(2, on=DAY + timedelta(weeks=7)))
    assert len(gaps_of(whole(lines), lines[1].on, weeks).silences) == count
    assert gaps_of(whole(()), DAY).silences == ()


def test_loaded_words_are_pointed_out_once_each_and_quoted_ones_never() -> None:
    found = hints("The school failed to reply, and Failed to ring. He obviously lied. She said “you failed to”.")
    assert [hint.words for hint in found] == ["failed to", "obviously", "lied"]
    assert found[0].instead == "did not" and "blames" in found[0].why
    assert hints("") == () == hints("The council received the report. The faileds to do.")
    assert hints("The parent’s view, never-ending: ‘always’ so.") == ()
