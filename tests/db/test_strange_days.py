"""Days that another program can put into a database and no desk can read: pages open, ``verify`` names the case, and saving
puts it right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from db.store import SqlStore, open_store
from ehcp_desk.bootstrap import open_desk
from ehcp_desk.domain.case import Child
from ehcp_desk.domain.errors import Unreadable
from ehcp_desk.domain.worklist import CaseQuery
from ehcp_desk.services.casework.details import change_child
from ehcp_desk.services.casework.recording import NewRequest, open_request
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.worklist import listed
from ehcp_desk.services.records.case_view import case_view
from ehcp_desk.services.upkeep.checking import verify_record
from ehcp_desk.services.upkeep.recomputing import recompute

REF, OTHER, DAY, BORN = "SEN/1", "SEN/2", date(2026, 10, 30), date(2013, 5, 3)
NO_DAYS = {
    "sqlite": ("noon", "2013-13-45", "2013-02-30", "0000-01-01", "20000-01-01", "infinity"),
    "postgresql": ("infinity", "-infinity", "0044-03-15 BC", "20000-01-01"),
}


@pytest.fixture
def desk(database: str) -> Iterator[Desk]:
    made = open_desk(database, "Joy Addo", DAY)
    for ref, name in ((REF, "Tamworth"), (OTHER, "Castellan")):
        open_request(made, NewRequest(ref, Child(0, name, "Joel", BORN), date(2026, 6, 24), "parent"))
    yield made
    made.store.close()


def put(database: str, statement: str) -> None:
    """As an administrator with another program."""
    store = open_store(database)
    with store.connection(write=True) as connection:
        connection.exec_driver_sql(statement)
    store.close()


def wrong(desk: Desk) -> dict[str, str]:
    return {check: said for check, ok, said in verify_record(desk) if not ok}


def test_a_date_of_birth_that_is_no_day_closes_no_page_and_is_put_right(
    desk: Desk, database: str, database_kind: str
) -> None:
    for day in NO_DAYS[database_kind]:
        put(database, f"UPDATE children SET born = '{day}' WHERE surname = 'Tamworth'")
        seen = case_view(desk, REF).case.child
        assert (seen.surname, seen.born) == ("Tamworth", None)
        assert [row.case.ref for row in listed(desk, CaseQuery(DAY, search="Tamworth"))[1]] == [REF]
        with desk.store.read() as work:
            assert {child.born for _, _, child in work.every_identity()} == {None, BORN}
        found = wrong(desk)
        assert "the date of birth of 1 child is no day" in found["children"] and f": {REF};" in found["children"]
        assert OTHER not in str(found)
        change_child(desk, REF, seen, replace(seen, born=BORN), "The birth certificate")
        assert wrong(desk) == {}
        assert case_view(desk, REF).case.child.born == BORN


def test_a_date_of_birth_that_is_no_day_is_said_so_where_the_record_is_copied(
    desk: Desk, database: str, database_kind: str, tmp_path: Path
) -> None:
    """A file is copied page by page; a row of a server's cannot be held by one, and the sentence names what finds it."""
    put(database, f"UPDATE children SET born = '{NO_DAYS[database_kind][0]}' WHERE surname = 'Tamworth'")
    store, copy = desk.store, tmp_path / "backup.db"
    assert isinstance(store, SqlStore)
    if database_kind == "sqlite":
        assert store.backup(copy)
        return
    with pytest.raises(Unreadable, match="ehcp-desk verify"):
        store.backup(copy)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("what", ["case_summary SET received", "deadlines SET due", "case_summary SET last_contact_on"])
def test_what_is_derived_and_is_no_day_names_its_case_and_is_worked_out_again(
    desk: Desk, database: str, database_kind: str, what: str
) -> None:
    put(database, f"UPDATE {what} = '{NO_DAYS[database_kind][0]}' WHERE case_id = 1")
    found = wrong(desk)
    assert found.keys() == {"facts", "deadlines"} or found.keys() == {"deadlines"}
    assert REF in found["deadlines"] and OTHER not in str(found)
    if what.startswith("case_summary"):  # what its line says of it decides what is owed, so it is not passed over
        for page in (lambda: case_view(desk, REF), lambda: listed(desk, CaseQuery(DAY))):
            with pytest.raises(Unreadable, match="ehcp-desk verify"):
                page()
    assert case_view(desk, OTHER).case.ref == OTHER
    assert recompute(desk).changed == (REF,)
    assert wrong(desk) == {}
    assert len(listed(desk, CaseQuery(DAY))[1]) == 2
