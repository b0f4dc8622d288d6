"""Marks of each side on entries of the chronology."""

from __future__ import annotations

from datetime import UTC, date, datetime

from ehcp_desk.clock.model import Fact
from ehcp_desk.domain.chronology_marks import MARK, PROPOSED, Stance, entry_marks, waiting_proposals
from ehcp_desk.domain.record import RecordedFact

ON = date(2026, 10, 30)


def entry(number: int, kind: str = "note", supersedes: int | None = None, **attrs: str) -> RecordedFact:
    fact = Fact(kind, ON, attrs, False, "", number)
    return RecordedFact(number, 1, fact, datetime(2026, 10, 30, tzinfo=UTC), "Bea", supersedes=supersedes)


def mark(number: int, of: int, stance: str, by: str = "the parents", **more: str) -> RecordedFact:
    return entry(number, MARK, entry=str(of), mark=stance, by=by, **more)


def test_the_newest_mark_of_each_party_counts() -> None:
    facts = [
        entry(1),
        mark(2, 1, "disputed"),
        mark(3, 1, "agreed", "The Parents"),
        mark(4, 1, "disputed", "the school"),
    ]
    marks = entry_marks(facts)[1]
    assert [(m.by, m.stance) for m in marks] == [("The Parents", Stance.AGREED), ("the school", Stance.DISPUTED)]


def test_a_mark_taken_back_or_withdrawn_says_nothing() -> None:
    assert entry_marks([entry(1), mark(2, 1, "agreed"), mark(3, 1, "cleared")]) == {}
    assert entry_marks([entry(1), mark(2, 1, "agreed"), entry(3, "withdrawn_entry", supersedes=2)]) == {}


def test_a_mark_follows_a_corrected_entry_and_says_that_it_was_of_the_earlier_words() -> None:
    facts = [entry(1), mark(2, 1, "agreed"), entry(3, supersedes=1)]
    (found,) = entry_marks(facts)[3]
    assert found.earlier and "before the entry was corrected" in found.words
    assert entry_marks([*facts, entry(4, "withdrawn_entry", supersedes=3)]) == {}


def test_a_dispute_says_what_they_say_and_what_it_rests_on() -> None:
    (found,) = entry_marks([entry(1), mark(2, 1, "disputed", says="Two days.", source="letter of 3 May")])[1]
    assert found.words == "Disputed by the parents: Two days (letter of 3 May)."


def test_a_proposed_entry_waits_until_somebody_marks_it() -> None:
    proposed = entry(5, PROPOSED, by="the parents", says="We rang")
    assert waiting_proposals([proposed]) == (proposed,)
    assert waiting_proposals([proposed, mark(6, 5, "alleged")]) == ()
    assert waiting_proposals([proposed, entry(6, "withdrawn_entry", supersedes=5)]) == ()
    put_right = entry(7, PROPOSED, supersedes=5, by="the parents", says="Two days")
    assert waiting_proposals([proposed, put_right]) == (put_right,)
    assert waiting_proposals([proposed, mark(6, 5, "alleged"), put_right]) == ()
