"""Disposal on a team's server: a manager's act, through a function that asks for itself whether the file may go."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from datetime import date

import psycopg
import pytest

from ehcp_desk.bootstrap import open_desk
from ehcp_desk.domain.case import Child
from ehcp_desk.domain.errors import NotAllowed
from ehcp_desk.domain.journal import first_broken
from ehcp_desk.domain.record import NewFact
from ehcp_desk.services.casework.attaching import Attachment
from ehcp_desk.services.casework.recording import NewRequest, correct, open_request, record
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.upkeep.checking import verify_record
from ehcp_desk.services.upkeep.retention import disposals, dispose, due_by, lift_hold, place_hold
from tests.support.team import Team

OLD = "SEN/90001"
ACT = "SELECT ehcp_dispose((SELECT id FROM cases WHERE ref = 'SEN/90001'), 'born_31', DATE '2021-03-14', 'by hand')"


@pytest.fixture
def desk_as(own_team: Team) -> Iterator[Callable[[str], Desk]]:
    opened: list[Desk] = []

    def make(name: str) -> Desk:
        opened.append(open_desk(own_team.url(name)))
        return opened[-1]

    yield make
    for desk in opened:
        desk.store.close()


@pytest.fixture
def old(desk_as: Callable[[str], Desk]) -> Desk:
    """A closed file of somebody long grown up, with a document; the desk of the caseworker who has it."""
    desk = desk_as("Carl Brindle")
    child = Child(0, "Penhallow", "Wilfrid", date(1990, 3, 14))
    open_request(desk, NewRequest(OLD, child, date(2009, 3, 1), "parent"))
    record(desk, OLD, NewFact("request_withdrawn", date(2009, 4, 1), note="Penhallow"),
           Attachment("letter.txt", b"Dear Penhallow"))  # fmt: skip
    return desk


def _by_hand(team: Team, name: str) -> str:
    with contextlib.closing(team.connect(name)) as connection:
        try:
            connection.execute(ACT)
        except psycopg.Error as error:
            return str(error)
    return ""


def test_a_manager_disposes_and_nothing_is_left_but_the_line(
    own_team: Team, old: Desk, desk_as: Callable[[str], Desk]
) -> None:
    with pytest.raises(NotAllowed):
        dispose(old, OLD, "its time is up")
    manager = desk_as("Mina Okafor")
    assert [one.ref for one in due_by(manager)] == [OLD]
    done, _ = dispose(manager, OLD, "Agreed at the panel")
    assert (done.by, done.reason, [one.ref for one in disposals(old)]) == ("Mina Okafor", "Agreed at the panel", [OLD])
    with contextlib.closing(own_team.superuser()) as connection:
        names = [n for (n,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        said = "\n".join(str(r) for n in names for r in connection.execute(f'SELECT t::text FROM public."{n}" t'))
    assert "enhallow" not in said and "PENHALLOW" not in said
    with manager.store.read() as work:
        assert first_broken(work.journal()) is None
    found = {check: detail for check, ok, detail in verify_record(manager) if not ok}
    assert not found.keys() & {"journal", "facts", "disposals", "documents"}, found


@pytest.mark.parametrize(
    ("kind", "attrs", "answers"),
    [
        ("access_request", {"by": "Wilfrid Penhallow", "how": "email", "identity": "yes"},
         [("access_extended", "request", {"told_on": "2026-10-20"}), ("access_answered", "request", {"outcome": "sent"})]),
        ("complaint", {"reference": "C1", "stage": "one", "answer_by": "2026-11-30", "by": "The father"},
         [("complaint_answered", "complaint", {"outcome": "upheld"})]),
        ("ombudsman", {"reference": "O1", "stage": "enquiry"}, [("signal_answered", "signal", {})]),
        ("appeal_received", {}, [("tribunal_order", "", {"order": "dismissed"})]),
    ],
)  # fmt: skip
def test_the_server_itself_refuses_what_is_not_answered(
    own_team: Team, old: Desk, kind: str, attrs: dict[str, str], answers: list[tuple[str, str, dict[str, str]]]
) -> None:
    """The last of ``answers`` ends the matter; whatever comes before leaves it open."""
    (asked,) = record(old, OLD, NewFact(kind, date(2026, 10, 1), attrs, "about the old plan")).facts
    for said, link, more in answers:
        assert "not to be disposed of" in _by_hand(own_team, "Mina Okafor")
        record(old, OLD, NewFact(said, date(2026, 10, 2), {**more, **({link: str(asked)} if link else {})}, "done"))
    assert _by_hand(own_team, "Mina Okafor") == ""


def test_the_server_itself_refuses_whoever_may_not_and_whatever_is_held(
    own_team: Team, old: Desk, desk_as: Callable[[str], Desk]
) -> None:
    for name in ("Carl Brindle", "Dan Pellow", "Tom Quarrie", "Ann Redfern", "Adi Stowe"):
        assert "not to be disposed of" in _by_hand(own_team, name), name
    hold = place_hold(old, OLD, "claim", "A solicitor wrote").facts[0]
    assert "not to be disposed of" in _by_hand(own_team, "Mina Okafor")
    lift_hold(old, OLD, hold, "The claim was withdrawn")
    with old.store.read() as work:
        placed = work.fact(hold)
    assert placed is not None
    again = NewFact(placed.fact.kind, placed.fact.on, placed.fact.attrs, "A solicitor of the family wrote")
    correct(old, hold, again, "who wrote")  # a hold that was lifted stays lifted
    open_request(old, NewRequest("SEN/90002", Child(0, "Penhallow", "Wilfrid", date(1990, 3, 14)),
                                 date(2026, 1, 1), "parent"))  # fmt: skip
    assert "not to be disposed of" in _by_hand(own_team, "Mina Okafor")
    record(old, "SEN/90002", NewFact("request_withdrawn", date(2026, 2, 1)))
    assert _by_hand(own_team, "Mina Okafor") == ""
    # Done without the desk, it has no line in the journal, and verify says so.
    assert OLD in {c: d for c, ok, d in verify_record(desk_as("Mina Okafor")) if not ok}["disposals"]
