"""Plans, reviews, disagreement and delay in the return: known histories with known answers."""

from __future__ import annotations

from datetime import date

import pytest

from ehcp_desk.clock.engine import compute
from ehcp_desk.clock.model import Fact, State
from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.domain.case import Child
from tests.services.returns.asking import counted, figure, month
from tests.support.memory_store import MemoryStore, day, fact


def holder(store: MemoryStore, *more: Fact, ref: str = "", sent: str = "2024-06-03", born: str = "") -> None:
    row = store.add(fact("request_received", "2024-01-15"), fact("final_plan_sent", sent), *more, ref=ref)
    if born:
        store.children[row.id] = Child(row.id, "Farrowdale", "A", born=day(born))


def test_a_review_is_due_a_year_from_the_last_decision_and_late_when_nobody_decided(store: MemoryStore) -> None:
    first = fact("review_decision_notified", "2025-10-20", outcome="keep")
    holder(store, first, fact("review_decision_notified", "2026-10-20", outcome="keep"), ref="in time")
    holder(store, first, fact("review_decision_notified", "2026-10-21", outcome="amend"), ref="a day late")
    holder(store, first, fact("review_meeting_held", "2026-10-01"), ref="met, not decided")
    holder(store, first, fact("plan_ceased", "2026-10-02", reason="2"), ref="ceased before")
    holder(store, fact("review_decision_notified", "2025-11-20", outcome="keep"), ref="due in November")
    result = month(store)
    assert figure(result, "K27") == (3, 3, "3")
    assert figure(result, "K28") == (1, 3, "33.3")
    assert counted(result, "K28") == ["in time"]
    assert counted(result, "K29") == ["met, not decided"]
    assert "of 4 plans in place" in result.line("K29").sentence
    assert counted(result, "R01-decision") == ["met, not decided"]


def test_on_time_by_child_is_another_figure_than_by_review(store: MemoryStore) -> None:
    def kept(on: str) -> Fact:
        return fact("review_decision_notified", on, outcome="keep")

    holder(store, kept("2025-01-10"), kept("2026-01-05"), kept("2026-10-01"), ref="early, then early")
    holder(store, kept("2024-12-01"), kept("2025-11-28"), kept("2026-11-01"), ref="in time")
    holder(store, kept("2024-11-20"), kept("2025-12-20"), ref="late once")
    holder(store, kept("2023-10-10"), kept("2024-12-01"), kept("2025-11-10"), ref="late two years ago, in time since")
    holder(store, kept("2025-09-20"), ref="never decided")
    holder(store, kept("2025-12-20"), ref="due next month")
    result = month(store)
    assert figure(result, "R02") == (3, 5, "60.0")
    assert sorted(counted(result, "R02")) == ["early, then early", "in time", "late two years ago, in time since"]
    told = {case.ref: case.why for case in result.line("R02").cases}
    assert told["late once"] == "finished late" and told["never decided"] == "not finished"
    assert "children over a year" in result.line("R02").definition.words


def test_the_first_review_counts_from_the_plan(store: MemoryStore) -> None:
    holder(store, sent="2025-10-12", ref="never reviewed")
    result = month(store)
    assert counted(result, "K27") == ["never reviewed"]
    assert result.line("K27").cases[0].due == day("2026-10-12")
    assert figure(result, "K28") == (0, 1, "0.0")


def test_decision_and_amended_plan_are_timed_from_the_meeting(store: MemoryStore) -> None:
    met = fact("review_meeting_held", "2026-07-22")
    amend = fact("review_decision_notified", "2026-08-19", outcome="amend")
    notice = fact("amendment_notice_sent", "2026-08-19")
    holder(store, met, amend, notice, fact("amended_plan_sent", "2026-10-14"), ref="in twelve weeks")
    holder(store, met, amend, notice, fact("amended_plan_sent", "2026-10-15"), ref="a day over")
    holder(store, met, amend, notice, ref="never sent")
    holder(store, met, amend, notice, fact("not_amending_notified", "2026-09-20"), ref="not after all")
    holder(store, met, fact("review_decision_notified", "2026-08-19", outcome="keep"), ref="kept")
    holder(store, fact("review_meeting_held", "2026-09-10"), ref="no decision")
    result = month(store)
    assert figure(result, "K31") == (1, 3, "33.3")
    assert counted(result, "K31") == ["in twelve weeks"]
    assert figure(result, "K30") == (0, 1, "0.0")
    assert counted(result, "R01-final") == ["never sent"]


