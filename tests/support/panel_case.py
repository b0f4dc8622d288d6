"""Cases put before panels, for tests: what was asked, decided and set as a task."""

from __future__ import annotations

from datetime import date

from ehcp_desk.domain.record import NewFact
from ehcp_desk.services.casework.recording import record
from ehcp_desk.services.desk import Desk


def put_before(desk: Desk, ref: str, panel: str, day: str, asked: str) -> int:
    """Put a case before a panel; the number of the entry."""
    fact = NewFact("panel_item", desk.today(), {"panel": panel, "day": day}, asked)
    return record(desk, ref, fact).facts[0]


def decide(desk: Desk, ref: str, item: int, outcome: str, reasons: str, **more: str) -> int:
    """What the panel decided."""
    attrs = {"item": str(item), "outcome": outcome, "by": "Ruth Castellan", **more}
    return record(desk, ref, NewFact("panel_decided", desk.today(), attrs, reasons)).facts[0]


def task(desk: Desk, ref: str, item: int, what: str, due: str, on: date | None = None) -> int:
    """A task the panel set."""
    attrs = {"due": due, "to": "the panel", "source": "panel", "item": str(item)}
    return record(desk, ref, NewFact("promise_made", on or desk.today(), attrs, what)).facts[0]
