"""A few hundred bent histories in every run of the suite, and proof that a clock which lies is caught.

The long run is ``make fuzz``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest

from ehcp_desk.clock.engine import compute
from ehcp_desk.clock.model import Deadline, Fact, State, Timeline
from ehcp_desk.domain.record import RecordedFact, standing
from tests.fuzz import __main__ as program
from tests.fuzz import laws
from tests.fuzz.on_record import Kept
from tests.fuzz.stories import history
from tests.support.clock_facts import LAW

SEED = "suite"
ONE = timedelta(days=1)


def test_no_bent_history_makes_the_clock_raise_or_invent(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = Kept(tmp_path)
    tried, failures = program.fuzz(600, SEED, kept, most=600)
    assert failures == 0, capsys.readouterr().err
    assert kept.close() == []
    assert (tried.histories, tried.deep, tried.on_record) == (600, 60, 6)
    assert len(tried.rules) >= 65 and len(tried.states) == len(State)
    assert tried.superseded > 300 and tried.warnings > 300


def test_a_history_is_the_same_each_time_it_is_told() -> None:
    assert history(SEED, 7)[:2] == history(SEED, 7)[:2]
    assert history(SEED, 7)[0] != history(SEED, 8)[0] != history("another", 8)[0]


Lie = Callable[[Deadline], Deadline]
LIES: dict[str, tuple[Lie, str]] = {
    "a day too late": (lambda d: replace(d, due=d.due + ONE), "counted from"),
    "a trigger nobody recorded": (lambda d: replace(d, trigger=replace(d.trigger, note="?")), "is not on the record"),
    "a day it was never met": (lambda d: replace(d, met_on=date(2001, 1, 1)), "nothing on the record answers it"),
    "met on no day": (lambda d: replace(d, state=State.MET, met_on=None), "met on no day"),
    "overdue before its day": (lambda d: replace(d, state=State.OVERDUE, due=date.max), "a breach"),
    "days below nought": (lambda d: replace(d, days=-1), "negative"),
    "a relief from nowhere": (lambda d: replace(d, state=State.RELIEVED, relief=None), "relieved by a claim"),
    "another limit's trigger": (lambda d: replace(d, rule="G_EXCL_6", subject=""), "does not start it"),
}
STORY = [
    Fact("request_received", date(2026, 3, 3), {"source": "parent"}, id=1),
    Fact("assess_decision_notified", date(2026, 4, 10), {"outcome": "assess"}, id=2),
]


def entries(facts: Sequence[Fact]) -> list[RecordedFact]:
    made, _, _ = history(SEED, 1)
    return [made[0]._replace(id=fact.id or 0, fact=fact, supersedes=None) for fact in facts]


@pytest.mark.parametrize("lie", LIES)
def test_a_clock_that_lies_is_caught(lie: str, monkeypatch: pytest.MonkeyPatch) -> None:
    as_at, (tell, said) = date(2026, 7, 1), LIES[lie]
    assert laws.broken(entries(STORY), as_at, Random(1), deep=True) == []

    def lying(*asked: object) -> Timeline:
        found = compute(*asked)  # type: ignore[arg-type]
        return replace(found, deadlines=tuple(tell(d) if d.rule == "A_FINAL_PLAN" else d for d in found.deadlines))

    monkeypatch.setattr(laws, "compute", lying)
    assert any(said in wrong for wrong in laws.broken(entries(STORY), as_at, Random(1)))


def test_a_superseded_entry_that_still_counts_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = entries(STORY)
    kept.append(kept[1]._replace(id=3, fact=replace(STORY[1], on=date(2026, 4, 20), id=3), supersedes=2))
    assert laws.broken(kept, date(2026, 7, 1), Random(1)) == []
    monkeypatch.setattr(laws, "standing", lambda recorded: tuple(entry.fact for entry in recorded))
    assert any("superseded" in wrong for wrong in laws.broken(kept, date(2026, 7, 1), Random(1)))


def test_an_answer_that_hangs_on_the_order_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    def by_first(facts: Sequence[Fact], *asked: object) -> Timeline:
        found = compute(facts, *asked)  # type: ignore[arg-type]
        return replace(found, deadlines=()) if next(iter(facts)).kind == "assess_decision_notified" else found

    monkeypatch.setattr(laws, "compute", by_first)
    asked = [laws.broken(entries(STORY), date(2026, 7, 1), Random(n)) for n in range(8)]
    assert any("another order" in wrong for said in asked for wrong in said)


def test_what_breaks_is_cut_down_to_what_it_takes_and_told_as_the_command_reads_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    number = next(n for n in range(500) if len(standing(history(SEED, n)[0])) > 12)
    made, as_at, _ = history(SEED, number)
    culprit = standing(made)[0].kind

    def breaks(recorded: Sequence[RecordedFact], *_: object) -> list[str]:
        if culprit in {fact.kind for fact in standing(recorded)}:
            raise IndexError("list index out of range")
        return []

    monkeypatch.setattr(program, "broken", breaks)
    least = program.cut_down(list(made), as_at)
    assert [fact.kind for fact in standing(least)] == [culprit]
    program.report(SEED, number, list(made), as_at, program.wrong_with(made, as_at, deep=False))
    said = capsys.readouterr().err
    assert f"--seed {SEED} --one {number}" in said and "list index out of range" in said and '"facts": [{' in said
    assert compute(standing(least), LAW, as_at) is not None
