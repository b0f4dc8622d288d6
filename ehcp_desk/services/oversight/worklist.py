"""Rows of the lists the desk opens with: each case completed for the day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ehcp_desk.clock.model import State, Week
from ehcp_desk.domain.case import OPEN_STAGES, Stage
from ehcp_desk.domain.dates import short
from ehcp_desk.domain.people import Staff
from ehcp_desk.domain.responsibility import Responsible, responsible_for
from ehcp_desk.domain.worklist import CaseQuery, CaseRow, NextDeadline, Summary, next_deadline, week_on
from ehcp_desk.ports.work import ReadWork
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.open_limits import open_limits

NOBODY = "nobody yet"
ADVICE_SHORT = {"psychology": "Psychology advice", "health": "Health advice", "social_care": "Social care advice",
                "education": "School’s advice", "parents": "Parents’ views", "speech_and_language": "Speech therapy advice",
                "occupational_therapy": "Therapy advice"}  # fmt: skip
# What to do next on a plan in place, in fewer words than the duty that bites next; any other step is the duty itself.
PLAN_STEPS = {"R_FIRST_REVIEW": "Hold the review", "R_NEXT_REVIEW": "Hold the review",
              "D_REVIEW_12M": "Hold the review", "D_REVIEW_3M": "Hold the review",
              "R_DECISION": "Tell the review decision", "R_AMEND_NOTICE": "Send the amendments",
              "R_FINAL": "Send the amended plan", "R_OVERALL_12W": "Send the amended plan",
              "R_NOT_AMEND": "Send the amended plan", "R_AMEND_OTHER": "Send the amended plan",
              "P_FEB15": "Name the next school", "P_MAR31": "Name the provider", "P_POST16_5M": "Name the provider",
              "RA_DECIDE": "Decide on re-assessing", "RA_FINAL": "Send the new plan"}  # fmt: skip
SENDS_WHAT_WAITS = frozenset({"RA_FINAL", "T_ORD_ASSESS_FINAL", "T_UNOPP_ASSESS_FINAL"})
"""Limits of a plan that cannot be kept before the advice of the re-assessment has come."""
READY = "Nothing: ready for us to act"
"""What an open case waits for that waits for nobody else."""
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
    others: tuple[NextDeadline, ...] = ()
    """The other open limits that are late or near, the earliest first; read only where somebody is told what is due."""

    @property
    def id(self) -> int:
        """The case's number on the record."""
        return self.case.id

    @property
    def limits(self) -> tuple[NextDeadline, ...]:
        """Every limit to tell of: the one that bites next, then the others."""
        return (self.next, *self.others) if self.next is not None else ()

    @property
    def also(self) -> str:
        """The next of the other limits, for a list of one line a case: ``Also by 14 December: respond to the appeal, 3 days
        left, and 1 more``; empty where there is none."""
        if not self.others:
            return ""
        other, rest = self.others[0], len(self.others) - 1
        # The day first: where the line is too narrow its end is left out, and a date is never cut.
        when, duty = short(other.due, self.as_at), f"{other.duty[:1].lower()}{other.duty[1:]}"
        late = other.state is State.OVERDUE
        said = f"Also overdue since {when}: {duty}" if late else f"Also by {when}: {duty}, {other.words}"
        return f"{said}, and {rest} more" if rest else said

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
        next_step=next_step(row, due, as_at),
        on_the_day=there if there and row.owner_id is not None and there.why != "owner" else None,
    )


def with_others(
    work: ReadWork, found: Iterable[WorkRow], duties: dict[str, str], as_at: date, until: date
) -> list[WorkRow]:
    """The same with the other open limits of each that are late or fall due by then."""
    rows = list(found)
    near = {row.id for row in rows if row.next is not None and row.next.due <= until}
    limits = open_limits(work, near, duties, as_at, until)
    others = {row.id: _besides(row.next, limits[row.id]) for row in rows if row.id in limits}
    return [replace(row, others=others[row.id]) if others.get(row.id) else row for row in rows]


def _besides(first: NextDeadline | None, limits: Sequence[NextDeadline]) -> tuple[NextDeadline, ...]:
    told = (first.rule, first.due) if first is not None else None
    return tuple(limit for limit in limits if (limit.rule, limit.due) != told)


def each_limit(row: WorkRow) -> Iterator[WorkRow]:
    """The row once for each limit to tell of, as if that one came next; once where there is none."""
    yield row
    for other in row.others:
        yield replace(row, next=other, next_step=_step(other), on_the_day=None, others=())


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
    return READY


def next_step(row: CaseRow, due: NextDeadline | None, as_at: date) -> str:
    """What to do next on a case, in a few words; a suggestion read from its facts, never a record.  Where nothing better is
    known it is the duty that bites next; empty where there is none."""
    summary = row.summary
    if row.held:
        return "Check the entry"
    if summary.stage is Stage.DECIDING:
        return "Decide, tell the family"
    if summary.awaiting and (summary.stage is Stage.ASSESSING or (due is not None and due.rule in SENDS_WHAT_WAITS)):
        return f"Chase {ADVICE_FROM.get(summary.awaiting[0], 'the adviser')}"
    if summary.stage is Stage.ASSESSING:
        return "Write the draft plan"
    if summary.stage is Stage.DRAFTING:
        return "Wait for comments" if _commenting(summary, as_at) else "Send the final plan"
    if summary.stage is Stage.UNKNOWN:
        return "Find the request date"
    if due is None:
        return "Hold the review" if summary.stage is Stage.PLAN else ""
    return _step(due)


def _step(due: NextDeadline) -> str:
    return PLAN_STEPS.get(due.rule, due.duty)


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
