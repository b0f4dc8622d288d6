"""Fictional plans with ten years of history, loaded as they are: what the bench and the memory test of SEN2 read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

from db.store import open_store
from ehcp_desk.bootstrap import open_desk
from ehcp_desk.domain.case import Child, Stage
from ehcp_desk.domain.identifiers import upn_check_letter
from ehcp_desk.domain.record import NewFact
from ehcp_desk.domain.worklist import Summary
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.sen2.settings import change_settings
from tests.support.records import Loaded

YEAR, TODAY, HISTORY = 2026, date(2026, 2, 10), 10
_AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
_PLACE = {"setting": "Larkspur Primary", "urn": "900001", "rank": "1", "unit": "no", "resourced": "no"}
_ADVICE = ("education", "health", "psychology", "social_care")


def record_of_plans(path: Path, plans: int) -> Desk:
    """A desk on a new record of this many plans, ready to be returned."""
    store = open_store(str(path), create=True)
    with store.write("Bench", _AT) as work:
        work.add_cases_in_bulk(_case(number) for number in range(plans))
    store.close()
    desk = open_desk(str(path), "Bench", TODAY)
    change_settings(desk, {"la": "999", "dmo": "Y", "dco": "Y", "dsco": "Y"})
    return desk


def _case(number: int) -> Loaded:
    random = Random(number)
    rest = f"999{number // 1000:04d}16{number % 1000:03d}"
    born = date(2003, 9, 1) + timedelta(days=random.randrange(4000))
    child = Child(0, f"Surname{number}", f"Name{number % 700}", born, "MF"[number % 2], upn_check_letter(rest) + rest,
                  need="Autistic spectrum disorder", ethnicity="WBRI")  # fmt: skip
    facts = [(fact, _AT, "Bench") for fact in _facts(random)]
    received = next(fact.on for fact, _, _ in facts)
    return Loaded(f"S2/{number:06d}", child, Summary(Stage.PLAN, received=received), facts=facts)


def _facts(random: Random) -> Iterator[NewFact]:
    asked = date(2015, 1, 5) + timedelta(days=random.randrange(300))
    yield NewFact("request_received", asked, {"source": "school"})
    yield NewFact("assess_decision_notified", asked + timedelta(days=38), {"outcome": "assess"})
    for body in _ADVICE:
        yield NewFact("advice_requested", asked + timedelta(days=40), {"body": body})
        yield NewFact("advice_received", asked + timedelta(days=80), {"body": body})
    yield NewFact("draft_plan_served", asked + timedelta(days=110))
    final = asked + timedelta(days=135)
    yield NewFact("final_plan_sent", final)
    yield NewFact("setting_named", final, _PLACE)
    placed = {**_PLACE, "type": "mainstream", "by": "Panel", "planned": "yes"}
    yield NewFact("placement", final + timedelta(days=20), placed, "Near home.")
    for year in range(1, HISTORY + 1):
        held = final + timedelta(days=350 * year)
        yield NewFact("review_meeting_held", held)
        yield NewFact("review_report_sent", held + timedelta(days=12))
        amend = random.random() < 0.4
        yield NewFact("review_decision_notified", held + timedelta(days=25), {"outcome": "amend" if amend else "keep"})
        if amend:
            yield NewFact("amendment_notice_sent", held + timedelta(days=25), {"basis": "review"})
            yield NewFact("amended_plan_sent", held + timedelta(days=70))
        yield NewFact("contact", held + timedelta(days=90), {"channel": "phone"}, "A call.")
