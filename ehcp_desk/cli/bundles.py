"""The bundle command: one paginated PDF for the tribunal, with its pre-flight report."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ehcp_desk.cli.answers import FOUND_WRONG, OK, Call, say, table
from ehcp_desk.cli.options import iso_date
from ehcp_desk.domain.bundles import PARTS, Added, AppealType
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.printing import place_for, write_whole

if TYPE_CHECKING:
    from ehcp_desk.domain.bundles import BundleList
    from ehcp_desk.domain.preflight import Preflight
    from ehcp_desk.services.records.bundles import BuiltBundle, CaseBundle, LookedAt


def add_commands(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Add this room's command to the parser."""
    bundle = commands.add_parser("bundle", parents=[shared], help="the tribunal bundle of a case, with its pre-flight",
                                 description="Exit code 1 where pre-flight finds something to put right; the file is "
                                 "still written unless --strict is given, or a paper gives away an address that "
                                 "must not be disclosed.")  # fmt: skip
    bundle.add_argument("ref", metavar="REF")
    bundle.add_argument("--type", required=True, type=_type, metavar="APPEAL_TYPE", help=", ".join(AppealType))
    bundle.add_argument("--out", type=Path, metavar="FILE.pdf")
    bundle.add_argument("--dry-run", action="store_true", help="pre-flight only: no file, nothing kept")
    bundle.add_argument("--strict", action="store_true", help="write nothing where pre-flight finds something")
    bundle.add_argument(
        "--plan-file", type=Path, metavar="FILE.json", help="what goes in, where and which pages, as edited"
    )
    bundle.add_argument("--write-plan", type=Path, metavar="FILE.json", help="write that list, to be edited, and stop")
    bundle.add_argument("--leave-out", action="append", default=[], metavar="N=REASON", help="leave document N out")
    bundle.add_argument(
        "--part", action="append", default=[], metavar="N=PART", help=f"put document N in: {', '.join(PARTS)}"
    )
    bundle.add_argument(
        "--pages", action="append", default=[], metavar="N=1-3,7", help="take these pages of document N"
    )
    bundle.add_argument(
        "--late", action="append", default=[], metavar="N=WORDS", help="leave asked for document N (SEND7)"
    )
    bundle.add_argument(
        "--copy",
        action="append",
        default=[],
        metavar="N=M",
        help="document M, a copy of N made with redact, in its place",
    )
    bundle.add_argument("--evidence-by", metavar="DATE", help="the last day the tribunal directed for evidence")
    bundle.add_argument("--listed", metavar="DATE", help="the day the final hearing was listed")
    bundle.add_argument("--added", type=Added, choices=list(Added), default=Added.RENUMBER,
                        help="pages new since the last version: numbered afresh, at the end, or lettered (45A)")  # fmt: skip
    bundle.add_argument("--compare", type=int, metavar="N", help="what changed since version N")
    bundle.add_argument(
        "--note", type=Path, metavar="FILE.docx", help="draft the explanatory note where limits are exceeded"
    )
    bundle.add_argument("--ocr", action="store_true", help="read pages that are pictures, where tesseract is installed")
    bundle.add_argument("--file", action="store_true", help="file the bundle as a document of the case")
    bundle.set_defaults(run=_bundle)


