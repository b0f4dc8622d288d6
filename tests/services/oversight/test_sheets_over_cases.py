"""Lists and tables over all cases: each line follows from what was recorded, and goes when it is put right."""

from __future__ import annotations

from datetime import date

import pytest

from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.procedures import Limit
from ehcp_desk.domain.record import NewFact
from ehcp_desk.domain.return_papers import LEFT_OUT
from ehcp_desk.services.casework.answer_limits import answer_limits, set_limit, take_out_limit
from ehcp_desk.services.casework.recording import correct
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.orphans import forgotten
from ehcp_desk.services.oversight.returns import compute_monthly
from ehcp_desk.services.oversight.sheets.registry import SHEETS, sheet
from ehcp_desk.services.records.case_view import case_view
from ehcp_desk.services.records.handover import pick_up_sheet
from ehcp_desk.services.records.heads import COUNCIL
from tests.services.oversight.sheet_cases import DAY, lines, placed, plan, tell, told


@pytest.mark.parametrize("key", SHEETS)
def test_an_empty_record_has_every_list_and_says_so(team: Desk, key: str) -> None:
    made = sheet(team, key)
    assert made.key == key and made.title == SHEETS[key].title
    assert all(len(line.cells) == len(made.heads) for line in made.lines)
    assert made.section().sentence


def test_a_complaint_gets_its_day_from_the_procedure_and_a_later_limit_moves_none(team: Desk, maisie: str) -> None:
    with pytest.raises(BadInput, match="no limit was set"):
        tell(team, maisie, "complaint", "2026-10-01", "Late", reference="C/1", stage="one", by="Jo")
    set_limit(team, Limit("Corporate complaints", "complaint.one", 10, "working_days", date(2026, 4, 1)))
    number = tell(team, maisie, "complaint", "2026-10-01", "Late", reference="C/1", stage="one", by="Jo", theme="delay")
    (line,) = told(team, "complaints")
    assert (line["due"], line["limit"], line["procedure"], line["state"]) == (
        date(2026, 10, 15), "10 working days", "Corporate complaints", "overdue by 15 days")  # fmt: skip
    assert (line["theme"], line["stage"], line["owner"]) == ("Delay", "Stage 1", "Ruth Castellan")
    assert any(m.fact_id == number and m.due == date(2026, 10, 15) for m in case_view(team, maisie).matters)
    set_limit(team, Limit("Corporate complaints", "complaint.one", 5, "working_days", date(2026, 10, 1)))
    assert told(team, "complaints")[0]["due"] == date(2026, 10, 15), "the day that was given stays"
    right = NewFact("complaint", date(2026, 10, 2), {"reference": "C/1", "stage": "one", "by": "Jo"}, "Late")
    correct(team, number, right, "It came a day later")
    (line,) = told(team, "complaints")
    assert line["due"] == date(2026, 10, 9), "what came on another day is counted from it"
    answered = case_view(team, maisie).matters[0].fact_id
    tell(
        team,
        maisie,
        "complaint_answered",
        "2026-10-20",
        complaint=str(answered),
        outcome="upheld",
        remedy="A named person",
    )
    (line,) = told(team, "complaints")
    assert (line["state"], line["change"]) == ("answered 20 October 2026: upheld", "A named person")
    assert told(team, "themes")[-1]["upheld"] == 1, "its theme was not said again in the correction"


def test_a_limit_is_kept_in_the_journal_and_taken_out_again(team: Desk) -> None:
    limit = Limit("Escalation policy", "challenge.formal", 10, "working_days", date(2026, 4, 1))
    set_limit(team, limit)
    set_limit(team, Limit("ESCALATION policy ", "challenge.formal", 12, "working_days", date(2026, 4, 1)))
    assert [one.days for one in answer_limits(team)] == [12], "of one step and day there is one"
    with pytest.raises(BadInput, match="has no limit for Challenge, formal from 1 May 2026"):
        take_out_limit(team, Limit("Escalation policy", "challenge.formal", 1, "days", date(2026, 5, 1)))
    take_out_limit(team, limit)
    assert answer_limits(team) == ()
    with team.store.read() as work:
        kinds = [entry.kind for entry in work.journal() if entry.kind.startswith("limit_")]
    assert kinds == ["limit_set", "limit_set", "limit_taken_out"]


