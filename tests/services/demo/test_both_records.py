"""The demo on SQLite and on PostgreSQL: the same authority, and a record that finds nothing wrong with itself."""

from __future__ import annotations

from datetime import date

from db.store import SqlStore
from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.domain.record import standing
from ehcp_desk.ports.today import Calendar
from ehcp_desk.services.casework.deriving import derive
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.upkeep.demo import build_demo
from tests.services.demo.conftest import Tell

DAY = date(2026, 10, 30)


def test_the_record_holds_what_was_told(store: SqlStore, law: Ruleset, tell: Tell) -> None:
    desk = Desk(store, law, "Joy Addo", Calendar(DAY))
    report = build_demo(desk, 60)
    _, told = tell(60, DAY)
    assert (report.cases, report.already) == (60, False)
    assert all(ok for _, ok, _ in store.check())
    with store.read() as work:
        for case in told:
            case_id = work.find_case(case.ref)
            assert case_id is not None
            kept = work.facts(case_id)
            assert [(k.fact.kind, k.fact.on, k.recorded_at, k.recorded_by) for k in kept] == [
                (f.kind, f.on, at, by) for f, at, by in case.facts
            ]
            derived = derive(case_id, standing(kept), law)
            assert derived.deadlines == work.deadlines(case_id)
            assert derived.summary == work.case_rows([case_id])[0].summary == case.summary
    assert build_demo(desk, 60).already