def _type(text: str) -> AppealType:
    try:
        return AppealType(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not a type of appeal; they are {', '.join(AppealType)}") from None


def _bundle(call: Call) -> int:
    from ehcp_desk.services.records.bundle_lists import list_text
    from ehcp_desk.services.records.bundle_secrets import told_away
    from ehcp_desk.services.records.bundles import look_at, open_bundle

    args = call.args
    args.dry_run = args.dry_run or (args.compare is not None and args.out is None)
    if args.out is None and not (args.dry_run or args.write_plan):
        raise BadInput("Give a file with --out FILE.pdf, or --dry-run for pre-flight alone.")
    for path in (args.out, args.note):
        if path is not None:
            place_for(path)
    desk = call.desk()
    opened = open_bundle(desk, args.ref, args.type)
    opened = replace(opened, list=_chosen(args, opened))
    before = _version(opened, args.compare) if args.compare is not None else None
    if args.write_plan is not None:
        text = list_text(opened.list, opened.filed)
        write_whole(args.write_plan, lambda part: part.write_text(text, encoding="utf-8"))
        call.answer({"ref": args.ref, "file": str(args.write_plan), "documents": len(opened.list.picks)},
                    f"{args.ref}: the list of {len(opened.list.picks)} documents is in {args.write_plan}.")  # fmt: skip
        return OK
    with tempfile.TemporaryDirectory(prefix="ehcp-desk-bundle-") as folder:
        looked = look_at(desk, opened, Path(folder), args.ocr, call.progress)
        found, built = looked.found, None
        tells = bool(looked.gives_away)
        if not (args.dry_run or tells) and (found.ok or not args.strict):
            built, found = _write(call, looked)
    _answer(call, looked, found, built, before)
    if tells and not args.dry_run:
        say(f"ehcp-desk: {told_away(looked.gives_away)}")
    return OK if found.ok else FOUND_WRONG


def _write(call: Call, looked: LookedAt) -> tuple[BuiltBundle, Preflight]:
    """Write the bundle, keep its list as a version, and file and note what was asked for."""
    from ehcp_desk.domain.preflight import explanatory_note
    from ehcp_desk.services.records.bundle_lists import file_bundle, keep_list
    from ehcp_desk.services.records.bundles import build

    args, desk, opened = call.args, call.opened[-1], looked.bundle
    built = build(desk, looked, args.out, call.progress)
    kept, _ = keep_list(desk, args.ref, built.list, opened.last)
    built = replace(built, list=kept)
    if args.file:
        file_bundle(desk, args.ref, args.out, kept, call.progress)
    if args.note is not None and built.found.over and desk.bundles is not None:
        desk.bundles.note(explanatory_note(built.found, opened.case.child.name, opened.case.ref), args.note)
    return built, built.found


def _chosen(args: argparse.Namespace, opened: CaseBundle) -> BundleList:
    """The list with what the options say."""
    from ehcp_desk.services.records.bundle_lists import list_from
    from ehcp_desk.services.records.bundle_secrets import in_its_place

    made = opened.list
    if args.plan_file is not None:
        try:
            text = args.plan_file.read_bytes()
        except OSError as fault:
            raise BadInput(f"{args.plan_file} cannot be read: {fault.strerror or fault}.") from fault
        made = list_from(text, args.plan_file.name, made)
    for field, words in (("left_out", args.leave_out), ("part", args.part), ("pages", args.pages), ("late", args.late)):
        for number, value in _numbered(words, field):
            was = made.pick(number)
            if was is None:
                raise BadInput(f"There is no document number {number} on {args.ref}; see them with: --write-plan FILE")
            kept = {"left_out": ""} if field == "part" else {}
            made = made.with_pick(was.changed(**{field: value}, **kept))
    for original, copy in _numbered(args.copy, "copy"):
        if not copy.isdecimal():
            raise BadInput(f"--copy {original}={copy} should name two documents by number, such as 4=9.")
        made = in_its_place(made, original, int(copy), opened.copies)
    evidence_by = iso_date(args.evidence_by) if args.evidence_by else made.evidence_by
    listed = iso_date(args.listed) if args.listed else made.listed
    return replace(made, added=args.added).giving(evidence_by=evidence_by, listed=listed)


def _numbered(words: Sequence[str], field: str) -> list[tuple[int, str]]:
    found = []
    for word in words:
        number, equals, value = word.partition("=")
        if not (number.strip().isdecimal() and equals and value.strip()):
            option = field.replace("left_out", "leave-out")
            raise BadInput(f"--{option} {word} is not a document's number and what to do; write it like 4=words.")
        found.append((int(number), value.strip()))
    return found


def _version(opened: CaseBundle, number: int) -> BundleList:
    for kept in opened.kept:
        if kept.version == number:
            return kept
    have = ", ".join(str(k.version) for k in opened.kept) or "none yet"
    raise BadInput(f"There is no version {number} of this bundle to compare with; kept: {have}.")


def _answer(
    call: Call, looked: LookedAt, found: Preflight, built: BuiltBundle | None, before: BundleList | None
) -> None:
    from ehcp_desk.domain.bundle_changes import what_changed
    from ehcp_desk.services.records.bundles import file_name, received_and_in

    now = built.list if built is not None else looked.bundle.list
    changed = what_changed(before, now) if before is not None else ()
    documents = [
        {"document": d.number, "file": d.row.filename, "received": d.details.received, "in": not p.left_out,
         "part": p.part, "left_out": p.left_out, "by": p.by} for d, p in received_and_in(looked.bundle)
    ]  # fmt: skip
    told: dict[str, Any] = {
        "ref": call.args.ref, "type": str(now.type), "ok": found.ok, "version": now.version or None,
        "pages": built.pages if built is not None else None, "limits": [asdict(row) for row in found.limits],
        "fixes": [asdict(fix) for fix in found.fixes], "applies": found.applies, "direction": found.direction,
        "files": [str(path) for path in built.files] if built is not None else [],
        "name": file_name(looked.bundle, now.version if built is not None else 0), "documents": documents,
        "changed": list(changed),
        "manifest": built.digest if built is not None else None,
    }  # fmt: skip
    if built is None:
        own = [len(e.pages) for e in (*looked.main.entries, *looked.confidential)]
        told["pages"] = sum(own)
    call.answer(told, lambda: _text(call, told, found, changed))


def _text(call: Call, told: dict[str, Any], found: Preflight, changed: Sequence[str]) -> str:
    files = " and ".join(told["files"])
    head = f"{call.args.ref}: {told['pages']:,} pages, written to {files}." if files else (
        f"{call.args.ref}: {told['pages']:,} pages of papers; no file was written.")  # fmt: skip
    rows = [(row.title, str(row.pages), str(row.limit or "–"), "within" if row.ok else "OVER") for row in found.limits]
    lines = [head, "", table(("Part", "Pages", "Limit", ""), rows), "", found.direction]
    for title, serious in (("To put right:", True), ("To look at:", False)):
        listed = [f"  {fix.words}\n      {fix.where}." for fix in found.fixes if fix.serious is serious]
        lines += ["", title, *listed] if listed else []
    return "\n".join([*lines, *(["", "Changed:", *(f"  {line}" for line in changed)] if changed else [])])
