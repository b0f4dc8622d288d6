"""The lists the desk opens with: today's work, the cases, and who has nobody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ehcp_desk.clock.model import State, Week
from ehcp_desk.domain.case import OPEN_STAGES, Stage
from ehcp_desk.domain.dates import between, short
from ehcp_desk.domain.matters import MATTER_KINDS, Matter, open_matters
from ehcp_desk.domain.people import Role, Staff
from ehcp_desk.domain.profile import Statement, profile_of
from ehcp_desk.domain.responsibility import Responsible, responsible_for
from ehcp_desk.domain.signals import signals_of
from ehcp_desk.domain.worklist import CaseQuery, CaseRow, NextDeadline, Scope, Sort, Summary, next_deadline, week_on
from ehcp_desk.ports.work import ReadWork
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.overdue import Late, late_cases

TODAY_REACH = 28
ADVICE_SHORT = {"psychology": "Psychology advice", "health": "Health advice", "social_care": "Social care advice",
                "education": "School’s advice", "parents": "Parents’ views", "speech_and_language": "Speech therapy advice",
                "occupational_therapy": "Therapy advice"}  # fmt: skip
# What to do next on a plan in place, by the duty that bites next; any other is met by holding the review.
PLAN_STEPS = {"R_DECISION": "Tell the review decision", "R_AMEND_NOTICE": "Send the amendments",
              "R_FINAL": "Send the amended plan", "R_OVERALL_12W": "Send the amended plan",
              "R_NOT_AMEND": "Send the amended plan", "R_AMEND_OTHER": "Send the amended plan",
              "P_FEB15": "Name the next school", "P_MAR31": "Name the provider", "P_POST16_5M": "Name the provider",
              "RA_DECIDE": "Decide on re-assessing", "RA_FINAL": "Send the new plan"}  # fmt: skip
ADVICE_FROM = {"psychology": "the psychologist", "health": "health", "social_care": "social care",
               "education": "the school", "parents": "the parents", "speech_and_language": "the therapist",
               "occupational_therapy": "the therapist"}  # fmt: skip


NEVER: tuple[date | None, date | None] = (None, None)


@dataclass(frozen=True, slots=True)
class WorkRow:
    """A case on a list, completed for the day: its week, the duty that bites next, and who answers for it."""

    case: CaseRow
    as_at: date
    week: Week | None
    next: NextDeadline | None
    responsible: Responsible
    waiting_for: str
    next_step: str
    on_the_day: Responsible | None = None
    """Who is there on the day the next limit falls, where the owner is not; None where they are or it has passed."""
    in_touch: tuple[date | None, date | None] = NEVER
    """The last day in touch with the child, and with anybody else about them; read only where a list shows them."""

    @property
    def id(self) -> int:
        """The case's number on the record."""
        return self.case.id

    @property
    def flags(self) -> tuple[str, ...]:
        """What a person should notice, as words scripts can test for."""
        found = [("unassigned", self.case.owner_id is None),
                 ("overdue", self.next is not None and self.next.state is State.OVERDUE),
                 ("relieved", bool(self.case.summary.relieved_rules)),
                 ("held", bool(self.case.held)),
                 ("approximate", self.case.summary.approximate)]  # fmt: skip
        return tuple(word for word, true in found if true)


def complete(row: CaseRow, staff: Staff, duties: dict[str, str], as_at: date) -> WorkRow:
    """Add to a stored row what depends on the day."""
    summary = row.summary
    running = summary.stage in OPEN_STAGES
    due = next_deadline(summary, duties, as_at)
    there = responsible_for(row.owner_id, row.team_id, staff, due.due) if due and due.due >= as_at else None
    return WorkRow(
        case=row,
        as_at=as_at,
        week=week_on(summary.received, as_at) if running else None,
        next=due,
        responsible=responsible_for(row.owner_id, row.team_id, staff, as_at),
        waiting_for=waiting_words(row, as_at),
        next_step=next_step(row, as_at),
        on_the_day=there if there and row.owner_id is not None and there.why != "owner" else None,
    )


def waiting_words(row: CaseRow, as_at: date) -> str:
    """What the case waits for, and from whom, in a few words."""
    summary = row.summary
    if row.held:
        return f"Held for checking: {row.held}"
    if summary.awaiting:
        asked = f", asked {short(summary.awaiting_since, as_at)}" if summary.awaiting_since else ""
        more = f" and {len(summary.awaiting) - 1} more" if len(summary.awaiting) > 1 else ""
        return f"{ADVICE_SHORT.get(summary.awaiting[0], 'Advice')}{more}{asked}"
    if _commenting(summary, as_at):
        return "Parents’ comments on the draft"
    if summary.stage is Stage.PLAN:
        return (
            "The next review"
            if summary.next_rule in ("R_FIRST_REVIEW", "R_NEXT_REVIEW", "")
            else "The review under way"
        )
    return "Nothing: ready for us to act"


