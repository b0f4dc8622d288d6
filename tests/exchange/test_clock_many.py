"""Very many cases: the same answers in the same order, however many processes work on them."""

from __future__ import annotations

import json
import multiprocessing
from collections.abc import Iterator
from datetime import date
from io import StringIO
from itertools import count
from typing import Any

import pytest

from ehcp_desk.domain.errors import KnownFault
from ehcp_desk.exchange import clock_many
from ehcp_desk.exchange.clock_many import CHUNK, answers
from ehcp_desk.exchange.json_values import BadCase, read_values

TODAY = date(2026, 7, 22)


def case(n: int, **more: Any) -> dict[str, Any]:
    return {"ref": f"SEN/{n}", "facts": [{"fact": "request_received", "on": f"2026-03-{n % 28 + 1:02}"}], **more}


def endless() -> Iterator[tuple[int, Any]]:
    return ((n, case(n)) for n in count(1))


def test_helpers_give_the_same_answers_in_the_same_order() -> None:
    cases = [(n, case(n)) for n in range(1, 4 * CHUNK)]
    alone = list(answers(cases, TODAY, cores=1))
    together = list(answers(cases, TODAY, cores=2, alone=7))
    assert together == alone
    assert [json.loads(text)["ref"] for text in together] == [f"SEN/{n}" for n in range(1, 4 * CHUNK)]


def test_the_first_fault_of_the_list_is_the_one_told() -> None:
    listed = [case(n) for n in range(1, 3 * CHUNK)]
    listed[150] = case(151, facts=[{"fact": "nonsense", "on": "2026-03-03"}])
    listed[250] = case(251, facts=None)
    text = json.dumps(listed)[:-1] + ', {"ref": oh dear}]'
    cases, _ = read_values(StringIO(text))
    told: list[str] = []
    with pytest.raises(BadCase, match="Case SEN/151, fact 1"):
        told.extend(answers(cases, TODAY, cores=2, alone=0))
    assert len(told) <= 150


def test_text_that_is_no_json_is_told_after_the_cases_before_it() -> None:
    cases, _ = read_values(StringIO(json.dumps([case(n) for n in range(130)])[:-1] + ', {"ref": oh dear}]'))
    told: list[str] = []
    with pytest.raises(BadCase, match="This is not JSON: Expecting value"):
        for text in answers(cases, TODAY, cores=1, alone=10):
            told.append(text)
    assert len(told) == 130


def test_a_helper_stopped_from_outside_is_a_sentence_and_few_cases_are_ever_under_way() -> None:
    taken = 0

    def counted() -> Iterator[tuple[int, Any]]:
        nonlocal taken
        for placed in endless():
            taken = placed[0]
            yield placed

    found = answers(counted(), TODAY, cores=2, alone=0)
    for _ in range(2 * CHUNK):
        next(found)
    assert taken <= 8 * CHUNK
    multiprocessing.active_children()[0].kill()
    with pytest.raises(KnownFault, match="helper process of the clock was stopped"):
        list(found)
    assert not multiprocessing.active_children()


def test_where_no_helper_can_be_had_the_work_is_done_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object) -> None:
        raise OSError("no shared memory here")

    monkeypatch.setattr(clock_many, "ProcessPoolExecutor", none)
    found = answers(endless(), TODAY, cores=2, alone=0)
    assert [json.loads(next(found))["ref"] for _ in range(250)][-1] == "SEN/250"