def test_weeks_to_a_decision_and_what_was_decided(store: MemoryStore) -> None:
    for told, outcome in (("2026-10-08", "keep"), ("2026-10-15", "amend"), ("2026-10-22", "cease")):
        holder(
            store, fact("review_meeting_held", "2026-09-24"), fact("review_decision_notified", told, outcome=outcome)
        )
    holder(store, fact("review_decision_notified", "2026-10-22", outcome="keep"), ref="no meeting")
    result = month(store)
    assert figure(result, "K32") == (9, 3, "3.0")
    assert [x.ref for x in result.left_out if x.code == "K32"] == ["no meeting"]
    assert [figure(result, f"K33-{name}")[0] for name in ("keep", "amend", "cease", "other")] == [2, 1, 1, 0]


@pytest.mark.parametrize(
    ("phase", "transfer", "in_month"),
    [("primary_to_secondary", "2026-09-01", date(2026, 2, 1)), ("secondary_to_post16", "2026-09-01", date(2026, 3, 1)),
     ("post16_to_post16", "2027-03-31", date(2026, 10, 1))],
)  # fmt: skip
def test_a_phase_transfer_is_due_in_the_month_of_its_own_day(
    store: MemoryStore, phase: str, transfer: str, in_month: date
) -> None:
    planned = fact("phase_transfer_planned", transfer, phase=phase)
    holder(store, planned, fact("amended_plan_sent", in_month.replace(day=10).isoformat()), ref="named")
    holder(store, planned, fact("amended_plan_sent", "2024-12-01"), ref="named for an earlier move")
    result = month(store, in_month)
    assert figure(result, "K34") == (1, 2, "50.0")
    assert counted(result, "K34") == ["named"]


NAMED: dict[str, tuple[str, dict[str, str]]] = {
    "the spring before": ("2025-06-30", {}),
    "the spring before, naming it": ("2025-06-30", {"names_next": "yes"}),
    "not naming it": ("2026-02-01", {"names_next": "no"}),
    "after an order": ("2026-02-01", {"basis": "order"}),
    "after an order, naming it": ("2026-02-01", {"basis": "order", "names_next": "yes"}),
    "in the round": ("2025-09-01", {}),
    "too late": ("2026-02-16", {"names_next": "yes"}),
}


def test_a_transfer_is_named_by_the_plan_the_clock_takes_for_it(store: MemoryStore) -> None:
    planned = fact("phase_transfer_planned", "2026-09-01", phase="primary_to_secondary")
    by_clock = []
    for ref, (on, said) in NAMED.items():
        sent = fact("amended_plan_sent", on, **said)
        holder(store, planned, sent, ref=ref)
        limits = compute([planned, sent], Ruleset.load(), day("2026-02-28")).deadlines
        by_clock += [ref for limit in limits if limit.rule == "P_FEB15" and limit.state is State.MET]
    holder(store, planned, sent="2025-07-01", ref="a first plan of the summer before")
    result = month(store, date(2026, 2, 1))
    wanted = ["after an order, naming it", "in the round", "the spring before, naming it"]
    assert sorted(counted(result, "K34")) == sorted(by_clock) == wanted
    assert figure(result, "K34") == (3, 8, "37.5")


def test_a_plan_that_carries_out_an_order_finishes_no_review(store: MemoryStore) -> None:
    met = fact("review_meeting_held", "2026-07-22")
    amend = fact("review_decision_notified", "2026-08-19", outcome="amend")
    ordered = fact("amended_plan_sent", "2026-10-01", basis="order")
    holder(store, met, amend, fact("amendment_notice_sent", "2026-08-19"), ordered, ref="ordered")
    holder(store, met, amend, fact("amendment_notice_sent", "2026-08-19", basis="other"), ref="noticed otherwise")
    result = month(store)
    assert figure(result, "K31") == (0, 2, "0.0")
    assert counted(result, "R01-final") == ["ordered"]
    assert counted(result, "R01-notice") == ["noticed otherwise"]


