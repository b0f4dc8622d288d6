"""Commands about letters: a notice compiled, drafted or issued; the letters of a case; the sweep; the letterhead."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from ehcp_desk.cli.answers import FOUND_WRONG, OK, Call, say, table
from ehcp_desk.cli.options import iso_date
from ehcp_desk.domain.amounts import so_many
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.letters import METHODS, ElementState, Notice


def add_commands(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Add this room's commands to the parser."""
    notice = commands.add_parser("notice", parents=[shared], help="a statutory letter with everything the law requires in it",
                                 epilog="Receipt is recorded with: record REF notice_received, and sending again with: "
                                        "record REF notice_sent_again.")  # fmt: skip
    notice.add_argument("ref", metavar="REF", nargs="?", default="")
    notice.add_argument("kind", metavar="KIND", nargs="?", default="")
    notice.add_argument("--kinds", action="store_true", help="every kind, what it must say, and under which law")
    notice.add_argument("--out", type=Path, metavar="FILE", help="write it: .docx, .pdf or .html")
    notice.add_argument(
        "--set", action="append", default=[], metavar="FIELD=VALUE", dest="said", help="words for this letter"
    )
    notice.add_argument("--dry-run", action="store_true", help="say what is there and what is missing; write nothing")
    notice.add_argument(
        "--draft", action="store_true", help="write it in any case, stamped as a draft that is not issued"
    )
    notice.add_argument("--issue", action="store_true", help="file it, and record that it was sent, on the day of --on")
    notice.add_argument(
        "--letter", type=Path, metavar="FILE.docx", help="with --issue: the draft as it was changed in Word"
    )
    notice.add_argument("--ordinary-print", action="store_true", help="not in large print, for somebody who needs it")
    notice.add_argument("--on", default="", metavar="DATE", help="the day it is sent; today where none is named")
    notice.add_argument("--by", default="post", choices=tuple(METHODS), help="how it is sent")
    notice.set_defaults(run=_notice)
    notices = commands.add_parser(
        "notices", parents=[shared], help="the letters of a case, or the sweep over every case"
    )
    notices.add_argument("ref", metavar="REF", nargs="?", default="")
    notices.add_argument(
        "--sweep", action="store_true", help="decisions never notified by a letter, appeal rights never given"
    )
    notices.set_defaults(run=_notices)
    head = commands.add_parser(
        "letterhead", parents=[shared], help="what stands on every letter: address, contacts, who signs"
    )
    head.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE", dest="said", help=r"\n in it parts two lines"
    )
    head.add_argument("--council", default="", metavar="NAME", help="the council's own name")
    head.add_argument("--logo", type=Path, metavar="FILE", help="a PNG or JPEG picture of up to 300 KB")
    head.set_defaults(run=_letterhead)


def _notice(call: Call) -> int:
    args = call.args
    if args.kinds:
        return _kinds(call)
    if not args.ref or not args.kind:
        raise BadInput("Name the case and the kind of notice: notice REF KIND; the kinds are listed by: notice --kinds")
    if args.letter and not args.issue:
        raise BadInput("--letter says nothing by itself; give it with --issue.")
    if args.draft and args.issue:
        raise BadInput("A letter is a draft or it is issued; use --draft or --issue, not both.")
    if args.dry_run and (args.issue or args.draft):
        raise BadInput("--dry-run writes nothing; use it without --issue and --draft.")
    if not (args.out or args.dry_run or args.issue):
        raise BadInput("Say where the letter is to be written with --out FILE, or ask what is missing with --dry-run.")
    return _make(call)


def _make(call: Call) -> int:
    from ehcp_desk.services.letters.compiling import compile_notice
    from ehcp_desk.services.letters.issuing import check_sending, issue, refusal, write_letters

    args, desk = call.args, call.desk()
    on, written = iso_date(args.on) if args.on else desk.today(), said(args.said)
    notice = compile_notice(desk, args.ref, args.kind, on, args.by, written, args.draft, args.ordinary_print)
    files: list[Path] = []
    issued: Sequence[int] = ()
    if notice.ready or args.draft:
        if args.issue:
            check_sending(notice, desk.today())
            ordinary = args.ordinary_print
            issued = issue(desk, args.ref, args.kind, on, args.by, written, args.letter, ordinary=ordinary).facts
        if args.out:
            files = write_letters(desk, notice, args.out)
    else:
        say(refusal(notice))
    for warning in notice.warnings:
        say(f"Before it is sent: {warning}")
    call.answer(_as_json(notice, files, issued), lambda: _as_text(notice, files, issued))
    return OK if notice.ready else FOUND_WRONG


def said(words: Sequence[str]) -> dict[str, str]:
    r"""``FIELD=VALUE`` pairs; ``\n`` in a value parts two lines.  Raises BadInput for a pair without an equals sign."""
    found = {}
    for pair in words:
        name, equals, value = pair.partition("=")
        if not equals:
            raise BadInput(f"--set {pair} should be FIELD=VALUE, like reasons=…")
        found[name.strip()] = value.replace("\\n", "\n")
    return found


