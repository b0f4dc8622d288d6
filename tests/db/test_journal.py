"""The journal and the facts are only ever added to, and any change to the journal is found."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from db.store import SqlStore
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.journal import GENESIS, NewEntry, canonical, digest, first_broken
from ehcp_desk.domain.record import NewFact
from tests.support.records import DAY, NOW, one_case

_ONLY_ADDED = "only ever added to"


def _entries(store: SqlStore, count: int = 3) -> int:
    case = one_case(store)
    for n in range(count - 1):
        with store.write("Thandi Mbeki", NOW + timedelta(minutes=n)) as work:
            work.append(NewEntry("note", case.id, {"text": f"Łódź {n}", "n": n}))
    return case.id


def _raw(store: SqlStore, sql: str) -> None:
    with store.connection(write=True) as connection:
        connection.exec_driver_sql(sql)


def test_entries_are_numbered_from_one_and_chained(store: SqlStore) -> None:
    case_id = _entries(store)
    with store.read() as work:
        entries = list(work.journal())
        assert [e.seq for e in entries] == [1, 2, 3]
        assert entries[0].previous == GENESIS
        assert first_broken(entries) is None
        assert work.journal_head() == (3, entries[-1].hash, entries[-1].at)
        assert [e.seq for e in work.journal(after=1, case_id=case_id)] == [2, 3]
        assert list(work.journal(case_id=case_id + 1)) == []
        assert entries[1].payload == canonical({"n": 0, "text": "Łódź 0"})


def test_an_empty_journal_has_the_first_head(store: SqlStore) -> None:
    with store.read() as work:
        assert work.journal_head() == (0, GENESIS, None)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE journal SET actor = 'Somebody else' WHERE seq = 2",
        "UPDATE journal SET payload = '{}' WHERE seq = 2",
        "UPDATE journal SET payload = NULL, kind = 'x' WHERE seq = 2",
        "DELETE FROM journal WHERE seq = 3",
        "UPDATE facts SET happened_on = '2026-01-01'",
        "UPDATE facts SET note = 'changed'",
        "DELETE FROM facts",
    ],
)
def test_no_change_and_no_deletion(store: SqlStore, sql: str) -> None:
    _entries(store)
    with pytest.raises(BadInput, match=_ONLY_ADDED):
        _raw(store, sql)
    with store.read() as work:
        assert first_broken(work.journal()) is None
        assert work.journal_head()[0] == 3


def test_an_insert_that_replaces_is_refused_too(store: SqlStore) -> None:
    _entries(store)
    if store.is_file:
        statements = ("INSERT OR REPLACE INTO journal SELECT * FROM journal WHERE seq = 2",
                      "REPLACE INTO facts SELECT * FROM facts")  # fmt: skip
    else:
        statements = (
            "INSERT INTO journal SELECT * FROM journal WHERE seq = 2 ON CONFLICT (seq) DO UPDATE SET actor = 'x'",
            "TRUNCATE facts CASCADE",
            "TRUNCATE journal",
        )
    for sql in statements:
        with pytest.raises(BadInput, match=_ONLY_ADDED):
            _raw(store, sql)


def test_a_payload_may_be_emptied_once_its_case_is_disposed_of_and_the_chain_still_holds(store: SqlStore) -> None:
    case_id = _entries(store)
    empty = "UPDATE journal SET payload = NULL WHERE seq = 2"
    with pytest.raises(BadInput, match=_ONLY_ADDED):
        _raw(store, empty)
    _raw(store, 'INSERT INTO disposals (case_id, ref, at, "by", rule, due, reason, facts, documents, size) '
                f"VALUES ({case_id}, 'SEN/26118', '2026-10-30T09:44:00+00:00', '', '', '2026-10-30', '', 0, 0, 0)")  # fmt: skip
    _raw(store, empty)
    with store.read() as work:
        entries = list(work.journal())
    assert entries[1].payload is None
    assert first_broken(entries) is None


@pytest.mark.parametrize(
    ("column", "value"),
    [("at", "'2026-10-30T09:44:01.000000+00:00'"), ("actor", "'Someone'"),
     ("kind", "'other'"), ("case_id", "77"), ("payload", "'{}'"), ("payload_digest", "'0'"),
     ("previous", "'0'"), ("hash", "'0'")],
)  # fmt: skip
def test_whatever_is_altered_behind_our_back_is_found(store: SqlStore, column: str, value: str) -> None:
    _entries(store)
    _without_triggers(store, f"UPDATE journal SET {column} = {value} WHERE seq = 2")
    with store.read() as work:
        assert first_broken(work.journal()) == 2


def test_a_removed_entry_is_found(store: SqlStore) -> None:
    _entries(store)
    _without_triggers(store, "DELETE FROM journal WHERE seq = 2")
    with store.read() as work:
        assert first_broken(work.journal()) == 3


def _without_triggers(store: SqlStore, sql: str) -> None:
    """What somebody with the keys to the database could do."""
    table = " ON journal" if not store.is_file else ""
    with store.connection(write=True) as connection:
        connection.exec_driver_sql(f"DROP TRIGGER journal_no_update{table}")
        connection.exec_driver_sql(f"DROP TRIGGER journal_no_delete{table}")
        connection.exec_driver_sql(sql)


def test_entries_of_one_unit_of_work_stand_in_the_order_they_were_queued(store: SqlStore) -> None:
    with store.write("Joy Addo", NOW) as work:
        for n in range(5):
            work.append(NewEntry(f"kind_{n}", None, {"n": n}))
        assert work.journal_head()[0] == 0  # written at the commit, not before
    with store.read() as work:
        assert [e.kind for e in work.journal()] == [f"kind_{n}" for n in range(5)]
        assert [e.payload_digest for e in work.journal()] == [digest(canonical({"n": n})) for n in range(5)]


def test_many_writers_make_one_chain_and_a_poller_misses_nothing(store: SqlStore) -> None:
    case = one_case(store)
    threads, times = 4, 8

    def write(name: str) -> None:
        for n in range(times):
            with store.write(name, NOW) as work:
                work.add_fact(case.id, NewFact("note", DAY))
                work.append(NewEntry("fact_recorded", case.id, {"n": n}))
                work.append(NewEntry("second", None, {}))

    with ThreadPoolExecutor(threads) as pool:
        waiting = [pool.submit(write, f"Officer {n}") for n in range(threads)]
        seen, seq = [], 0
        while not all(job.done() for job in waiting) or seq < 1 + 2 * threads * times:
            with store.read() as work:
                new = list(work.journal(after=seq))
            seen += [entry.seq for entry in new]
            seq = seen[-1] if seen else 0
            for job in waiting:
                assert not job.done() or job.exception() is None
    assert seen == list(range(1, 2 + 2 * threads * times))
    with store.read() as work:
        assert first_broken(work.journal()) is None
