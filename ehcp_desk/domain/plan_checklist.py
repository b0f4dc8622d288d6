"""The checklist of a sign-off: worked out, never ticked.  It stops nobody; what is red needs a reason, which prints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ehcp_desk.domain.plan_content import PlanLine
from ehcp_desk.domain.plan_gaps import ADVICE_MONTHS, GapKind, advice_days, gaps
from ehcp_desk.domain.plan_history import amendments, placement_decision
from ehcp_desk.domain.plan_sections import PROVISION, SECTIONS
from ehcp_desk.domain.record import RecordedFact


@dataclass(frozen=True, slots=True)
class Check:
    """One question of the checklist: whether it is as it should be, and what was found, in words."""

    key: str
    title: str
    fine: bool
    found: str


def checklist(
    recorded: Sequence[RecordedFact], lines: Sequence[PlanLine], as_at: date, months: int = ADVICE_MONTHS
) -> tuple[Check, ...]:
    """What stands in the way of a plan that says what it should, on a day."""
    found = gaps(lines, advice_days(recorded, as_at), as_at, months)
    counts = {kind: [gap.line.id for gap in found if gap.kind is kind] for kind in GapKind}
    provision = sum(line.section in PROVISION for line in lines)
    undecided = [a for a in amendments(recorded) if a.open]
    decision = placement_decision(recorded)
    return (
        _named("needs", "Every need has provision", counts[GapKind.NEED],
               "need without provision", "needs without provision"),
        _named("outcomes", "Every outcome has provision", counts[GapKind.OUTCOME],
               "outcome without provision", "outcomes without provision"),
        _named("measures", "Every outcome says its measure and target date", counts[GapKind.MEASURE],
               "outcome does not", "outcomes do not"),
        _named("wording", "Provision says who, how often and how long", counts[GapKind.VAGUE],
               f"of {provision} lines leaves something open", f"of {provision} lines leave something open", provision),
        _named("advice", "Needs and provision rest on current advice", counts[GapKind.ADVICE],
               "line does not", "lines do not"),
        _named("links", "Every line named is in the plan", counts[GapKind.LINK],
               "line names one that is gone", "lines name one that is gone"),
        Check("amendments", "Every amendment asked for is answered", not undecided,
              f"{len(undecided)} not answered" if undecided else "All are answered"),
        Check("placement", "Section I rests on a decision with its reasons", decision is not None,
              f"Decided on the record, entry {decision.id}" if decision else "No decision about the placement with its reasons"),
        _sections(lines),
    )  # fmt: skip


def red(checks: Sequence[Check]) -> tuple[Check, ...]:
    """What is not as it should be."""
    return tuple(check for check in checks if not check.fine)


def _named(key: str, title: str, names: Sequence[str], one: str, many: str, of: int | None = None) -> Check:
    if not names:
        return Check(key, title, True, "Nothing found" if of is None else f"Nothing found in {of} lines")
    words = one if len(names) == 1 else many
    return Check(key, title, False, f"{len(names)} {words}: {', '.join(names)}")


def _sections(lines: Sequence[PlanLine]) -> Check:
    """Sections that a plan cannot do without: needs, outcomes, special educational provision and placement."""
    have = {line.section for line in lines}
    empty = [s.id for s in SECTIONS.values() if s.id in ("A", "B", "E", "F", "I") and s.id not in have]
    words = f"Nothing is written in {', '.join(empty)}" if empty else "Nothing is empty"
    return Check("sections", "Sections A, B, E, F and I have words", not empty, words)
