"""What belongs to an earlier request, another placement or another stretch of time says nothing of this one."""

from __future__ import annotations

import json
from datetime import date

from ehcp_desk.clock.model import Fact
from ehcp_desk.services.oversight.return_paper import to_paper
from ehcp_desk.services.oversight.returns import compute_monthly
from ehcp_desk.services.oversight.spans import Span
from tests.services.returns.asking import OCTOBER, counted, figure, month
from tests.support.memory_store import MemoryStore, desk, fact

SEPTEMBER = date(2026, 9, 1)
EARLIER = (
    fact("request_received", "2025-01-06"),
    fact("assess_decision_notified", "2025-02-10", outcome="assess"),
    fact("relief_claimed", "2025-04-01", relief="EX_PERSONAL", rule="A_FINAL_PLAN", evidence="letter"),
    fact("no_plan_decision_notified", "2025-06-20"),
)
PLAN = (fact("request_received", "2024-01-15"), fact("final_plan_sent", "2024-06-03"))


def placed(on: str, setting: str, **said: str) -> Fact:
    return fact("placement", on, setting=setting, **said)


def test_a_ground_of_an_earlier_request_lifts_nothing_of_the_next(store: MemoryStore) -> None:
    asked = fact("request_received", "2026-02-02"), fact("assess_decision_notified", "2026-03-10", outcome="assess")
    store.add(*EARLIER, *asked, fact("final_plan_sent", "2026-10-20"), ref="late")
    store.add(*EARLIER, *asked, ref="open")
    result = month(store)
    assert figure(result, "K01") == (0, 1, "0.0")
    assert [case.why for case in result.line("K02").cases] == [""]
    assert counted(result, "K16") == []
    assert [case.why for case in result.line("K16").cases] == ["none"]


def test_advice_names_views_and_causes_of_an_earlier_request_are_not_this_ones(store: MemoryStore) -> None:
    store.add(
        *EARLIER,
        fact("advice_requested", "2025-02-11", body="psychology"),
        fact("advice_received", "2025-03-20", body="psychology"),
        fact("psychologist_named", "2025-02-12", to="Dr Old"),
        fact("child_views", "2025-03-01", method="in_person"),
        fact("delay", "2025-05-28", cause="family", party="family"),
        fact("request_received", "2026-02-02"),
        fact("assess_decision_notified", "2026-03-10", outcome="assess"),
        ref="again",
    )
    result = month(store)
    assert counted(result, "U02") == ["again"]
    assert [case.why for case in result.line("V01").cases] == ["none recorded"]
    causes = [line for line in result.lines if line.definition.measure == "delay_causes" and line.cases]
    assert [[case.why for case in line.cases] for line in causes] == [[""]]  # nobody has said what delays this one


def test_two_appeals_under_way_each_end_by_their_own_order(store: MemoryStore) -> None:
    both = (
        fact("appeal_received", "2026-03-03", contests="contents"),
        fact("appeal_received", "2026-03-27", contests="cease"),
    )
    store.add(*PLAN, *both, fact("tribunal_order", "2026-07-01", order="amend_contents"),
              fact("tribunal_order", "2026-07-20", order="maintain"), ref="two")  # fmt: skip
    store.add(*PLAN, *both, fact("tribunal_order", "2026-07-01", order="amend_contents"), ref="one")
    store.add(*PLAN, *both, ref="none")
    assert sorted(case.ref for case in month(store).line("K37").cases) == ["none", "none", "one"]


def test_a_second_placement_does_not_hide_the_main_one(store: MemoryStore) -> None:
    main = placed("2024-09-03", "Oak House", type="independent", rank="1")
    other = placed("2026-01-07", "The Annexe", type="alternative", rank="2")
    store.add(*PLAN, main, other, ref="both")
    store.add(*PLAN, main, other, fact("placement_ended", "2026-03-27", setting="The Annexe"), ref="second ended")
    store.add(*PLAN, main, placed("2026-04-20", "Elm School", type="mainstream"), ref="moved")
    store.add(*PLAN, main, fact("placement_ended", "2026-03-27", setting="Oak House"), ref="ended")
    assert counted(month(store), "K46") == ["both", "second ended"]


