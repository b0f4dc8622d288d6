"""The moves between phases of the next years, by need and by where the children are taught now and should be (needs.md H3).

A move that is planned counts in the September of its day; a plan without one counts in the September after the last year
of its phase, Nursery, Year 6 or Year 11, worked out from the school year the child is in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ehcp_desk.domain.case_kinds import said_words
from ehcp_desk.domain.dates import school_year, with_weekday
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.people_kinds import NEEDS
from ehcp_desk.domain.phases import PHASES
from ehcp_desk.domain.practice import practice_of
from ehcp_desk.domain.record import RecordedFact
from ehcp_desk.domain.schooling import SCHOOL_KINDS, schooling_of
from ehcp_desk.domain.small_papers import ListSection, ListsPaper
from ehcp_desk.domain.worklist import CaseQuery, CaseRow, Scope
from ehcp_desk.ports.work import Progress, ReadWork
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.moves import moves_planned
from ehcp_desk.services.oversight.restricting import not_read, unopened
from ehcp_desk.services.records.heads import paper_head
from ehcp_desk.services.records.issuing import print_lists

YEARS, MOST_YEARS = 3, 6
HEADS = ("September", "Move", "Need", "Taught now", "Type wanted instead", "Children", "Planned")
_KINDS = ("needs_recorded", *SCHOOL_KINDS)
NOT_KNOWN = "not recorded"


@dataclass(frozen=True, slots=True)
class TransferLine:
    """Children who move in one September in one way, of one need, from one type of place; ``wanted`` is the type that
    should replace it, empty where the place is thought suitable or nobody has said.  ``planned`` of them have a day."""

    id: int
    september: int
    move: str
    need: str
    now: str
    wanted: str
    cases: tuple[int, ...]
    planned: int

    @property
    def cells(self) -> tuple[str, ...]:
        """As a list shows it."""
        return (str(self.september), self.move, self.need, self.now, self.wanted or "–", str(len(self.cases)),
                str(self.planned))  # fmt: skip


def transfer_forecast(
    desk: Desk, years: int = YEARS, team_id: int | None = None, progress: Progress | None = None
) -> tuple[TransferLine, ...]:
    """The lines of the next Septembers, the earliest first, then the most children.  Raises BadInput for 0 or over 6 years."""
    if not 1 <= years <= MOST_YEARS:
        raise BadInput(f"Ask for 1 to {MOST_YEARS} Septembers, not {years}.")
    day = desk.today()
    with desk.store.read() as work:
        if progress is not None:
            progress(0, 2, "Reading the plans")
        rows = work.case_rows(work.case_ids(CaseQuery(day, Scope.PLANS, team_id=team_id)))
        moves = dict(_moves(work, rows, day, years))
        if progress is not None:
            progress(1, 2, "Reading needs and places")
        entries: dict[int, list[RecordedFact]] = {number: [] for number in moves}
        for entry in work.standing_of(_KINDS, list(moves)):
            entries[entry.case_id].append(entry)
        written = {number: child.need for number, _, child in work.every_identity() if number in moves}
    filed: dict[tuple[int, str, str, str, str], list[tuple[int, bool]]] = {}
    for number, (september, move, planned) in moves.items():
        key = september, move, _need(entries[number], written[number]), *_places(entries[number], day)
        filed.setdefault(key, []).append((number, planned))
    ranked = sorted(filed.items(), key=lambda one: (one[0][0], one[0][1], -len(one[1]), one[0]))
    return tuple(
        TransferLine(n, *key, tuple(sorted(case for case, _ in found)), sum(planned for _, planned in found))
        for n, (key, found) in enumerate(ranked, 1)
    )


def _moves(
    work: ReadWork, rows: Sequence[CaseRow], day: date, years: int
) -> Iterator[tuple[int, tuple[int, str, bool]]]:
    """Each plan that moves in these Septembers: when, how, and whether a day is planned."""
    first, last_years = next_september(day), dict(practice_of(work.setting).last_years)
    planned = moves_planned(work, [row.id for row in rows], day)
    for row in rows:
        if row.id in planned:
            on, phase = planned[row.id]
            # A move falls in its own September, on whichever day of it the term begins.
            september, certain = on.year if on.month <= 9 else on.year + 1, True
        else:
            now = row.year_on(day)
            last = next((year for year in sorted(last_years) if now is not None and now <= year), None)
            if last is None or now is None:
                continue
            september, phase, certain = school_year(day) + 1 + last - now, last_years[last], False
        if september < first + years:
            yield row.id, (september, PHASES.get(phase, "phase not recorded"), certain)


def next_september(day: date) -> int:
    """The year of the first September that begins on or after a day; one that has begun is over."""
    return day.year if (day.month, day.day) <= (9, 1) else day.year + 1


def _need(entries: Sequence[RecordedFact], written: str) -> str:
    told = [e for e in entries if e.fact.kind == "needs_recorded"]
    if told:
        last = max(told, key=lambda e: e.order)
        return NEEDS.get(last.fact.attrs.get("primary", ""), NOT_KNOWN)
    return NEEDS.get(written, written) or NOT_KNOWN


def _places(entries: Sequence[RecordedFact], day: date) -> tuple[str, str]:
    """The type of the place now, and the type wanted instead where it was said not to be suitable."""
    told = schooling_of(entries)
    place, judged = told.place_on(day), told.suitability
    now = said_words("placement", "type", place.type) if place is not None and place.type else NOT_KNOWN
    wanted = judged.wanted if judged is not None and not judged.suitable else ""
    return now, said_words("placement_suitability", "wanted", wanted) if wanted else ""


def print_transfers(desk: Desk, files: Sequence[Path], years: int = YEARS, team_id: int | None = None) -> ListsPaper:
    """Print the forecast, a list for each September, and keep in the journal what was issued.

    Raises KnownFault where nothing can print or a file cannot be written.
    """
    lines = transfer_forecast(desk, years, team_id)
    with desk.store.read() as work:
        head, team = paper_head(work, desk), work.staff().team_name(team_id)
    septembers = dict.fromkeys(line.september for line in lines)
    sections = tuple(
        ListSection(f"September {year}", f"{sum(len(line.cases) for line in lines if line.september == year)} children.",
                    HEADS[1:], (False, False, False, False, True, True),
                    tuple(line.cells[1:] for line in lines if line.september == year))
        for year in septembers
    )  # fmt: skip
    words = f"{with_weekday(desk.today())}. Moves between phases by need and type of place; planned have a day on the record."
    words += not_read(unopened(desk, team_id))
    return print_lists(desk, ListsPaper(head, "Moves ahead", words, sections, desk.user).of_team(team), files)
