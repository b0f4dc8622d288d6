"""A plan on a record of either kind: versions, lines, sign-off; everything sealed, and read back as it was written."""

from __future__ import annotations

from datetime import date

from db.store import SqlStore
from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.ports.today import Calendar
from ehcp_desk.services.casework.planning import judge_outcomes, save_lines, save_section, sign_off, start_version
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.records.plan_view import read_plan
from ehcp_desk.services.upkeep.checking import verify_record
from tests.support.plans import PLAN
from tests.support.records import one_case

DAY = date(2026, 10, 30)


def test_a_plan_is_kept_whole_and_sealed(store: SqlStore) -> None:
    ref = one_case(store).ref
    desk = Desk(store, Ruleset.load(), "Joy Addo", Calendar(DAY))
    start_version(desk, ref, "draft")
    save_lines(desk, ref, PLAN)
    first = read_plan(desk, ref).lines(1)
    assert [(line.text, dict(line.parts)) for line in first] == [
        (line.text, dict(line.parts)) for lines in PLAN.values() for line in lines
    ]
    sign_off(desk, ref, "Ruth Castellan", "The family moves on Monday")
    start_version(desk, ref, "final")
    save_section(desk, ref, "F", [])
    judge_outcomes(desk, ref, DAY, {"E1": ("met", "")})
    plan = read_plan(desk, ref)
    assert plan.lines(1) == first
    assert [line.id for line in plan.lines(2)] == ["B1", "B2", "E1"]
    signed = plan.versions[0].signed
    assert signed is not None
    assert signed.digest == plan.digest(1)
    assert plan.outcomes_met == (1, 1)
    checks = {check: ok for check, ok, _ in verify_record(desk)}
    assert checks["facts"]
    assert checks["journal"]
