"""What an entry would do to the dates of a case, before it is recorded: the clock asked with and without it."""

from __future__ import annotations

from dataclasses import dataclass

from ehcp_desk.clock.engine import compute
from ehcp_desk.clock.facts import BadFact, check_fact
from ehcp_desk.clock.model import Deadline, Fact, State
from ehcp_desk.clock.vocabulary import FACT_KINDS
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.duties import duty_words
from ehcp_desk.domain.record import standing, with_birth
from ehcp_desk.domain.wording import Mark, deadline_mark, deadline_words
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.records.case_view import CaseView


@dataclass(frozen=True, slots=True)
class Effect:
    """One date that would change: the duty, and how it would stand."""

    duty: str
    mark: Mark
    words: str


def effects_of(desk: Desk, view: CaseView, fact: Fact, instead_of: int | None = None) -> tuple[Effect, ...]:
    """The dates that recording ``fact`` would start, meet, end or move; ``instead_of`` is an entry it corrects.

    Empty where nothing changes, or where the fact is not yet one the clock can read.
    """
    if fact.kind not in FACT_KINDS:
        return ()
    try:
        check_fact(fact)
    except BadFact:
        return ()
    before = {_key(d): d for d in view.timeline.deadlines}
    kept = [f for f in view.facts if f.id != instead_of]
    after = compute((*with_birth(standing(kept), view.case.child.born), fact), desk.law, view.as_at)
    changed = [d for d in after.deadlines if not _same(before.get(_key(d)), d)]
    gone = [d for key, d in before.items() if key not in {_key(d) for d in after.deadlines}]
    found = [_effect(d, view) for d in changed if d.binds or d.state is not State.ENDED]
    return (*found, *(Effect(duty_words(d), Mark.ENDED, "no longer runs") for d in gone))


def _key(d: Deadline) -> tuple[str, str, int]:
    return d.rule, d.subject, d.trigger.on.toordinal()


def _same(before: Deadline | None, now: Deadline) -> bool:
    return before is not None and (before.due, before.state, before.met_on) == (now.due, now.state, now.met_on)


def _effect(d: Deadline, view: CaseView) -> Effect:
    words = deadline_words(d, view.as_at)
    if d.state in (State.RUNNING, State.OVERDUE, State.NOT_A_LIMIT):
        words = f"{in_words(d.due)}, {words}"
    return Effect(duty_words(d), deadline_mark(d), words)