def next_step(row: CaseRow, as_at: date) -> str:
    """What to do next on a case, in a few words; a suggestion read from its facts, never a record."""
    summary = row.summary
    if row.held:
        return "Check the entry"
    if summary.stage is Stage.DECIDING:
        return "Decide, tell the family"
    if summary.stage is Stage.ASSESSING and summary.awaiting:
        return f"Chase {ADVICE_FROM.get(summary.awaiting[0], 'the adviser')}"
    if summary.stage is Stage.ASSESSING:
        return "Write the draft plan"
    if summary.stage is Stage.DRAFTING:
        return "Wait for comments" if _commenting(summary, as_at) else "Send the final plan"
    return (
        PLAN_STEPS.get(summary.next_rule, "Hold the review") if summary.stage is Stage.PLAN else "Find the request date"
    )


def _commenting(summary: Summary, as_at: date) -> bool:
    """True in the fifteen days, counting the day of service, that parents have for the draft."""
    return summary.draft_on is not None and summary.final_on is None and as_at <= summary.draft_on + timedelta(14)


def rows(desk: Desk, ids: Sequence[int], as_at: date | None = None) -> list[WorkRow]:
    """The rows of these cases, completed for the day, in the order asked for."""
    day = as_at or desk.today()
    with desk.store.read() as work:
        staff = work.staff()
        return _with_contacts(work, [complete(row, staff, desk.duties, day) for row in work.case_rows(ids)])


def _with_contacts(work: ReadWork, found: Sequence[WorkRow]) -> list[WorkRow]:
    """The same with the days of last contact, of child and family apart."""
    days = work.in_touch([row.id for row in found])
    return [replace(row, in_touch=days[row.id]) if row.id in days else row for row in found]


def ids(desk: Desk, query: CaseQuery) -> Sequence[int]:
    """The ids that answer a query, in its order."""
    with desk.store.read() as work:
        return work.case_ids(query)


def listed(desk: Desk, query: CaseQuery, limit: int | None = None) -> tuple[int, list[WorkRow]]:
    """How many cases answer the query, and the first ``limit`` of them, from one snapshot."""
    with desk.store.read() as work:
        found = work.case_ids(query)
        staff = work.staff()
        page = found if limit is None else found[:limit]
        return len(found), _with_contacts(
            work, [complete(r, staff, desk.duties, query.as_at) for r in work.case_rows(page)]
        )


@dataclass(frozen=True, slots=True)
class Today:
    """One person's day: their cases in order of statutory risk, and what waits for them: (matter, child, reference)."""

    as_at: date
    who: str
    groups: tuple[tuple[str, tuple[WorkRow, ...]], ...]
    matters: tuple[tuple[Matter, str, str], ...]
    weeks: tuple[tuple[date, int], ...]
    away: str
    any_cases: bool = True
    reviews: tuple[tuple[Statement, str, str], ...] = ()
    """Banners whose day to be looked at again has come, each with the child's name and the reference."""
    bands: tuple[Late, ...] = ()
    """For a manager: cases of their teams that have reached an age band without a review, the oldest first."""

    @property
    def count(self) -> int:
        """Cases overdue, due today or due within the week."""
        return sum(len(rows) for title, rows in self.groups if title in ("Overdue", "Due today", "Next 7 days"))


def today(desk: Desk, with_cover: bool = False) -> Today:
    """What the person at the keyboard has to do, most urgent by law first.

    Somebody who manages a team, or the service, also gets the cases nobody holds.  Somebody the record does not
    know sees the cases that nobody holds, so that a list is never silently empty.
    """
    day = desk.today()
    with desk.store.read() as work:
        staff = work.staff()
        mine = _mine(work, staff, desk.user, day, with_cover)
        groups = _grouped(mine, staff, desk.duties, day)
        waiting = _waiting(work, {row.id: row for row in mine})
        known = bool(mine) or work.count(CaseQuery(day, Scope.ALL)) > 0
        weeks, away = _weeks(mine, desk.duties, day), _away(staff, desk.user, day)
        reviews = _reviews(work, {row.id: row for row in mine}, day)
        bands = _bands(work, staff, desk.user, day)
        return Today(day, desk.user, groups, waiting, weeks, away, known, reviews, bands)


