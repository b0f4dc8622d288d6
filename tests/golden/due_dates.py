"""The due dates of 2014 to 2035, kept in a file, so that no date moves without somebody saying why.

``python -m tests.golden.due_dates "why the dates changed"`` writes the file again and keeps the reason beside it.
"""

from __future__ import annotations

import csv
import hashlib
import sys
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from itertools import groupby
from pathlib import Path

from ehcp_desk.clock.lean import CaseClock, rows_of
from ehcp_desk.clock.rules import Ruleset
from tests.support.clock_rules import FIRST_ROWS, Row

HERE = Path(__file__).parent
DATES, REASONS = HERE / "due_dates.csv", HERE / "due_dates_why.csv"
YEARS = range(2014, 2036)
ALL_KNOWN = date(2045, 12, 31)
NO_DATE = "."
Key = tuple[str, str]
# For a limb: the due date of each start, None where there is none.
Found = dict[date, date | None]


def starts(year: int) -> list[date]:
    """The days tried in a year: the first, the 15th and the last of each month, a leap day, Christmas, the summer."""
    found = {date(year, month, day) for month in range(1, 13) for day in (1, 15, monthrange(year, month)[1])}
    found.add(date(year, 2, 28))
    found |= {date(year, 12, day) for day in range(24, 32)}
    found |= {date(year, month, day) for month in (7, 8) for day in (8, 22, 26)}
    return sorted(found)


def limbs() -> dict[Key, Row]:
    """One way to start each limb of each rule."""
    return {(row.rule, row.limb): row for row in reversed(FIRST_ROWS)}


def worked_out(law: Ruleset, row: Row) -> Found:
    """What the clock makes of a limb started on every day tried."""
    clock = CaseClock(law, ALL_KNOWN)
    found: Found = {}
    for start in (day for year in YEARS for day in starts(year)):
        limits = clock(rows_of(row.started(start)))
        found[start] = next((d.due for d in limits if (d.rule, d.subject) == (row.rule, row.subject)), None)
    return found


def lines(law: Ruleset) -> Iterator[tuple[str, str, str, str]]:
    """The file: rule, limb, years, and for each day tried the days from it to the due date; one number where all agree.

    Years that read alike share a line.
    """
    for (rule, limb), row in sorted(limbs().items()):
        found = worked_out(law, row)
        said = [(year, _said([(found[day], day) for day in starts(year)])) for year in YEARS]
        for days, group in groupby(said, key=lambda item: item[1]):
            years = [year for year, _ in group]
            yield rule, limb, f"{years[0]}-{years[-1]}" if len(years) > 1 else str(years[0]), days


def _said(dues: list[tuple[date | None, date]]) -> str:
    numbers = [NO_DATE if due is None else str((due - start).days) for due, start in dues]
    runs = [(number, len(list(run))) for number, run in groupby(numbers)]
    if len(runs) == 1:
        return runs[0][0]
    return " ".join(number if count == 1 else f"{number}*{count}" for number, count in runs)


def kept() -> dict[Key, Found]:
    """The file read back into dates."""
    found: dict[Key, Found] = {}
    with DATES.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            first, _, last = line["years"].partition("-")
            for year in range(int(first), int(last or first) + 1):
                days = starts(year)
                dues = found.setdefault((line["rule"], line["limb"]), {})
                dues.update(zip(days, _dates(line["days"], days), strict=True))
    return found


def _dates(said: str, days: list[date]) -> list[date | None]:
    runs = [(number, int(count or 1)) for number, _, count in (run.partition("*") for run in said.split())]
    if len(runs) == 1:
        runs = [(runs[0][0], len(days))]
    numbers = [number for number, count in runs for _ in range(count)]
    return [
        None if number == NO_DATE else date.fromordinal(day.toordinal() + int(number))
        for number, day in zip(numbers, days, strict=True)
    ]


def digest() -> str:
    """The digest that ties the last reason to the file as it stands."""
    return hashlib.sha256(DATES.read_bytes()).hexdigest()[:16]


def main(words: list[str]) -> int:
    """Write the file again with the reason given."""
    why = " ".join(words).strip()
    if len(why) < 12:
        print('Say why the dates changed: python -m tests.golden.due_dates "reason"', file=sys.stderr)
        return 2
    before = DATES.read_text(encoding="utf-8").splitlines() if DATES.exists() else []
    with DATES.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows([("rule", "limb", "years", "days"), *lines(Ruleset.load())])
    changed = set(before) ^ set(DATES.read_text(encoding="utf-8").splitlines())
    if not changed:
        print("No date changed, so there is nothing to give a reason for.")
        return 1
    with REASONS.open("a", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerow((date.today().isoformat(), digest(), why))
    print(f"{len(changed)} lines changed; look at them with git diff before you commit.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