def test_plans_in_place_by_age_add_up_and_net_change_is_the_change(store: MemoryStore) -> None:
    for born in ("2023-01-01", "2018-01-01", "2013-01-01", "2008-01-01", "2003-01-01"):
        holder(store, born=born)
    holder(store)
    holder(store, fact("plan_ceased", "2026-10-05", reason="1"))
    holder(store, sent="2026-10-06")
    holder(store, fact("plan_transferred_out", "2026-10-07"))
    store.add(fact("plan_transferred_in", "2026-10-08"))
    now, before = month(store), month(store, date(2026, 9, 1))
    names = ("under-5", "5-10", "11-15", "16-19", "20-over", "unknown")
    assert [figure(now, f"K23-{name}")[0] for name in names] == [1, 1, 1, 1, 1, 3]
    net = now.line("K26").figure
    assert (net.numerator, net.denominator, net.value) == (2, 4, 0)
    change = (now.line("K23").figure.value or 0) - (before.line("K23").figure.value or 0)
    assert net.value == change
    assert figure(now, "K25") == (1, 1, "1") and figure(now, "K25-age")[0] == 1
    assert (figure(now, "K41-in")[0], figure(now, "K41-out")[0]) == (1, 1)


def test_a_number_the_council_enters_is_wanted_before_there_is_a_figure(store: MemoryStore) -> None:
    holder(store)
    store.add(fact("request_received", "2026-04-01"))
    none = month(store)
    for code in ("K09", "K24", "K22"):
        assert none.line(code).figure.value is None
        assert "not entered" in none.line(code).sentence
    store.kept_settings |= {"returns.residents": "2,000", "returns.recovery": "2026-12"}
    told = month(store)
    assert [str(told.line(code).figure.value) for code in ("K09", "K24", "K22")] == ["5.0", "0.1", "0.5"]


def test_requests_lead_to_plans_by_cohort(store: MemoryStore) -> None:
    store.add(fact("request_received", "2026-01-10"), fact("final_plan_sent", "2026-09-01"), ref="led")
    store.add(fact("request_received", "2026-01-10"), fact("no_plan_decision_notified", "2026-04-01"), ref="did not")
    store.add(fact("request_received", "2026-09-10"), ref="too new")
    assert figure(month(store), "K11") == (1, 2, "50.0")


def test_appeals_open_decided_and_as_a_share_of_decisions(store: MemoryStore) -> None:
    asked = fact("request_received", "2026-02-01")
    refused = fact("assess_decision_notified", "2026-03-10", outcome="refuse")
    lodged = fact("appeal_received", "2026-10-05", contests="the refusal")
    store.add(asked, refused, lodged, ref="open")
    store.add(asked, refused, lodged, fact("tribunal_order", "2026-10-20", order="assess"), ref="ordered")
    store.add(asked, refused, lodged, fact("appeal_withdrawn", "2026-10-21"), ref="withdrawn")
    store.add(asked, refused, ref="accepted")
    registered = fact("appeal_registered", "2026-10-09", number="EH1/26/00001", type="refusal_to_assess")
    store.add(asked, refused, lodged, registered, fact("appeal_sent_to_la", "2026-10-10"), ref="open, told thrice")
    store.add(asked, refused, registered, ref="registered alone")
    store.add(asked, refused, fact("appeal_sent_to_la", "2026-10-10"), ref="sent on alone")
    store.add(asked, refused, fact("tribunal_order", "2026-10-20", order="dismissed"), ref="order alone")
    result = month(store)
    assert figure(result, "K36")[0] == 7
    assert sorted(counted(result, "K37")) == ["open", "open, told thrice", "registered alone", "sent on alone"]
    assert "Refusal to assess" in [case.why for case in result.line("K37").cases]
    assert figure(result, "K37-decided")[0] == 3
    assert figure(result, "K38") == (7, 8, "87.5")
    assert counted(result, "O01") == ["ordered"]


