"""The chronology: printed, looked at, marked, sent to the other side and read back."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ehcp_desk.cli.answers import FOUND_WRONG, OK, Call
from ehcp_desk.cli.options import iso_date
from ehcp_desk.cli.redaction import FOR, add_last_look, answer_copy, asked_out, only_for_somebody
from ehcp_desk.domain.amounts import so_many
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.errors import BadInput

if TYPE_CHECKING:
    from ehcp_desk.domain.chronology_exchange import Merged
    from ehcp_desk.domain.chronology_gaps import Gaps
    from ehcp_desk.domain.papers import Chronology
    from ehcp_desk.services.records.issuing import Asked

_MOST_WEEKS = 5200


def add_commands(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Add this room's command to the parser."""
    parser = commands.add_parser("chronology", parents=[shared], help="the tribunal chronology of a case",
                                 epilog="With --json and no file it answers the chronology itself, with its gaps.")  # fmt: skip
    parser.add_argument("ref", metavar="REF")
    parser.add_argument("--out", type=Path, metavar="FILE", help="a .pdf, .docx or .html")
    parser.add_argument("--html", type=Path, metavar="FILE", help="the accessible twin as well")
    parser.add_argument("--docx", type=Path, metavar="FILE", help="the Word form as well")
    parser.add_argument("--for", default="", dest="recipient", metavar="RECIPIENT", help=FOR)
    parser.add_argument("--as-at", default="", metavar="DATE", help="only what was on record then")
    parser.add_argument("--one-page", action="store_true", help="the key dates only, at most fifteen")
    parser.add_argument("--pick", default="", metavar="ENTRY,…", help="which entries the one-page version shows")
    parser.add_argument("--both-sides", action="store_true", help="agreed facts once, disputed ones side by side")
    parser.add_argument("--from", default="", dest="first", metavar="DATE", help="the first day shown")
    parser.add_argument("--to", default="", dest="last", metavar="DATE", help="the last day shown")
    parser.add_argument("--kinds", default="", metavar="FACT,…", help="only these kinds of entry")
    parser.add_argument("--statutory", action="store_true", help="only statutory dates")
    parser.add_argument("--family", action="store_true", help="only contact with the family")
    parser.add_argument("--text", default="", help="only lines with these words")
    parser.add_argument("--gaps", type=int, nargs="?", const=-1, default=0, metavar="WEEKS",
                        help="print what is still open; a silence is longer than WEEKS")  # fmt: skip
    parser.add_argument("--mark", metavar="ENTRY=MARK", help="agreed, disputed, alleged or cleared")
    parser.add_argument("--by", default="", metavar="NAME", help="who says so, for --mark")
    parser.add_argument("--why", default="", metavar="TEXT", help="why it is marked")
    parser.add_argument("--says", default="", metavar="TEXT", help="what they say happened")
    parser.add_argument("--source", default="", metavar="TEXT", help="what they rest it on")
    parser.add_argument(
        "--exchange", type=Path, metavar="FILE", help="a .docx, .csv or .xlsx for the other side to fill in"
    )
    parser.add_argument("--merge", type=Path, metavar="FILE", help="read back what the other side filled in")
    parser.add_argument("--party", default="the other side", metavar="NAME", help="who filled it in, for --merge")
    parser.add_argument(
        "--dry-run", action="store_true", help="with --merge or --for: say what would be done and do nothing"
    )
    add_last_look(parser)
    parser.set_defaults(run=_run)


def _run(call: Call) -> int:
    args = call.args
    if args.recipient and not (args.mark or args.merge):
        return _copy(call)
    if not args.merge:
        only_for_somebody(call)
    if args.mark:
        return _mark(call)
    if args.merge:
        return _merge(call)
    if args.exchange:
        return _exchange(call)
    files = [p for p in (args.out, args.html, args.docx) if p]
    if not files and not args.json:
        raise BadInput("Say where to write the chronology, with --out FILE.pdf, or ask for it with --json.")
    return _print(call, files)


def _copy(call: Call) -> int:
    """What ``--for`` asks for: printed, or for the other side to fill in, without what they must not read."""
    from ehcp_desk.services.records.recipient_papers import chronology_copy, exchange_copy

    args, desk = call.args, call.desk()
    make = exchange_copy if args.exchange else chronology_copy
    copy = make(desk, args.ref, args.recipient, asked_for(call), asked_out(call))
    return answer_copy(call, desk, copy, [args.exchange] if args.exchange else [args.out, args.html, args.docx])


def asked_for(call: Call) -> Asked:
    """What the options ask for."""
    from ehcp_desk.clock.facts import FACT_KINDS, did_you_mean
    from ehcp_desk.domain.case_kinds import CASE_KINDS
    from ehcp_desk.domain.chronology_choice import Choice
    from ehcp_desk.domain.chronology_gaps import SILENT_WEEKS
    from ehcp_desk.services.records.issuing import Asked

    args = call.args
    kinds = tuple(kind.strip() for kind in args.kinds.split(",") if kind.strip())
    known = {*FACT_KINDS, *CASE_KINDS}
    for kind in kinds:
        if kind not in known:
            raise BadInput(f"There is no kind of entry called '{kind}'{did_you_mean(kind, known)}.")
    if not -1 <= args.gaps <= _MOST_WEEKS:
        raise BadInput(f"--gaps takes a number of weeks up to {_MOST_WEEKS:,}, such as 6.")
    first, last, as_at = (iso_date(text) if text else None for text in (args.first, args.last, args.as_at))
    if first and last and first > last:
        raise BadInput(f"--from {first} is after --to {last}, so no entry is between them; turn them round.")
    choice = Choice(first, last, kinds, args.statutory, args.family, args.text, _numbers(args.pick))
    weeks = SILENT_WEEKS if args.gaps == -1 else args.gaps
    return Asked("", as_at, args.one_page, args.both_sides, weeks, choice)


