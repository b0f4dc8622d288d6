"""``clock``: facts in, deadlines out, with no record (contract section 2)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Desk

CASE = {
    "ref": "any text",
    "as_at": "2026-07-22",
    "facts": [
        {"fact": "request_received", "on": "2026-03-03", "source": "parent"},
        {"fact": "assess_decision_notified", "on": "2026-04-10", "outcome": "assess"},
        {"fact": "advice_requested", "on": "2026-04-10", "body": "psychology"},
        {
            "fact": "relief_claimed",
            "on": "2026-06-01",
            "relief": "EX_PERSONAL",
            "rule": "A_FINAL_PLAN",
            "evidence": "doc 14",
        },
    ],
}


def asked(desk: Desk, tmp_path: Path, document: object) -> object:
    path = tmp_path / "facts.json"
    path.write_text(json.dumps(document) if not isinstance(document, str) else document, encoding="utf-8")
    return desk("clock", str(path))


def test_the_contract_s_example(desk: Desk, tmp_path: Path) -> None:
    answer = asked(desk, tmp_path, CASE)
    assert answer.code == 0
    document = answer.json
    assert document["week"] == {"elapsed_weeks": 20, "ordinal": 21, "of": 20}
    limits = {d["rule"]: d for d in document["deadlines"]}
    final = limits["A_FINAL_PLAN"]
    assert (final["due"], final["state"]) == ("2026-07-21", "relieved")
    assert final["relief"]
    assert limits["A_DECIDE_ASSESS"]["state"] == "met"
    assert limits["A_ADVICE_RESPONSE"]["due"] == "2026-05-22"
    assert {"rule", "duty", "due", "state", "days", "met_on", "actor", "law", "force", "evidence", "trigger", "derivation",
            "relief"} <= final.keys()  # fmt: skip


def test_many_cases_come_back_as_a_list_in_order(desk: Desk, tmp_path: Path) -> None:
    answer = asked(desk, tmp_path, [{**CASE, "ref": str(n)} for n in range(5)])
    assert [case["ref"] for case in answer.json] == ["0", "1", "2", "3", "4"]


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ({**CASE, "facts": [{"fact": "request_recieved", "on": "2026-03-03"}]}, "request_recieved"),
        ({**CASE, "facts": [{"fact": "request_received", "on": "2026-02-31"}]}, "31 February 2026"),
        ("not json", "JSON"),
        ("", "JSON"),
    ],
)
def test_bad_facts_are_bad_input(desk: Desk, tmp_path: Path, document: object, words: str) -> None:
    answer = asked(desk, tmp_path, document)
    assert answer.code == 2
    assert words in answer.err
    assert answer.out == ""


def test_an_impossible_history_warns_and_answers(desk: Desk, tmp_path: Path) -> None:
    facts = [
        {"fact": "request_received", "on": "2026-03-03", "source": "parent"},
        {"fact": "final_plan_sent", "on": "2026-01-01"},
    ]
    answer = asked(desk, tmp_path, {**CASE, "facts": facts})
    assert answer.code == 0
    assert answer.json["warnings"]


def test_one_case_a_line_is_as_good_as_a_list(desk: Desk, tmp_path: Path) -> None:
    answer = asked(desk, tmp_path, "\n".join(json.dumps({**CASE, "ref": str(n)}) for n in range(3)))
    assert answer.code == 0
    assert [case["ref"] for case in answer.json] == ["0", "1", "2"]


def test_a_file_in_another_encoding_is_bad_input(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "facts.json"
    path.write_bytes(json.dumps([CASE, {**CASE, "ref": "Zo\u00eb"}], ensure_ascii=False).encode("latin-1"))
    answer = desk("clock", str(path))
    assert (answer.code, answer.out) == (2, "")
    assert "UTF-8" in answer.err


def test_a_slip_late_in_a_long_list_prints_nothing_and_says_where(desk: Desk, tmp_path: Path) -> None:
    answer = asked(desk, tmp_path, ",\n".join([f"[{json.dumps(CASE)}", *[json.dumps(CASE)] * 40, '{"ref" 1}]']))
    assert (answer.code, answer.out) == (2, "")
    assert "line 42" in answer.err
