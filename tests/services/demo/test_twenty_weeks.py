"""Why the demo's SEN2 return of 2026 says 4 to 7 % and its months of autumn 2026 say half: both count, each its own months."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from db.store import open_store
from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.exchange.sen2.files import made_and_checked
from ehcp_desk.ports.today import Calendar
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.returns import compute_monthly
from ehcp_desk.services.oversight.sen2.compare import SAME, compare
from ehcp_desk.services.upkeep.demo import build_demo

DAY = date(2026, 10, 30)


@pytest.mark.parametrize("seed", [1, 7])
def test_the_year_of_the_return_is_its_twelve_months_and_the_recovery_came_after(
    tmp_path: Path, law: Ruleset, seed: int
) -> None:
    store = open_store(str(tmp_path / "demo.db"), create=True)
    desk = Desk(store, law, "Joy Addo", Calendar(DAY))
    build_demo(desk, 600, seed=seed)
    timely = made_and_checked(desk, 2026, tmp_path / "sen2.xml").timeliness
    on_time, of = timely.including()
    december = compute_monthly(desk, date(2025, 12, 1))
    run = next(trend for trend in december.trends if trend.code == "K02").points[1:]
    assert [point.month for point in run] == [date(2025, n, 1) for n in range(1, 13)]
    assert compare(desk, 2026, timely).words == SAME
    assert (sum(int(p.figure.numerator or 0) for p in run), sum(int(p.figure.denominator or 0) for p in run)) == (
        on_time,
        of,
    )
    assert on_time / of < 0.1  # the year of 7 in 100, which ends with the quarter of 2 of 169
    quarters = {quarter: (on, among) for quarter, on, among in timely.by_quarter()}
    assert sum(among for _, among in quarters.values()) == of and sum(on for on, _ in quarters.values()) == on_time
    assert quarters["2025-Q4"][0] / quarters["2025-Q4"][1] <= 2 / 30
    september = compute_monthly(desk, date(2026, 9, 1)).line("K02").figure
    assert september.value is not None and september.value >= 40
    store.close()
