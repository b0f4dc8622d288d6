"""What is derived from a case's facts and kept beside it: its deadlines and its line in every list.

Pure: the same facts and law always give the same answer, so ``verify`` can work everything out again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from ehcp_desk.clock.lean import BaseDeadline, base_deadlines
from ehcp_desk.clock.model import Fact
from ehcp_desk.clock.program import Base
from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.clock.vocabulary import FACT_KINDS
from ehcp_desk.domain.awaited import advice_awaited
from ehcp_desk.domain.case import STAGE_FACTS, Stage, stage_of
from ehcp_desk.domain.dates import local
from ehcp_desk.domain.deadlines import CachedDeadline, binds_the_council
from ehcp_desk.domain.record import RecordedFact, standing
from ehcp_desk.domain.worklist import PLAN_DECISION_RULE, Summary

ENDINGS = {Stage.REFUSED, Stage.NO_PLAN, Stage.WITHDRAWN, Stage.CLOSED}


@dataclass(frozen=True, slots=True)
class Derived:
    """Deadlines, the list line, and what the clock finds odd in the history."""

    summary: Summary
    deadlines: tuple[CachedDeadline, ...]
    warnings: tuple[str, ...] = ()


def derive_recorded(case_id: int, recorded: Sequence[RecordedFact], law: Ruleset) -> Derived:
    """Derive everything from every entry of one case.

    A move announced ahead ends nothing before its day.  What is kept beside a case depends on no day but those of its
    entries, so the day has come once something was written down on it or later.
    """
    last = max((r.recorded_at for r in recorded), default=None)
    return derive(case_id, standing(recorded), law, local(last).date() if last is not None else None)


def derive(case_id: int, facts: Sequence[Fact], law: Ruleset, today: date | None = None) -> Derived:
    """Derive everything from the standing facts of one case; of what is planned, only what was to be by ``today`` is so."""
    found, warnings = base_deadlines(facts, law, today=today)
    text = law_text(law)
    cached = tuple(
        CachedDeadline(case_id, d.rule, d.subject, d.due, d.base, d.met_on, d.force, d.actor, text) for d in found
    )
    return Derived(summarise(facts, found, today or date.max), cached, warnings)


def law_text(law: Ruleset) -> str:
    """Which text of the law a deadline was worked out under: ``england@2026-09-01#a1b2c3d4e5f6``."""
    return f"{law.name}#{law.digest[:12]}"


def summarise(facts: Iterable[Fact], deadlines: Sequence[BaseDeadline], today: date) -> Summary:
    """The list line of a case: its stage, its dates, and the duty that bites next."""
    listed = sorted((f for f in facts if f.on <= today or not _ends_ahead(f)), key=lambda f: f.on)
    stage = stage_of(listed)
    received = _received(listed)
    since = [f for f in listed if received is None or f.on >= received.on]
    decision = _last(since, "assess_decision_notified")
    agreed = _last(since, "agreed_to_assess")
    asked = advice_awaited(listed, stage, received.on if received else None)
    following = _next(deadlines)
    ended = [f for f in since if stage_of([f]) in ENDINGS] if stage in ENDINGS else []
    return Summary(
        stage=stage,
        received=received.on if received else None,
        decided_on=decision.on if decision else agreed.on if agreed else None,
        decided_to_assess=_to_assess(decision, agreed),
        no_plan_on=_on(_last(since, "no_plan_decision_notified")),
        draft_on=_on(_last(since, "draft_plan_served")),
        final_on=_on(_first(since, "final_plan_sent")),
        ended_on=ended[-1].on if ended else None,
        approximate=bool(received and received.approximate),
        next_rule=following.rule if following else "",
        next_due=following.due if following else None,
        next_relieved=following is not None and following.base is Base.RELIEVED,
        plan_decision_due=_plan_decision_due(deadlines, stage),
        last_contact_on=_on(_last(listed, "contact")),
        awaiting=tuple(asked),
        awaiting_since=min(asked.values()) if asked else None,
        relieved_rules=tuple(sorted({d.rule for d in deadlines if d.base is Base.RELIEVED})),
    )


def _ends_ahead(fact: Fact) -> bool:
    return fact.kind in FACT_KINDS and FACT_KINDS[fact.kind].planned and fact.kind in STAGE_FACTS


def _received(listed: Sequence[Fact]) -> Fact | None:
    """The fact that opened the newest request; the earliest where two on one request disagree would be a guess, so
    the last recorded to have happened stands."""
    starts = [f for f in listed if f.kind in ("request_received", "became_responsible")]
    return starts[-1] if starts else None


def _next(deadlines: Sequence[BaseDeadline]) -> BaseDeadline | None:
    """The earliest open limit that binds the council; a lifted limit only where nothing else is open."""
    council = [d for d in deadlines if binds_the_council(d)]
    running = [d for d in council if d.base is Base.OPEN]
    lifted = [d for d in council if d.base is Base.RELIEVED and d.met_on is None]
    chosen = running or lifted
    return min(chosen, key=lambda d: (d.due, d.rule)) if chosen else None


def _plan_decision_due(deadlines: Sequence[BaseDeadline], stage: Stage) -> date | None:
    if stage is not Stage.ASSESSING:
        return None
    return next((d.due for d in deadlines if d.rule == PLAN_DECISION_RULE and d.met_on is None), None)


def _to_assess(decision: Fact | None, agreed: Fact | None) -> bool | None:
    if agreed is not None:
        return True
    return decision.attrs.get("outcome") == "assess" if decision is not None else None


def _last(facts: Sequence[Fact], kind: str) -> Fact | None:
    return next((f for f in reversed(facts) if f.kind == kind), None)


def _first(facts: Sequence[Fact], kind: str) -> Fact | None:
    return next((f for f in facts if f.kind == kind), None)


def _on(fact: Fact | None) -> date | None:
    return fact.on if fact is not None else None
