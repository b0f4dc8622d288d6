"""The clock's JSON, in and out (contract section 2)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from io import StringIO
from typing import Any

import pytest

from ehcp_desk.exchange.clock_json import BadCase, answer_json, read_cases
from tests.support.clock_facts import LAW

TODAY = date(2026, 7, 22)
CASE: dict[str, Any] = {
    "ref": "any text",
    "as_at": "2026-07-22",
    "facts": [
        {"fact": "request_received", "on": "2026-03-03", "source": "parent"},
        {"fact": "assess_decision_notified", "on": "2026-04-10", "outcome": "assess"},
        {"fact": "advice_requested", "on": "2026-04-10", "body": "psychology"},
    ],
}


def answers(text: str) -> list[dict[str, Any]]:
    cases, _ = read_cases(text, TODAY)
    return [answer_json(case, LAW) for case in cases]


def test_the_contract_s_example_comes_out_in_the_contract_s_shape() -> None:
    [answer] = answers(json.dumps(CASE))
    assert {key: answer[key] for key in ("ref", "as_at", "ruleset", "week")} == {
        "ref": "any text", "as_at": "2026-07-22", "ruleset": "england@2026-09-01",
        "week": {"elapsed_weeks": 20, "ordinal": 21, "of": 20},
    }  # fmt: skip
    final = next(found for found in answer["deadlines"] if found["rule"] == "A_FINAL_PLAN")
    derivation = final.pop("derivation")
    assert final == {
        "rule": "A_FINAL_PLAN", "subject": "", "duty": "Send the final plan", "due": "2026-07-21", "state": "overdue",
        "days": 1, "met_on": None, "actor": "LA", "law": "SEND Regulations 2014 reg 13(2)", "force": "statute",
        "evidence": "confirmed", "trigger": {"fact": "request_received", "on": "2026-03-03"}, "relief": None,
        "cautious": "2026-07-20",
    }  # fmt: skip
    assert derivation[:2] == [
        "Request received on Tuesday 3 March 2026 (day 0).", "Within 20 weeks of receipt: 20 × 7 = 140 days.",
    ]  # fmt: skip
    assert {"rule": "R_DECISION", "why": "no review meeting recorded"} in answer["unknown"]
    assert answer["warnings"] == []
    assert json.loads(json.dumps(answer)) == answer


def test_a_claimed_relief_shows_its_ground_and_evidence() -> None:
    claim = {
        "fact": "relief_claimed",
        "on": "2026-06-01",
        "relief": "EX_PERSONAL",
        "rule": "A_FINAL_PLAN",
        "evidence": "doc 14",
    }
    [answer] = answers(json.dumps({**CASE, "facts": [*CASE["facts"], claim]}))
    final = next(found for found in answer["deadlines"] if found["rule"] == "A_FINAL_PLAN")
    assert (final["state"], final["due"]) == ("relieved", "2026-07-21")
    assert final["relief"]["relief"] == "EX_PERSONAL" and final["relief"]["evidence"] == "doc 14"


def test_one_object_and_a_list_are_told_apart_and_a_missing_day_is_today() -> None:
    cases, many = read_cases(json.dumps({"ref": 7, "facts": []}), TODAY)
    [case] = cases
    assert (many, case.ref, case.as_at, case.facts) == (False, "7", TODAY, ())
    cases, many = read_cases(f"\ufeff \n[{json.dumps(CASE)} , {json.dumps(CASE)}]\n", TODAY)
    assert many and len(list(cases)) == 2
    cases, many = read_cases("[ ]", TODAY)
    assert many and list(cases) == []


class Endless(StringIO):
    """A list of cases that never ends; only a reader that streams can begin on it."""

    def __init__(self) -> None:
        super().__init__()
        self.given = 0

    def read(self, size: int | None = -1) -> str:
        assert size is not None and size > 0, "the whole list must never be asked for"
        self.given += 1
        return ("[" if self.given == 1 else "") + (json.dumps(CASE) + ",") * 5


def test_a_list_is_read_a_case_at_a_time() -> None:
    stream = Endless()
    cases, many = read_cases(stream, TODAY)
    assert many and isinstance(cases, Iterator)
    assert [next(cases).ref for _ in range(12)] == ["any text"] * 12
    assert stream.given <= 4


def test_values_that_cross_the_edge_of_what_was_read_are_whole() -> None:
    many_cases = [{**CASE, "ref": f"case {n}", "facts": CASE["facts"] * 8} for n in range(300)]
    cases, _ = read_cases(json.dumps(many_cases, indent=3), TODAY)
    assert [case.ref for case in cases] == [f"case {n}" for n in range(300)]


def test_a_closure_without_a_day_of_its_own_happened_when_it_began() -> None:
    closed = {"fact": "setting_closed", "from": "2026-07-23", "to": "2026-09-02"}
    cases, _ = read_cases(json.dumps({"facts": [closed]}), TODAY)
    assert next(cases).facts[0].on == date(2026, 7, 23)


def test_notes_numbers_and_doubt_are_kept_and_nulls_are_nothing() -> None:
    row = {
        "fact": "final_plan_sent",
        "on": "2026-03-03",
        "approximate": True,
        "note": "by hand",
        "id": 9,
        "source": None,
    }
    cases, _ = read_cases(json.dumps({"facts": [row]}), TODAY)
    fact = next(cases).facts[0]
    assert (fact.approximate, fact.note, fact.id, dict(fact.attrs)) == (True, "by hand", 9, {})


def with_fact(**row: Any) -> str:
    return json.dumps({"ref": "SEN/1", "facts": [{"fact": "request_received", "on": "2026-03-03"}, row]})


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "This is not JSON"),
        ("not json", "This is not JSON"),
        ("{", "This is not JSON"),
        ("[", "This is not JSON"),
        ("[{}", "Case 1 needs a list of facts"),
        ('[{"facts": []},]', "This is not JSON"),
        ('[{"facts": []} {"facts": []}]', "does not end where it should"),
        ('[{"facts": []}] more', "does not end where it should"),
        ('{"facts": []} more', "This is not JSON"),
        ('{"facts": NaN}', "NaN is not a number"),
        ("[" * 100_000, "nested too deeply"),
        ("3", "The case must be an object with ref, as_at and facts, not a number"),
        ("[null]", "Case 1 must be an object with ref, as_at and facts, not nothing"),
        ('{"ref": "SEN/1"}', "Case SEN/1 needs a list of facts, not nothing"),
        ('{"ref": "SEN/1", "facts": {}}', "Case SEN/1 needs a list of facts, not an object"),
        ('{"ref": ["x"], "facts": []}', "The ref of the case must be text, not a list"),
        ('{"ref": "SEN/1", "fact": []}', "Case SEN/1 has an unknown key 'fact'; did you mean 'facts'"),
        ('{"ref": "SEN/1", "as_at": "2026-02-30", "facts": []}', "Case SEN/1: as_at: 30 February 2026 does not exist."),
        ('{"ref": "SEN/1", "facts": ["x"]}', "Case SEN/1, fact 1 must be an object, not text"),
        ('{"ref": "SEN/1", "facts": [{"on": "2026-03-03"}]}', "Case SEN/1, fact 1 does not say which fact it is"),
        (with_fact(fact="final_plan_sent", on="2026-02-31"),
         "Case SEN/1, fact 2 (final_plan_sent): 31 February 2026 does not exist."),
        (with_fact(fact="final_plan_sent", on="31/03/2026"), "'31/03/2026' is not a date; write it as YYYY-MM-DD"),
        (with_fact(fact="final_plan_sent", on="2026-13-01"), "there is no month 13"),
        (with_fact(fact="final_plan_sent", on=20260303), "a date must be text such as 2026-03-03, not a number"),
        (with_fact(fact="final_plan_sent"), "has no date"),
        (with_fact(fact="final_plan_send", on="2026-03-03"), "did you mean 'final_plan_sent'"),
        (with_fact(fact="assess_decision_notified", on="2026-03-03", outcome="yes"), "cannot have outcome 'yes'"),
        (with_fact(fact="assess_decision_notified", on="2026-03-03", outcome=True),
         "outcome must be text, not true or false"),
        (with_fact(fact="final_plan_sent", on="2026-03-03", approximate="yes"),
         "approximate must be true or false, not text"),
        (with_fact(fact="final_plan_sent", on="2026-03-03", note=3), "note must be text, not a number"),
        (with_fact(fact="final_plan_sent", on="2026-03-03", id="x"), "id must be a number, not text"),
    ],
)  # fmt: skip
def test_bad_input_is_one_sentence_that_names_the_case_and_the_fact(text: str, says: str) -> None:
    with pytest.raises(BadCase) as caught:
        list(read_cases(text, TODAY)[0])
    assert says in str(caught.value)
    assert "\n" not in str(caught.value) and "Traceback" not in str(caught.value)
