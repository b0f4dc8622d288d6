"""What a return works out once, the order its lists are shown in, and the garbage collector it leaves as it found it."""

from __future__ import annotations

import gc
from datetime import date

import pytest

from ehcp_desk.domain.errors import Cancelled
from ehcp_desk.services.collector import collector_resting
from ehcp_desk.services.oversight.population import Population
from ehcp_desk.services.oversight.returns import compute_monthly
from tests.services.returns.asking import month
from tests.support.memory_store import MemoryStore, desk, fact


def test_lists_are_oldest_first_and_then_by_reference(store: MemoryStore) -> None:
    for received, ref in (("2026-09-03", "C"), ("2026-08-01", "B"), ("2026-09-03", "A")):
        store.add(fact("request_received", received, source="parent"), ref=ref)
    listed = month(store).line("K12").cases
    assert [case.ref for case in listed] == ["B", "A", "C"]


def test_what_several_lines_ask_is_worked_out_once(store: MemoryStore, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        store.add(fact("request_received", "2026-09-03", source="parent"), fact("final_plan_sent", "2026-10-01"))
    made: list[object] = []
    once = Population.once

    def counted(people: Population, key, make):  # type: ignore[no-untyped-def]
        return once(people, key, lambda: (made.append(key), make())[1])

    monkeypatch.setattr(Population, "once", counted)
    month(store)
    assert len(made) == len(set(made))
    assert ("plans", date(2026, 10, 31)) in made and ("open", date(2026, 10, 31)) in made


def test_the_collector_works_again_after_a_return_and_after_one_that_was_stopped(store: MemoryStore) -> None:
    def stop(_done: int, _of: int, what: str) -> None:
        assert not gc.isenabled(), what
        raise Cancelled("Stopped.")

    store.add(fact("request_received", "2026-09-03", source="parent"))
    assert gc.isenabled()
    with pytest.raises(Cancelled):
        compute_monthly(desk(store), date(2026, 10, 1), stop)
    assert gc.isenabled()
    month(store)
    assert gc.isenabled()


def test_a_collector_that_was_off_stays_off() -> None:
    gc.disable()
    try:
        with collector_resting():
            assert not gc.isenabled()
        assert not gc.isenabled()
    finally:
        gc.enable()
