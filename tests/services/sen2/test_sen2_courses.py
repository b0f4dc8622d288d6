"""A case with more than one request, plan or move in it: each is its own Requests element, and no plan in place is lost."""

from __future__ import annotations

from datetime import date

import pytest

from ehcp_desk.domain.sen2 import Node
from ehcp_desk.services.oversight.sen2.timeliness import OVERTURNED, Timeliness
from tests.support.sen2 import FactLine, request, told


def asked(on: str) -> FactLine:
    return "request_received", on, {"source": "parent"}


def decided(on: str, outcome: str = "assess") -> FactLine:
    return "assess_decision_notified", on, {"outcome": outcome}


def ceased(on: str, reason: str = "6") -> FactLine:
    return "plan_ceased", on, {"reason": reason}


def order(on: str, what: str) -> FactLine:
    return "tribunal_order", on, {"order": what}


OLD = (asked("2018-10-01"), decided("2018-11-01"), ("final_plan_sent", "2019-02-01"))
NEW = (asked("2025-05-20"), decided("2025-06-20"), ("final_plan_sent", "2025-10-01"))


def several(*facts: FactLine) -> list[Node]:
    found = told(*facts)
    return [] if found is None else found.node["Requests"]


def plan(node: Node) -> Node:
    return node["Assessment"]["NamedPlan"]


def test_a_plan_made_after_one_that_ceased_before_the_year_is_the_only_one() -> None:
    (only,) = several(*OLD, ceased("2023-08-31"), *NEW)
    assert only["ReceivedDate"] == "2025-05-20" and only["Assessment"]["AssessmentOutcomeDate"] == "2025-10-01"
    assert plan(only)["StartDate"] == "2025-10-01" and "CeaseDate" not in plan(only) and "ActivePlans" in only


def test_a_plan_that_ceased_in_the_year_and_the_one_after_it_are_both_returned() -> None:
    old, new = several(*OLD, ceased("2025-03-31"), *NEW)
    assert (plan(old)["StartDate"], plan(old)["CeaseDate"], "ActivePlans" in old) == ("2019-02-01", "2025-03-31", False)
    assert plan(new)["StartDate"] == "2025-10-01" and "ActivePlans" in new


def test_a_request_after_a_plan_ceased_is_open_work() -> None:
    old, new = several(*OLD, ceased("2025-03-31"), asked("2025-11-20"))
    assert plan(old)["CeaseDate"] == "2025-03-31"
    assert (new["ReceivedDate"], new["RequestOutcome"]) == ("2025-11-20", "A")


def test_a_plan_sent_after_one_ceased_without_a_request_on_record_is_another() -> None:
    old, new = several(*OLD, ceased("2025-03-31"), ("final_plan_sent", "2025-10-01"))
    assert plan(old)["CeaseDate"] == "2025-03-31" and plan(new)["StartDate"] == "2025-10-01"


@pytest.mark.parametrize("what", ["maintain", "maintain_and_amend"])
def test_a_plan_the_tribunal_orders_to_be_kept_has_not_ceased(what: str) -> None:
    found = request(*OLD, ceased("2024-03-31"), order("2024-09-10", what))
    assert "CeaseDate" not in plan(found) and "ActivePlans" in found
    again = request(*OLD, ceased("2024-03-31"), order("2024-09-10", what), ceased("2025-07-31", "2"))
    assert (plan(again)["CeaseDate"], plan(again)["CeaseReason"]) == ("2025-07-31", "2")


def test_an_order_to_keep_gives_back_the_plan_although_somebody_asked_anew_meanwhile() -> None:
    found = request(*OLD, ceased("2025-03-31"), asked("2025-05-20"), order("2025-07-10", "maintain"))
    assert plan(found)["StartDate"] == "2019-02-01" and "ActivePlans" in found


def test_what_is_agreed_on_the_day_a_new_plan_is_sent_does_not_give_back_the_old_one() -> None:
    agreed: FactLine = ("mediation_agreement", "2025-10-01", {"about": "contents"})
    old, new = several(*OLD, ceased("2025-03-31"), *NEW, agreed)
    assert (plan(old)["CeaseDate"], plan(new)["StartDate"]) == ("2025-03-31", "2025-10-01")


def test_a_plan_that_moved_out_and_came_back_is_live_again() -> None:
    back = ("plan_transferred_in", "2025-06-20", {"from_authority": "Kent", "made_on": "2019-02-01"})
    found = request(*OLD, ("plan_transferred_out", "2023-08-31"), back)
    assert found["RequestOutcome"] == "H" and found["ActivePlans"]["TransferLA"] == "886"
    assert "CeaseDate" not in plan(found)


def test_a_move_does_not_end_a_plan_its_transfer_does() -> None:
    away = ("moved_away", "2025-10-01", {"to_authority": "331"})
    assert "CeaseDate" not in plan(request(*OLD, away)) and "ActivePlans" in request(*OLD, away)
    gone = plan(request(*OLD, away, ("plan_transferred_out", "2025-10-20")))
    assert (gone["CeaseDate"], gone["CeaseReason"]) == ("2025-10-20", "5")
    abroad = ("moved_away", "2025-10-01", {"to_authority": "XXX"})
    assert plan(request(*OLD, abroad, ("plan_transferred_out", "2025-10-20")))["CeaseReason"] == "7"


