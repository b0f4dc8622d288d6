"""Any record the desk can hold, returned, read back into an empty one and returned again, gives the same bytes."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ehcp_desk.bootstrap import open_desk
from ehcp_desk.domain.case import Child, Stage
from ehcp_desk.domain.identifiers import upn_check_letter
from ehcp_desk.domain.record import NewFact
from ehcp_desk.domain.worklist import Summary
from ehcp_desk.exchange.sen2.files import made_and_checked
from ehcp_desk.exchange.trackers import TrackerReader
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.sen2.settings import change_settings
from ehcp_desk.services.upkeep.imports import OnRecord, apply_plan
from tests.support.records import NOW, Loaded
from tests.support.sen2 import empty_desk

YEAR, TODAY = 2026, date(2026, 2, 10)
DAYS = st.integers(0, 2600).map(lambda n: date(2019, 1, 1) + timedelta(days=n))
NAMES = st.text(st.sampled_from("AbcdeÉłŚ’-& <>"), min_size=1, max_size=8).map(str.strip).filter(bool)
YES = st.sampled_from(("yes", "no"))


@st.composite
def places(draw: Any, rank: str) -> dict[str, str]:
    """A setting as the record holds it, by one of the three ways to name one."""
    number = draw(st.integers(0, 3))
    said = (
        {"urn": f"9000{number}"},
        {"ukprn": f"9900000{number}"},
        {"code": "EYP"},
        {"code": "OTH", "other": "A farm"},
    )
    found = {"setting": f"Setting {number}{rank}", "rank": rank, **said[draw(st.integers(0, 3))]}
    if "urn" in found or "ukprn" in found:
        found |= {"unit": draw(YES), "resourced": draw(YES)}
    if draw(st.booleans()):
        found["residential"] = draw(st.sampled_from(("38", "39_51", "52", "A", "B")))
    if draw(st.booleans()):
        found["work"] = draw(st.sampled_from("ATS"))
    return found


@st.composite
def courses(draw: Any) -> list[NewFact]:
    """One request from its receipt as far as it goes, each step after the one before."""
    day = draw(DAYS)
    facts: list[NewFact] = []

    def step(kind: str, least: int = 1, most: int = 120, **attrs: str) -> date:
        nonlocal day
        day += timedelta(days=draw(st.integers(least, most)))
        facts.append(NewFact(kind, day, attrs))
        return day

    if draw(st.integers(0, 4)) == 0:
        step("became_responsible", 0, 0)
    else:
        source = draw(st.sampled_from(("parent", "school", "health", "social_care", "other")))
        step("request_received", 0, 0, source=source, youth_accommodation=draw(YES))
    way = draw(st.sampled_from(("open", "withdrawn", "moved", "refused", "overturned", "assess", "assess", "assess")))
    if way == "withdrawn":
        step("request_withdrawn")
    if way == "moved":
        step("moved_away", to_authority="331")
    if way in ("open", "withdrawn", "moved"):
        return facts
    step("assess_decision_notified", outcome="assess" if way == "assess" else "refuse")
    if way != "assess" and draw(st.booleans()):
        step(draw(st.sampled_from(("mediation_held", "appeal_received"))))
    if way == "refused":
        return facts
    if way == "overturned":
        step("agreed_to_assess")
    end = draw(st.sampled_from(("none", "no_plan", "withdrawn", "plan", "plan", "plan")))
    if end == "no_plan":
        step("no_plan_decision_notified")
    elif end == "withdrawn":
        step("request_withdrawn")
    elif end == "plan":
        step("final_plan_sent")
        facts += draw(plan_facts(day))
    return facts


@st.composite
def plan_facts(draw: Any, made: date) -> list[NewFact]:
    """What is so of a plan from the day it was made."""
    facts = [NewFact("setting_named", made, draw(places(rank))) for rank in ("1", "2")[: draw(st.integers(0, 2))]]
    entered = made
    for _ in range(draw(st.integers(0, 2))):
        place = draw(places("1")) | {"type": "mainstream", "by": "Panel", "planned": "yes"}
        left = entered + timedelta(days=draw(st.integers(1, 400)))
        facts.append(NewFact("placement", entered, place))
        facts.append(NewFact("placement_ended", left, {"setting": place["setting"], "by": "Panel", "planned": "yes"}))
        entered = left
    if draw(st.booleans()):
        facts.append(
            NewFact("needs_recorded", made, {"primary": "ASD", "secondary": draw(st.sampled_from(("HI", "MLD")))})
        )
    if draw(st.booleans()):
        facts.append(NewFact("personal_budget", made, {"taken_up": "yes", "organised": draw(YES), "direct": "E"}))
    if draw(st.booleans()):
        held = made + timedelta(days=draw(st.integers(100, 400)))
        outcome = draw(st.sampled_from(("keep", "amend", "cease")))
        told = held + timedelta(days=draw(st.integers(0, 60)))
        facts += [NewFact("review_meeting_held", held), NewFact("review_decision_notified", told, {"outcome": outcome})]
        if outcome == "amend":
            facts.append(NewFact("amendment_notice_sent", told, {"basis": "review"}))
            facts.append(NewFact("amended_plan_sent", told + timedelta(days=draw(st.integers(1, 90)))))
    if draw(st.booleans()):
        phase = draw(st.sampled_from(("primary_to_secondary", "secondary_to_post16", "post16_to_post16")))
        facts.append(NewFact("phase_transfer_planned", date(draw(st.integers(2024, 2026)), 9, 1), {"phase": phase}))
    if draw(st.integers(0, 3)) == 0:
        reason = draw(st.sampled_from("123456789"))
        facts.append(NewFact("plan_ceased", made + timedelta(days=draw(st.integers(0, 900))), {"reason": reason}))
    return facts


@st.composite
def moved_in(draw: Any) -> list[NewFact]:
    """A plan another council made."""
    came = draw(DAYS)
    made = came - timedelta(days=draw(st.integers(1, 300)))
    about = {"from_authority": draw(st.sampled_from(("331", "Kent", "XXX"))), "made_on": made.isoformat()}
    return [NewFact("plan_transferred_in", came, about), *draw(plan_facts(came))]


@st.composite
def one_after_another(draw: Any) -> list[NewFact]:
    """Two courses on one case: what happened to the child before is on record when the second request comes."""
    first, second = draw(st.one_of(courses(), moved_in())), draw(courses())
    last = max(fact.on for fact in first if fact.kind != "phase_transfer_planned")
    later = last - second[0].on + timedelta(days=draw(st.integers(1, 60)))
    return first + [replace(fact, on=fact.on + later) for fact in second]


@st.composite
def children(draw: Any, number: int) -> Child:
    """A child with one of the three identifiers, or none."""
    rest = f"99900002101{number % 10}"
    upn = upn_check_letter(rest) + rest if draw(st.booleans()) else ""
    born = date(2006, 1, 1) + timedelta(days=draw(st.integers(0, 4000)) * 10 + number)
    return Child(-number - 1, draw(NAMES), draw(NAMES), born, draw(st.sampled_from(("F", "M", ""))), upn,
                 need=draw(st.sampled_from(("", "Hearing impairment"))),
                 ethnicity=draw(st.sampled_from(("WBRI", "NOBT", ""))))  # fmt: skip


@st.composite
def records(draw: Any) -> list[Loaded]:
    """Some children, each with one or two cases."""
    cases = []
    for number in range(draw(st.integers(1, 4))):
        child = draw(children(number))
        for place in range(draw(st.integers(1, 2))):
            facts = draw(st.one_of(courses(), courses(), moved_in(), one_after_another()))
            facts.sort(key=lambda fact: fact.on)
            if not child.upn and draw(st.booleans()):
                facts.append(NewFact("upn_unknown", facts[0].on, {"reason": "UN2"}))
            if draw(st.booleans()):
                facts.append(NewFact("address", facts[0].on, {"address": "1 Larch Hollow", "postcode": "ZZ99 1AA"}))
            told = [(fact, NOW, "Hypothesis") for fact in facts]
            cases.append(Loaded(f"H/{number}-{place}", child, Summary(Stage.PLAN, received=facts[0].on), facts=told))
    return cases


@lru_cache(maxsize=1)
def _empty_record() -> bytes:
    with tempfile.TemporaryDirectory() as name:
        empty_desk(Path(name) / "empty.db", TODAY).store.close()
        return (Path(name) / "empty.db").read_bytes()


def _fresh(path: Path) -> Desk:
    """A record of its own for each side, copied from an empty one that was made once."""
    path.write_bytes(_empty_record())
    return open_desk(str(path), "Data officer", TODAY)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(records(), st.sampled_from(({}, {"plan_start": "current"}, {"after_the_year": "left_out"},
                                   {"received_with_h": "never"}, {"setting_tag": "SENSetting", "work_tags": "WPB"})))  # fmt: skip
def test_returned_read_back_and_returned_again(cases: list[Loaded], choices: dict[str, str]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        one, two = (_fresh(folder / f"{name}.db") for name in ("one", "two"))
        with one.store.write("Hypothesis", NOW) as work:
            work.add_cases_in_bulk(cases)
        for desk in (one, two):
            if choices:
                change_settings(desk, choices)
        first = made_and_checked(one, YEAR, folder / "one.xml")
        if first.counts.persons:
            with one.store.read() as work:
                over = TrackerReader().plan(folder / "one.xml", OnRecord(work, TODAY), TODAY)
            assert [line.as_json() for line in over.certificate.rows if line.outcome != "unchanged"] == []
            assert not over.writes and over.certificate.unchanged == first.counts.requests
            with two.store.read() as work:
                plan = TrackerReader().plan(folder / "one.xml", OnRecord(work, TODAY), TODAY)
            assert plan.certificate.rows_in == plan.certificate.created == first.counts.requests
            apply_plan(two, plan)
            made_and_checked(two, YEAR, folder / "two.xml")
            assert (folder / "two.xml").read_text(encoding="utf-8") == (folder / "one.xml").read_text(encoding="utf-8")
        one.store.close()
        two.store.close()
