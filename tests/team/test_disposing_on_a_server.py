"""Disposal on a team's server: a manager's act, through a function that asks for itself whether the file may go."""

from __future__ import annotations

import contextlib
import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

import psycopg
import pytest

from db.team.ended import ENDED
from ehcp_desk.bootstrap import open_desk
from ehcp_desk.clock.model import Fact
from ehcp_desk.domain.case import OWED_BY, STAGE_FACTS, Child, Contactable, stage_of
from ehcp_desk.domain.errors import NotAllowed
from ehcp_desk.domain.journal import first_broken
from ehcp_desk.domain.record import NewFact
from ehcp_desk.domain.retention import is_closed
from ehcp_desk.services.casework.attaching import Attachment
from ehcp_desk.services.casework.details import add_person
from ehcp_desk.services.casework.recording import NewRequest, correct, find, open_request, record, withdraw
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.restricting import restrict
from ehcp_desk.services.upkeep.checking import verify_record
from ehcp_desk.services.upkeep.retention import choose_rule, disposals, dispose, due_by, lift_hold, place_hold
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


def test_what_the_line_of_a_disposed_case_sealed_of_a_child_with_another_case_is_sealed_again(
    old: Desk, desk_as: Callable[[str], Desk]
) -> None:
    with old.store.read() as work:
        child = work.case(find(work, OLD)).child
    too = NewRequest("SEN/90002", replace(child, id=0), date(2010, 3, 1), "parent", same_as=child.id, why="One person")
    open_request(old, too)
    record(old, too.ref, NewFact("request_withdrawn", date(2010, 4, 1)))
    for ref, name in ((too.ref, "Ada Penhallow"), (OLD, "Rab Penhallow")):
        add_person(old, ref, Contactable(0, 0, name, "parent"))
    manager = desk_as("Mina Okafor")
    restrict(manager, OLD, ["Carl Brindle"], "An aunt works here")
    dispose(manager, OLD, "Agreed at the panel")
    for desk in (manager, desk_as("Ann Redfern")):
        found = {check: detail for check, ok, detail in verify_record(desk) if not ok}
        assert not found.keys() & {"details", "restrictions", "disposals", "journal"}, found


