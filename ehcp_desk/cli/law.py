"""``law``: the rules in force, one rule whole, and changing them: preview, apply, withdraw."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ehcp_desk.bootstrap import default_database, open_desk
from ehcp_desk.cli.answers import OK, Call, table
from ehcp_desk.clock.facts import did_you_mean
from ehcp_desk.clock.rules import Rule, Ruleset
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.errors import BadInput

if TYPE_CHECKING:
    from ehcp_desk.services.oversight.law_changes import LawChanged, MovedDate, Preview
    from ehcp_desk.services.oversight.law_of_record import AppliedChange
    from ehcp_desk.services.oversight.law_view import RuleWords

LINES = 60  # of a preview on screen; --json has them all


def add_commands(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Add this room's commands to the parser."""
    law = commands.add_parser("law", parents=[shared], help="the time limits in force")
    kinds = law.add_subparsers(dest="law_kind", required=True, metavar="KIND")
    listed = kinds.add_parser("list", parents=[shared], help="every time limit")
    listed.set_defaults(run=_list)
    shown = kinds.add_parser("show", parents=[shared], help="one time limit, whole")
    shown.add_argument("rule", metavar="RULE")
    shown.set_defaults(run=_show)
    tried = kinds.add_parser("preview", parents=[shared], help="which live dates a changed rule or holiday would move")
    tried.add_argument("file", type=Path, metavar="FILE", help="a TOML file with [[rule]], [[once]], [[moved]], "
                       "[[removed]] or [years], in the form of the program's own rule files")  # fmt: skip
    tried.set_defaults(run=_preview)
    done = kinds.add_parser(
        "apply", parents=[shared], help="make a change part of this record's law, in one audited act"
    )
    done.add_argument("file", type=Path, metavar="FILE")
    done.add_argument("--reason", required=True, metavar="TEXT")
    done.set_defaults(run=_apply)
    back = kinds.add_parser("withdraw", parents=[shared], help="take an applied change back")
    back.add_argument("name", metavar="NAME", help="the name of its file")
    back.add_argument("--reason", required=True, metavar="TEXT")
    back.set_defaults(run=_withdraw)


def _in_force(call: Call) -> tuple[Ruleset, tuple[AppliedChange, ...]]:
    """The record's law with what it applied, where there is a record; else the law that ships with the program."""
    from ehcp_desk.services.oversight.law_changes import changes_of

    where = call.args.db or default_database()
    if "://" not in where and not Path(where).exists():
        return Ruleset.load(), ()
    desk = call.desk()
    return desk.law, changes_of(desk)


def _list(call: Call) -> int:
    law, changes = _in_force(call)
    rows = [(r.id, r.duty, r.actor, r.law, r.force.value.replace("_", " ")) for r in law.rules]
    document = {
        "ruleset": law.name, "digest": law.digest, "rules": [_as_json(r) for r in law.rules],
        "changes": [asdict(change) for change in changes],
    }  # fmt: skip
    call.answer(document, lambda: "\n".join([table(("Rule", "Duty", "Who", "Law", "Force"), rows), *_applied(changes)]))
    return OK


def _applied(changes: tuple[AppliedChange, ...]) -> list[str]:
    """The changes this record has applied, a line each."""
    return [
        f"Applied to this record on {in_words(date.fromisoformat(c.on))} by {c.by}: {c.name}. {c.reason}"
        for c in changes
    ]


def _preview(call: Call) -> int:
    from ehcp_desk.services.oversight.law_changes import preview, read_change

    file = read_change(call.args.file)
    found = preview(call.desk(), file, call.progress)
    document = {
        "ruleset_now": found.now, "ruleset_then": found.then, "cases": found.cases, "settled": found.settled,
        "moved": [_moved_json(line) for line in found.moved],
    }  # fmt: skip
    call.answer(document, lambda: _preview_text(found))
    return OK


def _moved_json(line: MovedDate) -> dict[str, Any]:
    return {
        "ref": line.ref, "rule": line.rule, "subject": line.subject, "due_now": line.due_now,
        "due_then": line.due_then, "days": line.days,
        "state_now": line.state_now.value if line.state_now else None,
        "state_then": line.state_then.value if line.state_then else None,
        "owner": line.owner, "responsible": line.responsible,
    }  # fmt: skip


