"""No due date from 2014 to 2035 moves unseen: the clock agrees with the kept file, and the file with the oracles."""

from __future__ import annotations

import csv
from datetime import date, timedelta

import pytest

from ehcp_desk.clock.dates import in_words
from tests.golden.due_dates import REASONS, YEARS, Found, Key, digest, kept, limbs, main, starts, worked_out
from tests.support.clock_facts import LAW
from tests.support.clock_rules import Row, in_force

KEPT = kept()
each_limb = pytest.mark.parametrize(
    "limb", limbs(), ids=lambda limb: " ".join(filter(None, limb)) if isinstance(limb, tuple) else limb
)
# Where the fact that must be in force is not the one the row starts with: days from the start.
MUST_BE_IN_FORCE = {("C_STAY", "from the certificate"): -50, ("R_NEXT_REVIEW", "while ceasing is appealed"): 0,
                    ("R_NEXT_REVIEW", "of a plan kept after all"): 0}  # fmt: skip


def by_the_oracles(limb: Key, row: Row) -> Found:
    """Every due date counted with dateutil and the holidays package, day by day; nothing of the clock's."""
    opened_by = timedelta(days=MUST_BE_IN_FORCE.get(limb, row.lead))
    return {
        start: row.count(start) if start + opened_by >= in_force(limb[0]) else None
        for year in YEARS
        for start in starts(year)
    }


def _moved(was: Found, now: Found) -> list[str]:
    def words(day: date | None) -> str:
        return in_words(day) if day else "no date"

    return [
        f"started on {in_words(start)}: was {words(was.get(start))}, is {words(now[start])}"
        for start in now
        if was.get(start) != now[start]
    ]


def test_the_file_has_every_limb_of_every_rule() -> None:
    assert KEPT.keys() == {(rule.id, rule.limb) for rule in LAW.rules}


def test_the_days_tried_are_the_hard_ones() -> None:
    assert [len(starts(year)) for year in (2023, 2024)] == [49, 50]
    assert date(2024, 2, 29) in starts(2024)
    assert {date(2025, 12, day) for day in range(24, 32)} < set(starts(2025))
    assert sum(day.month in (7, 8) for day in starts(2025)) == 12


@each_limb
def test_no_due_date_has_moved(limb: Key) -> None:
    moved = _moved(KEPT[limb], worked_out(LAW, limbs()[limb]))
    assert not moved, (
        f"{limb} has moved; if that is right, say why: python -m tests.golden.due_dates REASON", moved[:5], len(moved),
    )  # fmt: skip


@each_limb
def test_the_kept_dates_are_the_oracles_dates(limb: Key) -> None:
    assert not _moved(by_the_oracles(limb, limbs()[limb]), KEPT[limb])


def test_a_changed_file_needs_a_reason() -> None:
    with REASONS.open(encoding="utf-8", newline="") as file:
        reasons = list(csv.DictReader(file))
    assert reasons[-1]["digest"] == digest(), "the file changed; write it with python -m tests.golden.due_dates REASON"
    for given in reasons:
        assert len(given["why"]) >= 12 and date.fromisoformat(given["on"])


def test_it_is_not_written_again_without_a_reason(capsys: pytest.CaptureFixture[str]) -> None:
    before = digest()
    assert main([]) == main(["because"]) == 2
    assert "Say why the dates changed" in capsys.readouterr().err
    assert digest() == before