def test_a_month_that_runs_is_compared_with_as_much_of_the_year_before(store: MemoryStore) -> None:
    for n in range(8):
        store.add(*PLAN, fact("exclusion", f"2025-10-{8 + 2 * n:02d}", type="suspension"), ref=f"before {n}")
    for n in range(4):
        store.add(*PLAN, fact("exclusion", f"2026-10-{8 + n:02d}", type="suspension"), ref=f"now {n}")
    running = month(store, today="2026-10-12").line("K49")
    assert running.last_year is not None and running.last_year.value == 3
    whole = month(store).line("K49")
    assert whole.last_year is not None and whole.last_year.value == 8
    assert month(store, today="2026-10-12").year_ago_words == "October 2025, up to 12 October"
    assert month(store).year_ago_words == "October 2025"


def test_a_month_s_target_and_note_are_not_a_quarter_s_or_a_week_s(store: MemoryStore) -> None:
    targets = {"K14": {"2026-07": 10, "2026-09": 2}, "K49": 4}
    note = json.dumps({"text": "Sent home.", "author": "Joy Addo", "at": "2026-10-02T09:00:00"})
    with store.write("Joy Addo", desk(store).now()) as work:
        work.set_setting("returns.targets", json.dumps(targets))
        for named in ("2026-07", "2026-09"):
            work.set_setting(f"returns.note.K49.{named}", note)
    for n in range(9):
        store.add(fact("request_received", "2026-01-15"), ref=f"open {n}")
        store.add(*PLAN, fact("exclusion", f"2026-0{7 + n // 3}-10", type="suspension"), ref=f"sent home {n}")
    quarter = compute_monthly(desk(store), SEPTEMBER, span=Span.QUARTER)
    assert (quarter.line("K14").target, quarter.line("K49").target) == (2, None)
    assert quarter.line("K49").note is None and quarter.line("K49").last_note is None
    one = month(store, SEPTEMBER)
    assert (one.line("K14").target, one.line("K49").target) == (2, 4)
    assert one.line("K49").note is not None
    week = compute_monthly(desk(store), date(2026, 9, 21), span=Span.WEEK)
    assert week.line("K49").target is None and week.line("K49").note is None


def test_twelve_months_hold_one_29_february(store: MemoryStore) -> None:
    store.add(fact("request_received", "2028-02-29"), ref="leap")
    assert counted(month(store, date(2028, 2, 1), "2030-01-01"), "K09") == ["leap"]
    assert counted(month(store, date(2029, 2, 1), "2030-01-01"), "K09") == []


def test_a_request_refused_did_not_lead_to_the_plan_of_a_later_one(store: MemoryStore) -> None:
    store.add(
        fact("request_received", "2025-09-10"),
        fact("assess_decision_notified", "2025-10-10", outcome="refuse"),
        fact("request_received", "2026-01-12"),
        fact("assess_decision_notified", "2026-02-10", outcome="assess"),
        fact("final_plan_sent", "2026-06-01"),
        ref="second try",
    )
    assert figure(month(store), "K11")[:2] == (1, 2)


def test_the_recovery_month_itself_has_no_months_left(store: MemoryStore) -> None:
    with store.write("Joy Addo", desk(store).now()) as work:
        work.set_setting("returns.recovery", "2026-10")
    store.add(fact("request_received", "2026-01-15"), ref="late")
    assert "not entered" not in month(store, OCTOBER).line("K22").sentence


def test_a_whole_that_moved_is_said_on_the_paper_too(store: MemoryStore) -> None:
    for n in range(40):
        store.add(fact("request_received", "2025-05-01"), fact("final_plan_sent", "2025-10-06"), ref=f"before {n}")
    for n in range(12):
        store.add(fact("request_received", "2026-05-01"), fact("final_plan_sent", "2026-10-06"), ref=f"now {n}")
    (rate,) = (one for one in to_paper(month(store)).indicators if one.code == "K01")
    assert rate.note.startswith("Note that the 12 were 40 in October 2025")
