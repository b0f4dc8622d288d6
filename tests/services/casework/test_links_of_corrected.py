"""Putting right an entry that others answer, and then one that answers it, by the acts people use."""

from __future__ import annotations

from datetime import date

from ehcp_desk.domain.record import NewFact, promises
from ehcp_desk.services.casework.recording import correct, record
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.upkeep.checking import verify_record

ON = date(2026, 10, 5)


def _note(desk: Desk, entry: int, note: str) -> int:
    with desk.store.read() as work:
        old = work.fact(entry)
    assert old is not None
    right = NewFact(old.fact.kind, old.fact.on, old.fact.attrs, note)
    return correct(desk, entry, right, "a slip of the pen").facts[0]


def test_the_words_of_a_promise_and_of_how_it_was_kept_can_both_be_put_right(team: Desk, maisie: str) -> None:
    made = record(
        team, maisie, NewFact("promise_made", ON, {"due": "2026-10-08", "to": "mother"}, "Send the from")
    ).facts[0]
    kept = record(team, maisie, NewFact("promise_kept", date(2026, 10, 6), {"promise": str(made)}, "Posted it")).facts[
        0
    ]
    right = _note(team, made, "Send the form")
    again = _note(team, kept, "Sent it by email")
    with team.store.read() as work:
        facts = work.facts(1)
        told = work.fact(again)
    assert told is not None and told.fact.attrs["promise"] == str(right)
    assert [(p.what, p.kept_on) for p in promises(facts)] == [("Send the form", date(2026, 10, 6))]
    assert [check for check, ok, _ in verify_record(team) if not ok] == []