def _numbers(text: str) -> tuple[int, ...]:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not all(part.isdigit() for part in parts):
        raise BadInput("--pick takes the numbers of entries with commas between them, such as 3,7,12.")
    return tuple(int(part) for part in parts)


def _print(call: Call, files: list[Path]) -> int:
    from ehcp_desk.domain.chronology_gaps import SILENT_WEEKS, gaps_of
    from ehcp_desk.services.records.issuing import asked_chronology, print_chronology, refuse_future

    asked, desk, ref = asked_for(call), call.desk(), call.args.ref
    refuse_future(desk, asked)
    value = print_chronology(desk, ref, asked, files, call.progress) if files else asked_chronology(desk, ref, asked)
    gaps = gaps_of(value, asked.as_at or desk.today(), asked.gap_weeks or SILENT_WEEKS)
    document = {"ref": ref, "files": [str(f) for f in files], "lines": len(value.lines), "shown": len(value.printed),
                "seal": value.head.seal, "entries": _entries(value), "gaps": _gaps(gaps)}  # fmt: skip
    open_words = f" {gaps.count} things to look at (--json lists them)." if gaps.count else ""
    call.answer(
        document,
        f"{ref}: {so_many(len(value.printed), 'entry', 'entries')}, written to {' and '.join(map(str, files))}.{open_words}",
    )
    return OK


def _entries(value: Chronology) -> list[dict[str, Any]]:
    from ehcp_desk.domain.neutral_wording import hints

    return [
        {
            "line": line.number, "entry": line.entry, "on": line.on, "approximate": line.approximate, "event": line.event,
            "source": line.source, "page": line.page, "recorded_on": line.recorded_on, "key_date": line.key_date,
            "kind": line.kind, "marks": [asdict(answer) for answer in line.answers],
            "hints": [asdict(hint) for hint in hints(line.event)],
        }
        for line in value.printed
    ]  # fmt: skip


def _gaps(gaps: Gaps) -> dict[str, Any]:
    return {
        "no_source": [{"line": line.number, "entry": line.entry, "on": line.on} for line in gaps.unsourced],
        "silences": [asdict(silence) for silence in gaps.silences],
        "missed": [{"what": m.what, "law": m.law, "due": m.due, "state": m.words, "done": m.done} for m in gaps.missed],
    }


def _mark(call: Call) -> int:
    from ehcp_desk.services.casework.marking import mark_entries

    args = call.args
    number, _, stance = args.mark.partition("=")
    if not number.isdigit() or not stance:
        raise BadInput("--mark takes the number of an entry and a mark, such as --mark 12=disputed.")
    if not args.by:
        raise BadInput("Say whose mark it is, with --by NAME.")
    mark_entries(call.desk(), args.ref, [int(number)], stance, args.by, args.why, args.says, args.source)
    call.answer({"ref": args.ref, "entry": int(number), "mark": stance, "by": args.by},
                f"{args.ref}: entry {number} is marked {stance} by {args.by}.")  # fmt: skip
    return OK


def _exchange(call: Call) -> int:
    from ehcp_desk.services.records.exchanging import write_exchange

    args = call.args
    rows = write_exchange(call.desk(), args.ref, args.exchange, asked_for(call))
    call.answer({"ref": args.ref, "file": str(args.exchange), "rows": rows},
                f"{args.ref}: {rows} entries for the other side, written to {args.exchange}.")  # fmt: skip
    return OK


def _merge(call: Call) -> int:
    from ehcp_desk.services.records.exchanging import merge_exchange

    args = call.args
    merged = merge_exchange(call.desk(), args.ref, args.merge, args.party, args.dry_run)
    call.answer(merged_json(merged), lambda: merged_text(merged))
    return FOUND_WRONG if merged.held else OK


def merged_json(merged: Merged) -> dict[str, Any]:
    """Every row of the file with what became of it, and the entries that did not come back."""
    return {
        "file": merged.file, "sha256": merged.sha256, "party": merged.party, "rows_in": len(merged.rows),
        "outcomes": dict(merged.counts), "dry_run": merged.dry_run,
        "rows": [asdict(row) for row in merged.rows],
        "not_returned": [{"entry": entry, "on": on, "event": event} for entry, on, event in merged.not_returned],
    }  # fmt: skip


def merged_text(merged: Merged) -> str:
    """The same in plain lines."""
    lines = [f"row {row.row}: {row.outcome}{f', entry {row.entry}' if row.entry else ''}"
             f"{f': {row.reason}' if row.reason else ''}" for row in merged.rows]  # fmt: skip
    lines += [f"not returned: entry {entry}, {in_words(on)}: {event}" for entry, on, event in merged.not_returned]
    told = ", ".join(f"{count} {outcome}" for outcome, count in merged.counts.items())
    did = "Nothing was changed (dry run)." if merged.dry_run else "The file is kept as a document."
    return "\n".join([*lines, f"{len(merged.rows)} rows: {told}. {did}"])
