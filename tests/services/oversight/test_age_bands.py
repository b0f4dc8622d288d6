"""Past 20 weeks: bands, causes, a manager's review of each band, the advice queues, and the papers of the clinic."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from ehcp_desk.domain.bands import BANDS, band_of, in_bands, past_20_weeks, reached_on
from ehcp_desk.domain.case import Child, Stage
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.orphans import Orphan
from ehcp_desk.domain.record import NewFact
from ehcp_desk.domain.worklist import CaseQuery, Scope, Summary
from ehcp_desk.services.casework.recording import NewRequest, open_request, record
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.clinic import clinic_pack, monday_lists
from ehcp_desk.services.oversight.my_day import today
from ehcp_desk.services.oversight.notifying import morning
from ehcp_desk.services.oversight.orphans import forgotten
from ehcp_desk.services.oversight.overdue import Review, late_of, review
from ehcp_desk.services.oversight.ownership import assign
from ehcp_desk.services.oversight.queues import advice_queue, by_age
from ehcp_desk.services.oversight.staffing import change_officer, staff
from ehcp_desk.services.oversight.team import team_view
from ehcp_desk.services.oversight.weighing import change_weights, weights
from ehcp_desk.services.oversight.worklist import rows

DAY = date(2026, 10, 30)
REF = "SEN/1"
OUTCOME = Review("The report is promised for Friday", "Send the draft", "Joy Addo", "psychology", "Psychology service")


@pytest.fixture
def late(team: Desk) -> Desk:
    """An assessment 30 weeks old that Joy holds, waiting for the psychologist; Ruth is at the keyboard."""
    team_id = next(iter(staff(team).teams))
    received = DAY - timedelta(7 * 30)
    open_request(team, NewRequest(REF, Child(0, "Farrowdale", "Maisie"), received, "parent", team_id=team_id))
    record(team, REF, NewFact("assess_decision_notified", received + timedelta(40), {"outcome": "assess"}))
    record(team, REF, NewFact("advice_requested", received + timedelta(40), {"body": "psychology"}))
    assign(team, [REF], "Joy Addo", "starting")
    return replace(team, user="Ruth Castellan")


def _open_since(received: date) -> Summary:
    return Summary(Stage.DRAFTING, received, next_rule="A_FINAL_PLAN", next_due=received + timedelta(140))


@pytest.mark.parametrize(("days", "weeks"), [(140, None), (141, 20), (181, 25), (182, 26), (363, 51), (364, 52)])
def test_the_day_after_20_weeks_opens_the_first_band(days: int, weeks: int | None) -> None:
    summary = _open_since(DAY - timedelta(days))
    assert past_20_weeks(summary, DAY) == weeks
    lifted = summary._replace(relieved_rules=("A_FINAL_PLAN",))
    assert past_20_weeks(lifted, DAY) is None


def test_a_band_is_reached_on_the_day_its_cases_first_show() -> None:
    received = date(2026, 1, 5)
    for band in BANDS:
        day = reached_on(received, band)
        summary = _open_since(received)
        now, before = past_20_weeks(summary, day), past_20_weeks(summary, day - timedelta(1))
        assert now is not None and band_of(now) == band
        assert before is None or band_of(before) < band
    assert [b.cases for b in in_bands([(1, 20), (2, 31), (3, 70), (4, 25)])] == [(4, 1), (), (2,), (), (3,)]


def test_reaching_a_band_opens_a_review_until_its_outcome_is_written(late: Desk) -> None:
    (one,) = forgotten(late, (Orphan.BAND_REVIEW,))
    assert (one.why, one.days) == ("reached 30 weeks on 30 October 2026; no cause recorded", 0)
    assert [b.row.ref for b in today(late).bands] == [REF] and today(replace(late, user="Joy Addo")).bands == ()
    for wrong in (replace(OUTCOME, outcome=" "), replace(OUTCOME, next_step=""), replace(OUTCOME, who="")):
        with pytest.raises(BadInput):
            review(late, REF, 30, wrong)
    review(late, REF, 30, OUTCOME)
    (told,) = team_view(late).late
    assert (told.cause, told.party, told.next_step) == (
        "Psychology advice awaited",
        "Psychology service",
        "Send the draft",
    )
    assert told.review_words == "reviewed by Ruth Castellan" and team_view(late).reviews_waiting == 0
    assert forgotten(late, (Orphan.BAND_REVIEW,)) == [] and today(late).bands == ()
    later = replace(late, days=replace(late.days, fixed=DAY + timedelta(70)))
    assert [one.why for one in forgotten(later, (Orphan.BAND_REVIEW,))] == [
        "reached 40 weeks on 8 January 2027; Psychology advice awaited"
    ]


def test_the_next_step_is_that_of_the_later_of_review_and_cause(late: Desk) -> None:
    review(late, REF, 30, replace(OUTCOME, next_step="Book the visit", cause=""))
    later = replace(late, days=replace(late.days, fixed=DAY + timedelta(21)))
    record(
        later,
        REF,
        NewFact("delay", DAY + timedelta(20), {"cause": "health", "party": "NHS", "next": "Chase the nurse"}),
    )
    (told,) = team_view(later).late
    assert (told.cause, told.next_step) == ("Health advice awaited", "Chase the nurse")
    assert told.review_words == "reviewed by Ruth Castellan", "the review of the band stands"
    review(later, REF, 30, replace(OUTCOME, next_step="Ask the panel", cause=""))
    assert team_view(later).late[0].next_step == "Ask the panel"
    over = {"cause": "family", "party": "Family", "next": "Ring again", "to": (DAY + timedelta(20)).isoformat()}
    record(later, REF, NewFact("delay", DAY + timedelta(21), over))
    assert team_view(later).late[0].next_step == "Ask the panel", "what has ended says nothing of now"


def test_of_one_day_the_entry_written_last_says_the_next_step(late: Desk) -> None:
    record(late, REF, NewFact("delay", DAY, {"cause": "health", "party": "NHS", "next": "Chase the nurse"}))
    review(late, REF, 30, replace(OUTCOME, next_step="Book the visit", cause=""))
    assert team_view(late).late[0].next_step == "Book the visit"
    record(late, REF, NewFact("delay", DAY, {"cause": "panel", "party": "Panel", "next": "Bring it"}))
    assert team_view(late).late[0].next_step == "Bring it"


def test_a_delay_that_has_ended_is_no_cause_any_more(late: Desk) -> None:
    said = {"cause": "panel", "party": "Weekly panel", "next": "Bring it", "to": (DAY - timedelta(1)).isoformat()}
    record(late, REF, NewFact("delay", DAY - timedelta(20), said))
    with late.store.read() as work:
        number = work.find_case(REF)
    told = late_of(late, number or 0)
    assert told is not None and told.cause_words == "no cause recorded"


def test_the_queue_says_when_it_was_asked_promised_and_by_whom(late: Desk) -> None:
    (one,) = advice_queue(late, "psychology")
    assert (one.asked, one.promised, one.who, one.weeks) == (DAY - timedelta(170), None, "nobody named", 24)
    said = {"body": "psychology", "promised": "2026-11-06", "who": "Ama Osei"}
    record(late, REF, NewFact("advice_chased", DAY, said))
    (one,) = advice_queue(late, "psychology")
    assert (one.promised, one.who) == (date(2026, 11, 6), "Ama Osei")
    assert [(words, len(cases)) for words, cases in by_age([one])][-1] == ("over 20 weeks", 1)
    record(late, REF, NewFact("advice_received", DAY, {"body": "psychology"}))
    assert advice_queue(late, "psychology") == () and team_view(late).queues["psychology"] == ()
    record(late, REF, NewFact("advice_requested", DAY, {"body": "psychology"}))
    (again,) = advice_queue(late, "psychology")
    assert (again.asked, again.promised) == (DAY, None), "asked anew after it came"


def test_weights_change_the_load_and_are_journaled(late: Desk) -> None:
    def weight() -> float:
        return next(load.weight for load in team_view(late).loads if load.name == "Joy Addo")

    assert weight() == 1.0
    record(late, REF, NewFact("education_status", DAY, {"status": "not_attending", "source": "the school"}))
    assert weight() == 1.8
    record(late, REF, NewFact("appeal_received", DAY - timedelta(9)))
    assert weight() == 3.3
    record(late, REF, NewFact("appeal_withdrawn", DAY))
    assert weight() == 1.8, "an appeal that was withdrawn weighs nothing any more"
    change_weights(late, {"assessing": 2.0})
    assert weight() == 2.8 and weights(late).numbers["plan"] == 0.2
    with late.store.read() as work:
        assert list(work.journal())[-1].kind == "weights_changed"


def test_an_assessment_the_tribunal_ordered_is_late_by_its_own_limits_alone(late: Desk) -> None:
    received = DAY - timedelta(280)
    ivo = NewRequest("SEN/2", Child(0, "Greenacre", "Ivo"), received, "parent", team_id=next(iter(staff(late).teams)))
    open_request(late, ivo)
    record(late, "SEN/2", NewFact("assess_decision_notified", received + timedelta(30), {"outcome": "refuse"}))
    record(late, "SEN/2", NewFact("tribunal_order", DAY - timedelta(7), {"order": "assess"}))
    assert [one.row.ref for one in team_view(late).late] == [REF], "its 20 weeks ended with the refusal"
    assert [one.row.ref for one in today(late).bands] == [REF]
    record(late, "SEN/2", NewFact("assess_decision_notified", DAY, {"outcome": "assess"}))
    assert [one.row.ref for one in team_view(late).late] == [REF]


def test_a_refused_case_that_mediation_keeps_open_weighs_nothing(late: Desk) -> None:
    child = Child(0, "Greenacre", "Ivo")
    open_request(late, NewRequest("SEN/2", child, DAY - timedelta(40), "parent", team_id=next(iter(staff(late).teams))))
    record(late, "SEN/2", NewFact("assess_decision_notified", DAY - timedelta(5), {"outcome": "refuse"}))
    record(late, "SEN/2", NewFact("mediation_requested", DAY - timedelta(2)))
    assign(late, ["SEN/2"], "Joy Addo", "New")
    joy = next(load for load in team_view(late).loads if load.name == "Joy Addo")
    with late.store.read() as work:
        assert len(work.case_ids(CaseQuery(DAY, Scope.OPEN))) == 2, "its limit is still to be kept"
    assert (joy.open_cases, joy.weight) == (1, 1.0)


def test_on_a_day_off_the_list_and_the_message_say_who_is_there(late: Desk) -> None:
    received = DAY - timedelta(137)
    open_request(late, NewRequest("SEN/2", Child(0, "Greenacre", "Ivo"), received, "parent",
                                  team_id=next(iter(staff(late).teams))))  # fmt: skip
    record(late, "SEN/2", NewFact("assess_decision_notified", received + timedelta(40), {"outcome": "assess"}))
    assign(late, ["SEN/2"], "Joy Addo", "New")
    due = received + timedelta(140)
    joy = staff(late).named("Joy Addo")
    assert joy is not None and due == date(2026, 11, 2), "a Monday"
    with late.store.read() as work:
        number = work.find_case("SEN/2") or 0
    assert rows(late, [number])[0].on_the_day is None
    change_officer(late, replace(joy, days_off=frozenset({0, 4})))
    (row,) = rows(late, [number])
    assert row.responsible.name == "Ruth Castellan", "Joy does not work on Fridays"
    assert row.on_the_day is not None and row.on_the_day.name == "Ruth Castellan"
    told = {letter.to: letter.cases for letter in morning(late)}
    assert "SEN/2" in told["Ruth Castellan"] and REF in told["Joy Addo"], "what waits till she is back stays hers"
    joy_s = next(load for load in team_view(late).loads if load.name == "Joy Addo")
    assert joy_s.not_there == 1


def test_the_clinic_pack_and_the_monday_lists_hold_what_the_page_counts(late: Desk) -> None:
    open_request(late, NewRequest("SEN/3", Child(0, "Sheldrake", "Umar"), DAY - timedelta(10), "parent"))
    record(late, REF, NewFact("promise_made", DAY - timedelta(9), {"due": "2026-10-23", "to": "the family"}, "Ring"))
    pack = clinic_pack(late)
    told = {section.title: [row for row in section.rows if len(row) > 1] for section in pack.sections}
    assert [row[1] for row in told["Nobody holds them"]] == ["SEN/3"]
    assert told["Overdue, by age"][0][:5] == ("Maisie Farrowdale", REF, "30", "Joy Addo", "no cause recorded")
    assert told["Psychology advice"][0][4] == "no day given"
    assert told["Promises, answers and replies overdue"][0][0] == "Ring"
    assert told["Promises, answers and replies overdue"][0][4] == "overdue by 7 days, 23 October"
    assert all(len(row) == len(s.columns) for s in pack.sections for row in s.rows if len(row) > 1)
    lists = monday_lists(late, person="joy addo")
    assert [s.title for s in lists.sections] == [
        "Joy Addo"
    ] and "0 due this week, 1 overdue, 1 promised" in lists.sections[0].sentence
    assert ("Maisie Farrowdale", REF, "Ring", "overdue by 7 days, 23 October", "Promise") in lists.sections[0].rows
    with pytest.raises(BadInput, match="Nobody here is called"):
        monday_lists(late, person="Nobody Known")