def test_complaints_and_replies_wait_until_they_are_answered(store: MemoryStore) -> None:
    complaint = fact("complaint", "2026-09-20", reference="1", stage="one", answer_by="2026-10-10", by="a parent")
    holder(store, complaint, ref="unanswered")
    holder(store, complaint, fact("complaint_answered", "2026-10-12", complaint="3", outcome="upheld"), ref="answered")
    asked = {"direction": "in", "with": "Mrs Lunn", "reply_by": "2026-10-09"}
    holder(store, fact("contact", "2026-10-05", **asked), ref="waiting")
    holder(store, fact("contact", "2026-10-05", **asked), fact("reply_sent", "2026-10-06"), ref="replied")
    called = fact("contact", "2026-10-08", direction="out", **{"with": "Mrs Lunn"})
    holder(store, fact("contact", "2026-10-05", **asked), called, ref="called back")
    other = fact("reply_sent", "2026-10-06", contact="0")
    holder(store, fact("contact", "2026-10-05", **asked), other, ref="somebody else answered")
    result = month(store)
    assert counted(result, "C02") == ["unanswered"]
    assert sorted(counted(result, "T01")) == ["somebody else answered", "waiting"]
    assert result.line("T01").detail == "the oldest waits 26 days"


def test_places_are_where_the_plan_holder_is_now(store: MemoryStore) -> None:
    store.kept_settings["council.name"] = "Westmarsh Council"
    began = {"setting": "Alder House", "by": "the panel", "planned": "yes"}
    away = fact("placement", "2025-09-01", type="independent", authority="Northmoor", **began)
    holder(store, away, ref="away", born="2009-01-01")
    holder(store, away, fact("placement_ended", "2026-07-20", setting="Alder House"), ref="ended")
    here = fact("placement", "2025-09-01", type="alternative", authority="Westmarsh", **began)
    holder(store, here, fact("education_status", "2026-10-01", status="awaiting", source="the school"), ref="here")
    holder(store, fact("destination", "2026-09-10", status="neet"), ref="neet", born="2008-05-05")
    holder(store, fact("destination", "2026-09-10", status="neet"), ref="too young", born="2012-05-05")
    result = month(store)
    assert (counted(result, "K46"), counted(result, "P03")) == (["away"], ["away"])
    assert (counted(result, "P02"), counted(result, "P01")) == (["here"], ["here"])
    assert counted(result, "K42") == ["neet"]
    assert sorted(counted(result, "K43")) == ["neet", "too young"]
    assert result.line("K42").detail == "of 2 plans in place of children aged 16 to 25"


def test_exclusions_are_of_plan_holders_only(store: MemoryStore) -> None:
    sent_home = fact("exclusion", "2026-10-06", type="sent_home", by="the parent")
    holder(store, sent_home, fact("permanently_excluded", "2026-10-20"), ref="holder")
    store.add(fact("request_received", "2026-08-01"), sent_home, ref="no plan yet")
    result = month(store)
    assert figure(result, "K49")[0] == 2
    assert [figure(result, f"K49-{x}")[0] for x in ("suspended", "permanent", "informal")] == [0, 1, 1]


def test_delay_is_told_by_its_latest_cause_and_adds_up_to_the_late_cases(store: MemoryStore) -> None:
    late = fact("request_received", "2026-04-01")
    store.add(late, fact("delay", "2026-08-01", cause="panel", party="Panel", next="x"),
              fact("delay", "2026-09-01", cause="psychology", party="Psychology service", next="x"), ref="twice")  # fmt: skip
    store.add(late, fact("delay", "2026-08-01", cause="health", party="ICB", next="x", to="2026-09-01"), ref="ended")
    store.add(late, fact("delay", "2026-08-01", cause="weather", party="Nobody", next="x"), ref="odd")
    store.add(fact("request_received", "2026-10-01"), fact("delay", "2026-10-02", cause="panel", party="P", next="x"))
    result = month(store)
    assert counted(result, "D01-psychology") == ["twice"]
    assert result.line("D01-psychology").cases[0].why == "Psychology service"
    assert (counted(result, "D01-unexplained"), counted(result, "D01-other")) == (["ended"], ["odd"])
    parts = sum(line.figure.value or 0 for line in result.lines if line.definition.of == "D01")
    assert parts == result.line("K14").figure.value == 3


