"""What is written of many cases at once, in the journal or in a setting, does not name a restricted one to whoever is not
named on it: not by its reference, and not as one that is restricted."""

from __future__ import annotations

import contextlib
import json
from contextlib import closing

import pytest

from db.store import open_store
from ehcp_desk.domain.access import SEEN_BY_MANAGERS
from ehcp_desk.domain.case import Stage
from ehcp_desk.domain.journal import FIGURE_GIVEN, NewEntry
from ehcp_desk.domain.people import Role
from ehcp_desk.domain.worklist import Summary
from ehcp_desk.services.oversight.file_audits import KEY, audits, draw, report
from ehcp_desk.services.oversight.given import register
from ehcp_desk.services.oversight.moving import MOVED, TAKEN_BACK, Move, move
from ehcp_desk.services.oversight.restricting import open_restricted
from ehcp_desk.services.upkeep.taking_out import take_out
from tests.support.records import DAY, NOW
from tests.support.team import NAMED, OPEN_REF, SECRET, SHUT_REF, Team
from tests.team.test_hostile_desk import told
from tests.team.test_lifting_and_leaving import desk_of

ASKED = (
    "SELECT * FROM journal",
    "SELECT * FROM ehcp_chain(0)",
    "SELECT * FROM settings",
    "SELECT * FROM messages",
    "SELECT m FROM messages m WHERE m.cases LIKE '%SEN%'",
    "COPY journal TO STDOUT",
    "SELECT query_to_xml('SELECT * FROM journal', true, false, '')",
    "SELECT payload FROM journal WHERE payload LIKE '%SEN%'",
    "SELECT seq FROM journal WHERE 1 / strpos(payload, 'SEN/2') > 0",
)

FIGURE = {
    "to": "A resident", "purpose": "foi", "reference": "", "code": "A01", "title": "Cases", "period": "October",
    "as_at": "2026-10-30", "numerator": "2", "denominator": "2", "value": "2", "definition_version": "1",
    "cases": [[1, True], [2, True]],
}  # fmt: skip


@pytest.fixture
def told_of_both(own_team: Team) -> Team:
    """A manager, who sees the restricted file, drew an audit, opened it, gave both cases to the caseworker named on it,
    drew another audit with both and gave out a figure that counts both."""
    with closing(open_store(own_team.admin_url)) as admin, admin.write("Whoever", NOW) as work:
        for number in (1, 2):
            work.save_case(work.case(number), Summary(Stage.PLAN, DAY), ())
    with closing(own_team.store("Mina Okafor")) as store:
        mina = desk_of(store, "Mina Okafor", Role.MANAGER)
        drawn = draw(mina, "Autumn", "all", 1, percent=100)
        assert [ref for ref, _ in drawn.excluded] == [SHUT_REF] and drawn.refs == (OPEN_REF,)
        open_restricted(mina, SHUT_REF, "To give it to somebody")
        move(mina, [Move(OPEN_REF, NAMED), Move(SHUT_REF, NAMED)], "Shared out")
        assert set(draw(mina, "Spring", "all", 1, percent=100).refs) == {OPEN_REF, SHUT_REF}
        with store.write("Mina Okafor", NOW) as work:
            work.append(NewEntry(FIGURE_GIVEN, None, FIGURE))
    return own_team


@pytest.mark.parametrize("attack", ASKED)
@pytest.mark.parametrize("name", ["Carl Brindle", "Dan Pellow", "Ann Redfern", "Tom Quarrie", "Adi Stowe"])
def test_a_restricted_case_is_not_named_in_what_was_done_with_many(told_of_both: Team, name: str, attack: str) -> None:
    assert SHUT_REF not in told(told_of_both, name, attack)


@pytest.mark.parametrize("name", ["Carl Brindle", "Dan Pellow", "Adi Stowe"])
@pytest.mark.parametrize("named", ["case", "ref"])
def test_what_an_older_release_said_of_one_stays_closed_when_it_is_taken_out(
    own_team: Team, name: str, named: str
) -> None:
    with closing(own_team.store("Mina Okafor")) as store:
        mina = desk_of(store, "Mina Okafor", Role.MANAGER)
        open_restricted(mina, SHUT_REF, "To take it out")
        with store.write("Mina Okafor", NOW) as work:
            moved = {"case": 2, "ref": SHUT_REF if named == "ref" else "what it was", "fact": 1}
            work.append(NewEntry(MOVED, None, {"moves": [moved], "reason": SECRET}))
            if named == "ref":
                work.append(NewEntry(TAKEN_BACK, None, {"act": 1, "refs": [SHUT_REF], "reason": SECRET}))
            take_out(work, work.case(2), (), DAY, "The same row twice")
        with store.read() as work:
            assert work.case(2).ref == f"{SHUT_REF} (taken out 2)"
            assert SECRET in str([line.payload for line in work.journal(kind=MOVED)])
    for attack in ASKED:
        assert SECRET not in told(own_team, name, attack), attack


def test_who_may_see_it_still_does_and_the_chain_holds(told_of_both: Team) -> None:
    with contextlib.closing(told_of_both.superuser()) as raw:
        kept = raw.execute("SELECT value FROM settings WHERE key = %s", (f"{KEY}Autumn",)).fetchone()
        assert kept is not None and SHUT_REF not in kept[0]
    for name, role, seen in (("Mina Okafor", Role.MANAGER, 1), ("Dan Pellow", Role.DATA_OFFICER, 0)):
        with closing(told_of_both.store(name)) as store:
            desk = desk_of(store, name, role)
            spring, autumn = sorted((one.sample for one in audits(desk)), key=lambda one: one.name, reverse=True)
            assert (len(autumn.excluded), autumn.hidden) == (seen, 1 - seen)
            assert (len(spring.refs), spring.closed, report(desk, "Spring")["closed"]) == (1 + seen, 1 - seen, 1 - seen)
            (given,) = register(desk)
            assert (given.value, len(given.cases), given.closed) == ("2", 1 + seen, 1 - seen)
            with store.read() as work:
                lines = list(work.journal())
                assert [line.seq for line in lines] == list(range(1, len(lines) + 1))
                told_moves = [line for line in lines if line.kind == MOVED]
                assert (told_moves[0].payload is not None) is bool(seen)
                if seen:
                    assert SHUT_REF in json.dumps(json.loads(told_moves[0].payload or ""))
    with closing(open_store(told_of_both.admin_url)) as admin, admin.write("Whoever", NOW) as work:
        work.set_setting(SEEN_BY_MANAGERS, "off")
    assert SHUT_REF not in told(told_of_both, "Mina Okafor", ASKED[0])