@pytest.mark.parametrize(
    ("reversing", "flag"),
    [
        (order("2025-12-10", "make_plan"), "AssessmentTribunal"),
        (("mediation_agreement", "2025-12-10", {"about": "make_plan"}), "AssessmentMediation"),
        (("appeal_not_opposed", "2025-12-10", {"about": "make_plan"}), "AssessmentTribunal"),
    ],
)
def test_a_refusal_to_make_a_plan_that_was_reversed_is_open_work(reversing: FactLine, flag: str) -> None:
    facts = (asked("2024-05-01"), decided("2024-06-01"), ("no_plan_decision_notified", "2024-08-20"))
    assert told(*facts) is None
    found = request(*facts, reversing)
    assert found["RequestOutcome"] == "H"
    assert found["Assessment"] == {
        "AssessmentOutcome": "Y", "AssessmentMediation": "0", "AssessmentTribunal": "0", "OtherMediation": "0",
        "OtherTribunal": "0", flag: "1",
    }  # fmt: skip


@pytest.mark.parametrize("ending", [decided("2024-03-10", "refuse"), ("request_withdrawn", "2024-03-10")])
def test_the_twenty_weeks_of_a_second_request_begin_with_it(ending: FactLine) -> None:
    found = told(asked("2024-02-05"), ending, *NEW)
    assert found is not None
    timely = Timeliness()
    timely.count(found, "2025-01-01", "2025-12-31")
    assert not timely.left_out
    assert [timed.days for timed in timely.timed] == [(date(2025, 10, 1) - date(2025, 5, 20)).days]


NO_PLAN = ("no_plan_decision_notified", "2025-05-20")


@pytest.mark.parametrize(
    ("facts", "timed"),
    [
        ((decided("2025-03-10", "refuse"), ("agreed_to_assess", "2025-04-01")), True),
        ((decided("2025-03-10", "refuse"), ("mediation_held", "2025-03-20"), ("agreed_to_assess", "2025-04-01")), False),
        ((decided("2025-03-10", "refuse"), ("mediation_agreement", "2025-03-20", {"about": "assess"})), False),
        ((decided("2025-03-10", "refuse"), ("appeal_registered", "2025-03-20", {"type": "refusal_to_assess"}),
          ("agreed_to_assess", "2025-04-01")), False),
        ((decided("2025-03-10", "refuse"), order("2025-04-01", "assess")), False),
        ((decided("2025-03-10"), NO_PLAN), True),
        ((decided("2025-03-10"), NO_PLAN, order("2025-05-30", "make_plan")), False),
        ((decided("2025-03-10"), NO_PLAN, ("mediation_agreement", "2025-05-30", {"about": "make_plan"})), False),
    ],
)  # fmt: skip
def test_a_refusal_the_council_took_back_by_itself_was_overturned_by_nobody(
    facts: tuple[FactLine, ...], timed: bool
) -> None:
    found = told(asked("2025-02-03"), *facts, ("final_plan_sent", "2025-06-20"))
    assert found is not None
    timely = Timeliness()
    timely.count(found, "2025-01-01", "2025-12-31")
    assert [plan.days for plan in timely.timed] == ([137] if timed else [])
    assert [plan.why for plan in timely.left_out] == ([] if timed else [OVERTURNED])


def test_a_request_refused_in_the_year_and_asked_again_is_two_and_the_plan_is_timed() -> None:
    found = told(asked("2025-02-03"), decided("2025-03-10", "refuse"), *NEW)
    assert found is not None
    assert [r["RequestOutcome"] for r in found.node["Requests"]] == ["N", "Y"]
    timely = Timeliness()
    timely.count(found, "2025-01-01", "2025-12-31")
    assert [timed.start for timed in timely.timed] == ["2025-10-01"] and not timely.left_out


def test_where_the_child_is_and_what_it_needs_outlast_the_first_plan() -> None:
    place = {"setting": "Larkspur Primary", "urn": "100001", "rank": "1", "unit": "no", "resourced": "no"}
    there: FactLine = ("placement", "2022-09-05", place)
    needs: FactLine = ("needs_recorded", "2019-02-01", {"primary": "ASD"})
    old, new = several(*OLD, there, needs, ("setting_named", "2019-02-01", place), ceased("2025-03-31"), *NEW)
    assert [p["URN"] for p in new["ActivePlans"]["PlacementDetail"]] == ["100001"]
    assert [need["SENtype"] for need in new["ActivePlans"]["SENneed"]] == ["ASD"]
    assert "PlanDetail" in plan(old) and "PlanDetail" not in plan(new), "section I is each plan's own"


def test_a_request_that_goes_on_after_it_was_withdrawn_is_open() -> None:
    found = request(asked("2025-02-03"), ("request_withdrawn", "2025-03-01"), decided("2025-03-10"))
    assert (found["RequestOutcome"], found["Assessment"]["AssessmentOutcome"]) == ("Y", "A")