def test_a_challenge_stands_on_its_highest_rung_with_the_next_and_the_return_counts_its_answer(
    team: Desk, maisie: str
) -> None:
    set_limit(team, Limit("Escalation policy", "challenge.informal", 5, "working_days", date(2026, 4, 1)))
    tell(team, maisie, "challenge", "2026-10-01", level="informal", issue="Therapy", by="SENCO", theme="provision")
    (line,) = told(team, "challenges")
    assert (line["due"], line["next"], line["age"]) == (date(2026, 10, 8), "Then formal", 29)
    raised = tell(
        team, maisie, "challenge", "2026-10-12", level="formal", issue="therapy", by="SENCO", due="2026-11-04"
    )
    (line,) = told(team, "challenges")
    assert (line["level"], line["next"], line["raised"], line["state"]) == (
        "Formal", "Then to the director", date(2026, 10, 1), "5 days left")  # fmt: skip
    open_before = next(one for one in compute_monthly(team, DAY).lines if one.code == "C03-formal").figure.numerator
    tell(team, maisie, "challenge_answered", "2026-10-20", challenge=str(raised), outcome="Therapist named")
    assert told(team, "challenges")[0]["state"] == "answered 20 October 2026: therapist named"
    open_after = next(one for one in compute_monthly(team, DAY).lines if one.code == "C03-formal").figure.numerator
    assert (open_before, open_after) == (1, 0)


def test_out_of_area_by_the_day_it_is_looked_at_again(team: Desk) -> None:
    with team.store.write("Ruth Castellan", team.now()) as work:
        work.set_setting(COUNCIL, "Westmarsh Council")
    one, two, own = (plan(team, n) for n in (1, 2, 3))
    placed(team, one, authority="Eastmere", distance="far", review="2026-12-01")
    placed(team, two, authority="Northwold")
    placed(team, own, authority="Westmarsh")
    first, second = told(team, "out_of_area")
    assert (first["ref"], first["state"], second["ref"], second["state"]) == (two, "no day is set", one, "in 32 days")
    assert (second["authority"], second["distance"], second["why"]) == (
        "Eastmere",
        "10 to 20 miles",
        "Nearest that can",
    )
    tell(team, one, "placement_terms", "2026-10-20", setting="Fern Hall", review="2026-10-25")
    assert sheet(team, "out_of_area").late == 2 and told(team, "out_of_area")[1]["state"] == "5 days ago"
    tell(team, one, "placement_ended", "2026-10-28", "Home", setting="Fern Hall", planned="yes", by="Panel")
    assert [line["ref"] for line in told(team, "out_of_area")] == [two]


def test_not_suitable_at_risk_and_waiting_are_lists_that_empty_when_put_right(team: Desk) -> None:
    ref = plan(team, 1)
    placed(team, ref)
    tell(team, ref, "placement_suitability", "2026-10-01", "Too big", suitable="no", wanted="resourced", by="Review")
    tell(team, ref, "placement_risk", "2026-10-02", "Attendance falls", setting="Fern Hall", risk="yes", by="Joy",
         review="2026-11-09")  # fmt: skip
    tell(team, ref, "education_status", "2026-10-03", status="awaiting", source="Mother")
    (bad,), (risk,), (waits,) = told(team, "not_suitable"), told(team, "at_risk"), told(team, "waiting")
    assert (bad["wanted"], bad["state"], risk["state"]) == (
        "Mainstream with a resourced provision or unit", "for 29 days", "in 10 days")  # fmt: skip
    assert (waits["days"], waits["type"]) == ("27 days", "Mainstream with a resourced provision or unit")
    by = {line["type"]: line for line in told(team, "expected")}
    assert (by["Mainstream with a resourced provision or unit"]["instead"], by["Special school"]["now"]) == (1, 1)
    assert by["Mainstream with a resourced provision or unit"]["waiting"] == 1
    tell(team, ref, "placement", "2026-10-20", "Found", setting="Unit", type="resourced", by="Panel", planned="yes")
    tell(team, ref, "placement_risk", "2026-10-20", "Settled", setting="Unit", risk="no", by="Joy")
    tell(team, ref, "education_status", "2026-10-20", status="attending", source="Unit")
    assert [told(team, key) for key in ("not_suitable", "at_risk", "waiting")] == [[], [], []]
    assert sum(int(str(line["instead"])) for line in told(team, "expected")) == 0, "the place that was wanted was found"


def test_an_open_request_is_in_the_forecast_by_the_type_expected_or_as_not_recorded(team: Desk, maisie: str) -> None:
    assert told(team, "expected")[-1]["open"] == 1
    tell(team, maisie, "placement_expected", "2026-10-01", type="special", by="Panel", from_="2027-09-01")
    by = {line["type"]: line["open"] for line in told(team, "expected")}
    assert (by["Special school"], by["Not recorded"]) == (1, 0)


