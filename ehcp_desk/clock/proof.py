"""Everything the page "Why this date?" shows about one date, as plain values: six steps and a calendar of the days.

The same words print, copy as text and are read aloud; the calendar is a drawing of what the steps already say.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ehcp_desk.clock import explain, status
from ehcp_desk.clock.calendars import Calendar
from ehcp_desk.clock.cautious import cautious_date
from ehcp_desk.clock.dates import in_words, with_weekday
from ehcp_desk.clock.days_drawn import WeekRow, draw_days, weekday_heads
from ehcp_desk.clock.engine import Walked, base_and_met, walk
from ehcp_desk.clock.lines import AGREED, DIRECTED
from ehcp_desk.clock.model import Evidence, Fact, Force, Relief, State
from ehcp_desk.clock.program import DUE, RULE, START, SUBJECT, TRIGGER, Run
from ehcp_desk.clock.reliefs import offered
from ehcp_desk.clock.rules import Rule, Ruleset

FORCE_WORDS = {
    Force.STATUTE: "A limit in statute",
    Force.CASE_LAW: "A limit the courts have laid down",
    Force.GUIDANCE: "Statutory guidance; not a limit",
    Force.PRACTICE: "Practice; not a limit",
    Force.DERIVED: "A planning date worked out from other limits; not a limit",
}
EVIDENCE_WORDS = {
    Evidence.CONFIRMED: "Confirmed against the text or a page that gives it",
    Evidence.PART: "Confirmed in part; the rest is from memory",
    Evidence.MEMORY: "From memory; not confirmed against the text",
}


def checked_words(rule: Rule) -> str:
    """When a rule was last looked at and against what, or what nobody has read yet, as a sentence."""
    on = in_words(rule.checked_on)
    if rule.evidence is Evidence.MEMORY:
        return f"Looked at on {on}: {rule.checked_against}."
    return f"Checked on {on} against {rule.checked_against}."


@dataclass(frozen=True, slots=True)
class ProofStep:
    """One numbered step: its heading and its sentences."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReliefLooked:
    """One ground the law offers for this limit, whether it was claimed and what became of the claim."""

    relief: Relief
    claimed_on: date | None = None
    accepted: bool = False
    words: str = "Not claimed."


@dataclass(frozen=True, slots=True)
class Proof:
    """The proof of one date.  ``rows`` is empty where the law names the day and nothing is counted."""

    rule: str
    subject: str
    duty: str
    due: date
    cautious: date
    state: State
    days: int
    trigger: Fact
    law: str
    force_words: str
    evidence_words: str
    steps: tuple[ProofStep, ...]
    reliefs: tuple[ReliefLooked, ...]
    changes: tuple[str, ...]
    heads: tuple[str, ...]
    rows: tuple[WeekRow, ...]

    @property
    def title(self) -> str:
        """The question the page answers."""
        return f"Why {in_words(self.due)}?"

    def as_text(self) -> str:
        """The whole proof as plain text, for the clipboard and the screen reader."""
        blocks = [f"{self.title}\n{self.duty} ({self.law})"]
        for number, step in enumerate(self.steps, 1):
            blocks.append("\n".join((f"{number}. {step.heading}", *step.lines)))
        return "\n\n".join(blocks) + "\n"


