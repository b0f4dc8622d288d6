"""A damaged file: everything that can be read is saved, and every loss is named."""

from __future__ import annotations

import hashlib
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from db.salvaging import salvage_file
from db.store import SqlStore, create_store, open_store
from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.domain.case import Child
from ehcp_desk.domain.errors import BadInput, KnownFault
from ehcp_desk.domain.journal import NewEntry
from ehcp_desk.domain.record import NewFact
from ehcp_desk.ports.today import Calendar
from ehcp_desk.services.casework.attaching import Attachment
from ehcp_desk.services.casework.filing import file_document
from ehcp_desk.services.casework.recording import NewRequest, open_request, record
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.upkeep.checking import verify_record
from ehcp_desk.services.upkeep.recomputing import recompute
from ehcp_desk.services.upkeep.retention import DISPOSED
from ehcp_desk.services.upkeep.salvaging import Loss, count_loss
from tests.support.records import DAY, NOW

CASES, NOTES = 40, 12
FACTS = CASES * (NOTES + 1) + 1  # and the document's
SCAN = random.Random(7).randbytes(50_000)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of forty cases, with notes long enough that the facts are on many pages, and one document."""
    path = tmp_path_factory.mktemp("made") / "made.db"
    with closing(create_store(path)) as store:
        desk = desk_on(store)
        for number in range(1, CASES + 1):
            ref = f"SEN/{number}"
            open_request(desk, NewRequest(ref, Child(0, f"Farrowdale{number}", "Maisie", setting="Larkspur Primary"),
                                          date(2026, 6, 24), "parent"))  # fmt: skip
            for turn in range(NOTES):
                record(desk, ref, NewFact("note", DAY, note=f"A telephone call, {turn}. " * 20))
        file_document(desk, "SEN/5", Attachment("scan.tif", SCAN))
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@pytest.fixture
def damaged(made: Path, tmp_path: Path) -> Path:
    """A copy to damage."""
    path = tmp_path / "damaged.db"
    path.write_bytes(made.read_bytes())
    return path


def desk_on(store: SqlStore) -> Desk:
    return Desk(store, Ruleset.load(), "Joy Addo", Calendar(DAY))


def leaves(path: Path, table: str) -> list[int]:
    """The pages of a table's B-tree that hold rows, in order, found by walking the file's own bytes."""
    with closing(sqlite3.connect(path)) as raw:
        found = raw.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
        root = found[0] if found else 1  # the catalogue itself begins on the first page
    content = path.read_bytes()
    size = int.from_bytes(content[16:18], "big")

    def walk(page: int) -> Iterator[int]:
        at = (page - 1) * size
        start = at + (100 if page == 1 else 0)
        if content[start] == 0x0D:
            yield page
            return
        cells = int.from_bytes(content[start + 3 : start + 5], "big")
        for place in range(cells):
            offset = at + int.from_bytes(content[start + 12 + 2 * place : start + 14 + 2 * place], "big")
            yield from walk(int.from_bytes(content[offset : offset + 4], "big"))
        yield from walk(int.from_bytes(content[start + 8 : start + 12], "big"))

    return list(walk(root))


def spoil(path: Path, page: int) -> None:
    with path.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xa5" * 4096)


def account(new: Path, stand_ins: frozenset[int] = frozenset()) -> tuple[Loss, dict[str, bool]]:
    with closing(open_store(new)) as store:
        desk = desk_on(store)
        with store.read() as work:
            loss = count_loss(work, stand_ins)
        recompute(desk)
        return loss, {check: ok for check, ok, _ in verify_record(desk)}


def test_a_sound_file_is_saved_whole(damaged: Path, tmp_path: Path) -> None:
    before = damaged.read_bytes()
    saved = salvage_file(damaged, tmp_path / "new.db")
    loss, checks = account(tmp_path / "new.db")
    assert (saved.lost, saved.stand_ins, saved.emptied) == ({}, {}, 0) and not loss and all(checks.values())
    assert saved.rows["cases"] == CASES and saved.rows["facts"] == FACTS
    assert damaged.read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["damaged.db", "new.db"]


def test_each_lost_fact_is_named_and_the_others_are_kept(damaged: Path, tmp_path: Path) -> None:
    pages = leaves(damaged, "facts")
    assert len(pages) > 20
    with closing(sqlite3.connect(damaged)) as raw:
        everything = dict(raw.execute("SELECT f.id, c.ref FROM facts f JOIN cases c ON c.id = f.case_id").fetchall())
    for page in (pages[3], pages[-1]):
        spoil(damaged, page)
    with pytest.raises(sqlite3.DatabaseError), closing(sqlite3.connect(damaged)) as raw:
        raw.execute("SELECT count(note) FROM facts WHERE note > ''").fetchall()
    saved = salvage_file(damaged, tmp_path / "new.db")
    loss, checks = account(tmp_path / "new.db")
    with closing(sqlite3.connect(tmp_path / "new.db")) as raw:
        kept = {number for (number,) in raw.execute("SELECT id FROM facts")}
    gone = set(everything) - kept
    assert 2 <= len(gone) < 40 and max(everything) in gone
    assert saved.lost == {"facts": sorted(gone)}
    assert {(one.ref, n) for one in loss.facts for n in one.numbers} == {(everything[n], n) for n in gone}
    assert (loss.cases, loss.documents) == ((), ())
    assert {check for check, ok in checks.items() if not ok} == {"facts"}  # journal, deadlines, documents: all right


def test_a_case_whose_head_is_lost_keeps_its_facts(damaged: Path, tmp_path: Path) -> None:
    for table in ("cases", "children"):
        spoil(damaged, leaves(damaged, table)[0])
    saved = salvage_file(damaged, tmp_path / "new.db")
    heads = frozenset(int(number) for number in saved.stand_ins["cases"])
    loss, _ = account(tmp_path / "new.db", heads)
    assert len(loss.cases) == len(saved.lost["cases"]) == len(heads) > 0 and not loss.facts
    assert set(loss.cases) == {f"SEN/{number}" for number in heads}  # the journal knows what they were called
    with closing(open_store(tmp_path / "new.db")) as store, store.read() as work:  # and the old lists whose they were
        assert {work.case(number).child.surname for number in heads} == {f"Farrowdale{number}" for number in heads}
        assert {work.case(number).child.setting for number in heads} == {"Larkspur Primary"}


def test_what_nothing_names_any_more_is_called_lost(damaged: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(damaged, isolation_level=None)) as raw:
        raw.execute("PRAGMA foreign_keys = OFF")
        for sql in ("DROP TRIGGER journal_no_delete", "DELETE FROM case_summary WHERE case_id = 7",
                    "DELETE FROM journal WHERE case_id = 7", "DELETE FROM cases WHERE id = 7"):  # fmt: skip
            raw.execute(sql)
    saved = salvage_file(damaged, tmp_path / "new.db")
    assert saved.stand_ins["cases"] == [7] and saved.rows["facts"] == FACTS
    with closing(open_store(tmp_path / "new.db")) as store, store.read() as work:
        assert (work.case(7).ref, work.case(7).child.surname) == ("LOST-7", "(lost: case 7)")
        assert len(work.facts(7)) == NOTES + 1


def test_the_heads_of_cases_lost_leave_a_sound_record(damaged: Path, tmp_path: Path) -> None:
    for table in ("cases", "children"):
        spoil(damaged, leaves(damaged, table)[0])
    saved = salvage_file(damaged, tmp_path / "new.db")
    heads = frozenset(int(number) for number in saved.stand_ins["cases"])
    _, checks = account(tmp_path / "new.db", heads)
    assert saved.rows["facts"] == FACTS and checks["facts"] and checks["references"] and checks["owners"]


def test_a_document_that_was_altered_or_lost_is_named(damaged: Path, tmp_path: Path) -> None:
    content = damaged.read_bytes()
    at = content.index(SCAN[20_000:20_060])
    damaged.write_bytes(content[:at] + b"\0" * 60 + content[at + 60 :])
    saved = salvage_file(damaged, tmp_path / "new.db")
    loss, checks = account(tmp_path / "new.db")
    assert saved.lost == {} and not checks["documents"]
    assert [(one.ref, one.filename, one.altered) for one in loss.documents] == [("SEN/5", "scan.tif", True)]
    spoil(damaged, leaves(damaged, "documents")[0])
    salvage_file(damaged, tmp_path / "newer.db")
    loss, _ = account(tmp_path / "newer.db")
    assert [(one.ref, one.filename) for one in loss.documents] == [("SEN/5", "scan.tif")]


def test_lost_lines_of_the_journal_break_the_chain_and_are_counted(damaged: Path, tmp_path: Path) -> None:
    spoil(damaged, leaves(damaged, "journal")[2])
    saved = salvage_file(damaged, tmp_path / "new.db")
    _, checks = account(tmp_path / "new.db")
    numbers = saved.lost["journal"]
    assert numbers == list(range(numbers[0], numbers[-1] + 1)) and not checks["journal"]
    assert saved.rows["facts"] == FACTS


@pytest.mark.parametrize("payload", ['["SEN/5"]', '{"document":[1]', '{"document":[1]}', '{"sealed":7}'])
def test_a_line_of_the_journal_that_says_nothing_readable_is_told_and_costs_nothing_else(
    damaged: Path, tmp_path: Path, payload: str
) -> None:
    with closing(sqlite3.connect(damaged, isolation_level=None)) as raw:
        raw.execute("DROP TRIGGER journal_no_update")
        raw.execute(
            "UPDATE journal SET payload = ? WHERE case_id = 5 AND kind IN ('case_opened', 'document_filed')", (payload,)
        )
    saved = salvage_file(damaged, tmp_path / "new.db")
    loss, checks = account(tmp_path / "new.db")
    assert saved.lost == {} and saved.rows["facts"] == FACTS and not loss.cases
    assert {check for check, ok in checks.items() if not ok} == {"journal", "facts", "lines"}


def test_a_fact_that_no_program_can_read_is_lost_and_named(damaged: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(damaged, isolation_level=None)) as raw:
        raw.execute("DROP TRIGGER facts_no_update")
        raw.execute("UPDATE facts SET attrs = '{\"source\":' WHERE id = 1")
        raw.execute("UPDATE facts SET happened_on = '2026-13-45' WHERE id = 2")
    saved = salvage_file(damaged, tmp_path / "new.db")
    loss, checks = account(tmp_path / "new.db")
    assert saved.lost == {"facts": [1, 2]} and [one.numbers for one in loss.facts] == [(1, 2)]
    assert checks["journal"] and checks["deadlines"]


def brought(path: Path, rows: int) -> dict[str, int | None]:
    """Put the digests of so many rows of files in, and give all of them."""
    with closing(open_store(path)) as store, store.write("Joy Addo", NOW) as work:
        work.add_imported_digests((hashlib.sha256(str(n).encode()).hexdigest() for n in range(rows)), 1)
        work.add_imported_digests(["rejected before they were numbered"])
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return digests(path)


def digests(path: Path) -> dict[str, int | None]:
    with closing(sqlite3.connect(path)) as raw:
        return dict(raw.execute("SELECT digest, import_number FROM imported_rows").fetchall())


def test_the_rows_that_were_brought_in_and_what_was_disposed_of_stay_known(damaged: Path, tmp_path: Path) -> None:
    kept = brought(damaged, 50)
    with closing(open_store(damaged)) as store, store.write("Mina Okafor", NOW, alone=True) as work:
        work.append(NewEntry(DISPOSED, 7, {}))
        work.dispose(7, "born_31", DAY, "its time is up")
    saved = salvage_file(damaged, tmp_path / "new.db")
    loss, checks = account(tmp_path / "new.db")
    assert digests(tmp_path / "new.db") == kept and len(kept) == 51
    assert (saved.lost, saved.cut, saved.rows["imported_rows"]) == ({}, (), 51)
    assert not loss and all(checks.values())


def test_rows_brought_in_are_read_around_the_damage_and_the_rest_is_said_to_be_lost(
    damaged: Path, tmp_path: Path
) -> None:
    kept = brought(damaged, 2000)
    word = next(digest for place, digest in enumerate(sorted(kept)) if place == 1000).encode()
    spoil(damaged, damaged.read_bytes().index(word) // 4096 + 1)
    saved = salvage_file(damaged, tmp_path / "new.db")
    found = digests(tmp_path / "new.db")
    assert kept.items() > found.items() and len(kept) - 150 < len(found) == saved.rows["imported_rows"]
    assert min(kept) in found and max(kept) in found and saved.cut == ("imported_rows",)


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_damaged_the_account_adds_up(made: Path, tmp_path: Path, seed: int) -> None:
    """Random pages anywhere but the catalogue: what was there is saved or told, and the new file is a record."""
    path, chance = tmp_path / "damaged.db", random.Random(seed)
    path.write_bytes(made.read_bytes())
    with closing(sqlite3.connect(path)) as raw:
        everything = {table: {n for (n,) in raw.execute(f"SELECT rowid FROM {table}")} for table in ("cases", "facts")}
    catalogue = {1, *(page for page in leaves(path, "sqlite_master"))}
    pages = [page for page in range(2, path.stat().st_size // 4096 + 1) if page not in catalogue]
    for page in chance.sample(pages, 12):
        spoil(path, page)
    saved = salvage_file(path, tmp_path / "new.db")
    with closing(sqlite3.connect(tmp_path / "new.db")) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert raw.execute("PRAGMA foreign_key_check").fetchall() == []
        kept = {table: {n for (n,) in raw.execute(f"SELECT rowid FROM {table}")} for table in everything}
    loss, checks = account(tmp_path / "new.db", frozenset(int(n) for n in saved.stand_ins.get("cases", [])))
    gone = everything["facts"] - kept["facts"]
    named = {n for one in loss.facts for n in one.numbers} | set(saved.lost.get("facts", []))
    assert gone <= named and checks["integrity"] and checks["triggers"] and checks["deadlines"]
    assert everything["cases"] - kept["cases"] <= set(saved.lost.get("cases", []))


def test_a_log_beside_the_file_is_read_too(made: Path, tmp_path: Path) -> None:
    live = tmp_path / "live.db"
    live.write_bytes(made.read_bytes())
    with closing(open_store(live)) as store:
        record(desk_on(store), "SEN/1", NewFact("note", DAY, note="Only in the log"))
        for end in ("", "-wal"):
            Path(f"{tmp_path / 'cut.db'}{end}").write_bytes(Path(f"{live}{end}").read_bytes())
    saved = salvage_file(tmp_path / "cut.db", tmp_path / "new.db")
    assert saved.rows["facts"] == FACTS + 1


def test_what_cannot_be_salvaged_is_said_and_nothing_is_left(damaged: Path, tmp_path: Path) -> None:
    spoil(damaged, 1)
    with pytest.raises(KnownFault, match="No table of a record"):
        salvage_file(damaged, tmp_path / "new.db")
    with pytest.raises(KnownFault, match="no file at"):
        salvage_file(tmp_path / "nowhere.db", tmp_path / "new.db")
    with pytest.raises(BadInput, match="is there already"):
        salvage_file(damaged, damaged)
    assert [path.name for path in tmp_path.iterdir()] == ["damaged.db"]