def _as_json(notice: Notice, files: Sequence[Path], issued: Sequence[int]) -> dict[str, Any]:
    reading = notice.reading
    return {
        "ref": notice.ref, "kind": notice.kind.id, "title": notice.kind.title, "law": notice.kind.law, "on": notice.on,
        "by": notice.by, "ready": notice.ready, "refused": list(notice.refused),
        "elements": [_element(state) for state in notice.states],
        "to": [{"name": x.to.name, "address": list(x.to.printed), "email": x.to.email} for x in notice.letters],
        "warnings": list(notice.warnings), "needs": notice.needs,
        "starts": [{"fact": s.kind, **s.attrs, "entry": s.entry} for s in notice.starts],
        "limits": [{"rule": x.rule, "duty": x.duty, "due": x.due, "days_late": x.late} for x in notice.limits],
        "reading_age": {"age": reading.age, "grade": reading.grade,
                        "hardest": [{"sentence": h.text, "grade": h.grade} for h in reading.hardest]},
        "files": [str(path) for path in files], "issued": list(issued),
    }  # fmt: skip


def _element(state: ElementState) -> dict[str, Any]:
    return {"element": state.element.id, "title": state.element.title, "law": state.element.law, "ok": state.fine,
            "missing": lacking(state)}  # fmt: skip


def lacking(state: ElementState) -> list[dict[str, str]]:
    """What a required element lacks, where to put it right, and the command for it."""
    return [{"field": f.id, "title": f.title, "fix": f.fix, "command": f.command} for f in state.missing]


def _as_text(notice: Notice, files: Sequence[Path], issued: Sequence[int]) -> str:
    reading = notice.reading
    lines = [f"{notice.ref}: {notice.kind.title}, to {' and '.join(x.to.name for x in notice.letters)}"]
    lines += [f"{'  ok' if s.fine else ' red'}  {s.element.title} [{s.element.law}]" for s in notice.states]
    for limit in notice.limits:
        late = f", {so_many(limit.late, 'day')} late" if limit.late else ""
        lines.append(f"{limit.duty}: by {in_words(limit.due)}{late} [{limit.rule}]")
    lines.append(f"Reading age: {reading.words} (grade {reading.grade}).")
    lines += [f"  Hard to read: {h.text}" for h in reading.hardest]
    if files:
        what = "Drafted" if any(letter.draft for letter in notice.letters) else "Written"
        lines.append(f"{what}: {', '.join(map(str, files))}")
    if issued:
        lines.append(f"Issued on {in_words(notice.on)}; entries {', '.join(map(str, issued))}.")
    return "\n".join(lines)


def _kinds(call: Call) -> int:
    from ehcp_desk.domain.letter_terms import NOTICES
    from ehcp_desk.services.letters.compiling import notice_kinds, written_fields

    known = {kind.id: kind for kind in notice_kinds()}
    kinds = [known[name] for name in NOTICES]
    document = {"kinds": [
        {"kind": k.id, "title": k.title, "law": k.law, "fact": k.fact or None, "appeal": k.appealable,
         "fields": written_fields(k), "elements": [{"element": e.id, "title": e.title, "law": e.law} for e in k.elements]}
        for k in kinds]}  # fmt: skip
    call.answer(document, lambda: table(("Kind", "What it is", "Law"), [(k.id, k.title, k.law) for k in kinds]))
    return OK


def _notices(call: Call) -> int:
    args = call.args
    if args.sweep:
        return _sweep(call)
    if not args.ref:
        raise BadInput("Name a case to see its letters, or ask for every case with --sweep.")
    from ehcp_desk.domain.letter_log import letter_log
    from ehcp_desk.services.casework.recording import find

    with call.desk().store.read() as work:
        sent = letter_log(work.facts(find(work, args.ref)))
    document = {
        "ref": args.ref,
        "letters": [{**asdict(x), "again": [{"on": d, "how": h} for d, h in x.again]} for x in sent],
    }
    rows = [(str(x.entry), in_words(x.on), x.title, x.to, x.way, in_words(x.received) if x.received else "–",
             str(len(x.again)), x.needs or "–") for x in sent]  # fmt: skip
    heads = ("Entry", "Sent", "Letter", "To", "How", "Received", "Again", "Needs")
    call.answer(
        document, lambda: table(heads, rows) if rows else f"{args.ref}: no letter has been issued from the desk."
    )
    return OK


def _sweep(call: Call) -> int:
    from ehcp_desk.cli.lists import orphans
    from ehcp_desk.domain.orphans import SWEPT

    return FOUND_WRONG if orphans(call, SWEPT) else OK


def _letterhead(call: Call) -> int:
    from ehcp_desk.services.letters.letterhead import TITLES, change_logo, letterhead, set_letterhead
    from ehcp_desk.services.upkeep.council import change_council, council_view

    args, desk = call.args, call.desk()
    if args.logo:
        try:
            picture = args.logo.read_bytes()
        except OSError as fault:
            raise BadInput(f"{args.logo} cannot be read: {fault.strerror}; check its name.") from fault
        change_logo(desk, picture)
    if args.council:
        seen = council_view(desk).council
        change_council(desk, replace(seen, name=args.council), seen)
    if args.said:
        set_letterhead(desk, said(args.said))
    kept = asdict(letterhead(desk))
    rows = [(name, TITLES[name], value.replace("\n", ", ") or "not set") for name, value in kept.items()]
    call.answer(kept, lambda: table(("Name", "What it is", "As it prints"), rows))
    return OK
