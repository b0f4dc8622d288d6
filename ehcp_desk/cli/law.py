"""``law``: the rules in force, one rule whole, and changing them: preview, apply, withdraw."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
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
    from ehcp_desk.services.desk import Desk
    from ehcp_desk.services.oversight.law_changes import LawChanged
    from ehcp_desk.services.oversight.law_of_record import AppliedChange
    from ehcp_desk.services.oversight.law_view import RuleWords


def add_commands(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Add this room's commands to the parser."""
    law = commands.add_parser("law", parents=[shared], help="the time limits in force")
    kinds = law.add_subparsers(dest="law_kind", required=True, metavar="KIND")
    listed = kinds.add_parser("list", parents=[shared], help="every time limit")
    listed.set_defaults(run=_list)
    shown = kinds.add_parser("show", parents=[shared], help="one time limit, whole")
    shown.add_argument("rule", metavar="RULE")
    shown.set_defaults(run=_show)
    tried = kinds.add_parser(
        "preview", parents=[shared], help="which live dates a changed rule, holiday or closure would move"
    )
    tried.add_argument("file", type=Path, metavar="FILE", help="a TOML file with [[rule]], [[once]], [[moved]], "
                       "[[removed]] or [years], in the form of the program's own rule files, or with [[closure]]: "
                       "setting, from, to and evidence")  # fmt: skip
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


def _desk_if_any(call: Call) -> Desk | None:
    """The desk, where there is a record; without one the law that ships with the program is in force."""
    where = call.args.db or default_database()
    return call.desk() if "://" in where or Path(where).exists() else None


def _list(call: Call) -> int:
    from ehcp_desk.services.oversight.law_changes import changes_of, lacking

    desk = _desk_if_any(call)
    law, changes = (desk.law, changes_of(desk)) if desk else (Ruleset.load(), ())
    later = lacking(desk) if desk and changes else {}
    rows = [(r.id, r.duty, r.actor, r.law, r.force.value.replace("_", " ")) for r in law.rules]
    document = {
        "ruleset": law.name, "digest": law.digest, "rules": [_as_json(r) for r in law.rules],
        "changes": [{**asdict(change), "lacking": later.get(change.name, 0)} for change in changes],
    }  # fmt: skip
    call.answer(
        document, lambda: "\n".join([table(("Rule", "Duty", "Who", "Law", "Force"), rows), *_applied(changes, later)])
    )
    return OK


def _applied(changes: tuple[AppliedChange, ...], later: Mapping[str, int]) -> list[str]:
    """The changes this record has applied, a line each, and who has come too late for one."""
    lines = []
    for c in changes:
        lines.append(f"Applied to this record on {in_words(date.fromisoformat(c.on))} by {c.by}: {c.name}. {c.reason}")
        if (count := later.get(c.name, 0)) > 0:
            lines.append(
                f"{count} live case{'' if count == 1 else 's'} came to its settings since and "
                f"{'has' if count == 1 else 'have'} not got its closures; apply the file again to record them."
            )
    return lines


def _preview(call: Call) -> int:
    from ehcp_desk.cli.law_preview import as_json, as_text
    from ehcp_desk.services.oversight.change_file import read_change
    from ehcp_desk.services.oversight.law_preview import preview

    file = read_change(call.args.file)
    found = preview(call.desk(), file, call.progress)
    call.answer(as_json(found), lambda: as_text(found))
    return OK


def _apply(call: Call) -> int:
    from ehcp_desk.services.oversight.change_file import read_change
    from ehcp_desk.services.oversight.law_changes import apply

    file = read_change(call.args.file)
    done = apply(call.desk(), file, call.args.reason, call.progress)
    return _say_changed(call, done)


def _withdraw(call: Call) -> int:
    from ehcp_desk.services.oversight.law_changes import withdraw

    args = call.args
    # On the shipped law, so that a change that no longer fits the rules can still be taken back.
    desk = open_desk(args.db, args.user, args.today, law=Ruleset.load())
    call.opened.append(desk)
    done = withdraw(desk, args.name, args.reason, call.progress)
    return _say_changed(call, done)


def _say_changed(call: Call, done: LawChanged) -> int:
    document = {
        "ruleset": done.law.name, "digest": done.law.digest, "cases": done.cases, "changed": list(done.changed),
        "closed": list(done.closed),
    }  # fmt: skip
    call.answer(document, done.words)
    return OK


def _show(call: Call) -> int:
    desk = _desk_if_any(call)
    law = desk.law if desk else Ruleset.load()
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
