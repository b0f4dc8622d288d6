"""A case's life line: stretches that meet, days in their lanes, and one table and one sentence for both."""

from __future__ import annotations

from datetime import UTC, date, datetime

from ehcp_desk.clock.model import Fact
from ehcp_desk.domain.life_line import Lane, life_line
from ehcp_desk.domain.record import RecordedFact

AS_AT = date(2026, 10, 30)


def entry(number: int, kind: str, on: date, by: int | None = None, /, **attrs: str) -> RecordedFact:
    return RecordedFact(
        number, 1, Fact(kind, on, attrs), datetime(2026, 1, 1, tzinfo=UTC), "Joy Addo", superseded_by=by
    )


ENTRIES = (
    entry(1, "request_received", date(2024, 3, 4)),
    entry(2, "assigned", date(2024, 3, 5), to="Joy Addo"),
    entry(3, "assess_decision_notified", date(2024, 4, 2), outcome="assess"),
    entry(4, "contact", date(2024, 4, 9), channel="phone"),
    entry(5, "draft_plan_served", date(2024, 6, 3)),
    entry(6, "final_plan_sent", date(2024, 7, 1)),
    entry(7, "assigned", date(2025, 1, 6), to="Ross Fairbairn"),
    entry(8, "review_meeting_held", date(2025, 5, 6)),
    entry(9, "appeal_registered", date(2025, 9, 1), number="EH1"),
    entry(10, "contact", date(2025, 9, 2), 11, channel="email"),
    entry(12, "review_meeting_planned", date(2026, 12, 1)),
)


def test_stretches_meet_and_the_last_goes_on() -> None:
    line = life_line(ENTRIES, AS_AT)
    stages = [(s.start, s.end, s.words) for s in line.spans if s.lane is Lane.STAGE]
    assert stages == [
        (date(2024, 3, 4), date(2024, 4, 2), "Deciding whether to assess"),
        (date(2024, 4, 2), date(2024, 6, 3), "Gathering advice"),
        (date(2024, 6, 3), date(2024, 7, 1), "Writing the plan"),
        (date(2024, 7, 1), None, "Plan in place"),
    ]
    assert [(s.words, s.end) for s in line.spans if s.lane is Lane.CASEWORKER] == [
        ("Joy Addo", date(2025, 1, 6)),
        ("Ross Fairbairn", None),
    ]


def test_what_was_corrected_or_is_still_to_come_is_not_drawn() -> None:
    line = life_line(ENTRIES, AS_AT)
    assert [m.on for m in line.moments if m.lane is Lane.CONTACTS] == [date(2024, 4, 9)]
    assert [m.on for m in line.moments if m.lane is Lane.REVIEWS] == [date(2025, 5, 6)]
    assert [m.on for m in line.moments if m.lane is Lane.DISPUTES] == [date(2025, 9, 1)]
    assert line.first == date(2024, 3, 4)


def test_a_case_without_a_caseworker_shows_the_gap() -> None:
    left = (*ENTRIES[:2], entry(20, "unassigned", date(2024, 5, 1)), entry(21, "assigned", date(2024, 6, 1), to="Pia"))
    spans = [(s.start, s.end) for s in life_line(left, AS_AT).spans if s.lane is Lane.CASEWORKER]
    assert spans == [(date(2024, 3, 5), date(2024, 5, 1)), (date(2024, 6, 1), None)]


def test_the_sentence_and_the_table_say_all_of_it() -> None:
    line = life_line(ENTRIES, AS_AT)
    assert line.sentence.startswith(
        "From 4 March 2024 to 30 October 2026, now: Plan in place. Recorded: assessment 4 entries"
    )
    assert line.table[0] == ("Day", "Until", "Lane", "What")
    assert len(line.table) == 1 + len(line.spans) + len(line.moments)
    assert ("1 July 2024", "goes on", "Stage", "Plan in place") in line.table


def test_a_case_of_which_nothing_is_known_is_drawn_all_the_same() -> None:
    line = life_line((), AS_AT)
    assert line.lanes == () and line.first == AS_AT and "nothing recorded" in line.sentence
