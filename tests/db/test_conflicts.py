"""Two people and one case: exactly one save wins, the other is told who, when and what; nothing is ever lost."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from db.store import SqlStore, open_store
from ehcp_desk.domain.case import Stage
from ehcp_desk.domain.errors import Clash, Conflict
from ehcp_desk.domain.journal import NewEntry, first_broken
from ehcp_desk.domain.record import NewFact
from ehcp_desk.domain.worklist import CaseQuery, Summary
from tests.support.records import DAY, NOW, add_case, child, deadline, one_case

SUMMARY = Summary(Stage.DECIDING, DAY)
ROOT = Path(__file__).parents[2]


def test_the_second_of_two_savers_is_told_who_when_and_what(store: SqlStore) -> None:
    seen = one_case(store)
    with store.write("Thandi Mbeki", NOW) as work:
        joy = work.add_officer("Joy Addo")
        work.add_fact(seen.id, NewFact("draft_plan_served", DAY))
        work.save_case(replace(seen, owner_id=joy.id), SUMMARY, [])
        work.append(NewEntry("fact_recorded", seen.id, {"kind": "draft_plan_served"}))
    with store.read() as work:
        sealed = work.journal_head()
    with pytest.raises(Conflict) as conflict, store.write("Joy Addo", NOW + timedelta(minutes=3)) as work:
        work.add_fact(seen.id, NewFact("note", DAY))
        work.save_case(replace(seen, psychologist="Imre Vantongeren"), SUMMARY, [deadline()])
    at = f"{NOW.astimezone():%H:%M}"
    assert str(conflict.value) == (
        f"Thandi Mbeki changed SEN/26118 at {at} (Draft plan served); look at it again before you save."
    )
    assert (conflict.value.who, conflict.value.when, conflict.value.exit_code) == ("Thandi Mbeki", at, 5)
    assert conflict.value.clashes == (
        Clash("Caseworker", "Joy Addo", "nobody"),
        Clash("Educational psychologist", "nobody", "Imre Vantongeren"),
    )
    with store.read() as work:  # nothing of the second save is there
        assert [f.fact.kind for f in work.facts(seen.id)] == ["request_received", "draft_plan_served"]
        assert work.deadlines(seen.id) == ()
        assert work.journal_head() == sealed


def test_a_conflict_with_another_day_says_which(store: SqlStore) -> None:
    seen = one_case(store)
    with store.write("Thandi Mbeki", NOW) as work:
        work.save_case(seen, SUMMARY, [])
    with pytest.raises(Conflict, match="on 30 October 2026 at"), store.write("Joy", NOW + timedelta(days=2)) as work:
        work.save_case(seen, SUMMARY, [])


@pytest.mark.parametrize("payload", ["x", "[]", "3"])
def test_a_conflict_whose_last_line_is_another_programs_still_says_what_to_do(store: SqlStore, payload: str) -> None:
    seen = one_case(store)
    with store.write("Joy Addo", NOW) as work:
        work.save_case(seen, SUMMARY, [])
    with store.connection(write=True) as connection:
        connection.exec_driver_sql(
            "INSERT INTO journal (seq, at, actor, case_id, kind, payload, payload_digest, previous, hash) "
            f"SELECT 99, at, 'Thandi Mbeki', case_id, 'note', '{payload}', '', '', '' FROM journal WHERE seq = 1"
        )
    with pytest.raises(Conflict, match=r"Thandi Mbeki changed .* look at it again"), store.write("Joy", NOW) as work:
        work.save_case(seen, SUMMARY, [])


def test_a_conflict_without_a_journal_still_says_what_to_do(store: SqlStore) -> None:
    with store.write("Joy Addo", NOW) as work:
        seen = add_case(work, ref="SEN/1")
        work.save_case(seen, SUMMARY, [])
        with pytest.raises(Conflict, match="SEN/1 was changed by somebody else; look at it again"):
            work.save_case(seen, SUMMARY, [])


def test_whatever_is_raised_inside_leaves_nothing_behind(store: SqlStore) -> None:
    with pytest.raises(ZeroDivisionError), store.write("Joy Addo", NOW) as work:
        case = add_case(work, deadlines=[deadline()])
        work.add_fact(case.id, NewFact("note", DAY))
        work.add_document(case.id, "a.txt", "text/plain", b"a")
        work.append(NewEntry("case_opened", case.id, {}))
        work.set_setting("a", "b")
        _ = 1 / 0
    with store.read() as work:
        assert work.count(CaseQuery(DAY)) == 0
        assert work.journal_head()[0] == 0
        assert work.settings() == {}
        assert list(work.every_deadline()) == []


def test_a_reader_sees_one_moment_however_long_it_reads(store: SqlStore) -> None:
    case = one_case(store)
    with store.read() as work:
        assert work.journal_head()[0] == 1
        with store.write("Thandi Mbeki", NOW) as other:
            other.add_fact(case.id, NewFact("note", DAY))
            other.append(NewEntry("fact_recorded", case.id, {}))
        assert work.journal_head()[0] == 1
        assert len(work.facts(case.id)) == 1
    with store.read() as work:
        assert len(work.facts(case.id)) == 2


def test_threads_that_try_until_they_win_lose_no_update(store: SqlStore) -> None:
    case = one_case(store)
    threads, times = 4, 10

    def add_notes(name: str) -> int:
        lost = 0
        for _ in range(times):
            while True:
                with store.read() as work:
                    seen = work.case(case.id)
                try:
                    with store.write(name, NOW) as work:
                        work.add_fact(case.id, NewFact("note", DAY))
                        work.save_case(seen, SUMMARY, [deadline()])
                        work.append(NewEntry("fact_recorded", case.id, {"kind": "note"}))
                except Conflict:
                    lost += 1
                else:
                    break
        return lost

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(add_notes, [f"Officer {n}" for n in range(threads)]))
    _nothing_was_lost(store, case.id, threads * times)


def test_processes_that_try_until_they_win_lose_no_update(store: SqlStore, database: str) -> None:
    case = one_case(store)
    program = str(ROOT / "tests" / "support" / "saver.py")
    savers = [
        subprocess.Popen([sys.executable, program, database, str(case.id), "12"], cwd=ROOT, stdin=subprocess.PIPE,
                         stdout=subprocess.PIPE, text=True, env=_environment())
        for _ in range(3)
    ]  # fmt: skip
    for saver in savers:
        assert saver.stdout is not None
        assert saver.stdout.readline() == "ready\n"
    for saver in savers:  # all at once
        assert saver.stdin is not None
        saver.stdin.write("go\n")
        saver.stdin.flush()
    for saver in savers:
        saver.communicate()
        assert saver.returncode == 0
    _nothing_was_lost(store, case.id, 36)


def _nothing_was_lost(store: SqlStore, case_id: int, saves: int) -> None:
    with store.read() as work:
        assert work.case(case_id).version == 2 + saves
        assert len(work.facts(case_id)) == 1 + saves
        assert work.journal_head()[0] == 1 + saves
        assert first_broken(work.journal()) is None


def _environment() -> dict[str, str]:
    import os

    return {**os.environ, "PYTHONPATH": str(ROOT)}


def test_a_case_can_be_given_another_reference(store: SqlStore) -> None:
    seen = one_case(store)
    with store.write("Joy Addo", NOW) as work:
        work.save_case(replace(seen, ref="SEN/99"), SUMMARY, [])
    with store.read() as work:
        assert (work.find_case("sen/99"), work.find_case("SEN/26118"), work.case(seen.id).version) == (seen.id, None, 3)


def test_savers_of_different_cases_do_not_conflict(database: str) -> None:
    one, two = open_store(database), open_store(database)
    with one.write("Joy Addo", NOW) as work:
        first, second = add_case(work), add_case(work)
    for store, case in ((one, first), (two, second)):
        with store.write("Joy Addo", NOW) as work:
            assert work.save_case(case, SUMMARY, []).version == case.version + 1
    one.close()
    two.close()


def test_a_case_read_before_its_child_was_renamed_is_not_listed_by_the_old_name(store: SqlStore) -> None:
    """Two cases of one child: somebody renames the child by way of one while somebody saves the other."""
    with store.write("Joy Addo", NOW) as work:
        first, stranger = add_case(work), add_case(work, of=child("Quillfeather"))
        second = work.add_case("SEN/2", first.child.id, None, DAY)
    with store.write("Thandi Mbeki", NOW) as work:
        work.save_child(replace(first.child, surname="Castellan"))
    with store.write("Joy Addo", NOW) as work:
        saved = work.save_case(second, SUMMARY, [])
    with store.read() as work:
        assert [row.surname for row in work.every_row()] == ["Castellan", "Quillfeather", "Castellan"]
    with store.write("Joy Addo", NOW) as work:
        work.save_case(replace(saved, child=stranger.child), SUMMARY, [])
    with store.read() as work:
        assert [row.surname for row in work.every_row()] == ["Castellan", "Quillfeather", "Quillfeather"]