def test_after_a_breakdown_the_manager_owes_a_plan_within_28_days(team: Desk) -> None:
    ref = plan(team, 1)
    placed(team, ref)
    ended = tell(
        team,
        ref,
        "placement_ended",
        "2026-09-30",
        "Could not keep her safe",
        setting="Fern Hall",
        planned="no",
        by="Head",
    )
    (line,) = told(team, "broken_down")
    assert (line["plan_by"], line["state"], line["manager"], line["now"]) == (
        date(2026, 10, 28), "plan overdue by 2 days", "Ruth Castellan", "now without a placement")  # fmt: skip
    assert sheet(team, "broken_down").late == 1
    picked_up = pick_up_sheet(team, ref)
    (owed,) = picked_up.promises
    assert (owed.what[:23], owed.due, picked_up.challenges) == (
        "Manager’s note and plan",
        "28 October 2026",
        "none open",
    )
    assert any("Manager’s note and plan" in one.why for one in forgotten(team)), "it is among what could be forgotten"
    tell(
        team,
        ref,
        "breakdown_plan",
        "2026-10-29",
        "Read with the team",
        ended=str(ended),
        by="Ruth Castellan",
        plan="Visits first",
    )
    (line,) = told(team, "broken_down")
    assert (line["state"], line["plan"]) == ("planned: Ruth Castellan", "Visits first")
    assert case_view(team, ref).matters == () and sheet(team, "broken_down").late == 0


def test_exclusions_by_setting_and_children_excluded_again(team: Desk) -> None:
    one, two = plan(team, 1), plan(team, 2)
    for ref, on, kind, setting in ((one, "2026-05-01", "suspension", "Rook Lane"), (one, "2026-06-01", "sent_home", "ROOK LANE"),
                                   (two, "2026-06-02", "part_time", "Rook Lane"), (two, "2026-07-01", "suspension", ""),
                                   (two, "2025-10-01", "suspension", "Rook Lane")):  # fmt: skip
        tell(team, ref, "exclusion", on, type=kind, by="School", **({"setting": setting} if setting else {}))
    rook, unknown = told(team, "exclusions")
    assert (rook["setting"], rook["times"], rook["children"], rook["again"], rook["sent_home"]) == (
        "Rook Lane",
        3,
        2,
        1,
        1,
    )
    assert (unknown["setting"], unknown["times"]) == ("Setting not recorded", 1), (
        "what is over twelve months old is left out"
    )
    assert [(line["ref"], line["times"]) for line in told(team, "excluded_again")] == [(one, 2), (two, 2)]


def test_half_days_of_exclusion_are_added_up(team: Desk) -> None:
    one, two = plan(team, 1), plan(team, 2)
    for ref, on, days in ((one, "2026-05-01", "2.5"), (one, "2026-06-01", "0.5"), (one, "2026-06-08", "1"),
                          (two, "2026-05-01", "1"), (two, "2026-06-01", "0.5")):  # fmt: skip
        tell(team, ref, "exclusion", on, type="suspension", by="School", days=days)
    assert [(line["ref"], line["days"]) for line in told(team, "excluded_again")] == [(one, 4), (two, 1.5)]
    assert [row[4] for row in sheet(team, "excluded_again").section().rows] == ["4", "1.5"]


def test_education_status_counts_each_month_as_it_was(team: Desk) -> None:
    ref = plan(team, 1, date(2026, 3, 2))
    tell(team, ref, "education_status", "2026-07-10", status="off_rolled", source="School")
    tell(team, ref, "education_status", "2026-09-20", status="attending", source="School")
    by = {line["month"]: line for line in told(team, "status_by_month")}
    counts = [
        (by[m]["off_rolled"], by[m]["not_full_time"], by[m]["all"])
        for m in ("June 2026", "July 2026", "September 2026")
    ]
    assert counts == [(0, 0, 0), (1, 1, 1), (0, 0, 1)]
    assert by["October 2026, so far"]["attending"] == 1 and len(by) == 13
    tell(team, ref, "plan_ceased", "2026-08-15", reason="7")
    by = {line["month"]: line for line in told(team, "status_by_month")}
    assert (by["July 2026"]["all"], by["September 2026"]["all"]) == (1, 0), "a plan that ceased is counted no more"