@pytest.mark.parametrize(
    ("kind", "attrs", "answers"),
    [
        ("access_request", {"by": "Wilfrid Penhallow", "how": "email", "identity": "yes"},
         [("access_extended", "request", {"told_on": "2026-10-20"}), ("access_answered", "request", {"outcome": "sent"})]),
        ("complaint", {"reference": "C1", "stage": "one", "answer_by": "2026-11-30", "by": "The father"},
         [("complaint_answered", "complaint", {"outcome": "upheld"})]),
        ("ombudsman", {"reference": "O1", "stage": "enquiry"}, [("signal_answered", "signal", {})]),
        ("appeal_received", {}, [("tribunal_order", "", {"order": "dismissed"})]),
        ("appeal_received", {}, [("appeal_withdrawn", "", {})]),
        ("appeal_sent_to_la", {}, [("tribunal_order", "", {"order": "dismissed"})]),
        ("appeal_registered", {"number": "EH1/26/00001", "type": "contents"}, [("appeal_withdrawn", "", {})]),
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


def _due(team: Team, ref: str, on: str = "current_date") -> bool:
    """Whether the server's function takes this for the day from which a file may go; nothing is disposed of."""
    with contextlib.closing(team.connect("Mina Okafor", autocommit=False)) as connection:
        try:
            connection.execute(
                f"SELECT ehcp_dispose((SELECT id FROM cases WHERE ref = '{ref}'), 'born_31', {on}, 'why')"
            )
        except psycopg.errors.InsufficientPrivilege:
            return False
        return True  # never committed


@pytest.mark.parametrize(("born", "on", "goes"), [
    (date(1990, 3, 14), "DATE '2021-03-14'", True),
    (date(1990, 3, 14), "DATE '2021-03-13'", False),
    (date(1992, 2, 29), "DATE '2023-03-01'", True),
    (date(1992, 2, 29), "DATE '2023-02-28'", False),
    (date(2015, 3, 14), "current_date", False),
    (date(1990, 3, 14), "NULL", False),
    (None, "current_date", False),
])  # fmt: skip
def test_the_server_works_the_day_out_itself(
    own_team: Team, desk_as: Callable[[str], Desk], born: date | None, on: str, goes: bool
) -> None:
    desk = desk_as("Carl Brindle")
    open_request(desk, NewRequest(OLD, Child(0, "Penhallow", "Wilfrid", born), date(2019, 3, 1), "parent"))
    record(desk, OLD, NewFact("request_withdrawn", date(2019, 4, 1)))
    assert _due(own_team, OLD, on) is goes


def test_the_server_goes_by_the_rule_the_council_chose_and_by_care(
    own_team: Team, old: Desk, desk_as: Callable[[str], Desk]
) -> None:
    young = Child(0, "Penrose", "Ada", (date.today() - timedelta(days=27 * 366)).replace(day=1))
    open_request(old, NewRequest("SEN/90003", young, date(2019, 3, 1), "parent"))
    record(old, "SEN/90003", NewFact("request_withdrawn", date(2019, 4, 1)))
    manager = desk_as("Mina Okafor")
    assert (_due(own_team, OLD), _due(own_team, "SEN/90003")) == (True, False)
    choose_rule(manager, "born_25", "The panel decided")
    assert (_due(own_team, OLD), _due(own_team, "SEN/90003")) == (True, True)
    choose_rule(manager, "born_100", "The panel decided")
    assert (_due(own_team, OLD), _due(own_team, "SEN/90003")) == (False, False)
    choose_rule(manager, "born_31", "The panel decided")
    (said,) = record(old, OLD, NewFact("care_status", date(2019, 1, 1), {"status": "care_leaver"})).facts
    assert not _due(own_team, OLD)
    withdraw(old, said, "Another child")
    assert _due(own_team, OLD)


def test_a_list_that_says_closed_is_not_believed(own_team: Team, old: Desk) -> None:
    """What a case's line says may be written by whoever works on cases; its facts say that a plan is in force."""
    record(old, OLD, NewFact("plan_transferred_in", date(2019, 5, 1)))
    with contextlib.closing(own_team.connect("Mina Okafor")) as connection:
        connection.execute("UPDATE case_summary SET scope = 'closed', stage = 'withdrawn'")
    assert not _due(own_team, OLD)


def test_the_server_reads_from_the_facts_whether_a_case_has_ended_as_the_desk_does(own_team: Team) -> None:
    dice, today = random.Random(38), date.today()
    said = {"assess_decision_notified": ("outcome", ("assess", "refuse", "other")),
            **{kind: (name, ("assess", "make_plan", "maintain", "maintain_and_amend", "cease", "dismissed"))
               for kind, name in OWED_BY.items()}}  # fmt: skip
    days = [*(date(2020, 1, day) for day in range(1, 6)), date(2999, 1, 1)]
    ended = Counter[bool]()
    with contextlib.closing(own_team.superuser()) as server:
        for _ in range(300):
            server.execute("BEGIN")
            standing: dict[int, Fact] = {}
            for _ in range(dice.randrange(7)):
                kind = dice.choice(sorted(STAGE_FACTS))
                name, words = said.get(kind, ("", ("",)))
                fact = Fact(kind, dice.choice(days), {name: dice.choice(words)} if name else {})
                standing[_put(server, fact.kind, fact.on, json.dumps(dict(fact.attrs)) if name else None)] = fact
            if standing and dice.random() < 0.4:
                _put(server, "withdrawn_entry", today, None, gone := dice.choice(sorted(standing)))
                del standing[gone]
            (found,) = server.execute(f"SELECT {ENDED.format(case=1)}").fetchone() or ()
            server.execute("ROLLBACK")
            assert found is is_closed(stage_of([standing[n] for n in sorted(standing)], today)), standing
            ended[found] += 1
    assert min(ended[True], ended[False]) > 50


def _put(server: psycopg.Connection, kind: str, on: date, attrs: str | None, supersedes: int | None = None) -> int:
    row = server.execute(
        "INSERT INTO facts (case_id, kind, happened_on, attrs, supersedes, approximate, note, source, recorded_at, recorded_by) "
        "VALUES (1, %s, %s, %s, %s, false, '', '', clock_timestamp(), session_user) RETURNING id",
        (kind, on, attrs, supersedes),
    ).fetchone()
    return int(row[0]) if row else 0
