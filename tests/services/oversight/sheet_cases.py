"""Cases and their facts for the lists and tables over all cases."""

from __future__ import annotations

from datetime import date, timedelta

from ehcp_desk.domain.case import Child, YearGroup
from ehcp_desk.domain.record import NewFact
from ehcp_desk.domain.sheets import Sheet
from ehcp_desk.services.casework.recording import NewRequest, open_request, record
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.sheets.registry import sheet
from ehcp_desk.services.oversight.staffing import staff

DAY = date(2026, 10, 30)


def plan(desk: Desk, number: int, sent: date = date(2026, 6, 1), **child: str) -> str:
    """A case with a plan, requested 19 weeks before it was sent."""
    ref = f"SEN/{number}"
    about = Child(0, f"Child{number}", "Robin", date(2015, 3, 4), child.get("sex", "M"), year_group=YearGroup.said_on(5, DAY),
                  ethnicity=child.get("ethnicity", "WBRI"), language=child.get("language", "English"),
                  need=child.get("need", "ASD"))  # fmt: skip
    asked = sent - timedelta(days=7 * 19 if child.get("late") != "yes" else 7 * 30)
    team_id = next(iter(staff(desk).teams))
    open_request(desk, NewRequest(ref, about, asked, "parent", team_id=team_id))
    record(desk, ref, [NewFact("assess_decision_notified", asked + timedelta(30), {"outcome": "assess"}),
                       NewFact("final_plan_sent", sent)])  # fmt: skip
    return ref


def tell(desk: Desk, ref: str, kind: str, on: str, note: str = "", /, **attrs: str) -> int:
    said = {name.rstrip("_"): value for name, value in attrs.items()}
    return record(desk, ref, NewFact(kind, date.fromisoformat(on), said, note)).facts[0]


def lines(made: Sheet) -> list[dict[str, object]]:
    keys = [head.key for head in made.heads]
    return [dict(zip(keys, line.cells, strict=True)) for line in made.lines]


def told(desk: Desk, key: str) -> list[dict[str, object]]:
    return lines(sheet(desk, key))


def placed(desk: Desk, ref: str, **more: str) -> None:
    said = {"setting": "Fern Hall", "type": "special", "by": "Panel", "planned": "yes", **more}
    tell(desk, ref, "placement", "2026-09-01", "Nearest that can", **said)
