"""Lawful disposal on either database: nothing of the case is left, everything else is, and the chain holds."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import inspect

from db.engine import written
from db.store import SqlStore, open_store
from ehcp_desk.domain.case import Contactable, Stage
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.finding import DocumentText
from ehcp_desk.domain.journal import NewEntry, first_broken
from ehcp_desk.domain.record import NewFact
from ehcp_desk.domain.worklist import CaseQuery, Scope, Summary
from ehcp_desk.services.oversight.act_numbers import TAKEN_BACK, TO_PEOPLE, TO_TEAM
from tests.support.records import DAY, NOW, Loaded, add_case, child, deadline

WORD = "Hushaby"
SHARED = b"The same circular in two files"


def _filled(store: SqlStore, ref: str, word: str) -> int:
    """A case that says ``word`` wherever a case can say anything."""
    with store.write("Joy Addo", NOW) as work:
        case = add_case(work, Summary(Stage.CLOSED, None), of=child(word, word, upn=f"{word}1"), ref=ref,
                        deadlines=[deadline()])  # fmt: skip
        work.add_contactable(Contactable(0, case.child.id, f"{word} Parent", "mother"))
        filed = work.add_document(case.id, f"{word}.txt", "text/plain", word.encode() * 500, DocumentText(word, ""))
        work.add_document(case.id, "circular.txt", "text/plain", SHARED)
        first = work.add_fact(case.id, NewFact("note", DAY, {"by": word}, f"said {word}", document_id=filed.id))
        work.add_fact(case.id, NewFact("note", DAY, {}, f"rather {word}", supersedes=first.id))
        work.restrict(case.child.id, ["Joy Addo"], word)
        work.log_opening([case.id], word)
        work.say_open(case.id, "a desk", NOW)
        work.append(NewEntry("note", case.id, {"said": word}))
    return case.id


def _everything(store: SqlStore) -> str:
    """Every value of every table, as text."""
    with store.connection() as connection:
        tables = inspect(connection).get_table_names()
        return "\n".join(
            str(row) for table in tables for row in connection.exec_driver_sql(f"SELECT * FROM {table}").all()
        )


def _dispose(store: SqlStore, case_id: int) -> None:
    with store.write("Mina Okafor", NOW, alone=True) as work:
        work.append(NewEntry("case_disposed", case_id, {"reason": "its time is up"}))
        work.dispose(case_id, "born_31", DAY, "its time is up")
    store.leave_no_trace()


def test_nothing_of_the_case_is_left_and_everything_of_others_is(store: SqlStore) -> None:
    gone, kept = _filled(store, "SEN/1", WORD), _filled(store, "SEN/2", "Farrowdale")
    before = _everything(store)
    assert WORD in before
    _dispose(store, gone)
    after = _everything(store)
    assert WORD not in after and WORD.lower() not in after and WORD.encode().hex() not in after
    with store.read() as work:
        assert work.find_case("SEN/1") is None
        assert list(work.case_ids(CaseQuery(DAY, scope=Scope.ALL))) == [kept]
        assert len(work.facts(kept)) == 2 and work.contactables(work.case(kept).child.id)
        assert work.document_bytes(work.documents(kept)[1].id) == SHARED
        entries = list(work.journal())
        assert first_broken(entries) is None
        assert [e.payload is None for e in entries if e.case_id == gone] == [True, False]
        (one,) = work.disposals()
    assert (one.case_id, one.ref, one.by, one.rule, one.due, one.reason) == (
        gone, "SEN/1", "Mina Okafor", "born_31", DAY, "its time is up")  # fmt: skip
    assert (one.facts, one.documents, one.size) == (2, 2, len(WORD) * 500 + len(SHARED))
    assert [c for c, ok, _ in store.check() if not ok] == []


def _act(number: int, ref: str, why: str) -> tuple[NewEntry, NewEntry]:
    """An act on a case and its taking back, as a release before this one told them: with the reason."""
    moves = [{"case": number, "ref": ref, "from": None, "to": 1, "fact": number}]
    return (NewEntry(TO_PEOPLE, None, {"moves": moves, "on": DAY, "reason": why}),
            NewEntry(TAKEN_BACK, None, {"act": 1, "reason": why, "refs": ["SEN/0", ref]}))  # fmt: skip


@pytest.mark.parametrize("ref", ["SEN/1", 'S"\\1', "SEN/1 (taken out 1)"])
def test_why_it_was_moved_goes_too_and_why_others_were_stays(store: SqlStore, ref: str) -> None:
    gone, kept = _filled(store, ref, WORD), _filled(store, "SEN/12", "Farrowdale")
    with store.write("Mina Okafor", NOW) as work:
        before = ref.removesuffix(" (taken out 1)")
        for line in (*_act(gone, before, f"{WORD} lives with her aunt"), *_act(kept, "SEN/12", f"not {before}")):
            work.append(line)
        work.append(NewEntry(TO_TEAM, None, {"moves": [{"case": gone, "ref": ref, "fact": 1}], "team": 1}))
    with store.connection() as connection:  # as a record of an older release has it
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("DROP TRIGGER journal_no_update")
            connection.exec_driver_sql("CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal "
                                       "WHEN OLD.case_id IS NULL BEGIN SELECT RAISE(ABORT, 'no'); END")  # fmt: skip
    _dispose(store, gone)
    assert WORD not in _everything(store)
    with store.read() as work:
        lines = [line for line in work.journal() if line.case_id is None]
        assert [line.payload is None for line in lines] == [True, True, False, False, False]
        assert first_broken(work.journal()) is None
    with pytest.raises(BadInput, match="only ever added to"), store.connection(write=True) as connection:
        connection.exec_driver_sql(f"UPDATE journal SET payload = NULL WHERE seq = {lines[2].seq}")


@pytest.mark.parametrize("ref", ["SEN/é1", " sen/E1 ", "ſen/é1"])
def test_its_reference_is_never_given_again_however_it_is_written(store: SqlStore, ref: str) -> None:
    _dispose(store, _filled(store, "SEN/É1", WORD))
    with pytest.raises(BadInput, match="was disposed of"), store.write("Joy Addo", NOW) as work:
        work.add_case(ref, work.add_child(child("Farrowdale")).id, None, DAY)
    with pytest.raises(BadInput, match="was disposed of"), store.write("Joy Addo", NOW) as work:
        work.add_cases_in_bulk([Loaded(ref, child("Farrowdale"), Summary(Stage.CLOSED, None))])


def test_the_pages_of_a_file_and_its_log_hold_no_word_of_it(tmp_path: Path) -> None:
    store = open_store(tmp_path / "desk.db", create=True)
    gone = _filled(store, "SEN/1", WORD)
    pages = [tmp_path / "desk.db", tmp_path / "desk.db-wal"]
    assert any(WORD.encode() in page.read_bytes() for page in pages)
    _dispose(store, gone)
    assert not any(WORD.encode() in page.read_bytes() for page in pages if page.exists())
    store.close()


def test_a_child_stays_until_the_last_case_goes(store: SqlStore) -> None:
    first = _filled(store, "SEN/1", WORD)
    with store.write("Joy Addo", NOW) as work:
        whose = work.case(first).child.id
        other = work.add_child(child("Farrowdale", "Maisie"))
        work.say_same(other.id, whose)
        second = work.add_case("SEN/1b", whose, None, DAY)
    _dispose(store, first)
    with store.read() as work:
        assert work.case(second.id).child.surname == WORD and work.contactables(whose)
    _dispose(store, second.id)
    with store.connection() as connection:
        for table in ("children", "contactables", "restricted", "restricted_names"):
            assert connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() == 0, table


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM facts WHERE case_id = 2",
        "DELETE FROM read_log WHERE case_id = 2",
        "UPDATE facts SET note = ''",
        "UPDATE journal SET payload = NULL WHERE case_id = 2",
        "UPDATE journal SET payload = '{}' WHERE case_id = 1",
        "DELETE FROM journal WHERE case_id = 1",
        "DELETE FROM disposals",
        "UPDATE disposals SET reason = 'another'",
    ],
)
def test_only_what_was_disposed_of_may_go(store: SqlStore, sql: str) -> None:
    first, second = _filled(store, "SEN/1", WORD), _filled(store, "SEN/2", "Farrowdale")
    assert (first, second) == (1, 2)
    _dispose(store, first)
    before = _everything(store)
    with pytest.raises(BadInput, match="only ever added to"), store.connection(write=True) as connection:
        connection.exec_driver_sql(sql)
    assert _everything(store) == before


def test_neither_the_number_nor_the_reference_is_given_again(store: SqlStore) -> None:
    gone = _filled(store, "SEN/1", WORD)
    _dispose(store, gone)
    with store.write("Joy Addo", NOW) as work:
        whose = work.add_child(child())
        with pytest.raises(BadInput, match="disposed of"):
            work.add_case("SEN/1", whose.id, None, DAY)
        assert work.add_case("SEN/3", whose.id, None, DAY).id > gone


def test_a_disposal_that_is_cut_short_changes_nothing(store: SqlStore) -> None:
    gone = _filled(store, "SEN/1", WORD)
    before = _everything(store)
    with pytest.raises(RuntimeError), store.write("Mina Okafor", NOW, alone=True) as work:
        work.dispose(gone, "born_31", DAY, "its time is up")
        raise RuntimeError("the power went")
    assert _everything(store) == before


def test_the_list_of_disposals_and_the_next_number_go_with_a_record_that_moves(
    store: SqlStore, make_database: object
) -> None:
    from db.moving import move_record

    gone = _filled(store, "SEN/1", WORD)
    _dispose(store, gone)
    target = make_database()  # type: ignore[operator]
    move_record(written(store.url), target)
    other = open_store(target)
    with other.write("Joy Addo", NOW) as work:
        assert [one.ref for one in work.disposals()] == ["SEN/1"]
        assert work.add_case("SEN/9", work.add_child(child()).id, None, DAY).id > gone
    other.close()
