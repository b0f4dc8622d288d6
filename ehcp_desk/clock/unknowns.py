"""Rules that could apply next but whose start nobody has recorded: said, never guessed.

Only rules one step away from what is known are listed; the rule files say which (key ``unknown``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from ehcp_desk.clock.model import Fact, Unknown
from ehcp_desk.clock.program import RULE, START, Program
from ehcp_desk.clock.rules import UnknownWhen
from ehcp_desk.clock.trace import Trace


def unknown_rules(program: Program, trace: Trace, known: Sequence[Fact]) -> tuple[Unknown, ...]:
    """Each rule whose trigger is missing although the case has reached it, with why, in the order of the rules."""
    kinds = {fact.kind for fact in known}
    last_start: dict[str, int] = defaultdict(int)
    for run in trace.runs:
        rule_id = program.compiled[run[RULE]].rule.id
        last_start[rule_id] = max(run[START], last_start[rule_id])
    open_since = {
        program.compiled[index].rule.id: min(run[START] for run in runs) for index, runs in trace.open.items() if runs
    }
    found: dict[str, str] = {}
    for item in program.compiled:
        rule = item.rule
        if rule.unknown is None or rule.id in open_since or rule.id in found:
            continue
        if kinds.isdisjoint(rule.unknown.without) and _reached(rule.unknown, last_start[rule.id], open_since, kinds):
            found[rule.id] = rule.unknown.why
    return tuple(Unknown(rule_id, why) for rule_id, why in found.items())


def _reached(when: UnknownWhen, last_start: int, open_since: dict[str, int], kinds: set[str]) -> bool:
    """True where the rule could start next: a rule before it is running, and it has not started since.

    Of one day the rule came first: a review held and decided on one day has its next meeting still to be recorded.
    """
    if when.while_open:
        return any(last_start <= open_since[rule_id] for rule_id in when.while_open if rule_id in open_since)
    return not last_start and (not when.after or not kinds.isdisjoint(when.after))
