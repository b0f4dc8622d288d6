"""Commands that print: chronology, handover, and the returns."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ehcp_desk.cli.answers import OK, Call, iso_date, iso_month
from ehcp_desk.domain.errors import BadInput, KnownFault


def add_commands(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Add this room's commands to the parser."""
    chronology = commands.add_parser("chronology", parents=[shared], help="the tribunal chronology of a case")
    chronology.add_argument("ref", metavar="REF")
    chronology.add_argument("--out", type=Path, required=True, metavar="FILE.pdf")
    chronology.add_argument("--html", type=Path, metavar="FILE", help="the accessible twin as well")
    chronology.add_argument("--for", default="", dest="recipient", metavar="RECIPIENT")
    chronology.add_argument("--as-at", default="", metavar="DATE", help="only what was on record then")
    chronology.add_argument("--one-page", action="store_true", help="the key dates only")
    chronology.set_defaults(run=_chronology)
    handover = commands.add_parser("handover", parents=[shared], help="the one-page pick-up sheet of a case")
    handover.add_argument("ref", metavar="REF")
    handover.add_argument("--out", type=Path, required=True, metavar="FILE.pdf")
    handover.add_argument("--html", type=Path, metavar="FILE")
    handover.set_defaults(run=_handover)
    returns = commands.add_parser("return", parents=[shared], help="the returns")
    kinds = returns.add_subparsers(dest="return_kind", required=True, metavar="KIND")
    monthly = kinds.add_parser("monthly", parents=[shared], help="the monthly management return")
    monthly.add_argument("--month", required=True, metavar="YYYY-MM")
    monthly.add_argument("--out", type=Path, required=True, metavar="DIR")
    monthly.set_defaults(run=_monthly)


def _chronology(call: Call) -> int:
    from ehcp_desk.reports import chronology_document, render_html, render_pdf
    from ehcp_desk.services.records.chronology import chronology

    args = call.args
    as_at = iso_date(args.as_at) if args.as_at else None
    value = chronology(call.desk(), args.ref, args.recipient, as_at, args.one_page)
    document = chronology_document(value)
    write_file(args.out, lambda path: render_pdf(document, path, call.progress))
    if args.html:
        write_file(args.html, lambda path: path.write_text(render_html(document), encoding="utf-8"))
    files = [str(p) for p in (args.out, args.html) if p]
    call.answer({"ref": args.ref, "files": files, "lines": len(value.lines), "seal": value.head.seal},
                f"{args.ref}: {len(value.lines)} entries, written to {' and '.join(files)}.")  # fmt: skip
    return OK


def _handover(call: Call) -> int:
    from ehcp_desk.reports import pick_up_document, render_html, render_pdf
    from ehcp_desk.services.records.handover import pick_up_sheet

    args = call.args
    document = pick_up_document(pick_up_sheet(call.desk(), args.ref))
    write_file(args.out, lambda path: render_pdf(document, path))
    if args.html:
        write_file(args.html, lambda path: path.write_text(render_html(document), encoding="utf-8"))
    files = [str(p) for p in (args.out, args.html) if p]
    call.answer({"ref": args.ref, "files": files}, f"{args.ref}: pick-up sheet written to {' and '.join(files)}.")
    return OK


def _monthly(call: Call) -> int:
    from ehcp_desk.exchange.return_files import write_return
    from ehcp_desk.reports import monthly_return_document, render_pdf
    from ehcp_desk.services.oversight.return_paper import to_paper
    from ehcp_desk.services.oversight.returns import compute_monthly

    args = call.args
    desk = call.desk()
    result = compute_monthly(desk, iso_month(args.month), call.progress)
    document = monthly_return_document(to_paper(result))
    made = writable_folder(args.out)
    files = write_return(result, made, lambda path: render_pdf(document, path))
    call.answer({"month": args.month, "files": [str(f) for f in files]}, "\n".join(str(f) for f in files))
    return OK


def writable_folder(folder: Path) -> Path:
    """Make the folder where it is missing.  Raises BadInput where a file is in its way, KnownFault where it cannot be."""
    if folder.exists() and not folder.is_dir():
        raise BadInput(f"{folder} is a file, not a folder; give a folder to write into.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise KnownFault(f"The folder {folder} cannot be made: {fault.strerror}.") from fault
    return folder


def write_file(path: Path, write: Callable[[Path], object]) -> None:
    """Write a file whole or not at all: beside it first, then in its place."""
    writable_folder(path.parent)
    if path.is_dir():
        raise BadInput(f"{path} is a folder; give the name of a file.")
    part = path.with_name(f"{path.name}.part")
    try:
        write(part)
        part.replace(path)
    except OSError as fault:
        raise KnownFault(f"{path} cannot be written: {fault.strerror}.") from fault
    finally:
        part.unlink(missing_ok=True)
