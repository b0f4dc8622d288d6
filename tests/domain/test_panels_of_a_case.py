"""Matters before panels: put off, decided again, and the tasks a later sitting looks at."""

from __future__ import annotations

from datetime import UTC, date, datetime

from ehcp_desk.clock.model import Fact
from ehcp_desk.domain.panels import (
    PanelMatter,
    Sitting,
    matters_of,
    on_agenda,
    sittings_of,
    tasks_set,
    to_report,
    wrong_day_again,
)
from ehcp_desk.domain.record import RecordedFact, promises

WRITTEN = datetime(2026, 10, 1, 9, tzinfo=UTC)
FIRST, SECOND = Sitting(date(2026, 10, 1), "placement"), Sitting(date(2026, 11, 5), "placement")


def entry(number: int, kind: str, on: str, note: str = "", **attrs: str) -> RecordedFact:
    fact = Fact(kind, date.fromisoformat(on), attrs, note=note, id=number)
    return RecordedFact(number, 7, fact, WRITTEN, "Joy Addo")


ITEM = entry(1, "panel_item", "2026-09-20", "Which school?", panel="placement", day="2026-10-01")


def decided(number: int, on: str, outcome: str, **more: str) -> RecordedFact:
    return entry(number, "panel_decided", on, "Because", item="1", outcome=outcome, by="Ruth", **more)


def told(*entries: RecordedFact) -> list[tuple[date, str | None]]:
    return [(m.day, m.decision.outcome if m.decision else None) for m in matters_of([ITEM, *entries])]


def test_a_matter_put_off_stands_before_both_sittings_with_a_decision_each() -> None:
    off = decided(2, "2026-10-01", "deferred", again="2026-11-05")
    assert told(off) == [(FIRST.day, "Put off to another panel"), (SECOND.day, None)]
    assert told(off, decided(3, "2026-11-05", "agreed")) == [
        (FIRST.day, "Put off to another panel"), (SECOND.day, "Agreed")]  # fmt: skip
    (later,) = on_agenda(matters_of([ITEM, off]), SECOND)
    assert isinstance(later, PanelMatter) and later.first == FIRST.day


def test_a_second_decision_of_one_sitting_takes_the_place_of_the_first() -> None:
    assert told(decided(2, "2026-10-01", "more"), decided(3, "2026-10-08", "agreed")) == [(FIRST.day, "Agreed")]


def test_what_was_withdrawn_is_before_no_panel() -> None:
    gone = RecordedFact(1, 7, ITEM.fact, WRITTEN, "Joy Addo", superseded_by=9)
    assert matters_of([gone, decided(2, "2026-10-01", "agreed")]) == ()


def test_the_next_sitting_looks_at_what_is_open_or_was_done_since_the_last() -> None:
    other = entry(5, "panel_item", "2026-10-20", "Transport?", panel="placement", day="2026-11-05")
    elsewhere = entry(6, "panel_item", "2026-10-20", "Assess?", panel="assessment", day="2026-11-05")
    matters = matters_of([ITEM, other, elsewhere])
    open_ = entry(10, "promise_made", "2026-10-01", "Ring", due="2026-10-10", item="1")
    done = entry(11, "promise_made", "2026-10-01", "Write", due="2026-10-10", item="1")
    long_done = entry(12, "promise_made", "2026-09-25", "Ask", due="2026-09-28", item="1")
    kept = [
        entry(13, "promise_kept", "2026-10-03", promise="11"),
        entry(14, "promise_kept", "2026-09-28", promise="12"),
    ]
    foreign = entry(15, "promise_made", "2026-10-01", "Other panel", due="2026-10-10", item="6")
    tasks = promises([open_, done, long_done, *kept, foreign])
    assert [one.fact_id for one in to_report(tasks, matters, SECOND)] == [10, 11]
    assert [one.fact_id for one in tasks_set(tasks, matters, FIRST)] == [10, 11]
    assert [one.fact_id for one in to_report(tasks, matters, FIRST)] == [12], "what was set to be ready for it"
    assert sittings_of(matters) == (
        Sitting(date(2026, 11, 5), "placement"),
        Sitting(date(2026, 11, 5), "assessment"),
        FIRST,
    )


def test_a_panel_is_one_whatever_capitals_and_blanks_its_name_has() -> None:
    names = ("SEND panel", "SEND Panel", " send  panel", "Placement  PANEL", "placement")
    typed = [
        entry(20 + n, "panel_item", "2026-10-20", f"Ask {n}", panel=name, day="2026-11-05")
        for n, name in enumerate(names)
    ]
    matters = matters_of(typed)
    assert sittings_of(matters) == (SECOND, Sitting(SECOND.day, "SEND panel"))
    assert [m.asked for m in on_agenda(matters, Sitting(SECOND.day, "SEND panel"))] == ["Ask 0", "Ask 1", "Ask 2"]


def test_a_task_of_the_second_sitting_was_not_set_by_the_first() -> None:
    matters = matters_of([ITEM, decided(2, "2026-10-01", "deferred", again="2026-11-05")])
    first = entry(10, "promise_made", "2026-10-20", "Ring", due="2026-10-30", item="1")
    second = entry(11, "promise_made", "2026-11-05", "Write to the college", due="2026-12-01", item="1")
    tasks = promises([first, second])
    assert [one.fact_id for one in tasks_set(tasks, matters, FIRST)] == [10]
    assert [one.fact_id for one in tasks_set(tasks, matters, SECOND)] == [11]


def test_what_is_put_off_is_back_on_a_day_after_the_sitting() -> None:
    def wrong(*before: RecordedFact, **more: str) -> str:
        return wrong_day_again([ITEM, *before], decided(9, "2026-10-01", "deferred", **more).fact)

    assert (
        "say on which day" in wrong() and "10 September 2026" in wrong(again="2026-09-10") and wrong(again="2026-10-01")
    )
    assert wrong(again="2026-10-02") == ""
    off = decided(2, "2026-10-01", "deferred", again="2026-11-05")
    assert "5 November 2026" in wrong(off, again="2026-11-05") and wrong(off, again="2026-11-06") == ""
    assert wrong_day_again([ITEM], decided(9, "2026-10-01", "agreed").fact) == "", "only what is put off needs a day"
