"""What the needs call must of the return: how long answers take, the steps to a final plan, refusals by reason."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from ehcp_desk.clock.model import Fact
from ehcp_desk.domain.case_kinds import REFUSALS
from ehcp_desk.domain.plan_steps import STEPS
from ehcp_desk.exchange.return_files import verify_return, write_return
from ehcp_desk.services.oversight.publishing import publish
from tests.services.returns.asking import counted, figure, month
from tests.support.memory_store import MemoryStore, fact

ASKED = {"direction": "in", "with": "Mrs Lunn"}


def test_how_long_answers_take_and_how_many_came_by_their_day(store: MemoryStore, tmp_path: Path) -> None:
    called = fact("contact", "2026-10-08", direction="out", **{"with": "Mrs Lunn"})
    other = fact("contact", "2026-10-06", direction="out", **{"with": "Mr Pell"})
    wanted = fact("contact", "2026-10-05", reply_by="2026-10-09", **ASKED)
    store.add(wanted, called, ref="in time")
    store.add(wanted, other, ref="to another")
    store.add(wanted, fact("reply_sent", "2026-10-20"), ref="late")
    store.add(
        fact("contact", "2026-10-26", reply_by="2026-11-30", **ASKED), fact("reply_sent", "2026-10-27"), ref="ahead"
    )
    result = month(store)
    assert figure(result, "T02") == (1, 3, "33.3")
    assert counted(result, "T02") == ["in time"]
    assert figure(result, "T03") == (19, 3, "6.3"), "3, 15 and 1 days"
    assert result.line("T03").detail == "median 3 days, longest 15 days"
    assert counted(result, "T01") == ["to another"]
    assert {case.ref: case.days for case in result.line("T02").cases} == {"in time": 3, "to another": 26, "late": 15}
    wrong = [said for _, ok, said in verify_return(write_return(result, tmp_path)[-1]) if not ok]
    assert wrong == [], "a mean of days is checked in days"


def test_an_open_assessment_is_in_one_step_and_the_steps_add_up(store: MemoryStore) -> None:
    agreed = (fact("request_received", "2026-06-01"), fact("assess_decision_notified", "2026-07-01", outcome="assess"))
    asked = fact("advice_requested", "2026-07-01", body="psychology")
    draft = fact("draft_plan_served", "2026-09-01")
    met = Fact("meeting", date(2026, 9, 10), {"kind": "family", "purpose": "The draft", "held": "held"})
    store.add(*agreed, asked, ref="advice")
    store.add(*agreed, asked, fact("advice_received", "2026-08-10", body="psychology"), ref="not sent")
    store.add(*agreed, draft, ref="draft sent")
    store.add(*agreed, draft, met, ref="response")
    consulted = fact("setting_consulted", "2026-09-02", setting="Windle Hill")
    store.add(*agreed, draft, fact("representations_received", "2026-09-08"), consulted, ref="consulting")
    store.add(*agreed, draft, consulted, fact("setting_replied", "2026-09-20", setting="windle  hill"), ref="sign off")
    store.add(*agreed, draft, fact("final_plan_sent", "2026-10-01"), ref="issued")
    result = month(store)
    refs = {key: counted(result, f"F02-{key.replace('_', '-')}") for key in STEPS}
    assert refs == {"advice": ["advice"], "not_sent": ["not sent"], "draft_sent": ["draft sent"], "response": ["response"],
                    "consulting": ["consulting"], "sign_off": ["sign off"]}  # fmt: skip
    steps = sum(figure(result, f"F02-{key.replace('_', '-')}")[0] for key in STEPS)
    assert steps == figure(result, "K12-agreed")[0] == 6
    (waiting,) = result.line("F02-consulting").cases
    assert (waiting.end, waiting.days) == (date(2026, 9, 2), 59)
    before = month(store, date(2026, 8, 1))
    assert counted(before, "F02-draft-sent") == [] and "not sent" in counted(before, "F02-not-sent")


def test_refusals_are_told_by_their_coded_reason_and_add_up(store: MemoryStore) -> None:
    asked, refused = (
        fact("request_received", "2026-08-25"),
        fact("assess_decision_notified", "2026-10-05", outcome="refuse"),
    )
    why = {"did": "not_to", "what": "Assess", "by": "Panel", "evidence": "The file"}
    store.add(asked, fact("decision", "2026-10-01", refusal="not_spent", **why), refused, ref="school")
    store.add(asked, fact("decision", "2026-08-01", refusal="no_sen", **why), refused, ref="an earlier request's")
    store.add(asked, fact("decision", "2026-10-20", refusal="no_sen", **why), refused, ref="written after")
    store.add(asked, fact("assess_decision_notified", "2026-10-05", outcome="assess"), ref="agreed")
    store.add(fact("request_received", "2026-06-01"), fact("decision", "2026-10-01", refusal="met_now", **why),
              fact("no_plan_decision_notified", "2026-10-05"), ref="no plan")  # fmt: skip
    result = month(store)
    assert counted(result, "D02-not-spent") == ["school"]
    assert sorted(counted(result, "D02-unexplained")) == ["an earlier request's", "written after"]
    total = sum(figure(result, f"D02-{key.replace('_', '-')}")[0] for key in (*REFUSALS, "unexplained"))
    assert total == figure(result, "K10")[0] == 3
    assert counted(result, "D03-met-now") == ["no plan"]


def test_outcomes_met_are_a_share_of_those_judged(store: MemoryStore) -> None:
    judged = [fact("outcome_result", "2026-10-06", outcome=f"E{n}", result=result)
              for n, result in enumerate(("met", "part", "not_met", "not_relevant"), 1)]  # fmt: skip
    store.add(fact("request_received", "2025-01-06"), fact("final_plan_sent", "2025-05-01"), *judged, ref="reviewed")
    result = month(store)
    assert figure(result, "F03") == (1, 3, "33.3")
    assert [(x.ref, x.why) for x in result.left_out if x.code == "F03"] == [("reviewed", "no longer relevant")]


def test_a_small_step_is_not_the_difference_of_what_is_printed_outside(store: MemoryStore) -> None:
    agreed = (fact("request_received", "2026-06-01"), fact("assess_decision_notified", "2026-10-01", outcome="assess"))
    for _ in range(2):
        store.add(*agreed, fact("advice_requested", "2026-10-01", body="psychology"))
    for _ in range(40):
        store.add(*agreed, fact("draft_plan_served", "2026-10-02"))
    shown = {one.code: one.value for one in publish(month(store)).paper.indicators}
    assert shown["F02-advice"] is None
    assert shown["K12-agreed"] is None or shown["F02-draft-sent"] is None


def test_a_rare_reason_is_not_the_difference_of_what_is_printed_outside(store: MemoryStore) -> None:
    asked, on = fact("request_received", "2026-08-25"), "2026-10-05"
    why = fact("decision", "2026-10-01", refusal="not_spent", did="not_to", what="Assess", by="Panel", evidence="x")
    for _ in range(40):
        store.add(asked, fact("assess_decision_notified", on, outcome="assess"))
    for n in range(18):
        store.add(asked, *([why] if n < 2 else []), fact("assess_decision_notified", on, outcome="refuse"))
    shown = {one.code: one.value for one in publish(month(store)).paper.indicators}
    assert shown["D02-not-spent"] is None
    assert shown["K10"] is not None and shown["D02-unexplained"] is None, "or the two refusals are 18 less 16"


def test_being_in_touch_with_the_child_and_with_the_family_are_told_apart(store: MemoryStore) -> None:
    asked, child = fact("request_received", "2026-08-01"), {"surname": "Quill", "forenames": "Robin"}
    seen = fact("contact", "2026-10-20", direction="out", **{"with": "Robin Quill"})
    mother = fact("contact", "2026-10-21", direction="in", **{"with": "Mrs Quill"})
    old = fact("contact", "2026-09-01", direction="in", **{"with": "Mrs Quill"})
    store.add(asked, seen, old, ref="seen", **child)
    store.add(asked, mother, ref="heard", **child)
    store.add(asked, ref="silence", **child)
    result = month(store)
    assert (counted(result, "T04"), counted(result, "T05")) == (["seen"], ["heard"])
    assert figure(result, "T04") == (1, 3, "33.3")
    assert {case.ref: case.days for case in result.line("T05").cases} == {"seen": 60, "heard": 10, "silence": None}


def test_children_excluded_again_are_listed_with_where(store: MemoryStore) -> None:
    times = [fact("exclusion", day, type="sent_home", by="x", setting=where)
             for day, where in (("2025-10-30", "Alder"), ("2026-02-01", "Alder"), ("2026-10-02", "Birch"))]  # fmt: skip
    asked = fact("request_received", "2025-01-01")
    store.add(asked, *times, ref="again")
    store.add(asked, times[0], times[2], ref="once in twelve months")
    result = month(store)
    assert counted(result, "E01") == ["again"]
    assert result.line("E01").cases[0].why == "2 times, Alder, Birch"


def test_challenges_are_open_by_level_and_the_share_that_rose_is_told(store: MemoryStore) -> None:
    asked = fact("request_received", "2025-01-01")
    first = fact("challenge", "2026-08-01", level="informal", issue="Speech therapy", by="The SENCO")
    second = fact("challenge", "2026-09-01", level="formal", issue="speech therapy", by="The SENCO", outcome="Agreed")
    store.add(asked, first, second, ref="rose")
    store.add(asked, fact("challenge", "2026-08-02", level="informal", issue="Transport", by="A"), ref="stayed")
    result = month(store)
    assert sorted(counted(result, "C03-informal")) == ["rose", "stayed"] and counted(result, "C03-formal") == []
    assert figure(result, "C04") == (1, 2, "50.0") and counted(result, "C04") == ["rose"]
