"""What a case's facts come to in the return: outcomes, coverage, plans, placements, reviews (sen2.md 1.4 to 1.7, 4)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.domain.appeals import TOLD_BY
from ehcp_desk.services.oversight.return_facts import Limits
from ehcp_desk.services.oversight.sen2.checks.whole import Checker
from ehcp_desk.services.oversight.sen2.profiles import load_profile
from ehcp_desk.services.oversight.sen2.requests import Year
from tests.support.sen2 import ROWAN, SETTINGS, FactLine, request, rows_of, told, year_of

ASKED = ("request_received", "2025-03-03", {"source": "school"})
YES = ("assess_decision_notified", "2025-04-10", {"outcome": "assess"})
NO = ("assess_decision_notified", "2025-04-10", {"outcome": "refuse"})
FINAL = ("final_plan_sent", "2025-07-18")
PLACE = {"setting": "Larkspur Primary", "urn": "100001", "rank": "1", "unit": "no", "resourced": "yes"}


def test_the_persons_sample_of_the_reference() -> None:
    found = request(ASKED, YES, FINAL, ("setting_named", "2025-07-18", PLACE), ("placement", "2025-09-03", PLACE),
                    ("needs_recorded", "2025-07-18", {"primary": "SLCN"}))  # fmt: skip
    assert found["RequestOutcome"] == "Y" and found["RequestOutcomeDate"] == "2025-04-10"
    assert found["RequestSource"] == "2" and found["RYA"] == "0"
    assessment = found["Assessment"]
    assert (assessment["AssessmentOutcome"], assessment["AssessmentOutcomeDate"]) == ("Y", "2025-07-18")
    assert assessment["Week20"] == "0"
    (detail,) = assessment["NamedPlan"]["PlanDetail"]
    assert detail == {
        "URN": "100001",
        "PlacementRank": "1",
        "SENunitIndicator": "0",
        "ResourcedProvisionIndicator": "1",
    }
    (placement,) = found["ActivePlans"]["PlacementDetail"]
    assert placement["EntryDate"] == "2025-09-03" and "LeavingDate" not in placement
    assert found["ActivePlans"]["SENneed"] == [{"SENtype": "SLCN", "SENtypeRank": "1"}]


@pytest.mark.parametrize(
    ("facts", "outcome"),
    [
        ((ASKED,), "A"),
        ((ASKED, NO), "N"),
        ((ASKED, ("request_withdrawn", "2025-05-01")), "W"),
        ((("request_received", "2024-09-03"), ("assess_decision_notified", "2024-10-10", {"outcome": "assess"})), "H"),
        ((("plan_transferred_in", "2025-06-01", {"from_authority": "331"}),), "H"),
    ],
)
def test_outcome_of_a_request(facts: tuple[tuple[str, str], ...], outcome: str) -> None:
    assert request(*facts)["RequestOutcome"] == outcome


def test_a_historical_decision_still_tells_when_the_twenty_weeks_began() -> None:
    facts = (("request_received", "2024-09-03"), ("assess_decision_notified", "2024-10-10", {"outcome": "assess"}),
             ("final_plan_sent", "2025-02-01"))  # fmt: skip
    assert request(*facts)["ReceivedDate"] == "2024-09-03"
    assert "ReceivedDate" not in request(*facts, year=year_of(received_with_h="never"))


def test_a_refusal_overturned_keeps_its_outcome_and_first_date() -> None:
    found = request(ASKED, NO, ("mediation_held", "2025-05-20"), ("agreed_to_assess", "2025-05-21"), FINAL)
    assert (found["RequestOutcome"], found["RequestOutcomeDate"]) == ("N", "2025-04-10")
    assert (found["RequestMediation"], found["RequestTribunal"]) == ("1", "0")
    assert found["Assessment"]["AssessmentOutcome"] == "Y"


@pytest.mark.parametrize("known", TOLD_BY)
def test_an_appeal_is_flagged_whatever_the_record_knows_it_by(known: str) -> None:
    assert request(ASKED, NO, (known, "2025-06-02"))["RequestTribunal"] == "1"
    refused = request(ASKED, YES, ("no_plan_decision_notified", "2025-06-20"), (known, "2025-07-02"))
    assert (refused["RequestTribunal"], refused["Assessment"]["AssessmentTribunal"]) == ("0", "1")
    other = request(ASKED, YES, FINAL, (known, "2025-09-01"))["Assessment"]
    assert (other["AssessmentTribunal"], other["OtherTribunal"]) == ("0", "1")


def test_what_an_appeal_was_registered_about_is_the_decision_it_is_put_with() -> None:
    """Registered after the plan was sent, it is still about the refusal."""
    late = ("appeal_registered", "2025-08-01", {"type": "refusal_to_assess"})
    found = request(ASKED, NO, ("agreed_to_assess", "2025-05-21"), FINAL, late)
    assert (found["RequestTribunal"], found["Assessment"]["OtherTribunal"]) == ("1", "0")


def test_the_order_on_an_appeal_is_no_second_appeal() -> None:
    """Made after the next decision it decides the first; and it is none of the next request, which came meanwhile."""
    heard = (ASKED, NO, ("appeal_received", "2025-05-02"), ("appeal_registered", "2025-05-09"))
    found = request(
        *heard, ("agreed_to_assess", "2025-06-02"), FINAL, ("tribunal_order", "2025-08-01", {"order": "dismissed"})
    )
    assert (found["RequestTribunal"], found["Assessment"]["OtherTribunal"]) == ("1", "0")
    again = told(*heard, ("request_received", "2025-06-02"), ("assess_decision_notified", "2025-07-01", {"outcome": "refuse"}),
                 ("tribunal_order", "2025-08-01", {"order": "dismissed"}))  # fmt: skip
    assert again is not None
    assert [one["RequestTribunal"] for one in again.node["Requests"]] == ["1", "0"]


def test_an_appeal_is_put_where_the_last_decision_before_it_was_made() -> None:
    found = request(ASKED, YES, FINAL, ("appeal_received", "2025-09-01"))
    assert found["RequestTribunal"] == "0"
    assert found["Assessment"]["OtherTribunal"] == "1" and found["Assessment"]["AssessmentTribunal"] == "0"


@pytest.mark.parametrize(
    ("facts", "covered"),
    [
        (
            (("request_received", "2024-03-03"), ("assess_decision_notified", "2024-04-10", {"outcome": "refuse"})),
            False,
        ),
        ((("request_received", "2024-11-03"), ("assess_decision_notified", "2025-01-02", {"outcome": "refuse"})), True),
        ((("final_plan_sent", "2019-05-01"), ("plan_ceased", "2024-12-31", {"reason": "2"})), False),
        ((("final_plan_sent", "2019-05-01"), ("plan_ceased", "2025-01-01", {"reason": "2"})), True),
        ((("final_plan_sent", "2019-05-01"),), True),
        ((("request_received", "2026-01-15"),), True),
        ((("request_received", "2026-01-16"),), False),
        ((("contact", "2025-05-05"),), False),
    ],
)
def test_coverage(facts: tuple[tuple[str, str], ...], covered: bool) -> None:
    assert (told(*facts) is not None) is covered


def test_what_ended_between_the_year_and_the_census_is_in_dispute() -> None:
    facts = (("request_received", "2025-12-01"), ("assess_decision_notified", "2026-01-08", {"outcome": "refuse"}))
    assert request(*facts)["RequestOutcome"] == "N"
    assert told(*facts, year=year_of(after_the_year="left_out")) is None


@pytest.mark.parametrize(("to", "sent"), [("2026-08-31", True), ("2026-01-15", True), ("2026-01-14", False)])
def test_a_setting_is_named_up_to_its_last_day(to: str, sent: bool) -> None:
    named = ("setting_named", "2025-07-18", {"setting": "Elm", "urn": "100001", "rank": "1", "to": to})
    assert ("PlanDetail" in request(ASKED, YES, FINAL, named)["Assessment"]["NamedPlan"]) is sent


CEASING = (
    ("request_received", "2023-01-09"),
    ("final_plan_sent", "2023-05-29"),
    ("cease_decision_notified", "2025-03-03"),
)
APPEAL = ("appeal_received", "2025-04-20")
CEASED = ("plan_ceased", "2025-05-12", {"reason": "6"})


@pytest.mark.parametrize(
    ("facts", "pending"),
    [
        ((APPEAL,), True),
        ((APPEAL, ("appeal_withdrawn", "2025-05-06")), False),
        ((APPEAL, ("appeal_withdrawn", "2025-05-13")), True),
        ((APPEAL, ("tribunal_order", "2025-05-06", {"order": "dismissed"})), False),
        ((APPEAL, ("tribunal_order", "2025-05-06", {"order": "dismissed", "appeal": "other"})), True),
        ((APPEAL, ("appeal_withdrawn", "2025-05-02"), ("appeal_received", "2025-05-06")), True),
        ((("appeal_received", "2025-02-20"),), False),
        ((("appeal_registered", "2025-04-20"),), True),
        ((("appeal_sent_to_la", "2025-04-20"),), True),
        ((("appeal_received", "2025-02-20"), ("appeal_registered", "2025-03-20")), False),
        ((("tribunal_order", "2025-05-06", {"order": "dismissed", "appeal": "other"}),), False),
        ((), False),
    ],
)
def test_a_plan_that_ended_while_an_appeal_about_that_was_pending_is_asked_about(
    facts: tuple[FactLine, ...], pending: bool
) -> None:
    found = told(*CEASING, *facts, CEASED)
    assert found is not None
    rules = [(f.rule, f.message) for f in Checker(load_profile(2026), SETTINGS).person(found)]
    assert any(rule == "D-N35" and "appeal" in words for rule, words in rules) is pending


def test_a_decision_to_cease_does_not_end_a_plan() -> None:
    old = ("final_plan_sent", "2019-05-01")
    assert "ActivePlans" in request(old, ("cease_decision_notified", "2025-11-01"))
    ended = request(old, ("cease_decision_notified", "2025-05-01"), ("plan_ceased", "2025-08-31", {"reason": "6"}))
    plan = ended["Assessment"]["NamedPlan"]
    assert (plan["CeaseDate"], plan["CeaseReason"]) == ("2025-08-31", "6")
    assert "ActivePlans" not in ended


def test_leaving_before_the_assessment_ended_wants_nothing_more() -> None:
    found = request(ASKED, YES, ("moved_away", "2025-06-01", {"to_authority": "Easterdale Council"}))
    assert found["Exported"] == "998" and "Assessment" not in found


def test_a_plan_that_moved_in_is_historical_and_names_where_from() -> None:
    came = ("plan_transferred_in", "2025-06-01", {"from_authority": "Kent", "made_on": "2025-02-01"})
    found = request(came)
    assert found["Assessment"]["AssessmentOutcome"] == "H"
    assert found["Assessment"]["NamedPlan"]["StartDate"] == "2025-02-01"
    assert found["ActivePlans"]["TransferLA"] == "886"
    assert "TransferLA" not in request(("plan_transferred_in", "2024-06-01", {"from_authority": "Kent"}))["ActivePlans"]


def test_the_start_of_an_amended_plan_is_in_dispute() -> None:
    facts = (("final_plan_sent", "2019-05-01"), ("amended_plan_sent", "2023-03-01"))
    start = [request(*facts, year=year_of(plan_start=c))["Assessment"]["NamedPlan"]["StartDate"]
             for c in ("first_if_new", "first", "current")]  # fmt: skip
    assert start == ["2023-03-01", "2019-05-01", "2023-03-01"]


def test_placements_of_the_year_with_the_days_they_ended() -> None:
    second = {**PLACE, "setting": "Ashgrove", "urn": "100002"}
    live = ("final_plan_sent", "2019-05-01")
    found = request(live, ("placement", "2018-09-04", PLACE), ("placement_ended", "2024-07-20", {"setting": "Larkspur Primary"}),
                    ("placement", "2024-09-04", second), ("placement_ended", "2025-07-20", {"setting": "Ashgrove"}),
                    ("placement", "2025-09-04", PLACE))["ActivePlans"]["PlacementDetail"]  # fmt: skip
    assert [(p["URN"], p["EntryDate"], p.get("LeavingDate")) for p in found] == [
        ("100002", "2024-09-04", "2025-07-20"), ("100001", "2025-09-04", None)]  # fmt: skip


@pytest.mark.parametrize(
    ("weeks", "usual", "other"),
    [
        ("under_38", None, "A"),
        ("38", "A", "A"),
        ("39_51", "A", "B"),
        ("52", "B", "B"),
        ("A", "A", "A"),
        ("B", "B", "B"),
    ],
)
def test_residential_bands_are_in_dispute(weeks: str, usual: str | None, other: str) -> None:
    facts = (("final_plan_sent", "2019-05-01"), ("setting_named", "2019-05-01", {**PLACE, "residential": weeks}))
    assert request(*facts)["Assessment"]["NamedPlan"].get("PlanRes") == usual
    assert request(*facts, year=year_of(residential="weeks_39"))["Assessment"]["NamedPlan"]["PlanRes"] == other


def test_the_last_review_is_one_meeting_with_what_came_of_it() -> None:
    live = ("final_plan_sent", "2019-05-01")
    found = request(live, ("review_meeting_held", "2024-05-01"), ("review_decision_notified", "2024-05-20", {"outcome": "keep"}),
                    ("review_meeting_held", "2025-05-02"), ("review_decision_notified", "2025-05-25", {"outcome": "amend"}),
                    ("amendment_notice_sent", "2025-05-25", {"basis": "review"}))["ActivePlans"]  # fmt: skip
    wanted = {
        "ReviewMeeting": "2025-05-02",
        "LastReview": "2025-05-25",
        "ReviewOutcome": "A",
        "ReviewDraft": "2025-05-25",
    }
    assert {tag: found[tag] for tag in wanted} == wanted
    undecided = request(live, ("review_meeting_held", "2024-05-01"),
                        ("review_decision_notified", "2024-05-20", {"outcome": "keep"}),
                        ("review_meeting_held", "2026-01-05"))["ActivePlans"]  # fmt: skip
    assert undecided["ReviewMeeting"] == "2026-01-05" and "LastReview" not in undecided


@pytest.mark.parametrize(
    ("phase", "moves", "due"),
    [
        ("primary_to_secondary", "2025-09-01", "2025-02-15"), ("secondary_to_post16", "2025-09-01", "2025-03-31"),
        ("post16_to_post16", "2025-09-01", "2025-04-01"), ("primary_to_secondary", "2026-09-01", None),
    ],
)  # fmt: skip
def test_phase_transfer_due_in_the_year(phase: str, moves: str, due: str | None) -> None:
    found = request(("final_plan_sent", "2019-05-01"), ("phase_transfer_planned", moves, {"phase": phase}),
                    ("amended_plan_sent", "2025-02-10"))["ActivePlans"]  # fmt: skip
    assert found.get("PhaseTransferDueDate") == due
    assert found.get("PhaseTransferFinalDate") == ("2025-02-10" if due else None)


def test_the_day_a_move_is_due_is_the_law_s_and_not_the_program_s() -> None:
    law = Ruleset.load()
    rules = tuple(replace(r, period=replace(r.period, month=3, day=15)) if r.id == "P_FEB15" else r for r in law.rules)
    moved = Ruleset(law.name, "moves due in March", rules, law.reliefs, law.calendar)
    year = Year.of(load_profile(2026), SETTINGS, lambda _told: False, Limits(moved))
    planned = ("phase_transfer_planned", "2025-09-01", {"phase": "primary_to_secondary"})
    told_of = (("final_plan_sent", "2019-05-01"), ("amended_plan_sent", "2025-03-10"), planned)
    found = request(*told_of, year=year)["ActivePlans"]
    assert found["PhaseTransferDueDate"] == "2025-03-15" and found["PhaseTransferFinalDate"] == "2025-03-10"


@pytest.mark.parametrize(
    ("kind", "on", "said", "named"),
    [
        ("amended_plan_sent", "2024-06-28", {}, False), ("amended_plan_sent", "2024-06-28", {"names_next": "yes"}, True),
        ("amended_plan_sent", "2025-02-10", {"names_next": "no"}, False),
        ("amended_plan_sent", "2025-02-10", {"basis": "order"}, False), ("final_plan_sent", "2024-06-28", {}, False),
        ("final_plan_sent", "2024-09-01", {}, True), ("amended_plan_sent", "2025-03-01", {}, True),
    ],
)  # fmt: skip
def test_the_plan_of_a_transfer_is_the_one_the_clock_takes_for_it(
    kind: str, on: str, said: dict[str, str], named: bool
) -> None:
    found = request(("plan_transferred_in", "2019-05-01", {"made_on": "2019-05-01"}), (kind, on, said),
                    ("phase_transfer_planned", "2025-09-01", {"phase": "primary_to_secondary"}))["ActivePlans"]  # fmt: skip
    assert found.get("PhaseTransferFinalDate") == (on if named else None)


def test_a_second_request_of_a_case_is_a_second_requests_element() -> None:
    found = told(("request_received", "2025-01-08"), ("assess_decision_notified", "2025-02-10", {"outcome": "refuse"}),
                 ("request_received", "2025-10-01"))  # fmt: skip
    assert found is not None
    assert [r["RequestOutcome"] for r in found.node["Requests"]] == ["N", "A"]


def test_the_postcode_is_that_of_the_home_now() -> None:
    here = ("address", "2024-01-01", {"address": "1 Larch Hollow", "postcode": "zz99 1aa"})
    cared = ("address", "2025-01-01", {"address": "2 Saltpan Lane, ZZ99 2BB", "sort": "placement"})
    written = ("address", "2025-03-01", {"address": "3 Ferry Steps, Westmarsh ZZ99 3CC"})
    found = [told(ASKED, *more) for more in ((here,), (here, cared), (here, written))]
    assert [p.node["PostCode"] for p in found if p] == ["ZZ99 1AA", "ZZ99 1AA", "ZZ99 3CC"]


def test_2024_has_no_source_and_no_drafts() -> None:
    facts = (("request_received", "2023-03-03", {"source": "school"}),
             ("assess_decision_notified", "2023-04-01", {"outcome": "assess"}))  # fmt: skip
    assert "RequestSource" not in request(*facts, year=year_of(2024))


def test_cases_of_one_child_are_one_person() -> None:
    from ehcp_desk.services.oversight.sen2.reading import person

    first = rows_of(("request_received", "2025-01-08"), ("request_withdrawn", "2025-02-01"))
    found = person(ROWAN, [(4, "SEN/4", first), (9, "SEN/9", rows_of(ASKED))], year_of())
    assert found is not None
    assert found.refs == ("SEN/4", "SEN/9") and found.cases == (4, 9)
    assert [r["RequestOutcome"] for r in found.node["Requests"]] == ["W", "A"]
