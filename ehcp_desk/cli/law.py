"""``law``: the rules in force, and one rule with its citation and how it counts."""

from __future__ import annotations

import argparse
from typing import Any

from ehcp_desk.cli.answers import OK, Call, table
from ehcp_desk.clock.facts import did_you_mean
from ehcp_desk.clock.proof import EVIDENCE_WORDS, FORCE_WORDS
from ehcp_desk.clock.rules import Rule, Ruleset
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.errors import BadInput


def add_commands(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Add this room's commands to the parser."""
    law = commands.add_parser("law", parents=[shared], help="the time limits in force")
    kinds = law.add_subparsers(dest="law_kind", required=True, metavar="KIND")
    listed = kinds.add_parser("list", parents=[shared], help="every time limit")
    listed.set_defaults(run=_list)
    shown = kinds.add_parser("show", parents=[shared], help="one time limit, whole")
    shown.add_argument("rule", metavar="RULE")
    shown.set_defaults(run=_show)


def _list(call: Call) -> int:
    law = Ruleset.load()
    rows = [(r.id, r.duty, r.actor, r.law, r.force.value.replace("_", " ")) for r in law.rules]
    document = {"ruleset": law.name, "digest": law.digest, "rules": [_as_json(r) for r in law.rules]}
    call.answer(document, lambda: table(("Rule", "Duty", "Who", "Law", "Force"), rows))
    return OK


def _show(call: Call) -> int:
    law = Ruleset.load()
    found = law.versions(call.args.rule.upper())
    if not found:
        raise BadInput(f"There is no rule called {call.args.rule}{did_you_mean(call.args.rule.upper(), law.ids)}.")
    call.answer({"ruleset": law.name, "versions": [_as_json(r) for r in found]},
                lambda: "\n\n".join(_whole(r, law) for r in found))  # fmt: skip
    return OK


def _as_json(rule: Rule) -> dict[str, Any]:
    return {
        "rule": rule.id, "duty": rule.duty, "actor": rule.actor, "law": rule.law, "summary": rule.summary,
        "phrase": str(rule.phrase), "amount": rule.period.n, "unit": str(rule.period.unit), "force": rule.force.value,
        "evidence": rule.evidence.value, "in_force": rule.in_force, "until": rule.until, "reliefs": list(rule.reliefs),
        "trigger": [m.fact for m in rule.trigger], "met_by": [m.fact for m in rule.met_by], "note": rule.note,
        "checked_on": rule.checked_on, "checked_against": rule.checked_against,
    }  # fmt: skip


def _whole(rule: Rule, law: Ruleset) -> str:
    until = f" to {in_words(rule.until)}" if rule.until else ""
    reliefs = "; ".join(f"{law.reliefs[r].title} ({law.reliefs[r].citation})" for r in rule.reliefs if r in law.reliefs)
    lines = [
        f"{rule.id}: {rule.duty}",
        f"Law: {rule.law}. {FORCE_WORDS[rule.force]}. {EVIDENCE_WORDS[rule.evidence]}.",
        f"In short: {rule.summary}",
        f"In force from {in_words(rule.in_force)}{until}. For: {rule.actor}.",
        f"Reliefs the law offers: {reliefs or 'none'}.",
    ]
    return "\n".join([*lines, f"Note: {rule.note}"] if rule.note else lines)
