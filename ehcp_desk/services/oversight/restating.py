"""Making a frozen return again from today's record, and saying which records changed, by whom and why (needs.md P12, Q14)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace

from ehcp_desk.domain.restating import ActBehind, Issued, IssuedLine, Restatement, changed_lines
from ehcp_desk.domain.returns import MonthlyReturn
from ehcp_desk.ports.work import Progress
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.returns import compute_monthly
from ehcp_desk.services.records.history import lines_of

Rows = Callable[[MonthlyReturn], Iterable[IssuedLine]]


def restate(desk: Desk, issued: Issued, as_lines: Rows, progress: Progress | None = None) -> Restatement:
    """What the return of that month and as-at day says today, against what was issued.

    ``as_lines`` turns a return into lines as its files print them.  Every changed case carries what the journal says
    was written on it since the return was issued; one with nothing written changed by the day, the law or a definition.
    """
    now = compute_monthly(desk, issued.month, progress, as_at=issued.as_at, running=issued.running)
    today = {line.code: line for line in as_lines(now)}
    changes = changed_lines(issued.lines, today)
    acts = acts_since(desk, issued.seq, {case.ref for change in changes for case in change.cases})
    told = tuple(
        replace(change, cases=tuple(replace(c, acts=acts.get(c.ref, ())) for c in change.cases)) for change in changes
    )
    codes = {line.code for line in issued.lines}
    new = tuple(code for code in today if code not in codes)
    return Restatement(issued, desk.today(), told, new, len(issued.lines) - len(told))


def acts_since(desk: Desk, seq: int, refs: Collection[str]) -> Mapping[str, tuple[ActBehind, ...]]:
    """What was written on these cases after an entry of the journal, in order."""
    found: dict[str, tuple[ActBehind, ...]] = {}
    with desk.store.read() as work:
        for ref in refs:
            case_id = work.find_case(ref)
            if case_id is not None:
                lines = [line for entry in work.journal(seq, case_id) for line in lines_of(entry)]
                found[ref] = tuple(
                    ActBehind(line.seq, line.at, line.who, f"{line.what}. {line.detail}".strip(". "), line.reason)
                    for line in lines
                )
    return found
