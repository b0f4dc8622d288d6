"""What stood on a day gone by, and each case's last entry, on both databases."""

from __future__ import annotations

from datetime import date, timedelta

from db.store import SqlStore
from ehcp_desk.domain.record import NewFact
from tests.support.records import NOW, add_case

DAY = date(2026, 10, 30)
LATER = NOW + timedelta(days=10)


def test_a_correction_counts_from_when_it_was_written(store: SqlStore) -> None:
    with store.write("Joy Addo", NOW) as work:
        case = add_case(work)
        wrong = work.add_fact(case.id, NewFact("draft_plan_served", DAY))
    with store.write("Joy Addo", LATER) as work:
        right = work.add_fact(case.id, NewFact("draft_plan_served", DAY - timedelta(1), supersedes=wrong.id))
        late = work.add_fact(case.id, NewFact("advice_chased", DAY, {"body": "health"}))
    kinds = ("draft_plan_served", "advice_chased")
    with store.read() as work:
        then = {n: [row[3] for row in rows] for n, rows in work.every_case_raw(kinds, NOW)}
        now = {n: [row[3] for row in rows] for n, rows in work.every_case_raw(kinds, LATER)}
        assert (then, now) == ({case.id: [wrong.id]}, {case.id: [right.id, late.id]})
        assert list(work.every_case_raw(kinds, NOW - timedelta(seconds=1))) == []


def test_some_cases_alone_say_what_they_say_among_all(store: SqlStore) -> None:
    with store.write("Joy Addo", NOW) as work:
        one, other = add_case(work), add_case(work)
        wrong = work.add_fact(one.id, NewFact("draft_plan_served", DAY))
        work.add_fact(other.id, NewFact("draft_plan_served", DAY))
    with store.write("Joy Addo", LATER) as work:
        work.add_fact(one.id, NewFact("draft_plan_served", DAY - timedelta(1), supersedes=wrong.id))
    kinds = ("draft_plan_served",)
    with store.read() as work:
        for known_by in (None, NOW, LATER):
            every = dict(work.every_case_raw(kinds, known_by))
            assert list(work.every_case_raw(kinds, known_by, [one.id])) == [(one.id, every[one.id])]
        assert list(work.every_case_raw(kinds, cases=[])) == []


def test_the_last_entry_is_of_what_stands_and_not_ahead(store: SqlStore) -> None:
    with store.write("Joy Addo", NOW) as work:
        one, bare = add_case(work), add_case(work)
        work.add_fact(one.id, NewFact("note", DAY - timedelta(9)))
        gone = work.add_fact(one.id, NewFact("note", DAY - timedelta(2)))
        work.add_fact(one.id, NewFact("withdrawn_entry", DAY, supersedes=gone.id))
        work.add_fact(one.id, NewFact("review_meeting_planned", DAY + timedelta(9)))
    with store.read() as work:
        last = work.last_entries([one.id, bare.id], DAY)
        assert last[one.id] == DAY - timedelta(9) and bare.id not in last
        assert work.last_entries([], DAY) == {}


def test_a_correction_of_a_correction_tells_who_wrote_it_first_and_when(store: SqlStore) -> None:
    said = {"status": "attending", "source": "School"}
    with store.write("Thandi Mbeki", NOW) as work:
        case = add_case(work)
        first = work.add_fact(case.id, NewFact("education_status", DAY, said))
        other = work.add_fact(case.id, NewFact("education_status", DAY, {**said, "status": "missing"}))
    number = first.id
    for author in ("Joy Addo", "Ruth Castellan"):
        with store.write(author, LATER) as work:
            number = work.add_fact(case.id, NewFact("education_status", DAY, said, "A typo", supersedes=number)).id
    with store.read() as work:
        whole = next(entry for entry in work.facts(case.id) if entry.id == number)
        [stood] = [entry for entry in work.standing_of(["education_status"], [case.id]) if entry.id == number]
        for entry in (whole, stood, work.fact(number)):
            assert entry is not None
            assert (entry.recorded_by, entry.recorded_at) == ("Ruth Castellan", LATER)
            assert (entry.first_written, entry.first_author, entry.first_day) == (first.id, "Thandi Mbeki", DAY)
        plain = work.fact(other.id)
        assert plain is not None and (plain.first_at, plain.first_by) == (None, None)
        for facts in (dict(work.every_case_facts())[case.id], dict(work.need_facts())[case.id]):
            told = {fact.id: fact.order for fact in facts}
            assert told == {other.id: (DAY, other.id), number: (DAY, first.id)}
            assert max(told, key=lambda one: told[one]) == other.id
