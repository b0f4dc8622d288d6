"""Taking an import back: as one act, whole, and never over somebody's work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from db.store import open_store
from ehcp_desk.domain.errors import BadInput, Conflict, NotAllowed
from ehcp_desk.domain.journal import NewEntry
from ehcp_desk.domain.record import NewFact
from ehcp_desk.domain.worklist import CaseQuery, Scope
from ehcp_desk.exchange.trackers import TrackerReader
from ehcp_desk.services.casework.recording import find, record
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.worklist import listed
from ehcp_desk.services.records.case_view import case_view
from ehcp_desk.services.upkeep.bringing import bring, trial
from ehcp_desk.services.upkeep.checking import verify_record
from ehcp_desk.services.upkeep.taking_out import imports, undo_import

HEADS = "Ref,UPN,Surname,First name,DOB,Requested by,Date request received,Case officer,Current school\n"
FIRST = (
    HEADS + "A1,,Whitlock,Daisy,28/07/2017,Parent,02/06/2025,,\nA2,,Fenn,Robin,03/09/2016,School,03/06/2025,J Addo,\n"
)
LATER = HEADS + ("A1,H330229010852,Whitlock,Daisy,28/07/2017,Parent,02/06/2025,J Addo,Larkspur Primary\n"
                 "A3,,Moss,Ivy,01/02/2018,Parent,01/06/2025,J Addo,\n")  # fmt: skip
WHY = "the wrong file"


@pytest.fixture
def reading(desk: Desk) -> Iterator[Desk]:
    yield replace(desk, trackers=TrackerReader())
    assert [name for name, ok, _ in verify_record(desk) if not ok] == []


def brought(desk: Desk, tmp_path: Path, text: str, name: str = "tracker.csv") -> int:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return bring(desk, trial(desk, path)).act


def state(desk: Desk, ref: str) -> tuple[object, ...]:
    view = case_view(desk, ref)
    standing = [(f.fact.kind, f.fact.on, dict(f.fact.attrs), f.fact.note) for f in view.facts if f.stands]
    head = view.case
    return head.child, head.owner_id, head.owned_since, head.unassigned_since, head.held, head.team_id, standing


def live(desk: Desk) -> list[str]:
    return sorted(row.case.ref for row in listed(desk, CaseQuery(desk.today(), Scope.LIVE))[1])


def test_imports_are_numbered_and_listed(reading: Desk, tmp_path: Path) -> None:
    assert [brought(reading, tmp_path, FIRST), brought(reading, tmp_path, LATER, "later.csv")] == [1, 2]
    with reading.store.read() as work:
        found = imports(work)
    assert [(one.number, one.file, one.counts["created"], one.undone) for one in found] == [
        (1, "tracker.csv", 2, False), (2, "later.csv", 1, False)]  # fmt: skip
    assert len(found[0].certificate) == 64


def test_taking_back_leaves_the_cases_that_were_there_as_they_were(reading: Desk, tmp_path: Path) -> None:
    brought(reading, tmp_path, FIRST)
    before = state(reading, "A1"), state(reading, "A2")
    undo_import(reading, brought(reading, tmp_path, LATER), WHY)
    assert (state(reading, "A1"), state(reading, "A2")) == before
    assert live(reading) == ["A1", "A2"]
    with pytest.raises(BadInput, match="No case has the reference A3"):
        case_view(reading, "A3")


def test_a_case_taken_out_says_so_and_names_no_child(reading: Desk, tmp_path: Path) -> None:
    undo_import(reading, brought(reading, tmp_path, FIRST), WHY)
    assert live(reading) == []
    closed = [row.case for row in listed(reading, CaseQuery(reading.today(), Scope.ALL))[1]]
    assert all(row.name == "Taken out" and row.owner is None and "(taken out" in row.ref for row in closed)
    view = case_view(reading, closed[0].ref)
    assert [f.fact.kind for f in view.facts if f.stands] == ["taken_out"]
    assert view.facts[-1].fact.note == f"Import 1 taken back: {WHY}"
    assert not listed(reading, CaseQuery(reading.today(), Scope.ALL, search="Whitlock"))[1]


def test_the_same_file_comes_in_again_as_if_for_the_first_time(reading: Desk, tmp_path: Path) -> None:
    brought(reading, tmp_path, FIRST)
    number = brought(reading, tmp_path, LATER)
    wanted = [state(reading, ref)[:6] for ref in ("A1", "A3")]
    undo_import(reading, number, WHY)
    path = tmp_path / "tracker.csv"
    path.write_text(LATER, encoding="utf-8")
    tried = trial(reading, path)
    assert (tried.plan.certificate.updated, tried.plan.certificate.created) == (1, 1)
    assert bring(reading, tried).act == 3
    again = [state(reading, ref)[:6] for ref in ("A1", "A3")]
    assert [replace(one[0], id=0) for one in again] == [replace(one[0], id=0) for one in wanted]  # type: ignore[type-var]
    assert [one[1:] for one in again] == [one[1:] for one in wanted]


def test_an_import_is_not_taken_back_over_somebodys_work(reading: Desk, tmp_path: Path) -> None:
    number = brought(reading, tmp_path, FIRST)
    record(reading, "A2", NewFact("note", date(2025, 6, 9), note="Rang the school"))
    before = state(reading, "A1")
    with pytest.raises(Conflict, match=r"1 case has been worked on since \(A2\)"):
        undo_import(reading, number, WHY)
    assert state(reading, "A1") == before


def test_an_import_another_was_built_on_waits_for_that_one(reading: Desk, tmp_path: Path) -> None:
    first, second = brought(reading, tmp_path, FIRST), brought(reading, tmp_path, LATER)
    with pytest.raises(Conflict, match=r"\(A1\)"):
        undo_import(reading, first, WHY)
    undo_import(reading, second, WHY)
    undo_import(reading, first, WHY)
    assert live(reading) == []


def test_what_cannot_be_taken_back_is_refused_in_a_sentence(reading: Desk, tmp_path: Path) -> None:
    number = brought(reading, tmp_path, FIRST)
    with pytest.raises(BadInput, match="Say why"):
        undo_import(reading, number, " ")
    with pytest.raises(BadInput, match="no import number 7"):
        undo_import(reading, 7, WHY)
    undo_import(reading, number, WHY)
    with pytest.raises(BadInput, match="was taken back already"):
        undo_import(reading, number, WHY)


def test_a_child_with_two_cases_in_the_file_is_named_no_more(reading: Desk, tmp_path: Path) -> None:
    again = FIRST + "A7,,Whitlock,Daisy,28/07/2017,Parent,02/06/2024,,\n"
    undo_import(reading, brought(reading, tmp_path, again), WHY)
    found = listed(reading, CaseQuery(reading.today(), Scope.ALL))[1]
    assert [row.case.name for row in found] == ["Taken out"] * 3


def test_a_child_with_a_case_that_stays_keeps_its_name(reading: Desk, tmp_path: Path) -> None:
    brought(reading, tmp_path, FIRST)
    again = HEADS + "A7,,Whitlock,Daisy,28/07/2017,Parent,02/06/2024,,\n"
    undo_import(reading, brought(reading, tmp_path, again), WHY)
    assert case_view(reading, "A1").case.child.name == "Daisy Whitlock"


@pytest.fixture
def seen_by(reading: Desk, tmp_path: Path) -> Iterator[Callable[[str], Desk]]:
    """One import of two cases, one of which was kept to Mina Okafor since: the desk of whoever looks."""
    assert brought(reading, tmp_path, FIRST) == 1
    with reading.store.write("Mina Okafor", reading.now()) as work:
        work.restrict(work.case(find(work, "A1")).child.id, ["Mina Okafor"], "Protection")
        work.append(NewEntry("restricted", find(work, "A1"), {"to": ["Mina Okafor"], "reason": "Protection"}))
    with ExitStack() as opened:
        yield lambda who: replace(
            reading, user=who, store=opened.enter_context(closing(open_store(f"{tmp_path}/desk.db", user=who)))
        )


@pytest.mark.parametrize("who", ["Carl Brindle", "Mina Okafor"])
def test_an_import_with_a_case_that_is_closed_stays_whole(seen_by: Callable[[str], Desk], who: str) -> None:
    with pytest.raises(NotAllowed, match="touched what is closed to you") as refused:
        undo_import(seen_by(who), 1, WHY)
    said = str(refused.value).replace("Import 1 (tracker.csv)", "")
    assert "A1" not in said and not any(letter.isdigit() for letter in said)
    assert live(seen_by("Mina Okafor")) == ["A1", "A2"]


def test_a_closed_case_of_another_import_is_not_in_the_way(seen_by: Callable[[str], Desk], tmp_path: Path) -> None:
    carl = seen_by("Carl Brindle")
    number = brought(carl, tmp_path, LATER.replace("A1,", "A4,").replace("Whitlock,Daisy", "Ash,Lily"), "b.csv")
    undo_import(carl, number, WHY)
    assert live(seen_by("Mina Okafor")) == ["A1", "A2"]