def _preview_text(found: Preview) -> str:
    """The dates that would move, and how many there are."""
    rows = [
        (m.ref, m.duty, m.subject or "–", in_words(m.due_now) if m.due_now else "–",
         in_words(m.due_then) if m.due_then else "–", f"{m.days:+}" if m.days is not None else "–",
         _state(m), m.responsible)
        for m in found.moved[:LINES]
    ]  # fmt: skip
    heads = ("Reference", "Duty", "About", "Due now", "Would be due", "Days", "State", "Answers for it")
    lines = [table(heads, rows)] if rows else []
    if len(found.moved) > LINES:
        lines.append(f"and {len(found.moved) - LINES} more dates; see --json")
    lines.append(
        f"{len(found.moved) or 'No'} live date{'' if len(found.moved) == 1 else 's'} of {found.cases} live cases would "
        f"move, on {found.moved_cases or 'no'} case{'' if found.moved_cases == 1 else 's'}. Nothing was changed."
    )
    if found.settled:
        lines.append(f"{found.settled} dates already met or ended would read differently; they ask nothing of anybody.")
    return "\n".join(lines)


def _state(line: MovedDate) -> str:
    words = [state.value.replace("_", " ") if state else "none" for state in (line.state_now, line.state_then)]
    return words[0] if words[0] == words[1] else f"{words[0]}, then {words[1]}"


def _apply(call: Call) -> int:
    from ehcp_desk.services.oversight.law_changes import apply, read_change

    file = read_change(call.args.file)
    done = apply(call.desk(), file, call.args.reason, call.progress)
    return _say_changed(call, f"{file.name} is part of this record’s law now.", done)


def _withdraw(call: Call) -> int:
    from ehcp_desk.services.oversight.law_changes import withdraw

    args = call.args
    # On the shipped law, so that a change that no longer fits the rules can still be taken back.
    desk = open_desk(args.db, args.user, args.today, law=Ruleset.load())
    call.opened.append(desk)
    done = withdraw(desk, args.name, args.reason, call.progress)
    return _say_changed(call, f"{args.name} is no longer part of this record’s law.", done)


def _say_changed(call: Call, sentence: str, done: LawChanged) -> int:
    document = {"ruleset": done.law.name, "digest": done.law.digest, "cases": done.cases, "changed": list(done.changed)}
    count = f"{len(done.changed)} changed" if done.changed else "none changed"
    call.answer(document, f"{sentence} The dates of {done.cases} cases were worked out again; {count}.")
    return OK


def _show(call: Call) -> int:
    law, _ = _in_force(call)
    found = law.versions(call.args.rule.upper())
    if not found:
        raise BadInput(f"There is no rule called {call.args.rule}{did_you_mean(call.args.rule.upper(), law.ids)}.")
    from ehcp_desk.ports.today import Calendar
    from ehcp_desk.services.oversight.law_view import rule_words

    said = [rule_words(law, rule, Calendar(call.args.today).today()) for rule in found]
    versions = [{**_as_json(words.rule), "example": list(words.example)} for words in said]
    call.answer({"ruleset": law.name, "versions": versions}, lambda: "\n\n".join(map(_whole, said)))
    return OK


def _as_json(rule: Rule) -> dict[str, Any]:
    return {
        "rule": rule.id, "duty": rule.duty, "actor": rule.actor, "law": rule.law, "summary": rule.summary,
        "phrase": str(rule.phrase), "amount": rule.period.n, "unit": str(rule.period.unit), "force": rule.force.value,
        "evidence": rule.evidence.value, "in_force": rule.in_force, "until": rule.until, "reliefs": list(rule.reliefs),
        "trigger": [m.fact for m in rule.trigger], "met_by": [m.fact for m in rule.met_by], "note": rule.note,
        "checked_on": rule.checked_on, "checked_against": rule.checked_against,
    }  # fmt: skip


def _whole(said: RuleWords) -> str:
    rule = said.rule
    lines = [
        f"{rule.id}: {rule.duty}",
        f"Law: {rule.law}. {said.force}. {said.evidence}. {said.checked}",
        f"In short: {rule.summary}",
        f"{said.in_force} For: {rule.actor}.",
        f"Reliefs the law offers: {'; '.join(said.reliefs) or 'none'}.",
    ]
    lines += [f"For example: {' '.join(said.example)}"] if said.example else []
    return "\n".join([*lines, f"Note: {rule.note}"] if rule.note else lines)
