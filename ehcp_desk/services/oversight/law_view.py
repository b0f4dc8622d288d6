"""A time limit as people read it: force and evidence in words, the reliefs it offers, and an example worked out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from ehcp_desk.clock.counting import add_months
from ehcp_desk.clock.engine import compute
from ehcp_desk.clock.facts import FACT_KINDS, AttrType
from ehcp_desk.clock.model import Fact
from ehcp_desk.clock.proof import EVIDENCE_WORDS, FORCE_WORDS, checked_words
from ehcp_desk.clock.rules import Match, Rule, Ruleset
from ehcp_desk.domain.dates import in_words

SOMEBODY = "Larkspur Primary"
"""An invented setting, for examples whose fact must name one."""
_EARLIER, _THREE_YEARS = 1, 36  # months before an example's own day


@dataclass(frozen=True, slots=True)
class RuleWords:
    """One version of a time limit, whole and in words.  ``example`` is empty where none can be made."""

    rule: Rule
    force: str
    evidence: str
    checked: str
    in_force: str
    reliefs: tuple[str, ...]
    example: tuple[str, ...]


def rule_words(law: Ruleset, rule: Rule, day: date) -> RuleWords:
    """A time limit in words, with an example that starts on ``day``, or on the nearest day this version was in force."""
    # What is counted back from a day goes by the text in force on the day it gives: a year on, that is this one.
    first = max(day, add_months(rule.in_force, 12) if rule.counts_back else rule.in_force)
    until = f" until the day before {in_words(rule.until)}" if rule.until else ""
    reliefs = tuple(f"{law.reliefs[r].title} ({law.reliefs[r].citation})" for r in rule.reliefs)
    return RuleWords(
        rule=rule,
        force=FORCE_WORDS[rule.force],
        evidence=EVIDENCE_WORDS[rule.evidence],
        checked=checked_words(rule),
        in_force=f"In force from {in_words(rule.in_force)}{until}.",
        reliefs=reliefs,
        example=example(law, rule, min(first, rule.until - timedelta(1)) if rule.until else first),
    )


def example(law: Ruleset, rule: Rule, day: date) -> tuple[str, ...]:
    """The sentences that lead from the rule's first trigger, on ``day``, to the date; empty where that fact, with what
    must have come before it, does not start it."""
    fact = Fact(rule.trigger[0].fact, day, _said(rule.trigger[0], rule.subject))
    try:
        found = compute([*_before(law, rule, day), fact], law, day).deadlines
    except ValueError:
        return ()
    return next((d.derivation for d in found if d.rule == rule.id and rule.limb in ("", d.subject)), ())


def _before(law: Ruleset, rule: Rule, day: date) -> list[Fact]:
    """What must have happened for the trigger to start the rule: a birth, the day it counts from, a rule still open."""
    earlier = add_months(day, -_EARLIER)
    facts = [Fact("born", add_months(day, -_THREE_YEARS))] if rule.under_five else []
    facts += [Fact(kind, earlier) for kind in rule.count_from[:1]]
    for other in rule.only_if_open:
        first = law.versions(other)[0].trigger[0]
        facts.append(Fact(first.fact, earlier, _said(first, "")))
    return facts


def _said(match: Match, subject: str) -> dict[str, str]:
    """What the trigger must say: what the rule asks for, else the first thing its kind allows."""
    said = {name: values[0] for name, values in match.when.items()}
    for name, attr in FACT_KINDS[match.fact].attrs.items():
        if name in said or not (attr.required or name == subject):
            continue
        said[name] = next(iter(attr.values)) if attr.type is AttrType.CHOICE else SOMEBODY
    return said
