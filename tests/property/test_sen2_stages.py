"""Whatever a case went through, the return and the lists hold it as the desk shows it: its plan in place, its work open."""

from __future__ import annotations

import json
from datetime import date, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ehcp_desk.clock.model import Fact
from ehcp_desk.domain.case import OPEN_STAGES, Stage, stage_of
from ehcp_desk.domain.sen2 import Node
from ehcp_desk.services.oversight.annex.definitions import load_lists
from ehcp_desk.services.oversight.annex.rows import Ground, list_rows
from ehcp_desk.services.oversight.sen2.reading import person
from tests.support.sen2 import ROWAN, year_of

CENSUS = date(2026, 1, 15)
SAID = {
    "assess_decision_notified": ("outcome", ("assess", "refuse")),
    "tribunal_order": ("order", ("assess", "make_plan", "reconsider", "maintain", "maintain_and_amend", "dismissed")),
    "mediation_agreement": ("about", ("assess", "make_plan", "contents", "other")),
    "appeal_not_opposed": ("about", ("assess", "make_plan", "contents", "placement", "cease")),
    "plan_ceased": ("reason", ("2", "6")),
    "moved_away": ("to_authority", ("331", "XXX")),
}
PLAIN = ("request_received", "became_responsible", "agreed_to_assess", "no_plan_decision_notified", "draft_plan_served",
         "final_plan_sent", "plan_transferred_in", "request_withdrawn", "plan_transferred_out", "amended_plan_sent",
         "cease_decision_notified", "plan_decision_notified", "review_decision_notified", "appeal_received")  # fmt: skip
DAYS = st.one_of(st.integers(0, 1540), st.integers(1080, 1110)).map(lambda n: date(2022, 1, 1) + timedelta(n))
FACTS = st.one_of(
    st.builds(Fact, st.sampled_from(PLAIN), DAYS),
    *(st.builds(lambda kind, on, key, value: Fact(kind, on, {key: value}), st.just(kind), DAYS, st.just(key),
                st.sampled_from(values)) for kind, (key, values) in SAID.items()),
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(FACTS, min_size=1, max_size=10), st.sampled_from(("first", "first_if_new", "current")))
def test_what_is_in_place_and_what_is_open_is_what_the_desk_shows(facts: list[Fact], plan_start: str) -> None:
    # A day is taken whole: what ends a plan and an order for new work on one day are told as that plan's end alone.
    assume(not {f.on for f in facts if f.kind in ("plan_ceased", "plan_transferred_out")} & _orders_for_work(facts))
    year = year_of(plan_start=plan_start)
    rows = [(f.kind, f.on.isoformat(), json.dumps(dict(f.attrs)), n, 1) for n, f in enumerate(facts, 1)]
    found = person(ROWAN, [(1, "SEN/1", rows)], year)
    requests = found.node["Requests"] if found else []
    stage = stage_of(facts, CENSUS)
    live = [node for node in requests if "ActivePlans" in node]
    assert len(live) == (stage is Stage.PLAN)
    for node in requests:
        plan = node.get("Assessment", {}).get("NamedPlan", {})
        assert plan.get("StartDate", "") <= plan.get("CeaseDate", "9999")
        assert bool(plan) is ("CeaseDate" in plan or node in live)
    assert not any("ActivePlans" in node or _open(node) for node in requests[:-1])
    listed = list(list_rows(ROWAN, [(1, "SEN/1", rows)], found, Ground.of(year, CENSUS, load_lists()))) if found else []
    if stage is not Stage.UNKNOWN:
        assert [of for of, *_ in listed] == (["plan"] if live else ["asked"] if stage in OPEN_STAGES else [])


def _orders_for_work(facts: list[Fact]) -> set[date]:
    return {f.on for f in facts if {"assess", "make_plan"} & {f.attrs.get("order"), f.attrs.get("about")}}


def _open(node: Node) -> bool:
    return node["RequestOutcome"] == "A" or node.get("Assessment", {}).get("AssessmentOutcome") == "A"
