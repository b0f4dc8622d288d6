"""Copies for a recipient: ``redact`` for a filed document, and what ``--for`` does on every other paper."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ehcp_desk.cli.answers import FOUND_WRONG, OK, Call, entry_number, say, table
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.printing import place_for

if TYPE_CHECKING:
    from ehcp_desk.domain.redaction import Decision, Ruling
    from ehcp_desk.services.desk import Desk
    from ehcp_desk.services.records.recipient_copies import PaperCopy
    from ehcp_desk.services.records.recipient_papers import PagesCopy

FOR = "who the copy is for: mother, father, parent, young_person, school, tribunal, foi, subject_access, or a person's name"


def add_commands(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Add this room's command to the parser."""
    redact = commands.add_parser("redact", parents=[shared], help="a copy of a filed document for somebody, what they must "
                                 "not read taken out")  # fmt: skip
    redact.add_argument("ref", metavar="REF")
    redact.add_argument("document", metavar="DOCUMENT", type=entry_number, help="its number on the case")
    redact.add_argument("--for", required=True, dest="recipient", metavar="RECIPIENT", help=FOR)
    redact.add_argument("--out", type=Path, metavar="FILE.pdf")
    redact.add_argument("--html", type=Path, metavar="FILE", help="its accessible twin, of a document without pages")
    add_last_look(redact)
    redact.set_defaults(run=_redact)


def add_last_look(parser: argparse.ArgumentParser) -> None:
    """The options of a last look, for any paper that takes ``--for``."""
    look = parser.add_argument_group("a copy for somebody (--for)")
    if not any(action.dest == "dry_run" for action in parser._actions):
        look.add_argument("--dry-run", action="store_true", help="list what would be taken out, and write nothing")
    look.add_argument("--keep", action="append", default=[], metavar="WORDS=REASON",
                      help="leave these words, or #NUMBER of one place, in the copy")  # fmt: skip
    look.add_argument(
        "--remove", action="append", default=[], metavar="WORDS=REASON", help="take these words out as well"
    )
    look.add_argument("--confirm", action="store_true", help="what is to look at is taken as proposed")
    look.add_argument("--ordinary-print", action="store_true", help="not in large print, for somebody who needs it")


def _redact(call: Call) -> int:
    from ehcp_desk.services.records.recipient_papers import document_copy

    args, desk = call.args, call.desk()
    copy = document_copy(desk, args.ref, args.document, args.recipient, asked_out(call), call.progress)
    try:
        return answer_copy(call, desk, copy)
    finally:
        if hasattr(copy, "close"):
            copy.close()


def only_for_somebody(call: Call) -> None:
    """Raises BadInput where an option of the last look is given and nobody the copy is for."""
    args = call.args
    if args.keep or args.remove or args.confirm or args.dry_run or args.ordinary_print:
        raise BadInput(
            "--keep, --remove, --confirm, --dry-run and --ordinary-print are for a copy for somebody; say who with --for."
        )


def asked_out(call: Call) -> tuple[str, ...]:
    """The words of ``--remove``, but for numbers of places.

    Raises BadInput for both at once: words taken out as well would give every place after them another number.
    """
    named = [words for words, _ in map(_said, call.args.remove)]
    words = tuple(w for w in named if not w.startswith("#"))
    if words and any(w.startswith("#") for w in (*named, *(kept for kept, _ in map(_said, call.args.keep)))):
        raise BadInput(
            "Name places by their words, not by #NUMBER, where --remove takes out words: the numbers change with it."
        )
    return words


def answer_copy(
    call: Call, desk: Desk, copy: PaperCopy[Any] | PagesCopy, asked: Sequence[Path | None] | None = None
) -> int:
    """Say what would be removed, or write the copy; exit code 1, with nothing written, where something is undecided.

    ``asked`` are the files wanted, ``--out`` and ``--html`` where not given.
    """
    args = call.args
    files = [path for path in ((args.out, args.html) if asked is None else asked) if path]
    if not files and not args.dry_run:
        raise BadInput("Give a file to write with --out, or only look with --dry-run.")
    if args.ordinary_print and hasattr(copy, "in_print"):
        copy = copy.in_print(False)
    rulings = copy.rulings(decisions(call), args.confirm)
    waiting = [r for r in rulings if r.open]
    written = not args.dry_run and not waiting
    if written:
        for path in files:
            place_for(path)
        copy.write(desk, files, rulings, call.progress)
    for risk in copy.risks:
        if not args.json:
            say(risk)
    call.answer(_as_json(copy, rulings, files if written else []), lambda: _as_text(copy, rulings, files, written))
    if waiting and not args.dry_run and not args.json:
        say(f"Nothing was written: {len(waiting)} to look at. Decide with --keep and --remove, or take what is proposed "
            "with --confirm.")  # fmt: skip
    return FOUND_WRONG if waiting else OK


def decisions(call: Call) -> dict[str, Decision]:
    """What ``--keep`` and ``--remove`` decide, by words."""
    from ehcp_desk.domain.redaction import Decision

    found = {words: Decision(True, why) for words, why in map(_said, call.args.keep)}
    return found | {words: Decision(False, why) for words, why in map(_said, call.args.remove)}


def _said(text: str) -> tuple[str, str]:
    words, equals, reason = text.partition("=")
    if not equals or not words.strip() or not reason.strip():
        raise BadInput(f"'{text}' should be WORDS=REASON, such as --keep \"Grace=the word, not the name\".")
    return words.strip(), reason.strip()


def _as_json(copy: PaperCopy[Any] | PagesCopy, rulings: Sequence[Ruling], files: Sequence[Path]) -> dict[str, Any]:
    return {
        "ref": copy.ref, "paper": copy.paper, "for": copy.recipient.words, "audience": copy.recipient.audience.value,
        "risks": list(copy.risks), "removed": sum(r.removed and not r.open for r in rulings),
        "to_look_at": sum(r.open for r in rulings), "files": [str(f) for f in files],
        "found": [
            {"number": r.hit.number, "where": r.hit.where, "before": r.hit.before, "words": r.hit.words, "after": r.hit.after,
             "rule": r.hit.span.rule.id, "why": r.hit.why, "source": r.hit.span.rule.source,
             "action": "look" if r.open else "remove" if r.removed else "keep", "proposed": r.hit.span.proposed.value,
             "locked": r.hit.locked, "decided": r.decided or None}
            for r in rulings
        ],
    }  # fmt: skip


def _as_text(copy: PaperCopy[Any] | PagesCopy, rulings: Sequence[Ruling], files: Sequence[Path], written: bool) -> str:
    rows = [
        (f"#{r.hit.number}", r.hit.where, _becomes(r), " ".join(r.hit.words.split())[:60], r.hit.why) for r in rulings
    ]
    listed = (
        table(("No.", "Where", "Becomes", "Words", "Why"), rows)
        if rows
        else "Nothing was found that must be taken out."
    )
    if not written:
        return listed
    removed = sum(r.removed for r in rulings)
    return f"{listed}\n{copy.ref}: {copy.paper} for {copy.recipient.words}, {removed} places removed, written to " \
           f"{' and '.join(map(str, files))}."  # fmt: skip


def _becomes(ruling: Ruling) -> str:
    if ruling.open:
        return f"to look at ({ruling.hit.span.proposed.value})"
    return "removed" if ruling.removed else "kept"