def test_plans_by_need_year_area_and_distance_and_the_extract(team: Desk) -> None:
    one, two = plan(team, 1), plan(team, 2, need="Hearing impairment")
    placed(team, one, distance="near")
    tell(team, one, "address", "2026-01-01", address="1 High Street", postcode="zz9 9zz")
    tell(team, two, "address", "2026-01-01", address="2 High Street", postcode="ZZ9 9ZZ", hidden="yes")
    autism, hearing, whole = told(team, "plans_by_need")
    assert (autism["special"], autism["all"], hearing["not_recorded"], whole["all"]) == (1, 1, 1, 2)
    assert [line["group"] for line in told(team, "plans_by_area")] == ["ZZ9", "Not recorded", "All plans"], (
        "a hidden address is none"
    )
    assert [line["group"] for line in told(team, "plans_by_distance")] == ["Under 3 miles", "Not recorded", "All plans"]
    assert told(team, "plans_by_year")[0]["group"] == "Year 5"
    first, second = told(team, "plans")
    assert (first["ref"], first["type"], first["distance"], second["need"]) == (
        one, "Special school", "Under 3 miles", "Hearing impairment")  # fmt: skip
    outside = lines(sheet(team, "plans_by_need", outside=5))
    assert all(line["all"] == LEFT_OUT for line in outside), "1 and 1 of 2 point to a child"
    with pytest.raises(BadInput, match="about single children"):
        sheet(team, "plans", outside=5)


def test_the_tables_of_plans_leave_the_same_out_of_the_line_of_all_plans(team: Desk) -> None:
    """Their last lines are one: what one table must leave out of it, no other may print."""
    for n in range(13):
        ref = plan(team, n, need="Hearing impairment" if n < 6 else "ASD")
        placed(team, ref, type="college" if n == 12 else "special" if n % 2 else "mainstream", distance="near")
    last = {key: sheet(team, key, outside=5).lines[-1].cells
            for key in ("plans_by_need", "plans_by_year", "plans_by_area", "plans_by_distance")}  # fmt: skip
    assert len(set(last.values())) == 1, last
    assert LEFT_OUT in last["plans_by_area"]
    assert any(line["now"] == 6 for line in told(team, "expected"))
    shown = sheet(team, "expected", outside=5)
    assert "now" not in lines(shown)[0] and "Plans there now" not in shown.section().columns, "that line type by type"


def test_groups_count_as_the_return_does_and_never_show_a_small_number(team: Desk) -> None:
    for n in range(24):
        plan(team, n, sex="F" if n < 12 else "M", late="yes" if n < 6 else "no")
    sexes = {line["group"]: line for line in told(team, "groups") if line["by"] == "Sex"}
    counts = [(sexes[by]["in_time"], sexes[by]["sent"], sexes[by]["in_time_share"]) for by in ("Female", "Male", "All")]
    assert counts == [(6, 12, "50.0%"), (12, 12, "100.0%"), (18, 24, "75.0%")]
    in_time = next(one for one in compute_monthly(team, date(2026, 6, 1)).lines if one.code == "K02").figure
    assert (in_time.numerator, in_time.denominator) == (18, 24), "the same eighteen of twenty-four as in the return"
    disabled = [line for line in told(team, "groups") if line["by"] == "Disability"]
    assert [(line["group"], line["plans"]) for line in disabled] == [("Not recorded", 24), ("All", 24)]
    for n in range(8):
        tell(team, f"SEN/{n}", "disability", "2026-07-01", has="yes")
    disabled = [line for line in told(team, "groups") if line["by"] == "Disability"]
    assert [(line["group"], line["plans"]) for line in disabled] == [
        ("Disability", 8),
        ("Not recorded", 16),
        ("All", 24),
    ]
    plan(team, 24, ethnicity="CHNE")
    made = sheet(team, "groups")
    chinese = next(line for line in lines(made) if line["group"] == "Chinese")
    assert chinese["sent"] == chinese["plans"] == LEFT_OUT and all(not line.cases for line in made.lines)


def test_who_complains_is_counted_as_far_as_they_said_with_small_numbers_left_out(team: Desk, maisie: str) -> None:
    for n in range(7):
        said = {"as_": "parent", "ethnicity": "White British" if n else "Greek"} if n < 6 else {}
        tell(
            team,
            maisie,
            "complaint",
            "2026-10-01",
            "Late",
            reference=f"C/{n}",
            stage="one",
            by="Jo",
            answer_by="2026-11-01",
            **said,
        )
    found = {(line["about"], line["answer"]): line["complaints"] for line in told(team, "complainants")}
    assert found["Complains as", "All complaints"] == 7 and found["Ethnicity", "Greek"] == LEFT_OUT
    assert found["Has a disability", "not said"] == 7
