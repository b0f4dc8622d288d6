"""The cases that will decide next month's figures of time: whose 20 or six weeks end by its last day (needs.md P9).

Each with the reason for delay, what is to be done, who does it and by when, so that a clinic can go down the list.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from ehcp_desk.clock.counting import add_months
from ehcp_desk.domain.case import STAGE_WORDS
from ehcp_desk.domain.dates import in_words, month_words, short
from ehcp_desk.domain.small_papers import ListSection
from ehcp_desk.domain.worklist import CaseQuery, NextDeadline
from ehcp_desk.ports.work import ReadWork
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.open_limits import open_limits
from ehcp_desk.services.oversight.overdue import REASON_KINDS, Reason, reason_of
from ehcp_desk.services.oversight.return_facts import DECIDE, FINAL
from ehcp_desk.services.oversight.spans import month_end
from ehcp_desk.services.oversight.worklist import WorkRow, complete

FIGURES: Mapping[str, str] = {
    FINAL: "Plans sent within 20 weeks",
    DECIDE: "Decisions whether to assess told within 6 weeks",
}
"""The figures that single cases decide by their day, by the rule whose limit they count."""
NO_REASON = "none recorded"
HEADS = ("Child", "Reference", "By", "Where it stands", "Reason for delay", "Action", "Who does it")


def deciding(work: ReadWork, desk: Desk, query: CaseQuery, late: int) -> ListSection:
    """The section of the clinic pack, for the cases of the query; ``late`` of them are past 20 weeks already."""
    day = query.as_at
    last = month_end(add_months(day.replace(day=1), 1))
    duties, staff = desk.duties, work.staff()
    found = _limits(work, duties, query, last)
    rows = {row.id: complete(row, staff, duties, day) for row in work.case_rows(sorted(found))}
    told = dict(work.every_case_facts(REASON_KINDS, sorted(found))) if found else {}
    lines: list[tuple[str, ...]] = []
    for rule, title in FIGURES.items():
        for month in sorted({limit.due.replace(day=1) for limits in found.values() for limit in limits}):
            here = sorted((limit.due, rows[case].case.ref, case, limit) for case, limits in found.items() if case in rows
                          for limit in limits if limit.rule == rule and limit.due.replace(day=1) == month)  # fmt: skip
            if here:
                lines.append((f"{title}, {month_words(month)}: {len(here)}",))
            lines += [_line(rows[case], limit, reason_of(told.get(case, ()), day)) for _, _, case, limit in here]
    words = (f"Limits that end from today to {in_words(last)}: what is sent by its day counts for the figure, what is late "
             "against it. ")  # fmt: skip
    words += (f"{late} past 20 weeks already count{'s' if late == 1 else ''} against the month the plan is sent in; see "
              "“Overdue, by age”.") if late else "None is past 20 weeks already."  # fmt: skip
    return ListSection(f"Will decide the figures of {month_words(last)}", words, HEADS, (False,) * len(HEADS),
                       tuple(lines))  # fmt: skip


def _limits(work: ReadWork, duties: Mapping[str, str], query: CaseQuery, last: date) -> dict[int, list[NextDeadline]]:
    """By case the open limits of these figures from the day to the last, the earliest of each rule."""
    near = {limit.case_id for limit in work.open_limits(tuple(FIGURES), last)}
    here = set(work.case_ids(query)) & near
    counted = {rule: duties[rule] for rule in FIGURES}
    found: dict[int, dict[str, NextDeadline]] = {}
    for case, limits in open_limits(work, here, counted, query.as_at, last).items():
        for limit in limits:
            if limit.rule in counted and limit.due >= query.as_at:
                found.setdefault(case, {}).setdefault(limit.rule, limit)
    return {case: list(limits.values()) for case, limits in found.items()}


def _line(row: WorkRow, limit: NextDeadline, reason: Reason) -> tuple[str, ...]:
    week = f", week {row.week.ordinal}" if row.week else ""
    cause = f"{reason.cause}: {reason.party}" if reason.party else reason.cause
    waits = row.waiting_for if row.case.summary.awaiting or row.case.held else ""
    return (row.case.name, row.case.ref, f"{short(limit.due, row.as_at)}, {limit.words}",
            f"{STAGE_WORDS[row.case.summary.stage]}{week}", cause or waits or NO_REASON,
            reason.next_step or row.next_step, reason.who or row.responsible.name)  # fmt: skip