def _managed(staff: Staff, user: str) -> set[int] | None:
    """The teams somebody manages; None for everybody's, the service manager's."""
    me = staff.named(user)
    if me is not None and me.role is Role.SERVICE_MANAGER:
        return None
    return {t.id for t in staff.teams.values() if me is not None and t.manager_id == me.id}


def _bands(work: ReadWork, staff: Staff, user: str, day: date) -> tuple[Late, ...]:
    managed = _managed(staff, user)
    if managed is not None and not managed:
        return ()
    teams = [None] if managed is None else sorted(managed)
    rows = [row for team in teams for row in work.case_rows(work.case_ids(CaseQuery(day, overdue=True, team_id=team)))]
    return tuple(late for late in late_cases(work, rows, day) if late.reviewed is None)


def _mine(work: ReadWork, staff: Staff, user: str, day: date, with_cover: bool) -> list[CaseRow]:
    me = staff.named(user)
    owners = [me.id] if me else []
    if me and with_cover:
        owners += [a.officer_id for a in staff.absences if a.cover_id == me.id and a.covers(day)]
    found: list[int] = []
    if owners:
        query = CaseQuery(day, Scope.LIVE, owners=tuple(owners), sort=Sort.RISK)
        found += work.case_ids(query)
    managed = {t.id for t in staff.teams.values() if me and t.manager_id == me.id}
    rows = work.case_rows(found)
    if me is None or managed or me.role.value == "service_manager":
        free = work.case_rows(work.case_ids(CaseQuery(day, Scope.LIVE, unassigned=True)))
        rows += [r for r in free if not managed or r.team_id in managed or r.team_id is None]
    return rows


def _grouped(
    mine: list[CaseRow], staff: Staff, duties: dict[str, str], day: date
) -> tuple[tuple[str, tuple[WorkRow, ...]], ...]:
    titles = (
        "Overdue",
        "Due today",
        "Next 7 days",
        "Next 28 days",
        "Time limit lifted, still to do as soon as practicable",
    )
    groups: dict[str, list[WorkRow]] = {title: [] for title in titles}
    for row in mine:
        done = complete(row, staff, duties, day)
        title = _group(done.next)
        if title:
            groups[title].append(done)
    for rows_here in groups.values():
        rows_here.sort(key=lambda r: (r.next.due if r.next else date.max, r.case.id))
    return tuple((title, tuple(rows_here)) for title, rows_here in groups.items() if rows_here)


def _group(due: NextDeadline | None) -> str:
    if due is None:
        return ""
    if due.state is State.RELIEVED:
        return "Time limit lifted, still to do as soon as practicable"
    if due.state is State.OVERDUE:
        return "Overdue"
    return ("Due today" if due.days == 0 else "Next 7 days" if due.days <= 7
            else "Next 28 days" if due.days <= TODAY_REACH else "")  # fmt: skip


def _waiting(work: ReadWork, mine: dict[int, CaseRow]) -> tuple[tuple[Matter, str, str], ...]:
    found = open_matters(work.standing_of(MATTER_KINDS, mine), signals_of(work.setting))
    return tuple((m, mine[m.case_id].name, mine[m.case_id].ref) for m in found)


def _reviews(work: ReadWork, mine: dict[int, CaseRow], day: date) -> tuple[tuple[Statement, str, str], ...]:
    banners = profile_of(work.marks(mine)).banners(day)
    due = sorted((b for b in banners if b.review is not None and b.review <= day), key=lambda b: (b.review, b.entry))
    return tuple((b, mine[b.case_id].name, mine[b.case_id].ref) for b in due)


def _weeks(mine: list[CaseRow], duties: dict[str, str], day: date) -> tuple[tuple[date, int], ...]:
    starts = [day + timedelta(7 * n) for n in range(4)]
    dues = [due.due for row in mine if (due := next_deadline(row.summary, duties, day)) and due.state is State.RUNNING]
    return tuple((start, sum(start <= due < start + timedelta(7) for due in dues)) for start in starts)


def _away(staff: Staff, user: str, day: date) -> str:
    me = staff.named(user)
    coming = [a for a in staff.absences if me and a.officer_id == me.id and a.last_day >= day]
    if not coming:
        return ""
    next_one = min(coming, key=lambda a: a.first_day)
    cover = staff.officers.get(next_one.cover_id) if next_one.cover_id is not None else None
    goes = f"deadlines go to {cover.name}" if cover else "no cover is named, so deadlines go to your manager"
    return f"You are away {between(next_one.first_day, next_one.last_day, day)}: {goes}."
