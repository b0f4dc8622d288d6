"""``plan``: reads a case's plan, compares versions, loads lines from a file, prints it, signs it off."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ehcp_desk.cli.answers import FOUND_WRONG, OK, Call, table
from ehcp_desk.cli.options import iso_date
from ehcp_desk.cli.redaction import FOR, add_last_look, answer_copy, asked_out
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.plan_content import PURPOSES, Difference, PlanLine, PlanVersion
from ehcp_desk.domain.plan_gaps import flags_of
from ehcp_desk.domain.plan_sections import SECTIONS
from ehcp_desk.services.records.plan_view import PlanView, read_plan, version_of


def add_commands(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Add this room's command to the parser."""
    plan = commands.add_parser("plan", parents=[shared], help="the plan of a case: read, compare, load lines, print, sign off",
                               epilog="Requests to amend it are recorded with: record REF amendment_requested, and answered "
                                      "with: record REF amendment_answered.")  # fmt: skip
    plan.add_argument("ref", metavar="REF")
    plan.add_argument("--version", type=int, metavar="N", help="show version N; the newest where none is named")
    plan.add_argument(
        "--compare", nargs=2, type=int, metavar=("N", "M"), help="what changed from version N to version M"
    )
    plan.add_argument(
        "--checklist", action="store_true", help="the checklist of a sign-off; exit code 1 where it is red"
    )
    act = plan.add_mutually_exclusive_group()
    act.add_argument(
        "--start", choices=tuple(PURPOSES), metavar="PURPOSE", help="begin the next version: draft, final or amended"
    )
    act.add_argument(
        "--lines", type=Path, metavar="FILE", help="load lines from a CSV or spreadsheet into the version being written"
    )
    act.add_argument("--outcome", action="append", metavar="LINE=RESULT",
                     help="what a review found of an outcome, like E1=met (met, part, not_met, not_relevant)")  # fmt: skip
    act.add_argument("--sign-off", metavar="NAME", dest="by", help="sign the version off in this person's name")
    plan.add_argument("--replace", action="store_true", help="with --lines: lines the file leaves out are removed")
    plan.add_argument(
        "--dry-run", action="store_true", help="with --lines or --for: say what would change, and change nothing"
    )
    plan.add_argument("--on", default="", metavar="DATE", help="with --outcome: the day of the review")
    plan.add_argument("--note", default="", metavar="TEXT", help="with --outcome: in your own words")
    plan.add_argument("--reason", default="", metavar="TEXT", help="with --sign-off: why, in spite of what is red")
    plan.add_argument("--out", type=Path, metavar="FILE.pdf", help="print the working copy")
    plan.add_argument("--html", type=Path, metavar="FILE", help="its accessible twin")
    plan.add_argument("--for", default="", dest="recipient", metavar="RECIPIENT", help=FOR)
    add_last_look(plan)
    plan.set_defaults(run=_plan)


def _plan(call: Call) -> int:
    args = call.args
    for option, value, needs in (
        ("--replace", args.replace, args.lines), ("--dry-run", args.dry_run, args.lines or args.recipient),
        ("--on", args.on, args.outcome), ("--reason", args.reason, args.by), ("--keep", args.keep, args.recipient),
        ("--remove", args.remove, args.recipient), ("--confirm", args.confirm, args.recipient),
    ):  # fmt: skip
        if value and not needs:
            raise BadInput(f"{option} says nothing by itself; see: ehcp-desk plan --help")
    if args.lines:
        return _load(call)
    if args.start or args.outcome or args.by:
        _change(call)
    if args.compare:
        return _compare(call)
    if args.recipient:
        from ehcp_desk.services.records.recipient_papers import plan_copy

        desk = call.desk()
        return answer_copy(call, desk, plan_copy(desk, args.ref, args.recipient, args.version, asked_out(call)))
    if args.out or args.html:
        return _print(call)
    return _show(call)


def _change(call: Call) -> None:
    from ehcp_desk.services.casework.planning import judge_outcomes, sign_off, start_version

    args, desk = call.args, call.desk()
    if args.start:
        start_version(desk, args.ref, args.start)
    elif args.by:
        sign_off(desk, args.ref, args.by, args.reason)
    else:
        day = iso_date(args.on) if args.on else desk.today()
        judge_outcomes(desk, args.ref, day, dict(_result(words, args.note) for words in args.outcome))


def _result(words: str, note: str) -> tuple[str, tuple[str, str]]:
    name, equals, result = words.partition("=")
    if not equals:
        raise BadInput(f"--outcome {words} should be LINE=RESULT, like E1=met.")
    return name.strip().upper(), (result.strip(), note)


def _load(call: Call) -> int:
    from ehcp_desk.exchange.plan_lines import read_plan_lines
    from ehcp_desk.services.casework.planning import load_lines

    args = call.args
    rows = read_plan_lines(args.lines)
    changed = load_lines(call.desk(), args.ref, rows, args.replace, args.dry_run)
    done = "would be" if args.dry_run else "were" if len(changed) != 1 else "was"
    many = "1 line" if len(changed) == 1 else f"{len(changed)} lines"
    text = "\n".join([*_told(changed), f"{args.ref}: {len(rows)} rows read; {many} {done} changed."])
    call.answer(
        {"ref": args.ref, "rows": len(rows), "dry_run": args.dry_run, "changes": [_as_change(d) for d in changed]}, text
    )
    return OK


