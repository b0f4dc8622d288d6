"""``python -m tests.fuzz --minutes 5``: bend histories for as long as asked, and say what was tried.

A history that breaks a law is cut down to the facts it takes and printed as ``ehcp-desk clock`` reads it; the exit code
is then 1.  ``--one N`` tells history N of a seed again.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random

from ehcp_desk.clock.engine import compute
from ehcp_desk.domain.record import RecordedFact, standing
from tests.fuzz.laws import as_json, broken
from tests.fuzz.on_record import Kept, without
from tests.fuzz.stories import history
from tests.support.clock_facts import LAW

DEEP_EVERY, ON_RECORD_EVERY = 10, 100


@dataclass
class Tried:
    """What a run tried, for the figures at its end."""

    histories: int = 0
    facts: int = 0
    superseded: int = 0
    deep: int = 0
    on_record: int = 0
    warnings: int = 0
    rules: set[str] = field(default_factory=set)
    states: Counter[str] = field(default_factory=Counter)

    def add(self, entries: Sequence[RecordedFact], as_at: date) -> None:
        """Count one history."""
        facts = standing(entries)
        found = compute(facts, LAW, as_at)
        self.histories += 1
        self.facts += len(facts)
        self.superseded += len(entries) - len(facts)
        self.warnings += len(found.warnings)
        self.rules |= {d.rule for d in found.deadlines}
        self.states.update(d.state.value for d in found.deadlines)

    def words(self, seconds: float) -> str:
        """The figures, a line each."""
        limits = sum(self.states.values())
        states = ", ".join(f"{state.replace('_', ' ')} {count:,}" for state, count in self.states.most_common())
        return (
            f"{self.histories:,} histories in {seconds:,.0f} s ({self.histories / max(seconds, 0.001):,.0f} a second): "
            f"{self.facts:,} facts that stand, {self.superseded:,} entries superseded or withdrawn, "
            f"{self.warnings:,} warnings\n"
            f"{limits:,} limits judged, of {len(self.rules)} rules ({states})\n"
            f"{self.deep:,} histories proved sentence by sentence and asked in JSON, {self.on_record:,} told to a record"
        )


def wrong_with(entries: Sequence[RecordedFact], as_at: date, deep: bool) -> list[str]:
    """The laws broken; a raise is the first of them."""
    try:
        return broken(entries, as_at, Random(0), deep)
    except Exception:  # noqa: BLE001 - whatever it is, it is what we are looking for
        return [f"it raised: {traceback.format_exc()}"]


def cut_down(entries: list[RecordedFact], as_at: date) -> list[RecordedFact]:
    """The same history without every entry it breaks without."""
    smaller = True
    while smaller:
        smaller = False
        for entry in list(entries):
            fewer = without(entries, entry)
            if fewer and wrong_with(fewer, as_at, True):
                entries, smaller = fewer, True
                break
    return entries


def report(seed: str, number: int, entries: list[RecordedFact], as_at: date, wrong: list[str]) -> None:
    """Say what is broken, how to tell it again, and the least that breaks it."""
    least = cut_down(entries, as_at)
    print(f"History {number} of seed {seed!r} breaks the clock:", file=sys.stderr)
    print("\n".join(f"  {line}" for line in wrong[:8]), file=sys.stderr)
    print(f"Again: python -m tests.fuzz --seed {seed} --one {number}", file=sys.stderr)
    print(json.dumps(as_json(standing(least), as_at), ensure_ascii=False), file=sys.stderr)


def fuzz(seconds: float, seed: str, kept: Kept, most: int = sys.maxsize) -> tuple[Tried, int]:
    """Try histories until the time is up; the figures, and how many broke a law (it stops at the fifth)."""
    tried, failures, number, begun = Tried(), 0, 0, time.monotonic()
    while time.monotonic() - begun < seconds and failures < 5 and number < most:
        entries, as_at, _ = history(seed, number)
        deep, recorded = number % DEEP_EVERY == 0, number % ON_RECORD_EVERY == 0
        wrong = wrong_with(entries, as_at, deep)
        if recorded:
            wrong += kept.tell(entries)
        if wrong:
            failures += 1
            report(seed, number, entries, as_at, wrong)
        else:
            tried.add(entries, as_at)
            tried.deep += deep
            tried.on_record += recorded
        number += 1
    return tried, failures


def main() -> int:
    """The command line."""
    asked = argparse.ArgumentParser(prog="python -m tests.fuzz", description="bend histories; the clock must not break")
    asked.add_argument("--minutes", type=float, default=5.0)
    asked.add_argument("--seed", default=date.today().isoformat())
    asked.add_argument("--one", type=int, metavar="N", help="tell history N of the seed again")
    args = asked.parse_args()
    if args.one is not None:
        entries, as_at, _ = history(args.seed, args.one)
        wrong = wrong_with(entries, as_at, deep=True)
        if wrong:
            report(args.seed, args.one, entries, as_at, wrong)
        return 1 if wrong else 0
    with tempfile.TemporaryDirectory() as folder:
        kept = Kept(Path(folder))
        begun = time.monotonic()
        tried, failures = fuzz(args.minutes * 60, args.seed, kept)
        wrong = kept.close()
    print(f"seed {args.seed}: {tried.words(time.monotonic() - begun)}")
    print("\n".join(wrong), file=sys.stderr) if wrong else None
    print(f"{failures} histories broke it." if failures else "Nothing raised, and nothing was invented.")
    return 1 if failures or wrong else 0


if __name__ == "__main__":
    sys.exit(main())
