"""The moves after the last year of a phase: the children nobody has planned one for, and planning it for many at once.

The duty to name the next school by 15 February or 31 March (SEND Regulations 2014 reg 18) comes from the child's year, not
from a change of school; the desk proposes it from the school year, and a person says of which children it is so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ehcp_desk.clock.engine import compute
from ehcp_desk.clock.model import Fact
from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.domain.access import Act
from ehcp_desk.domain.amounts import so_many
from ehcp_desk.domain.case import Stage, year_words
from ehcp_desk.domain.dates import in_words, school_year
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.phases import PHASE_RULES, PHASES
from ehcp_desk.domain.practice import practice_of
from ehcp_desk.domain.record import NewFact
from ehcp_desk.domain.worklist import CaseQuery, CaseRow, Scope
from ehcp_desk.ports.work import Progress, ReadWork
from ehcp_desk.services.casework.entry_rules import check
from ehcp_desk.services.casework.recording import put, settle
from ehcp_desk.services.desk import Changes, Desk

PLANNED, MEETING = "phase_transfer_planned", "P_LATEST_MEETING"
WHY = "Planned from the school year on the record."
_YEAR = timedelta(400)


@dataclass(frozen=True, slots=True)
class MovesToPlan:
    """Cases a move can be planned for, and what is proposed for them: the move, its day, by when the next school must be
    named and the last day of a review meeting that can still make it.  ``left_out`` gives each other case its reason."""

    cases: tuple[CaseRow, ...]
    left_out: tuple[tuple[CaseRow, str], ...]
    phase: str
    on: date
    named_by: date | None
    last_meeting: date | None

    @property
    def said(self) -> str:
        """``12 moves, primary to secondary, on 1 September 2027. …``: what is proposed, and what it asks by when."""
        parts = [f"{so_many(len(self.cases), 'move')}, {_small(PHASES[self.phase])}, on {in_words(self.on)}."]
        if self.named_by is not None:
            parts.append(f"Each plan must name the next school by {in_words(self.named_by)}.")
        if self.last_meeting is not None:
            parts.append(f"A review meeting after {in_words(self.last_meeting)} may come too late for it.")
        return " ".join(parts)


def without_move(work: ReadWork, rows: Iterable[CaseRow], day: date) -> dict[int, list[CaseRow]]:
    """By each of the council's last years of a phase, the cases in it that have no move planned from ``day`` on."""
    years = [year for year, _ in practice_of(work.setting).last_years]
    last = [row for row in rows if row.year_on(day) in years]
    planned = moves_planned(work, [row.id for row in last], day)
    return {year: [row for row in last if row.year_on(day) == year and row.id not in planned] for year in years}


def waiting_for_a_move(work: ReadWork, query: CaseQuery) -> dict[int, list[CaseRow]]:
    """The same for the plans in place a query is about, reading no more than these."""
    years = [year for year, _ in practice_of(work.setting).last_years]
    rows = [
        row
        for year in years
        for row in work.case_rows(work.case_ids(replace(query, scope=Scope.PLANS, years=(year, year))))
    ]
    return without_move(work, rows, query.as_at)


