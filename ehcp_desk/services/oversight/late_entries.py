"""The report of late writing over all cases: by team, by person and by kind of entry, each with its cases (needs.md C9)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache
from pathlib import Path

from ehcp_desk.clock.counting import add_months
from ehcp_desk.clock.facts import FACT_KINDS
from ehcp_desk.domain.case_kinds import CASE_KINDS
from ehcp_desk.domain.dates import day_count, in_words, with_weekday
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.late_entries import LATE_AFTER_WORKING_DAYS, Lag, Written, lag_of
from ehcp_desk.domain.small_papers import ListSection, ListsPaper
from ehcp_desk.domain.terms import fact_title
from ehcp_desk.ports.work import Progress
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.restricting import not_read, unopened
from ehcp_desk.services.records.heads import local, paper_head
from ehcp_desk.services.records.issuing import print_lists

MONTHS, MOST_MONTHS = 3, 24
"""Months of writing that are looked at, and the most that may be asked for."""
NO_TEAM = "No team"
COUNTED = frozenset({*FACT_KINDS, "contact", *(kind.id for kind in CASE_KINDS.values() if kind.by_hand)} - {"born"})
"""What a person writes down of something that happened; what the desk notes of its own acts has no lag."""
HEADS = ("", "Entries", "Median", "Longest", "Written late")


@dataclass(frozen=True, slots=True)
class WritingUp:
    """The report of the entries written from ``since`` to ``as_at``."""

    since: date
    as_at: date
    whole: Lag
    teams: tuple[Lag, ...]
    people: tuple[Lag, ...]
    kinds: tuple[Lag, ...]

    def by(self, what: str) -> tuple[Lag, ...]:
        """The lines by ``team``, ``person`` or ``kind``.  Raises BadInput for anything else."""
        found = {"team": self.teams, "person": self.people, "kind": self.kinds}.get(what)
        if found is None:
            raise BadInput(f"The report is by team, person or kind, not by {what}.")
        return found


def writing_up(desk: Desk, months: int = MONTHS, progress: Progress | None = None) -> WritingUp:
    """How late entries of the last months were written, over all cases.  Raises BadInput for 0 months or over two years."""
    if not 1 <= months <= MOST_MONTHS:
        raise BadInput(f"Ask for 1 to {MOST_MONTHS} months, not {months}.")
    day = desk.today()
    since = add_months(day, -months)
    with desk.store.read() as work:
        staff = work.staff()
        teams = {o.name: staff.teams[o.team_id].name for o in staff.officers.values() if o.team_id in staff.teams}
        if progress is not None:
            progress(0, 2, "Reading what was written")
        found = list(work.written_up(COUNTED, datetime.combine(since, time(), UTC)))
    if progress is not None:
        progress(1, 2, "Counting the days")
    working = desk.law.calendar.working
    line = lru_cache(maxsize=None)(lambda on: working.after(on.toordinal(), LATE_AFTER_WORKING_DAYS))
    entries = []
    for case, kind, by, on, at in found:
        written = local(at).date()
        late = on < written and written.toordinal() > line(on)
        entries.append(Written(case, fact_title(kind), by, teams.get(by, NO_TEAM), max(0, (written - on).days), late))
    return WritingUp(since, day, lag_of("All entries", entries), _by(entries, lambda e: e.team),
                     _by(entries, lambda e: e.by), _by(entries, lambda e: e.kind))  # fmt: skip


def _by(entries: Iterable[Written], key: Callable[[Written], str]) -> tuple[Lag, ...]:
    """A line for each, the most late entries first."""
    filed: dict[str, list[Written]] = defaultdict(list)
    for entry in entries:
        filed[key(entry)].append(entry)
    return tuple(sorted((lag_of(name, some) for name, some in filed.items()), key=lambda lag: (-lag.late, lag.name)))


def writing_up_paper(desk: Desk, months: int = MONTHS) -> ListsPaper:
    """The report as a paper."""
    told = writing_up(desk, months)
    with desk.store.read() as work:
        head = paper_head(work, desk)
    sections = tuple(_section(title, lags) for title, lags in
                     (("By team", told.teams), ("By person", told.people), ("By kind of entry", told.kinds)))  # fmt: skip
    words = (f"{with_weekday(told.as_at)}. Of the entries written since {in_words(told.since)}, {told.whole.late_words} more "
             f"than {LATE_AFTER_WORKING_DAYS} working days late. Imports and corrections are left out."
             f"{not_read(unopened(desk))}")  # fmt: skip
    return ListsPaper(head, "How late things are written down", words, sections, desk.user)


def _section(title: str, lags: Sequence[Lag]) -> ListSection:
    rows = tuple(
        (lag.name, f"{lag.entries:,}", lag.median_words, day_count(lag.longest), lag.late_words) for lag in lags
    )
    return ListSection(title, "The most late entries first.", HEADS, (False, True, True, True, True), rows)


def print_writing_up(desk: Desk, files: Sequence[Path], months: int = MONTHS) -> ListsPaper:
    """Print the report, and keep in the journal what was issued.

    Raises KnownFault where nothing can print or a file cannot be written.
    """
    return print_lists(desk, writing_up_paper(desk, months), files)
