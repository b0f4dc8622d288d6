"""A record keeps its own law on either database: previewed, applied, found again, withdrawn."""

from __future__ import annotations

from datetime import date

from db.store import SqlStore
from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.domain.case import Child
from ehcp_desk.ports.today import Calendar
from ehcp_desk.services.casework.recording import NewRequest, open_request
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.change_file import ChangeFile
from ehcp_desk.services.oversight.law_changes import apply, withdraw
from ehcp_desk.services.oversight.law_of_record import law_of
from ehcp_desk.services.oversight.law_preview import preview
from ehcp_desk.services.upkeep.checking import verify_record
from tests.clock.test_clock_changing import EIGHTEEN, final_plan


def test_the_law_of_a_record_is_kept_with_it(store: SqlStore) -> None:
    desk = Desk(store, Ruleset.load(), "Joy Addo", Calendar(date(2026, 10, 30)))
    child = Child(0, "Farrowdale", "Maisie", date(2020, 3, 14))
    open_request(desk, NewRequest("SEN/26118", child, date(2026, 6, 24), "parent"))
    change = ChangeFile("eighteen.toml", final_plan(**EIGHTEEN))
    assert [(m.ref, m.days) for m in preview(desk, change).moved] == [("SEN/26118", -14)]
    assert apply(desk, change, "The Regulations changed").changed == ("SEN/26118",)
    assert law_of(store).digest == desk.law.digest != Ruleset.load().digest
    withdraw(desk, "eighteen", "Not in force yet")
    assert law_of(store).digest == Ruleset.load().digest
    assert all(ok for _, ok, _ in verify_record(desk))
