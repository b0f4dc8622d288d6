"""Lines of the journal that are sealed like any other and say what no desk writes: what reads lines back passes over them,
``verify`` names them, and everything else goes on as if they were not there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ehcp_desk.bootstrap import open_desk
from ehcp_desk.domain.case import Child, Contactable
from ehcp_desk.domain.errors import BadInput, Conflict
from ehcp_desk.domain.journal import NewEntry
from ehcp_desk.domain.journal_shapes import SHAPES, of_its_kind
from ehcp_desk.domain.people import Officer
from ehcp_desk.services.casework.details import add_person, change_child, change_person
from ehcp_desk.services.casework.recording import NewRequest, find, open_request
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.given import register
from ehcp_desk.services.oversight.moving import Move, move, undo
from ehcp_desk.services.oversight.returns import compute_monthly
from ehcp_desk.services.oversight.staffing import add_officer, change_officer, staff, staff_then
from ehcp_desk.services.records.as_known import Known, known_case
from ehcp_desk.services.records.earlier import earlier_children, earlier_people
from ehcp_desk.services.records.exchanging import merge_exchange, write_exchange
from ehcp_desk.services.records.history import case_history
from ehcp_desk.services.records.issuing import Asked, print_chronology
from ehcp_desk.services.records.recipient_copies import redactor_for
from ehcp_desk.services.upkeep.certifying import certificate_paper
from ehcp_desk.services.upkeep.checking import verify_record
from ehcp_desk.services.upkeep.council import change_council, council_view
from ehcp_desk.services.upkeep.frozen_check import frozen_check
from ehcp_desk.services.upkeep.paper_check import verify_paper
from ehcp_desk.services.upkeep.still_supported import council_at, filed_as, law_at
from ehcp_desk.services.upkeep.taking_out import imports

REF, DAY = "SEN/26118", date(2026, 10, 30)
GARBAGE: tuple[Any, ...] = (
    3,
    "x",
    "2026-13-45",
    [3],
    [[]],
    [{}],
    {"a": 3},
    {"a": ["x"]},
    {"Date of birth": {"before": "x"}},
    None,
)


@pytest.fixture
def desk(database: str) -> Iterator[Desk]:
    """A desk at which everything that is read back was done once, and then written by another program in every wrong way."""
    made = open_desk(database, "Joy Addo", DAY)
    born = date(2013, 5, 3)
    open_request(made, NewRequest(REF, Child(0, "Tamworth", "Joel", born), date(2026, 6, 24), "parent"))
    add_person(made, REF, Contactable(0, 0, "Cressida Tamworth", "mother", address="14 Larch Road, Ferryham"))
    for name in ("Joy Addo", "Carl Brindle"):
        add_officer(made, Officer(0, name))
    yield made
    made.store.close()


def write_strange(desk: Desk) -> list[str]:
    """Sealed lines of every kind that is read back, each name of it in turn saying something it never says; the number and
    kind of those that are strange, as ``verify`` names them."""
    with desk.store.write("Another program", desk.now()) as work:
        case, seq, named = find(work, REF), work.journal_head()[0], []
        for kind, shape in SHAPES.items():
            for value in GARBAGE:
                said = {name.rstrip("?"): value for name in shape}
                seq += 1
                work.append(NewEntry(kind, case if seq % 2 else None, said))
                if not of_its_kind(kind, said):
                    named.append(f"{seq} ({kind.replace('_', ' ')})")
            assert named[-1].endswith(f"({kind.replace('_', ' ')})")
    return named


def child_of(desk: Desk) -> Child:
    with desk.store.read() as work:
        return work.case(find(work, REF)).child


def person_of(desk: Desk) -> Contactable:
    with desk.store.read() as work:
        return work.contactables(child_of(desk).id)[0]


def test_earlier_values_are_still_found(desk: Desk) -> None:
    write_strange(desk)
    change_child(desk, REF, child_of(desk), replace(child_of(desk), surname="Quarrington"))
    change_person(desk, REF, person_of(desk), replace(person_of(desk), address="3 Elder Walk, Ousby", hidden=True))
    write_strange(desk)
    with desk.store.read() as work:
        case = work.case(find(work, REF))
        assert {one.surname for one in earlier_children(work, [case], case.child)} == {"Tamworth"}
        people = work.contactables(case.child.id)
        assert {one.address for one in earlier_people(work, [case], people)} == {"14 Larch Road, Ferryham"}
        assert known_case(work, case, Known(seq=1, upto=1)).child.surname == "Tamworth"
    assert redactor_for(desk, REF, "father").spans("She lives at 3 Elder Walk, Ousby")


def test_papers_are_printed_and_checked(desk: Desk, tmp_path: Path) -> None:
    write_strange(desk)
    paper, copy = tmp_path / "chronology.html", tmp_path / "copy.json"
    print_chronology(desk, REF, Asked(), [paper])
    write_strange(desk)
    print_chronology(desk, REF, Asked(), [paper])
    assert [check for check in verify_paper(desk, paper) if check[0] == "issue" and check[1]]
    other = tmp_path / "other.html"
    other.write_text("<html></html>")
    assert not all(ok for _, ok, _ in verify_paper(desk, other))
    copy.write_text('{"journal": {"seq": 1, "head": "x"}}')
    assert "comes from another record" in frozen_check(desk, copy)[2]
    with desk.store.read() as work:
        assert (council_at(work, 0)[0], law_at(work, 10_000), filed_as(work, "x")) == (
            "Council not named yet",
            None,
            None,
        )


def test_returns_registers_and_certificates_are_made(desk: Desk) -> None:
    write_strange(desk)
    carl = next(one for one in staff(desk).officers.values() if one.name == "Carl Brindle")
    change_officer(desk, replace(carl, name="Carl Brindle-Moss"))
    write_strange(desk)
    assert compute_monthly(desk, date(2026, 9, 1)).lines
    assert register(desk) == []
    with desk.store.read() as work:
        assert {one.by for one in imports(work)} == {"Another program"}, (
            "one whose every name says 3 says what imports say"
        )
        assert staff_then(work).numbered("Carl Brindle") == carl.id
    assert certificate_paper(desk, []).sections == ()


def test_moves_are_taken_back_and_settings_clash(desk: Desk) -> None:
    named = write_strange(desk)
    act = move(desk, [Move(REF, "Carl Brindle")], "Sickness").act
    write_strange(desk)
    assert any(f"Move {act}, of 1 case" in line.act for line in case_history(desk, find_number(desk)))
    strange = [int(one.split()[0]) for one in named if one.endswith(("(cases reassigned)", "(cases moved to team)"))]
    for number in strange:
        with pytest.raises(BadInput, match="written by another program"):
            undo(desk, number, "A mistake")
    undo(desk, act, "A mistake")
    seen = council_view(desk).council
    change_council(desk, replace(seen, name="Westmarsh Council"), seen)
    write_strange(desk)
    with pytest.raises(Conflict, match="Joy Addo changed what you are changing"):
        change_council(desk, replace(seen, name="Eastmarsh Council"), seen)


def find_number(desk: Desk) -> int:
    with desk.store.read() as work:
        return find(work, REF)


def test_a_file_for_agreement_is_sent_and_read(desk: Desk, tmp_path: Path) -> None:
    write_strange(desk)
    path = tmp_path / "for agreement.xlsx"
    write_exchange(desk, REF, path, Asked())
    write_strange(desk)
    assert merge_exchange(desk, REF, path, "the parents").rows
    assert merge_exchange(desk, REF, path, "the parents").rows


def test_verify_names_every_strange_line_and_nothing_else_is_wrong(desk: Desk) -> None:
    assert all(ok for _, ok, _ in verify_record(desk))
    named = write_strange(desk)
    wrong = {check: said for check, ok, said in verify_record(desk) if not ok}
    assert wrong.keys() == {"lines"}
    assert wrong["lines"].startswith(f"{len(named)} lines of the journal") and ", ".join(named[:5]) in wrong["lines"]