def proof(
    facts: Iterable[Fact],
    ruleset: Ruleset,
    as_at: date,
    rule_id: str,
    subject: str = "",
    due: date | None = None,
    calendar: Calendar | None = None,
    trigger: Fact | None = None,
) -> Proof:
    """The proof of one deadline of a case, named as `compute` names it: rule, subject, and due where those are shared.

    ``trigger`` tells apart two limits of one rule that fall due on one day (two decisions whose time to appeal rolls
    past August).

    Raises LookupError where the case has no such deadline on that day.
    """
    walked = walk(facts, ruleset, as_at, calendar)
    run = _find(walked, rule_id, subject, due, trigger)
    context = walked.context
    rule = context.program.compiled[run[RULE]].rule
    base, run_due, met_on = base_and_met(context, run)
    state = status.state_on(base, run_due, as_at)
    counted = run[SUBJECT] not in (DIRECTED, AGREED)
    return Proof(
        rule=rule.id,
        subject=run[SUBJECT],
        duty=rule.duty,
        due=run_due,
        cautious=cautious_date(rule, run_due, date.fromordinal(run[START])) if counted else run_due,
        state=state,
        days=status.days_of(state, run_due, met_on, as_at),
        trigger=context.facts[run[TRIGGER]],
        law=rule.law,
        force_words=FORCE_WORDS[rule.force],
        evidence_words=EVIDENCE_WORDS[rule.evidence],
        steps=_steps(context, run, rule),
        reliefs=_reliefs(context, run, rule),
        changes=rule.changes,
        heads=weekday_heads(rule, date.fromordinal(run[START]), run_due) if counted else (),
        rows=draw_days(context, run, rule) if counted else (),
    )


def _find(walked: Walked, rule_id: str, subject: str, due: date | None, trigger: Fact | None) -> Run:
    runs = [
        run
        for run in walked.trace.runs
        if walked.context.program.compiled[run[RULE]].rule.id == rule_id
        and run[SUBJECT] == subject
        and (due is None or run[DUE] == due.toordinal())
        and (trigger is None or walked.context.facts[run[TRIGGER]] == trigger)
    ]
    if not runs:
        about = f" about {subject!r}" if subject else ""
        raise LookupError(f"This case has no date of {rule_id}{about} on that day.")
    return max(runs, key=lambda run: (run[START], run[DUE]))


def _steps(context: explain.Context, run: Run, rule: Rule) -> tuple[ProofStep, ...]:
    count = explain.count_steps(context, run, rule)
    outcome = explain.outcome_steps(context, run, rule)
    in_force = f"In force from {in_words(rule.in_force)}."
    return (
        ProofStep("What it starts with", tuple(explain.start_steps(context, run, rule))),
        ProofStep(
            "The law",
            tuple(
                line
                for line in (
                    rule.summary,
                    f"{rule.law}. {FORCE_WORDS[rule.force]}. {in_force}",
                    f"{EVIDENCE_WORDS[rule.evidence]}. {checked_words(rule)}",
                    rule.note,
                )
                if line
            ),
        ),
        ProofStep("The count", (*count[:-1], *explain.pair_steps(context, run, rule))),
        ProofStep("The date", (count[-1], _today(context, run), *outcome)),
        ProofStep("Reliefs looked at", tuple(explain.relief_steps(context, run, rule)) or ("None applies.",)),
        ProofStep("What would change it", tuple(f"{change[0].upper()}{change[1:]}." for change in rule.changes)),
    )


def _today(context: explain.Context, run: Run) -> str:
    day = context.as_at.toordinal() - run[START]
    week = status.week_of(date.fromordinal(run[START]), context.as_at)
    if week is None or context.program.compiled[run[RULE]].rule.period.days is None:
        return f"Asked on {with_weekday(context.as_at)}."
    return f"{with_weekday(context.as_at)} is day {day}, in week {week.ordinal}."


def _reliefs(context: explain.Context, run: Run, rule: Rule) -> tuple[ReliefLooked, ...]:
    known = context.program.ruleset.reliefs
    found: list[ReliefLooked] = []
    for relief_id in offered(rule):
        looked = ReliefLooked(known[relief_id])
        for verdict in context.verdicts:
            if verdict.relief == relief_id and verdict.rule == rule.id and verdict.run in (run, None):
                claim = context.facts[verdict.claim]
                evidence = claim.attrs.get("evidence") or "none named"
                words = f"Refused: {verdict.refused}." if verdict.refused else f"Accepted. Evidence: {evidence}."
                looked = ReliefLooked(known[relief_id], claim.on, not verdict.refused, words)
        found.append(looked)
    return tuple(found)