def test_oversight_views_and_numbers_of_children(store: MemoryStore) -> None:
    assess = fact("assess_decision_notified", "2026-09-10", outcome="assess")
    seen = fact("management_note", "2026-09-07")
    first = store.add(fact("request_received", "2026-08-01"), assess, seen, ref="seen")
    second = store.add(fact("request_received", "2026-08-01"), assess, fact("management_note", "2026-09-05"),
                       fact("child_views", "2026-09-20", method="drawing"), ref="too long ago")  # fmt: skip
    third = store.add(fact("request_received", "2026-08-01"), assess, ref="young")
    store.children |= {
        first.id: Child(first.id, "F", "A", born=day("2015-01-01"), upn="A123"),
        second.id: Child(second.id, "F", "B", born=day("2015-01-01")),
        third.id: Child(third.id, "F", "C", born=day("2023-01-01"), uln="99"),
    }
    result = month(store)
    assert (figure(result, "M01"), counted(result, "M01")) == ((1, 3, "33.3"), ["seen"])
    assert (figure(result, "V01"), counted(result, "V01")) == ((1, 2, "50.0"), ["too long ago"])
    assert [x.ref for x in result.left_out if x.code == "V01"] == ["young"]
    assert counted(result, "K50") == ["too long ago"]


def test_the_council_s_own_columns_and_the_states_that_are_no_number(store: MemoryStore) -> None:
    store.kept_settings |= {
        "returns.refs": '{"K02": "FI2"}', "returns.outturns": '{"K02": "7.0%"}', "returns.lagged": '{"K05": true}',
        "returns.targets": '{"K02": {"2026-04": 20, "2026-09": 40}}', "returns.annotations": '{"2026-03": "New system"}',
    }  # fmt: skip
    for sent in ("2026-08-20", "2026-09-20", "2026-10-20"):
        store.add(fact("request_received", "2026-05-05"), fact("final_plan_sent", sent))
    store.add(fact("request_received", "2026-09-01"), fact("assess_decision_notified", "2026-10-02", outcome="assess"))
    result = month(store)
    line = result.line("K02")
    assert (line.ref, line.outturn, line.state) == ("FI2", "7.0%", "being checked")
    assert line.quarter is not None and line.quarter.denominator == 1
    september = month(store, date(2026, 9, 1)).line("K02").quarter
    assert september is not None and (september.numerator, september.denominator) == (2, 2)
    assert [result.line(code).state for code in ("K05", "K34", "K24")] == ["lagged", "n/a", "not entered"]
    assert month(store, today="2026-10-25").line("K12").state == "provisional"
    points = next(t for t in result.trends if t.code == "K02").points
    assert {p.month.month: p.target for p in points[-7:]} == {4: 20, 5: 20, 6: 20, 7: 20, 8: 20, 9: 40, 10: 40}
    assert [p.annotation for p in points if p.annotation] == ["New system"]


def test_delays_are_ranked_with_who_holds_the_work(store: MemoryStore) -> None:
    late = fact("request_received", "2026-04-01")
    for party in ("Psychology service", "Psychology service", "A bank psychologist"):
        store.add(late, fact("delay", "2026-09-01", cause="psychology", party=party, next="x"))
    store.add(fact("request_received", "2026-03-01"))
    told = [(d.code, d.cause, d.party, d.cases) for d in month(store).delays]
    assert told == [
        ("D01-psychology", "psychology advice awaited", "Psychology service", 2),
        ("D01-unexplained", "no cause recorded", "", 1),
        ("D01-psychology", "psychology advice awaited", "A bank psychologist", 1),
    ]
