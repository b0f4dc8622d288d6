"""A SEN2 return read back on a case already on record: everything it says otherwise is told, and none of it written."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ehcp_desk.domain.importing import ImportPlan
from ehcp_desk.domain.sen2 import Node
from ehcp_desk.exchange.sen2.files import made_and_checked
from ehcp_desk.exchange.sen2.reading import read_message
from ehcp_desk.exchange.trackers import TrackerReader
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.upkeep.demo import build_demo
from ehcp_desk.services.upkeep.imports import OnRecord, apply_plan
from tests.exchange.test_sen2_reading import TODAY, message, planned
from tests.support.sen2 import SOUND, at, empty_desk

R = ("Requests", 0)
A = (*R, "Assessment")
V = (*R, "ActivePlans")
Change = Callable[[Node], object]


def put(tag: str, value: Any, *path: str | int) -> Change:
    return lambda node: at(node, *path).update({tag: value})


def against(desk: Desk, path: Path) -> ImportPlan:
    with desk.store.read() as work:
        return TrackerReader().plan(path, OnRecord(work, TODAY), TODAY)


def again(folder: Path, change: Change, before: Change = lambda _: None) -> ImportPlan:
    """A return brought in, and what a later one, changed, would do."""
    desk = empty_desk(folder / "a.db", TODAY)
    first = copy.deepcopy(SOUND)
    before(first)
    apply_plan(desk, planned(message(folder / "a.xml", first)))
    later = copy.deepcopy(first)
    change(later)
    return against(desk, message(folder / "b.xml", later))


def flagged(plan: ImportPlan) -> dict[str, tuple[str, str]]:
    return {line.field: (line.value, line.reason) for line in plan.certificate.rows if line.outcome == "flagged"}


@pytest.mark.parametrize(
    ("change", "field", "value", "stands"),
    [
        (put("RequestSource", "1", *R), "request_received: source", "Young person or parent", "School or other"),
        (put("RYA", "1", *R), "request_received: youth_accommodation", "yes", "no"),
        (put("RequestOutcome", "N", *R), "assess_decision_notified: outcome", "refuse", "assess"),
        (put("URN", "100777", *V, "PlacementDetail", 0), "placement: urn", "100777", "100001"),
        (put("SENtype", "ASD", *V, "SENneed", 0), "needs_recorded: primary", "ASD", "SLCN"),
        (put("URN", "100777", *A, "NamedPlan", "PlanDetail", 0), "setting_named: urn", "100777", "100001"),
        (put("PlanRes", "A", *A, "NamedPlan"), "setting_named: residential", "A", "does not say"),
        (put("PostCode", "ZZ99 9ZZ"), "address: postcode", "ZZ99 9ZZ", "ZZ99 3WZ"),
    ],
)
def test_what_it_says_otherwise_of_the_same_day_is_flagged(
    tmp_path: Path, change: Change, field: str, value: str, stands: str
) -> None:
    plan = again(tmp_path, change)
    said, why = flagged(plan)[field]
    assert said == value and stands in why
    (row,) = plan.rows
    assert row.facts == () and row.reasons[0].startswith("the record says otherwise in")


def test_a_child_told_otherwise_keeps_what_was_said(tmp_path: Path) -> None:
    plan = again(tmp_path, lambda n: n.update(Sex="M", Ethnicity="AIND"))
    (row,) = plan.rows
    assert row.outcome == "updated"
    assert {(c.heading, c.value, c.reason) for c in row.kept} == {
        ("Sex", "M", "the record has F, which stands"), ("Ethnicity", "AIND", "the record has WBRI, which stands"),
    }  # fmt: skip


def test_a_new_name_of_a_child_known_by_its_number_is_kept(tmp_path: Path) -> None:
    (row,) = again(tmp_path, put("Surname", "Other")).rows
    assert [(c.heading, c.value) for c in row.kept] == [("Surname", "Other")]


def test_another_day_of_a_placement_says_where(tmp_path: Path) -> None:
    plan = again(tmp_path, lambda n: at(n, *V, "PlacementDetail", 0).update(URN="100777", EntryDate="2025-10-01"))
    value, why = flagged(plan)["placement"]
    assert value.startswith("2025-10-01: urn 100777") and "another day" in why


def test_a_decision_turned_round_does_not_bring_in_what_follows_from_it(tmp_path: Path) -> None:
    plan = again(tmp_path, put("RequestOutcome", "N", *R))
    assert [f.kind for f in plan.rows[0].facts] == []
    assert "refusal the record does not have" in flagged(plan)["agreed_to_assess"][1]


def test_a_plan_on_record_is_not_undone_by_a_return_without_one(tmp_path: Path) -> None:
    def refused(node: Node) -> None:
        at(node, *A).update(AssessmentOutcome="N")
        at(node, *A).pop("NamedPlan")
        at(node, *R).pop("ActivePlans")

    plan = again(tmp_path, refused)
    assert plan.rows[0].facts == ()
    assert flagged(plan)["no_plan_decision_notified"] == (
        "2025-07-18", "the record has a plan of 2025-07-18, which stands")  # fmt: skip


def test_what_a_return_tells_without_its_day_is_known_by_its_item(tmp_path: Path) -> None:
    plan = again(tmp_path, put("Week20", "1", *A), before=put("OtherMediation", "1", *A))
    (row,) = plan.rows
    assert [(f.kind, dict(f.attrs)) for f in row.facts] == [("told_in_return", {"item": "week20", "value": "1"})]
    assert flagged(plan) == {}


def test_an_item_told_otherwise_of_the_same_census_is_flagged(tmp_path: Path) -> None:
    due = put("PhaseTransferDueDate", "2026-02-15", *V)
    plan = again(tmp_path, put("PhaseTransferDueDate", "2026-03-31", *V), before=due)
    assert flagged(plan) == {
        "told_in_return: phase_due": ("2026-03-31", "the record has 2026-02-15, which stands")}  # fmt: skip
    assert plan.rows[0].facts == ()


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_the_return_of_a_record_is_no_news_to_it(tmp_path: Path, year: int) -> None:
    desk = empty_desk(tmp_path / "one.db", TODAY)
    build_demo(desk, 200, 3)
    made_and_checked(desk, year, tmp_path / "one.xml")
    plan = against(desk, tmp_path / "one.xml")
    assert flagged(plan) == {} and [row for row in plan.rows if row.writes or row.new_case] == []
    assert plan.certificate.unchanged == plan.certificate.rows_in > 50


def test_of_a_return_that_is_no_news_but_for_one_flag_that_flag_alone_is_told(tmp_path: Path) -> None:
    """The record says by itself that the request was decided before the year, and that the refusal was appealed."""
    desk = empty_desk(tmp_path / "one.db", TODAY)
    build_demo(desk, 200, 3)
    made_and_checked(desk, 2026, tmp_path / "one.xml")
    text = (tmp_path / "one.xml").read_text(encoding="utf-8")
    assert text.count("<OtherTribunal>0<") > 1
    (tmp_path / "one.xml").write_text(text.replace("<OtherTribunal>0<", "<OtherTribunal>1<", 1), encoding="utf-8")
    told = [(dict(f.attrs), f.on) for row in against(desk, tmp_path / "one.xml").rows for f in row.facts]
    assert told == [({"item": "other_tribunal", "value": "1"}, date(2026, 1, 15))]


def _needing(*needs: dict[str, str]) -> Node:
    node = copy.deepcopy(SOUND)
    node["Requests"][0]["ActivePlans"]["SENneed"] = list(needs)
    return node


def test_a_rank_of_need_without_its_type_is_kept_and_so_is_the_need_beside_it(tmp_path: Path) -> None:
    """What 2024 sends of a child whose first need it has no code for (DS), and what it would send of the second alone."""
    (row,) = planned(
        message(tmp_path / "a.xml", _needing({"SENtypeRank": "1"}, {"SENtype": "SLCN", "SENtypeRank": "2"}))
    ).rows
    assert "needs_recorded" not in [f.kind for f in row.facts]
    assert [(c.heading, c.value) for c in row.kept] == [("SENtypeRank", "1"), ("SENneed", "SLCN")]
    (row,) = planned(
        message(tmp_path / "b.xml", _needing({"SENtype": "ASD", "SENtypeRank": "1"}, {"SENtypeRank": "2"}))
    ).rows
    assert [dict(f.attrs) for f in row.facts if f.kind == "needs_recorded"] == [{"primary": "ASD"}]
    assert [(c.heading, c.value) for c in row.kept] == [("SENtypeRank", "2")]


def test_a_return_that_had_no_code_for_a_need_is_no_news_to_the_record_that_has_the_need(tmp_path: Path) -> None:
    desk = empty_desk(tmp_path / "a.db", TODAY)
    node = _needing({"SENtype": "DS", "SENtypeRank": "1"}, {"SENtype": "SLCN", "SENtypeRank": "2"})
    node = json.loads(json.dumps(node).replace("2025-", "2023-"))
    apply_plan(desk, planned(message(tmp_path / "a.xml", node, year=2024)))
    made_and_checked(desk, 2024, tmp_path / "2024.xml")
    ((_, sent),) = read_message(tmp_path / "2024.xml").people
    assert sent["Requests"][0]["ActivePlans"]["SENneed"] == [
        {"SENtypeRank": "1"},
        {"SENtype": "SLCN", "SENtypeRank": "2"},
    ]
    (row,) = against(desk, tmp_path / "2024.xml").rows
    assert (row.outcome, row.kept, row.facts) == ("unchanged", (), ())
