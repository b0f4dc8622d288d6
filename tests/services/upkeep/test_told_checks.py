"""Verifying names what another program changed or took away beside the facts: details of children, people to ring, staff,
settings, restrictions, disposals and the lists' own lines."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from db.store import open_store
from ehcp_desk.domain.case import Child, Contactable, YearGroup
from ehcp_desk.domain.journal import NewEntry
from ehcp_desk.domain.record import NewFact
from ehcp_desk.services.casework.attaching import Attachment
from ehcp_desk.services.casework.details import add_person, change_child, change_person
from ehcp_desk.services.casework.recording import NewRequest, find, open_request, record
from ehcp_desk.services.casework.same_child import merge, split
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.restricting import open_restricted, restrict, unrestrict
from ehcp_desk.services.oversight.staffing import add_absence, change_absence, change_officer, staff
from ehcp_desk.services.upkeep.checking import verify_record
from ehcp_desk.services.upkeep.council import change_council, council_view
from ehcp_desk.services.upkeep.retention import dispose

SHUT, OLD = "SEN/26200", "SEN/95001"


def wrong(desk: Desk) -> dict[str, str]:
    return {check: detail for check, ok, detail in verify_record(desk) if not ok}


def tamper(tmp_path: Path, statement: str) -> None:
    """Change the file as somebody with the file and a tool could, and leave no trigger missing."""
    with closing(sqlite3.connect(tmp_path / "desk.db")) as raw:
        triggers = raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            raw.execute(f'DROP TRIGGER "{name}"')
        changed = raw.execute(statement).rowcount
        for _, made in triggers:
            raw.execute(made)
        raw.commit()
    assert changed > 0


@pytest.fixture
def full(team: Desk, maisie: str) -> Iterator[Desk]:
    """A desk at which everything that is sealed beside the facts was done once; nothing of it is wrong."""
    add_person(team, maisie, Contactable(0, 0, "Cressida Farrowdale", "mother", address="3 Elder Walk, Ousby", hidden=True,
                                         parental_responsibility=True))  # fmt: skip
    open_request(team, NewRequest(SHUT, Child(0, "Tamworth", "Joel", date(2013, 5, 3)), date(2026, 6, 24), "parent"))
    restrict(team, SHUT, ["Thandi Mbeki"], "His aunt works here")
    open_request(team, NewRequest(OLD, Child(0, "Hushaby", "Wilfrid", date(1995, 10, 30)), date(2010, 3, 1), "parent"))
    record(team, OLD, NewFact("request_withdrawn", date(2010, 4, 1)))
    dispose(team, OLD, "Its period is over, agreed by the head of service")
    thandi = staff(team).named("Thandi Mbeki")
    assert thandi is not None
    add_absence(team, thandi.id, date(2026, 11, 2), date(2026, 11, 6), None, "leave")
    seen = council_view(team).council
    change_council(team, replace(seen, name="Westmarsh Council"), seen)
    assert wrong(team) == {}
    yield team


@pytest.mark.parametrize(("statement", "check", "words"), [
    ("UPDATE children SET born = '2019-03-14' WHERE surname = 'Farrowdale'", "details", "people to ring of SEN/26118"),
    ("UPDATE children SET sex = 'M' WHERE surname = 'Farrowdale'", "details", "people to ring of SEN/26118"),
    ("UPDATE contactables SET hidden = 0", "details", "people to ring of SEN/26118"),
    ("UPDATE contactables SET parental_responsibility = 0", "details", "people to ring of SEN/26118"),
    ("UPDATE contactables SET address = '14 Larch Road'", "details", "people to ring of SEN/26118"),
    ("DELETE FROM contactables", "details", "people to ring of SEN/26118"),
    ("UPDATE officers SET left_on = '2026-01-05' WHERE name = 'Joy Addo'", "details", "person number 1"),
    ("UPDATE officers SET fte = 0.5 WHERE name = 'Joy Addo'", "details", "person number 1"),
    ("UPDATE teams SET name = 'South'", "details", "team number 1"),
    ("UPDATE absences SET last_day = '2026-11-20'", "details", "days away number 1"),
    ("DELETE FROM absences", "details", "days away number 1"),
    ("UPDATE settings SET value = 'Eastmarsh Council' WHERE key = 'council.name'", "details", "setting council.name"),
    ("DELETE FROM settings WHERE key = 'council.name'", "details", "setting council.name"),
    ("DELETE FROM restricted", "restrictions", f"{SHUT} was restricted and is open"),
    ("DELETE FROM restricted_names WHERE name = 'Thandi Mbeki'", "restrictions", f"{SHUT} is closed to somebody"),
    ("INSERT INTO restricted_names SELECT child_id, 'Carl Brindle' FROM restricted", "restrictions", "no line names"),
    ("UPDATE restricted SET reason = 'x'", "restrictions", "for another reason"),
    ("INSERT INTO restricted SELECT id, 'x', '2026-01-01T09:00:00.000000+00:00', 'x' FROM children "
     "WHERE surname = 'Farrowdale'", "restrictions", "no line says who restricted it"),
    ("UPDATE disposals SET reason = 'x'", "disposals", "something else than their lines"),
    ("UPDATE disposals SET by = 'x'", "disposals", "something else than their lines"),
    ("UPDATE cases SET held = 'x' WHERE ref = 'SEN/26118'", "lists", "SEN/26118"),
    ("UPDATE case_summary SET stage_order = 99 WHERE ref = 'SEN/26118'", "lists", "SEN/26118"),
    ("UPDATE case_summary SET name_sort = 'x' WHERE ref = 'SEN/26118'", "lists", "SEN/26118"),
    ("UPDATE case_summary SET psychologist = 'x' WHERE ref = 'SEN/26118'", "lists", "SEN/26118"),
])  # fmt: skip
def test_what_another_program_changed_beside_the_facts_is_named(
    full: Desk, tmp_path: Path, statement: str, check: str, words: str
) -> None:
    open_restricted(full, SHUT, "To look at it")
    tamper(tmp_path, statement)
    assert words in wrong(full)[check]


def test_an_entry_that_is_gone_is_named_with_the_line_that_tells_of_it(desk: Desk, maisie: str, tmp_path: Path) -> None:
    record(desk, maisie, NewFact("note", date(2026, 10, 30), note="Mother rang at nine"))
    with desk.store.read() as work:
        entry, line = work.facts(find(work, maisie))[-1].id, work.journal_head()[0]
    tamper(tmp_path, f"DELETE FROM facts WHERE id = {entry}")
    assert f"entry {entry}, note, of line {line} of the journal" in wrong(desk)["facts"]


def test_a_line_of_another_program_that_tells_of_no_entry_is_named(desk: Desk, maisie: str) -> None:
    with desk.store.write("Another program", desk.now()) as work:
        work.append(NewEntry("fact_recorded", find(work, maisie), {"fact": 999, "kind": "note"}))
    with desk.store.read() as work:
        line = work.journal_head()[0]
    assert f"entry 999, note, of line {line} of the journal" in wrong(desk)["facts"]


def test_a_document_that_is_gone_is_named(desk: Desk, maisie: str, tmp_path: Path) -> None:
    record(desk, maisie, NewFact("note", date(2026, 10, 30), note="letter"), Attachment("letter.txt", b"Dear Mrs F"))
    tamper(tmp_path, "UPDATE documents SET size = 3")
    assert "not as long" in wrong(desk)["documents"]
    tamper(tmp_path, "DELETE FROM documents")
    assert "document 1 (letter.txt)" in wrong(desk)["documents"]


def test_what_the_desk_does_itself_is_never_called_wrong(full: Desk, maisie: str) -> None:
    """Merged and split, restricted with a new name and lifted again, days away put right: each act seals what it left."""
    twin = "SEN/26201"
    open_request(
        full, NewRequest(twin, Child(0, "Farowdale", "Maisie", date(2020, 3, 14)), date(2026, 6, 24), "parent")
    )
    add_person(full, twin, Contactable(0, 0, "Rab Farrowdale", "father"))
    with full.store.read() as work:
        person = work.contactables(work.case(find(work, twin)).child.id)[0]
    for act in (
        lambda: merge(full, twin, maisie, "One child"),
        lambda: change_person(full, maisie, person, replace(person, phone="01632 960001")),
        lambda: restrict(full, maisie, ["Thandi Mbeki"], "Family on the staff"),
        lambda: split(full, twin, "Two children after all"),
        lambda: unrestrict(full, twin, "Nobody of the family works here"),
        lambda: open_restricted(full, maisie, "To go on"),
    ):
        act()
        assert wrong(full) == {}
    thandi = staff(full).named("Thandi Mbeki")
    assert thandi is not None
    change_officer(full, replace(thandi, name="Thandi Mbeki-Low", fte=0.6))
    assert wrong(full) == {}
    away = staff(full).absences[0]
    change_absence(full, away, replace(away, last_day=date(2026, 11, 4)), "Back early")
    assert wrong(full) == {}
    change_absence(full, staff(full).absences[0], None, "Did not go")
    with full.store.read() as work:
        child = work.case(find(work, maisie)).child
    change_child(full, maisie, child, replace(child, setting="Oak School"))
    assert wrong(full) == {}


OLD_TOO = "SEN/95002"


@pytest.fixture
def grown_up(team: Desk) -> Desk:
    """Somebody whose files are due to go, with two cases."""
    born = Child(0, "Hushaby", "Wilfrid", date(1995, 10, 30))
    open_request(team, NewRequest(OLD, born, date(2010, 3, 1), "parent"))
    record(team, OLD, NewFact("request_withdrawn", date(2010, 4, 1)))
    another_request(team, OLD, OLD_TOO)
    return team


def another_request(desk: Desk, ref: str, another: str) -> None:
    with desk.store.read() as work:
        child = work.case(find(work, ref)).child
    open_request(
        desk, NewRequest(another, replace(child, id=0), date(2011, 3, 1), "parent", same_as=child.id, why="UPN")
    )
    record(desk, another, NewFact("request_withdrawn", date(2011, 4, 1)))


def test_what_the_line_of_a_case_sealed_outlives_its_disposal(grown_up: Desk, tmp_path: Path) -> None:
    add_person(grown_up, OLD_TOO, Contactable(0, 0, "Ada Hushaby", "mother"))
    dispose(grown_up, OLD_TOO, "Its period is over, agreed by the head of service")
    assert wrong(grown_up) == {}
    tamper(tmp_path, "UPDATE contactables SET name = 'x'")
    assert f"people to ring of {OLD}" in wrong(grown_up)["details"]


def test_a_child_found_to_be_another_is_not_called_changed_once_a_case_is_disposed_of(grown_up: Desk) -> None:
    open_request(
        grown_up, NewRequest(SHUT, Child(0, "Hushabye", "Wilf", date(1995, 10, 30)), date(2010, 3, 2), "parent")
    )
    record(grown_up, SHUT, NewFact("request_withdrawn", date(2010, 4, 1)))
    merge(grown_up, SHUT, OLD, "One person")
    for ref in (OLD, OLD_TOO, SHUT):
        dispose(grown_up, ref, "Its period is over, agreed by the head of service")
        assert wrong(grown_up) == {}


def test_a_child_split_off_with_its_own_is_told_of_in_lines_of_its_own_cases(grown_up: Desk) -> None:
    """Merged twice, the first two split off again: what they share is not told of in a line about the third any more."""
    born = date(1995, 10, 30)
    for ref, name in ((SHUT, "Hushabye"), ("SEN/26201", "Hushaybe")):
        open_request(grown_up, NewRequest(ref, Child(0, name, "Wilf", born), date(2010, 3, 2), "parent"))
    add_person(grown_up, "SEN/26201", Contactable(0, 0, "Ada Hushaby", "mother"))
    merge(grown_up, "SEN/26201", SHUT, "One person")
    merge(grown_up, SHUT, OLD, "One person")
    with grown_up.store.read() as work:
        person = work.contactables(work.case(find(work, OLD)).child.id)[0]
    change_person(grown_up, OLD_TOO, person, replace(person, phone="01632 960001"))
    split(grown_up, SHUT, "Two people after all")
    assert wrong(grown_up) == {}
    dispose(grown_up, OLD_TOO, "Its period is over, agreed by the head of service")
    assert wrong(grown_up) == {}


def test_who_restricted_a_file_is_not_asked_of_a_case_opened_later_once_the_first_is_disposed_of(team: Desk) -> None:
    open_request(team, NewRequest(OLD, Child(0, "Hushaby", "Wilfrid", date(1995, 10, 30)), date(2010, 3, 1), "parent"))
    record(team, OLD, NewFact("request_withdrawn", date(2010, 4, 1)))
    restrict(team, OLD, ["Thandi Mbeki"], "An aunt works here")
    another_request(team, OLD, OLD_TOO)
    dispose(team, OLD, "Its period is over, agreed by the head of service")
    open_restricted(team, OLD_TOO, "To look at it")
    assert wrong(team) == {}


def test_a_restriction_said_again_after_a_split_is_checked_again(full: Desk, maisie: str, tmp_path: Path) -> None:
    merge(full, SHUT, maisie, "One child")
    split(full, SHUT, "Two children after all")
    for ref in (SHUT, maisie):
        restrict(full, ref, ["Thandi Mbeki"], "Family on the staff")
    assert wrong(full) == {}
    tamper(tmp_path, "DELETE FROM restricted_names WHERE name = 'Thandi Mbeki'")
    assert "is closed to somebody its line names" in wrong(full)["restrictions"]


def test_what_one_case_seals_of_a_child_is_not_missed_by_who_opened_only_the_other(full: Desk, tmp_path: Path) -> None:
    another_request(full, SHUT, OLD_TOO)
    add_person(full, OLD_TOO, Contactable(0, 0, "Ada Tamworth", "aunt"))
    with closing(open_store(str(tmp_path / "desk.db"), user="Thandi Mbeki")) as store:
        thandi = replace(full, store=store, user="Thandi Mbeki")
        open_restricted(thandi, SHUT, "To look at it")
        assert wrong(thandi) == {}


def test_names_that_go_from_one_to_another_are_followed_in_their_order(full: Desk) -> None:
    for was, name in (("Thandi Mbeki", "Thandi Low"), ("Ruth Castellan", "Thandi Mbeki"), ("Thandi Mbeki", "Ruth Orr")):
        officer = staff(full).named(was)
        assert officer is not None
        change_officer(full, replace(officer, name=name))
        assert wrong(full) == {}


def test_a_year_group_of_reception_taken_away_is_named(team: Desk, maisie: str, tmp_path: Path) -> None:
    with team.store.read() as work:
        child = work.case(find(work, maisie)).child
    change_child(team, maisie, child, replace(child, year_group=YearGroup(0, 2026)))
    assert wrong(team) == {}
    tamper(tmp_path, "UPDATE children SET year_group = NULL")
    assert "people to ring of SEN/26118" in wrong(team)["details"]


def test_a_person_sealed_with_a_case_that_is_disposed_of_is_not_called_changed(grown_up: Desk) -> None:
    """No act seals a setting or somebody of the desk in the line of a case, which may be emptied, or closed to who verifies."""
    thandi = staff(grown_up).named("Thandi Mbeki")
    assert thandi is not None
    with grown_up.store.write("Joy Addo", grown_up.now()) as work:
        work.save_officer(replace(thandi, fte=0.6))
        work.append(NewEntry("fact_recorded", find(work, OLD), {}))
    dispose(grown_up, OLD, "Its period is over, agreed by the head of service")
    assert "details" not in wrong(grown_up)
