"""Who else has a case open, on either database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from db.store import SqlStore
from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.domain.access import Presence
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.records.presence import BELIEVED, also_open, look_in, new_desk
from tests.support.records import one_case

LAW = Ruleset.load()


def test_each_desk_sees_the_other_and_not_itself(store: SqlStore) -> None:
    case = one_case(store)
    joy, carl = Desk(store, LAW, "Joy Addo"), Desk(store, LAW, "Carl Brindle")
    hers, his = new_desk(), new_desk()
    assert look_in(joy, hers, case.id) == ()
    (seen,) = look_in(carl, his, case.id)
    assert (seen.name, seen.case_id) == ("Joy Addo", case.id)
    first = seen.since
    assert [one.name for one in look_in(joy, hers, case.id)] == ["Carl Brindle"]
    (seen,) = look_in(carl, his, case.id)
    assert seen.since == first  # since when it was opened, not since the last beat
    look_in(joy, hers, None)
    assert look_in(carl, his, case.id) == ()


def test_a_desk_that_was_cut_off_is_gone_after_a_while(store: SqlStore) -> None:
    case = one_case(store)
    long_ago = datetime.now(UTC) - BELIEVED - timedelta(seconds=1)
    with store.write("Joy Addo", long_ago) as work:
        work.say_open(case.id, "old", long_ago)
    assert look_in(Desk(store, LAW, "Carl Brindle"), "his", case.id) == ()
    look_in(Desk(store, LAW, "Joy Addo"), "new", case.id)
    with store.read() as work:
        assert [one.name for one in work.others_on(case.id, "his", long_ago - timedelta(hours=1))] == ["Joy Addo"]


def test_nothing_is_journaled_and_no_list_is_told(store: SqlStore) -> None:
    case = one_case(store)
    before = store.changes_since(0)[0]
    look_in(Desk(store, LAW, "Joy Addo"), "d", case.id)
    assert store.changes_since(before) == (before, frozenset())


def test_in_words() -> None:
    at = datetime(2026, 10, 30, 10, 14, tzinfo=UTC)
    said = also_open((Presence(1, "Joy Addo", at), Presence(1, "Joy Addo", at + timedelta(hours=1))))
    assert said == f"Also open: Joy Addo since {at.astimezone():%H:%M}"
    assert also_open(()) == ""