def moves_to_plan(desk: Desk, cases: Collection[int], phase: str = "", on: date | None = None) -> MovesToPlan:
    """What planning a move for these cases would do.  Without ``phase`` and ``on``: the move after the year most of them
    are in, on the next 1 September.  A child in the last year of another move than the others is left out.
    Raises BadInput for a move there is none of, and without ``phase`` where nobody is in the last year of one."""
    day = desk.today()
    with desk.store.read() as work:
        rows = work.case_rows(list(cases))
        left = _left_out(work, rows, day)
        after = dict(practice_of(work.setting).last_years)
    moves = {row.id: after.get(-99 if (year := row.year_on(day)) is None else year, "") for row in rows}
    if not phase:
        proposed = [moves[row.id] for row in rows if moves[row.id] and row.id not in left] or [
            *filter(None, moves.values())
        ]
        if not proposed:
            *most, last = [year_words(year) for year in after] or ["no year"]
            years = f"{', '.join(most)} and {last}" if most else last
            raise BadInput(f"None of these children is in the last year of a phase, which here is {years}; choose the move, or "
                           "correct the child’s year.")  # fmt: skip
        phase = max(proposed, key=proposed.count)
    _known(phase)
    mixed = phase in moves.values()  # else a person says another move of all of them, and knows better than the year
    others = {row.id: f"in {year_words(row.year_on(day))}, whose move is {_small(PHASES[moves[row.id]])}"
              for row in rows if mixed and moves[row.id] not in ("", phase)}  # fmt: skip
    left = {**others, **left}
    found = tuple(row for row in rows if row.id not in left)
    on = on or date(school_year(day) + 1, 9, 1)
    named_by, meeting = _limits(desk.law, phase, on)
    return MovesToPlan(
        found, tuple((row, left[row.id]) for row in rows if row.id in left), phase, on, named_by, meeting
    )


def plan_moves(desk: Desk, cases: Sequence[int], phase: str, on: date, progress: Progress | None = None) -> Changes:
    """Record the move of each of these cases on its day, all in one act; what has one planned already is left as it is.

    Raises BadInput where no case is left, for a move there is none of, or a day that is no day to come.
    """
    desk.need(Act.RECORD)
    day = desk.today()
    _known(phase)
    if on <= day:
        raise BadInput(f"A move is planned for a day to come, and {in_words(on)} is not one; give the day of the move.")
    fact = NewFact(PLANNED, on, {"phase": phase}, WHY)
    check(fact, day)
    made = []
    with desk.store.write(desk.user, desk.now()) as work:
        rows = work.case_rows(list(dict.fromkeys(cases)))
        left = _left_out(work, rows, day)
        wanted = [row for row in rows if row.id not in left]
        if not wanted:
            reasons = "; ".join(f"{row.ref}: {left[row.id]}" for row in rows[:3]) or "no case was named"
            raise BadInput(f"There is no move to plan: {reasons}.")
        for place, row in enumerate(wanted):
            if progress is not None:
                progress(place, len(wanted), "Planning the moves")
            made.append(put(work, row.id, fact).id)
            settle(work, work.case(row.id))
    return Changes(frozenset({"facts", "cases"}), frozenset(row.id for row in wanted), tuple(made))


def _known(phase: str) -> None:
    if phase not in PHASES:
        raise BadInput(f"'{phase}' is no move between phases; choose from: {', '.join(PHASES)}.")


def _small(words: str) -> str:
    return words[:1].lower() + words[1:]


def _left_out(work: ReadWork, rows: Sequence[CaseRow], day: date) -> Mapping[int, str]:
    planned = moves_planned(work, [row.id for row in rows], day)
    reasons = {row.id: "no plan is in place" for row in rows if row.summary.stage is not Stage.PLAN}
    return reasons | {
        row.id: f"a move is planned for {in_words(planned[row.id][0])}" for row in rows if row.id in planned
    }


def moves_planned(work: ReadWork, cases: list[int], day: date) -> dict[int, tuple[date, str]]:
    """The next move planned from ``day`` on of each of these cases that has one: its day, and which move it is."""
    planned: dict[int, tuple[date, str]] = {}
    for entry in work.standing_of((PLANNED,), cases) if cases else ():
        fact = entry.fact
        if fact.on >= day and fact.on < planned.get(entry.case_id, (date.max, ""))[0]:
            planned[entry.case_id] = fact.on, fact.attrs.get("phase", "")
    return planned


def _limits(law: Ruleset, phase: str, on: date) -> tuple[date | None, date | None]:
    """By when the next school must be named, and the last review meeting that can still make it, for a plan in place."""
    found = compute(
        (Fact("final_plan_sent", on - _YEAR), Fact(PLANNED, on, {"phase": phase})), law, on - _YEAR
    ).deadlines
    named = next((d.due for d in found if d.rule in PHASE_RULES), None)
    return named, next((d.due for d in found if d.rule == MEETING), None)