def _compare(call: Call) -> int:
    ref, (before, after) = call.args.ref, call.args.compare
    plan = read_plan(call.desk(), ref)
    for number in (before, after):
        version_of(plan, ref, number)
    found = plan.compare(before, after)
    text = "\n".join(_told(found)) or f"{ref}: versions {before} and {after} say the same."
    call.answer({"ref": ref, "before": before, "after": after, "changes": [_as_change(d) for d in found]}, text)
    return OK


def _print(call: Call) -> int:
    from ehcp_desk.printing import Printer
    from ehcp_desk.services.records.issuing import print_issued
    from ehcp_desk.services.records.plan_paper import plan_paper

    args = call.args
    desk = call.desk()
    paper = plan_paper(desk, args.ref, args.version)
    files = [path for path in (args.out, args.html) if path]
    print_issued(desk, "plan", files, paper.head, lambda path: Printer().plan(paper, path), args.ref)
    call.answer({"ref": args.ref, "version": paper.version, "digest": paper.digest, "files": [str(f) for f in files]},
                f"{args.ref}: {paper.version.lower()} written to {' and '.join(map(str, files))}.")  # fmt: skip
    return OK


def _show(call: Call) -> int:
    args = call.args
    plan = read_plan(call.desk(), args.ref)
    version = version_of(plan, args.ref, args.version)
    call.answer(_as_json(args.ref, plan, version), lambda: _as_text(args.ref, plan, version, args.checklist))
    red = args.checklist and any(not check.fine for check in plan.checklist(version.number))
    return FOUND_WRONG if red else OK


def _as_json(ref: str, plan: PlanView, version: PlanVersion) -> dict[str, Any]:
    met, judged = plan.outcomes_met
    return {
        "ref": ref, **_as_version(version), "digest": plan.digest(version.number),
        "versions": [_as_version(v) for v in plan.versions],
        "lines": [_as_line(line, flagged=True) for line in plan.lines(version.number)],
        "gaps": [{"gap": gap.kind.name.lower(), "line": gap.line.id, "why": gap.why} for gap in plan.gaps(version.number)],
        "checklist": [{"check": c.key, "title": c.title, "ok": c.fine, "found": c.found} for c in plan.checklist(version.number)],
        "amendments": [
            {"id": a.fact_id, "on": a.on, "by": a.by, "about": a.about, "what": a.words, "source": a.source,
             "answer": a.answer or None, "answered_on": a.answered_on, "reasons": a.reasons}
            for a in plan.amendments
        ],
        "contributors": [{"section": c.section, "name": c.name, "part": c.part, "entry": c.entry}
                         for c in plan.contributors(version.number)],
        "settings": [{"setting": log.setting, **log.steps, "missing": list(log.missing)}
                     for log in plan.settings],
        "section_i": [
            {"on": s.on, "fact": s.kind, "what": s.what, "setting": s.setting, "reasons": s.reasons} for s in plan.place
        ],
        "outcomes": {"met": met, "judged": judged, "results": [
            {"outcome": r.outcome, "on": r.on, "result": r.result, "note": r.words} for r in plan.results]},
    }  # fmt: skip


def _as_version(version: PlanVersion) -> dict[str, Any]:
    signed = version.signed
    return {
        "version": version.number, "purpose": version.purpose, "begun_on": version.opened_on, "begun_by": version.opened_by,
        "open": version.open,
        "signed_off": None if signed is None else {
            "by": signed.by, "on": signed.on, "digest": signed.digest, "red": signed.red, "reason": signed.reason},
        "issued": [{"to": f.fact.attrs["to"], "on": f.fact.on, "how": f.fact.attrs["how"], "form": f.fact.attrs.get("form", "")}
                   for f in version.issued],
    }  # fmt: skip


def _as_line(line: PlanLine, flagged: bool = False) -> dict[str, Any]:
    said: dict[str, Any] = {"line": line.id, "section": line.section, "text": line.text, **line.parts}
    if flagged:
        said["flags"] = [{"words": f.words, "why": f.why, "missing": list(f.missing)} for f in flags_of(line)]
    return said


def _as_change(difference: Difference) -> dict[str, Any]:
    before, after = difference.before, difference.after
    return {"change": difference.change.value.lower(), "line": difference.line.id,
            "before": _as_line(before) if before else None, "after": _as_line(after) if after else None}  # fmt: skip


def _told(changed: Sequence[Difference]) -> list[str]:
    return [f"{d.change.value} {d.line.id or 'a line'}: {d.line.text}" for d in changed]


def _as_text(ref: str, plan: PlanView, version: PlanVersion, only_checks: bool) -> str:
    number = version.number
    signed = f"signed off by {version.signed.by}" if version.signed else "not signed off"
    lines = [
        f"{ref}: {version.title}, begun on {in_words(version.opened_on)}, {signed}. Content {plan.digest(number)[:12]}"
    ]
    checks = [f"{'  ok' if c.fine else ' red'}  {c.title}: {c.found}" for c in plan.checklist(number)]
    if only_checks:
        return "\n".join([*lines, *checks])
    held = plan.lines(number)
    for section in SECTIONS.values():
        rows = tuple((x.id, x.text, _parts(x)) for x in held if x.section == section.id)
        if rows:
            lines += ["", f"Section {section.id}: {section.title}", table(("Line", section.line, "And"), rows)]
    open_requests = sum(a.open for a in plan.amendments)
    lines += ["", *checks, f"Amendments asked for: {len(plan.amendments)}, not answered: {open_requests}"]
    return "\n".join(lines)


def _parts(line: PlanLine) -> str:
    return "; ".join(f"{name}: {words}" for name, words in line.parts.items())
