"""The open limits of some rules, on both databases, and nothing of a case that is closed to whoever asks."""

from __future__ import annotations

from datetime import timedelta

from db.store import SqlStore, open_store
from ehcp_desk.clock.program import Base
from tests.support.records import DAY, NOW, add_case, child, deadline


def test_only_open_limits_of_the_rules_asked_for_by_rule_and_case(store: SqlStore) -> None:
    soon = DAY + timedelta(3)
    with store.write("Joy Addo", NOW) as work:
        one = add_case(
            work, deadlines=[deadline("R_NEXT_REVIEW", soon), deadline("R_DECISION"), deadline("A_FINAL_PLAN")]
        )
        two = add_case(work, deadlines=[deadline("R_NEXT_REVIEW", base=Base.MET), deadline("R_NEXT_REVIEW", DAY)])
    with store.read() as work:
        found = [(d.rule, d.case_id, d.due) for d in work.open_limits(("R_NEXT_REVIEW", "R_DECISION"))]
        assert found == [("R_DECISION", one.id, DAY), ("R_NEXT_REVIEW", one.id, soon), ("R_NEXT_REVIEW", two.id, DAY)]
        assert list(work.open_limits(("P_FEB15",))) == []
        assert list(work.open_limits(())) == []


def test_a_restricted_case_has_no_open_limits_for_others(database: str) -> None:
    ours = open_store(database, create=True, user="Joy Addo")
    with ours.write("Joy Addo", NOW) as work:
        shut = add_case(work, of=child("Shut", "Robin"), deadlines=[deadline("R_NEXT_REVIEW")])
        work.restrict(shut.child.id, ["Joy Addo"], "A relation works here")
    with ours.read() as work:
        assert [d.case_id for d in work.open_limits(("R_NEXT_REVIEW",))] == [shut.id]
    ours.close()
    theirs = open_store(database, user="Carl Brindle")
    with theirs.read() as work:
        assert list(work.open_limits(("R_NEXT_REVIEW",))) == []
    theirs.close()
